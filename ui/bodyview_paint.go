package ui

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"ladle/ui/body"
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
)

// Places in a row.
var (
	bodyNumberEnd = kit.S("body.numberEnd") // right edge of line numbers, unless they need more
	bodyNumberPad = kit.U(3)                // least room before them
	bodyGap       = kit.S("body.gutterGap") // between number and text: the fold's chevron
	bodyEdge      = kit.S("body.edge")      // room after the widest row
	bodyBar       = kit.S("width.scrollbar")
)

var bodyKindTokens = [...]string{
	body.KindPlain: "text.primary", body.KindKey: "syntax.key", body.KindString: "syntax.string", body.KindNumber: "syntax.number",
	body.KindBoolean: "syntax.boolean", body.KindNull: "syntax.null", body.KindPunctuation: "syntax.punctuation", body.KindComment: "syntax.comment",
	body.KindTag: "syntax.tag", body.KindEscape: "text.disabled", body.KindFolded: "text.secondary", body.KindAddress: "text.muted",
}

// numberEnd is the right edge of the line numbers, as wide as the last one needs.
func (v *bodyView) numberEnd() float32 {
	if v.open != nil && v.open.mode == bodyHex {
		return bodyNumberPad + kit.TextWidth(kit.DataCaption, hexAddress(max(v.state.Size, 0)))
	}
	last := timeline.Count(max(v.state.Lines, v.state.LinesAbout))
	return max(bodyNumberEnd, bodyNumberPad+kit.TextWidth(kit.DataCaption, last))
}

// textX is where column 0 stands when nothing is scrolled sideways.
func (v *bodyView) textX() float32 { return float32(int(v.numberEnd()+0.5)) + bodyGap }

func hexAddress(off int64) string { return fmt.Sprintf("%08x", off) }

// Paint implements kit.Painter.
func (v *bodyView) Paint(p *kit.Pen, size fyne.Size) {
	p.Fill(0, 0, size.Width, size.Height, kit.C("surface.panel"))
	if v.open == nil {
		return
	}
	rows := v.visible()
	if len(rows) == 0 {
		return
	}
	last := &rows[len(rows)-1]
	f := bodyFrame{v: v, textX: v.textX(), numberEnd: v.numberEnd(), adv: kit.Advance(kit.Data), size: size,
		hits: v.find.in(rows[0].Offset, last.Offset+int64(last.Len)+1)}
	f.first = max(0, int(v.OffsetX()/float64(f.adv)))
	f.last = f.first + int((size.Width-f.textX)/f.adv) + 2
	text := p.Clipped(kit.Rect{X: f.textX - 2, Y: 0, W: size.Width - f.textX + 2, H: size.Height})
	for i := range rows {
		r := &rows[i]
		y := v.View().Y + float32(bodyRowTop(r.Number)-v.OffsetY())
		f.paintMarks(p, text, r, y)
		f.paintText(text, r, y, "")
		f.paintCurrent(text, r, y)
		f.paintCaret(text, r, y)
		f.paintGutter(p, r, y)
	}
}

// bodyFrame is what the rows of one frame have in common.
type bodyFrame struct {
	v                     *bodyView
	textX, numberEnd, adv float32
	first, last           int // columns in view
	size                  fyne.Size
	hits                  []body.Hit
}

// x is where a column stands.
func (f *bodyFrame) x(column int) float32 {
	return f.textX + float32(float64(column)*float64(f.adv)-f.v.OffsetX())
}

// columnSpan is a stretch of columns.
type columnSpan struct{ from, to int }

// spans are the columns that show the bytes [from, to) of a row: one stretch, or two where a row has the bytes as digits
// and as characters.
func (f *bodyFrame) spans(r *body.Row, from, to int64, n int) ([2]columnSpan, int) {
	var out [2]columnSpan
	from, to = max(from, r.Offset), min(to, r.Offset+int64(r.Len))
	if from >= to {
		return out, 0
	}
	if f.v.open.mode == bodyHex {
		out[0] = columnSpan{r.Column(from), r.Column(to-1) + 2}
		out[1] = columnSpan{r.TextColumn(from), r.TextColumn(to)}
		return out, min(n, 2)
	}
	out[0] = columnSpan{r.Column(from), r.Column(to)}
	return out, 1
}

