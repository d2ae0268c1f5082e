package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// timelineActions is what a person can do in the timeline. Any of them may be nil; all are called on the main goroutine.
type timelineActions struct {
	Select   func(id timeline.RowID, attempt int) // show it in the inspector; attempt is an index into the row's, -1 for the message
	Open     func(id timeline.RowID)              // as a new request
	Resend   func(id timeline.RowID)
	Cancel   func(id timeline.RowID)
	Pause    func(id timeline.RowID)
	Resume   func(id timeline.RowID)
	Requeue  func(id timeline.RowID)
	CopyCurl func(id timeline.RowID)
	CopyURL  func(id timeline.RowID)
	Question func(id timeline.RowID) // bring the prompt of a message that waits for a person back
	Hold     func(id timeline.RowID)
	Release  func(id timeline.RowID)
	Priority func(id timeline.RowID, p session.Priority)
	StopLike func(id timeline.RowID) // have messages like this one stop
	Stopped  func(id timeline.RowID) // show one that stands at a breakpoint
	Clear    func()                  // forget the messages that are over
	Post     func(func())
}

// timelinePane lists the session's messages while they happen: a toolbar with filter and chips, and a table of rows with
// a waterfall. It draws the snapshot it was given last and keeps only what a person sets: filter, order, fold states,
// selection, scale.
type timelinePane struct {
	actions timelineActions
	snap    *timeline.Snapshot
	now     time.Duration
	view    *timeline.View
	choice  timeline.Selection
	follow  timeline.Follow
	sought  bool // the cursor is to be shown as soon as it is in view

	bar    *timelineToolbar
	rows   *timelineRows
	none   *timelineNothing
	object *kit.Flex
}

func newTimelinePane(a timelineActions) *timelinePane {
	p := &timelinePane{actions: a, view: timeline.NewView()}
	p.snap = p.view.Snapshot()
	p.rows = newTimelineRows(p)
	p.bar = newTimelineToolbar(p)
	p.none = newTimelineNothing(p)
	body := container.NewStack(p.rows, p.none.object)
	p.object = kit.Col(p.bar.object, p.bar.trouble, kit.Grow(body)).Fill("surface.panel")
	p.rows.SetMinSize(0, paneLeast-timelineToolbarHeight)
	p.refresh()
	return p
}

// Object is the pane to lay out; it takes what room there is.
func (p *timelinePane) Object() fyne.CanvasObject { return p.object }

// FocusFilter gives the keyboard to the filter field, with its text selected.
func (p *timelinePane) FocusFilter() {
	p.bar.filter.Focus()
	p.bar.filter.SelectAll()
}

// Selected is the message last chosen, the zero id with none.
func (p *timelinePane) Selected() timeline.RowID {
	t, ok := p.choice.Cursor()
	if !ok {
		return timeline.RowID{}
	}
	return t.ID
}

// Select chooses a message and brings its row into view, as soon as there is one. It does not call back. Choosing a row
// that is there already and is not the last ends following; what was just sent and has no row yet does not.
func (p *timelinePane) Select(id timeline.RowID) {
	if id == (timeline.RowID{}) {
		p.choice.Clear()
	} else {
		p.choice.Only(timeline.Target{ID: id, Attempt: -1})
		p.sought = true
		if line, ok := p.view.LineOf(timeline.Target{ID: id, Attempt: -1}); ok {
			p.follow.Selected(line, p.view.Len())
		}
		p.revealSought()
	}
	p.bar.showFollow()
	p.rows.settle()
	p.rows.Refresh()
}

// Update shows a newer snapshot; now is how far live rows have come. With nothing going on and the same snapshot it does
// nothing, so that an idle window is not painted.
func (p *timelinePane) Update(snap *timeline.Snapshot, now time.Duration) {
	if snap == nil || (snap == p.snap && !timelineGoesOn(snap)) {
		return
	}
	p.rows.hold()
	hold := p.rows.anchor()
	p.snap, p.now = snap, now
	change := p.view.Update(snap, now)
	p.follow.Added(change.Added)
	p.dropGone()
	p.rows.layoutLines()
	if change.Moved {
		p.rows.keep(hold)
	}
	if p.follow.Scrolls() {
		p.rows.toNewest()
	}
	p.revealSought()
	p.refresh()
}

