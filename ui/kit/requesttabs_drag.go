package kit

import (
	"slices"

	"fyne.io/fyne/v2"
)

// tabDrag is a tab that the pointer holds.
type tabDrag struct {
	part  int     // of the bar, that was pressed
	at    float32 // where
	by    float32 // how far it has come
	moved bool    // further than a hand shakes
}

const tabDragLeast = 6

// Dragged implements fyne.Draggable: a tab goes along with the pointer, the others make room when it passes their middle.
func (t *RequestTabs) Dragged(e *fyne.DragEvent) {
	tab, _, _ := t.what(t.drag.part)
	if tab < 0 || t.OnMove == nil {
		return
	}
	t.drag.by = e.Position.X - t.drag.at
	if !t.drag.moved && max(t.drag.by, -t.drag.by) < tabDragLeast {
		return
	}
	t.drag.moved = true
	if to := t.dropPart(); to != t.drag.part {
		place, before := t.visible[to], t.parts[t.drag.part].X
		t.move(tab, place)
		if t.drag.part = slices.Index(t.visible, place); t.drag.part < 0 {
			t.drag = tabDrag{}
		} else { // it stays under the pointer though its place is another one
			t.drag.at += t.parts[t.drag.part].X - before
			t.drag.by = e.Position.X - t.drag.at
		}
	}
	t.raster.Refresh()
}

// dropPart is the place that a dragged tab would have now.
func (t *RequestTabs) dropPart() int {
	r := t.parts[t.drag.part]
	left, right := r.X+t.drag.by, r.X+t.drag.by+r.W
	for i := range t.visible {
		other := t.parts[i]
		middle := other.X + other.W/2
		if i < t.drag.part && left < middle || i > t.drag.part && right > middle {
			return i
		}
	}
	return t.drag.part
}

// DragEnd implements fyne.Draggable.
func (t *RequestTabs) DragEnd() {
	t.drag = tabDrag{}
	t.raster.Refresh()
}

// move has the pane put a tab in another place; the pane shows the tabs anew.
func (t *RequestTabs) move(from, to int) {
	if t.OnMove != nil && from >= 0 && from < len(t.tabs) && to >= 0 && to < len(t.tabs) && from != to {
		t.OnMove(from, to)
		t.arrangeTabs(t.Size().Width)
	}
}

// paintDragged paints the tab under the pointer over the others: raised, with the accent's outline.
func (t *RequestTabs) paintDragged(p *Pen, width float32) {
	tab, _, _ := t.what(t.drag.part)
	if tab < 0 {
		return
	}
	r := t.parts[t.drag.part]
	r.X = min(max(0, r.X+t.drag.by), max(0, width-r.W))
	p.Fill(r.X, r.Y, r.W, r.H, C("surface.raised"))
	t.paintTab(p, r, t.tabs[tab], tab == t.chosen, false)
	p.Outline(r, 0, 1, C("accent.base"))
}
