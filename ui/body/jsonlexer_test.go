package body

import (
	"encoding/json"
	"strings"
	"testing"
)

// show writes a row as kind:text pieces.
func show(text string, spans []Span) string {
	names := [...]string{"", "key", "str", "num", "bool", "null", "p", "comment", "tag", "esc", "folded", "addr"}
	var out []string
	for _, s := range spans {
		out = append(out, names[s.Kind]+":"+text[s.Start:s.End])
	}
	return strings.Join(out, " ")
}

func TestJSONSpans(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ line, want string }{
		{`"a": 1,`, `key:"a" p:: num:1 p:,`},
		{`{"a" : [true,false,null]}`, `p:{ key:"a" p:: p:[ bool:true p:, bool:false p:, null:null p:] p:}`},
		{`"a\"b": "c\\"`, `key:"a\"b" p:: str:"c\\"`},
		{`-1.5e+3 "x"`, `num:-1.5e+3 str:"x"`},
		{`"never closed`, `str:"never closed`},
		{`undefined ' "a"`, `str:"a"`},
		{`"é": "漢"`, `key:"é" p:: str:"漢"`},
		{"\"a\tb\": \"c\x00d\"", `key:"a  b" p:: str:"c esc:\x00 str:d"`},
		{"\"k\"\n:1", `key:"k"`},
	} {
		d, _ := open(t, Bytes(c.line), Options{Language: JSON})
		row := d.Rows(0, 1)[0]
		if got := show(row.Text, row.Spans); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.line, got, c.want)
		}
	}
}

func TestFormSpans(t *testing.T) {
	t.Parallel()
	d, _ := open(t, Bytes("a=1&b=x=y&c&=&"), Options{Language: Form})
	row := d.Rows(0, 1)[0]
	want := "key:a p:= str:1 p:& key:b p:= str:x=y p:& key:c p:& p:= p:&"
	if got := show(row.Text, row.Spans); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// wholeKinds colours a text at once, byte by byte.
func wholeKinds(b []byte) []Kind {
	kinds := make([]Kind, len(b))
	for _, s := range lexJSON(nil, b, len(b), lexState{}) {
		for i := s.Start; i < s.End; i++ {
			kinds[i] = s.Kind
		}
	}
	return kinds
}

// A one-line JSON text has the same colours in its rows, wherever they are cut, as in one piece.
func TestColoursOfOneLineDoNotDependOnTheCut(t *testing.T) {
	t.Parallel()
	text := []byte(`{"key with \"quotes\" and \\":[1,-2.5e10,true,false,null,"a \\\" b",{"nested":"` + strings.Repeat(`xy\\`, 300) + `"}],"n":12345678901234567890}`)
	if !json.Valid(text) {
		t.Fatal("the text is no JSON")
	}
	text = []byte(strings.Repeat(string(text), 40)) // several checkpoints
	want := wholeKinds(text)
	for wrap := 12; wrap < 60; wrap++ {
		d, until := open(t, Bytes(text), Options{Language: JSON, Wrap: wrap})
		n := until(indexed).Rows
		for at := int64(0); at < n; at += 37 {
			for _, row := range d.Rows(at, 2) {
				got := make([]Kind, len(row.Text))
				for _, s := range row.Spans {
					for i := s.Start; i < s.End; i++ {
						got[i] = s.Kind
					}
				}
				for i, k := range got {
					if w := want[row.Offset+int64(i)]; k != w {
						t.Fatalf("wrap %d, row %d %q: byte %d is %d, want %d", wrap, row.Number, row.Text, i, k, w)
					}
				}
			}
		}
	}
}

func FuzzJSONLexer(f *testing.F) {
	for _, s := range []string{`{"a":[1,true,null]}`, `"\\\"`, `tru`, `"a":`, "-", "\"\x00\xff"} {
		f.Add([]byte(s), 3)
	}
	f.Fuzz(func(t *testing.T, b []byte, cut int) {
		n := 0
		if len(b) > 0 {
			n = (cut%len(b) + len(b)) % len(b)
		}
		end := 0
		for _, s := range lexJSON(nil, b, n, lexState{}) {
			if s.Start < end || s.End <= s.Start || s.End > n {
				t.Fatalf("span %v after %d of %d", s, end, n)
			}
			end = s.End
		}
		one := lexState{}.advance(b)
		two := lexState{}.advance(b[:n]).advance(b[n:])
		inside := func(s lexState) lexMode {
			if s.mode == lexString || s.mode == lexEscape {
				return s.mode
			}
			return lexClean
		}
		if inside(one) != inside(two) {
			t.Fatalf("state %v in one piece, %v cut at %d", one, two, n)
		}
	})
}
