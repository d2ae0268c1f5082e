package body

import (
	"maps"
	"sort"
)

// FoldLimit is the longest Source whose objects and arrays can be folded.
const FoldLimit = 8 << 20

// Folding says whether objects and arrays can be folded.
type Folding uint8

// The states of folding.
const (
	FoldingOff     Folding = iota // not asked for, or not JSON
	FoldingPending                // the Source is not done, or is being looked through
	FoldingReady
	FoldingTooLarge // the Source is longer than FoldLimit
)

// foldRun is rows of the index shown as one: head is cut after the bracket, then the rows up to last are hidden.
type foldRun struct {
	head, last int64
	before     int64 // rows hidden by the runs before
	region     region
}

func (r *foldRun) hidden() int64 { return r.last - r.head }

// folds is what can be folded and what is. A copy is a snapshot: the slices and the map are replaced, never changed.
type folds struct {
	status  Folding
	regions []region // sorted by open
	closed  map[int64]bool
	runs    []foldRun // sorted, none inside another
}

// base returns the row of the index that is shown as row v.
func (f *folds) base(v int64) int64 {
	i := sort.Search(len(f.runs), func(i int) bool { return f.runs[i].head-f.runs[i].before >= v })
	if i == 0 {
		return v
	}
	return v + f.runs[i-1].before + f.runs[i-1].hidden()
}

// visible returns the row that shows row b of the index, which may be the number of rows.
func (f *folds) visible(b int64) int64 {
	i := sort.Search(len(f.runs), func(i int) bool { return f.runs[i].head >= b })
	if i == 0 {
		return b
	}
	r := &f.runs[i-1]
	if b <= r.last {
		return r.head - r.before
	}
	return b - r.before - r.hidden()
}

// at returns the first run that begins at or after row b of the index.
func (f *folds) at(b int64) *foldRun {
	i := sort.Search(len(f.runs), func(i int) bool { return f.runs[i].head >= b })
	if i == len(f.runs) {
		return nil
	}
	return &f.runs[i]
}

// mark notes on a row what begins there.
func (f *folds) mark(row *Row) {
	i := sort.Search(len(f.regions), func(i int) bool { return f.regions[i].open >= row.Offset })
	if i == len(f.regions) || f.regions[i].open >= row.Offset+int64(row.Len) {
		return
	}
	r := &f.regions[i]
	row.Fold = Fold{State: FoldOpen, Offset: r.open, Items: r.items}
	if f.closed[r.open] {
		row.Fold.State = FoldClosed
	}
}

// layOut computes the rows that are hidden.
func (f *folds) layOut(ix *Index) {
	var outer []region // folded, and not inside another that is
	var offs []int64
	until := int64(-1)
	for _, r := range f.regions {
		if f.closed[r.open] && r.open > until {
			outer, offs, until = append(outer, r), append(offs, r.open, r.close), r.close
		}
	}
	rows, _ := ix.Rows()
	lines, _ := ix.Lines()
	var at []int64
	if rows != lines {
		at = ix.rowsAt(offs)
	}
	var runs []foldRun
	hidden, last := int64(0), int64(-1)
	for i, r := range outer {
		run := foldRun{head: r.openLine, last: r.closeLine, before: hidden, region: r}
		if at != nil {
			run.head, run.last = at[2*i], at[2*i+1]
		}
		if run.last <= run.head || run.head <= last {
			continue // begins on the row that ends a fold: one row has room for one
		}
		runs, hidden, last = append(runs, run), hidden+run.hidden(), run.last
	}
	f.runs = runs
}

// SetFolded folds or unfolds the object or array whose bracket is at off, as told by Row.Fold.
func (d *Document) SetFolded(off int64, folded bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := sort.Search(len(d.folds.regions), func(i int) bool { return d.folds.regions[i].open >= off })
	if i == len(d.folds.regions) || d.folds.regions[i].open != off || d.folds.closed[off] == folded {
		return
	}
	closed := maps.Clone(d.folds.closed)
	if closed == nil {
		closed = map[int64]bool{}
	}
	if folded {
		closed[off] = true
	} else {
		delete(closed, off)
	}
	d.folds.closed = closed
	d.folds.layOut(d.ix)
}

// FoldDepth folds everything nested depth deep or deeper, counting from 0, and unfolds the rest. A depth of 1 leaves the
// members of the outermost object in sight; a negative one unfolds everything.
func (d *Document) FoldDepth(depth int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	closed := map[int64]bool{}
	var ends []int64
	for _, r := range d.folds.regions {
		for len(ends) > 0 && ends[len(ends)-1] < r.open {
			ends = ends[:len(ends)-1]
		}
		if depth >= 0 && len(ends) >= depth {
			closed[r.open] = true
		}
		ends = append(ends, r.close)
	}
	d.folds.closed = closed
	d.folds.layOut(d.ix)
}

// Reveal unfolds what hides the byte at off and reports whether anything did.
func (d *Document) Reveal(off int64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	closed := maps.Clone(d.folds.closed)
	for _, r := range d.folds.regions {
		if r.open > off {
			break
		}
		if off > r.open && off < r.close {
			delete(closed, r.open)
		}
	}
	if len(closed) == len(d.folds.closed) {
		return false
	}
	d.folds.closed = closed
	d.folds.layOut(d.ix)
	return true
}

// findFolds looks for regions once the Source is done.
func (d *Document) findFolds() {
	set := func(s Folding, regions []region) {
		d.mu.Lock()
		d.folds.status, d.folds.regions = s, regions
		d.mu.Unlock()
		d.notify()
	}
	if !d.opt.Language.jsonLike() {
		return
	}
	set(FoldingPending, nil)
	for {
		size, done := extent(d.src)
		if size > FoldLimit {
			set(FoldingTooLarge, nil)
			return
		}
		if done {
			break
		}
		if await(d.ctx, d.src, size) != nil {
			return
		}
	}
	regions, err := findRegions(d.ctx, d.src)
	if err != nil {
		return // ctx ended, or the index reports that the body cannot be read
	}
	set(FoldingReady, regions)
}
