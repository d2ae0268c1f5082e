package session

// settleResponse makes the response received the final one.
func (s *Session) settleResponse(it *item) {
	if it.err == nil {
		it.status, it.reason = Status(it.response.Status), it.response.Reason
	}
}

// fail ends an item without a complete response.
func (s *Session) fail(it *item, err *Error) {
	it.err = err
	it.status, it.reason = err.Status, err.Status.Phrase()
	s.finish(it)
}

// finish emits finished; unless somebody requeues, the callback and request-unqueued follow.
func (s *Session) finish(it *item) {
	it.state = stFinishing
	m := it.m
	m.mu.Lock()
	if it.sent == nil { // taken away from the connection before it reported
		it.sent = m.wireSent
	}
	if it.response == nil {
		it.response = m.wireResponse
	}
	m.status, m.reason, m.err, m.response = it.status, it.reason, it.err, it.response
	m.run++
	m.addAttempt(it)
	if m.content != nil {
		m.content.end(errOf(it.err))
	}
	m.mu.Unlock()
	s.evbuf[0] = Event{At: s.log.now(), Message: it.id, Attempt: it.attempt, Conn: it.lastConn, Kind: KindFinished, Detail: &Outcome{Status: it.status, Reason: it.reason, Err: it.err}}
	s.log.close(it.rec, s.evbuf[:1])
	if it.stream != nil {
		it.stream.finished(it.err, m.Content())
	}
	s.emit(it, KindFinished, nil, func() {
		if s.again(it) {
			return
		}
		if it.callback == nil {
			s.unqueue(it)
			return
		}
		it.called = true
		s.invoke(it, func() { it.callback(m) }, func() {
			if !s.again(it) {
				s.unqueue(it)
			}
		})
	})
}

func errOf(e *Error) error {
	if e == nil {
		return nil
	}
	return e
}

// again restarts an item that was requeued after it had finished.
func (s *Session) again(it *item) bool {
	if !it.requeued || s.closing {
		return false
	}
	s.restart(it, it.restart, it.restartBy)
	s.kick()
	return true
}

// addAttempt records the attempt that ends; mu is held.
func (m *Message) addAttempt(it *item) {
	a := Attempt{Number: int(it.attempt), Conn: it.lastConn, URL: it.url, Sent: it.sent, Response: it.response, Status: it.status}
	if it.response != nil && it.err == nil {
		a.Status = Status(it.response.Status)
	}
	if n := len(m.attempts); n > 0 && m.attempts[n-1].Number == a.Number {
		m.attempts[n-1] = a
		return
	}
	m.attempts = append(m.attempts, a)
}

// unqueue ends an item.
func (s *Session) unqueue(it *item) {
	it.state = stDone
	it.turn++
	delete(s.items, it.id)
	s.sched.leave(it)
	s.turn = Turn{s: s, it: it}
	for _, f := range it.hooks.unqueued { // before the message can be queued again
		f.RequestUnqueued(&s.turn)
	}
	it.m.release(it)
	s.evbuf[0] = Event{At: s.log.now(), Message: it.id, Attempt: it.attempt, Conn: it.lastConn, Kind: KindRequestUnqueued}
	s.log.add(nil, s.evbuf[:1])
	subs := subscribers(s, pickUnqueued)
	if len(subs) == 0 {
		it.wake()
		return
	}
	s.invoke(it, func() {
		for _, x := range subs {
			x.f(it.m)
		}
	}, it.wake)
}

// wake lets the caller of SendMessage go on.
func (it *item) wake() {
	if it.waiter != nil {
		close(it.waiter)
	}
}
