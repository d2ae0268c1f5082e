package session

import (
	"errors"
	"net/url"
)

// An item moves between states here, in start.go (from a grant to the wire) and in end.go (from the outcome to its end);
// nothing else moves it but a hold or a cancel (hold.go). Each step emits its signal (emit.go) and goes on from there, so
// that a handler, a pause or a question can stand between any two steps.

// enqueue takes a new item into the queue.
func (s *Session) enqueue(it *item) {
	s.lastSeq += seqGap
	it.seq = s.lastSeq
	s.items[it.id] = it
	it.speak()
	s.place(it)
	asked, length := it.m.asked(it.url)
	s.event(it, KindRequestQueued, 0, length, asked)
	switch {
	case s.closing:
		s.end(it, StatusCancelled, nil)
		s.letGo(it)
		return
	case it.bornHeld || s.doors.holdNew && !it.m.internal:
		s.hold(it, pausedByHold, KindHeld, nil)
	}
	s.emit(it, KindRequestQueued, nextWait)
}

// asked is the request as composed, for the event, with the length of its body.
func (m *Message) asked(url string) (*Asked, int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := int64(0)
	if m.body != nil {
		n = m.body.Length()
	}
	return &Asked{Method: m.method, URL: url, Fields: m.fields.Clone(), Priority: m.priority, Internal: m.internal}, n
}

// place finds the host record of an item and what it demands of a connection. The item is in no queue.
func (s *Session) place(it *item) {
	gen := it.m.gen.Load()
	if it.h != nil && it.gen == gen {
		return
	}
	it.gen = gen
	it.m.mu.Lock()
	u, method := it.m.uri, it.m.method
	it.m.mu.Unlock()
	f := it.m.Flags()
	it.needsNew = f&NewConnection != 0 || !idempotentMethods[method] && f&Idempotent == 0
	it.unlimited = f&IgnoreConnectionLimits != 0
	if it.uri == u && it.h != nil && it.h.key.via == it.m.way(s) {
		return
	}
	it.uri, it.url = u, displayURL(u)
	key := s.keyOf(u)
	key.via = it.m.way(s)
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
	s.lastHost, s.lastScheme, s.lastKey = u.Host, u.Scheme, s.props.Load().schemes.key(u)
	return s.lastKey
}

// wait puts an item among those that wait for a connection, unless it is held. One whose scheme means nothing ends.
func (s *Session) wait(it *item) {
	if _, ok := s.props.Load().schemes.tlsOf(it.uri.Scheme); !ok && it.connects == nil { // a connection as such has no scheme
		s.fail(it, &Error{Stage: StageQueue, Status: StatusMalformed, URL: it.url, Err: schemeError(it.uri.Scheme, it.url)})
		return
	}
	it.state = stStarting
	it.waiting = true
	switch {
	case it.nested && s.floor != nil && s.floor != it:
		s.afterFloor = append(s.afterFloor, it)
	case it.paused == 0:
		s.sched.push(it)
	}
	it.nested = false
}

// waitAfterFloor puts those into the queue that were queued by handlers, now that their item does nothing: as with a loop
// that is kicked when it is idle, they find its connection if it has become free.
func (s *Session) waitAfterFloor() {
	if len(s.afterFloor) == 0 {
		return
	}
	for i, it := range s.afterFloor {
		s.afterFloor[i] = nil
		if it.waiting && it.lane == nil && it.paused == 0 {
			s.sched.push(it)
		}
	}
	s.afterFloor = s.afterFloor[:0]
	s.kick()
}

var errMoves = errors.New("its handlers changed the origin again and again")

// parkedAt: the connection's goroutine has stopped at a step with a handler or a wish of a feature (k), or at the gate (0).
func (s *Session) parkedAt(c *conn, it *item, k Kind, r *result) {
	if c.gone || c.it != it {
		return // the goroutine learns it from quit
	}
	if k == KindQuestion {
		s.tlsAsked(c, it, r.data.(*tlsQuestion))
		return
	}
	it.data = r.data
	if k == KindNetworkEvent {
		if tls := c.facts.Load().tls; tls != nil {
			it.m.secured(tls)
		}
		s.emit(it, k, nextOpening)
		return
	}
	it.sent = r.sent
	if r.resp != nil {
		if r.resp.Status >= 200 {
			it.response = r.resp
		}
		it.m.setResponse(r.resp)
	}
	switch k {
	case 0:
		it.signal, it.part, it.next = 0, partHold, nextResume
		s.advance(it)
	case KindGotHeaders:
		s.emit(it, k, nextHeaded)
	case KindGotInformational:
		s.emit(it, k, nextInformed)
	default:
		s.emit(it, k, nextResume)
	}
}

// resume lets the goroutine of the item's connection go on. The item keeps the floor, if it has it, until that has to wait.
func (s *Session) resume(it *item) {
	it.blocked = false
	it.c.report.Store(s.floor == it)
	s.speakUp()
	it.c.word <- nil
}

// headed: everybody has seen the final head. The caller of Send gets its stream.
func (s *Session) headed(it *item) {
	if it.stream != nil && !s.swallows(it) {
		it.c.toStream = it.stream
		s.deliver(it)
	}
	s.resume(it)
}

