package body

import (
	"context"
	"errors"
	"io"
)

// PrettyOptions say how JSON is laid out.
type PrettyOptions struct {
	// Inline is the longest object or array without others inside, in bytes, that stays on one line, as
	// { "amount": 184.5, "currency": "EUR" }. The outermost value never does. 0 puts every member on its own line.
	Inline int
	// Lines takes a sequence of values, as NDJSON and concatenated JSON are, in place of one.
	Lines bool
}

// Pretty lays out the JSON text (RFC 8259) in src with two spaces of indent. Keys keep their order; strings and numbers stay
// byte for byte. A byte order mark is left out. After the first fault, which Problem tells, the rest of src follows as it is. Faults are where a
// strict parser sees them, but bytes that break UTF-8 are let through, and shown as what they are.
func Pretty(ctx context.Context, src Source, scratch Scratch, opt PrettyOptions) *Derived {
	return derive(ctx, src, scratch, func(r io.Reader, d *Derived) error {
		p := &printer{in: input{r: r}, w: derivedWriter{d}, opt: opt}
		problem, err := p.run()
		if problem != nil {
			d.setProblem(*problem)
			err = p.rest()
		}
		return errors.Join(err, p.flush())
	})
}

// printer turns JSON into indented JSON. It is a push-down automaton over tokens; the stack holds one byte a level.
type printer struct {
	in    input
	w     io.Writer
	opt   PrettyOptions
	out   []byte
	stack []byte // '{' or '[' a level
	empty bool   // nothing was written in the innermost level yet
	held  held
	err   error // of w
}

const (
	maxDepth  = 10_000 // how deep objects and arrays may nest
	maxIndent = 64     // levels that are indented; below, indent would be most of what is written
)

// want is what the grammar takes next.
type want uint8

const (
	wantValue want = iota
	wantFirst      // a value or the end of the array
	wantKey
	wantFirstKey // a key or the end of the object
	wantColon
	wantComma // a comma or the end of the object or array
	wantEnd   // nothing, or with Lines another value
)

var missing = [...]string{
	wantValue: "value expected", wantFirst: "value or ] expected", wantKey: "key expected", wantFirstKey: "key or } expected",
	wantColon: "colon expected after a key", wantComma: "comma or closing bracket expected", wantEnd: "text after the value",
}

// run prints until the input ends or has a fault.
func (p *printer) run() (*Problem, error) {
	next := wantValue
	first := true
	if problem := p.skipMark(); problem != nil {
		return problem, p.err
	}
	for {
		c, ok := p.token()
		if p.err != nil {
			return nil, p.err
		}
		if !ok {
			return p.atEnd(next, first)
		}
		if next == wantEnd && p.opt.Lines {
			p.out = append(p.out, '\n')
			next = wantValue
		}
		first = false
		var problem *Problem
		if next, problem = p.accept(next, c); problem != nil {
			if p.err == nil && p.in.err != nil && !errors.Is(p.in.err, io.EOF) {
				p.err = p.in.err // the token was cut by a read that failed: no fault of the text
			}
			if p.err != nil {
				return nil, p.err
			}
			return problem, nil
		}
	}
}

// skipMark passes over a byte order mark, as RFC 8259 section 8.1 allows.
func (p *printer) skipMark() *Problem {
	for i := range len(byteOrderMark) {
		if !p.more() || p.in.buf[p.in.pos] != byteOrderMark[i] {
			if i == 0 {
				return nil
			}
			p.out = append(p.out, byteOrderMark[:i]...)
			return p.in.fault(missing[wantValue])
		}
		p.in.pos++
	}
	return nil
}

const byteOrderMark = "\xef\xbb\xbf"

// atEnd judges the end of the input. A body of white space only is no fault: there is nothing to show.
func (p *printer) atEnd(next want, first bool) (*Problem, error) {
	if !errors.Is(p.in.err, io.EOF) {
		return nil, p.in.err
	}
	if next == wantEnd || first {
		return nil, nil
	}
	return p.in.fault("the text ends early: " + missing[next]), nil
}

// token skips white space and returns the byte a token begins with.
func (p *printer) token() (byte, bool) {
	for p.more() {
		for p.in.pos < len(p.in.buf) {
			c := p.in.buf[p.in.pos]
			switch c {
			case '\r', '\n':
				p.in.newline(c)
			case ' ', '\t':
				p.in.cr = false
			default:
				p.in.cr = false
				return c, true
			}
			p.in.pos++
		}
	}
	return 0, false
}

