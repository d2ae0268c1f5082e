package session

import "sync"

// The engine: one goroutine owns the queue, the items and the connections' records. Everybody else posts.

type op uint8

const (
	opFunc    op = iota // run fn
	opQueue             // a message was queued
	opOpened            // a connection is ready, or failed with err
	opSecured           // TLS is in the tunnel, or failed with err
	opParked            // a connection's goroutine waits for a word
	opDone              // an exchange has ended
	opDead              // an idle connection spoke or was closed
	opExited            // a connection's goroutine has ended
	opBlocked           // a connection's goroutine waits for the peer
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
	case opSecured:
		s.secured(c.c, c.res)
	case opParked:
		s.parkedAt(c.c, c.it, c.kind, c.res)
	case opDone:
		s.exchanged(c.c, c.it, c.res)
	case opDead:
		s.died(c.c, c.res)
	case opExited:
		s.exited(c.c)
	case opBlocked:
		if c.it != nil && c.c.it == c.it {
			c.it.blocked = true
		}
	case opHandled:
		s.handled(c.it, c.turn)
	case opKick:
		s.kick()
	}
	s.passFloor()
}

// event appends one event of the engine.
func (s *Session) event(it *item, k Kind, c ConnID, n int64, d Detail) {
	s.evbuf[0] = Event{At: s.log.now(), Message: it.id, Attempt: it.attempt, Conn: c, Kind: k, N: n, Detail: d}
	s.log.add(it.rec, s.evbuf[:1])
	s.evbuf[0] = Event{}
}
