package peer

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// field is one header line of an answer.
type field = [2]string

// reasons are the phrases of RFC 9110 and of the statuses that scenarios ask for.
var reasons = map[int]string{100: "Continue", 101: "Switching Protocols", 102: "Processing", 103: "Early Hints",
	200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 205: "Reset Content", 206: "Partial Content",
	300: "Multiple Choices", 301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
	307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized",
	403: "Forbidden", 404: "Not Found", 407: "Proxy Authentication Required", 417: "Expectation Failed",
	426: "Upgrade Required", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}

func reason(code int) string {
	if s := reasons[code]; s != "" {
		return s
	}
	return "Status " + strconv.Itoa(code)
}

// head is a response head with its empty line.
func head(version string, code int, fields ...field) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d %s\r\n", version, code, reason(code))
	for _, f := range fields {
		fmt.Fprintf(&b, "%s: %s\r\n", f[0], f[1])
	}
	b.WriteString("\r\n")
	return b.String()
}

// write sends text as it is. A client that has gone shows at the next read.
func (c *conn) write(parts ...string) { io.WriteString(c, strings.Join(parts, "")) }

// respond sends a whole response with its length in one write.
func (c *conn) respond(r *request, code int, body []byte, fields ...field) {
	bodiless := code == 204 || code == 304
	fs := append([]field{}, fields...)
	if !bodiless && code/100 != 1 {
		fs = append(fs, field{"Content-Length", strconv.Itoa(len(body))})
	}
	if c.closed {
		fs = append(fs, field{"Connection", "close"})
	}
	s := head("HTTP/1.1", code, fs...)
	if r.method != "HEAD" && !bodiless {
		s += string(body)
	}
	c.write(s)
}

// text is the Content-Type of most answers.
var text = field{"Content-Type", "text/plain"}

// text sends a whole response of plain text.
func (c *conn) text(r *request, code int, body string, fields ...field) {
	c.respond(r, code, []byte(body), append([]field{text}, fields...)...)
}
