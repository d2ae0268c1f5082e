package session_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// fails sends m and checks status, stage and a part of the sentence.
func (r *rig) fails(m *session.Message, want session.Status, stage session.Stage, says string) *session.Error {
	r.t.Helper()
	st := r.send(m)
	var e *session.Error
	if !errors.As(m.Err(), &e) {
		r.t.Fatalf("status %d, error %v", st, m.Err())
	}
	if st != want || e.Status != want || e.Stage != stage {
		r.t.Errorf("status %d, stage %s, want %d, %s: %v", st, e.Stage, want, stage, e)
	}
	what, _ := e.Sentence()
	if !strings.Contains(what, says) {
		r.t.Errorf("says %q, want %q", what, says)
	}
	return e
}

// raw is a peer that reads a request, says text and closes.
func raw(t *testing.T, text string) *sessiontest.Peer {
	return sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		if _, ok := w.Request(); ok {
			w.Say(text)
		}
	})
}

func TestBrokenAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text  string
		want  session.Status
		says  string
		story string
		body  string
	}{
		"short body":        {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour", 7, "ends early", "got-headers[200]", "four"},
		"short chunk":       {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nfour", 7, "ends early", "got-headers[200]", "four"},
		"no last chunk":     {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n", 7, "ends early", "got-headers[200]", "four"},
		"bad chunk":         {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 7, "breaks a rule", "got-headers[200]", ""},
		"no HTTP":           {"SSH-2.0-OpenSSH\r\n\r\n", 8, "", "", ""},
		"two lengths":       {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 8, "breaks a rule", "", ""},
		"closed at once":    {"", 8, "without an answer", "", ""},
		"cut in a line":     {"HTTP/1.1 200 OK\r\nContent-Le", 8, "breaks a rule", "", ""},
		"cut between lines": {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n", 7, "ends early", "", ""},
		"101 without a why": {"HTTP/1.1 101 Switching\r\n\r\n", 8, "without being asked", "got-informational[101]", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, session.Options{})
			m := message(t, "GET", raw(t, c.text).URL("/"))
			r.fails(m, c.want, session.StageRead, c.says)
			s := "request-queued connect request-started starting wrote-headers wrote-body"
			if c.story != "" {
				s += " " + c.story
			}
			r.tells(m, s+" finished["+string('0'+rune(c.want))+"] request-unqueued")
			if body(m) != c.body {
				t.Errorf("body %q", body(m))
			}
		})
	}
}

func TestNoConnection(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	r := newRig(t, session.Options{})
	m := message(t, "GET", "http://"+addr+"/")
	r.fails(m, session.StatusCantConnect, session.StageConnect, "Connection refused by "+addr)
	r.tells(m, "request-queued try-to-connect finished[4] request-unqueued")
	m = message(t, "GET", "http://name.invalid/")
	r.fails(m, session.StatusCantResolve, session.StageResolve, "name.invalid")
	r.tells(m, "request-queued connection-created network-event[resolving] finished[2] request-unqueued")
	if _, err := r.Send(context.Background(), message(t, "GET", "http://"+addr+"/")); err == nil {
		t.Error("Send gave a stream")
	}
	if cs := r.Connections(); len(cs) != 0 {
		t.Errorf("left: %+v", cs)
	}
}

func TestResetByPeer(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		w.Request()
		w.Reset()
	})
	r := newRig(t, session.Options{})
	r.fails(message(t, "GET", p.URL("/")), 7, session.StageRead, "broke the connection off")
}

// stale answers the first request of a connection and hangs up on the second after it has read it.
func stale(t *testing.T, first func(sessiontest.Request) string) *sessiontest.Peer {
	return sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		q, ok := w.Request()
		if !ok {
			return
		}
		w.Say(first(q))
		w.Request()
	})
}

