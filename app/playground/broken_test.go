package playground

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
)

// marks has, for every breakage, bytes that its answer cannot do without.
var marks = map[string]string{
	"bad-status-line":     "HTTP/1.1 two-hundred OK\r\n",
	"http2-line":          "HTTP/2 200 OK\r\n",
	"icy":                 "ICY 200 OK\r\n",
	"http09":              "<p>",
	"space-before-colon":  "Content-Length : 4\r\n",
	"bare-lf":             "OK\nContent-Length: 4\n",
	"bare-cr":             "leek\rX-Evil",
	"folded-line":         "leek\r\n and potato\r\n",
	"nul-in-head":         "le\x00ek",
	"two-lengths":         "Content-Length: 4\r\nContent-Length: 7\r\n",
	"negative-length":     "Content-Length: -4\r\n",
	"length-and-chunked":  "Content-Length: 40\r\nTransfer-Encoding: chunked\r\n",
	"bad-chunk":           "\r\nzz\r\n",
	"chunk-too-big":       "\r\nfffffffffffffffff\r\n",
	"no-last-chunk":       "\r\n\r\n4\r\nsoup\r\n",
	"short-body":          "Content-Length: 100\r\n\r\nsoup",
	"body-on-204":         "HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nsoup",
	"garbage-after":       "soupHTTP/1.1 200",
	"half-head":           "\r\nContent-Type: text/pl",
	"close-at-once":       "",
	"reset":               "Content-Length: 1000\r\n\r\nsoup",
	"huge-head":           "X-Soup-71: leek",
	"101-unasked":         "HTTP/1.1 101 ",
	"informational-flood": "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n",
}

// Every breakage arrives byte for byte, and the connection ends as it should.
func TestEveryBreakage(t *testing.T) {
	t.Parallel()
	s := start(t)
	if len(marks) != len(breakages) {
		t.Errorf("%d marks for %d breakages", len(marks), len(breakages))
	}
	for _, b := range breakages {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			mark, ok := marks[b.name]
			if !ok || !bytes.Contains(b.answer(), []byte(mark)) {
				t.Fatalf("the answer lacks %q", mark)
			}
			got, err := readBreakage(t, s, b)
			if (b.name == "reset") != errors.Is(err, syscall.ECONNRESET) || b.name != "reset" && err != nil {
				t.Errorf("the connection ends with %v", err)
			}
			if !bytes.Equal(got, b.answer()) {
				t.Errorf("got %d bytes, want %d:\n%.200q", len(got), len(b.answer()), got)
			}
		})
	}
}

func readBreakage(t *testing.T, s *Server, b breakage) ([]byte, error) {
	t.Helper()
	conn := dial(t, s.URL("broken"))
	if _, err := io.WriteString(conn, "GET /"+b.name+" HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if b.name != "half-head" {
		return io.ReadAll(conn)
	}
	got := make([]byte, len(b.answer())) // it never ends by itself
	_, err := io.ReadFull(conn, got)
	return got, err
}

// What net/http's client must refuse, it refuses: the answers are as broken as their names say.
func TestStrictClientRefuses(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := client(t, s)
	for _, name := range []string{
		"bad-status-line", "http2-line", "icy", "http09", "nul-in-head", "two-lengths", "negative-length",
		"bad-chunk", "chunk-too-big", "no-last-chunk", "short-body", "close-at-once", "reset", "bare-cr",
	} {
		res, err := c.Get(s.URL("broken") + "/" + name)
		if err == nil {
			_, err = io.ReadAll(res.Body)
			res.Body.Close()
		}
		if err == nil {
			t.Errorf("%s is read without an error", name)
		}
	}
	if res, body := get(t, c, s.URL("broken")+"/soup"); res.StatusCode != http.StatusNotFound || !strings.Contains(body, "/icy") {
		t.Errorf("unknown path: %d %q", res.StatusCode, body)
	}
}

func TestReadTarget(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		head, target string
		ok           bool
	}{
		{"GET /icy HTTP/1.1\r\nHost: a\r\n\r\n", "/icy", true},
		{"GET /icy\n\n", "/icy", true},
		{"GET\r\n\r\n", "", false},
		{"\r\n", "", false},
		{"", "", false},
		{"GET /icy HTTP/1.1\r\nHost: a", "", false},
		{"GET / HTTP/1.1\r\n" + strings.Repeat("a: b\r\n", maxBrokenHead/6) + "\r\n", "", false},
	} {
		got, err := readTarget(bufio.NewReader(strings.NewReader(c.head)))
		if got != c.target || (err == nil) != c.ok {
			t.Errorf("%.40q: %q, %v", c.head, got, err)
		}
		if err != nil && !errors.Is(err, errHead) {
			t.Errorf("%.40q: %v is not errHead", c.head, err)
		}
	}
}

func TestBreakageOf(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]string{
		"/icy": "icy", "/icy?x=1": "icy", "/icy/": "icy", "http://localhost:80/icy": "icy", "/": "", "/ICY": "", "*": "",
	} {
		if got := breakageOf(target).name; got != want {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
	}
}

func FuzzReadTarget(f *testing.F) {
	for _, seed := range []string{"GET /icy HTTP/1.1\r\n\r\n", "a b\n\n", "\n", "GET http://x/y?z HTTP/1.1\n\r\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, head []byte) {
		target, err := readTarget(bufio.NewReader(bytes.NewReader(head)))
		if (err == nil) == (target == "") {
			t.Fatalf("target %q, error %v", target, err)
		}
		if b := breakageOf(target); b.answer == nil || b.end == nil {
			t.Fatalf("%q: no answer", target)
		}
	})
}
