package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// timelineRowActions are the buttons that appear at the right end of the row under the pointer.
var timelineRowActions = kit.Actions{
	{Icon: "rotate-cw", Tip: "Send again  R"}, {Icon: "external-link", Tip: "Open as request  O"}, {Icon: "copy", Tip: "Copy as curl  C"}, {Icon: "ellipsis", Tip: "More"},
}

func (r *timelineRows) idOf(line int) timeline.RowID { return r.pane.view.Line(line).Row.ID }

// actionsRect is where the actions of a line stand.
func (r *timelineRows) actionsRect(line int) kit.Rect {
	return timelineRowActions.Box(r.rowRect(line), timelineBarRoom+kit.U(1))
}

// actionAt finds the action of a line under the pointer, -1 with none.
func (r *timelineRows) actionAt(line int, x, y float32) int {
	if line < 0 || line != r.lineAt(y) {
		return -1
	}
	return timelineRowActions.At(r.actionsRect(line), x, y)
}

func (r *timelineRows) pressAction(line int, m kit.Mouse) bool {
	if r.hover.line != line { // without a pointer over the row its actions are not there
		return false
	}
	i := r.actionAt(line, m.X, m.Y)
	if i < 0 {
		return false
	}
	a, id := r.pane.actions, r.idOf(line)
	switch timelineRowActions[i].Icon {
	case "rotate-cw":
		timelineCall(a.Resend, id)
	case "external-link":
		timelineCall(a.Open, id)
	case "copy":
		timelineCall(a.CopyCurl, id)
	default:
		r.more(line, m)
	}
	return true
}

func (r *timelineRows) paintRowActions(p *kit.Pen) {
	line := r.hover.line
	if line < 0 || line >= r.pane.view.Len() {
		return
	}
	timelineRowActions.Paint(p, r.actionsRect(line), r.hover.action)
}

// more opens the row's menu under its button.
func (r *timelineRows) more(line int, m kit.Mouse) {
	if !r.pane.choice.Has(r.idOf(line)) {
		r.pane.choice.Only(r.pane.view.Line(line).Target())
		r.pane.chose(line)
	}
	cell := timelineRowActions.Cell(r.actionsRect(line), len(timelineRowActions)-1)
	r.openMenu(m.Absolute.AddXY(cell.X-m.X, cell.Y+cell.H+kit.U(1)-m.Y))
}

// menu opens the menu of the chosen rows, at the pointer or, by the menu key, under the row.
func (r *timelineRows) menu(m kit.Mouse) {
	t, ok := r.pane.choice.Cursor()
	if !ok {
		return
	}
	at := m.Absolute
	if m.X == 0 && m.Y == 0 {
		line, shown := r.pane.view.LineOf(t)
		if !shown {
			return
		}
		rect := r.rowRect(line)
		at = fyne.CurrentApp().Driver().AbsolutePositionForObject(r).AddXY(r.columns.url.x, rect.Y+rect.H)
	} else if m.Button == desktop.MouseButtonSecondary && r.lineAt(m.Y) < 0 {
		return
	}
	r.openMenu(at)
}

// openMenu shows the menu. Following waits until it is closed, so that the row stays under it.
func (r *timelineRows) openMenu(at fyne.Position) {
	c := fyne.CurrentApp().Driver().CanvasForObject(r)
	if c == nil {
		return
	}
	r.focus()
	r.open = kit.ShowMenu(c, at, r.menuItems())
	r.hold()
}

// hold has following wait while the menu is open or an action is under the pointer, so that rows stay where they are.
func (r *timelineRows) hold() {
	if r.open != nil {
		c := fyne.CurrentApp().Driver().CanvasForObject(r)
		if c == nil || !slices.Contains(c.Overlays().List(), fyne.CanvasObject(r.open)) {
			r.open = nil
		}
	}
	r.pane.follow.Hold(r.open != nil || r.hover.action >= 0)
}

