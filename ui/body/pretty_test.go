package body

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// all waits until a Derived is done and returns what is in it.
func all(t testing.TB, d *Derived) string {
	t.Helper()
	t.Cleanup(func() { d.Close() })
	if err := d.Wait(t.Context(), 1<<62); err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(io.NewSectionReader(d, 0, d.Size()))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPretty(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"scalar", ` 1 `, `1`},
		{"empty", `{ }`, `{}`},
		{"outermost breaks", `{"a":1}`, "{\n  \"a\": 1\n}"},
		{"short ones stay", `{"t":{"amount":184.5,"currency":"EUR"},"l":[1,2]}`,
			"{\n  \"t\": { \"amount\": 184.5, \"currency\": \"EUR\" },\n  \"l\": [ 1, 2 ]\n}"},
		{"long ones break", `[["0123456789","0123456789","0123456789","x"]]`,
			"[\n  [\n    \"0123456789\",\n    \"0123456789\",\n    \"0123456789\",\n    \"x\"\n  ]\n]"},
		{"what holds others breaks", `[[1,[2]]]`, "[\n  [\n    1,\n    [ 2 ]\n  ]\n]"},
		{"empty ones inside", `[[[],{}]]`, "[\n  [\n    [],\n    {}\n  ]\n]"},
		{"bytes are kept", `{"z":1.50e+0,"a":"\u00e9\/","z":-0}`, "{\n  \"z\": 1.50e+0,\n  \"a\": \"\\u00e9\\/\",\n  \"z\": -0\n}"},
		{"byte order mark", "\xef\xbb\xbf[]", "[]"},
		{"white space only", " \n ", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := Pretty(t.Context(), Bytes(c.in), nil, PrettyOptions{Inline: 40})
			if got := all(t, d); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if p, ok := d.Problem(); ok {
				t.Errorf("problem %+v", p)
			}
		})
	}
}

func TestPrettyProblems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in, out string
		want    Problem
	}{
		{"{\"a\":1\r\n,}", "{\n  \"a\": 1,\n  \n}", Problem{9, 2, "key expected"}},
		{`{"a" 1}`, "{\n  \"a\"\n1}", Problem{5, 1, "colon expected after a key"}},
		{`[1 2]`, "[\n  1\n2]", Problem{3, 1, "comma or closing bracket expected"}},
		{`[1}`, "[\n  1\n}", Problem{2, 1, "comma or closing bracket expected"}},
		{`{]`, "{\n]", Problem{1, 1, "key or } expected"}},
		{`[`, "[\n", Problem{1, 1, "the text ends early: value or ] expected"}},
		{`"a`, "\"a", Problem{2, 1, "the text ends inside a string"}},
		{"\"a\x01\"", "\"a\n\x01\"", Problem{2, 1, "control character in a string"}},
		{`"\x"`, "\"\\\nx\"", Problem{2, 1, "unknown escape in a string"}},
		{`"\u12g4"`, "\"\\u12\ng4\"", Problem{5, 1, "four hexadecimal digits expected after \\u"}},
		{`01`, "0\n1", Problem{1, 1, "text after the value"}},
		{`-x`, "-\nx", Problem{1, 1, "digit expected after a minus"}},
		{`[1.]`, "[\n  1.\n]", Problem{3, 1, "digit expected after a decimal point"}},
		{`1e`, "1e", Problem{2, 1, "the text ends inside a number"}},
		{`nul`, "nul", Problem{3, 1, "the text ends inside null"}},
		{`tru!`, "tru\n!", Problem{3, 1, "true expected"}},
		{"\xef\xbb1", "\xef\xbb\n1", Problem{2, 1, "value expected"}},
		{`<html>`, "<html>", Problem{0, 1, "value expected"}},
		{`{} {}`, "{}\n{}", Problem{3, 1, "text after the value"}},
		{strings.Repeat("[", maxDepth+1), "", Problem{maxDepth, 1, "nested more than 10 000 deep"}},
	} {
		d := Pretty(t.Context(), Bytes(c.in), nil, PrettyOptions{})
		got := all(t, d)
		p, _ := d.Problem()
		if p != c.want {
			t.Errorf("%.20q: problem %+v, want %+v", c.in, p, c.want)
		}
		if c.out != "" && strings.TrimRight(got, "\n") != strings.TrimRight(c.out, "\n") {
			t.Errorf("%q: got\n%q\nwant\n%q", c.in, got, c.out)
		}
		if squeeze(got) != squeeze(c.in) {
			t.Errorf("%.20q: bytes were lost", c.in)
		}
	}
}

