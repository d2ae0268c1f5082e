package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ladle/session"
)

// composed gives the request of a command line; words are separated by |.
func composed(t *testing.T, stdin, line string) (*request, error) {
	t.Helper()
	var o sendOptions
	urls, err := parse("ladle send", sendFlags, strings.Split(line, "|"), &o)
	if err != nil {
		t.Fatal(err)
	}
	o.urls = urls
	return o.compose(strings.NewReader(stdin))
}

func bodyText(t *testing.T, b session.Body) string {
	t.Helper()
	if b == nil {
		return ""
	}
	r, err := b.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestBodies(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "f")
	if err := os.WriteFile(file, []byte("a=1\r\nb=\x00\xff \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const form = "application/x-www-form-urlencoded"
	for _, c := range []struct{ line, method, url, kind, body string }{
		{"u", "GET", "http://u", "", ""},
		{"-I|u", "HEAD", "http://u", "", ""},
		{"-X|DELETE|u", "DELETE", "http://u", "", ""},
		{"-d|a=1|-d|b=2|u", "POST", "http://u", form, "a=1&b=2"},
		{"-d||u", "POST", "http://u", form, ""},
		{"-X|GET|-d|a|u", "GET", "http://u", form, "a"},
		{"-X|PATCH|-d|a|u", "PATCH", "http://u", form, "a"},
		{"-d|@F|u", "POST", "http://u", form, "a=1b=\xff "},
		{"-d|@-|u", "POST", "http://u", form, "stdin"},
		{"--data-raw|@F|u", "POST", "http://u", form, "@F"},
		{"--data-binary|@F|u", "POST", "http://u", form, "a=1\r\nb=\x00\xff \n"},
		{"-d|x|--data-binary|@F|u", "POST", "http://u", form, "x&a=1\r\nb=\x00\xff \n"},
		{"--data-binary|@-|u", "POST", "http://u", form, "stdin\n"},
		{"--json|{\"a\":1|--json|}|u", "POST", "http://u", "application/json", `{"a":1}`},
		{"--json|@F|u", "POST", "http://u", "application/json", "a=1\r\nb=\x00\xff \n"},
		{"--data-urlencode|a b&c|u", "POST", "http://u", form, "a+b%26c"},
		{"--data-urlencode|=a=b|u", "POST", "http://u", form, "a%3Db"},
		{"--data-urlencode|n=a b~é|u", "POST", "http://u", form, "n=a+b~%C3%A9"},
		{"--data-urlencode|@F|u", "POST", "http://u", form, "a%3D1%0D%0Ab%3D%00%FF+%0A"},
		{"--data-urlencode|n@F|u", "POST", "http://u", form, "n=a%3D1%0D%0Ab%3D%00%FF+%0A"},
		{"--data-urlencode|a@b=c@d|u", "POST", "http://u", form, "a@b=c%40d"},
		{"-G|-d|a=1|-d|b|u/p", "GET", "http://u/p?a=1&b", "", ""},
		{"-G|-d|a|u/p?x=1#f", "GET", "http://u/p?x=1&a#f", "", ""},
		{"-G|-d|a|u/?", "GET", "http://u/?a", "", ""},
		{"-G|-I|-d|a|u", "HEAD", "http://u?a", "", ""},
		{"-T|-|u", "PUT", "http://u", "", "stdin\n"},
		{"-T|F|u/x", "PUT", "http://u/x", "", "a=1\r\nb=\x00\xff \n"},
		{"-T|F|u/x/", "PUT", "http://u/x/f", "", "a=1\r\nb=\x00\xff \n"},
		{"-T|F|-X|POST|u", "POST", "http://u/f", "", "a=1\r\nb=\x00\xff \n"},
	} {
		stdin := "stdin\n"
		line := strings.ReplaceAll(strings.ReplaceAll(c.line, "|F|", "|"+file+"|"), "@F|", "@"+file+"|")
		want := strings.ReplaceAll(c.body, "@F", "@"+file)
		r, err := composed(t, stdin, line)
		if err != nil {
			t.Errorf("%s: %v", c.line, err)
			continue
		}
		if got := bodyText(t, r.body); r.method != c.method || r.url != c.url || r.contentType != c.kind || got != want {
			t.Errorf("%s\n got %s %s %q %q\nwant %s %s %q %q", c.line, r.method, r.url, r.contentType, got, c.method, c.url, c.kind, want)
		}
	}
}

func TestBodiesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, line := range []string{"-d|@D/no|u", "--data-binary|@D/no|u", "--json|@D/no|u", "--data-urlencode|x@D/no|u", "-T|D/no|u", "-T|D|u", "-H|@D/no|u"} {
		_, err := composed(t, "", strings.ReplaceAll(line, "D", dir))
		var f *fileError
		if !errors.As(err, &f) {
			t.Errorf("%s: %v", line, err)
		}
	}
	if _, err := composed(t, "x", "-d|@-|-d|@-|u"); !errors.Is(err, errStdinTwice) {
		t.Errorf("stdin twice: %v", err)
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "h")
	if err := os.WriteFile(file, []byte("A: 1\r\n\r\nB:2\nC;\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const agent = "User-Agent: Ladle/0.1.0"
	for _, c := range []struct{ line, want string }{
		{"u", agent},
		{"-H|a:  b |u", agent + "\na: b"},
		{"-H|X-One: 1|-H|X-One: 2|-H|x-ONE:3|u", agent + "\nX-One: 1\nX-One: 2\nx-ONE: 3"},
		{"-H|Empty;|u", agent + "\nEmpty: "},
		{"-H|User-Agent:|u", ""},
		{"-H|user-agent: me|u", "user-agent: me"},
		{"-A|me|u", "User-Agent: me"},
		{"-A||u", ""},
		{"-A|me|-H|User-Agent: you|u", "User-Agent: you"},
		{"-e|http://r/|u", agent + "\nReferer: http://r/"},
		{"-H|@F|u", agent + "\nA: 1\nB: 2\nC: "},
		{"-H|@-|u", agent + "\nFrom: stdin"},
		{"-H|Time: 10:30:00|u", agent + "\nTime: 10:30:00"},
		{"--json|{}|u", agent + "\nAccept: application/json\nContent-Type: application/json"},
		{"--json|{}|-H|Accept: x/y|-H|content-type: z/w|u", agent + "\nAccept: x/y\ncontent-type: z/w"},
		{"--json|{}|-H|Accept:|u", agent + "\nContent-Type: application/json"},
		{"-d|a|-H|Content-Type:|u", agent},
		{"-d|a|u", agent + "\nContent-Type: application/x-www-form-urlencoded"},
	} {
		r, err := composed(t, "From: stdin\n", strings.ReplaceAll(c.line, "@F", "@"+file))
		if err != nil {
			t.Errorf("%s: %v", c.line, err)
			continue
		}
		m, err := r.message()
		if err != nil {
			t.Errorf("%s: %v", c.line, err)
			continue
		}
		var got []string
		for _, f := range m.RequestFields() {
			got = append(got, f.Name+": "+f.Value)
		}
		if g := strings.Join(got, "\n"); g != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.line, g, c.want)
		}
	}
}

func TestBasicAtOnce(t *testing.T) {
	t.Parallel()
	const aladdin = "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==" // the example of RFC 7617 section 2
	for line, want := range map[string]string{
		"--basic -u Aladdin:open_sesame http://h/":                           "Authorization: " + aladdin,
		"--basic http://Aladdin:open%20sesame@h/":                            "Authorization: " + aladdin,
		"--basic -u a:b -H authorization:mine http://h/":                     "authorization: mine",
		"--basic --digest -u a:b http://h/":                                  "",
		"--proxy-basic -U Aladdin:open_sesame http://h/":                     "Proxy-Authorization: " + aladdin,
		"--proxy-basic -x socks5h://Aladdin:open%20sesame@p http://h/":       "Proxy-Authorization: " + aladdin,
		"--basic -u Aladdin:open_sesame -U a:b --proxy-digest http://p:q@h/": "Authorization: " + aladdin,
	} {
		var o sendOptions
		args := strings.Fields(line)
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "_", " ")
		}
		rest, err := parse("ladle send", sendFlags, append(args, "-A="), &o)
		if err != nil {
			t.Fatal(err)
		}
		o.urls = rest
		env, _, _ := sandbox(t, "")
		r, err := o.compose(env.Stdin)
		if err == nil {
			err = o.credentials(env, r)
		}
		var got []string
		for _, e := range r.edits {
			if e.name != "User-Agent" {
				got = append(got, e.name+": "+e.value)
			}
		}
		if g := strings.Join(got, "\n"); err != nil || g != want {
			t.Errorf("%s: %q, %v", line, g, err)
		}
	}
}

