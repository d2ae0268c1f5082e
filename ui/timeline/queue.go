package timeline

import (
	"cmp"
	"fmt"
	"slices"

	"ladle/session"
)

// QueueShown is how many waiting messages a snapshot lists; Counts.Queued says how many there are.
const QueueShown = 256

// WaitReason says why a message in the queue has not started.
type WaitReason uint8

// Why messages wait.
const (
	WaitTurn        WaitReason = iota // it is about to start
	WaitHostFull                      // max-conns-per-host
	WaitSessionFull                   // max-conns
	WaitHeld                          // until it is released
)

// Waiting is a message in the queue.
type Waiting struct {
	ID       RowID
	Method   string
	Address  Address // of the attempt that waits
	Priority session.Priority
	Why      WaitReason
	Open     int // connections open, where a limit is why
	Limit    int
	Behind   RowID // the message before it that waits for the same host, zero without one
}

// Reason says at length why the message waits, for a wide list: "host has 2 of 2 connections", "behind 61".
func (w Waiting) Reason() string {
	switch {
	case w.Why == WaitHeld:
		return "held by you"
	case w.Behind != RowID{}:
		return fmt.Sprintf("behind %d", w.Behind.Message)
	case w.Why == WaitHostFull:
		return fmt.Sprintf("host has %d of %d connections", w.Open, w.Limit)
	case w.Why == WaitSessionFull:
		return fmt.Sprintf("session has %d of %d connections", w.Open, w.Limit)
	}
	return "starts next"
}

// Text says in a few words why the message waits: "host full, 2 of 2".
func (w Waiting) Text() string {
	switch w.Why {
	case WaitHeld:
		return "held"
	case WaitHostFull:
		return fmt.Sprintf("host full, %d of %d", w.Open, w.Limit)
	case WaitSessionFull:
		return fmt.Sprintf("session full, %d of %d", w.Open, w.Limit)
	}
	return "next"
}

// queue holds the waiting messages in the order in which they start: by priority, then as they were queued.
// Messages leave mostly at the front, so that end is cheap.
type queue struct {
	list []*message
	head int // places before it are free
}

func startsBefore(a, b *message) int {
	if c := cmp.Compare(b.row.Priority, a.row.Priority); c != 0 {
		return c
	}
	return cmp.Compare(a.order, b.order)
}

func (q *queue) items() []*message { return q.list[q.head:] }

func (q *queue) add(m *message) {
	i, found := slices.BinarySearchFunc(q.items(), m, startsBefore)
	switch {
	case found:
	case i == 0 && q.head > 0:
		q.head--
		q.list[q.head] = m
	default:
		q.list = slices.Insert(q.list, q.head+i, m)
	}
}

func (q *queue) remove(m *message) {
	i, found := slices.BinarySearchFunc(q.items(), m, startsBefore)
	switch {
	case !found:
	case i == 0:
		q.list[q.head] = nil
		q.head++
		if q.head > 64 && q.head > len(q.list)/2 {
			q.list, q.head = append([]*message(nil), q.items()...), 0
		}
	default:
		q.list = slices.Delete(q.list, q.head+i, q.head+i+1)
	}
}

// shown lists the front of the queue with the reasons for waiting.
func (q *queue) shown(p *pool, lim Limits) []Waiting {
	items := q.items()
	items = items[:min(len(items), QueueShown)]
	out := make([]Waiting, 0, len(items))
	ahead := map[string]RowID{}
	for _, m := range items {
		a := m.last()
		w := Waiting{ID: m.row.ID, Method: a.Method, Address: a.Address, Priority: m.row.Priority}
		open := p.perHost[m.host]
		switch {
		case m.pausedBy != 0:
			w.Why = WaitHeld
		case open >= lim.ConnsPerHost:
			w.Why, w.Open, w.Limit = WaitHostFull, open, lim.ConnsPerHost
		case p.open >= lim.Conns:
			w.Why, w.Open, w.Limit = WaitSessionFull, p.open, lim.Conns
		}
		if w.Why != WaitHeld {
			w.Behind, ahead[m.host] = ahead[m.host], w.ID
		}
		out = append(out, w)
	}
	return out
}