func TestStaleConnection(t *testing.T) {
	t.Parallel()
	ok := func(sessiontest.Request) string { return sessiontest.Answer(200, "ok") }
	for _, method := range []string{"GET", "PUT"} {
		p := stale(t, ok)
		r := newRig(t, session.Options{})
		r.send(message(t, "GET", p.URL("/")))
		m := message(t, method, p.URL("/again"))
		if method == "PUT" {
			m.SetBody("text/plain", session.BodyBytes([]byte("data")))
		}
		if st := r.send(m); st != 200 {
			t.Fatal(st, m.Err())
		}
		leg := " request-started starting wrote-headers wrote-body"
		r.tells(m, "request-queued"+leg+" restarted[stale] connect"+leg+" got-headers[200] got-body finished[200] request-unqueued")
	}
	p := stale(t, ok)
	r := newRig(t, session.Options{})
	r.send(message(t, "GET", p.URL("/")))
	m := message(t, "POST", p.URL("/"))
	m.SetFlags(session.Idempotent)
	r.fails(m, 8, session.StageRead, "without an answer")
	if n := len(m.Attempts()); n != 1 {
		t.Errorf("a POST was sent %d times", n)
	}
}

func TestStaleOnlyBeforeTheFirstByte(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		w.Request()
		w.Say(sessiontest.Answer(200, "ok"))
		if _, ok := w.Request(); ok {
			w.Say("H")
		}
	})
	r := newRig(t, session.Options{})
	r.send(message(t, "GET", p.URL("/")))
	r.fails(message(t, "GET", p.URL("/")), 8, session.StageRead, "")
	if n := p.Accepted(); n != 1 {
		t.Error(n, "connections")
	}
}

func TestClosedWhileIdle(t *testing.T) {
	t.Parallel()
	closeIt := make(chan string, 1)
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		w.Request()
		w.Say(sessiontest.Answer(200, "ok"))
		if w.N < 3 {
			w.Say(<-closeIt)
			return
		}
		w.Gone()
	})
	r := newRig(t, session.Options{})
	for i, unasked := range []string{"", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", ""} {
		m := message(t, "GET", p.URL("/"))
		if st := r.send(m); st != 200 || body(m) != "ok" {
			t.Fatal(st, body(m))
		}
		if i < 2 {
			r.rec.AwaitKind(t, 0, session.KindConnectionIdle, i+1)
			closeIt <- unasked
			r.rec.AwaitKind(t, 0, session.KindConnectionClosed, i+1)
		}
	}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	ok := sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, "ok") })
	cert := func(from, to int, names ...string) *tls.Config {
		return &tls.Config{Certificates: []tls.Certificate{sessiontest.CA().Leaf(t, from, to, names...)}}
	}
	ca := sessiontest.CA().File(t)
	for name, c := range map[string]struct {
		cfg        *tls.Config
		ca         bool
		rule, says string
	}{
		"trusted":       {nil, true, "", ""},
		"unknown":       {nil, false, "unknown authority", "not trusted"},
		"wrong host":    {cert(-1, 1, "other.example"), true, "wrong host", "not for 127.0.0.1"},
		"expired":       {cert(-3, -1, "127.0.0.1"), true, "expired", "expired on"},
		"not yet valid": {cert(1, 2, "127.0.0.1"), true, "not yet valid", "not valid before"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := sessiontest.NewTLSPeer(t, c.cfg, ok)
			r := newRig(t, session.Options{})
			if c.ca {
				if err := r.SetProperty("ssl-ca-file", ca); err != nil {
					t.Fatal(err)
				}
			}
			m := message(t, "GET", p.URL("/"))
			if c.rule == "" {
				if st := r.send(m); st != 200 {
					t.Fatal(st, m.Err())
				}
				return
			}
			e := r.fails(m, session.StatusSSLFailed, session.StageTLS, c.says)
			var ce *session.CertificateError
			if !errors.As(e, &ce) || ce.Rule != c.rule {
				t.Errorf("rule %+v", ce)
			}
			r.tells(m, "request-queued try-to-connect network-event[connected] network-event[tls-handshaking] finished[6] request-unqueued")
			r.SetProperty("ssl-strict", "false")
			m = message(t, "GET", p.URL("/"))
			if st := r.send(m); st != 200 {
				t.Fatal("not strict:", st, m.Err())
			}
			var info *session.TLSInfo
			for _, e := range sessiontest.Of(r.rec.Events(), m.ID()) {
				if d, ok := e.Detail.(*session.NetworkEvent); ok && d.TLS != nil {
					info = d.TLS
				}
			}
			if info == nil || info.Trusted || info.Problem == "" {
				t.Errorf("info %+v", info)
			}
			// What a session that is not strict accepted must not help a strict one.
			r.Abort()
			r.SetProperty("ssl-strict", "true")
			r.fails(message(t, "GET", p.URL("/")), session.StatusSSLFailed, session.StageTLS, "")
		})
	}
}

