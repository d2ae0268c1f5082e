package session

import "sync"

// The engine: one goroutine owns the queue, the items and the connections' records. Everybody else posts.

type op uint8

const (
	opFunc    op = iota // run fn
	opQueue             // a message was queued
	opOpened            // a connection is ready, or failed with err
	opParked            // a connection's goroutine waits for a word
	opDone              // an exchange has ended
	opDead              // an idle connection spoke or was closed
	opExited            // a connection's goroutine has ended
	opHandled           // a run of handlers has returned
	opKick              // look whether something can start
)

// cmd is one letter to the engine.
type cmd struct {
	op   op
	kind Kind
	it   *item
	c    *conn
	turn uint64
	fn   func()
	res  *result
}

// mailbox is the only door: a slice under a lock and one token that wakes.
type mailbox struct {
	mu     sync.Mutex
	q      []cmd
	spare  []cmd
	asleep bool
	closed bool
	wake   chan struct{}
}

// post delivers c unless the engine has ended; it never blocks.
func (s *Session) post(c cmd) bool {
	b := &s.mail
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return false
	}
	b.q = append(b.q, c)
	w := b.asleep
	b.asleep = false
	b.mu.Unlock()
	if w {
		b.wake <- struct{}{}
	}
	return true
}

// ask posts f and waits until the engine has run it.
func (s *Session) ask(f func()) bool {
	done := make(chan struct{})
	if !s.post(cmd{op: opFunc, fn: func() { f(); close(done) }}) {
		return false
	}
	select {
	case <-done:
		return true
	case <-s.stopped:
		return false
	}
}

// run is the engine's goroutine.
func (s *Session) run() {
	defer close(s.stopped)
	b := &s.mail
	for {
		b.mu.Lock()
		for len(b.q) == 0 {
			if s.closing && len(s.conns) == 0 {
				b.closed = true
				b.mu.Unlock()
				return
			}
			b.asleep = true
			b.mu.Unlock()
			<-b.wake
			b.mu.Lock()
		}
		q := b.q
		b.q = b.spare[:0]
		b.mu.Unlock()
		for i := range q {
			s.handle(&q[i])
			q[i] = cmd{}
		}
		if cap(q) > 1<<14 { // a burst is over: give its memory back
			q = nil
		}
		b.mu.Lock()
		b.spare = q
		b.mu.Unlock()
	}
}

func (s *Session) handle(c *cmd) {
	switch c.op {
	case opFunc:
		c.fn()
	case opQueue:
		s.enqueue(c.it)
		s.kick()
	case opOpened:
		s.opened(c.c, c.res)
	case opParked:
		s.parkedAt(c.c, c.it, c.kind, c.res)
	case opDone:
		s.exchanged(c.c, c.it, c.res)
	case opDead:
		s.died(c.c, c.res)
	case opExited:
		delete(s.conns, c.c.id)
	case opHandled:
		s.handled(c.it, c.turn, c.fn)
	case opKick:
		s.kick()
	}
}

// event appends one event of the engine.
func (s *Session) event(it *item, k Kind, c ConnID, n int64, d Detail) {
	s.evbuf[0] = Event{At: s.log.now(), Message: it.id, Attempt: it.attempt, Conn: c, Kind: k, N: n, Detail: d}
	s.log.add(it.rec, s.evbuf[:1])
	s.evbuf[0] = Event{}
}

// emit runs the signal k of it: handlers connected before queueing, then features, then handlers connected later, then
// what follows. Without handlers everything runs at once; a pause or a question holds what follows.
func (s *Session) emit(it *item, k Kind, features func(*Turn), then func()) {
	if early := it.m.connected(k, true); len(early) > 0 {
		s.runHandlers(it, early, func() { s.emitFeatures(it, k, features, then) })
		return
	}
	s.emitFeatures(it, k, features, then)
}

// emitFeatures is the part of emit from the features on.
func (s *Session) emitFeatures(it *item, k Kind, features func(*Turn), then func()) {
	if features != nil {
		s.turn = Turn{s: s, it: it} // one for all: a feature may use it during its call only
		features(&s.turn)
		if ask := s.turn.ask; ask != nil {
			s.authenticate(it, ask, func() { s.emitLate(it, k, then) })
			return
		}
	}
	s.emitLate(it, k, then)
}

// emitLate is the part of emit after the features.
func (s *Session) emitLate(it *item, k Kind, then func()) {
	if late := it.m.connected(k, false); len(late) > 0 {
		s.runHandlers(it, late, func() { s.goOn(it, then) })
		return
	}
	s.goOn(it, then)
}

// runHandlers runs fs in one turn of the MainContext, then goes on; without any it goes on at once.
func (s *Session) runHandlers(it *item, fs []func(*Message), then func()) {
	if len(fs) == 0 {
		then()
		return
	}
	s.invoke(it, func() {
		for _, f := range fs {
			f(it.m)
		}
	}, then)
}

// invoke runs f on the MainContext and then goes on, unless the item's turn has passed meanwhile.
func (s *Session) invoke(it *item, f, then func()) {
	turn := it.turn
	s.mc.Invoke(func() {
		f()
		s.post(cmd{op: opHandled, it: it, turn: turn, fn: then})
	})
}

func (s *Session) handled(it *item, turn uint64, then func()) {
	if it.turn == turn {
		then()
	}
}

// goOn runs what follows now, or keeps it until the item is no longer held.
func (s *Session) goOn(it *item, then func()) {
	if it.paused != 0 {
		it.cont = then
		return
	}
	then()
}
