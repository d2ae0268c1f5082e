package body

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// naiveLines splits as the index should: LF, CR LF, lone CR.
func naiveLines(b []byte) (starts []int) {
	for i := 0; i < len(b); {
		starts = append(starts, i)
		for i < len(b) && b[i] != '\n' && b[i] != '\r' {
			i++
		}
		if i < len(b) && b[i] == '\r' && i+1 < len(b) && b[i+1] == '\n' {
			i++
		}
		i++
	}
	return starts
}

var lineTexts = []struct {
	name, text string
	lines      int64
}{
	{"nothing", "", 0},
	{"one byte", "a", 1},
	{"ending only", "\n", 1},
	{"ending at the end", "a\n", 1},
	{"two lines", "a\nb", 2},
	{"CR LF", "a\r\nb\r\n", 2},
	{"lone CR", "a\rb\r", 2},
	{"CR CR LF", "a\r\r\nb", 3},
	{"LF CR", "a\n\rb", 3},
	{"CR LF at the end of what is there", "a\r\n", 1},
	{"empty lines", "\n\n\n", 3},
}

func TestLines(t *testing.T) {
	t.Parallel()
	for _, c := range lineTexts {
		t.Run(c.name, func(t *testing.T) {
			d, until := open(t, Bytes(c.text), Options{})
			s := until(indexed)
			if s.Lines != c.lines || s.LinesAbout != c.lines {
				t.Errorf("lines %d, about %d, want %d", s.Lines, s.LinesAbout, c.lines)
			}
			for i, off := range naiveLines([]byte(c.text)) {
				if got, ok := d.LineOffset(int64(i + 1)); !ok || got != int64(off) {
					t.Errorf("line %d begins at %d %v, want %d", i+1, got, ok, off)
				}
			}
			if _, ok := d.LineOffset(c.lines + 1); ok {
				t.Error("a line after the last one is known")
			}
		})
	}
}

// randomText has lines of many lengths, all line endings, tabs, controls, wide characters and bytes that are not UTF-8.
func randomText(r *rand.Rand, n int) []byte {
	pieces := []string{"a", "word ", "\"key\": ", "é", "漢字", "e\u0301", "\t", "\x00", "\xff", "\u202e", "👩‍💻", "\n", "\r\n", "\r", "{", "}", "\\", "\"",
		strings.Repeat("x", 40), strings.Repeat("long ", 900)}
	var b bytes.Buffer
	for b.Len() < n {
		i := r.IntN(len(pieces))
		if i == len(pieces)-1 && r.IntN(20) > 0 {
			i = 0
		}
		b.WriteString(pieces[i])
	}
	return b.Bytes()
}

// checkRows reads all rows in random steps and holds them against the bytes.
func checkRows(t testing.TB, d *Document, r *rand.Rand, b []byte, columns int) {
	t.Helper()
	starts := naiveLines(b)
	total := d.State().Rows
	off, line := int64(0), int64(0)
	for at := int64(0); at < total; {
		rows := d.Rows(at, 1+r.IntN(100))
		if len(rows) == 0 {
			t.Fatalf("no rows at %d of %d", at, total)
		}
		for i := range rows {
			row := &rows[i]
			if row.Number != at || row.Offset != off {
				t.Fatalf("row %d at %d, want row %d at %d", row.Number, row.Offset, at, off)
			}
			if row.Line > 0 {
				if line++; row.Line != line || row.Offset != int64(starts[line-1]) {
					t.Fatalf("row %d is line %d at %d, want line %d at %d", at, row.Line, row.Offset, line, starts[line-1])
				}
			}
			checkRow(t, row, columns)
			off += int64(row.Len + row.EOL)
			at++
		}
	}
	if off != int64(len(b)) || line != int64(len(starts)) {
		t.Fatalf("rows end at %d line %d, want %d line %d", off, line, len(b), len(starts))
	}
	for range 50 {
		if len(b) == 0 {
			break
		}
		o := int64(r.IntN(len(b)))
		row, ok := d.row(o)
		if !ok || o < row.Offset || o >= row.Offset+int64(row.Len+row.EOL) {
			t.Fatalf("row of %d is [%d, +%d+%d)", o, row.Offset, row.Len, row.EOL)
		}
		want := int64(0)
		for int(want) < len(starts) && int64(starts[want]) <= o {
			want++
		}
		if got := d.Position(o).Line; got != want {
			t.Fatalf("line of %d is %d, want %d", o, got, want)
		}
		if got, ok := d.LineOffset(want); !ok || got != int64(starts[want-1]) {
			t.Fatalf("line %d begins at %d %v, want %d", want, got, ok, starts[want-1])
		}
	}
}

