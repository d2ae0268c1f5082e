package kit

import (
	"strconv"

	"fyne.io/fyne/v2"
)

// Tab is a tab of a strip.
type Tab struct {
	Name  string
	Count int  // muted after the name; 0 shows none
	Dot   bool // accent dot: has something set
}

// Tabs is a strip of tabs 32 units high. Those that do not fit are in a menu at the end, "2 more". Left and Right
// move the choice.
type Tabs struct {
	strip
	tabs     []Tab
	shown    int     // how many fit
	room     float32 // the width shown was worked out for
	OnChoose func(i int)
}

// NewTabs returns a strip with the first tab chosen. choose may be nil.
func NewTabs(tabs []Tab, choose func(i int)) *Tabs {
	t := &Tabs{tabs: tabs, OnChoose: choose}
	t.over, t.pick = -1, t.picked
	t.setup(t, t.size, t.paintTabs)
	return t
}

// SetTabs replaces the tabs; the choice stays on the tab of the same name if there is one.
func (t *Tabs) SetTabs(tabs []Tab) {
	name := ""
	if t.chosen < len(t.tabs) {
		name = t.tabs[t.chosen].Name
	}
	t.tabs, t.chosen, t.room = tabs, 0, 0
	for i, tab := range tabs {
		if tab.Name == name {
			t.chosen = i
		}
	}
	t.resized()
}

// Chosen returns the chosen tab.
func (t *Tabs) Chosen() int { return t.chosen }

// Choose chooses a tab without calling OnChoose.
func (t *Tabs) Choose(i int) {
	if i >= 0 && i < len(t.tabs) {
		t.chosen, t.room = i, 0
		t.raster.Refresh()
	}
}

func (t *Tabs) picked(i int) {
	if i >= t.shown && t.shown < len(t.tabs) && i == len(t.parts)-1 {
		ShowMenu(canvasOf(t), fyne.CurrentApp().Driver().AbsolutePositionForObject(t).AddXY(t.parts[i].X, 34), t.hidden())
		return
	}
	t.choose(i)
}

func (t *Tabs) choose(i int) {
	t.Choose(i)
	if t.OnChoose != nil {
		t.OnChoose(i)
	}
}

func (t *Tabs) hidden() []MenuItem {
	var items []MenuItem
	for i := t.shown; i < len(t.tabs); i++ {
		items = append(items, MenuItem{Text: t.tabs[i].Name, Keys: count(t.tabs[i].Count), Checked: i == t.chosen, Run: func() { t.choose(i) }})
	}
	return items
}

// TypedKey implements fyne.Focusable: arrows go through all tabs, also those that do not fit.
func (t *Tabs) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		t.choose(max(t.chosen-1, 0))
	case fyne.KeyRight:
		t.choose(min(t.chosen+1, len(t.tabs)-1))
	default:
		forwardKey(t, e)
	}
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

var tabHeight = S("height.tabStrip")

func tabWidth(tab Tab) float32 {
	w := up(TextWidth(SmallStrong, tab.Name)) + 16
	if tab.Count > 0 {
		w += 6 + up(TextWidth(Caption, count(tab.Count)))
	}
	if tab.Dot {
		w += 12
	}
	return w
}

func (t *Tabs) size() fyne.Size {
	w := float32(0)
	for _, tab := range t.tabs {
		w += tabWidth(tab)
	}
	return fyne.NewSize(w, tabHeight)
}

// MinSize implements fyne.CanvasObject: a strip may be narrower than its tabs.
func (t *Tabs) MinSize() fyne.Size {
	return fyne.NewSize(min(t.strip.MinSize().Width, 96), tabHeight)
}

// Natural returns the width at which all tabs show.
func (t *Tabs) Natural() float32 { return t.size().Width }

// fit works out which tabs show in a width.
func (t *Tabs) fit(width float32) {
	if t.room == width {
		return
	}
	t.room = width
	t.parts = t.parts[:0]
	x := float32(0)
	all := t.size().Width <= width+0.5
	t.shown = 0
	for _, tab := range t.tabs {
		w := tabWidth(tab)
		if !all && x+w > width-moreWidth(len(t.tabs)) {
			break
		}
		t.parts = append(t.parts, Rect{x, 0, w, tabHeight})
		x += w
		t.shown++
	}
	if t.shown < len(t.tabs) {
		t.parts = append(t.parts, Rect{x, 0, moreWidth(len(t.tabs) - t.shown), tabHeight})
	}
}

func moreText(n int) string { return strconv.Itoa(n) + " more" }

func moreWidth(n int) float32 { return up(TextWidth(Small, moreText(n))) + 16 + 18 }

func (t *Tabs) paintTabs(p *Pen, size fyne.Size) {
	t.fit(size.Width)
	for i, r := range t.parts {
		if i == t.shown {
			t.paintMore(p, r)
			continue
		}
		t.paintTab(p, r, i)
	}
}

func (t *Tabs) paintMore(p *Pen, r Rect) {
	token := "text.secondary"
	if t.chosen >= t.shown {
		token = "text.primary"
		p.Fill(r.X+8, r.Y+r.H-2, r.W-16, 2, C("accent.base"))
	}
	x := p.Text(Small, r.X+8, Baseline(r.Y, r.H, 12), moreText(len(t.tabs)-t.shown), C(token))
	p.Icon("chevron-down", 12, x+6, r.Y+10, C("text.muted"))
}

func (t *Tabs) paintTab(p *Pen, r Rect, i int) {
	tab := t.tabs[i]
	font, token := Small, "text.secondary"
	switch i {
	case t.chosen:
		font, token = SmallStrong, "text.primary"
		p.Fill(r.X+8, r.Y+r.H-2, r.W-16, 2, C("accent.base"))
		if t.focused {
			p.Outline(Rect{r.X + 1, r.Y + 3, r.W - 2, r.H - 8}, 4, 2, C("accent.focusRing"))
		}
	case t.over:
		token = "text.primary"
	}
	base := Baseline(r.Y, r.H, 12)
	x := p.Text(font, r.X+8, base, tab.Name, C(token))
	if tab.Count > 0 {
		x = p.Text(Caption, x+6, base, count(tab.Count), C("text.muted"))
	}
	if tab.Dot {
		p.Box(Rect{whole(x) + 6, r.Y + 13, 6, 6}, 3, C("accent.base"))
	}
}
