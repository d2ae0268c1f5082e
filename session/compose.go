package session

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"ladle/session/http1"
)

// targetForm is one of the forms of RFC 9112 section 3.2.
type targetForm uint8

const (
	originForm    targetForm = iota // /path?query
	absoluteForm                    // http://host/path?query, to a proxy
	authorityForm                   // host:port, of CONNECT
)

const proxyAuthorization = "Proxy-Authorization"

// compose builds the head to send to u from what is asked for now: Host first, then the fields in their order, then what
// frames the body. Nothing is added that was set by hand or left out. length is the body's, -1 when it is not known; host is the value of Host.
func (m *Message) compose(names *schemes, u *url.URL, form targetForm, host string) (h http1.RequestHead, body Body, length int64, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	body, length = m.body, bodyLength(m.body)
	if err := m.frame(length); err != nil {
		return h, nil, 0, err
	}
	h = http1.RequestHead{Method: m.method, Target: requestTarget(names, u, form), Proto: "HTTP/1.1", Fields: make(Fields, 0, len(m.fields)+1)}
	if m.version == HTTP10 {
		h.Proto = "HTTP/1.0"
	}
	if !m.fields.Has("Host") && !m.leavesOut("Host") {
		h.Fields = append(h.Fields, Field{Name: "Host", Value: host})
	}
	for _, f := range m.fields {
		if form == originForm && strings.EqualFold(f.Name, proxyAuthorization) {
			continue // it is for the next proxy, and there is none that reads this (RFC 9110 section 11.7.2)
		}
		h.Fields = append(h.Fields, f)
	}
	return h, body, length, h.Check()
}

var errChunked10 = errors.New("HTTP/1.0 has no way to send a body of unknown length")

// frame adds the field that frames the body, once for all attempts, unless the caller has set one or left it out; what an
// earlier attempt added follows the body as it is now. mu is held.
func (m *Message) frame(length int64) error {
	name, value := "", ""
	switch {
	case length < 0:
		name, value = "Transfer-Encoding", "chunked"
	case m.body != nil || m.fields.Has("Content-Type"):
		name, value = "Content-Length", strconv.FormatInt(length, 10)
	}
	if m.framed != "" && m.framed != name {
		m.fields.Del(m.framed)
		m.framed = ""
	}
	byHand := m.framed == "" && (m.fields.Has("Content-Length") || m.fields.Has("Transfer-Encoding"))
	if name == "" || byHand || m.leavesOut(name) {
		return nil
	}
	if name == "Transfer-Encoding" && m.version == HTTP10 {
		return &BodyError{errChunked10}
	}
	m.fields.Set(name, value)
	m.framed = name
	return nil
}

func bodyLength(b Body) int64 {
	if b == nil {
		return 0
	}
	return b.Length()
}

// requestTarget is u in the form that goes into the request line: never with a fragment or user info. Bytes that would
// end the line are percent-encoded.
func requestTarget(names *schemes, u *url.URL, form targetForm) string {
	if form == authorityForm {
		return names.key(u).addr
	}
	t := u.EscapedPath()
	if t == "" {
		t = "/"
	}
	if u.ForceQuery || u.RawQuery != "" {
		t += "?" + escapeQuery(u.RawQuery)
	}
	if form == absoluteForm {
		tls, _ := names.tlsOf(u.Scheme)
		return schemeName(tls) + "://" + names.hostHeader(u) + t
	}
	return t
}

// escapeQuery percent-encodes what may not stand in a query and leaves the rest as it was typed.
func escapeQuery(q string) string {
	bad := func(c byte) bool { return c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' }
	i := 0
	for i < len(q) && !bad(q[i]) {
		i++
	}
	if i == len(q) {
		return q
	}
	b := []byte(q[:i])
	for ; i < len(q); i++ {
		if c := q[i]; bad(c) {
			b = append(b, '%', "0123456789ABCDEF"[c>>4], "0123456789ABCDEF"[c&15])
		} else {
			b = append(b, c)
		}
	}
	return string(b)
}