// checkRow holds a row against its own promises.
func checkRow(t testing.TB, row *Row, columns int) {
	t.Helper()
	if row.Columns() > columns && row.Len > 1 {
		t.Fatalf("row %d is %d columns wide, limit %d", row.Number, row.Columns(), columns)
	}
	end := 0
	for _, s := range row.Spans {
		if s.Start < end || s.End <= s.Start || s.End > len(row.Text) {
			t.Fatalf("row %d: span %v after %d in %d bytes", row.Number, s, end, len(row.Text))
		}
		end = s.End
	}
	for _, c := range row.Text {
		if c < 0x20 || c == 0x7f || hidden(c) {
			t.Fatalf("row %d shows %U", row.Number, c)
		}
	}
	last := -1
	for o := row.Offset; o <= row.Offset+int64(row.Len); o++ {
		col := row.Column(o)
		if col < last {
			t.Fatalf("row %d: column %d after %d", row.Number, col, last)
		}
		last = col
		if back := row.At(col); back > o && row.Column(back) != col {
			t.Fatalf("row %d: offset %d, column %d, back at %d", row.Number, o, col, back)
		}
	}
}

func TestRowsOfRandomTextArrivingInPieces(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		for _, wrap := range []int{0, 12, 80} {
			t.Run(fmt.Sprintf("seed %d wrap %d", seed, wrap), func(t *testing.T) {
				t.Parallel()
				r := newRand(seed)
				b := randomText(r, r.IntN(300_000))
				g := newGrowing(b)
				g.grow(r.IntN(2000))
				d, until := open(t, g, Options{Wrap: wrap, Language: Language(r.IntN(3))})
				g.pieces(newRand(seed), 30_000)
				until(indexed)
				columns := wrap
				if wrap == 0 {
					columns = MaxColumns
				}
				checkRows(t, d, r, b, columns)
			})
		}
	}
}

// A body that is indexed while it arrives has the same rows as one that was there at once.
func TestGrowthDoesNotChangeRows(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		r := newRand(seed)
		b := randomText(r, 150_000)
		whole, wholeUntil := open(t, Bytes(b), Options{Wrap: 20, Language: JSON})
		g := newGrowing(b)
		part, partUntil := open(t, g, Options{Wrap: 20, Language: JSON})
		g.pieces(r, 5000)
		n := wholeUntil(indexed).Rows
		if got := partUntil(indexed).Rows; got != n {
			t.Fatalf("seed %d: %d rows, %d when whole", seed, got, n)
		}
		for at := int64(0); at < n; at += 1000 {
			a, b := whole.Rows(at, 50), part.Rows(at, 50)
			for i := range a {
				if fmt.Sprint(a[i]) != fmt.Sprint(b[i]) {
					t.Fatalf("seed %d: row %d differs:\n%v\n%v", seed, at+int64(i), a[i], b[i])
				}
			}
		}
	}
}

func TestWhatHasArrivedIsShown(t *testing.T) {
	t.Parallel()
	g := newGrowing([]byte("data: one\ndata: two"))
	d, until := open(t, g, Options{})
	if s := d.State(); s.Rows != 0 || s.Done {
		t.Fatalf("nothing arrived, but %+v", s)
	}
	g.grow(12)
	until(func(s State) bool { return s.Indexed == 10 })
	rows := d.Rows(0, 10)
	if len(rows) != 2 || rows[1].Text != "da" {
		t.Fatalf("rows %+v", rows)
	}
	g.finish()
	s := until(indexed)
	if rows = d.Rows(1, 1); rows[0].Text != "data: two" || s.Lines != 2 {
		t.Fatalf("rows %+v of %+v", rows, s)
	}
}

