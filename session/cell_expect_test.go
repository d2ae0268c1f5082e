package session_test

import (
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// What becomes of the connection of a cell's message.
const (
	noWire     = "there never was one"
	wireClosed = "closed"
	wireKept   = "kept for the next message"
	wireGiven  = "handed over"
)

// outcome is what a cell has to come to.
type outcome struct {
	status    session.Status // StatusNone: it was stolen
	refusal   error
	attempts  int
	finishes  int
	callbacks int
	wire      string
}

// expect is the rule of the cells.
func (c *cell) expect() outcome {
	whole := outcome{status: 200, attempts: 1, finishes: 1, callbacks: 1, wire: wireKept}
	switch c.action {
	case doCancel, doPauseCancel, doAbort:
		o := whole
		if !c.ending() { // after the end there is nothing to cancel
			o.status, o.wire = session.StatusCancelled, wireClosed
		}
		switch {
		case c.phase == inLookup || c.phase == inDial:
			o.wire = noWire
		case c.phase == inQueue && c.action != doAbort:
			o.wire = wireKept // that of the message before
		case c.phase == inGotBody && c.action != doAbort:
			o.wire = wireKept // it has brought its answer, and is at rest
		case c.phase == inCallback && c.action == doAbort:
			o.wire = wireClosed // it was idle by then
		}
		return o
	case doRequeue:
		if c.opening() {
			return whole // nothing was sent that could be sent again
		}
		whole.attempts = 2
		if c.ending() {
			whole.finishes = 2
		}
		if c.phase == inCallback {
			whole.callbacks = 2
		}
	case doSteal:
		if c.phase == inQueue || c.opening() || c.ending() {
			whole.refusal = session.ErrNoConnection
			if c.phase == inFinished {
				whole.wire = wireClosed // somebody wanted it: nobody else gets it
			}
			return whole
		}
		return outcome{attempts: 1, wire: wireGiven}
	}
	return whole
}

// play brings a message into a phase, does something to it, and checks what has come of it.
func play(t *testing.T, pki cellPKI, action, phase, over string) {
	c := newCell(t, pki, action, phase, over)
	want := c.expect()
	var nc net.Conn
	var refusal error
	begin := func() {
		switch action {
		case doCancel:
			c.Cancel(c.m, session.StatusCancelled)
		case doAbort:
			c.Abort()
		case doRequeue:
			refusal = c.Requeue(c.m)
		case doSteal:
			nc, refusal = c.Steal(c.m)
		case doPauseUnpause, doPauseCancel:
			refusal = c.Pause(c.m)
		}
	}
	inside := phase == inStarting || phase == inGotBody || phase == inFinished || phase == inCallback
	c.enter(begin)
	if !inside {
		begin()
	}
	c.settled()
	c.carryOn(want)
	c.ended(c.m)
	c.settled()
	if !errors.Is(refusal, want.refusal) {
		t.Errorf("the call gave %v, want %v", refusal, want.refusal)
	}
	c.check(want)
	c.checkWire(want, nc)
	if err := sessiontest.CheckEnded(c.rec.Events()); err != nil {
		t.Error(err)
	}
}

// carryOn does the second half of an action that has two, and lets go on what is held; an end has to come before that.
func (c *cell) carryOn(want outcome) {
	c.t.Helper()
	switch c.action {
	case doPauseUnpause:
		if !c.ending() {
			c.await(c.m, session.KindPaused)
		}
		c.release()
		if c.opening() {
			c.awaitStep()
		}
		c.Unpause(c.m)
		return
	case doPauseCancel:
		if !c.ending() {
			c.await(c.m, session.KindPaused)
		}
		c.Cancel(c.m, session.StatusCancelled)
	case doRequeue, doSteal:
		if c.phase == inPause && want.status != session.StatusNone {
			c.Unpause(c.m)
		}
	}
	switch want.status {
	case session.StatusCancelled:
		c.await(c.m, session.KindFinished)
	case session.StatusNone:
		c.await(c.m, session.KindStolen)
	}
	if want.wire == noWire {
		<-c.gaveUp
	}
	c.release()
}

// awaitStep waits until the connection of a message that is paused meanwhile is as far as it gets: a proxy is not asked
// for a tunnel before the message goes on.
func (c *cell) awaitStep() {
	c.t.Helper()
	last := session.StepComplete
	if c.over == overTunnel && (c.phase == inLookup || c.phase == inDial) {
		last = session.StepConnected
	}
	c.rec.Await(c.t, string(last), func(evs []session.Event) bool {
		for _, e := range evs {
			if n, ok := e.Detail.(*session.NetworkEvent); ok && e.Message == c.m.ID() && n.Step == last {
				return true
			}
		}
		return false
	})
}

// check looks at the message.
func (c *cell) check(want outcome) {
	c.t.Helper()
	m := c.m
	if got := m.Status(); got != want.status && want.wire != wireGiven {
		c.t.Errorf("status %d, want %d: %v", got, want.status, m.Err())
	}
	switch want.status {
	case session.StatusCancelled:
		if !errors.Is(m.Err(), session.ErrCancelled) {
			c.t.Errorf("error %v", m.Err())
		}
	case 200:
		if m.Err() != nil || body(m) != "hello" {
			c.t.Errorf("%v, body %q", m.Err(), body(m))
		}
	}
	if n := len(m.Attempts()); n != want.attempts {
		c.t.Errorf("%d attempts, want %d", n, want.attempts)
	}
	if f, b := int(c.finishes.Load()), int(c.callbacks.Load()); f != want.finishes || b != want.callbacks {
		c.t.Errorf("finished handlers ran %d times and the callback %d, want %d and %d", f, b, want.finishes, want.callbacks)
	}
	pauses := 0
	if c.phase == inPause || strings.HasPrefix(c.action, "pause") && !c.ending() {
		pauses = 1
	}
	n := strings.Count(" "+sessiontest.Names(sessiontest.Of(c.rec.Events(), m.ID()))+" ", " paused ")
	if n != pauses {
		c.t.Errorf("%d times paused, want %d", n, pauses)
	}
}

// checkWire looks at the connection, from both ends, and that the session works on.
func (c *cell) checkWire(want outcome, nc net.Conn) {
	c.t.Helper()
	kept := 0
	switch want.wire {
	case wireGiven:
		c.checkGiven(nc)
	case noWire:
		if n := c.dials.Load(); n != 0 {
			c.t.Errorf("%d connections", n)
		}
	case wireKept:
		kept = 1
	}
	before := int(c.dials.Load())
	c.p.AwaitAccepted(c.t, before)
	c.p.AwaitOpen(c.t, kept)
	if st := c.send(c.message("/after")); st != 200 {
		c.t.Errorf("the next message: %d", st)
	}
	if n := int(c.dials.Load()) - before; n != 1-kept {
		c.t.Errorf("the next message opened %d connections, want %d", n, 1-kept)
	}
}

// checkGiven checks that a connection that was taken over gives what was received and not consumed, and carries both ways.
func (c *cell) checkGiven(nc net.Conn) {
	c.t.Helper()
	if nc == nil {
		c.t.Fatal("no connection")
	}
	reads := func(want string) {
		c.t.Helper()
		got := make([]byte, len(want))
		if _, err := io.ReadFull(nc, got); err != nil || string(got) != want {
			c.t.Errorf("read %q, %v; want %q", got, err, want)
		}
	}
	if c.writes() {
		reads(aside)
		io.WriteString(nc, "by hand")
		nc.Close()
		if tail := string(<-c.tail); !strings.HasSuffix(tail, "by hand") {
			c.t.Errorf("the peer got %d bytes, last %q", len(tail), tail[max(0, len(tail)-20):])
		}
		return
	}
	reads(map[string]string{inWaiting: cellAnswer, inPause: cellAnswer, inHeadRead: cellAnswer, inBodyRead: cellAnswer[halfBody:], inHandler: "hello"}[c.phase])
	io.WriteString(nc, "GET /by-hand HTTP/1.1\r\nHost: h\r\n\r\n")
	reads(cellAnswer)
	nc.Close()
}
