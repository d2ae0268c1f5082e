package session

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// URLError says why a text cannot be used as the URL of a message. What and Try are sentences for people.
type URLError struct {
	Text string // as it was given, user info masked
	What string
	Try  string
}

func (e *URLError) Error() string {
	return "url " + strconv.Quote(e.Text) + ": " + strings.ToLower(e.What[:1]) + e.What[1:]
}

// ParseURL reads the URL of a request: absolute, http or https, with a host that can be looked up (RFC 3986, RFC 9110
// section 4.2). Blanks at the ends are dropped, a space or a byte above 127 in path and query is percent-encoded.
// The error is a *URLError.
func ParseURL(text string) (*url.URL, error) {
	t := strings.TrimSpace(text)
	fail := func(what, try string) (*url.URL, error) {
		return nil, &URLError{Text: maskUserInfo(t), What: what, Try: try}
	}
	if t == "" {
		return fail("The URL is empty", "Type one, such as https://example.com/")
	}
	for _, r := range t {
		if r < ' ' || r == 0x7f {
			return fail("The URL contains a line break or another control character", "Remove it, or write it percent-encoded")
		}
	}
	scheme, _, ok := strings.Cut(t, ":")
	if !ok || !isScheme(scheme) {
		return fail("The URL has no scheme", "Begin it with http:// or https://")
	}
	u, err := url.Parse(t)
	if err != nil {
		return fail(parseProblem(err), "")
	}
	switch u.Scheme {
	case "http", "https":
	default:
		return fail("The scheme "+u.Scheme+" is not supported", "Use http:// or https://")
	}
	if u.Opaque != "" || u.Host == "" || u.Hostname() == "" {
		return fail("The URL has no host", "Write it as "+u.Scheme+"://host/path")
	}
	if what, try := hostProblem(u); what != "" {
		return fail(what, try)
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return u, nil
}

func isScheme(s string) bool {
	for i, c := range s {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		default:
			return false
		}
	}
	return s != ""
}

// parseProblem turns an error of net/url into a sentence.
func parseProblem(err error) string {
	var ue *url.Error
	if errors.As(err, &ue) {
		err = ue.Err
	}
	var esc url.EscapeError
	if errors.As(err, &esc) {
		return fmt.Sprintf("%q is not a percent-encoding", string(esc))
	}
	var host url.InvalidHostError
	if errors.As(err, &host) {
		return fmt.Sprintf("The host may not contain %q", string(host))
	}
	s := err.Error()
	if strings.Contains(s, "port") {
		return "The port is not a number"
	}
	return "The URL cannot be read: " + s
}

// hostProblem checks what net/url lets pass: ports out of range and hosts that reach a Host header with a character
// that could end it.
func hostProblem(u *url.URL) (what, try string) {
	if p := u.Port(); p != "" {
		if n, err := strconv.Atoi(p); err != nil || n < 1 || n > 65535 {
			return "The port " + p + " does not exist", "Ports are 1 to 65535"
		}
	} else {
		u.Host = strings.TrimSuffix(u.Host, ":")
	}
	h := u.Hostname()
	if strings.ContainsAny(h, " \t\r\n\x00%\\@/<>^`{|}\"") && net.ParseIP(h) == nil && !strings.Contains(h, ":") {
		return "The host " + strconv.Quote(h) + " has a character that no host name has", ""
	}
	if _, err := asciiHost(h); err != nil {
		return "The host " + strconv.Quote(h) + " is not a name that can be looked up", ""
	}
	return "", ""
}

// asciiHost is the host as it is looked up and compared: lower case, punycode (RFC 5891).
func asciiHost(h string) (string, error) {
	if isASCII(h) {
		return strings.ToLower(h), nil
	}
	return idna.Lookup.ToASCII(h)
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// maskUserInfo hides the password of a URL that may not parse.
func maskUserInfo(t string) string {
	rest := t
	at := 0
	if _, r, ok := strings.Cut(t, "//"); ok {
		rest, at = r, len(t)-len(r)
	}
	auth := rest
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		auth = rest[:i]
	}
	if i := strings.LastIndexByte(auth, '@'); i >= 0 {
		return t[:at] + Mask + t[at+i:]
	}
	return t
}

// hostKeyOf is the record that a URL belongs to.
func hostKeyOf(u *url.URL) hostKey {
	h, err := asciiHost(u.Hostname())
	if err != nil {
		h = strings.ToLower(u.Hostname())
	}
	port := u.Port()
	if port == "" {
		port = defaultPort(u.Scheme)
	}
	return hostKey{tls: u.Scheme == "https", addr: net.JoinHostPort(h, port)}
}

func defaultPort(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}

// hostHeader is the value of Host: the port only when it is not the scheme's own, IPv6 in brackets without a zone
// (RFC 9110 section 7.2).
func hostHeader(u *url.URL) string {
	h, err := asciiHost(u.Hostname())
	if err != nil {
		h = u.Hostname()
	}
	h, _, _ = strings.Cut(h, "%")
	if strings.Contains(h, ":") {
		h = "[" + h + "]"
	}
	if p := u.Port(); p != "" && p != defaultPort(u.Scheme) {
		h += ":" + p
	}
	return h
}

// sameOrigin compares scheme class, host and port (RFC 9110 section 4.3.1).
func sameOrigin(a, b *url.URL) bool { return hostKeyOf(a) == hostKeyOf(b) }

// requestTarget is the origin form of u: path and query, never the fragment (RFC 9112 section 3.2.1). Bytes that would
// end the request line are percent-encoded.
func requestTarget(u *url.URL) string {
	t := u.EscapedPath()
	if t == "" {
		t = "/"
	}
	if u.ForceQuery || u.RawQuery != "" {
		t += "?" + escapeQuery(u.RawQuery)
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

// Origin is the scheme, host and port of u in one text, as they are compared (RFC 6454 section 4).
func Origin(u *url.URL) string {
	k := hostKeyOf(u)
	if k.tls {
		return "https://" + k.addr
	}
	return "http://" + k.addr
}
