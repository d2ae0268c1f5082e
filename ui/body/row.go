package body

import "sort"

// Kind is what a piece of a row is, for its colour. The kinds are those of the theme's syntax colours.
type Kind uint8

// The kinds. Text without a span is plain.
const (
	KindPlain Kind = iota
	KindKey
	KindString
	KindNumber
	KindBoolean
	KindNull
	KindPunctuation
	KindComment
	KindTag     // names of elements, keywords of a language
	KindEscape  // stands for a character that cannot be shown, as \x00
	KindFolded  // "3 items" in place of what is folded
	KindAddress // hexadecimal view: bytes that are zero or no text
)

// Span is a coloured piece of a row: Row.Text[Start:End]. Spans are in order and do not overlap.
type Span struct {
	Start, End int
	Kind       Kind
}

// FoldState says whether an object or array begins on a row.
type FoldState uint8

// The fold states of a row.
const (
	FoldNone FoldState = iota
	FoldOpen
	FoldClosed
)

// Fold is the object or array that begins on a row and ends on a later one.
type Fold struct {
	State  FoldState
	Offset int64 // of its bracket: what Document.SetFolded takes
	Items  int   // members or elements
}

// cellMark is where a character of a row stands: in the body (relative to Row.Offset), in the text, in columns.
type cellMark struct{ raw, text, col int32 }

// Row is what one line of the view shows. It does not change.
type Row struct {
	Number int64  // of the row, from 0
	Line   int64  // of the body, from 1; 0 for a row that continues a line or shows hexadecimal
	Offset int64  // of its first byte
	Len    int    // bytes of content
	EOL    int    // bytes of the line ending after it, 0 if there is none
	Text   string // visible characters only, one column each but for RuneColumns
	Spans  []Span
	Fold   Fold

	marks []cellMark // one a character and one for the end; nil if byte, index and column are one
	hex   bool
}

// Columns returns the width of the row.
func (r *Row) Columns() int {
	if r.marks == nil {
		return len(r.Text)
	}
	return int(r.marks[len(r.marks)-1].col)
}

// ASCII reports that every byte of Text is one column, so that Text[i] stands in column i.
func (r *Row) ASCII() bool { return r.Columns() == len(r.Text) }

// Column returns the column where the byte at off is shown; before the row 0, after it the row's width.
func (r *Row) Column(off int64) int {
	i := off - r.Offset
	switch {
	case r.hex:
		return hexColumn(int(min(max(i, 0), int64(r.Len))))
	case r.marks == nil:
		return int(min(max(i, 0), int64(len(r.Text))))
	}
	k := sort.Search(len(r.marks), func(k int) bool { return int64(r.marks[k].raw) > i })
	return int(r.marks[max(k-1, 0)].col)
}

// At returns the offset of the character shown at a column, the end of the row's content for columns after it.
func (r *Row) At(column int) int64 {
	switch {
	case r.hex:
		return r.Offset + int64(hexByte(column, r.Len))
	case r.marks == nil:
		return r.Offset + int64(min(max(column, 0), len(r.Text)))
	}
	k := sort.Search(len(r.marks), func(k int) bool { return int(r.marks[k].col) > column })
	return r.Offset + int64(r.marks[max(k-1, 0)].raw)
}

// Nearest returns the offset between two characters that is nearest to a place given in columns and parts of one: where
// a click puts the caret.
func (r *Row) Nearest(column float64) int64 {
	left := r.At(int(column))
	if r.hex {
		return left
	}
	right := r.after(left)
	if a, b := r.Column(left), r.Column(right); column-float64(a) > float64(b)-column {
		return right
	}
	return left
}

// after returns the offset of the character after the one at off, at most the end of the row.
func (r *Row) after(off int64) int64 {
	i := off - r.Offset
	if r.marks == nil {
		return r.Offset + min(i+1, int64(r.Len))
	}
	for _, m := range r.marks {
		if int64(m.raw) > i {
			return r.Offset + int64(m.raw)
		}
	}
	return off
}

// before returns the offset of the character before the one at off, at least that of the row.
func (r *Row) before(off int64) int64 {
	i := min(off-r.Offset, int64(r.Len))
	if r.marks == nil {
		return r.Offset + max(i-1, 0)
	}
	k := sort.Search(len(r.marks), func(k int) bool { return int64(r.marks[k].raw) >= i })
	return r.Offset + int64(r.marks[max(k-1, 0)].raw)
}

// TextColumn returns the column of the character pane where a row of the hexadecimal view shows the byte at off.
func (r *Row) TextColumn(off int64) int {
	return hexText + int(min(max(off-r.Offset, 0), int64(r.Len)))
}

// Cut returns the part of the text from column a up to column b and the column where it begins, which is before a when a wide
// character is cut. It is what a view draws of a row wider than itself.
func (r *Row) Cut(a, b int) (start, end, column int) {
	if r.marks == nil || r.hex {
		a, b = min(max(a, 0), len(r.Text)), min(max(b, 0), len(r.Text))
		return a, max(a, b), a
	}
	i := sort.Search(len(r.marks), func(k int) bool { return int(r.marks[k].col) > a })
	j := sort.Search(len(r.marks), func(k int) bool { return int(r.marks[k].col) >= b })
	first, last := r.marks[max(i-1, 0)], r.marks[min(j, len(r.marks)-1)]
	return int(first.text), int(max(first.text, last.text)), int(first.col)
}
