package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Flex arranges its children in a row or a column, with paddings, gaps, children that grow, a background, an edge
// and lines. It takes part in no hit test, so rows of controls stay plain. Its minimum size is worked out once and
// again when a child of the kit changes its own; after showing or hiding a child, call Reflow.
type Flex struct {
	widget.BaseWidget
	vertical bool
	pad      [4]float32 // left, top, right, bottom
	gap      float32
	fixed    fyne.Size // 0: from the children
	kids     []*Slot
	owner    *Flex
	onReflow func()  // the outermost one tells what it lies in
	scroll   *Scroll // that the outermost one lies in, if any

	fill, edge string
	radius     float32
	lines      []*edgeLine
	flat       *canvas.Rectangle // the ground: square without an edge, which costs no picture,
	round      *roundGround      // or another one
	min        fyne.Size
	stale      bool
	objects    []fyne.CanvasObject
	look       seen
}

// Slot is a child of a Flex with something said about its size. It is never on a canvas itself.
type Slot struct {
	fyne.CanvasObject
	w, h float32 // 0: from the child
	grow float32 // share of the room that is left
	tall bool    // in a row: as high as the row
}

// Stretched makes the child as high as its row, whatever it asks for, and returns the slot. Columns and surfaces in a
// row are stretched without being told.
func (k *Slot) Stretched() *Slot { k.tall = true; return k }

// Grow returns o with all the room that is left along the row or column; several share it equally.
func Grow(o fyne.CanvasObject) *Slot { return &Slot{CanvasObject: o, grow: 1} }

// Fixed returns o with a size; 0 takes o's own.
func Fixed(o fyne.CanvasObject, w, h float32) *Slot { return &Slot{CanvasObject: o, w: w, h: h} }

// Gap returns an empty stretch of n units along the row or column.
func Gap(n float32) *Slot { return &Slot{w: n, h: n} }

// Space returns an empty stretch that takes the room that is left.
func Space() *Slot { return &Slot{grow: 1} }

// Row arranges its children from left to right. Each is as high as it asks for, centred; growing ones fill the width.
func Row(kids ...fyne.CanvasObject) *Flex { return newFlex(false, kids) }

// Col arranges its children from top to bottom, each as wide as the column.
func Col(kids ...fyne.CanvasObject) *Flex { return newFlex(true, kids) }

func newFlex(vertical bool, kids []fyne.CanvasObject) *Flex {
	f := &Flex{vertical: vertical, stale: true}
	f.ExtendBaseWidget(f)
	f.adopt(kids)
	return f
}

type owned interface{ setOwner(*Flex) }

func (f *Flex) setOwner(o *Flex) { f.owner = o }

func (f *Flex) adopt(kids []fyne.CanvasObject) {
	f.kids = nil
	for _, k := range kids {
		if k == nil {
			continue
		}
		slot, ok := k.(*Slot)
		if !ok {
			slot = &Slot{CanvasObject: k}
		}
		if o, ok := slot.CanvasObject.(owned); ok {
			o.setOwner(f)
		}
		if inner, ok := slot.CanvasObject.(*Flex); ok && inner.vertical {
			slot.tall = true
		}
		f.kids = append(f.kids, slot)
	}
}

// Pad sets the paddings and returns f.
func (f *Flex) Pad(left, top, right, bottom float32) *Flex {
	f.pad = [4]float32{left, top, right, bottom}
	return f.changed()
}

// PadX sets left and right padding and returns f.
func (f *Flex) PadX(left, right float32) *Flex { f.pad[0], f.pad[2] = left, right; return f.changed() }

// Gaps sets the distance between children and returns f.
func (f *Flex) Gaps(g float32) *Flex { f.gap = g; return f.changed() }

// Width fixes the width and returns f.
func (f *Flex) Width(w float32) *Flex { f.fixed.Width = w; return f.changed() }

// Height fixes the height and returns f.
func (f *Flex) Height(h float32) *Flex { f.fixed.Height = h; return f.changed() }

// Fill sets the background token and returns f.
func (f *Flex) Fill(token string) *Flex { f.fill = token; return f.repaint() }

// Edge sets the token of a border one unit wide, inside, and returns f.
func (f *Flex) Edge(token string) *Flex { f.edge = token; return f.repaint() }

