package session_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	m := message(t, "GET", p.URL("/a?b=c#d"))
	if st := r.send(m); st != 200 || body(m) != "hello" || m.Err() != nil {
		t.Fatal(st, body(m), m.Err())
	}
	r.tells(m, "request-queued connect request-started starting wrote-headers wrote-body got-headers[200] got-body finished[200] request-unqueued")
	want := "GET /a?b=c HTTP/1.1\r\nHost: " + p.Addr() + "\r\nAccept-Encoding: gzip, deflate\r\nConnection: Keep-Alive\r\n\r\n"
	if got := p.Requests()[0].Head; got != want {
		t.Errorf("sent %q\nwant %q", got, want)
	}
	if as := m.Attempts(); len(as) != 1 || as[0].Sent == nil || as[0].Response == nil || as[0].Status != 200 {
		t.Errorf("attempts %+v", as)
	}
	if m.Response().Length != 5 || m.Reason() != "X" || m.Status() != 200 {
		t.Error(m.Response(), m.Reason())
	}
}

func TestKeepAlive(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	for range 3 {
		r.send(message(t, "GET", p.URL("/")))
	}
	m := message(t, "PUT", p.URL("/put"))
	m.SetBody("text/plain", session.BodyBytes([]byte("four")))
	r.send(m)
	r.tells(m, "request-queued request-started starting wrote-headers wrote-body got-headers[200] got-body finished[200] request-unqueued")
	if p.Accepted() != 1 || len(p.Requests()) != 4 {
		t.Error(p.Accepted(), p.Targets())
	}
	if d := r.await(m, session.KindRequestStarted).Detail.(*session.Started); !d.Reused {
		t.Errorf("started %+v", d)
	}
	if string(p.Requests()[3].Body) != "four" || p.Requests()[3].Header("Content-Length") != "4" {
		t.Errorf("%+v", p.Requests()[3])
	}
}

func TestPostTakesNoIdleConnection(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	r.send(message(t, "GET", p.URL("/")))
	r.send(message(t, "POST", p.URL("/")))
	if n := p.Accepted(); n != 2 {
		t.Errorf("%d connections", n)
	}
	m := message(t, "POST", p.URL("/"))
	m.SetFlags(session.Idempotent)
	r.send(m)
	if n := p.Accepted(); n != 2 {
		t.Errorf("with Idempotent: %d connections", n)
	}
	m = message(t, "GET", p.URL("/"))
	m.SetFlags(session.NewConnection)
	r.send(m)
	if n := p.Accepted(); n != 3 {
		t.Errorf("with NewConnection: %d connections", n)
	}
}

func TestReuseEndsWhere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer, ask string
	}{
		"the answer says close":   {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", ""},
		"the request says close":  {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "close"},
		"HTTP/1.0":                {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", ""},
		"more than was asked for": {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string { return c.answer }))
			r := newRig(t, session.Options{})
			for range 2 {
				m := message(t, "GET", p.URL("/"))
				if c.ask != "" {
					m.SetField("Connection", c.ask)
				}
				if st := r.send(m); st != 200 || body(m) != "ok" {
					t.Fatal(st, m.Err())
				}
			}
			if n := p.Accepted(); n != 2 {
				t.Errorf("%d connections", n)
			}
		})
	}
}

func TestUntilClose(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		w.Request()
		w.Say("HTTP/1.1 200 OK\r\n\r\nto the end")
	})
	r := newRig(t, session.Options{})
	m := message(t, "GET", p.URL("/"))
	if st := r.send(m); st != 200 || body(m) != "to the end" {
		t.Fatal(st, m.Err())
	}
}

func TestInformational(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string {
		return "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" + sessiontest.Answer(200, "ok")
	}))
	r := newRig(t, session.Options{})
	m := message(t, "GET", p.URL("/"))
	var seen []string
	m.OnGotInformational(func(m *session.Message) { seen = append(seen, fmt.Sprint(m.Response().Status, " ", m.Status())) })
	m.OnGotHeaders(func(m *session.Message) { seen = append(seen, fmt.Sprint(m.Response().Status)) })
	r.send(m)
	r.tells(m, "request-queued connect request-started starting wrote-headers wrote-body got-informational[102] got-informational[103] got-headers[200] got-body finished[200] request-unqueued")
	if got := strings.Join(seen, ", "); got != "102 102, 103 103, 200" {
		t.Error(got)
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		if r.Target == "/chunks" {
			return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 11\r\n\r\n"
		}
		if r.Target == "/none" {
			return "HTTP/1.1 204 No Content\r\n\r\n"
		}
		if r.Method == "HEAD" {
			return "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
		}
		return sessiontest.Answer(200, string(r.Body))
	}))
	r := newRig(t, session.Options{})
	m := message(t, "GET", p.URL("/chunks"))
	r.send(m)
	end := r.await(m, session.KindGotBody)
	if d := end.Detail.(*session.BodyEnd); body(m) != "hello world" || d.Trailer.Get("X-Sum") != "11" || d.Decoded != 11 {
		t.Errorf("%q %+v", body(m), d)
	}
	for _, c := range []struct{ method, target, want string }{{"GET", "/none", ""}, {"HEAD", "/", ""}} {
		m := message(t, c.method, p.URL(c.target))
		r.send(m)
		if body(m) != c.want || m.Err() != nil {
			t.Errorf("%s %s: %q %v", c.method, c.target, body(m), m.Err())
		}
	}
	if p.Accepted() != 1 {
		t.Error("bodies without bytes cost connections:", p.Accepted())
	}
	big := strings.Repeat("x", 300_000)
	for _, b := range []session.Body{session.BodyBytes([]byte(big)), session.BodyReader(strings.NewReader(big), int64(len(big))), session.BodyReader(strings.NewReader(big), -1)} {
		m := message(t, "POST", p.URL("/echo"))
		m.SetBody("text/plain", b)
		if st := r.send(m); st != 200 || body(m) != big {
			t.Errorf("%T: %d %v, %d bytes", b, st, m.Err(), len(body(m)))
		}
		if n := r.await(m, session.KindWroteBody).N; n != int64(len(big)) {
			t.Errorf("%T: wrote-body of %d", b, n)
		}
	}
}

