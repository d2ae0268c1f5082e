package http1

import (
	"fmt"
	"strings"
)

// RequestHead is the head of a request as it goes onto the wire.
type RequestHead struct {
	Method string // a token
	Target string // any form of RFC 9112, section 3.2: /path?query, http://host/path, host:port, *
	Proto  string // "HTTP/1.1" or "HTTP/1.0"
	Fields Fields // in the order in which they are written
}

// HeadError says which part of a composed head cannot be sent.
type HeadError struct {
	Part   string // "method", "target", "version", "field name", "field value" or "Host"
	Field  int    // index in Fields, -1 for the request line
	Value  string // the offending part
	Offset int    // of the first offending byte in Value, -1 if the whole is wrong
	Why    string // one lower-case clause
}

// Error names the part, quotes it and says what is wrong.
func (e *HeadError) Error() string { return fmt.Sprintf("%s %.80q: %s", e.Part, e.Value, e.Why) }

// Check says whether the head can be sent without meaning something else than it shows: method and field names are tokens,
// the target and the version have no byte that ends them, values have no CR, LF or NUL, and there is at most one Host, without
// characters that readers understand differently (RFC 9112, sections 3 and 5). The error is a *HeadError for the first
// wrong part. What a person chose to send raw is not to be checked.
func (h *RequestHead) Check() error {
	if !ValidMethod(h.Method) {
		return &HeadError{"method", -1, h.Method, firstNonToken(h.Method), "is not a token (RFC 9110, section 9.1)"}
	}
	if i := badTargetByte(h.Target); i >= 0 || h.Target == "" {
		return &HeadError{"target", -1, h.Target, i, "needs visible ASCII characters only, others percent-encoded (RFC 9112, section 3.2)"}
	}
	if h.Proto != "HTTP/1.1" && h.Proto != "HTTP/1.0" {
		return &HeadError{"version", -1, h.Proto, -1, "is neither HTTP/1.1 nor HTTP/1.0"}
	}
	return h.Fields.check()
}

func (f Fields) check() error {
	hosts := 0
	for i := range f {
		name, value := f[i].Name, f[i].Value
		if !ValidName(name) {
			return &HeadError{"field name", i, name, firstNonToken(name), "is not a token (RFC 9110, section 5.1)"}
		}
		if at := strings.IndexAny(value, "\r\n\x00"); at >= 0 {
			return &HeadError{"field value", i, value, at, "has CR, LF or NUL (RFC 9110, section 5.5)"}
		}
		if !sameName(name, "Host") {
			continue
		}
		if hosts++; hosts > 1 {
			return &HeadError{"Host", i, value, -1, "is there twice (RFC 9112, section 3.2)"}
		}
		if at := badHostByte(value); at >= 0 {
			return &HeadError{"Host", i, value, at, "has a character that no host has (RFC 9110, section 7.2)"}
		}
	}
	return nil
}

func badTargetByte(s string) int {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return i
		}
	}
	return -1
}

// badHostByte refuses what would let one reader see another host than the next: a proxy that decodes, a server that cuts.
func badHostByte(s string) int {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] == 0x7f || strings.IndexByte(`%\@/?#`, s[i]) >= 0 {
			return i
		}
	}
	return -1
}

// Append writes the head with its final empty line: the fields as composed, in order, case kept. It checks nothing.
func (h *RequestHead) Append(dst []byte) []byte {
	dst = append(dst, h.Method...)
	dst = append(dst, ' ')
	dst = append(dst, h.Target...)
	dst = append(dst, ' ')
	dst = append(dst, h.Proto...)
	dst = append(dst, "\r\n"...)
	dst = h.Fields.append(dst)
	return append(dst, "\r\n"...)
}
