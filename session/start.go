package session

// kick starts everything that may start now.
func (s *Session) kick() {
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
			s.open(g.it)
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
	c.opened = true
	s.sched.connected(c.h)
	it := c.it
	if r.err != nil {
		it.c = nil
		err := r.err
		s.drop(c, "could not be opened")
		s.goOn(it, func() { s.fail(it, err) })
		s.kick()
		return
	}
	it.state = stReady
	s.goOn(it, func() { s.start(it, &Started{}) })
	s.kick()
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
	subs := subscribers(s, pickStarted)
	if len(subs) == 0 {
		s.starting(it)
		return
	}
	s.invoke(it, func() {
		for _, x := range subs {
			x.f(it.m)
		}
	}, func() { s.starting(it) })
}

// starting is the last moment for changes.
func (s *Session) starting(it *item) {
	s.event(it, KindStarting, it.connID(), 0, nil)
	s.emit(it, KindStarting, func(t *Turn) {
		for _, f := range t.it.hooks.starting {
			f.Starting(t)
		}
	}, func() { s.launch(it) })
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
	it.state = stRunning
	it.c.hand(it)
}