func TestHeadAsComposed(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	r.SetProperty("user-agent", "ladle-test")
	r.SetProperty("accept-language", "eo")
	m := message(t, "GET", p.URL("/"))
	for _, f := range []session.Field{{Name: "x-B", Value: "1"}, {Name: "X-a", Value: "2"}, {Name: "x-b", Value: "3"}} {
		m.AddField(f.Name, f.Value)
	}
	m.LeaveOut("Accept-Encoding")
	m.LeaveOut("connection")
	r.send(m)
	want := "GET / HTTP/1.1\r\nHost: " + p.Addr() + "\r\nx-B: 1\r\nX-a: 2\r\nx-b: 3\r\nUser-Agent: ladle-test\r\nAccept-Language: eo\r\n\r\n"
	if got := p.Requests()[0].Head; got != want {
		t.Errorf("sent %q\nwant %q", got, want)
	}
	m = message(t, "POST", p.URL("/"))
	m.SetField("Host", "elsewhere.example")
	for _, n := range []string{"Accept-Encoding", "Connection", "User-Agent", "Accept-Language", "Content-Length"} {
		m.LeaveOut(n)
	}
	r.send(m)
	if got, want := p.Requests()[1].Head, "POST / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n"; got != want {
		t.Errorf("sent %q\nwant %q", got, want)
	}
}

func TestQueueTwiceAndAgain(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	m := message(t, "GET", p.URL("/"))
	block := make(chan struct{})
	m.OnStarting(func(*session.Message) { <-block })
	r.queue(m)
	if err := r.Queue(m, nil); err != session.ErrQueued {
		t.Error(err)
	}
	if err := r.QueueAll([]*session.Message{message(t, "GET", p.URL("/")), m}, nil); err != session.ErrQueued {
		t.Error(err)
	}
	close(block)
	first := m.ID()
	r.ended(m)
	if st := r.send(m); st != 200 || m.ID() == first {
		t.Error(st, m.ID(), first)
	}
	if got := p.Targets(); !slices.Equal(got, []string{"GET /", "GET /"}) {
		t.Error(got)
	}
}

func TestURLChangedWhileItWaits(t *testing.T) {
	t.Parallel()
	a, b := hello(t), hello(t)
	for name, hook := range map[string]func(*rig, *session.Message){
		"request-queued": func(r *rig, m *session.Message) {
			r.OnRequestQueued(func(m *session.Message) { m.SetURI(b.URL("/b")) })
		},
		"starting": func(r *rig, m *session.Message) {
			m.OnStarting(func(m *session.Message) { m.SetURI(b.URL("/b")) })
		},
		"paused": func(r *rig, m *session.Message) {
			r.OnRequestQueued(func(m *session.Message) { r.Pause(m) })
		},
		"restarted": func(r *rig, m *session.Message) {
			again := false
			m.OnGotBody(func(m *session.Message) {
				if !again {
					again = true
					r.Requeue(m)
				}
			})
			m.OnRestarted(func(m *session.Message) { m.SetURI(b.URL("/b")) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, session.Options{})
			m := message(t, "GET", a.URL("/"))
			hook(r, m)
			r.queue(m)
			if name == "paused" {
				r.await(m, session.KindPaused)
				m.SetURI(b.URL("/b"))
				r.Unpause(m)
			}
			r.ended(m)
			rs := b.Requests()
			if len(rs) == 0 || rs[len(rs)-1].Header("Host") != b.Addr() || m.Status() != 200 {
				t.Fatalf("status %d, %d requests", m.Status(), len(rs))
			}
			for _, x := range a.Requests() {
				if x.Header("Host") != a.Addr() {
					t.Errorf("a request for %s went to %s", x.Header("Host"), a.Addr())
				}
			}
		})
	}
}
