package kit

import "fyne.io/fyne/v2"

// Column is a column of a Table.
type Column struct {
	Title string
	Width float32 // units; 0: what the others leave
	Share float32 // of the table's width, between Width and Most; 0: Width alone
	Most  float32
	Right bool // figures: heads and cells end at the column's right edge
}

// Cell is what a Table shows in one place. The zero font is Small, the empty token text.secondary.
type Cell struct {
	Text   string
	Font   Font
	Token  string
	Middle bool   // cut in the middle when it is too long: names and addresses
	Icon   string // Lucide name, before the text
	Glyph  State  // in the icon's place
	Tone   string // of the icon; empty: muted
}

// Table shows small data in columns, with heads that stay. It is a List: the same keys, selection and menus.
type Table struct {
	List
	columns []Column
	Cell    func(row, column int, s RowState) Cell
	Section func(row int) string // a heading in place of a row's cells, "" for none; may be nil
	Lined   bool                 // a line under every row
	Plain   bool                 // no heads

	spans []Rect // of the columns, in a row at 0
	width float32
}

const (
	tableGap  = 8
	tableIcon = 22 // icon and the room behind it
)

// NewTable returns a table whose rows have a height. A column without a width takes what the others leave.
func NewTable(rowHeight float32, columns []Column, count func() int, cell func(row, column int, s RowState) Cell) *Table {
	t := &Table{List: List{RowHeight: rowHeight, Count: count}, columns: columns, Cell: cell}
	t.PaintRow, t.PaintHead, t.RowText = t.paintRow, t.paintHead, t.Text
	t.setupList(t, &t.List)
	t.SetHead(S("height.timelineHeader"))
	return t
}

// Headless leaves the heads out, keeps 4 units above the first row and returns the table.
func (t *Table) Headless() *Table {
	t.Plain = true
	t.SetHead(4)
	return t
}

// spansFor lays the columns out in a width.
func (t *Table) spansFor(width float32) []Rect {
	if width == t.width && len(t.spans) == len(t.columns) {
		return t.spans
	}
	t.width, t.spans = width, t.spans[:0]
	room := width - 2*rowPad - tableGap*float32(len(t.columns)-1)
	free := 0
	for _, c := range t.columns {
		room -= c.fixed(width)
		if c.Width == 0 {
			free++
		}
	}
	x := float32(rowPad)
	for _, c := range t.columns {
		w := c.fixed(width)
		if c.Width == 0 {
			w = max(0, room/float32(free))
		}
		t.spans = append(t.spans, Rect{X: x, W: w})
		x += w + tableGap
	}
	return t.spans
}

func (c Column) fixed(width float32) float32 {
	if c.Share == 0 {
		return c.Width
	}
	return whole(min(c.Most, max(c.Width, c.Share*width)))
}

// CellRect is where a column's cell lies in a row.
func (t *Table) CellRect(column int, r Rect) Rect {
	s := t.spansFor(r.W)[column]
	return Rect{r.X + s.X, r.Y, s.W, r.H}
}

// Cut tells whether a cell shows less than its text.
func (t *Table) Cut(row, column int) bool {
	c := t.Cell(row, column, RowState{}).filled()
	room := t.CellRect(column, t.RowRect(row)).W
	if c.Icon != "" || c.Glyph != "" {
		room -= tableIcon
	}
	return TextWidth(c.Font, c.Text) > room
}

// Text is a row in words: its cells behind one another.
func (t *Table) Text(row int) string {
	if t.Section != nil {
		if head := t.Section(row); head != "" {
			return head
		}
	}
	words := make([]string, len(t.columns))
	for i := range words {
		words[i] = t.Cell(row, i, RowState{}).Text
	}
	return joinWords(words...)
}

func (c Cell) filled() Cell {
	if c.Font == (Font{}) {
		c.Font = Small
	}
	if c.Token == "" {
		c.Token = "text.secondary"
	}
	if c.Tone == "" {
		c.Tone = "text.muted"
	}
	return c
}

func (t *Table) paintHead(p *Pen, r Rect) {
	if t.Plain {
		return
	}
	PaintHead(p, r)
	for i, c := range t.columns {
		p.TextIn(Caption, t.CellRect(i, r), alignOf(c), c.Title, C("text.muted"))
	}
}

func alignOf(c Column) Align {
	if c.Right {
		return AlignRight
	}
	return AlignLeft
}

func (t *Table) paintRow(p *Pen, row int, r Rect, s RowState) {
	if t.Section != nil {
		if head := t.Section(row); head != "" {
			p.TextIn(SmallStrong, Rect{r.X + rowPad, r.Y, r.W - 2*rowPad, r.H}, AlignLeft, head, C("text.secondary"))
			return
		}
	}
	PaintRowBackground(p, r, s)
	if t.Lined {
		p.HLine(r.X, r.Y+r.H-1, r.W, C("border.subtle"))
	}
	for i, column := range t.columns {
		t.paintCell(p, t.CellRect(i, r), column, t.Cell(row, i, s).filled())
	}
}

func (t *Table) paintCell(p *Pen, r Rect, column Column, c Cell) {
	switch {
	case c.Glyph != "":
		p.StateIn(c.Glyph, IconRow, r.X, r)
	case c.Icon != "":
		p.IconIn(c.Icon, IconSmall, r.X, r, C(c.Tone))
	}
	if c.Icon != "" || c.Glyph != "" {
		r.X, r.W = r.X+tableIcon, r.W-tableIcon
	}
	text := c.Text
	if c.Middle {
		text = FitMiddle(c.Font, text, r.W)
	}
	p.TextIn(c.Font, r, alignOf(column), text, C(c.Token))
}

var _ fyne.Focusable = (*Table)(nil)
