package body

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

func TestVisible(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in, text string
		columns  int
	}{
		{"plain", "plain", 5},
		{"a\tb\tc", "a   b   c", 9},
		{"\x00\x1b[0m\x7f", `\x00\x1b[0m\x7f`, 15},
		{"a\xffb\xc3", `a\xffb\xc3`, 10},
		{"\u202etxt.exe", `\u{202e}txt.exe`, 15},
		{"a\u200bb", `a\u{200b}b`, 10},
		{"é漢e\u0301", "é漢e\u0301", 4},
	} {
		d, _ := open(t, Bytes(c.in), Options{})
		row := d.Rows(0, 1)[0]
		if row.Text != c.text || row.Columns() != c.columns || row.Len != len(c.in) {
			t.Errorf("%q is %q in %d columns, want %q in %d", c.in, row.Text, row.Columns(), c.text, c.columns)
		}
		if row.ASCII() != (c.columns == len(c.text)) {
			t.Errorf("%q: ASCII is %v", c.in, row.ASCII())
		}
	}
}

func TestColumnsAndOffsets(t *testing.T) {
	t.Parallel()
	d, _ := open(t, Bytes("é\t漢x"), Options{})
	row := d.Rows(0, 1)[0]
	for _, c := range []struct {
		column float64
		at     int64
		near   int64
	}{{0, 0, 0}, {0.4, 0, 0}, {0.6, 0, 2}, {1, 2, 2}, {3.9, 2, 3}, {4.9, 3, 3}, {5.2, 3, 6}, {6, 6, 6}, {99, 7, 7}} {
		if got := row.At(int(c.column)); got != c.at {
			t.Errorf("column %v is at %d, want %d", c.column, got, c.at)
		}
		if got := row.Nearest(c.column); got != c.near {
			t.Errorf("nearest to %v is %d, want %d", c.column, got, c.near)
		}
	}
	for _, c := range []struct {
		a, b   int
		want   string
		column int
	}{{0, 2, "é   ", 0}, {5, 6, "漢", 4}, {6, 99, "x", 6}, {2, 3, "   ", 1}} {
		a, b, col := row.Cut(c.a, c.b)
		if row.Text[a:b] != c.want || col != c.column {
			t.Errorf("cut %d to %d is %q at %d, want %q at %d", c.a, c.b, row.Text[a:b], col, c.want, c.column)
		}
	}
}

func TestHex(t *testing.T) {
	t.Parallel()
	d, _ := open(t, Bytes("a_debit\",\n    \"s\x00"), Options{Hex: true})
	rows := d.Rows(0, 9)
	if len(rows) != 2 || d.State().Rows != 2 {
		t.Fatalf("%d rows", len(rows))
	}
	if want := `61 5f 64 65 62 69 74 22  2c 0a 20 20 20 20 22 73  a_debit",.    "s`; rows[0].Text != want {
		t.Errorf("got\n%s\nwant\n%s", rows[0].Text, want)
	}
	if got, want := rows[1].Text, "00"+strings.Repeat(" ", 48)+"."; got != want || rows[1].Offset != 16 {
		t.Errorf("got %q at %d, want %q", got, rows[1].Offset, want)
	}
	if got := show(rows[0].Text, rows[0].Spans); got != "addr:0a addr:." {
		t.Errorf("spans %s", got)
	}
	for i := range 16 {
		off := int64(i)
		if got := rows[0].At(rows[0].Column(off)); got != off {
			t.Errorf("digits of %d lead to %d", off, got)
		}
		if got := rows[0].At(rows[0].TextColumn(off)); got != off {
			t.Errorf("character of %d leads to %d", off, got)
		}
	}
	if p := d.Position(16); p.Line != 0 || p.Column != 1 {
		t.Errorf("position %+v", p)
	}
}

// endless is a Source of any size, without bytes in memory.
type endless int64

func (e endless) Size() int64 { return int64(e) }
func (e endless) Done() bool  { return true }
func (e endless) ReadAt(p []byte, off int64) (int, error) {
	for i := range p {
		p[i] = byte(off) + byte(i)
	}
	return len(p), nil
}

func TestHexOfAnySize(t *testing.T) {
	t.Parallel()
	d, _ := open(t, endless(math.MaxInt64-20), Options{Hex: true})
	n := d.State().Rows
	rows := d.Rows(n-3, 10)
	if len(rows) != 3 || rows[2].Offset+int64(rows[2].Len) != math.MaxInt64-20 {
		t.Fatalf("last rows %v of %d", rows, n)
	}
}

