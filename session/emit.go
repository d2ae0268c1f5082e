package session

// A signal is emitted in parts: handlers that were connected before the message was queued, then the features, newest
// first, then handlers connected later, then whatever holds the item; and then the item goes on. What is still to do is
// kept in the item, so that a handler, a question or a pause may stand between any two parts, and nothing is allocated
// where nobody listens.

type part uint8

const (
	partEarly part = iota
	partFeatures
	partLate
	partHold
	partOver
)

// next names what an item does when its signal has been emitted.
type next uint8

const (
	nextWait       next = iota + 1 // in the queue, for a connection
	nextDial                       // open the connection
	nextStarting                   // emit starting
	nextLaunch                     // hand it to its connection's goroutine
	nextResume                     // let that goroutine go on
	nextInformed                   // the same after a 1xx
	nextHeaded                     // the same after the final head
	nextReceived                   // the response is complete
	nextAgain                      // begin the next attempt
	nextCallback                   // the last finished is over
	nextUnqueue                    // the callback has run
	nextGone                       // request-unqueued is over
	nextFinish                     // what Connect was called for was told
	nextOpening                    // go on opening the connection
	nextTunnel                     // a CONNECT is known
	nextStart                      // it starts
	nextHand                       // it is handed to the connection's goroutine
	nextOther                      // its item has heard of a step, now it does
	nextTunnelOver                 // it leaves the queue
	nextSecure                     // TLS comes into the tunnel
	nextTunnelEnds                 // its item goes on
)

// emit runs signal k of it, then does what n names.
func (s *Session) emit(it *item, k Kind, n next) {
	it.signal, it.part, it.next, it.passed = k, partEarly, n, 0
	s.advance(it)
}

// advance goes on with the emission of an item's signal until it has to wait.
func (s *Session) advance(it *item) {
	if it.asking != nil && s.authenticate(it) {
		return
	}
	for {
		p := it.part
		it.part++
		switch p {
		case partEarly:
			if s.runEarly(it) {
				return
			}
		case partFeatures:
			if s.runFeatures(it) {
				return
			}
		case partLate:
			if s.runMessage(it, false) {
				return
			}
		case partHold:
			if it.next == nextDial || it.signal == KindNetworkEvent {
				continue // a connection is opened whoever holds the item
			}
			if it.paused != 0 || s.stops(it, it.phase()) { // unpause goes on from here
				it.part = partHold
				it.held = true
				return
			}
		default:
			s.proceed(it)
			return
		}
	}
}

// runEarly runs the session's handlers of a signal of the session, and those of the message that were connected before
// it was queued.
func (s *Session) runEarly(it *item) bool {
	switch it.signal {
	case KindRequestQueued:
		return s.runSession(it, subscribers(s, pickQueued))
	case KindRequestStarted:
		return s.runStarted(it)
	case KindTunneling:
		return s.runConn(it, subscribers(s, pickTunneling))
	case KindRequestUnqueued:
		return s.runSession(it, subscribers(s, pickUnqueued))
	case KindConnectionCreated:
		return s.runConn(it, subscribers(s, pickCreated))
	}
	return s.runMessage(it, true)
}

// runStarted runs the class handler of request-started, then the others.
func (s *Session) runStarted(it *item) bool {
	hook := s.opts.Hooks.RequestStarted
	subs := subscribers(s, pickStarted)
	if hook == nil {
		return s.runSession(it, subs)
	}
	id := it.connID()
	s.invoke(it, func() {
		hook(it.m, id)
		for _, x := range subs {
			x.f(it.m)
		}
	})
	return true
}

// runConn runs handlers that get the item's connection.
func (s *Session) runConn(it *item, subs []subscriber[func(ConnInfo)]) bool {
	if len(subs) == 0 {
		return false
	}
	info := s.connInfo(it.c)
	s.invoke(it, func() {
		for _, x := range subs {
			x.f(info)
		}
	})
	return true
}

func (s *Session) runSession(it *item, subs []subscriber[func(*Message)]) bool {
	if len(subs) == 0 {
		return false
	}
	s.invoke(it, func() {
		for _, x := range subs {
			x.f(it.m)
		}
	})
	return true
}

// runMessage runs a part of the message's own handlers and says whether there are any.
func (s *Session) runMessage(it *item, early bool) bool {
	fs := it.m.connected(it.signal, early)
	if len(fs) == 0 {
		return false
	}
	data := it.data
	s.invoke(it, func() {
		for _, f := range fs {
			f(it.m, data)
		}
	})
	return true
}

// runFeatures calls the hooks of the signal, and says whether the item has to wait for what one of them asked for.
func (s *Session) runFeatures(it *item) bool {
	h := it.hooks
	s.turn = Turn{s: s, it: it} // one for all: a feature may use it during its call only
	t := &s.turn
	switch it.signal {
	case KindRequestQueued:
		s.introduce(it)
	case KindStarting:
		for _, f := range h.starting {
			f.Starting(t)
		}
	case KindGotHeaders:
		for _, f := range h.headers {
			if f.WantsHeaders(it.sent.Method, it.response) {
				f.GotHeaders(t)
			}
		}
	case KindGotBody:
		if it.tunnels == nil {
			s.redirect(it)
		}
		for _, f := range h.body {
			f.GotBody(t)
		}
	case KindRestarted:
		for _, f := range h.restart {
			f.Restarted(t)
		}
	}
	if t.ask == nil {
		return false
	}
	it.asking = &asking{authRequest: t.ask}
	return s.authenticate(it)
}

