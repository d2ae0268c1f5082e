package session_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

var tlsQuestions = session.Options{Questions: []session.QuestionKind{session.AskCertificate, session.AskClientCertificate}}

// asked queues a message that a question is put about, and gives the question.
func (r *rig) asked(m *session.Message) *session.Question {
	r.t.Helper()
	r.queue(m)
	return r.await(m, session.KindQuestion).Detail.(*session.Question)
}

func (r *rig) answers(q *session.Question, a session.Answer) {
	r.t.Helper()
	if err := r.Answer(q.ID, a); err != nil {
		r.t.Error(err)
	}
}

// unquestioned sends a message that nobody is asked about.
func (r *rig) unquestioned(m *session.Message, want session.Status) {
	r.t.Helper()
	if st := r.send(m); st != want || strings.Contains(r.story(m), "question") {
		r.t.Errorf("%d %v: %s", st, m.Err(), r.story(m))
	}
}

// changes are the events that tell of trust.
func (r *rig) changes() (out []session.TrustChange) {
	for _, e := range r.rec.Events() {
		if d, ok := e.Detail.(*session.TrustChange); ok {
			out = append(out, *d)
		}
	}
	return out
}

func TestAskCertificate(t *testing.T) {
	t.Parallel()
	cert := sessiontest.CA().Leaf(t, -1, 1, "other.test")
	const accepted = " network-event[tls-handshaked] network-event[complete] request-started starting wrote-headers wrote-body got-headers[200] got-body finished[200] request-unqueued"
	for _, c := range []struct {
		name   string
		do     func(*rig, *session.Message, *session.Question)
		how    string
		status session.Status
		scope  session.TrustScope
		kept   int
	}{
		{"once", func(r *rig, _ *session.Message, q *session.Question) {
			r.answers(q, session.Answer{Trust: session.TrustOnce})
		}, "question-closed[answered] unpaused" + accepted, 200, session.TrustOnce, 0},
		{"session", func(r *rig, _ *session.Message, q *session.Question) {
			r.answers(q, session.Answer{Trust: session.TrustSession})
		}, "question-closed[answered] unpaused" + accepted, 200, session.TrustSession, 1},
		{"refused", func(r *rig, _ *session.Message, q *session.Question) { r.answers(q, session.Answer{}) }, "question-closed[answered] unpaused finished[6] request-unqueued", session.StatusSSLFailed, "", 0},
		{"dismissed", func(r *rig, _ *session.Message, q *session.Question) {
			if err := r.Dismiss(q.ID); err != nil {
				r.t.Error(err)
			}
		}, "question-closed[dismissed] unpaused finished[6] request-unqueued", session.StatusSSLFailed, "", 0},
		{"cancelled", func(r *rig, m *session.Message, _ *session.Question) { r.Cancel(m, session.StatusCancelled) }, "question-closed[withdrawn] finished[1] request-unqueued", session.StatusCancelled, "", 0},
		{"paused meanwhile", func(r *rig, m *session.Message, q *session.Question) {
			r.Pause(m)
			r.answers(q, session.Answer{Trust: session.TrustSession})
			r.rec.AwaitKind(r.t, m.ID(), session.KindNetworkEvent, 7) // the connection is made all the same
			r.Unpause(m)
		}, "", 200, session.TrustSession, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := shows(t, cert)
			r := trusting(t, tlsQuestions)
			m := message(t, "GET", p.URL("/"))
			q := r.asked(m)
			i := q.Certificate
			if q.Kind != session.AskCertificate || q.Host != p.Addr() || q.Message != m.ID() || q.Conn != 1 || q.Method != "GET" || q.Proxy || i == nil || i.Name != "127.0.0.1" || i.Fingerprint != fingerprint(t, cert) {
				t.Fatalf("%+v", q)
			}
			if f := i.TLS.Faults(); len(f) != 1 || f[0].Rule != "wrong host" || f[0].Text != "It was issued for other.test, not for 127.0.0.1" || len(i.TLS.Certificates) != 2 || i.TLS.Version != "TLS 1.3" {
				t.Errorf("%+v", i.TLS)
			}
			if n := len(p.Requests()); n != 0 {
				t.Errorf("%d requests were sent before the answer", n)
			}
			c.do(r, m, q)
			r.ended(m)
			if m.Status() != c.status || len(r.TLSExceptions()) != c.kept || len(r.changes()) != c.kept {
				t.Errorf("%d %v, kept %v", m.Status(), m.Err(), r.TLSExceptions())
			}
			if c.status == 200 && (m.TLS().Exception != c.scope || m.TLS().Trusted || m.Flags()&session.CertificateTrusted != 0) {
				t.Errorf("%+v", m.TLS())
			}
			if c.how != "" {
				closed, rest, _ := strings.Cut(strings.TrimPrefix(c.how, "question-closed["), "]")
				r.tells(m, "request-queued try-to-connect network-event[connected] network-event[tls-handshaking] paused question question-closed"+rest)
				if got := r.await(m, session.KindQuestionClosed).Detail.(*session.QuestionClosed); got.How != closed || got.ID != q.ID {
					t.Errorf("%+v", got)
				}
			}
			if err := r.Answer(q.ID, session.Answer{Trust: session.TrustSession}); err != session.ErrNoQuestion {
				t.Error("answered again:", err)
			}
		})
	}
}

