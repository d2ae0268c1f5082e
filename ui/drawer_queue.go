package ui

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

const drawerQueueMost = 12 // rows; the rest is counted

// drawerQueue lists the messages that wait, in the order in which they start, with the reason. They can be held, released,
// moved and cancelled here.
type drawerQueue struct {
	section *drawerSection
	list    *drawerList
	actions drawerActions
	waiting []timeline.Waiting
	held    int
	holdNew bool
	note    *drawerNote
	hot     int            // the action of the hovered row under the pointer, -1 none
	at      timeline.RowID // the row that the keyboard is at, zero without one
	drag    queueDrag

	release *kit.IconButton
	holds   *kit.IconButton
	tools   drawerTools
	wide    struct{ release, holds *kit.Button } // the same in words
}

func newDrawerQueue(a drawerActions) *drawerQueue {
	q := &drawerQueue{actions: a, hot: -1, drag: queueDrag{from: -1}}
	q.list = newDrawerList(kit.S("height.treeRow"), drawerQueueMost, "Queue", "No message waits.", q.paint)
	q.list.activate(func(row int) { timelineCall(a.SelectMessage, q.waiting[row].ID) })
	q.list.remove = q.cancel
	q.list.items = q.items
	q.list.tip = q.tip
	l := q.list.list
	l.RowText = q.text
	l.OnSelect = func(row int) {
		q.at = timeline.RowID{}
		if row >= 0 {
			q.at = q.waiting[row].ID
		}
	}
	choose := l.OnPress
	l.OnPress = func(row int, m kit.Mouse) bool { return q.press(row, m) || choose(row, m) }
	key := l.OnRowKey
	l.OnRowKey = func(row int, e *fyne.KeyEvent) bool { return q.key(row, e) || key(row, e) }
	hover := l.OnHover
	l.OnHover = func(row int, m kit.Mouse) { hover(row, m); q.hover(row, m) }
	l.On.Shortcut = q.shortcut
	l.On.Drag, l.On.DragEnd = q.dragged, q.dropped
	q.release = kit.NewIconButton("play", "Release all held  Ctrl+Shift+R", q.releaseAll).Small()
	q.holds = kit.NewIconButton("hand", "Hold new messages", q.turnHoldNew).Small()
	q.note = newDrawerNote(q.list.object)
	q.wide.holds = kit.NewButton("Hold new", kit.Ghost, q.turnHoldNew).High(kit.ButtonSmall)
	q.wide.release = kit.NewButton("Release all", kit.Secondary, q.releaseAll).WithIcon("play").High(kit.ButtonSmall)
	q.tools = newDrawerTools([]fyne.CanvasObject{q.release, q.holds}, []fyne.CanvasObject{q.wide.holds, q.wide.release})
	q.section = newDrawerSection("Queue", q.note.object, q.tools.object)
	q.release.Disable()
	q.wide.release.Disable()
	return q
}

func (q *drawerQueue) update(snap *timeline.Snapshot) {
	q.waiting = snap.Queue
	total := max(snap.Counts.Queued, len(q.waiting))
	q.held, q.holdNew = snap.Counts.Held, snap.HoldNew
	count := ""
	if total > 0 {
		count = timeline.Count(int64(total))
	}
	wide := q.list.list.Size().Width >= drawerWide
	q.tools.show(wide)
	q.note.wide(wide)
	if wide && q.held > 0 {
		count += ", of which " + timeline.Count(int64(q.held)) + " held"
	}
	q.section.head.Say(count, "")
	drawerEnable(q.release, q.held > 0)
	drawerEnable(q.wide.release, q.held > 0)
	q.wide.release.SetText(releaseWords(q.held))
	q.holds.SetOn(q.holdNew)
	word := "Hold new"
	if q.holdNew {
		word = "Stop holding new"
	}
	q.wide.holds.SetText(word)
	q.list.set(len(q.waiting), total-len(q.waiting))
	q.keepPlace()
}

// releaseWords say what releasing all comes to.
func releaseWords(held int) string {
	switch held {
	case 0:
		return "Release all"
	case 1:
		return "Release it"
	case 2:
		return "Release both together"
	}
	return "Release all " + timeline.Count(int64(held)) + " together"
}

// keepPlace has the keyboard stay at its message while rows come and go.
func (q *drawerQueue) keepPlace() {
	at := q.at
	if at == (timeline.RowID{}) {
		return
	}
	for i := range q.waiting[:min(len(q.waiting), drawerQueueMost)] {
		if q.waiting[i].ID == at && q.list.list.Current() != i {
			q.list.list.Select(i)
		}
	}
	q.at = at
}

// refuse tells why something could not be done to a message; nil takes the last reason away.
func (q *drawerQueue) refuse(id timeline.RowID, err error) {
	if err == nil {
		q.note.Say("")
		return
	}
	q.note.Say(strconv.FormatUint(uint64(id.Message), 10) + ": " + doorReason(err))
}

