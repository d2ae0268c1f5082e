package ui

import (
	"testing"

	"ladle/ui/kit"
)

// F6 goes round the panes that are there, and Shift+F6 back.
func TestNextPaneGoesRound(t *testing.T) {
	w := newShopWindow(t, kit.Dark, usualSize, 1, true)
	where := func() string {
		switch {
		case w.drawer.Focused() || w.stops.panel.Focused():
			return "drawer"
		case w.pane.Focused():
			return "timeline"
		case w.inspector.Focused():
			return "inspector"
		case w.stops.pane.Focused():
			return "stop"
		}
		return "url"
	}
	round := func(by int, want ...string) {
		t.Helper()
		for i, name := range want {
			w.nextPane(by)
			if got := where(); got != name {
				t.Errorf("step %d: the keyboard is at %s, want %s", i+1, got, name)
			}
		}
	}
	w.composer.FocusURL()
	round(1, "inspector", "timeline", "drawer", "url")
	round(-1, "drawer", "timeline", "inspector", "url")
	w.toggleDrawer()
	round(1, "inspector", "timeline", "url")
	showStop(w) // opens the breakpoints' panel
	w.composer.FocusURL()
	round(1, "stop", "timeline", "drawer", "url")
}
