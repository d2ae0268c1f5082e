package session_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// ways are the four ways to send a message; each gives the final status and the body.
var ways = map[string]func(*rig, *session.Message) (session.Status, string){
	"Queue": func(r *rig, m *session.Message) (session.Status, string) {
		r.queue(m)
		r.ended(m)
		return m.Status(), body(m)
	},
	"SendMessage": func(r *rig, m *session.Message) (session.Status, string) { return r.send(m), body(m) },
	"Send": func(r *rig, m *session.Message) (session.Status, string) {
		b, err := r.Send(context.Background(), m)
		return finishStream(r, m, b, err)
	},
	"SendAsync": func(r *rig, m *session.Message) (session.Status, string) {
		type result struct {
			b   io.ReadCloser
			err error
		}
		got := make(chan result, 1)
		if err := r.SendAsync(context.Background(), m, func(b io.ReadCloser, err error) { got <- result{b, err} }); err != nil {
			return m.Status(), err.Error()
		}
		g := <-got
		return finishStream(r, m, g.b, g.err)
	},
}

func finishStream(r *rig, m *session.Message, b io.ReadCloser, err error) (session.Status, string) {
	if err != nil {
		r.ended(m)
		return m.Status(), err.Error()
	}
	got, err := io.ReadAll(b)
	b.Close()
	if r.ended(m); err != nil {
		return m.Status(), err.Error()
	}
	return m.Status(), string(got)
}

// Redirects are followed alike, however a message is sent.
func TestRedirectsBySendingWays(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		var status int
		if n, _ := fmt.Sscanf(r.Target, "/%d", &status); n == 1 {
			to, _ := strings.CutPrefix(r.Target, fmt.Sprintf("/%d", status))
			if to == "" {
				to = "/end"
			}
			return sessiontest.Answer(status, "", "Location: "+to)
		}
		return sessiontest.Answer(200, r.Method)
	}))
	type row struct {
		method, target string
		status         session.Status
		body           string
	}
	var rows []row
	for _, status := range []int{301, 302, 303, 307, 308} {
		rows = append(rows, row{"GET", fmt.Sprintf("/%d", status), 200, "GET"}, row{"HEAD", fmt.Sprintf("/%d", status), 200, ""})
	}
	for _, status := range []session.Status{300, 304, 305, 306} {
		rows = append(rows, row{"GET", fmt.Sprintf("/%d", status), status, ""})
	}
	rows = append(rows, row{"GET", "/301/302", 200, "GET"}, row{"POST", "/301", 200, "GET"}, row{"POST", "/302", 200, "GET"}, row{"POST", "/303", 200, "GET"},
		row{"POST", "/307", 307, ""})
	for name, send := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, session.Options{})
			for _, c := range rows {
				m := message(t, c.method, p.URL(c.target))
				if st, b := send(r, m); st != c.status || b != c.body && c.method != "HEAD" {
					t.Errorf("%s %s: %d %q, want %d %q", c.method, c.target, st, b, c.status, c.body)
				}
			}
		})
	}
}

// A redirect that closes its connection is followed through a proxy, which never sees a fragment.
func TestRedirectThroughAProxy(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		r, ok := w.Request()
		switch {
		case !ok:
		case strings.HasSuffix(r.Target, "/from"):
			w.Say(sessiontest.Answer(302, "", "Location: /to#there", "Connection: close"))
		default:
			w.Say(sessiontest.Answer(200, "hello"))
			w.Gone()
		}
	})
	r := newRig(t, session.Options{})
	if err := r.SetProxyURI("http://" + p.Addr()); err != nil {
		t.Fatal(err)
	}
	m := message(t, "GET", "http://origin.test/from#here")
	if st := r.send(m); st != 200 || body(m) != "hello" {
		t.Error(st, m.Err())
	}
	if got := strings.Join(p.Targets(), ", "); got != "GET http://origin.test/from, GET http://origin.test/to" || p.Accepted() != 2 {
		t.Errorf("%s over %d connections", got, p.Accepted())
	}
}