// paintMarks paints what lies under the text: the caret's line, the selection, a finding, hits, badges.
func (f *bodyFrame) paintMarks(p, text *kit.Pen, r *body.Row, y float32) {
	v := f.v
	if v.sel.Len() == 0 && f.hasCaret(r) && (v.Focused() || v.find.active()) {
		p.CurrentLine(kit.Rect{Y: y, W: f.size.Width, H: bodyRowHeight})
	}
	if from, to := v.sel.Range(); from < to {
		f.stretch(r, y, from, to, text.Selection)
		if end := r.Offset + int64(r.Len); r.EOL > 0 && from <= end && to > end && v.open.mode != bodyHex {
			text.Selection(kit.Rect{X: f.x(r.Columns()), Y: y, W: f.adv / 2, H: bodyRowHeight}) // the line's end is selected too
		}
	}
	if from, to := v.flagged.Range(); from < to {
		f.stretch(r, y, from, to, func(box kit.Rect) { text.Tint(box, 0, "statusTint.serverError", "status.failed", 1) })
		f.underline(text, r, y, from, to)
	}
	for _, h := range f.hits {
		f.hit(text, r, y, h)
	}
	for _, s := range r.Spans {
		if s.Kind == body.KindFolded {
			f.badge(text, r, y, s)
		}
	}
}

func (f *bodyFrame) hasCaret(r *body.Row) bool {
	off := f.v.caret.Offset
	if off < r.Offset {
		return false
	}
	end := r.Offset + int64(r.Len)
	if off < end || off < end+int64(r.EOL) || r.Fold.State == body.FoldClosed && f.v.open.doc.RowAt(off) == r.Number {
		return true
	}
	return off == end && (r.Number == f.v.state.Rows-1 || r.EOL > 0)
}

// stretch has the ground of bytes painted, where it is in view.
func (f *bodyFrame) stretch(r *body.Row, y float32, from, to int64, paint func(kit.Rect)) {
	spans, n := f.spans(r, from, to, 2)
	for _, s := range spans[:n] {
		if s.to > f.first && s.from < f.last {
			paint(kit.Rect{X: f.x(s.from), Y: y, W: float32(s.to-s.from) * f.adv, H: bodyRowHeight})
		}
	}
}

func (f *bodyFrame) underline(p *kit.Pen, r *body.Row, y float32, from, to int64) {
	spans, n := f.spans(r, from, to, 2)
	for _, s := range spans[:n] {
		p.Fill(f.x(s.from), y+bodyRowHeight-2, float32(s.to-s.from)*f.adv, 2, kit.C("status.failed"))
	}
}

func (f *bodyFrame) hit(p *kit.Pen, r *body.Row, y float32, h body.Hit) {
	spans, n := f.spans(r, h.Offset, h.Offset+int64(h.Len), 2)
	for _, s := range spans[:n] {
		box := kit.Rect{X: f.x(s.from) - 1, Y: y + 1, W: float32(s.to-s.from)*f.adv + 2, H: bodyRowHeight - 2}
		if !f.v.find.isCurrent(h) {
			p.Tint(box, kit.RadiusSmall, "syntax.searchHit", "syntax.searchHitCurrent", 1)
		}
	}
}

func (f *bodyFrame) badge(p *kit.Pen, r *body.Row, y float32, s body.Span) {
	from := textColumn(r, s.Start)
	w := float32(utf8.RuneCountInString(r.Text[s.Start:s.End])) * f.adv
	p.Tint(kit.Rect{X: f.x(from) - kit.U(1), Y: y + 1, W: w + kit.U(2), H: bodyRowHeight - 2}, kit.RadiusSmall, "surface.pressed", "border.strong", 1)
}

// textColumn is the column of a place in the text of a row.
func textColumn(r *body.Row, index int) int {
	if r.ASCII() {
		return index
	}
	col := 0
	for _, c := range r.Text[:index] {
		col += body.RuneColumns(c)
	}
	return col
}

