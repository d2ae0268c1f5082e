package ui

import (
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
)

// chooserColumns are the columns of the entries.
func chooserColumns() []kit.Column {
	return []kit.Column{{Title: "Name"}, {Title: "Size", Width: kit.S("chooser.size"), Right: true}, {Title: "Changed", Width: kit.S("chooser.age"), Right: true}}
}

func (c *chooser) paintPlace(p *kit.Pen, row int, r kit.Rect, s kit.RowState) {
	place := c.kept[row]
	here := place.path == c.dir
	kit.PaintTree(p, r, kit.TreeRow{Flat: true, Icon: place.icon, Name: place.name}, kit.RowState{Selected: here, Hovered: s.Hovered || s.Current && s.Focused, Focused: s.Focused})
}

// cell is what the table shows in one place.
func (c *chooser) cell(row, column int, s kit.RowState) kit.Cell {
	e := c.shown[row]
	switch column {
	case 1:
		cell := kit.Cell{Font: kit.Data, Token: s.Muted()}
		switch {
		case e.broken:
			cell.Text = timeline.Unknown
		case !e.folder:
			cell.Text = timeline.Size(e.size)
		}
		return cell
	case 2:
		return kit.Cell{Text: chooserAge(e.changed, c.now), Token: s.Muted()}
	}
	cell := kit.Cell{Text: e.name, Token: "text.primary", Middle: true, Icon: "file", Tone: s.Muted()}
	switch {
	case e.folder:
		cell.Icon, cell.Tone = "folder", "accent.base"
	case e.broken || c.a.Mode == chooserFolder:
		cell.Token = s.Muted()
	}
	return cell
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
