package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// drawerRows is a short list in the drawer. It is as high as its rows and leaves the wheel to the drawer; what is too
// much to list is counted in a last line.
type drawerRows struct {
	kit.Surface
	height   float32
	most     int
	count    int // rows there are
	beyond   int // rows that are known and not among them
	empty    string
	paint    func(p *kit.Pen, row int, r kit.Rect, state kit.RowState)
	activate func(row int)
	remove   func(row int)                // Delete; may be nil
	items    func(row int) []kit.MenuItem // may be nil
	tip      func(row int) string
	wheel    func(*fyne.ScrollEvent)
	current  int
	hovered  int
}

const drawerLine = 24 // height of a line of words

func newDrawerRows(height float32, most int, empty string) *drawerRows {
	l := &drawerRows{height: height, most: most, empty: empty, current: -1, hovered: -1}
	l.Init(l, l)
	l.On = kit.Events{Press: l.press, Move: l.move, Leave: func() { l.hover(-1) }, Key: l.key, Menu: l.menu}
	l.set(0, 0)
	return l
}

// set changes how many rows there are, of which the first ones are listed, and tells whether the list's height changed.
func (l *drawerRows) set(count, beyond int) bool {
	l.count, l.beyond = count, beyond
	l.current, l.hovered = min(l.current, l.shown()-1), min(l.hovered, l.shown()-1)
	h := float32(l.shown()) * l.height
	if l.count == 0 || l.hidden() > 0 {
		h += drawerLine
	}
	old := l.MinSize().Height
	l.SetMinSize(0, h)
	l.Refresh()
	return h != old
}

func (l *drawerRows) shown() int  { return min(l.count, l.most) }
func (l *drawerRows) hidden() int { return l.count - l.shown() + l.beyond }

// Scrolled implements fyne.Scrollable: the wheel is the drawer's.
func (l *drawerRows) Scrolled(e *fyne.ScrollEvent) {
	if l.wheel != nil {
		l.wheel(e)
	}
}

// Paint implements kit.Painter.
func (l *drawerRows) Paint(p *kit.Pen, size fyne.Size) {
	p.Fill(0, 0, size.Width, size.Height, kit.C("surface.base"))
	if l.count == 0 {
		p.Text(kit.Small, 12, kit.Baseline(0, drawerLine, 12), l.empty, kit.C("text.muted"))
		return
	}
	for row := range l.shown() {
		r := kit.Rect{Y: float32(row) * l.height, W: size.Width, H: l.height}
		current := row == l.current && l.Focused()
		state := kit.RowState{Selected: current, Hovered: row == l.hovered, Focused: l.Focused(), Current: current}
		kit.PaintRowBackground(p, r, state)
		l.paint(p, row, r, state)
	}
	if n := l.hidden(); n > 0 {
		p.Text(kit.Caption, 33, kit.Baseline(size.Height-drawerLine, drawerLine, 11), timeline.Count(int64(n))+" more", kit.C("text.muted"))
	}
}

func (l *drawerRows) rowAt(y float32) int {
	if row := int(y / l.height); y >= 0 && row < l.shown() {
		return row
	}
	return -1
}

func (l *drawerRows) press(m kit.Mouse) {
	row := l.rowAt(m.Y)
	if row < 0 {
		return
	}
	l.current = row
	l.Refresh()
	if m.Button == desktop.MouseButtonPrimary {
		l.activate(row)
	}
}

func (l *drawerRows) move(m kit.Mouse) { l.hover(l.rowAt(m.Y)) }

func (l *drawerRows) hover(row int) {
	if row != l.hovered {
		l.hovered = row
		l.Refresh()
	}
	if row < 0 {
		l.SetTip(kit.Rect{}, "")
		return
	}
	l.SetTip(kit.Rect{Y: float32(row) * l.height, W: l.Size().Width, H: l.height}, l.tip(row))
}

func (l *drawerRows) key(e *fyne.KeyEvent) bool {
	last := l.shown() - 1
	switch e.Name {
	case fyne.KeyUp:
		l.current = max(0, l.current-1)
	case fyne.KeyDown:
		l.current = l.current + 1
	case fyne.KeyHome:
		l.current = 0
	case fyne.KeyEnd:
		l.current = last
	default:
		return l.actKey(e.Name)
	}
	l.current = min(l.current, last)
	l.Refresh()
	return true
}

// actKey is a key that acts on the current row.
func (l *drawerRows) actKey(name fyne.KeyName) bool {
	switch {
	case l.current < 0:
		return false
	case name == fyne.KeyReturn, name == fyne.KeyEnter, name == fyne.KeySpace:
		l.activate(l.current)
	case name == fyne.KeyDelete && l.remove != nil:
		l.remove(l.current)
	default:
		return false
	}
	return true
}

// menu opens the menu of a row, at the pointer or, by the menu key, at the current row.
func (l *drawerRows) menu(m kit.Mouse) {
	row := l.rowAt(m.Y)
	if m.X == 0 && m.Y == 0 {
		row = l.current
		m.Absolute = m.Absolute.AddXY(0, float32(row+1)*l.height)
	}
	c := fyne.CurrentApp().Driver().CanvasForObject(l)
	if row < 0 || l.items == nil || c == nil {
		return
	}
	kit.ShowMenu(c, m.Absolute, l.items(row))
}
