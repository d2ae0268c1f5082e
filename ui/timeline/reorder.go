package timeline

import (
	"cmp"
	"slices"

	"ladle/session"
)

// orderGap lies between the places of messages as they are queued, so that others can be moved in between.
const orderGap = 1 << 20

// reorder gives a message the place in the queue that a person chose.
func (m *Model) reorder(msg *message, e *session.Event) {
	d, ok := e.Detail.(*session.Reordered)
	if !ok || d == nil {
		return
	}
	if msg.waiting {
		m.queue.remove(msg)
	}
	msg.row.Priority = d.Priority
	if before := m.live[d.Before]; before != nil && before != msg && before.waiting {
		msg.order = m.placeBefore(before, msg)
	}
	if msg.waiting {
		m.queue.add(msg)
	}
}

// placeBefore finds a free place directly before another message. It looks at all that go on, since a message that runs
// may come back into the queue, and no two may have one place.
func (m *Model) placeBefore(o, moving *message) uint64 {
	for {
		last := uint64(0)
		for _, x := range m.live {
			if x != moving && x.order < o.order {
				last = max(last, x.order)
			}
		}
		if o.order-last > 1 {
			return last + (o.order-last)/2
		}
		m.spread()
	}
}

// spread gives the live messages places with room between them, in their order. The queue stays in order.
func (m *Model) spread() {
	all := make([]*message, 0, len(m.live))
	for _, x := range m.live {
		all = append(all, x)
	}
	slices.SortFunc(all, func(a, b *message) int { return cmp.Compare(a.order, b.order) })
	m.orders = 0
	for _, x := range all {
		m.orders += orderGap
		x.order = m.orders
	}
}
