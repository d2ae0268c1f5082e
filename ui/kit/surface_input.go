package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// focusByKeyboard tells whether the focus last moved by a key: the ring of a pane is shown only then.
var focusByKeyboard = true

// clickCounter counts presses that come quickly at one place. Fyne's own double tap is not used because it makes every
// single tap wait.
type clickCounter struct {
	at    time.Time
	pos   fyne.Position
	count int
}

const (
	clickTime = 400 * time.Millisecond
	clickRoom = 4
)

func (c *clickCounter) press(pos fyne.Position, now time.Time) int {
	d := pos.Subtract(c.pos)
	if now.Sub(c.at) > clickTime || d.X*d.X+d.Y*d.Y > clickRoom*clickRoom {
		c.count = 0
	}
	c.at, c.pos = now, pos
	c.count++
	return c.count
}

// grab is a scrollbar being dragged.
type grab struct {
	axis uint8
	off  float32 // of the pointer within the thumb
}

const (
	grabNothing = iota
	grabVertical
	grabHorizontal
)

func mouseOf(e *desktop.MouseEvent) Mouse {
	return Mouse{X: e.Position.X, Y: e.Position.Y, Absolute: e.AbsolutePosition, Button: e.Button, Modifier: e.Modifier, Clicks: 1}
}

// MouseDown implements desktop.Mouseable.
func (s *Surface) MouseDown(e *desktop.MouseEvent) {
	dropTip(s.raster)
	s.takeFocus()
	m := mouseOf(e)
	m.Clicks = s.clicks.press(e.Position, time.Now())
	if e.Button == desktop.MouseButtonPrimary && s.grabBar(m.X, m.Y) {
		return
	}
	if e.Button == desktop.MouseButtonSecondary && s.On.Menu != nil {
		if s.On.Press != nil {
			s.On.Press(m)
		}
		s.On.Menu(m)
		return
	}
	if s.On.Press != nil {
		s.On.Press(m)
	}
}

func (s *Surface) takeFocus() {
	focusByKeyboard = false
	if c := canvasOf(s.raster); c != nil {
		if f, ok := s.self.(fyne.Focusable); ok && c.Focused() != f {
			c.Focus(f)
		}
	}
}

// pointAtBar brightens a scrollbar under the pointer.
func (s *Surface) pointAtBar() {
	y, upright := s.thumbY()
	x, flat := s.thumbX()
	over := s.hover && (upright && s.pointer.X >= y.X || flat && s.pointer.Y >= x.Y)
	if over != s.overBar {
		s.overBar = over
		s.Refresh()
	}
}

// grabBar begins dragging a scrollbar, or jumps to where its track was pressed.
func (s *Surface) grabBar(x, y float32) bool {
	if r, ok := s.thumbY(); ok && x >= r.X && y >= s.View().Y {
		if !r.Contains(r.X, y) {
			v := s.View()
			s.ScrollTo(s.scroll.x, float64((y-v.Y-r.H/2)/(v.H-r.H))*s.MaxOffsetY())
			r, _ = s.thumbY()
		}
		s.grab = grab{grabVertical, y - r.Y}
		s.Refresh()
		return true
	}
	if r, ok := s.thumbX(); ok && y >= r.Y && r.Contains(x, r.Y) {
		s.grab = grab{grabHorizontal, x - r.X}
		s.Refresh()
		return true
	}
	return false
}

// MouseUp implements desktop.Mouseable.
func (s *Surface) MouseUp(e *desktop.MouseEvent) {
	if s.endGrab() {
		return
	}
	if s.On.Release != nil {
		s.On.Release(mouseOf(e))
	}
}

func (s *Surface) endGrab() bool {
	if s.grab.axis == grabNothing {
		return false
	}
	s.grab = grab{}
	s.Refresh()
	return true
}

// Dragged implements fyne.Draggable.
func (s *Surface) Dragged(e *fyne.DragEvent) {
	v := s.View()
	switch s.grab.axis {
	case grabVertical:
		r, _ := s.thumbY()
		s.ScrollTo(s.scroll.x, float64((e.Position.Y-s.grab.off-v.Y)/(v.H-r.H))*s.MaxOffsetY())
	case grabHorizontal:
		r, _ := s.thumbX()
		s.ScrollTo(float64((e.Position.X-s.grab.off)/(v.W-barWidth-r.W))*s.maxOffsetX(), s.scroll.y)
	default:
		if s.On.Drag != nil {
			s.On.Drag(Mouse{X: e.Position.X, Y: e.Position.Y, Absolute: e.AbsolutePosition, Button: desktop.MouseButtonPrimary, Modifier: keyModifiers(), Clicks: s.clicks.count})
		}
	}
}

