package session

import (
	"net/url"
	"slices"
	"strings"
)

// The doors are for a person's hands: they stop, hold, order and release messages and connections from outside, without a
// connected handler. Each leaves its event. What cannot be done is refused with a reason.

// doors is the engine's record of what was asked for.
type doors struct {
	breakpoints []placedBreakpoint
	lastBreak   BreakpointID
	holdNew     bool
	redirects   map[string]RedirectPolicy // by host:port, "" all others
}

// RefusedError says why a door stays shut. What and Try are sentences for people.
type RefusedError struct {
	What string // why not
	Try  string // what to do instead, may be empty
}

func (e *RefusedError) Error() string { return lowerFirst(e.What) }

// Phase is a moment at which a message can be stopped; phases can be joined with |.
type Phase uint32

// The phases.
const (
	// StopAtStarting: the connection is there, the head is complete, nothing was written. The request can be changed.
	StopAtStarting Phase = 1 << iota
	// StopAtGotHeaders: the final head is there, the body has not been read.
	StopAtGotHeaders
	// StopAtRedirect: a redirect was read and is about to be followed. The next request can be changed, or TakeResponse
	// called.
	StopAtRedirect
	// StopAtAuthenticate: a 401 or 407 has no known credentials; handlers and questions come after.
	StopAtAuthenticate

	// StopAnywhere: all of them.
	StopAnywhere = StopAtStarting | StopAtGotHeaders | StopAtRedirect | StopAtAuthenticate
)

var phaseNames = []string{"starting", "got-headers", "redirect", "authenticate"}

// String names the phases, with commas between.
func (p Phase) String() string {
	var out []string
	for i, n := range phaseNames {
		if p&(1<<i) != 0 {
			out = append(out, n)
		}
	}
	return strings.Join(out, ", ")
}

// MarshalText writes the names.
func (p Phase) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads them; what is no phase is left out.
func (p *Phase) UnmarshalText(b []byte) error {
	*p = 0
	for n := range strings.SplitSeq(string(b), ", ") {
		if i := slices.Index(phaseNames, n); i >= 0 {
			*p |= 1 << i
		}
	}
	return nil
}

// BreakpointID names a breakpoint within its session, from 1. 0 is none.
type BreakpointID uint64

// Breakpoint stops messages.
type Breakpoint struct {
	// At are the phases.
	At Phase
	// Match chooses the messages, nil all. It runs on the engine and must not block.
	Match func(*Message) bool
	// Where chooses by the place that the running attempt goes to, nil all: at StopAtRedirect that is where the redirect
	// comes from, while the message's own URL is already where it leads. It runs as Match does, and must not change the URL.
	Where func(*url.URL) bool
	// Times is how often it stops before it takes itself off, 0 for ever.
	Times int
}

type placedBreakpoint struct {
	Breakpoint
	id   BreakpointID
	left int
}

// AddBreakpoint stops every message that b matches when it comes to one of the phases: the event stopped says so, the
// message stands still like a paused one, and Continue lets it go on. The first of several that match stops it, once.
// Waits for the engine.
func (s *Session) AddBreakpoint(b Breakpoint) BreakpointID {
	var id BreakpointID
	s.ask(func() {
		s.doors.lastBreak++
		id = s.doors.lastBreak
		s.doors.breakpoints = append(s.doors.breakpoints, placedBreakpoint{b, id, b.Times})
		s.listenForBreaks()
	})
	return id
}

// RemoveBreakpoint takes a breakpoint off; messages that it stopped stay stopped. Waits for the engine.
func (s *Session) RemoveBreakpoint(id BreakpointID) {
	s.ask(func() { s.unbreak(id) })
}

func (s *Session) unbreak(id BreakpointID) {
	s.doors.breakpoints = slices.DeleteFunc(s.doors.breakpoints, func(b placedBreakpoint) bool { return b.id == id })
	s.listenForBreaks()
}

// listenForBreaks notes where connections' goroutines have to stop so that the engine can look.
func (s *Session) listenForBreaks() {
	var all Phase
	for _, b := range s.doors.breakpoints {
		all |= b.At
	}
	s.breaks.Store(uint32(all))
}

// stopsAt says whether some breakpoint is at a phase; called by connections' goroutines.
func (c *conn) stopsAt(p Phase) bool {
	return Phase(c.s.breaks.Load())&p != 0 || Phase(c.cur.m.stopAt.Load())&p != 0
}

// StopAt stops m once, when it next comes to one of the phases. A message need not be queued yet.
func (m *Message) StopAt(p Phase) { m.stopAt.Store(uint32(p)) }

