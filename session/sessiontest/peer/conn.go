package peer

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// conn is one connection of a client.
type conn struct {
	net.Conn
	p      *Peer
	br     *bufio.Reader
	server string
	id     int
	n      int  // requests so far
	dropAt int  // close without an answer when this request arrives, 0 never
	closed bool // close after this response
}

// request is one request, fields in the order and case in which they came.
type request struct {
	method, target, path, version string
	query                         url.Values
	headers                       [][2]string
	body                          []byte
	expect                        bool
}

// http serves one connection until either side ends it.
func (p *Peer) http(name string, nc net.Conn, rules *proxyRules) {
	c := &conn{Conn: nc, p: p, br: bufio.NewReader(nc), server: name, id: p.state.connected()}
	for {
		r, err := c.read()
		if err != nil || c.dropAt != 0 && c.n >= c.dropAt {
			return
		}
		keep := false
		if rules != nil {
			keep = c.proxy(r, rules)
		} else {
			keep = c.answer(r)
		}
		if !keep || c.closed || !r.persistent() {
			return
		}
	}
}

// persistent says whether the client lets the connection live (RFC 9112 section 9.3).
func (r *request) persistent() bool {
	return !r.has("Connection", "close") && (r.version != "HTTP/1.0" || r.has("Connection", "keep-alive"))
}

func (r *request) get(name string) string {
	for _, h := range r.headers {
		if strings.EqualFold(h[0], name) {
			return h[1]
		}
	}
	return ""
}

// has says whether a list field has a token.
func (r *request) has(name, token string) bool {
	for _, h := range r.headers {
		if !strings.EqualFold(h[0], name) {
			continue
		}
		for t := range strings.SplitSeq(h[1], ",") {
			if strings.EqualFold(strings.TrimSpace(t), token) {
				return true
			}
		}
	}
	return false
}

// number is a number of the query.
func (r *request) number(key string, or int) int {
	if n, err := strconv.Atoi(r.query.Get(key)); err == nil {
		return n
	}
	return or
}

// read reads and logs one request. The body of one that expects a 100 is left unread below /expect-.
func (c *conn) read() (*request, error) {
	r, err := c.readHead()
	if err != nil {
		return nil, err
	}
	c.n++
	r.expect = strings.EqualFold(r.get("Expect"), "100-continue")
	byHand := r.expect && strings.HasPrefix(r.path, "/expect-")
	if r.expect && !byHand {
		io.WriteString(c, "HTTP/1.1 100 Continue\r\n\r\n")
	}
	if !byHand {
		err = c.readBody(r)
	}
	c.p.state.received(r.logged(c))
	return r, err
}

// longestText is the longest body that the log shows as text.
const longestText = 200

func (r *request) logged(c *conn) Request {
	e := Request{Server: c.server, Conn: c.id, Method: r.method, Target: r.target, Version: r.version, Headers: r.headers, Length: len(r.body)}
	if len(r.body) <= longestText && utf8.Valid(r.body) {
		e.Body = string(r.body)
	}
	return e
}

func (c *conn) readHead() (*request, error) {
	line, err := c.line()
	if err != nil {
		return nil, err
	}
	parts := strings.SplitN(line, " ", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("bad request line %q", line)
	}
	r := &request{method: parts[0], target: parts[1], version: parts[2], path: parts[1], query: url.Values{}}
	for {
		l, err := c.line()
		if err != nil {
			return nil, err
		}
		if l == "" {
			break
		}
		name, value, ok := strings.Cut(l, ":")
		if !ok {
			return nil, fmt.Errorf("bad header %q", l)
		}
		// One leading space is the separator; anything else is kept, so that a trailing space in a value can be seen.
		r.headers = append(r.headers, [2]string{name, strings.TrimPrefix(value, " ")})
	}
	if u, err := url.ParseRequestURI(r.target); err == nil {
		r.path, r.query = u.Path, u.Query()
	}
	return r, nil
}

func (c *conn) line() (string, error) {
	s, err := c.br.ReadString('\n')
	if err != nil {
		return "", err
	}
	return strings.TrimSuffix(strings.TrimSuffix(s, "\n"), "\r"), nil
}

// largest is the largest body or chunk that is read.
const largest = 1 << 26

var (
	errChunk  = errors.New("bad chunk")
	errLength = errors.New("bad length")
)

func (c *conn) readBody(r *request) error {
	if r.has("Transfer-Encoding", "chunked") {
		return c.readChunks(r)
	}
	length := strings.TrimSpace(r.get("Content-Length"))
	if length == "" {
		return nil
	}
	n, err := strconv.Atoi(length)
	if err != nil || n < 0 || n > largest {
		return errLength
	}
	r.body = make([]byte, n)
	_, err = io.ReadFull(c.br, r.body)
	return err
}

func (c *conn) readChunks(r *request) error {
	for {
		l, err := c.line()
		if err != nil {
			return err
		}
		size, _, _ := strings.Cut(l, ";")
		n, err := strconv.ParseInt(strings.TrimSpace(size), 16, 32)
		if err != nil || n < 0 || n > largest {
			return errChunk
		}
		if n == 0 {
			return c.skipTrailer()
		}
		b := make([]byte, n)
		if _, err := io.ReadFull(c.br, b); err != nil {
			return err
		}
		r.body = append(r.body, b...)
		if _, err := c.line(); err != nil {
			return err
		}
	}
}

func (c *conn) skipTrailer() error {
	for {
		if l, err := c.line(); err != nil || l == "" {
			return err
		}
	}
}
