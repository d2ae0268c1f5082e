package main

import (
	"fmt"
	"time"

	"ladle/session"
)

// deadlines gives messages up that take longer than --max-time, or whose connections take longer than --connect-timeout
// to open. It learns both from events, on the session's loop, and belongs to that goroutine.
type deadlines struct {
	s       *session.Session
	loop    *session.Loop
	whole   time.Duration // 0: none
	connect time.Duration // 0: none
	running map[session.MessageID]*deadline
	passed  map[session.MessageID]string // why a message was given up
}

// deadline is what runs for one message.
type deadline struct {
	m              *session.Message
	whole, connect *time.Timer
}

func newDeadlines(s *session.Session, loop *session.Loop, o *sendOptions) *deadlines {
	return &deadlines{s: s, loop: loop, whole: o.maxTime, connect: o.connectTimeout,
		running: map[session.MessageID]*deadline{}, passed: map[session.MessageID]string{}}
}

func (d *deadlines) wanted() bool { return d.whole > 0 || d.connect > 0 }

// watch begins the time of m, which was just queued.
func (d *deadlines) watch(m *session.Message) {
	if !d.wanted() {
		return
	}
	t := &deadline{m: m}
	d.running[m.ID()] = t
	if d.whole > 0 {
		d.after(t, d.whole, &t.whole, fmt.Sprintf("The answer was not complete within %v", d.whole))
	}
}

// after gives a message up later, on the loop, where the timer may have been stopped meanwhile.
func (d *deadlines) after(t *deadline, wait time.Duration, slot **time.Timer, why string) {
	id := t.m.ID()
	var timer *time.Timer
	timer = time.AfterFunc(wait, func() {
		d.loop.Invoke(func() {
			if *slot != timer || d.passed[id] != "" {
				return
			}
			d.passed[id] = why
			d.s.Cancel(t.m, session.StatusCancelled)
		})
	})
	*slot = timer
}

// observe follows connections that open and messages that end.
func (d *deadlines) observe(e session.Event) {
	t := d.running[e.Message]
	if t == nil {
		return
	}
	switch e.Kind {
	case session.KindConnectionCreated:
		if d.connect > 0 {
			d.after(t, d.connect, &t.connect, fmt.Sprintf("No connection within %v", d.connect))
		}
	case session.KindNetworkEvent:
		if n, ok := e.Detail.(*session.NetworkEvent); ok && n.Step == session.StepComplete {
			stopTimer(&t.connect)
		}
	case session.KindRequestUnqueued:
		stopTimer(&t.whole)
		stopTimer(&t.connect)
		delete(d.running, e.Message)
	}
}

func stopTimer(t **time.Timer) {
	if *t != nil {
		(*t).Stop()
		*t = nil
	}
}

// reason takes the reason why a message was given up; "" when it was not.
func (d *deadlines) reason(id session.MessageID) string {
	why := d.passed[id]
	delete(d.passed, id)
	return why
}
