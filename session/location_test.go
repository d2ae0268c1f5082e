package session_test

import (
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// moved answers requests below /s/STATUS/ with that status and the rest of the target as Location, all others with 200.
func moved(t *testing.T) *sessiontest.Peer {
	return sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		status, to, ok := strings.Cut(strings.TrimPrefix(r.Target, "/s/"), "/")
		if !strings.HasPrefix(r.Target, "/s/") || !ok {
			return sessiontest.Answer(200, r.Method+" "+string(r.Body))
		}
		n := map[string]int{"200": 200, "201": 201, "301": 301, "302": 302, "307": 307}[status]
		switch {
		case to == "":
			return sessiontest.Answer(n, "nowhere")
		case to == "loop":
			to = r.Target
		case !strings.Contains(to, ":"):
			to = "/" + to
		}
		return sessiontest.Answer(n, "elsewhere", "Location: "+to)
	}))
}

func TestWouldRedirect(t *testing.T) {
	t.Parallel()
	p := moved(t)
	r := newRig(t, session.Options{})
	if r.WouldRedirect(message(t, "GET", p.URL("/"))) {
		t.Error("without a response")
	}
	for _, c := range []struct {
		method, target string
		want           bool
	}{
		{"GET", "/s/302/end", true},
		{"POST", "/s/302/end", true},
		{"GET", "/s/307/end", true},
		{"POST", "/s/307/end", false},
		{"PUT", "/s/301/end", false},
		{"GET", "/s/302/", false},
		{"GET", "/s/200/end", false},
		{"GET", "/s/302/mailto:a@b", false},
		{"GET", "/s/302/ftp://127.0.0.1/x", false},
		{"GET", "/s/302/dav://127.0.0.1/x", false},
		{"GET", "/s/302/ws://127.0.0.1/x", true},
	} {
		m := message(t, c.method, p.URL(c.target))
		m.SetFlags(session.NoRedirect) // does not count for the answer
		within := false
		m.OnGotBody(func(m *session.Message) { within = r.WouldRedirect(m) })
		r.send(m)
		if after := r.WouldRedirect(m); within != c.want || after != c.want {
			t.Errorf("%s %s: %v in got-body, %v when it has ended, want %v", c.method, c.target, within, after, c.want)
		}
	}
	if err := r.SetHTTPAliases("dav"); err != nil {
		t.Fatal(err)
	}
	m := message(t, "GET", p.URL("/s/302/dav://127.0.0.1/x"))
	m.SetFlags(session.NoRedirect)
	r.send(m)
	if !r.WouldRedirect(m) {
		t.Error("an alias means http")
	}
}

// TestLocationThatMovesNothing: only a redirect's Location is looked at.
func TestLocationThatMovesNothing(t *testing.T) {
	t.Parallel()
	p := moved(t)
	r := newRig(t, session.Options{})
	for target, want := range map[string]session.Status{"/s/201/mailto:a@b": 201, "/s/200/mailto:a@b": 200, "/s/201/end": 201, "/s/302/mailto:a@b": session.StatusMalformed} {
		if st := r.send(message(t, "GET", p.URL(target))); st != want {
			t.Errorf("%s: %d, want %d", target, st, want)
		}
	}
}

func TestRedirectByHand(t *testing.T) {
	t.Parallel()
	for name, from := range map[string]func(*rig, *session.Message, func(*session.Message)) func(*session.Message){
		"got-headers": func(_ *rig, m *session.Message, f func(*session.Message)) func(*session.Message) {
			m.OnGotHeaders(f)
			return nil
		},
		"got-body": func(_ *rig, m *session.Message, f func(*session.Message)) func(*session.Message) {
			m.OnGotBody(f)
			return nil
		},
		"finished": func(_ *rig, m *session.Message, f func(*session.Message)) func(*session.Message) {
			m.OnFinished(f)
			return nil
		},
		"callback": func(_ *rig, _ *session.Message, f func(*session.Message)) func(*session.Message) { return f },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := moved(t)
			r := newRig(t, session.Options{})
			m := message(t, "POST", p.URL("/s/307/end"))
			m.SetFlags(session.NoRedirect)
			m.SetBody("text/plain", session.BodyBytes([]byte("soup")))
			var said []bool
			callback := from(r, m, func(m *session.Message) { said = append(said, r.Redirect(m)) })
			if err := r.Queue(m, callback); err != nil {
				t.Fatal(err)
			}
			r.ended(m)
			if m.Status() != 200 || body(m) != "POST soup" || len(said) != 2 || !said[0] || said[1] {
				t.Errorf("%d %q, Redirect gave %v", m.Status(), body(m), said)
			}
			e := r.await(m, session.KindRedirected).Detail.(*session.Redirected)
			if e.Status != 307 || e.Method != "POST" || !strings.HasSuffix(e.To, "/end") {
				t.Errorf("%+v", e)
			}
		})
	}
}

func TestRedirectByHandRefused(t *testing.T) {
	t.Parallel()
	p := moved(t)
	r := newRig(t, session.Options{})
	for _, target := range []string{"/s/302/", "/s/302/mailto:a@b", "/s/302/http:///x"} {
		m := message(t, "GET", p.URL(target))
		m.SetFlags(session.NoRedirect)
		m.OnGotBody(func(m *session.Message) {
			if r.Redirect(m) {
				t.Error(target, "was followed")
			}
		})
		if st := r.send(m); st != 302 || len(m.Attempts()) != 1 {
			t.Error(target, st, len(m.Attempts()))
		}
	}
	ended := message(t, "GET", p.URL("/s/302/end"))
	ended.SetFlags(session.NoRedirect)
	r.send(ended)
	if r.Redirect(ended) {
		t.Error("a message that is not queued was redirected")
	}
	// A status that redirects nothing is followed when somebody asks for it, and the limit counts.
	m := message(t, "GET", p.URL("/s/201/"+p.URL("/s/302/x")))
	m.OnGotBody(func(m *session.Message) { r.Redirect(m) })
	if st := r.send(m); st != 200 || len(m.Attempts()) != 3 {
		t.Error(st, len(m.Attempts()))
	}
	m = message(t, "GET", p.URL("/s/201/loop"))
	m.OnGotBody(func(m *session.Message) { r.Redirect(m) })
	if st, n := r.send(m), len(m.Attempts()); st != 201 || n != 21 {
		t.Errorf("status %d after %d attempts", st, n)
	}
}
