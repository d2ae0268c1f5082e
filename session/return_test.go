package session_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// Queue returns before anything was sent, and the callback comes when the loop runs, once.
func TestQueueReturnsAtOnce(t *testing.T) {
	t.Parallel()
	p := hello(t)
	may := make(chan struct{})
	loop := new(session.Loop)
	loop.Adopt()
	r := newRig(t, session.Options{MainContext: loop, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		<-may
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}})
	m := message(t, "GET", p.URL("/"))
	called := 0
	if err := r.Queue(m, func(*session.Message) { called++ }); err != nil {
		t.Fatal(err)
	}
	if n := len(p.Requests()); n != 0 || called != 0 {
		t.Errorf("%d requests, %d callbacks", n, called)
	}
	close(may)
	r.await(m, session.KindFinished)
	r.settled()
	if called != 0 {
		t.Error("the callback does not wait for its loop")
	}
	for called == 0 {
		loop.Iterate(t.Context(), true)
	}
	loop.Drain()
	if r.ended(m); called != 1 || m.Status() != 200 {
		t.Errorf("%d callbacks, status %d", called, m.Status())
	}
}

// Cancel never runs the callback inside the call.
func TestCancelReturnsBeforeTheCallback(t *testing.T) {
	t.Parallel()
	p := silent(t)
	r := newRig(t, session.Options{})
	m := message(t, "GET", p.URL("/"))
	var called atomic.Int32
	m.OnWroteHeaders(func(m *session.Message) {
		r.Cancel(m, session.StatusCancelled)
		r.settled() // the engine has done it
		if called.Load() != 0 {
			t.Error("the callback ran inside the call")
		}
	})
	r.Queue(m, func(*session.Message) { called.Add(1) })
	if r.cancelled(m, p); called.Load() != 1 {
		t.Errorf("%d callbacks", called.Load())
	}
}

// A session that is closed inside a callback runs the other callbacks still, and gives streams their error.
func TestCloseInsideACallback(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		if r, ok := w.Request(); ok && r.Target == "/first" {
			w.Say(sessiontest.Answer(200, "hello"))
		}
		w.Gone()
	})
	loop := session.NewGoroutine()
	t.Cleanup(loop.Close)
	r := newRig(t, session.Options{MainContext: loop})
	second := make(chan session.Status, 1)
	stream := make(chan error, 1)
	if err := r.Queue(message(t, "GET", p.URL("/second")), func(m *session.Message) { second <- m.Status() }); err != nil {
		t.Fatal(err)
	}
	r.SetMaxConnsPerHost(3)
	if err := r.SendAsync(context.Background(), message(t, "GET", p.URL("/stream")), func(_ io.ReadCloser, err error) { stream <- err }); err != nil {
		t.Fatal(err)
	}
	p.AwaitRequests(t, 2)
	if err := r.Queue(message(t, "GET", p.URL("/first")), func(*session.Message) { r.Close() }); err != nil {
		t.Fatal(err)
	}
	if st, err := <-second, <-stream; st != session.StatusCancelled || !errors.Is(err, session.ErrCancelled) {
		t.Error(st, err)
	}
}

// A context that ends while the retry of a stale connection starts ends the message, which keeps the status 0.
func TestContextEndsInTheRetry(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		if _, ok := w.Request(); ok {
			w.Say(sessiontest.Answer(200, "hello"))
			w.Request() // taken and not answered: the connection turns out to be stale
		}
	})
	r := newRig(t, session.Options{})
	r.send(message(t, "GET", p.URL("/")))
	ctx, cancel := context.WithCancel(context.Background())
	m := message(t, "GET", p.URL("/"))
	starts := 0
	r.OnRequestStarted(func(*session.Message) {
		if starts++; starts == 2 {
			cancel()
		}
	})
	b, err := r.Send(ctx, m)
	if b != nil || !errors.Is(err, context.Canceled) || m.Status() != session.StatusNone {
		t.Error(b, err, m.Status())
	}
	r.ended(m)
	if starts != 2 || len(m.Attempts()) != 2 || ctx.Err() == nil {
		t.Errorf("%d starts, %d attempts, context %v", starts, len(m.Attempts()), ctx.Err())
	}
}

// One message goes through a plain round, a redirect and a challenge one after the other; nothing of one is left in the next.
func TestMessageReused(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		switch {
		case r.Target == "/moved":
			return sessiontest.Answer(302, "", "Location: /plain")
		case r.Target == "/secret" && r.Header("Authorization") == "":
			return sessiontest.Answer(401, "no", `WWW-Authenticate: Basic realm="x"`)
		}
		return sessiontest.Answer(200, r.Target)
	}))
	r := newRig(t, session.Options{})
	r.OnAuthenticate(func(_ *session.Message, a session.Auth, retrying bool) {
		if !retrying {
			a.Authenticate("user", "passwd")
		}
	})
	m := message(t, "GET", p.URL("/plain"))
	finished := 0
	m.OnFinished(func(*session.Message) { finished++ })
	var got []string
	for i, target := range []string{"/plain", "/moved", "/secret", "/plain", "/secret", "/moved"} {
		m.SetURI(p.URL(target))
		st := r.send(m)
		got = append(got, fmt.Sprint(st, body(m), len(m.Attempts())))
		if finished != i+1 || m.RequestFields().Has("Authorization") {
			t.Errorf("%s: %d times finished, %v", target, finished, m.RequestFields())
		}
	}
	if s := strings.Join(got, " "); s != "200/plain1 200/plain2 200/secret2 200/plain1 200/secret1 200/plain2" {
		t.Error(s)
	}
}

// A peer that gives up on a head that is too long for it leaves no status of its own.
func TestHeadTooLongForThePeer(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		w.Heard()
		w.Reset()
	})
	r := newRig(t, session.Options{})
	m := message(t, "GET", p.URL("/"))
	for i := range 2048 {
		m.AddField(fmt.Sprint("X-", i), strings.Repeat("x", 2000))
	}
	if st := r.send(m); st != session.StatusIOError {
		t.Error(st, m.Err())
	}
}
