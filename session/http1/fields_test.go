package http1_test

import (
	"slices"
	"testing"

	"ladle/session/http1"
)

func TestFields(t *testing.T) {
	t.Parallel()
	f := http1.Fields{{"A", "1"}, {"b", "2"}, {"a", "3"}}
	last, found := f.Last("A")
	if f.Get("a") != "1" || f.Get("c") != "" || last != "3" || !found || !f.Has("B") || f.Has("c") {
		t.Error("lookups ignore case")
	}
	if _, found := f.Last("c"); found {
		t.Error("Last finds what is not there")
	}
	if !slices.Equal(f.Values("A"), []string{"1", "3"}) || f.Values("c") != nil {
		t.Error(f.Values("A"))
	}
	if http1.Fields(nil).Clone() != nil {
		t.Error("no fields stay no fields")
	}
}

func TestFieldsChange(t *testing.T) {
	t.Parallel()
	start := http1.Fields{{"A", "1"}, {"b", "2"}, {"a", "3"}, {"C", "4"}, {"A", "5"}}
	for _, row := range []struct {
		name   string
		change func(*http1.Fields)
		want   http1.Fields
	}{
		{"add", func(f *http1.Fields) { f.Add("a", "6") }, append(start.Clone(), http1.Field{Name: "a", Value: "6"})},
		{"set in place", func(f *http1.Fields) { f.Set("a", "6") }, http1.Fields{{"a", "6"}, {"b", "2"}, {"C", "4"}}},
		{"set new", func(f *http1.Fields) { f.Set("d", "6") }, append(start.Clone(), http1.Field{Name: "d", Value: "6"})},
		{"delete", func(f *http1.Fields) { f.Del("a") }, http1.Fields{{"b", "2"}, {"C", "4"}}},
		{"delete nothing", func(f *http1.Fields) {
			if f.Del("x") {
				t.Error("Del says that there was one")
			}
		}, start},
	} {
		f := start.Clone()
		if row.change(&f); !slices.Equal(f, row.want) {
			t.Errorf("%s: %q, want %q", row.name, f, row.want)
		}
	}
	if start.Get("A") != "1" || len(start) != 5 {
		t.Error("a clone is a list of its own")
	}
}

func TestHasToken(t *testing.T) {
	t.Parallel()
	f := http1.Fields{{"Connection", "keep-alive, ,\tUpgrade "}, {"X", "close"}, {"connection", "foo"}}
	for token, want := range map[string]bool{"Keep-Alive": true, "upgrade": true, "FOO": true, "close": false, "keep": false, "": false} {
		if f.HasToken("Connection", token) != want {
			t.Errorf("%q: %t", token, !want)
		}
	}
	// U+212A, the Kelvin sign, is not the letter k.
	if (http1.Fields{{"Connection", "\u212aeep-alive"}}).HasToken("Connection", "keep-alive") {
		t.Error("case outside ASCII folded")
	}
}

func TestValid(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{"GET": true, "m-search": true, "!#$%&'*+-.^_`|~09": true, "": false, "A B": false, "A:": false, "A\r\n": false, "é": false, "A\x00": false} {
		if http1.ValidName(s) != want || http1.ValidMethod(s) != want {
			t.Errorf("token %q: %t", s, !want)
		}
	}
	for s, want := range map[string]bool{"": true, "a b\tc": true, "é\xff\x01": true, "a\r": false, "a\nb": false, "\x00": false} {
		if http1.ValidValue(s) != want {
			t.Errorf("value %q: %t", s, !want)
		}
	}
}
