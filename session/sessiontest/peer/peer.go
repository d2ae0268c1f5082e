package peer

import (
	"bufio"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// User and Password are the credentials that every challenge of the peer accepts.
const (
	User     = "alice"
	Password = "secret"
)

// Peer is a running server. Its methods may be called from any goroutine.
type Peer struct {
	ports map[string]int
	ca    string
	state state

	mu        sync.Mutex
	listeners []net.Listener
	open      map[net.Conn]bool
	closed    bool
	running   sync.WaitGroup // accept loops and connections
	ended     sync.Cond      // a connection has ended
}

// Start makes a certificate authority, writes its certificate to ca.pem in dir and listens on every port. Close ends it.
func Start(dir string) (*Peer, error) {
	ca, err := newAuthority()
	if err != nil {
		return nil, err
	}
	path, err := filepath.Abs(filepath.Join(dir, "ca.pem"))
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(path, ca.pem, 0o644); err != nil {
		return nil, err
	}
	p := &Peer{ports: map[string]int{}, ca: path, open: map[net.Conn]bool{}}
	p.ended.L = &p.mu
	p.state.reset()
	if err := p.listen(ca); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// Port gives the number of the port of that name, 0 for an unknown name.
func (p *Peer) Port(name string) int { return p.ports[name] }

// Ports gives the numbers of all ports by name. The map must not be changed.
func (p *Peer) Ports() map[string]int { return p.ports }

// CA is the path of the authority's certificate in PEM form.
func (p *Peer) CA() string { return p.ca }

// Settle waits until every connection has ended, which it does when its client has closed it.
func (p *Peer) Settle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.open) > 0 {
		p.ended.Wait()
	}
}

// Close stops listening, closes every connection and waits until all goroutines have ended. It may be called more than once.
func (p *Peer) Close() {
	p.mu.Lock()
	p.closed = true
	for _, l := range p.listeners {
		l.Close()
	}
	for c := range p.open {
		c.Close()
	}
	p.mu.Unlock()
	p.running.Wait()
}

// listen opens every port.
func (p *Peer) listen(ca *authority) error {
	good, err := ca.config("localhost", false)
	if err != nil {
		return err
	}
	wrong, err := ca.config("other.invalid", false)
	if err != nil {
		return err
	}
	old, err := ca.config("localhost", true)
	if err != nil {
		return err
	}
	for _, port := range []struct {
		name string
		h    func(net.Conn)
	}{
		{"http", p.plain("http", nil)},
		{"http_b", p.plain("http_b", nil)},
		{"https", p.encrypted("https", good)},
		{"https_b", p.encrypted("https_b", good)},
		{"https_badhost", p.encrypted("https_badhost", wrong)},
		{"https_expired", p.encrypted("https_expired", old)},
		{"dual", p.dual(good)},
		{"proxy", p.plain("proxy", &proxyRules{})},
		{"proxy_basic", p.plain("proxy_basic", &proxyRules{scheme: "Basic"})},
		{"proxy_digest", p.plain("proxy_digest", &proxyRules{scheme: "Digest"})},
		{"proxy_close", p.plain("proxy_close", &proxyRules{scheme: "Basic", closes: true})},
		{"raw_close", func(net.Conn) {}},
		{"raw_silent", func(c net.Conn) { io.Copy(io.Discard, c) }},
	} {
		if err := p.serve(port.name, port.h); err != nil {
			return err
		}
	}
	return p.refuse()
}

// refuse finds a port that nothing listens on.
func (p *Peer) refuse() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	p.ports["refused"] = l.Addr().(*net.TCPAddr).Port
	return l.Close()
}

// serve opens one port and runs h on every connection, which is closed when h returns.
func (p *Peer) serve(name string, h func(net.Conn)) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	p.ports[name] = l.Addr().(*net.TCPAddr).Port
	p.listeners = append(p.listeners, l)
	p.running.Add(1)
	go func() {
		defer p.running.Done()
		for {
			c, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil && p.enter(c) {
				go p.carry(c, h)
			}
		}
	}()
	return nil
}

// enter notes a connection; it is refused when the peer is closed.
func (p *Peer) enter(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		c.Close()
		return false
	}
	p.open[c] = true
	p.running.Add(1)
	return true
}

func (p *Peer) carry(c net.Conn, h func(net.Conn)) {
	defer p.running.Done()
	defer func() {
		c.Close()
		p.mu.Lock()
		delete(p.open, c)
		p.ended.Broadcast()
		p.mu.Unlock()
	}()
	h(c)
}

func (p *Peer) plain(name string, rules *proxyRules) func(net.Conn) {
	return func(c net.Conn) { p.http(name, c, rules) }
}

// handshakePatience bounds a client that connects and never shakes hands.
const handshakePatience = 20 * time.Second

func (p *Peer) encrypted(name string, config *tls.Config) func(net.Conn) {
	return func(c net.Conn) {
		t := tls.Server(c, config)
		defer t.Close()
		c.SetDeadline(time.Now().Add(handshakePatience))
		if t.Handshake() != nil {
			return
		}
		c.SetDeadline(time.Time{})
		p.http(name, t, nil)
	}
}

// tlsRecord is the first byte of a TLS handshake (RFC 8446 section 5.1).
const tlsRecord = 0x16

// dual speaks TLS when the first byte is a TLS record, else plain HTTP.
func (p *Peer) dual(config *tls.Config) func(net.Conn) {
	secure := p.encrypted("dual-tls", config)
	return func(c net.Conn) {
		r := bufio.NewReader(c)
		first, err := r.Peek(1)
		if err != nil {
			return
		}
		nc := &peeked{c, r}
		if first[0] == tlsRecord {
			secure(nc)
			return
		}
		p.http("dual", nc, nil)
	}
}

// peeked is a connection whose first bytes were looked at.
type peeked struct {
	net.Conn
	r *bufio.Reader
}

func (p *peeked) Read(b []byte) (int, error) { return p.r.Read(b) }
