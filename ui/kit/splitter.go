package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// SplitterGrip is how wide the part of a splitter is that can be grabbed; its line is one unit.
var SplitterGrip = S("width.splitterHit")

// Splitter is the line between two panes, to be dragged. Put it over the seam as the last child of the layout,
// SplitterGrip wide, so that the panes' own edges do not cover it. With the keyboard its arrows move it, and Enter puts it
// back.
type Splitter struct {
	control
	upright bool // the line stands upright, between left and right
	name    string
	dragged bool
	OnDrag  func(delta float32) // units since the last call
	OnDone  func()              // the button went up, or a key was used: store the position
	OnReset func()              // double click, or Enter
}

// splitterStep is how far an arrow moves a splitter.
var splitterStep = U(2)

// NewSplitter returns a splitter; upright ones lie between left and right panes. The name says what its pane is.
func NewSplitter(name string, upright bool, drag func(delta float32)) *Splitter {
	s := &Splitter{name: name, upright: upright, OnDrag: drag}
	s.onTap, s.onKey = func() {}, s.key
	s.setup(s, func() fyne.Size { return fyne.NewSize(1, 1) }, s.paintLine)
	return s
}

func (s *Splitter) paintLine(p *Pen, size fyne.Size) {
	token, thick := "border.default", float32(1)
	if s.hovered || s.dragged || s.focused {
		token = "accent.base"
	}
	if s.focused {
		thick = 2
	}
	if s.upright {
		p.Fill(whole(size.Width/2), 0, thick, size.Height, C(token))
		return
	}
	p.Fill(0, whole(size.Height/2), size.Width, thick, C(token))
}

func (s *Splitter) key(e *fyne.KeyEvent) bool {
	less, more := fyne.KeyUp, fyne.KeyDown
	if s.upright {
		less, more = fyne.KeyLeft, fyne.KeyRight
	}
	switch e.Name {
	case less:
		s.move(-splitterStep)
	case more:
		s.move(splitterStep)
	case fyne.KeyReturn, fyne.KeyEnter:
		s.reset()
	default:
		return false
	}
	s.done()
	return true
}

// Cursor implements desktop.Cursorable.
func (s *Splitter) Cursor() desktop.Cursor {
	if s.upright {
		return desktop.HResizeCursor
	}
	return desktop.VResizeCursor
}

func (s *Splitter) move(by float32) {
	if s.OnDrag != nil {
		s.OnDrag(by)
	}
}

func (s *Splitter) done() {
	if s.OnDone != nil {
		s.OnDone()
	}
}

func (s *Splitter) reset() {
	if s.OnReset != nil {
		s.OnReset()
	}
}

// Dragged implements fyne.Draggable.
func (s *Splitter) Dragged(e *fyne.DragEvent) {
	s.dragged = true
	if s.upright {
		s.move(e.Dragged.DX)
	} else {
		s.move(e.Dragged.DY)
	}
}

// DragEnd implements fyne.Draggable.
func (s *Splitter) DragEnd() {
	s.dragged = false
	s.raster.Refresh()
	s.done()
}

// DoubleTapped implements fyne.DoubleTappable.
func (s *Splitter) DoubleTapped(*fyne.PointEvent) {
	s.reset()
	s.done()
}