// TestTrustOnce: it is for one message, whatever it takes to send that, and nothing of it is left for the next.
func TestTrustOnce(t *testing.T) {
	t.Parallel()
	cfg := &tls.Config{Certificates: []tls.Certificate{sessiontest.CA().Leaf(t, -1, 1, "other.test")}}
	p := sessiontest.NewTLSPeer(t, cfg, sessiontest.Serve(func(q sessiontest.Request) string {
		if q.Target == "/" {
			return sessiontest.Answer(302, "", "Location: /end", "Connection: close")
		}
		return sessiontest.Answer(200, "hello")
	}))
	r := trusting(t, tlsQuestions)
	m := message(t, "GET", p.URL("/"))
	r.answers(r.asked(m), session.Answer{Trust: session.TrustOnce})
	r.ended(m)
	if m.Status() != 200 || strings.Count(r.story(m), "question-closed") != 1 || p.Accepted() != 2 {
		t.Errorf("%d %v: %s", m.Status(), m.Err(), r.story(m))
	}
	p.AwaitOpen(t, 0) // nobody else gets the connection
	next := message(t, "GET", p.URL("/end"))
	q := r.asked(next)
	if q.Certificate.TLS.Resumed {
		t.Error("what was trusted once was resumed")
	}
	r.Dismiss(q.ID)
	r.ended(next)
}

// TestTrustForTheSession: it is for one certificate of one host and port, it serves all that wait, and it can be taken back.
func TestTrustForTheSession(t *testing.T) {
	t.Parallel()
	cert := sessiontest.CA().Leaf(t, -1, 1, "other.test")
	p, other := shows(t, cert), shows(t, cert)
	r := trusting(t, tlsQuestions)
	a, b := message(t, "GET", p.URL("/a")), message(t, "GET", p.URL("/b"))
	q := r.asked(a)
	r.asked(b)
	r.answers(q, session.Answer{Trust: session.TrustSession})
	r.ended(a, b)
	if a.Status() != 200 || b.Status() != 200 {
		t.Error(a.Err(), b.Err())
	}
	r.unquestioned(message(t, "POST", p.URL("/")), 200)
	elsewhere := message(t, "GET", other.URL("/"))
	r.Dismiss(r.asked(elsewhere).ID)
	r.ended(elsewhere)

	got := r.TLSExceptions()
	if len(got) != 1 || got[0].Host != p.Addr() || got[0].Fingerprint != fingerprint(t, cert) || got[0].Scope != session.TrustSession || got[0].Subject != "CN=Test peer" || got[0].Since.IsZero() {
		t.Fatalf("%+v", got)
	}
	if r.RevokeTLSException(other.Addr(), got[0].Fingerprint) || r.RevokeTLSException("h", "soup") || !r.RevokeTLSException(p.Addr(), strings.ToLower(got[0].Fingerprint)) {
		t.Error("what there is not was revoked, or what there is was not")
	}
	p.AwaitOpen(t, 0)
	again := message(t, "GET", p.URL("/"))
	r.Dismiss(r.asked(again).ID)
	r.ended(again)
	if again.Status() != session.StatusSSLFailed || len(r.TLSExceptions()) != 0 {
		t.Error(again.Status())
	}
	want := []session.TrustChange{{Host: p.Addr(), Fingerprint: fingerprint(t, cert), Subject: "CN=Test peer"}, {Host: p.Addr(), Fingerprint: fingerprint(t, cert), Subject: "CN=Test peer", Revoked: true}}
	if got := r.changes(); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}

