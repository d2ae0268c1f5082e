package peer

import (
	"fmt"
	"net"
	"strconv"
	"strings"
)

// raw makes an endpoint that sends a text as it is and closes the connection.
func raw(s string) endpoint {
	return func(c *conn, _ *request, _ path) bool {
		c.write(s)
		return false
	}
}

var (
	chunkedText = field{"Transfer-Encoding", "chunked"}
	chunkedHead = head("HTTP/1.1", 200, text, chunkedText)
)

// framing are answers whose ends are told in every way that there is, right and wrong (RFC 9112 section 6).
var framing = map[string]endpoint{
	"chunked": says(func(c *conn, r *request, _ path) {
		c.write(chunkedHead)
		if r.method == "HEAD" {
			return
		}
		for i := range r.number("n", 3) {
			c.chunk(fmt.Sprintf("chunk %d\n", i))
		}
		c.write("0\r\n")
		if r.query.Get("trailer") != "" {
			c.write("X-Trailer: yes\r\n")
		}
		c.write("\r\n")
	}),
	"http10": raw(head("HTTP/1.0", 200, text) + "old style\n"),
	"http10-keep": says(func(c *conn, _ *request, _ path) {
		c.write(head("HTTP/1.0", 200, text, field{"Connection", "Keep-Alive"}, field{"Content-Length", "3"}), "ok\n")
	}),
	"no-length":   raw(head("HTTP/1.1", 200, text) + "until the end\n"),
	"two-lengths": raw(head("HTTP/1.1", 200, field{"Content-Length", "3"}, field{"Content-Length", "5"}) + "ok\nxx"),
	"length-and-chunked": says(func(c *conn, _ *request, _ path) {
		c.write(head("HTTP/1.1", 200, field{"Content-Length", "3"}, chunkedText), "5\r\nhello\r\n0\r\n\r\n")
	}),
	"huge-headers": says(func(c *conn, r *request, arg path) {
		fs := []field{text}
		for i := range arg.number(1, 64) {
			fs = append(fs, field{fmt.Sprintf("X-Pad-%d", i), strings.Repeat("p", 1000)})
		}
		c.respond(r, 200, []byte("ok\n"), fs...)
	}),
	"odd-headers": says(func(c *conn, _ *request, _ path) {
		c.write("HTTP/1.1 200 Fine  by me\r\ncontent-TYPE:text/plain\r\nX-Fold: one\r\n two\r\nX-Dup: a\r\nX-Dup: b\r\nX-Empty:\r\n",
			"X-Space:   padded   \r\nNo colon here\r\nContent-Length: 3\r\n\r\nok\n")
	}),
	"bare-lf": says(func(c *conn, _ *request, _ path) {
		c.write("HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 3\n\nok\n")
	}),
	"lead-crlf": says(func(c *conn, _ *request, _ path) { c.write("\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n") }),
	"close": says(func(c *conn, r *request, _ path) {
		c.closed = true
		c.text(r, 200, "closing\n")
	}),
}

func (c *conn) chunk(s string) { c.write(strconv.FormatInt(int64(len(s)), 16), "\r\n", s, "\r\n") }

// misbehaviour are connections that end when they should not, and answers that are none.
var misbehaviour = map[string]endpoint{
	"drop-idle": func(c *conn, r *request, _ path) bool { // says keep-alive, then closes the idle connection
		c.text(r, 200, "ok\n")
		r.pause(20)
		return false
	},
	"drop-next": says(func(c *conn, r *request, _ path) { // the next request on this connection gets no answer
		c.dropAt = c.n + 1
		c.text(r, 200, "ok\n")
	}),
	"drop": raw(""),
	"drop-first": func(c *conn, r *request, arg path) bool { // the first n requests to this path and query are dropped
		if c.p.state.count(r.target) <= arg.number(1, 1) {
			return false
		}
		c.text(r, 200, "ok\n")
		return true
	},
	"reset": func(c *conn, _ *request, _ path) bool {
		if t, ok := c.Conn.(*net.TCPConn); ok {
			t.SetLinger(0)
		}
		return false
	},
	"drop-mid-headers": raw("HTTP/1.1 200 OK\r\nContent-Ty"),
	"drop-mid-body":    raw(head("HTTP/1.1", 200, text, field{"Content-Length", "1000"}) + strings.Repeat("x", 100)),
	"drop-mid-chunk":   raw(chunkedHead + "5\r\nhello\r\n100\r\nabc"),
	"bad-chunk":        raw(chunkedHead + "5\r\nhello\r\nzz\r\nbad\r\n0\r\n\r\n"),
	"garbage":          raw("NOT HTTP AT ALL\r\n\r\n"),
	"bad-status":       raw("HTTP/1.1 abc Whatever\r\nContent-Length: 0\r\n\r\n"),
	"http2-version":    raw("HTTP/3.7 200 OK\r\nContent-Length: 3\r\n\r\nok\n"),
	"empty":            raw("\r\n\r\n"),
}

// interim are 1xx responses, sent and withheld (RFC 9110 sections 10.1.1 and 15.2).
var interim = map[string]endpoint{
	"1xx": says(func(c *conn, r *request, _ path) {
		for s := range strings.SplitSeq(r.query.Get("codes"), ",") {
			if n, err := strconv.Atoi(s); err == nil && n >= 100 && n < 200 {
				c.write(head("HTTP/1.1", n, field{"X-Interim", s}))
			}
		}
		c.text(r, 200, "after interim\n")
	}),
	"expect-refuse": says(func(c *conn, r *request, _ path) {
		c.closed = true
		c.text(r, 417, "no\n")
	}),
	"expect-401": func(c *conn, r *request, _ path) bool { // challenges before the body is read
		if r.expect {
			if !basicAccepts(r.get("Authorization")) {
				c.text(r, 401, whoAreYou, field{"WWW-Authenticate", `Basic realm="expect"`})
				return true
			}
			c.write("HTTP/1.1 100 Continue\r\n\r\n")
			if c.readBody(r) != nil {
				return false
			}
		}
		c.text(r, 200, fmt.Sprintf("got %d bytes\n", len(r.body)))
		return true
	},
	"expect-skip": says(func(c *conn, r *request, _ path) { // no 100; a final 200 at once
		c.closed = true
		c.text(r, 200, "did not need it\n")
	}),
}
