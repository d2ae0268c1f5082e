package session_test

import (
	"net/url"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// A breakpoint is asked about the place that the attempt went to: at a redirect the message's own URL is another one.
func TestBreakpointsMatchWhereTheAttemptGoes(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		if r.Target == "/from" {
			return sessiontest.Answer(302, "moved", "Location: /to")
		}
		return sessiontest.Answer(200, "end")
	}))
	r := newRig(t, session.Options{})
	asked := make(chan string, 8)
	m := message(t, "GET", p.URL("/from"))
	r.AddBreakpoint(session.Breakpoint{At: session.StopAnywhere, Where: func(at *url.URL) bool {
		asked <- at.Path + " " + m.URI().Path
		return false
	}})
	r.queue(m)
	r.ended(m)
	close(asked)
	var got []string
	for x := range asked {
		got = append(got, x)
	}
	want := "/from /from, /from /from, /from /to, /to /to, /to /to"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("asked about %s; want %s", s, want)
	}
}
