package main

import (
	"encoding/base64"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ladle/session/sessiontest"
)

// secretTexts are the forms in which the planted password could stand somewhere.
func secretTexts() []string {
	texts := []string{"sesame"}
	for _, plain := range []string{"mira:sesame", ":sesame"} {
		for _, coding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			texts = append(texts, coding.EncodeToString([]byte(plain)))
		}
	}
	return texts
}

// tells finds a secret in a text, "" if there is none.
func tellsSecret(text string) string {
	for _, s := range secretTexts() {
		if strings.Contains(text, s) {
			return s
		}
	}
	return ""
}

// TestSecretsInNoOutput plants secrets wherever a command line takes them, has messages end in every way, and looks through
// everything that is written: stderr in each form, the summary, -w, the log, the diagnostics, and files.
func TestSecretsInNoOutput(t *testing.T) {
	t.Parallel()
	_, at := startPeer(t)
	echo := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		switch r.Target {
		case "/redirect":
			return sessiontest.Answer(302, "", "Location: http://mira:sesame@"+r.Header("Host")+"/", "Set-Cookie: id=sesame; Path=/", "Content-Location: //mira:sesame@h/")
		case "/basic":
			return sessiontest.Answer(401, "", `WWW-Authenticate: Basic realm="r"`)
		case "/digest":
			return sessiontest.Answer(401, "", `WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"`, "Authentication-Info: nextnonce=sesame")
		case "/garbage":
			return "HTP/ sesame-not\r\n\r\n"
		}
		return sessiontest.Answer(200, "", "Set-Cookie: id=sesame; Path=/", "X-Auth-Token: sesame")
	}))
	_, port, _ := net.SplitHostPort(echo.Addr())
	http, nobody := echo.URL(""), at("refused")
	user := "http://mira:sesame@" + echo.Addr()
	byHand := []string{"-H", "Authorization: Bearer sesame", "-H", "Cookie: id=sesame; b=sesame", "-H", "Proxy-Authorization: Basic sesame", "-H", "X-Api-Key: sesame",
		"-H", "authorization: sesame", "-e", "http://mira:sesame@h/"}
	for name, args := range map[string][]string{
		"-u":                  {"-u", "mira:sesame", http + "/basic"},
		"-u, Digest":          {"-u", "mira:sesame", http + "/digest"},
		"-u, at once":         {"--basic", "-u", "mira:sesame", http + "/basic"},
		"-u, refused":         {"-u", "mira:sesame", "http://" + nobody},
		"URL":                 {user + "/basic"},
		"URL, redirect":       {user + "/redirect"},
		"URL, garbage":        {user + "/garbage"},
		"URL, refused":        {"http://mira:sesame@" + nobody},
		"URL, no TLS":         {"https://mira:sesame@" + echo.Addr()},
		"URL, bad port":       {"http://mira:sesame@h:port/"},
		"URL, port too high":  {"http://mira:sesame@h:99999/"},
		"URL, bad host":       {"http://mira:sesame@a b/"},
		"URL, bad escape":     {"http://mira:sesame@h/%zz"},
		"URL, bad user info":  {"http://mira:sesame%zz@h/"},
		"URL, scheme":         {"ftp://mira:sesame@h/"},
		"URL, no scheme":      {"mira:sesame@127.0.0.1:" + port},
		"URL, slash":          {"http://mira:ses/ame-sesame@h/"},
		"URL, -O":             {"-O", user + "/"},
		"by hand":             append(byHand, http+"/redirect"),
		"by hand, garbage":    append(byHand, http+"/garbage"),
		"by hand, line break": {"-H", "Authorization: sesame\rX", http},
		"by hand, no colon":   {"-H", "Authorization sesame", http},
		"by hand, bad name":   {"-H", "Author ization: sesame", http},
		"two URLs":            {"http://mira:sesame@h/", "http://mira:sesame@i/"},
		"-x":                  {"-x", "mira:sesame@" + at("proxy_basic"), http},
		"-x, tunnel":          {"-x", "mira:sesame@" + at("proxy_digest"), "https://soup.test/"},
		"-x, refused":         {"-x", "mira:sesame@" + nobody, http},
		"-x, no such host":    {"-x", "mira:sesame@no-such-proxy.invalid", http},
		"-x, SOCKS":           {"-x", "socks5h://mira:sesame@" + nobody, http},
		"-x, SOCKS 4":         {"-x", "socks4a://mira:sesame@" + nobody, http},
		"-x, bad port":        {"-x", "http://mira:sesame@h:port", http},
		"-x, port too high":   {"-x", "http://mira:sesame@h:99999", http},
		"-x, bad scheme":      {"-x", "ftp://mira:sesame@h", http},
		"-x, bad escape":      {"-x", "http://mira:sesame%zz@h", http},
		"-x, blank":           {"-x", "mira:sesame@a b", http},
		"-U":                  {"-x", at("proxy_basic"), "-U", "mira:sesame", http},
		"-U, at once":         {"-x", at("proxy_basic"), "--proxy-basic", "-U", "mira:sesame", "https://soup.test/"},
		"-U, SOCKS":           {"--socks5-hostname", nobody, "-U", "mira:sesame", http},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, mode := range []string{"", "-v", "--events json", "-v --events json", "-v --repeat 2", "-s -S", "-I -w %{url_effective}|%{scheme}|%{method}|%{remote_ip} -o"} {
				env, out, errs := sandbox(t, "")
				home := env.Getenv("HOME")
				more := strings.Fields(mode)
				if strings.HasSuffix(mode, "-o") {
					more = append(more, filepath.Join(home, "out"))
				}
				if name == "URL, -O" {
					more = nil // it names the file
				}
				run(append(append([]string{"send", "-m", "20"}, more...), args...), env)
				if s := tellsSecret(errs.String()); s != "" {
					t.Errorf("%s: %q on stderr:\n%s", mode, s, errs)
				}
				if s := tellsSecret(out.String()); s != "" {
					t.Errorf("%s: %q on stdout:\n%s", mode, s, out)
				}
				if s := tellsSecret(Diagnostics(env.Getenv)); s != "" {
					t.Errorf("%s: %q in the diagnostics", mode, s)
				}
				searchFiles(t, home)
			}
		})
	}
}

// searchFiles looks for a secret in every file below a folder, but for the bodies and heads that were asked for.
func searchFiles(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Name() == "out" {
			return err
		}
		b, err := os.ReadFile(path)
		if s := tellsSecret(string(b)); s != "" {
			t.Errorf("%q in %s", s, path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// What the environment names is told no more than what a flag does. Not parallel, it sets the environment.
func TestSecretsOfTheEnvironment(t *testing.T) {
	_, at := startPeer(t)
	t.Setenv("no_proxy", "")
	for _, proxy := range []string{"http://mira:sesame@" + at("proxy_basic"), "http://mira:sesame@" + at("refused"), "http://mira:sesame@h:port", "socks5://mira:sesame@h:99999", "mira:sesame@ h", "ftp://mira:sesame@h", "http://mira:sesame%zz@h"} {
		t.Setenv("http_proxy", proxy)
		for _, form := range []string{"text", "json"} {
			env, out, errs := sandbox(t, "")
			run([]string{"send", "-v", "--events", form, "http://soup.test/"}, env)
			if s := tellsSecret(out.String() + errs.String() + Diagnostics(env.Getenv)); s != "" {
				t.Errorf("%s tells %q:\n%s", proxy, s, errs)
			}
			searchFiles(t, env.Getenv("HOME"))
		}
	}
}
