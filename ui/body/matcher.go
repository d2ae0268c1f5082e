package body

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"unicode/utf8"
)

// Query is what to search for.
type Query struct {
	Text       string
	Regexp     bool // Text is a regular expression (RE2); ^ and $ are those of a line; empty matches do not count
	IgnoreCase bool
}

// ErrEmptyQuery is the error of a search for nothing.
var ErrEmptyQuery = errors.New("nothing to search for")

// matcher finds the first match in a window of the body.
type matcher interface {
	// prepare is given each window before find is.
	prepare(window []byte)
	// find returns the first match that begins at or after from.
	find(from int) (start, end int, ok bool)
	// overlap is how many bytes before the end of a window a match may begin that ends outside.
	overlap() int
	// lines says that windows should begin at the start of a line.
	lines() bool
}

// newMatcher chooses the fastest matcher for a query.
func newMatcher(q Query) (matcher, error) {
	if q.Text == "" {
		return nil, ErrEmptyQuery
	}
	text := q.Text
	switch {
	case q.Regexp:
		// The person's own syntax errors are told in the person's own words, before flags are added.
		if _, err := regexp.Compile(text); err != nil {
			return nil, fmt.Errorf("regular expression: %w", err)
		}
	case q.IgnoreCase && !isASCII(text):
		text = regexp.QuoteMeta(text)
	case q.IgnoreCase:
		return &foldMatcher{literalMatcher{needle: lowerASCII(nil, []byte(text))}}, nil
	default:
		return &literalMatcher{needle: []byte(text)}, nil
	}
	flags := "(?m)"
	if q.IgnoreCase {
		flags = "(?mi)"
	}
	re, err := regexp.Compile(flags + "(?:" + text + ")")
	if err != nil {
		return nil, fmt.Errorf("regular expression: %w", err)
	}
	return &regexpMatcher{re: re}, nil
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

type literalMatcher struct{ needle, window []byte }

func (m *literalMatcher) prepare(w []byte) { m.window = w }
func (m *literalMatcher) overlap() int     { return len(m.needle) - 1 }
func (m *literalMatcher) lines() bool      { return false }

func (m *literalMatcher) find(from int) (start, end int, ok bool) {
	i := bytes.Index(m.window[from:], m.needle)
	if i < 0 {
		return 0, 0, false
	}
	return from + i, from + i + len(m.needle), true
}

// foldMatcher finds an ASCII text in either case: in a copy of the window in lower case.
type foldMatcher struct{ literalMatcher }

func (m *foldMatcher) prepare(w []byte) { m.window = lowerASCII(m.window[:0], w) }

var lowerTable = func() (t [256]byte) {
	for c := range t {
		t[c] = byte(c)
		if 'A' <= c && c <= 'Z' {
			t[c] += 'a' - 'A'
		}
	}
	return t
}()

// lowerASCII appends b with A to Z in lower case to dst, which must not overlap b.
func lowerASCII(dst, b []byte) []byte {
	n := len(dst)
	dst = append(dst, b...)
	for i, c := range dst[n:] {
		dst[n+i] = lowerTable[c]
	}
	return dst
}

// regexpOverlap is the longest match that is found wherever it lies.
const regexpOverlap = 16 << 10

// regexpMatcher finds all matches of a window at once: going on from inside a line would take that place for its start.
type regexpMatcher struct {
	re   *regexp.Regexp
	locs [][]int
}

func (m *regexpMatcher) prepare(w []byte) { m.locs = m.re.FindAllIndex(w, -1) }
func (m *regexpMatcher) overlap() int     { return regexpOverlap }
func (m *regexpMatcher) lines() bool      { return true }

func (m *regexpMatcher) find(from int) (start, end int, ok bool) {
	for len(m.locs) > 0 {
		loc := m.locs[0]
		if loc[0] >= from && loc[0] < loc[1] {
			return loc[0], loc[1], true
		}
		m.locs = m.locs[1:]
	}
	return 0, 0, false
}
