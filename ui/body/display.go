package body

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// painter turns bytes into rows. One painter makes the rows of one call, whose texts and spans share memory: a builder
// only appends, so the texts cut from it stay as they are.
type painter struct {
	lang  Language
	text  strings.Builder
	spans []Span
	raw   []Span // scratch
}

// spansKept is how many spans share memory, at least.
const spansKept = 512

// row makes the row r refers to; rest begins with its content. coloured gives the spans of languages that are not lexed
// row by row, as offsets in the body; it may be nil.
func (p *painter) row(r *rowRef, rest []byte, coloured func(from, to int64, dst []Span) []Span) Row {
	row := Row{Number: r.row, Offset: r.off, Len: r.n, EOL: r.eol}
	if !r.cont {
		row.Line = r.line + 1
	}
	content := rest[:r.n]
	p.raw = p.raw[:0]
	switch {
	case p.lang.jsonLike():
		p.raw = lexJSON(p.raw, rest, r.n, r.lex)
	case p.lang == Form:
		p.raw = lexForm(p.raw, content, r.cont)
	case coloured != nil:
		p.raw = coloured(r.off, r.off+int64(r.n), p.raw)
	}
	if cap(p.spans)-len(p.spans) < len(p.raw) {
		p.spans = make([]Span, 0, max(spansKept, len(p.raw)))
	}
	from, at := len(p.spans), p.text.Len()
	if plainPrefix(content) == len(content) {
		p.text.Write(content)
		p.spans = append(p.spans, p.raw...)
	} else {
		row.marks = p.visible(content)
	}
	row.Text = p.text.String()[at:]
	row.Spans = p.spans[from:len(p.spans):len(p.spans)]
	return row
}

// visible appends the text of a row that is not plain and its spans, made from those in p.raw, and returns its marks.
func (p *painter) visible(b []byte) []cellMark {
	base := p.text.Len()
	marks := make([]cellMark, 0, len(b)+1)
	next, open := 0, -1 // the next raw span, and the index in p.spans of the one being drawn
	col := 0
	for i := 0; i < len(b); {
		for next < len(p.raw) && p.raw[next].End <= i {
			next, open = next+1, -1
		}
		size, columns, g := cell(b[i:], col)
		at := p.text.Len() - base
		marks = append(marks, cellMark{int32(i), int32(at), int32(col)})
		writeGlyph(&p.text, b[i:i+size], columns, g)
		switch {
		case g == glyphByte || g == glyphEscape:
			p.spans = append(p.spans, Span{at, p.text.Len() - base, KindEscape})
			open = -1
		case next < len(p.raw) && i >= p.raw[next].Start:
			if open < 0 {
				open = len(p.spans)
				p.spans = append(p.spans, Span{at, at, p.raw[next].Kind})
			}
			p.spans[open].End = p.text.Len() - base
		}
		i += size
		col += columns
	}
	marks = append(marks, cellMark{int32(len(b)), int32(p.text.Len() - base), int32(col)})
	return marks
}

func writeGlyph(w *strings.Builder, b []byte, columns int, g glyph) {
	switch g {
	case glyphTab:
		w.WriteString("    "[:columns])
	case glyphByte:
		const digits = "0123456789abcdef"
		w.WriteString(`\x`)
		w.WriteByte(digits[b[0]>>4])
		w.WriteByte(digits[b[0]&15])
	case glyphEscape:
		r, _ := utf8.DecodeRune(b)
		fmt.Fprintf(w, `\u{%x}`, r)
	default:
		w.Write(b)
	}
}
