package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// events decodes the JSON lines on stderr and checks that each has the same keys.
func events(t *testing.T, stderr string) []session.Event {
	t.Helper()
	var evs []session.Event
	for line := range strings.Lines(stderr) {
		var keys map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &keys); err != nil {
			t.Fatalf("no JSON: %q: %v", line, err)
		}
		for _, k := range []string{"seq", "ms", "event", "message", "attempt", "conn", "detail"} {
			if _, ok := keys[k]; !ok {
				t.Errorf("no %s in %s", k, line)
			}
		}
		var e session.Event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("no event: %q: %v", line, err)
		}
		evs = append(evs, e)
	}
	return evs
}

func TestRedirectThenChallengeAsJSON(t *testing.T) {
	t.Parallel()
	o := ladle(t, "", "send", "--events", "json", "-u", "user:passwd", practice.URL("http")+"/redirect-to?url=/basic-auth/user/passwd")
	o.want(t, 0, `"authenticated": true`, "")
	if strings.Contains(o.stderr, "dXNlcjpwYXNzd2Q") {
		t.Error("the credentials are on stderr")
	}
	evs := events(t, o.stderr)
	if err := sessiontest.CheckGrammar(evs); err != nil {
		t.Error(err)
	}
	if err := sessiontest.CheckEnded(evs); err != nil {
		t.Error(err)
	}
	counts := map[session.Kind]int{}
	for i, e := range evs {
		counts[e.Kind]++
		if i > 0 && e.At < evs[i-1].At && e.Message == evs[i-1].Message {
			t.Errorf("event %d is earlier than the one before", e.Seq)
		}
		if d, ok := e.Detail.(*session.Outcome); ok && d.Status != 200 {
			t.Errorf("finished with %d", d.Status)
		}
	}
	for kind, n := range map[session.Kind]int{session.KindRequestQueued: 1, session.KindRequestUnqueued: 1, session.KindRedirected: 1, session.KindAuthenticated: 1,
		session.KindRestarted: 2, session.KindFinished: 1, session.KindRequestStarted: 3} {
		if counts[kind] != n {
			t.Errorf("%d %v, want %d", counts[kind], kind, n)
		}
	}
}

func TestTextTimeline(t *testing.T) {
	t.Parallel()
	url := practice.URL("http") + "/redirect-to?url=/basic-auth/user/passwd"
	o := ladle(t, "", "send", "-v", "-u", "user:passwd", url)
	o.want(t, 0, `"user": "user"`, "request-queued      GET "+url)
	for _, part := range []string{"  redirected          GET ", "  restarted           redirect\n", "  authenticated       Basic for \"Fake Realm\"", "from handler\n",
		"  finished            200 OK\n", "  request-unqueued\n", "\n> GET /basic-auth/user/passwd HTTP/1.1\n", "\n> Authorization: Basic " + session.Mask + "\n",
		"\n< HTTP/1.1 401 Unauthorized\n"} {
		if !strings.Contains(o.stderr, part) {
			t.Errorf("no %q in\n%s", part, o.stderr)
		}
	}
	if strings.Contains(o.stderr, "\x1b") || strings.HasSuffix(o.stderr, "\n\n") || strings.Contains(o.stderr, "aborted") {
		t.Errorf("not calm:\n%s", o.stderr)
	}
}

func TestColourOnTerminalsOnly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		terminal bool
		name     string
		painted  bool
	}{{true, "", true}, {false, "", false}, {true, "NO_COLOR", false}, {true, "TERM", false}} {
		env, _, errs := sandbox(t, "")
		env.StderrTerminal = c.terminal
		env.Getenv = func(name string) string {
			if name == c.name {
				return "dumb"
			}
			return ""
		}
		run([]string{"send", practice.URL("http") + "/status/200"}, env)
		if got := strings.Contains(errs.String(), "\x1b["); got != c.painted {
			t.Errorf("%+v: painted %v", c, got)
		}
	}
}

