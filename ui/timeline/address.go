package timeline

import (
	"net/netip"
	"strings"
	"unicode/utf8"
)

// Address is a URL cut into the parts that a row draws in different tones. The zero value is an empty URL.
type Address struct {
	whole            string
	host, path, args uint32 // where the parts begin in whole
}

// ParseAddress cuts a URL; it takes any text and never fails, because a row shows what was asked for.
func ParseAddress(raw string) Address {
	a := Address{whole: raw}
	if i := strings.Index(raw, "://"); i >= 0 {
		a.host = uint32(i + 3)
	}
	rest := raw[a.host:]
	n := strings.IndexAny(rest, "/?#")
	if n < 0 {
		n = len(rest)
	}
	a.path = a.host + uint32(n)
	q := strings.IndexAny(raw[a.path:], "?#")
	if q < 0 {
		q = len(raw) - int(a.path)
	}
	a.args = a.path + uint32(q)
	return a
}

// String is the whole URL.
func (a Address) String() string { return a.whole }

// Scheme is the URL's scheme, "" if it has none.
func (a Address) Scheme() string {
	if a.host < 3 {
		return ""
	}
	return a.whole[:a.host-3]
}

// Host is the host and, if given, the port.
func (a Address) Host() string { return a.whole[a.host:a.path] }

// Path is the path without query.
func (a Address) Path() string { return a.whole[a.path:a.args] }

// Query is what follows the path, with its question mark or number sign.
func (a Address) Query() string { return a.whole[a.args:] }

// shown is the URL as rows show it and as words of the filter match it: without the scheme.
func (a Address) shown() string { return a.whole[a.host:] }

// Unprotected says whether the URL is plain http or ws to another machine, which rows mark with an open lock.
func (a Address) Unprotected() bool {
	switch strings.ToLower(a.Scheme()) {
	case "http", "ws":
		return !loopback(a.hostname())
	}
	return false
}

// hostname is Host without the port and without the brackets of an IPv6 address.
func (a Address) hostname() string {
	h := a.Host()
	if strings.HasPrefix(h, "[") {
		if i := strings.IndexByte(h, ']'); i > 0 {
			return h[1:i]
		}
	}
	if i := strings.LastIndexByte(h, ':'); i >= 0 {
		return h[:i]
	}
	return h
}

// endpoint is the host with its port, the scheme's own port where none was given: the key of a host's limit.
func (a Address) endpoint() string {
	h := strings.ToLower(a.Host())
	if i := strings.LastIndexByte(h, ':'); i > strings.LastIndexByte(h, ']') {
		return h
	}
	switch strings.ToLower(a.Scheme()) {
	case "https", "wss":
		return h + ":443"
	}
	return h + ":80"
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") || strings.HasSuffix(strings.ToLower(host), ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// Short is an address cut to fit: three texts in three tones, to be drawn one after the other.
type Short struct{ Host, Path, Query string }

// String is the three texts together.
func (s Short) String() string { return s.Host + s.Path + s.Query }

const ellipsis = "…"

// Shorten fits a URL into a width, never by cutting only its end: whole if it fits; else inner path segments are
// dropped from the right; else characters in the middle, keeping the host and the end. measure gives the width of a
// text; nil counts characters, which is right for a monospaced font and a width in columns. base is a host that is
// left out where it leads the URL, "" for none. The scheme is never shown.
func Shorten(a Address, width float64, measure func(string) float64, base string) Short {
	if measure == nil {
		measure = func(s string) float64 { return float64(utf8.RuneCountInString(s)) }
	}
	s := Short{Host: a.Host(), Path: a.Path(), Query: a.Query()}
	if base != "" && strings.EqualFold(base, s.Host) && s.Path != "" {
		s.Host = ""
	}
	if measure(s.String()) <= width {
		return s
	}
	if short, ok := dropSegments(s, width, measure); ok {
		return short
	}
	return cutMiddle(s, width, measure)
}

// dropSegments replaces inner segments of the path by one ellipsis, as few as needed, the rightmost first.
func dropSegments(s Short, width float64, measure func(string) float64) (Short, bool) {
	segments := strings.Split(strings.TrimPrefix(s.Path, "/"), "/")
	last := "/" + segments[len(segments)-1]
	for keep := len(segments) - 2; keep >= 0; keep-- {
		head := ""
		if keep > 0 {
			head = "/" + strings.Join(segments[:keep], "/")
		}
		short := Short{Host: s.Host, Path: head + "/" + ellipsis + last, Query: s.Query}
		if measure(short.String()) <= width {
			return short, true
		}
	}
	return Short{}, false
}

// cutMiddle keeps the host, an ellipsis and as much of the end as fits; a host that fills the width by itself is
// cut in its own middle.
func cutMiddle(s Short, width float64, measure func(string) float64) Short {
	tail := []rune(s.Path + s.Query)
	const least = 4 // fewer characters of the end say nothing
	fits := func(n int) bool { return measure(s.Host+ellipsis+string(tail[len(tail)-n:])) <= width }
	if len(tail) >= least && fits(least) {
		n := most(len(tail)-1, fits)
		end := string(tail[len(tail)-n:])
		inQuery := min(len(end), len(s.Query))
		return Short{Host: s.Host, Path: ellipsis + end[:len(end)-inQuery], Query: end[len(end)-inQuery:]}
	}
	all := []rune(s.String())
	middle := func(n int) string { return string(all[:(n+1)/2]) + ellipsis + string(all[len(all)-n/2:]) }
	n := most(len(all)-1, func(n int) bool { return measure(middle(n)) <= width })
	return Short{Host: middle(n)}
}

// most finds the largest n up to limit for which ok holds; ok holds for a beginning of the numbers.
func most(limit int, ok func(int) bool) int {
	low, high := 0, max(limit, 0)
	for low < high {
		mid := (low + high + 1) / 2
		if ok(mid) {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return low
}
