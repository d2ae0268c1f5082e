package session

import (
	"errors"
	"strings"
	"testing"
)

func TestParseURL(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, target, host, addr string }{
		{"http://h", "/", "h", "h:80"},
		{"  https://h/  ", "/", "h", "h:443"},
		{"HTTP://H:80/A", "/A", "H", "h:80"},
		{"http://h:8080?q", "/?q", "h:8080", "h:8080"},
		{"https://h:80/", "/", "h:80", "h:80"},
		{"http://h:/", "/", "h", "h:80"},
		{"http://u:p@h/", "/", "h", "h:80"},
		{"http://h/a b?c d#e f", "/a%20b?c%20d", "h", "h:80"},
		{"http://h/é?é", "/%C3%A9?%C3%A9", "h", "h:80"},
		{"http://h/%7e?%7E", "/%7e?%7E", "h", "h:80"},
		{`http://h/?"<>'`, "/?%22%3C%3E'", "h", "h:80"},
		{"http://h/?", "/?", "h", "h:80"},
		{"http://h//a/../b", "//b", "h", "h:80"},
		{"http://h/a/../b/./c/", "/b/c/", "h", "h:80"},
		{"http://h/a/b/..", "/a/", "h", "h:80"},
		{"http://h/../../a/%2e%2E/b%2Fc/.", "/b%2Fc/", "h", "h:80"},
		{"http://h/...?a/../b", "/...?a/../b", "h", "h:80"},
		{"http://exämple.com/", "/", "xn--exmple-cua.com", "xn--exmple-cua.com:80"},
		{"http://[::1]:81/", "/", "[::1]:81", "[::1]:81"},
		{"http://[fe80::1%25eth0]/", "/", "[fe80::1]", "[fe80::1%eth0]:80"},
		{"http://127.0.0.1:65535/", "/", "127.0.0.1:65535", "127.0.0.1:65535"},
	} {
		u, err := ParseURL(c.in)
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		if got := requestTarget(plainSchemes, u, originForm); got != c.target {
			t.Errorf("%s: target %s, want %s", c.in, got, c.target)
		}
		if got := plainSchemes.hostHeader(u); got != c.host {
			t.Errorf("%s: host %s, want %s", c.in, got, c.host)
		}
		if got := plainSchemes.key(u).addr; got != c.addr {
			t.Errorf("%s: address %s, want %s", c.in, got, c.addr)
		}
	}
	for _, in := range []string{"", " ", "h", "/x", "h:80", "ftp://h/", "http:", "http:/x", "http://", "http:///x", "http://:80/", "http://h:0/", "http://h:65536/",
		"http://h:x/", "http://h:-1/", "http://h/\nx", "http://h\r\nX: y/", "http://a b/", "http://a%20b/", "http://[::1/", "http://h/%zz", "mailto:a@b", `http://a\b/`, "http://u:secret@h:x/", "://h"} {
		u, err := ParseURL(in)
		var e *URLError
		if !errors.As(err, &e) || e.What == "" {
			t.Errorf("%q: %v %v", in, u, err)
			continue
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: the error shows the password: %v", in, err)
		}
	}
}

// FuzzParseURL looks for a URL that is accepted and breaks a request head, or says a password in its error.
func FuzzParseURL(f *testing.F) {
	for _, s := range []string{"http://h/", "https://u:p@h:8/a?b#c", "http://[::1%25x]/", "http://h\r\n/", "http://\u00e4/", "http://h/\u212a?\x7f", "http://h:/", "http://h/%2f?%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := ParseURL(s)
		if err != nil {
			var e *URLError
			if !errors.As(err, &e) || e.What == "" || e.Error() == "" {
				t.Errorf("error %v", err)
			}
			return
		}
		wire(t, u)
		again, err := ParseURL(u.String())
		if err != nil {
			t.Fatalf("%q is written as %q, which is refused: %v", s, u, err)
		}
		if plainSchemes.key(again) != plainSchemes.key(u) || requestTarget(plainSchemes, again, originForm) != requestTarget(plainSchemes, u, originForm) {
			t.Errorf("%q is written as %q, which leads elsewhere", s, u)
		}
	})
}

func TestMaskField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, value, want string }{
		{"Authorization", "Basic c2VjcmV0", "Basic " + Mask},
		{"authorization", "token", Mask},
		{"Cookie", "a=secret; b=secret", Mask},
		{"Set-Cookie", "a=secret; Path=/; HttpOnly", "a=" + Mask + "; Path=/; HttpOnly"},
		{"Set-Cookie", "secret", Mask},
		{"X-Api-Key", "secret", Mask},
		{"X-Api-Key", "", ""},
		{"Location", "http://u:secret@h/x?a@b", "http://" + Mask + "@h/x?a@b"},
		{"Location", "/x@y", "/x@y"},
		{"Content-Type", "a/b", "a/b"},
	} {
		if got := MaskField(Field{Name: c.name, Value: c.value}); got.Value != c.want || got.Name != c.name {
			t.Errorf("%s: %s is shown as %s, want %s", c.name, c.value, got.Value, c.want)
		}
	}
	fs := Fields{{Name: "A", Value: "b"}, {Name: "Cookie", Value: "secret"}}
	if MaskFields(fs)[1].Value != Mask || fs[1].Value != "secret" {
		t.Error("the list itself was changed, or not masked")
	}
}
