package timeline

import "time"

// Pixels of the waterfall at scale 1.
const (
	MinBar     = 2.0  // width of the shortest phase
	MarkerSize = 12.0 // width and height of a marker's glyph
	markerGap  = 2.0
	afterBar   = 4.0  // between a bar and the marks behind it
	roomyBar   = 96.0 // from here on markers sit on their instant
)

var barHeights = [NumPhases]float64{
	PhaseQueued: 2, PhaseDNS: 6, PhaseConnect: 6, PhaseTLS: 6, PhaseSend: 6, PhaseWait: 6, PhaseReceive: 12,
	PhaseOpen: 4, PhasePaused: 12,
}

// Bar is one phase in pixels.
type Bar struct {
	X0, X1 float64
	Kind   PhaseKind
	Height float64
}

// Mark is a glyph on or behind a bar; X is its left edge.
type Mark struct {
	X     float64
	State State
}

// AppendBars appends the bars of a message, or of one of its attempts by index; attempt is -1 for all. Live phases
// end at now. Every phase that there is gets at least MinBar pixels, pushing the later ones to the right, so order
// never changes. Bars outside of the width are left out, but end and start tell of all: start and end are where the
// bar as a whole begins and ends.
func (s Scale) AppendBars(dst []Bar, r *Row, attempt int, now time.Duration) (bars []Bar, start, end float64) {
	attempts := chosen(r, attempt)
	start = s.X(attempts[0].Begin)
	end = start
	for i := range attempts {
		for _, p := range attempts[i].Phases {
			x0 := max(s.X(p.Start), end)
			x1 := max(s.X(until(p.End, now)), x0+MinBar)
			end = x1
			if x1 >= 0 && x0 <= s.Width {
				dst = append(dst, Bar{X0: x0, X1: x1, Kind: p.Kind, Height: barHeights[p.Kind]})
			}
		}
	}
	return dst, start, end
}

// AppendMarks appends the marks of a message, or of one of its attempts; start and end are what AppendBars gave. In a
// bar of 96 pixels or more the markers sit on their instants, else they stand in a line behind it. The marks of how it
// ended, a cross or a slash, always stand behind it.
func (s Scale) AppendMarks(dst []Mark, r *Row, attempt int, start, end float64) []Mark {
	roomy := end-start >= roomyBar
	behind := end + afterBar
	put := func(x float64, st State) {
		if x+MarkerSize >= 0 && x <= s.Width {
			dst = append(dst, Mark{X: x, State: st})
		}
	}
	add := func(st State) {
		put(behind, st)
		behind += MarkerSize + markerGap
	}
	for _, a := range chosen(r, attempt) {
		for _, m := range a.Markers {
			switch {
			case attempt >= 0 && m.State == StateRetry:
				add(StateFailed) // on its own line a stale attempt ended here
			case roomy:
				put(s.X(m.At)-MarkerSize/2, m.State)
			default:
				add(m.State)
			}
		}
	}
	last := r.State
	if attempt >= 0 {
		last = r.Attempts[attempt].State
	}
	if last == StateFailed || last == StateCancelled {
		add(last)
	}
	return dst
}

func chosen(r *Row, attempt int) []Attempt {
	if attempt < 0 {
		return r.Attempts
	}
	return r.Attempts[attempt : attempt+1]
}
