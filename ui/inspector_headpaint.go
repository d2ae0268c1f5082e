package ui

import (
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// Paint implements kit.Painter.
func (t *headTable) Paint(p *kit.Pen, size fyne.Size) {
	p.Fill(0, 0, size.Width, size.Height, kit.C("surface.panel"))
	if len(t.rows) == 0 {
		kit.PaintEmpty(p, size, "No head yet", "Fields appear the moment they are written or read.")
		return
	}
	names := t.nameWidth()
	for i := range t.rows {
		y := float32(t.tops[i] - t.OffsetY())
		r := kit.Rect{X: 0, Y: y, W: size.Width, H: float32(t.tops[i+1] - t.tops[i])}
		if y >= size.Height {
			break
		}
		if y+r.H > 0 {
			t.paintRow(p, i, r, names)
		}
	}
}

func (t *headTable) paintRow(p *kit.Pen, i int, r kit.Rect, names float32) {
	row := &t.rows[i]
	if row.kind == headSection {
		kit.PaintSectionHead(p, r, row.name, row.fact)
		return
	}
	kit.PaintRowBackground(p, r, kit.RowState{Selected: i == t.current, Hovered: i == t.hovered, Focused: t.Focused()})
	p.HLine(0, r.Y+r.H-1, r.W, kit.C("border.subtle"))
	first := kit.Rect{X: headEdge, Y: r.Y, W: r.W - 2*headEdge, H: headRowHeight}
	switch row.kind {
	case headLine:
		t.paintLines(p, first, t.lines[i], kit.Data, "text.primary")
	case headNote:
		p.TextIn(kit.Small, first, kit.AlignLeft, row.value, kit.C("text.muted"))
	case headFinding:
		p.IconIn("circle-alert", kit.IconSmall, headEdge, first, kit.C("status.clientError"))
		words := kit.Rect{X: headTitle, Y: r.Y, W: r.W - headTitle - headEdge, H: headRowHeight}
		p.TextIn(kit.SmallStrong, words, kit.AlignLeft, row.name, kit.C("text.primary"))
		words.Y += headWrapHeight
		t.paintLines(p, words, t.lines[i], kit.Small, "text.secondary")
	case headField:
		t.paintField(p, i, first, names)
	}
}

func (t *headTable) paintField(p *kit.Pen, i int, r kit.Rect, names float32) {
	row := &t.rows[i]
	token := "syntax.headerName"
	if row.finding != nil {
		token = "status.clientError"
		w := kit.TextWidth(kit.Data, row.name)
		p.Wave(r.X, r.Y+headRowHeight-kit.U(2), min(w, names-kit.U(4)), kit.C(token))
	}
	p.TextIn(kit.Data, kit.Rect{X: r.X, Y: r.Y, W: names - headEdge, H: r.H}, kit.AlignLeft, row.name, kit.C(token))
	t.paintLines(p, kit.Rect{X: r.X + names, Y: r.Y, W: r.W - names - kit.U(4), H: r.H}, t.lines[i], kit.Data, "text.primary")
	if row.secret {
		icon := "eye"
		if t.revealed[row.key(i)] {
			icon = "eye-off"
		}
		eye := t.eye(i)
		p.Icon(icon, kit.IconSmall, eye.X, eye.Y, kit.C("text.muted"))
	}
}

func (t *headTable) paintLines(p *kit.Pen, r kit.Rect, lines []string, font kit.Font, token string) {
	for _, s := range lines {
		p.TextIn(font, r, kit.AlignLeft, s, kit.C(token))
		r.Y += headWrapHeight
	}
}
