package session

import (
	"errors"
	"fmt"
	"time"
)

var errTooMany = errors.New("sent 20 times again and still redirected")

// redirectProblem is why a Location cannot be followed.
type redirectProblem string

func (e redirectProblem) Error() string { return string(e) }

// pause holds an item where it stands.
func (s *Session) pause(it *item, by uint8) {
	if it.state >= stFinishing || it.paused&by != 0 {
		return
	}
	first := it.paused == 0
	it.paused |= by
	s.event(it, KindPaused, it.connID(), 0, &Pause{By: pauseName(by)})
	if !first {
		return
	}
	if it.waiting {
		s.sched.remove(it)
	}
	if it.state == stRunning {
		it.c.t.ctl.Or(ctlHeld)
		it.c.t.kick()
	}
}

func pauseName(by uint8) string {
	if by == pausedByQuestion {
		return "question"
	}
	return "caller"
}

// unpause lets an item go on when nobody holds it any more.
func (s *Session) unpause(it *item, by uint8) {
	if it.paused&by == 0 {
		return
	}
	it.paused &^= by
	s.event(it, KindUnpaused, it.connID(), 0, &Pause{By: pauseName(by)})
	if it.paused != 0 {
		return
	}
	if it.c != nil {
		it.c.t.ctl.And(^ctlHeld)
	}
	if f := it.cont; f != nil {
		it.cont = nil
		f()
		return
	}
	if it.waiting {
		s.sched.push(it)
		s.kick()
	}
}

// reorder gives an item another priority; one that waits moves.
func (s *Session) reorder(it *item, p Priority) {
	if it.pos < 0 {
		it.prio = p
		return
	}
	s.sched.remove(it)
	it.prio = p
	s.sched.push(it)
}

// cancel ends an item at once; nobody is waited for.
func (s *Session) cancel(it *item, status Status, why error) {
	s.end(it, status, why)
	s.kick()
}

// end is cancel without a look at who may start then. why is the error of the caller's context, nil without one.
func (s *Session) end(it *item, status Status, why error) {
	if it.state >= stFinishing {
		return
	}
	if status <= 0 {
		status = StatusCancelled
	}
	it.turn++ // what handlers still go on to do is void
	it.cont, it.paused, it.requeued = nil, 0, false
	s.withdraw(it)
	if it.waiting {
		s.sched.remove(it)
		it.waiting = false
	}
	c := it.c
	it.c = nil
	if c != nil && c.it == it {
		s.drop(c, "its message was cancelled")
	}
	cause := ErrCancelled
	if why != nil {
		cause = fmt.Errorf("%w: %w", ErrCancelled, why)
	}
	it.err = &Error{Stage: StageCancel, Status: status, URL: it.url, Err: cause}
	it.status, it.reason = status, status.Phrase()
	s.finish(it)
}

// abort cancels everything that is queued now and closes what is idle. Nothing starts until all of it is done.
func (s *Session) abort() {
	for _, it := range s.itemsInOrder() {
		s.end(it, StatusCancelled, nil)
	}
	for s.sched.oldest != nil {
		c := s.sched.oldest
		s.sched.unidle(c)
		s.drop(c, "the session was aborted")
	}
	s.kick()
}

// itemsInOrder lists the items as they were queued, so that an abort tells the same story every time.
func (s *Session) itemsInOrder() []*item {
	its := make([]*item, 0, len(s.items))
	for _, it := range s.items {
		its = append(its, it)
	}
	sortItems(its)
	return its
}

// close ends the session: the engine stops when the last connection's goroutine has gone.
func (s *Session) close() {
	if s.closing {
		return
	}
	s.closing = true
	s.abort()
	for _, t := range []*time.Timer{s.idleTimer, s.restTimer} {
		if t != nil {
			t.Stop()
		}
	}
	for _, it := range s.itemsInOrder() {
		s.letGo(it)
	}
}

// letGo unqueues an item that has finished and whose handlers or callback the application may never run, because the
// session ends. A callback that was not queued yet is queued now.
func (s *Session) letGo(it *item) {
	if it.state == stDone {
		return
	}
	if it.callback != nil && !it.called {
		s.mc.Invoke(func() { it.callback(it.m) })
	}
	it.turn++
	s.unqueue(it)
}