func TestDetect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		body, contentType string
		want              Format
	}{
		{"", "application/json", Format{Empty, JSON, "UTF-8", NoEnding}},
		{"{}", "application/json; charset=utf-8", Format{Text, JSON, "UTF-8", NoEnding}},
		{"{}\n", "application/problem+json", Format{Text, JSON, "UTF-8", LF}},
		{"<a/>\r\n", "image/svg+xml", Format{Text, XML, "UTF-8", CRLF}},
		{"<p>\r<b>\r-", "text/html", Format{Text, HTML, "UTF-8", CR}},
		{"a\n\r\n", "text/css", Format{Text, CSS, "UTF-8", MixedEndings}},
		{"a", "text/javascript", Format{Text, JavaScript, "UTF-8", NoEnding}},
		{"a: 1", "application/yaml", Format{Text, YAML, "UTF-8", NoEnding}},
		{"a=1", "application/x-www-form-urlencoded", Format{Text, Form, "UTF-8", NoEnding}},
		{"{}", "application/x-ndjson", Format{Text, NDJSON, "UTF-8", NoEnding}},
		{"caf\xe9", "text/plain; charset=ISO-8859-1", Format{Text, Plain, "ISO-8859-1", NoEnding}},
		{"\xff\xfea\x00", "text/plain; charset=utf-16", Format{Text, Plain, "UTF-16LE", NoEnding}},
		{"\xfe\xff\x00a", "", Format{Text, Plain, "UTF-16BE", NoEnding}},
		{"\x82\xa0", "text/plain; charset=Shift_JIS", Format{Text, Plain, "SHIFT_JIS", NoEnding}},
		{"x", "text/plain; charset=klingon", Format{Text, Plain, "UTF-8", NoEnding}},
		{"\x89PNG\r\n\x1a\n\x00\x00", "image/png", Format{Binary, Plain, "UTF-8", NoEnding}},
		{"\x80\x81\x82\x83", "", Format{Binary, Plain, "UTF-8", NoEnding}},
		{" [{\"a\":1}]", "", Format{Text, JSON, "UTF-8", NoEnding}},
		{"[1, 2]", "text/plain", Format{Text, JSON, "UTF-8", NoEnding}},
		{"[main] x", "text/plain", Format{Text, Plain, "UTF-8", NoEnding}},
		{"{{name}}", "text/plain", Format{Text, Plain, "UTF-8", NoEnding}},
		{"<!DOCTYPE html><p>", "", Format{Text, HTML, "UTF-8", NoEnding}},
		{"<?xml version='1.0'?>", "application/octet-stream", Format{Text, XML, "UTF-8", NoEnding}},
		{"{}", "image/unheard-of; x", Format{Text, Plain, "UTF-8", NoEnding}},
	} {
		got, err := Detect(Bytes(c.body), c.contentType)
		if c.want.Class == Empty {
			got.Language, c.want.Language = 0, 0
		}
		if err != nil || got != c.want {
			t.Errorf("%q as %q: %+v %v, want %+v", c.body, c.contentType, got, err, c.want)
		}
	}
	if fmt.Sprint(JavaScript, CRLF) != "JavaScript CR LF" {
		t.Error("names to show")
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ charset, in, want string }{
		{"ISO-8859-1", "caf\xe9", "café"},
		{"UTF-16LE", "\xff\xfea\x00\xe9\x00", "aé"},
		{"UTF-16", "\x00a\x00\xe9", "aé"},
		{"UTF-32LE", "\xff\xfe\x00\x00a\x00\x00\x00", "a"},
		{"SHIFT_JIS", "\x82\xa0", "あ"},
	} {
		g := newGrowing([]byte(c.in))
		d, err := Decode(t.Context(), g, c.charset, nil)
		if err != nil {
			t.Fatal(err)
		}
		g.pieces(newRand(1), 1)
		if got := all(t, d); got != c.want || d.Err() != nil {
			t.Errorf("%s: %q %v, want %q", c.charset, got, d.Err(), c.want)
		}
	}
	if d, err := Decode(t.Context(), Bytes(nil), "UTF-8", nil); d != nil || err != nil {
		t.Errorf("UTF-8: %v %v", d, err)
	}
	if _, err := Decode(t.Context(), Bytes(nil), "klingon", nil); err == nil {
		t.Error("an unknown charset is decoded")
	}
}