func TestWithScheme(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"localhost":                   "http://localhost",
		"LOCALHOST:8080/x":            "http://LOCALHOST:8080/x",
		"a.localhost/":                "http://a.localhost/",
		"127.0.0.1:1/?u=http://x":     "http://127.0.0.1:1/?u=http://x",
		"[::1]:80":                    "http://[::1]:80",
		"10.1.2.3":                    "http://10.1.2.3",
		"192.168.0.1":                 "http://192.168.0.1",
		"172.16.0.1":                  "http://172.16.0.1",
		"172.32.0.1":                  "https://172.32.0.1",
		"169.254.1.1":                 "http://169.254.1.1",
		"[fd00::1]":                   "http://[fd00::1]",
		"[2001:db8::1]":               "https://[2001:db8::1]",
		"nas:5000":                    "http://nas:5000",
		"printer.local":               "http://printer.local",
		"box.home.arpa":               "http://box.home.arpa",
		"example.com":                 "https://example.com",
		"user:pw@example.com/p":       "https://user:pw@example.com/p",
		"user@localhost":              "http://user@localhost",
		"//example.com/p":             "https://example.com/p",
		"localhost.example.com":       "https://localhost.example.com",
		"http://x":                    "http://x",
		"https://x":                   "https://x",
		"ftp://x":                     "ftp://x",
		"8.8.8.8":                     "https://8.8.8.8",
		"example.com?next=https://x/": "https://example.com?next=https://x/",
		"":                            "",
	} {
		got, note := withScheme(in)
		if got != want || (note == "") != (in == want) {
			t.Errorf("%q: %q (%s), want %q", in, got, note, want)
		}
		if strings.Contains(note, "pw") {
			t.Errorf("the note tells the password: %s", note)
		}
	}
}

func FuzzWithScheme(f *testing.F) {
	for _, s := range []string{"localhost", "[::1", "a@b@c:1", "://", "//", "x://y", "[", "@:"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		full, note := withScheme(s)
		if note != "" && !strings.HasPrefix(full, "http://") && !strings.HasPrefix(full, "https://") {
			t.Errorf("%q: %q (%s)", s, full, note)
		}
		if n := remoteName(full); strings.ContainsAny(n, "/\\") || n == ".." || n == "." {
			t.Errorf("%q would be written to %q", s, n)
		}
	})
}

func TestRemoteName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"http://h/a/b.txt?x=/y": "b.txt", "http://h/": "", "http://h": "", "http://h/a/": "", "http://h/..": "", "http://h/a/%2e%2e": "%2e%2e",
		"http://h/a%2fb": "a%2fb", "http://h/a#f": "a", `http://h/a\b`: "a%5Cb", "http://h/%": "",
	} {
		if got := remoteName(in); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}