// stops stops an item at a phase where a breakpoint says so, and says whether it did.
func (s *Session) stops(it *item, p Phase) bool {
	if p == 0 || it.passed&p != 0 {
		return false
	}
	it.passed |= p
	id := BreakpointID(0)
	if Phase(it.m.stopAt.Load())&p != 0 {
		it.m.stopAt.Store(0)
	} else if id = s.breakpointFor(it, p); id == 0 {
		return false
	}
	s.hold(it, pausedByBreakpoint, KindStopped, &Stopped{At: p, Breakpoint: id})
	return true
}

func (s *Session) breakpointFor(it *item, p Phase) BreakpointID {
	for i := range s.doors.breakpoints {
		b := &s.doors.breakpoints[i]
		if b.At&p == 0 || b.Match != nil && !b.Match(it.m) || b.Where != nil && !b.Where(it.uri) {
			continue
		}
		id := b.id
		if b.Times > 0 {
			if b.left--; b.left == 0 {
				s.unbreak(id)
			}
		}
		return id
	}
	return 0
}

// phase is where an item stands that could be stopped after the signal that was emitted, 0 nowhere.
func (it *item) phase() Phase {
	switch it.signal {
	case KindStarting:
		return StopAtStarting
	case KindGotHeaders:
		return StopAtGotHeaders
	case KindGotBody:
		if it.again != nil && it.again.why == RestartRedirect {
			return StopAtRedirect
		}
	}
	return 0
}

// door runs f on the engine for the item of m.
func (s *Session) door(m *Message, f func(*item) error) error {
	it := m.item()
	if it == nil || it.s != s {
		return ErrNotQueued
	}
	err := error(ErrNotQueued)
	if !s.ask(func() {
		if it.queued() {
			err = f(it)
			s.kick()
		}
	}) {
		return ErrClosed
	}
	return err
}

var errNotStopped = &RefusedError{What: "The message is not stopped"}

// Continue lets a stopped message go on. The error is ErrNotQueued or a *RefusedError. Waits for the engine.
func (s *Session) Continue(m *Message) error {
	return s.door(m, func(it *item) error {
		if it.paused&pausedByBreakpoint == 0 {
			return errNotStopped
		}
		s.letGoOn(it, pausedByBreakpoint, KindContinued, nil)
		return nil
	})
}

// ContinueAll lets every stopped message go on, in the order in which they were queued, and says how many. Waits for the
// engine.
func (s *Session) ContinueAll() int {
	n := 0
	s.ask(func() {
		for _, it := range s.itemsInOrder() {
			if it.paused&pausedByBreakpoint != 0 {
				n++
				s.letGoOn(it, pausedByBreakpoint, KindContinued, nil)
			}
		}
		s.kick()
	})
	return n
}

// TakeResponse makes the response that m has read the final one, where it would be sent again: a redirect is not followed,
// a challenge not answered, and the request is as it was. The error is ErrNotQueued or a *RefusedError. Waits for the
// engine.
func (s *Session) TakeResponse(m *Message) error {
	return s.door(m, func(it *item) error {
		if it.state != stReceived || it.again == nil {
			return &RefusedError{What: "The message is not about to be sent again"}
		}
		s.settleAsIs(it)
		return nil
	})
}

// settleAsIs takes a requeue back.
func (s *Session) settleAsIs(it *item) {
	again := it.again
	it.again = nil
	it.resends--
	if again.undo != nil {
		again.undo()
	}
}

// QueueHeld is Queue for a message that waits until it is released. callback, on the MainContext, and errors are those of
// Queue.
func (s *Session) QueueHeld(m *Message, callback func(*Message)) error {
	return s.enqueueNew(m, &item{callback: callback, bornHeld: true})
}

// HoldNew has messages that are queued from now on wait until they are released, or ends that; those that are held stay
// held. Messages of the session's own are not held.
func (s *Session) HoldNew(on bool) {
	s.post(cmd{op: opFunc, fn: func() {
		if s.doors.holdNew != on {
			s.doors.holdNew = on
			s.say(nil, false, Event{Kind: KindHoldNew, Detail: &HoldNew{On: on}})
		}
	}})
}

var errNotWaiting = &RefusedError{What: "The message does not wait in the queue any more", Try: "Pause it instead"}

// Hold keeps queued messages from starting until they are released. Either all are held or, with a *RefusedError or
// ErrNotQueued, none. Waits for the engine.
func (s *Session) Hold(ms ...*Message) error {
	return s.together(ms, func(it *item) error {
		if !it.waiting {
			return errNotWaiting
		}
		return nil
	}, func(it *item) { s.hold(it, pausedByHold, KindHeld, nil) })
}

