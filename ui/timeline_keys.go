package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ladle/ui/timeline"
)

// key is a key while the rows have the keyboard; false passes it on.
func (r *timelineRows) key(e *fyne.KeyEvent) bool {
	page := max(1, int(r.View().H/timelineRowHeight)-1)
	switch e.Name {
	case fyne.KeyUp:
		r.step(-1)
	case fyne.KeyDown:
		r.step(1)
	case fyne.KeyPageUp:
		r.step(-page)
	case fyne.KeyPageDown:
		r.step(page)
	case fyne.KeyHome:
		r.first()
	case fyne.KeyEnd:
		r.end()
	case fyne.KeyPlus, fyne.KeyEqual:
		r.zoomMiddle(1)
	case fyne.KeyMinus:
		r.zoomMiddle(-1)
	case fyne.Key0:
		r.fitAll()
	case fyne.KeyEscape:
		if !r.ruler.spanOn {
			return false
		}
		r.clearSpan()
	default:
		t, ok := r.pane.choice.Cursor()
		return ok && r.rowKey(e.Name, t)
	}
	return true
}

// step moves the choice; with Shift it grows.
func (r *timelineRows) step(by int) {
	extend := false
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		extend = d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
	}
	r.pane.chose(r.pane.choice.Move(r.pane.view, by, extend))
}

// zoomMiddle is the wheel's zoom for the keyboard.
func (r *timelineRows) zoomMiddle(steps float64) {
	r.zoom(r.columns.waves.x+r.columns.waves.w/2, steps)
}

// first chooses the row at the top.
func (r *timelineRows) first() {
	if r.pane.view.Len() > 0 {
		r.pane.choice.Only(r.pane.view.Line(0).Target())
		r.pane.chose(0)
	}
}

// end chooses the newest row and follows from there on.
func (r *timelineRows) end() {
	last := r.pane.view.Len() - 1
	if r.newestUp() {
		last = 0
	}
	if last < 0 {
		return
	}
	r.pane.choice.Only(r.pane.view.Line(last).Target())
	r.pane.chose(last)
	r.pane.setFollow(true)
}

// rowKey is a key that acts on the chosen row.
func (r *timelineRows) rowKey(name fyne.KeyName, t timeline.Target) bool {
	a := r.pane.actions
	switch name {
	case fyne.KeyRight:
		r.pane.setFold(t.ID, true)
	case fyne.KeyLeft:
		r.pane.setFold(t.ID, false)
	case fyne.KeyReturn, fyne.KeyEnter:
		r.enter(t)
	case fyne.KeySpace:
		r.eachChosen(r.pauseOrResume)
	case fyne.KeyR:
		r.eachChosen(r.resend)
	case fyne.KeyH:
		r.eachChosen(r.holdOrRelease)
	case fyne.KeyB:
		timelineCall(a.StopLike, t.ID)
	case fyne.KeyDelete:
		r.eachChosen(r.cancel)
	case fyne.KeyC:
		timelineCall(a.CopyCurl, t.ID)
	case fyne.KeyO:
		r.eachChosen(r.openRow)
	default:
		return false
	}
	return true
}

// enter inspects the chosen line; a message that waits for a person shows its question instead.
func (r *timelineRows) enter(t timeline.Target) {
	if row := r.pane.snap.Find(t.ID); row != nil && row.State == timeline.StateWaitsForYou {
		timelineCall(r.pane.actions.Question, t.ID)
		return
	} else if row != nil && row.Stopped != nil && r.pane.actions.Stopped != nil {
		r.pane.actions.Stopped(t.ID)
		return
	}
	if r.pane.actions.Select != nil {
		r.pane.actions.Select(t.ID, t.Attempt)
	}
}

// eachChosen runs f for every chosen message that is in view, in the order of the rows.
func (r *timelineRows) eachChosen(f func(*timeline.Row)) {
	for _, id := range r.pane.choice.IDs(r.pane.view) {
		if row := r.pane.snap.Find(id); row != nil {
			f(row)
		}
	}
}

// timelinePaused tells whether a message was stopped by a person and goes on when told.
func timelinePaused(row *timeline.Row) bool {
	return row.State == timeline.StatePaused || row.State == timeline.StateHeld
}

// holdOrRelease turns a message that waits in the queue.
func (r *timelineRows) holdOrRelease(row *timeline.Row) {
	switch row.State {
	case timeline.StateHeld:
		timelineCall(r.pane.actions.Release, row.ID)
	case timeline.StateQueued:
		timelineCall(r.pane.actions.Hold, row.ID)
	}
}

func (r *timelineRows) pauseOrResume(row *timeline.Row) {
	switch {
	case row.Over() || row.State == timeline.StateTakenOver || row.State == timeline.StateWebSocket:
	case row.State == timeline.StateWaitsForYou:
		timelineCall(r.pane.actions.Question, row.ID)
	case timelinePaused(row):
		timelineCall(r.pane.actions.Resume, row.ID)
	default:
		timelineCall(r.pane.actions.Pause, row.ID)
	}
}

func (r *timelineRows) cancel(row *timeline.Row) {
	if !row.Over() {
		timelineCall(r.pane.actions.Cancel, row.ID)
	}
}

func (r *timelineRows) shortcut(s fyne.Shortcut) bool {
	t, ok := r.pane.choice.Cursor()
	if _, is := s.(*fyne.ShortcutCopy); !is || !ok {
		return false
	}
	timelineCall(r.pane.actions.CopyURL, t.ID)
	return true
}
