package timeline

import "slices"

// Line is one line of a view.
type Line struct {
	Row     *Row
	Attempt int  // index into Row.Attempts, -1 for the message itself
	Last    bool // of the attempts of its row
}

// Target is what the line stands for, to find it again.
func (l Line) Target() Target { return Target{ID: l.Row.ID, Attempt: l.Attempt} }

// Target names a message, with Attempt -1, or one of its attempts by index.
type Target struct {
	ID      RowID
	Attempt int
}

// Len is the number of lines.
func (v *View) Len() int {
	if len(v.ends) == 0 {
		return 0
	}
	return int(v.ends[len(v.ends)-1])
}

// Line gives a line by its number, from 0 at the top, in O(log n).
func (v *View) Line(i int) Line {
	place, within := v.at(i)
	r := v.snap.Row(int(v.order[place]))
	return r.line(within)
}

// LineOf finds the line of a target. The line of an attempt that is folded away is its message's.
func (v *View) LineOf(t Target) (int, bool) {
	i, ok := v.snap.Index(t.ID)
	if !ok || i >= len(v.member) || !v.member[i] {
		return 0, false
	}
	place := v.place(int32(i))
	within := 0
	if r := v.snap.Row(i); v.height(r) > 1 {
		within = r.lineOf(t)
	}
	return v.top(place) + within, true
}

// top is the number of a row's own line.
func (v *View) top(place int) int {
	if v.descending {
		return v.Len() - int(v.ends[place])
	}
	return v.start(place)
}

// Near is the line where a row is, or that would come after it if it were in view; Len when none would.
func (v *View) Near(id RowID) int {
	i, ok := v.snap.Index(id)
	if !ok {
		return v.Len()
	}
	place := v.place(int32(i))
	switch {
	case i < len(v.member) && v.member[i]:
		return v.top(place)
	case v.descending:
		return v.Len() - v.start(place)
	}
	return v.start(place)
}

// Foldable says whether a row has attempts worth a line of their own.
func (r *Row) Foldable() bool { return len(r.Attempts) > 1 || len(r.Tunnels) > 0 }

// height is the number of lines of a row.
func (v *View) height(r *Row) int {
	if r.Foldable() && v.Unfolded(r.ID) {
		return 1 + len(r.Attempts) + len(r.Tunnels)
	}
	return 1
}

// Unfolded says whether a row shows its attempts, or will once it has more than one.
func (v *View) Unfolded(id RowID) bool {
	if open, set := v.unfolded[id]; set {
		return open
	}
	return v.allOpen
}

// SetUnfolded shows or hides the attempts of a row. It lasts, whether the row is in view or not.
func (v *View) SetUnfolded(id RowID, open bool) {
	if v.Unfolded(id) == open {
		return
	}
	if open == v.allOpen {
		delete(v.unfolded, id)
	} else {
		v.unfolded[id] = open
	}
	if i, ok := v.snap.Index(id); ok && i < len(v.member) && v.member[i] {
		v.count(v.place(int32(i)))
	}
}

// SetAllUnfolded shows or hides the attempts of all rows, of those to come too.
func (v *View) SetAllUnfolded(open bool) {
	clear(v.unfolded)
	v.allOpen = open
	v.count(0)
}

// Forget drops the fold states of rows that the snapshot no longer has, after rows were cleared.
func (v *View) Forget() {
	for id := range v.unfolded {
		if _, ok := v.snap.Index(id); !ok {
			delete(v.unfolded, id)
		}
	}
}

// Sorted gives ids that are in view, in its order.
func (v *View) Sorted(ids []RowID) []RowID {
	type placed struct {
		id   RowID
		line int
	}
	var list []placed
	for _, id := range ids {
		if line, ok := v.LineOf(Target{ID: id, Attempt: -1}); ok {
			list = append(list, placed{id, line})
		}
	}
	slices.SortFunc(list, func(a, b placed) int { return a.line - b.line })
	out := make([]RowID, len(list))
	for i, p := range list {
		out[i] = p.id
	}
	return out
}