// Release lets held messages go, all in one moment. Either all are released or, with a *RefusedError or ErrNotQueued, none.
// Waits for the engine.
func (s *Session) Release(ms ...*Message) error {
	return s.together(ms, func(it *item) error {
		if it.paused&pausedByHold == 0 {
			return &RefusedError{What: "The message is not held"}
		}
		return nil
	}, func(it *item) { s.letGoOn(it, pausedByHold, KindReleased, nil) })
}

// together does one thing to several messages if it can be done to all.
func (s *Session) together(ms []*Message, can func(*item) error, do func(*item)) error {
	err := error(nil)
	if !s.ask(func() {
		its := make([]*item, 0, len(ms))
		for _, m := range ms {
			it := m.item()
			if it == nil || it.s != s || !it.queued() {
				err = ErrNotQueued
				return
			}
			if err = can(it); err != nil {
				return
			}
			its = append(its, it)
		}
		for _, it := range its {
			do(it)
		}
		s.kick()
	}) {
		return ErrClosed
	}
	return err
}

// ReleaseAll releases every held message in one moment and says how many. Waits for the engine.
func (s *Session) ReleaseAll() int {
	n := 0
	s.ask(func() {
		for _, it := range s.itemsInOrder() {
			if it.paused&pausedByHold != 0 {
				n++
				s.letGoOn(it, pausedByHold, KindReleased, nil)
			}
		}
		s.kick()
	})
	return n
}

// MoveBefore gives a queued message the place directly before another one that waits, with the same priority. The error is
// ErrNotQueued or a *RefusedError. Waits for the engine.
func (s *Session) MoveBefore(m, other *Message) error {
	return s.door(m, func(it *item) error {
		o := other.item()
		switch {
		case o == nil || o.s != s || !o.queued():
			return ErrNotQueued
		case o == it:
			return &RefusedError{What: "A message cannot go before itself"}
		case !it.waiting || !o.waiting:
			return errNotWaiting
		}
		s.reorder(it, o.prio, s.placeBefore(o, it))
		it.m.setPriority(o.prio)
		s.event(it, KindReordered, 0, 0, &Reordered{Priority: o.prio, Before: o.id})
		return nil
	})
}

// placeBefore finds a free place directly before o; where there is none, all places are spread anew.
func (s *Session) placeBefore(o, moving *item) uint64 {
	for {
		last := uint64(0)
		for _, x := range s.items {
			if x != moving && x.waiting && x.prio == o.prio && x.seq < o.seq {
				last = max(last, x.seq)
			}
		}
		if o.seq-last > 1 {
			return last + (o.seq-last)/2
		}
		s.spread()
	}
}

// spread gives all items places with room between them, in their order.
func (s *Session) spread() {
	its := make([]*item, 0, len(s.items))
	for _, it := range s.items {
		its = append(its, it)
	}
	slices.SortFunc(its, func(a, b *item) int {
		if a.seq < b.seq {
			return -1
		}
		return 1
	})
	s.lastSeq = 0
	for _, it := range its { // the order stays, so every heap stays one
		s.lastSeq += seqGap
		it.seq = s.lastSeq
	}
}

// CloseConnection closes a connection by hand. A message on it fails, with the status 7. The error is a *RefusedError.
// Waits for the engine.
func (s *Session) CloseConnection(id ConnID) error {
	err := error(ErrClosed)
	s.ask(func() {
		c := s.conns[id]
		if c == nil || c.gone {
			err = &RefusedError{What: "The connection is not open"}
			if s.taken[id] != nil {
				err = &RefusedError{What: "The connection was taken over", Try: "Close it there"}
			}
			return
		}
		err = nil
		it := c.it
		if it == nil {
			s.sched.unidle(c)
			s.drop(c, byHand)
			s.kick()
			return
		}
		s.cut(it, &Error{Stage: StageConnect, Status: StatusIOError, URL: it.url, Address: c.h.key.addr, Err: errByHand})
		s.kick()
	})
	return err
}

// CloseIdle closes every idle connection and says how many. Waits for the engine.
func (s *Session) CloseIdle() int {
	n := 0
	s.ask(func() {
		for s.sched.oldest != nil {
			c := s.sched.oldest
			s.sched.unidle(c)
			s.drop(c, byHand)
			n++
		}
		s.kick()
	})
	return n
}

const byHand = "closed by hand"
