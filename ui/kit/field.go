package kit

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Span is a piece of a field's text with a colour of its own, for a text that is not being edited.
type Span struct {
	Text    string
	Token   string // colour
	Boxed   bool   // on an accent tint: a variable
	Missing bool   // dotted underline: a variable without a value
}

// Field is one line of text to edit. It has no label of its own; a form puts one beside it.
type Field struct {
	widget.BaseWidget
	OnChanged func(string)              // while it is edited, and by SetText
	OnSubmit  func(string)              // Enter
	OnEscape  func()                    // Escape; nil passes it to the window's commands
	OnKey     func(*fyne.KeyEvent) bool // sees every key first; true keeps it from the field
	OnFocus   func(bool)

	entry    *entry
	name     string // for Describe
	font     Font
	height   float32
	box      *fieldBox
	row      *Flex
	lead     []fyne.CanvasObject
	trail    []fyne.CanvasObject
	trouble  *Label
	col      *Flex
	owner    *Flex
	spans    func(string) []Span
	pieces   *spanRow
	reveal   *IconButton
	clear    *IconButton
	focused  bool
	minWidth float32
	look     seen
}

// NewField returns an empty field 32 units high in Body. The placeholder is shown while it is empty.
func NewField(placeholder string) *Field {
	f := &Field{font: Body, height: S("height.field"), minWidth: 64}
	f.entry = newEntry(f)
	f.entry.PlaceHolder = placeholder
	f.entry.OnChanged = f.changed
	f.entry.OnSubmitted = func(s string) {
		if f.OnSubmit != nil {
			f.OnSubmit(s)
		}
	}
	f.box = newFieldBox(f)
	f.pieces = newSpanRow(f)
	f.pieces.Hide()
	f.trouble = NewLabel("").In(Caption).Colour("status.failed")
	f.trouble.Hide()
	f.row = Row().Gaps(6).PadX(8, 6)
	f.ExtendBaseWidget(f)
	f.compose()
	return f
}

// Small makes the field 24 units high in size 12, for strips and tables, and returns it.
func (f *Field) Small() *Field {
	f.height, f.font.Size = S("height.fieldSmall"), Small.Size
	f.compose()
	return f
}

// Named says what the field is for, where a label stands beside it, and returns it.
func (f *Field) Named(name string) *Field { f.name = name; return f }

// Mono sets the text in the data face and returns the field.
func (f *Field) Mono() *Field {
	f.font.Face = DataFace
	f.entry.TextStyle.Monospace = true
	f.compose()
	return f
}

// Password hides the text behind dots, with a button that reveals it, and returns the field.
func (f *Field) Password() *Field {
	f.entry.Password = true
	f.entry.ActionItem = container.NewWithoutLayout() // else the entry adds its own button
	f.reveal = NewIconButton("eye", "Show", f.toggleReveal).Small()
	f.compose()
	return f
}

func (f *Field) toggleReveal() {
	f.entry.Password = !f.entry.Password
	f.reveal.SetIcon(map[bool]string{true: "eye", false: "eye-off"}[f.entry.Password])
	f.reveal.SetTip(map[bool]string{true: "Show", false: "Hide"}[f.entry.Password])
	f.entry.Refresh()
}

// Bare leaves out the box while the field does not have the focus, and returns the field: cells of a table.
func (f *Field) Bare() *Field { f.box.bare = true; f.box.raster.Refresh(); return f }

// Clearable shows a button that empties the field while there is text in it, and returns the field.
func (f *Field) Clearable() *Field {
	f.clear = NewIconButton("x", "Clear", func() { f.SetText(""); f.Focus() }).Small()
	f.compose()
	return f
}

// Leading puts objects before the text (an icon, a label) and returns the field.
func (f *Field) Leading(o ...fyne.CanvasObject) *Field { f.lead = o; f.compose(); return f }

// Trailing puts objects after the text (a count, small buttons) and returns the field.
func (f *Field) Trailing(o ...fyne.CanvasObject) *Field { f.trail = o; f.compose(); return f }

// Spans colours the text while the field does not have the focus, and returns the field: split gives the pieces, whose
// texts joined are the text.
func (f *Field) Spans(split func(text string) []Span) *Field {
	f.spans = split
	f.showSpans()
	return f
}

// MinWidth sets the least width and returns the field.
func (f *Field) MinWidth(w float32) *Field { f.minWidth = w; f.compose(); return f }

// compose builds the row anew from what the field has.
func (f *Field) compose() {
	kids := append([]fyne.CanvasObject{}, f.lead...)
	kids = append(kids, Grow(container.NewStack(f.pieces, entryView(f.entry))))
	kids = append(kids, f.trail...)
	if f.clear != nil {
		kids = append(kids, f.clear)
		f.showClear()
	}
	if f.reveal != nil {
		kids = append(kids, f.reveal)
	}
	f.row.Height(f.height).SetKids(kids...)
	f.col = Col(Fixed(container.NewStack(f.box, f.row), f.minWidth, f.height), f.trouble)
	f.col.setOwner(f.owner)
}

