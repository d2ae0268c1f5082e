package timeline

import (
	"testing"

	"ladle/session"
)

// waitingModel makes a model of messages that wait, in the order of their ids.
func waitingModel(n int) *Model {
	m := New(Options{})
	for i := range n {
		m.Apply([]session.Event{{Kind: session.KindRequestQueued, Message: session.MessageID(i + 1), Attempt: 1, Detail: &session.Asked{Method: "GET", URL: "http://a/"}}})
	}
	return m
}

func (m *Model) told(id session.MessageID, k session.Kind, d session.Detail) *Snapshot {
	m.Apply([]session.Event{{Kind: k, Message: id, Attempt: 1, Detail: d}})
	return m.Snapshot()
}

func order(s *Snapshot) []session.MessageID {
	var ids []session.MessageID
	for _, w := range s.Queue {
		ids = append(ids, w.ID.Message)
	}
	return ids
}

func sameIDs(a, b []session.MessageID) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestReorderedMovesInTheQueue(t *testing.T) {
	m := waitingModel(4)
	for _, step := range []struct {
		id   session.MessageID
		to   session.Reordered
		want []session.MessageID
	}{
		{4, session.Reordered{Before: 2}, []session.MessageID{1, 4, 2, 3}},
		{1, session.Reordered{Before: 3}, []session.MessageID{4, 2, 1, 3}},
		{3, session.Reordered{Priority: session.PriorityHigh}, []session.MessageID{3, 4, 2, 1}},
		{2, session.Reordered{Priority: session.PriorityHigh, Before: 3}, []session.MessageID{2, 3, 4, 1}},
		{3, session.Reordered{Priority: session.PriorityNormal}, []session.MessageID{2, 4, 1, 3}},
	} {
		s := m.told(step.id, session.KindReordered, &step.to)
		if got := order(s); !sameIDs(got, step.want) {
			t.Fatalf("%d moved by %+v: %v, want %v", step.id, step.to, got, step.want)
		}
		if row := s.Find(RowID{Message: step.id}); row.Priority != step.to.Priority {
			t.Errorf("%d has the priority %d, want %d", step.id, row.Priority, step.to.Priority)
		}
	}
}

func TestReorderingNeverRunsOutOfPlaces(t *testing.T) {
	m := waitingModel(3)
	for range 100 { // each halves the room before 2
		m.told(3, session.KindReordered, &session.Reordered{Before: 2})
		m.told(1, session.KindReordered, &session.Reordered{Before: 2})
	}
	if got := order(m.Snapshot()); !sameIDs(got, []session.MessageID{3, 1, 2}) {
		t.Errorf("the queue is %v", got)
	}
}

func TestHeldAndReleased(t *testing.T) {
	m := waitingModel(2)
	s := m.told(1, session.KindHeld, nil)
	if r := s.Find(RowID{Message: 1}); r.State != StateHeld || s.Queue[0].Why != WaitHeld || s.Counts.Held != 1 {
		t.Errorf("held: state %v, why %v, %d held", r.State, s.Queue[0].Why, s.Counts.Held)
	}
	s = m.told(1, session.KindReleased, nil)
	if r := s.Find(RowID{Message: 1}); r.State != StateQueued || s.Counts.Held != 0 {
		t.Errorf("released: state %v, %d held", r.State, s.Counts.Held)
	}
	if s = m.told(0, session.KindHoldNew, &session.HoldNew{On: true}); !s.HoldNew {
		t.Error("nothing says that new messages are held")
	}
	if s = m.told(0, session.KindHoldNew, &session.HoldNew{}); s.HoldNew {
		t.Error("new messages are held for ever")
	}
}

func TestStoppedAtABreakpoint(t *testing.T) {
	m := waitingModel(1)
	m.told(1, session.KindRequestStarted, &session.Started{})
	s := m.told(1, session.KindStopped, &session.Stopped{At: session.StopAtStarting, Breakpoint: 3})
	r := s.Find(RowID{Message: 1})
	if r.State != StatePaused || r.Tag.Text != "at starting" || r.Stopped == nil || r.Stopped.Breakpoint != 3 || s.Counts.Stopped != 1 {
		t.Fatalf("stopped: state %v, tag %q, %+v, %d counted", r.State, r.Tag.Text, r.Stopped, s.Counts.Stopped)
	}
	if f, problems := ParseFilter("is:stopped -has:tunnel"); len(problems) > 0 || !f.Match(r, 0) {
		t.Error("is:stopped does not find it")
	}
	// A pause of a person's own stays when the breakpoint lets go.
	m.told(1, session.KindPaused, &session.Pause{By: "caller"})
	s = m.told(1, session.KindContinued, nil)
	if r := s.Find(RowID{Message: 1}); r.State != StatePaused || r.Tag.Text != "paused" || r.Stopped != nil || s.Counts.Stopped != 0 {
		t.Errorf("continued and paused: state %v, tag %q, %+v", r.State, r.Tag.Text, r.Stopped)
	}
	if f, _ := ParseFilter("is:stopped"); f.Match(s.Find(RowID{Message: 1}), 0) {
		t.Error("it goes on, and is:stopped finds it")
	}
	if r := m.told(1, session.KindUnpaused, &session.Pause{By: "caller"}).Find(RowID{Message: 1}); r.State != StateSending {
		t.Errorf("goes on as %v", r.State)
	}
}

func TestConnectionTakenCountsNoMore(t *testing.T) {
	m := waitingModel(1)
	m.Apply([]session.Event{{Kind: session.KindConnectionCreated, Message: 1, Attempt: 1, Conn: 7, Detail: &session.ConnTarget{Scheme: "http", Host: "a:80"}},
		{Kind: session.KindConnectionTaken, Conn: 7}})
	s := m.Snapshot()
	if len(s.Conns) != 1 || s.Conns[0].State != ConnTakenOver || s.OpenConns() != 0 {
		t.Errorf("taken: %+v, %d open", s.Conns, s.OpenConns())
	}
}
