package session

import "time"

// kick starts everything that may start now.
func (s *Session) kick() {
	if hook := s.opts.Hooks.Kick; hook != nil {
		hook(s.startAll)
		return
	}
	s.startAll()
}

// startAll starts items as long as one may start.
func (s *Session) startAll() {
	for !s.log.behind.Load() {
		g := s.sched.next()
		if g.it == nil {
			return
		}
		g.it.waiting = false
		if g.close != nil {
			s.drop(g.close, "closed to make room for another connection")
		}
		if g.c == nil {
			s.open(g.it, g.dedicated)
			continue
		}
		g.c.it, g.it.c = g.it, g.c
		g.it.state = stReady
		s.start(g.it, s.reused(g.c))
	}
}

// startedAtOnce is the detail of request-started on a connection that has just become free.
var startedAtOnce = &Started{Reused: true}

// reused is the detail of request-started on an idle connection; less than a millisecond of rest is none.
func (s *Session) reused(c *conn) *Started {
	if idle := s.log.now() - c.idleSince; idle >= time.Millisecond {
		return &Started{Reused: true, Idle: idle}
	}
	return startedAtOnce
}

// opened: the goroutine of a new connection reports.
func (s *Session) opened(c *conn, r *result) {
	if c.gone {
		return
	}
	it := c.it
	if r.err == nil && c.tunnelled() {
		if it.paused != 0 {
			it.outcome, it.held = r, true
			return
		}
		s.tunnel(it)
		return
	}
	c.opened = true
	s.recheck(c)
	s.sched.connected(c.h)
	if r.err != nil {
		it.c = nil
		s.drop(c, "could not be opened")
	}
	if it.paused != 0 {
		it.outcome, it.held = r, true
	} else {
		s.connected(it, r)
	}
	s.kick()
}

// connected goes on with an item whose connection was opened, or could not be.
func (s *Session) connected(it *item, r *result) {
	switch {
	case r.stale && it.connects == nil: // nothing was sent
		s.restart(it, RestartStale, nil)
		return
	case r.err != nil:
		s.fail(it, r.err)
		return
	}
	if it.connects != nil {
		s.opens(it)
		return
	}
	it.state = stReady
	s.start(it, &Started{})
}

// start emits request-started and starting, then hands the item to its connection's goroutine. An item whose URL was
// changed while it waited looks for another connection.
func (s *Session) start(it *item, on *Started) {
	if s.moved(it) {
		s.wait(it)
		s.kick()
		return
	}
	if it.override != nil { // it was answered before it was sent
		c := it.c
		it.c = nil
		s.rest(c)
		s.settleResponse(it)
		s.finish(it)
		s.kick()
		s.settle(c)
		return
	}
	if s.leaveBehind(it); it.told != nil {
		if d := it.takeDropped(); d != nil {
			on = &Started{Reused: on.Reused, Idle: on.Idle, Dropped: d}
		}
	}
	p := &s.props.Load().Properties
	if p.UserAgent != "" {
		it.m.replaceAutomatic("User-Agent", p.UserAgent)
	}
	if p.AcceptLanguage != "" {
		it.m.addAutomatic("Accept-Language", p.AcceptLanguage)
	}
	it.m.keepAlive()
	if it.tunnels == nil {
		it.m.secured(it.c.facts.Load().tls)
	}
	s.event(it, KindRequestStarted, it.c.id, 0, on)
	s.emit(it, KindRequestStarted, nextStarting)
}

// secured notes what the handshake of the message's connection agreed on, nil where there is no TLS.
func (m *Message) secured(tls *TLSInfo) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tls = tls
	switch {
	case tls == nil:
	case tls.Trusted:
		m.opts.Or(uint32(CertificateTrusted))
	default:
		m.opts.And(^uint32(CertificateTrusted))
	}
}

// replaceAutomatic sets a field unless the caller left it out; it comes last then, as in libsoup.
func (m *Message) replaceAutomatic(name, value string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.leavesOut(name) {
		m.fields.Del(name)
		m.fields.Add(name, value)
	}
}

// keepAlive asks for a persistent connection unless the caller has said what is to become of it (RFC 9112 section 9.3).
func (m *Message) keepAlive() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.leavesOut("Connection") {
		return
	}
	for _, token := range []string{"keep-alive", "close", "upgrade"} {
		if m.fields.HasToken("Connection", token) {
			return
		}
	}
	m.fields.Add("Connection", "Keep-Alive")
}

func (it *item) connID() ConnID {
	if it.c == nil {
		return 0
	}
	return it.c.id
}

// moved says whether the item's URL leads elsewhere than its connection does, which then rests.
func (s *Session) moved(it *item) bool {
	s.place(it)
	c := it.c
	if c == nil || c.h == it.h && !c.gone {
		return false
	}
	it.c = nil
	if c.gone {
		return false
	}
	s.rest(c)
	s.settle(c)
	return true
}

// launch lets the connection's goroutine work. A kept-alive connection that has died meanwhile means another attempt, and
// so does a handler that changed the origin: no request goes where it was not meant to.
func (s *Session) launch(it *item) {
	if it.c == nil {
		s.restart(it, RestartStale, nil)
		return
	}
	if s.moved(it) {
		if it.resends++; it.resends > maxResends {
			s.fail(it, &Error{Stage: StageQueue, Status: StatusTooManyRedirects, URL: it.url, Err: errMoves})
			return
		}
		s.restart(it, RestartRequeue, nil)
		return
	}
	if it.again != nil {
		s.unsent(it)
		return
	}
	if it.tunnels != nil {
		s.negotiate(it, StepProxyNegotiating, nextHand)
		return
	}
	s.hand(it)
}

// unsent restarts an item that a handler of its start requeued: nothing was written. As in libsoup its connection, which
// has served nobody, is closed, but for a tunnel.
func (s *Session) unsent(it *item) {
	c := it.c
	it.c = nil
	if c.tunnelled() {
		s.rest(c)
	} else {
		s.drop(c, "the message was requeued before it was sent")
	}
	s.repeat(it)
	s.kick()
	s.settle(c)
}

// hand gives an item to the goroutine of its connection.
func (s *Session) hand(it *item) {
	if it.tunnels == nil {
		s.confide(it)
	}
	it.state, it.blocked = stRunning, false
	it.c.report.Store(s.floor == it)
	s.speakUp()
	it.c.hand(it)
}
