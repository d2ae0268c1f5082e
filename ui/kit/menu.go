package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// MenuItem is a line of a menu. The zero item is a separator.
type MenuItem struct {
	Text        string
	Icon        string // Lucide name
	Keys        string // shortcut or present value, at the right in muted
	Checked     bool   // a tick in the icon's place
	Danger      bool
	Disabled    string // why it cannot act, shown in place of Keys; empty: it can
	Run         func()
	Items       func() []MenuItem // a submenu, built when it opens
	MethodToken string            // colour of Text in the data face: a method
}

// Separator is a line between groups of items.
var Separator = MenuItem{}

func (m MenuItem) separator() bool { return m.Text == "" }
func (m MenuItem) canAct() bool    { return !m.separator() && m.Disabled == "" }

var menuItemHeight = S("height.menuItem")

const (
	menuGapHeight = 9
	menuPad       = 4
	menuMinWidth  = 160
)

// submenuTime is how long the pointer rests on an item before its submenu opens.
const submenuTime = 200 * time.Millisecond

// ShowMenu opens a menu at a place in the window and gives it the keyboard: arrows, Enter, Escape, and letters jump to
// the next item that begins with them. It is moved so that it lies within the window.
func ShowMenu(c fyne.Canvas, at fyne.Position, items []MenuItem) *Menu {
	return openMenu(c, at, nil, items, 0)
}

// ShowMenuFor opens a menu under an object, or above it where there is no room.
func ShowMenuFor(o fyne.CanvasObject, items []MenuItem) *Menu {
	c := canvasOf(o)
	if c == nil {
		return nil
	}
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	return openMenu(c, pos.AddXY(0, o.Size().Height+4), o, items, o.Size().Width)
}

// Menu is an open menu.
type Menu struct {
	widget.BaseWidget
	canvas fyne.Canvas
	list   *menuList
	child  *menuList
	tips   *tipLayer
	before fyne.Focusable
	anchor fyne.CanvasObject
	closed bool
}

func openMenu(c fyne.Canvas, at fyne.Position, anchor fyne.CanvasObject, items []MenuItem, minWidth float32) *Menu {
	m := &Menu{canvas: c, tips: newTipLayer(), before: c.Focused(), anchor: anchor}
	m.list = newMenuList(m, nil, items, minWidth)
	m.ExtendBaseWidget(m)
	c.Overlays().Add(m)
	m.fill(c.Size())
	m.list.placeAt(at, c.Size())
	c.Focus(m)
	return m
}

// Close takes the menu away and gives the keyboard back to what had it.
func (m *Menu) Close() {
	if m.closed {
		return
	}
	m.closed = true
	m.canvas.Overlays().Remove(m)
	if m.before != nil {
		m.canvas.Focus(m.before)
	}
}

func (m *Menu) fill(s fyne.Size)    { m.Resize(s) }
func (m *Menu) tipLayer() *tipLayer { return m.tips }

// active returns the list the keys go to.
func (m *Menu) active() *menuList {
	if m.child != nil {
		return m.child
	}
	return m.list
}

// Tapped implements fyne.Tappable: a press beside the menu closes it.
func (m *Menu) Tapped(*fyne.PointEvent) { m.Close() }

// TappedSecondary implements fyne.SecondaryTappable.
func (m *Menu) TappedSecondary(*fyne.PointEvent) { m.Close() }

// Scrolled implements fyne.Scrollable. The menu covers the window, so that being a clip region, as everything that
// takes the wheel is, does not cut the shadow of its cards.
func (m *Menu) Scrolled(e *fyne.ScrollEvent) {
	l := m.active()
	l.scrollTo(l.offset - e.Scrolled.DY)
}

// FocusGained implements fyne.Focusable.
func (m *Menu) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (m *Menu) FocusLost() {}

// AcceptsTab implements fyne.Tabbable: Tab stays in the menu.
func (m *Menu) AcceptsTab() bool { return true }

// TypedRune implements fyne.Focusable.
func (m *Menu) TypedRune(r rune) { m.active().jump(r) }

// TypedKey implements fyne.Focusable.
func (m *Menu) TypedKey(e *fyne.KeyEvent) {
	l := m.active()
	switch e.Name {
	case fyne.KeyEscape:
		if m.child != nil {
			m.closeChild()
			return
		}
		m.Close()
	case fyne.KeyDown, fyne.KeyTab:
		l.step(1)
	case fyne.KeyUp:
		l.step(-1)
	case fyne.KeyHome:
		l.choose(-1)
		l.step(1)
	case fyne.KeyEnd:
		l.choose(len(l.items))
		l.step(-1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		l.act()
	case fyne.KeyRight:
		l.openChild()
	case fyne.KeyLeft:
		m.closeChild()
	}
}

func (m *Menu) closeChild() {
	if m.child != nil {
		m.child = nil
		m.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (m *Menu) CreateRenderer() fyne.WidgetRenderer { return &menuRenderer{m} }

type menuRenderer struct{ m *Menu }

func (r *menuRenderer) Destroy()           {}
func (r *menuRenderer) Layout(s fyne.Size) { r.m.tips.box.Resize(s) }
func (r *menuRenderer) MinSize() fyne.Size { return fyne.NewSize(1, 1) }
func (r *menuRenderer) Refresh() {
	r.m.list.raster.Refresh()
	canvas.Refresh(r.m)
}

func (r *menuRenderer) Objects() []fyne.CanvasObject {
	if r.m.child != nil {
		return []fyne.CanvasObject{r.m.list, r.m.child, r.m.tips.box}
	}
	return []fyne.CanvasObject{r.m.list, r.m.tips.box}
}
