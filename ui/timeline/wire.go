package timeline

import (
	"strings"
	"time"

	"ladle/session"
)

func (m *message) network(d *session.NetworkEvent, at time.Duration) {
	if d.Step == session.StepTLSHandshaked {
		m.last().TLS = d.TLS
	}
	if m.under > PhaseTLS {
		return // a late word of a connection that the attempt does not use
	}
	switch d.Step {
	case session.StepResolving:
		m.shift(PhaseDNS, at)
	case session.StepResolved, session.StepConnecting:
		m.shift(PhaseConnect, at)
	case session.StepTLSHandshaking:
		m.shift(PhaseTLS, at)
	}
}

func (m *message) wrote(e *session.Event, at time.Duration) volume {
	a := m.last()
	var out int64
	switch e.Kind {
	case session.KindWroteHeaders:
		a.Sent, _ = e.Detail.(*session.Sent)
		out = raise(&a.HeadSent, e.N)
		m.advance(PhaseSend, at)
	case session.KindWroteBodyData:
		out = raise(&a.BodySent, e.N)
		m.advance(PhaseSend, at)
	case session.KindWroteBody:
		out = raise(&a.BodySent, e.N)
		m.advance(PhaseWait, at)
	}
	return volume{out: out}
}

func (m *message) received(e *session.Event, at time.Duration) volume {
	a := m.last()
	var in int64
	switch e.Kind {
	case session.KindGotInformational:
		in = max(e.N, 0)
		m.mark(StateInfo, at)
		if d, ok := e.Detail.(*session.Response); ok && d != nil && d.Status == 101 {
			m.head(d)
		}
	case session.KindGotHeaders:
		in = raise(&a.HeadCame, e.N)
		if d, ok := e.Detail.(*session.Response); ok && d != nil {
			m.head(d)
		}
		a.FirstByte = at
		m.advance(PhaseReceive, at)
	case session.KindGotBodyData:
		in = raise(&a.Received, e.N)
		if d, ok := e.Detail.(*session.BodyProgress); ok && d != nil {
			raise(&a.Decoded, d.Decoded)
		}
	case session.KindGotBody:
		in = raise(&a.Received, e.N)
		if d, ok := e.Detail.(*session.BodyEnd); ok && d != nil {
			raise(&a.Decoded, d.Decoded)
			a.Coding = d.Coding
		}
	}
	return volume{in: in}
}

// raise lifts a running count to n and tells by how much; counts never fall.
func raise(count *int64, n int64) int64 {
	by := max(0, n-*count)
	*count += by
	return by
}

// head takes a head in; one response may have at most boundFindings of them kept over all attempts.
func (m *message) head(d *session.Response) {
	a := m.last()
	a.Response, a.Status = d, session.Status(d.Status)
	m.socket = d.Status == 101 && strings.EqualFold(d.Fields.Get("Upgrade"), "websocket")
	if room := boundFindings - len(m.row.Findings); room > 0 {
		m.row.Findings = append(m.row.Findings, d.Findings[:min(room, len(d.Findings))]...)
	}
}

const (
	boundFindings = 64
	boundMarkers  = 64
)

func (m *message) mark(s State, at time.Duration) {
	if a := m.last(); len(a.Markers) < boundMarkers && !m.clock.over {
		a.Markers = append(a.Markers, Marker{State: s, At: at})
	}
}
