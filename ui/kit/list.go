package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// RowState is what a List says about a row that is to be painted. PaintRowBackground draws it.
type RowState struct {
	Selected bool
	Hovered  bool
	Focused  bool // the list has the keyboard
	Current  bool // the row the keyboard is at
}

// Muted returns the token for muted text on the row: a step brighter where the row is selected.
func (r RowState) Muted() string {
	if r.Selected {
		return "text.secondary"
	}
	return "text.muted"
}

// List shows rows of one height, any number of them, on a Surface. It keeps selection and current row; the pane
// gives the count and paints the rows. Set the fields before it is shown; call Refresh when the data changed.
type List struct {
	Surface
	RowHeight  float32
	Count      func() int
	PaintRow   func(p *Pen, row int, r Rect, state RowState)
	PaintEmpty func(p *Pen, size fyne.Size) // when there is no row; may be nil
	PaintHead  func(p *Pen, r Rect)         // the part SetHead keeps from scrolling; may be nil
	RowText    func(row int) string         // a row in words, for Describe; may be nil
	Name       string                       // what the list is of, for Describe
	Background string                       // token; surface.panel if empty
	Multi      bool                         // Shift and Ctrl select more than one row
	Fitted     bool                         // as high as its rows, in a column that scrolls; one line high when empty

	OnSelect   func(row int)                        // the current row changed; -1: none
	OnActivate func(row int)                        // Enter or a double click
	OnMenu     func(row int, m Mouse)               // secondary button or menu key on a row, which is selected by it
	OnPress    func(row int, m Mouse) bool          // a press within a row; true keeps it from selecting
	OnHover    func(row int, m Mouse)               // the pointer is over another row or place; -1: none
	OnRowKey   func(row int, e *fyne.KeyEvent) bool // a key the list does not use

	current  int
	anchor   int
	hovered  int
	selected map[int]bool
}

// NewList returns a list with rows of the given height.
func NewList(rowHeight float32, count func() int, paint func(p *Pen, row int, r Rect, state RowState)) *List {
	l := &List{RowHeight: rowHeight, Count: count, PaintRow: paint}
	l.setupList(l, l)
	return l
}

// setupList makes l ready; self is the widget that has it.
func (l *List) setupList(self fyne.Widget, painter Painter) {
	l.current, l.anchor, l.hovered, l.selected = -1, -1, -1, map[int]bool{}
	l.Init(self, painter)
	l.measure = l.layoutRows
	l.On = Events{Press: l.press, Move: l.move, Leave: l.leave, Menu: l.menu, Key: l.key}
}

// Current returns the row the keyboard is at, or -1.
func (l *List) Current() int { return l.current }

// Selected tells whether a row is selected.
func (l *List) Selected(row int) bool { return l.selected[row] }

// Selection returns how many rows are selected.
func (l *List) Selection() int { return len(l.selected) }

// Select selects one row alone, shows it and tells OnSelect if it is another one; -1 selects none.
func (l *List) Select(row int) { l.choose(row, true) }

func (l *List) choose(row int, alone bool) {
	row = min(row, l.Count()-1)
	if alone {
		clear(l.selected)
		l.anchor = row
	}
	if row >= 0 {
		l.selected[row] = true
		l.layoutRows()
		l.Reveal(float64(row)*float64(l.RowHeight), float64(l.RowHeight))
	}
	changed := row != l.current
	l.current = row
	l.Surface.Refresh()
	if changed && l.OnSelect != nil {
		l.OnSelect(row)
	}
}

// Refresh has the list painted again; rows that are gone are no longer selected.
func (l *List) Refresh() {
	n := l.Count()
	for row := range l.selected {
		if row >= n {
			delete(l.selected, row)
		}
	}
	l.current, l.hovered = min(l.current, n-1), min(l.hovered, n-1)
	l.layoutRows()
	l.Surface.Refresh()
	if l.Fitted {
		l.fit()
	}
}

func (l *List) layoutRows() { l.SetContent(0, float64(l.Count())*float64(l.RowHeight)) }

// fit asks for the height of the rows.
func (l *List) fit() {
	h := l.scroll.head + max(lineOf(l.RowHeight), float32(l.Count())*l.RowHeight)
	if h != l.min.Height {
		l.SetMinSize(l.min.Width, h)
		if l.owner != nil {
			l.owner.Reflow()
		}
	}
}

// lineOf is the height of a list without rows: a line of words.
func lineOf(rowHeight float32) float32 { return min(rowHeight, 24) }

// Hovered returns the row under the pointer, or -1.
func (l *List) Hovered() int { return l.hovered }

