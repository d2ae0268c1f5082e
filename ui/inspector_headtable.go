package ui

import (
	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Sizes of the Headers tab.
var (
	headRowHeight  = kit.S("height.tableRow")
	headWrapHeight = kit.S("heads.line") // of every further line of a value
	headEdge       = kit.U(3)
	headTitle      = kit.S("heads.title") // where the words of a finding begin, behind its icon
)

const (
	headNamePart    = 0.36 // of the width, for names
	headLongestText = 200  // lines of one value
)

// headTable is the heads as a table whose rows are as high as their values need.
type headTable struct {
	kit.Surface
	h        *inspectorHeads
	rows     []headRow
	lines    [][]string // of each value, wrapped
	tops     []float64  // of each row, and of the end
	width    float32
	current  int
	hovered  int
	revealed map[string]bool
}

func newHeadTable(h *inspectorHeads) *headTable {
	t := &headTable{h: h, current: -1, hovered: -1, revealed: map[string]bool{}}
	t.Init(t, t)
	t.On = kit.Events{Press: t.press, Move: t.hover, Leave: func() { t.setHovered(-1) }, Menu: t.menu, Key: t.key, Shortcut: t.shortcut, CursorAt: t.cursorAt, Describe: t.describe}
	return t
}

// describe is the current line in words; what is masked stays masked.
func (t *headTable) describe() string {
	if t.current < 0 || t.current >= len(t.rows) {
		return "Headers, " + timeline.Count(int64(len(t.rows))) + " lines"
	}
	return "Headers, " + t.lineText(t.current)
}

func (t *headTable) reset() {
	t.rows, t.current, t.hovered = nil, -1, -1
	clear(t.revealed)
	t.ScrollTo(0, 0)
	t.layoutRows()
}

func (t *headTable) setRows(rows []headRow) {
	t.rows = rows
	t.current = min(t.current, len(rows)-1)
	t.layoutRows()
}

// Resize implements fyne.CanvasObject: values are wrapped anew.
func (t *headTable) Resize(s fyne.Size) {
	t.Surface.Resize(s)
	if s.Width != t.width {
		t.layoutRows()
	}
}

// value is what a row shows for its value.
func (t *headTable) value(i int) string {
	r := &t.rows[i]
	if r.secret && !t.revealed[r.key(i)] {
		return session.MaskField(session.Field{Name: r.name, Value: r.value}).Value
	}
	return r.value
}

func (t *headTable) nameWidth() float32 {
	widest := kit.S("heads.name")
	for i := range t.rows {
		if t.rows[i].kind == headField {
			widest = max(widest, kit.TextWidth(kit.Data, t.rows[i].name)+kit.U(4))
		}
	}
	return min(widest, kit.S("heads.nameMost"), t.width*headNamePart)
}

// layoutRows wraps the values and adds up the heights.
func (t *headTable) layoutRows() {
	t.width = t.Size().Width
	t.lines, t.tops = t.lines[:0], append(t.tops[:0], 0)
	y := 0.0
	room := t.width - headEdge - t.nameWidth() - kit.U(9)
	for i := range t.rows {
		var lines []string
		h := float64(headRowHeight)
		switch r := &t.rows[i]; r.kind {
		case headField:
			lines = wrapData(t.value(i), int(room/kit.Advance(kit.Data)))
			h += float64(len(lines)-1) * float64(headWrapHeight)
		case headFinding:
			lines = kit.Wrap(kit.Small, r.value, max(kit.S("heads.textLeast"), t.width-headTitle-kit.U(4)))
			h += float64(len(lines)) * float64(headWrapHeight)
		case headLine:
			lines = wrapData(r.value, int((t.width-2*headEdge)/kit.Advance(kit.Data)))
			h += float64(len(lines)-1) * float64(headWrapHeight)
		}
		y += h
		t.lines, t.tops = append(t.lines, lines), append(t.tops, y)
	}
	t.SetContent(0, y+8)
	t.Refresh()
}

// wrapData breaks a value from the wire into lines of so many characters: it has no words to break at.
func wrapData(s string, columns int) []string {
	columns = max(columns, 8)
	var out []string
	n, start := 0, 0
	for i := range s {
		if n == columns {
			if len(out) == headLongestText-1 {
				return append(out, s[start:i]+"…")
			}
			out = append(out, s[start:i])
			n, start = 0, i
		}
		n++
	}
	return append(out, s[start:])
}

// eye is where a masked value is revealed.
func (t *headTable) eye(i int) kit.Rect {
	return kit.Rect{X: t.width - headEdge - kit.IconSmall - kit.U(2), Y: float32(t.tops[i]-t.OffsetY()) + (headRowHeight-kit.IconSmall)/2, W: kit.IconSmall, H: kit.IconSmall}
}

func (t *headTable) rowAt(y float32) int {
	at := float64(y) + t.OffsetY()
	for i := range t.rows {
		if at < t.tops[i+1] {
			return i
		}
	}
	return -1
}

func (t *headTable) setHovered(i int) {
	if i != t.hovered {
		t.hovered = i
		t.Refresh()
	}
}

func (t *headTable) hover(m kit.Mouse) {
	i := t.rowAt(m.Y)
	t.setHovered(i)
	near, tip := kit.Rect{}, ""
	switch {
	case i < 0 || t.rows[i].kind != headField:
	case t.onEye(i, m):
		near, tip = t.eye(i), "Show the value"
		if t.revealed[t.rows[i].key(i)] {
			tip = "Mask the value"
		}
	case t.rows[i].finding != nil:
		near = kit.Rect{X: 0, Y: float32(t.tops[i] - t.OffsetY()), W: t.width, H: headRowHeight}
		tip = t.rows[i].finding.Title + "\n" + findingLine(t.rows[i].finding)
	}
	t.SetTip(near, tip)
}

func (t *headTable) onEye(i int, m kit.Mouse) bool {
	return i >= 0 && t.rows[i].secret && t.eye(i).Inset(-kit.U(1.5)).Contains(m.X, m.Y)
}

func (t *headTable) cursorAt(x, y float32) desktop.Cursor {
	if i := t.rowAt(y); t.onEye(i, kit.Mouse{X: x, Y: y}) {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

func (t *headTable) press(m kit.Mouse) {
	i := t.rowAt(m.Y)
	if i < 0 || t.rows[i].kind == headSection {
		return
	}
	if m.Button == desktop.MouseButtonPrimary && t.onEye(i, m) {
		t.reveal(i)
	}
	t.choose(i)
}

func (t *headTable) choose(i int) {
	t.current = i
	t.Reveal(t.tops[i], t.tops[i+1]-t.tops[i])
	t.Refresh()
}

// reveal shows a masked value, or masks it again.
func (t *headTable) reveal(i int) {
	k := t.rows[i].key(i)
	t.revealed[k] = !t.revealed[k]
	t.layoutRows()
}

func (t *headTable) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyDown:
		t.step(1)
	case fyne.KeyUp:
		t.step(-1)
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		if t.current < 0 || !t.rows[t.current].secret {
			return false
		}
		t.reveal(t.current)
	default:
		return false
	}
	return true
}

// step goes to the next line that is no section head.
func (t *headTable) step(by int) {
	for i := t.current + by; i >= 0 && i < len(t.rows); i += by {
		if t.rows[i].kind != headSection {
			t.choose(i)
			return
		}
	}
}

func (t *headTable) shortcut(sc fyne.Shortcut) bool {
	if _, ok := sc.(*fyne.ShortcutCopy); !ok || t.current < 0 {
		return false
	}
	t.h.i.copy(t.lineText(t.current))
	return true
}

// lineText is a row as it is copied: masked unless it was revealed.
func (t *headTable) lineText(i int) string {
	r := &t.rows[i]
	switch r.kind {
	case headField:
		return r.name + ": " + t.value(i)
	case headFinding:
		return r.name + ". " + r.value
	}
	return r.value
}

func (t *headTable) menu(m kit.Mouse) {
	shell := kit.ShellOf(t)
	if shell == nil || t.current < 0 {
		return
	}
	kit.ShowMenu(shell.Canvas(), m.Absolute, t.menuItems(t.current))
}

func (t *headTable) menuItems(i int) []kit.MenuItem {
	r := &t.rows[i]
	items := []kit.MenuItem{{Text: "Copy", Icon: "copy", Keys: "Ctrl C", Run: func() { t.h.i.copy(t.lineText(i)) }}}
	if r.kind != headField {
		return items
	}
	items[0].Text = "Copy name and value"
	items = append(items, kit.MenuItem{Text: "Copy value", Run: func() { t.h.i.copy(t.value(i)) }}, kit.MenuItem{Text: "Copy name", Run: func() { t.h.i.copy(r.name) }})
	if r.secret {
		text := "Show the value"
		if t.revealed[r.key(i)] {
			text = "Mask the value"
		}
		items = append(items, kit.Separator, kit.MenuItem{Text: text, Keys: "Space", Run: func() { t.reveal(i) }})
	}
	return items
}
