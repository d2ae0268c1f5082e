package kit

// Paddings within rows, in units.
const (
	rowPad     = 12 // from the edge of a pane to what it shows
	treeIndent = 16
	treeMargin = 4
	treeFold   = 18 // chevron and the room behind it
	treeIcon   = 22
	treeMethod = 42
)

// PaintRowBackground paints what hover and selection look like in a full-width row: tones, the accent bar, outlines in
// high contrast.
func PaintRowBackground(p *Pen, r Rect, s RowState) {
	switch {
	case s.Selected:
		p.Fill(r.X, r.Y, r.W, r.H, C(s.selectedToken()))
		if HighContrast() {
			p.Outline(r, 0, 2, C("accent.base"))
		}
		p.Fill(r.X, r.Y, 2, r.H, C("accent.base"))
	case s.Hovered && HighContrast():
		p.Outline(r, 0, 1, C("border.strong"))
	case s.Hovered:
		p.Fill(r.X, r.Y, r.W, r.H, C("surface.hover"))
	}
}

func (r RowState) selectedToken() string {
	if r.Focused {
		return "surface.selected"
	}
	return "surface.selectedInactive"
}

// Fold is whether something has parts to show, and whether they show.
type Fold uint8

// The folds.
const (
	NoFold Fold = iota
	FoldOpen
	FoldClosed
)

// FoldOf is the fold of something that has parts, or not, and shows them, or not.
func FoldOf(parts, open bool) Fold {
	switch {
	case !parts:
		return NoFold
	case open:
		return FoldOpen
	}
	return FoldClosed
}

// Chevron paints the sign of a fold at x, in the middle of r; NoFold paints nothing.
func (p *Pen) Chevron(f Fold, x float32, r Rect, token string) {
	switch f {
	case FoldOpen:
		p.IconIn("chevron-down", IconRow, x, r, C(token))
	case FoldClosed:
		p.IconIn("chevron-right", IconRow, x, r, C(token))
	}
}

// TreeRow is what a row of a tree, or of a list in a side pane, shows: 24 high, indented by 16 a step.
type TreeRow struct {
	Depth  int
	Fold   Fold
	Flat   bool   // no column for folds
	Glyph  State  // in the chevron's place
	Icon   string // Lucide name
	Method string
	Name   string
	Data   bool   // the name came from the wire: data face, cut in the middle
	Token  string // of the name; empty: secondary, primary while selected
	Note   string // at the right end
	State  State  // colours the note; empty: muted
}

// PaintTree paints a row of a tree with its background.
func PaintTree(p *Pen, r Rect, row TreeRow, s RowState) {
	paintTreeBack(p, r, s)
	x := r.X + rowPad + treeIndent*float32(row.Depth)
	p.Chevron(row.Fold, x, r, s.Muted())
	if row.Glyph != "" {
		p.StateIn(row.Glyph, IconRow, x, r)
	}
	if !row.Flat {
		x += treeFold
	}
	token := row.nameToken(s)
	if row.Icon != "" {
		p.IconIn(row.Icon, IconSmall, x, r, C("text.secondary"))
		x += treeIcon
	}
	if row.Method != "" {
		p.TextIn(DataBadge, Rect{x, r.Y, treeMethod - 2, r.H}, AlignLeft, row.Method, C(MethodToken(row.Method)))
		x += treeMethod
	}
	right := paintTreeNote(p, r, row, s)
	font, name := Small, row.Name
	if row.Data {
		font = Data
		name = FitMiddle(font, name, right-x)
	}
	p.TextIn(font, Rect{x, r.Y, right - x, r.H}, AlignLeft, name, C(token))
}

func (row TreeRow) nameToken(s RowState) string {
	switch {
	case row.Token != "":
		return row.Token
	case s.Selected:
		return "text.primary"
	}
	return "text.secondary"
}

// paintTreeNote paints the note and returns where the name must end.
func paintTreeNote(p *Pen, r Rect, row TreeRow, s RowState) float32 {
	right := r.X + r.W - rowPad
	if row.Note == "" {
		return right
	}
	font, token := Caption, s.Muted()
	if row.State != "" {
		token = row.State.Token()
	}
	return p.TextEnd(font, right, r, row.Note, C(token)) - 8
}

// paintTreeBack paints hover and selection of a row in a side pane: a rounded box 4 units from both sides.
func paintTreeBack(p *Pen, r Rect, s RowState) {
	box := Rect{r.X + treeMargin, r.Y, r.W - 2*treeMargin, r.H}
	switch {
	case s.Selected:
		p.Box(box, RadiusSmall, C(s.selectedToken()))
		if HighContrast() {
			p.Outline(box, RadiusSmall, 2, C("accent.base"))
		}
	case s.Hovered:
		p.Tint(box, RadiusSmall, "surface.hover", "border.strong", 1)
	}
}

// Text is the row as it is read out.
func (row TreeRow) Text() string { return joinWords(row.Method, row.Name, row.Note) }

// PaintHead paints the ground of column heads: an inset tone between two lines.
func PaintHead(p *Pen, r Rect) {
	p.Fill(r.X, r.Y, r.W, r.H, C("surface.inset"))
	p.HLine(r.X, r.Y, r.W, C("border.subtle"))
	p.HLine(r.X, r.Y+r.H-1, r.W, C("border.subtle"))
}

// PaintSectionHead paints the head of a part of a pane: a name and a muted fact on an inset tone.
func PaintSectionHead(p *Pen, r Rect, name, fact string) {
	p.Fill(r.X, r.Y, r.W, r.H, C("surface.inset"))
	x := p.TextAt(SmallStrong, r.X+rowPad, r, name, C("text.primary"))
	p.TextIn(Small, Rect{x + 8, r.Y, r.X + r.W - x - 20, r.H}, AlignLeft, fact, C("text.muted"))
	p.HLine(r.X, r.Y+r.H-1, r.W, C("border.subtle"))
}

// PaintCallout paints a note in a tinted box, its lines 16 high from 8 below the top.
func PaintCallout(p *Pen, r Rect, icon string, lines []string) {
	p.Tint(r, RadiusControl, "surface.selectedInactive", "border.strong", 1)
	p.Icon(icon, IconSmall, r.X+rowPad, r.Y+9, C("text.secondary"))
	for i, s := range lines {
		p.TextIn(Small, Rect{r.X + 36, r.Y + 8 + 16*float32(i), r.W - 48, 16}, AlignLeft, s, C("text.secondary"))
	}
}

// CalloutSize returns the lines of a note in a callout of a width, and the callout's height.
func CalloutSize(text string, width float32) (lines []string, height float32) {
	lines = Wrap(Small, text, max(64, width-48))
	return lines, 16*float32(len(lines)) + 16
}
