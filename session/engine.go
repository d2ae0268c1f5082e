package session

import "sync"

// The engine owns the queue, the items and the connections' records. It is run by one goroutine at a time: its own, when the
// application has posted something, or the one of a connection that has news. Everybody else posts.

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

// mailbox is the only door: a slice under a lock. Whoever finds it idle runs the engine, or wakes who does.
type mailbox struct {
	mu      sync.Mutex
	q       []cmd
	spare   []cmd
	running bool // somebody runs the engine, or was woken to do it
	closed  bool
	wake    chan struct{} // for the engine's own goroutine
	ended   chan struct{} // closed when there will be no more to do
}

// post delivers c unless the engine has ended; it never blocks. The engine's own goroutine sees to it, unless another one
// runs the engine just now.
func (s *Session) post(c cmd) bool {
	b := &s.mail
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return false
	}
	b.q = append(b.q, c)
	w := !b.running
	b.running = true
	b.mu.Unlock()
	if w {
		b.wake <- struct{}{}
	}
	return true
}

// report is post for a connection's goroutine, which has nothing else to do until the engine has seen c: it runs the engine
// itself if nobody else does, so that its next message comes without a change of goroutines.
func (s *Session) report(c cmd) {
	b := &s.mail
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return
	}
	b.q = append(b.q, c)
	idle := !b.running
	b.running = true
	b.mu.Unlock()
	if idle {
		s.work()
	}
}

// ask posts f and waits until the engine has run it.
func (s *Session) ask(f func()) bool {
	done := make(chan struct{})
	if !s.post(cmd{op: opFunc, fn: func() {
		f()
		s.speakUp()
		close(done)
	}}) {
		return false
	}
	select {
	case <-done:
		return true
	case <-s.stopped:
		return false
	}
}

// run is the engine's own goroutine: it runs the engine when the application has posted something, and nobody else does.
func (s *Session) run() {
	defer close(s.stopped)
	for {
		select {
		case <-s.mail.wake:
			s.work()
		case <-s.mail.ended:
			return
		}
	}
}

// work runs the engine until the mailbox is empty. At any time at most one goroutine is here: that one owns the queue, the
// items and the connections' records.
func (s *Session) work() {
	b := &s.mail
	b.mu.Lock()
	for len(b.q) > 0 {
		q := b.q
		b.q = b.spare[:0]
		b.mu.Unlock()
		for i := range q {
			s.handle(&q[i])
			q[i] = cmd{}
		}
		s.speakUp()
		if cap(q) > 1<<14 { // a burst is over: give its memory back
			q = nil
		}
		b.mu.Lock()
		b.spare = q
	}
	b.running = false
	if s.closing && len(s.conns) == 0 && !b.closed {
		b.closed = true
		close(b.ended)
	}
	b.mu.Unlock()
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

// say notes an event of the engine. What it has noted goes into the log together: before anybody else can have something
// to say about it, and when the engine has no more to do.
func (s *Session) say(rec *record, last bool, e Event) {
	e.At = s.log.now()
	s.said = append(s.said, entry{[1]Event{e}, rec, last})
}

// speakUp puts what the engine has noted into the log.
func (s *Session) speakUp() {
	if len(s.said) > 0 {
		s.log.addAll(s.said)
		clear(s.said)
		s.said = s.said[:0]
	}
}

// event notes an event of an item.
func (s *Session) event(it *item, k Kind, c ConnID, n int64, d Detail) {
	s.say(it.rec, false, Event{Message: it.id, Attempt: it.attempt, Conn: c, Kind: k, N: n, Detail: d})
}
