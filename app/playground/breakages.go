package playground

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"strings"
)

// breakage is one way to break HTTP/1.1: a path of the broken listener, the exact bytes of its answer, and how the
// connection ends.
type breakage struct {
	name   string
	title  string
	about  string // what a client should show
	answer func() []byte
	end    func(*net.TCPConn, *bufio.Reader)
}

var breakages = []breakage{
	{"bad-status-line", "Status that is not a number", "Refused: the status line breaks RFC 9112 section 4, and the bytes can be seen.",
		exact("HTTP/1.1 two-hundred OK\r\nContent-Length: 4\r\n\r\nsoup"), endClose},
	{"http2-line", "HTTP/2 in a status line", "Refused: HTTP/2 has no status line, so the version is not one that this connection can speak.",
		exact("HTTP/2 200 OK\r\nContent-Length: 4\r\n\r\nsoup"), endClose},
	{"icy", "ICY instead of HTTP", "Refused, or read as an old radio server's answer with a finding: the protocol name is not HTTP.",
		exact("ICY 200 OK\r\nicy-name: Ladle radio\r\nContent-Type: text/plain\r\n\r\nsoup"), endClose},
	{"http09", "Body without a head", "Refused: HTTP/0.9 sends no status line, and no client has asked for it.",
		exact("<p>soup</p>\n"), endClose},
	{"space-before-colon", "Space before the colon", "A finding names the field: RFC 9112 section 5.1 allows no space before the colon.",
		exact("HTTP/1.1 200 OK\r\nContent-Length : 4\r\nContent-Type: text/plain\r\n\r\nsoup"), endClose},
	{"bare-lf", "Lines that end in LF", "Status 200 with a finding: a client may take a bare LF as the end of a line (RFC 9112 section 2.2).",
		exact("HTTP/1.1 200 OK\nContent-Length: 4\nContent-Type: text/plain\n\nsoup"), endClose},
	{"bare-cr", "CR inside a value", "Refused, or shown with the CR as a space: RFC 9112 section 2.2 asks for one of the two.",
		exact("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-Soup: leek\rX-Evil: 1\r\n\r\nsoup"), endClose},
	{"folded-line", "Folded field line", "Status 200 with a finding: the fold becomes a space (RFC 9112 section 5.2).",
		exact("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-Soup: leek\r\n and potato\r\n\r\nsoup"), endClose},
	{"nul-in-head", "NUL inside a value", "Refused, or shown with the NUL as a space and a finding (RFC 9110 section 5.5).",
		exact("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-Soup: le\x00ek\r\n\r\nsoup"), endClose},
	{"two-lengths", "Two different lengths", "Refused: two Content-Length values that differ have no meaning (RFC 9112 section 6.3).",
		exact("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 7\r\n\r\nsoup..."), endClose},
	{"negative-length", "Negative length", "Refused: Content-Length is digits only (RFC 9110 section 8.6).",
		exact("HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\nsoup"), endClose},
	{"length-and-chunked", "Length and chunked together", "A finding: Transfer-Encoding overrides Content-Length, and the pair is an attack's mark (RFC 9112 section 6.3).",
		exact("HTTP/1.1 200 OK\r\nContent-Length: 40\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsoup\r\n0\r\n\r\n"), endClose},
	{"bad-chunk", "Chunk size that is not hexadecimal", "An error in the body after 4 good bytes, which stay visible (RFC 9112 section 7.1).",
		exact(chunkedHead + "4\r\nsoup\r\nzz\r\nmore\r\n0\r\n\r\n"), endClose},
	{"chunk-too-big", "Chunk size over 64 bits", "An error in the body: the size overflows, and nothing is allocated for it.",
		exact(chunkedHead + "fffffffffffffffff\r\nsoup\r\n0\r\n\r\n"), endClose},
	{"no-last-chunk", "No last chunk", "Incomplete: the connection closes before the chunk of size 0 (RFC 9112 section 8).",
		exact(chunkedHead + "4\r\nsoup\r\n"), endClose},
	{"short-body", "Body shorter than its length", "Incomplete: 40 of 100 bytes came before the close (RFC 9112 section 8).",
		exact("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n" + strings.Repeat("soup", 10)), endClose},
	{"body-on-204", "Body after 204", "Status 204 without a body; the bytes after the head are a finding (RFC 9112 section 6.3).",
		exact("HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nsoup"), endClose},
	{"garbage-after", "Bytes after the end", "Status 200 and 4 bytes; what follows belongs to no request, and the connection is not used again.",
		exact("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nsoupHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"), endClose},
	{"half-head", "Half a head, then silence", "Waiting for the head until the timeout or a cancel; the part that came can be seen.",
		exact("HTTP/1.1 200 OK\r\nContent-Type: text/pl"), endSilent},
	{"close-at-once", "No answer at all", "Failed: the connection closed before a byte came; a new connection is retried at most once.",
		exact(""), endClose},
	{"reset", "Reset in mid body", "Failed: connection reset after 200 of 1 000 bytes, which stay visible.",
		exact("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n" + strings.Repeat("soup", 50)), endReset},
	{"huge-head", "Head over 64 KiB", "Refused when the head passes the client's limit, or shown whole: 72 fields of 1 kB.",
		hugeHead, endClose},
	{"101-unasked", "101 that nobody asked for", "Refused: no Upgrade was sent, so the server may not switch (RFC 9110 section 15.2.2).",
		exact("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: soup/1\r\n\r\nsoup"), endClose},
	{"informational-flood", "1 000 informational answers", "Stopped by a limit, or 200 after 1 000 answers of 102 that do not fill the window.",
		informationalFlood, endClose},
}

const chunkedHead = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"

func exact(s string) func() []byte { return func() []byte { return []byte(s) } }

func hugeHead() []byte {
	var b bytes.Buffer
	b.WriteString("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n")
	for i := range 72 {
		fmt.Fprintf(&b, "X-Soup-%02d: %s\r\n", i, strings.Repeat("leek", 250))
	}
	b.WriteString("\r\nsoup")
	return b.Bytes()
}

func informationalFlood() []byte {
	return []byte(strings.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 1000) +
		"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nsoup")
}

// unknownBreakage is the one correct answer of the broken listener.
func unknownBreakage() []byte {
	var body strings.Builder
	body.WriteString("The path says what to break:\n")
	for _, b := range breakages {
		body.WriteString("/" + b.name + "  " + b.title + "\n")
	}
	return fmt.Appendf(nil, "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
		body.Len(), body.String())
}
