package ui

import (
	"fyne.io/fyne/v2"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// queueDrag is a row of the queue that is dragged by its grip.
type queueDrag struct {
	from int            // its row when it was taken, -1: none is
	id   timeline.RowID // of its message
	to   int            // the row that it would stand before, as many as there are: the end
	on   bool           // the pointer has moved
}

// move gives a message the place one further up, or one further down.
func (q *drawerQueue) move(row, by int) {
	to := row - 1
	if by > 0 {
		to = row + 2
	}
	if to >= 0 && to <= len(q.waiting) {
		q.moveTo(row, to)
	}
}

// moveTo puts a message before the row to, or behind all.
func (q *drawerQueue) moveTo(row, to int) {
	if q.actions.MoveBefore == nil || to == row || to == row+1 {
		return
	}
	q.at = q.waiting[row].ID
	q.refuse(q.waiting[row].ID, q.place(q.waiting[row], to))
}

// place changes the order. A message takes the priority of those that it goes between, and no other one's changes: only
// behind the last one of a priority it has to take that first, and then the other goes before it.
func (q *drawerQueue) place(w timeline.Waiting, to int) error {
	if to == 0 || to < len(q.waiting) && q.waiting[to].Priority == q.waiting[to-1].Priority {
		return q.actions.MoveBefore(w.ID, q.waiting[to].ID)
	}
	before := q.waiting[to-1]
	if before.Priority != w.Priority {
		if q.actions.Prioritise == nil {
			return nil
		}
		if err := q.actions.Prioritise(w.ID, before.Priority); err != nil {
			return err
		}
	}
	return q.actions.MoveBefore(before.ID, w.ID)
}

// dragged follows the pointer after a grip was pressed.
func (q *drawerQueue) dragged(m kit.Mouse) {
	if q.drag.from < 0 {
		return
	}
	l := q.list.list
	r := l.RowRect(0)
	q.drag.on = true
	q.drag.to = min(max(int((m.Y-r.Y+r.H/2)/r.H), 0), l.Count())
	l.Refresh()
}

// dropped puts the message where it was let go.
func (q *drawerQueue) dropped() {
	d := q.drag
	q.drag = queueDrag{from: -1}
	if d.on {
		q.again(d.id, func(row int) { q.moveTo(row, d.to) })
	}
	q.list.list.Refresh()
}

// grabs begins a drag when the grip of a row was pressed.
func (q *drawerQueue) grabs(row int, m kit.Mouse) bool {
	if m.X >= drawerQueueGlyph || q.actions.MoveBefore == nil {
		return false
	}
	q.drag = queueDrag{from: row, id: q.waiting[row].ID}
	q.list.list.Select(row)
	if c := fyne.CurrentApp().Driver().CanvasForObject(q.list.list); c != nil {
		c.Focus(q.list.list)
	}
	return true
}
