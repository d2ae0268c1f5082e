package ui

import (
	"strconv"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

const drawerQueueMost = 12 // rows; the rest is counted

// drawerQueue lists the messages that wait, in the order in which they start, with the reason.
type drawerQueue struct {
	section *drawerSection
	list    *drawerList
	actions drawerActions
	waiting []timeline.Waiting
}

func newDrawerQueue(a drawerActions) *drawerQueue {
	q := &drawerQueue{actions: a}
	q.list = newDrawerList(kit.S("height.treeRow"), drawerQueueMost, "Queue", "No message waits.", q.paint)
	q.list.activate(func(row int) { timelineCall(a.SelectMessage, q.waiting[row].ID) })
	q.list.remove = func(row int) { timelineCall(a.Cancel, q.waiting[row].ID) }
	q.list.items = q.items
	q.list.tip = func(row int) string {
		w := q.waiting[row]
		return timelineCapital(w.Text()) + "\n" + w.Method + " " + w.Address.String()
	}
	q.list.list.RowText = func(row int) string {
		w := q.waiting[row]
		return strconv.FormatUint(uint64(w.ID.Message), 10) + " " + w.Method + " " + w.Address.String() + ", " + w.Text()
	}
	q.section = newDrawerSection("Queue", q.list.object)
	return q
}

func (q *drawerQueue) update(snap *timeline.Snapshot) {
	q.waiting = snap.Queue
	total := max(snap.Counts.Queued, len(q.waiting))
	count := ""
	if total > 0 {
		count = timeline.Count(int64(total))
	}
	q.section.head.Say(count, "")
	q.list.set(len(q.waiting), total-len(q.waiting))
}

// Columns of a row of the queue.
var (
	drawerQueueNumber = kit.S("drawer.queueNumber")
	drawerQueueMethod = kit.S("drawer.queueMethod")
	drawerQueuePath   = kit.S("drawer.queuePath")
)

func (q *drawerQueue) paint(p *kit.Pen, row int, r kit.Rect, state kit.RowState) {
	w := q.waiting[row]
	glyph := kit.StateQueued
	if w.Why == timeline.WaitHeld {
		glyph = kit.StateHeld
	}
	p.StateIn(glyph, kit.IconRow, r.X+kit.U(3), r)
	muted, gap := kit.C(state.Muted()), kit.U(2)
	x := p.TextAt(kit.Data, r.X+drawerQueueNumber, r, strconv.FormatUint(uint64(w.ID.Message), 10), muted)
	method := timelineMethod(w.Method, w.Address)
	x = p.TextAt(kit.DataStrong, max(x+gap, r.X+drawerQueueMethod), r, method, kit.C(kit.MethodToken(method)))
	right := p.TextEnd(kit.Caption, r.X+r.W-kit.U(3), r, drawerWhy(w), muted)
	x = max(x+gap, r.X+drawerQueuePath)
	p.TextAt(kit.Data, x, r, kit.FitMiddle(kit.Data, w.Address.Path()+w.Address.Query(), right-gap-x), kit.C("text.primary"))
}

// drawerWhy is the reason in two words; the tooltip has the numbers.
func drawerWhy(w timeline.Waiting) string {
	switch w.Why {
	case timeline.WaitHostFull:
		return "host full"
	case timeline.WaitSessionFull:
		return "session full"
	}
	return w.Text()
}

func (q *drawerQueue) items(row int) []kit.MenuItem {
	id := q.waiting[row].ID
	return []kit.MenuItem{
		{Text: "Show in the timeline", Icon: "arrow-right", Keys: "Enter", Run: func() { timelineCall(q.actions.SelectMessage, id) }},
		{Text: "Cancel", Icon: "x", Keys: "Del", Danger: true, Run: func() { timelineCall(q.actions.Cancel, id) }},
	}
}
