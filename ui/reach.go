package ui

import (
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
)

// Focus gives the keyboard to the rows.
func (p *timelinePane) Focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p.rows); c != nil {
		c.Focus(p.rows)
	}
}

// Focused says whether the rows have the keyboard.
func (p *timelinePane) Focused() bool { return p.rows.Focused() }

// ToggleFollow switches following on or off.
func (p *timelinePane) ToggleFollow() { p.setFollow(!p.follow.On()) }

// Unfold shows the attempts of a message.
func (p *timelinePane) Unfold(id timeline.RowID) { p.setFold(id, true) }

// Places gives the middle of each property's control, in units of the window.
func (d *drawer) Places() map[string][2]int {
	out := map[string][2]int{}
	driver := fyne.CurrentApp().Driver()
	for _, r := range d.properties.rows {
		at, size := driver.AbsolutePositionForObject(r.control.object), r.control.object.Size()
		out[r.info.Name] = [2]int{int(at.X + size.Width/2), int(at.Y + size.Height/2)}
	}
	return out
}

// holdsFocus tells whether what has the keyboard lies within an object.
func holdsFocus(o fyne.CanvasObject) bool {
	driver := fyne.CurrentApp().Driver()
	c := driver.CanvasForObject(o)
	if c == nil || !o.Visible() {
		return false
	}
	at, ok := c.Focused().(fyne.CanvasObject)
	if !ok {
		return false
	}
	p, from, size := driver.AbsolutePositionForObject(at), driver.AbsolutePositionForObject(o), o.Size()
	return p.X >= from.X && p.Y >= from.Y && p.X < from.X+size.Width && p.Y < from.Y+size.Height
}

// Focus gives the keyboard to the queue, or to the connections where nothing waits.
func (d *drawer) Focus() {
	l := d.queue.list.list
	if l.Count() == 0 && d.conns.list.list.Count() > 0 {
		l = d.conns.list.list
	}
	focusOn(l)
	if l.Current() < 0 && l.Count() > 0 {
		l.Select(0)
	}
}

// Focused says whether a part of the drawer has the keyboard.
func (d *drawer) Focused() bool { return holdsFocus(d.object) }

// Focus gives the keyboard to what is stopped, or to the rules where nothing is.
func (b *breakPanel) Focus() {
	l := b.list.list
	if b.halted.list.Count() > 0 {
		l = b.halted.list
	}
	focusOn(l)
	if l.Current() < 0 && l.Count() > 0 {
		l.Select(0)
	}
}

// Focused says whether a part of the panel has the keyboard.
func (b *breakPanel) Focused() bool { return holdsFocus(b.object) }

// Focus gives the keyboard to what can be changed first, or to the answer.
func (p *stopPane) Focus() {
	if p.left.Visible() {
		p.target.Focus()
		return
	}
	focusOn(p.received.list)
}

// Focused says whether a part of the page has the keyboard.
func (p *stopPane) Focused() bool { return holdsFocus(p.object) }
