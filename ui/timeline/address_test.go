package timeline

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAddress(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string][4]string{
		"https://user.example:8443/a/b?x=1#y": {"https", "user.example:8443", "/a/b", "?x=1#y"},
		"http://host?x=/y":                    {"http", "host", "", "?x=/y"},
		"localhost:8080/a":                    {"", "localhost:8080", "/a", ""},
		"http://[::1]:80/":                    {"http", "[::1]:80", "/", ""},
		"":                                    {},
	} {
		a := ParseAddress(raw)
		if got := [4]string{a.Scheme(), a.Host(), a.Path(), a.Query()}; got != want || a.String() != raw {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
}

func TestUnprotected(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]bool{
		"http://example.com/": true, "ws://example.com/": true, "https://example.com/": false, "http://localhost:8080/": false,
		"http://shop.localhost/": false, "http://127.0.0.9/": false, "http://[::1]:80/": false, "http://10.0.0.1/": true,
	} {
		if got := ParseAddress(raw).Unprotected(); got != want {
			t.Errorf("%s: %v", raw, got)
		}
	}
}

func TestEndpoint(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"https://Example.com/": "example.com:443", "http://example.com": "example.com:80", "ws://a:81/": "a:81", "http://[::1]/": "[::1]:80", "wss://[::1]:9/": "[::1]:9",
	} {
		if got := ParseAddress(raw).endpoint(); got != want {
			t.Errorf("%s: %s, want %s", raw, got, want)
		}
	}
}

func TestShorten(t *testing.T) {
	t.Parallel()
	const long = "https://shop.example/api/v1/admin/orders?x=1"
	for _, c := range []struct {
		raw   string
		width float64
		base  string
		want  string
	}{
		{long, 99, "", "shop.example/api/v1/admin/orders?x=1"},
		{long, 36, "", "shop.example/api/v1/admin/orders?x=1"},
		{long, 35, "", "shop.example/api/v1/…/orders?x=1"},
		{long, 31, "", "shop.example/api/…/orders?x=1"},
		{long, 28, "", "shop.example/…/orders?x=1"},
		{long, 24, "", "shop.example…/orders?x=1"},
		{long, 20, "", "shop.example…ers?x=1"},
		{long, 17, "", "shop.example…?x=1"},
		{long, 16, "", "shop.exa…ers?x=1"},
		{long, 24, "shop.example", "/api/v1/admin/orders?x=1"},
		{long, 20, "shop.example", "/api/v1/…/orders?x=1"},
		{"http://host", 3, "", "h…t"},
		{"http://host", 1, "", "…"},
		{"http://host/ünïcödé-path-that-is-long", 16, "", "host…hat-is-long"},
	} {
		got := Shorten(ParseAddress(c.raw), c.width, nil, c.base).String()
		if got != c.want || (c.width >= 1 && float64(utf8.RuneCountInString(got)) > c.width) {
			t.Errorf("%s in %v: %q, want %q", c.raw, c.width, got, c.want)
		}
	}
	s := Shorten(ParseAddress(long), 20, nil, "")
	if s.Host != "shop.example" || s.Path != "…ers" || s.Query != "?x=1" {
		t.Errorf("parts %+v", s)
	}
}

func FuzzShorten(f *testing.F) {
	f.Add("https://a/b/c?d", 5)
	f.Add("::::/é?", 1)
	f.Fuzz(func(t *testing.T, raw string, width int) {
		width = 1 + (width%64+64)%64
		raw = strings.ToValidUTF8(raw, "?")
		got := Shorten(ParseAddress(raw), float64(width), nil, "").String()
		if n := utf8.RuneCountInString(got); n > width || !utf8.ValidString(got) {
			t.Fatalf("%q in %d: %q, %d characters", raw, width, got, n)
		}
	})
}
