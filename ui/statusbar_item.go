package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ladle/ui/kit"
)

// statusItem is a fact of the status bar: an icon or state glyph, and a few words.
type statusItem struct {
	row  *kit.Flex
	icon *kit.Symbol
	text *kit.Label
}

func newStatusItem(icon, token string) *statusItem {
	i := &statusItem{icon: kit.NewIcon(icon, 12, token), text: kit.NewLabel("").In(kit.Caption).Colour("text.secondary")}
	i.row = kit.Row(i.icon, i.text).Gaps(6)
	return i
}

// set changes the words and tells whether the item came or went.
func (i *statusItem) set(text string, shown bool) bool {
	i.text.SetText(text)
	return timelineShow(i.row, shown)
}

func (i *statusItem) look(icon, token, text string) {
	i.icon.Set(icon, token)
	i.text.Colour(text)
}

// statusButton is a fact of the status bar that does something when pressed. It takes the keyboard like a button.
type statusButton struct {
	kit.Surface
	glyph kit.State // "" for none
	text  string
	font  kit.Font
	token string
	tip   string
	run   func()
}

func newStatusButton(run func()) *statusButton {
	b := &statusButton{run: run}
	b.Init(b, b)
	b.On = kit.Events{
		Press: func(m kit.Mouse) {
			if m.Button == desktop.MouseButtonPrimary {
				b.act()
			}
		},
		Key:      b.key,
		Move:     func(kit.Mouse) { b.SetTip(kit.Rect{W: b.Size().Width, H: statusBarHeight}, b.tip); b.Refresh() },
		Leave:    b.Refresh,
		CursorAt: func(float32, float32) desktop.Cursor { return desktop.PointerCursor },
	}
	b.Hide()
	return b
}

func (b *statusButton) act() {
	if b.run != nil {
		b.run()
	}
}

func (b *statusButton) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		b.act()
		return true
	}
	return false
}

// set changes the words and tells whether the row must be laid out again.
func (b *statusButton) set(text string, shown bool) bool {
	changed := timelineShow(b, shown) || (shown && text != b.text)
	if text != b.text {
		b.text = text
		b.SetMinSize(b.textX()+kit.TextWidth(b.font, text)+4, statusBarHeight-1)
		b.Refresh()
	}
	return changed
}

func (b *statusButton) textX() float32 {
	if b.glyph != "" {
		return 22
	}
	return 4
}

// Paint implements kit.Painter.
func (b *statusButton) Paint(p *kit.Pen, size fyne.Size) {
	p.Fill(0, 0, size.Width, size.Height, kit.C("surface.base"))
	if b.Hovered() {
		p.Box(kit.Rect{Y: 2, W: size.Width, H: size.Height - 4}, 4, kit.C("surface.hover"))
	}
	if b.glyph != "" {
		p.State(b.glyph, 12, 4, (size.Height-12)/2)
	}
	p.Text(b.font, b.textX(), kit.Baseline(0, size.Height, b.font.Size), b.text, kit.C(b.token))
}
