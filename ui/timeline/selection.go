package timeline

// Selection is what is chosen in a timeline. It goes by message, not by line number, so it stays through sorting,
// filtering and new rows. The line last chosen, the cursor, drives the inspector and may be an attempt. The zero
// value is nothing chosen.
type Selection struct {
	cursor Target
	anchor RowID
	ids    map[RowID]struct{}
}

// Cursor is the line last chosen; ok is false with nothing chosen.
func (s *Selection) Cursor() (t Target, ok bool) { return s.cursor, len(s.ids) > 0 }

// Has says whether a message is chosen.
func (s *Selection) Has(id RowID) bool {
	_, ok := s.ids[id]
	return ok
}

// Len is the number of messages chosen.
func (s *Selection) Len() int { return len(s.ids) }

// IDs lists the messages chosen that are in view, in its order; actions on many go by it.
func (s *Selection) IDs(v *View) []RowID {
	ids := make([]RowID, 0, len(s.ids))
	for id := range s.ids {
		ids = append(ids, id)
	}
	return v.Sorted(ids)
}

// Clear chooses nothing.
func (s *Selection) Clear() { *s = Selection{} }

// Only chooses one line: a plain click.
func (s *Selection) Only(t Target) {
	s.cursor, s.anchor = t, t.ID
	s.ids = map[RowID]struct{}{t.ID: {}}
}

// Toggle adds a line or takes it away: a click with Ctrl.
func (s *Selection) Toggle(t Target) {
	if s.Has(t.ID) && (len(s.ids) > 1 || s.cursor == t) {
		delete(s.ids, t.ID)
		if s.cursor.ID == t.ID {
			for id := range s.ids {
				if s.cursor.ID == t.ID || after(id, s.cursor.ID) {
					s.cursor = Target{ID: id, Attempt: -1}
				}
			}
		}
		return
	}
	if s.ids == nil {
		s.ids = map[RowID]struct{}{}
	}
	s.ids[t.ID] = struct{}{}
	s.cursor, s.anchor = t, t.ID
}

func after(a, b RowID) bool {
	if a.Session != b.Session {
		return a.Session > b.Session
	}
	return a.Message > b.Message
}

// Extend chooses every message between the last one chosen alone and a line: a click with Shift.
func (s *Selection) Extend(v *View, line int) {
	if line < 0 || line >= v.Len() {
		return
	}
	t := v.Line(line).Target()
	from, ok := v.LineOf(Target{ID: s.anchor, Attempt: -1})
	if len(s.ids) == 0 || !ok {
		s.Only(t)
		return
	}
	s.cursor = t
	s.ids = map[RowID]struct{}{}
	for i := min(from, line); i <= max(from, line); i++ {
		s.ids[v.Line(i).Row.ID] = struct{}{}
	}
}

// Move chooses the line so many lines below the cursor, above it if negative, or extends to it. With no cursor it
// begins at the end it comes from; with one that is out of view, near where its row would be. It tells the line, -1
// in an empty view.
func (s *Selection) Move(v *View, by int, extend bool) int {
	n := v.Len()
	if n == 0 {
		return -1
	}
	line := 0
	if at, ok := v.LineOf(s.cursor); ok && len(s.ids) > 0 {
		line = at + by
	} else if len(s.ids) > 0 {
		line = v.Near(s.cursor.ID) + by
		if by > 0 {
			line-- // the line there is the first step already
		}
	} else if by < 0 {
		line = n - 1
	}
	line = min(max(line, 0), n-1)
	if extend {
		s.Extend(v, line)
	} else {
		s.Only(v.Line(line).Target())
	}
	return line
}

// Follow decides whether a timeline keeps its newest row at the bottom. Its zero value follows.
type Follow struct {
	off    bool
	held   bool
	unseen int
}

// On says whether following is switched on.
func (f *Follow) On() bool { return !f.off }

// Scrolls says whether the window should scroll to its newest row now.
func (f *Follow) Scrolls() bool { return !f.off && !f.held }

// New is the number of rows that came since following was turned off: "12 new".
func (f *Follow) New() int { return f.unseen }

// Added notes that rows came into view.
func (f *Follow) Added(n int) {
	if f.off {
		f.unseen += n
	}
}

// ScrolledUp turns following off: a person looks at something.
func (f *Follow) ScrolledUp() { f.off = true }

// Selected turns following off unless the line chosen is the last.
func (f *Follow) Selected(line, lines int) {
	if line < lines-1 {
		f.off = true
	}
}

// Hold lets scrolling wait while a menu is open or a row's action is under the pointer; rows go on being added.
func (f *Follow) Hold(on bool) { f.held = on }

// End turns following on: the End key, or a click on "12 new".
func (f *Follow) End() { f.off, f.unseen = false, 0 }

// Off turns following off: the switch.
func (f *Follow) Off() { f.off = true }