func TestSetWrapKeepsRowsUntilIndexed(t *testing.T) {
	t.Parallel()
	b := []byte(strings.Repeat(strings.Repeat("0123456789", 10)+"\n", 3_000))
	d, until := open(t, Bytes(b), Options{})
	until(indexed)
	for _, wrap := range []int{40, 0, 33, 20} {
		d.SetWrap(wrap)
		perLine := int64(1)
		if wrap > 0 {
			perLine = int64((100 + wrap - 1) / wrap)
		}
		s := until(func(s State) bool { return s.Rows == 3_000*perLine })
		if s.Lines != 3_000 {
			t.Fatalf("%d lines", s.Lines)
		}
		checkRows(t, d, newRand(1), b, max(wrap, 100))
	}
	d.Close()
	d.SetWrap(50)
}

func TestReadErrorIsTold(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk gone")
	g := newGrowing([]byte(strings.Repeat("line\n", 100_000)))
	g.grow(100)
	d, until := open(t, g, Options{})
	g.mu.Lock()
	g.fail = broken
	g.mu.Unlock()
	g.finish()
	s := until(func(s State) bool { return s.Err != nil })
	if !errors.Is(s.Err, broken) || s.Lines == 0 {
		t.Fatalf("state %+v", s)
	}
	if rows := d.Rows(0, 5); len(rows) != 0 {
		t.Fatalf("rows out of nowhere: %v", rows)
	}
}

// plainSource hides the Wait of a Source.
type plainSource struct{ g *growing }

func (p plainSource) ReadAt(b []byte, off int64) (int, error) { return p.g.ReadAt(b, off) }
func (p plainSource) Size() int64                             { return p.g.Size() }
func (p plainSource) Done() bool                              { return p.g.Done() }

func TestSourceWithoutWaitIsLookedAt(t *testing.T) {
	t.Parallel()
	g := newGrowing([]byte("one\ntwo\n"))
	_, until := open(t, plainSource{g}, Options{})
	g.finish()
	if s := until(indexed); s.Lines != 2 {
		t.Fatalf("state %+v", s)
	}
}

func FuzzIndex(f *testing.F) {
	for _, c := range lineTexts {
		f.Add([]byte(c.text), uint64(1), 12)
	}
	f.Add([]byte("e\u0301\xff\t\u202e漢"), uint64(3), 13)
	f.Fuzz(func(t *testing.T, b []byte, seed uint64, wrap int) {
		r := newRand(seed)
		g := newGrowing(b)
		wrap = 12 + (wrap&0xff+0xff)%100
		d, until := open(t, g, Options{Wrap: wrap, Language: Language(seed % 3)})
		g.pieces(r, 64)
		until(indexed)
		checkRows(t, d, r, b, wrap)
	})
}

// short promises more bytes than it has.
type short struct{ Bytes }

func (s short) Size() int64 { return int64(len(s.Bytes)) + 1000 }

func TestSourceThatLiesEndsInAnError(t *testing.T) {
	t.Parallel()
	src := short{Bytes("{\"a\":\n1")}
	_, until := open(t, src, Options{Language: JSON})
	if s := until(func(s State) bool { return s.Err != nil }); !errors.Is(s.Err, io.ErrUnexpectedEOF) {
		t.Errorf("index: %v", s.Err)
	}
	if n := search(t, src, Query{Text: "a"}).Found(); !errors.Is(n.Err, io.ErrUnexpectedEOF) {
		t.Errorf("search: %v", n.Err)
	}
	d := Pretty(t.Context(), src, nil, PrettyOptions{})
	all(t, d)
	if !errors.Is(d.Err(), io.ErrUnexpectedEOF) {
		t.Errorf("pretty: %v", d.Err())
	}
}
