package ui

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// textPiece is a part of a line in one colour; Boxed is a variable.
type textPiece struct {
	from, to int
	token    string
	boxed    bool
}

// maxColouredLine bounds the lines that are coloured; longer ones are plain.
const maxColouredLine = 16 << 10

// colourLine cuts a line of a body into coloured pieces that cover it. Every line of JSON begins outside of strings, so
// no state is carried from line to line.
func colourLine(line string, isJSON bool) []textPiece {
	if len(line) > maxColouredLine {
		return []textPiece{{from: 0, to: len(line), token: "text.primary"}}
	}
	var out []textPiece
	if isJSON {
		out = jsonPieces(line)
	} else if line != "" {
		out = []textPiece{{from: 0, to: len(line), token: "text.primary"}}
	}
	return boxVariables(line, out)
}

func jsonPieces(line string) []textPiece {
	var out []textPiece
	for i := 0; i < len(line); {
		end, token := i+1, "syntax.punctuation"
		switch c := line[i]; {
		case strings.HasPrefix(line[i:], "{{"):
			end, token = variableEnd(line, i), "syntax.variable"
		case c == '"':
			end = stringEnd(line, i)
			token = "syntax.string"
			if strings.HasPrefix(strings.TrimLeft(line[end:], " \t"), ":") {
				token = "syntax.key"
			}
		case c == '-' || c >= '0' && c <= '9':
			end, token = runEnd(line, i, "0123456789+-.eE"), "syntax.number"
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			end = runEnd(line, i, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789")
			token = jsonWords[line[i:end]]
			if token == "" {
				token = "text.primary"
			}
		}
		out = append(out, textPiece{from: i, to: end, token: token})
		i = end
	}
	return out
}

var jsonWords = map[string]string{"true": "syntax.boolean", "false": "syntax.boolean", "null": "syntax.null"}

func runEnd(line string, i int, chars string) int {
	for i < len(line) && strings.IndexByte(chars, line[i]) >= 0 {
		i++
	}
	return i
}

// stringEnd is the offset after the quote that closes the string at i, or the end of the line.
func stringEnd(line string, i int) int {
	for i++; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(line)
}

func variableEnd(line string, i int) int {
	if m := variableText.FindStringIndex(line[i:]); m != nil && m[0] == 0 {
		return i + m[1]
	}
	return i + 1
}

// boxVariables cuts the variables out of the pieces.
func boxVariables(line string, pieces []textPiece) []textPiece {
	vars := variableText.FindAllStringIndex(line, -1)
	if vars == nil {
		return pieces
	}
	var out []textPiece
	for _, p := range pieces {
		for _, v := range vars {
			if v[1] <= p.from || v[0] >= p.to {
				continue
			}
			if v[0] > p.from {
				out = append(out, textPiece{from: p.from, to: v[0], token: p.token})
			}
			end := min(v[1], p.to)
			out = append(out, textPiece{from: max(v[0], p.from), to: end, token: "syntax.variable", boxed: true})
			p.from = end
		}
		if p.from < p.to {
			out = append(out, p)
		}
	}
	return out
}

// jsonFault is the first place where a text is not JSON (RFC 8259).
type jsonFault struct {
	offset, length int    // of what is wrong, in bytes
	what           string // a sentence without a full stop
}

// maxCheckedJSON bounds what is checked while it is typed.
const maxCheckedJSON = 256 << 10

// checkJSON looks for the first fault of a text. Variables stand for a value, or for a part of a string. An empty text
// and one that is too long to check have none.
func checkJSON(text string) (jsonFault, bool) {
	if strings.TrimSpace(text) == "" || len(text) > maxCheckedJSON {
		return jsonFault{}, false
	}
	masked := variableText.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat("1", len(s)) })
	var raw json.RawMessage
	var bad *json.SyntaxError
	if err := json.Unmarshal([]byte(masked), &raw); !errors.As(err, &bad) {
		return jsonFault{}, false
	}
	offset := int(bad.Offset) - 1
	if strings.HasPrefix(bad.Error(), "unexpected end") {
		offset = len(strings.TrimRight(text, " \t\r\n"))
	}
	f := jsonFault{offset: min(max(offset, 0), len(text)), length: 1, what: jsonSentence(bad.Error())}
	if word, at := wordAround(masked, f.offset); word != "" && f.what == valueExpected {
		f.offset, f.length, f.what = at, len(word), f.what+"; "+word+" is none"
	}
	return f, true
}

// wordAround gives the run of letters that an offset is in or directly after.
func wordAround(text string, offset int) (word string, at int) {
	letter := func(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
	at, end := offset, offset
	for at > 0 && letter(text[at-1]) {
		at--
	}
	for end < len(text) && letter(text[end]) {
		end++
	}
	return text[at:end], at
}

const valueExpected = "A value was expected"

// jsonSentences say what the decoder's words mean, the first that fits.
var jsonSentences = []struct{ has, what string }{
	{"unexpected end", "The text ends too early"},
	{"beginning of object key", "A name in double quotes was expected"},
	{"after object key:value pair", "A comma or } was expected"},
	{"after object key", "A colon was expected"},
	{"after array element", "A comma or ] was expected"},
	{"after top-level value", "The text goes on after its value"},
	{"in string escape", "This is not an escape of JSON"},
	{"in \\u", "Four hexadecimal digits were expected"},
	{"in string literal", "A string ends on its own line; write a line break as \\n"},
	{"numeric literal", "This is not a number of JSON"},
}

func jsonSentence(err string) string {
	for _, s := range jsonSentences {
		if strings.Contains(err, s.has) {
			return s.what
		}
	}
	return valueExpected
}

// formatJSON lays a text out with two blanks an indent. Names, strings and numbers stay as they are written; a variable
// in the place of a value stays too. ok is false for a text that is not JSON.
func formatJSON(text string) (formatted string, ok bool) {
	masked, names := maskValues(text)
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(strings.TrimSpace(masked)), "", "  "); err != nil {
		return "", false
	}
	formatted = out.String()
	for i, name := range names {
		formatted = strings.Replace(formatted, valueMark(i), name, 1)
	}
	return formatted, true
}

// valueMark stands for a variable outside of strings while the text is laid out. No string of the text has it: it
// holds a control character, which a string of JSON cannot have unescaped, in escaped form with a name of its own.
func valueMark(i int) string { return `"\u0000ladle-value-` + strconv.Itoa(i) + `"` }

func maskValues(text string) (masked string, names []string) {
	var b strings.Builder
	for i := 0; i < len(text); {
		end := i + 1
		switch {
		case text[i] == '"':
			end = stringEnd(text, i)
		case strings.HasPrefix(text[i:], "{{"):
			if end = variableEnd(text, i); end > i+1 {
				b.WriteString(valueMark(len(names)))
				names = append(names, text[i:end])
				i = end
				continue
			}
		}
		b.WriteString(text[i:end])
		i = end
	}
	return b.String(), names
}