// paintText paints the columns in view of a row; token is a colour for all of it, "" for that of each span.
func (f *bodyFrame) paintText(p *kit.Pen, r *body.Row, y float32, token string) {
	start, end, column := r.Cut(f.first, f.last)
	t := textRun{p: p, f: f, r: r, base: kit.Baseline(y, bodyRowHeight, kit.Data.Size), at: start, column: column, ascii: r.ASCII()}
	for _, s := range r.Spans {
		if s.End <= t.at {
			continue
		}
		if s.Start >= end {
			break
		}
		t.to(max(s.Start, t.at), orToken(token, "text.primary"))
		t.to(min(s.End, end), orToken(token, bodyKindTokens[s.Kind]))
	}
	t.to(end, orToken(token, "text.primary"))
}

func orToken(token, otherwise string) string {
	if token != "" {
		return token
	}
	return otherwise
}

// textRun paints a row from left to right. Each character stands in its own column, whatever the width of its glyph.
type textRun struct {
	p      *kit.Pen
	f      *bodyFrame
	r      *body.Row
	base   float32
	at     int // in the text
	column int
	ascii  bool
}

// to paints up to an index of the text.
func (t *textRun) to(end int, token string) {
	if end <= t.at {
		return
	}
	part := t.r.Text[t.at:end]
	t.at = end
	if t.ascii {
		t.draw(part, token)
		t.column += len(part)
		return
	}
	for len(part) > 0 {
		n := 0
		for n < len(part) && part[n] < utf8.RuneSelf {
			n++
		}
		if n > 0 {
			t.draw(part[:n], token)
			t.column += n
			part = part[n:]
			continue
		}
		c, size := utf8.DecodeRuneInString(part)
		t.draw(part[:size], token)
		t.column += body.RuneColumns(c)
		part = part[size:]
	}
}

// draw paints a piece whose characters are one column each; blanks before it cost nothing.
func (t *textRun) draw(s, token string) {
	trimmed := strings.TrimLeft(s, " ")
	if trimmed == "" {
		return
	}
	t.p.Text(kit.Data, t.f.x(t.column+len(s)-len(trimmed)), t.base, trimmed, kit.C(token))
}

// paintCurrent paints the current hit over the text, in its own colours.
func (f *bodyFrame) paintCurrent(p *kit.Pen, r *body.Row, y float32) {
	h, ok := f.v.find.current()
	if !ok {
		return
	}
	spans, n := f.spans(r, h.Offset, h.Offset+int64(h.Len), 2)
	for _, s := range spans[:n] {
		box := kit.Rect{X: f.x(s.from) - 1, Y: y + 1, W: float32(s.to-s.from)*f.adv + 2, H: bodyRowHeight - 2}
		p.Box(box, kit.RadiusSmall, kit.C("syntax.searchHitCurrent"))
		f.paintText(p.Clipped(box), r, y, "syntax.searchHitCurrentText")
	}
}

// paintCaret paints the caret while the view has the keyboard.
func (f *bodyFrame) paintCaret(p *kit.Pen, r *body.Row, y float32) {
	if f.v.Focused() && f.hasCaret(r) && f.v.open.mode != bodyHex {
		p.Caret(f.x(r.Column(f.v.caret.Offset)), y+1, bodyRowHeight-2)
	}
}

// paintGutter paints number or address and the fold's chevron.
func (f *bodyFrame) paintGutter(p *kit.Pen, r *body.Row, y float32) {
	box := kit.Rect{X: 0, Y: y, W: f.numberEnd, H: bodyRowHeight}
	switch {
	case f.v.open.mode == bodyHex:
		p.TextIn(kit.DataCaption, box, kit.AlignRight, hexAddress(r.Offset), kit.C("syntax.lineNumber"))
	case r.Line > 0:
		p.TextIn(kit.DataCaption, box, kit.AlignRight, timeline.Count(r.Line), kit.C("syntax.lineNumber"))
	}
	p.Chevron(bodyFolds[r.Fold.State], f.numberEnd+bodyGap-kit.IconRow-kit.U(1), box, "text.muted")
}

// bodyFolds gives the folds of a body their signs.
var bodyFolds = map[body.FoldState]kit.Fold{body.FoldOpen: kit.FoldOpen, body.FoldClosed: kit.FoldClosed}
