package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// control is a painted widget that reacts: it knows whether the pointer is over it, holds it down, whether it has the
// keyboard focus, and whether it is disabled. A click does not focus it, so that a ring always means the keyboard.
type control struct {
	painted
	hovered, pressed, focused, disabled bool

	tip   string
	onTap func()
	onKey func(*fyne.KeyEvent) bool // true: the key was used
}

// ringRoom is what a focus ring needs outside its control: 2 units of gap and 2 of ring.
const ringRoom = 4

// SetTip sets the tooltip shown when the pointer rests on the control; empty shows none.
func (c *control) SetTip(s string) { c.tip = s }

// Tapped implements fyne.Tappable.
func (c *control) Tapped(*fyne.PointEvent) {
	if !c.disabled && c.onTap != nil {
		c.onTap()
	}
}

// MouseIn implements desktop.Hoverable.
func (c *control) MouseIn(*desktop.MouseEvent) {
	c.hovered = true
	c.raster.Refresh()
	armTip(c.self, c.tip)
}

// MouseMoved implements desktop.Hoverable.
func (c *control) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *control) MouseOut() {
	c.hovered, c.pressed = false, false
	c.raster.Refresh()
	dropTip(c.self)
}

// MouseDown implements desktop.Mouseable.
func (c *control) MouseDown(e *desktop.MouseEvent) {
	if e.Button == desktop.MouseButtonPrimary && !c.disabled {
		c.pressed = true
		c.raster.Refresh()
	}
	dropTip(c.self)
}

// MouseUp implements desktop.Mouseable.
func (c *control) MouseUp(*desktop.MouseEvent) {
	c.pressed = false
	c.raster.Refresh()
}

// Cursor implements desktop.Cursorable.
func (c *control) Cursor() desktop.Cursor {
	if c.disabled {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// FocusGained implements fyne.Focusable.
func (c *control) FocusGained() {
	c.focused = true
	c.setBleed(ringRoom)
	armTip(c.self, c.tip)
}

// FocusLost implements fyne.Focusable.
func (c *control) FocusLost() {
	c.focused = false
	c.setBleed(0)
	dropTip(c.self)
}

// TypedRune implements fyne.Focusable.
func (c *control) TypedRune(rune) {}

// TypedKey implements fyne.Focusable: Space and Enter act; keys the control does not use go to the commands.
func (c *control) TypedKey(e *fyne.KeyEvent) {
	if c.onKey != nil && !c.disabled && c.onKey(e) {
		return
	}
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		c.Tapped(&fyne.PointEvent{})
	default:
		forwardKey(c.self, e)
	}
}

// Enable implements fyne.Disableable.
func (c *control) Enable() { c.setDisabled(false) }

// Disable implements fyne.Disableable.
func (c *control) Disable() { c.setDisabled(true) }

// Disabled implements fyne.Disableable.
func (c *control) Disabled() bool { return c.disabled }

func (c *control) setDisabled(v bool) {
	if c.disabled != v {
		c.disabled = v
		c.raster.Refresh()
	}
}

// accentFill is the token of an accent ground, by what the pointer does.
func (c *control) accentFill() string {
	switch {
	case c.pressed:
		return "accent.fillPressed"
	case c.hovered:
		return "accent.fillHover"
	}
	return "accent.fill"
}

// ring paints the focus ring around a box of the given size, when the control has the focus.
func (c *control) ring(p *Pen, r Rect, radius float32) {
	if c.focused {
		p.Outline(r.Inset(-ringRoom), radius+ringRoom, S("width.focusRing"), C("accent.focusRing"))
	}
}

// hover paints the tone of the pointer being over or holding the control: an outline in high contrast.
func (c *control) hover(p *Pen, r Rect, radius float32) {
	switch {
	case c.disabled:
	case HighContrast() && c.edge() == 0:
	case HighContrast():
		p.Outline(r, radius, c.edge(), C("border.strong"))
	case c.pressed:
		p.Box(r, radius, C("surface.pressed"))
	case c.hovered:
		p.Box(r, radius, C("surface.hover"))
	}
}

// edge is how thick the outline is that says in high contrast what the pointer does.
func (c *control) edge() float32 {
	switch {
	case c.pressed:
		return 2
	case c.hovered:
		return 1
	}
	return 0
}

// stroke is how thick the outline is of a control that always has one: in high contrast it grows under the pointer.
func (c *control) stroke() float32 {
	if HighContrast() && !c.disabled {
		return 1 + c.edge()
	}
	return 1
}

func bounds(size fyne.Size) Rect { return Rect{0, 0, size.Width, size.Height} }
