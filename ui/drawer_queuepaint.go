package ui

import (
	"strconv"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// Columns of a row of the queue, from its left edge; in a wide drawer some count from the right.
var (
	drawerWide            = kit.S("drawer.wide")
	drawerQueueGlyph      = kit.S("drawer.queueGlyph")
	drawerQueueNumber     = kit.S("drawer.queueNumber")
	drawerQueueMethod     = kit.S("drawer.queueMethod")
	drawerQueuePath       = kit.S("drawer.queuePath")
	drawerQueueAt         = kit.S("drawer.queueAt")
	drawerQueueWideGlyph  = kit.S("drawer.queueWideGlyph")
	drawerQueueWideNumber = kit.S("drawer.queueWideNumber")
	drawerQueueWideMethod = kit.S("drawer.queueWideMethod")
	drawerQueueWidePath   = kit.S("drawer.queueWidePath")
	drawerQueueReason     = kit.S("drawer.queueReason")
	drawerQueuePriority   = kit.S("drawer.queuePriority")
	drawerQueueButton     = kit.S("drawer.queueButton")
	drawerQueueEnd        = kit.S("drawer.queueEnd")
)

// Actions of a row: a narrow drawer shows them over the row under the pointer, a wide one in every row.
const (
	queueTurn = iota
	queueCancel
)

func queueActions(w timeline.Waiting) kit.Actions {
	if w.Why == timeline.WaitHeld {
		return kit.Actions{{Icon: "play", Tip: "Release  H"}, {Icon: "x", Tip: "Cancel  Del"}}
	}
	return kit.Actions{{Icon: "hand", Tip: "Hold  H"}, {Icon: "x", Tip: "Cancel  Del"}}
}

// actionAt is the action of a row at a place, -1 for none.
func (q *drawerQueue) actionAt(row int, m kit.Mouse) int {
	if row < 0 || row >= len(q.waiting) {
		return -1
	}
	r := q.list.list.RowRect(row)
	if r.W < drawerWide {
		a := queueActions(q.waiting[row])
		return a.At(a.Box(r, kit.U(1)), m.X, m.Y)
	}
	switch {
	case queueButton(r).Contains(m.X, m.Y):
		return queueTurn
	case queueCross(r).Contains(m.X, m.Y):
		return queueCancel
	}
	return -1
}

// queueButton and queueCross are where a wide row has its two actions.
func queueButton(r kit.Rect) kit.Rect {
	return kit.Rect{X: r.X + r.W - drawerQueueEnd - drawerQueueButton, Y: r.Y + 1, W: drawerQueueButton, H: r.H - 2}
}

func queueCross(r kit.Rect) kit.Rect {
	return kit.Rect{X: r.X + r.W - drawerQueueEnd + kit.U(2), Y: r.Y, W: kit.U(6), H: r.H}
}

// press is a press on a grip or an action.
func (q *drawerQueue) press(row int, m kit.Mouse) bool {
	narrow := q.list.list.RowRect(row).W < drawerWide
	switch at := q.actionAt(row, m); {
	case at >= 0 && narrow && q.list.list.Hovered() != row: // they are not shown yet
	case at == queueTurn:
		q.holdOrRelease(row)
		return true
	case at == queueCancel:
		q.cancel(row)
		return true
	}
	return q.grabs(row, m)
}

func (q *drawerQueue) hover(row int, m kit.Mouse) {
	if hot := q.actionAt(row, m); hot != q.hot {
		q.hot = hot
		q.list.list.Refresh()
	}
	if q.hot >= 0 {
		q.list.list.SetTip(q.list.list.RowRect(row), queueActions(q.waiting[row])[q.hot].Tip)
	}
}

func (q *drawerQueue) tip(row int) string {
	w := q.waiting[row]
	text := timelineCapital(w.Reason()) + "\n" + w.Method + " " + w.Address.String()
	if w.Priority != 0 {
		text += "\nPriority " + priorityName(w.Priority)
	}
	return text
}

func (q *drawerQueue) text(row int) string {
	w := q.waiting[row]
	return strconv.FormatUint(uint64(w.ID.Message), 10) + " " + w.Method + " " + w.Address.String() + ", priority " + priorityName(w.Priority) + ", " + w.Reason()
}

func (q *drawerQueue) paint(p *kit.Pen, row int, r kit.Rect, state kit.RowState) {
	grip := "text.disabled"
	dragged := q.drag.on && q.drag.id == q.waiting[row].ID
	if dragged {
		box := kit.Rect{X: r.X + kit.U(1), Y: r.Y, W: r.W - kit.U(2), H: r.H}
		p.Box(box, kit.RadiusSmall, kit.C("surface.raised"))
		p.Outline(box, kit.RadiusSmall, 1, kit.C("accent.base"))
		grip = "text.primary"
	}
	if q.actions.MoveBefore != nil {
		p.IconIn("grip-vertical", kit.IconRow, r.X+kit.U(2), r, kit.C(grip))
	}
	if r.W < drawerWide {
		q.paintNarrow(p, row, r, state)
	} else {
		q.paintWide(p, row, r, state)
	}
	if q.drag.on && !dragged && (q.drag.to == row || q.drag.to == row+1 && row == q.list.list.Count()-1) {
		y := r.Y
		if q.drag.to > row {
			y += r.H - 2
		}
		p.Fill(r.X, y, r.W, 2, kit.C("accent.base"))
	}
}

func queueGlyph(w timeline.Waiting) kit.State {
	if w.Why == timeline.WaitHeld {
		return kit.StateHeld
	}
	return kit.StateQueued
}

func (q *drawerQueue) paintNarrow(p *kit.Pen, row int, r kit.Rect, state kit.RowState) {
	w := q.waiting[row]
	muted, gap := kit.C(state.Muted()), kit.U(2)
	p.StateIn(queueGlyph(w), kit.IconRow, r.X+drawerQueueGlyph, r)
	x := p.TextAt(kit.Data, r.X+drawerQueueNumber, r, strconv.FormatUint(uint64(w.ID.Message), 10), muted)
	method := timelineMethod(w.Method, w.Address)
	x = p.TextAt(kit.DataStrong, max(x+gap, r.X+drawerQueueMethod), r, method, kit.C(kit.MethodToken(method)))
	right := r.X + r.W - kit.U(3)
	if state.Hovered && !q.drag.on {
		a := queueActions(w)
		box := a.Box(r, kit.U(1))
		a.Paint(p, box, q.hot)
		right = box.X
	} else {
		right = p.TextEnd(kit.Caption, right, r, drawerWhy(w), muted)
	}
	x = max(x+gap, r.X+drawerQueuePath)
	p.TextAt(kit.Data, x, r, kit.FitMiddle(kit.Data, w.Address.Path()+w.Address.Query(), right-gap-x), kit.C("text.primary"))
}

// drawerWhy is the reason in two words; the tooltip has the numbers.
func drawerWhy(w timeline.Waiting) string {
	switch {
	case w.Why == timeline.WaitHeld:
		return "held"
	case w.Priority != 0:
		return priorityName(w.Priority)
	case w.Why == timeline.WaitHostFull:
		return "host full"
	case w.Why == timeline.WaitSessionFull:
		return "session full"
	}
	return w.Text()
}

func (q *drawerQueue) paintWide(p *kit.Pen, row int, r kit.Rect, state kit.RowState) {
	w := q.waiting[row]
	muted := kit.C(state.Muted())
	p.TextAt(kit.Data, r.X+drawerQueueAt, r, strconv.Itoa(row+1), muted)
	p.StateIn(queueGlyph(w), kit.IconRow, r.X+drawerQueueWideGlyph, r)
	x := p.TextAt(kit.Data, r.X+drawerQueueWideNumber, r, strconv.FormatUint(uint64(w.ID.Message), 10), muted)
	method := timelineMethod(w.Method, w.Address)
	x = p.TextAt(kit.DataStrong, max(x+kit.U(2), r.X+drawerQueueWideMethod), r, method, kit.C(kit.MethodToken(method)))
	x = max(x+kit.U(2), r.X+drawerQueueWidePath)
	priority := r.X + r.W - drawerQueuePriority
	p.TextAt(kit.Data, x, r, kit.FitMiddle(kit.Data, w.Address.Host()+w.Address.Path()+w.Address.Query(), priority-kit.U(3)-x), kit.C("text.primary"))
	level := muted
	if w.Priority != 0 {
		level = kit.C("text.primary")
	}
	p.TextAt(kit.Small, priority, r, priorityName(w.Priority), level)
	reason := r.X + r.W - drawerQueueReason
	button := queueButton(r)
	p.TextAt(kit.Small, reason, r, kit.Fit(kit.Small, w.Reason(), button.X-kit.U(2)-reason), kit.C("text.secondary"))
	q.paintButton(p, button, w, state.Hovered && q.hot == queueTurn)
	token := "text.muted"
	cross := queueCross(r)
	if state.Hovered && q.hot == queueCancel {
		p.Tint(cross.Inset(2), kit.RadiusSmall, "surface.pressed", "border.strong", 1)
		token = "text.primary"
	}
	p.IconIn("x", kit.IconSmall, cross.X+(cross.W-kit.IconSmall)/2, r, kit.C(token))
}

// paintButton paints Release as a button, since it is what a held message waits for, and Hold as a word.
func (q *drawerQueue) paintButton(p *kit.Pen, r kit.Rect, w timeline.Waiting, hot bool) {
	word, token := "Hold", "text.secondary"
	if w.Why == timeline.WaitHeld {
		word, token = "Release", "text.primary"
		p.Box(r, kit.RadiusControl, kit.C("surface.raised"))
		p.Outline(r, kit.RadiusControl, 1, kit.C("border.default"))
	}
	if hot {
		p.Tint(r, kit.RadiusControl, "surface.pressed", "border.strong", 1)
		token = "text.primary"
	}
	p.TextAt(kit.SmallStrong, r.X+(r.W-kit.TextWidth(kit.SmallStrong, word))/2, r, word, kit.C(token))
}