// Body and timeline on one terminal: the body is in one piece and ends its line.
func TestOneTerminal(t *testing.T) {
	t.Parallel()
	env, _, _ := sandbox(t, "")
	var both bytes.Buffer
	env.Stdout, env.Stderr, env.StdoutTerminal, env.StderrTerminal = &both, &both, true, true
	env.Getenv = func(string) string { return "dumb" }
	code := run([]string{"send", practice.URL("http") + "/base64/c291cA=="}, env)
	text := both.String()
	at := strings.Index(text, "\nsoup\n")
	if code != 0 || at < 0 || !strings.Contains(text[at:], "got-headers") || strings.Contains(text[:at], "got-headers") {
		t.Errorf("exit %d\n%s", code, text)
	}
	both.Reset()
	if code := run([]string{"send", "--events", "none", practice.URL("http") + "/image/png"}, env); code != exitWrite || !strings.Contains(both.String(), "The body is binary") {
		t.Errorf("binary: exit %d, %q", code, both.String())
	}
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	http, broken := practice.URL("http"), practice.URL("broken")
	// The near end of an open connection: a port that is taken, and that nobody listens on.
	held, err := net.Dial("tcp", strings.TrimPrefix(http, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { held.Close() })
	refused := held.LocalAddr().String()
	for _, c := range []struct {
		name   string
		args   []string
		code   int
		stdout string
		stderr string
	}{
		{"an answer", []string{http + "/status/500"}, 0, "", ""},
		{"fail", []string{"--fail", http + "/status/404"}, 22, "", "ladle: The answer is 404 Not Found."},
		{"fail with less", []string{"--fail", http + "/base64/b2s="}, 0, "ok", ""},
		{"no URL", []string{"http://"}, 3, "", "ladle: The URL has no host."},
		{"bad scheme", []string{"ftp://h/"}, 3, "", "The scheme ftp is not supported. Use http:// or https://"},
		{"bad method", []string{"-X", "A B", http}, 2, "", "no method has: A B."},
		{"bad header", []string{"-H", "a b: c", http}, 2, "", "no header name has: a b."},
		{"no colon", []string{"-H", "secret", http}, 2, "", "ladle: A line of -H has no colon"},
		{"line break", []string{"-H", "X: a\rb", http}, 2, "", "The value has a line break: X."},
		{"body file", []string{"-d", "@/no/such", http}, 26, "", "/no/such cannot be read: no such file"},
		{"CA file", []string{"--cacert", "/no/such", http}, 77, "", "--cacert /no/such: there is no such file."},
		{"refused", []string{"http://" + refused + "/"}, 7, "", "ladle: Connection refused by " + refused},
		{"no TLS there", []string{"https://" + strings.TrimPrefix(http, "http://")}, 35, "", "does not speak TLS"},
		{"certificate", []string{practice.URL("https-selfsigned")}, 60, "", "-k accepts any certificate."},
		{"insecure", []string{"-k", "-o", "-", practice.URL("https-selfsigned") + "/base64/b2s="}, 0, "ok", ""},
		{"trusted", []string{"--cacert", practice.CAFile(), practice.URL("https") + "/base64/b2s="}, 0, "ok", ""},
		{"redirects", []string{http + "/redirect/30"}, 47, "", "Redirected more than 20 times. --no-location shows the first."},
		{"max time", []string{"--max-time", "0.05", http + "/delay/5"}, 28, "", "The answer was not complete within 50ms."},
		{"not HTTP", []string{broken + "/bad-status-line"}, 8, "", "breaks a rule of HTTP"},
		{"nothing", []string{broken + "/close-at-once"}, 52, "", "closed the connection without an answer"},
		{"cut", []string{broken + "/short-body"}, 18, "", "The answer ends early"},
		{"bad chunk", []string{broken + "/bad-chunk"}, 56, "", "breaks a rule of HTTP"},
		{"no folder", []string{"-o", "/no/such/file", http + "/base64/b2s="}, 23, "", "/no/such/file cannot be written: no such file"},
		{"no name", []string{"-O", http + "/"}, 2, "", "no name that -O could use"},
		{"no password", []string{"-u", "mira", http}, 2, "", "-u has no password"},
		{"credentials", []string{"-u", "user:wrong", http + "/basic-auth/user/passwd"}, 0, "", "does not accept the credentials that were sent."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"send", "--events", "none"}, c.args...)
			o := ladle(t, "", args...)
			o.want(t, c.code, c.stdout, c.stderr)
			if c.stderr == "" && o.stderr != "" {
				t.Errorf("stderr %q", o.stderr)
			}
			silent := ladle(t, "", append([]string{"send", "-s"}, c.args...)...)
			if early := c.code == 2 || c.code == 3 || c.code == 26 || c.code == 77; silent.code != c.code || silent.stderr != "" && !early {
				t.Errorf("with -s: exit %d, stderr %q", silent.code, silent.stderr)
			}
		})
	}
}

