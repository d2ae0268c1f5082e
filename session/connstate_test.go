package session_test

import (
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// A connection is connecting, in use, idle and closed, in this order, whatever is between it and the origin.
func TestConnectionStates(t *testing.T) {
	pki := newCellPKI(t)
	for _, over := range cellWires {
		t.Run(over, func(t *testing.T) {
			dialling := newCell(t, pki, doCancel, inDial, over)
			dialling.enter(nil)
			dialling.hasState(session.ConnConnecting, dialling.m.ID())
			dialling.release()
			dialling.ended(dialling.m)

			waiting := newCell(t, pki, doCancel, inWaiting, over)
			waiting.enter(nil)
			waiting.hasState(session.ConnInUse, waiting.m.ID())
			waiting.release()
			waiting.ended(waiting.m)
			waiting.hasState(session.ConnIdle, 0)
			waiting.Abort()
			waiting.p.AwaitOpen(t, 0)
			if cs := waiting.Connections(); len(cs) != 0 {
				t.Errorf("%+v", cs)
			}
			if cs := waiting.ClosedConnections(); len(cs) != 1 || cs[0].State != session.ConnClosedState || cs[0].Why == "" || cs[0].Messages < 1 {
				t.Errorf("%+v", cs)
			}
		})
	}
}

// hasState checks the state of the only connection, and for whom it is.
func (c *cell) hasState(want session.ConnState, m session.MessageID) {
	c.t.Helper()
	c.settled()
	if cs := c.Connections(); len(cs) != 1 || cs[0].State != want || cs[0].Message != m {
		c.t.Errorf("%+v, want one that is %s, of message %d", cs, want, m)
	}
}

// A body that is shorter than announced is whole where the peer has said that it closes; and where it says so and does not,
// the length ends the body.
func TestLengthAndClose(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		said  int
		stays bool
	}{"short": {9, false}, "stays open": {5, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
				if _, ok := w.Request(); ok {
					w.Say("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + string(rune('0'+c.said)) + "\r\n\r\nhello")
				}
				if c.stays {
					w.Gone()
				}
			})
			r := newRig(t, session.Options{})
			m := message(t, "GET", p.URL("/"))
			if st := r.send(m); st != 200 || body(m) != "hello" || m.Err() != nil {
				t.Error(st, body(m), m.Err())
			}
			p.AwaitOpen(t, 0)
		})
	}
}

// Four messages and two connections: two start, and one that no limit holds does too; all of them end.
func TestLimitsLetNoMoreStart(t *testing.T) {
	t.Parallel()
	p, gate := gated(t)
	r := newRig(t, session.Options{})
	r.SetMaxConns(2)
	r.SetMaxConnsPerHost(4)
	var ms []*session.Message
	for range 4 {
		ms = append(ms, message(t, "GET", p.URL("/")))
	}
	r.queue(ms...)
	p.AwaitRequests(t, 2)
	fifth := message(t, "GET", p.URL("/"))
	fifth.SetFlags(session.IgnoreConnectionLimits)
	r.queue(fifth)
	p.AwaitRequests(t, 3)
	r.settled()
	if n := countKinds(r, ms[2], session.KindRequestStarted) + countKinds(r, ms[3], session.KindRequestStarted); n != 0 || len(p.Requests()) != 3 {
		t.Errorf("%d more have started, %d requests", n, len(p.Requests()))
	}
	let(gate, 5)
	r.ended(append(ms, fifth)...)
	for _, m := range append(ms, fifth) {
		if m.Status() != 200 {
			t.Error(m.Status())
		}
	}
}
