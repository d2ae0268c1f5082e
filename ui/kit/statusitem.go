package kit

import "fyne.io/fyne/v2"

// StatusItem is a fact of a status bar: an icon or a state glyph, and a few words. It may do something when pressed.
type StatusItem struct {
	control
	icon, iconToken string
	text, textToken string
	font            Font
	pad             float32
}

// Room between icon and words, and at both sides of a fact that can be pressed.
const (
	statusGap = 6
	statusPad = 4
)

// NewStatusItem returns a fact 24 units high without words. icon is a Lucide name or string(State), or empty.
func NewStatusItem(icon, token string) *StatusItem {
	s := &StatusItem{icon: icon, iconToken: token, textToken: "text.secondary", font: Caption}
	s.disabled = true // until it does something, the keyboard passes it by
	s.setup(s, s.size, s.paintItem)
	return s
}

// Pressable has run called when the fact is pressed, and returns it; tip is its tooltip.
func (s *StatusItem) Pressable(tip string, run func()) *StatusItem {
	s.disabled, s.tip, s.onTap, s.pad, s.stale = false, tip, run, statusPad, true
	return s
}

// In sets font and colour of the words and returns the fact.
func (s *StatusItem) In(font Font, token string) *StatusItem {
	s.font, s.textToken = font, token
	return s
}

// Set changes the words and tells whether that changed its width.
func (s *StatusItem) Set(text string) (changed bool) {
	if text == s.text {
		return false
	}
	old := s.size()
	s.text, s.stale = text, true
	s.raster.Refresh()
	return s.size() != old
}

// Text returns the words.
func (s *StatusItem) Text() string { return s.text }

// Look changes the icon and the colours of icon and words.
func (s *StatusItem) Look(icon, iconToken, textToken string) {
	s.icon, s.iconToken, s.textToken = icon, iconToken, textToken
	s.raster.Refresh()
}

func (s *StatusItem) textX() float32 {
	if s.icon == "" {
		return s.pad
	}
	return s.pad + IconRow + statusGap
}

func (s *StatusItem) size() fyne.Size {
	return fyne.NewSize(up(s.textX()+TextWidth(s.font, s.text)+s.pad), S("height.statusBar"))
}

func (s *StatusItem) paintItem(p *Pen, size fyne.Size) {
	r := bounds(size)
	box := Rect{0, 2, r.W, r.H - 4}
	if !s.disabled {
		s.hover(p, box, RadiusSmall)
	}
	if s.focused {
		p.Outline(box, RadiusSmall, 2, C("accent.focusRing"))
	}
	if s.icon != "" {
		p.IconIn(s.icon, IconRow, s.pad, r, C(s.iconToken))
	}
	p.TextAt(s.font, s.textX(), r, s.text, C(s.textToken))
}
