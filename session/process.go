package session

import (
	"errors"
	"net/url"
)

// An item moves between states here, in start.go (from a grant to the wire) and in end.go (from the outcome to its end);
// nothing else moves it but a hold or a cancel (hold.go). Each step emits its signal and goes on from there, so that a
// handler, a pause or a question can stand between any two steps.

// enqueue takes a new item into the queue.
func (s *Session) enqueue(it *item) {
	s.lastSeq++
	it.seq = s.lastSeq
	s.items[it.id] = it
	it.speak()
	s.place(it)
	asked, length := it.m.asked(it.url)
	s.event(it, KindRequestQueued, 0, length, asked)
	if s.closing {
		s.end(it, StatusCancelled, nil)
		s.letGo(it)
		return
	}
	subs := subscribers(s, pickQueued)
	if len(subs) == 0 {
		s.queued(it)
		return
	}
	s.invoke(it, func() {
		for _, x := range subs {
			x.f(it.m)
		}
	}, func() { s.queued(it); s.kick() })
}

// queued: the handlers of request-queued have run; now the features, then it waits.
func (s *Session) queued(it *item) {
	s.turn = Turn{s: s, it: it}
	for _, f := range it.hooks.queued {
		f.RequestQueued(&s.turn)
	}
	s.place(it) // somebody may have changed where it goes
	s.wait(it)
}

// asked is the request as composed, for the event, with the length of its body.
func (m *Message) asked(url string) (*Asked, int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := int64(0)
	if m.body != nil {
		n = m.body.Length()
	}
	return &Asked{Method: m.method, URL: url, Fields: m.fields.Clone(), Priority: m.priority}, n
}

// place finds the host record of an item and what it demands of a connection. The item is in no queue.
func (s *Session) place(it *item) {
	it.m.mu.Lock()
	u, method := it.m.uri, it.m.method
	it.m.mu.Unlock()
	f := it.m.Flags()
	it.needsNew = f&NewConnection != 0 || !idempotentMethods[method] && f&Idempotent == 0
	if it.uri == u {
		return
	}
	it.uri, it.url = u, displayURL(u)
	key := s.keyOf(u)
	if it.h != nil && it.h.key == key {
		return
	}
	if it.h != nil {
		s.sched.leave(it)
	}
	it.h = s.sched.host(key)
	s.sched.enter(it)
}

// keyOf is hostKeyOf; a run of messages to one host asks for the same again and again.
func (s *Session) keyOf(u *url.URL) hostKey {
	if s.lastHost == u.Host && s.lastScheme == u.Scheme && s.lastHost != "" {
		return s.lastKey
	}
	s.lastHost, s.lastScheme, s.lastKey = u.Host, u.Scheme, hostKeyOf(u)
	return s.lastKey
}

// wait puts an item among those that wait for a connection, unless it is held.
func (s *Session) wait(it *item) {
	it.state = stStarting
	it.waiting = true
	if it.paused == 0 {
		s.sched.push(it)
	}
}

var errMoves = errors.New("its handlers changed the origin again and again")

// parkedAt: the connection's goroutine has stopped at a step with a handler or a wish of a feature (k), or at the gate (0).
func (s *Session) parkedAt(c *conn, it *item, k Kind, r *result) {
	if c.gone || c.it != it {
		return // the goroutine learns it from quit
	}
	it.sent = r.sent
	if r.resp != nil {
		if r.resp.Status >= 200 {
			it.response = r.resp
		}
		it.m.setResponse(r.resp)
	}
	resume := func() { c.word <- nil }
	switch k {
	case 0:
		s.goOn(it, resume)
	case KindGotHeaders:
		s.emit(it, k, func(t *Turn) {
			for _, f := range it.hooks.headers {
				if f.WantsHeaders(it.sent.Method, it.response) {
					f.GotHeaders(t)
				}
			}
		}, func() {
			if it.stream != nil && !s.swallows(it) {
				c.toStream = it.stream
				it.stream.open()
			}
			resume()
		})
	case KindGotInformational:
		s.emit(it, k, nil, func() {
			it.m.setResponse(nil)
			resume()
		})
	default:
		s.emit(it, k, nil, resume)
	}
}

// swallows says whether the body of the current response is kept back from the caller of Send because another attempt is
// likely to follow.
func (s *Session) swallows(it *item) bool {
	st := it.response.Status
	if it.requeued || st == 401 || st == 407 {
		return true
	}
	return st >= 300 && st < 400 && it.m.Flags()&NoRedirect == 0 && it.response.Fields.Has("Location")
}