// RowAt returns the row at y on the surface, or -1.
func (l *List) RowAt(y float32) int {
	v := l.View()
	if y < v.Y {
		return -1
	}
	row := int((float64(y-v.Y) + l.OffsetY()) / float64(l.RowHeight))
	if row >= l.Count() {
		return -1
	}
	return row
}

// RowRect returns where a row is on the surface now; it may lie outside.
func (l *List) RowRect(row int) Rect {
	v := l.View()
	return Rect{0, v.Y + float32(float64(row)*float64(l.RowHeight)-l.OffsetY()), v.W, l.RowHeight}
}

// Paint implements Painter.
func (l *List) Paint(p *Pen, size fyne.Size) {
	bg := l.Background
	if bg == "" {
		bg = "surface.panel"
	}
	p.Fill(0, 0, size.Width, size.Height, C(bg))
	n := l.Count()
	v := l.View()
	if n == 0 && l.PaintEmpty != nil {
		l.PaintEmpty(p.Sub(Rect{0, v.Y, v.W, v.H}), fyne.NewSize(v.W, v.H))
	}
	body := p.Clipped(v)
	for row := int(l.OffsetY() / float64(l.RowHeight)); row < n; row++ {
		r := l.RowRect(row)
		if r.Y >= v.Y+v.H {
			break
		}
		l.PaintRow(body, row, r, RowState{l.selected[row], row == l.hovered, l.Focused(), row == l.current})
	}
	if l.PaintHead != nil && v.Y > 0 {
		l.PaintHead(p, Rect{0, 0, size.Width, v.Y})
	}
}

func (l *List) press(m Mouse) {
	row := l.RowAt(m.Y)
	if row < 0 || l.OnPress != nil && m.Button == desktop.MouseButtonPrimary && l.OnPress(row, m) {
		return
	}
	switch {
	case m.Button == desktop.MouseButtonSecondary && l.selected[row]:
		l.choose(row, false) // a menu on one of several selected rows is for all of them
	case l.Multi && m.Modifier&fyne.KeyModifierShortcutDefault != 0:
		l.toggle(row)
	case l.Multi && m.Modifier&fyne.KeyModifierShift != 0:
		l.extend(row)
	default:
		l.choose(row, true)
		if m.Clicks == 2 && m.Button == desktop.MouseButtonPrimary && l.OnActivate != nil {
			l.OnActivate(row)
		}
	}
}

func (l *List) toggle(row int) {
	if l.selected[row] && len(l.selected) > 1 {
		delete(l.selected, row)
		l.Surface.Refresh()
		return
	}
	l.anchor = row
	l.choose(row, false)
}

func (l *List) extend(row int) {
	from := max(l.anchor, 0)
	clear(l.selected)
	for i := min(from, row); i <= max(from, row); i++ {
		l.selected[i] = true
	}
	l.choose(row, false)
}

func (l *List) menu(m Mouse) {
	if m.X == 0 && m.Y == 0 && l.current >= 0 { // the menu key
		r := l.RowRect(l.current)
		m.X, m.Y = 24, r.Y+r.H
		m.Absolute = m.Absolute.AddXY(16, r.Y+r.H-l.View().Y)
	}
	if l.OnMenu != nil && l.current >= 0 {
		l.OnMenu(l.current, m)
	}
}

func (l *List) move(m Mouse) {
	row := l.RowAt(m.Y)
	if row != l.hovered {
		l.hovered = row
		l.Surface.Refresh()
	}
	if l.OnHover != nil {
		l.OnHover(row, m)
	}
}

func (l *List) leave() {
	l.hovered = -1
	l.Surface.Refresh()
	if l.OnHover != nil {
		l.OnHover(-1, Mouse{})
	}
}

func (l *List) key(e *fyne.KeyEvent) bool {
	page := max(1, int(l.View().H/l.RowHeight)-1)
	switch e.Name {
	case fyne.KeyUp:
		l.moveTo(l.current - 1)
	case fyne.KeyDown:
		l.moveTo(l.current + 1)
	case fyne.KeyPageUp:
		l.moveTo(l.current - page)
	case fyne.KeyPageDown:
		l.moveTo(l.current + page)
	case fyne.KeyHome:
		l.moveTo(0)
	case fyne.KeyEnd:
		l.moveTo(l.Count() - 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		if l.current < 0 || l.OnActivate == nil {
			return false
		}
		l.OnActivate(l.current)
	default:
		return l.OnRowKey != nil && l.current >= 0 && l.OnRowKey(l.current, e)
	}
	return true
}

// moveTo moves the keyboard to a row; with Shift the selection grows to it.
func (l *List) moveTo(row int) {
	row = min(max(row, 0), l.Count()-1)
	if row < 0 {
		return
	}
	if l.Multi && keyModifiers()&fyne.KeyModifierShift != 0 {
		l.extend(row)
		return
	}
	l.choose(row, true)
}