// swallows says whether the body of the current response is kept back from the caller of Send because another attempt is
// likely to follow.
func (s *Session) swallows(it *item) bool {
	if it.again != nil {
		return true
	}
	for _, f := range it.hooks.headers {
		if r, ok := f.(Resender); ok && r.Resends(it.response.Status) {
			return true
		}
	}
	return it.m.Flags()&NoRedirect == 0 && s.decide(it).follow
}

// exchanged: one try on the wire has ended, well or badly.
func (s *Session) exchanged(c *conn, it *item, r *result) {
	if c.gone || c.it != it {
		return
	}
	if it.paused != 0 {
		it.outcome, it.held = r, true
		return
	}
	s.received(it, c, r)
}

// received takes what a try gave, when nobody holds the item any more.
func (s *Session) received(it *item, c *conn, r *result) {
	it.sent, it.response = r.sent, r.resp
	it.state = stReceived
	c.messages++
	if r.err != nil {
		s.failed(it, c, r)
		if it.signal != KindRestarted { // else it takes the place that has become free itself
			s.kick()
		}
		return
	}
	it.m.setResponse(r.resp)
	it.m.setTrailer(r.trailer)
	s.emit(it, KindGotBody, nextReceived)
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
func (s *Session) afterBody(it *item) {
	c := it.c
	switch {
	case it.again != nil:
		s.repeat(it)
	case it.tunnels != nil:
		s.answered(it)
		return
	case it.stream != nil && it.err == nil && c.toStream != nil && !it.stream.isClosed():
		s.settleResponse(it)
		s.giveBack(it)
		it.state = stDelivered
		it.stream.end(nil)
	case it.stream != nil && it.err == nil && c.toStream == nil: // its caller gets what was kept back when it has ended
		it.stream.keep(it.m.Content())
		s.settleResponse(it)
		s.finish(it)
	default:
		s.settleResponse(it)
		s.finish(it)
	}
	s.kick()
	s.settle(c)
}

// repeat restarts an item that was requeued.
func (s *Session) repeat(it *item) { s.restart(it, it.again.why, it.again.by) }

// restart says why another attempt comes, tells everybody, and puts the item back into the queue at its old place, or on
// the connection that it kept.
func (s *Session) restart(it *item, why RestartReason, by Detail) {
	switch by.(type) {
	case *Redirected:
		s.event(it, KindRedirected, it.lastConn, 0, by)
	case *Authenticated:
		s.event(it, KindAuthenticated, it.lastConn, 0, by)
	}
	s.say(it.rec, true, Event{Message: it.id, Attempt: it.attempt, Conn: it.lastConn, Kind: KindRestarted, Detail: &Restart{Why: why}})
	it.again, it.called, it.override = nil, false, nil
	if it.stream != nil {
		it.stream.renew()
	}
	m := it.m
	m.opts.And(^uint32(ContentDecoded))
	m.mu.Lock()
	if Flags(m.opts.Load())&CanRebuild != 0 {
		m.body = nil
	}
	m.addAttempt(it)
	m.run++
	m.wireSent, m.wireResponse = nil, nil
	m.mu.Unlock()
	it.state = stReady
	it.attempt++ // what handlers still do belongs to the attempt that comes
	it.speak()
	it.status, it.reason, it.err, it.response, it.sent = 0, "", nil, nil, nil
	s.emit(it, KindRestarted, nextAgain)
}

// again begins the next attempt. An item keeps its connection unless that cannot be used again, or the answer was a
// redirect: then a new choice is made.
func (s *Session) again(it *item) {
	it.m.forget()
	if it.again != nil { // by a handler of restarted
		s.repeat(it)
		return
	}
	if c := it.c; c != nil && (!c.res.reusable || c.res.resp.Status/100 == 3) {
		s.giveBack(it)
		defer s.settle(c)
	}
	if it.tunnels != nil && it.c == nil {
		s.tryAgain(it)
		return
	}
	if !s.moved(it) && it.c != nil {
		s.start(it, startedAtOnce)
		return
	}
	s.wait(it)
	s.kick()
}

// forget drops the response of an earlier attempt.
func (m *Message) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.status, m.reason, m.err, m.response, m.trailer = 0, "", nil, nil, nil
	if m.content != nil {
		m.content.Close()
		m.content = nil
	}
}

// requeue notes that an item is to be sent again; the limit counts redirects, challenges and requeues together.
func (s *Session) requeue(it *item, why RestartReason, by Detail) {
	if it.stream != nil && it.stream.wasAnswered() {
		return // its caller has that response, or knows why there is none
	}
	if it.state == stDone || it.again != nil || it.state == stConnecting || it.state == stTunneling {
		return
	}
	if it.resends >= maxResends {
		if it.response != nil && it.response.Status/100 == 3 && it.err == nil {
			it.err = &Error{Stage: StageRedirect, Status: StatusTooManyRedirects, URL: it.url, Err: errTooMany}
			it.status, it.reason = StatusTooManyRedirects, StatusTooManyRedirects.Phrase()
			if it.state == stFinishing { // finished has told the redirect; the message says why there is no more
				it.m.setEnd(it)
			}
		}
		s.slog.Warn("message was sent too often", "message", uint64(it.id), "limit", maxResends)
		return
	}
	it.resends++
	it.again = &resend{why: why, by: by}
	if it.waiting { // no handler of it runs that would come to an end
		s.sched.remove(it)
		it.waiting = false
		s.repeat(it)
	}
}

// setEnd has the message end as its item does.
func (m *Message) setEnd(it *item) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.status, m.reason, m.err = it.status, it.reason, it.err
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
