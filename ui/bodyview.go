package ui

import (
	"math"
	"strings"
	"sync/atomic"

	"ladle/ui/body"
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
)

// bodyRowHeight is the height of a line of code.
var bodyRowHeight = kit.S("height.codeLine")

// bodyRowTop is where a row begins in the whole of a body.
func bodyRowTop(row int64) float64 { return float64(row) * float64(bodyRowHeight) }

// bodyViewActions are what a body view needs of its pane. Nil ones are left out.
type bodyViewActions struct {
	Post      func(func())
	Scratch   Scratch
	Copy      func(text string)
	Save      func()                                       // the whole body, offered when it is too large to copy
	SaveRange func(doc *body.Document, sel body.Selection) // what is selected
	Changed   func()                                       // state, caret, selection or search: what a status line shows
	Search    func()                                       // the search bar is wanted
	GoTo      func()                                       // a place to go to is asked for
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
		Focus: func(bool) { v.Refresh() }, Scroll: v.scrolled, CursorAt: v.cursorAt, Describe: v.describe}
	return v
}

// describe is the line of the caret, as far as it shows.
func (v *bodyView) describe() string {
	if v.open == nil {
		return "Text"
	}
	row, ok := v.row(v.open.doc.RowAt(v.caret.Offset))
	if !ok {
		return "Text, empty"
	}
	return "Text, line " + timeline.Count(row.Line) + ", " + kit.Fit(kit.Data, strings.TrimSpace(row.Text), v.View().W)
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

// rowAt gives the row at y on the surface; ok is false where there is none.
func (v *bodyView) rowAt(y float32) (body.Row, bool) {
	view := v.View()
	n := int64(math.Floor((float64(y-view.Y) + v.OffsetY()) / float64(bodyRowHeight)))
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
	v.centre(off)
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
		h += float64(bodyBar) // the scrollbar along the lower edge lies over the last row
	}
	v.Reveal(bodyRowTop(n), h)
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
