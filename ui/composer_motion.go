package ui

import (
	"strings"
	"unicode/utf8"
)

// textMotion is a way the caret goes.
type textMotion uint8

const (
	moveLeft textMotion = iota
	moveRight
	moveUp
	moveDown
	moveWordLeft
	moveWordRight
	moveHome // first character that is no blank, then the line's beginning
	moveEnd
	movePageUp
	movePageDown
	moveTop
	moveBottom
)

// move moves the caret; extend keeps the other end of the selection where it is. page is how many lines a page has.
func (b *textBuffer) move(m textMotion, extend bool, page int) {
	from, to := b.selection()
	switch {
	case !extend && from != to && m == moveLeft:
		b.caret = from
	case !extend && from != to && m == moveRight:
		b.caret = to
	case m == moveUp, m == moveDown, m == movePageUp, m == movePageDown:
		b.moveLines(m, page)
		if !extend {
			b.anchor = b.caret
		}
		return
	default:
		b.caret = b.target(m)
	}
	b.column = -1
	if !extend {
		b.anchor = b.caret
	}
}

func (b *textBuffer) moveLines(m textMotion, page int) {
	if b.column < 0 {
		b.column = utf8.RuneCountInString(b.lines[b.caret.line][:b.caret.at])
	}
	by := map[textMotion]int{moveUp: -1, moveDown: 1, movePageUp: -page, movePageDown: page}[m]
	line := b.caret.line + by
	switch {
	case line < 0:
		b.caret = textPlace{}
	case line >= len(b.lines):
		b.caret = b.bottom()
	default:
		b.caret = textPlace{line, runeOffset(b.lines[line], b.column)}
	}
}

func (b *textBuffer) bottom() textPlace {
	last := len(b.lines) - 1
	return textPlace{last, len(b.lines[last])}
}

// target is where a motion within or between lines leads.
func (b *textBuffer) target(m textMotion) textPlace {
	p := b.caret
	line := b.lines[p.line]
	switch m {
	case moveLeft, moveWordLeft:
		switch {
		case p.at > 0 && m == moveWordLeft:
			return textPlace{p.line, wordLeft(line, p.at)}
		case p.at > 0:
			_, n := utf8.DecodeLastRuneInString(line[:p.at])
			return textPlace{p.line, p.at - n}
		case p.line > 0:
			return textPlace{p.line - 1, len(b.lines[p.line-1])}
		}
	case moveRight, moveWordRight:
		switch {
		case p.at < len(line) && m == moveWordRight:
			return textPlace{p.line, wordRight(line, p.at)}
		case p.at < len(line):
			_, n := utf8.DecodeRuneInString(line[p.at:])
			return textPlace{p.line, p.at + n}
		case p.line < len(b.lines)-1:
			return textPlace{p.line + 1, 0}
		}
	case moveHome:
		first := len(line) - len(strings.TrimLeft(line, " \t"))
		if p.at == first {
			first = 0
		}
		return textPlace{p.line, first}
	case moveEnd:
		return textPlace{p.line, len(line)}
	case moveTop:
		return textPlace{}
	case moveBottom:
		return b.bottom()
	}
	return p
}

// wordLeft passes blanks, then one run of characters of a kind.
func wordLeft(line string, at int) int {
	kind := -1
	for at > 0 {
		r, n := utf8.DecodeLastRuneInString(line[:at])
		k := charKind(r)
		if kind > 0 && k != kind {
			break
		}
		kind = max(kind, k)
		at -= n
	}
	return at
}

// wordRight passes one run of characters of a kind, then blanks.
func wordRight(line string, at int) int {
	kind := -1
	for at < len(line) {
		r, n := utf8.DecodeRuneInString(line[at:])
		k := charKind(r)
		if kind >= 0 && k != kind && k != 0 {
			break
		}
		kind = k
		at += n
	}
	return at
}

// runeOffset is the byte offset of a column counted in characters, the end of the line if it is shorter.
func runeOffset(line string, column int) int {
	at := 0
	for range column {
		if at == len(line) {
			break
		}
		_, n := utf8.DecodeRuneInString(line[at:])
		at += n
	}
	return at
}

// offsetPlace is the place of a byte offset of the whole text.
func (b *textBuffer) offsetPlace(offset int) textPlace {
	for i, line := range b.lines {
		if offset <= len(line) {
			return textPlace{i, max(offset, 0)}
		}
		offset -= len(line) + len(b.eol)
	}
	return b.bottom()
}
