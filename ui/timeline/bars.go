package timeline

import "time"

// Lengths are the sizes of what is drawn on a scale, in pixels.
type Lengths struct {
	MinBar    float64 // width of the shortest phase
	Marker    float64 // width and height of a marker's glyph
	MarkerGap float64 // between two of them
	Behind    float64 // between a bar and the marks behind it
	Roomy     float64 // from this width on markers sit on their instant
	Room      float64 // left free behind the end of what is fitted, for marks and the line of now
}

// Bar is one phase in pixels.
type Bar struct {
	X0, X1 float64
	Kind   PhaseKind
}

// Mark is a glyph on or behind a bar; X is its left edge.
type Mark struct {
	X     float64
	State State
}

// AppendBars appends the bars of a message, or of one of its attempts by index; attempt is -1 for all. Live phases
// end at now. Every phase that there is gets at least Lengths.MinBar pixels, pushing the later ones to the right, so order
// never changes. Bars outside of the width are left out, but end and start tell of all: start and end are where the
// bar as a whole begins and ends.
func (s Scale) AppendBars(dst []Bar, r *Row, attempt int, now time.Duration) (bars []Bar, start, end float64) {
	attempts := chosen(r, attempt)
	start = s.X(attempts[0].Begin)
	end = start
	for i := range attempts {
		for _, p := range attempts[i].Phases {
			x0 := max(s.X(p.Start), end)
			x1 := max(s.X(until(p.End, now)), x0+s.MinBar)
			end = x1
			if x1 >= 0 && x0 <= s.Width {
				dst = append(dst, Bar{X0: x0, X1: x1, Kind: p.Kind})
			}
		}
	}
	return dst, start, end
}

// AppendMarks appends the marks of a message, or of one of its attempts; start and end are what AppendBars gave. In a
// bar of Lengths.Roomy pixels or more the markers sit on their instants, else they stand in a line behind it. The marks of how it
// ended, a cross or a slash, always stand behind it.
func (s Scale) AppendMarks(dst []Mark, r *Row, attempt int, start, end float64) []Mark {
	roomy := end-start >= s.Roomy
	behind := end + s.Behind
	put := func(x float64, st State) {
		if x+s.Marker >= 0 && x <= s.Width {
			dst = append(dst, Mark{X: x, State: st})
		}
	}
	add := func(st State) {
		put(behind, st)
		behind += s.Marker + s.MarkerGap
	}
	for _, a := range chosen(r, attempt) {
		for _, m := range a.Markers {
			switch {
			case attempt >= 0 && m.State == StateRetry:
				add(StateFailed) // on its own line a stale attempt ended here
			case roomy:
				put(s.X(m.At)-s.Marker/2, m.State)
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
