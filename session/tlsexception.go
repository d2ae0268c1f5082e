package session

import (
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// TrustScope says how far a certificate with a fault is believed.
type TrustScope string

// How far a person, or the program, has trust.
const (
	TrustOnce    TrustScope = "once"    // by one message, with all its attempts
	TrustSession TrustScope = "session" // by the session, until it is revoked
	TrustGiven   TrustScope = "given"   // the program gave it, in Options.TrustedExceptions or by TrustCertificate
)

// TLSException is a certificate that a strict session accepts from one host although it breaks a rule: that very certificate,
// and from no other host or port.
type TLSException struct {
	Host        string     `json:"host"`              // host:port; a port that is left out is 443
	Fingerprint string     `json:"sha256"`            // of the server's own certificate, as Fingerprint gives it
	Scope       TrustScope `json:"scope"`             // TrustSession or TrustGiven
	Subject     string     `json:"subject,omitempty"` // whom it is for; for people only
	Since       time.Time  `json:"since,omitzero"`    // when it was accepted first
}

// TrustChange says that trust was given or taken back by a person or the program.
type TrustChange struct {
	Host        string `json:"host"`             // host:port
	Fingerprint string `json:"sha256"`           // of the certificate
	Subject     string `json:"subject"`          // whom it is for
	Client      bool   `json:"client,omitempty"` // it is a client certificate that was chosen for the host, and not one of a server
	Revoked     bool   `json:"revoked"`          // it counts no more
}

func (*TrustChange) eventDetail() {}

// personal is what people have decided about TLS. It is read by the connections' goroutines.
type personal struct {
	mu         sync.Mutex
	exceptions []TLSException
	clients    map[string]*ClientCertificate // by host:port
}

func (p *personal) excepted(host, fingerprint string) (TLSException, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.IndexFunc(p.exceptions, func(e TLSException) bool { return e.Host == host && e.Fingerprint == fingerprint })
	if i < 0 {
		return TLSException{}, false
	}
	return p.exceptions[i], true
}

func (p *personal) client(host string) *ClientCertificate {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.clients[host]
}

// ErrException says that a TLSException has no host or no fingerprint that could be one.
var ErrException = errors.New("an exception needs a host and the SHA-256 of a certificate")

// complete puts an exception into the form in which it is compared.
func (e TLSException) complete() (TLSException, error) {
	host, err := originHost(e.Host)
	hex := strings.ToUpper(strings.ReplaceAll(e.Fingerprint, ":", ""))
	if err != nil || len(hex) != 64 || strings.Trim(hex, "0123456789ABCDEF") != "" {
		return e, fmt.Errorf("%w: %q, %q", ErrException, e.Host, e.Fingerprint)
	}
	e.Host, e.Fingerprint = host, ""
	for i := 0; i < len(hex); i += 2 {
		e.Fingerprint += ":" + hex[i:i+2]
	}
	e.Fingerprint = e.Fingerprint[1:]
	return e, nil
}

// TLSExceptions lists the certificates that are accepted although they break a rule, oldest first.
func (s *Session) TLSExceptions() []TLSException {
	s.people.mu.Lock()
	defer s.people.mu.Unlock()
	return slices.Clone(s.people.exceptions)
}

// TrustCertificate adds an exception, for handshakes to come; one that there is stays as it is. The error is ErrException.
func (s *Session) TrustCertificate(e TLSException) error {
	e, err := e.complete()
	if err != nil {
		return err
	}
	e.Scope = TrustGiven
	s.except(e)
	return nil
}

// except adds an exception that is complete and tells it.
func (s *Session) except(e TLSException) {
	if e.Since.IsZero() {
		e.Since = time.Now().UTC()
	}
	s.people.mu.Lock()
	known := slices.ContainsFunc(s.people.exceptions, func(o TLSException) bool { return o.Host == e.Host && o.Fingerprint == e.Fingerprint })
	if !known {
		s.people.exceptions = append(s.people.exceptions, e)
	}
	s.people.mu.Unlock()
	if !known {
		s.trustChanged(&TrustChange{Host: e.Host, Fingerprint: e.Fingerprint, Subject: e.Subject})
	}
}

// RevokeTLSException takes an exception back, of whatever scope, and says whether there was one. Connections that were made on
// its grounds serve nobody any more: idle ones are closed, the others when their message has ended.
func (s *Session) RevokeTLSException(host, fingerprint string) bool {
	e, err := TLSException{Host: host, Fingerprint: fingerprint}.complete()
	if err != nil {
		return false
	}
	found := false
	s.people.mu.Lock()
	s.people.exceptions = slices.DeleteFunc(s.people.exceptions, func(o TLSException) bool {
		if o.Host != e.Host || o.Fingerprint != e.Fingerprint {
			return false
		}
		found, e = true, o
		return true
	})
	s.people.mu.Unlock()
	if found {
		s.trustChanged(&TrustChange{Host: e.Host, Fingerprint: e.Fingerprint, Subject: e.Subject, Revoked: true})
		s.part("its certificate is not trusted any more", func(c *conn) bool {
			f := c.facts.Load()
			return leans(f.tls, c.h.key.addr, &e) || leans(f.proxyTLS, f.proxyAddr, &e)
		})
	}
	return found
}

// leans says whether a connection was made on the grounds of an exception.
func leans(i *TLSInfo, host string, e *TLSException) bool {
	return i != nil && i.Exception != "" && host == e.Host && len(i.Certificates) > 0 && i.Certificates[0].SHA256 == e.Fingerprint
}

// recheck has a connection serve one message only whose exception was revoked while it was opened.
func (s *Session) recheck(c *conn) {
	f := c.facts.Load()
	if f.tls == nil && f.proxyTLS == nil {
		return
	}
	for host, i := range map[string]*TLSInfo{c.h.key.addr: f.tls, f.proxyAddr: f.proxyTLS} {
		if i == nil || i.Exception == "" || i.Exception == TrustOnce {
			continue
		}
		if _, ok := s.people.excepted(host, i.Certificates[0].SHA256); !ok {
			c.parting = "its certificate is not trusted any more"
		}
	}
}

// ChosenCertificate is a client certificate that was chosen for a host when the session asked.
type ChosenCertificate struct {
	Host        string             // host:port
	Certificate *ClientCertificate // what the host gets
}

// ChosenCertificates lists the client certificates that answers have chosen, by host.
func (s *Session) ChosenCertificates() []ChosenCertificate {
	s.people.mu.Lock()
	defer s.people.mu.Unlock()
	var out []ChosenCertificate
	for host, c := range s.people.clients {
		out = append(out, ChosenCertificate{host, c})
	}
	slices.SortFunc(out, func(a, b ChosenCertificate) int { return strings.Compare(a.Host, b.Host) })
	return out
}

// ForgetChosenCertificate has a host asked about again, and says whether there was a certificate for it. Connections that showed
// it serve nobody any more, as with RevokeTLSException.
func (s *Session) ForgetChosenCertificate(host string) bool {
	host, err := originHost(host)
	return err == nil && s.forgetClient(host)
}

func (s *Session) forgetClient(host string) bool {
	s.people.mu.Lock()
	c := s.people.clients[host]
	delete(s.people.clients, host)
	s.people.mu.Unlock()
	if c == nil {
		return false
	}
	s.trustChanged(&TrustChange{Host: host, Fingerprint: Fingerprint(c.leaf), Subject: c.Subject(), Client: true, Revoked: true})
	s.part("its client certificate was taken back", func(c *conn) bool {
		f := c.facts.Load()
		return c.h.key.addr == host && f.tls != nil && f.tls.Client != ""
	})
	return true
}

// chooseClient remembers the client certificate for a host.
func (s *Session) chooseClient(host string, c *ClientCertificate) {
	s.people.mu.Lock()
	if s.people.clients == nil {
		s.people.clients = map[string]*ClientCertificate{}
	}
	s.people.clients[host] = c
	s.people.mu.Unlock()
	s.trustChanged(&TrustChange{Host: host, Fingerprint: Fingerprint(c.leaf), Subject: c.Subject(), Client: true})
}

// trustChanged tells a change, and has nobody resume what was agreed before it.
func (s *Session) trustChanged(d *TrustChange) {
	s.props.Load().trust.forget()
	s.log.add(nil, []Event{{At: s.log.now(), Kind: KindTrustChanged, Detail: d}})
}

// part has the connections that which names serve nobody any more.
func (s *Session) part(why string, which func(*conn) bool) {
	s.post(cmd{op: opFunc, fn: func() {
		for _, c := range s.connsInOrder() {
			if c.gone || !which(c) {
				continue
			}
			if c.it == nil {
				s.sched.unidle(c)
				s.drop(c, why)
				continue
			}
			c.parting = why
		}
		s.kick()
	}})
}

// connsInOrder lists the connections by age, so that what is done to them tells the same story every time.
func (s *Session) connsInOrder() []*conn {
	out := make([]*conn, 0, len(s.conns))
	for _, c := range s.conns {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *conn) int { return int(a.id) - int(b.id) })
	return out
}

// forget begins a new session cache; handshakes that run keep the old one.
func (t *trust) forget() {
	c := tls.NewLRUClientSessionCache(cachedSessions)
	t.cache.Store(&c)
}

// cachedSessions is how many sessions of TLS can be resumed.
const cachedSessions = 64
