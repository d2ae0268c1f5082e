package session_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

func TestSendStream(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("0123456789", 30_000)
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, big) }))
	r := newRig(t, session.Options{})
	for range 20 { // the end of the stream and of the message race
		m := message(t, "GET", p.URL("/"))
		s, err := r.Send(context.Background(), m)
		if err != nil {
			t.Fatal(err)
		}
		if m.Response() == nil || m.Status() != 200 {
			t.Error("no head with the stream")
		}
		b, err := io.ReadAll(s)
		if string(b) != big || err != nil {
			t.Fatal(len(b), err)
		}
		s.Close()
		r.ended(m)
		if countKinds(r, m, session.KindGotBody) != 1 || m.Status() != 200 || m.Err() != nil {
			t.Fatal(m.Status(), m.Err(), r.story(m))
		}
	}
	if n := p.Accepted(); n != 1 {
		t.Errorf("streams read to their end cost %d connections", n)
	}
}

func TestSendHalfRead(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("x", 4<<20)
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, big) }))
	r := newRig(t, session.Options{})
	m := message(t, "GET", p.URL("/"))
	s, err := r.Send(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(s, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	s.Close()
	r.tells(m, "request-queued connect request-started starting wrote-headers wrote-body got-headers[200] finished[200] request-unqueued")
	p.AwaitOpen(t, 0)
	if _, err := s.Read(make([]byte, 1)); err != io.ErrClosedPipe {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestSendErrors(t *testing.T) {
	t.Parallel()
	p := silent(t)
	r := newRig(t, session.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	m := message(t, "GET", p.URL("/"))
	_, err := r.Send(ctx, m)
	if !errors.Is(err, session.ErrCancelled) || !errors.Is(err, context.Canceled) {
		t.Error("cancelled before:", err)
	}
	r.ended(m)
	ctx, cancel = context.WithCancel(context.Background())
	m = message(t, "GET", p.URL("/"))
	m.OnWroteBody(func(*session.Message) { cancel() })
	if _, err := r.Send(ctx, m); !errors.Is(err, session.ErrCancelled) {
		t.Error("cancelled while it waits:", err)
	}
	p.AwaitOpen(t, 0)
	ctx, cancel = context.WithCancel(context.Background())
	m = message(t, "GET", p.URL("/"))
	m.OnWroteBody(func(*session.Message) { cancel() })
	if st, err := r.SendMessage(ctx, m); st != session.StatusCancelled || err != nil {
		t.Error("SendMessage:", st, err)
	}
	short := raw(t, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour")
	s, err := r.Send(context.Background(), message(t, "GET", short.URL("/")))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var e *session.Error
	if b, err := io.ReadAll(s); string(b) != "four" || !errors.As(err, &e) || e.Status != session.StatusIOError {
		t.Errorf("%q %v", b, err)
	}
}

func TestCancelWhileReadingTheStream(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		w.Request()
		w.Say("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
		w.Gone()
	})
	r := newRig(t, session.Options{})
	for range 20 {
		ctx, cancel := context.WithCancel(context.Background())
		s, err := r.Send(ctx, message(t, "GET", p.URL("/")))
		if err != nil {
			t.Fatal(err)
		}
		io.ReadFull(s, make([]byte, 4))
		cancel()
		if _, err := s.Read(make([]byte, 1)); !errors.Is(err, session.ErrCancelled) {
			t.Fatal(err)
		}
		s.Close()
	}
}

func TestSendSlowReaderStopsTheWire(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("x", 16<<20)
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, big) }))
	r := newRig(t, session.Options{})
	m := message(t, "GET", p.URL("/"))
	s, err := r.Send(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	io.ReadFull(s, make([]byte, 1))
	r.settled()
	if cs := r.Connections(); len(cs) != 1 || cs[0].Received > 1<<20 {
		t.Errorf("%+v", cs)
	}
	if n, err := io.Copy(io.Discard, s); n != int64(len(big)-1) || err != nil {
		t.Error(n, err)
	}
	s.Close()
}

// A handler of finished may have a stream's message sent again as long as its caller has not been told anything.
func TestRequeueOfAStream(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		for {
			if _, ok := w.Request(); !ok || w.N == 1 { // the first one is cut off
				return
			}
			w.Say(sessiontest.Answer(200, "hello"))
		}
	})
	r := newRig(t, session.Options{})
	m := message(t, "GET", p.URL("/"))
	var once sync.Once
	m.OnFinished(func(m *session.Message) { once.Do(func() { r.Requeue(m) }) })
	b, err := r.Send(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(b)
	if b.Close(); err != nil || string(got) != "hello" || len(m.Attempts()) != 2 {
		t.Errorf("%q, %v, %d attempts", got, err, len(m.Attempts()))
	}
	// The callback of SendAsync is told once: afterwards nobody would read another stream.
	dead := sessiontest.NewPeer(t, func(w *sessiontest.Wire) { w.Request() })
	m = message(t, "GET", dead.URL("/"))
	told := 0
	if err := r.SendAsync(context.Background(), m, func(b io.ReadCloser, err error) {
		told++
		r.Requeue(m)
	}); err != nil {
		t.Fatal(err)
	}
	r.ended(m)
	if told != 1 || len(m.Attempts()) != 1 {
		t.Errorf("told %d times, %d attempts", told, len(m.Attempts()))
	}
}
