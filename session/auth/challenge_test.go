package auth_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"ladle/session/auth"
)

// text is a challenge in one line, parameters in order of their names.
func text(c auth.Challenge) string {
	var ps []string
	for k, v := range c.Params {
		ps = append(ps, fmt.Sprintf("%s=%q", k, v))
	}
	slices.Sort(ps)
	s := c.Scheme
	if c.Token68 != "" {
		s += " " + c.Token68
	}
	if len(ps) > 0 {
		s += " " + strings.Join(ps, " ")
	}
	return s
}

func TestParseChallenges(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		``:                             ``,
		`Basic`:                        `Basic`,
		`Basic realm="a b"`:            `Basic realm="a b"`,
		`basic REALM=x`:                `basic realm="x"`,
		`Basic realm = "x"`:            `Basic realm="x"`,
		`Basic realm="a\"b,c=d"`:       `Basic realm="a\"b,c=d"`,
		`Basic realm="x", charset=u`:   `Basic charset="u" realm="x"`,
		`Basic realm="x", realm="y"`:   `Basic realm="x"`,
		`Negotiate`:                    `Negotiate`,
		`Negotiate YWJj==`:             `Negotiate YWJj==`,
		`NTLM TlRM`:                    `NTLM TlRM`,
		`Negotiate, Basic realm="x"`:   `Negotiate; Basic realm="x"`,
		`Basic realm="x", Negotiate`:   `Basic realm="x"; Negotiate`,
		`A a=1, b=2, B c="3", C`:       `A a="1" b="2"; B c="3"; C`,
		`Negotiate YWJj=, Basic a=b`:   `Negotiate YWJj=; Basic a="b"`,
		`, ,Basic realm=x,,`:           `Basic realm="x"`,
		`Basic realm="unfinished`:      `Basic`,
		`Basic realm=`:                 `Basic realm=`, // a token68
		`"quoted" realm=x`:             ``,
		`Digest realm="x" nonce="y"`:   `Digest realm="x"`,
		`Newauth realm="apps", type=1`: `Newauth realm="apps" type="1"`,
	} {
		var got []string
		for _, c := range auth.ParseChallenges([]string{in}) {
			got = append(got, text(c))
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("%s\n got %s\nwant %s", in, s, want)
		}
	}
	if n := len(auth.ParseChallenges([]string{`Basic realm="x"`, `Negotiate`})); n != 2 {
		t.Error(n)
	}
}

func TestBasicHeader(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ params, user, password, want string }{
		{`realm=x`, "mira", "soup", "Basic bWlyYTpzb3Vw"},
		{`realm=x`, "é", "", "Basic 6To="},
		{`realm=x, charset="UTF-8"`, "é", "", "Basic w6k6"},
		{`realm=x`, "日", "", "Basic 5pelOg=="},
	} {
		ch := auth.ParseChallenges([]string{"Basic " + c.params})[0]
		a, err := auth.Basic{}.New(ch, &auth.Request{Host: "h:80"})
		if err != nil {
			t.Fatal(err)
		}
		if a.Authenticated() {
			t.Error("authenticated before")
		}
		a.Authenticate(c.user, "")
		if c.password != "" {
			a.Authenticate(c.user, "soup")
		}
		if got, err := a.Header(&auth.Request{Method: "GET", Target: "/"}); err != nil || got != c.want {
			t.Errorf("%s: %q, %v, want %q", c.user, got, err, c.want)
		}
	}
	if _, err := (auth.Basic{}).New(auth.Challenge{Scheme: "Basic"}, &auth.Request{Host: "h"}); err == nil {
		t.Error("a challenge without realm was answered")
	}
	a, err := auth.Basic{}.New(auth.Challenge{Params: map[string]string{"realm": "x"}}, &auth.Request{Host: "h"})
	if err != nil {
		t.Fatal(err)
	}
	if a.Authenticate("a:b", "c"); a.Authenticated() {
		t.Error("a user name with a colon was taken")
	}
	for path, want := range map[string]string{"/": "/", "/a": "/", "/a/": "/a", "/a/b/c": "/a/b", "": "/"} {
		got := a.Spaces(&auth.Request{URI: &url.URL{Path: path}}, nil)
		if len(got) != 1 || got[0] != want {
			t.Errorf("space of %q is %q, want %q", path, got, want)
		}
	}
}

// FuzzChallenges looks for texts that are read without end or against the grammar.
func FuzzChallenges(f *testing.F) {
	for _, s := range []string{`Basic realm="x", Digest a=b,c="d\"e"`, `Negotiate YWJj==`, `A b=, C`, `=,=`, `A ,B=`, "A \tb = c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		cs := auth.ParseChallenges([]string{s})
		if len(cs) > len(s) {
			t.Fatalf("%d challenges in %d bytes", len(cs), len(s))
		}
		for _, c := range cs {
			if c.Scheme == "" || strings.ContainsAny(c.Scheme, " ,=\"") {
				t.Errorf("scheme %q", c.Scheme)
			}
			if c.Token68 != "" && len(c.Params) > 0 {
				t.Errorf("both token68 and parameters: %+v", c)
			}
			for k := range c.Params {
				if k == "" || k != strings.ToLower(k) {
					t.Errorf("parameter %q", k)
				}
			}
		}
	})
}
