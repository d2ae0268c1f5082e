package timeline

import (
	"math"
	"strconv"
	"time"
)

// Scale maps a stretch of time onto a number of pixels: the waterfall's ruler. It is a value; every change gives a
// new one.
type Scale struct {
	From, To time.Duration
	Width    float64 // pixels
	Lengths
}

const (
	shortestSpan = 100 * time.Microsecond
	longestSpan  = 366 * 24 * time.Hour
)

// Span is the time from one end to the other.
func (s Scale) Span() time.Duration { return s.To - s.From }

// X is where an instant is, in pixels from the left; it may lie outside of the width.
func (s Scale) X(t time.Duration) float64 {
	if s.To <= s.From {
		return 0
	}
	return (float64(t) - float64(s.From)) / float64(s.To-s.From) * s.Width
}

// At is the instant at a pixel.
func (s Scale) At(x float64) time.Duration {
	if s.Width <= 0 {
		return s.From
	}
	return s.From + time.Duration(math.Round(x/s.Width*float64(s.To-s.From)))
}

// showing is the scale over another stretch.
func (s Scale) showing(from, to time.Duration) Scale {
	s.From, s.To = from, to
	return s
}

// Zoom makes the span so many times longer, shorter below 1, and keeps the instant under the pointer where it is, as
// far as the scale need not begin before the epoch.
func (s Scale) Zoom(x, factor float64) Scale {
	if !(factor > 0) || s.Width <= 0 {
		return s
	}
	length := min(max(float64(s.Span())*factor, float64(shortestSpan)), float64(longestSpan))
	pivot := float64(s.At(x))
	from := max(0, pivot-x/s.Width*length)
	return s.showing(time.Duration(from), time.Duration(from+length))
}

// Pan moves the scale so many pixels to later times, not before the epoch.
func (s Scale) Pan(x float64) Scale {
	if s.Width <= 0 {
		return s
	}
	by := max(-s.From, time.Duration(x/s.Width*float64(s.Span())))
	return s.showing(s.From+by, s.To+by)
}

// Fit shows a stretch, as one that was dragged on the ruler.
func (s Scale) Fit(from, to time.Duration) Scale {
	if to < from {
		from, to = to, from
	}
	from = max(0, from)
	to = min(max(to, from+shortestSpan), from+longestSpan)
	return s.showing(from, to)
}

// FitAll shows a stretch with room for marks behind its end: what double click does with Extent.
func (s Scale) FitAll(from, to time.Duration) Scale {
	f := s.Fit(from, to)
	if s.Width > 2*s.Room {
		f.To += time.Duration(float64(f.Span()) * s.Room / (s.Width - s.Room))
	}
	return f
}

// Extent is from the beginning of the first message of a snapshot to the end of the last, to now if one is live. ok
// is false without rows.
func Extent(s *Snapshot, now time.Duration) (from, to time.Duration, ok bool) {
	from = Open
	for i := range s.Len() {
		r := s.Row(i)
		from = min(from, r.Begin)
		to = max(to, r.Begin, until(r.End, now))
	}
	return from, to, s.Len() > 0
}

// Tick is a labelled line of the ruler.
type Tick struct {
	At    time.Duration
	X     float64
	Label string // "0", "200 ms", "0.5 s", "2 m"
}

// steps beyond a second that are not powers of ten times 1, 2 or 5.
var longSteps = []time.Duration{
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 5 * time.Hour, 12 * time.Hour, 24 * time.Hour, 48 * time.Hour, 120 * time.Hour, 240 * time.Hour,
	480 * time.Hour, 1200 * time.Hour,
}

// step is the shortest round step that puts ticks at least gap pixels apart.
func (s Scale) step(gap float64) time.Duration {
	least := float64(s.Span()) * gap / s.Width
	for unit := time.Microsecond; unit <= 10*time.Second; unit *= 10 {
		for _, k := range []time.Duration{1, 2, 5} {
			if step := k * unit; step < time.Minute && float64(step) >= least {
				return step
			}
		}
	}
	for _, step := range longSteps {
		if float64(step) >= least {
			return step
		}
	}
	return longestSpan
}

// Ticks are the round times in view, at least gap pixels apart, counted from zero, which is the epoch or, for one
// message, when it was queued. The labels are all in one unit.
func (s Scale) Ticks(zero time.Duration, gap float64) []Tick {
	if s.Width <= 0 || s.To <= s.From || !(gap >= 1) {
		return nil
	}
	step := s.step(gap)
	first := (s.From - zero) / step
	if first*step < s.From-zero {
		first++
	}
	var ticks []Tick
	for k := first; k*step <= s.To-zero; k++ {
		t := k * step
		ticks = append(ticks, Tick{At: zero + t, X: s.X(zero + t), Label: tickLabel(t, step, s.To-zero)})
	}
	return ticks
}

// tickLabel writes a tick in the unit that the largest tick needs, with the decimals that the step needs.
func tickLabel(t, step, largest time.Duration) string {
	if t == 0 {
		return "0"
	}
	switch {
	case step >= time.Hour:
		return strconv.Itoa(int(t/time.Hour)) + " h"
	case step >= time.Minute:
		return strconv.Itoa(int(t/time.Minute)) + " m"
	case largest >= time.Second:
		return decimal(t, step, time.Second) + " s"
	case largest >= time.Millisecond:
		return decimal(t, step, time.Millisecond) + " ms"
	}
	return decimal(t, step, time.Microsecond) + " µs"
}

func decimal(t, step, unit time.Duration) string {
	decimals := 0
	for whole := unit; step%whole != 0 && whole >= 10; whole /= 10 {
		decimals++
	}
	return strconv.FormatFloat(float64(t)/float64(unit), 'f', decimals, 64)
}