// TestRevokedWhileInUse: a connection that stands on an exception ends with its message when that is taken back.
func TestRevokedWhileInUse(t *testing.T) {
	t.Parallel()
	cert := sessiontest.CA().Leaf(t, -1, 1, "other.test")
	gate := make(chan struct{}, 1)
	p := sessiontest.NewTLSPeer(t, &tls.Config{Certificates: []tls.Certificate{cert}}, func(w *sessiontest.Wire) {
		if _, ok := w.Request(); ok && w.Wait(gate) {
			w.Say(sessiontest.Answer(200, "late"))
			w.Gone()
		}
	})
	o := session.Options{TrustedExceptions: []session.TLSException{{Host: p.Addr(), Fingerprint: strings.ReplaceAll(fingerprint(t, cert), ":", "")}}}
	r := trusting(t, o)
	m := message(t, "GET", p.URL("/"))
	r.queue(m)
	p.AwaitRequests(t, 1)
	if !r.RevokeTLSException(p.Addr(), fingerprint(t, cert)) {
		t.Error("the exception that was given is not there")
	}
	r.settled()
	gate <- struct{}{}
	r.ended(m)
	if m.Status() != 200 || m.TLS().Exception != session.TrustGiven {
		t.Error(m.Status(), m.TLS())
	}
	p.AwaitOpen(t, 0)
	r.fails(message(t, "GET", p.URL("/")), session.StatusSSLFailed, session.StageTLS, "not for 127.0.0.1")
}

// TestTrustedExceptions: what a program has kept counts, whether the session may ask or not.
func TestTrustedExceptions(t *testing.T) {
	t.Parallel()
	cert := sessiontest.SelfSigned(t, sessiontest.Cert{Names: []string{"127.0.0.1"}, From: -1, To: 1})
	p, other := shows(t, cert), shows(t, sessiontest.SelfSigned(t, sessiontest.Cert{Names: []string{"127.0.0.1"}, From: -1, To: 1}))
	r := newRig(t, session.Options{})
	r.fails(message(t, "GET", p.URL("/")), session.StatusSSLFailed, session.StageTLS, "signed by itself")
	if err := r.TrustCertificate(session.TLSException{Host: p.URL("/"), Fingerprint: fingerprint(t, cert)}); err != nil {
		t.Fatal(err)
	}
	r.TrustCertificate(session.TLSException{Host: p.Addr(), Fingerprint: fingerprint(t, cert)}) // it is there
	r.TrustCertificate(session.TLSException{Host: other.Addr(), Fingerprint: fingerprint(t, cert)})
	r.unquestioned(message(t, "GET", p.URL("/")), 200)
	r.fails(message(t, "GET", other.URL("/")), session.StatusSSLFailed, session.StageTLS, "signed by itself") // another certificate
	if got := r.TLSExceptions(); len(got) != 2 || got[0].Scope != session.TrustGiven {
		t.Errorf("%+v", got)
	}
	for _, e := range []session.TLSException{{}, {Host: "h"}, {Fingerprint: fingerprint(t, cert)}, {Host: "http://h", Fingerprint: fingerprint(t, cert)}, {Host: "h", Fingerprint: strings.Repeat("xy", 32)}} {
		if err := r.TrustCertificate(e); !errors.Is(err, session.ErrException) {
			t.Errorf("%+v: %v", e, err)
		}
		if _, err := session.New(session.Options{TrustedExceptions: []session.TLSException{e}}); !errors.Is(err, session.ErrException) {
			t.Errorf("%+v: %v", e, err)
		}
	}
}

