package kit

import (
	"image"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

type blank struct{}

func (blank) Paint(p *Pen, size fyne.Size) {
	p.Fill(0, 0, size.Width, size.Height, C("surface.panel"))
}

func shownSurface(t *testing.T) (*Surface, fyne.Window) {
	t.Helper()
	s := NewSurface(blank{})
	_, w := window(t, Dark, s, 200, 124)
	s.SetHead(24)
	return s, w
}

func at(x, y float32) *desktop.MouseEvent {
	return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Button: desktop.MouseButtonPrimary}
}

func wheel(dx, dy float32) *fyne.ScrollEvent {
	return &fyne.ScrollEvent{Scrolled: fyne.Delta{DX: dx, DY: dy}}
}

func TestSurfaceScrolls(t *testing.T) {
	s, _ := shownSurface(t)
	scrolled := 0
	s.On.Scroll = func() { scrolled++ }
	s.SetContent(400, 1000)
	for _, step := range []struct {
		do   func()
		x, y float64
	}{
		{func() { s.Scrolled(wheel(0, -30)) }, 0, 30},
		{func() { s.Scrolled(wheel(0, 90)) }, 0, 0},
		{func() { s.Scrolled(wheel(-500, 0)) }, 200, 0},
		{func() { s.ScrollToEnd() }, 200, 900},
		{func() { s.Reveal(100, 24) }, 200, 100},
		{func() { s.Reveal(190, 24) }, 200, 114},
		{func() { s.Reveal(120, 24) }, 200, 114},
		{func() { s.RevealX(0, 10) }, 0, 114},
		{func() { s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd}) }, 0, 900},
		{func() { s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageUp}) }, 0, 824},
		{func() { s.SetContent(0, 150) }, 0, 50},
		{func() { s.SetContent(0, 10) }, 0, 0},
	} {
		step.do()
		if s.OffsetX() != step.x || s.OffsetY() != step.y {
			t.Fatalf("after step to %g, %g the surface is at %g, %g", step.x, step.y, s.OffsetX(), s.OffsetY())
		}
	}
	if scrolled == 0 {
		t.Error("the pane was not told")
	}
}

func TestSurfaceIsExactAtAMillionRows(t *testing.T) {
	s, _ := shownSurface(t)
	s.SetContent(0, 24*5_000_000)
	want := 24.0*4_999_000 + 7
	s.ScrollTo(0, want)
	if s.OffsetY() != want {
		t.Errorf("scrolled to %f, want %f", s.OffsetY(), want)
	}
}

func TestScrollbarDrag(t *testing.T) {
	s, _ := shownSurface(t)
	s.SetContent(0, 1000)
	pressed := false
	s.On.Press = func(Mouse) { pressed = true }
	s.MouseDown(at(197, 30))
	s.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(197, 30+38)}})
	if got, want := s.OffsetY(), 450.0; got < want-1 || got > want+1 {
		t.Errorf("dragging the thumb half way scrolls to %g, want %g", got, want)
	}
	s.DragEnd()
	s.MouseDown(at(197, 120)) // the track: the thumb comes to the pointer
	if !s.AtEnd() {
		t.Errorf("pressing the end of the track scrolls to %g of %g", s.OffsetY(), s.MaxOffsetY())
	}
	s.MouseUp(at(197, 120))
	if pressed {
		t.Error("the scrollbar's presses reached the pane")
	}
	s.MouseDown(at(50, 60))
	if !pressed {
		t.Error("a press beside the scrollbar did not reach the pane")
	}
}

func TestSurfaceTakesTheFocusWithoutARing(t *testing.T) {
	s, w := shownSurface(t)
	var told []bool
	s.On.Focus = func(on bool) { told = append(told, on) }
	s.MouseDown(at(5, 50))
	if w.Canvas().Focused() != s || !s.Focused() {
		t.Fatal("a press did not focus the surface")
	}
	if focusByKeyboard {
		t.Error("a press counts as keyboard focus: the ring would show")
	}
	w.Canvas().Unfocus()
	if len(told) != 2 || !told[0] || told[1] {
		t.Errorf("focus events %v", told)
	}
}

func TestClickCounter(t *testing.T) {
	var c clickCounter
	now := time.Unix(0, 0)
	for _, step := range []struct {
		x    float32
		wait time.Duration
		want int
	}{{10, 0, 1}, {11, 100 * time.Millisecond, 2}, {11, 100 * time.Millisecond, 3}, {40, 100 * time.Millisecond, 1}, {40, time.Second, 1}} {
		now = now.Add(step.wait)
		if got := c.press(fyne.NewPos(step.x, 0), now); got != step.want {
			t.Errorf("press at %g after %v counts %d, want %d", step.x, step.wait, got, step.want)
		}
	}
}

