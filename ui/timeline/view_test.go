package timeline

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"ladle/session"
)

// linesOf writes all lines of a view: "3", and "3.1" for an attempt.
func linesOf(v *View) []string {
	var out []string
	for i := range v.Len() {
		l := v.Line(i)
		text := fmt.Sprint(l.Row.ID.Message)
		if l.Attempt >= 0 {
			text += fmt.Sprintf(".%d", l.Row.Attempts[l.Attempt].Number)
			if l.Last {
				text += "!"
			}
		}
		out = append(out, text)
	}
	return out
}

func expectLines(t *testing.T, v *View, want ...string) {
	t.Helper()
	if got := linesOf(v); !slices.Equal(got, want) {
		t.Errorf("lines %v, want %v", got, want)
	}
	for i := range v.Len() {
		if at, ok := v.LineOf(v.Line(i).Target()); !ok || at != i {
			t.Errorf("line %d is found at %d, %v", i, at, ok)
		}
	}
}

// shop is five messages: plain, with a detour of four attempts, not found, failed, queued.
func shop() *story {
	s := new(story).plain(0, 10, 200)
	for _, e := range detour().events {
		if e.Message != 0 {
			e.Message = 11
		}
		s.events = append(s.events, e)
	}
	s.queued(1300, 12, "POST", "http://localhost:8080/items").sent(1301, 12, 1, 12, true).head(1400, 12, 1, 12, 404).finished(1402, 12, 1, 12, 404, nil)
	s.queued(1410, 13, "GET", "https://old.example/").finished(1420, 13, 1, 0, session.StatusCantConnect, nil)
	return s.queued(1430, 14, "GET", "http://localhost:8080/orders")
}

func filtered(t *testing.T, text string) Filter {
	t.Helper()
	f, problems := ParseFilter(text)
	if len(problems) > 0 {
		t.Errorf("%q: %+v", text, problems)
	}
	return f
}

func TestViewLines(t *testing.T) {
	t.Parallel()
	v := NewView()
	expectLines(t, v)
	v.Update(shop().fold(), 2*time.Second)
	expectLines(t, v, "10", "11", "12", "13", "14")
	v.SetUnfolded(rowID(11), true)
	v.SetUnfolded(rowID(12), true) // one attempt: nothing to unfold
	expectLines(t, v, "10", "11", "11.1", "11.2", "11.3", "11.4!", "12", "13", "14")
	v.SetSort(ColumnNumber, true)
	expectLines(t, v, "14", "13", "12", "11", "11.1", "11.2", "11.3", "11.4!", "10")
	v.SetSort(ColumnTime, false)
	expectLines(t, v, "13", "10", "12", "11", "11.1", "11.2", "11.3", "11.4!", "14")
	v.SetChips(Chip4xx | ChipFailed)
	expectLines(t, v, "13", "12")
	v.SetChips(0)
	v.SetSort(ColumnNumber, false)
	v.SetFilter(filtered(t, "localhost -status:404"))
	expectLines(t, v, "10", "11", "11.1", "11.2", "11.3", "11.4!", "14")
	v.SetAllUnfolded(false)
	v.SetFilter(Filter{})
	v.SetSpan(1405*ms, 1425*ms)
	expectLines(t, v, "13")
	v.ClearSpan()
	expectLines(t, v, "10", "11", "12", "13", "14")
}

func TestViewTimeFilterFollowsTheClock(t *testing.T) {
	t.Parallel()
	v := NewView()
	s := shop().fold()
	v.SetFilter(filtered(t, "time:>500ms"))
	v.Update(s, 1500*ms)
	expectLines(t, v, "11")
	v.Update(s, 2000*ms) // message 14 is queued for 570 ms now
	expectLines(t, v, "11", "14")
}

// TestViewKeepsUp compares a view that followed a session step by step with one that was made at the end of each step.
func TestViewKeepsUp(t *testing.T) {
	t.Parallel()
	texts := []string{"", "status:4xx,200", "-host:b", "time:>40ms", "has:redirect", "is:live", "a"}
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 4))
		c := randomly(r)
		next := session.MessageID(0)
		m, v := New(Options{}), NewView()
		type setting struct {
			filter     Filter
			chips      Chips
			column     Column
			descending bool
			all        bool
			unfolded   map[RowID]bool
		}
		set := setting{unfolded: map[RowID]bool{}}
		for step := range 60 {
			events := c.events(r.IntN(25))
			for i := range events { // newer messages come along, older ones end
				if events[i].Message != 0 {
					events[i].Message += next
				}
			}
			next += session.MessageID(r.IntN(3))
			m.Apply(events)
			switch r.IntN(14) {
			case 0:
				set.filter, _ = ParseFilter(texts[r.IntN(len(texts))])
				v.SetFilter(set.filter)
			case 1:
				set.chips = Chips(r.IntN(1 << numChips))
				v.SetChips(set.chips)
			case 2:
				set.column, set.descending = Column(r.IntN(int(numColumns))), r.IntN(2) == 0
				v.SetSort(set.column, set.descending)
			case 3:
				set.all = !set.all
				clear(set.unfolded)
				v.SetAllUnfolded(set.all)
			case 4:
				m.Clear()
			default:
				id := rowID(session.MessageID(r.IntN(12)) + next)
				set.unfolded[id] = r.IntN(2) == 0
				v.SetUnfolded(id, set.unfolded[id])
			}
			s := m.Snapshot()
			v.Update(s, c.at)

			fresh := NewView()
			fresh.SetFilter(set.filter)
			fresh.SetChips(set.chips)
			fresh.SetSort(set.column, set.descending)
			fresh.SetAllUnfolded(set.all)
			for id, open := range set.unfolded {
				fresh.SetUnfolded(id, open)
			}
			fresh.Update(s, c.at)
			if got, want := linesOf(v), linesOf(fresh); !slices.Equal(got, want) {
				t.Fatalf("seed %d, step %d: lines %v, want %v", seed, step, got, want)
			}
			if t.Failed() {
				return
			}
		}
		expectLines(t, v, linesOf(v)...)
	}
}

