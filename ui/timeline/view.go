package timeline

import (
	"slices"
	"sort"
	"time"
)

// View is the list of lines that a timeline shows: the rows that pass filter, chips and span, in the order of the
// chosen column, each followed by the lines of its attempts if it is unfolded. It keeps up with a growing snapshot
// at the cost of what changed. A View belongs to the goroutine that draws.
type View struct {
	snap       *Snapshot
	now        time.Duration
	filter     Filter
	chips      Chips
	column     Column
	descending bool
	span       span
	unfolded   map[RowID]bool
	allOpen    bool // rows are unfolded unless they are in unfolded with false

	member []bool  // by row number: it is in order
	order  []int32 // row numbers, ascending by column whatever the direction
	ends   []int32 // lines of the rows up to and with each place of order
	live   map[int32]struct{}
}

type span struct {
	on       bool
	from, to time.Duration
}

// NewView makes a view of nothing: all rows, by number, folded.
func NewView() *View {
	return &View{snap: empty(), unfolded: map[RowID]bool{}, live: map[int32]struct{}{}}
}

// Update is what a new snapshot changed in the lines.
type Update struct {
	Added int  // rows that came into view
	Moved bool // lines that were there have other numbers now; keep the anchored row in place with LineOf
}

// Update takes a newer snapshot, of the same model or of another one. now is the time that live rows have come to.
func (v *View) Update(s *Snapshot, now time.Duration) Update {
	v.now = now
	if s.index != v.snap.index || s.n < v.snap.n {
		v.snap = s
		return v.rebuild()
	}
	return v.follow(s)
}

// SetFilter shows the rows that match. It takes what ParseFilter gives; problems are the caller's to show.
func (v *View) SetFilter(f Filter) { v.filter = f; v.rebuild() }

// SetChips shows the rows that one of the chips stands for; 0 shows all.
func (v *View) SetChips(c Chips) { v.chips = c; v.rebuild() }

// SetSort orders the rows by a column.
func (v *View) SetSort(c Column, descending bool) {
	if c >= numColumns {
		c = ColumnNumber
	}
	v.column, v.descending = c, descending
	v.rebuild()
}

// Sort tells the order of the rows.
func (v *View) Sort() (c Column, descending bool) { return v.column, v.descending }

// SetSpan shows the rows whose time overlaps a stretch.
func (v *View) SetSpan(from, to time.Duration) {
	v.span = span{on: true, from: min(from, to), to: max(from, to)}
	v.rebuild()
}

// ClearSpan shows the rows of all times.
func (v *View) ClearSpan() { v.span = span{}; v.rebuild() }

// Snapshot is what the view shows.
func (v *View) Snapshot() *Snapshot { return v.snap }

// Rows is the number of messages shown.
func (v *View) Rows() int { return len(v.order) }

func (v *View) shows(r *Row) bool {
	if v.chips != 0 && r.Chips&v.chips == 0 {
		return false
	}
	if v.span.on && (r.Begin > v.span.to || r.End < v.span.from) {
		return false
	}
	return v.filter.Match(r, v.now)
}

// rebuild filters and sorts everything.
func (v *View) rebuild() Update {
	s := v.snap
	before := len(v.order)
	v.member = append(v.member[:0], make([]bool, s.n)...)
	v.order = v.order[:0]
	clear(v.live)
	for i := range s.n {
		r := s.Row(i)
		if !r.Over() {
			v.live[int32(i)] = struct{}{}
		}
		if v.shows(r) {
			v.member[i] = true
			v.order = append(v.order, int32(i))
		}
	}
	if v.column != ColumnNumber {
		slices.SortFunc(v.order, func(a, b int32) int { return v.less(s, a, b) })
	}
	v.count(0)
	return Update{Added: max(0, len(v.order)-before), Moved: true}
}