// exchanged: one try on the wire has ended, well or badly.
func (s *Session) exchanged(c *conn, it *item, r *result) {
	if c.gone || c.it != it {
		return
	}
	if it.paused != 0 {
		it.cont = func() { s.received(it, c, r) }
		return
	}
	s.received(it, c, r)
}

// received takes what a try gave, when nobody holds the item any more.
func (s *Session) received(it *item, c *conn, r *result) {
	it.sent, it.response = r.sent, r.resp
	c.messages++
	if r.err != nil {
		s.failed(it, c, r)
		s.kick()
		return
	}
	it.m.setResponse(r.resp)
	s.emit(it, KindGotBody, func(t *Turn) {
		t.s.redirect(t.it)
		for _, f := range t.it.hooks.body {
			f.GotBody(t)
		}
	}, func() { s.afterBody(it, c, r) })
}

// failed decides whether a failed try is repeated because its kept-alive connection was stale: no byte of a response, a
// connection that had served before, an idempotent method, and no timeout (RFC 9110 section 9.2.2, RFC 9112 section 9.3.1).
func (s *Session) failed(it *item, c *conn, r *result) {
	it.c = nil
	if r.stale && idempotentMethods[it.method()] {
		s.drop(c, "closed by the peer")
		s.restart(it, RestartStale, nil)
		return
	}
	s.drop(c, r.err.Err.Error())
	s.fail(it, r.err)
}

func (it *item) method() string {
	if it.sent != nil {
		return it.sent.Method
	}
	return it.m.Method()
}

// afterBody: everybody has seen the whole response.
func (s *Session) afterBody(it *item, c *conn, r *result) {
	if c.gone { // taken away while handlers ran
		it.c = nil
	}
	if it.requeued {
		keep := it.c != nil && r.reusable && (r.resp.Status == 401 || r.resp.Status == 407)
		if !keep {
			s.giveBack(it, r)
		}
		s.restart(it, it.restart, it.restartBy)
		s.kick()
		s.settle(c)
		return
	}
	s.giveBack(it, r)
	s.settleResponse(it)
	s.finish(it)
	s.kick()
	s.settle(c)
}

// restart says why another attempt comes, tells everybody, and puts the item back into the queue at its old place, or on
// the connection that it kept.
func (s *Session) restart(it *item, why RestartReason, by Detail) {
	n := 0
	add := func(k Kind, d Detail) {
		s.evbuf[n] = Event{At: s.log.now(), Message: it.id, Attempt: it.attempt, Conn: it.lastConn, Kind: k, Detail: d}
		n++
	}
	switch by.(type) {
	case *Redirected:
		add(KindRedirected, by)
	case *Authenticated:
		add(KindAuthenticated, by)
	}
	add(KindRestarted, &Restart{Why: why})
	s.log.close(it.rec, s.evbuf[:n])
	it.requeued, it.restartBy, it.called = false, nil, false
	m := it.m
	m.mu.Lock()
	m.addAttempt(it)
	m.run++
	m.wireSent, m.wireResponse = nil, nil
	m.mu.Unlock()
	it.state = stReady
	it.attempt++ // what handlers still do belongs to the attempt that comes
	it.speak()
	it.status, it.reason, it.err, it.response, it.sent = 0, "", nil, nil, nil
	s.emit(it, KindRestarted, func(t *Turn) {
		for _, f := range it.hooks.restart {
			f.Restarted(t)
		}
	}, func() {
		m.mu.Lock()
		m.status, m.reason, m.err, m.response = 0, "", nil, nil
		if m.content != nil {
			m.content.Close()
			m.content = nil
		}
		m.mu.Unlock()
		if !s.moved(it) && it.c != nil {
			s.start(it, &Started{Reused: true})
			return
		}
		s.wait(it)
		s.kick()
	})
}

// requeue notes that an item is to be sent again; the limit counts redirects, challenges and requeues together.
func (s *Session) requeue(it *item, why RestartReason, by Detail) {
	if it.state == stDone || it.requeued || it.state == stStarting || it.state == stConnecting {
		return
	}
	if it.resends >= maxResends {
		if it.response != nil && it.response.Status/100 == 3 && it.err == nil {
			it.err = &Error{Stage: StageRedirect, Status: StatusTooManyRedirects, URL: it.url, Err: errTooMany}
			it.status, it.reason = StatusTooManyRedirects, StatusTooManyRedirects.Phrase()
		}
		s.slog.Warn("message was sent too often", "message", uint64(it.id), "limit", maxResends)
		return
	}
	it.resends++
	it.requeued, it.restart, it.restartBy = true, why, by
}

func (m *Message) setResponse(r *Response) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.response = r
	m.status, m.reason = 0, ""
	if r != nil {
		m.status, m.reason = Status(r.Status), r.Reason
	}
}
