package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// strip is the base of controls with several parts in one raster: segments, tabs, radio buttons. It keeps where the
// parts are and which one the pointer is over; arrows, Home and End choose.
type strip struct {
	control
	parts    []Rect // by the last layout
	over     int    // part under the pointer, -1: none
	chosen   int
	vertical bool
	pick     func(i int)
}

func (s *strip) partAt(pos fyne.Position) int {
	for i, r := range s.parts {
		if r.Contains(pos.X, pos.Y) {
			return i
		}
	}
	return -1
}

// MouseIn implements desktop.Hoverable.
func (s *strip) MouseIn(e *desktop.MouseEvent) {
	s.control.MouseIn(e)
	s.MouseMoved(e)
}

// MouseMoved implements desktop.Hoverable.
func (s *strip) MouseMoved(e *desktop.MouseEvent) {
	if i := s.partAt(e.Position); i != s.over {
		s.over = i
		s.raster.Refresh()
	}
}

// MouseOut implements desktop.Hoverable.
func (s *strip) MouseOut() {
	s.over = -1
	s.control.MouseOut()
}

// Tapped implements fyne.Tappable.
func (s *strip) Tapped(e *fyne.PointEvent) {
	if i := s.partAt(e.Position); i >= 0 && !s.disabled {
		s.pick(i)
	}
}

// TypedKey implements fyne.Focusable.
func (s *strip) TypedKey(e *fyne.KeyEvent) {
	if s.disabled {
		return
	}
	back, forth := fyne.KeyLeft, fyne.KeyRight
	if s.vertical {
		back, forth = fyne.KeyUp, fyne.KeyDown
	}
	switch n := len(s.parts); {
	case n == 0:
	case e.Name == back:
		s.pick(max(s.chosen-1, 0))
	case e.Name == forth:
		s.pick(min(s.chosen+1, n-1))
	case e.Name == fyne.KeyHome:
		s.pick(0)
	case e.Name == fyne.KeyEnd:
		s.pick(n - 1)
	default:
		forwardKey(s.self, e)
	}
}