// timelineGoesOn tells whether anything in a snapshot changes with the time alone.
func timelineGoesOn(s *timeline.Snapshot) bool { return s.Counts.Running+s.Counts.Queued > 0 }

// refresh draws everything once more.
func (p *timelinePane) refresh() {
	p.bar.update()
	p.none.update()
	p.rows.settle()
	p.rows.Refresh()
}

// relist is for when filter, chips, span or order changed the lines.
func (p *timelinePane) relist(change func()) {
	hold := p.rows.anchor()
	change()
	p.rows.layoutLines()
	if p.follow.Scrolls() {
		p.rows.toNewest()
	} else {
		p.rows.keep(hold)
	}
	p.refresh()
}

// dropGone forgets a selection whose message was cleared.
func (p *timelinePane) dropGone() {
	t, ok := p.choice.Cursor()
	if ok && !p.sought && p.snap.Find(t.ID) == nil {
		p.choice.Clear()
		p.view.Forget()
	}
}

func (p *timelinePane) revealSought() {
	t, ok := p.choice.Cursor()
	if !p.sought || !ok {
		return
	}
	if line, ok := p.view.LineOf(t); ok {
		p.sought = false
		p.rows.reveal(line)
	}
}

// chose is for when a person chose a line: it drives the inspector, and looking at something ends following.
func (p *timelinePane) chose(line int) {
	p.sought = false
	if line < 0 {
		return
	}
	p.follow.Selected(line, p.view.Len())
	p.rows.reveal(line)
	p.bar.showFollow()
	p.rows.settle()
	p.rows.Refresh()
	if t, ok := p.choice.Cursor(); ok && p.actions.Select != nil {
		p.actions.Select(t.ID, t.Attempt)
	}
}

// setFollow switches following; on shows the newest row.
func (p *timelinePane) setFollow(on bool) {
	if on {
		p.follow.End()
		p.rows.ruler.manual = false
		p.rows.toNewest()
	} else {
		p.follow.Off()
	}
	p.bar.showFollow()
	p.rows.settle()
	p.rows.Refresh()
}

// setFold shows or hides the attempts of a message.
func (p *timelinePane) setFold(id timeline.RowID, open bool) {
	row := p.snap.Find(id)
	if row != nil && row.Under != (timeline.RowID{}) { // the line of a CONNECT: what it lies under
		id = row.Under
		row = p.snap.Find(id)
	}
	if row == nil || !row.Foldable() {
		return
	}
	hold := p.rows.anchor()
	p.view.SetUnfolded(id, open)
	if t, ok := p.choice.Cursor(); ok && !open && t != (timeline.Target{ID: id, Attempt: -1}) && p.within(t, id) {
		p.choice.Only(timeline.Target{ID: id, Attempt: -1})
	}
	p.rows.layoutLines()
	p.rows.keep(hold)
	p.rows.Refresh()
}

// within tells whether a line lies under a message.
func (p *timelinePane) within(t timeline.Target, id timeline.RowID) bool {
	if t.ID == id {
		return t.Attempt >= 0
	}
	row := p.snap.Find(t.ID)
	return row != nil && row.Under == id
}

// setSort orders by a column: the first press ascending, the second descending, the third by number again.
func (p *timelinePane) setSort(c timeline.Column) {
	now, descending := p.view.Sort()
	p.relist(func() {
		switch {
		case now != c:
			p.view.SetSort(c, false)
		case !descending:
			p.view.SetSort(c, true)
		default:
			p.view.SetSort(timeline.ColumnNumber, false)
		}
	})
}
