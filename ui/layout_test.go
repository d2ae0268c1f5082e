package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ladle/ui/kit"
)

// zone is where an object lies in the window; the driver counts from elsewhere.
func (w *shopWindow) zone(o fyne.CanvasObject) kit.Rect {
	d := fyne.CurrentApp().Driver()
	at, size := d.AbsolutePositionForObject(o).Subtract(d.AbsolutePositionForObject(w.frame.box)), o.Size()
	return kit.Rect{X: at.X, Y: at.Y, W: size.Width, H: size.Height}
}

// TestGrid holds the window to section 2 of the design: the boxes of its zones at 1600 by 1000.
func TestGrid(t *testing.T) {
	w := newShopWindow(t, kit.Dark, usualSize, 1, true)
	showSearch(w)
	w.Fyne().Canvas().Capture()
	f := &w.frame
	for name, c := range map[string]struct {
		o    fyne.CanvasObject
		want kit.Rect
	}{
		"top bar, head over the sidebar": {f.topLeft, kit.Rect{X: 0, Y: 0, W: 240, H: 40}},
		"top bar, request tabs":          {f.topTabs, kit.Rect{X: 240, Y: 0, W: 1072, H: 40}},
		"top bar, tools":                 {f.topRight, kit.Rect{X: 1312, Y: 0, W: 288, H: 40}},
		"sidebar":                        {f.sidebar, kit.Rect{X: 0, Y: 40, W: 240, H: 936}},
		"drawer":                         {f.drawer, kit.Rect{X: 1312, Y: 40, W: 288, H: 936}},
		"URL bar":                        {f.url, kit.Rect{X: 240, Y: 40, W: 1072, H: 48}},
		"composer":                       {f.composer, kit.Rect{X: 240, Y: 88, W: 420, H: 348}},
		"inspector":                      {f.inspector, kit.Rect{X: 660, Y: 88, W: 652, H: 348}},
		"timeline":                       {f.timeline, kit.Rect{X: 240, Y: 436, W: 1072, H: 540}},
		"status bar":                     {f.status, kit.Rect{X: 0, Y: 976, W: 1600, H: 24}},
		"composer's tabs":                {w.composer.strip, kit.Rect{X: 240, Y: 88, W: 420, H: 32}},
		"inspector's summary":            {w.inspector.summary.box, kit.Rect{X: 660, Y: 88, W: 652, H: 32}},
		"inspector's tabs":               {w.inspector.bar, kit.Rect{X: 660, Y: 120, W: 652, H: 32}},
		"search bar":                     {w.inspector.body.search.bar.Box, kit.Rect{X: 660, Y: 152, W: 652, H: 32}},
		"timeline's toolbar":             {w.pane.bar.object, kit.Rect{X: 240, Y: 436, W: 1072, H: 36}},
		"timeline's rows":                {w.pane.rows, kit.Rect{X: 240, Y: 472, W: 1072, H: 504}},
		"method":                         {w.composer.bar.method, kit.Rect{X: 252, Y: 48, W: 88, H: 32}},
		"Send":                           {w.composer.bar.send.More, kit.Rect{X: 1273, Y: 48, W: 27, H: 32}},
	} {
		if got := w.zone(c.o); got != c.want {
			t.Errorf("%s is at %v, want %v", name, got, c.want)
		}
	}
	if v := w.pane.rows.View(); v.Y != 24 || timelineRowHeight != 24 {
		t.Errorf("the table's head is %v high, its rows %v, want 24 and 24", v.Y, timelineRowHeight)
	}
}

// TestColumnsOfTheDesign holds the columns to section 2 of the design.
func TestColumnsOfTheDesign(t *testing.T) {
	c := timelineColumnsFor(1072, 2)
	x := float32(8)
	for _, col := range []struct {
		name string
		got  timelineSpan
		want float32
	}{
		{"#", c.number, 32}, {"fold and state", timelineSpan{c.fold.x, c.fold.w + c.glyph.w}, 36}, {"method", c.method, 60}, {"URL", c.url, 344}, {"status", c.status, 48},
		{"type", c.kind, 48}, {"size", c.size, 68}, {"time", c.time, 68}, {"conn", c.conn, 36},
	} {
		if col.got != (timelineSpan{x, col.want}) {
			t.Errorf("%s is at %v, %v wide; want %v, %v", col.name, col.got.x, col.got.w, x, col.want)
		}
		x += col.want
	}
	if x += 8; c.waves.x != x || c.waves.w < 312 || c.waves.end() != 1072 {
		t.Errorf("the waterfall is at %v, %v wide; want %v, at least 312 and all that is left", c.waves.x, c.waves.w, x)
	}
}

