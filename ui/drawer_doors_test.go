package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ladle/session"
	"ladle/ui/timeline"
)

// doorSession notes what a drawer asks of the session, and refuses what it is told to.
type doorSession struct {
	drawerSession
	did    []string
	refuse error
}

func (s *doorSession) note(format string, args ...any) error {
	if s.refuse == nil {
		s.did = append(s.did, fmt.Sprintf(format, args...))
	}
	return s.refuse
}

func (s *doorSession) actions() drawerActions {
	a := s.drawerSession.actions()
	a.Hold = func(ids ...timeline.RowID) error { return s.note("hold %d", ids[0].Message) }
	a.Release = func(ids ...timeline.RowID) error { return s.note("release %d", ids[0].Message) }
	a.ReleaseAll = func() int { s.note("release all"); return 1 }
	a.HoldNew = func(on bool) { s.note("hold new %v", on) }
	a.HoldQueue = func() { s.note("hold queue") }
	a.Prioritise = func(id timeline.RowID, p session.Priority) error {
		return s.note("%d is %s", id.Message, priorityName(p))
	}
	a.MoveBefore = func(id, other timeline.RowID) error { return s.note("%d before %d", id.Message, other.Message) }
	a.CloseConn = func(id session.ConnID) error { return s.note("close c%d", id) }
	a.CloseIdle = func() int { s.note("close idle"); return 1 }
	a.OpenConn = func(url string) error { return s.note("open %s", url) }
	return a
}

// last is what was done since the call before.
func (s *doorSession) last() string {
	out := strings.Join(s.did, "; ")
	s.did = nil
	return out
}

// waitingDrawer is a drawer with messages 1 to n in the queue, of which held ones are held.
func waitingDrawer(t *testing.T, width float32, n int, held ...session.MessageID) (*drawer, *doorSession, *timelineStory) {
	t.Helper()
	s := &doorSession{drawerSession: *newDrawerSession()}
	d := newDrawer(s.actions())
	timelineWindow(t, d.Object(), width, 900)
	story := newTimelineStory()
	for i := range n {
		id := session.MessageID(i + 1)
		story.queued(float64(i), id, "GET", fmt.Sprintf("%s/page/%d", timelineHost, id))
		if slices.Contains(held, id) {
			story.add(float64(i), id, 1, 0, session.KindHeld, 0, nil)
		}
	}
	d.Update(story.snapshot(), story.last)
	return d, s, story
}

// keyAt puts the keyboard at a row of the queue and presses a key.
func (d *drawer) keyAt(row int, key fyne.KeyName) {
	d.queue.list.list.Select(row)
	d.queue.list.list.TypedKey(&fyne.KeyEvent{Name: key})
}

func (d *drawer) altAt(row int, key fyne.KeyName) {
	d.queue.list.list.Select(row)
	d.queue.list.list.TypedShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierAlt})
}

