package store

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
)

// HTTPFile is what an .http file holds.
type HTTPFile struct {
	Requests []Section
	Vars     []Variable // in order, of the whole file
	Problems []Problem  // what could not be understood; everything else was read
}

// Section is one request of an .http file with the bytes that belong to it: from its ### line, or the start of the
// file, up to the next ### line or the end. Sections without a request line are not listed.
type Section struct {
	Request
	Start, End int // byte offsets into the file
	Line       int // of the request line, from 1
	marked     bool
}

// Variable is a line "@name = value".
type Variable struct {
	Name, Value string
	Line        int // from 1
}

// Problem is something in a file that could not be understood.
type Problem struct {
	Line int // from 1, 0 for the whole file
	What string
}

func (p Problem) String() string {
	if p.Line == 0 {
		return p.What
	}
	return "line " + strconv.Itoa(p.Line) + ": " + p.What
}

// Directives of our own. Other tools skip them as comments.
const (
	directiveName    = "name"
	directiveOff     = "off"       // in the head: a header row that is kept and not sent
	directiveDrop    = "drop-auto" // an automatic header that is left out
	directiveBodyEnd = "body-end"  // the line ends that close the body, quoted: the blank lines before ### are not part of it
)

var (
	directiveLine = regexp.MustCompile(`^(?:#|//)[ \t]*@([A-Za-z][\w-]*)(?:[ \t]*=[ \t]*|[ \t]+|$)(.*)$`)
	variableLine  = regexp.MustCompile(`^@([\w.-]+)[ \t]*=[ \t]*(.*)$`)
	requestLine   = regexp.MustCompile("^([A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]*)[ \t]+(.*)$")
	bareMethod    = regexp.MustCompile(`^[A-Z]+$`)
	versionSuffix = regexp.MustCompile(`^(?:(.*?)[ \t]+)?(HTTP/\d+(?:\.\d+)?)$`)
	bodyFileLine  = regexp.MustCompile(`^<(@[\w-]*)?[ \t]+(\S.*)$`)
	afterLine     = regexp.MustCompile(`^(?:> ?\{%|> ?\S+\.js[ \t]*$|>>!? ?\S|<> ?\S)`)
)

// ParseHTTP reads an .http or .rest file: the portable subset that the common tools share. It never fails; what it
// does not understand is a Problem, and stays in the file when another request of it is saved.
func ParseHTTP(data []byte) HTTPFile {
	p := &httpParser{lines: splitLines(data)}
	for len(p.lines) > p.next {
		p.section()
	}
	return p.file
}

// textLine is a line of a file with its place. text has no line end.
type textLine struct {
	text       string
	start, end int // end is after the line end
}

func splitLines(data []byte) []textLine {
	var lines []textLine
	pos := 0
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		pos = 3
	}
	for pos < len(data) {
		end := len(data)
		if i := bytes.IndexByte(data[pos:], '\n'); i >= 0 {
			end = pos + i + 1
		}
		text := strings.TrimSuffix(strings.TrimSuffix(string(data[pos:end]), "\n"), "\r")
		lines = append(lines, textLine{text: text, start: pos, end: end})
		pos = end
	}
	if len(lines) > 0 && lines[0].start == 3 {
		lines[0].start = 0
	}
	return lines
}

type httpParser struct {
	file  HTTPFile
	lines []textLine
	next  int // index of the next line

	req     Request
	lead    []string
	bodyEnd string
}

func isSeparator(line string) bool { return strings.HasPrefix(line, "###") }

func isComment(line string) bool {
	return strings.HasPrefix(line, "#") || strings.HasPrefix(line, "//")
}

// more says whether a line of this section is left.
func (p *httpParser) more() bool {
	return p.next < len(p.lines) && !isSeparator(p.lines[p.next].text)
}

func (p *httpParser) problem(what string) {
	p.file.Problems = append(p.file.Problems, Problem{Line: p.next + 1, What: what})
}

func (p *httpParser) section() {
	s := Section{Start: p.lines[p.next].start}
	p.req, p.lead, p.bodyEnd = Request{}, nil, ""
	if l := p.lines[p.next].text; isSeparator(l) {
		s.marked = true
		p.req.Name = strings.TrimSpace(l[3:])
		p.next++
	}
	p.readLead()
	found := p.more()
	if found {
		s.Line = p.next + 1
		p.readRequestLine()
		p.readHead()
		p.readBody()
	}
	for p.more() {
		p.next++
	}
	if !found {
		return
	}
	s.End = p.lines[p.next-1].end
	s.Request = p.finish()
	p.file.Requests = append(p.file.Requests, s)
}

func (p *httpParser) finish() Request {
	r := p.req
	r.Lead = strings.Join(p.lead, "\n")
	if r.Name == "" {
		r.Name = r.ID
	}
	r.Body.ContentType, _ = r.enabledField("Content-Type")
	return r
}

// readLead takes everything before the request line.
func (p *httpParser) readLead() {
	for ; p.more(); p.next++ {
		line := p.lines[p.next].text
		switch {
		case strings.TrimSpace(line) == "":
		case isComment(line):
			p.comment(line)
		case strings.HasPrefix(line, "@"):
			p.variable(line)
		case strings.HasPrefix(line, "< {%"):
			p.script()
		case bodyFileLine.MatchString(line):
			p.lead = append(p.lead, line)
		default:
			return
		}
	}
}

