package http1_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"ladle/session/http1"
)

type headRow struct {
	name, in string
	status   int
	reason   string
	fields   http1.Fields
	rules    string // findings as rule@line:offset+length
}

var ok = http1.Fields{{"A", "1"}}

var acceptedHeads = []headRow{
	{"plain", "HTTP/1.1 200 OK\r\nA: 1\r\n\r\n", 200, "OK", ok, ""},
	{"no fields", "HTTP/1.1 200 OK\r\n\r\n", 200, "OK", nil, ""},
	{"1.0", "HTTP/1.0 200 OK\r\nA: 1\r\n\r\n", 200, "OK", ok, ""},
	{"empty reason", "HTTP/1.1 200 \r\nA: 1\r\n\r\n", 200, "", ok, ""},
	{"no space after the status", "HTTP/1.1 200\r\nA: 1\r\n\r\n", 200, "", ok, "no-space-after-status@1:12+0"},
	{"reason with spaces", "HTTP/1.1 200 Fine  by me\r\nA: 1\r\n\r\n", 200, "Fine  by me", ok, ""},
	{"reason outside ASCII", "HTTP/1.1 200 \xc3\xa9\xff\r\nA: 1\r\n\r\n", 200, "\xc3\xa9\xff", ok, ""},
	{"status above 599", "HTTP/1.1 666 Bad\r\nA: 1\r\n\r\n", 666, "Bad", ok, "status-out-of-range@1:9+3"},
	{"padded version", "HTTP/01.01 200 OK\r\nA: 1\r\n\r\n", 200, "OK", ok, "padded-version@1:0+10"},
	{"SHOUTcast", "ICY 200 OK\r\nA: 1\r\n\r\n", 200, "OK", ok, "icy-status-line@1:0+3"},
	{"a leading blank line", "\r\nHTTP/1.1 200 OK\r\nA: 1\r\n\r\n", 200, "OK", ok, "blank-lines-before-status@1:0+2"},
	{"four leading blank lines", "\r\n\r\n\r\n\r\nHTTP/1.1 200 OK\r\nA: 1\r\n\r\n", 200, "OK", ok, "blank-lines-before-status@1:0+8"},
	{"LF only", "HTTP/1.1 200 OK\nA: 1\n\n", 200, "OK", ok, "bare-lf@1:15+1"},
	{"mixed line ends", "HTTP/1.1 200 OK\r\nA: 1\n\r\n", 200, "OK", ok, "bare-lf@2:21+1"},
	{"no space after the colon", "HTTP/1.1 200 OK\r\nA:1\r\n\r\n", 200, "OK", ok, ""},
	{"tabs and spaces around the value", "HTTP/1.1 200 OK\r\nA: \t 1 \t\r\n\r\n", 200, "OK", ok, ""},
	{"empty value", "HTTP/1.1 200 OK\r\nA:\r\nB: \r\n\r\n", 200, "OK", http1.Fields{{"A", ""}, {"B", ""}}, ""},
	{"value with colons", "HTTP/1.1 200 OK\r\nA: b:c\r\n\r\n", 200, "OK", http1.Fields{{"A", "b:c"}}, ""},
	{"repeats and case kept", "HTTP/1.1 200 OK\r\nx-A: 1\r\nB: 2\r\nX-a: 3\r\n\r\n", 200, "OK", http1.Fields{{"x-A", "1"}, {"B", "2"}, {"X-a", "3"}}, ""},
	{"folded", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\t d\r\n\r\n", 200, "OK", http1.Fields{{"A", "b c d"}}, "folded-line@3:23+2 folded-line@4:27+3"},
	{"folded onto an empty value", "HTTP/1.1 200 OK\r\nA:\r\n b\r\n\r\n", 200, "OK", http1.Fields{{"A", "b"}}, "folded-line@3:21+2"},
	{"fold of spaces only", "HTTP/1.1 200 OK\r\nA: b\r\n  \r\nC: d\r\n\r\n", 200, "OK", http1.Fields{{"A", "b"}, {"C", "d"}}, "folded-line@3:23+2"},
	{"control in a value", "HTTP/1.1 200 OK\r\nA: \x01\r\n\r\n", 200, "OK", http1.Fields{{"A", "\x01"}}, "control-character@2:20+1"},
	{"fields named by Connection in 1.0", "HTTP/1.0 200 OK\r\nConnection: foo, Bar\r\nFoo: 1\r\nA: 1\r\nbar: 2\r\n\r\n", 200, "OK",
		http1.Fields{{"Connection", "foo, Bar"}, {"A", "1"}}, "connection-named-field@3:39+6 connection-named-field@5:53+6"},
	{"fields named by Connection in 1.1", "HTTP/1.1 200 OK\r\nConnection: foo\r\nFoo: 1\r\n\r\n", 200, "OK", http1.Fields{{"Connection", "foo"}, {"Foo", "1"}}, ""},
}

func TestHeadAccepted(t *testing.T) {
	t.Parallel()
	for _, row := range acceptedHeads {
		t.Run(row.name, func(t *testing.T) {
			r := http1.NewReader(strings.NewReader(row.in+"rest"), http1.Limits{})
			h, err := r.Head()
			if err != nil {
				t.Fatal(err)
			}
			if h.Status != row.status || h.Reason != row.reason || !slices.Equal(h.Fields, row.fields) || rules(h.Findings) != row.rules {
				t.Errorf("got %d %q %q, findings %s", h.Status, h.Reason, h.Fields, rules(h.Findings))
			}
			if string(h.Raw) != row.in || string(r.Buffered()) != "rest" {
				t.Errorf("raw %q, buffered %q", h.Raw, r.Buffered())
			}
		})
	}
}

var refusedHeads = []struct{ name, in, fault, where string }{
	{"version 1.2", "HTTP/1.2 200 OK\r\n\r\n", "malformed response: unknown-version", "1:0+8"},
	{"version 2.0", "HTTP/2.0 200 OK\r\n\r\n", "malformed response: unknown-version", "1:0+8"},
	{"version 3.7", "HTTP/3.7 200 OK\r\n\r\n", "malformed response: unknown-version", "1:0+8"},
	{"version without minor", "HTTP/1 200 OK\r\n\r\n", "malformed response: unknown-version", "1:0+6"},
	{"version far too long", "HTTP/1.11 200 OK\r\n\r\n", "malformed response: unknown-version", "1:0+9"},
	{"version in small letters", "http/1.1 200 OK\r\n\r\n", "malformed response: not-http", "1:0+0"},
	{"another protocol that waits", "SSH-2.0-OpenSSH_9.6\r\n", "malformed response: not-http", "1:0+0"},
	{"not HTTP", "NOT HTTP AT ALL\r\n\r\n", "malformed response: not-http", "1:0+0"},
	{"space before the status line", " HTTP/1.1 200 OK\r\n\r\n", "malformed response: not-http", "1:0+0"},
	{"status of letters", "HTTP/1.1 abc Whatever\r\n\r\n", "malformed response: bad-status-code", "1:9+12"},
	{"status of one digit", "HTTP/1.1 2 OK\r\n\r\n", "malformed response: bad-status-code", "1:9+4"},
	{"status of two digits", "HTTP/1.1 20 OK\r\n\r\n", "malformed response: bad-status-code", "1:9+5"},
	{"status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", "malformed response: bad-status-code", "1:9+7"},
	{"status below 100", "HTTP/1.1 099 OK\r\n\r\n", "malformed response: bad-status-code", "1:9+6"},
	{"signed status", "HTTP/1.1 +20 OK\r\n\r\n", "malformed response: bad-status-code", "1:9+6"},
	{"two spaces before the status", "HTTP/1.1  200 OK\r\n\r\n", "malformed response: bad-status-code", "1:9+7"},
	{"version only", "HTTP/1.1\r\n\r\n", "malformed response: bad-status-code", "1:8+0"},
	{"reason glued to the status", "HTTP/1.1 200OK\r\n\r\n", "malformed response: bad-status-code", "1:9+5"},
	{"NUL in the reason", "HTTP/1.1 200 O\x00K\r\n\r\n", "malformed response: nul-in-head", "1:14+1"},
	{"NUL in a name", "HTTP/1.1 200 OK\r\nA\x00: 1\r\n\r\n", "malformed response: nul-in-head", "2:18+1"},
	{"NUL in a value", "HTTP/1.1 200 OK\r\nA: \x00\r\n\r\n", "malformed response: nul-in-head", "2:20+1"},
	{"CR in a value", "HTTP/1.1 200 OK\r\nA: b\rC: d\r\n\r\n", "malformed response: bare-cr", "2:21+1"},
	{"two CR at a line end", "HTTP/1.1 200 OK\r\nA: b\r\r\n\r\n", "malformed response: bare-cr", "2:21+1"},
	{"CR in the status line", "HTTP/1.1 200 \rOK\r\n\r\n", "malformed response: bare-cr", "1:13+1"},
	{"space before the colon", "HTTP/1.1 200 OK\r\nContent-Length : 4\r\n\r\n", "malformed response: space-before-colon", "2:31+1"},
	{"no colon", "HTTP/1.1 200 OK\r\nNo colon here\r\n\r\n", "malformed response: no-colon", "2:17+13"},
	{"empty name", "HTTP/1.1 200 OK\r\n: b\r\n\r\n", "malformed response: bad-field-name", "2:17+0"},
	{"name with a space", "HTTP/1.1 200 OK\r\nA b: c\r\n\r\n", "malformed response: bad-field-name", "2:18+1"},
	{"name outside ASCII", "HTTP/1.1 200 OK\r\n\xc3\xa9: c\r\n\r\n", "malformed response: bad-field-name", "2:17+1"},
	{"space before the first field", "HTTP/1.1 200 OK\r\n A: b\r\n\r\n", "malformed response: space-before-first-field", "2:17+1"},
	{"five leading blank lines", "\r\n\r\n\r\n\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "malformed response: too-many-blank-lines", "5:8+0"},
	{"nothing", "", "no response: no-head", "0:0+0"},
	{"blank lines only", "\r\n\r\n", "no response: no-head", "0:4+0"},
	{"one byte", "H", "malformed response: head-cut-in-line", "1:1+0"},
	{"cut in the status line", "HTTP/1.1 2", "malformed response: head-cut-in-line", "1:10+0"},
	{"cut in a field", "HTTP/1.1 200 OK\r\nContent-Ty", "malformed response: head-cut-in-line", "2:27+0"},
	{"cut after complete lines", "HTTP/1.1 200 OK\r\nA: b\r\n", "truncated response: head-cut", "3:23+0"},
}

func TestHeadRefused(t *testing.T) {
	t.Parallel()
	for _, row := range refusedHeads {
		t.Run(row.name, func(t *testing.T) {
			r := http1.NewReader(strings.NewReader(row.in), http1.Limits{})
			h, err := r.Head()
			if h != nil || fault(err) != row.fault {
				t.Fatalf("got %v, %s", h, fault(err))
			}
			var e *http1.Error
			errors.As(err, &e)
			if got := rules([]http1.Finding{e.Finding}); !strings.HasSuffix(got, "@"+row.where) {
				t.Errorf("found %s, want at %s", got, row.where)
			}
			if string(e.Raw) != row.in || string(r.Buffered()) != row.in {
				t.Errorf("raw %q, buffered %q: a refused head loses no byte", e.Raw, r.Buffered())
			}
			if f := e.Finding; !f.Refused || f.Title == "" || f.Why == "" || f.Did == "" || !strings.HasPrefix(f.Section, "RFC ") {
				t.Errorf("finding is not complete: %+v", f)
			}
		})
	}
}

// A person sees every finding of a refused head, and the head as far as it could be read.
func TestHeadRefusedKeepsReading(t *testing.T) {
	t.Parallel()
	in := "HTTP/1.1 200 OK\r\nDate: now\r\nContent-Length : 412\r\nContent-Length: 398\r\n\r\n{}"
	_, err := http1.NewReader(strings.NewReader(in), http1.Limits{}).Head()
	var e *http1.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if got := rules(e.Findings); got != "space-before-colon@3:42+1 two-lengths@4:50+19" {
		t.Error(got)
	}
	if e.Findings[1].Detail != "412 and 398" {
		t.Error(e.Findings[1].Detail)
	}
	if e.Head == nil || e.Head.Status != 200 || len(e.Head.Fields) != 3 {
		t.Errorf("head %+v", e.Head)
	}
	const want = "malformed response: space between a field name and its colon (line 3, byte 42)"
	if err.Error() != want {
		t.Errorf("got %q", err)
	}
}

func TestHeadLenient(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, in string
		fields   http1.Fields
		rule     string
	}{
		{"space before the colon", "HTTP/1.1 200 OK\r\nA : 1\r\n\r\n", ok, "space-before-colon"},
		{"no colon", "HTTP/1.1 200 OK\r\nnothing\r\nA: 1\r\n\r\n", ok, "no-colon"},
		{"CR in a value", "HTTP/1.1 200 OK\r\nA: b\r\rc\r\n\r\n", http1.Fields{{"A", "b  c"}}, "bare-cr"},
		{"bad name", "HTTP/1.1 200 OK\r\na b: c\r\nA: 1\r\n\r\n", ok, "bad-field-name"},
		{"space before the first field", "HTTP/1.1 200 OK\r\n b: c\r\nA: 1\r\n\r\n", ok, "space-before-first-field"},
	} {
		t.Run(row.name, func(t *testing.T) {
			x := client{method: "HEAD", lenient: true}.read(strings.NewReader(row.in))
			if x.err != nil {
				t.Fatal(x.err)
			}
			h := x.final()
			if !slices.Equal(h.Fields, row.fields) || len(h.Findings) == 0 || h.Findings[0].Rule != row.rule || h.Findings[0].Refused {
				t.Errorf("got %q, %+v", h.Fields, h.Findings)
			}
			if x.again || x.why != "the answer was read leniently" {
				t.Errorf("reusable %t %q", x.again, x.why)
			}
		})
	}
	for _, in := range []string{"HTTP/1.1 200 OK\r\nA: \x00\r\n\r\n", "HTTP/1.3 200 OK\r\n\r\n", "HTTP/1.1 OK\r\n\r\n"} {
		x := client{method: "GET", lenient: true}.read(strings.NewReader(in))
		if x.err == nil {
			t.Errorf("%q has no lenient reading", in)
		}
	}
}

// An error of the source stops nothing for good: the same call goes on where it was.
func TestHeadGoesOnAfterSourceError(t *testing.T) {
	t.Parallel()
	kicked := errors.New("kicked")
	src := &stops{pieces: []string{"HTTP/1.1 2", "", "00 OK\r\nContent-Le", "", "ngth: 2\r\n\r\nh", "", "i!"}, err: kicked}
	r := http1.NewReader(src, http1.Limits{})
	r.Mark()
	for _, have := range []string{"HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Le"} {
		if _, err := r.Head(); err != kicked {
			t.Fatal(err)
		}
		if string(r.Buffered()) != have || r.Received() != int64(len(have)) {
			t.Fatalf("buffered %q, received %d", r.Buffered(), r.Received())
		}
	}
	h, err := r.Head()
	if err != nil || h.Fields.Get("content-length") != "2" {
		t.Fatal(h, err)
	}
	b := r.Body(http1.Framing{Kind: http1.Length, Length: 2}, true)
	got, err := io.ReadAll(b)
	if err != kicked || string(got) != "h" {
		t.Fatalf("%q %v", got, err)
	}
	if got, err = io.ReadAll(b); err != nil || string(got) != "i" || b.Consumed() != 2 {
		t.Fatalf("%q %v", got, err)
	}
}

// stops is a source that returns err for every empty piece.
type stops struct {
	pieces []string
	err    error
}

func (s *stops) Read(p []byte) (int, error) {
	if len(s.pieces) == 0 {
		return 0, io.EOF
	}
	if s.pieces[0] == "" {
		s.pieces = s.pieces[1:]
		return 0, s.err
	}
	n := copy(p, s.pieces[0])
	if s.pieces[0] = s.pieces[0][n:]; s.pieces[0] == "" {
		s.pieces = s.pieces[1:]
	}
	return n, nil
}

func TestStartedAndFill(t *testing.T) {
	t.Parallel()
	r := http1.NewReader(&wire{[]string{"x", strings.Repeat("y", 200<<10)}}, http1.Limits{})
	if r.Started() {
		t.Error("started before any read")
	}
	if err := r.Fill(); err != nil || !r.Started() || string(r.Buffered()) != "x" {
		t.Errorf("%v %q", err, r.Buffered())
	}
	r.Mark()
	if r.Started() || r.Received() != 0 {
		t.Error("Mark begins a new attempt")
	}
	for range 100 {
		err := r.Fill()
		if fault(err) == "response over a limit: head-too-large" {
			if n := len(r.Buffered()); n != 64<<10 || !bytes.HasPrefix(r.Buffered(), []byte("xyy")) {
				t.Errorf("buffer of %d", n)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Error("the buffer grows without end")
}

type silent struct{}

func (silent) Read([]byte) (int, error) { return 0, nil }

func TestSourceWithoutProgress(t *testing.T) {
	t.Parallel()
	if _, err := http1.NewReader(silent{}, http1.Limits{}).Head(); err != io.ErrNoProgress {
		t.Error(err)
	}
}

// A refused head is still there: the same reader can read it again, leniently.
func TestLenientAfterRefusal(t *testing.T) {
	t.Parallel()
	r := http1.NewReader(strings.NewReader("HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nhi"), http1.Limits{})
	if _, err := r.Head(); fault(err) != "malformed response: space-before-colon" {
		t.Fatal(err)
	}
	r.SetLenient(true)
	h, err := r.Head()
	if err != nil || h.Fields.Get("Content-Length") != "2" || !h.Lenient {
		t.Fatal(h, err)
	}
}
