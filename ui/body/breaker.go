package body

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// MaxColumns is the widest row there is: with wrap off, longer lines continue in further rows.
const MaxColumns = 4096

// minColumns is the narrowest wrap width: an escape such as \u{10fffe} has to fit.
const minColumns = 12

// tabColumns is the distance of tab stops, counted from the start of the row.
const tabColumns = 4

// columnsPerByte bounds the columns that one byte can take: a byte that is not text is shown as \xff.
const columnsPerByte = 4

// breaker cuts bytes into rows. It is given a window of the body and remembers where the next LF and CR of that window
// are, so that a window with few of one kind is not searched for it again for every row.
type breaker struct {
	columns int    // the widest row
	buf     []byte // the window
	pos     int    // start of the next row in buf
	lf, cr  int    // next LF and CR at or after pos; len(buf) if there is none; -1 if not looked for
	final   bool   // the body ends where buf ends
}

func (b *breaker) reset(buf []byte, final bool) {
	b.buf, b.pos, b.lf, b.cr, b.final = buf, 0, -1, -1, final
}

// maxRowBytes is the longest content of a row in bytes. The limit on columns alone would not bound it, since
// combining characters take no column.
func (b *breaker) maxRowBytes() int { return 4 * b.columns }

// next returns the extent of the row at pos: n bytes of content, then eol bytes of line ending (0 if the line goes on
// in the next row or the body ends). ok is false when the window ends before that can be told. It moves pos.
func (b *breaker) next() (n, eol int, ok bool) {
	end := b.lineEnd()
	line := b.buf[b.pos:end]
	n = len(line)
	if n > b.columns/columnsPerByte {
		n = fit(line, b.columns, b.maxRowBytes())
	}
	whole := n == len(line)
	switch {
	case !whole:
		// Cut inside the line. A rune that is cut by the window's end could have been longer.
		if !b.final && end == len(b.buf) && len(line)-n < utf8.UTFMax {
			return 0, 0, false
		}
	case end == len(b.buf):
		if !b.final || n == 0 {
			return 0, 0, false
		}
	default:
		eol = b.ending(end)
		if eol == 0 {
			return 0, 0, false
		}
	}
	b.pos += n + eol
	return n, eol, true
}

// lineEnd returns the index of the next line ending at or after pos, or len(buf).
func (b *breaker) lineEnd() int {
	if b.lf < b.pos {
		b.lf = indexFrom(b.buf, b.pos, '\n')
	}
	if b.cr < b.pos {
		b.cr = indexFrom(b.buf, b.pos, '\r')
	}
	return min(b.lf, b.cr)
}

// ending returns the length of the line ending at i: 1 for LF or a lone CR, 2 for CR LF, 0 if it needs more bytes to tell.
func (b *breaker) ending(i int) int {
	if b.buf[i] == '\n' {
		return 1
	}
	if i+1 < len(b.buf) {
		if b.buf[i+1] == '\n' {
			return 2
		}
		return 1
	}
	if b.final {
		return 1
	}
	return 0
}

func indexFrom(b []byte, from int, c byte) int {
	if i := bytes.IndexByte(b[from:], c); i >= 0 {
		return from + i
	}
	return len(b)
}

// fit returns how many bytes of line fit in the given columns and bytes, at least one character.
func fit(line []byte, columns, limit int) int {
	n := plainPrefix(line[:min(len(line), columns)])
	if n == len(line) || n == columns {
		return n
	}
	col := n
	for n < len(line) {
		size, w, _ := cell(line[n:], col)
		if n > 0 && (col+w > columns || n+size > limit) {
			break
		}
		col += w
		n += size
	}
	return n
}

// plainPrefix returns the length of the longest prefix of printable ASCII, where byte, character and column are one.
func plainPrefix(b []byte) int {
	for i, c := range b {
		if c-0x20 >= 0x5f {
			return i
		}
	}
	return len(b)
}

// glyph says how one character of the body is shown.
type glyph uint8

const (
	glyphAsIs   glyph = iota // the character itself
	glyphTab                 // spaces to the next tab stop
	glyphByte                // \xff: a control character or a byte that is not UTF-8
	glyphEscape              // \u{202e}: a character that has no picture or turns the text around
)

// cell measures the character at the start of b when it stands at column col: bytes, columns, and how it is shown.
func cell(b []byte, col int) (size, columns int, g glyph) {
	c := b[0]
	switch {
	case c == '\t':
		return 1, tabColumns - col%tabColumns, glyphTab
	case c < 0x20 || c == 0x7f:
		return 1, 4, glyphByte
	case c < utf8.RuneSelf:
		return 1, 1, glyphAsIs
	}
	r, size := utf8.DecodeRune(b)
	if r == utf8.RuneError && size == 1 {
		return 1, 4, glyphByte
	}
	if hidden(r) {
		return size, escapeColumns(r), glyphEscape
	}
	return size, RuneColumns(r), glyphAsIs
}

// hidden reports characters that must not reach a screen as they are: controls, bidirectional overrides, zero-width
// format characters, separators of lines and paragraphs.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

// escapeColumns is the length of \u{…} with the fewest hexadecimal digits.
func escapeColumns(r rune) int {
	n := len(`\u{}`)
	for ; r > 0; r >>= 4 {
		n++
	}
	return n
}

// RuneColumns returns the columns of a visible character: 0 for combining marks, 2 for East Asian wide ones, else 1.
// Row text holds visible characters only.
func RuneColumns(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
