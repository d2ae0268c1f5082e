package body

import (
	"context"
	"sync"
)

// Options say how a Document shows its Source.
type Options struct {
	Language Language
	Hex      bool   // 16 bytes a row; the other options but Notify mean nothing then
	Wrap     int    // columns of the widest row, at least 12; 0 wraps at MaxColumns only
	Folds    bool   // find the objects and arrays of JSON once the Source is done, for up to FoldLimit bytes
	Notify   func() // called after Rows or State may have changed, on a worker; nil for none
}

// Document is a Source as rows.
type Document struct {
	src    Source
	opt    Options
	notify func()
	colour *colourer // nil for languages that need none
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu      sync.Mutex
	ix      *Index
	stop    context.CancelFunc // of the worker of ix
	pending *Index             // with another wrap width; takes the place of ix when it has got as far
	unpend  context.CancelFunc
	wrap    int
	folds   folds
	readErr error // of the last Rows
	closed  bool
}

// State is what is known of a Document so far.
type State struct {
	Size       int64 // bytes that have arrived
	Done       bool  // Size is final
	Rows       int64 // rows that can be asked for, folded ones not counted
	Lines      int64 // lines found so far
	LinesAbout int64 // lines there will be in Size bytes, estimated until LinesExact
	LinesExact bool
	Indexed    int64 // bytes indexed; the part of the scrollbar after them is not known yet
	Folding    Folding
	Err        error // of a read that failed; what was read is shown
}

// Open makes a Document of src and returns when the first rows can be asked for. Close it, or end ctx, to stop its
// workers; what is known can be asked for after that.
func Open(ctx context.Context, src Source, opt Options) *Document {
	ctx, cancel := context.WithCancel(ctx)
	d := &Document{src: src, opt: opt, notify: opt.Notify, ctx: ctx, cancel: cancel, wrap: opt.Wrap}
	if d.notify == nil {
		d.notify = func() {}
	}
	if opt.Hex {
		d.work.Go(d.watch)
		return d
	}
	if languages[opt.Language].lexer != "" {
		d.colour = newColourer(src, opt.Language, d.notify)
		d.work.Go(func() { d.colour.run(ctx) })
	}
	ix := NewIndex(src, opt.Wrap, opt.Language.jsonLike()) // SetWrap may replace d.ix before the worker looks
	ixCtx, stop := context.WithCancel(ctx)
	d.ix, d.stop = ix, stop
	d.work.Go(func() { d.index(ixCtx, ix) })
	if opt.Folds {
		d.work.Go(d.findFolds)
	}
	return d
}

// Close stops the workers and waits for them. It must not be called by Notify.
func (d *Document) Close() {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	d.cancel()
	d.work.Wait()
}

// watch tells the view when a Source grows that needs no index.
func (d *Document) watch() {
	for {
		size, done := extent(d.src)
		d.notify()
		if done || await(d.ctx, d.src, size) != nil {
			return
		}
	}
}

// index runs an index and puts it in place when its time has come. What stops it is told by the index itself.
func (d *Document) index(ctx context.Context, ix *Index) {
	_ = ix.Run(ctx, func() {
		d.mu.Lock()
		d.settle()
		if len(d.folds.closed) > 0 && ix == d.ix {
			d.folds.layOut(ix)
		}
		d.mu.Unlock()
		d.notify()
	})
}

// settle puts the pending index in place if it has got as far as the present one. d.mu is held.
func (d *Document) settle() {
	if d.pending == nil || d.pending.Indexed() < d.ix.Indexed() && d.pending.Err() == nil {
		return
	}
	d.stop()
	d.ix, d.stop = d.pending, d.unpend
	d.pending, d.unpend = nil, nil
	d.folds.layOut(d.ix)
}

// SetWrap changes the wrap width: columns of the widest row, 0 for no wrap. Rows keep the old width until a worker has
// indexed as much with the new one, so a view never loses its place; for up to 64 KiB that is at once. A view keeps
// the offset of its top row and finds it again with RowAt.
func (d *Document) SetWrap(columns int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.opt.Hex || d.closed || columns == d.wrap {
		return
	}
	d.wrap = columns
	if d.pending != nil {
		d.unpend()
	}
	ctx, stop := context.WithCancel(d.ctx)
	ix := NewIndex(d.src, columns, d.opt.Language.jsonLike())
	d.pending, d.unpend = ix, stop
	d.settle()
	d.work.Go(func() { d.index(ctx, ix) })
}

