package kit

import "fyne.io/fyne/v2"

// Combo shows a choice and opens a menu of the others.
type Combo struct {
	control
	text   string
	icon   string
	font   Font
	token  string
	height float32
	width  float32 // 0: from the text
	plain  bool
	Items  func() []MenuItem // built when the menu opens
}

// NewCombo returns a combo 28 units high that shows text; items builds its menu, whose items' Run set the new text.
func NewCombo(text string, items func() []MenuItem) *Combo {
	c := &Combo{text: text, font: Small, token: "text.primary", height: ButtonNormal, Items: items}
	c.onTap = c.open
	c.onKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyDown {
			c.open()
			return true
		}
		return false
	}
	c.setup(c, c.size, c.paintCombo)
	return c
}

// NewSelect returns a combo over plain options; changed may be nil.
func NewSelect(options []string, chosen int, changed func(i int)) *Combo {
	var c *Combo
	c = NewCombo(options[chosen], func() []MenuItem {
		var items []MenuItem
		for i, o := range options {
			items = append(items, MenuItem{Text: o, Checked: o == c.text, Run: func() {
				c.SetText(o)
				if changed != nil {
					changed(i)
				}
			}})
		}
		return items
	})
	return c
}

// High sets the height and returns the combo.
func (c *Combo) High(h float32) *Combo { c.height = h; c.stale = true; return c }

// Wide fixes the width and returns the combo.
func (c *Combo) Wide(w float32) *Combo { c.width = w; c.stale = true; return c }

// WithIcon puts a Lucide icon before the text and returns the combo.
func (c *Combo) WithIcon(name string) *Combo { c.icon = name; c.stale = true; return c }

// Method shows the text as an HTTP method, in its colour, and returns the combo.
func (c *Combo) Method() *Combo { c.font, c.token = DataStrong, ""; c.stale = true; return c }

// Plain leaves out box and edge until the pointer is over it, and returns the combo: for strips.
func (c *Combo) Plain() *Combo { c.plain, c.token = true, "text.secondary"; c.stale = true; return c }

// Tip sets the tooltip and returns the combo.
func (c *Combo) Tip(s string) *Combo { c.tip = s; return c }

// Text returns what is shown.
func (c *Combo) Text() string { return c.text }

// SetText replaces what is shown.
func (c *Combo) SetText(s string) {
	if c.text != s {
		c.text = s
		c.resized()
	}
}

func (c *Combo) open() { ShowMenuFor(c, c.Items()) }

func (c *Combo) size() fyne.Size {
	if c.width > 0 {
		return fyne.NewSize(c.width, c.height)
	}
	w := 8 + up(TextWidth(c.font, c.text)) + 8 + 12 + 8
	if c.icon != "" {
		w += 20
	}
	return fyne.NewSize(w, c.height)
}

func (c *Combo) paintCombo(p *Pen, size fyne.Size) {
	r := bounds(size)
	edge, text := "border.default", c.token
	if text == "" {
		text = MethodToken(c.text)
	}
	if c.disabled {
		edge, text = "border.subtle", "text.disabled"
	}
	if !c.plain {
		p.Box(r, RadiusControl, C("surface.raised"))
		p.Outline(r, RadiusControl, 1, C(edge))
	}
	c.hover(p, r, RadiusControl)
	c.ring(p, r, RadiusControl)
	x := float32(8)
	if c.icon != "" {
		p.IconIn(c.icon, IconSmall, x, r, C("text.secondary"))
		x += 20
	}
	p.TextIn(c.font, Rect{x, 0, size.Width - x - 24, size.Height}, AlignLeft, c.text, C(text))
	p.IconIn("chevron-down", IconRow, size.Width-20, r, C("text.muted"))
}
