package ui

import (
	"time"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// took is how long a line has taken up to now.
func (r *timelineRows) took(l timeline.Line) time.Duration {
	if l.Attempt >= 0 {
		return l.Row.Attempts[l.Attempt].Duration(r.pane.now)
	}
	return l.Row.Duration(r.pane.now)
}

// paintGrid paints the ticks and the chosen span behind the bars.
func (r *timelineRows) paintGrid(p *kit.Pen, view kit.Rect, ticks []timeline.Tick) {
	line := kit.C("border.subtle")
	p.VLine(r.columns.waves.x, view.Y, view.H, line)
	for _, t := range ticks {
		if t.X > float64(2*timelineWavePad) { // a tick at the beginning is the column's edge
			p.VLine(r.waveX()+float32(t.X), view.Y, view.H, line)
		}
	}
	if r.ruler.spanOn {
		r.paintStretch(p, kit.Rect{Y: view.Y, H: view.H}, r.ruler.spanFrom, r.ruler.spanTo)
	}
}

// paintStretch tints a stretch of time over the height of a rectangle.
func (r *timelineRows) paintStretch(p *kit.Pen, over kit.Rect, from, to time.Duration) {
	x0 := r.waveX() + float32(r.ruler.scale.X(from))
	x1 := r.waveX() + float32(r.ruler.scale.X(to))
	if !kit.HighContrast() {
		p.Fill(x0, over.Y, x1-x0, over.H, kit.C("accent.tint"))
	}
	p.VLine(x0, over.Y, over.H, kit.C("accent.base"))
	p.VLine(x1, over.Y, over.H, kit.C("accent.base"))
}

// paintWave paints the bars and marks of a line.
func (r *timelineRows) paintWave(p *kit.Pen, rect kit.Rect, l timeline.Line, state kit.RowState) {
	x0, middle := r.waveX(), rect.Y+rect.H/2
	var start, end float64
	r.bars, start, end = r.ruler.scale.AppendBars(r.bars[:0], l.Row, l.Attempt, r.pane.now)
	for _, b := range r.bars {
		p.Phase(kit.Phase(b.Kind), x0+float32(b.X0), middle, float32(b.X1-b.X0))
	}
	r.marks = r.ruler.scale.AppendMarks(r.marks[:0], l.Row, l.Attempt, start, end)
	for _, m := range r.marks {
		x := x0 + float32(m.X)
		if m.X >= end { // behind the bar, where nothing is to be covered
			p.StateIn(timelineGlyph(m.State), float32(r.ruler.scale.Marker), x, rect)
			continue
		}
		p.Marker(timelineGlyph(m.State), x+float32(r.ruler.scale.Marker)/2, middle, r.backToken(l, state))
	}
}

// backToken is the tone a line is painted on, as far as it is opaque.
func (r *timelineRows) backToken(l timeline.Line, state kit.RowState) string {
	switch {
	case !state.Selected:
		return "surface.panel"
	case state.Focused:
		return "surface.selected"
	}
	return "surface.selectedInactive"
}

// nowShown tells whether the line of now says something: while something goes on.
func (r *timelineRows) nowShown() (x float32, ok bool) {
	if !timelineGoesOn(r.pane.snap) {
		return 0, false
	}
	at := r.ruler.scale.X(r.pane.now)
	return r.waveX() + float32(at), at >= 0 && at <= r.ruler.scale.Width
}

func (r *timelineRows) paintNow(p *kit.Pen, view kit.Rect) {
	if x, ok := r.nowShown(); ok {
		p.VLine(x, view.Y, view.H, kit.C("accent.base"))
	}
}

// paintRuler labels the ticks in the head, where there is room beside the word now.
func (r *timelineRows) paintRuler(p *kit.Pen, ticks []timeline.Tick) {
	waves := r.columns.waves
	head := p.Clipped(kit.Rect{X: waves.x, Y: 0, W: waves.w, H: timelineHeadHeight - 1})
	if r.ruler.spanOn {
		r.paintStretch(head, kit.Rect{H: timelineHeadHeight}, r.ruler.spanFrom, r.ruler.spanTo)
	}
	if r.drag.kind == timelineDragSpan {
		r.paintStretch(head, kit.Rect{H: timelineHeadHeight}, r.drag.from, r.drag.to)
	}
	base := kit.Baseline(0, timelineHeadHeight, kit.Small.Size)
	from := waves.x
	if x, ok := r.nowShown(); ok {
		w := kit.TextWidth(kit.SmallStrong, "now")
		left := min(x-w/2, waves.end()-w-2)
		head.Text(kit.SmallStrong, left, base, "now", kit.C("accent.base"))
		r.paintLabels(head, ticks, from, left-kit.U(1), base)
		from = left + w + kit.U(1)
	}
	r.paintLabels(head, ticks, from, waves.end()-kit.U(1), base)
}

// paintLabels writes the labels that fit between two places.
func (r *timelineRows) paintLabels(p *kit.Pen, ticks []timeline.Tick, from, to, base float32) {
	for _, t := range ticks {
		x := r.waveX() + float32(t.X) + timelineWavePad
		if x >= from && x+kit.TextWidth(kit.Small, t.Label) <= to {
			p.Text(kit.Small, x, base, t.Label, kit.C("text.muted"))
		}
	}
}
