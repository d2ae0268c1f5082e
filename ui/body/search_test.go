package body

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// search runs a search to its end.
func search(t testing.TB, src Source, q Query) *Finder {
	t.Helper()
	changed := make(chan struct{}, 1)
	f, err := Search(t.Context(), src, q, func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	for !f.Found().Done && f.Found().Err == nil {
		<-changed
	}
	return f
}

func hitsOf(f *Finder) [][2]int {
	var out [][2]int
	for _, h := range f.In(0, 1<<62, 1<<30) {
		out = append(out, [2]int{int(h.Offset), int(h.Offset) + h.Len})
	}
	return out
}

func TestSearch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		q    Query
		want [][2]int
	}{
		{"aaaa", Query{Text: "aa"}, [][2]int{{0, 2}, {2, 4}}},
		{"Open open OPEN", Query{Text: "open"}, [][2]int{{5, 9}}},
		{"Open open OPEN", Query{Text: "oPen", IgnoreCase: true}, [][2]int{{0, 4}, {5, 9}, {10, 14}}},
		{"Göteborg GÖTEBORG", Query{Text: "göteborg", IgnoreCase: true}, [][2]int{{0, 9}, {10, 19}}},
		{"a.b a+b", Query{Text: "a.b"}, [][2]int{{0, 3}}},
		{"a.b a+b", Query{Text: "a.b", Regexp: true}, [][2]int{{0, 3}, {4, 7}}},
		{"x1\ny2\n", Query{Text: `^\w\d$`, Regexp: true}, [][2]int{{0, 2}, {3, 5}}},
		{"foofoo", Query{Text: `\bfoo`, Regexp: true}, [][2]int{{0, 3}}},
		{"aXbx", Query{Text: "x|y", Regexp: true, IgnoreCase: true}, [][2]int{{1, 2}, {3, 4}}},
		{"abc", Query{Text: "x*", Regexp: true}, nil},
		{"", Query{Text: "x"}, nil},
	} {
		f := search(t, Bytes(c.text), c.q)
		if got := hitsOf(f); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q in %q: %v, want %v", c.q.Text, c.text, got, c.want)
		}
		if n := f.Found(); n.Total != int64(len(c.want)) || n.Kept != len(c.want) || n.Searched != int64(len(c.text)) {
			t.Errorf("%q in %q: %+v", c.q.Text, c.text, n)
		}
	}
}

func TestSearchRefusesWhatItCannotFind(t *testing.T) {
	t.Parallel()
	if _, err := Search(t.Context(), Bytes("x"), Query{}, nil); !errors.Is(err, ErrEmptyQuery) {
		t.Errorf("empty: %v", err)
	}
	_, err := Search(t.Context(), Bytes("x"), Query{Text: "a(", Regexp: true}, nil)
	if err == nil || !strings.Contains(err.Error(), "`a(`") {
		t.Errorf("broken expression: %v", err)
	}
}

// naiveHits is what a search over the whole body at once finds.
func naiveHits(b []byte, expr string) (out [][2]int) {
	for _, loc := range regexp.MustCompile(expr).FindAllIndex(b, -1) {
		if loc[0] < loc[1] {
			out = append(out, [2]int{loc[0], loc[1]})
		}
	}
	return out
}

func TestSearchWhileItArrives(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		r := newRand(seed)
		var b bytes.Buffer
		for b.Len() < 200_000+r.IntN(2_500_000) {
			b.WriteString([]string{"ab", "aB", "b", "needle", "NEEDLE", "nee", "\n", strings.Repeat("-", 3000)}[r.IntN(8)])
		}
		for _, c := range []struct {
			q    Query
			expr string
		}{
			{Query{Text: "needle"}, "needle"},
			{Query{Text: "nee"}, "nee"},
			{Query{Text: "ab", IgnoreCase: true}, "(?i)ab"},
			{Query{Text: "^(ab|nee)+", Regexp: true}, "(?m)^(ab|nee)+"},
		} {
			g := newGrowing(b.Bytes())
			stopped := make(chan struct{})
			go func() { defer close(stopped); g.pieces(rand.New(rand.NewPCG(seed, 9)), 200_000) }()
			f := search(t, g, c.q)
			<-stopped
			got, want := hitsOf(f), naiveHits(b.Bytes(), c.expr)
			if len(got) != len(want) {
				t.Fatalf("seed %d %v: %d hits, want %d", seed, c.q, len(got), len(want))
			}
			for i := range got {
				if got[i] != want[i] {
					t.Fatalf("seed %d %v: hit %d is %v, want %v", seed, c.q, i, got[i], want[i])
				}
			}
		}
	}
}

