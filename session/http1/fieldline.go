package http1

import "strings"

// fieldLines reads field lines up to the blank line (RFC 9112, section 5). On a refusal it reads on as far as it can, so that a
// person sees every finding at once.
func (p *headParser) fieldLines(limit int) Fields {
	fields := make(Fields, 0, min(limit, strings.Count(p.text[p.pos:], "\n")))
	for lines := 0; ; lines++ {
		line, more := p.line()
		if !more || line == "" {
			return fields
		}
		if lines == limit {
			p.add(tooManyFields, p.number, p.at, 0, "")
			return fields
		}
		line, ok := p.clean(line)
		if !ok {
			continue
		}
		if blank(line[0]) {
			p.fold(fields, line)
		} else if field, ok := p.field(line); ok {
			fields = append(fields, field)
		}
	}
}

// fold joins a continuation line to the last field (RFC 9112, section 5.2).
func (p *headParser) fold(fields Fields, line string) {
	if len(fields) == 0 {
		p.add(spaceBeforeFirstField, p.number, p.at, len(line)-len(strings.TrimLeft(line, " \t")), "")
		return
	}
	p.add(foldedLine, p.number, p.at, len(line), "")
	last := &fields[len(fields)-1]
	last.Value = trim(last.Value + " " + trim(line))
}

// field reads field-name ":" OWS field-value OWS; ok is false if there is no field to keep.
func (p *headParser) field(line string) (_ Field, ok bool) {
	name, value, found := strings.Cut(line, ":")
	if !found {
		p.add(noColon, p.number, p.at, len(line), "")
		return Field{}, false
	}
	if bare := trimRight(name); len(bare) < len(name) {
		p.add(spaceBeforeColon, p.number, p.at+len(bare), len(name)-len(bare), "")
		name = bare
	}
	if !ValidName(name) {
		at := max(0, firstNonToken(name))
		p.add(badName, p.number, p.at+at, min(1, len(name)), "")
		return Field{}, false
	}
	return Field{name, trim(value)}, true
}

// dropConnectionNamed removes from an HTTP/1.0 head the fields that Connection names, Connection itself excepted: a proxy
// of that age passes on what was meant for itself (RFC 2616, section 14.10).
func (p *headParser) dropConnectionNamed(fields Fields) Fields {
	named := map[string]bool{}
	for token := range fields.elements("Connection") {
		if ValidName(token) {
			named[strings.ToLower(token)] = true
		}
	}
	delete(named, "connection")
	if len(named) == 0 {
		return fields
	}
	var kept Fields
	for i, f := range fields {
		if !named[strings.ToLower(f.Name)] {
			kept = append(kept, f)
			continue
		}
		line, off, n := locate(p.text, f.Name, occurrence(fields, i))
		p.add(connectionNamed, line, off, n, f.Name)
	}
	return kept
}

// occurrence says how many lines before fields[i] have its name.
func occurrence(fields Fields, i int) (n int) {
	for _, f := range fields[:i] {
		if sameName(f.Name, fields[i].Name) {
			n++
		}
	}
	return n
}

// locate finds the nth field line of name, from 0, in a raw head: its number, its offset and its length without the line
// end. All are 0 if there is no such line.
func locate(raw, name string, nth int) (line, off, length int) {
	for pos := 0; pos < len(raw); {
		text, _, _ := strings.Cut(raw[pos:], "\n")
		line++
		field, _, found := strings.Cut(text, ":")
		if found && sameName(trimRight(field), name) {
			if nth == 0 {
				return line, pos, len(strings.TrimSuffix(text, "\r"))
			}
			nth--
		}
		pos += len(text) + 1
	}
	return 0, 0, 0
}