func TestShowError(t *testing.T) {
	t.Parallel()
	ladle(t, "", "send", "-sS", practice.URL("broken")+"/close-at-once").want(t, 52, "", "ladle: ")
	o := ladle(t, "", "send", "--events", "json", practice.URL("broken")+"/close-at-once")
	evs := events(t, o.stderr) // and nothing else
	var what string
	for _, e := range evs {
		if d, ok := e.Detail.(*session.Outcome); ok && d.Err != nil {
			what, _ = d.Err.Sentence()
		}
	}
	if o.code != 52 || !strings.Contains(what, "without an answer") {
		t.Errorf("exit %d, %q", o.code, what)
	}
}

func TestSchemeNote(t *testing.T) {
	t.Parallel()
	bare := strings.TrimPrefix(practice.URL("http"), "http://")
	ladle(t, "", "send", "--events", "none", bare+"/status/200").want(t, 0, "", "ladle: http:// is assumed, because 127.0.0.1 is this machine\n")
	if o := ladle(t, "", "send", "-s", bare+"/status/200"); o.code != 0 || o.stderr != "" {
		t.Errorf("with -s: %+v", o)
	}
}

func TestWriteOutOfAMessage(t *testing.T) {
	t.Parallel()
	o := ladle(t, "", "send", "-s", "-w", `\n%{http_code} %{num_redirects} %{size_download} %{http_version} %{remote_ip} %{url_effective} %{time_total} %{time_starttransfer}\n`,
		practice.URL("http")+"/redirect-to?url=/base64/c291cA==")
	want := `^soup\n200 1 4 1\.1 127\.0\.0\.1 ` + regexp.QuoteMeta(practice.URL("http")+"/base64/c291cA==") + ` 0\.\d{6} 0\.\d{6}\n$`
	if !regexp.MustCompile(want).MatchString(o.stdout) || o.code != 0 {
		t.Errorf("exit %d, %q does not match %s", o.code, o.stdout, want)
	}
	o = ladle(t, "", "send", "-s", "-w", "%{http_code} %{exitcode} %{http_version}", practice.URL("broken")+"/close-at-once")
	o.want(t, 52, "000 52 0", "")
	o = ladle(t, "", "send", "-s", "-o", os.DevNull, "-w", "%{size_download} %{size_upload} %{method}", "-d", "abc", practice.URL("http")+"/gzip")
	if o.code != 0 || o.stdout == "" {
		t.Errorf("%+v", o)
	}
}

func TestHeadsInTheOutput(t *testing.T) {
	t.Parallel()
	url := practice.URL("http") + "/redirect-to?url=/base64/c291cA=="
	o := ladle(t, "", "send", "-s", "-i", url)
	if !regexp.MustCompile(`(?s)^HTTP/1\.1 302 Found\r\n.*\r\n\r\nHTTP/1\.1 200 OK\r\n.*\r\n\r\nsoup$`).MatchString(o.stdout) {
		t.Errorf("-i: %q", o.stdout)
	}
	o = ladle(t, "", "send", "-s", "-I", practice.URL("http")+"/base64/c291cA==")
	if !strings.HasPrefix(o.stdout, "HTTP/1.1 200 OK\r\n") || !strings.HasSuffix(o.stdout, "\r\n\r\n") {
		t.Errorf("-I: %q", o.stdout)
	}
	o = ladle(t, "", "send", "-s", "-i", "--no-location", url)
	if !strings.HasPrefix(o.stdout, "HTTP/1.1 302 Found\r\n") || strings.Contains(o.stdout, "200 OK") {
		t.Errorf("--no-location: %q", o.stdout)
	}
	o = ladle(t, "", "send", "-s", "-i", "--no-location", practice.URL("http")+"/cookies/set?id=42")
	o.want(t, 0, "id=42", "") // asked for, so not masked
	o = ladle(t, "", "send", "-v", "--no-location", practice.URL("http")+"/cookies/set?id=42x")
	if strings.Contains(o.stderr, "Cookie: id=42x") || !strings.Contains(o.stderr, "id="+session.Mask) {
		t.Errorf("-v does not mask: %s", o.stderr)
	}
}

