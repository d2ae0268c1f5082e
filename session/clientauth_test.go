package session_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"slices"
	"sync"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// wantsCertificate is a peer that asks for a client certificate and says whose it got, "nobody" without one.
func wantsCertificate(t *testing.T, how tls.ClientAuthType) *sessiontest.Peer {
	return asksFor(t, &tls.Config{ClientAuth: how})
}

func asksFor(t *testing.T, cfg *tls.Config) *sessiontest.Peer {
	cfg.Certificates = []tls.Certificate{sessiontest.CA().Leaf(t, -1, 1, "127.0.0.1", "localhost")}
	return sessiontest.NewTLSPeer(t, cfg, saysWho)
}

func saysWho(w *sessiontest.Wire) {
	who := "nobody"
	if cs := w.TLS().PeerCertificates; len(cs) > 0 {
		who = cs[0].Subject.String()
	}
	sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, who) })(w)
}

// versions is a peer that speaks some versions of TLS only.
func versions(t *testing.T, low, high uint16) *sessiontest.Peer {
	return sessiontest.NewTLSPeer(t, &tls.Config{MinVersion: low, MaxVersion: high, Certificates: []tls.Certificate{sessiontest.CA().Leaf(t, -1, 1, "127.0.0.1")}},
		sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, "hello") }))
}

// named is a peer with a certificate for a name, and tells the names that it was sent.
func named(t *testing.T, name string) (p *sessiontest.Peer, sent func() []string) {
	var mu sync.Mutex
	var got []string
	cfg := &tls.Config{Certificates: []tls.Certificate{sessiontest.CA().Leaf(t, -1, 1, name)}}
	cfg.GetConfigForClient = func(h *tls.ClientHelloInfo) (*tls.Config, error) {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, h.ServerName)
		return nil, nil
	}
	p = sessiontest.NewTLSPeer(t, cfg, sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, "hello") }))
	return p, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(got)
	}
}

