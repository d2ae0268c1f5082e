package session_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"slices"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// TestFlagsOfTheConnection: which connection a message gets, and what becomes of it.
func TestFlagsOfTheConnection(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method string
		flags  session.Flags
		reuses bool
	}{
		"GET":                 {"GET", 0, true},
		"GET, new":            {"GET", session.NewConnection, false},
		"PUT":                 {"PUT", 0, true},
		"DELETE":              {"DELETE", 0, true},
		"POST":                {"POST", 0, false},
		"POST, idempotent":    {"POST", session.Idempotent, true},
		"PATCH":               {"PATCH", 0, false},
		"PATCH, idempotent":   {"PATCH", session.Idempotent, true},
		"idempotent, but new": {"GET", session.Idempotent | session.NewConnection, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := hello(t)
			r := newRig(t, session.Options{})
			r.send(message(t, "GET", p.URL("/")))
			m := message(t, c.method, p.URL("/"))
			m.SetFlags(c.flags)
			if st := r.send(m); st != 200 || m.Flags() != c.flags {
				t.Fatal(st, m.Flags())
			}
			if reused := p.Accepted() == 1; reused != c.reuses {
				t.Errorf("reused %v, want %v", reused, c.reuses)
			}
			if c.reuses {
				return
			}
			// The new one serves others afterwards.
			r.rec.AwaitKind(t, 0, session.KindConnectionIdle, 2)
			r.send(message(t, "GET", p.URL("/")))
			if n := p.Accepted(); n != 2 {
				t.Errorf("%d connections", n)
			}
		})
	}
}

// TestFlagIgnoreConnectionLimits: the limits do not hold the message, and a connection beyond them serves it only.
func TestFlagIgnoreConnectionLimits(t *testing.T) {
	t.Parallel()
	p, gate := gated(t)
	r := newRig(t, session.Options{})
	r.SetMaxConnsPerHost(1)
	var ms []*session.Message
	for i := range 3 {
		m := message(t, "GET", p.URL("/"))
		if i > 0 {
			m.SetFlags(session.IgnoreConnectionLimits)
		}
		ms = append(ms, m)
	}
	r.queue(ms...)
	p.AwaitRequests(t, 3)
	let(gate, 3)
	r.ended(ms...)
	p.AwaitOpen(t, 1)
	if n := p.MaxOpen(); n != 3 {
		t.Errorf("%d connections at once", n)
	}
}

// TestFlagCanRebuild: the body is forgotten before another attempt, and a handler of restarted gives it anew.
func TestFlagCanRebuild(t *testing.T) {
	t.Parallel()
	for _, rebuild := range []bool{false, true} {
		n := 0
		p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
			for {
				q, ok := w.Request()
				if !ok {
					return
				}
				w.Say(sessiontest.Answer(200, string(q.Body)))
			}
		})
		r := newRig(t, session.Options{})
		m := message(t, "PUT", p.URL("/"))
		m.SetBody("", session.BodyBytes([]byte("first")))
		if rebuild {
			m.SetFlags(session.CanRebuild)
		}
		m.OnGotBody(func(m *session.Message) {
			if n++; n < 3 {
				r.Requeue(m)
			}
		})
		m.OnRestarted(func(m *session.Message) {
			if rebuild && n == 1 {
				m.SetBody("", session.BodyBytes([]byte("second")))
			}
		})
		r.send(m)
		var got []string
		for _, q := range p.Requests() {
			got = append(got, string(q.Body))
		}
		want := []string{"first", "first", "first"}
		if rebuild {
			want = []string{"first", "second", ""}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestFlagsOfTheSession: the session says what it did, not the caller; a restart takes it back.
func TestFlagsOfTheSession(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, "soup")
	z.Close()
	p := sessiontest.NewTLSPeer(t, nil, sessiontest.Serve(func(q sessiontest.Request) string {
		if q.Target == "/" {
			return sessiontest.Answer(302, b.String(), "Content-Encoding: gzip", "Location: /plain")
		}
		return sessiontest.Answer(200, "soup")
	}))
	r := newRig(t, session.Options{})
	r.SetTLSDatabase(session.PoolTLSDatabase("mine", sessiontest.CA().Pool()))
	m := message(t, "GET", p.URL("/"))
	m.SetFlags(session.ContentDecoded | session.CertificateTrusted)
	if m.Flags() != 0 {
		t.Error("the caller set", m.Flags())
	}
	var first session.Flags
	m.OnGotBody(func(m *session.Message) {
		if first == 0 {
			first = m.Flags()
		}
	})
	if st := r.send(m); st != 200 {
		t.Fatal(st, m.Err())
	}
	if first != session.ContentDecoded|session.CertificateTrusted || m.Flags() != session.CertificateTrusted {
		t.Errorf("%b after the first attempt, %b after the second", first, m.Flags())
	}
}