func TestOutputFiles(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err.Error()
		}
		return string(b)
	}
	ladle(t, "", "send", "-s", "-o", "a", practice.URL("http")+"/base64/c291cA==").want(t, 0, "", "")
	if read("a") != "soup" {
		t.Errorf("-o: %q", read("a"))
	}
	ladle(t, "", "send", "-s", "-O", practice.URL("http")+"/base64/c291cA==?x=y").want(t, 0, "", "")
	if read("c291cA==") != "soup" {
		t.Errorf("-O: %q", read("c291cA=="))
	}
	ladle(t, "", "send", "-s", "-o", "a", practice.URL("http")+"/status/200").want(t, 0, "", "")
	if read("a") != "" {
		t.Errorf("an empty body leaves %q", read("a"))
	}
	if err := os.WriteFile("a", []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	ladle(t, "", "send", "-s", "-o", "a", practice.URL("broken")+"/close-at-once").want(t, 52, "", "")
	ladle(t, "", "send", "-s", "--fail", "-o", "a", practice.URL("http")+"/status/404").want(t, 22, "", "")
	if read("a") != "old" {
		t.Errorf("no answer, and the file is %q", read("a"))
	}
	ladle(t, "", "send", "--events", "none", "-o", "a", practice.URL("broken")+"/short-body").want(t, 18, "", "a has the 40 B that came.")
	if len(read("a")) != 40 {
		t.Errorf("kept %q", read("a"))
	}
}

func TestUploads(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "up.txt")
	if err := os.WriteFile(file, []byte("from a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	http := practice.URL("http")
	ladle(t, "", "send", "-s", "-T", file, "-H", "Content-Type: text/plain", http+"/put").want(t, 0, `"data": "from a file"`, "")
	ladle(t, "from stdin", "send", "-s", "-T", "-", "-H", "Content-Type: text/plain", http+"/put").want(t, 0, `"data": "from stdin"`, "")
	ladle(t, "a=from stdin\n", "send", "-s", "-d", "@-", http+"/post").want(t, 0, `"a": [`, "")
	ladle(t, "", "send", "-s", "--json", `{"soup": "hot"}`, http+"/post").want(t, 0, `"soup": "hot"`, "")
	// A body that can be sent again survives a challenge, one from a pipe does not.
	ladle(t, "", "send", "-s", "-u", "user:passwd", "-T", file, "-X", "GET", http+"/basic-auth/user/passwd").want(t, 0, `"user": "user"`, "")
	ladle(t, "x", "send", "--events", "none", "-u", "user:passwd", "-T", "-", "-X", "GET", http+"/basic-auth/user/passwd").want(t, 26, "", "cannot be sent again")
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	url := practice.URL("http") + "/basic-auth/user/passwd"
	started := func(args ...string) (outcome, int) {
		o := ladle(t, "", append([]string{"send", "--events", "json"}, args...)...)
		return o, strings.Count(o.stderr, `"event":"request-started"`)
	}
	if o, n := started("-u", "user:passwd", url); n != 2 || !strings.Contains(o.stdout, "true") {
		t.Errorf("-u: %d attempts", n)
	}
	if o, n := started("-u", "user:passwd", "--basic", url); n != 1 || !strings.Contains(o.stdout, "true") {
		t.Errorf("--basic: %d attempts", n)
	}
	if o, n := started("-u", "user:wrong", url); n != 2 || strings.Contains(o.stdout, "true") {
		t.Errorf("wrong password: %d attempts", n)
	}
	if _, n := started("-u", "user:passwd", practice.URL("http")+"/status/200"); n != 1 {
		t.Errorf("nobody asked: %d attempts", n)
	}
}

// asked is a terminal whose person gives these answers.
func asked(prompts *[]string, answers ...string) func(context.Context, string, bool) (string, error) {
	return func(_ context.Context, prompt string, hidden bool) (string, error) {
		*prompts = append(*prompts, prompt)
		if len(answers) == 0 {
			return "", io.EOF
		}
		a := answers[0]
		answers = answers[1:]
		return a, nil
	}
}

func TestQuestionsAtATerminal(t *testing.T) {
	t.Parallel()
	url := practice.URL("http") + "/basic-auth/user/passwd"
	for _, c := range []struct {
		name    string
		args    []string
		answers []string
		prompts int
		stdout  string
	}{
		{"password of -u", []string{"-u", "user"}, []string{"passwd"}, 1, "true"},
		{"question", nil, []string{"user", "passwd"}, 2, "true"},
		{"typo first", nil, []string{"user", "oops", "user", "passwd"}, 4, "true"},
		{"dismissed", nil, []string{""}, 1, "false"},
		{"end of input", nil, nil, 1, "false"},
		{"end in the middle", nil, []string{"user"}, 2, "false"},
		{"silent", []string{"-s"}, nil, 0, "false"},
		{"-u is wrong", []string{"-u", "user:wrong"}, nil, 0, "false"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			env, out, _ := sandbox(t, "")
			var prompts []string
			env.Ask = asked(&prompts, c.answers...)
			code := run(append([]string{"send", url}, c.args...), env)
			if code != 0 || len(prompts) != c.prompts || !strings.Contains(out.String(), `"authorized": `+c.stdout) {
				t.Errorf("exit %d, prompts %q, %s", code, prompts, out)
			}
		})
	}
	env, _, errs := sandbox(t, "")
	env.Ask = func(context.Context, string, bool) (string, error) { return "", errNoEcho }
	if code := run([]string{"send", "-u", "user", url}, env); code != 2 || !strings.Contains(errs.String(), "cannot hide what is typed") {
		t.Errorf("exit %d, %s", code, errs)
	}
}

