package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// TableRow is a name with a value: a header, a parameter, a form field.
type TableRow struct {
	Off     bool // left out
	Name    string
	Value   string
	Problem string // why the row is wrong, in a line below it
	Note    string // of an automatic row: a badge at the end, such as "why"
}

func (r TableRow) blank() bool { return r.Name == "" && r.Value == "" }

// TableEditor edits rows of name and value. There is always an empty row at the end; typing in it makes it a row.
// Automatic rows follow, greyed: they are not edited but can be left out.
type TableEditor struct {
	widget.BaseWidget
	OnChanged   func()                     // a person changed the rows
	OnAutomatic func(name string, on bool) // a person left out an automatic row, or took it back
	OnNote      func(row TableRow)         // the note of an automatic row was pressed
	Problem     func(row TableRow) string  // checks a row while it is edited; may be nil
	Spans       func(value string) []Span  // colours values; may be nil

	rows      []*tableLine
	automatic []TableRow
	autoHead  *FoldHead
	names     [2]string
	nameWidth float32
	col       *Flex
}

// tableLine is a row on the screen.
type tableLine struct {
	row         TableRow
	check       *Checkbox
	name, value *Field
	remove      *IconButton
	was         *Label
	bar         *Panel // says that the row was changed
	trouble     *Label
	flex        *Flex
}

// Widths and height of a table's rows.
var tableRowHeight = S("height.tableRow")

const tableNameWidth = 144

// NewTableEditor returns an empty table with the heads of its two columns.
func NewTableEditor(nameHead, valueHead string) *TableEditor {
	t := &TableEditor{names: [2]string{nameHead, valueHead}, nameWidth: tableNameWidth, col: Col()}
	t.autoHead = NewFoldHead("", func(bool) { t.rebuild() }).High(S("height.sectionHead"))
	t.ExtendBaseWidget(t)
	t.SetRows(nil)
	return t
}

// SetRows replaces the rows without calling OnChanged.
func (t *TableEditor) SetRows(rows []TableRow) {
	t.rows = nil
	for _, r := range rows {
		t.rows = append(t.rows, t.newLine(r))
	}
	t.rows = append(t.rows, t.newLine(TableRow{}))
	t.rebuild()
}

// Rows returns the rows as they are now, without the empty one at the end.
func (t *TableEditor) Rows() []TableRow {
	var out []TableRow
	for _, l := range t.rows {
		if !l.row.blank() {
			out = append(out, l.row)
		}
	}
	return out
}

// SetAutomatic replaces the automatic rows under a title; none hides the section.
func (t *TableEditor) SetAutomatic(title string, rows []TableRow) {
	t.automatic = slices.Clone(rows)
	t.autoHead.Name(title)
	t.autoHead.Say(count(len(rows)), "")
	t.rebuild()
}

// SetProblem marks a row as wrong; an empty reason takes that back.
func (t *TableEditor) SetProblem(i int, reason string) {
	if i >= 0 && i < len(t.rows) {
		t.rows[i].mark(reason)
	}
}

// SetWas says at the end of a row what it was before it was changed, and marks it; an empty text takes that back.
func (t *TableEditor) SetWas(i int, was string) {
	if i < 0 || i >= len(t.rows) || t.rows[i].was.Text() == was {
		return
	}
	l := t.rows[i]
	l.was.SetText(was)
	if was == "" {
		l.was.Hide()
		l.bar.Hide()
	} else {
		l.was.Show()
		l.bar.Show()
	}
	l.flex.Reflow()
}

// Focus gives the keyboard to the name of a row; one row past the last is the empty one.
func (t *TableEditor) Focus(i int) {
	if i >= 0 && i < len(t.rows) {
		t.rows[i].name.Focus()
	}
}

func (t *TableEditor) setOwner(f *Flex) { t.col.setOwner(f) }

func (t *TableEditor) newLine(r TableRow) *tableLine {
	l := &tableLine{row: r}
	l.check = NewCheckbox("", !r.Off, func(on bool) { l.row.Off = !on; t.edited(l) })
	l.name = NewField(t.names[0]).Small().Mono().Bare().MinWidth(40)
	l.value = NewField(t.names[1]).Small().Mono().Bare().MinWidth(40)
	l.name.SetText(r.Name)
	l.value.SetText(r.Value)
	l.name.Spans(func(s string) []Span { return []Span{{Text: s, Token: l.token("syntax.headerName")}} })
	l.value.Spans(func(s string) []Span { return t.valueSpans(l, s) })
	l.name.OnChanged = func(s string) { l.row.Name = s; t.edited(l) }
	l.value.OnChanged = func(s string) { l.row.Value = s; t.edited(l) }
	l.name.OnSubmit = func(string) { l.value.Focus() }
	l.value.OnSubmit = func(string) { t.focusAfter(l) }
	l.remove = NewIconButton("x", "Delete row", func() { t.drop(l) }).Small().Calm()
	l.trouble = NewLabel("").Colour("status.failed")
	l.trouble.Hide()
	l.was = NewLabel("").In(Caption).Colour("text.muted").AtMost(tableNameWidth)
	l.was.Hide()
	l.bar = NewPanel("accent.base", 2, tableRowHeight)
	l.bar.Hide()
	// What an empty row hides still takes its place.
	line := Row(Fixed(Row(l.bar), 2, tableRowHeight), Gap(6), Fixed(Row(l.check), 16, 16), Gap(4), Fixed(l.name, t.nameWidth, 0), Grow(l.value), l.was, Fixed(Row(l.remove), 20, 20), Gap(6)).
		Height(tableRowHeight)
	l.flex = Col(line, Row(Gap(36), Grow(l.trouble))).Line(Bottom, "border.subtle")
	l.mark(r.Problem)
	l.showEnds()
	return l
}

