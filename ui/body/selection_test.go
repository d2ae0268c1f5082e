package body

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
)

func TestWordAndLine(t *testing.T) {
	t.Parallel()
	const text = "\"sku\": \"LDL-09\",\r\nGöteborg  x\n"
	d, _ := open(t, Bytes(text), Options{})
	part := func(s Selection) string { a, b := s.Range(); return text[a:b] }
	for _, c := range []struct {
		off        int
		word, line string
	}{
		{0, `"`, text[:18]}, {1, "sku", text[:18]}, {3, "sku", text[:18]}, {4, `":`, text[:18]}, {6, " ", text[:18]},
		{9, "LDL", text[:18]}, {14, `",`, text[:18]}, {16, `",`, text[:18]}, {17, "", text[:18]}, {18, "Göteborg", text[18:]},
		{20, "Göteborg", text[18:]}, {27, "  ", text[18:]}, {29, "x", text[18:]}, {len(text), "", text[18:]},
	} {
		if got := part(d.WordAt(int64(c.off))); got != c.word {
			t.Errorf("word at %d is %q, want %q", c.off, got, c.word)
		}
		if got := part(d.LineAt(int64(c.off))); got != c.line {
			t.Errorf("line at %d is %q, want %q", c.off, got, c.line)
		}
	}
}

func TestExtend(t *testing.T) {
	t.Parallel()
	word := Selection{10, 15}
	if got := word.Extend(20, 25); got != (Selection{10, 25}) {
		t.Errorf("to the right: %v", got)
	}
	if got := word.Extend(2, 4); got != (Selection{15, 2}) || got.Len() != 13 {
		t.Errorf("to the left: %v", got)
	}
	if got := word.Extend(10, 15); got != word {
		t.Errorf("itself: %v", got)
	}
}

func TestCopyAndWrite(t *testing.T) {
	t.Parallel()
	text := bytes.Repeat([]byte("0123456789"), 300_000)
	d, _ := open(t, Bytes(text), Options{})
	s := Selection{Anchor: 2_500_000, Caret: 5}
	got, err := d.Copy(t.Context(), s, 1<<30)
	if err != nil || !bytes.Equal(got, text[5:2_500_000]) {
		t.Errorf("copy: %d bytes, %v", len(got), err)
	}
	_, err = d.Copy(t.Context(), s, 1000)
	var large *TooLargeError
	if !errors.Is(err, ErrTooLarge) || !errors.As(err, &large) || large.Size != s.Len() || large.Limit != 1000 {
		t.Errorf("copy over the limit: %v", err)
	}
	var w bytes.Buffer
	var told []int64
	n, err := d.WriteSelection(t.Context(), &w, s, func(n int64) { told = append(told, n) })
	if err != nil || n != s.Len() || !bytes.Equal(w.Bytes(), got) || len(told) != 3 || told[2] != n {
		t.Errorf("write: %d bytes, %v, progress %v", n, err, told)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Copy(ctx, s, 1<<30); !errors.Is(err, context.Canceled) {
		t.Errorf("copy after cancel: %v", err)
	}
	if _, err := d.WriteSelection(ctx, &w, s, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("write after cancel: %v", err)
	}
	if got, err := d.Copy(t.Context(), Selection{-5, 1 << 40}, 1<<30); err != nil || len(got) != len(text) {
		t.Errorf("copy beyond the ends: %d, %v", len(got), err)
	}
	if d.SelectAll().Len() != int64(len(text)) {
		t.Error("select all")
	}
}

func TestMotion(t *testing.T) {
	t.Parallel()
	const text = "ab é\r\n\tlonger line here\nx\n漢字 end"
	line2 := int64(strings.Index(text, "\t"))
	line3 := int64(strings.Index(text, "x"))
	line4 := int64(strings.Index(text, "漢"))
	end := int64(len(text))
	for _, c := range []struct {
		name string
		from int64
		m    Motion
		want int64
	}{
		{"right", 0, Right, 1},
		{"right over é", 3, Right, 5},
		{"right over CR LF", 5, Right, line2},
		{"right at the end", end, Right, end},
		{"left over CR LF", line2, Left, 5},
		{"left over é", 5, Left, 3},
		{"left at the start", 0, Left, 0},
		{"word right", 0, WordRight, 3},
		{"word right over the line", 3, WordRight, line2 + 1},
		{"word left", 3, WordLeft, 0},
		{"word left over the line", line2 + 1, WordLeft, 3},
		{"down", 1, Down, line2},
		{"down to a shorter row", line2 + 10, Down, line3 + 1},
		{"down at the last row", line4, Down, end},
		{"up at the first row", 3, Up, 0},
		{"row start", line2 + 5, RowStart, line2},
		{"row end", line2, RowEnd, line3 - 1},
		{"page down", 0, PageDown, line3},
		{"page up", line4, PageUp, line2},
		{"start", end, Start, 0},
		{"end", 0, End, end},
	} {
		d, _ := open(t, Bytes(text), Options{})
		if got := d.Move(d.At(c.from), c.m, 2); got.Offset != c.want {
			t.Errorf("%s: %d, want %d", c.name, got.Offset, c.want)
		}
	}
}

// Up and Down keep to their column over a row that is shorter.
func TestColumnIsKept(t *testing.T) {
	t.Parallel()
	d, _ := open(t, Bytes("longer\nx\nlonger"), Options{})
	c := d.At(4)
	for _, want := range []int64{8, 13} {
		if c = d.Move(c, Down, 1); c.Offset != want {
			t.Fatalf("at %d, want %d", c.Offset, want)
		}
	}
	if c = d.Move(d.Move(c, Up, 1), Up, 1); c.Offset != 4 {
		t.Fatalf("at %d, want 4", c.Offset)
	}
}

// Right, from the start, and Left, from the end, visit the same places, and each is progress.
func TestLeftIsTheWayBack(t *testing.T) {
	t.Parallel()
	for _, opt := range []Options{{}, {Wrap: 12}, {Hex: true}} {
		text := randomText(newRand(4), 600)
		d, _ := open(t, Bytes(text), opt)
		var there []int64
		for c := (Caret{}); ; {
			there = append(there, c.Offset)
			next := d.Move(c, Right, 1)
			if next.Offset == c.Offset {
				break
			}
			if next.Offset < c.Offset {
				t.Fatalf("%+v: right of %d is %d", opt, c.Offset, next.Offset)
			}
			c = next
		}
		if there[len(there)-1] != int64(len(text)) {
			t.Fatalf("%+v: right ends at %d of %d", opt, there[len(there)-1], len(text))
		}
		for i, c := len(there)-1, (Caret{Offset: int64(len(text))}); i > 0; i-- {
			if c = d.Move(c, Left, 1); c.Offset != there[i-1] {
				t.Fatalf("%+v: left of %d is %d, want %d", opt, there[i], c.Offset, there[i-1])
			}
		}
		for range 200 {
			for m := Left; m <= End; m++ {
				if c := d.Move(d.At(there[len(there)/2]), m, 3); c.Offset < 0 || c.Offset > int64(len(text)) {
					t.Fatalf("%+v: motion %d ends at %d", opt, m, c.Offset)
				}
			}
		}
	}
	empty, _ := open(t, Bytes(nil), Options{})
	for m := Left; m <= End; m++ {
		if c := empty.Move(Caret{}, m, 3); c.Offset != 0 {
			t.Errorf("motion %d in nothing ends at %d", m, c.Offset)
		}
	}
}