// squeeze leaves out what a printer may change.
func squeeze(s string) string {
	return strings.NewReplacer(" ", "", "\n", "", "\r", "", "\t", "").Replace(s)
}

// randomJSON writes a valid text with odd white space.
func randomJSON(r *rand.Rand, b *bytes.Buffer, depth int) {
	space := func() { b.WriteString([]string{"", "", " ", "\n", "\t", "\r\n"}[r.IntN(6)]) }
	list := func(open, close string, item func()) {
		b.WriteString(open)
		for i := range r.IntN(6) {
			if i > 0 {
				b.WriteByte(',')
			}
			space()
			item()
			space()
		}
		b.WriteString(close)
	}
	scalars := []string{`"x"`, `""`, `"long ` + strings.Repeat("é", 60) + `"`, `"\\\"\u12aB"`, "0", "-1.5E-3", "123456", "true", "false", "null"}
	kind := r.IntN(12)
	switch {
	case depth > 0 && kind < 3:
		list("[", "]", func() { randomJSON(r, b, depth-1) })
	case depth > 0 && kind < 6:
		list("{", "}", func() {
			fmt.Fprintf(b, "%q", fmt.Sprint("key", r.IntN(99)))
			space()
			b.WriteByte(':')
			space()
			randomJSON(r, b, depth-1)
		})
	default:
		b.WriteString(scalars[r.IntN(len(scalars))])
	}
}

func TestPrettyIsWhatIndentSays(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := newRand(seed)
		var in, want bytes.Buffer
		randomJSON(r, &in, 8)
		if err := json.Indent(&want, in.Bytes(), "", "  "); err != nil {
			t.Fatal(err)
		}
		g := newGrowing(in.Bytes())
		d := Pretty(t.Context(), g, nil, PrettyOptions{})
		g.pieces(r, 40)
		if got := all(t, d); got != want.String() {
			t.Fatalf("seed %d: got\n%s\nwant\n%s", seed, got, want.String())
		}
		inline := all(t, Pretty(t.Context(), Bytes(in.Bytes()), nil, PrettyOptions{Inline: 30}))
		var a, b bytes.Buffer
		if json.Compact(&a, []byte(inline)) != nil || json.Compact(&b, in.Bytes()) != nil || a.String() != b.String() {
			t.Fatalf("seed %d: the inline form says something else:\n%s", seed, inline)
		}
	}
}

func TestPrettyLines(t *testing.T) {
	t.Parallel()
	d := Pretty(t.Context(), Bytes("{\"a\":1}\n[]\n\n2 3"), nil, PrettyOptions{Lines: true})
	if got, want := all(t, d), "{\n  \"a\": 1\n}\n[]\n2\n3"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What has arrived is printed before the rest comes.
func TestPrettyWhileItArrives(t *testing.T) {
	t.Parallel()
	g := newGrowing([]byte(`[{"a":[1,2],"b":{}},3]`))
	d := Pretty(t.Context(), g, nil, PrettyOptions{})
	defer d.Close()
	g.grow(9)
	want := "[\n  {\n    \"a\": [\n      1"
	if err := d.Wait(t.Context(), int64(len(want)-1)); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(want))
	if _, err := d.ReadAt(got, 0); err != nil || string(got) != want {
		t.Fatalf("%v\n%s", err, got)
	}
}