// State returns what is known so far.
func (d *Document) State() State {
	size, done := extent(d.src)
	s := State{Size: size, Done: done}
	d.mu.Lock()
	defer d.mu.Unlock()
	s.Err = d.readErr
	if d.opt.Hex {
		s.Rows = (size + hexBytes - 1) / hexBytes
		s.Indexed, s.LinesExact = size, done
		return s
	}
	rows, _ := d.ix.Rows()
	s.Rows = d.folds.visible(rows)
	s.Lines, s.LinesExact = d.ix.Lines()
	s.Indexed = d.ix.Indexed()
	s.LinesAbout = s.Lines
	if !s.LinesExact && s.Indexed > 0 {
		s.LinesAbout = max(s.Lines, int64(float64(s.Lines)*float64(size)/float64(s.Indexed)))
	}
	s.Folding = d.folds.status
	if err := d.ix.Err(); err != nil {
		s.Err = err
	}
	return s
}

// Rows returns up to n rows from a row on, fewer at the end of what is known. It reads what it shows and little more: at most
// a few hundred kilobytes, and mostly a few.
func (d *Document) Rows(from int64, n int) []Row {
	from = max(from, 0)
	if n <= 0 {
		return nil
	}
	var rows []Row
	var err error
	if d.opt.Hex {
		rows, err = hexRows(d.src, from, n)
	} else {
		ix, folds := d.layout()
		rows, err = d.textRows(ix, folds, from, n)
	}
	d.mu.Lock()
	d.readErr = err
	d.mu.Unlock()
	return rows
}

// layout returns the index and the folds in place, as one snapshot.
func (d *Document) layout() (*Index, folds) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ix, d.folds
}

// textRows collects runs of rows between folds.
func (d *Document) textRows(ix *Index, f folds, from int64, n int) ([]Row, error) {
	p := painter{lang: d.opt.Language}
	rows := make([]Row, 0, min(n, 256))
	for len(rows) < n {
		base := f.base(from + int64(len(rows)))
		run := f.at(base)
		want := n - len(rows)
		if run != nil {
			want = int(min(int64(want), run.head-base+1))
		}
		got := len(rows)
		var err error
		if rows, err = d.paint(&p, ix, rows, base, want); err != nil {
			return rows, err
		}
		for i := got; i < len(rows); i++ {
			f.mark(&rows[i])
			rows[i].Number = from + int64(i)
		}
		if run == nil || len(rows)-got < want {
			return rows, nil
		}
		if base+int64(want)-1 == run.head {
			tail, err := d.paint(&p, ix, nil, run.last, 1)
			if err != nil || len(tail) == 0 {
				return rows, err
			}
			rows[len(rows)-1].closeFold(&tail[0], run)
		}
	}
	return rows, nil
}

// paint appends n rows of the index to rows.
func (d *Document) paint(p *painter, ix *Index, rows []Row, from int64, n int) ([]Row, error) {
	var coloured func(from, to int64, dst []Span) []Span
	if d.colour != nil {
		coloured = d.colour.spans
	}
	at := ix.before(func(c *checkpoint) bool { return c.row > from })
	left := n
	err := ix.walk(at, func(r *rowRef, rest []byte) bool {
		if r.row < from {
			return true
		}
		rows = append(rows, p.row(r, rest, coloured))
		left--
		return left > 0
	})
	return rows, err
}

// RowAt returns the number of the row that shows the byte at off: the row that hides it if it is folded.
func (d *Document) RowAt(off int64) int64 {
	if d.opt.Hex {
		return min(max(off, 0), max(d.src.Size()-1, 0)) / hexBytes
	}
	ix, folds := d.layout()
	return folds.visible(ix.RowAt(off))
}

// row returns the row that shows the byte at off, folded or not.
func (d *Document) row(off int64) (Row, bool) {
	rows := d.Rows(d.RowAt(off), 1)
	if len(rows) == 0 {
		return Row{}, false
	}
	return rows[0], true
}

// Position is a place in a body, as the status line shows it.
type Position struct {
	Offset int64
	Line   int64 // from 1; 0 in the hexadecimal view
	Column int   // from 1, in the row
}

// Position returns the line and column of an offset.
func (d *Document) Position(off int64) Position {
	p := Position{Offset: off, Column: 1}
	if r, ok := d.row(off); ok {
		p.Column = r.Column(off) + 1
	}
	if !d.opt.Hex {
		ix, _ := d.layout()
		p.Line = ix.LineAt(off) + 1
	}
	return p
}

// LineOffset returns the offset of a line counted from 1, to go to it. ok is false for a line that is not known (yet).
func (d *Document) LineOffset(line int64) (off int64, ok bool) {
	if d.opt.Hex {
		return 0, false
	}
	ix, _ := d.layout()
	return ix.LineOffset(line - 1)
}
