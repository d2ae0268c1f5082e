package ui

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func at(b *textBuffer, line, col int) { b.caret, b.anchor = textPlace{line, col}, textPlace{line, col} }

func TestTextBufferTyping(t *testing.T) {
	t.Parallel()
	b := newTextBuffer("{\n  \"a\": {\n}")
	at(b, 1, 8)
	b.newline()
	for _, r := range `"b": 1` {
		b.insert(string(r), true)
	}
	if want := "{\n  \"a\": {\n    \"b\": 1\n}"; b.text() != want {
		t.Fatalf("text %q, want %q", b.text(), want)
	}
	b.erase(moveWordLeft)
	b.erase(moveWordLeft)
	if want := "{\n  \"a\": {\n    \"b\n}"; b.text() != want {
		t.Errorf("after two words deleted %q, want %q", b.text(), want)
	}
	for b.undo() {
	}
	if want := "{\n  \"a\": {\n}"; b.text() != want || b.caret != (textPlace{1, 8}) {
		t.Errorf("after undo %q, caret %v", b.text(), b.caret)
	}
}

func TestTextBufferUndoTakesWordsBack(t *testing.T) {
	t.Parallel()
	b := newTextBuffer("")
	for _, r := range "one two" {
		b.insert(string(r), true)
	}
	b.undo()
	if b.text() != "one" {
		t.Errorf("after one undo %q", b.text())
	}
	b.redo()
	if b.text() != "one two" {
		t.Errorf("after redo %q", b.text())
	}
}

func TestTextBufferLineEnds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, insert, want string }{
		"all CRLF":  {"a\r\nb", "x\ny", "x\r\ny" + "a\r\nb"},
		"mixed":     {"a\r\nb\nc", "x\r\ny", "x\ny" + "a\r\nb\nc"},
		"LF":        {"a\nb", "x\r\n", "x\na\nb"},
		"no UTF-8":  {"\xff\xfe", "é", "é\xff\xfe"},
		"only CRLF": {"\r\n", "", "\r\n"},
	} {
		b := newTextBuffer(c.text)
		if b.text() != c.text {
			t.Errorf("%s: loaded as %q", name, b.text())
		}
		b.insert(c.insert, false)
		if b.text() != c.want {
			t.Errorf("%s: %q, want %q", name, b.text(), c.want)
		}
	}
}

func TestTextBufferIndent(t *testing.T) {
	t.Parallel()
	b := newTextBuffer("a\n  b\n\nc")
	b.anchor, b.caret = textPlace{0, 1}, textPlace{3, 0}
	b.indent(false)
	if want := "  a\n    b\n\nc"; b.text() != want {
		t.Errorf("indented %q", b.text())
	}
	b.indent(true)
	b.indent(true)
	if want := "a\nb\n\nc"; b.text() != want {
		t.Errorf("indented back %q", b.text())
	}
}

func TestTextBufferHasALimit(t *testing.T) {
	t.Parallel()
	b := newTextBuffer(strings.Repeat("x", maxEditedText))
	if b.insert("y", true) {
		t.Error("a text grew beyond its limit")
	}
	b.move(moveRight, true, 1)
	if !b.insert("y", true) || b.size != maxEditedText {
		t.Error("a character could not be replaced")
	}
}

func TestTextBufferWordAt(t *testing.T) {
	t.Parallel()
	b := newTextBuffer(`"open_limit": 200`)
	for col, want := range map[int]string{3: "open_limit", 0: `"`, 13: " ", 16: "200", 17: "200"} {
		from, to := b.wordAt(textPlace{0, col})
		if got := b.slice(from, to); got != want {
			t.Errorf("word at %d is %q, want %q", col, got, want)
		}
	}
}

// act does one of everything that a person can do.
func act(b *textBuffer, what int, text string) {
	switch what % 8 {
	case 0, 1:
		b.insert(text, true)
	case 2:
		b.erase(textMotion(what/8) % (moveBottom + 1))
	case 3:
		b.newline()
	case 4:
		b.indent(what%16 > 7)
	default:
		b.move(textMotion(what/8)%(moveBottom+1), what%3 == 0, 5)
	}
}

func checkBuffer(t *testing.T, b *textBuffer) {
	t.Helper()
	for _, p := range []textPlace{b.anchor, b.caret} {
		if p.line < 0 || p.line >= len(b.lines) || p.at < 0 || p.at > len(b.lines[p.line]) {
			t.Fatalf("place %v in %q", p, b.text())
		}
	}
	if b.size != len(b.text()) {
		t.Fatalf("size %d of %q", b.size, b.text())
	}
}

func TestTextBufferUndoesAnything(t *testing.T) {
	t.Parallel()
	texts := []string{"a", "{", " ", "ü", "\n", "x\ny\nz", "\"q\"", ""}
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		start := strings.Repeat("  line {\r\n\tü\"\r\n", r.IntN(4))
		b := newTextBuffer(start)
		for range 60 {
			act(b, r.IntN(256), texts[r.IntN(len(texts))])
			checkBuffer(t, b)
		}
		end := b.text()
		for b.undo() {
			checkBuffer(t, b)
		}
		if b.text() != start {
			t.Fatalf("seed %d: all undone is %q, want %q", seed, b.text(), start)
		}
		for b.redo() {
			checkBuffer(t, b)
		}
		if b.text() != end {
			t.Fatalf("seed %d: all redone is %q, want %q", seed, b.text(), end)
		}
	}
}

func FuzzTextBuffer(f *testing.F) {
	f.Add("a\r\nb", "x\n", []byte{0, 9, 2, 3, 200})
	f.Fuzz(func(t *testing.T, start, text string, acts []byte) {
		b := newTextBuffer(start)
		for _, a := range acts {
			act(b, int(a), text)
			checkBuffer(t, b)
		}
		for b.undo() {
		}
		if b.text() != start {
			t.Errorf("all undone is %q, want %q", b.text(), start)
		}
	})
}
