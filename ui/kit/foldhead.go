package kit

import "fyne.io/fyne/v2"

// FoldHead is the head of a part of a pane that folds under it: a chevron, a name, a muted count, a fact at the right
// end. A press, Enter and Space fold and unfold; Left folds, Right unfolds.
type FoldHead struct {
	control
	name, count, fact string
	height            float32
	open              bool
	OnChanged         func(open bool) // a person folded it or not; Set does not call it
}

// NewFoldHead returns the head of a part that is unfolded, 32 units high. changed may be nil.
func NewFoldHead(name string, changed func(open bool)) *FoldHead {
	h := &FoldHead{name: name, height: S("height.foldHead"), open: true, OnChanged: changed}
	h.onTap = func() { h.turn(!h.open) }
	h.onKey = func(e *fyne.KeyEvent) bool {
		switch {
		case e.Name == fyne.KeyLeft && h.open, e.Name == fyne.KeyRight && !h.open:
			h.turn(!h.open)
			return true
		}
		return e.Name == fyne.KeyLeft || e.Name == fyne.KeyRight
	}
	h.setup(h, func() fyne.Size { return fyne.NewSize(h.textWidth(), h.height) }, h.paintHead)
	return h
}

// High sets the height and returns the head.
func (h *FoldHead) High(v float32) *FoldHead { h.height = v; h.stale = true; return h }

// Name changes the name.
func (h *FoldHead) Name(name string) { h.name = name; h.resized() }

// Open tells whether the part shows.
func (h *FoldHead) Open() bool { return h.open }

// Set folds or unfolds without calling OnChanged.
func (h *FoldHead) Set(open bool) {
	if h.open != open {
		h.open = open
		h.raster.Refresh()
	}
}

func (h *FoldHead) turn(open bool) {
	h.Set(open)
	if h.OnChanged != nil {
		h.OnChanged(open)
	}
}

// Count returns the count that Say set.
func (h *FoldHead) Count() string { return h.count }

// Fact returns the fact that Say set.
func (h *FoldHead) Fact() string { return h.fact }

// Say changes the count after the name and the fact at the right end; either may be empty.
func (h *FoldHead) Say(count, fact string) {
	if h.count != count || h.fact != fact {
		h.count, h.fact = count, fact
		h.resized()
	}
}

// foldName is where the name begins.
const foldName = 29

func (h *FoldHead) textWidth() float32 {
	w := foldName + TextWidth(SmallStrong, h.name) + rowPad
	if h.count != "" {
		w += 6 + TextWidth(Small, h.count)
	}
	return up(w)
}

func (h *FoldHead) paintHead(p *Pen, size fyne.Size) {
	r := bounds(size)
	token := "text.secondary"
	if h.hovered {
		token = "text.primary"
	}
	if h.focused {
		p.Outline(r.Inset(2), RadiusSmall, 2, C("accent.focusRing"))
	}
	p.Chevron(FoldOf(true, h.open), 11, r, "text.muted")
	x := p.TextAt(SmallStrong, foldName, r, h.name, C(token))
	p.TextAt(Small, x+6, r, h.count, C("text.muted"))
	if h.fact != "" {
		PaintTag(p, r, r.W-rowPad, h.fact, "")
	}
}
