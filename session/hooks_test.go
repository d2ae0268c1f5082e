package session_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// diary is what several goroutines wrote down, in order.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) note(line string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, line)
}

func (d *diary) read() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.lines)
}

// TestHooksStandBeforeHandlers: the class handlers of signals run first, on the MainContext; the one that has no caller in
// libsoup has none here.
func TestHooksStandBeforeHandlers(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		if r.Header("Authorization") == "" {
			return sessiontest.Answer(401, "who", `WWW-Authenticate: Basic realm="kitchen"`)
		}
		return sessiontest.Answer(200, "in")
	}))
	var d diary
	var r *rig
	on := func(what string) {
		if !r.MainContext().IsOwner() {
			t.Error(what, "runs elsewhere")
		}
		d.note(what)
	}
	r = newRig(t, session.Options{Hooks: session.Hooks{
		AuthRequired: func(*session.Message, session.Auth, bool) { t.Error("AuthRequired was called") },
		Authenticate: func(_ *session.Message, a session.Auth, _ bool) { on("hook authenticate " + a.Realm()) },
		RequestStarted: func(m *session.Message, c session.ConnID) {
			if c != 1 {
				t.Error("on connection", c)
			}
			on("hook request-started")
		},
	}})
	r.OnRequestStarted(func(*session.Message) { on("request-started") })
	r.OnAuthenticate(func(_ *session.Message, a session.Auth, _ bool) {
		on("authenticate")
		a.Authenticate("mira", "soup")
	})
	m := message(t, "GET", p.URL("/"))
	if st := r.send(m); st != 200 {
		t.Fatal(st, m.Err())
	}
	want := []string{"hook request-started", "request-started", "hook authenticate kitchen", "authenticate", "hook request-started", "request-started"}
	if got := d.read(); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestHooksReplaceMethods: a hook decides whether, when and with what the default runs.
func TestHooksReplaceMethods(t *testing.T) {
	t.Parallel()
	p, gate := gated(t)
	refused := errors.New("not today")
	var d diary
	var cancels atomic.Int32
	hooks := session.Hooks{
		QueueMessage: func(m *session.Message, callback func(*session.Message), next func(*session.Message, func(*session.Message)) error) error {
			if m.Method() == "DELETE" {
				return refused
			}
			m.AddField("X-Hook", "queued")
			return next(m, callback)
		},
		SendMessage: func(ctx context.Context, m *session.Message, next func(context.Context, *session.Message) (session.Status, error)) (session.Status, error) {
			m.AddField("X-Hook", "sent")
			st, err := next(ctx, m)
			return st + 1000, err
		},
		RequeueMessage: func(m *session.Message, next func(*session.Message) error) error {
			if m.Method() == "POST" {
				return refused
			}
			d.note("requeue")
			return next(m)
		},
		CancelMessage: func(_ *session.Message, st session.Status, next func(session.Status)) {
			cancels.Add(1)
			next(st + 1)
		},
	}
	r := newRig(t, session.Options{Hooks: hooks})
	if err := r.Queue(message(t, "DELETE", p.URL("/")), nil); err != refused {
		t.Error(err)
	}
	m := message(t, "GET", p.URL("/a"))
	once := false
	m.OnFinished(func(m *session.Message) {
		if !once {
			once = true
			r.Requeue(m)
		}
	})
	let(gate, 2)
	r.queue(m)
	r.ended(m)
	if n := len(m.Attempts()); n != 2 || len(d.read()) != 1 {
		t.Errorf("%d attempts, %q", n, d.read())
	}
	post := message(t, "POST", p.URL("/b"))
	post.OnFinished(func(m *session.Message) {
		if err := r.Requeue(m); err != refused {
			t.Error(err)
		}
	})
	let(gate, 1)
	if st := r.send(post); st != 1200 {
		t.Error("SendMessage gives", st)
	}
	reqs := p.Requests()
	if h := reqs[0].Header("X-Hook"); h != "queued" {
		t.Error(h)
	}
	if h := reqs[2].Header("X-Hook"); h != "sent" {
		t.Error(h)
	}
	waits := message(t, "GET", p.URL("/c"))
	r.queue(waits)
	p.AwaitRequests(t, 4)
	r.Cancel(waits, 417)
	r.ended(waits)
	r.Cancel(waits, 417) // it has ended: the hook is not asked
	r.settled()
	if waits.Status() != 418 || cancels.Load() != 1 {
		t.Error(waits.Status(), cancels.Load())
	}
}

// TestHookFlushQueue: without next an abort leaves the messages alone, and only closes what is idle.
func TestHookFlushQueue(t *testing.T) {
	t.Parallel()
	p, gate := gated(t)
	var spare atomic.Bool
	r := newRig(t, session.Options{Hooks: session.Hooks{FlushQueue: func(next func()) {
		if !spare.Load() {
			next()
		}
	}}})
	let(gate, 1)
	r.send(message(t, "POST", p.URL("/"))) // leaves an idle connection
	ms := r.many(2, p.URL("/"))
	p.AwaitRequests(t, 3)
	spare.Store(true)
	r.Abort()
	r.settled()
	let(gate, 1)
	r.rec.AwaitKind(t, 0, session.KindRequestUnqueued, 2)
	spare.Store(false)
	r.Abort()
	r.ended(ms...)
	if a, b := ms[0].Status(), ms[1].Status(); a+b != 200+session.StatusCancelled {
		t.Error(a, b)
	}
}

// TestHookKick: nothing starts while the hook does not look.
func TestHookKick(t *testing.T) {
	t.Parallel()
	p := hello(t)
	var look atomic.Bool
	var kicks atomic.Int32
	r := newRig(t, session.Options{Hooks: session.Hooks{Kick: func(next func()) {
		kicks.Add(1)
		if look.Load() {
			next()
		}
	}}})
	m := message(t, "GET", p.URL("/"))
	r.queue(m)
	r.settled()
	if n := kicks.Load(); n == 0 || len(r.Connections()) != 0 {
		t.Errorf("%d kicks, %d connections", n, len(r.Connections()))
	}
	look.Store(true)
	r.CloseIdle() // any door kicks
	r.ended(m)
	if m.Status() != 200 {
		t.Error(m.Status())
	}
}
