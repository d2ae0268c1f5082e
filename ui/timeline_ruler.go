package ui

import (
	"math"
	"time"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

const (
	timelineLongest  = time.Minute // span that the ruler takes by itself
	timelineShortest = 2 * time.Millisecond
	timelineWalk     = 2000 // rows that are looked at to find what belongs together
)

// timelineWavePad lies between the waterfall's left edge and its first instant.
var timelineWavePad = kit.U(1)

// timelineLengths are the sizes of what is drawn on a scale.
var timelineLengths = timeline.Lengths{
	MinBar: float64(kit.MinPhaseWidth), Marker: float64(kit.S("waterfall.marker")), MarkerGap: float64(kit.S("waterfall.markerGap")),
	Behind: float64(kit.S("waterfall.behind")), Roomy: float64(kit.S("waterfall.roomy")), Room: float64(kit.S("waterfall.room")),
}

// timelineRuler is the scale of the waterfall. By itself it shows the burst of messages that the pane is about: what was
// sent within moments of one another, not the idle hours between. Zooming or moving it makes it stay.
type timelineRuler struct {
	scale    timeline.Scale
	zero     time.Duration // what the labels count from
	manual   bool
	burst    timelineBurst // that is shown, unless manual
	spanOn   bool
	spanFrom time.Duration
	spanTo   time.Duration
}

// timelineBurst is a stretch of time in which messages belong together, and the rows that are in it.
type timelineBurst struct {
	snap        *timeline.Snapshot
	first, last int
	from, to    time.Duration
}

// timelineBurstOf finds the burst around row i: no gap in it is longer than a second or than half of what there is of it
// so far. It looks at rows that began within a minute of the row's own beginning.
func timelineBurstOf(s *timeline.Snapshot, i int, now time.Duration) timelineBurst {
	row := s.Row(i)
	b := timelineBurst{snap: s, first: i, last: i, from: row.Begin, to: timelineEnd(row, now)}
	gap := func() time.Duration { return max(time.Second, (b.to-b.from)/2) }
	for k := i - 1; k >= max(0, i-timelineWalk); k-- {
		r := s.Row(k)
		if b.from-timelineEnd(r, now) > gap() || row.Begin-r.Begin > timelineLongest {
			break
		}
		b.first, b.from, b.to = k, min(b.from, r.Begin), max(b.to, timelineEnd(r, now))
	}
	for k := i + 1; k < min(s.Len(), i+timelineWalk); k++ {
		r := s.Row(k)
		if r.Begin-b.to > gap() || r.Begin-row.Begin > timelineLongest {
			break
		}
		b.last, b.to = k, max(b.to, timelineEnd(r, now))
	}
	return b
}

// part is the burst as the ruler shows it, at most a minute: its end, or else what is around the beginning of a row.
func (b timelineBurst) part(begin time.Duration, tail bool) (from, to time.Duration) {
	switch {
	case b.to-b.from <= timelineLongest:
		return b.from, b.to
	case tail:
		return b.to - timelineLongest, b.to
	}
	from = max(b.from, begin-timelineLongest/10)
	return from, min(b.to, from+timelineLongest)
}

// timelineEnd is when a row ended, or how far it has come.
func timelineEnd(r *timeline.Row, now time.Duration) time.Duration { return r.Begin + r.Duration(now) }

// timelineNice is the next round span, so that the ruler changes in steps and not with every frame.
func timelineNice(d time.Duration) time.Duration {
	d = max(d, timelineShortest)
	unit := math.Pow(10, math.Floor(math.Log10(float64(d))))
	for _, k := range []float64{1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9} {
		if step := time.Duration(k * unit); step >= d {
			return step
		}
	}
	return time.Duration(10 * unit)
}

// fit shows a stretch from its beginning in a round span, with room for marks behind its end.
func (r *timelineRuler) fit(from, to time.Duration) {
	length := to - from
	if w, room := r.scale.Width, r.scale.Room; w > 2*room {
		length = time.Duration(float64(length) * w / (w - room))
	}
	if length <= timelineLongest {
		length = timelineNice(length)
	}
	r.scale.From, r.scale.To, r.zero = from, from+length, from
}

// settle has the ruler show what the pane is about now, unless a person has set it.
func (r *timelineRows) settle() {
	p := r.pane
	if r.ruler.manual || p.view.Len() == 0 || r.ruler.scale.Width <= 0 {
		return
	}
	row := r.subject()
	i, ok := p.snap.Index(row.ID)
	if !ok {
		return
	}
	if b := &r.ruler.burst; b.snap != p.snap || i < b.first || i > b.last || timelineGoesOn(p.snap) {
		*b = timelineBurstOf(p.snap, i, p.now)
	}
	r.ruler.fit(r.ruler.burst.part(row.Begin, p.follow.On()))
}

// subject is the row whose burst the ruler shows: the newest while following, else the chosen one if it is in view, else
// the one in the middle of the view.
func (r *timelineRows) subject() *timeline.Row {
	p := r.pane
	last := p.view.Len() - 1
	if p.follow.On() && r.newestDown() {
		return p.view.Line(last).Row
	}
	if p.follow.On() && r.newestUp() {
		return p.view.Line(0).Row
	}
	from, to := r.shownLines()
	if t, ok := p.choice.Cursor(); ok {
		if line, ok := p.view.LineOf(t); ok && line >= from && line < to {
			return p.view.Line(line).Row
		}
	}
	return p.view.Line(min(max(0, (from+to)/2), last)).Row
}

// fitAll shows all messages, or with everything shown goes back to the ruler that sets itself.
func (r *timelineRows) fitAll() {
	p := r.pane
	from, to, ok := timeline.Extent(p.snap, p.now)
	all := r.ruler.scale.FitAll(from, to)
	if !ok || (r.ruler.manual && all == r.ruler.scale) {
		r.ruler.manual = false
		r.settle()
	} else {
		r.ruler.manual, r.ruler.scale, r.ruler.zero = true, all, from
	}
	r.Refresh()
}

// zoom changes the span around an instant of the waterfall; x counts from the surface's left edge.
func (r *timelineRows) zoom(x float32, steps float64) {
	at := min(max(float64(x-r.waveX()), 0), r.ruler.scale.Width)
	r.ruler.scale = r.ruler.scale.Zoom(at, math.Pow(0.8, steps))
	r.ruler.manual = true
	r.Refresh()
}

// pan moves the waterfall so that what is under the pointer goes along with it.
func (r *timelineRows) pan(by float32) {
	r.ruler.scale = r.ruler.scale.Pan(float64(-by))
	r.ruler.manual = true
	r.Refresh()
}

// setSpan shows only the messages of a stretch of time.
func (r *timelineRows) setSpan(from, to time.Duration) {
	r.ruler.spanOn, r.ruler.spanFrom, r.ruler.spanTo = true, min(from, to), max(from, to)
	r.pane.relist(func() { r.pane.view.SetSpan(from, to) })
}

// clearSpan shows the messages of all times again.
func (r *timelineRows) clearSpan() {
	if !r.ruler.spanOn {
		return
	}
	r.ruler.spanOn = false
	r.pane.relist(r.pane.view.ClearSpan)
}

// waveX is where the first instant of the scale lies on the surface.
func (r *timelineRows) waveX() float32 { return r.columns.waves.x + timelineWavePad }
