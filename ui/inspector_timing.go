package ui

import (
	"cmp"
	"slices"
	"strings"

	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
)

// Sizes of the Timing tab.
var (
	timingLegend  = kit.S("timing.legend")
	timingHead    = kit.S("timing.head")
	timingAttempt = kit.S("timing.attempt") // the line with the bar
	timingLine    = kit.S("timing.line")
	timingPad     = kit.S("timing.pad")
	timingBar     = kit.S("timing.bar")
	timingIndent  = kit.S("timing.indent")
	timingFigure  = kit.S("timing.figure") // at the right of the bars
	timingEdge    = kit.U(3)
)

// inspectorTiming is the Timing tab: the sums as a legend, a bar for every attempt on one scale, and why each attempt was
// made.
type inspectorTiming struct {
	kit.Surface
	i     *inspector
	s     *inspected
	bars  []timeline.Bar
	marks []timeline.Mark
}

func newInspectorTiming(i *inspector) *inspectorTiming {
	t := &inspectorTiming{i: i}
	t.Init(t, t)
	t.SetHead(timingLegend + timingHead)
	t.On = kit.Events{Move: t.hover, Leave: func() { t.SetTip(kit.Rect{}, "") }, Shortcut: t.shortcut, Describe: t.describe}
	return t
}

// describe says how many attempts there are, and what became of it.
func (t *inspectorTiming) describe() string {
	if t.s == nil || t.s.Row == nil {
		return "Timing"
	}
	words := "Timing, " + timeline.Count(int64(len(t.s.Facts.Attempts))) + " attempts"
	if text := t.s.Facts.Sentence(); text != "" {
		words += ", " + text
	}
	return words
}

// Update shows a message as it is now.
func (t *inspectorTiming) Update(s *inspected) {
	t.s = s
	t.SetContent(0, t.height())
	t.Refresh()
}

// Resize implements fyne.CanvasObject: the sentence at the end is broken anew.
func (t *inspectorTiming) Resize(size fyne.Size) {
	t.Surface.Resize(size)
	if t.s != nil && t.s.Row != nil {
		t.SetContent(0, t.height())
	}
}

func (t *inspectorTiming) height() float64 {
	h := float32(0)
	for i := range t.s.Facts.Attempts {
		h += t.attemptHeight(i)
	}
	if lines, height := t.sentence(); len(lines) > 0 {
		h += height + 2*timingEdge
	}
	return float64(h)
}

// attemptHeight is that of the bar's line, the URL's line and one for each reason.
func (t *inspectorTiming) attemptHeight(i int) float32 {
	return 2*timingPad + timingAttempt + timingLine*float32(1+len(t.s.Facts.Attempts[i].Reasons))
}

// sentence is the note at the end, in lines, and its height.
func (t *inspectorTiming) sentence() (lines []string, height float32) {
	text := t.s.Facts.Sentence()
	if text == "" {
		return nil, 0
	}
	return kit.CalloutSize(text, max(kit.S("timing.sentenceLeast"), t.View().W-2*timingEdge))
}

// columns are where status and bar begin and where the bar ends.
func (t *inspectorTiming) columns(width float32) (status, from, to float32) {
	if width < kit.S("timing.narrow") {
		return kit.S("timing.statusNarrow"), kit.S("timing.barsNarrow"), width - timingFigure
	}
	return kit.S("timing.status"), kit.S("timing.bars"), width - timingFigure
}

// Paint implements kit.Painter.
func (t *inspectorTiming) Paint(p *kit.Pen, size fyne.Size) {
	p.Fill(0, 0, size.Width, size.Height, kit.C("surface.panel"))
	if t.s == nil || t.s.Row == nil {
		return
	}
	row := t.s.Row
	status, from, to := t.columns(size.Width)
	scale := timeline.Scale{From: row.Begin, To: row.Begin + max(row.Duration(t.s.Now), 1), Width: float64(max(to-from, 1)), Lengths: timelineLengths}
	ticks := scale.Ticks(row.Begin, float64(kit.S("timing.tickGap")))
	view := p.Clipped(t.View())
	y := t.View().Y - float32(t.OffsetY())
	for i := range t.s.Facts.Attempts {
		h := t.attemptHeight(i)
		if y < size.Height && y+h > 0 {
			t.paintAttempt(view, i, y, scale, ticks, [3]float32{status, from, to}, size.Width)
		}
		y += h
		view.HLine(0, y-1, size.Width, kit.C("border.subtle"))
	}
	t.paintSentence(view, y, size.Width)
	t.paintLegend(p, size.Width)
	t.paintRuler(p, ticks, from, size.Width)
}