// DragEnd implements fyne.Draggable.
func (s *Surface) DragEnd() {
	if !s.endGrab() && s.On.DragEnd != nil {
		s.On.DragEnd()
	}
}

// MouseIn implements desktop.Hoverable.
func (s *Surface) MouseIn(e *desktop.MouseEvent) {
	s.hover = true
	s.MouseMoved(e)
}

// MouseMoved implements desktop.Hoverable.
func (s *Surface) MouseMoved(e *desktop.MouseEvent) {
	s.pointer = mouseOf(e)
	s.pointAtBar()
	if s.On.Move != nil {
		s.On.Move(s.pointer)
	}
}

// MouseOut implements desktop.Hoverable.
func (s *Surface) MouseOut() {
	s.hover = false
	s.pointAtBar()
	s.SetTip(Rect{}, "")
	if s.On.Leave != nil {
		s.On.Leave()
	}
}

// Scrolled implements fyne.Scrollable: the wheel scrolls, with Shift sideways, with Ctrl it goes to Events.Wheel.
func (s *Surface) Scrolled(e *fyne.ScrollEvent) {
	mod := keyModifiers()
	if mod&fyne.KeyModifierShortcutDefault != 0 && s.On.Wheel != nil {
		s.On.Wheel(Mouse{X: e.Position.X, Y: e.Position.Y, Absolute: e.AbsolutePosition, Modifier: mod}, e.Scrolled.DY)
		return
	}
	dx, dy := float64(e.Scrolled.DX), float64(e.Scrolled.DY)
	if mod&fyne.KeyModifierShift != 0 && dx == 0 {
		dx, dy = dy, 0
	}
	if around := s.owner.scroller(); around != nil && s.MaxOffsetY() == 0 && s.maxOffsetX() == 0 {
		around.Scrolled(e) // all of it shows: the wheel is for what it lies in
		return
	}
	s.ScrollTo(s.scroll.x-dx, s.scroll.y-dy)
}

// Cursor implements desktop.Cursorable.
func (s *Surface) Cursor() desktop.Cursor {
	if s.On.CursorAt == nil || !s.hover {
		return desktop.DefaultCursor
	}
	return s.On.CursorAt(s.pointer.X, s.pointer.Y)
}

// FocusGained implements fyne.Focusable.
func (s *Surface) FocusGained() { s.setFocus(true) }

// FocusLost implements fyne.Focusable.
func (s *Surface) FocusLost() {
	s.setFocus(false)
	focusByKeyboard = true
}

func (s *Surface) setFocus(on bool) {
	s.focused = on
	if s.On.Focus != nil {
		s.On.Focus(on)
	}
	s.Refresh()
}

// TypedRune implements fyne.Focusable.
func (s *Surface) TypedRune(r rune) {
	if s.On.Rune != nil {
		s.On.Rune(r)
	}
}

// TypedKey implements fyne.Focusable.
func (s *Surface) TypedKey(e *fyne.KeyEvent) {
	switch {
	case s.On.Key != nil && s.On.Key(e):
	case e.Name == desktop.KeyMenu && s.On.Menu != nil:
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.raster)
		s.On.Menu(Mouse{Absolute: at.AddXY(8, s.scroll.head+8), Button: desktop.MouseButtonSecondary})
	case s.scrollKey(e.Name):
	default:
		forwardKey(s.raster, e)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (s *Surface) TypedShortcut(sc fyne.Shortcut) {
	if s.On.Shortcut != nil && s.On.Shortcut(sc) {
		return
	}
	forwardShortcut(s.raster, sc)
}

// AcceptsTab implements fyne.Tabbable.
func (s *Surface) AcceptsTab() bool { return s.On.AcceptsTab }

// keyModifiers returns the modifier keys held now, where the driver knows them.
func keyModifiers() fyne.KeyModifier {
	a := fyne.CurrentApp()
	if a == nil {
		return 0
	}
	if d, ok := a.Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}