func TestLiveLinesAreFoundWhenComplete(t *testing.T) {
	t.Parallel()
	g := newGrowing([]byte("error 1\nerror 2"))
	changed := make(chan struct{}, 10)
	f, err := Search(t.Context(), g, Query{Text: `error \d`, Regexp: true}, func() { changed <- struct{}{} })
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	g.grow(12)
	<-changed
	if n := f.Found(); n.Total != 1 || n.Done || n.Searched != 8 {
		t.Fatalf("found %+v", n)
	}
	g.finish()
	for !f.Found().Done {
		<-changed
	}
	if n := f.Found(); n.Total != 2 {
		t.Fatalf("found %+v", n)
	}
}

func TestNextAndPrevious(t *testing.T) {
	t.Parallel()
	f := search(t, Bytes("x..x....x."), Query{Text: "x"})
	for _, c := range []struct {
		name   string
		step   func(int64, bool) (Hit, int, bool)
		off    int64
		wrap   bool
		want   int64
		number int
		ok     bool
	}{
		{"next at", f.Next, 0, false, 0, 1, true},
		{"next after", f.Next, 1, false, 3, 2, true},
		{"next past the last", f.Next, 9, false, 0, 0, false},
		{"next around", f.Next, 9, true, 0, 1, true},
		{"previous", f.Previous, 8, false, 3, 2, true},
		{"previous before the first", f.Previous, 0, false, 0, 0, false},
		{"previous around", f.Previous, 0, true, 8, 3, true},
	} {
		h, n, ok := c.step(c.off, c.wrap)
		if h.Offset != c.want || n != c.number || ok != c.ok {
			t.Errorf("%s: %v %d %v", c.name, h, n, ok)
		}
	}
	if got := fmt.Sprint(f.Marks(10, 5)); got != "[true true false false true]" {
		t.Errorf("marks %s", got)
	}
	none := search(t, Bytes("y"), Query{Text: "x"})
	if _, _, ok := none.Next(0, true); ok {
		t.Error("a hit where there is none")
	}
}

func TestHitsBeyondTheLimitAreCounted(t *testing.T) {
	t.Parallel()
	f := search(t, Bytes(bytes.Repeat([]byte("x"), HitLimit+5)), Query{Text: "x"})
	if n := f.Found(); n.Total != HitLimit+5 || n.Kept != HitLimit {
		t.Errorf("found %+v", n)
	}
}

func TestSearchIsCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	f, err := Search(ctx, newGrowing([]byte("never comes")), Query{Text: "x"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	f.Close()
	if n := f.Found(); !errors.Is(n.Err, context.Canceled) || n.Done {
		t.Errorf("found %+v", n)
	}
}

func FuzzSearch(f *testing.F) {
	f.Add([]byte("Ab ab"), "ab", true)
	f.Add([]byte("aXa"), "a", false)
	f.Fuzz(func(t *testing.T, b []byte, text string, fold bool) {
		if text == "" || fold && !isASCII(text) {
			return
		}
		hay, needle := b, []byte(text)
		if fold {
			hay, needle = lowerASCII(nil, b), lowerASCII(nil, needle)
		}
		var want [][2]int
		for i := 0; ; {
			j := bytes.Index(hay[i:], needle)
			if j < 0 {
				break
			}
			want = append(want, [2]int{i + j, i + j + len(needle)})
			i += j + len(needle)
		}
		if got := hitsOf(search(t, Bytes(b), Query{Text: text, IgnoreCase: fold})); !reflect.DeepEqual(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}