// paintLegend names the phases with their sums over all attempts, in milliseconds.
func (t *inspectorTiming) paintLegend(p *kit.Pen, width float32) {
	p.Fill(0, 0, width, timingLegend, kit.C("surface.panel"))
	strip := kit.Rect{W: width, H: timingLegend}
	x := timingEdge
	unit := p.TextEnd(kit.Small, width-timingEdge, strip, "ms", kit.C("text.muted"))
	named := p.Clipped(kit.Rect{W: unit - kit.U(1), H: timingLegend})
	for _, k := range t.legend(unit - kit.U(3)) {
		named.Phase(kit.Phase(k), x, timingLegend/2, kit.S("timing.phase"))
		x = named.TextAt(kit.Small, x+kit.S("timing.phaseName"), strip, k.String(), kit.C("text.secondary"))
		x = named.TextAt(kit.Data, x+kit.U(1), strip, timeline.Millis(t.s.Facts.Sums[k]), kit.C("text.primary")) + kit.S("timing.phaseGap")
	}
}

// legend are the phases that are named in a width: where not all fit those that took time, and of these the longest.
func (t *inspectorTiming) legend(width float32) []timeline.PhaseKind {
	var all, took []timeline.PhaseKind
	for k := timeline.PhaseQueued; k < timeline.NumPhases; k++ {
		sum := t.s.Facts.Sums[k]
		if sum > 0 {
			took = append(took, k)
		}
		if sum > 0 || k <= timeline.PhaseReceive {
			all = append(all, k)
		}
	}
	if t.legendWidth(all) <= width {
		return all
	}
	for len(took) > 1 && t.legendWidth(took) > width {
		shortest := slices.MinFunc(took, func(a, b timeline.PhaseKind) int { return cmp.Compare(t.s.Facts.Sums[a], t.s.Facts.Sums[b]) })
		took = slices.DeleteFunc(took, func(k timeline.PhaseKind) bool { return k == shortest })
	}
	return took
}

func (t *inspectorTiming) legendWidth(phases []timeline.PhaseKind) (w float32) {
	for _, k := range phases {
		w += kit.S("timing.phaseName") + kit.TextWidth(kit.Small, k.String()) + kit.U(1) + kit.TextWidth(kit.Data, timeline.Millis(t.s.Facts.Sums[k])) + kit.S("timing.phaseGap")
	}
	return w
}

func (t *inspectorTiming) paintRuler(p *kit.Pen, ticks []timeline.Tick, from, width float32) {
	r := kit.Rect{Y: timingLegend, W: width, H: timingHead}
	kit.PaintHead(p, r)
	p.TextAt(kit.Caption, timingEdge, r, "Attempt", kit.C("text.muted"))
	for _, tick := range ticks {
		x := from + float32(tick.X)
		if x+kit.TextWidth(kit.DataCaption, tick.Label) < width-kit.U(2) {
			p.TextAt(kit.DataCaption, x, r, tick.Label, kit.C("text.muted"))
		}
	}
}

func (t *inspectorTiming) paintAttempt(p *kit.Pen, i int, y float32, scale timeline.Scale, ticks []timeline.Tick, cols [3]float32, width float32) {
	f := &t.s.Facts.Attempts[i]
	if len(t.s.Facts.Attempts) > 1 && t.s.Attempt == i {
		p.Fill(0, y, 2, t.attemptHeight(i)-1, kit.C("accent.base"))
	}
	y += timingPad
	head := kit.Rect{X: timingIndent, Y: y, W: cols[0] - timingIndent - kit.U(1), H: timingAttempt}
	p.StateIn(timelineGlyph(f.State), kit.IconRow, timingEdge, head)
	p.TextIn(kit.SmallStrong, head, kit.AlignLeft, "Attempt "+timeline.Count(int64(f.Number)), kit.C("text.primary"))
	code, token := timeline.Unknown, "text.muted"
	if f.Status >= 100 {
		code, token = timeline.Count(int64(f.Status)), timelineStatusToken(f.Status, f.State)
	}
	p.TextIn(kit.DataStrong, kit.Rect{X: cols[0], Y: y, W: kit.S("timing.code"), H: timingAttempt}, kit.AlignLeft, code, kit.C(token))
	t.paintBar(p, i, kit.Rect{X: cols[1], Y: y + (timingAttempt-timingBar)/2, W: cols[2] - cols[1], H: timingBar}, scale, ticks)
	p.TextEnd(kit.Data, width-timingEdge, head, timeline.Duration(f.Took), kit.C("text.primary"))
	y += timingAttempt
	line := kit.Rect{X: timingIndent, Y: y, W: width - timingIndent - timingEdge, H: timingLine}
	p.TextIn(kit.DataCaption, line, kit.AlignLeft, kit.FitMiddle(kit.DataCaption, f.Method+" "+f.Address.String(), line.W), kit.C("text.secondary"))
	for _, r := range f.Reasons {
		line.Y += timingLine
		t.paintReason(p, line, r)
	}
}