// coloured waits until some row of a document has a span.
func coloured(t *testing.T, text string, lang Language) []string {
	t.Helper()
	changed := make(chan struct{}, 1)
	d := Open(t.Context(), Bytes(text), Options{Language: lang, Notify: func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}})
	t.Cleanup(d.Close)
	d.colour.patience = time.Hour // nothing was asked of the worker yet
	for {
		var out []string
		found := false
		for _, r := range d.Rows(0, 100) {
			checkRow(t, &r, MaxColumns)
			out = append(out, show(r.Text, r.Spans))
			found = found || len(r.Spans) > 0 && r.Spans[0].Kind != KindEscape
		}
		if found {
			return out
		}
		<-changed
	}
}

func TestColours(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang Language
		text string
		line int
		want []string
	}{
		{HTML, "<!-- c -->\r\n<p class=\"x\">t\xff</p>", 1, []string{"tag:p", "key:class", `str:"x"`, "esc:\\xff"}},
		{XML, "<?xml version=\"1.0\"?>\n<a b='1'/>", 1, []string{"key:b=", "str:'1'"}},
		{CSS, strings.Repeat("x", 3000) + "\n/* c */\na { b: 1px }", 1, []string{"comment:/* c */"}},
		{JavaScript, "// c\nconst a = true + \"s\" + 12", 1, []string{"tag:const", "bool:true", `str:"s"`, "num:12"}},
		{YAML, "# c\nkey: \"v\"", 1, []string{"key:key", `v`}},
	} {
		got := coloured(t, c.text, c.lang)
		for _, w := range c.want {
			if !strings.Contains(got[c.line], w) {
				t.Errorf("%v: %q has no %q", c.lang, got[c.line], w)
			}
		}
	}
}

// A block far inside a body is coloured like the first, and blocks seen long ago are forgotten.
func TestColoursInsideAndForgotten(t *testing.T) {
	t.Parallel()
	line := "a { color: red } /* c */\n"
	src := Bytes(strings.Repeat(line, 60_000))
	c := newColourer(src, CSS, func() {})
	c.patience = time.Hour
	for n := range int64(blocksKept + 3) {
		if n > 1 && n < blocksKept {
			c.keep(n, &block{})
			continue
		}
		c.keep(n, c.colour(t.Context(), n))
		from := (n*blockBytes/int64(len(line)) + 2) * int64(len(line))
		spans := c.spans(from, from+int64(len(line)), nil)
		if got := show(line, spans); !strings.Contains(got, "comment:/* c */") {
			t.Fatalf("block %d: %s", n, got)
		}
	}
	if len(c.blocks) != blocksKept {
		t.Errorf("%d blocks kept", len(c.blocks))
	}
	for n := range int64(30) {
		c.spans(n*1000*blockBytes, n*1000*blockBytes+1, nil)
	}
	if len(c.queue) != blocksQueued {
		t.Errorf("%d blocks queued", len(c.queue))
	}
	c.patience = 0
	if b := c.colour(t.Context(), 0); len(b.spans) != 0 || b.until != blockBytes {
		t.Errorf("%d spans without time", len(b.spans))
	}
}

func FuzzRows(f *testing.F) {
	f.Add([]byte("{\"a\": [\n1,\n2\n]}"), uint8(1), uint8(20))
	f.Add([]byte("<p>\xff\t\r\n<!--"), uint8(4), uint8(0))
	f.Fuzz(func(t *testing.T, b []byte, lang, wrap uint8) {
		opt := Options{Language: Language(int(lang) % len(languages)), Wrap: int(wrap), Folds: true, Hex: lang >= 200}
		d, until := open(t, Bytes(b), opt)
		until(indexed)
		if opt.Language.jsonLike() && !opt.Hex {
			until(folded)
			d.FoldDepth(int(wrap) % 4)
		}
		off := int64(0)
		for _, r := range d.Rows(0, 1<<20) {
			if r.Offset < off {
				t.Fatalf("row %d at %d after %d", r.Number, r.Offset, off)
			}
			off = r.Offset + int64(r.Len)
			checkRow(t, &r, 1<<30)
		}
		if off > int64(len(b)) {
			t.Fatalf("rows end at %d of %d", off, len(b))
		}
		for m := Left; m <= End; m++ {
			d.Move(d.At(int64(len(b)/2)), m, 3)
		}
	})
}
