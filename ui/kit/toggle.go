package kit

import "fyne.io/fyne/v2"

// Switch turns something on or off at once. Off is an outline and on is filled, so that it can be read without
// colour.
type Switch struct {
	control
	on        bool
	OnChanged func(bool) // a person changed it; Set does not call it
}

// NewSwitch returns a switch 28 by 16 units. changed may be nil.
func NewSwitch(on bool, changed func(bool)) *Switch {
	s := &Switch{on: on, OnChanged: changed}
	s.onTap = s.flip
	s.setup(s, func() fyne.Size { return fyne.NewSize(28, 16) }, s.paintSwitch)
	return s
}

// On tells whether it is on.
func (s *Switch) On() bool { return s.on }

// Set turns it on or off without calling OnChanged.
func (s *Switch) Set(on bool) {
	if s.on != on {
		s.on = on
		s.raster.Refresh()
	}
}

func (s *Switch) flip() {
	s.Set(!s.on)
	if s.OnChanged != nil {
		s.OnChanged(s.on)
	}
}

func (s *Switch) paintSwitch(p *Pen, size fyne.Size) {
	r := Rect{(size.Width - 28) / 2, (size.Height - 16) / 2, 28, 16}
	s.ring(p, r, 8)
	track, knob := "border.control", "border.control"
	switch {
	case s.disabled:
		track, knob = "text.disabled", "text.disabled"
	case s.on:
		track, knob = s.accentFill(), "white"
	case s.pressed:
		track, knob = "text.primary", "text.primary"
	case s.hovered:
		track, knob = "text.secondary", "text.secondary"
	}
	if !s.on {
		p.Outline(r, 8, s.stroke(), C(track))
		p.Box(Rect{r.X + 3, r.Y + 3, 10, 10}, 5, C(knob))
		return
	}
	p.Box(r, 8, C(track))
	if s.disabled {
		knob = "surface.base"
	}
	p.Box(Rect{r.X + 15, r.Y + 3, 10, 10}, 5, C(knob))
}

// Checkbox includes or leaves out something; its label, if any, is part of what can be pressed.
type Checkbox struct {
	control
	on        bool
	label     string
	OnChanged func(bool) // a person changed it; Set does not call it
}

// NewCheckbox returns a checkbox with a label, which may be empty. changed may be nil.
func NewCheckbox(label string, on bool, changed func(bool)) *Checkbox {
	b := &Checkbox{on: on, label: label, OnChanged: changed}
	b.onTap = b.flip
	b.setup(b, b.size, b.paintCheckbox)
	return b
}

// On tells whether it is ticked.
func (b *Checkbox) On() bool { return b.on }

// Set ticks or clears it without calling OnChanged.
func (b *Checkbox) Set(on bool) {
	if b.on != on {
		b.on = on
		b.raster.Refresh()
	}
}

func (b *Checkbox) flip() {
	b.Set(!b.on)
	if b.OnChanged != nil {
		b.OnChanged(b.on)
	}
}

func (b *Checkbox) size() fyne.Size {
	if b.label == "" {
		return fyne.NewSize(16, 16)
	}
	return fyne.NewSize(24+up(TextWidth(Small, b.label)), 20)
}

func (b *Checkbox) paintCheckbox(p *Pen, size fyne.Size) {
	r := Rect{0, (size.Height - 16) / 2, 16, 16}
	b.ring(p, r, RadiusSmall)
	fill, edge, text := "none", "border.control", "text.primary"
	switch {
	case b.disabled:
		edge, text = "text.disabled", "text.disabled"
	case b.pressed:
		edge = "text.primary"
	case b.hovered:
		edge = "text.secondary"
	}
	if b.on && !b.disabled {
		fill, edge = b.accentFill(), "none"
	}
	p.Box(r, RadiusSmall, C(fill))
	p.Outline(r, RadiusSmall, b.stroke(), C(edge))
	if b.on {
		token := "white"
		if b.disabled {
			token = "text.disabled"
		}
		p.Icon("check"+heavy, 12, r.X+2, r.Y+2, C(token))
	}
	if b.label != "" {
		p.TextIn(Small, Rect{24, 0, size.Width - 24, size.Height}, AlignLeft, b.label, C(text))
	}
}

// RadioOption is a line of a Radio: its name and what there is to say about it.
type RadioOption struct {
	Text string
	Note string
	Warn bool // the note is a warning
}

// Radio chooses one of several lines, 28 units each. Up and Down move the choice.
type Radio struct {
	strip
	options   []RadioOption
	noteX     float32
	OnChanged func(i int) // a person chose; Choose does not call it
}

