package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// RequestTab is a tab of the window: a request, or a page such as Settings.
type RequestTab struct {
	Method string // coloured; empty for a page
	Icon   string // Lucide name, for a page
	Name   string
	Dirty  bool  // has unsaved changes
	State  State // glyph while it runs; empty: none
}

// RequestTabs is the bar of open requests, 40 units high, with a button for a new one. Tabs that do not fit are in a
// menu, "2 more"; the chosen tab always shows.
type RequestTabs struct {
	strip
	tabs     []RequestTab
	visible  []int // indexes of the tabs in parts
	overX    bool  // the pointer is on a close cross
	drag     tabDrag
	OnChoose func(i int)
	OnClose  func(i int) // the cross, or the middle button
	OnNew    func()
	OnMenu   func(i int, at fyne.Position) // secondary button; at is in the window
	OnMove   func(from, to int)            // dragged, or moved by a key; nil: tabs stay where they are
}

// NewRequestTabs returns an empty bar; set its callbacks before it is shown.
func NewRequestTabs() *RequestTabs {
	t := &RequestTabs{}
	t.over, t.pick = -1, t.picked
	t.setup(t, func() fyne.Size { return fyne.NewSize(120, requestTabHeight) }, t.paintTabs)
	return t
}

var requestTabHeight = S("height.topBar")

// Widths of a tab and of the button for a new one.
const (
	requestTabLeast = 120
	requestTabMost  = 220
	newTabWidth     = 40
)

// SetTabs replaces the tabs and chooses one.
func (t *RequestTabs) SetTabs(tabs []RequestTab, chosen int) {
	t.tabs, t.chosen = tabs, chosen
	t.raster.Refresh()
}

// Chosen returns the chosen tab.
func (t *RequestTabs) Chosen() int { return t.chosen }

func requestTabWidth(tab RequestTab) float32 {
	w := 12 + 8 + up(TextWidth(Small, tab.Name)) + 8 + 16 + 10
	if tab.Method != "" {
		w += up(TextWidth(DataBadge, tab.Method))
	} else {
		w += 14
	}
	return min(max(w, requestTabLeast), requestTabMost)
}

// arrangeTabs decides which tabs show: as many as fit from the first one, and the chosen one in place of the last.
func (t *RequestTabs) arrangeTabs(width float32) {
	room := width - newTabWidth
	total := float32(0)
	for _, tab := range t.tabs {
		total += requestTabWidth(tab)
	}
	if total > room {
		room -= moreWidth(len(t.tabs)) + 8
	}
	t.visible = t.visible[:0]
	used := float32(0)
	for i, tab := range t.tabs {
		if used += requestTabWidth(tab); used > room && i > 0 {
			break
		}
		t.visible = append(t.visible, i)
	}
	if n := len(t.visible); n > 0 && t.chosen >= n {
		for used = requestTabWidth(t.tabs[t.chosen]); n > 1; n-- {
			if sum := t.widthOf(t.visible[:n-1]); sum+used <= room {
				break
			}
		}
		t.visible = append(t.visible[:n-1], t.chosen)
	}
	t.place()
}

func (t *RequestTabs) widthOf(tabs []int) (w float32) {
	for _, i := range tabs {
		w += requestTabWidth(t.tabs[i])
	}
	return w
}

func (t *RequestTabs) place() {
	t.parts = t.parts[:0]
	x := float32(0)
	put := func(w float32) {
		t.parts = append(t.parts, Rect{x, 0, w, requestTabHeight})
		x += w
	}
	for _, i := range t.visible {
		put(requestTabWidth(t.tabs[i]))
	}
	if n := len(t.tabs) - len(t.visible); n > 0 {
		put(moreWidth(n) + 8)
	}
	put(newTabWidth)
}

// what tells what a part is: a tab, the menu of further tabs, or the button for a new one.
func (t *RequestTabs) what(part int) (tab int, more, fresh bool) {
	switch {
	case part < 0:
		return -1, false, false
	case part < len(t.visible):
		return t.visible[part], false, false
	case part == len(t.parts)-1:
		return -1, false, true
	}
	return -1, true, false
}

func (t *RequestTabs) picked(part int) {
	switch tab, more, fresh := t.what(part); {
	case fresh && t.OnNew != nil:
		t.OnNew()
	case more:
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(t).AddXY(t.parts[part].X, requestTabHeight)
		ShowMenu(canvasOf(t), at, t.rest())
	case tab >= 0 && t.overX && t.OnClose != nil:
		t.OnClose(tab)
	case tab >= 0 && t.OnChoose != nil:
		t.OnChoose(tab)
	}
}

// rest lists the tabs that do not fit.
func (t *RequestTabs) rest() []MenuItem {
	shown := map[int]bool{}
	for _, i := range t.visible {
		shown[i] = true
	}
	var items []MenuItem
	for i, tab := range t.tabs {
		if !shown[i] {
			items = append(items, MenuItem{Text: tab.Name, Icon: tab.Icon, Keys: tab.Method, Run: func() {
				if t.OnChoose != nil {
					t.OnChoose(i)
				}
			}})
		}
	}
	return items
}