// more makes sure of a byte at pos. Before it reads it writes what is ready, since reading may wait for the peer.
func (p *printer) more() bool {
	if p.in.pos < len(p.in.buf) {
		return true
	}
	if p.err == nil {
		p.err = p.flushReady()
	}
	return p.err == nil && p.in.fill()
}

// accept prints the token that begins with c and returns what may follow.
func (p *printer) accept(next want, c byte) (want, *Problem) {
	switch next {
	case wantColon:
		if c != ':' {
			return 0, p.in.fault(missing[next])
		}
		p.in.pos++
		p.out = append(p.out, ':', ' ')
		return wantValue, nil
	case wantComma:
		if c == ',' {
			p.in.pos++
			p.out = append(p.out, ',')
			p.lineBreak()
			if p.inObject() {
				return wantKey, nil
			}
			return wantValue, nil
		}
		return p.closing(next, c)
	case wantKey, wantFirstKey:
		if c != '"' {
			if next == wantFirstKey && c == '}' {
				return p.closing(next, c)
			}
			return 0, p.in.fault(missing[next])
		}
		p.begin(next == wantFirstKey)
		return wantColon, p.string()
	case wantEnd:
		return 0, p.in.fault(missing[next])
	}
	if next == wantFirst && c == ']' {
		return p.closing(next, c)
	}
	return p.value(next, c)
}

func (p *printer) value(next want, c byte) (want, *Problem) {
	var problem *Problem
	switch {
	case c == '{' || c == '[':
		if len(p.stack) == maxDepth {
			return 0, p.in.fault("nested more than 10 000 deep")
		}
		p.begin(next == wantFirst)
		return p.opening(c), nil
	case c == '"':
		p.begin(next == wantFirst)
		problem = p.string()
	case c == '-' || c-'0' < 10:
		p.begin(next == wantFirst)
		problem = p.number()
	case c == 't':
		p.begin(next == wantFirst)
		problem = p.word("true")
	case c == 'f':
		p.begin(next == wantFirst)
		problem = p.word("false")
	case c == 'n':
		p.begin(next == wantFirst)
		problem = p.word("null")
	default:
		return 0, p.in.fault(missing[next])
	}
	return p.afterValue(), problem
}

func (p *printer) afterValue() want {
	if len(p.stack) == 0 {
		return wantEnd
	}
	return wantComma
}

func (p *printer) inObject() bool { return p.stack[len(p.stack)-1] == '{' }

// begin breaks the line before the first thing in an object or array.
func (p *printer) begin(first bool) {
	if first {
		p.empty = false
		p.lineBreak()
	}
}

// opening prints a bracket.
func (p *printer) opening(c byte) want {
	p.expand() // what holds another one does not stay on one line
	p.in.pos++
	p.held.on, p.held.from, p.held.breaks = p.opt.Inline > 0 && len(p.stack) > 0, len(p.out), p.held.breaks[:0]
	p.out = append(p.out, c)
	p.stack = append(p.stack, c)
	p.empty = true
	if c == '{' {
		return wantFirstKey
	}
	return wantFirst
}

// closing prints the closing bracket c if it is the one that is due.
func (p *printer) closing(next want, c byte) (want, *Problem) {
	if c != p.stack[len(p.stack)-1]+2 {
		return 0, p.in.fault(missing[next])
	}
	p.in.pos++
	p.fits()
	depth := len(p.stack) - 1
	if !p.empty {
		p.stack = p.stack[:depth]
		p.lineBreak()
	}
	p.stack = p.stack[:depth]
	p.empty = false
	p.out = append(p.out, c)
	if p.held.on && len(p.out)-p.held.from > p.opt.Inline {
		p.expandTo(depth)
	}
	p.held.on = false
	return p.afterValue(), nil
}

// rest copies what follows a fault as it is, on a line of its own.
func (p *printer) rest() error {
	p.expand()
	if len(p.out) > 0 || len(p.stack) > 0 {
		p.out = append(p.out, '\n')
	}
	for p.more() {
		p.out = append(p.out, p.in.buf[p.in.pos:]...)
		p.in.pos = len(p.in.buf)
	}
	if p.err == nil && !errors.Is(p.in.err, io.EOF) {
		return p.in.err
	}
	return p.err
}
