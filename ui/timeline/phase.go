package timeline

import (
	"math"
	"time"
)

// Open is the end of what is not over yet; a live bar is drawn up to now. It is later than every time.
const Open time.Duration = math.MaxInt64

// PhaseKind names a stretch of an attempt's time.
type PhaseKind uint8

// The phases, in the order in which an undisturbed attempt has them.
const (
	PhaseQueued PhaseKind = iota
	PhaseDNS
	PhaseConnect
	PhaseTLS
	PhaseSend
	PhaseWait
	PhaseReceive
	PhaseOpen   // the connection was handed over, to a WebSocket or to the application
	PhasePaused // lies over the phase that it interrupts
	NumPhases
)

var phaseNames = [NumPhases]string{"Queued", "DNS", "Connect", "TLS", "Send", "Wait", "Receive", "Open", "Paused"}

// String is the phase's name in a legend.
func (k PhaseKind) String() string {
	if k < NumPhases {
		return phaseNames[k]
	}
	return "Unknown"
}

// Phase is a stretch of one kind. The phases of an attempt follow one another without gap or overlap, so that their
// lengths add up to the attempt's; none is empty.
type Phase struct {
	Kind       PhaseKind
	Start, End time.Duration // End is Open while the phase goes on
}

// Length is how long the phase took, up to now while it goes on.
func (p Phase) Length(now time.Duration) time.Duration { return max(0, until(p.End, now)-p.Start) }

// until is where something ends, or how far it has come.
func until(end, now time.Duration) time.Duration {
	if end == Open {
		return now
	}
	return end
}

// Marker is an instant worth a glyph on the bar: a redirect, a challenge, a retry, a 1xx.
type Marker struct {
	State State // StateRedirect, StateChallenge, StateRetry, StateInfo or StateTunnel
	At    time.Duration
}

// clock cuts the time of one attempt into phases.
type clock struct {
	closed []Phase
	kind   PhaseKind // of the phase that goes on
	since  time.Duration
	over   bool
}

// enter ends the phase that goes on, if it is another one, and begins kind.
func (c *clock) enter(kind PhaseKind, at time.Duration) {
	if c.over || kind == c.kind {
		return
	}
	c.close(at)
	c.kind = kind
	if n := len(c.closed); n > 0 && c.closed[n-1].Kind == kind {
		// Only an empty phase lay between: go on with the one before it.
		c.since = c.closed[n-1].Start
		c.closed = c.closed[:n-1]
	}
}

// stop ends the attempt's time and tells when that was.
func (c *clock) stop(at time.Duration) time.Duration {
	if !c.over {
		c.close(at)
		c.over = true
	}
	return c.since
}

func (c *clock) close(at time.Duration) {
	if at > c.since {
		c.closed = append(c.closed, Phase{Kind: c.kind, Start: c.since, End: at})
		c.since = at
	}
}

// phases gives a copy of what there is so far.
func (c *clock) phases() []Phase {
	n := len(c.closed)
	if !c.over {
		n++
	}
	out := append(make([]Phase, 0, n), c.closed...)
	if !c.over {
		out = append(out, Phase{Kind: c.kind, Start: c.since, End: Open})
	}
	return out
}
