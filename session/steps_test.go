package session_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// hear connects a handler to every signal of m that notes its name.
func (d *diary) hear(m *session.Message) {
	say := func(name string) func(*session.Message) { return func(*session.Message) { d.note(name) } }
	m.OnNetworkEvent(func(_ *session.Message, e *session.NetworkEvent) { d.note("network-event " + string(e.Step)) })
	m.OnStarting(say("starting"))
	m.OnWroteHeaders(say("wrote-headers"))
	m.OnWroteBodyData(func(_ *session.Message, n int) { d.note(fmt.Sprint("wrote-body-data ", n)) })
	m.OnWroteChunk(say("wrote-chunk"))
	m.OnWroteBody(say("wrote-body"))
	m.OnGotInformational(func(m *session.Message) { d.note(fmt.Sprint("got-informational ", m.Response().Status)) })
	m.OnGotHeaders(func(m *session.Message) { d.note(fmt.Sprint("got-headers ", m.Response().Status)) })
	m.OnGotChunk(func(_ *session.Message, piece []byte) { d.note("got-chunk " + string(piece)) })
	m.OnGotBody(say("got-body"))
	m.OnRestarted(say("restarted"))
	m.OnFinished(say("finished"))
}

// TestMessageSignals: every signal of a message, in the order in which libsoup has them.
func TestMessageSignals(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		if r.Target == "/" {
			return sessiontest.Answer(302, "", "Location: /end")
		}
		return "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early\r\n\r\n" + sessiontest.Answer(200, "soup")
	}))
	r := newRig(t, session.Options{})
	m := message(t, "POST", p.URL("/"))
	m.SetBody("text/plain", session.BodyReader(strings.NewReader("dumpling"), -1))
	var d diary
	d.hear(m)
	if st := r.send(m); st != 200 {
		t.Fatal(st, m.Err())
	}
	want := []string{"network-event resolving", "network-event resolved", "network-event connecting", "network-event connected", "network-event complete",
		"starting", "wrote-headers", "wrote-body-data 8", "wrote-chunk", "wrote-body", "got-headers 302", "got-body", "restarted",
		"starting", "wrote-headers", "wrote-body", "got-informational 102", "got-informational 103", "got-headers 200", "got-chunk soup", "got-body", "finished"}
	if got := d.read(); !slices.Equal(got, want) {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), strings.Join(want, ", "))
	}
}

// TestChunksAreBounded: got-chunk gives at most 8 KiB at a time, and with OverwriteChunks nobody keeps them.
func TestChunksAreBounded(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("0123456789", 5000)
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, big) }))
	r := newRig(t, session.Options{})
	m := message(t, "GET", p.URL("/"))
	m.SetFlags(session.OverwriteChunks)
	var got strings.Builder
	m.OnGotChunk(func(_ *session.Message, piece []byte) {
		if len(piece) > 8<<10 {
			t.Errorf("a piece of %d bytes", len(piece))
		}
		got.Write(piece)
	})
	r.send(m)
	if got.String() != big || body(m) != "" {
		t.Errorf("%d bytes heard, %d kept", got.Len(), len(body(m)))
	}
}

func TestSendAsync(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	type answer struct {
		s   io.ReadCloser
		err error
	}
	got := make(chan answer, 1)
	take := func(s io.ReadCloser, err error) {
		if !r.MainContext().IsOwner() {
			t.Error("the callback runs elsewhere")
		}
		got <- answer{s, err}
	}
	m := message(t, "GET", p.URL("/"))
	if err := r.SendAsync(context.Background(), m, take); err != nil {
		t.Fatal(err)
	}
	if err := r.SendAsync(context.Background(), m, take); err != session.ErrQueued {
		t.Error(err)
	}
	a := <-got
	if a.err != nil {
		t.Fatal(a.err)
	}
	if b, err := io.ReadAll(a.s); string(b) != "hello" || err != nil {
		t.Errorf("%q %v", b, err)
	}
	a.s.Close()
	r.tells(m, "request-queued connect request-started starting wrote-headers wrote-body got-headers[200] got-body finished[200] request-unqueued")

	ctx, cancel := context.WithCancel(context.Background())
	m = message(t, "GET", silent(t).URL("/"))
	if err := r.SendAsync(ctx, m, take); err != nil {
		t.Fatal(err)
	}
	r.await(m, session.KindWroteBody)
	cancel()
	if a := <-got; a.s != nil || !errors.Is(a.err, context.Canceled) {
		t.Error(a)
	}
	r.ended(m)
}

// TestTakenConnection: whoever takes a connection over gets what was received and not read, then what comes; the message
// leaves the queue without finished and without its callback.
func TestTakenConnection(t *testing.T) {
	t.Parallel()
	for _, https := range []bool{false, true} {
		serve := func(w *sessiontest.Wire) {
			if _, ok := w.Request(); ok {
				w.Say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbuffered ")
				if _, ok := w.Request(); ok {
					w.Say("and more")
				}
			}
		}
		p := sessiontest.NewPeer(t, serve)
		if https {
			p = sessiontest.NewTLSPeer(t, nil, serve)
		}
		r := newRig(t, session.Options{})
		r.SetSSLStrict(false)
		m := message(t, "GET", p.URL("/"))
		if _, err := r.Steal(m); err != session.ErrNotQueued {
			t.Error(err)
		}
		taken := make(chan net.Conn, 1)
		m.OnGotHeaders(func(m *session.Message) {
			nc, err := r.Steal(m)
			if err != nil {
				t.Error(err)
			}
			taken <- nc
		})
		m.OnFinished(func(*session.Message) { t.Error("finished") })
		if err := r.Queue(m, func(*session.Message) { t.Error("the callback runs") }); err != nil {
			t.Fatal(err)
		}
		nc := <-taken
		if nc == nil {
			t.Fatal("nothing was taken")
		}
		buf := make([]byte, 100)
		if n, err := io.ReadFull(nc, buf[:9]); string(buf[:n]) != "buffered " || err != nil {
			t.Errorf("%q %v", buf[:n], err)
		}
		if _, err := io.WriteString(nc, "GET /more HTTP/1.1\r\n\r\n"); err != nil {
			t.Error(err)
		}
		if b, _ := io.ReadAll(nc); string(b) != "and more" {
			t.Errorf("%q", b)
		}
		nc.Close()
		if _, err := r.Steal(m); err != session.ErrNotQueued {
			t.Error("again:", err)
		}
		if s := r.story(m); !strings.HasSuffix(s, "got-headers[200] stolen request-unqueued") {
			t.Error(s)
		}
	}
}

// TestQueuedInAHandler: what a handler of finished queues takes the connection of its message, which is given back when the
// handlers have run.
func TestQueuedInAHandler(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	m, next := message(t, "GET", p.URL("/")), message(t, "GET", p.URL("/next"))
	m.OnFinished(func(*session.Message) { r.queue(next) })
	r.send(m)
	r.ended(next)
	if n := p.Accepted(); n != 1 || next.Status() != 200 {
		t.Errorf("%d connections, status %d", n, next.Status())
	}
}