// TestNarrowing holds the window to what gives way first: the drawer, the sidebar, then composer and inspector take turns.
func TestNarrowing(t *testing.T) {
	for _, c := range []struct {
		width                 float32
		drawer, rail, sharing bool
	}{{1600, true, false, false}, {1360, true, false, false}, {1359, false, false, false}, {1180, false, false, false}, {1179, false, true, false}, {1100, false, true, false}, {1099, false, true, true}, {800, false, true, true}} {
		w := newShopWindow(t, kit.Dark, fyne.NewSize(c.width, 700), 1, true)
		f := &w.frame
		if f.drawer.Visible() != c.drawer || f.rail.Visible() != c.rail || f.sidebar.Visible() == c.rail || f.composer.Visible() && f.inspector.Visible() == c.sharing {
			t.Errorf("%v wide: drawer %v, rail %v, sidebar %v, composer %v, inspector %v", c.width, f.drawer.Visible(), f.rail.Visible(), f.sidebar.Visible(), f.composer.Visible(), f.inspector.Visible())
		}
		if c.sharing {
			w.turns.inspector.OnChanged(1)
			if f.composer.Visible() || !f.inspector.Visible() || w.turns.composer.Chosen() != 1 {
				t.Errorf("%v wide: Response shows composer %v, inspector %v", c.width, f.composer.Visible(), f.inspector.Visible())
			}
			if r := w.zone(w.inspector.body.view); r.Y != 40+48+32 {
				t.Errorf("%v wide: the answer begins at %v, want right below one line of tabs", c.width, r.Y)
			}
		}
		if r := w.zone(f.timeline); r.H < paneLeast {
			t.Errorf("%v wide: the timeline has %v", c.width, r.H)
		}
		if min := w.Fyne().Content().MinSize(); min.Width > 800 || min.Height > 480 {
			t.Errorf("%v wide: the smallest window is %v, want 800 by 480", c.width, min)
		}
	}
}

// TestNothingLeavesTheWindow lays the window out at odd sizes and scales: no zone ends outside.
func TestNothingLeavesTheWindow(t *testing.T) {
	for _, c := range []struct {
		size  fyne.Size
		scale float32
	}{{fyne.NewSize(1600, 1000), 1.5}, {fyne.NewSize(1333, 777), 1.25}, {fyne.NewSize(1000, 700), 1}, {fyne.NewSize(800, 480), 2}, {fyne.NewSize(2560, 1440), 1}} {
		w := newShopWindow(t, kit.Light, c.size, c.scale, true)
		f := &w.frame
		for _, o := range f.box.Objects {
			if !o.Visible() || slices.Contains([]fyne.CanvasObject{f.sideSplit, f.drawerSplit, f.midSplit, f.upperSplit}, o) {
				continue
			}
			r := w.zone(o)
			if r.X < 0 || r.Y < 0 || r.X+r.W > c.size.Width+0.01 || r.Y+r.H > c.size.Height+0.01 {
				t.Errorf("%v at %v: %T leaves the window with %v", c.size, c.scale, o, r)
			}
		}
	}
}

// TestFocusOrder goes through the window with Tab: from the top left to the status bar, every stop once, each with
// something to say.
func TestFocusOrder(t *testing.T) {
	w := newShopWindow(t, kit.Dark, usualSize, 1, true)
	canvas := w.Fyne().Canvas()
	canvas.Unfocus()
	var stops []string
	seen := map[fyne.Focusable]bool{}
	for range 300 {
		canvas.FocusNext()
		now := canvas.Focused()
		if seen[now] {
			break
		}
		seen[now] = true
		words := kit.Describe(now)
		if words == "" {
			t.Errorf("stop %d, a %T, says nothing", len(stops), now)
		}
		stops = append(stops, words)
	}
	at := -1
	for _, want := range []string{"Menu, button", "Sidebar, button", "GET, Open orders, request, 1 of 5, not saved", "Timeline, button", "Method, GET, choice", "Type or paste a URL, or a curl command, {{base}}/api/admin/orders?state=open&limit={{open_limit}}, field",
		"Send, button", "Headers, 7, tab, 2 of 3", "Name, Accept, field", "Attempt 3 of 3, choice", "Body, tab, 1 of 5", "Text, line 1, {", "Filter: status:4xx host:shop, field", "Timeline, message 46",
		"1 waits for you, button", "Ladle 0.9, button", "Collections, unfolded", "Collections, GET, Open orders", "History, 4 rows", "Properties, 1 changed, unfolded", "Queue, 2 rows", "Connections, 6 rows", "Sidebar, splitter"} {
		i := slices.IndexFunc(stops, func(s string) bool { return strings.HasPrefix(s, want) })
		if i < 0 {
			t.Errorf("Tab does not reach %q; it reaches\n%s", want, strings.Join(stops, "\n"))
			return
		}
		if i < at {
			t.Errorf("%q comes before %q", want, stops[at])
		}
		at = i
	}
}
