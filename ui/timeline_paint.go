package ui

import (
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
	ticks := r.ruler.scale.Ticks(r.ruler.zero, float64(kit.S("timeline.tickGap")))
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
	r.paintNew(p)
	r.paintHead(p, size.Width)
	r.paintRuler(p, ticks)
}

func (r *timelineRows) rowState(line int, l timeline.Line) kit.RowState {
	t, ok := r.pane.choice.Cursor()
	current := ok && t == l.Target()
	selected := current
	if !l.Part() && r.pane.choice.Len() > 1 {
		selected = r.pane.choice.Has(l.Row.ID)
	}
	return kit.RowState{Selected: selected, Hovered: line == r.hover.line, Focused: r.Focused(), Current: current}
}

// paintBack paints what lies behind a line: the tint of a message that waits for a person, hover, selection.
func (r *timelineRows) paintBack(p *kit.Pen, line int) {
	l := r.pane.view.Line(line)
	rect := r.rowRect(line)
	if !l.Part() && (l.Row.State == timeline.StateWaitsForYou || l.Row.Stopped != nil) && !kit.HighContrast() {
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
	if !l.Part() {
		p.TextIn(kit.Data, c.number.in(rect), kit.AlignLeft, cell.number, muted)
		r.paintFold(p, rect, l.Row)
		p.TextIn(kit.DataStrong, kit.Rect{X: c.method.x, Y: rect.Y, W: c.method.w - kit.U(1), H: rect.H}, kit.AlignLeft, cell.method, kit.C(cell.methodToken))
	} else {
		r.paintElbow(p, rect, l.Last)
		p.TextIn(kit.Data, c.method.in(rect), kit.AlignLeft, cell.number, muted)
	}
	p.StateIn(cell.glyph, kit.IconRow, c.glyph.x, rect)
	r.paintAddress(p, rect, cell, l.Part(), state)
	r.paintFigures(p, rect, l, cell, state)
	r.paintWave(waves, rect, l, state)
}

func (r *timelineRows) paintFold(p *kit.Pen, rect kit.Rect, row *timeline.Row) {
	p.Chevron(kit.FoldOf(row.Foldable(), r.pane.view.Unfolded(row.ID)), r.columns.fold.x-1, rect, "text.muted")
}

// paintElbow ties an attempt to its message.
func (r *timelineRows) paintElbow(p *kit.Pen, rect kit.Rect, last bool) {
	line := kit.C("border.strong")
	x := r.columns.fold.x + kit.U(1)
	down := rect.H / 2
	if !last {
		down = rect.H
	}
	p.VLine(x, rect.Y, down, line)
	p.HLine(x, rect.Y+rect.H/2, kit.U(2), line)
}

var (
	timelineLockRoom = kit.IconRow + kit.U(1) // what an open lock takes before a URL
	timelineTagInset = kit.U(3)               // from a tag to the end of its column
)

// paintAddress paints the URL in three tones, or the sentence of an attempt, and the tag at the column's right end.
func (r *timelineRows) paintAddress(p *kit.Pen, rect kit.Rect, cell *timelineCell, attempt bool, state kit.RowState) {
	url := r.columns.url
	if cell.tag.Text != "" {
		kit.PaintTag(p, rect, url.end()-timelineTagInset, cell.tag.Text, timelineTagState(cell.tag.Tone))
	}
	right := url.x + cell.addressEnd(url.w)
	if attempt {
		p.TextIn(kit.Small, kit.Rect{X: url.x, Y: rect.Y, W: right - url.x, H: rect.H}, kit.AlignLeft, cell.sentence, kit.C("text.secondary"))
		return
	}
	x := url.x
	if cell.open {
		p.IconIn("lock-open", kit.IconRow, x, rect, kit.C("status.clientError"))
		x += timelineLockRoom
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
		p.TextIn(kit.Data, kit.Rect{X: c.kind.x, Y: rect.Y, W: c.kind.w - kit.U(1), H: rect.H}, kit.AlignLeft, cell.kind, muted)
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
	kit.PaintHead(p, kit.Rect{W: width, H: timelineHeadHeight})
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
		x = h.span.end() - text - kit.IconRow - 2
	}
	if h.title == "" {
		x = r.columns.glyph.x
	}
	p.IconIn(icon, kit.IconRow, x, kit.Rect{H: timelineHeadHeight}, kit.C("accent.base"))
}

// newRows is the notice of new rows, and where it stands, when there are any below what is in view.
func (r *timelineRows) newRows() (f kit.Floater, box kit.Rect, ok bool) {
	n := r.pane.follow.New()
	if n == 0 || r.pane.follow.On() || (r.newestDown() && r.AtEnd()) {
		return f, box, false
	}
	f = kit.Floater{Icon: "arrow-down", Text: timeline.Count(int64(n)) + " new"}
	return f, f.Box(r.View()), true
}

func (r *timelineRows) paintNew(p *kit.Pen) {
	if f, box, ok := r.newRows(); ok {
		f.Paint(p, box, r.hover.fresh)
	}
}