func TestQueueByKeyboard(t *testing.T) {
	d, s, _ := waitingDrawer(t, 288, 4, 4)
	for _, c := range []struct {
		what string
		do   func()
		want string
	}{
		{"H", func() { d.keyAt(0, fyne.KeyH) }, "hold 1"},
		{"H on a held one", func() { d.keyAt(3, fyne.KeyH) }, "release 4"},
		{"plus", func() { d.keyAt(1, fyne.KeyPlus) }, "2 is high"},
		{"minus", func() { d.keyAt(1, fyne.KeyMinus) }, "2 is low"},
		{"Alt+Up", func() { d.altAt(2, fyne.KeyUp) }, "3 before 2"},
		{"Alt+Up at the top", func() { d.altAt(0, fyne.KeyUp) }, ""},
		{"Alt+Down", func() { d.altAt(0, fyne.KeyDown) }, "1 before 3"},
		{"Alt+Down to the end", func() { d.altAt(2, fyne.KeyDown) }, "4 before 3"},
		{"Alt+Down at the end", func() { d.altAt(3, fyne.KeyDown) }, ""},
	} {
		c.do()
		if got := s.last(); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

func TestMovingTakesThePriorityOfTheNeighbours(t *testing.T) {
	d, s, story := waitingDrawer(t, 288, 4)
	for id, p := range map[session.MessageID]session.Priority{1: 1, 2: 1, 3: 0, 4: -1} {
		story.add(10, id, 1, 0, session.KindReordered, 0, &session.Reordered{Priority: p})
	}
	d.Update(story.snapshot(), story.last)
	for _, c := range []struct {
		row  int
		key  fyne.KeyName
		want string
	}{
		{2, fyne.KeyUp, "3 before 2"},
		{1, fyne.KeyDown, "2 is normal; 3 before 2"}, // behind the last one of normal
		{2, fyne.KeyDown, "3 is low; 4 before 3"},
	} {
		d.altAt(c.row, c.key)
		if got := s.last(); got != c.want {
			t.Errorf("row %d, %s: %q, want %q", c.row, c.key, got, c.want)
		}
	}
}

func TestQueueRefusalsStayUntilSomethingWorks(t *testing.T) {
	d, s, _ := waitingDrawer(t, 288, 2)
	s.refuse = &session.RefusedError{What: "The message does not wait in the queue any more", Try: "Pause it instead"}
	d.keyAt(1, fyne.KeyH)
	if got := d.queue.note.Text(); got != "2: The message does not wait in the queue any more. Pause it instead" {
		t.Fatalf("the note says %q", got)
	}
	s.refuse = nil
	d.keyAt(0, fyne.KeyH)
	if got := d.queue.note.Text(); got != "" {
		t.Errorf("the note still says %q", got)
	}
	s.refuse = session.ErrNotQueued
	d.keyAt(0, fyne.KeyH)
	tapNamed(t, d.queue.note.strip, "Put this away, button")
	if got := d.queue.note.Text(); got != "" {
		t.Errorf("put away, and it says %q", got)
	}
}

func TestQueueToolsAndHead(t *testing.T) {
	d, s, story := waitingDrawer(t, 288, 3)
	if !d.queue.release.Disabled() {
		t.Error("nothing is held, and all can be released")
	}
	tapNamed(t, d.object, "Hold new messages, button")
	tapNamed(t, d.object, "Hold queue, button")
	if got := s.last(); got != "hold new true; hold queue" {
		t.Fatalf("did %q", got)
	}
	story.add(5, 0, 0, 0, session.KindHoldNew, 0, &session.HoldNew{On: true})
	story.add(5, 2, 1, 0, session.KindHeld, 0, nil)
	d.Update(story.snapshot(), story.last)
	tapNamed(t, d.object, "Stop holding, button")
	tapNamed(t, d.object, "Hold new messages, button, on")
	tapNamed(t, d.object, "Release all held, button")
	if got := s.last(); got != "hold queue; hold new false; release all" {
		t.Errorf("did %q", got)
	}
}

func TestQueueByMouse(t *testing.T) {
	for _, width := range []float32{288, 760} {
		d, s, _ := waitingDrawer(t, width, 3, 2)
		l := d.queue.list.list
		at := func(row int, x float32) *desktop.MouseEvent {
			r := l.RowRect(row)
			return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, r.Y+r.H/2)}, Button: desktop.MouseButtonPrimary}
		}
		press := func(row int, x float32) {
			l.MouseMoved(at(row, x))
			l.MouseDown(at(row, x))
			l.MouseUp(at(row, x))
		}
		turn, cross := width-46, width-18
		if width == 760 {
			turn, cross = width-70, width-24
		}
		press(0, turn)
		press(1, turn)
		if got := s.last(); got != "hold 1; release 2" {
			t.Errorf("%v wide: %q", width, got)
		}
		cancelled := timeline.RowID{}
		d.queue.actions.Cancel = func(id timeline.RowID) { cancelled = id }
		press(2, cross)
		if cancelled.Message != 3 {
			t.Errorf("%v wide: the cross cancelled %v", width, cancelled)
		}
		// The third by its grip before the first.
		l.MouseDown(at(2, 12))
		l.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(12, l.RowRect(0).Y+2)}})
		l.DragEnd()
		if got := s.last(); got != "3 before 1" {
			t.Errorf("%v wide: the drag did %q", width, got)
		}
	}
}

