package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxEditedText bounds what is typed and pasted into a body, in bytes; a longer one is sent from a file.
const maxEditedText = 1 << 20

// textPlace is a place between two characters: a line from 0 and a byte offset in it.
type textPlace struct{ line, at int }

func (p textPlace) before(q textPlace) bool {
	return p.line < q.line || p.line == q.line && p.at < q.at
}

// textChange replaces removed by inserted at a place, so that it can be undone.
type textChange struct {
	at                textPlace
	removed, inserted string
	anchor, caret     textPlace // the selection before it
	typed             bool      // a character typed or deleted: joins with the next one
}

// textBuffer is a text that is edited: lines, a selection between anchor and caret, and what can be undone. Bytes that
// are not UTF-8 are kept.
type textBuffer struct {
	lines         []string
	eol           string // between lines: all of a text's line ends are alike, or it counts "\n" alone
	anchor, caret textPlace
	column        int // that Up and Down keep to, in characters; -1: that of the caret
	undone, done  []textChange
	size          int
}

func newTextBuffer(text string) *textBuffer {
	b := &textBuffer{}
	b.load(text)
	return b
}

// load replaces everything and forgets what could be undone.
func (b *textBuffer) load(text string) {
	eol := "\n"
	if n := strings.Count(text, "\n"); n > 0 && strings.Count(text, "\r\n") == n {
		eol = "\r\n"
	}
	*b = textBuffer{eol: eol, lines: strings.Split(text, eol), column: -1, size: len(text)}
}

// text is the whole text as it is sent.
func (b *textBuffer) text() string { return strings.Join(b.lines, b.eol) }

// selection gives the ends of the selection in order.
func (b *textBuffer) selection() (from, to textPlace) {
	if b.caret.before(b.anchor) {
		return b.caret, b.anchor
	}
	return b.anchor, b.caret
}

func (b *textBuffer) selected() string {
	from, to := b.selection()
	return b.slice(from, to)
}

func (b *textBuffer) slice(from, to textPlace) string {
	if from.line == to.line {
		return b.lines[from.line][from.at:to.at]
	}
	var s strings.Builder
	s.WriteString(b.lines[from.line][from.at:])
	for _, line := range b.lines[from.line+1 : to.line] {
		s.WriteString(b.eol + line)
	}
	s.WriteString(b.eol + b.lines[to.line][:to.at])
	return s.String()
}

// insert puts text in the place of the selection and tells whether there was room for it.
func (b *textBuffer) insert(text string, typed bool) bool {
	from, to := b.selection()
	text = b.withOwnLineEnds(text)
	removed := b.slice(from, to)
	if b.size-len(removed)+len(text) > max(maxEditedText, b.size) {
		return false
	}
	b.change(textChange{at: from, removed: removed, inserted: text, anchor: b.anchor, caret: b.caret, typed: typed})
	return true
}

// withOwnLineEnds gives a text that comes from elsewhere the line ends of this one.
func (b *textBuffer) withOwnLineEnds(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if b.eol != "\n" {
		text = strings.ReplaceAll(text, "\n", b.eol)
	}
	return text
}

// erase deletes the selection, or what a motion would pass over when there is none.
func (b *textBuffer) erase(m textMotion) {
	if b.anchor == b.caret {
		anchor, caret := b.anchor, b.caret
		to := b.target(m)
		if to == caret {
			return
		}
		from := caret
		if to.before(from) {
			from, to = to, from
		}
		b.change(textChange{at: from, removed: b.slice(from, to), anchor: anchor, caret: caret, typed: true})
		return
	}
	from, to := b.selection()
	b.change(textChange{at: from, removed: b.slice(from, to), anchor: b.anchor, caret: b.caret})
}

// change applies c and keeps it for undo, joined with the one before when both are typing at one place.
func (b *textBuffer) change(c textChange) {
	if c.removed == "" && c.inserted == "" {
		return
	}
	b.apply(c)
	b.undone = nil
	if n := len(b.done); n > 0 && b.joins(b.done[n-1], c) {
		b.done[n-1].inserted += c.inserted
		return
	}
	b.done = append(b.done, c)
}

func (b *textBuffer) joins(last, c textChange) bool {
	return last.typed && c.typed && last.removed == "" && c.removed == "" && b.end(last) == c.at && !strings.ContainsAny(c.inserted, " \n")
}

// end is where the inserted text of a change ends.
func (b *textBuffer) end(c textChange) textPlace {
	parts := strings.Split(c.inserted, b.eol)
	last := parts[len(parts)-1]
	if len(parts) == 1 {
		return textPlace{c.at.line, c.at.at + len(last)}
	}
	return textPlace{c.at.line + len(parts) - 1, len(last)}
}