func TestSurfaceKeysGoOnToCommands(t *testing.T) {
	s := NewSurface(blank{})
	shell, _ := window(t, Dark, s, 100, 100)
	ran := ""
	for _, c := range []Command{{ID: "f8", Keys: []Key{"F8"}, Run: func() { ran += "8" }}, {ID: "send", Keys: []Key{"Ctrl+Enter"}, Run: func() { ran += "s" }}} {
		if err := shell.Commands.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF8})
	s.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault})
	s.On.Key = func(*fyne.KeyEvent) bool { return true }
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF8})
	if ran != "8s" {
		t.Errorf("ran %q, want 8s", ran)
	}
}

func shownList(t *testing.T, n int) *List {
	t.Helper()
	l := NewList(24, func() int { return n }, func(p *Pen, row int, r Rect, s RowState) { PaintRowBackground(p, r, s) })
	window(t, Dark, l, 200, 96)
	return l
}

func TestListKeyboard(t *testing.T) {
	l := shownList(t, 100)
	selected := -2
	l.OnSelect = func(row int) { selected = row }
	activated := -1
	l.OnActivate = func(row int) { activated = row }
	for _, step := range []struct {
		key  fyne.KeyName
		want int
	}{{fyne.KeyDown, 0}, {fyne.KeyDown, 1}, {fyne.KeyUp, 0}, {fyne.KeyUp, 0}, {fyne.KeyPageDown, 3}, {fyne.KeyEnd, 99}, {fyne.KeyDown, 99}, {fyne.KeyHome, 0}} {
		l.TypedKey(&fyne.KeyEvent{Name: step.key})
		if l.Current() != step.want || !l.Selected(step.want) || l.Selection() != 1 {
			t.Fatalf("after %s row %d is current, want %d", step.key, l.Current(), step.want)
		}
		if r := l.RowRect(step.want); r.Y < 0 || r.Y+r.H > 96 {
			t.Fatalf("after %s row %d is out of view at %g", step.key, step.want, r.Y)
		}
	}
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if selected != 0 || activated != 0 {
		t.Errorf("selected %d, activated %d, want 0 and 0", selected, activated)
	}
}

func TestListMouse(t *testing.T) {
	l := shownList(t, 100)
	l.Multi = true
	l.ScrollTo(0, 24*10)
	l.MouseDown(at(20, 30))
	if l.Current() != 11 {
		t.Fatalf("pressed row 11, current is %d", l.Current())
	}
	e := at(20, 80)
	e.Modifier = fyne.KeyModifierShift
	l.MouseDown(e)
	if l.Selection() != 3 || !l.Selected(12) {
		t.Errorf("Shift selects %d rows, want 11 to 13", l.Selection())
	}
	e.Modifier = fyne.KeyModifierShortcutDefault
	l.MouseDown(e)
	if l.Selection() != 2 || l.Selected(13) {
		t.Error("Ctrl did not take row 13 out")
	}
	menu := -1
	l.OnMenu = func(row int, _ Mouse) { menu = row }
	e = at(20, 5)
	e.Button = desktop.MouseButtonSecondary
	l.MouseDown(e)
	if menu != 10 || l.Selection() != 1 {
		t.Errorf("menu on row %d with %d rows selected, want 10 and 1", menu, l.Selection())
	}
}

func TestListHover(t *testing.T) {
	l := shownList(t, 3)
	var rows []int
	l.OnHover = func(row int, _ Mouse) { rows = append(rows, row) }
	l.MouseIn(at(5, 30))
	l.MouseMoved(at(5, 90))
	l.MouseOut()
	if len(rows) != 3 || rows[0] != 1 || rows[1] != -1 || rows[2] != -1 {
		t.Errorf("hovered rows %v, want 1, none, none", rows)
	}
}

func TestListShrinks(t *testing.T) {
	n := 10
	l := NewList(24, func() int { return n }, func(*Pen, int, Rect, RowState) {})
	window(t, Dark, l, 200, 96)
	l.Select(9)
	n = 2
	l.Refresh()
	if l.Current() != 1 || l.Selection() != 0 || l.OffsetY() != 0 {
		t.Errorf("current %d, %d selected, at %g after shrinking to 2 rows", l.Current(), l.Selection(), l.OffsetY())
	}
	n = 0
	l.Refresh()
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if l.Current() != -1 {
		t.Errorf("current %d in an empty list", l.Current())
	}
}

func TestListPaintsVisibleRowsOnly(t *testing.T) {
	painted := 0
	l := NewList(24, func() int { return 1_000_000 }, func(*Pen, int, Rect, RowState) { painted++ })
	window(t, Dark, l, 200, 96)
	painted = 0
	l.Draw(image.NewRGBA(image.Rect(0, 0, 200, 96)), 1, fyne.NewSize(200, 96))
	if painted != 4 {
		t.Errorf("painted %d rows of 24 in 96 units", painted)
	}
}
