package session

import (
	"cmp"
	"slices"
	"time"
)

// open makes a connection for an item that was granted one. A dedicated one serves no other.
func (s *Session) open(it *item, dedicated bool) {
	s.lastConn++
	c := newConn(s, s.lastConn, it.h)
	c.dedicated = dedicated
	c.it, it.c = it, c
	c.openFor, c.url, c.rec = it, it.url, it.rec
	it.state = stConnecting
	it.lastConn = c.id
	s.conns[c.id] = c
	s.event(it, KindConnectionCreated, c.id, 0, &ConnTarget{Scheme: schemeName(c.h.key.tls), Host: c.h.key.addr})
	s.emit(it, KindConnectionCreated, nextDial)
}

// dial begins to open the connection of an item.
func (s *Session) dial(it *item) {
	it.c.started = true
	s.speakUp()
	go it.c.live()
}

// drop takes a connection out of the session at once, whatever its goroutine does. It must be in no idle list.
func (s *Session) drop(c *conn, why string) {
	if c.gone {
		return
	}
	c.gone, c.it = true, nil
	if !c.opened {
		s.sched.connected(c.h)
	}
	c.shut()
	s.sched.lose(c)
	if !c.started || c.reading.Load() {
		delete(s.conns, c.id) // nobody will report its end, or not before a caller's reader returns
	}
	s.bury(c, why)
}

// maxBuried is how many closed connections are remembered.
const maxBuried = 200

// bury tells that a connection has come to its end, and remembers it for a while.
func (s *Session) bury(c *conn, why string) {
	sent, received := c.t.counts()
	s.say(nil, false, Event{Conn: c.id, Kind: KindConnectionClosed, Detail: &ConnClosed{Why: why, Messages: c.messages, Sent: sent, Received: received}})
	i := s.connInfo(c)
	i.State, i.Why, i.Closed, i.Message = ConnClosedState, why, s.log.now(), 0
	if len(s.closed) == maxBuried {
		s.closed = append(s.closed[:0], s.closed[1:]...)
	}
	s.closed = append(s.closed, i)
}

// exited: a connection's goroutine has ended.
func (s *Session) exited(c *conn) { delete(s.conns, c.id) }

// giveBack parts an item from its connection after a complete response: it becomes idle, or is closed.
func (s *Session) giveBack(it *item) {
	c := it.c
	it.c = nil
	switch {
	case c == nil || c.gone:
	case !c.res.reusable:
		s.drop(c, c.res.why)
	case c.dedicated:
		s.drop(c, "it was beyond the limits")
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
	if c.parting != "" {
		s.drop(c, c.parting)
		return
	}
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
	if c == nil || c.gone || c.it != nil || !c.resting || c.listed {
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
		s.say(nil, false, Event{Conn: c.id, Kind: KindConnectionIdle})
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
	ConnConnecting  ConnState = "connecting" // being opened
	ConnInUse       ConnState = "in use"     // carries a message
	ConnIdle        ConnState = "idle"       // waits for one
	ConnTaken       ConnState = "taken over" // it left the session and is still open
	ConnClosedState ConnState = "closed"     // only in ClosedConnections
)

// ConnInfo describes a connection at one moment.
type ConnInfo struct {
	ID        ConnID        // from 1, in order of creation
	Scheme    string        // http or https
	Host      string        // host:port that requests on it are for
	Local     string        // its own address, "" before it is connected
	Remote    string        // the peer's address, or the proxy's
	Proxy     string        // the proxy it leads through, "" none
	ProxyWhy  string        // how that was chosen
	Protocol  string        // such as HTTP/1.1
	TLS       *TLSInfo      // nil without, or before the handshake is over
	State     ConnState     // at the moment of the call
	Message   MessageID     // the one it carries, 0 when idle
	Messages  int           // how many it has carried
	History   []MessageID   // the last of them, oldest first
	Created   time.Duration // since the session's Epoch, as all times here
	IdleSince time.Duration // when State is ConnIdle
	Closed    time.Duration // when State is ConnClosedState
	Why       string        // it was closed
	Sent      int64         // bytes, decrypted
	Received  int64         // bytes, decrypted
}

func (s *Session) connInfo(c *conn) ConnInfo {
	f := c.facts.Load()
	i := ConnInfo{ID: c.id, Scheme: schemeName(c.h.key.tls), Host: c.h.key.addr, Messages: c.messages, Created: c.created, State: ConnIdle, IdleSince: c.idleSince,
		Proxy: f.proxy, ProxyWhy: f.why, TLS: f.tls, Protocol: "HTTP/1.1", History: slices.Clone(c.carried)}
	if f.remote != nil {
		i.Local, i.Remote = f.local.String(), f.remote.String()
	}
	switch {
	case c.taken.Load() != nil:
		i.State = ConnTaken
	case !c.opened:
		i.State = ConnConnecting
	case c.it != nil:
		i.State = ConnInUse
	}
	if c.it != nil {
		i.Message = c.it.id
	}
	i.Sent, i.Received = c.t.counts()
	return i
}

// Connections lists the open connections by id, those that were taken over among them. Waits for the engine, never for the
// MainContext.
func (s *Session) Connections() []ConnInfo {
	var out []ConnInfo
	s.ask(func() {
		for _, c := range s.conns {
			if !c.gone {
				out = append(out, s.connInfo(c))
			}
		}
		for _, c := range s.taken {
			out = append(out, s.connInfo(c))
		}
	})
	slices.SortFunc(out, func(a, b ConnInfo) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// ClosedConnections lists the last 200 connections that were closed, oldest first. Waits for the engine, never for the
// MainContext.
func (s *Session) ClosedConnections() []ConnInfo {
	var out []ConnInfo
	s.ask(func() { out = slices.Clone(s.closed) })
	return out
}

// Tapped gives the last bytes that went each way on an open connection, decrypted, at most 32 KiB each; ok is false for
// a connection that is not open. Waits for the engine, never for the MainContext.
func (s *Session) Tapped(id ConnID) (sent, received []byte, ok bool) {
	s.ask(func() {
		c := s.conns[id]
		if c == nil || c.gone {
			c = s.taken[id]
		}
		if c != nil {
			sent, received = c.t.tails()
			ok = true
		}
	})
	return sent, received, ok
}

func sortItems(its []*item) {
	slices.SortFunc(its, func(a, b *item) int { return cmp.Compare(a.id, b.id) })
}
