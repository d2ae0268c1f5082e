package ui

import "fyne.io/fyne/v2"

// focusBeside gives the keyboard to f on the canvas of an object that has been drawn: one that is new on a canvas does not
// know it before its first frame.
func focusBeside(drawn fyne.CanvasObject, f fyne.Focusable) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(drawn); c != nil {
		c.Focus(f)
	}
}

// Focus gives the keyboard to the tab that shows.
func (i *inspector) Focus() {
	c := fyne.CurrentApp().Driver().CanvasForObject(i.box)
	if c == nil || i.s.Row == nil {
		return
	}
	switch i.tab {
	case tabBody:
		if i.body.view.Visible() {
			c.Focus(i.body.view)
			return
		}
		c.Focus(i.tabs)
	case tabHeaders:
		c.Focus(i.heads.focusable())
	case tabTiming:
		c.Focus(i.timing)
	case tabEvents:
		c.Focus(i.events.list)
	case tabTLS:
		c.Focus(i.tls.list)
	case tabAuth:
		c.Focus(i.auth.list)
	}
}

// Focused tells whether the keyboard is in the pane.
func (i *inspector) Focused() bool {
	c := fyne.CurrentApp().Driver().CanvasForObject(i.box)
	if c == nil {
		return false
	}
	f := c.Focused()
	return f != nil && (f == fyne.Focusable(i.tabs) || i.body.view.Focused() || i.body.search.bar.Focused() || i.body.goBar.field.Focused() || i.heads.focused() ||
		i.timing.Focused() || i.events.list.Focused() || i.tls.list.Focused() || i.auth.list.Focused() || i.events.filter.Focused())
}

// FocusSearch opens the search of the tab that shows: the filter of the events, else the search in the body.
func (i *inspector) FocusSearch() {
	if i.s.Row == nil {
		return
	}
	switch i.tab {
	case tabEvents:
		focusBeside(i.box, i.events.filter.Focusable())
		return
	case tabHeaders:
		if i.heads.openSearch() {
			return
		}
	}
	if i.tab != tabBody {
		i.Tab(tabBody)
	}
	i.body.openSearch()
}

// GoTo asks for a line or a byte of the body to go to.
func (i *inspector) GoTo() {
	if i.s.Row != nil {
		i.Tab(tabBody)
		i.body.openGoTo()
	}
}

// NextHit goes to the next hit of the search in the body, or back to the one before.
func (i *inspector) NextHit(back bool) { i.body.search.step(back) }
