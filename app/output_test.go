package main

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"ladle/session"
)

// muteListener accepts connections and never answers.
func muteListener(t *testing.T) string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			io.Copy(io.Discard, c)
			c.Close()
		}
	}()
	t.Cleanup(func() { ln.Close(); <-ended })
	return ln.Addr().String()
}

func known(name string) (string, bool) {
	switch name {
	case "a":
		return "1", true
	case "odd":
		return "%{a}", true
	}
	return "", false
}

func TestExpand(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":            "",
		"%{a}":        "1",
		"x%{a}y%{a}z": "x1y1z",
		`%{a}\n\t\r`:  "1\n\t\r",
		"%{b}%{a}":    "%{b}1",
		"100%%":       "100%",
		"100%":        "100%",
		"%{a":         "%{a",
		"%{":          "%{",
		"%{}":         "%{}",
		`\`:           `\`,
		`\q\\n`:       `\q\` + "\n",
		"%%{a}":       "%{a}",
		"%{odd}":      "%{a}",
	} {
		if got := expand(in, known); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzExpand(f *testing.F) {
	for _, s := range []string{"%{a}", "%%{a}", `\n%{`, "%{b}}", "%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := expand(s, known)
		if !strings.ContainsAny(s, `%\`) && got != s {
			t.Errorf("%q: %q", s, got)
		}
	})
}

func TestPrintable(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain é 汤":      "plain é 汤",
		"\x1b[31mred":    `\x1b[31mred`,
		"a\r\nb\tc\x00":  `a\x0d\x0ab\x09c\x00`,
		"\x9b31m":        `\x9b31m`,
		"\u009b31m":      `\u{009b}31m`,
		"abc\u202edcb":   `abc\u{202e}dcb`,
		"\xff\xfe":       `\xff\xfe`,
		session.Mask:     session.Mask,
		"zero\u200bwide": `zero\u{200b}wide`,
	} {
		if got := printable(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzPrintable(f *testing.F) {
	for _, s := range []string{"\x1b]0;x\a", "\u202e", "\xff", "ok"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := printable(s)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) {
			t.Errorf("%q: %q", s, got)
		}
		if printable(got) != got {
			t.Errorf("%q is changed twice", s)
		}
	})
}

func TestMaskURLs(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"see https://a:b@h/p and http://c@h:1?x=@": "see https://" + session.Mask + "@h/p and http://" + session.Mask + "@h:1?x=@",
		"http://h/a@b":                 "http://h/a@b",
		"mail a@b":                     "mail a@b",
		`Get "http://u:p@w@h": no`:     `Get "http://` + session.Mask + `@h": no`,
		"://":                          "://",
		"x://u:p@":                     "x://" + session.Mask + "@",
		`url="http://u:p@h" next=a@b`:  `url="http://` + session.Mask + `@h" next=a@b`,
		`{\"url\":\"http://u:p@h\"} @`: `{\"url\":\"http://` + session.Mask + `@h\"} @`,
	} {
		if got := maskURLs(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzMaskURLs(f *testing.F) {
	f.Add("http://u:p@h/ x://")
	f.Add("://@://@")
	f.Fuzz(func(t *testing.T, s string) {
		if got := maskURLs(s); maskURLs(got) != got {
			t.Errorf("%q: %q is masked twice", s, got)
		}
		if got := maskURLs("http://user:hunter2@h/" + s); strings.Contains(got[:min(len(got), 40)], "hunter2") && !strings.Contains(s, "hunter2") {
			t.Errorf("%q shows the password: %q", s, got)
		}
	})
}

func TestLogIsMaskedAndPrivate(t *testing.T) {
	t.Parallel()
	env, _, _ := sandbox(t, "")
	name := logPath(env.Getenv)
	log, closeLog := openLog(env.Getenv)
	defer closeLog()
	if _, err := os.Stat(name); err == nil {
		t.Error("the file is there before a record")
	}
	log.Debug("nobody reads this")
	log.Info("sent", "url", "http://mira:soup1@h/", "Authorization", "Basic soup2", "proxy_password", "soup3", "x-api-key", "soup4",
		"fields", session.Fields{{Name: "Cookie", Value: "id=soup5"}}, "err", fmt.Errorf("get http://mira:soup6@h/: no"), "pw", session.Secret("soup7"))
	log.WithGroup("g").With("token", "soup8").Warn("http://mira:soup9@h/")
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(b); strings.Contains(text, "soup") || !strings.Contains(text, "url=http://") || strings.Contains(text, "nobody") || strings.Count(text, "\n") != 2 {
		t.Errorf("log %s", text)
	}
	st, err := os.Stat(name)
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", st.Mode(), err)
	}
	nowhere, closeNowhere := openLog(func(string) string { return "" })
	nowhere.Info("goes nowhere")
	closeNowhere()
}

func TestLogRotates(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "s", "ladle.log")
	l := &logFile{name: name, limit: 200}
	log := slog.New(slog.NewTextHandler(l, nil))
	for i := range 20 {
		log.Info("line", "i", i)
	}
	l.close()
	files, err := filepath.Glob(name + "*")
	if err != nil || len(files) != 1+logKept {
		t.Fatalf("%q %v", files, err)
	}
	for _, f := range files {
		if st, err := os.Stat(f); err != nil || st.Size() > 200 || st.Size() == 0 {
			t.Errorf("%s: %v %v", f, st, err)
		}
	}
	lines := tail(name, 3)
	if len(lines) != 3 || !strings.Contains(lines[2], "i=19") || !strings.Contains(lines[1], "i=18") || !strings.Contains(lines[0], "i=17") {
		t.Errorf("tail %q", lines)
	}
	if got := tail(filepath.Join(t.TempDir(), "none"), 3); len(got) != 0 {
		t.Errorf("tail of nothing %q", got)
	}
}

func TestTailBeginsAtALine(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(name, []byte(strings.Repeat("a line of thirty-two bytes, yes\n", 3*tailBytes/32)+"last\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	lines := tail(name, 1<<20)
	if lines[0] != "a line of thirty-two bytes, yes" || lines[len(lines)-1] != "last" || len(lines) < tailBytes/40 {
		t.Errorf("%d lines, %q ... %q", len(lines), lines[0], lines[len(lines)-1])
	}
}

func TestDiagnostics(t *testing.T) {
	t.Parallel()
	env, out, _ := sandbox(t, "")
	log, closeLog := openLog(env.Getenv)
	defer closeLog()
	for i := range logLines + 5 {
		log.Info("line", "i", i, "url", "http://a:hunter2@h/")
	}
	if code := run([]string{"version", "--diagnostics"}, env); code != 0 {
		t.Errorf("exit %d", code)
	}
	text := out.String()
	for _, part := range []string{"Ladle 0.1.0 (go", "state      ~/.local/state/ladle\n", "last 200 lines of the log\n", "i=204"} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in\n%.600s", part, text)
		}
	}
	if strings.Contains(text, "hunter2") || strings.Contains(text, "i=4 ") || strings.Contains(text, env.Getenv("HOME")) {
		t.Errorf("too much is told: %.600s", text)
	}
}

func TestStateFolder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ state, home, want string }{
		{"/s", "/h", "/s/ladle"}, {"relative", "/h", "/h/.local/state/ladle"}, {"", "/h", "/h/.local/state/ladle"}, {"", "", ""},
	} {
		got := stateFolder(func(name string) string { return map[string]string{"XDG_STATE_HOME": c.state, "HOME": c.home}[name] })
		if got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestSpoolLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	f, err := tempSpool{}.Create()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("soup")); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 4)
	if n, err := f.ReadAt(b, 0); n != 4 || err != nil || string(b) != "soup" {
		t.Errorf("%q %v", b[:n], err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
