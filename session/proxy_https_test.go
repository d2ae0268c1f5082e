package session_test

import (
	"crypto/tls"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// A proxy of the scheme https is spoken to over TLS, whatever it is asked for; a tunnel through it has TLS of its own inside.
func TestProxyOverTLS(t *testing.T) {
	t.Parallel()
	pki := newCellPKI(t)
	p := sessiontest.NewTLSPeer(t, nil, func(w *sessiontest.Wire) {
		answer := sessiontest.Serve(func(r sessiontest.Request) string { return sessiontest.Answer(200, r.Target) })
		r, ok := w.Request()
		switch {
		case !ok:
		case r.Method == "CONNECT":
			w.Say("HTTP/1.1 200 OK\r\n\r\n")
			if w.Secure(pki.server) {
				answer(w)
			}
		default:
			w.Say(sessiontest.Answer(200, r.Target))
			answer(w)
		}
	})
	r := newRig(t, session.Options{})
	r.SetTLSDatabase(pki.roots)
	if err := r.SetProperty("proxy-resolver", "https://"+p.Addr()); err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]string{"http://origin.test/a": "http://origin.test/a", "https://origin.test/b": "/b"} {
		m := message(t, "GET", url)
		if st := r.send(m); st != 200 || body(m) != want {
			t.Errorf("%s: %d %q %v", url, st, body(m), m.Err())
			continue
		}
		r.rec.AwaitKind(t, m.ID(), session.KindRequestUnqueued, 1)
		shakes := 0
		for _, e := range r.rec.Events() {
			if n, ok := e.Detail.(*session.NetworkEvent); ok && e.Message == m.ID() && n.Step == session.StepTLSHandshaked {
				shakes++
			}
		}
		if secure := strings.HasPrefix(url, "https"); shakes != 1+btoi(secure) || (m.TLS() != nil) != secure {
			t.Errorf("%s: %d handshakes, TLS of the message %v", url, shakes, m.TLS())
		}
	}
}

// What is wrong with the proxy's certificate is said of the proxy.
func TestProxyOverTLSUntrusted(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewTLSPeer(t, &tls.Config{Certificates: []tls.Certificate{sessiontest.CA().Leaf(t, -1, 1, "elsewhere.test")}}, func(w *sessiontest.Wire) { w.Gone() })
	r := newRig(t, session.Options{})
	r.SetTLSDatabase(newCellPKI(t).roots)
	if err := r.SetProperty("proxy-resolver", "https://"+p.Addr()); err != nil {
		t.Fatal(err)
	}
	m := message(t, "GET", "http://origin.test/")
	if st := r.send(m); st != session.StatusSSLFailed {
		t.Fatal(st, m.Err())
	}
	what, _ := m.Err().(*session.Error).Sentence()
	if !strings.HasPrefix(what, "On the way to the proxy: the certificate is for") {
		t.Error(what)
	}
}
