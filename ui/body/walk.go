package body

import "sync"

var windows = sync.Pool{New: func() any { b := make([]byte, windowBytes); return &b }}

// windowBytes is the window that walk reads: the longest row twice, and room to look ahead.
const windowBytes = 64 << 10

// lookAhead is how much of what follows a row is always at hand: enough to tell most keys that a row cuts from strings.
const lookAhead = 512

// walk visits the rows from a checkpoint on until visit returns false or the known rows end; the last one visited may be still
// arriving. rest is the row's content and as much of what follows as is at hand, valid during the call. A read that fails
// ends the walk; its error is returned.
func (ix *Index) walk(at checkpoint, visit func(r *rowRef, rest []byte) bool) error {
	ix.mu.RLock()
	rows := ix.rowsLocked()
	ix.mu.RUnlock()
	size := ix.src.Size()
	w := windows.Get().(*[]byte)
	defer windows.Put(w)

	b := breaker{columns: ix.columns}
	var r rowRef
	for step := 4 << 10; at.row < rows; step = windowBytes {
		buf := (*w)[:min(int64(step), size-at.off)]
		n, err := readAt(ix.src, buf, at.off)
		if err != nil || n == 0 {
			return err
		}
		buf = buf[:n]
		atEnd := at.off+int64(n) >= size
		b.reset(buf, atEnd)
		moved := false
		for at.row < rows {
			start := b.pos
			n, eol, ok := b.next()
			if !ok || !atEnd && len(buf)-b.pos < lookAhead {
				break
			}
			moved = true
			r = rowRef{checkpoint: at, n: n, eol: eol}
			if !visit(&r, buf[start:]) {
				return nil
			}
			at = ix.after(at, buf[start:start+n], eol)
		}
		if !moved && (atEnd || step == windowBytes) {
			return nil
		}
	}
	return nil
}
