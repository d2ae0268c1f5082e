package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Scroll shows a part of a column that is higher than its room, with a thin bar over the right edge and no shadows. For
// long lists use List, which draws only what is visible.
type Scroll struct {
	widget.BaseWidget
	content fyne.CanvasObject
	offset  float32
	bar     *scrollThumb
}

// NewScroll returns a scroll container over content, which is made as wide as the container.
func NewScroll(content fyne.CanvasObject) *Scroll {
	s := &Scroll{}
	s.bar = newScrollThumb(s)
	s.ExtendBaseWidget(s)
	s.adopt(content)
	return s
}

// SetContent replaces the content and scrolls to its top.
func (s *Scroll) SetContent(o fyne.CanvasObject) {
	s.adopt(o)
	s.offset = 0
	s.place()
	canvas.Refresh(s)
}

// adopt has a column tell when its height changed.
func (s *Scroll) adopt(o fyne.CanvasObject) {
	s.content = o
	if f, ok := o.(*Flex); ok {
		f.onReflow, f.scroll = func() { s.place(); canvas.Refresh(s) }, s
	}
}

// Offset returns how many units the content is scrolled up.
func (s *Scroll) Offset() float32 { return s.offset }

// ScrollTo scrolls as near to y as the content allows.
func (s *Scroll) ScrollTo(y float32) {
	s.offset = min(max(y, 0), s.most())
	s.place()
	canvas.Refresh(s)
}

// Reveal scrolls as little as is needed to show an object that lies within the content.
func (s *Scroll) Reveal(o fyne.CanvasObject) {
	d := fyne.CurrentApp().Driver()
	y := d.AbsolutePositionForObject(o).Y - d.AbsolutePositionForObject(s).Y
	h := o.Size().Height
	switch {
	case y < 0:
		s.ScrollTo(s.offset + y - 8)
	case y+h > s.Size().Height:
		s.ScrollTo(s.offset + y + h - s.Size().Height + 8)
	}
}

func (s *Scroll) most() float32 { return max(0, s.content.MinSize().Height-s.Size().Height) }

func (s *Scroll) place() {
	size := s.Size()
	s.offset = min(s.offset, s.most())
	s.content.Move(fyne.NewPos(0, -snap(s.offset, canvasScale(s))))
	s.content.Resize(fyne.NewSize(size.Width, max(size.Height, s.content.MinSize().Height)))
	s.bar.Move(fyne.NewPos(size.Width-barWidth, 0))
	s.bar.Resize(fyne.NewSize(barWidth, size.Height))
	if s.most() > 0 {
		s.bar.Show()
	} else {
		s.bar.Hide()
	}
	s.bar.raster.Refresh()
}

// Scrolled implements fyne.Scrollable.
func (s *Scroll) Scrolled(e *fyne.ScrollEvent) { s.ScrollTo(s.offset - e.Scrolled.DY) }

// CreateRenderer implements fyne.Widget.
func (s *Scroll) CreateRenderer() fyne.WidgetRenderer { return &scrollRenderer{s} }

type scrollRenderer struct{ s *Scroll }

func (r *scrollRenderer) Destroy()           {}
func (r *scrollRenderer) Layout(fyne.Size)   { r.s.place() }
func (r *scrollRenderer) MinSize() fyne.Size { return fyne.NewSize(r.s.content.MinSize().Width, 32) }
func (r *scrollRenderer) Refresh()           { r.s.place() }
func (r *scrollRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.s.content, r.s.bar}
}

// scrollThumb is the bar of a Scroll.
type scrollThumb struct {
	painted
	s    *Scroll
	held bool
	over bool // the pointer is over it
}

func newScrollThumb(s *Scroll) *scrollThumb {
	b := &scrollThumb{s: s}
	b.setup(b, func() fyne.Size { return fyne.Size{} }, b.paintThumb)
	return b
}

func (b *scrollThumb) thumb() Rect {
	view, all := b.s.Size().Height, b.s.content.MinSize().Height
	if b.s.most() <= 0 {
		return Rect{}
	}
	h := max(24, view*view/all)
	return Rect{0, b.s.offset / b.s.most() * (view - h), barWidth - 2, h}
}

func (b *scrollThumb) paintThumb(p *Pen, _ fyne.Size) {
	token := "border.strong"
	if b.held || b.over {
		token = "border.control"
	}
	if r := b.thumb(); r.H > 0 {
		p.Box(r, r.W/2, C(token))
	}
}

// MouseDown implements desktop.Mouseable: a press beside the thumb brings it there.
func (b *scrollThumb) MouseDown(e *desktop.MouseEvent) {
	r := b.thumb()
	if y := e.Position.Y; y < r.Y || y > r.Y+r.H {
		b.s.ScrollTo((y - r.H/2) / max(1, b.s.Size().Height-r.H) * b.s.most())
	}
	b.held = true
	b.raster.Refresh()
}

// MouseIn implements desktop.Hoverable.
func (b *scrollThumb) MouseIn(*desktop.MouseEvent) { b.over = true; b.raster.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (b *scrollThumb) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *scrollThumb) MouseOut() { b.over = false; b.raster.Refresh() }

// MouseUp implements desktop.Mouseable.
func (b *scrollThumb) MouseUp(*desktop.MouseEvent) { b.held = false; b.raster.Refresh() }

// Dragged implements fyne.Draggable.
func (b *scrollThumb) Dragged(e *fyne.DragEvent) {
	room := max(1, b.s.Size().Height-b.thumb().H)
	b.s.ScrollTo(b.s.offset + e.Dragged.DY/room*b.s.most())
}

// DragEnd implements fyne.Draggable.
func (b *scrollThumb) DragEnd() { b.MouseUp(nil) }
