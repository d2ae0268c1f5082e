package ui

import (
	"fyne.io/fyne/v2"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// drawerList is a short list in the drawer, as high as its rows. What is too much to list is counted in a last line. Its
// selection is where the keyboard is; without the keyboard there is none.
type drawerList struct {
	object *kit.Flex
	list   *kit.List
	more   *kit.Label
	line   *kit.Flex // with more in it
	rows   int       // there are
	most   int       // that are listed

	remove func(row int)                // Delete; may be nil
	items  func(row int) []kit.MenuItem // may be nil
	tip    func(row int) string
}

// drawerEmpty is the line that stands for no rows.
func drawerEmpty(text string) func(p *kit.Pen, size fyne.Size) {
	return func(p *kit.Pen, size fyne.Size) {
		p.TextAt(kit.Small, kit.U(3), kit.Rect{W: size.Width, H: size.Height}, text, kit.C("text.muted"))
	}
}

func newDrawerList(rowHeight float32, most int, name, empty string, paint func(p *kit.Pen, row int, r kit.Rect, state kit.RowState)) *drawerList {
	l := &drawerList{most: most}
	l.list = kit.NewList(rowHeight, func() int { return min(l.rows, l.most) }, func(p *kit.Pen, row int, r kit.Rect, state kit.RowState) {
		kit.PaintRowBackground(p, r, state)
		paint(p, row, r, state)
	})
	l.list.Name, l.list.Background, l.list.Fitted, l.list.PaintEmpty = name, "surface.base", true, drawerEmpty(empty)
	l.list.OnHover = l.hover
	l.list.OnMenu = l.menu
	l.list.OnRowKey = l.key
	l.list.On.Focus = func(on bool) {
		if !on {
			l.list.Select(-1)
		}
	}
	l.more = kit.NewLabel("").In(kit.Caption).Colour("text.muted")
	l.line = kit.Row(l.more).PadX(kit.U(8), kit.U(3)).Height(kit.S("height.treeRow"))
	l.line.Hide()
	l.object = kit.Col(l.list, l.line)
	return l
}

// activate has f called for a row by a press, Enter and Space.
func (l *drawerList) activate(f func(row int)) {
	l.list.OnActivate = f
	l.list.OnPress = func(row int, _ kit.Mouse) bool {
		l.list.Select(row)
		f(row)
		return true
	}
}

// height changes the height of a row.
func (l *drawerList) height(h float32) { l.list.RowHeight = h }

// set takes over how many rows there are, and how many more are known of.
func (l *drawerList) set(rows, beyond int) {
	l.rows = rows
	hidden := rows - min(rows, l.most) + beyond
	changed := timelineShow(l.line, hidden > 0)
	if hidden > 0 {
		l.more.SetText(timeline.Count(int64(hidden)) + " more")
	}
	l.list.Refresh()
	if changed {
		l.object.Reflow()
	}
}

func (l *drawerList) hover(row int, _ kit.Mouse) {
	if row < 0 {
		l.list.SetTip(kit.Rect{}, "")
		return
	}
	l.list.SetTip(l.list.RowRect(row), l.tip(row))
}

func (l *drawerList) key(row int, e *fyne.KeyEvent) bool {
	switch {
	case e.Name == fyne.KeySpace && l.list.OnActivate != nil:
		l.list.OnActivate(row)
	case e.Name == fyne.KeyDelete && l.remove != nil:
		l.remove(row)
	default:
		return false
	}
	return true
}

func (l *drawerList) menu(row int, m kit.Mouse) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(l.list); c != nil && l.items != nil {
		kit.ShowMenu(c, m.Absolute, l.items(row))
	}
}
