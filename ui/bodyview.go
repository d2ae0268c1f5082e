package ui

import (
	"math"
	"sync/atomic"

	"ladle/ui/body"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// bodyRowHeight is the height of a line of code.
const bodyRowHeight = 18

// bodyViewActions are what a body view needs of its pane. Nil ones are left out.
type bodyViewActions struct {
	Post      func(func())
	Scratch   Scratch
	Copy      func(text string)
	Save      func()                                       // the whole body, offered when it is too large to copy
	SaveRange func(doc *body.Document, sel body.Selection) // what is selected
	Changed   func()                                       // state, caret, selection or search: what a status line shows
	Search    func()                                       // the search bar is wanted
	Escape    func() bool                                  // true: something was closed
}

// bodyView shows a body of any size on a surface: it asks a body.Document for the rows in view and for no others, and
// keeps caret, selection, folds' places and search hits as offsets in what is shown.
type bodyView struct {
	kit.Surface
	a bodyViewActions

	open  *openedBody
	gen   int // of open, so that a worker of an earlier one is not listened to
	state body.State
	wrap  bool
	cols  int // wrap width asked for, 0 none
	width int // columns of the widest row painted so far

	rows     []body.Row // those of the last frame
	rowsFrom int64
	rowsWant int

	anchor  int64 // offset of the top row, kept when rows are wrapped or folded anew
	holding bool  // scrolling now keeps the anchor's place

	caret   body.Caret
	sel     body.Selection
	drag    bodyDrag
	find    bodyFind
	flagged body.Selection // bytes that a finding is about
	shift   func() bool
}

func newBodyView(a bodyViewActions) *bodyView {
	if a.Post == nil {
		a.Post = fyne.Do
	}
	v := &bodyView{a: a, shift: shiftHeld}
	v.Init(v, v)
	v.On = kit.Events{Press: v.press, Release: v.release, Drag: v.dragged, DragEnd: v.dragEnd, Move: v.hover, Menu: v.menu, Key: v.key, Shortcut: v.shortcut,
		Focus: func(bool) { v.Refresh() }, Scroll: v.scrolled, CursorAt: v.cursorAt}
	return v
}

// Open opens a body in a mode; format is what body.Detect said. Nothing waits for the whole of it.
func (v *bodyView) Open(src body.Source, f body.Format, want bodyMode) {
	v.drop()
	v.gen++
	v.caret, v.sel, v.anchor, v.width, v.drag = body.Caret{}, body.Selection{}, 0, 0, bodyDrag{}
	v.ScrollTo(0, 0)
	v.cols = v.wrapColumns()
	v.open = openBody(src, f, want, v.cols, v.a.Scratch, v.notifier())
	v.sync()
	v.find.again(v)
}

// Close gives back what the view holds; it shows nothing then.
func (v *bodyView) Close() {
	v.drop()
	v.gen++
	v.state, v.rows = body.State{}, nil
	v.SetMarks(nil, 0)
	v.SetContent(0, 0)
	v.Refresh()
}

func (v *bodyView) drop() {
	if v.open == nil {
		return
	}
	v.find.stop()
	v.open.close()
	v.open, v.flagged = nil, body.Selection{}
	v.rows, v.rowsWant = nil, 0
}

// notifier gives a function for workers: it has the view brought up to date, at most one such call waiting at a time.
func (v *bodyView) notifier() func() {
	gen := v.gen
	var due atomic.Bool
	return func() {
		if due.Swap(true) {
			return
		}
		v.a.Post(func() {
			due.Store(false)
			if v.gen == gen && v.open != nil {
				v.sync()
			}
		})
	}
}

// sync takes over what the document knows now.
func (v *bodyView) sync() {
	v.state = v.open.doc.State()
	if cols := v.wrapColumns(); cols != v.cols { // the numbers of lines need another width than before
		v.cols = cols
		v.open.doc.SetWrap(cols)
	}
	v.rowsWant = 0
	v.layoutRows()
	v.keepAnchor()
	v.find.follow(v)
	v.markBar()
	v.Refresh()
	v.tell()
}

func (v *bodyView) tell() {
	if v.a.Changed != nil {
		v.a.Changed()
	}
}

// layoutRows tells the surface how large the rows are.
func (v *bodyView) layoutRows() {
	w, h := 0.0, float64(v.state.Rows)*bodyRowHeight
	if !v.wrap && v.width > 0 {
		w = v.contentWidth()
		if v.barBelow() {
			h += bodyBar
		}
	}
	v.holding = true
	v.SetContent(w, h)
	v.holding = false
}

// contentWidth is that of the gutter and the widest row met so far.
func (v *bodyView) contentWidth() float64 {
	return float64(v.textX()) + float64(v.width)*float64(kit.Advance(kit.Data)) + bodyEdge
}

// barBelow tells whether rows are wider than the view.
func (v *bodyView) barBelow() bool { return v.contentWidth() > float64(v.View().W) }

// keepAnchor scrolls to where the row that was on top is now.
func (v *bodyView) keepAnchor() {
	if v.anchor == 0 {
		return
	}
	top := float64(v.open.doc.RowAt(v.anchor))
	part := math.Mod(v.OffsetY(), bodyRowHeight)
	if math.Floor(v.OffsetY()/bodyRowHeight) == top {
		return
	}
	v.holding = true
	v.ScrollTo(v.OffsetX(), top*bodyRowHeight+part)
	v.holding = false
}

// scrolled notes which row is on top.
func (v *bodyView) scrolled() {
	if v.holding || v.open == nil {
		return
	}
	v.anchor = 0
	if first := int64(v.OffsetY() / bodyRowHeight); first > 0 {
		if rows := v.open.doc.Rows(first, 1); len(rows) > 0 {
			v.anchor = rows[0].Offset
		}
	}
}

// Resize implements fyne.CanvasObject: a wrapped body is wrapped anew.
func (v *bodyView) Resize(s fyne.Size) {
	if s == v.Size() {
		return
	}
	v.Surface.Resize(s)
	v.rewrap()
	v.markBar()
}

// SetWrap wraps long lines at the width of the view, or lets them be scrolled to.
func (v *bodyView) SetWrap(on bool) {
	if v.wrap == on {
		return
	}
	v.wrap, v.width = on, 0
	v.ScrollTo(0, v.OffsetY())
	v.rewrap()
}

func (v *bodyView) rewrap() {
	cols := v.wrapColumns()
	if v.open == nil || cols == v.cols {
		return
	}
	v.cols = cols
	v.open.doc.SetWrap(cols)
	v.sync()
}

// wrapColumns is how many columns fit, 0 when lines are not wrapped.
func (v *bodyView) wrapColumns() int {
	if !v.wrap {
		return 0
	}
	const least = 12
	return max(least, int((v.View().W-v.textX()-bodyEdge)/kit.Advance(kit.Data)))
}

// visible gives the rows in view, asked for once as long as nothing changes.
func (v *bodyView) visible() []body.Row {
	first := int64(v.OffsetY() / bodyRowHeight)
	want := int(v.View().H/bodyRowHeight) + 2
	if v.rowsWant == want && v.rowsFrom == first {
		return v.rows
	}
	v.rows, v.rowsFrom, v.rowsWant = v.open.doc.Rows(first, want), first, want
	v.measure()
	return v.rows
}

// measure widens the content for rows that are wider than those before.
func (v *bodyView) measure() {
	widest := v.width
	for i := range v.rows {
		widest = max(widest, v.rows[i].Columns())
	}
	if widest > v.width {
		v.width = widest
		v.layoutRows()
	}
}

// rowAt gives the row at y on the surface; ok is false where there is none.
func (v *bodyView) rowAt(y float32) (body.Row, bool) {
	view := v.View()
	n := int64(math.Floor((float64(y-view.Y) + v.OffsetY()) / bodyRowHeight))
	return v.row(min(max(n, 0), v.state.Rows-1))
}

// row gives a row by its number.
func (v *bodyView) row(n int64) (body.Row, bool) {
	if v.open == nil || n < 0 {
		return body.Row{}, false
	}
	if i := n - v.rowsFrom; v.rowsWant > 0 && i >= 0 && i < int64(len(v.rows)) {
		return v.rows[i], true
	}
	rows := v.open.doc.Rows(n, 1)
	if len(rows) == 0 {
		return body.Row{}, false
	}
	return rows[0], true
}

// Flag marks bytes that a finding is about, and shows them.
func (v *bodyView) Flag(from, to int64) {
	v.flagged = body.Selection{Anchor: from, Caret: to}
	if v.open != nil && to > from {
		v.place(v.open.doc.At(from), false)
	}
	v.Refresh()
}

// GoTo puts the caret at an offset of what is shown and shows it.
func (v *bodyView) GoTo(off int64) {
	if v.open == nil {
		return
	}
	v.open.doc.Reveal(off)
	v.sync()
	v.place(v.open.doc.At(off), false)
}

// place puts the caret, extends the selection to it or drops it, and shows the caret.
func (v *bodyView) place(c body.Caret, extend bool) {
	v.caret = c
	if extend {
		v.sel.Caret = c.Offset
	} else {
		v.sel = body.Selection{Anchor: c.Offset, Caret: c.Offset}
	}
	v.reveal(c.Offset)
	v.Refresh()
	v.tell()
}

// selectRange selects and shows the end that moves.
func (v *bodyView) selectRange(s body.Selection) {
	v.sel, v.caret = s, v.open.doc.At(s.Caret)
	v.Refresh()
	v.tell()
}

// reveal scrolls as little as is needed to show an offset.
func (v *bodyView) reveal(off int64) {
	n := v.open.doc.RowAt(off)
	h := float64(bodyRowHeight)
	if !v.wrap && v.barBelow() {
		h += bodyBar // the scrollbar along the lower edge lies over the last row
	}
	v.Reveal(float64(n)*bodyRowHeight, h)
	row, ok := v.row(n)
	if !ok || v.wrap {
		return
	}
	if c := row.Columns(); c > v.width {
		v.width = c
		v.layoutRows()
	}
	adv := float64(kit.Advance(kit.Data))
	x := float64(row.Column(off)) * adv
	// The gutter does not scroll: what lies under it is not in view.
	if x < v.OffsetX() {
		v.ScrollTo(max(0, x-4*adv), v.OffsetY())
		return
	}
	v.RevealX(float64(v.textX())+x, 4*adv)
}

// Folds tells whether parts can be folded away.
func (v *bodyView) Folds() bool { return v.open != nil && v.state.Folding == body.FoldingReady }

// FoldDepth folds what is nested deeper than depth; -1 unfolds all.
func (v *bodyView) FoldDepth(depth int) {
	if v.open != nil {
		v.open.doc.FoldDepth(depth)
		v.sync()
	}
}