// A Location with a foreign scheme leads where the aliases say, and nowhere without one.
func TestRedirectToAnAlias(t *testing.T) {
	t.Parallel()
	plain := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		if to, found := strings.CutPrefix(r.Target, "/to/"); found {
			return sessiontest.Answer(302, "", "Location: foo://"+to+"/end")
		}
		return sessiontest.Answer(200, "plain")
	}))
	secure := sessiontest.NewTLSPeer(t, nil, sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, "secure") }))
	for _, c := range []struct {
		name          string
		http, https   string
		to            *sessiontest.Peer
		status        session.Status
		body, trusted string
	}{
		{"none", "", "", plain, 302, "", ""},
		{"http", "*", "", plain, 200, "plain", ""},
		{"https", "", "foo", secure, 200, "secure", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, session.Options{})
			r.SetSSLStrict(false)
			r.SetProperty("http-aliases", c.http)
			r.SetProperty("https-aliases", c.https)
			m := message(t, "GET", plain.URL("/to/"+c.to.Addr()))
			if st := r.send(m); st != c.status || body(m) != c.body {
				t.Error(st, body(m), m.Err())
			}
		})
	}
}

// A connection that is taken over at a 101 carries both ways, whatever the 101 says about a length.
func TestTakenAt101(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		if _, ok := w.Request(); ok {
			w.Say("HTTP/1.1 101 Switching Protocols\r\nContent-Length: 3\r\nUpgrade: soup\r\nConnection: upgrade\r\n\r\nfirst words")
			w.Request()
			w.Say("last words")
		}
	})
	for _, blocking := range []bool{false, true} {
		r := newRig(t, session.Options{})
		m := message(t, "GET", p.URL("/"))
		m.SetField("Connection", "upgrade")
		taken := make(chan net.Conn, 1)
		m.OnGotInformational(func(m *session.Message) {
			nc, err := r.Steal(m)
			if err != nil {
				t.Error(err)
			}
			taken <- nc
		})
		m.OnFinished(func(*session.Message) { t.Error("finished") })
		if blocking {
			if st, err := r.SendMessage(context.Background(), m); st != 101 || err != nil {
				t.Error(st, err)
			}
		} else if err := r.Queue(m, func(*session.Message) { t.Error("the callback ran") }); err != nil {
			t.Error(err)
		}
		r.ended(m)
		nc := <-taken
		if nc == nil {
			t.Fatal("no connection")
		}
		fmt.Fprint(nc, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
		if got, err := io.ReadAll(nc); string(got) != "first wordslast words" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
		nc.Close()
		if st := m.Status(); st != 101 {
			t.Error(st)
		}
	}
}

// One body is the same in whatever frame it comes, zeros and all, and by every way of sending.
func TestFramingsGiveOneBody(t *testing.T) {
	t.Parallel()
	whole := strings.Repeat("soup\x00\r\n0\r\n\r\n", 20_000)
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		for {
			r, ok := w.Request()
			switch {
			case !ok:
				return
			case r.Target == "/length":
				w.Say(sessiontest.Answer(200, whole))
			case r.Target == "/chunks":
				w.Say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
				for rest := whole; rest != ""; {
					n := min(len(rest), 7001)
					w.Say(fmt.Sprintf("%x\r\n%s\r\n", n, rest[:n]))
					rest = rest[n:]
				}
				w.Say("0\r\n\r\n")
			default:
				w.Say("HTTP/1.1 200 OK\r\n\r\n" + whole)
				return
			}
		}
	})
	for name, send := range ways {
		r := newRig(t, session.Options{})
		for _, target := range []string{"/length", "/chunks", "/close"} {
			if st, b := send(r, message(t, "GET", p.URL(target))); st != 200 || b != whole {
				t.Errorf("%s %s: %d, %d bytes", name, target, st, len(b))
			}
		}
	}
}

// A stream that somebody still has when its session is closed ends with an error, and can be closed.
func TestStreamOutlivesItsSession(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		if _, ok := w.Request(); ok {
			w.Say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
			w.Gone()
		}
	})
	r := newRig(t, session.Options{})
	b, err := r.Send(context.Background(), message(t, "GET", p.URL("/")))
	if err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 4)
	if _, err := io.ReadFull(b, got); err != nil || string(got) != "half" {
		t.Errorf("%q, %v", got, err)
	}
	r.Close()
	if n, err := b.Read(got); n != 0 || err == nil || err == io.EOF {
		t.Error(n, err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	p.AwaitOpen(t, 0)
}
