package http1_test

import (
	"bufio"
	"bytes"
	"errors"
	"net/http"
	"testing"

	"ladle/session/http1"
)

func TestRequestHeadAppend(t *testing.T) {
	t.Parallel()
	h := http1.RequestHead{Method: "GET", Target: "/a?b", Proto: "HTTP/1.1", Fields: http1.Fields{{"hOsT", "x"}, {"B", "2"}, {"a", ""}, {"B", "1 "}}}
	if err := h.Check(); err != nil {
		t.Fatal(err)
	}
	const want = "GET /a?b HTTP/1.1\r\nhOsT: x\r\nB: 2\r\na: \r\nB: 1 \r\n\r\n"
	if got := h.Append([]byte("!")); string(got) != "!"+want {
		t.Errorf("%q", got)
	}
}

func TestRequestHeadCheck(t *testing.T) {
	t.Parallel()
	host := http1.Field{Name: "Host", Value: "x"}
	for _, row := range []struct {
		name string
		head http1.RequestHead
		part string
		at   int
	}{
		{"good", http1.RequestHead{"GET", "/", "HTTP/1.1", http1.Fields{host}}, "", 0},
		{"1.0 without Host", http1.RequestHead{"GET", "/", "HTTP/1.0", nil}, "", 0},
		{"asterisk", http1.RequestHead{"OPTIONS", "*", "HTTP/1.1", http1.Fields{host}}, "", 0},
		{"own method", http1.RequestHead{"m-search", "*", "HTTP/1.1", nil}, "", 0},
		{"IPv6 host", http1.RequestHead{"GET", "/", "HTTP/1.1", http1.Fields{{"Host", "[::1]:80"}}}, "", 0},
		{"empty host", http1.RequestHead{"GET", "/", "HTTP/1.1", http1.Fields{{"Host", ""}}}, "", 0},
		{"no method", http1.RequestHead{"", "/", "HTTP/1.1", nil}, "method", -1},
		{"line end in the method", http1.RequestHead{"GET / HTTP/1.1\r\nX: y\r\n\r\n", "/", "HTTP/1.1", nil}, "method", 3},
		{"no target", http1.RequestHead{"GET", "", "HTTP/1.1", nil}, "target", -1},
		{"space in the target", http1.RequestHead{"GET", "/a b", "HTTP/1.1", nil}, "target", 2},
		{"line end in the target", http1.RequestHead{"GET", "/\r\n", "HTTP/1.1", nil}, "target", 1},
		{"NUL in the target", http1.RequestHead{"GET", "/\x00", "HTTP/1.1", nil}, "target", 1},
		{"letters outside ASCII in the target", http1.RequestHead{"GET", "/é", "HTTP/1.1", nil}, "target", 1},
		{"version", http1.RequestHead{"GET", "/", "HTTP/2.0", nil}, "version", -1},
		{"line end in the version", http1.RequestHead{"GET", "/", "HTTP/1.1\r\n", nil}, "version", -1},
		{"space in a name", http1.RequestHead{"GET", "/", "HTTP/1.1", http1.Fields{{"A ", "b"}}}, "field name", 1},
		{"no name", http1.RequestHead{"GET", "/", "HTTP/1.1", http1.Fields{{"", "b"}}}, "field name", -1},
		{"line end in a value", http1.RequestHead{"GET", "/", "HTTP/1.1", http1.Fields{host, {"A", "b\nc"}}}, "field value", 1},
		{"NUL in a value", http1.RequestHead{"GET", "/", "HTTP/1.1", http1.Fields{{"A", "\x00"}}}, "field value", 0},
		{"two hosts", http1.RequestHead{"GET", "/", "HTTP/1.1", http1.Fields{host, {"host", "x"}}}, "Host", -1},
		{"space in the host", http1.RequestHead{"GET", "/", "HTTP/1.1", http1.Fields{{"Host", "a b"}}}, "Host", 1},
		{"percent in the host", http1.RequestHead{"GET", "/", "HTTP/1.1", http1.Fields{{"Host", "a%00b"}}}, "Host", 1},
		{"user in the host", http1.RequestHead{"GET", "/", "HTTP/1.1", http1.Fields{{"Host", "a@b"}}}, "Host", 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			err := row.head.Check()
			var e *http1.HeadError
			if row.part == "" {
				if err != nil {
					t.Error(err)
				}
			} else if !errors.As(err, &e) || e.Part != row.part || e.Offset != row.at || e.Why == "" {
				t.Errorf("%+v", e)
			}
		})
	}
}

// FuzzRequestHead holds that a checked head is read as one request with exactly its own fields.
func FuzzRequestHead(f *testing.F) {
	f.Add("GET", "/", "A", "b")
	f.Add("GET\r\n", "/ HTTP/1.1\r\n", "A:", "b\r\nC: d")
	f.Fuzz(func(t *testing.T, method, target, name, value string) {
		h := http1.RequestHead{Method: method, Target: target, Proto: "HTTP/1.1", Fields: http1.Fields{{"Host", "x"}, {name, value}}}
		if h.Check() != nil {
			return
		}
		out := h.Append(nil)
		if n := bytes.Count(out, []byte("\r\n")); n != 4 || bytes.Count(out, []byte("\n")) != 4 || bytes.Count(out, []byte("\r")) != 4 {
			t.Fatalf("%q has %d lines", out, n)
		}
		if req, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(out))); err == nil && req.Method != method {
			t.Errorf("%q read as %q", out, req.Method)
		}
	})
}