// TypedKey implements fyne.Focusable: arrows choose the next tab, Page Up and Page Down move the chosen one,
// Delete closes.
func (t *RequestTabs) TypedKey(e *fyne.KeyEvent) {
	choose := func(i int) {
		if i >= 0 && i < len(t.tabs) && t.OnChoose != nil {
			t.OnChoose(i)
		}
	}
	switch e.Name {
	case fyne.KeyLeft:
		choose(t.chosen - 1)
	case fyne.KeyRight:
		choose(t.chosen + 1)
	case fyne.KeyPageUp:
		t.move(t.chosen, t.chosen-1)
	case fyne.KeyPageDown:
		t.move(t.chosen, t.chosen+1)
	case fyne.KeyDelete:
		if t.OnClose != nil && t.chosen < len(t.tabs) {
			t.OnClose(t.chosen)
		}
	default:
		forwardKey(t, e)
	}
}

// MouseMoved implements desktop.Hoverable.
func (t *RequestTabs) MouseMoved(e *desktop.MouseEvent) {
	was := t.overX
	part := t.partAt(e.Position)
	tab, _, _ := t.what(part)
	t.overX = tab >= 0 && closeRect(t.parts[part]).Contains(e.Position.X, e.Position.Y)
	if was != t.overX {
		t.raster.Refresh()
	}
	t.strip.MouseMoved(e)
}

// MouseOut implements desktop.Hoverable.
func (t *RequestTabs) MouseOut() {
	t.overX = false
	t.strip.MouseOut()
}

// MouseDown implements desktop.Mouseable: the middle button closes, the secondary one opens the menu.
func (t *RequestTabs) MouseDown(e *desktop.MouseEvent) {
	tab, _, _ := t.what(t.partAt(e.Position))
	switch {
	case tab < 0:
	case e.Button == desktop.MouseButtonTertiary && t.OnClose != nil:
		t.OnClose(tab)
	case e.Button == desktop.MouseButtonSecondary && t.OnMenu != nil:
		t.OnMenu(tab, e.AbsolutePosition)
	}
	t.drag = tabDrag{}
	if e.Button == desktop.MouseButtonPrimary {
		t.drag = tabDrag{part: t.partAt(e.Position), at: e.Position.X}
	}
	t.strip.MouseDown(e)
}

func closeRect(tab Rect) Rect { return Rect{tab.X + tab.W - 28, tab.Y + 10, 20, 20} }

func (t *RequestTabs) paintTabs(p *Pen, size fyne.Size) {
	t.arrangeTabs(size.Width)
	p.Fill(0, 0, size.Width, size.Height, C("surface.base"))
	p.HLine(0, size.Height-1, size.Width, C("border.default"))
	for part, r := range t.parts {
		switch tab, more, _ := t.what(part); {
		case tab >= 0 && t.drag.moved && part == t.drag.part:
		case tab >= 0:
			t.paintTab(p, r, t.tabs[tab], tab == t.chosen, part == t.over && !t.drag.moved)
		case more:
			t.hoverPart(p, r, part)
			x := p.Text(Small, r.X+12, Baseline(r.Y, r.H, 12), moreText(len(t.tabs)-len(t.visible)), C("text.secondary"))
			p.Icon("chevron-down", 12, x+6, r.Y+14, C("text.muted"))
		default:
			t.hoverPart(p, r, part)
			p.Icon("plus", 16, r.X+12, r.Y+12, C("text.secondary"))
		}
	}
	if t.drag.moved {
		t.paintDragged(p, size.Width)
	}
}

func (t *RequestTabs) hoverPart(p *Pen, r Rect, part int) {
	if part == t.over {
		p.Tint(Rect{r.X + 4, r.Y + 6, r.W - 8, r.H - 12}, 6, "surface.hover", "border.strong", 1)
	}
}

func (t *RequestTabs) paintTab(p *Pen, r Rect, tab RequestTab, chosen, over bool) {
	token := "text.secondary"
	switch {
	case chosen:
		token = "text.primary"
		p.Fill(r.X, r.Y, r.W, r.H, C("surface.panel"))
		p.Fill(r.X, r.Y, r.W, 2, C("accent.base"))
	case over:
		p.Fill(r.X, r.Y, r.W-1, r.H-1, C("surface.hover"))
	}
	p.VLine(r.X+r.W-1, r.Y, r.H, C("border.default"))
	if chosen && t.focused {
		p.Outline(Rect{r.X + 4, r.Y + 6, r.W - 9, r.H - 12}, 4, 2, C("accent.focusRing"))
	}
	x, base := r.X+12, Baseline(r.Y, r.H, 12)
	if tab.Method != "" {
		x = p.Text(DataBadge, x, base, tab.Method, C(MethodToken(tab.Method)))
	} else if tab.Icon != "" {
		p.Icon(tab.Icon, 14, x, r.Y+13, C("accent.base"))
		x += 14
	}
	end := r.X + r.W - 32
	p.TextIn(Small, Rect{x + 8, r.Y, end - x - 8, r.H}, AlignLeft, tab.Name, C(token))
	t.paintMark(p, closeRect(r), tab, over)
}

// paintMark draws the close cross under the pointer, else what there is to say about the tab.
func (t *RequestTabs) paintMark(p *Pen, r Rect, tab RequestTab, over bool) {
	switch {
	case over:
		if t.overX {
			p.Tint(r, 4, "surface.pressed", "border.strong", 1)
		}
		p.Icon("x", 14, r.X+3, r.Y+3, C("text.secondary"))
	case tab.State != "":
		p.State(tab.State, 12, r.X+4, r.Y+4)
	case tab.Dirty:
		p.Box(Rect{r.X + 6, r.Y + 6, 8, 8}, 4, C("text.secondary"))
	}
}