// token is the colour of the row's text: faint when it is left out.
func (l *tableLine) token(on string) string {
	if l.row.Off {
		return "text.muted"
	}
	return on
}

func (t *TableEditor) valueSpans(l *tableLine, s string) []Span {
	if t.Spans != nil && !l.row.Off {
		return t.Spans(s)
	}
	return []Span{{Text: s, Token: l.token("text.primary")}}
}

func (l *tableLine) mark(reason string) {
	l.row.Problem = reason
	l.name.SetWrong(reason != "")
	l.trouble.SetText(reason)
	if reason == "" {
		l.trouble.Hide()
	} else {
		l.trouble.Show()
	}
	l.flex.Reflow()
}

// showEnds hides what an empty row cannot have.
func (l *tableLine) showEnds() {
	for _, o := range []fyne.CanvasObject{l.check, l.remove} {
		if blank := l.row.blank(); blank && o.Visible() {
			o.Hide()
		} else if !blank && !o.Visible() {
			o.Show()
		}
	}
}

// edited keeps an empty row at the end and tells the pane.
func (t *TableEditor) edited(l *tableLine) {
	l.showEnds()
	l.name.face.raster.Refresh()
	l.value.face.raster.Refresh()
	if t.Problem != nil && !l.row.blank() {
		l.mark(t.Problem(l.row))
	}
	if !t.rows[len(t.rows)-1].row.blank() {
		t.rows = append(t.rows, t.newLine(TableRow{}))
		t.rebuild()
	}
	if t.OnChanged != nil {
		t.OnChanged()
	}
}

func (t *TableEditor) focusAfter(l *tableLine) {
	t.Focus(min(slices.Index(t.rows, l)+1, len(t.rows)-1))
}

func (t *TableEditor) drop(l *tableLine) {
	i := slices.Index(t.rows, l)
	if i < 0 || i == len(t.rows)-1 {
		return
	}
	t.rows = slices.Delete(t.rows, i, i+1)
	t.rebuild()
	if t.OnChanged != nil {
		t.OnChanged()
	}
}

func (t *TableEditor) rebuild() {
	head := Row(Gap(36), Fixed(NewLabel(t.names[0]).In(Caption).Colour("text.muted"), t.nameWidth, 0),
		NewLabel(t.names[1]).In(Caption).Colour("text.muted"), Space()).Height(24).Line(Bottom, "border.subtle")
	kids := []fyne.CanvasObject{head}
	for _, l := range t.rows {
		kids = append(kids, l.flex)
	}
	if len(t.automatic) > 0 {
		kids = append(kids, Row(Grow(t.autoHead), NewLabel("Uncheck to leave out").Colour("text.muted")).PadX(0, rowPad).
			Height(S("height.sectionHead")).Fill("surface.inset").Line(Bottom, "border.subtle"))
		for i := range t.automatic {
			if t.autoHead.Open() {
				kids = append(kids, t.automaticLine(&t.automatic[i]))
			}
		}
	}
	t.col.SetKids(kids...)
	canvas.Refresh(t)
}

func (t *TableEditor) automaticLine(r *TableRow) *Flex {
	check := NewCheckbox("", !r.Off, func(on bool) {
		r.Off = !on
		if t.OnAutomatic != nil {
			t.OnAutomatic(r.Name, on)
		}
	})
	kids := []fyne.CanvasObject{Gap(8), check, Gap(12), Fixed(NewLabel(r.Name).In(Data).Colour("text.secondary"), t.nameWidth, 0),
		Grow(NewLabel(r.Value).In(Data).Colour("text.muted"))}
	if r.Note != "" {
		kids = append(kids, NewButton(r.Note, Ghost, func() {
			if t.OnNote != nil {
				t.OnNote(*r)
			}
		}).High(ButtonSmall))
	}
	return Row(append(kids, Gap(8))...).Height(tableRowHeight).Line(Bottom, "border.subtle")
}

// CreateRenderer implements fyne.Widget.
func (t *TableEditor) CreateRenderer() fyne.WidgetRenderer { return &tableRenderer{t} }

type tableRenderer struct{ t *TableEditor }

func (r *tableRenderer) Destroy()                     {}
func (r *tableRenderer) Layout(s fyne.Size)           { r.t.col.Resize(s) }
func (r *tableRenderer) MinSize() fyne.Size           { return r.t.col.MinSize() }
func (r *tableRenderer) Refresh()                     { r.t.col.Refresh() }
func (r *tableRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.t.col} }
