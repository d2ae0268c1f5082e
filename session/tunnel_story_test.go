package session_test

import (
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// tunnelled is a session whose messages go through a proxy that opens every tunnel and is the origin behind it too.
func tunnelled(t *testing.T, answer string) (*rig, *sessiontest.Peer) {
	pki := newCellPKI(t)
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		if _, ok := w.Request(); !ok {
			return
		}
		w.Say(answer)
		if strings.HasSuffix(answer, "\r\n\r\n") && w.Secure(pki.server) {
			sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, "hello") })(w)
		}
	})
	r := newRig(t, session.Options{})
	r.SetTLSDatabase(pki.roots)
	if err := r.SetProperty("proxy-uri", "http://"+p.Addr()); err != nil {
		t.Fatal(err)
	}
	return r, p
}

// together is what some messages of a session tell, in their order: a is the first of them.
func (r *rig) together(ms ...session.MessageID) string {
	var names []string
	for _, e := range r.rec.Events() {
		for i, m := range ms {
			if e.Message == m && e.Kind != session.KindGotBodyData {
				names = append(names, string(rune('a'+i))+":"+sessiontest.Names([]session.Event{e}))
			}
		}
	}
	return strings.Join(names, " ")
}

// Every step of a tunnel is told: what the CONNECT does is the CONNECT's, and TLS is the message's again.
func TestTunnelStory(t *testing.T) {
	t.Parallel()
	r, p := tunnelled(t, "HTTP/1.1 200 OK\r\n\r\n")
	m := message(t, "GET", "https://origin.test/")
	if st := r.send(m); st != 200 || body(m) != "hello" {
		t.Fatal(st, m.Err())
	}
	want := `a:request-queued a:connection-created a:network-event[resolving] a:network-event[resolved] a:network-event[connecting]
		a:network-event[connected] b:request-queued b:tunneling b:request-started b:starting a:network-event[proxy-negotiating]
		b:wrote-headers b:wrote-body b:got-headers[200] b:got-body b:finished[200] a:network-event[proxy-negotiated]
		b:request-unqueued a:network-event[tls-handshaking] a:network-event[tls-handshaked] a:network-event[complete]
		a:request-started a:starting a:wrote-headers a:wrote-body a:got-headers[200] a:got-body a:finished[200] a:request-unqueued`
	if got := r.together(m.ID(), m.ID()+1); got != strings.Join(strings.Fields(want), " ") {
		t.Errorf("got %s", got)
	}
	if got := p.Targets(); got[0] != "CONNECT origin.test:443" {
		t.Error(got)
	}
}

// A proxy's refusal ends both, and its page is not the origin's.
func TestTunnelRefusedStory(t *testing.T) {
	t.Parallel()
	r, p := tunnelled(t, sessiontest.Answer(403, "no"))
	m := message(t, "GET", "https://origin.test/")
	if st := r.send(m); st != 403 || m.Response() != nil || body(m) != "" {
		t.Error(st, m.Response(), body(m))
	}
	got := r.together(m.ID(), m.ID()+1)
	if want := "b:got-headers[403] b:got-body b:finished[403] b:request-unqueued a:finished[403] a:request-unqueued"; !strings.HasSuffix(got, want) {
		t.Errorf("got %s", got)
	}
	p.AwaitOpen(t, 0)
}

// A paused message does not end behind the back of whoever paused it, whatever becomes of its tunnel.
func TestPauseWhileTunnelFails(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{
		"refused":        sessiontest.Answer(403, "no"),
		"bytes too soon": "HTTP/1.1 200 OK\r\n\r\nhello",
		"cut off":        "HTTP/1.1 2",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, p := tunnelled(t, answer)
			m := message(t, "GET", "https://origin.test/")
			r.OnTunneling(func(session.ConnInfo) { r.Pause(m) })
			r.queue(m)
			r.await(m, session.KindPaused)
			r.rec.AwaitKind(t, m.ID()+1, session.KindRequestUnqueued, 1)
			p.AwaitOpen(t, 0)
			r.settled()
			if n := countKinds(r, m, session.KindFinished); n != 0 {
				t.Error("finished while paused")
			}
			r.Unpause(m)
			r.ended(m)
			if m.Status() == 200 || m.Err() == nil {
				t.Error(m.Status(), m.Err())
			}
		})
	}
}
