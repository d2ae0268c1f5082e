package kit

// Phase is a part of an exchange as the waterfall shows it. Phases differ in height as well as in colour.
type Phase uint8

// The phases, in the order they happen.
const (
	PhaseQueued Phase = iota
	PhaseDNS
	PhaseConnect
	PhaseTLS
	PhaseSend
	PhaseWait
	PhaseReceive
	PhaseOpen // a WebSocket, from the 101 on
	PhasePaused
)

type phaseLook struct {
	token  string
	height float32
}

var phaseLooks = [...]phaseLook{
	PhaseQueued: {"phase.queued", S("waterfall.queued")}, PhaseDNS: {"phase.dns", S("waterfall.setup")}, PhaseConnect: {"phase.connect", S("waterfall.setup")},
	PhaseTLS: {"phase.tls", S("waterfall.setup")}, PhaseSend: {"phase.send", S("waterfall.send")}, PhaseWait: {"phase.wait", S("waterfall.wait")},
	PhaseReceive: {"phase.receive", S("waterfall.receive")}, PhaseOpen: {"phase.open", S("waterfall.open")}, PhasePaused: {"phase.paused", S("waterfall.paused")},
}

// Token returns the colour token of the phase.
func (f Phase) Token() string { return phaseLooks[f].token }

// Height returns the height of the phase's bar in units.
func (f Phase) Height() float32 { return phaseLooks[f].height }

// MinPhaseWidth is the width a phase has at least, however short it was.
var MinPhaseWidth = S("waterfall.minWidth")

// Phase paints one bar of the waterfall from x to x+w, centred on the line y = middle; at least MinPhaseWidth wide. It
// returns the x where the bar ends, which is where the next one may begin.
func (p *Pen) Phase(f Phase, x, middle, w float32) float32 {
	x0, x1 := whole(x), whole(x+w)
	x1 = max(x1, x0+MinPhaseWidth)
	look := phaseLooks[f]
	r := Rect{x0, middle - look.height/2, x1 - x0, look.height}
	c := C(look.token)
	if f == PhasePaused {
		p.Hatch(r.Inset(1), c)
		p.Outline(r, 2, 1, c)
	} else {
		p.Box(r, min(1, look.height/2), c)
	}
	return x1
}

// Marker paints a small state glyph on an instant of a bar: 10 units, on a disc of the row's own background so that it
// can be read over the bar's colours.
func (p *Pen) Marker(s State, x, middle float32, background string) {
	x = whole(x)
	p.Box(Rect{x - 6, middle - 6, 12, 12}, 6, C(background))
	p.State(s, 10, x-5, middle-5)
}

func whole(v float32) float32 {
	if v < 0 {
		return -float32(int(0.5 - v))
	}
	return float32(int(v + 0.5))
}
