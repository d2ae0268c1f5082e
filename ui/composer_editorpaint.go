package ui

import (
	"strconv"

	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// Paint implements kit.Painter.
func (e *composerEditor) Paint(p *kit.Pen, size fyne.Size) {
	p.Fill(0, 0, size.Width, size.Height, kit.C("surface.inset"))
	b := e.buffer
	text := p.Clipped(kit.Rect{X: editorGutter - 2, Y: 0, W: size.Width - editorGutter + 2, H: size.Height})
	for n := max(0, editorLineAt(e.OffsetY())); n < len(b.lines); n++ {
		y := float32(editorTop(n) - e.OffsetY())
		if y >= size.Height {
			break
		}
		r := kit.Rect{X: 0, Y: y, W: size.Width, H: editorLine}
		e.paintNumber(p, r, n)
		e.paintSelection(text, r, n)
		e.paintLine(text, r, b.lines[n])
		if e.wrong > 0 && e.fault.line == n {
			e.paintFault(text, y, b.lines[n])
		}
	}
	if e.Focused() {
		e.paintCaret(text)
	}
}

// lineX is where a byte offset of a line is on the surface.
func (e *composerEditor) lineX(line string, at int) float32 {
	return e.textX(line, at) - float32(e.OffsetX())
}

func (e *composerEditor) paintNumber(p *kit.Pen, r kit.Rect, n int) {
	token := "syntax.lineNumber"
	if e.Focused() && n == e.buffer.caret.line {
		if e.buffer.anchor == e.buffer.caret {
			p.CurrentLine(r)
		}
		token = "text.secondary"
	}
	if e.wrong > 0 && e.fault.line == n {
		token = "status.failed"
	}
	p.TextIn(kit.DataCaption, kit.Rect{Y: r.Y, W: kit.S("editor.numberEnd"), H: r.H}, kit.AlignRight, strconv.Itoa(n+1), kit.C(token))
}

func (e *composerEditor) paintSelection(p *kit.Pen, r kit.Rect, n int) {
	from, to := e.buffer.selection()
	if from == to || n < from.line || n > to.line {
		return
	}
	line := e.buffer.lines[n]
	x0, x1 := e.lineX(line, 0), e.lineX(line, len(line))+kit.Advance(editorFont)/2
	if n == from.line {
		x0 = e.lineX(line, from.at)
	}
	if n == to.line {
		x1 = e.lineX(line, to.at)
	}
	p.Selection(kit.Rect{X: x0, Y: r.Y, W: x1 - x0, H: r.H})
}

// paintLine paints what of a line is in view.
func (e *composerEditor) paintLine(p *kit.Pen, r kit.Rect, line string) {
	base := kit.Baseline(r.Y, r.H, editorFont.Size)
	ascii := isPlainASCII(line)
	adv := kit.Advance(editorFont)
	first, last := 0, len(line)
	if ascii {
		first = min(max(int(float32(e.OffsetX())/adv)-1, 0), len(line))
		last = min(first+int(r.W/adv)+3, len(line))
	}
	x := e.lineX(line, first)
	for _, piece := range colourLine(line, e.json) {
		from, to := max(piece.from, first), min(piece.to, last)
		if from >= to {
			continue
		}
		w := float32(to-from) * adv
		if !ascii {
			w = kit.TextWidth(editorFont, line[from:to])
		}
		if piece.boxed {
			p.Variable(kit.Rect{X: x - 1, Y: r.Y + 2, W: w + 2, H: r.H - kit.U(1)})
		}
		p.Text(editorFont, x, base, line[from:to], kit.C(piece.token))
		x += w
	}
}

func (e *composerEditor) paintFault(p *kit.Pen, y float32, line string) {
	x0 := e.lineX(line, e.fault.at)
	x1 := e.lineX(line, min(e.fault.at+e.wrong, len(line)))
	p.Wave(x0, y+editorLine-kit.U(1), max(x1-x0, kit.Advance(editorFont)), kit.C("status.failed"))
}

func (e *composerEditor) paintCaret(p *kit.Pen) {
	c := e.buffer.caret
	y := float32(editorTop(c.line) - e.OffsetY())
	p.Caret(e.lineX(e.buffer.lines[c.line], c.at), y+2, editorLine-kit.U(1))
}
