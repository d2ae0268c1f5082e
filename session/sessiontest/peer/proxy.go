package peer

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// proxyRules say whom a proxy serves.
type proxyRules struct {
	scheme string // of the challenge, "" for none
	closes bool   // the connection is closed after a 407
}

const dialPatience = 3 * time.Second

// proxy is a forward proxy for loopback targets (RFC 9110 sections 7.6 and 9.3.6).
func (c *conn) proxy(r *request, rules *proxyRules) bool {
	if ok, stale := c.proxyAccepts(r, rules); !ok {
		challenge := `Basic realm="proxy"`
		if rules.scheme == "Digest" {
			challenge = c.p.digestChallenge("MD5", "proxy", "auth", stale)
		}
		c.closed = rules.closes
		c.text(r, 407, "proxy authentication required\n", field{"Proxy-Authenticate", challenge})
		return !rules.closes
	}
	if r.method == "CONNECT" {
		return c.tunnel(r)
	}
	u, err := url.Parse(r.target)
	if err != nil || u.Host == "" {
		c.text(r, 400, "not a proxy request\n")
		return true
	}
	if up := c.dialFor(r, u.Host); up != nil {
		defer up.Close()
		c.forward(r, u, up)
	}
	return true
}

func (c *conn) proxyAccepts(r *request, rules *proxyRules) (ok, stale bool) {
	credentials := r.get("Proxy-Authorization")
	switch rules.scheme {
	case "Basic":
		return basicAccepts(credentials), false
	case "Digest":
		return c.p.digestAccepts(credentials, r.method, "MD5", "proxy", false)
	}
	return true, false
}

// dialFor connects to a target, or answers why not: 403 for denied.invalid, 502 for what cannot be reached.
func (c *conn) dialFor(r *request, target string) net.Conn {
	if strings.HasPrefix(target, "denied.invalid") {
		c.text(r, 403, "denied\n")
		return nil
	}
	if loopback(target) {
		if up, err := net.DialTimeout("tcp4", target, dialPatience); err == nil {
			return up
		}
	}
	c.text(r, 502, "cannot reach\n")
	return nil
}

func loopback(target string) bool {
	host, _, err := net.SplitHostPort(target)
	if err != nil {
		host = target
	}
	return host == "localhost" || strings.HasPrefix(host, "127.")
}

// tunnel carries bytes both ways until both sides have ended.
func (c *conn) tunnel(r *request) bool {
	up := c.dialFor(r, r.target)
	if up == nil {
		return true
	}
	c.write("HTTP/1.1 200 Connection established\r\n\r\n")
	done := make(chan struct{})
	go func() {
		defer close(done)
		io.Copy(up, c.br)
		up.(*net.TCPConn).CloseWrite()
	}()
	io.Copy(c, up)
	up.Close()
	c.Close() // ends the other direction
	<-done
	return false
}

// hops are fields of the hop to the proxy, which do not go on (RFC 9110 section 7.6.1), and those that forward writes itself.
var hops = map[string]bool{"connection": true, "proxy-connection": true, "proxy-authorization": true, "transfer-encoding": true, "content-length": true, "expect": true}

// forward sends a request on and its answer back.
func (c *conn) forward(r *request, u *url.URL, up net.Conn) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\n", r.method, u.RequestURI())
	for _, h := range r.headers {
		if !hops[strings.ToLower(h[0])] {
			fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
		}
	}
	if len(r.body) > 0 || r.method == "POST" || r.method == "PUT" {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(r.body))
	}
	fmt.Fprintf(&b, "Via: 1.1 testpeer\r\nConnection: close\r\n\r\n%s", r.body)
	io.WriteString(up, b.String())
	resp, err := http.ReadResponse(bufio.NewReader(up), &http.Request{Method: r.method})
	if err != nil {
		c.text(r, 502, "bad upstream\n")
		return
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body) // what came of one that is cut goes on as if it were whole
	var fs []field
	for _, name := range []string{"Content-Type", "Location", "Set-Cookie", "Www-Authenticate", "Etag"} {
		for _, v := range resp.Header[name] {
			fs = append(fs, field{name, v})
		}
	}
	c.respond(r, resp.StatusCode, body, append(fs, field{"Via", "1.1 testpeer"})...)
}
