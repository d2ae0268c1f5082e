package convert

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// word is one argument of a command line.
type word struct {
	text string
	vars []string // shell variables and substitutions left in it as they were written
}

// splitWords takes a command line apart as a shell does, up to the end of its first command; rest is what follows
// it, "" if nothing does.
func splitWords(line string) (words []word, rest string, err error) {
	if isCmd(line) {
		words, rest = splitCmd(line)
		return words, rest, nil
	}
	return splitPOSIX(line)
}

// isCmd says whether the line is quoted for the command interpreter of Windows: carets before quotes or line ends.
func isCmd(line string) bool {
	for _, mark := range []string{`^"`, "^\n", "^\r\n", `^\^`} {
		if i := strings.Index(line, mark); i >= 0 && !insidePOSIXQuotes(line, i) {
			return true
		}
	}
	return false
}

// insidePOSIXQuotes says whether position at stands within quotes of a POSIX shell.
func insidePOSIXQuotes(line string, at int) bool {
	quote := byte(0)
	for i := 0; i < at; i++ {
		switch c := line[i]; {
		case c == '\\' && quote != '\'':
			i++
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case c == quote:
			quote = 0
		}
	}
	return quote != 0
}

var errUnclosed = errors.New("a quote is not closed")

// posix splits by the rules of the POSIX shell (XCU 2.2), with $'...' as in POSIX 2024.
type posix struct {
	in    string
	pos   int
	words []word

	cur    strings.Builder
	vars   []string
	inWord bool
}

func splitPOSIX(line string) ([]word, string, error) {
	p := &posix{in: line}
	for p.pos < len(p.in) {
		c := p.in[p.pos]
		switch {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' && p.flagFollows():
			p.end()
			p.pos++
		case p.endsCommand(c):
			p.end()
			if rest := strings.TrimSpace(p.in[p.pos:]); rest != "" || len(p.words) > 0 {
				return p.words, rest, nil
			}
			p.pos++
		case c == '#' && !p.inWord:
			p.pos += strings.IndexByte(p.in[p.pos:]+"\n", '\n')
		default:
			p.inWord = true
			if err := p.char(c); err != nil {
				return nil, "", err
			}
		}
	}
	p.end()
	return p.words, "", nil
}

// flagFollows says whether the next line begins with a flag: a command that was pasted without its backslashes.
func (p *posix) flagFollows() bool {
	return strings.HasPrefix(strings.TrimLeft(p.in[p.pos:], " \t\r\n"), "-")
}

// endsCommand says whether an unquoted c ends the command. An & inside a word does not count: it is taken for part of
// a URL that was pasted without quotes.
func (p *posix) endsCommand(c byte) bool {
	switch c {
	case '\n', ';', '|', '<', '>':
		return c != ';' || !p.inWord || p.atEnd(1)
	case '&':
		return !p.inWord || p.atEnd(1) || p.in[p.pos+1] == '&'
	case '1', '2':
		return !p.inWord && strings.HasPrefix(p.in[p.pos+1:], ">")
	}
	return false
}

func (p *posix) atEnd(n int) bool {
	return p.pos+n >= len(p.in) || strings.IndexByte(" \t\r\n", p.in[p.pos+n]) >= 0
}

func (p *posix) end() {
	if p.inWord {
		p.words = append(p.words, word{p.cur.String(), p.vars})
		p.cur.Reset()
		p.vars, p.inWord = nil, false
	}
}

// char takes one unquoted character or one quoted part.
func (p *posix) char(c byte) error {
	switch c {
	case '\\':
		p.escape()
		return nil
	case '\'':
		return p.single()
	case '"':
		p.pos++
		return p.double()
	case '$':
		if strings.HasPrefix(p.in[p.pos:], "$'") {
			p.pos += 2
			return p.ansi()
		}
		if strings.HasPrefix(p.in[p.pos:], `$"`) {
			p.pos += 2
			return p.double()
		}
		p.variable()
		return nil
	}
	p.cur.WriteByte(c)
	p.pos++
	return nil
}

// escape takes a backslash outside quotes. Before a line end both vanish, and so does a word made of nothing else.
func (p *posix) escape() {
	rest := p.in[p.pos+1:]
	for _, eol := range []string{"\r\n", "\n"} {
		if strings.HasPrefix(rest, eol) {
			p.pos += 1 + len(eol)
			p.inWord = p.cur.Len() > 0
			return
		}
	}
	p.pos++
	if rest == "" {
		p.inWord = p.cur.Len() > 0
		return
	}
	_, n := utf8.DecodeRuneInString(rest)
	p.cur.WriteString(rest[:n])
	p.pos += n
}

