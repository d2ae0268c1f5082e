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
