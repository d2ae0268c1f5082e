package session_test

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"testing"

	"ladle/session"
	"ladle/session/auth"
	"ladle/session/feature"
	"ladle/session/sessiontest"
)

// silent reads requests and says nothing until the client goes.
func silent(t *testing.T) *sessiontest.Peer {
	return sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		if _, ok := w.Request(); ok {
			w.Gone()
		}
	})
}

// cancelled waits for the end of m and checks that it was cancelled, that the peer saw its connection close, and that the
// rest of the session works on. The recorder's grammar sees to the silence afterwards.
func (r *rig) cancelled(m *session.Message, p *sessiontest.Peer) {
	r.t.Helper()
	r.ended(m)
	if m.Status() != session.StatusCancelled || !errors.Is(m.Err(), session.ErrCancelled) {
		r.t.Errorf("status %d, %v", m.Status(), m.Err())
	}
	p.AwaitOpen(r.t, 0)
	if st := r.send(message(r.t, "GET", hello(r.t).URL("/"))); st != 200 {
		r.t.Error("the next message:", st)
	}
}

func TestCancelInHandlers(t *testing.T) {
	t.Parallel()
	p := everyStep(t, false)
	for _, k := range steps {
		r := newRig(t, session.Options{})
		m := message(t, "GET", p.URL("/"))
		var late atomic.Int32
		connect(m, k, func(m *session.Message) { r.Cancel(m, session.StatusCancelled) })
		m.OnFinished(func(m *session.Message) { late.Add(1) })
		r.queue(m)
		if k == session.KindRestarted || k == session.KindGotBody { // its connection had brought a whole response, and is idle now
			r.ended(m)
			p.AwaitOpen(t, 1)
			r.Abort()
		}
		r.cancelled(m, p)
		if n := late.Load(); n != 1 {
			t.Errorf("%v: %d finished handlers", k, n)
		}
		evs := sessiontest.Of(r.rec.Events(), m.ID())
		if n := len(evs); evs[n-3].Kind != k || evs[n-2].Kind != session.KindFinished {
			t.Errorf("%v: %s", k, r.story(m))
		}
		if has := m.Response() != nil; has != (k == session.KindGotHeaders || k == session.KindGotBody) {
			t.Errorf("%v: response %v", k, m.Response())
		}
	}
}

func TestCancelQueued(t *testing.T) {
	t.Parallel()
	p := silent(t)
	r := newRig(t, session.Options{})
	r.SetMaxConns(1)
	run := message(t, "GET", p.URL("/"))
	wait := message(t, "GET", p.URL("/"))
	held := message(t, "GET", p.URL("/"))
	r.queue(run)
	p.AwaitRequests(t, 1)
	r.queue(wait, held)
	r.Pause(held)
	for _, m := range []*session.Message{wait, held} {
		r.Cancel(m, session.StatusCancelled)
		r.ended(m)
	}
	r.tells(wait, "request-queued finished[1] request-unqueued")
	r.tells(held, "request-queued paused finished[1] request-unqueued")
	if p.Open() != 1 {
		t.Error("the one that runs was disturbed")
	}
	r.Cancel(run, session.StatusCancelled)
	r.cancelled(run, p)
	r.Cancel(run, session.StatusCancelled) // after the end: nothing
}

func TestCancelWhileOpening(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) { w.Gone() })
	t.Run("handshake", func(t *testing.T) {
		r := newRig(t, session.Options{})
		m := message(t, "GET", "https://"+p.Addr()+"/")
		r.queue(m)
		r.rec.AwaitKind(t, m.ID(), session.KindNetworkEvent, 5) // tls-handshaking
		r.Cancel(m, session.StatusCancelled)
		r.cancelled(m, p)
	})
	t.Run("connection-created", func(t *testing.T) {
		r := newRig(t, session.Options{})
		m := message(t, "GET", p.URL("/"))
		off := r.OnConnectionCreated(func(session.ConnInfo) { r.Cancel(m, session.StatusCancelled) })
		r.queue(m)
		r.ended(m)
		off()
		r.cancelled(m, p)
		r.tells(m, "request-queued connection-created finished[1] request-unqueued")
	})
	t.Run("resolving", func(t *testing.T) {
		r := newRig(t, session.Options{})
		m := message(t, "GET", "http://name.invalid/")
		r.queue(m)
		r.await(m, session.KindNetworkEvent)
		r.Cancel(m, session.StatusCancelled)
		r.ended(m)
		if st := m.Status(); st != session.StatusCancelled && st != session.StatusCantResolve { // whichever was first
			t.Error(st)
		}
	})
}

