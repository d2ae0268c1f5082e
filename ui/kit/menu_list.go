package kit

import (
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// menuList is one card of items in one raster.
type menuList struct {
	painted
	menu   *Menu
	parent *menuList
	items  []MenuItem
	chosen int // -1: none
	least  float32
	stop   func()
	icons  bool
	offset float32 // a menu higher than its window is scrolled
}

var _ desktop.Hoverable = (*menuList)(nil)

func newMenuList(m *Menu, parent *menuList, items []MenuItem, least float32) *menuList {
	l := &menuList{menu: m, parent: parent, items: items, chosen: -1, least: max(least, menuMinWidth)}
	for _, it := range items {
		l.icons = l.icons || it.Icon != "" || it.Checked
	}
	l.bleed = shadowRoom
	l.setup(l, l.size, l.paintList)
	return l
}

func (l *menuList) textX() float32 {
	if l.icons {
		return 36
	}
	return 12
}

func (l *menuList) size() fyne.Size {
	w, h := l.least, float32(2*menuPad)
	for _, it := range l.items {
		h += itemHeight(it)
		right := TextWidth(Small, it.note())
		if right > 0 {
			right += 24
		}
		if it.Items != nil {
			right += 20
		}
		w = max(w, up(l.textX()+TextWidth(it.font(), it.Text)+right+16))
	}
	if l.menu != nil {
		h = min(h, max(l.menu.canvas.Size().Height-8, menuItemHeight))
	}
	return fyne.NewSize(w, h)
}

func (m MenuItem) note() string {
	if m.Disabled != "" {
		return m.Disabled
	}
	return m.Keys
}

func (m MenuItem) font() Font {
	if m.MethodToken != "" {
		return DataStrong
	}
	return Small
}

func itemHeight(it MenuItem) float32 {
	if it.separator() {
		return menuGapHeight
	}
	return menuItemHeight
}

func (l *menuList) top(i int) float32 {
	y := float32(menuPad)
	for _, it := range l.items[:i] {
		y += itemHeight(it)
	}
	return y
}

// at returns the item at y of the card, or -1.
func (l *menuList) at(y float32) int {
	pos := menuPad - l.offset
	for i, it := range l.items {
		h := itemHeight(it)
		if y >= pos && y < pos+h {
			return i
		}
		pos += h
	}
	return -1
}

func (l *menuList) placeAt(at fyne.Position, window fyne.Size) {
	size := l.MinSize()
	if at.Y+size.Height > window.Height-4 {
		flipped := at.Y - size.Height
		if l.menu.anchor != nil && l.parent == nil {
			flipped -= l.menu.anchor.Size().Height + 8
		}
		at.Y = max(4, min(max(flipped, window.Height-4-size.Height), window.Height-4-size.Height))
	}
	at.X = max(4, min(at.X, window.Width-4-size.Width))
	l.Move(fyne.NewPos(whole(at.X), whole(at.Y)))
	l.Resize(size)
}

func (l *menuList) choose(i int) {
	if l.chosen != i {
		l.chosen = i
		l.raster.Refresh()
	}
}

// reveal scrolls so that the chosen item shows.
func (l *menuList) reveal() {
	y := l.top(l.chosen)
	l.scrollTo(min(l.offset, y-menuPad))
	l.scrollTo(max(l.offset, y+menuItemHeight+menuPad-l.Size().Height))
}

func (l *menuList) scrollTo(y float32) {
	y = max(0, min(y, l.top(len(l.items))+menuPad-l.Size().Height))
	if y != l.offset {
		l.offset = y
		l.raster.Refresh()
	}
}

// step moves the choice to the next item that is not a separator, round the ends.
func (l *menuList) step(d int) {
	n := len(l.items)
	i := l.chosen
	if i < 0 && d < 0 {
		i = 0
	}
	for range n {
		i = (i + d + n) % n
		if !l.items[i].separator() {
			l.choose(i)
			l.reveal()
			return
		}
	}
}

func (l *menuList) act() {
	if l.chosen < 0 || l.chosen >= len(l.items) || !l.items[l.chosen].canAct() {
		return
	}
	it := l.items[l.chosen]
	if it.Items != nil {
		l.openChild()
		return
	}
	l.menu.Close()
	if it.Run != nil {
		it.Run()
	}
}

func (l *menuList) openChild() {
	if l.parent != nil || l.chosen < 0 || l.chosen >= len(l.items) || l.items[l.chosen].Items == nil || !l.items[l.chosen].canAct() {
		return
	}
	c := newMenuList(l.menu, l, l.items[l.chosen].Items(), 0)
	window := l.menu.canvas.Size()
	at := l.Position().AddXY(l.Size().Width+4, l.top(l.chosen)-l.offset-menuPad)
	if at.X+c.MinSize().Width > window.Width-4 {
		at.X = l.Position().X - c.MinSize().Width - 4
	}
	l.menu.child = c
	c.placeAt(at, window)
	c.step(1)
	l.menu.Refresh()
}

// jump chooses the next item that begins with a letter.
func (l *menuList) jump(r rune) {
	n := len(l.items)
	for k := 1; k <= n; k++ {
		i := (max(l.chosen, -1) + k) % n
		if it := l.items[i]; !it.separator() && foldEqual(it.Text, r) {
			l.choose(i)
			l.reveal()
			return
		}
	}
}

// MouseIn implements desktop.Hoverable.
func (l *menuList) MouseIn(e *desktop.MouseEvent) { l.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (l *menuList) MouseMoved(e *desktop.MouseEvent) {
	i := l.at(e.Position.Y)
	if i >= 0 && l.items[i].separator() {
		i = -1
	}
	if i == l.chosen {
		return
	}
	l.choose(i)
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
	if l.parent == nil {
		l.stop = after(submenuTime, func() {
			if !l.menu.closed && l.chosen == i {
				l.menu.closeChild()
				l.openChild()
			}
		})
	}
}

// MouseOut implements desktop.Hoverable.
func (l *menuList) MouseOut() {
	if l.menu.child == nil || l.parent != nil {
		l.choose(-1)
	}
}

// Tapped implements fyne.Tappable.
func (l *menuList) Tapped(e *fyne.PointEvent) {
	l.choose(l.at(e.Position.Y))
	l.act()
}

func (l *menuList) paintList(p *Pen, size fyne.Size) {
	r := bounds(size)
	shadow(p, r, RadiusCard)
	p.Box(r, RadiusCard, C("surface.overlay"))
	p.Outline(r, RadiusCard, 1, C("border.strong"))
	p = p.Clipped(r.Inset(1))
	y := menuPad - l.offset
	for i, it := range l.items {
		h := itemHeight(it)
		if it.separator() {
			p.HLine(12, y+4, size.Width-24, C("border.default"))
		} else {
			l.paintItem(p, Rect{menuPad, y, size.Width - 2*menuPad, h}, it, i == l.chosen)
		}
		y += h
	}
}

func (l *menuList) paintItem(p *Pen, r Rect, it MenuItem, chosen bool) {
	text, muted := "text.primary", "text.muted"
	switch {
	case !it.canAct():
		text, muted = "text.disabled", "text.disabled"
	case it.Danger:
		text = "danger.text"
	case it.MethodToken != "":
		text = it.MethodToken
	}
	if chosen {
		p.Tint(r, RadiusControl, "surface.selected", "accent.base", 2)
	}
	icon, iconToken := it.Icon, text
	if it.Checked {
		icon = "check"
	}
	if icon != "" {
		if it.canAct() && !it.Danger {
			iconToken = "text.secondary"
		}
		p.Icon(icon, 16, r.X+8, r.Y+6, C(iconToken))
	}
	right := r.X + r.W - 8
	if it.Items != nil {
		p.Icon("chevron-right", 14, right-12, r.Y+7, C(muted))
		right -= 20
	}
	if n := it.note(); n != "" {
		w := TextWidth(Small, n)
		p.Text(Small, right-w, Baseline(r.Y, r.H, 12), n, C(muted))
		right -= w + 16
	}
	p.TextIn(it.font(), Rect{l.textX(), r.Y, right - l.textX(), r.H}, AlignLeft, it.Text, C(text))
}

// foldEqual tells whether s begins with r, whatever the case.
func foldEqual(s string, r rune) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return unicode.ToLower(first) == unicode.ToLower(r)
}
