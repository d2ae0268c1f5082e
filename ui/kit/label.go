package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Label is a text in one colour, on one line or wrapped at a width. It is painted by the pen, so that it stands on the
// same baseline as text in rasters.
type Label struct {
	painted
	text  string
	token string
	font  Font
	align Align
	wrap  float32
	limit float32
	lines []string
}

// NewLabel returns a label in Small and text.primary.
func NewLabel(text string) *Label {
	l := &Label{text: text, token: "text.primary", font: Small}
	l.setup(l, l.size, l.paintText)
	return l
}

// In sets the font and returns the label.
func (l *Label) In(f Font) *Label { l.font = f; return l.changed() }

// Colour sets the colour token and returns the label.
func (l *Label) Colour(token string) *Label {
	if l.token != token {
		l.token = token
		l.raster.Refresh()
	}
	return l
}

// Aligned sets where the text stands when the label is wider than the text, and returns the label.
func (l *Label) Aligned(a Align) *Label { l.align = a; return l.changed() }

// Wrapped breaks the text into lines at most width units wide, and returns the label. 0 means one line.
func (l *Label) Wrapped(width float32) *Label { l.wrap = width; return l.changed() }

// AtMost limits the natural width; longer text is cut with an ellipsis. A label in less room than it asked for is cut
// too.
func (l *Label) AtMost(width float32) *Label { l.limit = width; return l.changed() }

// Text returns the text.
func (l *Label) Text() string { return l.text }

// SetText replaces the text. The row around the label is laid out again only if the width changed.
func (l *Label) SetText(s string) {
	if s == l.text {
		return
	}
	old := l.size()
	l.text = s
	if l.lines = nil; l.size() != old {
		l.resized()
		return
	}
	l.raster.Refresh()
}

func (l *Label) changed() *Label {
	l.lines = nil
	l.resized()
	return l
}

// lineHeight is 16 for the small sizes and 20 for the others, as the design says.
func lineHeight(f Font) float32 {
	switch {
	case f.Size <= 12:
		return 16
	case f.Size <= 15:
		return 20
	}
	return 28
}

func (l *Label) broken() []string {
	if l.wrap <= 0 {
		return []string{l.text}
	}
	if l.lines == nil {
		l.lines = Wrap(l.font, l.text, l.wrap)
	}
	return l.lines
}

func (l *Label) size() fyne.Size {
	w := float32(0)
	lines := l.broken()
	for _, s := range lines {
		w = max(w, up(TextWidth(l.font, s)))
	}
	if l.limit > 0 {
		w = min(w, l.limit)
	}
	return fyne.NewSize(w, lineHeight(l.font)*float32(len(lines)))
}

func (l *Label) paintText(p *Pen, size fyne.Size) {
	lines := l.broken()
	h := lineHeight(l.font)
	y := (size.Height - h*float32(len(lines))) / 2
	for _, s := range lines {
		p.TextIn(l.font, Rect{0, y, size.Width, h}, l.align, s, C(l.token))
		y += h
	}
}

// Symbol is a Lucide icon or a state glyph of one size in one colour.
type Symbol struct {
	painted
	name, token string
	side        float32
}

// NewIcon returns a Lucide icon, side units wide and high, in a colour token.
func NewIcon(name string, side float32, token string) *Symbol {
	s := &Symbol{name: name, token: token, side: side}
	s.setup(s, func() fyne.Size { return fyne.NewSquareSize(s.side) }, s.paintSymbol)
	return s
}

// Set changes icon and colour.
func (s *Symbol) Set(name, token string) {
	if s.name != name || s.token != token {
		s.name, s.token = name, token
		s.raster.Refresh()
	}
}

func (s *Symbol) paintSymbol(p *Pen, size fyne.Size) {
	p.Icon(s.name, s.side, (size.Width-s.side)/2, (size.Height-s.side)/2, C(s.token))
}

// Panel is a plain coloured area: a ground, a divider. Rows and columns paint rounded and edged grounds by themselves.
type Panel struct {
	widget.BaseWidget
	token string
	rect  *canvas.Rectangle
	want  fyne.Size
	look  seen
}

// NewPanel returns an area w by h units in a colour token.
func NewPanel(token string, w, h float32) *Panel {
	b := &Panel{token: token, rect: canvas.NewRectangle(C(token)), want: fyne.NewSize(w, h)}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer implements fyne.Widget.
func (b *Panel) CreateRenderer() fyne.WidgetRenderer { return &panelRenderer{b} }

type panelRenderer struct{ b *Panel }

func (r *panelRenderer) Destroy()                     {}
func (r *panelRenderer) Layout(s fyne.Size)           { r.b.rect.Resize(s) }
func (r *panelRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.b.rect} }
func (r *panelRenderer) Refresh() {
	r.b.rect.FillColor = C(r.b.token)
	r.b.rect.Refresh()
}

func (r *panelRenderer) MinSize() fyne.Size {
	if r.b.look.outdated() {
		r.Refresh()
	}
	return r.b.want
}

// NewDivider returns a line one unit wide and h high between items of a row.
func NewDivider(h float32) *Panel { return NewPanel("border.default", 1, h) }
