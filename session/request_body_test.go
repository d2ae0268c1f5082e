package session_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

func TestBodyFile(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	path := filepath.Join(t.TempDir(), "body")
	if err := os.WriteFile(path, []byte("from a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := message(t, "PUT", p.URL("/"))
	m.SetBody("text/plain", session.BodyFile(path))
	if st := r.send(m); st != 200 || string(p.Requests()[0].Body) != "from a file" {
		t.Error(st, m.Err())
	}
	// On a kept-alive connection a fault of the body is not taken for one of the connection.
	m = message(t, "PUT", p.URL("/"))
	m.SetBody("text/plain", session.BodyFile(path+".missing"))
	e := r.fails(m, session.StatusIOError, session.StageWrite, "There is no body file "+path+".missing")
	var b *session.BodyError
	if !errors.As(e, &b) || !errors.Is(e, os.ErrNotExist) || len(m.Attempts()) != 1 {
		t.Error(e, len(m.Attempts()))
	}
}

// lying is a body that is not as long as it says.
type lying struct {
	says int64
	text string
}

func (l lying) Open() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(l.text)), nil }
func (l lying) Length() int64                { return l.says }

func TestBodyNotAsLongAsAnnounced(t *testing.T) {
	t.Parallel()
	for _, b := range []lying{{10, "short"}, {3, "longer than that"}} {
		p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
			r, ok := w.Head()
			if !ok {
				return
			}
			if got, ok := w.Body(r); ok {
				t.Errorf("a body of %d bytes arrived whole as %q", b.says, got)
			}
			w.Gone()
		})
		r := newRig(t, session.Options{})
		m := message(t, "PUT", p.URL("/"))
		m.SetBody("", b)
		r.fails(m, session.StatusIOError, session.StageWrite, "not as long as it was")
		p.AwaitOpen(t, 0)
	}
}

func TestBodyReadTwice(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string { return sessiontest.Answer(200, "ok") }))
	r := newRig(t, session.Options{})
	m := message(t, "POST", p.URL("/"))
	m.SetBody("", session.BodyReader(strings.NewReader("once"), 4))
	again := true
	m.OnGotBody(func(m *session.Message) {
		if again {
			again = false
			r.Requeue(m)
		}
	})
	r.fails(m, session.StatusIOError, session.StageWrite, "cannot be sent again")
	m = message(t, "POST", p.URL("/"))
	m.SetBody("", session.BodyReader(failing{}, -1))
	r.fails(m, session.StatusIOError, session.StageWrite, "the disk is on fire")
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the disk is on fire") }

// TestEarlyAnswer: the peer says 413 before it has read the body, and closes; or goes on reading.
func TestEarlyAnswer(t *testing.T) {
	t.Parallel()
	for _, drains := range []bool{false, true} {
		p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
			h, ok := w.Head()
			if !ok {
				return
			}
			w.Say(sessiontest.Answer(413, "too much"))
			w.HalfClose()
			if drains {
				w.Body(h)
			}
		})
		r := newRig(t, session.Options{})
		m := message(t, "POST", p.URL("/"))
		m.SetBody("", session.BodyReader(io.LimitReader(zeros{}, 8<<20), 8<<20))
		if st := r.send(m); st != 413 || body(m) != "too much" {
			t.Errorf("drains %v: %d %v", drains, st, m.Err())
		}
		if !drains {
			if n := countKinds(r, m, session.KindWroteBody); n != 0 {
				t.Error("wrote-body although it was not")
			}
		}
		p.AwaitOpen(t, 0)
	}
}

func TestHeadThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	var f *session.FieldError
	if _, err := session.NewMessage("GET /", "http://h/"); !errors.As(err, &f) || f.Part != "method" {
		t.Error(err)
	}
	m := message(t, "", "http://h/")
	if m.Method() != "GET" {
		t.Error(m.Method())
	}
	for _, c := range []struct{ name, value, part string }{{"", "x", "name"}, {"a b", "x", "name"}, {"A", "x\r\nB: y", "value"}, {"A", "\x00", "value"}} {
		if err := m.SetField(c.name, c.value); !errors.As(err, &f) || f.Part != c.part || f.Try == "" {
			t.Errorf("%q: %v", c.name, err)
		}
		if err := m.AddField(c.name, c.value); err == nil {
			t.Errorf("%q was added", c.name)
		}
	}
	if err := m.SetField("Authorization", "secret\n"); err == nil || strings.Contains(err.Error(), "secret") || f.Value == "secret\n" {
		t.Error(err)
	}
}