func (f *Field) setOwner(o *Flex) { f.owner = o; f.col.setOwner(o) }

// Text returns what is in the field.
func (f *Field) Text() string { return f.entry.Text }

// SetText replaces the text and puts the caret at its end.
func (f *Field) SetText(s string) {
	f.entry.SetText(s)
	f.entry.CursorColumn = len([]rune(s))
	f.entry.Refresh()
	f.showSpans()
}

// SelectAll selects the whole text.
func (f *Field) SelectAll() { f.entry.TypedShortcut(&fyne.ShortcutSelectAll{}) }

// Focus gives the field the keyboard; it must be on a canvas.
func (f *Field) Focus() {
	if c := canvasOf(f.entry); c != nil {
		c.Focus(f.entry)
	}
}

// Focusable returns the object that gets the keyboard, for focus orders and tests.
func (f *Field) Focusable() fyne.Focusable { return f.entry }

// Focused tells whether the field has the keyboard.
func (f *Field) Focused() bool { return f.focused }

// Caret returns the caret's place in runes.
func (f *Field) Caret() int { return f.entry.CursorColumn }

// SetInvalid marks the field as wrong and says why in a line below it; empty takes that back.
func (f *Field) SetInvalid(reason string) {
	if reason == f.trouble.text && f.box.invalid == (reason != "") {
		return
	}
	f.box.invalid = reason != ""
	f.trouble.SetText(reason)
	if reason == "" {
		f.trouble.Hide()
	} else {
		f.trouble.Show()
	}
	f.box.raster.Refresh()
	f.col.Reflow()
}

// SetWrong marks the field as wrong where the reason stands elsewhere, or takes that back.
func (f *Field) SetWrong(on bool) {
	if f.box.invalid != on {
		f.box.invalid = on
		f.box.raster.Refresh()
	}
}

// Wrong tells whether the field is marked as wrong.
func (f *Field) Wrong() bool { return f.box.invalid }

// Invalid returns the reason the field is marked with, or "".
func (f *Field) Invalid() string { return f.trouble.text }

// Enable lets the text be edited.
func (f *Field) Enable() { f.entry.Enable(); f.box.raster.Refresh(); f.showSpans() }

// Disable keeps the text from being edited; it can still be selected and copied.
func (f *Field) Disable() { f.entry.Disable(); f.box.raster.Refresh(); f.showSpans() }

// Disabled tells whether the text cannot be edited.
func (f *Field) Disabled() bool { return f.entry.Disabled() }

func (f *Field) changed(s string) {
	f.showClear()
	f.showSpans()
	if f.OnChanged != nil {
		f.OnChanged(s)
	}
}

func (f *Field) showClear() {
	if f.clear == nil || f.clear.Visible() == (f.entry.Text != "") {
		return
	}
	if f.entry.Text != "" {
		f.clear.Show()
	} else {
		f.clear.Hide()
	}
	f.row.Reflow()
}

func (f *Field) focusChanged(on bool) {
	f.focused = on
	f.box.setBleed(map[bool]float32{true: 1}[on])
	f.showSpans()
	if f.OnFocus != nil {
		f.OnFocus(on)
	}
}

// spansShown tells whether the text is painted in the entry's place. A disabled entry would also draw a border in its
// text's colour, so its text is always painted.
func (f *Field) spansShown() bool {
	return (f.spans != nil || f.Disabled()) && !f.focused && f.entry.Text != ""
}

// shown returns the pieces of the text as they are painted.
func (f *Field) shown() []Span {
	text := f.entry.Text
	switch {
	case f.entry.Password:
		return []Span{{Text: strings.Repeat("•", utf8.RuneCountInString(text)), Token: "text.primary"}}
	case f.spans == nil:
		return []Span{{Text: text, Token: "text.primary"}}
	}
	return f.spans(text)
}

func (f *Field) showSpans() {
	if f.spansShown() {
		f.pieces.Show()
	} else {
		f.pieces.Hide()
	}
	f.pieces.raster.Refresh()
	f.entry.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (f *Field) CreateRenderer() fyne.WidgetRenderer { return &fieldRenderer{f} }

type fieldRenderer struct{ f *Field }

func (r *fieldRenderer) Destroy()                     {}
func (r *fieldRenderer) Layout(s fyne.Size)           { r.f.col.Resize(s) }
func (r *fieldRenderer) Refresh()                     { r.f.col.Refresh(); r.f.entry.Refresh() }
func (r *fieldRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.f.col} }

func (r *fieldRenderer) MinSize() fyne.Size {
	if r.f.look.outdated() {
		r.f.entry.Refresh()
	}
	return r.f.col.MinSize()
}
