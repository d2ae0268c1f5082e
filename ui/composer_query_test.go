package ui

import (
	"slices"
	"testing"

	"ladle/store"
)

func TestURLParams(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		url  string
		want []queryParam // without raw
	}{
		{"http://a/", nil},
		{"http://a/?", nil},
		{"http://a/?x=1&y=2#f?z=3", []queryParam{{Name: "x", Value: "1"}, {Name: "y", Value: "2"}}},
		{"?a+b=c%20d&e", []queryParam{{Name: "a b", Value: "c d"}, {Name: "e"}}},
		{"?a=b=c", []queryParam{{Name: "a", Value: "b=c"}}},
		{"?a=100%&b=%zz&c=%ff&d=%0A", []queryParam{{Name: "a", Value: "100%"}, {Name: "b", Value: "%zz"}, {Name: "c", Value: "%ff"}, {Name: "d", Value: "%0A"}}},
		{"?q={{a}}&ü=é", []queryParam{{Name: "q", Value: "{{a}}"}, {Name: "ü", Value: "é"}}},
	} {
		got := urlParams(c.url)
		for i := range got {
			got[i].raw = ""
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("urlParams(%q) = %+v, want %+v", c.url, got, c.want)
		}
	}
}

// row is a parameter as the table has it.
func row(name, value string) queryParam { return queryParam{Name: name, Value: value} }

func TestEditedParamsKeepWhatWasTyped(t *testing.T) {
	t.Parallel()
	const url = "http://a/p?a=%41&b=1%2b1&c&d=#x"
	for name, c := range map[string]struct {
		rows []queryParam
		want string
	}{
		"nothing changed":   {[]queryParam{row("a", "A"), row("b", "1+1"), row("c", ""), row("d", "")}, url},
		"one value changed": {[]queryParam{row("a", "A"), row("b", "2 & 2"), row("c", ""), row("d", "")}, "http://a/p?a=%41&b=2%20%26%202&c&d=#x"},
		"first row gone":    {[]queryParam{row("b", "1+1"), row("c", ""), row("d", "")}, "http://a/p?b=1%2b1&c&d=#x"},
		"row added":         {[]queryParam{row("a", "A"), row("b", "1+1"), row("c", ""), row("d", ""), row("e=", "ü{{v}}")}, "http://a/p?a=%41&b=1%2b1&c&d=&e%3D=%C3%BC{{v}}#x"},
		"all gone":          {nil, "http://a/p#x"},
		"value emptied":     {[]queryParam{row("a", ""), row("b", "1+1"), row("c", ""), row("d", "")}, "http://a/p?a=&b=1%2b1&c&d=#x"},
		"order changed":     {[]queryParam{row("d", ""), row("a", "A")}, "http://a/p?d=&a=%41#x"},
	} {
		if got := withParams(url, editedParams(urlParams(url), c.rows)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestOffParamsLiveInDirectives(t *testing.T) {
	t.Parallel()
	r := store.Request{URL: "http://a/?x=1&y=%20&z=3", Directives: []store.Directive{{Name: "timeout", Value: "3"}}}
	params := requestParams(r)
	params[1].Off = true
	off := setRequestParams(r, params)
	if off.URL != "http://a/?x=1&z=3" || len(off.Directives) != 2 {
		t.Fatalf("off: %+v", off)
	}
	if !slices.Equal(requestParams(off), params) {
		t.Errorf("parameters %+v, want %+v", requestParams(off), params)
	}
	text, err := store.FormatHTTP(off)
	if err != nil {
		t.Fatal(err)
	}
	back := store.ParseHTTP([]byte(text)).Requests[0].Request
	if !slices.Equal(requestParams(back), params) {
		t.Errorf("after saving: %+v, want %+v\n%s", requestParams(back), params, text)
	}
	params[1].Off = false
	if on := setRequestParams(back, params); on.URL != r.URL || len(on.Directives) != 1 {
		t.Errorf("on again: %+v", on)
	}
}

func FuzzParams(f *testing.F) {
	for _, s := range []string{"", "?", "?a=b&&c", "a?b#c?d", "?%", "?a=%41+", "?=&=", "#?"} {
		f.Add(s, "n", "v")
	}
	f.Fuzz(func(t *testing.T, url, name, value string) {
		params := urlParams(url)
		base, query, _ := splitURL(url)
		same := withParams(url, params)
		if query != "" && same != url {
			t.Errorf("withParams(%q) = %q", url, same)
		}
		if b, _, _ := splitURL(same); b != base {
			t.Errorf("base %q became %q", base, b)
		}
		added := withParams(url, editedParams(params, append(slices.Clone(params), row(name, value))))
		got := urlParams(added)
		if name+value == "" {
			return
		}
		if last := got[len(got)-1]; decodable(name) && decodable(value) && (last.Name != name || last.Value != value) {
			t.Errorf("added %q=%q, read back %q=%q from %q", name, value, last.Name, last.Value, added)
		}
	})
}

// decodable tells whether a text is shown as it is after it was encoded.
func decodable(s string) bool { return decodeParam(encodeParam(s, true)) == s }
