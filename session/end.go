package session

import (
	"errors"

	"ladle/session/http1"
)

// settleResponse makes the response received the final one.
func (s *Session) settleResponse(it *item) {
	if it.err == nil && it.response != nil {
		it.status, it.reason = Status(it.response.Status), it.response.Reason
	}
	if o := it.override; o != nil {
		it.status, it.reason = o.status, o.reason
	}
}

// fail ends an item without a complete response.
func (s *Session) fail(it *item, err *Error) {
	it.err = err
	it.status, it.reason = err.Status, err.Status.Phrase()
	if err.Stage == StageTLS || err.Stage == StageProxy {
		s.distrusted(it, err)
	}
	if it.stream != nil && it.connects == nil {
		s.failStream(it, err)
	}
	s.over(it)
}

// distrusted notes what a handshake has shown that failed, and forgets a client certificate that was refused.
func (s *Session) distrusted(it *item, err *Error) {
	if err.Stage == StageTLS {
		it.m.opts.And(^uint32(CertificateTrusted)) // of an attempt before
		if err.TLS != nil {
			it.m.secured(err.TLS)
		}
	}
	var refused *ClientRefusedError
	if errors.As(err.Err, &refused) && refused.Subject != "" {
		s.forgetClient(refused.Host)
	}
}

// over begins the end of an item: as a CONNECT, for the caller of Connect, or with finished.
func (s *Session) over(it *item) {
	switch {
	case it.tunnels != nil:
		s.conclude(it)
		s.tunnelOver(it)
	case it.connects != nil:
		s.connectEnds(it)
	default:
		s.finish(it)
	}
}

// failStream gives a message whose caller reads a stream the status that it has in libsoup: there the error of the stream
// tells what is wrong with the wire, and the status is the one that came, or none.
func (s *Session) failStream(it *item, err *Error) {
	var he *http1.Error
	switch {
	case it.stream.wasGiven():
		it.status, it.reason = Status(it.response.Status), it.response.Reason
	case it.sent != nil && err.Status == StatusIOError && !errors.As(err, &he):
		it.status, it.reason = StatusNone, ""
	}
}

// finish emits finished; unless somebody requeues, the callback and request-unqueued follow. Where a handler may requeue
// the item, it keeps its connection until the handlers have run.
func (s *Session) finish(it *item) {
	s.conclude(it)
	if it.stream != nil {
		it.stream.end(errOf(it.err))
	}
	if it.c != nil && !it.m.hears(KindFinished) {
		s.giveBack(it)
	}
	s.emit(it, KindFinished, nextCallback)
}

// conclude makes the outcome known: to the message, and to those who observe.
func (s *Session) conclude(it *item) {
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
	s.say(it.rec, true, Event{Message: it.id, Attempt: it.attempt, Conn: it.lastConn, Kind: KindFinished, Detail: s.outcome(it)})
}

// outcome is the detail of finished. One like the last is the same: it is never changed.
func (s *Session) outcome(it *item) *Outcome {
	o := s.lastOutcome
	if o == nil || o.Status != it.status || o.Reason != it.reason || o.Err != it.err {
		o = &Outcome{Status: it.status, Reason: it.reason, Err: it.err}
		s.lastOutcome = o
	}
	return o
}

func errOf(e *Error) error {
	if e == nil {
		return nil
	}
	return e
}

// callBack runs the callback, unless a handler of finished requeued the item.
func (s *Session) callBack(it *item) {
	if s.repeats(it) {
		return
	}
	if c := it.c; c != nil {
		s.giveBack(it)
		s.kick()
		s.settle(c)
	}
	f := it.lastCall()
	if f == nil {
		s.unqueue(it)
		return
	}
	it.called = true
	it.part, it.next = partOver, nextUnqueue
	s.invoke(it, f)
}

// lastCall is what the caller is told at the end, nil for nothing.
func (it *item) lastCall() func() {
	switch {
	case it.callback != nil:
		return it.callBack
	case it.stream != nil && it.stream.async != nil && it.stream.claim():
		return func() { it.stream.async(it.stream.outcome()) }
	}
	return nil
}

// callBack runs the callback, inside which the message may be queued again.
func (it *item) callBack() {
	it.setCalling(true)
	it.callback(it.m)
	it.setCalling(false)
}

func (it *item) setCalling(on bool) {
	it.m.mu.Lock()
	defer it.m.mu.Unlock()
	it.calling = on
}

func (s *Session) unqueueOrRepeat(it *item) {
	if !s.repeats(it) {
		s.unqueue(it)
	}
}

// repeats restarts an item that was requeued after it had finished.
func (s *Session) repeats(it *item) bool {
	if it.again == nil || s.closing || it.followed() {
		return false
	}
	c := it.c
	s.repeat(it)
	s.kick()
	if c != nil {
		s.settle(c)
	}
	return true
}

// followed says whether the message was queued again inside its callback.
func (it *item) followed() bool {
	it.m.mu.Lock()
	defer it.m.mu.Unlock()
	return it.follows != nil
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
	s.leave(it)
	s.emit(it, KindRequestUnqueued, nextGone)
}

// leave takes an item out of the queue.
func (s *Session) leave(it *item) {
	it.state = stDone
	it.turn.Add(1)
	delete(s.items, it.id)
	s.sched.leave(it)
	s.turn = Turn{s: s, it: it}
	for _, f := range it.hooks.unqueued { // before the message can be queued again
		f.RequestUnqueued(&s.turn)
	}
	s.say(nil, false, Event{Message: it.id, Attempt: it.attempt, Conn: it.lastConn, Kind: KindRequestUnqueued})
	it.m.release(it)
}

// wake lets the caller of a call that blocks go on.
func (it *item) wake() {
	if it.waiter != nil {
		close(it.waiter)
	}
	if it.stream != nil {
		it.stream.tell()
		close(it.stream.gone)
	}
}
