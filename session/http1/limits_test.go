package http1_test

import (
	"strings"
	"testing"

	"ladle/session/http1"
)

const statusLine = "HTTP/1.1 200 OK\r\n"

// Each bound is tried at the last size that passes and the first that does not.
func TestLimits(t *testing.T) {
	t.Parallel()
	small := http1.Limits{Head: 100, Fields: 3, Line: 40, ChunkLine: 10, Trailer: 20, Informational: 2}
	pad := strings.Repeat
	for _, row := range []struct{ name, good, bad, fault string }{
		{"line", statusLine + "A: " + pad("x", 37) + "\r\n\r\n", statusLine + "A: " + pad("x", 38) + "\r\n\r\n", "line-too-long"},
		{"line with LF", statusLine + "A: " + pad("x", 37) + "\n\r\n", statusLine + "A: " + pad("x", 38) + "\n\r\n", "line-too-long"},
		{"line without an end", statusLine + "A: " + pad("x", 37) + "\r\n\r\n", statusLine + "A: " + pad("x", 400), "line-too-long"},
		{"status line", "HTTP/1.1 200 " + pad("x", 27) + "\r\n\r\n", "HTTP/1.1 200 " + pad("x", 28) + "\r\n\r\n", "line-too-long"},
		{"head", statusLine + "A: " + pad("x", 35) + "\r\nB: " + pad("x", 36) + "\r\n\r\n",
			statusLine + "A: " + pad("x", 35) + "\r\nB: " + pad("x", 37) + "\r\n\r\n", "head-too-large"},
		{"fields", statusLine + "A: 1\r\nB: 1\r\nC: 1\r\n\r\n", statusLine + "A: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\n\r\n", "too-many-fields"},
		{"informational", pad("HTTP/1.1 102 a\r\n\r\n", 2) + statusLine + "\r\n", pad("HTTP/1.1 102 a\r\n\r\n", 3) + statusLine + "\r\n", "too-many-informational"},
		{"chunk line", chunkedHead + "2;a345678x\r\nhi\r\n0\r\n\r\n", chunkedHead + "2;a3456789x\r\nhi\r\n0\r\n\r\n", "chunk-line-too-long"},
		{"trailer", chunkedHead + "0\r\nA: " + pad("x", 15) + "\r\n\r\n", chunkedHead + "0\r\nA: " + pad("x", 18) + "\r\n\r\n", "trailer-too-large"},
		{"trailer fields", chunkedHead + "0\r\nA:\r\nB:\r\nC:\r\n\r\n", chunkedHead + "0\r\nA:\r\nB:\r\nC:\r\nD:\r\n\r\n", "too-many-fields"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := client{method: "GET", lim: small}
			if x := c.read(strings.NewReader(row.good)); x.err != nil {
				t.Errorf("at the bound: %s", x.fault())
			}
			if x := c.read(strings.NewReader(row.bad)); x.fault() != "response over a limit: "+row.fault {
				t.Errorf("past it: %s", x.fault())
			}
			checkSplits(t, c, row.good)
			checkSplits(t, c, row.bad)
		})
	}
}

func TestDefaultLimits(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ in, rule string }{
		{statusLine + strings.Repeat("A: "+strings.Repeat("x", 1000)+"\r\n", 300) + "\r\n", "head-too-large"},
		{statusLine + "A: " + strings.Repeat("x", 20<<10), "line-too-long"},
		{statusLine + strings.Repeat("A: b\r\n", 513) + "\r\n", "too-many-fields"},
		{strings.Repeat("HTTP/1.1 103 a\r\n\r\n", 11), "too-many-informational"},
		{chunkedHead + "1;" + strings.Repeat("x", 5<<10), "chunk-line-too-long"},
		{chunkedHead + strings.Repeat("1;"+strings.Repeat("x", 2000)+"\r\na\r\n", 20), "too-much-extension"},
		{chunkedHead + "0\r\n" + strings.Repeat("A: "+strings.Repeat("x", 1000)+"\r\n", 20), "trailer-too-large"},
	} {
		if x := get(row.in); x.fault() != "response over a limit: "+row.rule {
			t.Errorf("%s, want %s", x.fault(), row.rule)
		}
	}
	if x := get(statusLine + strings.Repeat("A: b\r\n", 512) + "Content-Length: 0\r\n\r\n"); x.fault() != "response over a limit: too-many-fields" {
		t.Errorf("513 fields: %s", x.fault())
	}
	if x := get(statusLine + strings.Repeat("A: b\r\n", 511) + "Content-Length: 0\r\n\r\n"); x.err != nil {
		t.Error(x.err)
	}
}

// A peer that is wrong in every line does not make the findings grow without end.
func TestFindingsAreBounded(t *testing.T) {
	t.Parallel()
	x := get(statusLine + strings.Repeat("A: \x01\r\n", 500) + "A : 1\r\n\r\n")
	e, isError := x.err.(*http1.Error)
	if !isError || e.Finding.Rule != "space-before-colon" || len(e.Findings) > 40 {
		t.Errorf("%v", x.err)
	}
}

// After a long head the buffer goes back to its first size.
func TestBufferShrinks(t *testing.T) {
	t.Parallel()
	long := statusLine + strings.Repeat("A: "+strings.Repeat("x", 1000)+"\r\n", 60) + "\r\n"
	src := &sizes{src: &wire{[]string{long, "x"}}}
	r := http1.NewReader(src, http1.Limits{})
	if _, err := r.Head(); err != nil {
		t.Fatal(err)
	}
	if err := r.Fill(); err != nil || string(r.Buffered()) != "x" {
		t.Fatal(err)
	}
	if first, last := src.got[0], src.got[len(src.got)-1]; first != 8<<10 || last != 8<<10 {
		t.Errorf("reads of %v", src.got)
	}
}
