package timeline

import (
	"slices"
	"sync"
)

const chunkRows = 256

// chunk is a run of rows that snapshots share until one of them changes.
type chunk struct {
	rows [chunkRows]*Row
	turn uint64 // of the table when the chunk was copied: only then may it be written
}

// table is a persistent list of rows: a snapshot is the spine as it is, a write after it copies one chunk.
type table struct {
	spine  []*chunk
	n      int
	turn   uint64
	shared bool // a snapshot has the spine
}

func (t *table) at(i int) *Row { return t.spine[i/chunkRows].rows[i%chunkRows] }

// grow appends an empty place.
func (t *table) grow() int {
	if t.n == len(t.spine)*chunkRows {
		t.spine = append(t.spine, &chunk{turn: t.turn})
	}
	t.n++
	return t.n - 1
}

func (t *table) set(i int, r *Row) {
	c := t.spine[i/chunkRows]
	if c.turn != t.turn {
		if t.shared {
			t.spine, t.shared = slices.Clone(t.spine), false
		}
		c = &chunk{rows: c.rows, turn: t.turn}
		t.spine[i/chunkRows] = c
	}
	c.rows[i%chunkRows] = r
}

// share gives the spine away: from now on every chunk is copied before it is written.
func (t *table) share() []*chunk {
	t.turn++
	t.shared = true
	return t.spine
}

// index finds rows by id. The model adds to it while snapshots read it, so it has a lock of its own; entries never
// change, and a snapshot ignores those that are younger than itself.
type index struct {
	mu sync.RWMutex
	at map[RowID]int32
}

func newIndex() *index { return &index{at: map[RowID]int32{}} }

func (x *index) add(id RowID, i int) {
	x.mu.Lock()
	x.at[id] = int32(i)
	x.mu.Unlock()
}

func (x *index) find(id RowID) (int, bool) {
	x.mu.RLock()
	i, ok := x.at[id]
	x.mu.RUnlock()
	return int(i), ok
}
