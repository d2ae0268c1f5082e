package session

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
		s.start(g.it, &Started{Reused: true, Idle: s.log.now() - g.c.idleSince})
	}
}

// opened: the goroutine of a new connection reports.
func (s *Session) opened(c *conn, r *result) {
	if c.gone {
		return
	}
	it := c.it
	if r.err == nil && c.tunnelled() {
		s.tunnel(it)
		return
	}
	c.opened = true
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
	if r.err != nil {
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
	p := &s.props.Load().Properties
	if p.UserAgent != "" {
		it.m.replaceAutomatic("User-Agent", p.UserAgent)
	}
	if p.AcceptLanguage != "" {
		it.m.addAutomatic("Accept-Language", p.AcceptLanguage)
	}
	it.m.addAutomatic("Connection", "Keep-Alive")
	s.event(it, KindRequestStarted, it.c.id, 0, on)
	s.emit(it, KindRequestStarted, nextStarting)
}

// replaceAutomatic sets a field unless the caller left it out.
func (m *Message) replaceAutomatic(name, value string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.leavesOut(name) {
		m.fields.Set(name, value)
	}
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
	if it.tunnels != nil {
		s.negotiate(it, StepProxyNegotiating, nextHand)
		return
	}
	s.hand(it)
}

// hand gives an item to the goroutine of its connection.
func (s *Session) hand(it *item) {
	it.state, it.blocked = stRunning, false
	it.c.report.Store(s.floor == it)
	it.c.hand(it)
}