// TestAskCertificateOfAProxy: the proxy of the scheme https is asked about as such; the host behind it has a question of its own.
func TestAskCertificateOfAProxy(t *testing.T) {
	t.Parallel()
	cfg := &tls.Config{Certificates: []tls.Certificate{sessiontest.CA().Leaf(t, -1, 1, "other.test")}}
	p := sessiontest.NewTLSPeer(t, cfg, func(w *sessiontest.Wire) {
		if r, ok := w.Request(); ok && r.Method == "CONNECT" {
			w.Say("HTTP/1.1 200 OK\r\n\r\n")
			if w.Secure(cfg) {
				sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, "hello") })(w)
			}
		}
	})
	r := trusting(t, tlsQuestions)
	if err := r.SetProperty("proxy-resolver", "https://"+p.Addr()); err != nil {
		t.Fatal(err)
	}
	m := message(t, "GET", "https://origin.test/")
	q := r.asked(m)
	if !q.Proxy || q.Host != p.Addr() {
		t.Errorf("%+v", q)
	}
	r.answers(q, session.Answer{Trust: session.TrustSession})
	q = r.rec.AwaitKind(t, m.ID(), session.KindQuestion, 2).Detail.(*session.Question)
	if q.Proxy || q.Host != "origin.test:443" || q.Certificate.Name != "origin.test" {
		t.Errorf("%+v", q)
	}
	r.answers(q, session.Answer{Trust: session.TrustSession})
	r.ended(m)
	if m.Status() != 200 || body(m) != "hello" {
		t.Fatal(m.Status(), m.Err())
	}
	if !r.RevokeTLSException(p.Addr(), fingerprint(t, cfg.Certificates[0])) {
		t.Error(r.TLSExceptions())
	}
	p.AwaitOpen(t, 0) // the way led through that proxy
}

func TestAskClientCertificate(t *testing.T) {
	t.Parallel()
	ca := sessiontest.CA()
	p := asksFor(t, &tls.Config{ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: ca.Pool()})
	r := trusting(t, tlsQuestions)
	mira := clientOf(t, ca, "mira")

	none := message(t, "POST", p.URL("/"))
	q := r.asked(none)
	if q.Kind != session.AskClientCertificate || q.Host != p.Addr() || q.ClientCertificate == nil || !slices.Equal(q.ClientCertificate.Authorities, []string{"CN=Test authority"}) {
		t.Fatalf("%+v", q)
	}
	r.Dismiss(q.ID)
	r.ended(none)
	a, b := message(t, "POST", p.URL("/")), message(t, "POST", p.URL("/"))
	q = r.asked(a) // none was for that message only
	r.asked(b)
	r.answers(q, session.Answer{Certificate: mira})
	r.ended(a, b)
	if body(none) != "nobody" || body(a) != "CN=mira" || body(b) != "CN=mira" || a.TLS().Client != "CN=mira" || !none.TLS().ClientAsked {
		t.Errorf("%q %q %q", body(none), body(a), body(b))
	}
	r.unquestioned(message(t, "POST", p.URL("/")), 200)
	if got := r.ChosenCertificates(); len(got) != 1 || got[0].Host != p.Addr() || got[0].Certificate != mira {
		t.Errorf("%+v", got)
	}
	r.unquestioned(message(t, "GET", p.URL("/")), 200)
	if r.ForgetChosenCertificate("h") || !r.ForgetChosenCertificate(p.Addr()) || len(r.ChosenCertificates()) != 0 {
		t.Error("what there is not was forgotten, or what there is was not")
	}
	p.AwaitOpen(t, 0)
	again := message(t, "GET", p.URL("/"))
	q = r.asked(again)
	r.answers(q, session.Answer{Certificate: clientOf(t, sessiontest.NewAuthority("Strangers"), "eve")})
	r.ended(again)
	if again.Status() != session.StatusSSLFailed || len(r.ChosenCertificates()) != 0 {
		t.Errorf("%d %v; what was refused is kept: %v", again.Status(), again.Err(), r.ChosenCertificates())
	}
	cancelled := message(t, "GET", p.URL("/"))
	r.asked(cancelled) // again, for what was refused is forgotten
	r.Cancel(cancelled, session.StatusCancelled)
	r.ended(cancelled)
	if how := r.await(cancelled, session.KindQuestionClosed).Detail.(*session.QuestionClosed).How; how != "withdrawn" || !strings.Contains(r.story(cancelled), "question-closed finished[1]") {
		t.Error(r.story(cancelled))
	}
	if n := len(r.changes()); n != 4 { // chosen, forgotten, chosen, refused
		t.Errorf("%+v", r.changes())
	}
}

