package timeline

import (
	"strings"
	"time"
)

// Filter decides which messages are shown. The zero value shows all. A Filter does not change and may be shared.
type Filter struct {
	terms []term
	timed bool // what it says of a live row changes with the time alone
}

// term is one condition; all of a filter's terms must hold.
type term struct {
	not   bool
	match func(r *Row, now time.Duration) bool
}

// Match says whether a row is shown; now is how long a live row's time is taken to be.
func (f Filter) Match(r *Row, now time.Duration) bool {
	for _, t := range f.terms {
		if t.match(r, now) == t.not {
			return false
		}
	}
	return true
}

// Empty says whether the filter shows all.
func (f Filter) Empty() bool { return len(f.terms) == 0 }

// Problem is a part of a filter's text that means nothing; it is left out of the filter.
type Problem struct {
	Start, End int // bytes of the text
	Why        string
}

// ParseFilter reads the language of the filter field. Words match the URL; what has a colon is a key and its values,
// separated by commas of which one must fit: status:4xx,503 method:post host:shop type:json conn:c5 time:>500ms
// size:>1MB is:paused has:retry. A minus before a part turns it round; double quotes keep blanks together.
// Whatever the text, the filter is good: parts that mean nothing are left out and told.
func ParseFilter(text string) (Filter, []Problem) {
	var f Filter
	var problems []Problem
	for _, w := range splitWords(text) {
		t, timed, why := parseTerm(w.text, w.quoted)
		switch {
		case why != "":
			problems = append(problems, Problem{Start: w.start, End: w.end, Why: why})
		case t.match != nil:
			f.terms = append(f.terms, t)
			f.timed = f.timed || timed
		}
	}
	return f, problems
}

// word is a part of the filter's text, without its quotes.
type word struct {
	text       string
	start, end int
	quoted     bool // began with a quote: it is a word, whatever is in it
}

func splitWords(text string) []word {
	var words []word
	for i := 0; i < len(text); {
		if text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r' {
			i++
			continue
		}
		w := word{start: i}
		var b strings.Builder
		inQuotes := false
		w.quoted = text[i] == '"' || strings.HasPrefix(text[i:], `-"`)
		for i < len(text) && (inQuotes || !strings.ContainsRune(" \t\n\r", rune(text[i]))) {
			if text[i] == '"' {
				inQuotes = !inQuotes
			} else {
				b.WriteByte(text[i])
			}
			i++
		}
		w.end, w.text = i, b.String()
		words = append(words, w)
	}
	return words
}

// parseTerm reads one part; why says what is wrong with it. An empty part gives no term.
func parseTerm(text string, quoted bool) (t term, timed bool, why string) {
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		if rest == "" {
			return t, false, "A minus needs something to leave out."
		}
		t.not, text = true, rest
	}
	if text == "" {
		return t, false, ""
	}
	key, value, ok := strings.Cut(text, ":")
	parse := keys[strings.ToLower(key)]
	if !ok || quoted || parse == nil {
		if ok && !quoted && looksLikeKey(key, value) {
			return t, false, "No filter is called " + key + "."
		}
		t.match = wordMatch(text)
		return t, false, ""
	}
	if value == "" {
		return t, false, "Say what " + key + " is."
	}
	var alternatives []func(*Row, time.Duration) bool
	for one := range strings.SplitSeq(value, ",") {
		match, why := parse(one)
		if why != "" {
			return t, false, why
		}
		alternatives = append(alternatives, match)
	}
	t.match = anyOf(alternatives)
	return t, strings.EqualFold(key, "time"), ""
}

// looksLikeKey tells a mistyped key from a URL or a host and its port, which are words.
func looksLikeKey(key, value string) bool {
	for i := range len(key) {
		if c := key[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	if key == "" || strings.HasPrefix(value, "/") {
		return false
	}
	for i := range len(value) {
		if value[i] >= '0' && value[i] <= '9' {
			continue
		}
		return value[i] != '/' || i == 0
	}
	return false
}

func anyOf(alternatives []func(*Row, time.Duration) bool) func(*Row, time.Duration) bool {
	if len(alternatives) == 1 {
		return alternatives[0]
	}
	return func(r *Row, now time.Duration) bool {
		for _, match := range alternatives {
			if match(r, now) {
				return true
			}
		}
		return false
	}
}

// wordMatch finds a word in the URL of the message or of one of its attempts.
func wordMatch(text string) func(*Row, time.Duration) bool {
	needle := strings.ToLower(text)
	withScheme := strings.Contains(needle, "://")
	has := func(a Address) bool {
		if withScheme {
			return containsFold(a.String(), needle)
		}
		return containsFold(a.shown(), needle)
	}
	return func(r *Row, _ time.Duration) bool {
		if has(r.Address) {
			return true
		}
		for i := 1; i < len(r.Attempts); i++ {
			if has(r.Attempts[i].Address) {
				return true
			}
		}
		return false
	}
}

// containsFold finds a needle in lower case, whatever the case of s. ASCII, as URLs nearly always are, takes no copy.
func containsFold(s, needle string) bool {
	for i := range len(needle) {
		if needle[i] >= 0x80 {
			return strings.Contains(strings.ToLower(s), needle)
		}
	}
	if needle == "" {
		return true
	}
	for i := 0; i+len(needle) <= len(s); i++ {
		if lower(s[i]) == needle[0] && hasFoldPrefix(s[i:], needle) {
			return true
		}
	}
	return false
}

func hasFoldPrefix(s, needle string) bool {
	for i := 1; i < len(needle); i++ {
		if lower(s[i]) != needle[i] {
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