// clientOf makes a client certificate of an authority.
func clientOf(t *testing.T, a *sessiontest.Authority, name string) *session.ClientCertificate {
	t.Helper()
	c, err := session.NewClientCertificate(name, a.Issue(t, sessiontest.Cert{Name: name, Names: []string{name + "@test"}, From: -1, To: 1, Usage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// interaction is a TLSInteraction of a test.
type interaction struct {
	f func(context.Context, *session.ClientCertificateRequest) (*session.ClientCertificate, error)
}

func (i *interaction) ClientCertificate(ctx context.Context, r *session.ClientCertificateRequest) (*session.ClientCertificate, error) {
	return i.f(ctx, r)
}

// gives is an interaction that answers everybody.
func gives(c *session.ClientCertificate, err error) *interaction {
	return &interaction{func(context.Context, *session.ClientCertificateRequest) (*session.ClientCertificate, error) {
		return c, err
	}}
}

func TestClientCertificates(t *testing.T) {
	t.Parallel()
	ca, stranger := sessiontest.CA(), sessiontest.NewAuthority("Strangers")
	right, wrong := clientOf(t, ca, "mira"), clientOf(t, stranger, "eve")
	for _, c := range []struct {
		name   string
		how    tls.ClientAuthType
		answer session.TLSInteraction
		body   string // "" it fails
		says   string
	}{
		{"right", tls.RequireAndVerifyClientCert, gives(right, nil), "CN=mira", ""},
		{"wrong", tls.RequireAndVerifyClientCert, gives(wrong, nil), "", "refused the client certificate CN=eve"},
		{"refused to give", tls.RequireAndVerifyClientCert, gives(nil, nil), "", "wants a client certificate, and none was sent"},
		{"nobody to ask", tls.RequireAndVerifyClientCert, nil, "", "wants a client certificate, and none was sent"},
		{"optional", tls.VerifyClientCertIfGiven, nil, "nobody", ""},
		{"optional and given", tls.VerifyClientCertIfGiven, gives(right, nil), "CN=mira", ""},
		{"not asked for", tls.NoClientCert, gives(right, errors.New("it was asked")), "nobody", ""},
		{"cannot be had", tls.RequestClientCert, gives(nil, errors.New("the drawer is locked")), "", "it could not be had: the drawer is locked"},
	} {
		for _, v := range []session.TLSVersion{session.TLS12, session.TLS13} {
			t.Run(c.name+" "+v.String(), func(t *testing.T) {
				t.Parallel()
				p := asksFor(t, &tls.Config{ClientAuth: c.how, ClientCAs: ca.Pool()})
				r := newRig(t, session.Options{})
				r.SetTLSDatabase(newCellPKI(t).roots)
				r.SetTLSVersions(v, v)
				r.SetTLSInteraction(c.answer)
				m := message(t, "GET", p.URL("/"))
				if c.body == "" {
					r.fails(m, session.StatusSSLFailed, session.StageTLS, c.says)
					return
				}
				if st := r.send(m); st != 200 || body(m) != c.body {
					t.Error(st, body(m), m.Err())
				}
			})
		}
	}
}

// TestWhoAsksForACertificate: the interaction hears who asks and whose certificates that takes, on a goroutine that may wait.
func TestWhoAsksForACertificate(t *testing.T) {
	t.Parallel()
	p := asksFor(t, &tls.Config{ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: sessiontest.CA().Pool()})
	r := newRig(t, session.Options{})
	r.SetSSLStrict(false)
	asked := make(chan *session.ClientCertificateRequest, 1)
	r.SetTLSInteraction(&interaction{func(ctx context.Context, q *session.ClientCertificateRequest) (*session.ClientCertificate, error) {
		asked <- q
		<-ctx.Done()
		return nil, ctx.Err()
	}})
	m := message(t, "GET", p.URL("/"))
	r.queue(m)
	if q := <-asked; q.Host != p.Addr() || q.Proxy || !slices.Equal(q.Authorities, []string{"CN=Test authority"}) {
		t.Errorf("%+v", q)
	}
	r.Cancel(m, session.StatusCancelled) // ends ctx
	r.ended(m)
}

// TestClientCertificateStaysWithItsHost: a certificate that was chosen for one host and port goes nowhere else, whatever leads
// there, and is not carried over by a resumption.
func TestClientCertificateStaysWithItsHost(t *testing.T) {
	t.Parallel()
	other := wantsCertificate(t, tls.RequestClientCert)
	there := asksFor(t, &tls.Config{ClientAuth: tls.RequestClientCert})
	key := [32]byte{1} // of both, as of two ports of one server: what one gave can be resumed at the other
	shared := func() *sessiontest.Peer {
		cfg := &tls.Config{ClientAuth: tls.RequestClientCert, Certificates: []tls.Certificate{sessiontest.CA().Leaf(t, -1, 1, "127.0.0.1")}}
		cfg.SetSessionTicketKeys([][32]byte{key})
		return sessiontest.NewTLSPeer(t, cfg, saysWho)
	}
	one, two := shared(), shared()
	r := newRig(t, session.Options{})
	r.SetTLSDatabase(newCellPKI(t).roots)
	by, err := session.CertificatesFor(map[string]*session.ClientCertificate{there.Addr(): clientOf(t, sessiontest.CA(), "mira"), one.URL("/x"): clientOf(t, sessiontest.CA(), "mo")})
	if err != nil {
		t.Fatal(err)
	}
	r.SetTLSInteraction(by)
	says := func(p *sessiontest.Peer, want string) {
		t.Helper()
		m := message(t, "POST", p.URL("/")) // each on a connection of its own
		if st := r.send(m); st != 200 || body(m) != want || m.TLS().Resumed {
			t.Errorf("%d %q, want %q, resumed %v: %v", st, body(m), want, m.TLS(), m.Err())
		}
	}
	says(there, "CN=mira")
	says(other, "nobody")
	says(one, "CN=mo")
	says(two, "nobody")
	r.SetTLSInteraction(nil)
	says(there, "nobody")
	says(one, "nobody")
}

// TestClientCertificateIsNotRedirected: a redirect to another port takes no certificate along.
func TestClientCertificateIsNotRedirected(t *testing.T) {
	t.Parallel()
	to := wantsCertificate(t, tls.RequestClientCert)
	cfg := &tls.Config{ClientAuth: tls.RequireAnyClientCert, Certificates: []tls.Certificate{sessiontest.CA().Leaf(t, -1, 1, "127.0.0.1")}}
	from := sessiontest.NewTLSPeer(t, cfg, sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(302, "", "Location: "+to.URL("/")) }))
	r := newRig(t, session.Options{})
	r.SetTLSDatabase(newCellPKI(t).roots)
	if err := r.SetProperty("tls-interaction", from.Addr()+" "+clientFile("open.p12")); err != nil {
		t.Fatal(err)
	}
	m := message(t, "GET", from.URL("/"))
	if st := r.send(m); st != 200 || body(m) != "nobody" {
		t.Errorf("%d %q %v", st, body(m), m.Err())
	}
}

// TestResumptionStaysWithinTrust: whatever changes who is believed, or who we are, what was agreed before helps nobody.
func TestResumptionStaysWithinTrust(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(r *rig) error{
		"ssl-strict":       func(r *rig) error { return r.SetSSLStrict(true) },
		"tls-database":     func(r *rig) error { return r.SetTLSDatabase(session.PoolTLSDatabase("other", sessiontest.CA().Pool())) },
		"tls-interaction":  func(r *rig) error { return r.SetTLSInteraction(gives(nil, nil)) },
		"tls-revocations":  func(r *rig) error { return r.SetProperty("tls-revocations", sessiontest.CA().Revoke(t, 1)) },
		"tls-max-version":  func(r *rig) error { return r.SetTLSVersions(session.TLS12, session.TLS12) },
		"tls-server-names": func(r *rig) error { return r.SetTLSServerName("elsewhere.test", "x.test") },
		"tls-key-log-file": func(r *rig) error { return r.SetTLSKeyLogFile(t.TempDir() + "/keys") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := helloTLS(t)
			r := newRig(t, session.Options{})
			r.SetTLSDatabase(newCellPKI(t).roots)
			r.SetSSLStrict(false)
			resumed := func() bool {
				m := message(t, "POST", p.URL("/"))
				if st := r.send(m); st != 200 {
					t.Fatal(st, m.Err())
				}
				return m.TLS().Resumed
			}
			if first, second := resumed(), resumed(); first || !second {
				t.Errorf("resumed at first %v, then %v", first, second)
			}
			if err := change(r); err != nil {
				t.Fatal(err)
			}
			if resumed() {
				t.Error("resumed what another trust has agreed on")
			}
			r.SetMaxConns(20) // says nothing about trust
			if !resumed() {
				t.Error("not resumed any more")
			}
		})
	}
}