func TestPrettyOfABodyThatFails(t *testing.T) {
	t.Parallel()
	g := newGrowing([]byte(`["a`))
	g.fail = errors.New("disk gone")
	g.finish()
	d := Pretty(t.Context(), g, nil, PrettyOptions{})
	all(t, d)
	if _, ok := d.Problem(); ok || !errors.Is(d.Err(), g.fail) {
		t.Errorf("problem %v, error %v", ok, d.Err())
	}
	ctx, cancel := context.WithCancel(t.Context())
	d = Pretty(ctx, newGrowing([]byte("[1")), nil, PrettyOptions{})
	cancel()
	all(t, d)
	if !errors.Is(d.Err(), context.Canceled) {
		t.Errorf("error %v after cancel", d.Err())
	}
}

// files is a Scratch in a folder.
type files struct {
	dir     string
	created int
	fail    error
}

func (f *files) Create() (ScratchFile, error) {
	if f.fail != nil {
		return nil, f.fail
	}
	f.created++
	return os.Create(filepath.Join(f.dir, fmt.Sprint(f.created)))
}

func TestBigDerivedGoesToAFile(t *testing.T) {
	t.Parallel()
	text := sampleJSON(3 << 20)
	f := &files{dir: t.TempDir()}
	d := Pretty(t.Context(), Bytes(text), f, PrettyOptions{})
	var want bytes.Buffer
	if err := json.Indent(&want, bytes.TrimSpace(text), "", "  "); err != nil {
		t.Fatal(err)
	}
	if got := all(t, d); got != want.String() {
		t.Error("the file has something else")
	}
	if f.created != 1 || d.Consumed() != int64(len(text)) {
		t.Errorf("%d files, %d bytes read", f.created, d.Consumed())
	}
	if err := errors.Join(d.Close(), d.Close()); err != nil {
		t.Error(err)
	}
	if _, err := d.ReadAt(make([]byte, 1), 0); !errors.Is(err, errClosed) {
		t.Errorf("read after close: %v", err)
	}
	f.fail = errors.New("no room")
	d = Pretty(t.Context(), Bytes(text), f, PrettyOptions{})
	all(t, d)
	if !errors.Is(d.Err(), f.fail) || d.Size() == 0 {
		t.Errorf("error %v, size %d", d.Err(), d.Size())
	}
}

func FuzzPretty(f *testing.F) {
	for _, s := range []string{`{"a":[1,true,{"b":null}]}`, `[1,]`, `"\ud800"`, `[[[[]]]]`, "\"\xff\"", `{"a":{"b":1}}x`} {
		f.Add([]byte(s), 10)
	}
	f.Fuzz(func(t *testing.T, b []byte, inline int) {
		b = bytes.TrimPrefix(b, []byte(byteOrderMark))
		if bytes.HasPrefix(b, []byte(byteOrderMark)) {
			return
		}
		d := Pretty(t.Context(), Bytes(b), nil, PrettyOptions{Inline: inline})
		got := all(t, d)
		p, bad := d.Problem()
		if d.Err() != nil {
			t.Fatal(d.Err())
		}
		blank := len(bytes.Trim(b, " \t\r\n")) == 0
		if valid := json.Valid(b) || blank; valid == bad {
			t.Fatalf("valid %v, problem %v %+v", valid, bad, p)
		}
		if squeeze(got) != squeeze(string(b)) {
			t.Fatalf("%q became %q", b, got)
		}
		if bad && (p.Offset < 0 || p.Offset > int64(len(b)) || p.Line < 1) {
			t.Fatalf("problem %+v", p)
		}
		if bad || blank || inline > 0 {
			return
		}
		var want bytes.Buffer
		if json.Indent(&want, bytes.Trim(b, " \t\r\n"), "", "  ") == nil && strings.Count(got, "[")+strings.Count(got, "{") < maxIndent && want.String() != got {
			t.Fatalf("got\n%s\nwant\n%s", got, want.String())
		}
	})
}
