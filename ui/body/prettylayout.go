package body

import "strings"

// held is the innermost object or array while it may still turn out to fit on one line: in out, with a space where a line
// would break.
type held struct {
	on     bool
	from   int    // index in out of its bracket
	breaks []int  // indexes in out of the spaces
	text   []byte // scratch
}

// lineBreak begins a line at the present depth, or leaves a space where one may come.
func (p *printer) lineBreak() {
	if p.fits(); p.held.on {
		p.held.breaks = append(p.held.breaks, len(p.out))
		p.out = append(p.out, ' ')
		return
	}
	p.out = indent(p.out, len(p.stack))
}

var spaces = strings.Repeat(" ", 2*maxIndent)

func indent(b []byte, depth int) []byte {
	b = append(b, '\n')
	return append(b, spaces[:2*min(depth, maxIndent)]...)
}

// fits gives up holding what has become too long for one line.
func (p *printer) fits() {
	if p.held.on && len(p.out)-p.held.from > p.opt.Inline {
		p.expand()
	}
}

// expand breaks the lines of what is held.
func (p *printer) expand() {
	if p.held.on {
		p.expandTo(-1)
	}
}

// expandTo breaks the lines of what is held; the last break is at depth last, or like the others if last is negative.
func (p *printer) expandTo(last int) {
	p.held.on = false
	if len(p.held.breaks) == 0 {
		return
	}
	inner := len(p.stack)
	if last >= 0 {
		inner = last + 1
	}
	text := append(p.held.text[:0], p.out[p.held.breaks[0]:]...)
	p.held.text = text
	p.out = p.out[:p.held.breaks[0]]
	for i, at := range p.held.breaks {
		end := len(text)
		if i+1 < len(p.held.breaks) {
			end = p.held.breaks[i+1] - p.held.breaks[0]
		}
		depth := inner
		if last >= 0 && i == len(p.held.breaks)-1 {
			depth = last
		}
		p.out = indent(p.out, depth)
		p.out = append(p.out, text[at-p.held.breaks[0]+1:end]...)
	}
}

// flushReady writes what is not held.
func (p *printer) flushReady() error {
	if !p.held.on {
		return p.flush()
	}
	if p.held.from == 0 {
		return nil
	}
	_, err := p.w.Write(p.out[:p.held.from])
	n := p.held.from
	p.out = append(p.out[:0], p.out[n:]...)
	p.held.from = 0
	for i := range p.held.breaks {
		p.held.breaks[i] -= n
	}
	return err
}

func (p *printer) flush() error {
	if len(p.out) == 0 {
		return nil
	}
	_, err := p.w.Write(p.out)
	p.out = p.out[:0]
	return err
}
