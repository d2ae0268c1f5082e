package timeline

import (
	"time"

	"ladle/session"
)

// message folds the events of one message until it is over. Its attempts before the last never change again.
type message struct {
	row      Row // what does not come from the last attempt or from freeze
	index    int // of the row
	order    uint64
	latest   time.Duration // of its events
	attempts []Attempt
	clock    clock
	under    PhaseKind // what goes on, or what a pause interrupts
	pausedBy pausers
	stolen   bool
	released bool // the connection that was stolen is closed
	unqueued bool
	socket   bool // the 101 was to WebSocket
	waiting  bool // is in the model's queue
	dirty    bool // differs from the row in the table
	closed   bool // unqueued, and nothing is open any more
	lost     bool // its session ended before it did
	events   eventLog
	host     string     // key of its host's limit
	parent   *message   // of a CONNECT: whose connection it makes
	tunnels  []*message // the CONNECTs for this one
	frozen   *Row       // of a CONNECT, as it was last
}

type pausers uint8

const (
	pausedByCaller pausers = 1 << iota
	pausedByQuestion
	pausedByHold
	pausedByBreakpoint
)

func pauser(by string) pausers {
	if by == "question" {
		return pausedByQuestion
	}
	return pausedByCaller
}

func newMessage(id RowID, r *run, at time.Duration) *message {
	m := &message{row: Row{ID: id, Begin: at, End: Open, run: r}}
	m.attempts = append(m.attempts, newAttempt(1, at))
	m.clock, m.latest = clock{since: at}, at
	return m
}

func newAttempt(number uint16, at time.Duration) Attempt {
	return Attempt{Number: number, Begin: at, End: Open, FirstByte: Open, BodyLength: -1}
}

func (m *message) last() *Attempt { return &m.attempts[len(m.attempts)-1] }

// volume counts the bytes that one event added to the traffic of the session.
type volume struct{ in, out int64 }

// apply folds one event; at is its time in the model.
func (m *message) apply(e *session.Event, at time.Duration) volume {
	m.events.add(*e)
	at = m.later(at)
	if e.Attempt > m.last().Number && e.Kind != session.KindRequestUnqueued {
		m.beginAttempt(e.Attempt, at)
	}
	if e.Conn != 0 && !m.clock.over {
		m.last().Conn = e.Conn
	}
	if m.clock.over && e.Kind != session.KindRequestUnqueued {
		return volume{} // late words do not change how an attempt ended
	}
	switch e.Kind {
	case session.KindGotHeaders, session.KindGotBodyData, session.KindGotBody, session.KindGotInformational:
		return m.received(e, at)
	case session.KindWroteHeaders, session.KindWroteBodyData, session.KindWroteBody:
		return m.wrote(e, at)
	}
	m.step(e, at)
	return volume{}
}

// step folds the events that move no bytes.
func (m *message) step(e *session.Event, at time.Duration) {
	switch e.Kind {
	case session.KindRequestQueued:
		m.asked(e)
	case session.KindConnectionCreated:
		m.shift(PhaseConnect, at)
	case session.KindNetworkEvent:
		if d, ok := e.Detail.(*session.NetworkEvent); ok && d != nil {
			if d.Proxy != "" {
				m.row.Proxy = proxyName(d.Proxy)
			}
			m.network(d, at)
		}
	case session.KindRequestStarted:
		if d, ok := e.Detail.(*session.Started); ok && d != nil {
			m.last().Reused, m.last().Idle = d.Reused, d.Idle
		}
		m.shift(PhaseSend, at)
	case session.KindStarting:
		m.shift(PhaseSend, at)
	case session.KindPaused, session.KindUnpaused:
		m.pause(e, at)
	case session.KindHeld, session.KindReleased:
		m.stand(pausedByHold, e.Kind == session.KindHeld, at)
	case session.KindStopped, session.KindContinued:
		m.stop(e, at)
	case session.KindQuestion:
		m.row.Question, _ = e.Detail.(*session.Question)
	case session.KindQuestionClosed:
		m.row.Question = nil
	default:
		m.decide(e, at)
	}
}