func (b *textBuffer) apply(c textChange) {
	gone := strings.Split(c.removed, b.eol)
	last := c.at.line + len(gone) - 1
	tail := len(gone[len(gone)-1])
	if len(gone) == 1 {
		tail += c.at.at
	}
	parts := strings.Split(b.lines[c.at.line][:c.at.at]+c.inserted+b.lines[last][tail:], b.eol)
	if len(parts) == len(gone) {
		copy(b.lines[c.at.line:], parts)
	} else {
		rest := b.lines[last+1:]
		lines := make([]string, 0, len(b.lines)-len(gone)+len(parts))
		b.lines = append(append(append(lines, b.lines[:c.at.line]...), parts...), rest...)
	}
	b.size += len(c.inserted) - len(c.removed)
	b.caret = b.end(c)
	b.anchor, b.column = b.caret, -1
}

// undo takes the last change back and tells whether there was one.
func (b *textBuffer) undo() bool {
	n := len(b.done)
	if n == 0 {
		return false
	}
	c := b.done[n-1]
	b.done = b.done[:n-1]
	b.apply(textChange{at: c.at, removed: c.inserted, inserted: c.removed})
	b.anchor, b.caret = c.anchor, c.caret
	c.typed = false
	b.undone = append(b.undone, c)
	return true
}

// redo makes the change again that was taken back last.
func (b *textBuffer) redo() bool {
	n := len(b.undone)
	if n == 0 {
		return false
	}
	c := b.undone[n-1]
	b.undone = b.undone[:n-1]
	b.apply(c)
	b.done = append(b.done, c)
	return true
}

// replaceAll puts text in the place of everything, as one change that can be undone.
func (b *textBuffer) replaceAll(text string) {
	text = b.withOwnLineEnds(text)
	if old := b.text(); old != text {
		b.change(textChange{removed: old, inserted: text, anchor: b.anchor, caret: b.caret})
		b.caret, b.anchor = textPlace{}, textPlace{}
	}
}

// newline breaks the line and indents the new one as the old one is, deeper after an opening bracket.
func (b *textBuffer) newline() bool {
	from, _ := b.selection()
	line := b.lines[from.line][:from.at]
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	if open := strings.TrimRight(line, " \t"); open != "" && strings.ContainsAny(open[len(open)-1:], "{[") {
		indent += "  "
	}
	return b.insert("\n"+indent, false)
}

// indent moves the selected lines by two blanks to the right, or back.
func (b *textBuffer) indent(back bool) {
	from, to := b.selection()
	if !back && from == to {
		b.insert("  ", true)
		return
	}
	if to.at == 0 && to.line > from.line {
		to.line--
	}
	to.at = len(b.lines[to.line])
	start := textPlace{from.line, 0}
	old := b.slice(start, to)
	lines := strings.Split(old, b.eol)
	for i, line := range lines {
		switch {
		case !back && line != "":
			lines[i] = "  " + line
		case back && strings.HasPrefix(line, "\t"):
			lines[i] = line[1:]
		case back:
			lines[i] = line[min(2, len(line)-len(strings.TrimLeft(line, " "))):]
		}
	}
	if text := strings.Join(lines, b.eol); text != old && b.size+len(text)-len(old) <= max(maxEditedText, b.size) {
		b.change(textChange{at: start, removed: old, inserted: text, anchor: b.anchor, caret: b.caret})
		b.anchor = start
	}
}

// wordAt gives the ends of the word at a place, or of the run of other characters.
func (b *textBuffer) wordAt(p textPlace) (from, to textPlace) {
	line := b.lines[p.line]
	from, to = p, p
	next, _ := utf8.DecodeRuneInString(line[p.at:])
	kind := charKind(next)
	if p.at == len(line) && p.at > 0 {
		last, _ := utf8.DecodeLastRuneInString(line)
		kind = charKind(last)
	}
	for from.at > 0 {
		r, n := utf8.DecodeLastRuneInString(line[:from.at])
		if charKind(r) != kind {
			break
		}
		from.at -= n
	}
	for to.at < len(line) {
		r, n := utf8.DecodeRuneInString(line[to.at:])
		if charKind(r) != kind {
			break
		}
		to.at += n
	}
	return from, to
}

// charKind sorts characters for motions by words: blanks, letters and digits, others.
func charKind(r rune) int {
	switch {
	case unicode.IsSpace(r):
		return 0
	case r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
		return 1
	}
	return 2
}
