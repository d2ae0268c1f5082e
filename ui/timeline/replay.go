package timeline

import (
	"time"

	"ladle/session"
)

// Run is what the history kept of one session.
type Run struct {
	Epoch  time.Time
	Events []session.Event
}

// Replay folds old sessions, oldest first, with the fold that showed them live: the rows come out as they were.
// Times count from the first session's epoch; the rows of run i have Session i. What had not ended when a session
// did is closed with its last event.
func Replay(runs ...Run) *Snapshot {
	var m *Model
	for i, r := range runs {
		if m == nil {
			m = New(Options{Epoch: r.Epoch})
		} else {
			m.begin(&run{session: uint32(i), epoch: r.Epoch, offset: min(max(0, r.Epoch.Sub(m.epoch)), longest)})
		}
		m.Apply(r.Events)
		m.EndSession()
	}
	if m == nil {
		return empty()
	}
	return m.Snapshot()
}
