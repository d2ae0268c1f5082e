package ui

import (
	"math"
	"unicode/utf8"

	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// composerEditor edits the text of a body: line numbers, colours, a selection, undo. Only visible lines are drawn. Tab
// indents; Escape, then Tab, leaves.
type composerEditor struct {
	kit.Surface
	OnChanged func()                // a person changed the text
	OnCaret   func()                // the caret moved
	OnFull    func()                // what was typed or pasted had no room
	OnFocus   func(bool)            //
	Menu      func() []kit.MenuItem // further items of the context menu

	buffer *textBuffer
	json   bool
	fault  textPlace // where the text is not what it should be
	wrong  int       // how many bytes of it, 0: all is well
	widest int       // bytes of the longest line
	mods   func() fyne.KeyModifier
}

var (
	editorLine   = kit.S("height.editorLine")
	editorGutter = kit.S("editor.gutter")
	editorPadTop = kit.U(1)
)

// editorTop is where a line begins in the whole of a text.
func editorTop(line int) float64 { return float64(line)*float64(editorLine) + float64(editorPadTop) }

// editorLineAt is the line at a place in the whole of a text; it may lie outside.
func editorLineAt(y float64) int {
	return int(math.Floor((y - float64(editorPadTop)) / float64(editorLine)))
}

var editorFont = kit.Data

func newComposerEditor() *composerEditor {
	e := &composerEditor{buffer: newTextBuffer(""), mods: heldModifiers}
	e.Init(e, e)
	e.On = kit.Events{Press: e.press, Drag: e.drag, Menu: e.menu, Key: e.key, Rune: e.typed, Shortcut: e.shortcut, Focus: e.focused,
		CursorAt: func(float32, float32) desktop.Cursor { return desktop.TextCursor }, Describe: e.describe, AcceptsTab: true}
	return e
}

// describe is the line of the caret in words.
func (e *composerEditor) describe() string {
	c := e.buffer.caret
	return "Body, line " + timeline.Count(int64(c.line+1)) + " of " + timeline.Count(int64(len(e.buffer.lines))) + ", " + kit.Fit(editorFont, e.buffer.lines[c.line], e.View().W)
}

// heldModifiers are the modifier keys that are down, where the driver knows them.
func heldModifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

// SetText replaces the text and forgets what could be undone.
func (e *composerEditor) SetText(text string) {
	e.buffer.load(text)
	e.wrong = 0
	e.ScrollTo(0, 0)
	e.changed(false)
}

// Text is the text as it is sent.
func (e *composerEditor) Text() string { return e.buffer.text() }

// SetJSON turns the colours of JSON on or off.
func (e *composerEditor) SetJSON(on bool) {
	e.json = on
	e.Refresh()
}

// SetFault underlines length bytes at an offset; 0 bytes underline nothing.
func (e *composerEditor) SetFault(offset, length int) {
	e.fault, e.wrong = e.buffer.offsetPlace(offset), length
	e.Refresh()
}

// Replace puts another text in the place of all, to be undone as one change.
func (e *composerEditor) Replace(text string) {
	e.buffer.replaceAll(text)
	e.changed(true)
}

// Focus gives the editor the keyboard.
func (e *composerEditor) Focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(e); c != nil {
		c.Focus(e)
	}
}

// Caret is the caret's line and column, from 1.
func (e *composerEditor) Caret() (line, column int) {
	c := e.buffer.caret
	return c.line + 1, utf8.RuneCountInString(e.buffer.lines[c.line][:c.at]) + 1
}

// GoTo puts the caret at an offset and shows it.
func (e *composerEditor) GoTo(offset int) {
	e.buffer.caret = e.buffer.offsetPlace(offset)
	e.buffer.anchor = e.buffer.caret
	e.moved()
}

func (e *composerEditor) changed(byPerson bool) {
	e.widest = 0
	for _, line := range e.buffer.lines {
		e.widest = max(e.widest, len(line))
	}
	e.SetContent(float64(editorGutter+float32(e.widest+2)*kit.Advance(editorFont)), editorTop(len(e.buffer.lines))+float64(editorPadTop))
	if byPerson {
		e.moved()
		if e.OnChanged != nil {
			e.OnChanged()
		}
		return
	}
	e.Refresh()
}

// moved shows the caret where it is now.
func (e *composerEditor) moved() {
	c := e.buffer.caret
	e.Reveal(editorTop(c.line)-float64(editorPadTop), float64(editorLine+2*editorPadTop))
	x := float64(e.textX(e.buffer.lines[c.line], c.at))
	e.RevealX(max(0, x-float64(editorGutter)), float64(editorGutter+kit.U(4)))
	e.Refresh()
	if e.OnCaret != nil {
		e.OnCaret()
	}
}

// textX is where a byte offset of a line is, in units from the beginning of the text, gutter included.
func (e *composerEditor) textX(line string, at int) float32 {
	if isPlainASCII(line[:at]) {
		return editorGutter + float32(at)*kit.Advance(editorFont)
	}
	return editorGutter + kit.TextWidth(editorFont, line[:at])
}

func isPlainASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// placeAt is the place in the text that is nearest to a point of the surface.
func (e *composerEditor) placeAt(x, y float32) textPlace {
	line := editorLineAt(float64(y) + e.OffsetY())
	line = min(max(line, 0), len(e.buffer.lines)-1)
	text := e.buffer.lines[line]
	x = float32(float64(x)+e.OffsetX()) - editorGutter
	if isPlainASCII(text) {
		column := int(x/kit.Advance(editorFont) + 0.5)
		return textPlace{line, min(max(column, 0), len(text))}
	}
	return textPlace{line, runeOffset(text, kit.ColumnAt(editorFont, text, x))}
}

func (e *composerEditor) press(m kit.Mouse) {
	b := e.buffer
	p := e.placeAt(m.X, m.Y)
	from, to := b.selection()
	if m.Button == desktop.MouseButtonSecondary && from != to && !p.before(from) && !to.before(p) {
		return // the menu is for the selection
	}
	b.column = -1
	switch {
	case m.Clicks == 2:
		b.anchor, b.caret = b.wordAt(p)
	case m.Clicks >= 3:
		b.anchor, b.caret = textPlace{p.line, 0}, textPlace{p.line, len(b.lines[p.line])}
		if p.line+1 < len(b.lines) {
			b.caret = textPlace{p.line + 1, 0}
		}
	case m.Modifier&fyne.KeyModifierShift != 0:
		b.caret = p
	default:
		b.anchor, b.caret = p, p
	}
	e.moved()
}

func (e *composerEditor) drag(m kit.Mouse) {
	if m.Clicks <= 1 {
		e.buffer.caret = e.placeAt(m.X, m.Y)
		e.moved()
	}
}

// focused makes Tab indent again and tells the pane.
func (e *composerEditor) focused(on bool) {
	e.On.AcceptsTab = true
	if e.OnFocus != nil {
		e.OnFocus(on)
	}
}
