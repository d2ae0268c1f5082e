package session_test

import (
	"context"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

func TestMainContextThatNeverRuns(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{MainContext: new(session.Loop)})
	ms := r.many(1000, p.URL("/"))
	r.rec.AwaitKind(t, 0, session.KindRequestUnqueued, 1000)
	for _, m := range ms {
		if m.Status() != 200 {
			t.Fatal(m.Status(), m.Err())
		}
	}
	// A handler waits for its owner; nothing else does.
	m := message(t, "GET", p.URL("/"))
	m.OnGotHeaders(func(*session.Message) {})
	r.queue(m)
	r.await(m, session.KindGotHeaders)
	if st := r.send(message(t, "GET", p.URL("/"))); st != 200 {
		t.Error(st)
	}
	if n := countKinds(r, m, session.KindGotBody); n != 0 {
		t.Error("the handler was not waited for")
	}
}

func TestEverythingRunsOnTheOwner(t *testing.T) {
	t.Parallel()
	p := everyStep(t, false)
	r := newRig(t, session.Options{})
	owner := func(what string) {
		if !r.MainContext().IsOwner() {
			t.Errorf("%s runs elsewhere", what)
		}
		if _, err := r.Send(context.Background(), message(t, "GET", p.URL("/"))); err != session.ErrOnOwner {
			t.Errorf("%s: Send gives %v", what, err)
		}
		if _, err := r.SendMessage(context.Background(), message(t, "GET", p.URL("/"))); err != session.ErrOnOwner {
			t.Errorf("%s: SendMessage gives %v", what, err)
		}
	}
	var order []string
	say := func(what string) func(*session.Message) {
		return func(*session.Message) {
			owner(what)
			order = append(order, what)
		}
	}
	r.OnRequestQueued(say("S:queued"))
	r.OnRequestStarted(say("S:started"))
	r.OnRequestUnqueued(say("S:unqueued"))
	r.OnConnectionCreated(func(i session.ConnInfo) {
		say("S:created")(nil)
		if i.State != session.ConnConnecting || i.Host != p.Addr() {
			t.Errorf("%+v", i)
		}
	})
	m := message(t, "GET", p.URL("/end"))
	for _, k := range append([]session.Kind{session.KindFinished}, steps...) {
		connect(m, k, say(k.String()))
	}
	if err := r.Queue(m, say("callback")); err != nil {
		t.Fatal(err)
	}
	r.ended(m)
	r.Close()
	want := "S:queued S:created S:started starting wrote-headers wrote-body got-headers got-body finished callback S:unqueued"
	if got := strings.Join(order, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestObserverThatLags(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	var slow session.Loop
	n := 0
	r.Observe(&slow, 0, func(evs []session.Event) { n += len(evs) })
	const all = 8000 // ten events each are more than an observer may lag
	r.many(all, p.URL("/"))
	r.rec.AwaitKind(t, 0, session.KindConnectionIdle, 2) // both connections have nothing to do
	before := 0
	for _, e := range r.rec.Events() {
		if e.Kind == session.KindRequestUnqueued {
			before++
		}
	}
	if before == all {
		t.Error("nothing waited for the observer")
	}
	slow.Drain() // it catches up, and messages start again
	seen, ended := 0, 0
	r.rec.Await(t, "the rest", func(evs []session.Event) bool {
		slow.Drain()
		for ; seen < len(evs); seen++ {
			if evs[seen].Kind == session.KindRequestUnqueued {
				ended++
			}
		}
		return ended == all
	})
	slow.Drain()
	if n < all*7 {
		t.Errorf("%d events delivered", n)
	}
}

// listener is a feature that notes where it stands among the handlers.
type listener struct{ say func(string) }

func (listener) Name() string                                  { return "listener" }
func (listener) Attach(*session.Session)                       {}
func (listener) Detach(*session.Session)                       {}
func (l listener) RequestQueued(*session.Turn)                 { l.say("queued") }
func (l listener) Starting(*session.Turn)                      { l.say("starting") }
func (l listener) WantsHeaders(string, *session.Response) bool { return true }
func (l listener) GotHeaders(*session.Turn)                    { l.say("got-headers") }
func (l listener) GotBody(*session.Turn)                       { l.say("got-body") }
func (l listener) Restarted(*session.Turn)                     { l.say("restarted") }
func (l listener) RequestUnqueued(*session.Turn)               { l.say("unqueued") }

func TestEarlyFeaturesLate(t *testing.T) {
	t.Parallel()
	p := everyStep(t, false)
	r := newRig(t, session.Options{})
	words := make(chan string, 100)
	if err := r.AddFeature(listener{func(s string) { words <- "feature:" + s }}); err != nil {
		t.Fatal(err)
	}
	if err := r.AddFeature(listener{}); err != session.ErrFeatureAdded {
		t.Error("twice:", err)
	}
	m := message(t, "GET", p.URL("/"))
	say := func(s string) func(*session.Message) { return func(*session.Message) { words <- s } }
	for _, k := range steps {
		connect(m, k, say("early:"+k.String()))
	}
	off := m.OnGotBody(say("never"))
	off()
	r.OnRequestQueued(func(m *session.Message) {
		for _, k := range steps {
			connect(m, k, say("late:"+k.String()))
		}
	})
	r.queue(m)
	r.ended(m)
	close(words)
	var got []string
	for w := range words {
		if !strings.Contains(w, "wrote") && !strings.Contains(w, "informational") {
			got = append(got, w)
		}
	}
	leg := "early:starting feature:starting late:starting early:got-headers feature:got-headers late:got-headers early:got-body feature:got-body late:got-body"
	want := "feature:queued " + leg + " early:restarted feature:restarted late:restarted " + leg + " feature:unqueued"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
	if l, ok := session.FeatureOf[listener](r.Session); !ok || l.Name() != "listener" {
		t.Error("not found")
	}
}

func TestConnectionsAndTap(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	r.send(message(t, "GET", p.URL("/tapped")))
	cs := r.Connections()
	if len(cs) != 1 || cs[0].Messages != 1 || cs[0].Scheme != "http" || cs[0].Host != p.Addr() {
		t.Fatalf("%+v", cs)
	}
	sent, received, ok := r.Tapped(cs[0].ID)
	if !ok || string(sent) != p.Requests()[0].Head || string(received) != sessiontest.Answer(200, "hello") {
		t.Errorf("%q %q %v", sent, received, ok)
	}
	if _, _, ok := r.Tapped(99); ok {
		t.Error("a connection that is not")
	}
}
