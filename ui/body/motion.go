package body

import (
	"unicode"
	"unicode/utf8"
)

// Motion is a movement of the caret.
type Motion uint8

// The motions. Rows are those in view, so that with wrap on RowStart is not the start of the line.
const (
	Left Motion = iota
	Right
	WordLeft
	WordRight
	Up
	Down
	RowStart
	RowEnd
	PageUp
	PageDown
	Start
	End
)

// Caret is a place for a caret: an offset, and the column that Up, Down and the page keys try to keep to.
type Caret struct {
	Offset int64
	Column int
}

// At returns the caret at an offset.
func (d *Document) At(off int64) Caret {
	off, _ = clamp(d.src, off, off)
	c := Caret{Offset: off}
	if r, ok := d.row(off); ok {
		c.Column = r.Column(off)
	}
	return c
}

// Move returns the caret after a motion; page is the rows of a page. Folded text is passed over as one.
func (d *Document) Move(c Caret, m Motion, page int) Caret {
	switch m {
	case Up:
		return d.vertical(c, -1)
	case Down:
		return d.vertical(c, 1)
	case PageUp:
		return d.vertical(c, -int64(max(page, 1)))
	case PageDown:
		return d.vertical(c, int64(max(page, 1)))
	case Start:
		return d.At(0)
	case End:
		return d.At(d.src.Size())
	case WordLeft:
		return d.At(d.wordLeft(c.Offset))
	case WordRight:
		return d.At(d.wordRight(c.Offset))
	}
	r, ok := d.row(c.Offset)
	if !ok {
		return c
	}
	off, end := c.Offset, r.Offset+int64(r.Len)
	switch m {
	case Left:
		off = d.left(&r, off)
	case Right:
		if off < end {
			off = r.after(off)
		} else {
			off = end + int64(r.EOL)
		}
	case RowStart:
		off = r.Offset
	case RowEnd:
		if off = end; r.EOL == 0 && off < d.src.Size() && !d.opt.Hex {
			off = r.before(end) // the end is the start of the next row
		}
	}
	return d.At(off)
}

func (d *Document) left(r *Row, off int64) int64 {
	if off > r.Offset+int64(r.Len) {
		return r.Offset + int64(r.Len)
	}
	if off > r.Offset {
		return r.before(off)
	}
	rows := d.Rows(r.Number-1, 1)
	if r.Number == 0 || len(rows) == 0 {
		return off
	}
	p := &rows[0]
	if p.EOL > 0 {
		return p.Offset + int64(p.Len)
	}
	return p.before(r.Offset)
}

// vertical moves by rows and keeps the column wanted, also where a row is shorter.
func (d *Document) vertical(c Caret, by int64) Caret {
	last := d.State().Rows - 1
	if last < 0 {
		return c
	}
	from := d.RowAt(c.Offset)
	to := min(max(from+by, 0), last)
	if to == from {
		if by < 0 {
			return d.At(0)
		}
		return d.At(d.src.Size())
	}
	rows := d.Rows(to, 1)
	if len(rows) == 0 {
		return c
	}
	r := &rows[0]
	off := r.At(c.Column)
	if off == r.Offset+int64(r.Len) && r.EOL == 0 && to < last {
		off = r.before(off)
	}
	return Caret{Offset: off, Column: c.Column}
}

// wordReach bounds how far a word is looked for.
const wordReach = 4 << 10

// charClass groups characters into words.
type charClass uint8

const (
	classSpace charClass = iota
	classEnding
	classWord
	classOther
)

func classAt(b []byte) (charClass, int) {
	r, size := utf8.DecodeRune(b)
	switch {
	case r == '\n' || r == '\r':
		return classEnding, size
	case r == '_' || unicode.In(r, unicode.L, unicode.N, unicode.M):
		return classWord, size
	case unicode.IsSpace(r):
		return classSpace, size
	}
	return classOther, size
}

func classBefore(b []byte) (charClass, int) {
	_, size := utf8.DecodeLastRune(b)
	c, _ := classAt(b[len(b)-size:])
	return c, size
}

// wordAround returns the run of one class around i. At a line ending it is the run before it.
func wordAround(b []byte, i int) (start, end int) {
	for k := 1; k < utf8.UTFMax && i > 0 && i < len(b) && !utf8.RuneStart(b[i]); k++ {
		i--
	}
	class := classEnding
	if i < len(b) {
		class, _ = classAt(b[i:])
	}
	if class == classEnding {
		if i == 0 {
			return i, i
		}
		if class, _ = classBefore(b[:i]); class == classEnding {
			return i, i
		}
	}
	start, end = i, i
	for start > 0 {
		c, size := classBefore(b[:start])
		if c != class {
			break
		}
		start -= size
	}
	for end < len(b) {
		c, size := classAt(b[end:])
		if c != class {
			break
		}
		end += size
	}
	return start, end
}

// wordRight returns the start of the next word.
func (d *Document) wordRight(off int64) int64 {
	from, to := clamp(d.src, off, off+wordReach)
	b := make([]byte, to-from)
	n, _ := readAt(d.src, b, from)
	b = b[:n]
	i := 0
	pass := func(same func(charClass) bool) {
		for i < len(b) {
			c, size := classAt(b[i:])
			if !same(c) {
				return
			}
			i += size
		}
	}
	if len(b) > 0 {
		first, _ := classAt(b)
		pass(func(c charClass) bool { return c == first && c != classSpace && c != classEnding })
		pass(func(c charClass) bool { return c == classSpace || c == classEnding })
	}
	return from + int64(i)
}

// wordLeft returns the start of the word before.
func (d *Document) wordLeft(off int64) int64 {
	from, to := clamp(d.src, off-wordReach, off)
	b := make([]byte, to-from)
	n, _ := readAt(d.src, b, from)
	i := n
	pass := func(same func(charClass) bool) {
		for i > 0 {
			c, size := classBefore(b[:i])
			if !same(c) {
				return
			}
			i -= size
		}
	}
	pass(func(c charClass) bool { return c == classSpace || c == classEnding })
	if i > 0 {
		last, _ := classBefore(b[:i])
		pass(func(c charClass) bool { return c == last })
	}
	return from + int64(i)
}
