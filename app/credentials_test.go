package main

import (
	"encoding/base64"
	"fmt"
	"net"
	"strings"
	"testing"

	"ladle/session/sessiontest"
)

// Where a redirect leads to another origin that asks, nothing of the command line's credentials arrives, in whatever way they
// were given, and a line says so.
func TestCredentialsStayAtTheirOrigin(t *testing.T) {
	t.Parallel()
	const digest = `WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"`
	const basic = `WWW-Authenticate: Basic realm="r"`
	asks := func(r sessiontest.Request) string { return sessiontest.Answer(401, "who?", digest, basic) }
	for _, given := range []struct {
		name  string
		flags string
		user  string // goes into the URL
	}{
		{"-u", "-u mira:sesame", ""},
		{"--digest", "--digest -u mira:sesame", ""},
		{"--basic", "--basic -u mira:sesame", ""},
		{"URL", "", "mira:sesame@"},
		{"URL, at once", "--basic", "mira:sesame@"},
		{"by hand", "-H Authorization:Bearer_sesame -H Cookie:id=sesame -H Proxy-Authorization:sesame", ""},
	} {
		for _, asked := range []string{"", digest, basic} { // the first origin asks too, or just redirects
			t.Run(given.name+" "+asked, func(t *testing.T) {
				t.Parallel()
				other := sessiontest.NewPeer(t, sessiontest.Serve(asks))
				var elsewhere string
				first := sessiontest.NewTLSPeer(t, nil, sessiontest.Serve(func(r sessiontest.Request) string {
					if asked != "" && r.Header("Authorization") == "" {
						return sessiontest.Answer(401, "", asked)
					}
					if r.Header("Host") != strings.SplitN(elsewhere, "/", 4)[2] {
						return sessiontest.Answer(302, "", "Location: "+elsewhere)
					}
					return asks(r)
				}))
				_, port, _ := net.SplitHostPort(first.Addr())
				for _, elsewhere = range []string{other.URL("/"), "https://localhost:" + port + "/"} {
					args := append([]string{"send", "-k", "--events", "none"}, strings.Fields(given.flags)...)
					o := ladle(t, "", append(args, strings.Replace(first.URL("/"), "://", "://"+given.user, 1))...)
					if strings.Contains(given.flags, "-u") && asked == "" && !strings.Contains(o.stderr, "and those of -u are for https://"+first.Addr()+" only: nothing was sent.") {
						t.Errorf("stderr %q", o.stderr)
					}
				}
				arrived := other.Requests()
				for _, r := range first.Requests() {
					if strings.HasPrefix(r.Header("Host"), "localhost") {
						arrived = append(arrived, r)
					}
				}
				if len(arrived) == 0 && asked == "" {
					t.Error("the redirects were not followed")
				}
				for _, r := range arrived {
					if r.Header("Authorization") != "" || containsSecret(r.Head, "mira", "sesame") {
						t.Errorf("another origin got %q", r.Head)
					}
				}
			})
		}
	}
}

// containsSecret says whether a text has a password, or the Basic credentials with it, in it.
func containsSecret(text, user, password string) bool {
	return strings.Contains(text, password) || strings.Contains(text, base64.StdEncoding.EncodeToString([]byte(user+":"+password)))
}

func TestSchemeFlags(t *testing.T) {
	t.Parallel()
	http := practice.URL("http")
	for _, c := range []struct {
		args   string
		sent   int // attempts
		scheme string
		stderr string
	}{
		{"-u mira:soup /try/auth/digest", 2, "Digest", ""},
		{"-u mira:soup /try/auth/digest?basic=true", 2, "Digest", ""},
		{"--digest -u mira:soup /try/auth/digest?basic=true", 2, "Digest", ""},
		{"--basic -u mira:soup /try/auth/digest?basic=true", 1, "Basic", ""},
		{"--basic -u mira:soup /try/auth/digest", 1, "", "wants Digest, and only Basic may be answered."},
		{"--digest -u mira:soup /try/auth/basic", 1, "", "wants Basic, and only Digest may be answered."},
		{"--basic --digest -u mira:soup /try/auth/digest?basic=true", 2, "Digest", ""},
		{"--anyauth -u mira:soup -d x=y -X POST /try/auth/digest?qop=auth-int&algorithm=SHA-512-256-sess", 2, "Digest", ""},
		{"-u mira:wrong /try/auth/digest", 2, "", "does not accept the credentials that were sent."},
		{"--basic -u mira:wrong /try/auth/basic", 1, "", "does not accept the credentials that were sent."},
		{"/try/auth/digest", 1, "", `asks for a user and a password for "shop-admin". -u USER:PASSWORD gives them.`},
	} {
		t.Run(c.args, func(t *testing.T) {
			t.Parallel()
			args := strings.Fields(c.args)
			args[len(args)-1] = http + args[len(args)-1]
			o := ladle(t, "", append([]string{"send"}, args...)...)
			o.want(t, 0, "", c.stderr)
			if n := strings.Count(o.stderr, "  request-started "); n != c.sent {
				t.Errorf("%d attempts, want %d", n, c.sent)
			}
			if c.scheme != "" && !strings.Contains(o.stdout, fmt.Sprintf(`"scheme": %q`, c.scheme)) && !strings.Contains(o.stdout, fmt.Sprintf(`"scheme":%q`, c.scheme)) {
				t.Errorf("not %s: %s", c.scheme, o.stdout)
			}
			if c.stderr == "" && strings.Contains(o.stderr, "ladle: ") {
				t.Errorf("said: %s", o.stderr)
			}
		})
	}
}