// paintBar paints the phases of an attempt with its marks, and its figures where there is room for them.
func (t *inspectorTiming) paintBar(p *kit.Pen, i int, r kit.Rect, scale timeline.Scale, ticks []timeline.Tick) {
	p.Box(r, kit.RadiusSmall, kit.C("surface.inset"))
	q := p.Clipped(r)
	for _, tick := range ticks {
		q.VLine(r.X+float32(tick.X), r.Y, r.H, kit.C("border.subtle"))
	}
	var start, end float64
	t.bars, start, end = scale.AppendBars(t.bars[:0], t.s.Row, i, t.s.Now)
	t.marks = scale.AppendMarks(t.marks[:0], t.s.Row, i, start, end)
	middle := r.Y + r.H/2
	for _, b := range t.bars {
		q.Phase(kit.Phase(b.Kind), r.X+float32(b.X0), middle, float32(b.X1-b.X0))
	}
	after := float32(end)
	for _, m := range t.marks {
		if m.X < end {
			q.Marker(timelineGlyph(m.State), r.X+float32(m.X), middle, "surface.inset")
			continue
		}
		q.StateIn(timelineGlyph(m.State), float32(scale.Marker), r.X+float32(m.X), r)
		after = float32(m.X + scale.Marker)
	}
	text := t.s.Facts.Attempts[i].Phases
	w := kit.TextWidth(kit.DataCaption, text)
	gap := kit.U(2)
	box := kit.Rect{X: r.X + after + gap, Y: r.Y, W: w + 1, H: r.H}
	if box.X+w > r.X+r.W-kit.U(1) {
		box.X = r.X + float32(start) - gap - w
	}
	if text != "" && box.X >= r.X+kit.U(1) {
		q.TextIn(kit.DataCaption, box, kit.AlignLeft, text, kit.C("text.secondary"))
	}
}

// reasonIcons and reasonTokens give the kinds of reasons their glyphs.
var (
	reasonIcons = [...]string{
		timeline.ReasonConn: "cable", timeline.ReasonRetry: "repeat", timeline.ReasonChallenge: "key-round", timeline.ReasonAnswer: "user",
		timeline.ReasonRedirect: "corner-down-right", timeline.ReasonDropped: "shield", timeline.ReasonFinding: "circle-alert", timeline.ReasonFailure: "x",
	}
	reasonTokens = [...]string{
		timeline.ReasonConn: "text.muted", timeline.ReasonRetry: "text.muted", timeline.ReasonChallenge: "status.clientError", timeline.ReasonAnswer: "text.muted",
		timeline.ReasonRedirect: "status.redirect", timeline.ReasonDropped: "status.redirect", timeline.ReasonFinding: "status.clientError", timeline.ReasonFailure: "status.failed",
	}
)

func (t *inspectorTiming) paintReason(p *kit.Pen, r kit.Rect, why timeline.Reason) {
	p.IconIn(reasonIcons[why.Kind], kit.IconRow, r.X, r, kit.C(reasonTokens[why.Kind]))
	r.X, r.W = r.X+kit.IconRow+kit.U(1.5), r.W-kit.IconRow-kit.U(1.5)
	font := kit.Small
	if why.Kind == timeline.ReasonConn && strings.HasPrefix(why.Head, "c") {
		font = kit.Data
	}
	x := p.TextIn(font, r, kit.AlignLeft, why.Head, kit.C("text.primary")) + kit.U(1.5)
	if rest := r.X + r.W - x; why.Text != "" && rest > kit.U(6) {
		p.TextIn(kit.Small, kit.Rect{X: x, Y: r.Y, W: rest, H: r.H}, kit.AlignLeft, why.Text, kit.C("text.muted"))
	}
}

func (t *inspectorTiming) paintSentence(p *kit.Pen, y, width float32) {
	if lines, height := t.sentence(); len(lines) > 0 {
		kit.PaintCallout(p, kit.Rect{X: timingEdge, Y: y + timingEdge, W: width - 2*timingEdge, H: height}, "info", lines)
	}
}