func (q *drawerQueue) cancel(row int) { timelineCall(q.actions.Cancel, q.waiting[row].ID) }

// holdOrRelease turns one message.
func (q *drawerQueue) holdOrRelease(row int) {
	w := q.waiting[row]
	do := q.actions.Hold
	if w.Why == timeline.WaitHeld {
		do = q.actions.Release
	}
	if do != nil {
		q.refuse(w.ID, do(w.ID))
	}
}

func (q *drawerQueue) releaseAll() {
	if q.actions.ReleaseAll != nil {
		q.actions.ReleaseAll()
		q.note.Say("")
	}
}

func (q *drawerQueue) turnHoldNew() {
	if q.actions.HoldNew != nil {
		q.actions.HoldNew(!q.holdNew)
	}
}

func (q *drawerQueue) prioritise(row int, p session.Priority) {
	if q.actions.Prioritise != nil {
		q.refuse(q.waiting[row].ID, q.actions.Prioritise(q.waiting[row].ID, p))
	}
}

func (q *drawerQueue) key(row int, e *fyne.KeyEvent) bool {
	w := q.waiting[row]
	switch e.Name {
	case fyne.KeyH:
		q.holdOrRelease(row)
	case fyne.KeyPlus, fyne.KeyEqual:
		q.prioritise(row, min(w.Priority+1, session.PriorityVeryHigh))
	case fyne.KeyMinus:
		q.prioritise(row, max(w.Priority-1, session.PriorityVeryLow))
	default:
		return false
	}
	return true
}

// shortcut moves the row of the keyboard with Alt and an arrow.
func (q *drawerQueue) shortcut(s fyne.Shortcut) bool {
	c, ok := s.(*desktop.CustomShortcut)
	row := q.list.list.Current()
	if !ok || c.Modifier != fyne.KeyModifierAlt || row < 0 {
		return false
	}
	switch c.KeyName {
	case fyne.KeyUp:
		q.move(row, -1)
	case fyne.KeyDown:
		q.move(row, 1)
	default:
		return false
	}
	return true
}

var drawerPriorities = []struct {
	p    session.Priority
	name string
}{{session.PriorityVeryHigh, "very high"}, {session.PriorityHigh, "high"}, {session.PriorityNormal, "normal"}, {session.PriorityLow, "low"}, {session.PriorityVeryLow, "very low"}}

func priorityName(p session.Priority) string {
	for _, x := range drawerPriorities {
		if x.p == p {
			return x.name
		}
	}
	return strconv.Itoa(int(p))
}

// priorityMenu offers the priorities, the present one checked.
func priorityMenu(now session.Priority, set func(session.Priority)) []kit.MenuItem {
	var items []kit.MenuItem
	for _, x := range drawerPriorities {
		items = append(items, kit.MenuItem{Text: timelineCapital(x.name), Checked: x.p == now, Run: func() { set(x.p) }})
	}
	return items
}

func (q *drawerQueue) items(row int) []kit.MenuItem {
	w := q.waiting[row]
	turn := kit.MenuItem{Text: "Hold", Icon: "hand", Keys: "H", Run: func() { q.again(w.ID, q.holdOrRelease) }}
	if w.Why == timeline.WaitHeld {
		turn.Text, turn.Icon = "Release", "play"
	}
	up := kit.MenuItem{Text: "Move up", Icon: "arrow-up", Keys: "Alt Up", Run: func() { q.again(w.ID, func(row int) { q.move(row, -1) }) }}
	down := kit.MenuItem{Text: "Move down", Icon: "arrow-down", Keys: "Alt Down", Run: func() { q.again(w.ID, func(row int) { q.move(row, 1) }) }}
	if row == 0 {
		up.Disabled = "it is first"
	}
	if row == len(q.waiting)-1 {
		down.Disabled = "it is last"
	}
	return []kit.MenuItem{
		turn, up, down,
		{Text: "Priority", Icon: "arrow-up-down", Keys: priorityName(w.Priority), Items: func() []kit.MenuItem {
			return priorityMenu(w.Priority, func(p session.Priority) { q.again(w.ID, func(row int) { q.prioritise(row, p) }) })
		}},
		kit.Separator,
		{Text: "Show in the timeline", Icon: "arrow-right", Keys: "Enter", Run: func() { timelineCall(q.actions.SelectMessage, w.ID) }},
		{Text: "Cancel", Icon: "x", Keys: "Del", Danger: true, Run: func() { timelineCall(q.actions.Cancel, w.ID) }},
	}
}

// again does something to the row that a message has now: the queue went on while its menu was open.
func (q *drawerQueue) again(id timeline.RowID, do func(row int)) {
	for i := range q.waiting {
		if q.waiting[i].ID == id {
			do(i)
			return
		}
	}
	q.refuse(id, &session.RefusedError{What: "The message does not wait in the queue any more"})
}
