package session

import (
	"cmp"
	"slices"
	"time"
)

// open makes a connection for an item that was granted one.
func (s *Session) open(it *item) {
	s.lastConn++
	c := newConn(s, s.lastConn, it.h)
	c.it, it.c = it, c
	c.openFor, c.url, c.rec = it, it.url, it.rec
	it.state = stConnecting
	it.lastConn = c.id
	s.conns[c.id] = c
	s.event(it, KindConnectionCreated, c.id, 0, &ConnTarget{Scheme: scheme(c.h), Host: c.h.key.addr})
	dial := func() {
		if c.gone {
			return
		}
		c.started = true
		go c.live()
	}
	subs := subscribers(s, pickCreated)
	if len(subs) == 0 {
		dial()
		return
	}
	info := s.connInfo(c)
	s.invoke(it, func() {
		for _, x := range subs {
			x.f(info)
		}
	}, dial)
}

func scheme(h *host) string {
	if h.key.tls {
		return "https"
	}
	return "http"
}

// drop takes a connection out of the session at once, whatever its goroutine does. It must be in no idle list.
func (s *Session) drop(c *conn, why string) {
	if c.gone {
		return
	}
	c.gone, c.it, c.why = true, nil, why
	if !c.opened {
		s.sched.connected(c.h)
	}
	c.shut()
	s.sched.lose(c.h)
	if !c.started || c.reading.Load() {
		delete(s.conns, c.id) // nobody will report its end, or not before a caller's reader returns
	}
	sent, received := c.t.counts()
	s.evbuf[0] = Event{At: s.log.now(), Conn: c.id, Kind: KindConnectionClosed, Detail: &ConnClosed{Why: why, Messages: c.messages, Sent: sent, Received: received}}
	s.log.add(nil, s.evbuf[:1])
}

// giveBack parts an item from its connection after a complete response: it becomes idle, or is closed.
func (s *Session) giveBack(it *item, r *result) {
	c := it.c
	it.c = nil
	switch {
	case c == nil || c.gone:
	case !r.reusable:
		s.drop(c, r.why)
	case s.closing:
		s.drop(c, "the session was closed")
	default:
		s.rest(c)
	}
}

// rest makes a connection idle, or closes it if it is one too many.
func (s *Session) rest(c *conn) {
	c.it = nil
	c.resting = true
	if s.sched.over(c.h) {
		s.drop(c, tooMany)
		return
	}
	c.idleSince = s.log.now()
	s.sched.setIdle(c)
}

const tooMany = "one more than a lowered limit allows"

// drain closes idle connections that a lowered limit does not allow any more, the longest idle first.
func (s *Session) drain() {
	for c := s.sched.oldest; c != nil; {
		next := c.newer
		if s.sched.over(c.h) {
			s.sched.unidle(c)
			s.drop(c, tooMany)
		}
		c = next
	}
}

// watchAfter is how long a connection rests before it watches its socket. Under load the next message comes earlier, and
// a watch that is begun only to be ended costs as much as half an exchange.
const watchAfter = time.Millisecond

// settle has a connection that nobody took watch its socket soon.
func (s *Session) settle(c *conn) {
	if c.gone || c.it != nil || !c.resting || c.listed {
		return
	}
	c.listed = true
	s.rested = append(s.rested, c)
	if len(s.rested) > 1 {
		return // the timer runs
	}
	if s.restTimer == nil {
		s.restTimer = time.AfterFunc(watchAfter, func() { s.post(cmd{op: opFunc, fn: s.watchRested}) })
		return
	}
	s.restTimer.Reset(watchAfter)
}

// watchRested lets those watch that are still at rest.
func (s *Session) watchRested() {
	for i, c := range s.rested {
		s.rested[i] = nil
		c.listed = false
		if c.gone || c.it != nil || !c.resting {
			continue
		}
		c.resting = false
		c.next <- nil
		s.evbuf[0] = Event{At: s.log.now(), Conn: c.id, Kind: KindConnectionIdle}
		s.log.add(nil, s.evbuf[:1])
		s.idleLater(c)
	}
	s.rested = s.rested[:0]
}

// died: the watched socket of an idle connection was closed, or spoke without being asked.
func (s *Session) died(c *conn, _ *result) {
	if c.gone {
		return
	}
	it := c.it
	if it == nil {
		s.sched.unidle(c)
		s.drop(c, "closed by the peer")
		s.kick()
		return
	}
	it.c = nil
	s.drop(c, "closed by the peer")
	if it.state == stRunning { // handed over in that moment, nothing was written
		s.restart(it, RestartStale, nil)
	}
	s.kick()
}

// ConnState says what a connection is doing.
type ConnState string

// The states of a connection.
const (
	ConnConnecting ConnState = "connecting"
	ConnInUse      ConnState = "in use"
	ConnIdle       ConnState = "idle"
)

// ConnInfo describes a connection at one moment.
type ConnInfo struct {
	ID        ConnID
	Scheme    string // http or https
	Host      string // host:port
	State     ConnState
	Message   MessageID // the one it carries, 0 when idle
	Messages  int       // how many it has carried
	Created   time.Duration
	IdleSince time.Duration // when State is ConnIdle
	Sent      int64         // bytes, decrypted
	Received  int64
}

func (s *Session) connInfo(c *conn) ConnInfo {
	i := ConnInfo{ID: c.id, Scheme: scheme(c.h), Host: c.h.key.addr, Messages: c.messages, Created: c.created, State: ConnIdle, IdleSince: c.idleSince}
	if c.it != nil {
		i.State, i.Message = ConnInUse, c.it.id
	}
	if !c.opened {
		i.State = ConnConnecting
	}
	i.Sent, i.Received = c.t.counts()
	return i
}

// Connections lists the open connections by id. Waits for the engine, never for the MainContext.
func (s *Session) Connections() []ConnInfo {
	var out []ConnInfo
	s.ask(func() {
		for _, c := range s.conns {
			if !c.gone {
				out = append(out, s.connInfo(c))
			}
		}
	})
	slices.SortFunc(out, func(a, b ConnInfo) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// Tapped gives the last bytes that went each way on an open connection, decrypted, at most 32 KiB each; ok is false for
// a connection that is not open. Waits for the engine, never for the MainContext.
func (s *Session) Tapped(id ConnID) (sent, received []byte, ok bool) {
	s.ask(func() {
		if c := s.conns[id]; c != nil && !c.gone {
			sent, received = c.t.tails()
			ok = true
		}
	})
	return sent, received, ok
}

func sortItems(its []*item) {
	slices.SortFunc(its, func(a, b *item) int { return cmp.Compare(a.id, b.id) })
}