// decide folds what is decided about an attempt, and its end.
func (m *message) decide(e *session.Event, at time.Duration) {
	a := m.last()
	switch e.Kind {
	case session.KindAuthenticate:
		a.Ended.Challenge, _ = e.Detail.(*session.Challenge)
		m.mark(StateChallenge, at)
	case session.KindAuthenticated:
		a.Ended.Authenticated, _ = e.Detail.(*session.Authenticated)
		if a.Ended.Challenge == nil {
			m.mark(StateChallenge, at)
		}
	case session.KindRedirected:
		a.Ended.Redirected, _ = e.Detail.(*session.Redirected)
		m.mark(StateRedirect, at)
	case session.KindRestarted:
		m.restart(e, at)
	case session.KindFinished:
		a.Ended.Outcome, _ = e.Detail.(*session.Outcome)
		m.finish(at)
	case session.KindStolen:
		m.stolen, a.Ended.Stolen = true, true
		m.shift(PhaseOpen, at)
	case session.KindRequestUnqueued:
		m.unqueued = true
		m.settle(at)
	}
}

// later keeps a message's time from going backwards, as it can between the stamps of two goroutines.
func (m *message) later(at time.Duration) time.Duration {
	m.latest = max(m.latest, at)
	return m.latest
}

// release notes that the connection that was taken over is closed.
func (m *message) release(at time.Duration) {
	m.released = true
	at = m.later(at)
	m.stopClock(at)
	m.last().State = endState(m.last())
	m.settle(at)
}

// settle closes the row when nothing more can come; a connection taken over keeps it open.
func (m *message) settle(at time.Duration) {
	if m.unqueued && (!m.stolen || m.released) {
		m.end(at)
	}
}

func (m *message) asked(e *session.Event) {
	d, ok := e.Detail.(*session.Asked)
	if !ok || d == nil || len(m.events.list) > 1 {
		return // only the first event of a message says what was asked
	}
	m.row.Asked, m.row.Method, m.row.Priority = d, d.Method, d.Priority
	m.row.Address = ParseAddress(d.URL)
	m.host = m.row.Address.endpoint()
	a := m.last()
	a.Method, a.Address, a.BodyLength = d.Method, m.row.Address, e.N
}

// advance is shift for what cannot come before: a late step of sending does not end the receiving.
func (m *message) advance(kind PhaseKind, at time.Duration) {
	if kind > m.under {
		m.shift(kind, at)
	}
}

// shift begins another phase of the attempt.
func (m *message) shift(kind PhaseKind, at time.Duration) {
	m.under = kind
	m.clock.enter(m.phase(), at)
}

// phase is what the attempt's time counts as. A message held in the queue does what the queue does: it waits.
func (m *message) phase() PhaseKind {
	if m.pausedBy != 0 && m.under != PhaseQueued && m.under != PhaseOpen {
		return PhasePaused
	}
	return m.under
}

func (m *message) pause(e *session.Event, at time.Duration) {
	by := pausedByCaller
	if d, ok := e.Detail.(*session.Pause); ok && d != nil {
		by = pauser(d.By)
	}
	m.stand(by, e.Kind == session.KindPaused, at)
}

// stand adds a reason why the message stands still, or takes it away.
func (m *message) stand(by pausers, still bool, at time.Duration) {
	if still {
		m.pausedBy |= by
	} else {
		m.pausedBy &^= by
	}
	m.clock.enter(m.phase(), at)
}

// stop notes where a breakpoint holds the message, or that it goes on.
func (m *message) stop(e *session.Event, at time.Duration) {
	m.row.Stopped = nil
	if e.Kind == session.KindStopped {
		m.row.Stopped = &Stop{Since: at}
		if d, ok := e.Detail.(*session.Stopped); ok && d != nil {
			m.row.Stopped.At, m.row.Stopped.Breakpoint = d.At, d.Breakpoint
		}
	}
	m.stand(pausedByBreakpoint, m.row.Stopped != nil, at)
}