// introduce lets the features hear of a queued item, once; also of one that is cancelled before its turn came, for they
// will hear of its end.
func (s *Session) introduce(it *item) {
	if it.known {
		return
	}
	it.known = true
	s.turn = Turn{s: s, it: it}
	for _, f := range it.hooks.queued {
		f.RequestQueued(&s.turn)
	}
}

// proceed does what follows the signal that was emitted.
func (s *Session) proceed(it *item) {
	n := it.next
	it.next = 0
	switch n {
	case nextWait:
		if it.again != nil {
			s.repeat(it)
			return
		}
		s.place(it) // somebody may have changed where it goes
		s.wait(it)
	case nextDial:
		s.dial(it)
	case nextStarting:
		s.event(it, KindStarting, it.connID(), 0, nil)
		s.emit(it, KindStarting, nextLaunch)
	case nextLaunch:
		s.launch(it)
	case nextResume:
		s.resume(it)
	case nextInformed:
		it.m.setResponse(nil)
		s.resume(it)
	case nextHeaded:
		s.headed(it)
	case nextReceived:
		s.afterBody(it)
	case nextAgain:
		s.again(it)
	case nextCallback:
		s.callBack(it)
	case nextUnqueue:
		s.unqueueOrRepeat(it)
	case nextGone:
		s.speakUp()
		it.wake()
	case nextFinish:
		s.finish(it)
	case nextOpening:
		s.speakUp()
		it.c.word <- nil
	case nextTunnel:
		s.tunneling(it)
	case nextStart:
		s.start(it, &Started{})
	case nextHand:
		s.hand(it)
	case nextOther:
		if t := it.tunnel; t != nil {
			s.emit(t, KindNetworkEvent, t.after)
		}
	case nextTunnelOver:
		s.tunnelOver(it)
	case nextSecure:
		s.secure(it)
	case nextTunnelEnds:
		s.tunnelEnds(it)
	}
}

// handlerRun is one run of handlers on the MainContext, or one that waits for the floor.
type handlerRun struct {
	it   *item
	turn uint64
	last bool // the caller's callback, which is owed to it whatever happens
	f    func()
}

// void says whether the item was cancelled since.
func (r *handlerRun) void() bool { return !r.last && r.it.turn.Load() != r.turn }

// invoke runs f on the MainContext; the emission goes on when it has returned. The handlers of one item run together: one
// item has the floor until it has to wait for the network, the queue or a person, and the runs of the others come after
// that, in their order. Handlers so see the messages of a session one after the other as far as the wire allows, as they
// would in a program with one main loop. Queueing is its caller's act and needs no floor.
func (s *Session) invoke(it *item, f func()) {
	it.runs++
	r := handlerRun{it: it, turn: it.turn.Load(), last: it.next == nextUnqueue, f: f}
	if it.signal == KindRequestQueued {
		s.dispatch(r)
		return
	}
	if s.floor != nil && s.floor != it {
		s.runsWaiting = append(s.runsWaiting, r)
		return
	}
	s.setFloor(it)
	s.dispatch(r)
}

// dispatch queues a run on the MainContext. One whose item was cancelled meanwhile does nothing.
func (s *Session) dispatch(r handlerRun) {
	s.speakUp()
	s.mc.Invoke(func() {
		if !r.void() {
			r.f()
		}
		s.post(cmd{op: opHandled, it: r.it, turn: r.turn})
	})
}

// handled: a run of handlers has returned.
func (s *Session) handled(it *item, turn uint64) {
	it.runs--
	if it.turn.Load() != turn {
		return
	}
	if it.ctx != nil && it.ctx.Err() != nil { // the handler ended it, and waits for nobody to tell us
		s.cancel(it, StatusCancelled, it.ctx.Err())
	}
	if it.turn.Load() == turn {
		s.advance(it)
		s.kick()
	}
}

// passFloor gives the floor to the next run that waits for it, when the item that has it does nothing just now.
func (s *Session) passFloor() {
	if s.floor == nil || s.floor.busy() {
		return
	}
	s.setFloor(nil)
	s.waitAfterFloor()
	for len(s.runsWaiting) > 0 {
		r := s.runsWaiting[0]
		s.runsWaiting[0] = handlerRun{}
		if s.runsWaiting = s.runsWaiting[1:]; len(s.runsWaiting) == 0 {
			s.runsWaiting = nil
		}
		if r.void() {
			r.it.runs--
			continue
		}
		s.setFloor(r.it)
		s.dispatch(r)
		return
	}
}

func (s *Session) setFloor(it *item) {
	s.floor = it
	s.floorTaken.Store(it != nil)
}

// busy says whether an item's handlers run, or its connection's goroutine works on it without waiting for the peer or for
// whoever holds the item.
func (it *item) busy() bool {
	return it.runs > 0 || it.state == stRunning && it.c != nil && !it.blocked && !it.held
}