func (p *httpParser) comment(line string) {
	m := directiveLine.FindStringSubmatch(line)
	if m == nil {
		p.lead = append(p.lead, line)
		return
	}
	name, value := m[1], strings.TrimSpace(m[2])
	switch name {
	case directiveName:
		if p.req.ID == "" && value != "" && !strings.ContainsAny(value, " \t") {
			p.req.ID = value
			return
		}
	case directiveDrop:
		if value != "" {
			p.req.DroppedAuto = append(p.req.DroppedAuto, value)
			return
		}
	case directiveBodyEnd:
		if end, err := strconv.Unquote(value); err == nil && strings.Trim(end, "\r\n") == "" {
			p.bodyEnd = end
			return
		}
	}
	p.req.Directives = append(p.req.Directives, Directive{Name: name, Value: value})
}

func (p *httpParser) variable(line string) {
	p.lead = append(p.lead, line)
	m := variableLine.FindStringSubmatch(line)
	if m == nil {
		p.problem("a variable needs the form @name = value")
		return
	}
	p.file.Vars = append(p.file.Vars, Variable{Name: m[1], Value: strings.TrimSpace(m[2]), Line: p.next + 1})
}

// script keeps a script before the request, which may hold blank lines, up to its closing line.
func (p *httpParser) script() {
	from := p.next
	for ; p.more(); p.next++ {
		p.lead = append(p.lead, p.lines[p.next].text)
		if strings.Contains(p.lines[p.next].text, "%}") {
			return
		}
	}
	p.next--
	p.file.Problems = append(p.file.Problems, Problem{Line: from + 1, What: "the script is not closed by %}"})
}

func (p *httpParser) readRequestLine() {
	line := strings.TrimSpace(p.lines[p.next].text)
	p.next++
	p.req.Method = "GET"
	switch m := requestLine.FindStringSubmatch(line); {
	case bareMethod.MatchString(line):
		p.req.Method, line = line, ""
	case m != nil && !(strings.HasPrefix(m[2], "HTTP/") && versionSuffix.MatchString(m[2]) && !bareMethod.MatchString(m[1])):
		p.req.Method, line = m[1], m[2]
	}
	for p.more() && continuesURL(p.lines[p.next].text) {
		line += strings.TrimSpace(p.lines[p.next].text)
		p.next++
	}
	if m := versionSuffix.FindStringSubmatch(line); m != nil {
		line, p.req.Version = m[1], m[2]
	}
	p.req.URL = strings.TrimSpace(line)
}

func continuesURL(line string) bool {
	return line != "" && (line[0] == ' ' || line[0] == '\t') && strings.TrimSpace(line) != ""
}

// readHead takes the header rows up to the blank line, which it consumes.
func (p *httpParser) readHead() {
	for ; p.more(); p.next++ {
		line := p.lines[p.next].text
		switch {
		case strings.TrimSpace(line) == "":
			p.next++
			return
		case isComment(line):
			p.headComment(line)
		default:
			if row, ok := parseRow(line); ok {
				p.req.Fields = append(p.req.Fields, row)
				continue
			}
			p.problem("a header needs the form Name: value")
			p.lead = append(p.lead, "# "+line)
		}
	}
}

func (p *httpParser) headComment(line string) {
	if m := directiveLine.FindStringSubmatch(line); m != nil && m[1] == directiveOff {
		if row, ok := parseRow(m[2]); ok {
			row.Off = true
			p.req.Fields = append(p.req.Fields, row)
			return
		}
	}
	p.comment(line)
}

func parseRow(line string) (FieldRow, bool) {
	name, value, ok := strings.Cut(line, ":")
	name = strings.TrimSpace(name)
	if !ok || name == "" {
		return FieldRow{}, false
	}
	return FieldRow{Name: name, Value: strings.Trim(value, " \t")}, true
}

// readBody takes the body and what follows it. Lines are kept byte for byte; only the line ends that separate the
// body from what follows are left out.
func (p *httpParser) readBody() {
	var body, after strings.Builder
	into, blank := &body, true
	for ; p.more(); p.next++ {
		l := p.lines[p.next]
		if into == &body && blank && afterLine.MatchString(l.text) {
			into = &after
		}
		blank = l.text == ""
		into.WriteString(l.text)
		into.WriteString(lineEnd(l))
	}
	p.req.After = strings.TrimRight(after.String(), "\r\n")
	p.req.Body = p.bodyOf(strings.TrimRight(body.String(), "\r\n"))
}

// lineEnd is the line end that splitLines took off: none, LF or CRLF.
func lineEnd(l textLine) string {
	switch l.end - l.start - len(l.text) {
	case 0:
		return ""
	case 2, 5:
		return "\r\n"
	}
	return "\n"
}

func (p *httpParser) bodyOf(text string) RequestBody {
	if m := bodyFileLine.FindStringSubmatch(text); m != nil && !strings.Contains(text, "\n") && p.bodyEnd == "" {
		if m[1] == "" || m[1] == "@" {
			return RequestBody{Kind: FileBody, File: strings.TrimSpace(m[2]), Template: m[1] == "@"}
		}
	}
	if text += p.bodyEnd; text == "" {
		return RequestBody{}
	}
	return RequestBody{Kind: TextBody, Text: text}
}