func (p *posix) single() error {
	end := strings.IndexByte(p.in[p.pos+1:], '\'')
	if end < 0 {
		return errUnclosed
	}
	p.cur.WriteString(p.in[p.pos+1 : p.pos+1+end])
	p.pos += end + 2
	return nil
}

func (p *posix) double() error {
	for p.pos < len(p.in) {
		c := p.in[p.pos]
		switch {
		case c == '"':
			p.pos++
			return nil
		case c == '\\' && p.pos+1 < len(p.in):
			next := p.in[p.pos+1]
			if next != '\n' {
				if strings.IndexByte("$`\"\\", next) < 0 {
					p.cur.WriteByte('\\')
				}
				p.cur.WriteByte(next)
			}
			p.pos += 2
		case c == '$':
			p.variable()
		case c == '`':
			p.note("`...`")
			fallthrough
		default:
			p.cur.WriteByte(c)
			p.pos++
		}
	}
	return errUnclosed
}

// variable keeps $name, ${name} and $(...) as they are: their values are the shell's.
func (p *posix) variable() {
	n := 1
	rest := p.in[p.pos:]
	switch {
	case len(rest) > 1 && rest[1] == '{':
		n = strings.IndexByte(rest, '}') + 1
	case len(rest) > 1 && rest[1] == '(':
		n = 2
		p.note("$(...)")
	default:
		for n < len(rest) && (rest[n] == '_' || rest[n]|0x20 >= 'a' && rest[n]|0x20 <= 'z' || n > 1 && rest[n] >= '0' && rest[n] <= '9') {
			n++
		}
	}
	n = max(n, 1)
	if n > 1 && rest[1] != '(' {
		p.note(rest[:n])
	}
	p.cur.WriteString(rest[:n])
	p.pos += n
}

func (p *posix) note(name string) {
	for _, v := range p.vars {
		if v == name {
			return
		}
	}
	p.vars = append(p.vars, name)
}

// ansi takes the inside of $'...' with the escapes of C.
func (p *posix) ansi() error {
	for p.pos < len(p.in) {
		c := p.in[p.pos]
		p.pos++
		switch {
		case c == '\'':
			return nil
		case c != '\\':
			p.cur.WriteByte(c)
		case p.pos < len(p.in):
			p.ansiEscape()
		}
	}
	return errUnclosed
}

var ansiLetters = map[byte]byte{'a': 7, 'b': 8, 'e': 27, 'E': 27, 'f': 12, 'n': 10, 'r': 13, 't': 9, 'v': 11, '\\': '\\', '\'': '\'', '"': '"', '?': '?'}

func (p *posix) ansiEscape() {
	c := p.in[p.pos]
	if b, ok := ansiLetters[c]; ok {
		p.cur.WriteByte(b)
		p.pos++
		return
	}
	p.pos++
	switch {
	case c == 'x':
		p.number(2, 16, "\\x", func(n uint64) { p.cur.WriteByte(byte(n)) })
	case c == 'u':
		p.number(4, 16, "\\u", func(n uint64) { p.cur.WriteRune(rune(n)) })
	case c == 'U':
		p.number(8, 16, "\\U", func(n uint64) { p.cur.WriteRune(rune(min(n, utf8.MaxRune+1))) })
	case c >= '0' && c <= '7':
		p.pos--
		p.number(3, 8, "\\", func(n uint64) { p.cur.WriteByte(byte(n)) })
	default:
		p.cur.WriteByte('\\')
		p.cur.WriteByte(c)
	}
}

// number reads at most digits digits; without any, the escape stays as it was.
func (p *posix) number(digits, base int, otherwise string, put func(uint64)) {
	n := 0
	for n < digits && p.pos+n < len(p.in) {
		if _, err := strconv.ParseUint(p.in[p.pos+n:p.pos+n+1], base, 8); err != nil {
			break
		}
		n++
	}
	v, err := strconv.ParseUint(p.in[p.pos:p.pos+n], base, 64)
	if err != nil {
		p.cur.WriteString(otherwise)
		return
	}
	put(v)
	p.pos += n
}

// notesOn says which words hold what only a shell could fill in.
func notesOn(words []word) (notes []Note) {
	for _, w := range words {
		for _, v := range w.vars {
			notes = append(notes, Note{About: v, What: fmt.Sprintf("%s is filled in by a shell; it stays as it is written", v)})
		}
	}
	return notes
}