func TestTLSToPlainPort(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) { w.Say("HTTP/1.1 400 Bad Request\r\n\r\n"); w.Gone() })
	r := newRig(t, session.Options{})
	r.fails(message(t, "GET", "https://"+p.Addr()+"/"), session.StatusSSLFailed, session.StageTLS, "does not speak TLS")
}

func TestClientCertificateDemanded(t *testing.T) {
	t.Parallel()
	for _, v := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		cfg := &tls.Config{Certificates: []tls.Certificate{sessiontest.CA().Leaf(t, -1, 1, "127.0.0.1")}, ClientAuth: tls.RequireAnyClientCert, MaxVersion: v}
		p := sessiontest.NewTLSPeer(t, cfg, func(w *sessiontest.Wire) { w.Gone() })
		r := newRig(t, session.Options{})
		r.SetProperty("ssl-strict", "false")
		m := message(t, "GET", p.URL("/"))
		if st := r.send(m); st != session.StatusSSLFailed {
			t.Errorf("%s: %d %v", tls.VersionName(v), st, m.Err())
		}
	}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	silent := func(w *sessiontest.Wire) { w.Request(); w.Gone() }
	half := func(w *sessiontest.Wire) {
		w.Request()
		w.Say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
		w.Gone()
	}
	never := func(w *sessiontest.Wire) { w.Gone() }
	for name, c := range map[string]struct {
		p     *sessiontest.Peer
		https bool
		stage session.Stage
	}{
		"no answer": {sessiontest.NewPeer(t, silent), false, session.StageRead},
		"half":      {sessiontest.NewPeer(t, half), false, session.StageRead},
		"handshake": {sessiontest.NewPeer(t, never), true, session.StageTLS},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, session.Options{})
			r.SetProperty("timeout", "0.05")
			u := c.p.URL("/")
			if c.https {
				u = "https" + strings.TrimPrefix(u, "http")
			}
			e := r.fails(message(t, "GET", u), session.StatusIOError, c.stage, "within the timeout")
			if !errors.Is(e, session.ErrTimeout) {
				t.Error(e)
			}
			c.p.AwaitOpen(t, 0)
		})
	}
}

func TestTimeoutIsNotStale(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		w.Request()
		w.Say(sessiontest.Answer(200, "ok"))
		w.Request()
		w.Gone()
	})
	r := newRig(t, session.Options{})
	r.SetProperty("timeout", "0.05")
	r.send(message(t, "GET", p.URL("/")))
	r.fails(message(t, "GET", p.URL("/")), session.StatusIOError, session.StageRead, "within the timeout")
}

func TestIdleTimeout(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	r.send(message(t, "GET", p.URL("/")))
	r.SetProperty("idle-timeout", "0.02") // counts for the connection that comes
	m := message(t, "POST", p.URL("/"))
	r.send(m)
	e := r.rec.AwaitKind(t, 0, session.KindConnectionClosed, 1)
	if d := e.Detail.(*session.ConnClosed); d.Why != "idle for too long" || e.Conn != 2 || d.Messages != 1 || d.Received == 0 {
		t.Errorf("connection %d: %+v", e.Conn, d)
	}
	if cs := r.Connections(); len(cs) != 1 || cs[0].State != session.ConnIdle || cs[0].ID != 1 {
		t.Errorf("%+v", cs)
	}
	p.AwaitOpen(t, 1)
}
