package timeline

import (
	"sync"
	"time"

	"ladle/session"
)

// Snapshot is the model at one moment. It never changes and may be read on any goroutine. Its slices are shared and
// must not be written to.
type Snapshot struct {
	Epoch   time.Time     // the zero of all times
	Last    time.Duration // when the newest event happened
	Counts  Counts
	Traffic Traffic
	Limits  Limits
	Conns   []Conn    // open, by id
	Closed  []Conn    // the last ones that were closed, newest first
	Queue   []Waiting // at most QueueShown, in the order in which they start
	HoldNew bool      // messages that are queued from now on are held

	spine []*chunk
	n     int
	index *index // row numbers of two snapshots mean the same if they share it
}

// Snapshot gives the model as it is now. It costs what was touched since the snapshot before, and a pointer for
// every 256 rows.
func (m *Model) Snapshot() *Snapshot {
	m.freeze()
	s := &Snapshot{Epoch: m.epoch, Last: m.last, Counts: m.counts, Traffic: m.traffic, Limits: m.limits, HoldNew: m.holdNew,
		spine: m.rows.share(), n: m.rows.n, index: m.index}
	if before := m.snapshot; before != nil {
		s.Conns, s.Closed, s.Queue = before.Conns, before.Closed, before.Queue
	}
	if m.poolNew {
		s.Conns, s.Closed = m.pool.list()
	}
	if m.queueNew {
		s.Queue = m.queue.shown(m.pool, m.limits)
	}
	m.poolNew, m.queueNew = false, false
	m.snapshot = s
	return s
}

// Len is the number of rows.
func (s *Snapshot) Len() int { return s.n }

// Row is the i-th row in the order in which the messages were queued.
func (s *Snapshot) Row(i int) *Row { return s.spine[i/chunkRows].rows[i%chunkRows] }

// Index finds a row by its id. A CONNECT that is folded under another message is in that one's row.
func (s *Snapshot) Index(id RowID) (i int, ok bool) {
	if s.index == nil {
		return 0, false
	}
	i, ok = s.index.find(id)
	return i, ok && i < s.n
}

// Find gives the row of a message, that of a CONNECT too; nil if there is none.
func (s *Snapshot) Find(id RowID) *Row {
	i, ok := s.Index(id)
	if !ok {
		return nil
	}
	r := s.Row(i)
	if r.ID == id {
		return r
	}
	for _, t := range r.Tunnels {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// Events lists what happened to a message, in order, with the close of its connection where that came before its
// end. Long runs of progress are thinned; Row.Thinned says by how many.
func (s *Snapshot) Events(id RowID) []session.Event {
	if r := s.Find(id); r != nil {
		return r.events
	}
	return nil
}

// AttemptEvents is the part of Events that belongs to the attempt with this number.
func (s *Snapshot) AttemptEvents(id RowID, number uint16) []session.Event {
	events := s.Events(id)
	from, to := -1, 0
	for i := range events {
		if events[i].Attempt == number || (from >= 0 && events[i].Message == 0 && to == i) {
			if from < 0 {
				from = i
			}
			to = i + 1
		}
	}
	if from < 0 {
		return nil
	}
	return events[from:to]
}

// OpenConns counts the connections that count against max-conns.
func (s *Snapshot) OpenConns() int {
	n := 0
	for i := range s.Conns {
		if s.Conns[i].State != ConnTakenOver {
			n++
		}
	}
	return n
}

// empty is the snapshot before the first one.
var empty = sync.OnceValue(func() *Snapshot { return &Snapshot{index: newIndex()} })
