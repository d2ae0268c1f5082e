package body

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// Selection is what is selected: the bytes between Anchor, where it began, and Caret, where it is extended.
type Selection struct{ Anchor, Caret int64 }

// Range returns the selection as [from, to).
func (s Selection) Range() (from, to int64) { return min(s.Anchor, s.Caret), max(s.Anchor, s.Caret) }

// Len returns the number of bytes selected.
func (s Selection) Len() int64 {
	from, to := s.Range()
	return to - from
}

// Extend returns the selection with its end moved to hold [from, to), as a drag after a double or triple click does: by
// whole words or lines, whichever side of the anchored ones the pointer is on. s is what the click selected.
func (s Selection) Extend(from, to int64) Selection {
	a, b := s.Range()
	if from < a {
		return Selection{Anchor: b, Caret: from}
	}
	return Selection{Anchor: a, Caret: max(b, to)}
}

// ErrTooLarge is matched by the error of a Copy of more bytes than its limit.
var ErrTooLarge = errors.New("too large to copy")

// TooLargeError says how much was selected and what the limit was. It matches [ErrTooLarge].
type TooLargeError struct{ Size, Limit int64 }

// Error implements error.
func (e *TooLargeError) Error() string {
	return fmt.Sprintf("%d bytes are too large to copy, the limit is %d", e.Size, e.Limit)
}

// Is reports whether target is ErrTooLarge.
func (e *TooLargeError) Is(target error) bool { return target == ErrTooLarge }

// clamp keeps a range inside the source.
func clamp(src Source, from, to int64) (int64, int64) {
	size := src.Size()
	from = min(max(from, 0), size)
	return from, min(max(to, from), size)
}

// Copy returns the selected bytes as they are in the body: what is folded or shown as an escape is copied in full. More than
// limit bytes give a [TooLargeError] and nothing else; WriteSelection has no limit.
func (d *Document) Copy(ctx context.Context, s Selection, limit int64) ([]byte, error) {
	from, to := s.Range()
	from, to = clamp(d.src, from, to)
	if to-from > limit {
		return nil, &TooLargeError{Size: to - from, Limit: limit}
	}
	b := make([]byte, 0, to-from)
	for off := from; off < to; off = from + int64(len(b)) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n, err := readAt(d.src, b[len(b):min(int64(len(b)+chunkBytes), to-from)], off)
		b = b[:len(b)+n]
		if err != nil {
			return nil, fmt.Errorf("read body: %w", err)
		}
	}
	return b, nil
}

// WriteSelection writes the selected bytes to w and returns how many. progress, which may be nil, is told that number after
// every megabyte, on the calling goroutine, which should be a worker.
func (d *Document) WriteSelection(ctx context.Context, w io.Writer, s Selection, progress func(written int64)) (int64, error) {
	from, to := s.Range()
	from, to = clamp(d.src, from, to)
	buf := make([]byte, min(chunkBytes, to-from))
	off := from
	for off < to {
		if err := ctx.Err(); err != nil {
			return off - from, err
		}
		n, err := readAt(d.src, buf[:min(int64(len(buf)), to-off)], off)
		if err != nil {
			return off - from, fmt.Errorf("read body: %w", err)
		}
		n, err = w.Write(buf[:n])
		off += int64(n)
		if err != nil {
			return off - from, err
		}
		if progress != nil {
			progress(off - from)
		}
	}
	return off - from, nil
}

// SelectAll returns the selection of everything that has arrived.
func (d *Document) SelectAll() Selection { return Selection{Anchor: 0, Caret: d.src.Size()} }

// WordAt returns the word, run of spaces or run of other characters around an offset: what a double click selects. It
// looks at most 4 kB each way and stays inside the line.
func (d *Document) WordAt(off int64) Selection {
	from, to := clamp(d.src, off-wordReach, off+wordReach)
	b := make([]byte, to-from)
	n, _ := readAt(d.src, b, from) // a read that fails selects nothing, and Rows tells of it
	start, end := wordAround(b[:n], int(min(max(off-from, 0), int64(n))))
	return Selection{Anchor: from + int64(start), Caret: from + int64(end)}
}

// LineAt returns the line around an offset with its line ending: what a triple click selects. A row of the hexadecimal view counts as one.
func (d *Document) LineAt(off int64) Selection {
	if d.opt.Hex {
		from, to := clamp(d.src, off/hexBytes*hexBytes, off/hexBytes*hexBytes+hexBytes)
		return Selection{from, to}
	}
	ix, _ := d.layout()
	line := ix.LineAt(off)
	from, _ := ix.LineOffset(line)
	to, ok := ix.LineOffset(line + 1)
	if !ok {
		to = d.src.Size()
	}
	return Selection{from, to}
}
