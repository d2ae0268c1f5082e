package session

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

func mustParse(t testing.TB, s string) *url.URL {
	t.Helper()
	u, err := ParseURL(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestRedirectMethods is the table of methods and statuses; "-" is not followed.
func TestRedirectMethods(t *testing.T) {
	t.Parallel()
	methods := strings.Fields("GET HEAD OPTIONS PROPFIND TRACE POST PUT DELETE PATCH OWN")
	for status, row := range map[int]string{
		300: "- - - - - - - - - -",
		301: "GET HEAD OPTIONS PROPFIND TRACE GET - - - -",
		302: "GET HEAD OPTIONS PROPFIND TRACE GET GET GET GET GET",
		303: "GET HEAD GET GET GET GET GET GET GET GET",
		304: "- - - - - - - - - -",
		305: "- - - - - - - - - -",
		306: "- - - - - - - - - -",
		307: "GET HEAD OPTIONS PROPFIND TRACE - - - - -",
		308: "GET HEAD OPTIONS PROPFIND TRACE - - - - -",
		201: "- - - - - - - - - -",
	} {
		from := mustParse(t, "http://h/")
		for i, want := range strings.Fields(row) {
			d := decideRedirect(plainSchemes, methods[i], from, nil, status, "/x", true)
			got := d.method
			if !d.follow {
				got = "-"
			}
			if got != want || d.why == "" || d.rewrite != (want != "-" && want != methods[i]) {
				t.Errorf("%d on %s: %s, want %s (%q)", status, methods[i], got, want, d.why)
			}
		}
	}
	if d := decideRedirect(plainSchemes, "GET", mustParse(t, "http://h/"), nil, 302, "", false); d.follow || d.invalid {
		t.Errorf("without Location: %+v", d)
	}
}

func TestResolveLocation(t *testing.T) {
	t.Parallel()
	const invalid, final = "invalid", "final"
	for _, c := range []struct{ location, want string }{
		{"", "http://u:p@h:81/a/b?q"},
		{"?x=2", "http://u:p@h:81/a/b?x=2"},
		{"end", "http://u:p@h:81/a/end"},
		{"../end", "http://u:p@h:81/end"},
		{"/end#new", "http://u:p@h:81/end#new"},
		{"//other/p", "http://other/p"},
		{"https://h:81", "https://h:81/"},
		{" /end\t", "http://u:p@h:81/end"},
		{"/e\tn\r\nd", "http://u:p@h:81/end"},
		{"/a b", "http://u:p@h:81/a%20b"},
		{"/é", "http://u:p@h:81/%C3%A9"},
		{"/a%0d%0ab", "http://u:p@h:81/a%0d%0ab"},
		{"HTTP://Other/", "http://Other/"},
		{"http://user:pw@other/", "http://other/"},
		{"http://", final}, {"http:///x", final}, {"ftp://h/x", final}, {"file:///x", final}, {"own://h/", final},
		{"mailto:a@b", invalid}, {"data:,x", invalid}, {"javascript:alert(1)", invalid}, {"http:/p", invalid}, {"http://[::1", invalid},
		{"http://h:99999/", invalid}, {"http://h:0/", invalid}, {`http://good:1\@evil/`, invalid}, {"http://h/\x01", invalid},
		{"http://a b/", invalid}, {"http://h:x/", invalid}, {"/%zz", invalid},
	} {
		from := mustParse(t, "http://h:81/a/b?q#old")
		from.User = url.UserPassword("u", "p")
		d := decideRedirect(plainSchemes, "GET", from, nil, 302, c.location, true)
		got := final
		switch {
		case d.follow:
			got = d.to.String()
		case d.invalid:
			got = invalid
		}
		if got != c.want || d.why == "" {
			t.Errorf("%q: %s, want %s (%s)", c.location, got, c.want, d.why)
		}
	}
}

func TestRedirectDrops(t *testing.T) {
	t.Parallel()
	fields := Fields{{Name: "Authorization", Value: "x"}, {Name: "Cookie", Value: "a=b"}, {Name: "cookie", Value: "c=d"}, {Name: "Referer", Value: "http://h/"},
		{Name: "Content-Type", Value: "a/b"}, {Name: "Proxy-Authorization", Value: "x"}, {Name: "X-Own", Value: "x"}}
	const credentials = "Authorization Cookie Referer Proxy-Authorization"
	for _, c := range []struct{ method, from, to, want string }{
		{"GET", "http://h/", "http://h/x", ""},
		{"GET", "http://h/", "http://H:80/x", ""},
		{"GET", "http://h/", "http://h:81/x", credentials},
		{"GET", "http://h/", "https://h/x", credentials},
		{"GET", "https://h/", "http://h/x", credentials},
		{"GET", "http://h/", "http://other/x", credentials},
		{"GET", "http://h/", "http://h.evil/x", credentials},
		{"POST", "http://h/", "http://h/x", "Content-Type"},
	} {
		d := decideRedirect(plainSchemes, c.method, mustParse(t, c.from), fields, 302, c.to, true)
		var got []string
		for _, x := range d.drop {
			got = append(got, x.Name)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s %s to %s drops %q, want %q", c.method, c.from, c.to, s, c.want)
		}
	}
}

// FuzzLocation looks for a Location that is followed to where it should not be.
func FuzzLocation(f *testing.F) {
	for _, s := range []string{"/x", "//h/x", "http://u:p@h/", "http://h:99999/", `http://a\@b/`, "?q", "#f", "http://[::1]:8/", "http://\u212a/", "https:h", "http://h\x00/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, location string) {
		from := mustParse(t, "https://h/a/b?q")
		fields := Fields{{Name: "Authorization", Value: "x"}}
		d := decideRedirect(plainSchemes, "GET", from, fields, 302, location, true)
		if !d.follow {
			if d.why == "" {
				t.Error("not followed without a reason")
			}
			return
		}
		if d.to.Scheme != "http" && d.to.Scheme != "https" || d.to.Hostname() == "" || d.to.User != nil {
			t.Errorf("%q leads to %q", location, d.to)
		}
		if same := plainSchemes.key(from) == plainSchemes.key(d.to); same == d.origin || !same && len(d.drop) == 0 {
			t.Errorf("%q: origin %v, drops %v", location, d.origin, d.drop)
		}
		wire(t, d.to)
	})
}

// wire fails when what u puts into a head could end a line of it, or cannot be parsed again.
func wire(t *testing.T, u *url.URL) {
	t.Helper()
	for what, s := range map[string]string{"target": requestTarget(plainSchemes, u, originForm), "host": plainSchemes.hostHeader(u)} {
		for _, c := range []byte(s) {
			if c <= ' ' || c == 0x7f || c >= 0x80 {
				t.Errorf("%s %q of %q", what, s, u)
				break
			}
		}
	}
	if tg := requestTarget(plainSchemes, u, originForm); !strings.HasPrefix(tg, "/") || strings.Contains(tg, "#") {
		t.Errorf("target %q of %q", tg, u)
	}
	if strings.ContainsAny(plainSchemes.hostHeader(u), "@/\\#?") {
		t.Errorf("host %q", plainSchemes.hostHeader(u))
	}
	if k := plainSchemes.key(u); strings.ContainsAny(k.addr, " /@\\") || fmt.Sprint(k.addr) == ":" {
		t.Errorf("key %q of %q", k.addr, u)
	}
}
