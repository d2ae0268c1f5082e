package session_test

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"ladle/session"
	"ladle/session/sessiontest"
)

// TestAbortSparesWhatCallbacksQueue: callbacks run after the call, and what they queue is not aborted.
func TestAbortSparesWhatCallbacksQueue(t *testing.T) {
	t.Parallel()
	p, good := silent(t), hello(t)
	var loop session.Loop
	r := newRig(t, session.Options{MainContext: &loop})
	m, next := message(t, "GET", p.URL("/")), message(t, "GET", good.URL("/"))
	called := false
	if err := r.Queue(m, func(*session.Message) {
		called = true
		r.queue(next)
	}); err != nil {
		t.Fatal(err)
	}
	p.AwaitRequests(t, 1)
	r.Abort()
	r.await(m, session.KindFinished)
	if called {
		t.Error("the callback ran inside the call")
	}
	loop.Drain()
	r.ended(m, next)
	if !called || m.Status() != session.StatusCancelled || next.Status() != 200 {
		t.Error(called, m.Status(), next.Status())
	}
}

// TestQueueClearsTheOldResponse: a message that is queued again has nothing of what came before.
func TestQueueClearsTheOldResponse(t *testing.T) {
	t.Parallel()
	p, gate := gated(t)
	r := newRig(t, session.Options{})
	m := message(t, "GET", p.URL("/"))
	let(gate, 1)
	r.send(m)
	if m.Response() == nil || body(m) != "ok" || len(m.Attempts()) != 1 {
		t.Fatal(m.Response(), body(m))
	}
	r.queue(m)
	if m.Response() != nil || m.Content() != nil || m.Status() != 0 || m.Err() != nil || m.Attempts() != nil {
		t.Error(m.Response(), m.Content(), m.Status(), m.Err(), m.Attempts())
	}
	let(gate, 1)
	r.ended(m)
}

// TestRequeuedRedirectForEver: whoever sends a redirect again and again is told that there were too many, from whatever
// handler it is.
func TestRequeuedRedirectForEver(t *testing.T) {
	t.Parallel()
	p := moved(t)
	for _, k := range []session.Kind{session.KindGotHeaders, session.KindGotBody, session.KindFinished} {
		r := newRig(t, session.Options{})
		m := message(t, "GET", p.URL("/s/302/x"))
		m.SetFlags(session.NoRedirect)
		connect(m, k, func(m *session.Message) { r.Requeue(m) })
		st := r.send(m)
		var e *session.Error
		if st != session.StatusTooManyRedirects || len(m.Attempts()) != 21 || !errors.As(m.Err(), &e) || e.Stage != session.StageRedirect {
			t.Errorf("%v: %d after %d attempts, %v", k, st, len(m.Attempts()), m.Err())
		}
	}
}

// TestTakenFromWhomWaits: SendMessage returns with the status that there was when a handler took the connection over, and
// Send says that there is nothing to read.
func TestTakenFromWhomWaits(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		if _, ok := w.Request(); ok {
			w.Say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: soup\r\nConnection: upgrade\r\n\r\n")
			w.Gone()
		}
	})
	for _, stream := range []bool{false, true} {
		r := newRig(t, session.Options{})
		m := message(t, "GET", p.URL("/"))
		m.SetField("Upgrade", "soup")
		m.SetField("Connection", "upgrade")
		taken := make(chan net.Conn, 1)
		m.OnGotInformational(func(m *session.Message) {
			nc, err := r.Steal(m)
			if err != nil {
				t.Error(err)
			}
			taken <- nc
		})
		if stream {
			if s, err := r.Send(context.Background(), m); s != nil || err != session.ErrStolen {
				t.Error(s, err)
			}
		} else if st, err := r.SendMessage(context.Background(), m); st != 101 || err != nil {
			t.Error(st, err)
		}
		if nc := <-taken; nc != nil {
			nc.Close()
		}
	}
}

// TestSendFailures: what Send gives in place of a stream, and the status that the message has then.
func TestSendFailures(t *testing.T) {
	t.Parallel()
	closed := hello(t)
	closed.Close()
	for name, c := range map[string]struct {
		url   string
		want  session.Status
		stage session.Stage
		is    error
	}{
		"refused":   {closed.URL("/"), session.StatusCantConnect, session.StageConnect, nil},
		"unknown":   {"http://no..name/", session.StatusCantResolve, session.StageResolve, nil},
		"untrusted": {helloTLS(t).URL("/"), session.StatusSSLFailed, session.StageTLS, nil},
		"timeout":   {silent(t).URL("/"), session.StatusNone, session.StageRead, session.ErrTimeout},
		"scheme":    {"foo://h/", session.StatusMalformed, session.StageQueue, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, session.Options{})
			if c.is == session.ErrTimeout {
				r.SetTimeout(50 * time.Millisecond)
			}
			m := message(t, "GET", c.url)
			s, err := r.Send(context.Background(), m)
			var e *session.Error
			if s != nil || !errors.As(err, &e) || e.Stage != c.stage || m.Status() != c.want || c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("%v %v, status %d", s, err, m.Status())
			}
			r.ended(m)
		})
	}
	// The page of a challenge that nobody answers is kept back, and given when it is known to be the final answer.
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string {
		return sessiontest.Answer(401, "who are you", `WWW-Authenticate: Basic realm="kitchen"`)
	}))
	r := newRig(t, session.Options{})
	s, err := r.Send(context.Background(), message(t, "GET", p.URL("/")))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(s); string(b) != "who are you" || err != nil {
		t.Errorf("%q %v", b, err)
	}
	s.Close()
}
