package session

import (
	"net"
	"net/url"
	"slices"
	"strings"
)

// schemes says which URL schemes mean HTTP and which HTTP over TLS: http and ws, https and wss, and the aliases of a
// session. It is immutable.
type schemes struct{ plain, tls []string }

// tlsOf says whether a scheme means TLS; ok is false for one that means neither. The alias "*" stands for every scheme but
// those of TLS.
func (s *schemes) tlsOf(scheme string) (tls, ok bool) {
	switch scheme {
	case "http", "ws":
		return false, true
	case "https", "wss":
		return true, true
	}
	switch {
	case slices.Contains(s.tls, scheme):
		return true, true
	case slices.Contains(s.plain, scheme), slices.Contains(s.plain, "*"):
		return false, true
	}
	return false, false
}

// key is the host record that a URL belongs to. A scheme that means nothing counts as plain.
func (s *schemes) key(u *url.URL) hostKey {
	tls, _ := s.tlsOf(u.Scheme)
	h, err := asciiHost(u.Hostname())
	if err != nil {
		h = strings.ToLower(u.Hostname())
	}
	port := u.Port()
	if port == "" {
		port = defaultPort(tls)
	}
	return hostKey{tls: tls, addr: net.JoinHostPort(h, port)}
}

// sameOrigin compares scheme class, host and port (RFC 9110 section 4.3.1).
func (s *schemes) sameOrigin(a, b *url.URL) bool { return s.key(a) == s.key(b) }

// hostHeader is the value of Host: the port only when it is not the scheme's own, IPv6 in brackets without a zone
// (RFC 9110 section 7.2).
func (s *schemes) hostHeader(u *url.URL) string {
	h := u.Hostname()
	if !isASCII(h) {
		if a, err := asciiHost(h); err == nil {
			h = a
		}
	}
	h, _, _ = strings.Cut(h, "%")
	if strings.Contains(h, ":") {
		h = "[" + h + "]"
	}
	tls, _ := s.tlsOf(u.Scheme)
	if p := u.Port(); p != "" && p != defaultPort(tls) {
		h += ":" + p
	}
	return h
}

func defaultPort(tls bool) string {
	if tls {
		return "443"
	}
	return "80"
}

func schemeName(tls bool) string {
	if tls {
		return "https"
	}
	return "http"
}

// origin is the key as text, such as https://example.com:443.
func (k hostKey) origin() string { return schemeName(k.tls) + "://" + k.addr }

// plainSchemes are those of a session without aliases.
var plainSchemes = &schemes{}

// Origin is the scheme, host and port of u in one text, as they are compared where no session has other names for http
// (RFC 6454 section 4). Within a session, Turn.Origin knows its aliases.
func Origin(u *url.URL) string { return plainSchemes.key(u).origin() }