// Radius rounds background and border and returns f.
func (f *Flex) Radius(r float32) *Flex { f.radius = r; return f.repaint() }

// Side names an edge of a box.
type Side uint8

// The sides.
const (
	Left Side = iota
	Top
	Right
	Bottom
)

type edgeLine struct {
	side  Side
	token string
	rect  *canvas.Rectangle
}

// Line adds a line one unit wide along a side, under the children, and returns f.
func (f *Flex) Line(s Side, token string) *Flex {
	f.lines = append(f.lines, &edgeLine{s, token, canvas.NewRectangle(C(token))})
	f.rebuild()
	return f
}

// SetKids replaces the children.
func (f *Flex) SetKids(kids ...fyne.CanvasObject) {
	f.adopt(kids)
	f.rebuild()
	f.Reflow()
	canvas.Refresh(f)
}

// Reflow works the sizes out again after a child was shown, hidden or changed, and lays out what that moves, here and in
// the rows and columns around it.
func (f *Flex) Reflow() {
	old := f.min
	f.invalidate()
	if f.MinSize() != old {
		switch {
		case f.owner != nil:
			f.owner.Reflow()
		case f.onReflow != nil:
			f.onReflow()
		}
	}
	f.arrange(f.Size())
}

// scroller is what f lies in and scrolls with, or nil.
func (f *Flex) scroller() *Scroll {
	for ; f != nil; f = f.owner {
		if f.scroll != nil {
			return f.scroll
		}
	}
	return nil
}

// invalidate forgets the sizes of f and of the rows and columns within it.
func (f *Flex) invalidate() {
	f.stale = true
	for _, k := range f.kids {
		if inner, ok := k.CanvasObject.(*Flex); ok {
			inner.invalidate()
		}
	}
}

func (f *Flex) changed() *Flex { f.stale = true; return f }

// repaint chooses how the ground is drawn.
func (f *Flex) repaint() *Flex {
	fill, edge := orNone(f.fill), orNone(f.edge)
	f.flat, f.round = nil, nil
	if f.radius == 0 && edge == "none" {
		f.flat = canvas.NewRectangle(C(fill))
	} else {
		f.round = newRoundGround(fill, edge, f.radius)
	}
	f.rebuild()
	return f
}

func orNone(token string) string {
	if token == "" {
		return "none"
	}
	return token
}

// rebuild lists the objects in the order they are drawn: background, lines, children.
func (f *Flex) rebuild() {
	f.objects = f.objects[:0:0]
	if g := f.ground(); g != nil {
		f.objects = append(f.objects, g)
	}
	for _, l := range f.lines {
		f.objects = append(f.objects, l.rect)
	}
	for _, k := range f.kids {
		if k.CanvasObject != nil {
			f.objects = append(f.objects, k.CanvasObject)
		}
	}
}

// MinSize implements fyne.CanvasObject; it costs nothing unless something changed.
func (f *Flex) MinSize() fyne.Size {
	if f.look.outdated() {
		f.recolour()
	}
	if f.stale {
		f.min, f.stale = f.computeMin(), false
	}
	return f.min
}

// CreateRenderer implements fyne.Widget.
func (f *Flex) CreateRenderer() fyne.WidgetRenderer {
	f.rebuild()
	return &flexRenderer{f}
}

type flexRenderer struct{ f *Flex }

func (r *flexRenderer) Destroy()                     {}
func (r *flexRenderer) Layout(s fyne.Size)           { r.f.arrange(s) }
func (r *flexRenderer) Objects() []fyne.CanvasObject { return r.f.objects }

func (r *flexRenderer) MinSize() fyne.Size { return r.f.MinSize() }
func (r *flexRenderer) Refresh()           { r.f.recolour() }

func (f *Flex) recolour() {
	for _, l := range f.lines {
		l.rect.FillColor = C(l.token)
		l.rect.Refresh()
	}
	if f.flat != nil {
		f.flat.FillColor = C(orNone(f.fill))
		f.flat.Refresh()
	}
	if f.round != nil {
		f.round.raster.Refresh()
	}
}

// ground is what is drawn under the children, or nil.
func (f *Flex) ground() fyne.CanvasObject {
	switch {
	case f.flat != nil:
		return f.flat
	case f.round != nil:
		return f.round
	}
	return nil
}
