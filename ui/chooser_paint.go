package ui

import (
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
)

// Columns at the right of the entries, in units.
const (
	chooserAgeWidth  = 76
	chooserSizeWidth = 76
)

func (c *chooser) paintPlace(p *kit.Pen, row int, r kit.Rect, s kit.RowState) {
	place := c.kept[row]
	here := place.path == c.dir
	kit.PaintTreeRow(p, r, kit.RowState{Selected: here, Hovered: s.Hovered || s.Current && s.Focused, Focused: s.Focused})
	token, icon := "text.secondary", "text.muted"
	if here {
		token, icon = "text.primary", "text.secondary"
	}
	p.Icon(place.icon, 14, r.X+12, r.Y+5, kit.C(icon))
	room := r.W - 34 - 10
	p.TextIn(kit.Small, kit.Rect{X: r.X + 34, Y: r.Y, W: room, H: r.H}, kit.AlignLeft, kit.Fit(kit.Small, place.name, room), kit.C(token))
}

func (c *chooser) paintRow(p *kit.Pen, row int, r kit.Rect, s kit.RowState) {
	e := c.shown[row]
	kit.PaintRowBackground(p, r, s)
	icon, iconToken, token := "file", s.Muted(), "text.primary"
	switch {
	case e.folder:
		icon, iconToken = "folder", "accent.base"
	case e.broken || c.a.Mode == chooserFolder:
		token = s.Muted()
	}
	p.Icon(icon, 14, r.X+12, r.Y+5, kit.C(iconToken))
	right := r.X + r.W - 16
	muted := kit.C(s.Muted())
	p.TextIn(kit.Small, kit.Rect{X: right - chooserAgeWidth, Y: r.Y, W: chooserAgeWidth, H: r.H}, kit.AlignRight, chooserAge(e.changed, c.now), muted)
	right -= chooserAgeWidth
	size := ""
	switch {
	case e.broken:
		size = timeline.Unknown
	case !e.folder:
		size = timeline.Size(e.size)
	}
	p.TextIn(kit.Data, kit.Rect{X: right - chooserSizeWidth, Y: r.Y, W: chooserSizeWidth, H: r.H}, kit.AlignRight, size, muted)
	right -= chooserSizeWidth + 8
	room := right - r.X - 34
	p.TextIn(kit.Small, kit.Rect{X: r.X + 34, Y: r.Y, W: room, H: r.H}, kit.AlignLeft, kit.FitMiddle(kit.Small, e.name, room), kit.C(token))
}

// paintNothing says why no entry is shown.
func (c *chooser) paintNothing(p *kit.Pen, size fyne.Size) {
	switch {
	case c.reading && c.slow:
		kit.PaintEmpty(p, size, "Reading…", "The disk or the network takes its time. Esc gives up.")
	case c.reading:
	case c.trouble != nil:
		title, text := chooserProblem(c.dir, c.trouble)
		kit.PaintEmpty(p, size, title, text)
	case len(c.listing.entries) > 0:
		kit.PaintEmpty(p, size, "Only hidden entries", "Ctrl+H shows them.")
	default:
		kit.PaintEmpty(p, size, "Empty folder", "There is nothing in it yet.")
	}
}
