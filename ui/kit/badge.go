package kit

import "fyne.io/fyne/v2"

// badge is what Badge, Pill, Tag and KeyCap have in common: a short text in a small box.
type badge struct {
	painted
	glyph              State
	text               string
	font               Font
	height, pad        float32
	token, fill        string
	edge, contrastEdge string
}

func (b *badge) size() fyne.Size {
	w := up(TextWidth(b.font, b.text)) + 2*b.pad
	if b.glyph != "" {
		w += 16
	}
	return fyne.NewSize(w, b.height)
}

func (b *badge) paintBadge(p *Pen, size fyne.Size) {
	r := Rect{0, (size.Height - b.height) / 2, size.Width, b.height}
	p.Tint(r, RadiusSmall, b.fill, b.contrastEdge, 1)
	p.Outline(r, RadiusSmall, 1, C(orNone(b.edge)))
	x := b.pad
	if b.glyph != "" {
		p.State(b.glyph, 10, x, r.Y+(b.height-10)/2)
		x += 16
	}
	p.TextIn(b.font, Rect{x, r.Y, size.Width - x - b.pad + 1, r.H}, AlignLeft, b.text, C(b.token))
}

func (b *badge) set(text string) {
	if b.text != text {
		b.text = text
		b.resized()
	}
}

// Badge is a neutral fact of a word or two: "h1", "2 changed".
type Badge struct{ badge }

// NewBadge returns a badge 16 units high.
func NewBadge(text string) *Badge {
	b := &Badge{badge{text: text, font: Caption, height: S("height.badge"), pad: 4, token: "text.secondary", fill: "surface.hover", contrastEdge: "border.strong"}}
	b.setup(b, b.size, b.paintBadge)
	return b
}

// Mono sets the text in the data face and returns the badge.
func (b *Badge) Mono() *Badge { b.font = DataCaption; b.stale = true; return b }

// SetText replaces the text.
func (b *Badge) SetText(s string) { b.set(s) }

// Pill says what became of a message: glyph and text on the tint of the state.
type Pill struct{ badge }

// NewPill returns a pill 20 units high.
func NewPill(state State, text string) *Pill {
	l := &Pill{badge{text: text, font: DataStrong, height: 20, pad: 8}}
	l.setup(l, l.size, l.paintBadge)
	l.Set(state, text)
	return l
}

// Set changes state and text.
func (l *Pill) Set(state State, text string) {
	l.glyph, l.token, l.fill, l.contrastEdge = state, state.Token(), state.Tint(), state.Token()
	l.raster.Refresh()
	l.set(text)
}

// KeyCap is one key of a combination.
type KeyCap struct{ badge }

// NewKeyCap returns a key cap 18 units high.
func NewKeyCap(key string) *KeyCap {
	k := &KeyCap{badge{text: key, font: Caption, height: 18, pad: 5, token: "text.muted", fill: "surface.hover", edge: "border.default", contrastEdge: "border.default"}}
	k.setup(k, k.size, k.paintBadge)
	return k
}

// KeyCaps returns a row with a cap for every part of a combination.
func KeyCaps(k Key) *Flex {
	var caps []fyne.CanvasObject
	for _, part := range k.Parts() {
		caps = append(caps, NewKeyCap(part))
	}
	return Row(caps...).Gaps(3)
}

func tagFont(state State) Font {
	if state == StatePaused {
		return CaptionStrong
	}
	return Caption
}

// TagWidth returns the width of a tag.
func TagWidth(text string, state State) float32 { return up(TextWidth(tagFont(state), text)) + 10 }

// PaintTag paints what a row is about now ("2 redirects") in a box 16 units high whose right edge is at right and that
// is centred on the row r; it returns the x where the box begins. A state colours it; the empty one is neutral.
func PaintTag(p *Pen, r Rect, right float32, text string, state State) float32 {
	font, token, fill, edge := tagFont(state), "text.secondary", "surface.pressed", "border.strong"
	if state != "" {
		token, fill, edge = state.Token(), state.Tint(), state.Token()
	}
	w := TagWidth(text, state)
	box := Rect{right - w, r.Y + (r.H-16)/2, w, 16}
	p.Tint(box, RadiusSmall, fill, edge, 1)
	p.TextIn(font, Rect{box.X + 5, box.Y, w - 9, 16}, AlignLeft, text, C(token))
	return box.X
}

