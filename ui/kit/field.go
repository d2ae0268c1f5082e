package kit

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Span is a piece of a field's text with a colour of its own, for a text that is not being edited.
type Span struct {
	Text    string
	Token   string // colour
	Boxed   bool   // on an accent tint: a variable
	Missing bool   // dotted underline: a variable without a value
}

// Field is one line of text to edit. It has no label of its own; a form puts one beside it. At rest it is one raster;
// the toolkit's entry, which is twenty objects, takes its place while it has the keyboard.
type Field struct {
	widget.BaseWidget
	OnChanged func(string)              // while it is edited, and by SetText
	OnSubmit  func(string)              // Enter
	OnEscape  func()                    // Escape; nil passes it to the window's commands
	OnKey     func(*fyne.KeyEvent) bool // sees every key first; true keeps it from the field
	OnFocus   func(bool)

	text, holder, name string
	font               Font
	height, minWidth   float32
	password, masked   bool // made for a password; it is hidden now
	disabled, invalid  bool
	bare               bool
	reason             *Label // below the box; nil: none
	spans              func(string) []Span
	lead, trail        []fyne.CanvasObject
	tail               *Flex // trail, clear and reveal; nil without
	reveal, clear      *IconButton
	face               *fieldFace
	entry              *entry // nil until the field had the keyboard
	view               fyne.CanvasObject
	awake, focused     bool
	owner              *Flex
	objects            []fyne.CanvasObject
	look               seen
}

// NewField returns an empty field 32 units high in Body. The placeholder is shown while it is empty.
func NewField(placeholder string) *Field {
	f := &Field{holder: placeholder, font: Body, height: S("height.field"), minWidth: 64}
	f.face = newFieldFace(f)
	f.ExtendBaseWidget(f)
	f.compose()
	return f
}

// Small makes the field 24 units high in size 12, for strips and tables, and returns it.
func (f *Field) Small() *Field {
	f.height, f.font.Size = S("height.fieldSmall"), Small.Size
	return f.compose()
}

// Named says what the field is for, where a label stands beside it, and returns it.
func (f *Field) Named(name string) *Field { f.name = name; return f }

// Mono sets the text in the data face and returns the field.
func (f *Field) Mono() *Field { f.font.Face = DataFace; return f.compose() }

// Password hides the text behind dots, with a button that reveals it, and returns the field.
func (f *Field) Password() *Field {
	f.password, f.masked = true, true
	f.reveal = NewIconButton("eye", "Show", f.toggleReveal).Small()
	return f.fillTail()
}

func (f *Field) toggleReveal() {
	f.masked = !f.masked
	f.reveal.SetIcon(map[bool]string{true: "eye", false: "eye-off"}[f.masked])
	f.reveal.SetTip(map[bool]string{true: "Show", false: "Hide"}[f.masked])
	if f.entry != nil {
		f.entry.Password = f.masked
		f.entry.Refresh()
	}
	f.face.raster.Refresh()
}

// Bare leaves out the box while the field does not have the focus, and returns the field: cells of a table.
func (f *Field) Bare() *Field { f.bare = true; f.face.raster.Refresh(); return f }

// Clearable shows a button that empties the field while there is text in it, and returns the field.
func (f *Field) Clearable() *Field {
	f.clear = NewIconButton("x", "Clear", func() { f.SetText(""); f.Focus() }).Small()
	f.clear.Hide()
	f.fillTail()
	f.showClear()
	return f
}

// Leading puts objects before the text (an icon, a label) and returns the field.
func (f *Field) Leading(o ...fyne.CanvasObject) *Field { f.lead = o; return f.compose() }

// Trailing puts objects after the text (a count, small buttons) and returns the field.
func (f *Field) Trailing(o ...fyne.CanvasObject) *Field { f.trail = o; return f.fillTail() }

// Spans colours the text while the field does not have the focus, and returns the field: split gives the pieces, whose
// texts joined are the text.
func (f *Field) Spans(split func(text string) []Span) *Field {
	f.spans = split
	f.face.raster.Refresh()
	return f
}

// MinWidth sets the least width and returns the field.
func (f *Field) MinWidth(w float32) *Field { f.minWidth = w; return f }

func (f *Field) setOwner(o *Flex) { f.owner = o }

