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
	What string // a sentence for people
	Try  string // what to do about it, may be empty
}

func (e *URLError) Error() string {
	return "url " + strconv.Quote(e.Text) + ": " + strings.ToLower(e.What[:1]) + e.What[1:]
}

// ParseURL reads the URL of a request: absolute, http or https, with a host that can be looked up (RFC 3986, RFC 9110
// section 4.2). Blanks at the ends are dropped, a space or a byte above 127 in path and query is percent-encoded.
// The error is a *URLError.
func ParseURL(text string) (*url.URL, error) {
	u, err := parseURL(text)
	if err == nil && u.Scheme != "http" && u.Scheme != "https" {
		err = schemeError(u.Scheme, text)
	}
	if err != nil {
		return nil, err
	}
	return u, nil
}

func schemeError(scheme, text string) *URLError {
	return &URLError{Text: maskUserInfo(text), What: "The scheme " + scheme + " is not supported", Try: "Use http:// or https://"}
}

// parseURL is ParseURL for any scheme: which ones mean HTTP is the session's to say. The error is a *URLError.
func parseURL(text string) (*url.URL, error) {
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
	if u.Opaque != "" || u.Host == "" || u.Hostname() == "" {
		if u.Scheme != "http" && u.Scheme != "https" {
			return nil, schemeError(u.Scheme, t)
		}
		return fail("The URL has no host", "Write it as "+u.Scheme+"://host/path")
	}
	if what, try := hostProblem(u); what != "" {
		return fail(what, try)
	}
	if p := u.Port(); p == "80" && u.Scheme == "http" || p == "443" && u.Scheme == "https" { // RFC 3986 section 6.2.3
		u.Host = strings.TrimSuffix(u.Host, ":"+p)
	}
	removeDots(u)
	if u.Path == "" {
		u.Path = "/"
	}
	return u, nil
}

// removeDots takes the segments . and .. out of a path, percent-encoded ones too (RFC 3986 sections 5.2.4 and 6.2.2.3).
func removeDots(u *url.URL) {
	if !strings.Contains(u.Path, "/.") {
		return
	}
	var out []string
	segments := strings.Split(u.EscapedPath(), "/")[1:]
	for i, seg := range segments {
		switch strings.ReplaceAll(strings.ToLower(seg), "%2e", ".") {
		case "..":
			out = out[:max(len(out)-1, 0)]
		case ".":
		default:
			out = append(out, seg)
			continue
		}
		if i == len(segments)-1 {
			out = append(out, "")
		}
	}
	raw := "/" + strings.Join(out, "/")
	u.Path, _ = url.PathUnescape(raw) // it was read from an escaped path
	u.RawPath = raw
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