// TestServerThatDoesNotWait: where the server has closed the connection when the answer comes, another one is made, and nobody is
// asked again.
func TestServerThatDoesNotWait(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		method string
		v      session.TLSVersion
		trust  session.TrustScope
	}{{"GET", session.TLS13, session.TrustOnce}, {"GET", session.TLS12, session.TrustSession}, {"POST", session.TLS12, session.TrustOnce}} {
		t.Run(c.method+" "+c.v.String(), func(t *testing.T) {
			t.Parallel()
			cfg := &tls.Config{Certificates: []tls.Certificate{sessiontest.CA().Leaf(t, -1, 1, "other.test")}}
			late, gone := make(chan struct{}), make(chan struct{})
			p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
				if w.N == 1 {
					go func() {
						<-late
						w.Reset()
					}()
					w.Secure(cfg)
					close(gone)
					return
				}
				if w.Secure(cfg) {
					sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, "hello") })(w)
				}
			})
			r := trusting(t, tlsQuestions)
			r.SetTLSVersions(c.v, c.v)
			m := message(t, c.method, "https://"+p.Addr()+"/")
			q := r.asked(m)
			close(late)
			<-gone
			r.answers(q, session.Answer{Trust: c.trust})
			r.ended(m)
			if story := r.story(m); m.Status() != 200 || strings.Count(story, "question-closed") != 1 || strings.Count(story, "restarted") != 1 {
				t.Errorf("%d %v: %s", m.Status(), m.Err(), story)
			}
		})
	}
}

// TestEndsWhileAsked: whatever ends a message whose handshake waits for a person withdraws the question and leaves nothing behind.
func TestEndsWhileAsked(t *testing.T) {
	t.Parallel()
	cert := sessiontest.CA().Leaf(t, -1, 1, "other.test")
	for name, end := range map[string]func(*rig, *session.Message, *session.Question, context.CancelFunc){
		"abort":      func(r *rig, _ *session.Message, _ *session.Question, _ context.CancelFunc) { r.Abort() },
		"close":      func(r *rig, _ *session.Message, _ *session.Question, _ context.CancelFunc) { r.Close() },
		"context":    func(_ *rig, _ *session.Message, _ *session.Question, stop context.CancelFunc) { stop() },
		"connection": func(r *rig, _ *session.Message, q *session.Question, _ context.CancelFunc) { r.CloseConnection(q.Conn) },
		"steal": func(r *rig, m *session.Message, _ *session.Question, _ context.CancelFunc) {
			if _, err := r.Steal(m); err != session.ErrNoConnection {
				r.t.Error(err)
			}
			r.Requeue(m) // there is nothing to send again
			r.Cancel(m, session.StatusCancelled)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := shows(t, cert)
			r := trusting(t, tlsQuestions)
			m := message(t, "GET", p.URL("/"))
			ctx, stop := context.WithCancel(context.Background())
			defer stop()
			if err := r.SendAsync(ctx, m, func(b io.ReadCloser, err error) {
				if err == nil {
					b.Close()
					t.Error("it was sent")
				}
			}); err != nil {
				t.Fatal(err)
			}
			q := r.await(m, session.KindQuestion).Detail.(*session.Question)
			end(r, m, q, stop)
			r.ended(m)
			if how := r.await(m, session.KindQuestionClosed).Detail.(*session.QuestionClosed).How; how != "withdrawn" {
				t.Error(how)
			}
			if err := r.Dismiss(q.ID); err != session.ErrNoQuestion && err != session.ErrClosed {
				t.Error(err)
			}
			p.AwaitOpen(t, 0)
		})
	}
}