func TestViewUpdateTells(t *testing.T) {
	t.Parallel()
	m, v := New(Options{}), NewView()
	m.Apply(shop().events)
	v.Update(m.Snapshot(), 0)
	m.Apply(new(story).queued(2000, 20, "GET", "http://a/").events)
	if u := v.Update(m.Snapshot(), 0); u.Added != 1 || u.Moved {
		t.Errorf("appended: %+v", u)
	}
	v.SetSort(ColumnNumber, true)
	m.Apply(new(story).queued(2001, 21, "GET", "http://a/").events)
	if u := v.Update(m.Snapshot(), 0); u.Added != 1 || !u.Moved {
		t.Errorf("appended on top: %+v", u)
	}
	v.SetAllUnfolded(true)
	m.Apply(new(story).restarted(2100, 14, 1, 0, session.RestartRequeue).events)
	if u := v.Update(m.Snapshot(), 0); u.Added != 0 || !u.Moved {
		t.Errorf("an attempt more above others: %+v", u)
	}
	if u := v.Update(m.Snapshot(), 0); u != (Update{}) {
		t.Errorf("nothing new: %+v", u)
	}
}

func TestSelection(t *testing.T) {
	t.Parallel()
	v := NewView()
	v.Update(shop().fold(), 0)
	var s Selection
	if _, ok := s.Cursor(); ok || s.Move(NewView(), 1, false) != -1 {
		t.Error("something is chosen at first")
	}
	expect := func(cursor session.MessageID, ids ...session.MessageID) {
		t.Helper()
		var got []session.MessageID
		for _, id := range s.IDs(v) {
			got = append(got, id.Message)
		}
		if c, _ := s.Cursor(); c.ID.Message != cursor || !slices.Equal(got, ids) {
			t.Errorf("cursor %d, chosen %v; want %d, %v", c.ID.Message, got, cursor, ids)
		}
	}
	s.Move(v, -1, false)
	expect(14, 14)
	s.Move(v, -3, false)
	expect(11, 11)
	s.Move(v, 2, true)
	expect(13, 11, 12, 13)
	v.SetSort(ColumnNumber, true)
	expect(13, 13, 12, 11)
	s.Toggle(Target{ID: rowID(13), Attempt: -1})
	expect(12, 12, 11)
	s.Toggle(Target{ID: rowID(10), Attempt: -1})
	expect(10, 12, 11, 10)
	s.Only(Target{ID: rowID(12), Attempt: -1})
	v.SetFilter(filtered(t, "-status:404"))
	if line := s.Move(v, 1, false); line != 2 {
		t.Errorf("moved to line %d, want the row next to the hidden one", line)
	}
	expect(11, 11)
	v.SetUnfolded(rowID(11), true)
	s.Move(v, 2, false)
	if c, _ := s.Cursor(); c != (Target{ID: rowID(11), Attempt: 1}) {
		t.Errorf("cursor %+v", c)
	}
	v.SetUnfolded(rowID(11), false)
	if line, ok := v.LineOf(Target{ID: rowID(11), Attempt: 1}); !ok || line != 2 {
		t.Errorf("a folded attempt is at line %d, %v", line, ok)
	}
}

func TestFollow(t *testing.T) {
	t.Parallel()
	var f Follow
	f.Added(3)
	if !f.On() || !f.Scrolls() || f.New() != 0 {
		t.Error("does not follow at first")
	}
	f.Selected(9, 10)
	f.Hold(true)
	if !f.On() || f.Scrolls() {
		t.Error("the last row stops following, or scrolls under a menu")
	}
	f.Hold(false)
	f.Selected(4, 10)
	f.Added(12)
	if f.On() || f.New() != 12 {
		t.Errorf("on %v, %d new", f.On(), f.New())
	}
	f.End()
	if !f.On() || f.New() != 0 {
		t.Error("End does not follow")
	}
	f.ScrolledUp()
	if f.On() {
		t.Error("scrolling up goes on following")
	}
}

// TestSnapshotsCrossGoroutines reads snapshots while the fold goes on; it is for the race detector.
func TestSnapshotsCrossGoroutines(t *testing.T) {
	t.Parallel()
	snaps, done := make(chan *Snapshot, 4), make(chan int)
	go func() {
		v, lines := NewView(), 0
		v.SetAllUnfolded(true)
		for s := range snaps {
			v.Update(s, s.Last)
			for i := range v.Len() {
				l := v.Line(i)
				lines += len(s.Events(l.Row.ID)) + len(FactsOf(l.Row, s.Last).Attempts)
			}
			for _, c := range s.Conns {
				lines += len(c.Blocks)
			}
		}
		done <- lines
	}()
	m := New(Options{})
	c := randomly(rand.New(rand.NewPCG(1, 5)))
	for range 200 {
		m.Apply(c.events(15))
		snaps <- m.Snapshot()
	}
	close(snaps)
	if <-done == 0 {
		t.Error("nothing was read")
	}
}
