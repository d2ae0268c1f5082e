package ui

import (
	"strconv"

	"fyne.io/fyne/v2"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// Paint implements kit.Painter: only the lines in view.
func (r *timelineRows) Paint(p *kit.Pen, size fyne.Size) {
	p.Fill(0, 0, size.Width, size.Height, kit.C("surface.panel"))
	view := r.View()
	if r.pane.snap.Len() == 0 {
		kit.PaintEmpty(p.Sub(view), fyne.NewSize(view.W, view.H), "No messages yet", "Rows appear the moment a message is queued, and each can be paused or cancelled.")
		r.paintHead(p, size.Width)
		return
	}
	body := p.Clipped(view)
	waves := p.Clipped(kit.Rect{X: r.columns.waves.x, Y: view.Y, W: r.columns.waves.w, H: view.H})
	ticks := r.ruler.scale.Ticks(r.ruler.zero, timelineTickGap)
	from, to := r.shownLines()
	for line := from; line < to; line++ {
		r.paintBack(body, line)
	}
	if from < to {
		r.paintGrid(waves, view, ticks)
	}
	for line := from; line < to; line++ {
		r.paintLine(body, waves, line)
	}
	if from < to {
		r.paintNow(waves, view)
	}
	r.paintRowActions(body)
	r.paintNew(p, view)
	r.paintHead(p, size.Width)
	r.paintRuler(p, ticks)
}

func (r *timelineRows) rowState(line int, l timeline.Line) kit.RowState {
	t, ok := r.pane.choice.Cursor()
	current := ok && t == l.Target()
	selected := current
	if l.Attempt < 0 && r.pane.choice.Len() > 1 {
		selected = r.pane.choice.Has(l.Row.ID)
	}
	return kit.RowState{Selected: selected, Hovered: line == r.hover.line, Focused: r.Focused(), Current: current}
}

// paintBack paints what lies behind a line: the tint of a message that waits for a person, hover, selection.
func (r *timelineRows) paintBack(p *kit.Pen, line int) {
	l := r.pane.view.Line(line)
	rect := r.rowRect(line)
	if l.Attempt < 0 && l.Row.State == timeline.StateWaitsForYou && !kit.HighContrast() {
		p.Fill(rect.X, rect.Y, rect.W, rect.H, kit.C("statusTint.paused"))
	}
	kit.PaintRowBackground(p, rect, r.rowState(line, l))
}

func (r *timelineRows) paintLine(p, waves *kit.Pen, line int) {
	l := r.pane.view.Line(line)
	rect := r.rowRect(line)
	state := r.rowState(line, l)
	cell := r.cells.of(l, r.columns.url.w)
	muted := kit.C(state.Muted())
	c := r.columns
	if l.Attempt < 0 {
		p.TextIn(kit.Data, c.number.in(rect), kit.AlignLeft, cell.number, muted)
		r.paintFold(p, rect, l.Row)
		p.TextIn(kit.DataStrong, kit.Rect{X: c.method.x, Y: rect.Y, W: c.method.w - 4, H: rect.H}, kit.AlignLeft, cell.method, kit.C(cell.methodToken))
	} else {
		r.paintElbow(p, rect, l.Last)
		p.TextIn(kit.Data, c.method.in(rect), kit.AlignLeft, cell.number, muted)
	}
	p.State(cell.glyph, 12, c.glyph.x, rect.Y+6)
	r.paintAddress(p, rect, cell, l.Attempt >= 0, state)
	r.paintFigures(p, rect, l, cell, state)
	r.paintWave(waves, rect, l, state)
}

func (r *timelineRows) paintFold(p *kit.Pen, rect kit.Rect, row *timeline.Row) {
	if !row.Foldable() {
		return
	}
	icon := "chevron-right"
	if r.pane.view.Unfolded(row.ID) {
		icon = "chevron-down"
	}
	p.Icon(icon, 12, r.columns.fold.x-1, rect.Y+6, kit.C("text.muted"))
}

// paintElbow ties an attempt to its message.
func (r *timelineRows) paintElbow(p *kit.Pen, rect kit.Rect, last bool) {
	line := kit.C("border.strong")
	x := r.columns.fold.x + 4
	down := rect.H / 2
	if !last {
		down = rect.H
	}
	p.VLine(x, rect.Y, down, line)
	p.HLine(x, rect.Y+rect.H/2, 8, line)
}

// paintAddress paints the URL in three tones, or the sentence of an attempt, and the tag at the column's right end.
func (r *timelineRows) paintAddress(p *kit.Pen, rect kit.Rect, cell *timelineCell, attempt bool, state kit.RowState) {
	url := r.columns.url
	right := url.end() - 8
	if cell.tag.Text != "" {
		right = kit.PaintTag(p, rect, url.end()-12, cell.tag.Text, timelineTagState(cell.tag.Tone)) - 8
	}
	if attempt {
		p.TextIn(kit.Small, kit.Rect{X: url.x, Y: rect.Y, W: right - url.x, H: rect.H}, kit.AlignLeft, cell.sentence, kit.C("text.secondary"))
		return
	}
	x := url.x
	if cell.open {
		p.Icon("lock-open", 12, x, rect.Y+6, kit.C("status.clientError"))
		x += 16
	}
	base := kit.Baseline(rect.Y, rect.H, kit.Data.Size)
	clipped := p.Clipped(kit.Rect{X: url.x, Y: rect.Y, W: right - url.x, H: rect.H})
	muted := kit.C(state.Muted())
	x = clipped.Text(kit.Data, x, base, cell.short.Host, muted)
	x = clipped.Text(kit.Data, x, base, cell.short.Path, kit.C("text.primary"))
	clipped.Text(kit.Data, x, base, cell.short.Query, muted)
}

// paintFigures paints status, type, size, time and connection.
func (r *timelineRows) paintFigures(p *kit.Pen, rect kit.Rect, l timeline.Line, cell *timelineCell, state kit.RowState) {
	c := r.columns
	muted, primary := kit.C(state.Muted()), kit.C("text.primary")
	font := kit.DataStrong
	if cell.status == timeline.Unknown {
		font = kit.Data
	}
	p.TextIn(font, c.status.in(rect), kit.AlignLeft, cell.status, kit.C(cell.statusToken))
	if c.kind.shown() {
		p.TextIn(kit.Data, kit.Rect{X: c.kind.x, Y: rect.Y, W: c.kind.w - 4, H: rect.H}, kit.AlignLeft, cell.kind, muted)
	}
	known := func(s string) { // what is not known recedes
		primary = kit.C("text.primary")
		if s == timeline.Unknown {
			primary = muted
		}
	}
	if c.size.shown() {
		known(cell.size)
		p.TextIn(kit.Data, c.size.in(rect), kit.AlignRight, cell.size, primary)
	}
	took := cell.time
	if took == "" {
		took = timeline.Duration(r.took(l))
	}
	known(took)
	p.TextIn(kit.Data, c.time.in(rect), kit.AlignRight, took, primary)
	if c.conn.shown() {
		p.TextIn(kit.Data, c.conn.in(rect), kit.AlignRight, cell.conn, muted)
	}
}

// paintHead paints the headings and the mark of the order.
func (r *timelineRows) paintHead(p *kit.Pen, width float32) {
	p.Fill(0, 0, width, timelineHeadHeight, kit.C("surface.inset"))
	p.HLine(0, 0, width, kit.C("border.subtle"))
	p.HLine(0, timelineHeadHeight-1, width, kit.C("border.subtle"))
	column, descending := r.pane.view.Sort()
	for _, h := range r.columns.heads() {
		token := "text.muted"
		if r.hover.head && r.hover.column == h.column {
			token = "text.primary"
		}
		rect := kit.Rect{X: h.span.x, Y: 0, W: h.span.w, H: timelineHeadHeight}
		align := kit.AlignLeft
		if h.right {
			align = kit.AlignRight
		}
		sorted := column == h.column && (column != timeline.ColumnNumber || descending)
		if sorted {
			token = "text.primary"
			r.paintOrder(p, h, descending)
		}
		p.TextIn(kit.Small, rect, align, h.title, kit.C(token))
	}
}

// paintOrder paints the arrow of the column that the rows are sorted by, on the free side of its heading.
func (r *timelineRows) paintOrder(p *kit.Pen, h timelineHead, descending bool) {
	icon := "chevron-up"
	if descending {
		icon = "chevron-down"
	}
	text := kit.TextWidth(kit.Small, h.title)
	x := h.span.x + text + 2
	if h.right {
		x = h.span.end() - text - 14
	}
	if h.title == "" {
		x = r.columns.glyph.x
	}
	p.Icon(icon, 12, x, 6, kit.C("accent.base"))
}

// newRect is where the number of new rows stands, when there are any below what is in view.
func (r *timelineRows) newRect(view kit.Rect) (kit.Rect, string, bool) {
	n := r.pane.follow.New()
	if n == 0 || r.pane.follow.On() || (r.newestDown() && r.AtEnd()) {
		return kit.Rect{}, "", false
	}
	text := strconv.Itoa(n) + " new"
	if n > 999 {
		text = timeline.Count(int64(n)) + " new"
	}
	w := kit.TextWidth(kit.Small, text) + 38
	return kit.Rect{X: float32(int((view.W - w) / 2)), Y: view.Y + view.H - 34, W: w, H: 26}, text, true
}

func (r *timelineRows) paintNew(p *kit.Pen, view kit.Rect) {
	box, text, ok := r.newRect(view)
	if !ok {
		return
	}
	edge := "border.strong"
	if r.hover.fresh {
		edge = "accent.base"
	}
	p.Box(box, 6, kit.C("surface.overlay"))
	p.Outline(box, 6, 1, kit.C(edge))
	p.Icon("arrow-down", 12, box.X+10, box.Y+7, kit.C("text.secondary"))
	p.Text(kit.Small, box.X+28, kit.Baseline(box.Y, box.H, 12), text, kit.C("text.primary"))
}
