package ui

import (
	"fyne.io/fyne/v2"

	"ladle/ui/kit"
)

// drawerHint lies behind a property's row: its name, the dot that says it differs, tooltip and menu. It never takes the
// keyboard; the control does.
type drawerHint struct {
	kit.Surface
	row    *drawerProperty
	effect string
	wheel  func(*fyne.ScrollEvent)
}

func newDrawerHint(row *drawerProperty) *drawerHint {
	h := &drawerHint{row: row}
	h.Init(h, h)
	h.SetMinSize(0, drawerPropertyHeight)
	h.On = kit.Events{Move: func(kit.Mouse) { h.SetTip(kit.Rect{W: h.Size().Width, H: h.Size().Height}, h.tip()) }, Menu: h.menu}
	return h
}

// Scrolled implements fyne.Scrollable: the wheel is the drawer's.
func (h *drawerHint) Scrolled(e *fyne.ScrollEvent) {
	if h.wheel != nil {
		h.wheel(e)
	}
}

// Disabled implements fyne.Disableable: the keyboard passes it by.
func (h *drawerHint) Disabled() bool { return true }

// Enable implements fyne.Disableable; it does nothing.
func (h *drawerHint) Enable() {}

// Disable implements fyne.Disableable; it does nothing.
func (h *drawerHint) Disable() {}

func (h *drawerHint) say(effect string) { h.effect = effect; h.Refresh() }

func (h *drawerHint) tip() string {
	info := h.row.info
	unset := info.Default
	if unset == "" {
		unset = "unset"
	}
	return info.Name + "\n" + info.About + " Default: " + unset + ". " + drawerEffect(info.Effect) + "."
}

func (h *drawerHint) menu(m kit.Mouse) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(h); c != nil {
		kit.ShowMenu(c, m.Absolute, h.row.menuItems())
	}
}

// Paint implements kit.Painter.
func (h *drawerHint) Paint(p *kit.Pen, size fyne.Size) {
	p.Fill(0, 0, size.Width, size.Height, kit.C("surface.base"))
	base := kit.Baseline(0, size.Height, 12)
	if h.effect != "" {
		p.Text(kit.Small, 12, base, h.effect, kit.C("accent.base"))
		return
	}
	x := p.Text(kit.Small, 12, base, h.row.info.Name, kit.C("text.primary"))
	if h.row.differs() {
		p.Box(kit.Rect{X: x + 8, Y: (size.Height - 6) / 2, W: 6, H: 6}, 3, kit.C("accent.base"))
	}
}
