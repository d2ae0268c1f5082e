package body

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"
)

// Language is what a text body is written in: it chooses the lexer and the name shown.
type Language uint8

// The languages that are coloured. Everything else is Plain.
const (
	Plain Language = iota
	JSON
	NDJSON // a JSON text a line
	XML
	HTML
	CSS
	JavaScript
	YAML
	Form // application/x-www-form-urlencoded
)

var languages = [...]struct{ name, lexer string }{
	Plain: {"Text", ""}, JSON: {"JSON", ""}, NDJSON: {"NDJSON", ""}, XML: {"XML", "xml"}, HTML: {"HTML", "html"},
	CSS: {"CSS", "css"}, JavaScript: {"JavaScript", "javascript"}, YAML: {"YAML", "yaml"}, Form: {"Form", ""},
}

// String returns the name to show, as "JavaScript".
func (l Language) String() string { return languages[l].name }

func (l Language) jsonLike() bool { return l == JSON || l == NDJSON }

// Class is what a body is made of.
type Class uint8

// The classes of bodies.
const (
	Empty Class = iota
	Text
	Binary
)

// LineEnding is how the lines of a body end, as far as its first 64 KiB tell.
type LineEnding uint8

// The line endings.
const (
	NoEnding LineEnding = iota // a single line so far
	LF
	CRLF
	CR
	MixedEndings
)

// String returns the name to show, as "CR LF"; nothing for NoEnding.
func (e LineEnding) String() string {
	return [...]string{NoEnding: "", LF: "LF", CRLF: "CR LF", CR: "CR", MixedEndings: "mixed line ends"}[e]
}

// Format is what the head of a body and its Content-Type say about it.
type Format struct {
	Class    Class
	Language Language
	Charset  string // canonical name, as "UTF-8"; what Decode takes
	Ending   LineEnding
}

// Detect looks at the first 64 KiB of src and at the Content-Type header's value, which may be empty. A declared
// charset wins over a byte order mark, but for UTF-16 and UTF-32, where the mark says the byte order; without either
// text is taken as UTF-8. What has not arrived is not waited for: call it again when the body was short.
func Detect(src Source, contentType string) (Format, error) {
	head := make([]byte, min(src.Size(), firstBytes))
	n, err := readAt(src, head, 0)
	head = head[:n]
	kind, params, _ := mime.ParseMediaType(contentType)
	f := Format{Charset: charsetName(params["charset"], head)}
	switch {
	case n == 0:
		f.Class = Empty
	case f.Charset == "UTF-8" && looksBinary(head, n < firstBytes):
		f.Class = Binary
		return f, err
	default:
		f.Class = Text
	}
	f.Ending = lineEnding(head)
	f.Language = languageOf(kind)
	if f.Language == Plain && unspecific(kind) {
		f.Language = sniffLanguage(head)
	}
	return f, err
}

// languageOf maps a media type (RFC 6838, with the structured suffixes of RFC 6839) to a language.
func languageOf(kind string) Language {
	_, sub, _ := strings.Cut(kind, "/")
	suffix := sub[strings.LastIndexByte(sub, '+')+1:]
	switch sub {
	case "x-ndjson", "ndjson", "jsonl", "x-jsonlines", "json-seq", "jsonlines":
		return NDJSON
	case "x-www-form-urlencoded":
		return Form
	case "html", "xhtml+xml":
		return HTML
	case "css":
		return CSS
	case "javascript", "ecmascript", "x-javascript":
		return JavaScript
	}
	switch suffix {
	case "json":
		return JSON
	case "xml", "xml-dtd":
		return XML
	case "yaml", "x-yaml":
		return YAML
	}
	return Plain
}

// unspecific reports media types that say nothing about the language, so that a look at the bytes may.
func unspecific(kind string) bool {
	return kind == "" || kind == "text/plain" || kind == "application/octet-stream" || kind == "application/unknown"
}

func sniffLanguage(head []byte) Language {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte(byteOrderMark)), " \t\r\n")
	lower := bytes.ToLower(head[:min(len(head), 64)])
	switch {
	case len(head) > 1 && head[0] == '{' && startsObject(head[1:]):
		return JSON
	case len(head) > 1 && head[0] == '[' && startsArray(head[1:]):
		return JSON
	case bytes.HasPrefix(lower, []byte("<!doctype html")), bytes.HasPrefix(lower, []byte("<html")):
		return HTML
	case bytes.HasPrefix(lower, []byte("<?xml")):
		return XML
	}
	return Plain
}

// startsObject reports whether what follows a { can be JSON.
func startsObject(b []byte) bool {
	b = bytes.TrimLeft(b, " \t\r\n")
	return len(b) > 0 && (b[0] == '"' || b[0] == '}')
}

// startsArray reports whether what follows a [ can be JSON; "[main]" and "[12:00] GET" are not.
func startsArray(b []byte) bool {
	b = bytes.TrimLeft(b, " \t\r\n")
	if len(b) == 0 {
		return false
	}
	end := wordEnd(b, 0)
	if end == 0 {
		return bytes.IndexByte([]byte(`"{[]`), b[0]) >= 0
	}
	after := bytes.TrimLeft(b[end:], " \t\r\n")
	return wordKind(b[:end]) != KindPlain && len(after) > 0 && (after[0] == ',' || after[0] == ']')
}

// looksBinary tells bytes that are no text in UTF-8 or another charset over ASCII: a NUL, or more than a tenth of
// control characters, or more than three tenths of bytes that break UTF-8. cut allows for a last character cut short.
func looksBinary(b []byte, whole bool) bool {
	controls, broken := 0, 0
	for i := 0; i < len(b); {
		c := b[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c == 0:
				return true
			case c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b || c == 0x7f:
				controls++
			}
			continue
		}
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 && (whole || len(b)-i >= utf8.UTFMax) {
			broken++
		}
		i += size
	}
	return controls*10 > len(b) || broken*10 > 3*len(b)
}

func lineEnding(b []byte) LineEnding {
	crlf := bytes.Count(b, []byte("\r\n"))
	lf := bytes.Count(b, []byte("\n")) - crlf
	cr := bytes.Count(b, []byte("\r")) - crlf
	if len(b) > 0 && b[len(b)-1] == '\r' {
		cr-- // what follows it is not known
	}
	found, e := 0, NoEnding
	for _, k := range [...]struct {
		n int
		e LineEnding
	}{{lf, LF}, {crlf, CRLF}, {cr, CR}} {
		if k.n > 0 {
			found++
			e = k.e
		}
	}
	if found > 1 {
		return MixedEndings
	}
	return e
}
