package timeline

import (
	"slices"
)

// state is what the message does now.
func (m *message) state() State {
	a := m.last()
	switch {
	case m.clock.over:
		return a.State
	case m.row.Question != nil, m.pausedBy&pausedByQuestion != 0:
		return StateWaitsForYou
	case m.pausedBy != 0 && m.under == PhaseQueued:
		return StateHeld
	case m.phase() == PhasePaused:
		return StatePaused
	case m.under == PhaseOpen && !m.socket:
		return StateTakenOver
	}
	return phaseStates[m.under]
}

var phaseStates = [NumPhases]State{
	PhaseQueued: StateQueued, PhaseDNS: StateConnecting, PhaseConnect: StateConnecting, PhaseTLS: StateConnecting,
	PhaseSend: StateSending, PhaseWait: StateWaiting, PhaseReceive: StateReceiving, PhaseOpen: StateWebSocket,
	PhasePaused: StatePaused,
}

// freeze gives the row as it is now, sharing nothing that may still change.
func (m *message) freeze() *Row {
	r := m.row
	a := m.last()
	r.State = m.state()
	r.Attempts = slices.Clone(m.attempts)
	last := &r.Attempts[len(r.Attempts)-1]
	if !m.clock.over {
		last.Phases, last.State = m.clock.phases(), r.State
	}
	r.Status, r.Conn, r.Received, r.Decoded = a.Status, a.Conn, -1, -1
	if a.Response != nil || (m.clock.over && !a.Ended.Stolen) {
		r.Received, r.Decoded = a.Received, a.Decoded
	}
	r.Reason = reasonOf(a)
	r.Type = m.typeName(a)
	r.events, r.Thinned = m.events.kept(m.closed), m.events.thinned
	r.Findings = slices.Clip(r.Findings)
	r.Tunnels = m.frozenTunnels()
	r.Tag = tagOf(&r, m.lost)
	r.Chips = chipsOf(&r)
	m.dirty = false
	return &r
}

func reasonOf(a *Attempt) string {
	switch {
	case a.Status.Transport():
		if a.Ended.Outcome != nil && a.Ended.Outcome.Reason != "" {
			return a.Ended.Outcome.Reason
		}
		return a.Status.Phrase()
	case a.Response != nil:
		return a.Response.Reason
	}
	return ""
}

func (m *message) typeName(a *Attempt) string {
	switch {
	case m.socket:
		return "ws"
	case a.Response != nil:
		return TypeName(a.Response.Fields.Get("Content-Type"))
	}
	return ""
}
