package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Modal is a card over a scrim that takes the input of its window until it is closed. The keyboard stays within it.
// Escape and Enter act where the focused field does not use them.
type Modal struct {
	widget.BaseWidget
	OnEscape func()                    // the way that decides nothing; nil: the key does nothing
	OnEnter  func()                    // the default action
	OnKey    func(*fyne.KeyEvent) bool // further keys that nothing within used; false leaves a key alone

	card   fyne.CanvasObject
	canvas fyne.Canvas
	top    float32 // distance from the window's top; 0: centred
	scrim  *canvas.Rectangle
	rim    *shadowBox
	tips   *tipLayer
	before fyne.Focusable
	open   bool
}

// NewModal returns a modal around a card, which paints its own background.
func NewModal(card fyne.CanvasObject) *Modal {
	m := &Modal{card: card, tips: newTipLayer(), scrim: canvas.NewRectangle(C("surface.scrim")), rim: newShadowBox()}
	m.ExtendBaseWidget(m)
	if f, ok := card.(*Flex); ok {
		f.onReflow = m.Reflow
	}
	return m
}

// At sets the distance of the card from the window's top, where it does not have to be smaller, and returns m.
func (m *Modal) At(top float32) *Modal { m.top = top; return m }

// Open opens the modal on a window and gives focus the keyboard; nil gives it to the first that wants it.
func (m *Modal) Open(c fyne.Canvas, focus fyne.Focusable) {
	m.canvas, m.before, m.open = c, c.Focused(), true
	c.Unfocus() // else what is below goes on to look as if it had the keyboard
	c.Overlays().Add(m)
	m.fill(c.Size())
	if focus != nil {
		c.Focus(focus)
		return
	}
	c.FocusNext()
}

// Close takes the modal away and gives the keyboard back to what had it.
func (m *Modal) Close() {
	if !m.open {
		return
	}
	m.open = false
	m.canvas.Overlays().Remove(m)
	switch before := m.before.(type) {
	case nil:
	case *entry: // at rest, and to be woken
		before.field.Focus()
	default:
		m.canvas.Focus(before)
	}
}

// IsOpen tells whether the modal is shown.
func (m *Modal) IsOpen() bool { return m.open }

// Reflow lays the card out again after its content changed size.
func (m *Modal) Reflow() {
	m.place(m.Size())
	canvas.Refresh(m)
}

func (m *Modal) fill(s fyne.Size)    { m.Resize(s) }
func (m *Modal) tipLayer() *tipLayer { return m.tips }

// key is asked for keys that nothing within the modal used.
func (m *Modal) key(e *fyne.KeyEvent) bool {
	switch {
	case e.Name == fyne.KeyEscape && m.OnEscape != nil:
		m.OnEscape()
	case (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter) && m.OnEnter != nil:
		m.OnEnter()
	default:
		return m.OnKey != nil && m.OnKey(e)
	}
	return true
}

// Tapped implements fyne.Tappable: presses on the scrim do nothing.
func (m *Modal) Tapped(*fyne.PointEvent) {}

func (m *Modal) place(s fyne.Size) {
	m.scrim.Resize(s)
	m.tips.box.Resize(s)
	want := m.card.MinSize()
	size := fyne.NewSize(min(want.Width, s.Width-16), min(want.Height, s.Height-16))
	y := (s.Height - size.Height) / 2
	if m.top > 0 {
		y = min(m.top, y)
	}
	pos := fyne.NewPos(whole((s.Width-size.Width)/2), whole(max(8, y)))
	m.card.Move(pos)
	m.card.Resize(size)
	m.rim.Move(pos)
	m.rim.Resize(size)
}

// CreateRenderer implements fyne.Widget.
func (m *Modal) CreateRenderer() fyne.WidgetRenderer { return &modalRenderer{m} }

type modalRenderer struct{ m *Modal }

func (r *modalRenderer) Destroy()           {}
func (r *modalRenderer) Layout(s fyne.Size) { r.m.place(s) }
func (r *modalRenderer) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

func (r *modalRenderer) Refresh() {
	r.m.scrim.FillColor = C("surface.scrim")
	r.m.scrim.Refresh()
	r.m.place(r.m.Size())
}

func (r *modalRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.m.scrim, r.m.rim, r.m.card, r.m.tips.box}
}

// shadowBox paints the shadow of a card.
type shadowBox struct{ painted }

func newShadowBox() *shadowBox {
	b := &shadowBox{}
	b.bleed = shadowRoom
	b.setup(b, func() fyne.Size { return fyne.Size{} }, func(p *Pen, size fyne.Size) { shadow(p, bounds(size), RadiusDialog) })
	return b
}

// Dialog is what a question or form in a Modal consists of.
type Dialog struct {
	Icon    string // Lucide name, on a tile 40 by 40
	State   State  // gives the tile its colours; empty: accent
	Title   string
	Note    string // one sentence under the title
	Body    fyne.CanvasObject
	WayOut  fyne.CanvasObject   // at the left of the foot
	Buttons []fyne.CanvasObject // at its right, the safe or primary one last
	Foot    fyne.CanvasObject   // below the buttons: what comes next, keys
	Width   float32             // 0: 480
}

// dialogPad lies between the edge of a dialog and what it shows.
const dialogPad = 24

// NewDialog returns a modal with the design's dialog card.
func NewDialog(d Dialog) *Modal {
	if d.Width == 0 {
		d.Width = S("width.dialog")
	}
	card := Col(d.head(), Gap(16), Row(Grow(d.Body)).PadX(dialogPad, dialogPad), Gap(16), d.foot()).
		Width(d.Width).Fill("surface.overlay").Edge("border.strong").Radius(RadiusDialog)
	return NewModal(card)
}

func (d Dialog) head() *Flex {
	token, fill := "accent.base", "accent.tint"
	if d.State != "" {
		token, fill = d.State.Token(), d.State.Tint()
	}
	room := d.Width - 2*dialogPad
	var kids []fyne.CanvasObject
	if d.Icon != "" {
		tile := NewTile(d.Icon, 40, token, fill, RadiusCard)
		kids = append(kids, Col(tile, Space()), Gap(12))
		room -= 52
	}
	words := Col(NewLabel(d.Title).In(Heading).Wrapped(room))
	if d.Note != "" {
		words = Col(NewLabel(d.Title).In(Heading).Wrapped(room), Gap(2), NewLabel(d.Note).Colour("text.secondary").Wrapped(room))
	}
	return Row(append(kids, Grow(words))...).Pad(dialogPad, 20, dialogPad, 0)
}

func (d Dialog) foot() *Flex {
	row := []fyne.CanvasObject{}
	if d.WayOut != nil {
		row = append(row, d.WayOut)
	}
	row = append(row, Space())
	row = append(row, d.Buttons...)
	foot := []fyne.CanvasObject{Row(row...).Gaps(8).Pad(dialogPad, 16, dialogPad, 0)}
	if d.Foot != nil {
		foot = append(foot, Gap(10), Row(Grow(d.Foot)).PadX(dialogPad, dialogPad))
	}
	return Col(append(foot, Gap(14))...).Line(Top, "border.default")
}
