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
		p.Fill(r.X, r.Y, r.W, r.H, kit.C("surface.inset"))
		x := p.Text(kit.SmallStrong, 12, kit.Baseline(r.Y, r.H, 12), row.name, kit.C("text.primary"))
		p.TextIn(kit.Small, kit.Rect{X: x + 8, Y: r.Y, W: r.W - x - 20, H: r.H}, kit.AlignLeft, row.fact, kit.C("text.muted"))
		p.HLine(0, r.Y+r.H-1, r.W, kit.C("border.subtle"))
		return
	}
	kit.PaintRowBackground(p, r, kit.RowState{Selected: i == t.current, Hovered: i == t.hovered, Focused: t.Focused()})
	p.HLine(0, r.Y+r.H-1, r.W, kit.C("border.subtle"))
	first := kit.Rect{X: 12, Y: r.Y, W: r.W - 24, H: headRowHeight}
	switch row.kind {
	case headLine:
		t.paintLines(p, first, t.lines[i], kit.Data, "text.primary")
	case headNote:
		p.TextIn(kit.Small, first, kit.AlignLeft, row.value, kit.C("text.muted"))
	case headFinding:
		p.Icon("circle-alert", headEye, 12, r.Y+7, kit.C("status.clientError"))
		p.TextIn(kit.SmallStrong, kit.Rect{X: 34, Y: r.Y, W: r.W - 46, H: headRowHeight}, kit.AlignLeft, row.name, kit.C("text.primary"))
		t.paintLines(p, kit.Rect{X: 34, Y: r.Y + headWrapHeight, W: r.W - 46, H: headRowHeight}, t.lines[i], kit.Small, "text.secondary")
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
		p.Wave(r.X, r.Y+headRowHeight-8, min(w, names-16), kit.C(token))
	}
	p.TextIn(kit.Data, kit.Rect{X: r.X, Y: r.Y, W: names - 12, H: r.H}, kit.AlignLeft, row.name, kit.C(token))
	t.paintLines(p, kit.Rect{X: r.X + names, Y: r.Y, W: r.W - names - 16, H: r.H}, t.lines[i], kit.Data, "text.primary")
	if row.secret {
		icon := "eye"
		if t.revealed[row.key(i)] {
			icon = "eye-off"
		}
		eye := t.eye(i)
		p.Icon(icon, headEye, eye.X, eye.Y, kit.C("text.muted"))
	}
}

func (t *headTable) paintLines(p *kit.Pen, r kit.Rect, lines []string, font kit.Font, token string) {
	for _, s := range lines {
		p.TextIn(font, r, kit.AlignLeft, s, kit.C(token))
		r.Y += headWrapHeight
	}
}
