package ui

import (
	"strconv"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

const drawerQueueMost = 12 // rows; the rest is counted

// drawerQueue lists the messages that wait, in the order in which they start, with the reason.
type drawerQueue struct {
	actions drawerActions
	section *drawerSection
	list    *drawerRows
	waiting []timeline.Waiting
}

func newDrawerQueue(a drawerActions) *drawerQueue {
	q := &drawerQueue{actions: a}
	q.list = newDrawerRows(24, drawerQueueMost, "No message waits.")
	q.list.paint = q.paint
	q.list.activate = func(row int) { timelineCall(a.SelectMessage, q.waiting[row].ID) }
	q.list.remove = func(row int) { timelineCall(a.Cancel, q.waiting[row].ID) }
	q.list.items = q.items
	q.list.tip = func(row int) string {
		w := q.waiting[row]
		return timelineCapital(w.Text()) + "\n" + w.Method + " " + w.Address.String()
	}
	q.section = newDrawerSection("Queue", q.list)
	return q
}

func (q *drawerQueue) update(snap *timeline.Snapshot) {
	q.waiting = snap.Queue
	total := max(snap.Counts.Queued, len(q.waiting))
	count := ""
	if total > 0 {
		count = timeline.Count(int64(total))
	}
	q.section.head.say(count, "")
	if q.list.set(len(q.waiting), total-len(q.waiting)) {
		q.section.object.Reflow()
	}
}

func (q *drawerQueue) paint(p *kit.Pen, row int, r kit.Rect, state kit.RowState) {
	w := q.waiting[row]
	glyph := kit.StateQueued
	if w.Why == timeline.WaitHeld {
		glyph = kit.StateHeld
	}
	p.State(glyph, 12, r.X+12, r.Y+6)
	base := kit.Baseline(r.Y, r.H, 12)
	x := p.Text(kit.Data, r.X+30, base, strconv.FormatUint(uint64(w.ID.Message), 10), kit.C(state.Muted()))
	method := timelineMethod(w.Method, w.Address)
	x = p.Text(kit.DataStrong, max(x+8, r.X+56), base, method, kit.C(kit.MethodToken(method)))
	why := drawerWhy(w)
	right := r.X + r.W - 12 - kit.TextWidth(kit.Caption, why)
	p.Text(kit.Caption, right, kit.Baseline(r.Y, r.H, 11), why, kit.C(state.Muted()))
	x = max(x+8, r.X+94)
	path := kit.FitMiddle(kit.Data, w.Address.Path()+w.Address.Query(), right-8-x)
	p.Text(kit.Data, x, base, path, kit.C("text.primary"))
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