// Chip switches a filter: glyph, name, count.
type Chip struct {
	control
	glyph     State
	name      string
	count     string
	on        bool
	menu      bool
	OnChanged func(bool) // a person switched it; Set does not call it
}

// NewChip returns a chip 24 units high; glyph may be empty, changed may be nil.
func NewChip(glyph State, name string, changed func(on bool)) *Chip {
	c := &Chip{glyph: glyph, name: name, OnChanged: changed}
	c.onTap = func() {
		c.Set(!c.on)
		if c.OnChanged != nil {
			c.OnChanged(c.on)
		}
	}
	c.setup(c, c.size, c.paintChip)
	return c
}

// NewMenuChip returns a chip that opens a menu when pressed, for chips that had to be folded into one.
func NewMenuChip(name string, items func() []MenuItem) *Chip {
	c := &Chip{name: name, menu: true, on: true}
	c.onTap = func() { ShowMenuFor(c, items()) }
	c.setup(c, c.size, c.paintChip)
	return c
}

// On tells whether it is on.
func (c *Chip) On() bool { return c.on }

// Set switches it without calling OnChanged.
func (c *Chip) Set(on bool) {
	if c.on != on {
		c.on = on
		c.raster.Refresh()
	}
}

// SetCount replaces the count, as it is to be read.
func (c *Chip) SetCount(s string) {
	if c.count != s {
		c.count = s
		c.resized()
	}
}

func (c *Chip) size() fyne.Size {
	w := 16 + up(TextWidth(Small, c.name))
	if c.glyph != "" {
		w += 16
	}
	if c.count != "" {
		w += 6 + up(TextWidth(Caption, c.count))
	}
	if c.menu {
		w += 18
	}
	return fyne.NewSize(w, S("height.chip"))
}

func (c *Chip) paintChip(p *Pen, size fyne.Size) {
	r := bounds(size)
	name, number := "text.secondary", "text.muted"
	if c.on {
		p.Tint(r, RadiusControl, "accent.tint", "accent.base", 2)
		name, number = "text.primary", "text.secondary"
	}
	if c.disabled {
		name, number = "text.disabled", "text.disabled"
	}
	c.hover(p, r, RadiusControl)
	c.ring(p, r, RadiusControl)
	x, base := float32(8), Baseline(0, size.Height, 12)
	if c.glyph != "" {
		p.State(c.glyph, 10, x, 7)
		x += 16
	}
	x = p.Text(Small, x, base, c.name, C(name))
	if c.count != "" {
		x = p.Text(Caption, x+6, base, c.count, C(number))
	}
	if c.menu {
		p.Icon("chevron-down", 12, x+6, 6, C("text.muted"))
	}
}

// Link is a text that does something when pressed.
type Link struct {
	control
	text string
}

// NewLink returns a link in Small.
func NewLink(text string, run func()) *Link {
	l := &Link{text: text}
	l.onTap = run
	l.setup(l, func() fyne.Size { return fyne.NewSize(up(TextWidth(Small, l.text)), 20) }, l.paintLink)
	return l
}

// SetText replaces the text.
func (l *Link) SetText(s string) {
	if l.text != s {
		l.text = s
		l.resized()
	}
}

func (l *Link) paintLink(p *Pen, size fyne.Size) {
	l.ring(p, bounds(size), 2)
	c := C("text.link")
	switch {
	case l.disabled:
		c = C("text.disabled")
	case l.pressed:
		c = C("text.primary")
	}
	base := Baseline(0, size.Height, 12)
	x := p.Text(Small, 0, base, l.text, c)
	if (l.hovered || l.pressed || CurrentAccent() == Graphite || HighContrast()) && !l.disabled {
		p.Fill(0, base+2, x, l.stroke(), c)
	}
}