// Text returns what is in the field.
func (f *Field) Text() string { return f.text }

// SetText replaces the text and puts the caret at its end.
func (f *Field) SetText(s string) {
	switch {
	case f.entry != nil:
		f.entry.SetText(s)
		f.entry.CursorColumn = utf8.RuneCountInString(s)
		f.entry.Refresh()
	case s != f.text:
		f.edited(s)
	}
	f.face.raster.Refresh()
}

// SelectAll selects the whole text.
func (f *Field) SelectAll() {
	f.wake()
	f.entry.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// Focus gives the field the keyboard; it must be on a canvas.
func (f *Field) Focus() {
	if c := canvasOf(f.face); c != nil && !f.disabled {
		c.Focus(f.Focusable())
	}
}

// Focusable returns the object to give the keyboard to, for focus orders and tests. Give it away soon: asking for it makes
// the field ready to be edited.
func (f *Field) Focusable() fyne.Focusable {
	f.wake()
	return f.entry
}

// Focused tells whether the field has the keyboard.
func (f *Field) Focused() bool { return f.focused }

// Caret returns the caret's place in runes.
func (f *Field) Caret() int {
	if f.entry == nil {
		return utf8.RuneCountInString(f.text)
	}
	return f.entry.CursorColumn
}

// SetInvalid marks the field as wrong and says why in a line below it; empty takes that back.
func (f *Field) SetInvalid(reason string) {
	if reason == f.Invalid() && f.invalid == (reason != "") {
		return
	}
	f.invalid = reason != ""
	f.reason = nil
	if reason != "" {
		f.reason = NewLabel(reason).In(Caption).Colour("status.failed")
	}
	f.compose()
	if f.owner != nil {
		f.owner.Reflow()
	}
}

// SetWrong marks the field as wrong where the reason stands elsewhere, or takes that back.
func (f *Field) SetWrong(on bool) {
	if f.invalid != on {
		f.invalid = on
		f.face.raster.Refresh()
	}
}

// Wrong tells whether the field is marked as wrong.
func (f *Field) Wrong() bool { return f.invalid }

// Invalid returns the reason the field is marked with, or "".
func (f *Field) Invalid() string {
	if f.reason == nil {
		return ""
	}
	return f.reason.text
}

// Enable lets the text be edited.
func (f *Field) Enable() { f.setDisabled(false) }

// Disable keeps the text from being edited.
func (f *Field) Disable() { f.setDisabled(true) }

func (f *Field) setDisabled(v bool) {
	if f.disabled == v {
		return
	}
	f.disabled = v
	if v && f.focused {
		canvasOf(f.face).Unfocus()
	}
	f.face.raster.Refresh()
}

// Disabled tells whether the text cannot be edited.
func (f *Field) Disabled() bool { return f.disabled }

// edited takes over another text.
func (f *Field) edited(s string) {
	f.text = s
	f.showClear()
	f.face.raster.Refresh()
	if f.OnChanged != nil {
		f.OnChanged(s)
	}
}

func (f *Field) showClear() {
	if f.clear == nil || f.clear.Visible() == (f.text != "") {
		return
	}
	setVisible(f.text != "", f.clear)
	f.tail.Reflow()
}

// wake puts the toolkit's entry in the place of the painted text.
func (f *Field) wake() {
	if f.awake {
		return
	}
	f.awake = true
	if f.entry == nil {
		f.entry = newEntry(f)
		f.view = entryView(f.entry)
	}
	f.compose()
}

func (f *Field) focusChanged(on bool) {
	f.focused = on
	f.face.setBleed(map[bool]float32{true: 1}[on])
	if on {
		f.wake()
	} else {
		f.awake = false
		f.compose()
	}
	if f.OnFocus != nil {
		f.OnFocus(on)
	}
}

// shown returns the pieces of the text as they are painted at rest.
func (f *Field) shown() []Span {
	switch {
	case f.text == "":
		return []Span{{Text: f.holder, Token: "text.muted"}}
	case f.masked:
		return []Span{{Text: strings.Repeat("•", utf8.RuneCountInString(f.text)), Token: "text.primary"}}
	case f.spans == nil:
		return []Span{{Text: f.text, Token: "text.primary"}}
	}
	return f.spans(f.text)
}
