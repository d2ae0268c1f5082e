package kit

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
)

// movableTabs is a bar whose tabs really move.
func movableTabs(t *testing.T, names ...string) (*RequestTabs, fyne.Window) {
	t.Helper()
	b := NewRequestTabs()
	tabs := make([]RequestTab, len(names))
	for i, n := range names {
		tabs[i] = RequestTab{Method: "GET", Name: n}
	}
	b.OnMove = func(from, to int) {
		tab := tabs[from]
		tabs = slices.Insert(slices.Delete(slices.Clone(tabs), from, from+1), to, tab)
		b.SetTabs(tabs, to)
	}
	_, w := window(t, Dark, Row(Grow(b)), 900, 60)
	b.SetTabs(tabs, 0)
	w.Canvas().Capture()
	return b, w
}

func (t *RequestTabs) names() (out []string) {
	for _, tab := range t.tabs {
		out = append(out, tab.Name)
	}
	return out
}

func dragTo(b *RequestTabs, x float32) {
	b.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 20)}})
}

func TestRequestTabsDrag(t *testing.T) {
	b, w := movableTabs(t, "one", "two", "a tab with a longer name", "four")
	b.MouseDown(at(20, 20))
	dragTo(b, 23)
	if b.drag.moved {
		t.Error("a hand that shakes drags a tab")
	}
	if !looksDifferent(w, func() { dragTo(b, 60) }) {
		t.Error("a dragged tab stays where it was")
	}
	start := b.parts[0].X
	for x := float32(60); x < 420; x += 5 {
		dragTo(b, x)
		if r := b.parts[b.drag.part]; r.X+b.drag.by-start < x-20-0.5 || r.X+b.drag.by-start > x-20+0.5 {
			t.Fatalf("with the pointer at %g the tab is drawn at %g, want %g", x, r.X+b.drag.by, x-20)
		}
	}
	if got := fmt.Sprint(b.names()); got != "[two a tab with a longer name one four]" {
		t.Errorf("dragged to the right: %s", got)
	}
	for x := float32(420); x > 0; x -= 5 {
		dragTo(b, x)
	}
	b.DragEnd()
	if got := fmt.Sprint(b.names()); got != "[one two a tab with a longer name four]" || b.drag.moved {
		t.Errorf("dragged back: %s", got)
	}
}

func TestRequestTabsMoveByKey(t *testing.T) {
	b, _ := movableTabs(t, "one", "two", "three")
	b.TypedKey(key(fyne.KeyPageDown))
	b.TypedKey(key(fyne.KeyPageDown))
	b.TypedKey(key(fyne.KeyPageDown)) // is the last one already
	if got := fmt.Sprint(b.names()); got != "[two three one]" || b.Chosen() != 2 {
		t.Errorf("moved to the end: %s, chosen %d", got, b.Chosen())
	}
	b.TypedKey(key(fyne.KeyPageUp))
	if got := fmt.Sprint(b.names()); got != "[two one three]" || b.Chosen() != 1 {
		t.Errorf("moved back by one: %s, chosen %d", got, b.Chosen())
	}
}

func TestDraggedTabAmongThoseThatDoNotFit(t *testing.T) {
	b, w := movableTabs(t, "one", "two", "three", "four", "five", "six", "seven", "eight")
	w.Resize(fyne.NewSize(420, 60))
	w.Canvas().Capture()
	if len(b.visible) == len(b.tabs) {
		t.Fatal("all tabs fit")
	}
	b.MouseDown(at(20, 20))
	for x := float32(20); x < 420; x += 7 {
		dragTo(b, x)
		w.Canvas().Capture()
	}
	b.DragEnd()
	if n := len(b.tabs); n != 8 || !slices.Contains(b.visible, b.Chosen()) {
		t.Errorf("%d tabs, visible %v, chosen %d", n, b.visible, b.Chosen())
	}
}
