package sessiontest

import (
	"crypto/tls"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"
)

// Peer is a server on 127.0.0.1 that says byte for byte what a test's function tells it, and remembers what it heard.
type Peer struct {
	l    net.Listener
	tls  *tls.Config
	wg   sync.WaitGroup
	more *sync.Cond

	mu       sync.Mutex
	closed   bool
	wires    map[*Wire]bool
	accepted int
	maxOpen  int
	requests []Request
}

// NewPeer listens on a free port and runs serve for every connection, on a goroutine of its own, until the test ends. The
// connection is closed when serve returns.
func NewPeer(t testing.TB, serve func(*Wire)) *Peer { return start(t, nil, serve) }

// NewTLSPeer is NewPeer with TLS before the first byte. cfg nil means a valid certificate of CA for 127.0.0.1 and localhost.
func NewTLSPeer(t testing.TB, cfg *tls.Config, serve func(*Wire)) *Peer {
	if cfg == nil {
		cfg = &tls.Config{Certificates: []tls.Certificate{CA().Leaf(t, -1, 1, "127.0.0.1", "localhost")}}
	}
	return start(t, cfg, serve)
}

func start(t testing.TB, cfg *tls.Config, serve func(*Wire)) *Peer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Peer{l: l, tls: cfg, wires: map[*Wire]bool{}}
	p.more = sync.NewCond(&p.mu)
	p.wg.Add(1)
	go p.accept(serve)
	t.Cleanup(p.Close)
	return p
}

func (p *Peer) accept(serve func(*Wire)) {
	defer p.wg.Done()
	for {
		c, err := p.l.Accept()
		if err != nil {
			return
		}
		w := &Wire{peer: p, raw: c.(*net.TCPConn), conn: c}
		if !p.add(w) {
			c.Close()
			return
		}
		go func() {
			defer p.wg.Done()
			defer p.remove(w)
			if w.begin(); p.tls != nil && !w.Secure(p.tls) {
				return
			}
			serve(w)
		}()
	}
}

func (p *Peer) add(w *Wire) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.wg.Add(1)
	p.accepted++
	w.N = p.accepted
	p.wires[w] = true
	p.maxOpen = max(p.maxOpen, len(p.wires))
	p.more.Broadcast()
	return true
}

func (p *Peer) remove(w *Wire) {
	w.raw.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.wires, w)
	p.more.Broadcast()
}

// Close ends the listening and every connection, and waits for the functions that serve them.
func (p *Peer) Close() {
	p.l.Close()
	p.mu.Lock()
	p.closed = true
	for w := range p.wires {
		w.raw.Close()
	}
	p.more.Broadcast()
	p.mu.Unlock()
	p.wg.Wait()
}

// Addr is 127.0.0.1 and the port.
func (p *Peer) Addr() string { return p.l.Addr().String() }

// URL is the address of a path on the peer.
func (p *Peer) URL(path string) string {
	if p.tls != nil {
		return "https://" + p.Addr() + path
	}
	return "http://" + p.Addr() + path
}

// Requests gives what was received so far, over all connections.
func (p *Peer) Requests() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Request(nil), p.requests...)
}

// Targets gives "METHOD target" of every request so far.
func (p *Peer) Targets() []string {
	var out []string
	for _, r := range p.Requests() {
		out = append(out, r.Method+" "+r.Target)
	}
	return out
}

// Accepted is how many connections came so far.
func (p *Peer) Accepted() int { return p.count(func() int { return p.accepted }) }

// Open is how many connections there are now.
func (p *Peer) Open() int { return p.count(func() int { return len(p.wires) }) }

// MaxOpen is how many connections there were at once.
func (p *Peer) MaxOpen() int { return p.count(func() int { return p.maxOpen }) }

func (p *Peer) count(f func() int) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return f()
}

// AwaitAccepted waits until n connections have come: a client may have one before its peer has.
func (p *Peer) AwaitAccepted(t testing.TB, n int) {
	t.Helper()
	p.await(t, fmt.Sprintf("%d connections have not come", n), func() bool { return p.accepted >= n })
}

// AwaitOpen waits until n connections are open.
func (p *Peer) AwaitOpen(t testing.TB, n int) {
	t.Helper()
	p.await(t, fmt.Sprintf("%d connections are not open", n), func() bool { return len(p.wires) == n })
}

// AwaitRequests waits until n requests have come.
func (p *Peer) AwaitRequests(t testing.TB, n int) {
	t.Helper()
	p.await(t, fmt.Sprintf("%d requests have not come", n), func() bool { return len(p.requests) >= n })
}

func (p *Peer) await(t testing.TB, what string, ok func() bool) {
	t.Helper()
	late := false
	timer := time.AfterFunc(patience, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		late = true
		p.more.Broadcast()
	})
	defer timer.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	for !ok() {
		if late {
			t.Fatalf("%s: %d open, %d accepted, %d requests", what, len(p.wires), p.accepted, len(p.requests))
		}
		p.more.Wait()
	}
}

func (p *Peer) note(r Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests = append(p.requests, r)
	p.more.Broadcast()
}
