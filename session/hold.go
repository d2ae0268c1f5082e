package session

import (
	"errors"
	"fmt"
	"time"
)

var (
	errTooMany = errors.New("sent 20 times again and still redirected")
	errByHand  = errors.New("the connection was closed by hand")
)

// redirectProblem is why a Location cannot be followed.
type redirectProblem string

func (e redirectProblem) Error() string { return string(e) }

// pause holds an item where it stands.
func (s *Session) pause(it *item, by uint8) {
	if !it.entered() {
		return
	}
	s.hold(it, by, KindPaused, &Pause{By: pauseName(by)})
}

// hold keeps an item where it stands for one more reason, and tells it.
func (s *Session) hold(it *item, by uint8, k Kind, d Detail) {
	if it.state >= stFinishing || it.paused&by != 0 || it.stream != nil && it.stream.wasGiven() { // whoever reads the stream holds it
		return
	}
	first := it.paused == 0
	it.paused |= by
	s.event(it, k, it.connID(), 0, d)
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
	switch by {
	case pausedByQuestion:
		return "question"
	case pausedByFeature:
		return "feature"
	}
	return "caller"
}

// unpause lets an item go on when nobody holds it any more.
func (s *Session) unpause(it *item, by uint8) {
	s.letGoOn(it, by, KindUnpaused, &Pause{By: pauseName(by)})
	s.kick()
}

// letGoOn takes one reason to hold an item away.
func (s *Session) letGoOn(it *item, by uint8, k Kind, d Detail) {
	if it.paused&by == 0 {
		return
	}
	it.paused &^= by
	s.event(it, k, it.connID(), 0, d)
	if it.paused != 0 {
		return
	}
	if it.c != nil {
		it.c.t.ctl.And(^ctlHeld)
	}
	switch {
	case it.held:
		s.goOn(it)
	case it.waiting:
		s.sched.push(it)
	}
}

// goOn does what a pause has held back.
func (s *Session) goOn(it *item) {
	r := it.outcome
	it.held, it.outcome = false, nil
	switch {
	case r == nil:
		s.advance(it)
	case it.state == stConnecting && it.c != nil && !it.c.opened:
		s.tunnel(it)
	case it.state == stConnecting:
		s.connected(it, r)
	default:
		s.received(it, it.c, r)
	}
}

// reorder gives an item another place; one that waits moves there.
func (s *Session) reorder(it *item, p Priority, seq uint64) {
	waits := it.lane != nil
	if waits {
		s.sched.remove(it)
	}
	it.prio, it.seq = p, seq
	if waits {
		s.sched.push(it)
	}
}

// cancel ends an item at once; nobody is waited for.
func (s *Session) cancel(it *item, status Status, why error) {
	if !it.entered() {
		return
	}
	if hook := s.opts.Hooks.CancelMessage; hook != nil && it.state < stFinishing {
		hook(it.m, status, func(status Status) { s.end(it, status, why) })
	} else {
		s.end(it, status, why)
	}
	s.kick()
}

// end is cancel without a look at who may start then. why is the error of the caller's context, nil without one.
func (s *Session) end(it *item, status Status, why error) {
	if status <= 0 {
		status = StatusCancelled
	}
	cause := ErrCancelled
	if why != nil {
		cause = fmt.Errorf("%w: %w", ErrCancelled, why)
	}
	e := &Error{Stage: StageCancel, Status: status, URL: it.url, Err: cause}
	if why != nil && it.stream != nil { // as a cancellable does: the error tells, the status stays
		e.Status = StatusNone
	}
	s.cut(it, e)
}

// cut ends an item in whatever phase it is; the connection in use is closed, unless the response was complete.
func (s *Session) cut(it *item, err *Error) {
	if it.state >= stFinishing {
		return
	}
	complete, other := it.complete(), it.next == nextOther
	if t := it.tunnel; t != nil {
		it.state = stFinishing // its CONNECT ends first, and must not end it
		s.cut(t, err)
		if c := it.c; c != nil && c.it == t { // the CONNECT had ended, and TLS would have been next
			s.drop(c, err.Err.Error())
			switch {
			case other: // our handlers were to hear of the answer first
				s.tunnelOver(t)
			case t.next == 0:
				s.emit(t, KindFinished, nextTunnelEnds)
			}
		}
	}
	it.turn.Add(1) // what handlers still go on to do is void
	it.held, it.outcome, it.asking, it.paused, it.again = false, nil, nil, 0, nil
	s.introduce(it)
	s.withdraw(it)
	if it.waiting {
		s.sched.remove(it)
		it.waiting = false
	}
	if it.between() {
		it.m.forget()
	}
	switch c := it.c; {
	case c == nil || c.it != it:
		it.c = nil
	case complete: // the wire is at rest
		s.giveBack(it)
		defer s.settle(c)
	default:
		it.c = nil
		s.drop(c, err.Err.Error())
	}
	it.err = err
	it.status, it.reason = err.Status, err.Status.Phrase()
	if err.Status == StatusNone && it.response != nil {
		it.status, it.reason = Status(it.response.Status), it.response.Reason
	}
	s.over(it)
}

// complete says whether the item's connection has brought a whole response and rests.
func (it *item) complete() bool {
	switch it.state {
	case stReceived:
		return true
	case stReady: // between two attempts, or on a connection that was idle, and nobody has heard of it
		return it.between() || it.c != nil && it.c.messages > 0 && it.signal == KindRequestStarted && it.s.floor != it
	case stRunning:
		return it.held && it.outcome != nil && it.outcome.err == nil
	}
	return false
}

// abort cancels everything that is queued now and closes what is idle, before and by that. Nothing starts until all of it
// is done.
func (s *Session) abort() {
	s.dropIdle()
	flush := func() {
		for _, it := range s.itemsInOrder() {
			s.end(it, StatusCancelled, nil)
		}
	}
	if hook := s.opts.Hooks.FlushQueue; hook != nil && !s.closing {
		hook(flush)
	} else {
		flush()
	}
	s.dropIdle()
	s.kick()
}

// dropIdle closes every idle connection, because the session is aborted.
func (s *Session) dropIdle() {
	for s.sched.oldest != nil {
		c := s.sched.oldest
		s.sched.unidle(c)
		s.drop(c, "the session was aborted")
	}
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
	s.dropIdle()
	for _, r := range s.runsWaiting {
		if !r.void() {
			s.mc.Invoke(r.f)
		}
	}
	s.runsWaiting = nil
}

// letGo unqueues an item that has finished and whose handlers or callback the application may never run, because the
// session ends. A callback that was not queued yet is queued now.
func (s *Session) letGo(it *item) {
	if it.state == stDone {
		return
	}
	if f := it.lastCall(); f != nil && !it.called {
		s.mc.Invoke(f)
	}
	if c := it.c; c != nil && c.it == it {
		s.drop(c, "the session was closed")
	}
	it.c = nil
	s.unqueue(it)
}
