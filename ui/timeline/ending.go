package timeline

import (
	"time"

	"ladle/session"
)

// restart ends an attempt and begins the next at the same instant.
func (m *message) restart(e *session.Event, at time.Duration) {
	if m.clock.over {
		return
	}
	a := m.last()
	a.Ended.Why = session.RestartRequeue
	if d, ok := e.Detail.(*session.Restart); ok && d != nil && d.Why != "" {
		a.Ended.Why = d.Why
	}
	if a.Ended.Why == session.RestartStale {
		m.mark(StateRetry, at)
	}
	m.beginAttempt(a.Number+1, at)
}

// beginAttempt ends the last attempt, if nothing did, and begins another one.
func (m *message) beginAttempt(number uint16, at time.Duration) {
	m.stopClock(at)
	before := m.last()
	if before.Ended.Why == "" {
		before.Ended.Why = session.RestartRequeue
	}
	before.State = endState(before)
	next := newAttempt(number, at)
	next.Method, next.Address, next.BodyLength = before.Method, before.Address, before.BodyLength
	if d := before.Ended.Redirected; d != nil && before.Ended.Why == session.RestartRedirect {
		next.Address = ParseAddress(d.To)
		m.host = next.Address.endpoint()
		if d.Method != "" {
			next.Method = d.Method
		}
	}
	m.attempts = append(m.attempts, next)
	m.clock = clock{since: at}
	m.under, m.pausedBy, m.socket, m.stolen, m.released = PhaseQueued, 0, false, false, false
	m.row.Err, m.row.Stopped = nil, nil
}

// stopClock ends the time of the last attempt and settles its phases.
func (m *message) stopClock(at time.Duration) {
	if m.clock.over {
		return
	}
	a := m.last()
	a.End = m.clock.stop(at)
	a.Phases = m.clock.phases()
}

func (m *message) finish(at time.Duration) {
	a := m.last()
	m.stopClock(at)
	m.pausedBy, m.row.Question, m.row.Stopped = 0, nil, nil
	if o := a.Ended.Outcome; o != nil {
		m.row.Err = o.Err
		if a.Status == 0 || o.Status.Transport() {
			a.Status = o.Status
		}
		if o.Err != nil && o.Err.Finding != nil && len(m.row.Findings) < boundFindings {
			m.row.Findings = append(m.row.Findings, *o.Err.Finding)
		}
	}
	a.State = endState(a)
}

// end closes the row.
func (m *message) end(at time.Duration) {
	if m.closed {
		return
	}
	m.stopClock(at)
	m.closed, m.pausedBy = true, 0
	m.row.Question, m.row.Stopped = nil, nil
	a := m.last()
	m.row.End = a.End
	a.State = endState(a)
	if a.Ended.Outcome == nil && !a.Ended.Stolen {
		a.State = StateCancelled
	}
}

// endState is the state of an attempt that is over.
func endState(a *Attempt) State {
	switch a.Ended.Why {
	case session.RestartRedirect:
		return StateRedirect
	case session.RestartAuth:
		return StateChallenge
	case session.RestartStale:
		return StateRetry
	}
	switch {
	case a.Ended.Stolen && a.Status != 101:
		return StateTakenOver
	case a.Status == 101:
		return StateOK
	case a.Status == 0:
		return StateCancelled
	}
	return stateOfStatus(a.Status)
}
