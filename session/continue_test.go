package session_test

import (
	"fmt"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// careful is a server that looks at the head before it takes a body: 401 without credentials, 413 for more than 100 bytes,
// else 100 and then 201. To those who do not expect that it says the same after the body.
func careful(t *testing.T, secret bool) *sessiontest.Peer {
	return sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		for {
			h, ok := w.Head()
			if !ok {
				return
			}
			answer := sessiontest.Answer(201, "made")
			if len(h.Header("Content-Length")) > 2 {
				answer = sessiontest.Answer(413, "too long")
			}
			if secret && h.Header("Authorization") == "" {
				answer = sessiontest.Answer(401, "who", `WWW-Authenticate: Basic realm="x"`)
			}
			if h.Header("Expect") != "" && !strings.Contains(answer, " 201 ") {
				w.Note(h) // without the body, which does not come
				w.Say(answer)
				w.Gone()
				return
			}
			if h.Header("Expect") != "" {
				w.Say("HTTP/1.1 100 Continue\r\n\r\n")
			}
			if h.Body, ok = w.Body(h); !ok {
				return
			}
			w.Note(h)
			w.Say(answer)
		}
	})
}

// What is sent of a body, and when, for every way to ask.
func TestContinue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		expect, long, secret, password bool
		status                         session.Status
		bodies                         string // lengths that the peer got, one a request
		story                          string
	}{
		{false, false, false, false, 201, "50", "wrote-headers wrote-body got-headers[201] got-body"},
		{false, true, false, false, 413, "200", "wrote-headers wrote-body got-headers[413] got-body"},
		{true, false, false, false, 201, "50", "wrote-headers got-informational[100] wrote-body got-headers[201] got-body"},
		{true, true, false, false, 413, "0", "wrote-headers got-headers[413] got-body"},
		{false, false, true, false, 401, "50", "wrote-headers wrote-body got-headers[401] authenticate got-body"},
		{false, false, true, true, 201, "50 50", "wrote-headers wrote-body got-headers[401] authenticate got-body authenticated restarted[authentication] wrote-headers wrote-body got-headers[201] got-body"},
		{false, true, true, true, 413, "200 200", "wrote-headers wrote-body got-headers[401] authenticate got-body authenticated restarted[authentication] wrote-headers wrote-body got-headers[413] got-body"},
		{true, false, true, false, 401, "0", "wrote-headers got-headers[401] authenticate got-body"},
		{true, false, true, true, 201, "0 50", "wrote-headers got-headers[401] authenticate got-body authenticated restarted[authentication] wrote-headers got-informational[100] wrote-body got-headers[201] got-body"},
		{true, true, true, true, 413, "0 0", "wrote-headers got-headers[401] authenticate got-body authenticated restarted[authentication] wrote-headers got-headers[413] got-body"},
	} {
		name := fmt.Sprintf("expect %v, long %v, secret %v, password %v", c.expect, c.long, c.secret, c.password)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := careful(t, c.secret)
			r := newRig(t, session.Options{})
			r.OnAuthenticate(func(_ *session.Message, a session.Auth, _ bool) {
				if c.password {
					a.Authenticate("user", "passwd")
				}
			})
			m := message(t, "POST", p.URL("/"))
			n := 50
			if c.long {
				n = 200
			}
			m.SetBody("text/plain", session.BodyBytes([]byte(strings.Repeat("x", n))))
			if c.expect {
				m.SetField("Expect", "100-continue")
			}
			if st := r.send(m); st != c.status {
				t.Errorf("status %d, want %d: %v", st, c.status, m.Err())
			}
			var bodies []string
			for _, q := range p.Requests() {
				bodies = append(bodies, fmt.Sprint(len(q.Body)))
			}
			if got := strings.Join(bodies, " "); got != c.bodies {
				t.Errorf("bodies of %s bytes, want %s", got, c.bodies)
			}
			if got := wireStory(r, m); got != c.story {
				t.Errorf("got  %s\nwant %s", got, c.story)
			}
		})
	}
}

// wireStory is the story of m without its beginning, its end, and how its connections came.
func wireStory(r *rig, m *session.Message) string {
	var out []session.Event
	for _, e := range sessiontest.Of(r.rec.Events(), m.ID()) {
		switch e.Kind {
		case session.KindRequestQueued, session.KindConnectionCreated, session.KindNetworkEvent, session.KindRequestStarted, session.KindStarting,
			session.KindFinished, session.KindRequestUnqueued:
		default:
			out = append(out, e)
		}
	}
	return sessiontest.Names(out)
}
