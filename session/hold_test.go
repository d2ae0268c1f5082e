package session_test

import (
	"sync"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

func TestPauseInQueue(t *testing.T) {
	t.Parallel()
	p, gate := gated(t)
	r := newRig(t, session.Options{})
	r.SetMaxConnsPerHost(1)
	first := r.many(1, p.URL("/first"))
	p.AwaitRequests(t, 1)
	ms := r.many(3, p.URL("/"))
	r.Pause(ms[0])
	r.Pause(ms[1])
	r.Unpause(ms[1])
	let(gate, 3)
	r.ended(first[0], ms[1], ms[2])
	r.Unpause(ms[0])
	let(gate, 1)
	r.ended(ms[0])
	want := []string{"GET /first?0", "GET /?1", "GET /?2", "GET /?0"}
	for i, w := range want {
		if got := p.Targets()[i]; got != w {
			t.Errorf("%d: %s, want %s", i, got, w)
		}
	}
	r.tells(ms[0], "request-queued paused unpaused request-started starting wrote-headers wrote-body got-headers[200] got-body finished[200] request-unqueued")
	if err := r.Pause(ms[0]); err != session.ErrNotQueued {
		t.Error(err)
	}
	if err := r.Unpause(ms[0]); err != session.ErrNotQueued {
		t.Error(err)
	}
}

// connect connects f to one signal of m.
func connect(m *session.Message, k session.Kind, f func(*session.Message)) (off func()) {
	return map[session.Kind]func(func(*session.Message)) func(){
		session.KindStarting: m.OnStarting, session.KindWroteHeaders: m.OnWroteHeaders, session.KindWroteBody: m.OnWroteBody,
		session.KindGotInformational: m.OnGotInformational, session.KindGotHeaders: m.OnGotHeaders, session.KindGotBody: m.OnGotBody,
		session.KindRestarted: m.OnRestarted, session.KindFinished: m.OnFinished,
	}[k](f)
}

// everyStep answers with a 1xx, then a redirect, then the end, so that every signal of a message comes.
func everyStep(t *testing.T, https bool) *sessiontest.Peer {
	serve := sessiontest.Serve(func(r sessiontest.Request) string {
		if r.Target == "/" {
			return "HTTP/1.1 103 Early\r\n\r\n" + sessiontest.Answer(302, "moved", "Location: /end")
		}
		return sessiontest.Answer(200, "end")
	})
	if https {
		return sessiontest.NewTLSPeer(t, nil, serve)
	}
	return sessiontest.NewPeer(t, serve)
}

var steps = []session.Kind{session.KindStarting, session.KindWroteHeaders, session.KindWroteBody, session.KindGotInformational, session.KindGotHeaders,
	session.KindGotBody, session.KindRestarted}

func TestPauseInHandlers(t *testing.T) {
	t.Parallel()
	for _, https := range []bool{false, true} {
		p := everyStep(t, https)
		for _, k := range steps {
			r := newRig(t, session.Options{})
			r.SetProperty("ssl-strict", "false")
			m := message(t, "GET", p.URL("/"))
			connect(m, k, func(m *session.Message) { r.Pause(m) })
			r.queue(m)
			n := map[session.Kind]int{session.KindGotInformational: 1, session.KindRestarted: 1}[k]
			if n == 0 {
				n = 2 // once an attempt
			}
			for i := range n {
				r.rec.AwaitKind(t, m.ID(), session.KindPaused, i+1)
				if i == 0 {
					r.settled()
					if evs := sessiontest.Of(r.rec.Events(), m.ID()); evs[len(evs)-1].Kind != session.KindPaused {
						t.Errorf("%v: goes on while it is held: %s", k, sessiontest.Names(evs))
					}
				}
				r.Unpause(m)
			}
			r.ended(m)
			if m.Status() != 200 || body(m) != "end" {
				t.Errorf("%v: %d %v", k, m.Status(), m.Err())
			}
			if c := n * 2; countKinds(r, m, session.KindPaused, session.KindUnpaused) != c {
				t.Errorf("%v: %s", k, r.story(m))
			}
		}
	}
}

func countKinds(r *rig, m *session.Message, kinds ...session.Kind) int {
	n := 0
	for _, e := range sessiontest.Of(r.rec.Events(), m.ID()) {
		for _, k := range kinds {
			if e.Kind == k {
				n++
			}
		}
	}
	return n
}

func TestPauseWhileWaiting(t *testing.T) {
	t.Parallel()
	for _, https := range []bool{false, true} {
		answer := make(chan string)
		serve := func(w *sessiontest.Wire) {
			for {
				if _, ok := w.Request(); !ok {
					return
				}
				a, ok := <-answer
				if !ok {
					return
				}
				w.Say(a)
			}
		}
		p := sessiontest.NewPeer(t, serve)
		if https {
			p = sessiontest.NewTLSPeer(t, nil, serve)
		}
		t.Cleanup(func() { close(answer) })
		r := newRig(t, session.Options{})
		r.SetProperty("ssl-strict", "false")
		r.SetProperty("timeout", "0.3")
		m := message(t, "GET", p.URL("/"))
		r.queue(m)
		r.await(m, session.KindWroteBody)
		r.Pause(m)
		r.await(m, session.KindPaused)
		// Another message fails by the same timeout, begun later: so the paused one has outlived it.
		other := message(t, "GET", sessiontest.NewPeer(t, func(w *sessiontest.Wire) { w.Gone() }).URL("/"))
		if st := r.send(other); st != session.StatusIOError {
			t.Fatal(st)
		}
		answer <- sessiontest.Answer(200, "hello")
		r.settled()
		if n := countKinds(r, m, session.KindGotHeaders, session.KindFinished); n != 0 {
			t.Error("spoke while paused")
		}
		r.Unpause(m)
		r.ended(m)
		if m.Status() != 200 || body(m) != "hello" {
			t.Error(m.Status(), m.Err())
		}
		// Many kicks in a running read break neither TLS nor the codec.
		r.SetProperty("timeout", "60")
		m = message(t, "GET", p.URL("/"))
		m.SetFlags(session.NewConnection)
		r.queue(m)
		r.await(m, session.KindWroteBody)
		for range 200 {
			r.Pause(m)
			r.Unpause(m)
		}
		answer <- sessiontest.Answer(200, "hello")
		r.ended(m)
		if m.Status() != 200 || body(m) != "hello" {
			t.Error(m.Status(), m.Err())
		}
	}
}

func TestPauseWhileConnecting(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	m := message(t, "GET", p.URL("/"))
	r.OnConnectionCreated(func(session.ConnInfo) { r.Pause(m) })
	r.queue(m)
	p.AwaitOpen(t, 1)
	r.settled()
	if n := countKinds(r, m, session.KindRequestStarted); n != 0 {
		t.Error("started while paused")
	}
	r.Unpause(m)
	r.ended(m)
	if m.Status() != 200 {
		t.Error(m.Status())
	}
	// One that cannot connect finishes when it is let go, not before.
	dead := message(t, "GET", "http://name.invalid/")
	m = dead
	r.queue(m)
	r.await(m, session.KindPaused)
	r.rec.AwaitKind(t, 0, session.KindConnectionClosed, 1)
	r.settled()
	if n := countKinds(r, m, session.KindFinished); n != 0 {
		t.Error("finished while paused")
	}
	r.Unpause(m)
	r.tells(m, "request-queued connection-created paused network-event[resolving] unpaused finished[2] request-unqueued")
}

func TestPauseMidBody(t *testing.T) {
	t.Parallel()
	more := make(chan struct{})
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		w.Request()
		w.Say("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
		<-more
		w.Say("half")
		w.Gone()
	})
	r := newRig(t, session.Options{})
	m := message(t, "GET", p.URL("/"))
	r.queue(m)
	r.await(m, session.KindGotHeaders)
	r.Pause(m)
	r.await(m, session.KindPaused)
	close(more)
	r.settled()
	if n := countKinds(r, m, session.KindGotBody); n != 0 {
		t.Error("read on while paused")
	}
	r.Unpause(m)
	r.ended(m)
	if body(m) != "halfhalf" {
		t.Error(body(m))
	}
}

func TestPauseRefused(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	m := message(t, "GET", p.URL("/"))
	m.OnGotHeaders(func(m *session.Message) {
		if err := r.Pause(m); err != session.ErrSynchronous {
			t.Error("its sender waits for it:", err)
		}
		if err := r.Unpause(m); err != nil {
			t.Error("nobody holds it:", err)
		}
	})
	if st := r.send(m); st != 200 {
		t.Error(st)
	}
}

// A message that was paused in a handler keeps the handlers of no other message waiting.
func TestPauseInAHandlerIsNobodyElses(t *testing.T) {
	t.Parallel()
	for _, k := range steps {
		p := everyStep(t, false)
		r := newRig(t, session.Options{})
		m := message(t, "GET", p.URL("/"))
		var once sync.Once
		connect(m, k, func(m *session.Message) { once.Do(func() { r.Pause(m) }) })
		r.queue(m)
		r.await(m, session.KindPaused)
		other := message(t, "GET", p.URL("/end"))
		other.OnGotHeaders(func(*session.Message) {})
		if st := r.send(other); st != 200 {
			t.Error(k, st)
		}
		r.Unpause(m)
		r.ended(m)
	}
}
