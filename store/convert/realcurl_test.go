package convert

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"ladle/store"
)

// arrived is a request as a server got it.
type arrived struct {
	method, target, body string
	header               http.Header
}

// recording starts a server on the loopback that keeps what arrives.
func recording(t *testing.T) (base string, next func() arrived) {
	t.Helper()
	got := make(chan arrived, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- arrived{r.Method, r.RequestURI, string(body), r.Header}
	}))
	t.Cleanup(s.Close)
	return s.URL, func() arrived {
		select {
		case a := <-got:
			return a
		default:
			t.Fatal("nothing arrived")
			return arrived{}
		}
	}
}

func needTools(t *testing.T) {
	t.Helper()
	for _, tool := range []string{"curl", "bash"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("there is no %s here to compare with", tool)
		}
	}
}

func runShell(t *testing.T, line string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-c", line)
	cmd.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "HOME=" + t.TempDir()}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s\n%v\n%s", line, err, out)
	}
}

// compare checks that what arrived is what r says, apart from the headers that every client adds.
func compare(t *testing.T, line string, got arrived, r store.Request) {
	t.Helper()
	u, err := url.Parse(r.URL)
	if err != nil {
		t.Fatal(err)
	}
	if got.method != r.Method || got.target != u.RequestURI() || got.body != r.Body.Text {
		t.Errorf("%s\nsends %s %s %q\nread as %s %s %q", line, got.method, got.target, got.body, r.Method, u.RequestURI(), r.Body.Text)
	}
	want := http.Header{}
	for _, f := range r.SentFields() {
		want.Add(f.Name, f.Value)
	}
	for _, auto := range []string{"Accept", "User-Agent", "Content-Length", "Accept-Encoding", "Host", "Expect"} {
		if _, ok := want[auto]; !ok && !slices.Contains(r.DroppedAuto, auto) {
			got.header.Del(auto)
		}
	}
	want.Del("Host")
	for name := range want {
		if !slices.Equal(got.header[name], want[name]) {
			t.Errorf("%s\nsends %s %q, read as %q", line, name, got.header[name], want[name])
		}
	}
	for name := range got.header {
		if _, ok := want[name]; !ok {
			t.Errorf("%s\nsends %s %q, which is not read", line, name, got.header[name])
		}
	}
}

func TestSameAsCurl(t *testing.T) {
	t.Parallel()
	needTools(t)
	base, next := recording(t)
	for _, args := range []string{
		`URL/`,
		`URL`,
		`'URL/a?b=c&d' -H 'X-A: 1' -H 'x-a: 2' -H 'X-Empty;' -H 'Accept:' -H 'User-Agent:'`,
		`-d a=1 -d 'b=2 3' URL/x`,
		`-X GET -d a=1 URL/x`,
		`-d '' URL/x`,
		`--data-raw @x --data-binary $'l1\nl2\r\n' URL/`,
		`--data-urlencode 'a b' --data-urlencode '=c&d' --data-urlencode 'n=é=*~.' URL/`,
		`-G -d a=1 --data-urlencode 'b=c d' 'URL/p?x=y'`,
		`-G -d a=1 URL`,
		`--url-query 'a=b c' --url-query '+d=%20' URL/p`,
		`--url-query 'a=b' -d x=1 'URL/p?q#frag'`,
		`--json '{"a":' --json '1}' URL/`,
		`--json '{}' -H 'Content-Type: application/x+json' -H 'Accept: a/b' URL/`,
		`-d a --json b -d c URL/`,
		`-I URL/head`,
		`-I -X POST URL/head`,
		`-u mira:secret URL/`,
		`-u mira:secret -H 'Authorization: mine' URL/`,
		`--oauth2-bearer tok URL/`,
		`-A agent/1 -e http://from/ URL/`,
		`-A '' URL/`,
		`-A agent -H 'User-Agent: other' URL/`,
		`-e ';auto' URL/`,
		`-b a=1 -b 'c=2; d=3' URL/`,
		`-b a=1 -H 'Cookie: z=9' URL/`,
		`-r 0-99 URL/`,
		`-H 'Content-Type:' -d x URL/`,
		`-H 'Host: other.test' URL/`,
		`-H 'X-Spaces:    a  b  ' URL/`,
		`-X PATCH -H 'Content-Type: text/plain' --data-raw "a\"b\$c\\d" URL/`,
		`--data-raw $'\u00e9\x41\102\'\t\\' URL/`,
		`-H "X: a'b" --data-raw 'it'\''s' URL/`,
		"-H 'A: 1' \\\n  -d 'x\ny' \\\n  URL/",
		`-sSLkv --compressed -o /dev/null URL/`,
		`-sXDELETE -H'A: b' URL/`,
		`--no-location --http1.1 URL/ > /dev/null`,
		`--path-as-is URL/a/../b`,
		`-g 'URL/[1]?a={b}'`,
		`URL/a#frag`,
	} {
		line := "curl --noproxy '*' " + strings.ReplaceAll(args, "URL", base)
		runShell(t, line)
		got := next()
		r, _, err := ParseCurl(line)
		if err != nil {
			t.Errorf("%s\n%v", line, err)
			continue
		}
		compare(t, line, got, r)
		if r.Method == "HEAD" {
			continue
		}
		// And what is written for a shell sends the same again.
		again := FormatCurl(r, CurlOptions{Secrets: true}) + " -s --noproxy '*'"
		if strings.Contains(args, "--path-as-is") {
			again += " --path-as-is"
		}
		runShell(t, again)
		compare(t, again, next(), r)
	}
}

func TestWrittenForTheShell(t *testing.T) {
	t.Parallel()
	needTools(t)
	base, next := recording(t)
	for _, text := range []string{"a", "'", `"`, "`id`", "$HOME", "!x", "a\nb\n", "\r\n", "\t", "\x01\x7f", "é\xff\xfe", "\x00\x01%s%%\\n'", "@file", "-x", " ", "a\\", "~", "*?[", strings.Repeat("long ", 50)} {
		r := store.Request{Method: "POST", URL: base + "/x", Fields: rows("Content-Type", "application/octet-stream", "X-Note", strings.TrimSpace(strings.Map(printable, text))),
			Body: store.RequestBody{Kind: store.TextBody, Text: text}}
		line := FormatCurl(r, CurlOptions{Secrets: true})
		runShell(t, line+" --noproxy '*'")
		compare(t, line, next(), r)
	}
}

func printable(c rune) rune {
	if c < ' ' || c > '~' {
		return -1
	}
	return c
}
