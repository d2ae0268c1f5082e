package session

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

var (
	// ErrStolen: the message's connection was taken over, so there is no more to come for it.
	ErrStolen = errors.New("the connection was taken over")
	// ErrNoConnection: the message has no connection just now.
	ErrNoConnection = errors.New("message has no connection")
)

// Steal takes the connection that m has in use out of the session, whatever is happening on it, and hands it over: reads
// give first what was received and not consumed, then what comes. Timeouts end, and the connection counts against no limit
// any more. The message leaves the queue without finished and without its callback. What was being written is cut off
// between two pieces of 16 KiB. The error is ErrNotQueued or ErrNoConnection: it waits, is connecting, is restarting, or has finished.
// Waits for the engine, never for the network: where the connection is in the middle of a write, the first use of the
// net.Conn waits for the end of it.
func (s *Session) Steal(m *Message) (net.Conn, error) {
	it := m.item()
	if it == nil {
		return nil, ErrNotQueued
	}
	var nc net.Conn
	err := error(ErrNotQueued)
	if !s.ask(func() { nc, err = s.steal(it) }) {
		return nil, ErrClosed
	}
	return nc, err
}

func (s *Session) steal(it *item) (net.Conn, error) {
	c := it.c
	switch {
	case !it.queued():
		return nil, ErrNotQueued
	case c == nil || c.gone || c.it != it || it.between() || it.state != stReady && it.state != stRunning && it.state != stReceived:
		it.unshare()
		return nil, ErrNoConnection
	}
	it.turn.Add(1) // what handlers still go on to do is void
	it.held, it.outcome, it.asking, it.paused, it.again, it.c = false, nil, nil, 0, nil, nil
	s.withdraw(it)
	nc := s.take(c)
	m := it.m
	m.mu.Lock()
	if it.sent == nil {
		it.sent = m.wireSent
	}
	if it.response == nil {
		it.response = m.wireResponse
	}
	it.status, it.reason = m.status, m.reason
	m.run++
	m.addAttempt(it)
	if m.content != nil {
		m.content.end(ErrStolen)
	}
	m.mu.Unlock()
	s.say(it.rec, true, Event{Message: it.id, Attempt: it.attempt, Conn: c.id, Kind: KindStolen})
	if it.stream != nil {
		it.stream.end(ErrStolen)
		if it.stream.async != nil && it.stream.claim() {
			s.mc.Invoke(func() { it.stream.async(nil, ErrStolen) })
		}
	}
	it.state = stFinishing
	s.unqueue(it)
	s.kick()
	return nc, nil
}

// unshare has the connection of an item closed after its handlers have run, where one of them came too late to take it
// over: as in libsoup nobody else gets it then.
func (it *item) unshare() {
	if c := it.c; c != nil && c.it == it && it.between() {
		c.res.reusable, c.res.why = false, "somebody wanted to take it over"
	}
}

// between says whether the item's last attempt has ended and the next one, if any, not begun.
func (it *item) between() bool {
	return it.state == stFinishing || it.signal == KindRestarted && it.next == nextAgain
}

// take takes a connection out of the pool for whoever will own it. Its goroutine hands it over and ends.
func (s *Session) take(c *conn) *takenConn {
	c.it = nil
	c.gone = true
	s.sched.lose(c)
	delete(s.conns, c.id)
	s.taken[c.id] = c
	t := &takenConn{c: c, ready: make(chan struct{})}
	c.taken.Store(t)
	c.t.ctl.Or(ctlHeld)
	c.t.kick()
	s.speakUp()
	c.word <- errStolen
	s.say(nil, false, Event{Conn: c.id, Kind: KindConnectionTaken})
	return t
}

// handOver ends the goroutine's part in a connection that was taken over.
func (c *conn) handOver(t *takenConn) {
	c.flush()
	if c.rd != nil {
		t.rest = bytes.Clone(c.rd.Buffered())
	}
	t.rest = append(t.rest, c.t.late...) // no one else looks at it any more
	c.t.open()
	close(t.ready)
}

// takenConn is a connection that left the session.
type takenConn struct {
	c     *conn
	ready chan struct{} // closed when the connection's goroutine has let go

	mu   sync.Mutex
	rest []byte // received and not read
	once sync.Once
}

// Read gives what was received before, then what comes.
func (t *takenConn) Read(p []byte) (int, error) {
	<-t.ready
	t.mu.Lock()
	if len(t.rest) > 0 {
		n := copy(p, t.rest)
		t.rest = t.rest[n:]
		t.mu.Unlock()
		return n, nil
	}
	t.mu.Unlock()
	n, err := t.c.t.Conn.Read(p)
	t.c.t.count(p[:n], nil)
	return n, err
}

// Write writes to the peer.
func (t *takenConn) Write(p []byte) (int, error) {
	<-t.ready
	n, err := t.c.t.Conn.Write(p)
	t.c.t.count(nil, p[:n])
	return n, err
}

// Close closes the connection. It waits for nobody.
func (t *takenConn) Close() error {
	err := error(net.ErrClosed)
	t.once.Do(func() {
		err = nil
		select {
		case <-t.ready:
			err = t.c.t.Conn.Close()
		default:
		}
		t.c.closeSocket()
		t.c.s.post(cmd{op: opFunc, fn: func() { t.c.s.takenClosed(t.c) }})
	})
	return err
}

// takenClosed: the owner of a connection that was taken over has closed it.
func (s *Session) takenClosed(c *conn) {
	if s.taken[c.id] == nil {
		return
	}
	delete(s.taken, c.id)
	s.bury(c, "closed by whoever took it over")
}

// LocalAddr is the local end.
func (t *takenConn) LocalAddr() net.Addr { return t.c.facts.Load().local }

// RemoteAddr is the peer, or the proxy in front of it.
func (t *takenConn) RemoteAddr() net.Addr { return t.c.facts.Load().remote }

// SetDeadline sets both deadlines.
func (t *takenConn) SetDeadline(d time.Time) error {
	<-t.ready
	return t.c.t.Conn.SetDeadline(d)
}

// SetReadDeadline sets the deadline of reads.
func (t *takenConn) SetReadDeadline(d time.Time) error {
	<-t.ready
	return t.c.t.Conn.SetReadDeadline(d)
}

// SetWriteDeadline sets the deadline of writes.
func (t *takenConn) SetWriteDeadline(d time.Time) error {
	<-t.ready
	return t.c.t.Conn.SetWriteDeadline(d)
}

// CloseWrite ends the sending side, where the connection can do that: the peer reads the end and may still speak.
func (t *takenConn) CloseWrite() error {
	<-t.ready
	if w, ok := t.c.t.Conn.(interface{ CloseWrite() error }); ok {
		return w.CloseWrite()
	}
	return errors.ErrUnsupported
}

// TLS is what the connection's handshake agreed on, nil for a plain one.
func (t *takenConn) TLS() *TLSInfo { return t.c.facts.Load().tls }

var _ io.ReadWriteCloser = (*takenConn)(nil)