// NewRadio returns a group with an option chosen. changed may be nil.
func NewRadio(options []RadioOption, chosen int, changed func(int)) *Radio {
	g := &Radio{options: options, OnChanged: changed}
	g.over, g.chosen, g.vertical, g.pick = -1, chosen, true, g.picked
	for _, o := range options {
		g.noteX = max(g.noteX, up(TextWidth(SmallStrong, o.Text)))
	}
	g.noteX += 24 + 16
	g.setup(g, g.size, g.paintRadio)
	return g
}

// Chosen returns the chosen option.
func (g *Radio) Chosen() int { return g.chosen }

// Choose chooses an option without calling OnChanged.
func (g *Radio) Choose(i int) { g.chosen = i; g.raster.Refresh() }

func (g *Radio) picked(i int) {
	if i != g.chosen {
		g.Choose(i)
		if g.OnChanged != nil {
			g.OnChanged(i)
		}
	}
}

const radioHeight = 28

func (g *Radio) size() fyne.Size {
	w := float32(0)
	g.parts = g.parts[:0]
	for i, o := range g.options {
		note := TextWidth(Small, o.Note)
		if o.Warn {
			note += 18
		}
		line := g.noteX + note
		w = max(w, up(line))
		g.parts = append(g.parts, Rect{0, float32(i) * radioHeight, line, radioHeight})
	}
	return fyne.NewSize(w, radioHeight*float32(len(g.options)))
}

func (g *Radio) paintRadio(p *Pen, size fyne.Size) {
	for i, o := range g.options {
		y := float32(i) * radioHeight
		g.paintDot(p, Rect{0, y + 6, 16, 16}, i)
		font, token := Small, "text.secondary"
		if i == g.chosen {
			font, token = SmallStrong, "text.primary"
		}
		if g.disabled {
			token = "text.disabled"
		}
		p.TextIn(font, Rect{24, y, g.noteX - 24, radioHeight}, AlignLeft, o.Text, C(token))
		x, note := g.noteX, "text.muted"
		if o.Warn {
			note = "status.clientError"
			p.Icon("triangle-alert", 12, x, y+8, C(note))
			x += 18
		}
		p.TextIn(Small, Rect{x, y, size.Width - x, radioHeight}, AlignLeft, o.Note, C(note))
	}
}

func (g *Radio) paintDot(p *Pen, r Rect, i int) {
	if i == g.chosen {
		g.ring(p, r, 8)
		token := "accent.base"
		if g.disabled {
			token = "text.disabled"
		}
		p.Outline(r, 8, 5, C(token))
		return
	}
	token := "border.control"
	if i == g.over {
		token = "text.secondary"
	}
	if g.disabled {
		token = "text.disabled"
	}
	p.Outline(r, 8, 1, C(token))
}

// Segmented chooses one of a few words in a trough. Left and Right move the choice.
type Segmented struct {
	strip
	options   []string
	height    float32
	OnChanged func(i int) // a person chose; Choose does not call it
}

// NewSegmented returns a segmented control 28 units high with an option chosen. changed may be nil.
func NewSegmented(options []string, chosen int, changed func(int)) *Segmented {
	s := &Segmented{options: options, height: ButtonNormal, OnChanged: changed}
	s.over, s.chosen, s.pick = -1, chosen, s.picked
	s.setup(s, s.size, s.paintSegments)
	return s
}

// Small makes it 24 units high and returns it.
func (s *Segmented) Small() *Segmented { s.height = ButtonSmall; s.stale = true; return s }

// Chosen returns the chosen option.
func (s *Segmented) Chosen() int { return s.chosen }

// Choose chooses an option without calling OnChanged.
func (s *Segmented) Choose(i int) { s.chosen = i; s.raster.Refresh() }

func (s *Segmented) picked(i int) {
	if i != s.chosen {
		s.Choose(i)
		if s.OnChanged != nil {
			s.OnChanged(i)
		}
	}
}

func (s *Segmented) size() fyne.Size {
	x := float32(2)
	s.parts = s.parts[:0]
	for _, o := range s.options {
		w := up(TextWidth(SmallStrong, o)) + 20
		s.parts = append(s.parts, Rect{x, 2, w, s.height - 4})
		x += w
	}
	return fyne.NewSize(x+2, s.height)
}

func (s *Segmented) paintSegments(p *Pen, size fyne.Size) {
	r := bounds(size)
	s.ring(p, r, RadiusControl)
	p.Box(r, RadiusControl, C("surface.inset"))
	p.Outline(r, RadiusControl, 1, C("border.default"))
	for i, part := range s.parts {
		font, token := Small, "text.secondary"
		switch {
		case i == s.chosen:
			p.Tint(part, RadiusSmall, "surface.selected", "accent.base", 2)
			font, token = SmallStrong, "text.primary"
		case i == s.over && !s.disabled:
			p.Tint(part, RadiusSmall, "surface.hover", "border.strong", 1)
		}
		if s.disabled {
			token = "text.disabled"
		}
		p.TextIn(font, part, AlignCentre, s.options[i], C(token))
	}
}
