package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
)

// ButtonKind is how much weight a button has.
type ButtonKind uint8

// The kinds. At most one Primary a view; Danger is filled red only in a confirmation, which is DangerPrimary.
const (
	Secondary ButtonKind = iota
	Primary
	Ghost
	Danger
	DangerPrimary
)

// Heights of buttons: in strips, by default, in the URL bar and dialogs.
var (
	ButtonSmall  = S("height.fieldSmall")
	ButtonNormal = S("height.button")
	ButtonLarge  = S("height.buttonLarge")
)

// Button is a labelled button. Enter and Space press it while it has the focus.
type Button struct {
	control
	text, icon string
	kind       ButtonKind
	height     float32
	radii      [4]float32
}

// NewButton returns a button 28 units high that calls run when pressed.
func NewButton(text string, kind ButtonKind, run func()) *Button {
	b := &Button{text: text, kind: kind, height: ButtonNormal, radii: [4]float32{RadiusControl, RadiusControl, RadiusControl, RadiusControl}}
	b.onTap = run
	b.setup(b, b.size, b.paintButton)
	return b
}

// High sets the height, one of ButtonSmall, ButtonNormal and ButtonLarge, and returns the button.
func (b *Button) High(h float32) *Button { b.height = h; b.stale = true; return b }

// WithIcon puts a Lucide icon before the text and returns the button.
func (b *Button) WithIcon(name string) *Button { b.icon = name; b.stale = true; return b }

// Tip sets the tooltip and returns the button.
func (b *Button) Tip(s string) *Button { b.tip = s; return b }

// SetText replaces the text.
func (b *Button) SetText(s string) {
	if b.text != s {
		b.text = s
		b.resized()
	}
}

// SetKind changes the weight.
func (b *Button) SetKind(k ButtonKind) { b.kind = k; b.raster.Refresh() }

// Text returns the text.
func (b *Button) Text() string { return b.text }

// SetRun replaces what the button does.
func (b *Button) SetRun(run func()) { b.onTap = run }

func (b *Button) font() Font {
	if b.height >= ButtonLarge {
		return BodyStrong
	}
	return SmallStrong
}

func (b *Button) padding() float32 {
	switch {
	case b.height >= ButtonLarge:
		return 16
	case b.height < ButtonNormal:
		return 8
	}
	return 12
}

const buttonIconGap = 6

func (b *Button) size() fyne.Size {
	w := up(TextWidth(b.font(), b.text)) + 2*b.padding()
	if b.icon != "" {
		w += IconSmall + buttonIconGap
	}
	return fyne.NewSize(w, b.height)
}

// buttonFill returns background, edge and text colour for a kind and what happens to the button.
func (c *control) buttonFill(kind ButtonKind) (fill, edge, text string) {
	switch {
	case c.disabled && kind == Ghost:
		return "none", "none", "text.disabled"
	case c.disabled && kind == Secondary && !HighContrast():
		return "surface.raised", "none", "text.disabled"
	case c.disabled:
		return "none", "border.subtle", "text.disabled"
	}
	switch kind {
	case Primary:
		return c.accentFill(), "none", "text.onAccent"
	case Ghost:
		return "none", "none", "text.secondary"
	case Danger:
		if HighContrast() { // where the strong border is the pointer's
			return "none", "danger.text", "danger.text"
		}
		return "none", "border.strong", "danger.text"
	case DangerPrimary:
		return "danger.fill", "none", "text.onAccent"
	}
	return "surface.raised", "border.default", "text.primary"
}

// face paints the body of a button, without its text, and returns the colour the text has.
func (c *control) face(p *Pen, r Rect, kind ButtonKind, radii [4]float32) color.NRGBA {
	fill, edge, text := c.buttonFill(kind)
	p.BoxCorners(r, radii, C(fill))
	if kind != Primary && !c.disabled && !HighContrast() {
		switch {
		case c.pressed:
			p.BoxCorners(r, radii, C("surface.pressed"))
		case c.hovered:
			p.BoxCorners(r, radii, C("surface.hover"))
		}
	}
	stroke := float32(1)
	if HighContrast() && c.edge() > 0 && !c.disabled {
		edge, stroke = "border.strong", c.edge()
	}
	p.OutlineCorners(r, radii, stroke, C(edge))
	return C(text)
}