func TestConnectionsCloseAndOpen(t *testing.T) {
	s := &doorSession{drawerSession: *newDrawerSession()}
	d := newDrawer(s.actions())
	win := timelineWindow(t, d.Object(), 288, 900)
	story := timelineShop()
	d.Update(story.snapshot(), story.last)
	l := d.conns.list.list
	l.Select(1)
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	tapNamed(t, d.object, "Close idle, button")
	if got, want := s.last(), fmt.Sprintf("close c%d; close idle", d.conns.rows[1].ID); got != want {
		t.Errorf("did %q, want %q", got, want)
	}
	s.refuse = &session.RefusedError{What: "The connection is not open"}
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	if got := d.conns.note.Text(); !strings.HasSuffix(got, ": The connection is not open") {
		t.Errorf("the note says %q", got)
	}
	s.refuse = &session.LimitError{Property: "max-conns", Limit: 10, Host: "a:80"}
	tapNamed(t, d.object, "Open one…, button")
	top := win.Canvas().Overlays().Top()
	tapNamed(t, top, "Open, button")
	if words := wordsIn(top); !strings.Contains(words, "Max-conns allows 10, and that many are open") || win.Canvas().Overlays().Top() != top {
		t.Errorf("the refusal is not beside the field: %s", words)
	}
	s.refuse = nil
	tapNamed(t, top, "Open, button")
	if got := s.last(); !strings.HasPrefix(got, "open https://pay.localhost:8443") || win.Canvas().Overlays().Top() == top {
		t.Errorf("did %q", got)
	}
}

func TestWideDrawerHasLanes(t *testing.T) {
	s := &doorSession{drawerSession: *newDrawerSession()}
	d := newDrawer(s.actions())
	timelineWindow(t, d.Object(), 760, 900)
	story := timelineShop()
	d.Update(story.snapshot(), story.last)
	c := d.conns
	if got := c.section.head.Count(); got != "6 of 10, 1 closed" {
		t.Errorf("the head says %q", got)
	}
	for row, conn := range c.rows {
		in := lane(c.list.list.RowRect(row))
		for i, b := range conn.Blocks {
			box, ok := c.blockRect(b, in)
			if !ok || box.X < in.X || box.X+box.W > in.X+in.W+4 {
				t.Errorf("block %d of c%d lies at %+v, %v; the lane is %+v", i, conn.ID, box, ok, in)
			}
		}
	}
}

// TestRenderDoors writes pictures of the drawer with a queue, narrow and wide.
func TestRenderDoors(t *testing.T) {
	for _, width := range []float32{288, 760} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			s := &doorSession{drawerSession: *newDrawerSession()}
			d := newDrawer(s.actions())
			win := timelineWindow(t, d.Object(), width, 936)
			story := timelineShop()
			story.queued(2961, 61, "GET", timelineHost+"/api/products?page=3")
			story.add(2962, 61, 1, 0, session.KindReordered, 0, &session.Reordered{Priority: session.PriorityHigh})
			story.queued(2961, 62, "DELETE", timelineHost+"/api/orders/20391")
			story.add(2962, 62, 1, 0, session.KindHeld, 0, nil)
			d.Update(story.snapshot(), story.last)
			d.queue.note.Say("59: The message does not wait in the queue any more. Pause it instead")
			l := d.queue.list.list
			r := l.RowRect(1)
			l.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(100, r.Y+10)}})
			timelineSave(t, win, fmt.Sprintf("doors-%v", width))
		})
	}
}
