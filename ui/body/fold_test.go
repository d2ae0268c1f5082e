package body

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

const orders = `{
  "orders": [
    {
      "id": 1,
      "lines": [
        "a",
        "b"
      ],
      "paid": true
    },
    []
  ]
}`

// shown shows rows as text, a folded one marked.
func shown(rows []Row) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString([...]string{FoldNone: "  ", FoldOpen: "v ", FoldClosed: "> "}[r.Fold.State])
		b.WriteString(r.Text + "\n")
	}
	return b.String()
}

func TestFolding(t *testing.T) {
	t.Parallel()
	d, until := open(t, Bytes(orders), Options{Language: JSON, Folds: true})
	until(folded)
	at := int64(strings.Index(orders, "[\n        \"a\""))
	d.SetFolded(at, true)
	want := `v {
v   "orders": [
v     {
        "id": 1,
>       "lines": [ 2 items ],
        "paid": true
      },
      []
    ]
  }
`
	if got := shown(d.Rows(0, 99)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	rows := d.Rows(4, 2)
	if got := show(rows[0].Text, rows[0].Spans); got != `key:"lines" p:: p:[ folded:2 items p:] p:,` {
		t.Errorf("spans %s", got)
	}
	if rows[0].Line != 5 || rows[1].Line != 9 || rows[1].Number != 5 {
		t.Errorf("lines %d and %d, number %d", rows[0].Line, rows[1].Line, rows[1].Number)
	}
	end := int64(strings.Index(orders, "],\n      \"paid"))
	for _, c := range []struct {
		off    int64
		column int
	}{{at, 15}, {at + 1, 16}, {at + 9, 16}, {end, 25}, {end + 1, 26}} {
		if got := rows[0].Column(c.off); got != c.column {
			t.Errorf("offset %d is in column %d, want %d", c.off, got, c.column)
		}
		if d.RowAt(c.off) != 4 {
			t.Errorf("offset %d is in row %d", c.off, d.RowAt(c.off))
		}
	}
	if got := d.Move(Caret{Offset: at + 1}, Right, 1).Offset; got != end {
		t.Errorf("right of the bracket is %d, want %d", got, end)
	}
	if s := d.State(); s.Rows != 10 || s.Lines != 13 {
		t.Errorf("state %+v", s)
	}
	if d.Reveal(at) || !d.Reveal(at+10) || d.State().Rows != 13 {
		t.Error("reveal")
	}
	d.FoldDepth(1)
	if got := shown(d.Rows(0, 99)); got != "v {\n>   \"orders\": [ 2 items ]\n  }\n" {
		t.Errorf("depth 1:\n%s", got)
	}
	d.FoldDepth(0)
	if got := shown(d.Rows(0, 99)); got != "> { 1 item }\n" {
		t.Errorf("depth 0:\n%s", got)
	}
	d.FoldDepth(-1)
	if d.State().Rows != 13 {
		t.Error("not unfolded")
	}
	d.SetFolded(3, true) // no bracket
	if d.State().Rows != 13 {
		t.Error("folded at no bracket")
	}
}

// Random folds: what is shown is what a walk over the unfolded rows gives, with wrap and without.
func TestRandomFolds(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		r := newRand(seed)
		var in, out bytes.Buffer
		randomJSON(r, &in, 9)
		if err := json.Indent(&out, in.Bytes(), "", "  "); err != nil {
			t.Fatal(err)
		}
		d, until := open(t, Bytes(out.Bytes()), Options{Language: JSON, Folds: true, Wrap: []int{0, 30}[seed%2]})
		n := until(folded).Rows
		plain := d.Rows(0, int(n))
		regions := d.folds.regions
		closed := map[int64]region{}
		for _, g := range regions {
			if r.IntN(3) == 0 {
				d.SetFolded(g.open, true)
				closed[g.open] = g
			}
		}
		var want []int64 // offsets of the rows shown
		until2 := int64(-1)
		for _, row := range plain {
			if row.Offset+int64(row.Len+row.EOL) <= until2 || row.Offset <= until2 && until2 >= 0 {
				continue
			}
			want = append(want, row.Offset)
			for o, g := range closed {
				if o >= row.Offset && o < row.Offset+int64(row.Len) {
					until2 = max(until2, g.close)
				}
			}
		}
		rows := d.Rows(0, len(plain))
		if len(rows) != len(want) || d.State().Rows != int64(len(want)) {
			t.Fatalf("seed %d: %d rows, state %d, want %d", seed, len(rows), d.State().Rows, len(want))
		}
		for i := range rows {
			if rows[i].Offset != want[i] || rows[i].Number != int64(i) || d.RowAt(want[i]) != int64(i) {
				t.Fatalf("seed %d: row %d at %d, want %d", seed, i, rows[i].Offset, want[i])
			}
			if one := d.Rows(int64(i), 1); len(one) != 1 || one[0].Text != rows[i].Text {
				t.Fatalf("seed %d: row %d alone is %v", seed, i, one)
			}
			checkRow(t, &rows[i], 1<<20)
		}
	}
}

func TestFoldingIsOffWhenTooLarge(t *testing.T) {
	t.Parallel()
	_, until := open(t, Bytes(sampleJSON(FoldLimit+1)), Options{Language: JSON, Folds: true})
	until(func(s State) bool { return s.Folding == FoldingTooLarge })
	d, until := open(t, Bytes("[\n1\n"), Options{Language: JSON, Folds: true})
	until(folded)
	if row := d.Rows(0, 1)[0]; row.Fold.State != FoldNone {
		t.Errorf("an array without an end can be folded: %+v", row.Fold)
	}
}

// Many folds in wrapped rows are found in one walk, few one by one: both see the same.
func TestManyFoldsInWrappedRows(t *testing.T) {
	t.Parallel()
	text := "[\n" + strings.Repeat("  {\n    \"a rather long key\": 1\n  },\n", manyRows) + "  0\n]"
	d, until := open(t, Bytes(text), Options{Language: JSON, Folds: true, Wrap: 12})
	until(folded)
	d.FoldDepth(1)
	rows := d.Rows(0, 1000)
	if len(rows) != manyRows+3 || rows[1].Text != "  { 1 item }," || rows[manyRows].Offset != int64(strings.LastIndex(text, "  {")) {
		t.Errorf("%d rows:\n%s", len(rows), shown(rows[:5]))
	}
	d.SetWrap(0)
	until(func(s State) bool { return s.Rows == manyRows+3 })
	if got := shown(d.Rows(0, 3)); got != "v [\n>   { 1 item },\n>   { 1 item },\n" {
		t.Errorf("without wrap:\n%s", got)
	}
}
