package http1

import "strings"

// tokenBytes marks the bytes of a token (RFC 9110, section 5.6.2).
var tokenBytes = func() (t [256]bool) {
	for c := range 256 {
		t[c] = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' ||
			strings.IndexByte("!#$%&'*+-.^_`|~", byte(c)) >= 0
	}
	return t
}()

// ValidName says whether s can be a field name: a token (RFC 9110, section 5.1).
func ValidName(s string) bool { return validToken(s) }

// ValidMethod says whether s can be a method: a token (RFC 9110, section 9.1).
func ValidMethod(s string) bool { return validToken(s) }

// ValidValue says whether s can be a field value without ending the field or the head: no CR, LF or NUL (RFC 9110,
// section 5.5). Other control characters are allowed, since the section lets a recipient keep them.
func ValidValue(s string) bool { return !strings.ContainsAny(s, "\r\n\x00") }

func validToken(s string) bool { return s != "" && firstNonToken(s) < 0 }

func firstNonToken(s string) int {
	for i := range len(s) {
		if !tokenBytes[s[i]] {
			return i
		}
	}
	return -1
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

// trim removes optional whitespace (RFC 9110, section 5.6.3): spaces and tabs only.
func trim(s string) string {
	for s != "" && blank(s[0]) {
		s = s[1:]
	}
	return trimRight(s)
}

func trimRight(s string) string {
	for s != "" && blank(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

// sameName compares field names and tokens without regard to ASCII case. Not strings.EqualFold: that also folds letters
// outside ASCII (the Kelvin sign onto k), and a field name from a peer must not come to match by that.
func sameName(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if a[i] != b[i] && lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
