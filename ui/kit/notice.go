package kit

import "fyne.io/fyne/v2"

// emptyWidth is where the sentence of an empty state breaks in a wide pane.
const emptyWidth = 320

// NewEmpty returns what a pane shows when it has nothing: a bold line, a sentence that says what will be here, and at
// most one action, in the middle of the pane.
func NewEmpty(title, text string, actions ...fyne.CanvasObject) *Flex {
	return NewEmptyIn(emptyWidth, title, text, actions...)
}

// NewEmptyIn is NewEmpty with a sentence that breaks at a width: for narrow panes.
func NewEmptyIn(width float32, title, text string, actions ...fyne.CanvasObject) *Flex {
	lines := []fyne.CanvasObject{Space(), NewLabel(title).In(BodyStrong).Aligned(AlignCentre), NewLabel(text).Colour("text.secondary").Wrapped(width).Aligned(AlignCentre)}
	if len(actions) > 0 {
		row := append(append([]fyne.CanvasObject{Space()}, actions...), Space())
		lines = append(lines, Gap(4), Row(row...).Gaps(4))
	}
	return Col(append(lines, Space())...).Gaps(4).Pad(12, 8, 12, 8)
}

// PaintEmpty paints an empty state within a surface: a bold line and a sentence, centred.
func PaintEmpty(p *Pen, size fyne.Size, title, text string) {
	lines := Wrap(Small, text, min(emptyWidth, size.Width-24))
	y := whole((size.Height - 22 - 16*float32(len(lines))) / 2)
	p.TextIn(BodyStrong, Rect{12, y, size.Width - 24, 20}, AlignCentre, title, C("text.primary"))
	y += 22
	for _, s := range lines {
		p.TextIn(Small, Rect{12, y, size.Width - 24, 16}, AlignCentre, s, C("text.secondary"))
		y += 16
	}
}

// Finding is an error or warning that stays where the thing is.
type Finding struct {
	State   State  // gives edge and icon their colour: StateFailed, StatePaused
	Icon    string // Lucide name
	Title   string
	Text    string // may be empty
	Facts   []Fact // Where, Rule, Why, What we did
	Actions []fyne.CanvasObject
	Width   float32 // where the text breaks; 0: 360
}

// Fact is a line of a finding or dialog: a word and what there is to say.
type Fact struct {
	Name, Text string
	Mono       bool
}

// CardAround is what a card takes besides the width of its text: paddings, icon and the gap behind it.
const CardAround = 2*cardPad + 16 + cardGap

const (
	cardPad = 14
	cardGap = 10
)

// NewCard returns a finding in an outlined box.
func NewCard(f Finding) *Flex {
	if f.Width == 0 {
		f.Width = 360
	}
	token := f.State.Token()
	lines := []fyne.CanvasObject{NewLabel(f.Title).In(BodyStrong).Wrapped(f.Width)}
	if f.Text != "" {
		lines = append(lines, NewLabel(f.Text).Colour("text.secondary").Wrapped(f.Width))
	}
	if len(f.Facts) > 0 {
		lines = append(lines, Gap(2), Facts(72, f.Width, f.Facts...))
	}
	if len(f.Actions) > 0 {
		lines = append(lines, Gap(4), Row(append(f.Actions, Space())...).Gaps(4))
	}
	text := Col(lines...).Gaps(2)
	return Row(Col(Gap(2), NewIcon(f.Icon, IconNormal, token), Space()), Grow(text)).Gaps(cardGap).Pad(cardPad, 12, cardPad, 12).Edge(token).Radius(RadiusCard)
}

// Facts returns a column of facts, their names muted in a column nameWidth wide; texts break where width ends.
func Facts(nameWidth, width float32, facts ...Fact) *Flex {
	for _, f := range facts { // a long word takes the room it needs, for all rows
		nameWidth = max(nameWidth, whole(TextWidth(Small, f.Name))+12)
	}
	var rows []fyne.CanvasObject
	for _, f := range facts {
		text := NewLabel(f.Text).Wrapped(width - nameWidth)
		if f.Mono {
			text.In(Data)
		}
		rows = append(rows, Row(Fixed(Col(NewLabel(f.Name).Colour("text.muted"), Space()), nameWidth, 0), Grow(text)))
	}
	return Col(rows...).Gaps(4)
}

// FactBox returns the box of a dialog that holds its facts, one row a fact.
func FactBox(rows ...fyne.CanvasObject) *Flex {
	return Col(rows...).Pad(0, 8, 0, 8).Fill("surface.panel").Edge("border.subtle").Radius(RadiusCard)
}
