package ui

import (
	"time"

	"ladle/ui/body"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// bodyDrag is a selection being made with the pointer.
type bodyDrag struct {
	on      bool
	unit    int            // 1 characters, 2 words, 3 lines
	from    body.Selection // what the press selected
	pointer kit.Mouse
	ticking bool // the view scrolls by itself while the pointer is outside
}

// dragStep is how often the view scrolls while the pointer is held outside of it.
const dragStep = 40 * time.Millisecond

// shiftHeld asks the driver for the Shift key.
func shiftHeld() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// offsetAt is the offset between two characters that is nearest to a place on the surface.
func (v *bodyView) offsetAt(m kit.Mouse) (int64, bool) {
	r, ok := v.rowAt(m.Y)
	if !ok {
		return 0, false
	}
	column := (float64(m.X-v.textX()) + v.OffsetX()) / float64(kit.Advance(kit.Data))
	return r.Nearest(max(0, column)), true
}

func (v *bodyView) press(m kit.Mouse) {
	if v.open == nil {
		return
	}
	if m.Button != desktop.MouseButtonPrimary {
		v.pressOther(m)
		return
	}
	if v.toggleFold(m) {
		return
	}
	off, ok := v.offsetAt(m)
	if !ok {
		return
	}
	v.drag = bodyDrag{on: true, unit: min(m.Clicks, 3), pointer: m}
	switch {
	case m.Modifier&fyne.KeyModifierShift != 0:
		v.place(v.open.doc.At(off), true)
		v.drag.unit, v.drag.from = 1, v.sel
		return
	case v.drag.unit == 2:
		v.selectRange(v.open.doc.WordAt(off))
	case v.drag.unit == 3:
		v.selectRange(v.open.doc.LineAt(off))
	default:
		v.caret = v.open.doc.At(off)
		v.sel = body.Selection{Anchor: off, Caret: off}
		v.Refresh()
		v.tell()
	}
	v.drag.from = v.sel
}

// pressOther puts the caret where a menu is asked for, unless that is within the selection.
func (v *bodyView) pressOther(m kit.Mouse) {
	off, ok := v.offsetAt(m)
	from, to := v.sel.Range()
	if ok && (off < from || off > to) {
		v.place(v.open.doc.At(off), false)
	}
}

// toggleFold folds or unfolds what begins on a row, when its chevron or its badge was pressed.
func (v *bodyView) toggleFold(m kit.Mouse) bool {
	r, ok := v.rowAt(m.Y)
	if !ok || !v.onFold(&r, m.X) {
		return false
	}
	v.open.doc.SetFolded(r.Fold.Offset, r.Fold.State == body.FoldOpen)
	v.sync()
	return true
}

func (v *bodyView) onFold(r *body.Row, x float32) bool {
	if r.Fold.State == body.FoldNone {
		return false
	}
	if x >= v.numberEnd() && x < v.textX() {
		return true
	}
	column := int((float64(x-v.textX()) + v.OffsetX()) / float64(kit.Advance(kit.Data)))
	for _, s := range r.Spans {
		if s.Kind == body.KindFolded && column >= textColumn(r, s.Start) && column < textColumn(r, s.End) {
			return true
		}
	}
	return false
}

func (v *bodyView) release(kit.Mouse) { v.drag.on = false }
func (v *bodyView) dragEnd()          { v.drag.on = false }

func (v *bodyView) dragged(m kit.Mouse) {
	if !v.drag.on || v.open == nil {
		return
	}
	v.drag.pointer = m
	v.extendTo(m)
	v.scrollOn()
}

// extendTo selects up to the pointer, by the unit that the press chose.
func (v *bodyView) extendTo(m kit.Mouse) {
	off, ok := v.offsetAt(m)
	if !ok {
		return
	}
	switch v.drag.unit {
	case 2:
		v.selectRange(v.drag.from.Extend(v.open.doc.WordAt(off).Range()))
	case 3:
		v.selectRange(v.drag.from.Extend(v.open.doc.LineAt(off).Range()))
	default:
		v.selectRange(body.Selection{Anchor: v.drag.from.Anchor, Caret: off})
	}
}

// scrollOn goes on scrolling while the pointer is held above, below or beside the view.
func (v *bodyView) scrollOn() {
	if v.drag.ticking || v.beyond() == (fyne.Delta{}) {
		return
	}
	v.drag.ticking = true
	gen := v.gen
	time.AfterFunc(dragStep, func() {
		v.a.Post(func() {
			v.drag.ticking = false
			if v.gen == gen {
				v.scrollStep()
			}
		})
	})
}

// scrollStep scrolls as far as the pointer is outside, and selects.
func (v *bodyView) scrollStep() {
	d := v.beyond()
	if !v.drag.on || d == (fyne.Delta{}) {
		return
	}
	v.ScrollTo(v.OffsetX()+float64(d.DX), v.OffsetY()+float64(d.DY))
	v.extendTo(v.drag.pointer)
	v.scrollOn()
}

// beyond is how far the pointer is outside of the text.
func (v *bodyView) beyond() fyne.Delta {
	view, m := v.View(), v.drag.pointer
	past := func(at, lo, hi float32) float32 {
		switch {
		case at < lo:
			return at - lo
		case at > hi:
			return at - hi
		}
		return 0
	}
	return fyne.Delta{DX: past(m.X, 0, view.W), DY: past(m.Y, view.Y, view.Y+view.H)}
}

func (v *bodyView) hover(m kit.Mouse) {
	r, ok := v.rowAt(m.Y)
	if !ok || !v.onFold(&r, m.X) {
		v.SetTip(kit.Rect{}, "")
		return
	}
	tip := "Fold"
	if r.Fold.State == body.FoldClosed {
		tip = "Unfold"
	}
	y := v.View().Y + float32(bodyRowTop(r.Number)-v.OffsetY())
	v.SetTip(kit.Rect{X: v.numberEnd(), Y: y, W: bodyGap, H: bodyRowHeight}, tip)
}

func (v *bodyView) cursorAt(x, y float32) desktop.Cursor {
	r, ok := v.rowAt(y)
	switch {
	case !ok:
		return desktop.DefaultCursor
	case v.onFold(&r, x):
		return desktop.PointerCursor
	case x < v.textX():
		return desktop.DefaultCursor
	}
	return desktop.TextCursor
}

var bodyMotions = map[fyne.KeyName]body.Motion{
	fyne.KeyLeft: body.Left, fyne.KeyRight: body.Right, fyne.KeyUp: body.Up, fyne.KeyDown: body.Down,
	fyne.KeyHome: body.RowStart, fyne.KeyEnd: body.RowEnd, fyne.KeyPageUp: body.PageUp, fyne.KeyPageDown: body.PageDown,
}

// bodyCtrlMotions are those with Ctrl held.
var bodyCtrlMotions = map[fyne.KeyName]body.Motion{
	fyne.KeyLeft: body.WordLeft, fyne.KeyRight: body.WordRight, fyne.KeyHome: body.Start, fyne.KeyEnd: body.End,
}

func (v *bodyView) key(e *fyne.KeyEvent) bool {
	if v.open == nil {
		return false
	}
	if m, ok := bodyMotions[e.Name]; ok {
		v.move(m, v.shift())
		return true
	}
	switch e.Name {
	case fyne.KeyF3:
		v.find.step(v, v.shift())
		return true
	case fyne.KeyEscape:
		return v.escape()
	}
	return false
}

func (v *bodyView) move(m body.Motion, extend bool) {
	page := max(1, int(v.View().H/bodyRowHeight)-1)
	v.place(v.open.doc.Move(v.caret, m, page), extend)
}

// escape drops the selection, then closes what the pane has open.
func (v *bodyView) escape() bool {
	if v.sel.Len() > 0 {
		v.place(v.caret, false)
		return true
	}
	return v.a.Escape != nil && v.a.Escape()
}

func (v *bodyView) shortcut(sc fyne.Shortcut) bool {
	if v.open == nil {
		return false
	}
	switch sc := sc.(type) {
	case *fyne.ShortcutCopy:
		v.CopySelection()
		return true
	case *fyne.ShortcutSelectAll:
		v.selectRange(v.open.doc.SelectAll())
		return true
	case *desktop.CustomShortcut:
		if sc.KeyName == fyne.KeyG && sc.Modifier == fyne.KeyModifierShortcutDefault && v.a.GoTo != nil {
			v.a.GoTo()
			return true
		}
		m, ok := bodyCtrlMotions[sc.KeyName]
		if !ok || sc.Modifier&^fyne.KeyModifierShift != fyne.KeyModifierShortcutDefault {
			return false
		}
		v.move(m, sc.Modifier&fyne.KeyModifierShift != 0)
		return true
	}
	return false
}
