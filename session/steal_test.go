package session_test

import (
	"errors"
	"io"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// failsLate is a body that fails when it is told to.
type failsLate struct{ entered, fail, closed chan struct{} }

func (f failsLate) Open() (io.ReadCloser, error) { return f, nil }
func (f failsLate) Length() int64                { return -1 }

func (f failsLate) Close() error {
	close(f.closed)
	return nil
}

func (f failsLate) Read([]byte) (int, error) {
	close(f.entered)
	<-f.fail
	return 0, errors.New("no more")
}

// An attempt that fails while its message is paused has not ended yet. Whoever takes the connection then gets it, although
// nothing runs on it any more.
func TestStealWhatHasFailed(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		if _, ok := w.Head(); ok {
			w.Say("hello")
			w.Gone()
		}
	})
	r := newRig(t, session.Options{})
	for range 20 {
		b := failsLate{make(chan struct{}), make(chan struct{}), make(chan struct{})}
		m := message(t, "PUT", p.URL("/"))
		m.SetBody("", b)
		r.queue(m)
		<-b.entered
		r.Pause(m)
		r.await(m, session.KindPaused)
		close(b.fail)
		<-b.closed
		r.settled()
		nc, err := r.Steal(m)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]byte, 5)
		if _, err := io.ReadFull(nc, got); err != nil || string(got) != "hello" {
			t.Errorf("%q, %v", got, err)
		}
		nc.Close()
		r.ended(m)
	}
}