func TestCancelOnTheWire(t *testing.T) {
	t.Parallel()
	half := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		if _, ok := w.Request(); ok {
			w.Say("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
			w.Gone()
		}
	})
	for name, c := range map[string]struct {
		p     *sessiontest.Peer
		after session.Kind
		pause bool
	}{
		"waiting":        {silent(t), session.KindWroteBody, false},
		"mid body":       {half, session.KindGotHeaders, false},
		"paused":         {silent(t), session.KindWroteBody, true},
		"paused in body": {half, session.KindGotHeaders, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, session.Options{})
			m := message(t, "GET", c.p.URL("/"))
			r.queue(m)
			r.await(m, c.after)
			if c.pause {
				r.Pause(m)
				r.await(m, session.KindPaused)
			}
			r.Cancel(m, session.StatusCancelled)
			r.cancelled(m, c.p)
			if c.after == session.KindGotHeaders && m.Response() == nil {
				t.Error("the head that was shown is lost")
			}
			if as := m.Attempts(); len(as) != 1 || as[0].Sent == nil {
				t.Errorf("attempts %+v", as)
			}
			if m.Content() != nil && (!m.Content().Done() || !errors.Is(m.Content().Err(), session.ErrCancelled)) {
				t.Error("content", m.Content().Done(), m.Content().Err())
			}
		})
	}
}

func TestCancelKeepsItsStatus(t *testing.T) {
	t.Parallel()
	r := newRig(t, session.Options{})
	p := everyStep(t, false)
	m := message(t, "GET", p.URL("/end"))
	m.OnGotHeaders(func(m *session.Message) { r.Cancel(m, 404) })
	if st := r.send(m); st != 404 || m.Reason() != "Not Found" {
		t.Error(st, m.Reason())
	}
}

func TestCancelInQuestion(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string {
		return sessiontest.Answer(401, "no", `WWW-Authenticate: Basic realm="x"`)
	}))
	r := newRig(t, session.Options{Questions: []session.QuestionKind{session.AskCredentials}})
	m := message(t, "GET", p.URL("/"))
	r.queue(m)
	q := r.await(m, session.KindQuestion).Detail.(*session.Question)
	r.Cancel(m, session.StatusCancelled)
	r.cancelled(m, p)
	if d := r.await(m, session.KindQuestionClosed).Detail.(*session.QuestionClosed); d.How != "withdrawn" {
		t.Error(d)
	}
	if err := r.Answer(q.ID, session.Answer{User: "a"}); err != session.ErrNoQuestion {
		t.Error(err)
	}
	m = message(t, "GET", p.URL("/"))
	r.queue(m)
	q = r.await(m, session.KindQuestion).Detail.(*session.Question)
	if err := r.Dismiss(q.ID); err != nil {
		t.Error(err)
	}
	r.ended(m)
	if m.Status() != 401 || body(m) != "no" {
		t.Error(m.Status(), body(m))
	}
}

// stuck is a body whose reader never returns until the test ends.
type stuck struct{ entered, end chan struct{} }

func (s stuck) Open() (io.ReadCloser, error) { return s, nil }
func (s stuck) Length() int64                { return -1 }
func (s stuck) Close() error                 { return nil }
func (s stuck) Read([]byte) (int, error) {
	close(s.entered)
	<-s.end
	return 0, io.EOF
}

func TestBodyReaderThatNeverReturns(t *testing.T) {
	t.Parallel()
	b := stuck{make(chan struct{}), make(chan struct{})}
	defer close(b.end)
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) { w.Gone() })
	s, err := session.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rec := sessiontest.Record(t, s)
	m := message(t, "POST", p.URL("/"))
	m.SetBody("", b)
	if err := s.Queue(m, nil); err != nil {
		t.Fatal(err)
	}
	rec.AwaitKind(t, m.ID(), session.KindWroteHeaders, 1) // seen although the reader holds the goroutine
	<-b.entered
	s.Cancel(m, session.StatusCancelled)
	rec.AwaitKind(t, m.ID(), session.KindRequestUnqueued, 1)
	p.AwaitOpen(t, 0)
	s.Close() // does not wait for the reader either
}

