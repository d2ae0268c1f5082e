package body

// plainString holds the bytes that a JSON string may hold as they are.
var plainString = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= 0x20 && c != '"' && c != '\\'
	}
	return t
}()

// string prints the string that begins at pos.
func (p *printer) string() *Problem {
	p.copyByte()
	for p.more() {
		b := p.in.buf[p.in.pos:]
		n := 0
		for n < len(b) && plainString[b[n]] {
			n++
		}
		p.out = append(p.out, b[:n]...)
		p.in.pos += n
		p.fits()
		if n == len(b) {
			continue
		}
		switch c := b[n]; c {
		case '"':
			p.copyByte()
			return nil
		case '\\':
			p.copyByte()
			if problem := p.escape(); problem != nil {
				return problem
			}
		default:
			return p.in.fault("control character in a string")
		}
	}
	return p.in.fault("the text ends inside a string")
}

// escape prints what follows a backslash.
func (p *printer) escape() *Problem {
	if !p.more() {
		return p.in.fault("the text ends inside a string")
	}
	switch p.in.buf[p.in.pos] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		p.copyByte()
		return nil
	case 'u':
		p.copyByte()
		for range 4 {
			if !p.more() {
				return p.in.fault("the text ends inside a string")
			}
			if c := p.in.buf[p.in.pos]; c-'0' > 9 && c|0x20-'a' > 5 {
				return p.in.fault("four hexadecimal digits expected after \\u")
			}
			p.copyByte()
		}
		return nil
	}
	return p.in.fault("unknown escape in a string")
}

// number prints the number that begins at pos (RFC 8259 section 6).
func (p *printer) number() *Problem {
	if p.peek() == '-' {
		p.copyByte()
	}
	if p.peek() == '0' {
		p.copyByte()
	} else if !p.digits() {
		return p.numberFault("digit expected after a minus")
	}
	if p.peek() == '.' {
		p.copyByte()
		if !p.digits() {
			return p.numberFault("digit expected after a decimal point")
		}
	}
	if p.peek()|0x20 == 'e' {
		p.copyByte()
		if c := p.peek(); c == '+' || c == '-' {
			p.copyByte()
		}
		if !p.digits() {
			return p.numberFault("digit expected in an exponent")
		}
	}
	p.fits()
	return nil
}

func (p *printer) numberFault(reason string) *Problem {
	if !p.more() {
		return p.in.fault("the text ends inside a number")
	}
	return p.in.fault(reason)
}

// digits prints a run of digits and reports whether there was one.
func (p *printer) digits() bool {
	any := false
	for p.peek()-'0' < 10 {
		b := p.in.buf[p.in.pos:]
		n := 1
		for n < len(b) && b[n]-'0' < 10 {
			n++
		}
		p.out = append(p.out, b[:n]...)
		p.in.pos += n
		any = true
	}
	return any
}

// word prints a literal name.
func (p *printer) word(w string) *Problem {
	for i := range len(w) {
		if !p.more() {
			return p.in.fault("the text ends inside " + w)
		}
		if p.in.buf[p.in.pos] != w[i] {
			return p.in.fault(w + " expected")
		}
		p.copyByte()
	}
	return nil
}

// peek returns the byte at pos, or 0 at the end.
func (p *printer) peek() byte {
	if !p.more() {
		return 0
	}
	return p.in.buf[p.in.pos]
}

func (p *printer) copyByte() {
	p.out = append(p.out, p.in.buf[p.in.pos])
	p.in.pos++
}
