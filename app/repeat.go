package main

import (
	"context"
	"time"

	"ladle/session"
)

// repetition sends one request many times through one session, at most so many at a time. Everything it knows it learns
// from events, on the goroutine that turns the loop: what has left the queue is replaced when the batch of events that
// says so was read, and no message has a goroutine or a callback of its own.
type repetition struct {
	env   Env
	o     *sendOptions
	r     *request
	s     *session.Session
	loop  *session.Loop
	limit *deadlines
	lines *timeline
	sum   summary

	total, atATime int
	ended          int
	next           *replacement
	inside         map[session.MessageID]running
	interrupted    bool
	stop           context.CancelFunc // ends the turning of the loop
}

// running is what is known of a message that has not ended.
type running struct {
	queued time.Duration
	end    time.Duration
	body   int64
	out    *session.Outcome
}

func newRun(env Env, o *sendOptions, r *request, s *session.Session, loop *session.Loop) *repetition {
	return &repetition{env: env, o: o, r: r, s: s, loop: loop, limit: newDeadlines(s, loop, o), lines: newTimeline(env, o),
		total: o.repeat, atATime: o.atATime(), inside: make(map[session.MessageID]running, min(o.atATime(), 1<<16)), sum: newSummary(o.repeat)}
}

// run sends all messages, prints the summary on stdout and returns the exit code.
func (p *repetition) run() int {
	defer p.s.Close()
	p.s.Observe(p.loop, 0, p.observe)
	turning, stop := context.WithCancel(context.Background())
	p.stop = stop
	p.next = &replacement{r: p.r, s: p.s, queued: p.watch}
	if err := p.s.AddFeature(p.next); err != nil { // cannot be: a new session has none of this name
		return exitSend
	}
	p.loop.Invoke(p.fill)
	defer context.AfterFunc(p.env.Context, func() { p.loop.Invoke(p.interrupt) })()
	p.loop.Run(turning)
	p.s.Close()
	p.loop.Drain()
	if _, err := p.env.Stdout.Write([]byte(p.sum.text(p.interrupted))); err != nil {
		return exitWrite
	}
	return p.verdict()
}

// interrupt cancels what is queued; the summary tells what was done.
func (p *repetition) interrupt() {
	p.interrupted = true
	p.next.left.Store(0)
	p.s.Abort()
	p.rest()
}

// fill queues as many messages as may be in the session; each is replaced by the next when it leaves.
func (p *repetition) fill() {
	ms := make([]*session.Message, 0, min(p.atATime, p.total))
	for range cap(ms) {
		m, err := p.r.message()
		if err != nil { // cannot be: one was made before, on trial
			p.stop()
			return
		}
		ms = append(ms, m)
	}
	p.next.left.Store(int64(p.total - len(ms)))
	if err := p.s.QueueAll(ms, nil); err != nil {
		p.stop()
		return
	}
	for _, m := range ms {
		p.limit.watch(m)
	}
}

// watch begins the time limits of a message that was queued elsewhere.
func (p *repetition) watch(m *session.Message) {
	if p.limit.wanted() {
		p.loop.Invoke(func() { p.limit.watch(m) })
	}
}

// rest ends the turning of the loop when there is nothing left to wait for.
func (p *repetition) rest() {
	if p.ended == p.total || p.interrupted && len(p.inside) == 0 {
		p.stop()
	}
}

// observe reads one batch of events.
func (p *repetition) observe(evs []session.Event) {
	p.sum.events += len(evs)
	if p.lines.form != "none" || p.lines.heads {
		p.lines.observe(evs)
	}
	left := false
	for i := range evs {
		e := &evs[i]
		if p.limit.wanted() {
			p.limit.observe(*e)
		}
		// A CONNECT for a message is none of those inside.
		switch e.Kind {
		case session.KindRequestQueued:
			if e.Detail.(*session.Asked).For == 0 {
				p.inside[e.Message] = running{queued: e.At}
				p.sum.begin(e.At)
			}
		case session.KindGotBody:
			if m, inside := p.inside[e.Message]; inside {
				m.body = e.Detail.(*session.BodyEnd).Decoded
				p.inside[e.Message] = m
			}
		case session.KindFinished:
			if m, inside := p.inside[e.Message]; inside {
				m.end, m.out = e.At, e.Detail.(*session.Outcome)
				p.inside[e.Message] = m
			}
		case session.KindRequestUnqueued:
			if _, inside := p.inside[e.Message]; inside {
				p.leave(e.Message)
				left = true
			}
		}
	}
	if left {
		p.rest()
	}
}

// leave counts a message that has ended.
func (p *repetition) leave(id session.MessageID) {
	m := p.inside[id]
	delete(p.inside, id)
	p.ended++
	what := p.limit.reason(id)
	switch {
	case m.out.Err == nil:
		what = "" // the answer was there first
	case what != "":
		p.sum.fail(exitTimeout)
	default:
		what, _ = m.out.Err.Sentence()
		p.sum.fail(exitCode(m.out.Err))
	}
	p.sum.add(int(m.out.Status), m.end, m.end-m.queued, m.body, what)
}

// verdict is the exit code of the whole run: that of the first message that failed.
func (p *repetition) verdict() int {
	switch {
	case p.interrupted:
		if p.o.errors() {
			say(p.env.Stderr, "Interrupted")
		}
		return exitInterrupted
	case p.sum.failed != 0:
		return p.sum.failed
	case p.o.fail && p.sum.refused():
		return exitHTTP
	case p.ended < p.total:
		if p.o.errors() {
			say(p.env.Stderr, "The session ended before all messages were sent")
		}
		return exitSend
	}
	return 0
}