// cancelAt ends a context when something is written.
type cancelAt struct {
	bytes.Buffer
	what   string
	cancel context.CancelFunc
}

func (w *cancelAt) Write(p []byte) (int, error) {
	if strings.Contains(string(p), w.what) {
		w.cancel()
	}
	return w.Buffer.Write(p)
}

func TestInterrupt(t *testing.T) {
	t.Parallel()
	env, _, _ := sandbox(t, "")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	w := &cancelAt{what: "wrote-headers", cancel: cancel}
	env.Context, env.Stderr = ctx, w
	if code := run([]string{"send", practice.URL("http") + "/delay/9"}, env); code != exitInterrupted || !strings.HasSuffix(w.String(), "ladle: Interrupted.\n") {
		t.Errorf("exit %d, %s", code, w)
	}
}

// stuck is a stdout that nobody reads, until the test ends.
type stuck struct {
	cancel context.CancelFunc
	free   chan struct{}
}

func (w stuck) Write([]byte) (int, error) {
	w.cancel()
	<-w.free
	return 0, errors.New("too late")
}

func TestInterruptWhileStdoutIsStuck(t *testing.T) {
	t.Parallel()
	env, _, _ := sandbox(t, "")
	ctx, cancel := context.WithCancel(t.Context())
	w := stuck{cancel, make(chan struct{})}
	defer close(w.free)
	env.Context, env.Stdout = ctx, w
	for _, path := range []string{"/base64/c291cA==", "/stream-bytes/3000000"} {
		if code := run([]string{"send", "-s", practice.URL("http") + path}, env); code != exitInterrupted {
			t.Errorf("%s: exit %d", path, code)
		}
	}
}

// full is a stdout without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestStdoutFull(t *testing.T) {
	t.Parallel()
	env, _, errs := sandbox(t, "")
	env.Stdout = full{}
	if code := run([]string{"send", "--events", "none", practice.URL("http") + "/stream-bytes/3000000"}, env); code != exitWrite || !strings.Contains(errs.String(), "stdout cannot be written: no space left.") {
		t.Errorf("exit %d, %s", code, errs)
	}
}
