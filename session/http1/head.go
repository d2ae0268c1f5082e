package http1

import (
	"strings"
)

// ResponseHead is the head of a response, final or informational, as received. It owns its memory.
type ResponseHead struct {
	Proto    string    // as received: "HTTP/1.1"; "ICY" for a SHOUTcast server
	Minor    int       // 0 or 1
	Status   int       // 100 to 999
	Reason   string    // as received, may be empty, may hold any byte but CR, LF and NUL
	Fields   Fields    // in the order received
	Raw      string    // the exact bytes, blank lines before and after included
	Findings []Finding // rules broken that did not refuse the head
	Lenient  bool      // read with Reader.SetLenient

	pastRefusal bool // a rule was broken that refuses the head otherwise
}

// headParser goes through the lines of a head or a trailer section.
type headParser struct {
	notes
	text   string
	pos    int // of the next line
	at     int // of the line being read
	number int // of that line, from 1
}

// parseHead reads raw, which ends with its first blank line after the status line. Raw of an error is left to the caller.
func parseHead(raw []byte, lim *Limits, lenient bool) (*ResponseHead, *Error) {
	h := &ResponseHead{Raw: string(raw), Lenient: lenient}
	p := headParser{text: h.Raw, notes: notes{lenient: lenient}}
	p.statusLine(h)
	if p.refusal == nil {
		h.Fields = p.fieldLines(lim.Fields)
		if h.Minor == 0 {
			h.Fields = p.dropConnectionNamed(h.Fields)
		}
	}
	h.Findings, h.pastRefusal = p.list, p.pastRefusal
	return h, p.headFailed(h)
}

// headFailed completes a refusal with what the framing fields would have said, for a person to see.
func (p *headParser) headFailed(h *ResponseHead) *Error {
	err := p.failed()
	if err == nil || h.Status == 0 {
		return err
	}
	_, framing := bodyFraming(h, p.lenient)
	err.Findings = append(err.Findings, framing.list...)
	h.Findings, err.Head = err.Findings, h
	return err
}

// line returns the next line without its end; more is false when there is none.
func (p *headParser) line() (line string, more bool) {
	p.at = p.pos
	i := strings.IndexByte(p.text[p.pos:], '\n')
	if i < 0 {
		return "", false
	}
	p.number++
	line = p.text[p.pos : p.pos+i]
	p.pos += i + 1
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1], true
	}
	p.once(bareLF, p.number, p.at+i, 1)
	return line, true
}

// clean refuses NUL and CR in a line and notes other control characters. Lenient reading takes CR as a space.
func (p *headParser) clean(line string) (_ string, ok bool) {
	i := firstControl(line)
	if i < 0 {
		return line, true
	}
	noted := false
	for ; i < len(line); i++ {
		switch c := line[i]; {
		case c == 0:
			p.add(nulInHead, p.number, p.at+i, 1, "")
			return line, false
		case c == '\r':
			if p.add(bareCR, p.number, p.at+i, 1, "") {
				return line, false
			}
			line = strings.ReplaceAll(line, "\r", " ")
		case isControl(c) && !noted:
			noted = true
			p.add(controlInHead, p.number, p.at+i, 1, "")
		}
	}
	return line, true
}

func isControl(c byte) bool { return c < ' ' && c != '\t' || c == 0x7f }

func firstControl(s string) int {
	for i := range len(s) {
		if isControl(s[i]) {
			return i
		}
	}
	return -1
}

// statusLine skips blank lines and reads HTTP-version SP status-code SP [ reason-phrase ] (RFC 9112, section 4).
func (p *headParser) statusLine(h *ResponseHead) {
	line, _ := p.line()
	for line == "" {
		line, _ = p.line()
	}
	if p.at > 0 {
		p.add(blankLines, 1, 0, p.at, "")
	}
	line, ok := p.clean(line)
	if !ok {
		return
	}
	proto, rest, _ := strings.Cut(line, " ")
	minor, ok := p.version(proto)
	if !ok {
		return
	}
	status, ok := statusCode(rest)
	if !ok {
		p.add(badStatus, p.number, p.at+min(len(proto)+1, len(line)), len(rest), "")
		return
	}
	if len(rest) == 3 {
		p.add(noSpaceAfterStatus, p.number, p.at+len(line), 0, "")
	} else {
		h.Reason = rest[4:]
	}
	if status > 599 {
		p.add(statusOutOfRange, p.number, p.at+len(proto)+1, 3, "")
	}
	h.Proto, h.Minor, h.Status = proto, minor, status
}

func (p *headParser) version(proto string) (minor int, ok bool) {
	switch proto {
	case "HTTP/1.1":
		return 1, true
	case "HTTP/1.0":
		return 0, true
	case "ICY":
		p.add(icyStatus, p.number, p.at, len(proto), "")
		return 0, true
	}
	major, low, _ := strings.Cut(strings.TrimPrefix(proto, "HTTP/"), ".")
	if !padded(major, '1') || !padded(low, '0') && !padded(low, '1') {
		p.add(badVersion, p.number, p.at, len(proto), "")
		return 0, false
	}
	p.add(paddedVersion, p.number, p.at, len(proto), "")
	return int(low[len(low)-1] - '0'), true
}

// padded says whether s is digit after any zeros.
func padded(s string, digit byte) bool {
	return s != "" && s[len(s)-1] == digit && strings.Trim(s[:len(s)-1], "0") == ""
}

// statusCode reads three digits that stand alone or before a space.
func statusCode(s string) (int, bool) {
	if len(s) < 3 || len(s) > 3 && s[3] != ' ' {
		return 0, false
	}
	n := 0
	for i := range 3 {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = 10*n + int(s[i]-'0')
	}
	return n, n >= 100
}
