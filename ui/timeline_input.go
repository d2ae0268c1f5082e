package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// timelineHover is what the pointer is over.
type timelineHover struct {
	line   int // -1: none
	action int // of the row's actions, -1: none
	head   bool
	column timeline.Column // with head
	fresh  bool            // the number of new rows
}

// timelineDrag is what is being dragged.
type timelineDrag struct {
	kind     timelineDragKind
	moved    bool // further than a hand shakes
	x        float32
	from, to time.Duration
}

var timelineDragLeast = kit.S("timeline.dragLeast")

type timelineDragKind uint8

const (
	timelineDragNone timelineDragKind = iota
	timelineDragSpan                  // on the ruler: a stretch of time
	timelineDragPan                   // on the waterfall: the scale
)

// press is a button that went down anywhere on the surface.
func (r *timelineRows) press(m kit.Mouse) {
	if _, box, ok := r.newRows(); ok && box.Contains(m.X, m.Y) {
		r.pane.setFollow(true)
		return
	}
	if m.Y < timelineHeadHeight {
		r.pressHead(m)
		return
	}
	line := r.lineAt(m.Y)
	if line < 0 {
		return
	}
	l := r.pane.view.Line(line)
	primary := m.Button == desktop.MouseButtonPrimary
	switch {
	case primary && r.pressAction(line, m):
	case primary && r.columns.fold.has(m.X) && !l.Part() && l.Row.Foldable():
		r.pane.setFold(l.Row.ID, !r.pane.view.Unfolded(l.Row.ID))
	case !primary && r.pane.choice.Has(l.Row.ID):
		// a menu on one of several chosen rows is for all of them
	default:
		r.choose(line, m)
		if primary {
			r.pressCell(l, m)
		}
	}
}

// choose takes a line by a press: with Ctrl one more, with Shift all up to it.
func (r *timelineRows) choose(line int, m kit.Mouse) {
	c := &r.pane.choice
	switch {
	case m.Modifier&fyne.KeyModifierShortcutDefault != 0:
		c.Toggle(r.pane.view.Line(line).Target())
	case m.Modifier&fyne.KeyModifierShift != 0:
		c.Extend(r.pane.view, line)
	default:
		c.Only(r.pane.view.Line(line).Target())
	}
	r.pane.chose(line)
}

// pressCell is for the parts of a row that do something besides choosing it.
func (r *timelineRows) pressCell(l timeline.Line, m kit.Mouse) {
	cell := r.cells.of(l, r.columns.url.w)
	tag := timelineSpan{r.columns.url.end() - timelineTagInset - cell.tagWidth, cell.tagWidth}
	switch {
	case r.columns.waves.has(m.X) && m.Clicks == 2:
		r.fitAll()
	case r.columns.waves.has(m.X):
		r.drag = timelineDrag{kind: timelineDragPan, x: m.X}
	case cell.question && tag.has(m.X):
		timelineCall(r.pane.actions.Question, l.Row.ID)
	}
}

// timelineCall runs an action, if there is one.
func timelineCall(f func(timeline.RowID), id timeline.RowID) {
	if f != nil {
		f(id)
	}
}

func (r *timelineRows) pressHead(m kit.Mouse) {
	if m.Button != desktop.MouseButtonPrimary {
		return
	}
	if h, ok := r.columns.headAt(m.X); ok {
		r.pane.setSort(h.column)
		return
	}
	if !r.columns.waves.has(m.X) {
		return
	}
	if m.Clicks == 2 {
		r.drag = timelineDrag{}
		r.clearSpan()
		r.fitAll()
		return
	}
	at := r.timeAt(m.X)
	r.drag = timelineDrag{kind: timelineDragSpan, x: m.X, from: at, to: at}
}

// timeAt is the instant of the waterfall at x of the surface.
func (r *timelineRows) timeAt(x float32) time.Duration {
	return max(0, r.ruler.scale.At(min(max(float64(x-r.waveX()), 0), r.ruler.scale.Width)))
}

func (r *timelineRows) dragged(m kit.Mouse) {
	d := &r.drag
	d.moved = d.moved || max(m.X-d.x, d.x-m.X) >= timelineDragLeast
	if !d.moved {
		return
	}
	switch d.kind {
	case timelineDragSpan:
		d.to = r.timeAt(m.X)
		r.Refresh()
	case timelineDragPan:
		r.pan(m.X - d.x)
		d.x = m.X
	}
}

// dragEnd takes a stretch of the ruler over.
func (r *timelineRows) dragEnd() {
	d := r.drag
	r.drag = timelineDrag{}
	if d.kind == timelineDragSpan && d.moved && d.from != d.to {
		r.setSpan(d.from, d.to)
	}
	r.Refresh()
}

// release ends a press that was no drag; the end of a drag is told after it.
func (r *timelineRows) release(kit.Mouse) {
	if !r.drag.moved && r.drag.kind != timelineDragNone {
		r.drag = timelineDrag{}
		r.Refresh()
	}
}

// wheel zooms the waterfall around the pointer.
func (r *timelineRows) wheel(m kit.Mouse, dy float32) {
	if dy == 0 {
		return
	}
	steps := 1.0
	if dy < 0 {
		steps = -1
	}
	r.zoom(m.X, steps)
}

func (r *timelineRows) move(m kit.Mouse) {
	r.pointer = m
	r.point()
	r.hold()
	r.showTip(m)
}

// point works out anew what the pointer is over: it moved, or the rows under it did.
func (r *timelineRows) point() {
	h := timelineHover{line: -1, action: -1}
	x, y := r.pointer.X, r.pointer.Y
	_, box, fresh := r.newRows()
	switch {
	case !r.Hovered():
	case fresh && box.Contains(x, y):
		h.fresh = true
	case y < timelineHeadHeight:
		if head, ok := r.columns.headAt(x); ok {
			h.head, h.column = true, head.column
		}
	default:
		h.line = r.lineAt(y)
		h.action = r.actionAt(h.line, x, y)
	}
	if h != r.hover {
		r.hover = h
		r.Refresh()
	}
}

func (r *timelineRows) leave() {
	r.point()
	r.hold()
}

func (r *timelineRows) cursorAt(x, y float32) desktop.Cursor {
	_, box, fresh := r.newRows()
	switch {
	case fresh && box.Contains(x, y), r.hover.action >= 0:
		return desktop.PointerCursor
	case y >= timelineHeadHeight:
	case r.columns.waves.has(x):
		return desktop.CrosshairCursor
	default:
		if _, ok := r.columns.headAt(x); ok {
			return desktop.PointerCursor
		}
	}
	return desktop.DefaultCursor
}
