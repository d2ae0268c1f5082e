package ui

import (
	"maps"
	"testing"

	"fyne.io/fyne/v2"

	"ladle/store"
	"ladle/ui/kit"
)

// newLayout is where windows keep how they were, in a folder of the test's.
func newLayout(t *testing.T) *store.State[store.Layout] {
	t.Helper()
	dir := t.TempDir()
	layout, err := store.OpenLayout(store.Paths{Config: dir, Data: dir, Cache: dir, State: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { layout.Close() }) // before its folder goes
	return layout
}

func TestSplittersAreRemembered(t *testing.T) {
	w := newShopWindow(t, kit.Dark, usualSize, 1, true)
	w.d.Layout = newLayout(t)
	f := &w.frame
	drag := func(s *kit.Splitter, dx, dy float32) {
		s.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(dx, dy)})
		s.DragEnd()
	}
	drag(f.sideSplit, 30, 0)
	drag(f.midSplit, -20, 0)
	drag(f.upperSplit, 0, 48)
	drag(f.drawerSplit, -40, 0)
	want := map[string]float64{"sidebar": 270, "composer": 400, "upper": 396, "drawer": 328}
	w.drain("remembering", func() bool { return !w.keeping })
	if got := w.d.Layout.Value().Splits; !maps.Equal(got, want) {
		t.Errorf("kept %v, want %v", got, want)
	}

	again := newShopWindow(t, kit.Dark, usualSize, 1, true)
	again.d.Layout = w.d.Layout
	again.restore()
	again.frame.landing = false
	again.reframe()
	for name, c := range map[string]struct{ got, want float32 }{
		"sidebar":  {again.zone(again.frame.sidebar).W, 270},
		"composer": {again.zone(again.frame.composer).W, 400},
		"drawer":   {again.zone(again.frame.drawer).W, 328},
		"upper":    {again.zone(again.frame.composer).H, 396},
	} {
		if c.got != c.want {
			t.Errorf("%s comes back %v wide or high, want %v", name, c.got, c.want)
		}
	}

	again.frame.sideSplit.DoubleTapped(nil)
	again.drain("remembering the design's place", func() bool { return !again.keeping })
	if got := again.zone(again.frame.sidebar).W; got != sidebarWidth || again.d.Layout.Value().Splits["sidebar"] != 0 {
		t.Errorf("a double click leaves the sidebar at %v and %v remembered", got, again.d.Layout.Value().Splits["sidebar"])
	}
}

// A splitter stops where a pane would get too small, however far it is dragged.
func TestSplittersStopAtTheLeast(t *testing.T) {
	w := newShopWindow(t, kit.Dark, usualSize, 1, true)
	f := &w.frame
	for _, s := range []*kit.Splitter{f.sideSplit, f.midSplit, f.upperSplit, f.drawerSplit} {
		for _, far := range []float32{-5000, 5000} {
			s.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(far, far)})
			if c := w.zone(f.composer); c.W < composerLeast || c.H < upperLeast {
				t.Errorf("the composer is %v by %v", c.W, c.H)
			}
			if i := w.zone(f.inspector); i.W < inspectorLeast {
				t.Errorf("the inspector is %v wide", i.W)
			}
			if r := w.zone(f.timeline); r.H < paneLeast {
				t.Errorf("the timeline is %v high", r.H)
			}
			if r := w.zone(f.sidebar); r.W < sidebarLeast || r.W > sidebarMost {
				t.Errorf("the sidebar is %v wide", r.W)
			}
			if r := w.zone(f.drawer); r.W < drawerLeast || r.W > drawerMost {
				t.Errorf("the drawer is %v wide", r.W)
			}
		}
		s.DoubleTapped(nil)
	}
}

// Time that passes is drawn while a message runs, and nothing after it.
func TestIdleWindowDrawsNothing(t *testing.T) {
	w := newShopWindow(t, kit.Dark, usualSize, 1, true)
	if w.snap.Counts.Running == 0 {
		t.Fatal("nothing runs in the shop")
	}
	w.tick()
	if !w.ticking {
		t.Error("a running message is not drawn on")
	}
	over := *w.snap
	over.Counts.Running = 0
	w.snap = &over
	w.drain("the last frame", func() bool { return !w.ticking })
	if w.tick(); w.ticking {
		t.Error("a window without a running message draws again")
	}
}