// menuItems are the actions on the chosen rows: act, change, copy. Only words and reasons change from row to row.
func (r *timelineRows) menuItems() []kit.MenuItem {
	t, ok := r.pane.choice.Cursor()
	row := r.pane.snap.Find(t.ID)
	if !ok || row == nil {
		return nil
	}
	a := r.pane.actions
	over := ""
	if row.Over() {
		over = "it is over"
	}
	items := []kit.MenuItem{r.pauseItem(row)}
	add := func(built bool, item kit.MenuItem) { // what the window does not do is left out
		if built {
			items = append(items, item)
		}
	}
	add(a.Hold != nil && row.State == timeline.StateQueued, kit.MenuItem{Text: "Hold in the queue", Icon: "hand", Keys: "H", Run: func() { r.eachChosen(r.holdOrRelease) }})
	add(a.Cancel != nil, kit.MenuItem{Text: "Cancel", Icon: "x", Keys: "Del", Danger: true, Disabled: over, Run: func() { r.eachChosen(r.cancel) }})
	add(a.Resend != nil, kit.MenuItem{Text: "Send again", Icon: "rotate-cw", Keys: "R", Run: func() { r.eachChosen(r.resend) }})
	add(a.Requeue != nil, kit.MenuItem{Text: "Requeue", Icon: "list-ordered", Disabled: over, Run: func() { r.eachChosen(r.requeue) }})
	items = append(items, kit.Separator)
	add(a.Priority != nil, r.priorityItem(row))
	add(a.StopLike != nil, kit.MenuItem{Text: "Stop messages like this", Icon: "octagon-pause", Keys: "B", Run: func() { a.StopLike(row.ID) }})
	if a.Priority != nil || a.StopLike != nil {
		items = append(items, kit.Separator)
	}
	add(a.Open != nil, kit.MenuItem{Text: "Open as request", Icon: "external-link", Keys: "O", Run: func() { r.eachChosen(r.openRow) }})
	add(a.CopyCurl != nil, kit.MenuItem{Text: "Copy as curl", Icon: "copy", Keys: "C", Run: func() { a.CopyCurl(row.ID) }})
	add(a.CopyURL != nil, kit.MenuItem{Text: "Copy URL", Icon: "link", Keys: "Ctrl C", Run: func() { a.CopyURL(row.ID) }})
	return append(items, kit.Separator, r.foldItem(row), r.sortItem())
}

func (r *timelineRows) resend(row *timeline.Row) { timelineCall(r.pane.actions.Resend, row.ID) }

func (r *timelineRows) openRow(row *timeline.Row) { timelineCall(r.pane.actions.Open, row.ID) }

func (r *timelineRows) requeue(row *timeline.Row) {
	if !row.Over() {
		timelineCall(r.pane.actions.Requeue, row.ID)
	}
}

// pauseItem is the first item: the question of a message that waits for a person, else pause or resume.
func (r *timelineRows) pauseItem(row *timeline.Row) kit.MenuItem {
	item := kit.MenuItem{Text: "Pause", Icon: "pause", Keys: "Space", Run: func() { r.eachChosen(r.pauseOrResume) }}
	switch {
	case row.State == timeline.StateWaitsForYou:
		item.Text, item.Icon = "Show the question", "key-round"
	case row.Stopped != nil:
		item.Text, item.Icon = "Continue", "play"
	case row.State == timeline.StateHeld:
		item.Text, item.Icon = "Release", "play"
	case row.State == timeline.StatePaused:
		item.Text, item.Icon = "Resume", "play"
	case row.State == timeline.StateTakenOver, row.State == timeline.StateWebSocket:
		item.Disabled = "its connection is taken over"
	case row.Over():
		item.Disabled = "it is over"
	}
	return item
}

// priorityItem changes the priority of the chosen messages; it counts while they wait, and again when they are sent again.
func (r *timelineRows) priorityItem(row *timeline.Row) kit.MenuItem {
	item := kit.MenuItem{Text: "Priority", Icon: "arrow-up-down", Keys: priorityName(row.Priority), Items: func() []kit.MenuItem {
		return priorityMenu(row.Priority, func(p session.Priority) {
			r.eachChosen(func(row *timeline.Row) { r.pane.actions.Priority(row.ID, p) })
		})
	}}
	if row.Over() {
		item.Disabled = "it is over"
	}
	return item
}

func (r *timelineRows) foldItem(row *timeline.Row) kit.MenuItem {
	open := r.pane.view.Unfolded(row.ID)
	item := kit.MenuItem{Text: "Show attempts", Icon: "list-tree", Keys: "Right", Run: func() { r.pane.setFold(row.ID, !open) }}
	switch {
	case !row.Foldable():
		item.Disabled = "only one"
	case open:
		item.Text, item.Keys = "Hide attempts", "Left"
	}
	return item
}

// sortItem is the keyboard's way to what the headings do.
func (r *timelineRows) sortItem() kit.MenuItem {
	now, descending := r.pane.view.Sort()
	return kit.MenuItem{Text: "Sort by", Icon: "arrow-up-down", Keys: timelineColumnNames[now], Items: func() []kit.MenuItem {
		var items []kit.MenuItem
		for c := timeline.ColumnNumber; c <= timeline.ColumnConn; c++ {
			item := kit.MenuItem{Text: timelineCapital(timelineColumnNames[c]), Checked: c == now, Run: func() { r.pane.setSort(c) }}
			if c == now && descending {
				item.Keys = "descending"
			}
			items = append(items, item)
		}
		return items
	}}
}
