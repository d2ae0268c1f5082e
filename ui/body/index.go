package body

import (
	"context"
	"sort"
	"sync"
)

const (
	firstBytes      = 64 << 10 // indexed before NewIndex returns
	chunkBytes      = 1 << 20  // read at a time by the worker
	checkpointRows  = 64       // a checkpoint at least every so many rows
	checkpointBytes = 32 << 10 // and at least every so many bytes
)

// checkpoint is the start of a row, with all that is needed to go on from there.
type checkpoint struct {
	row, off, line int64
	cont           bool     // the row continues a line
	lex            lexState // of JSON, at off
}

// rowRef is one row found by walking from a checkpoint.
type rowRef struct {
	checkpoint
	n   int // bytes of content
	eol int // bytes of line ending
}

// Index finds rows and lines in a [Source] by number and by offset. It is built in one pass: the first 64 KiB at once,
// the rest by Run. Lines end with LF, CR LF or a lone CR; a line ending at the very end does not begin another line.
// Lines and rows count from 0 here.
type Index struct {
	src     Source
	columns int
	json    bool

	build builder // of the goroutine in Run

	mu     sync.RWMutex
	points []checkpoint
	next   checkpoint // where the first row not yet indexed begins
	done   bool
	err    error
}

// builder is the state of the indexing pass.
type builder struct {
	buf   []byte
	last  checkpoint   // the newest checkpoint
	fresh []checkpoint // made by this step
}

// NewIndex indexes the first 64 KiB of src and returns. columns is the widest row (0 for [MaxColumns]); json says that
// the state of JSON strings is wanted at rows that continue a line. The error of a failed read is in Err.
func NewIndex(src Source, columns int, json bool) *Index {
	if columns <= 0 || columns > MaxColumns {
		columns = MaxColumns
	}
	ix := &Index{src: src, columns: max(columns, minColumns), json: json}
	ix.step(firstBytes)
	return ix
}

// Run indexes the rest, waiting for a Source that grows, until it is done, fails or ctx ends; changed is called after
// every step. Run is called once, on a goroutine of its own.
func (ix *Index) Run(ctx context.Context, changed func()) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		size := ix.src.Size()
		more := ix.step(chunkBytes)
		changed()
		ix.mu.RLock()
		done, err := ix.done, ix.err
		ix.mu.RUnlock()
		if done || err != nil {
			ix.build = builder{}
			return err
		}
		if more {
			continue
		}
		if err := await(ctx, ix.src, size); err != nil {
			return err
		}
	}
}

// step indexes up to n bytes more. It reports whether there is more to read already.
func (ix *Index) step(n int) bool {
	size, done := extent(ix.src)
	at := ix.next
	want := int(min(int64(n), size-at.off))
	// A window has to hold the longest row and its ending, or a long row would never be decided.
	if least := 8*ix.columns + 2; want < least {
		want = int(min(int64(least), size-at.off))
	}
	if cap(ix.build.buf) < want {
		ix.build.buf = make([]byte, want)
	}
	buf := ix.build.buf[:want]
	got, err := readAt(ix.src, buf, at.off)
	atEnd := at.off+int64(got) == size
	next := ix.scan(buf[:got], at, done && atEnd)

	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.points = append(ix.points, ix.build.fresh...)
	ix.build.fresh = ix.build.fresh[:0]
	ix.next, ix.err = next, err
	ix.done = err == nil && done && atEnd && next.off == size
	return !atEnd && err == nil
}

// scan breaks buf, which begins at the row at, into rows, and returns where the first row begins that it could not decide.
func (ix *Index) scan(buf []byte, at checkpoint, final bool) checkpoint {
	b := breaker{columns: ix.columns}
	b.reset(buf, final)
	for {
		start := b.pos
		n, eol, ok := b.next()
		if !ok {
			return at
		}
		if at.row == 0 || at.row-ix.build.last.row >= checkpointRows || at.off-ix.build.last.off >= checkpointBytes {
			ix.build.last = at
			ix.build.fresh = append(ix.build.fresh, at)
		}
		if eol > 0 {
			at.row++
			at.line++
			at.off += int64(n + eol)
			at.cont, at.lex = false, lexState{}
			continue
		}
		at = ix.after(at, buf[start:start+n], 0)
	}
}

