package http1_test

import (
	"errors"
	"strings"
	"testing"

	"ladle/session/http1"
)

const chunkedHello = "5\r\nhello\r\n0\r\n\r\n"

// framingRows says what each way of framing, good and broken, comes to.
var framingRows = []struct {
	name, method, in string
	kind             http1.FramingKind
	body, fault      string
	why              string // why the connection is not used again
	rules            string // findings of framing and body
}{
	{name: "length", in: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", kind: http1.Length, body: "hello"},
	{name: "length zero", in: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", kind: http1.Length},
	{name: "chunked", in: "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n" + chunkedHello, kind: http1.Chunked, body: "hello"},
	{name: "until close", in: "HTTP/1.1 200 OK\r\n\r\nhello", kind: http1.UntilClose, body: "hello", why: "the answer ends with the connection"},

	{name: "two different lengths", in: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 4\r\n\r\nhello", fault: "malformed response: two-lengths"},
	{name: "two different lengths in one line", in: "HTTP/1.1 200 OK\r\nContent-Length: 5, 4\r\n\r\nhello", fault: "malformed response: two-lengths"},
	{name: "the same length twice", in: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", kind: http1.Length, body: "hello",
		rules: "repeated-length@3:36+17"},
	{name: "the same length in a list", in: "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello", kind: http1.Length, body: "hello",
		rules: "repeated-length@2:17+20"},
	{name: "length 3x", in: "HTTP/1.1 200 OK\r\nContent-Length: 3x\r\n\r\nabc", fault: "malformed response: bad-content-length"},
	{name: "negative length", in: "HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabc", fault: "malformed response: bad-content-length"},
	{name: "signed length", in: "HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\nabc", fault: "malformed response: bad-content-length"},
	{name: "empty length", in: "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nabc", fault: "malformed response: bad-content-length"},
	{name: "length in hexadecimal", in: "HTTP/1.1 200 OK\r\nContent-Length: 0x3\r\n\r\nabc", fault: "malformed response: bad-content-length"},
	{name: "length past 63 bits", in: "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\n", fault: "malformed response: bad-content-length"},
	{name: "length before chunked", in: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + chunkedHello,
		fault: "malformed response: length-and-chunked"},
	{name: "length after chunked", in: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + chunkedHello,
		fault: "malformed response: length-and-chunked"},
	{name: "identity", in: "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nabc", fault: "malformed response: unknown-transfer-coding"},
	{name: "gzip, chunked", in: "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n" + chunkedHello, fault: "malformed response: unknown-transfer-coding"},
	{name: "gzip and chunked in two lines", in: "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + chunkedHello,
		fault: "malformed response: unknown-transfer-coding"},
	{name: "chunked twice", in: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n" + chunkedHello, fault: "malformed response: unknown-transfer-coding"},
	{name: "no coding", in: "HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n\r\nabc", fault: "malformed response: unknown-transfer-coding"},
	{name: "chunked in 1.0", in: "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n" + chunkedHello, kind: http1.Chunked, body: "hello",
		why: "HTTP/1.0 has no transfer codings", rules: "transfer-coding-in-1.0@3:41+26"},

	{name: "HEAD", method: "HEAD", in: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"},
	{name: "HEAD whatever the fields", method: "HEAD", in: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 4\r\nTransfer-Encoding: x\r\n\r\n"},
	{name: "204", in: "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"},
	{name: "304", in: "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"},
	{name: "CONNECT", method: "CONNECT", in: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"},
	{name: "CONNECT in 1.0", method: "CONNECT", in: "HTTP/1.0 200 OK\r\n\r\n"},
	{name: "CONNECT refused", method: "CONNECT", in: "HTTP/1.1 407 No\r\nContent-Length: 5\r\n\r\nhello", kind: http1.Length, body: "hello"},
	{name: "101", in: "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", why: "the connection speaks another protocol now"},
	{name: "102 and 103 first", in: "HTTP/1.1 102 a\r\nContent-Length: 9\r\n\r\nHTTP/1.1 103 b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
		kind: http1.Length, body: "hello"},

	{name: "short body", in: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", kind: http1.Length, body: "hello", fault: "truncated response: body-cut",
		rules: "body-cut@0:5+0"},
	{name: "short body of the last answer", in: "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\nhello", kind: http1.Length, body: "hello",
		why: "Connection: close in the answer", rules: "short-body@0:5+0"},
	{name: "short body in 1.0", in: "HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\nhello", kind: http1.Length, body: "hello",
		why: "HTTP/1.0 without keep-alive", rules: "short-body@0:5+0"},
	{name: "1.0 kept alive", in: "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 5\r\n\r\nhello", kind: http1.Length, body: "hello"},
	{name: "close among tokens", in: "HTTP/1.1 200 OK\r\nConnection: x,\tClose\r\nContent-Length: 5\r\n\r\nhello", kind: http1.Length, body: "hello",
		why: "Connection: close in the answer"},
}

func TestResponseFraming(t *testing.T) {
	t.Parallel()
	for _, row := range framingRows {
		t.Run(row.name, func(t *testing.T) {
			c := client{method: row.method}
			if c.method == "" {
				c.method = "GET"
			}
			x := c.read(strings.NewReader(row.in))
			if x.framing.Kind != row.kind || x.body != row.body || x.fault() != row.fault {
				t.Fatalf("got %s, body %q, %s", x.framing.Kind, x.body, x.fault())
			}
			var e *http1.Error
			if errors.As(x.err, &e) && e.Kind == http1.Malformed {
				if e.Head == nil || string(e.Raw) != string(e.Head.Raw) || e.Finding.Line == 0 || len(e.Findings) == 0 {
					t.Errorf("error does not show the head: %+v", e)
				}
				return
			}
			if x.why != row.why || x.again != (row.why == "") || rules(x.notes) != row.rules {
				t.Errorf("reusable %t %q, findings %s", x.again, x.why, rules(x.notes))
			}
			if x.rest != "" {
				t.Errorf("left %q", x.rest)
			}
		})
	}
}

func TestReusableRequestClose(t *testing.T) {
	t.Parallel()
	c := client{method: "GET", request: http1.Fields{{"connection", "close"}}}
	x := c.read(strings.NewReader("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"))
	if x.again || x.why != "Connection: close in the request" {
		t.Errorf("%t %q", x.again, x.why)
	}
}

func TestFramingLenient(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, in, body, rule string }{
		{"two lengths: the last", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 4\r\n\r\nhello", "hell", "two-lengths"},
		{"length and chunked: chunked", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n" + chunkedHello, "hello", "length-and-chunked"},
		{"no number: until close", "HTTP/1.1 200 OK\r\nContent-Length: 3x\r\n\r\nhello", "hello", "bad-content-length"},
		{"identity: until close", "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nhello", "hello", "unknown-transfer-coding"},
	} {
		t.Run(row.name, func(t *testing.T) {
			x := client{method: "GET", lenient: true}.read(strings.NewReader(row.in))
			if x.err != nil || x.body != row.body || len(x.notes) == 0 || x.notes[0].Rule != row.rule || x.notes[0].Refused {
				t.Errorf("%q, %v, %+v", x.body, x.err, x.notes)
			}
			if x.again || x.why == "" {
				t.Error("a doubtful connection is not used again")
			}
		})
	}
}

// A head made by hand has no bytes to point into; the rules are the same.
func TestFramingWithoutRaw(t *testing.T) {
	t.Parallel()
	h := &http1.ResponseHead{Minor: 1, Status: 200, Fields: http1.Fields{{"Content-Length", "x"}}}
	if _, err := http1.ResponseFraming("GET", h); fault(err) != "malformed response: bad-content-length" {
		t.Error(err)
	}
}
