package peer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// endpoint answers one request; arg are the segments of the path, the first being the endpoint's name. false closes the
// connection.
type endpoint func(c *conn, r *request, arg path) bool

// path is a request path in segments.
type path []string

func (p path) at(i int) string {
	if i < len(p) {
		return p[i]
	}
	return ""
}

func (p path) number(i, or int) int {
	if n, err := strconv.Atoi(p.at(i)); err == nil {
		return n
	}
	return or
}

// answer finds the endpoint of a request.
func (c *conn) answer(r *request) bool {
	arg := path(strings.Split(strings.TrimPrefix(r.path, "/"), "/"))
	for _, table := range []map[string]endpoint{plainAnswers, redirects, challenges, cookies, timing, framing, misbehaviour, interim, contents, upgrades} {
		if e := table[arg[0]]; e != nil {
			return e(c, r, arg)
		}
	}
	c.text(r, 404, "not found\n")
	return true
}

// says makes an endpoint that keeps the connection.
func says(f func(c *conn, r *request, arg path)) endpoint {
	return func(c *conn, r *request, arg path) bool {
		f(c, r, arg)
		return true
	}
}

var plainAnswers = map[string]endpoint{
	"":   says(func(c *conn, r *request, _ path) { c.text(r, 200, "ok\n") }),
	"ok": says(func(c *conn, r *request, _ path) { c.text(r, 200, "ok\n") }),
	"echo": says(func(c *conn, r *request, _ path) {
		b, err := json.Marshal(map[string]any{"method": r.method, "target": r.target, "version": r.version, "headers": r.headers, "body": string(r.body)})
		if err != nil {
			b = []byte(err.Error())
		}
		c.respond(r, 200, append(b, '\n'), field{"Content-Type", "application/json"})
	}),
	"status": says(func(c *conn, r *request, arg path) {
		n := arg.number(1, 200)
		c.text(r, n, fmt.Sprintf("status %d\n", n))
	}),
	"allow": says(func(c *conn, r *request, _ path) { c.respond(r, 200, nil, field{"Allow", "GET, HEAD, OPTIONS"}) }),
	"size": says(func(c *conn, r *request, arg path) {
		c.respond(r, 200, bytes.Repeat([]byte("x"), arg.number(1, 1)), text)
	}),
}

var redirects = map[string]endpoint{
	"redirect": says(func(c *conn, r *request, arg path) {
		var fs []field
		if r.query.Has("to") {
			fs = append(fs, field{"Location", r.query.Get("to")})
		}
		c.closed = c.closed || r.query.Get("close") != ""
		c.text(r, arg.number(1, 302), "redirecting\n", fs...)
	}),
	"redirect-chain": says(func(c *conn, r *request, arg path) {
		if n := arg.number(1, 0); n > 0 {
			c.text(r, 302, "redirecting\n", field{"Location", fmt.Sprintf("/redirect-chain/%d", n-1)})
			return
		}
		c.text(r, 200, "end of chain\n")
	}),
	"redirect-loop": says(func(c *conn, r *request, _ path) {
		c.text(r, 302, "redirecting\n", field{"Location", "/redirect-loop"})
	}),
}

var cookies = map[string]endpoint{
	"cookie": says(func(c *conn, r *request, arg path) {
		var fs []field
		switch arg.at(1) {
		case "set": // every pair of the query, in its order
			_, query, _ := strings.Cut(r.target, "?")
			for pair := range strings.SplitSeq(query, "&") {
				if pair != "" {
					fs = append(fs, field{"Set-Cookie", pair + "; path=/"})
				}
			}
		case "raw":
			for _, v := range r.query["c"] {
				fs = append(fs, field{"Set-Cookie", v})
			}
		default:
			c.text(r, 200, "cookie: "+r.get("Cookie")+"\n")
			return
		}
		c.text(r, 200, "set\n", fs...)
	}),
}

// pause lets time pass, as the query asks.
func (r *request) pause(or int) { time.Sleep(time.Duration(r.number("ms", or)) * time.Millisecond) }

// halfBody announces twenty bytes and sends ten.
var halfBody = head("HTTP/1.1", 200, text, field{"Content-Length", "20"}) + "0123456789"

var timing = map[string]endpoint{
	"slow": says(func(c *conn, r *request, _ path) {
		c.p.state.busy(1)
		r.pause(100)
		c.p.state.busy(-1)
		c.text(r, 200, "slow\n")
	}),
	"slow-body": says(func(c *conn, r *request, _ path) {
		c.write(halfBody)
		r.pause(100)
		c.write("9876543210")
	}),
	"hang": func(c *conn, _ *request, _ path) bool {
		io.Copy(io.Discard, c.br)
		return false
	},
	"hang-body": func(c *conn, _ *request, _ path) bool {
		c.write(halfBody)
		io.Copy(io.Discard, c.br)
		return false
	},
}

var upgrades = map[string]endpoint{
	"ws":        func(c *conn, r *request, _ path) bool { return c.websocket(r) },
	"ws-refuse": says(func(c *conn, r *request, arg path) { c.text(r, arg.number(1, 403), "no websocket\n") }),
	"auth-then-ws": func(c *conn, r *request, _ path) bool {
		if basicAccepts(r.get("Authorization")) {
			return c.websocket(r)
		}
		c.text(r, 401, whoAreYou, field{"WWW-Authenticate", `Basic realm="ws"`})
		return true
	},
}