// after returns the start of the row that follows the row at.
func (ix *Index) after(at checkpoint, content []byte, eol int) checkpoint {
	lex := at.lex
	at.row++
	at.off += int64(len(content) + eol)
	at.cont, at.lex = eol == 0, lexState{}
	if eol > 0 {
		at.line++
	} else if ix.json {
		at.lex = lex.advance(content)
	}
	return at
}

// Rows returns the number of rows known so far, counting one that is still arriving, and whether that is final.
func (ix *Index) Rows() (n int64, exact bool) {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	return ix.rowsLocked(), ix.done
}

func (ix *Index) rowsLocked() int64 {
	if !ix.done && ix.next.off < ix.src.Size() {
		return ix.next.row + 1
	}
	return ix.next.row
}

// Lines returns the number of lines known so far, counting one that is still arriving, and whether that is final.
func (ix *Index) Lines() (n int64, exact bool) {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	n = ix.next.line
	if ix.next.cont || !ix.done && ix.next.off < ix.src.Size() {
		n++
	}
	return n, ix.done
}

// Indexed returns the offset up to which rows are known.
func (ix *Index) Indexed() int64 {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	return ix.next.off
}

// Err returns the error of the read that stopped the index, or nil.
func (ix *Index) Err() error {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	return ix.err
}

// LineOffset returns the offset of a line. ok is false for a line that is not known (yet).
func (ix *Index) LineOffset(line int64) (off int64, ok bool) {
	r, ok := ix.lineRow(line)
	return r.off, ok
}

// lineRow returns the first row of a line.
func (ix *Index) lineRow(line int64) (found rowRef, ok bool) {
	if line < 0 {
		return rowRef{}, false
	}
	ix.walk(ix.before(func(p *checkpoint) bool { return p.line > line || p.line == line && p.cont }), func(r *rowRef, _ []byte) bool {
		if r.line == line && !r.cont {
			found, ok = *r, true
		}
		return !ok && r.line <= line
	})
	return found, ok
}

// LineAt returns the line that holds the byte at off; the line ending belongs to the line before it. An offset past
// what is known gives the last line known.
func (ix *Index) LineAt(off int64) int64 { return ix.rowAt(off).line }

// RowAt returns the row that holds the byte at off, as LineAt does.
func (ix *Index) RowAt(off int64) int64 { return ix.rowAt(off).row }

func (ix *Index) rowAt(off int64) (found rowRef) {
	ix.walk(ix.before(func(p *checkpoint) bool { return p.off > off }), func(r *rowRef, _ []byte) bool {
		if r.row > 0 && r.off > off {
			return false
		}
		found = *r
		return true
	})
	return found
}

// manyRows is how many rows are cheaper to find in one walk over a body that folds.
const manyRows = 64

// rowsAt is RowAt for offsets in ascending order.
func (ix *Index) rowsAt(offs []int64) []int64 {
	out := make([]int64, len(offs))
	if len(offs) < manyRows {
		for i, off := range offs {
			out[i] = ix.RowAt(off)
		}
		return out
	}
	i, last := 0, int64(0)
	// A walk that fails leaves the rest in the last row read; the failure shows with the rows.
	_ = ix.walk(checkpoint{}, func(r *rowRef, _ []byte) bool {
		for ; i < len(offs) && offs[i] < r.off+int64(r.n+r.eol); i++ {
			out[i] = r.row
		}
		last = r.row
		return i < len(offs)
	})
	for ; i < len(offs); i++ {
		out[i] = last
	}
	return out
}

// before returns the last checkpoint for which past is false; past has to be false, then true, along the body.
func (ix *Index) before(past func(*checkpoint) bool) checkpoint {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	i := sort.Search(len(ix.points), func(i int) bool { return past(&ix.points[i]) })
	if i == 0 {
		return checkpoint{}
	}
	return ix.points[i-1]
}
