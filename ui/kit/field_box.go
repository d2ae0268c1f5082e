package kit

import "fyne.io/fyne/v2"

// fieldBox is the inset box of a field with its edge or ring.
type fieldBox struct {
	painted
	f       *Field
	invalid bool
	bare    bool
}

func newFieldBox(f *Field) *fieldBox {
	b := &fieldBox{f: f}
	b.setup(b, func() fyne.Size { return fyne.Size{} }, b.paintBox)
	return b
}

func (b *fieldBox) paintBox(p *Pen, size fyne.Size) {
	r := bounds(size)
	if b.f.focused {
		p.Box(r, RadiusControl, C("surface.inset"))
		token := "accent.focusRing"
		if b.invalid {
			token = "status.failed"
		}
		p.Outline(r.Inset(-1), RadiusControl+1, S("width.focusRing"), C(token)) // the ring replaces the border, half of it outside
		return
	}
	switch {
	case b.bare && !b.invalid:
	case b.f.Disabled():
		p.Outline(r, RadiusControl, 1, C("border.subtle"))
	case b.invalid:
		p.Box(r, RadiusControl, C("surface.inset"))
		p.Outline(r, RadiusControl, 1, C("status.failed"))
	default:
		p.Box(r, RadiusControl, C("surface.inset"))
		p.Outline(r, RadiusControl, 1, C("border.default"))
	}
}

// spanRow paints the coloured pieces of a field's text where the entry has its text.
type spanRow struct {
	painted
	f *Field
}

func newSpanRow(f *Field) *spanRow {
	s := &spanRow{f: f}
	s.setup(s, func() fyne.Size { return fyne.Size{} }, s.paintSpans)
	return s
}

func (s *spanRow) paintSpans(p *Pen, size fyne.Size) {
	p = p.Clipped(bounds(size))
	font := s.f.font
	x, base := float32(0), Baseline(0, size.Height, font.Size)
	for _, span := range s.f.shown() {
		w := TextWidth(font, span.Text)
		if span.Boxed {
			box := Rect{x - 2, base - font.Size - 1, w + 4, font.Size + 6}
			p.Variable(box)
		}
		token := span.Token
		if s.f.Disabled() {
			token = "text.disabled"
		}
		p.Text(font, x, base, span.Text, C(token))
		if span.Missing {
			p.Dots(x, base+3, w, C(span.Token))
		}
		x += w
	}
}