func TestRequeue(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	leg := " request-started starting wrote-headers wrote-body got-headers[200] got-body"
	t.Run("finished handler", func(t *testing.T) {
		m := message(t, "GET", p.URL("/"))
		n := 0
		m.OnFinished(func(m *session.Message) {
			if n++; n == 1 {
				r.Requeue(m)
			}
		})
		if st := r.send(m); st != 200 || n != 2 || len(m.Attempts()) != 2 {
			t.Error(st, n, len(m.Attempts()))
		}
		r.tells(m, "request-queued connect"+leg+" finished[200] restarted[requeue]"+leg+" finished[200] request-unqueued")
	})
	t.Run("callback", func(t *testing.T) {
		m := message(t, "GET", p.URL("/"))
		n := 0
		r.Queue(m, func(m *session.Message) {
			if n++; n == 1 {
				r.Requeue(m)
			}
		})
		r.tells(m, "request-queued"+leg+" finished[200] restarted[requeue]"+leg+" finished[200] request-unqueued")
	})
	t.Run("got-headers", func(t *testing.T) {
		m := message(t, "GET", p.URL("/"))
		off := func() {}
		off = m.OnGotHeaders(func(m *session.Message) { off(); r.Requeue(m) })
		r.send(m)
		r.tells(m, "request-queued"+leg+" restarted[requeue]"+leg+" finished[200] request-unqueued")
	})
	t.Run("for ever", func(t *testing.T) {
		m := message(t, "GET", p.URL("/"))
		m.OnFinished(func(m *session.Message) { r.Requeue(m) })
		if st := r.send(m); st != 200 || len(m.Attempts()) != 21 {
			t.Error(st, len(m.Attempts()))
		}
	})
	t.Run("cancel wins", func(t *testing.T) {
		m := message(t, "GET", p.URL("/"))
		m.OnGotHeaders(func(m *session.Message) { r.Requeue(m); r.Cancel(m, session.StatusCancelled) })
		if st := r.send(m); st != session.StatusCancelled || len(m.Attempts()) != 1 {
			t.Error(st, len(m.Attempts()))
		}
	})
	if err := r.Requeue(message(t, "GET", p.URL("/"))); err != session.ErrNotQueued {
		t.Error(err)
	}
}

func TestCloseWithWorkPending(t *testing.T) {
	t.Parallel()
	p := silent(t)
	s, err := session.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.AddFeature(auth.NewManager(auth.Basic{}))
	s.AddFeature(feature.NewContentDecoder())
	rec := sessiontest.Record(t, s)
	var ms []*session.Message
	var called atomic.Int32
	for range 20 {
		m := message(t, "GET", p.URL("/"))
		ms = append(ms, m)
		if err := s.Queue(m, func(*session.Message) { called.Add(1) }); err != nil {
			t.Fatal(err)
		}
	}
	p.AwaitRequests(t, 2)
	waiting := make(chan session.Status)
	go func() {
		st, _ := s.SendMessage(context.Background(), message(t, "GET", p.URL("/")))
		waiting <- st
	}()
	rec.AwaitKind(t, 0, session.KindRequestQueued, 21)
	s.Close()
	if st := <-waiting; st != session.StatusCancelled {
		t.Error(st)
	}
	for _, m := range ms {
		rec.AwaitKind(t, m.ID(), session.KindRequestUnqueued, 1)
	}
	if n := called.Load(); n != 20 {
		t.Errorf("%d callbacks", n)
	}
	p.AwaitOpen(t, 0)
	if err := s.Queue(message(t, "GET", p.URL("/")), nil); err != session.ErrClosed {
		t.Error(err)
	}
	if _, err := s.Send(context.Background(), message(t, "GET", p.URL("/"))); err != session.ErrClosed {
		t.Error(err)
	}
	s.Close()
}
