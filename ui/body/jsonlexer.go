package body

import "bytes"

// lexMode says in the middle of what a row begins.
type lexMode uint8

const (
	lexClean   lexMode = iota // between tokens: every line begins so, since a JSON string holds no raw line ending
	lexString                 // inside a string
	lexEscape                 // inside a string, after a backslash
	lexNumber                 // inside a number
	lexBoolean                // inside true or false
	lexNull                   // inside null
)

// lexState is where the JSON lexer stands between two bytes.
type lexState struct{ mode lexMode }

// advance returns the state after b. It is the whole price of a row that continues a line, so it looks at quotes only.
func (s lexState) advance(b []byte) lexState {
	in, esc := s.mode == lexString || s.mode == lexEscape, s.mode == lexEscape
	outside := 0 // start of the run outside strings that reaches the end
	for i := 0; ; {
		if in {
			end, open := stringEnd(b, i, esc)
			if open != lexClean {
				return lexState{open}
			}
			i, in, esc, outside = end, false, false, end
			continue
		}
		q := bytes.IndexByte(b[i:], '"')
		if q < 0 {
			break
		}
		i, in = i+q+1, true
	}
	return lexState{trailingMode(b[outside:], outside == 0, s.mode)}
}

// trailingMode tells whether the run b outside strings ends inside a word or number. carried says that b begins where
// the row began, in mode before.
func trailingMode(b []byte, carried bool, before lexMode) lexMode {
	i := len(b)
	for i > 0 && isWord(b[i-1]) {
		i--
	}
	if i == len(b) {
		return lexClean
	}
	if i == 0 && carried && before != lexClean && before != lexString && before != lexEscape {
		return before
	}
	switch {
	case isNumberStart(b[i]):
		return lexNumber
	case bytes.HasPrefix([]byte("true"), b[i:]), bytes.HasPrefix([]byte("false"), b[i:]):
		return lexBoolean
	case bytes.HasPrefix([]byte("null"), b[i:]):
		return lexNull
	}
	return lexClean
}

// stringEnd returns the index after the quote that closes the string whose inside is at i, or the mode in which b ends.
func stringEnd(b []byte, i int, esc bool) (end int, open lexMode) {
	if esc {
		i++
		if i > len(b) {
			return len(b), lexEscape
		}
	}
	for {
		q := bytes.IndexByte(b[i:], '"')
		stop := len(b)
		if q >= 0 {
			stop = i + q
		}
		slashes := 0
		for j := stop; j > i && b[j-1] == '\\'; j-- {
			slashes++
		}
		odd := slashes%2 == 1
		switch {
		case q < 0 && odd:
			return len(b), lexEscape
		case q < 0:
			return len(b), lexString
		case !odd:
			return stop + 1, lexClean
		}
		i = stop + 1
	}
}

func isNumberStart(c byte) bool { return c == '-' || c-'0' < 10 }

func isWord(c byte) bool {
	return c-'0' < 10 || c|0x20-'a' < 26 || c == '-' || c == '+' || c == '.' || c == '_'
}

// lexJSON appends the spans of a row of JSON to dst: b[:n] is the row, in state s at its start; what follows it in b is
// looked at to tell a key from a string and to name a word that the row cuts. Start and End are indexes into b.
// Anything that is not JSON is left without a span.
func lexJSON(dst []Span, b []byte, n int, s lexState) []Span {
	add := func(from, to int, k Kind) {
		if from < min(to, n) && k != KindPlain {
			dst = append(dst, Span{Start: from, End: min(to, n), Kind: k})
		}
	}
	i := 0
	if s.mode != lexClean && n > 0 {
		var k Kind
		i, k = resumeJSON(b, s)
		add(0, i, k)
	}
	for i < n {
		switch c := b[i]; {
		case c == ' ' || c == '\t':
			i++
		case c == '"':
			end, open := stringEnd(b, i+1, false)
			add(i, end, stringKind(b, end, open))
			i = end
		case isWord(c):
			end := wordEnd(b, i)
			add(i, end, wordKind(b[i:end]))
			i = end
		case c == '{' || c == '}' || c == '[' || c == ']' || c == ':' || c == ',':
			add(i, i+1, KindPunctuation)
			i++
		default:
			i++
		}
	}
	return dst
}

// resumeJSON returns the end and kind of the token in the middle of which b begins.
func resumeJSON(b []byte, s lexState) (int, Kind) {
	switch s.mode {
	case lexString, lexEscape:
		end, open := stringEnd(b, 0, s.mode == lexEscape)
		return end, stringKind(b, end, open)
	case lexNumber:
		return wordEnd(b, 0), KindNumber
	case lexBoolean:
		return wordEnd(b, 0), KindBoolean
	case lexNull:
		return wordEnd(b, 0), KindNull
	}
	return 0, KindPlain
}

// stringKind tells a key from a string: a colon follows it.
func stringKind(b []byte, end int, open lexMode) Kind {
	if open != lexClean {
		return KindString
	}
	for ; end < len(b); end++ {
		switch b[end] {
		case ' ', '\t', '\r', '\n':
		case ':':
			return KindKey
		default:
			return KindString
		}
	}
	return KindString
}

func wordEnd(b []byte, i int) int {
	for i < len(b) && isWord(b[i]) {
		i++
	}
	return i
}

func wordKind(w []byte) Kind {
	switch {
	case isNumberStart(w[0]):
		return KindNumber
	case string(w) == "true" || string(w) == "false":
		return KindBoolean
	case string(w) == "null":
		return KindNull
	}
	return KindPlain
}

// lexForm appends the spans of a row of application/x-www-form-urlencoded. A row that continues a line begins as a value.
func lexForm(dst []Span, b []byte, cont bool) []Span {
	value := cont
	start := 0
	flush := func(end int) {
		if end > start {
			k := KindKey
			if value {
				k = KindString
			}
			dst = append(dst, Span{Start: start, End: end, Kind: k})
		}
	}
	for i, c := range b {
		if c == '&' || c == '=' && !value {
			flush(i)
			dst = append(dst, Span{Start: i, End: i + 1, Kind: KindPunctuation})
			start, value = i+1, c == '='
		}
	}
	flush(len(b))
	return dst
}
