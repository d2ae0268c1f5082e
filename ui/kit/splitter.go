package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// SplitterGrip is how wide the part of a splitter is that can be grabbed; its line is one unit.
var SplitterGrip = S("width.splitterHit")

// Splitter is the line between two panes, to be dragged. Put it over the seam as the last child of the layout,
// SplitterGrip wide, so that the panes' own edges do not cover it.
type Splitter struct {
	painted
	upright bool // the line stands upright, between left and right
	hovered bool
	dragged bool
	OnDrag  func(delta float32) // units since the last call
	OnDone  func()              // the button went up: store the position
	OnReset func()              // double click
}

// NewSplitter returns a splitter; upright ones lie between left and right panes.
func NewSplitter(upright bool, drag func(delta float32)) *Splitter {
	s := &Splitter{upright: upright, OnDrag: drag}
	s.setup(s, func() fyne.Size { return fyne.NewSize(1, 1) }, s.paintLine)
	return s
}

func (s *Splitter) paintLine(p *Pen, size fyne.Size) {
	token := "border.default"
	if s.hovered || s.dragged {
		token = "accent.base"
	}
	if s.upright {
		p.VLine(whole(size.Width/2), 0, size.Height, C(token))
		return
	}
	p.HLine(0, whole(size.Height/2), size.Width, C(token))
}

// MouseIn implements desktop.Hoverable.
func (s *Splitter) MouseIn(*desktop.MouseEvent) { s.hovered = true; s.raster.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (s *Splitter) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (s *Splitter) MouseOut() { s.hovered = false; s.raster.Refresh() }

// Cursor implements desktop.Cursorable.
func (s *Splitter) Cursor() desktop.Cursor {
	if s.upright {
		return desktop.HResizeCursor
	}
	return desktop.VResizeCursor
}

// Dragged implements fyne.Draggable.
func (s *Splitter) Dragged(e *fyne.DragEvent) {
	s.dragged = true
	if s.OnDrag == nil {
		return
	}
	if s.upright {
		s.OnDrag(e.Dragged.DX)
	} else {
		s.OnDrag(e.Dragged.DY)
	}
}

// DragEnd implements fyne.Draggable.
func (s *Splitter) DragEnd() {
	s.dragged = false
	s.raster.Refresh()
	if s.OnDone != nil {
		s.OnDone()
	}
}

// DoubleTapped implements fyne.DoubleTappable.
func (s *Splitter) DoubleTapped(*fyne.PointEvent) {
	if s.OnReset != nil {
		s.OnReset()
	}
}