func (b *Button) paintButton(p *Pen, size fyne.Size) {
	r := bounds(size)
	col := b.face(p, r, b.kind, b.radii)
	b.ring(p, r, b.radii[0])
	w := TextWidth(b.font(), b.text)
	if b.icon != "" {
		w += IconSmall + buttonIconGap
	}
	x := max(b.padding(), (size.Width-w)/2)
	if b.icon != "" {
		p.Icon(b.icon, IconSmall, x, (size.Height-IconSmall)/2, col)
		x += IconSmall + buttonIconGap
	}
	p.TextIn(b.font(), Rect{x, 0, size.Width - x - b.padding()/2, size.Height}, AlignLeft, b.text, col)
}

// SplitButton is a button with a second half that opens a menu of variants.
type SplitButton struct {
	*Flex
	Main *Button
	More *IconButton
}

// NewSplitButton returns a split button 32 units high. run is what its main half does, items what the menu shows when
// the other half is pressed; tip is that half's tooltip.
func NewSplitButton(text string, kind ButtonKind, run func(), tip string, items func() []MenuItem) *SplitButton {
	s := &SplitButton{Main: NewButton(text, kind, run).High(ButtonLarge)}
	s.Main.radii = [4]float32{RadiusControl, 0, RadiusControl, 0}
	s.More = NewIconButton("chevron-down", tip, nil)
	s.More.half, s.More.kind, s.More.side = true, kind, ButtonLarge
	s.More.onTap = func() { ShowMenuFor(s.More, items()) }
	s.Flex = Row(s.Main, s.More)
	return s
}

// SetText replaces the text and weight of the main half.
func (s *SplitButton) SetText(text string, kind ButtonKind) {
	s.Main.SetKind(kind)
	s.More.kind = kind
	s.More.raster.Refresh()
	s.Main.SetText(text)
}

// IconButton is a button that shows an icon only, so it always has a tooltip.
type IconButton struct {
	control
	icon string
	side float32
	on   bool
	half bool // the right half of a split button
	calm bool // faint until the pointer is over it
	kind ButtonKind
}

// NewIconButton returns an icon button 28 units wide and high.
func NewIconButton(icon, tip string, run func()) *IconButton {
	b := &IconButton{icon: icon, side: ButtonNormal}
	b.tip, b.onTap = tip, run
	b.setup(b, b.size, b.paintButton)
	return b
}

// Calm draws the icon faintly until the pointer is over it, and returns the button: for actions repeated in rows.
func (b *IconButton) Calm() *IconButton { b.calm = true; return b }

// Small makes the button 20 units, for strips and rows, and returns it.
func (b *IconButton) Small() *IconButton { b.side = 20; b.stale = true; return b }

// SetOn shows the button as on or off.
func (b *IconButton) SetOn(on bool) {
	if b.on != on {
		b.on = on
		b.raster.Refresh()
	}
}

// On tells whether the button is shown as on.
func (b *IconButton) On() bool { return b.on }

// SetIcon replaces the icon.
func (b *IconButton) SetIcon(name string) { b.icon = name; b.raster.Refresh() }

// SetRun replaces what the button does.
func (b *IconButton) SetRun(run func()) { b.onTap = run }

func (b *IconButton) size() fyne.Size {
	if b.half {
		return fyne.NewSize(27, b.side)
	}
	return fyne.NewSquareSize(b.side)
}

func (b *IconButton) paintButton(p *Pen, size fyne.Size) {
	r := bounds(size)
	if b.half {
		col := b.face(p, r, b.kind, [4]float32{0, RadiusControl, 0, RadiusControl})
		p.VLine(0, 0, size.Height, C(b.seam()))
		b.ring(p, r, RadiusControl)
		p.Icon(b.icon, 14, 7, (size.Height-14)/2, col)
		return
	}
	radius, glyph := RadiusControl, IconNormal
	if b.side < ButtonSmall {
		radius, glyph = RadiusSmall, IconSmall
	}
	token := "text.secondary"
	switch {
	case b.disabled, b.calm && !b.hovered && !b.focused:
		token = "text.disabled"
	case b.on:
		token = "accent.base"
		p.Tint(r, radius, "accent.tint", "accent.base", 2)
	case b.hovered:
		token = "text.primary"
	}
	b.hover(p, r, radius)
	b.ring(p, r, radius)
	p.Icon(b.icon, glyph, (size.Width-glyph)/2, (size.Height-glyph)/2, C(token))
}

func (b *IconButton) seam() string {
	if b.kind == Primary && !b.disabled {
		return "border.onAccent"
	}
	return "border.default"
}