// follow brings the lines up to date with a snapshot that grew out of the one before.
func (v *View) follow(s *Snapshot) Update {
	changed := v.changed(s)
	var out, in []int32
	from, moved := len(v.order), false
	for _, i := range changed {
		r := s.Row(int(i))
		v.watch(i, r)
		was := int(i) < len(v.member) && v.member[i]
		is := v.shows(r)
		if was {
			from = min(from, v.place(i))
		}
		if was && is && v.sameKey(v.snap.Row(int(i)), r) {
			moved = moved || v.height(v.snap.Row(int(i))) != v.height(r)
			continue
		}
		if was {
			out = append(out, i)
		}
		if is {
			in = append(in, i)
		}
	}
	v.member = append(v.member, make([]bool, s.n-len(v.member))...)
	v.remove(out, from)
	v.snap = s
	low := v.insert(in)
	moved = moved || len(out) > 0 || low < len(v.order)-len(in) || (v.descending && len(in) > 0)
	v.count(min(from, low))
	return Update{Added: max(0, len(in)-len(out)), Moved: moved}
}

// changed lists the rows that are not as they were, or whose time makes a difference, in ascending order.
func (v *View) changed(s *Snapshot) []int32 {
	var list []int32
	old := v.snap
	for c, chunk := range s.spine {
		if c < len(old.spine) && old.spine[c] == chunk {
			continue
		}
		for k := range chunk.rows {
			i := c*chunkRows + k
			if i >= s.n {
				break
			}
			if i >= old.n || old.Row(i) != chunk.rows[k] {
				list = append(list, int32(i))
			}
		}
	}
	if v.filter.timed {
		for i := range v.live {
			list = append(list, i)
		}
		slices.Sort(list)
		list = slices.Compact(list)
	}
	return list
}

func (v *View) watch(i int32, r *Row) {
	if r.Over() {
		delete(v.live, i)
	} else {
		v.live[i] = struct{}{}
	}
}

// place finds a row that is in order, by the rows of the snapshot that order was made from.
func (v *View) place(i int32) int {
	p, _ := slices.BinarySearchFunc(v.order, i, func(a, b int32) int { return v.less(v.snap, a, b) })
	return p
}

// remove takes rows out of order; none stands before from.
func (v *View) remove(out []int32, from int) {
	if len(out) == 0 {
		return
	}
	for _, i := range out {
		v.member[i] = false
	}
	kept := v.order[:from]
	for _, i := range v.order[from:] {
		if v.member[i] {
			kept = append(kept, i)
		}
	}
	v.order = kept
}

// insert puts rows into order by the keys of the present snapshot and tells the first place that changed.
func (v *View) insert(in []int32) int {
	if len(in) == 0 {
		return len(v.order)
	}
	slices.SortFunc(in, func(a, b int32) int { return v.less(v.snap, a, b) })
	for _, i := range in {
		v.member[i] = true
	}
	low := v.place(in[0])
	tail := slices.Clone(v.order[low:])
	v.order = v.order[:low]
	for len(tail) > 0 && len(in) > 0 {
		if v.less(v.snap, tail[0], in[0]) < 0 {
			v.order, tail = append(v.order, tail[0]), tail[1:]
		} else {
			v.order, in = append(v.order, in[0]), in[1:]
		}
	}
	v.order = append(append(v.order, tail...), in...)
	return low
}

// count sums the lines up again from a place on.
func (v *View) count(from int) {
	n := len(v.order)
	from = min(from, n, len(v.ends))
	v.ends = v.ends[:from]
	sum := int32(0)
	if from > 0 {
		sum = v.ends[from-1]
	}
	for _, i := range v.order[from:] {
		sum += int32(v.height(v.snap.Row(int(i))))
		v.ends = append(v.ends, sum)
	}
}

// at turns a line into a place of order and a line within its row.
func (v *View) at(line int) (place, within int) {
	if v.descending {
		back := int32(v.Len() - 1 - line)
		place = sort.Search(len(v.ends), func(p int) bool { return v.ends[p] > back })
		return place, int(v.ends[place] - 1 - back)
	}
	place = sort.Search(len(v.ends), func(p int) bool { return int(v.ends[p]) > line })
	return place, line - v.start(place)
}

// start counts the lines of the rows before a place.
func (v *View) start(place int) int {
	if place == 0 {
		return 0
	}
	return int(v.ends[place-1])
}
