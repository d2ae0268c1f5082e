package ui

import (
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

var editorMotions = map[fyne.KeyName]textMotion{
	fyne.KeyLeft: moveLeft, fyne.KeyRight: moveRight, fyne.KeyUp: moveUp, fyne.KeyDown: moveDown,
	fyne.KeyHome: moveHome, fyne.KeyEnd: moveEnd, fyne.KeyPageUp: movePageUp, fyne.KeyPageDown: movePageDown,
}

// editorWordMotions are those with Ctrl, or Option on macOS.
var editorWordMotions = map[fyne.KeyName]textMotion{
	fyne.KeyLeft: moveWordLeft, fyne.KeyRight: moveWordRight, fyne.KeyHome: moveTop, fyne.KeyEnd: moveBottom,
}

func (e *composerEditor) page() int { return max(1, int(e.View().H/editorLine)-1) }

func (e *composerEditor) key(k *fyne.KeyEvent) bool {
	b := e.buffer
	if m, ok := editorMotions[k.Name]; ok {
		b.move(m, e.mods()&fyne.KeyModifierShift != 0, e.page())
		e.moved()
		return true
	}
	switch k.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		e.edited(b.newline())
	case fyne.KeyBackspace:
		b.erase(moveLeft)
		e.changed(true)
	case fyne.KeyDelete:
		b.erase(moveRight)
		e.changed(true)
	case fyne.KeyTab:
		if !e.On.AcceptsTab {
			return false
		}
		b.indent(e.mods()&fyne.KeyModifierShift != 0)
		e.changed(true)
	case fyne.KeyEscape:
		if !e.On.AcceptsTab {
			return false // the second one is the window's
		}
		e.On.AcceptsTab = false
	default:
		return false
	}
	return true
}

func (e *composerEditor) typed(r rune) { e.edited(e.buffer.insert(string(r), true)) }

// edited shows the change, or tells that there was no room for it.
func (e *composerEditor) edited(done bool) {
	switch {
	case done:
		e.changed(true)
	case e.OnFull != nil:
		e.OnFull()
	}
}

func (e *composerEditor) shortcut(s fyne.Shortcut) bool {
	switch s := s.(type) {
	case *fyne.ShortcutCopy:
		e.copy(s.Clipboard)
	case *fyne.ShortcutCut:
		e.cut(s.Clipboard)
	case *fyne.ShortcutPaste:
		e.paste(s.Clipboard)
	case *fyne.ShortcutSelectAll:
		e.selectAll()
	case *fyne.ShortcutUndo:
		e.undo()
	case *fyne.ShortcutRedo:
		e.redo()
	case *desktop.CustomShortcut:
		return e.combination(s)
	default:
		return false
	}
	return true
}

// combination handles motions and deletions by words, and further keys for undo and redo.
func (e *composerEditor) combination(s *desktop.CustomShortcut) bool {
	held := s.Modifier &^ fyne.KeyModifierShift
	shift := s.Modifier&fyne.KeyModifierShift != 0
	if held != fyne.KeyModifierShortcutDefault && held != fyne.KeyModifierAlt {
		return false
	}
	if m, ok := editorWordMotions[s.KeyName]; ok {
		e.buffer.move(m, shift, e.page())
		e.moved()
		return true
	}
	switch {
	case s.KeyName == fyne.KeyBackspace:
		e.buffer.erase(moveWordLeft)
		e.changed(true)
	case s.KeyName == fyne.KeyDelete:
		e.buffer.erase(moveWordRight)
		e.changed(true)
	case s.KeyName == fyne.KeyZ && shift && held == fyne.KeyModifierShortcutDefault:
		e.redo()
	default:
		return false
	}
	return true
}

func (e *composerEditor) copy(c fyne.Clipboard) {
	if text := e.buffer.selected(); text != "" {
		c.SetContent(text)
	}
}

func (e *composerEditor) cut(c fyne.Clipboard) {
	if e.buffer.anchor == e.buffer.caret {
		return
	}
	e.copy(c)
	e.buffer.erase(moveLeft)
	e.changed(true)
}

func (e *composerEditor) paste(c fyne.Clipboard) {
	if text := c.Content(); text != "" {
		e.edited(e.buffer.insert(text, false))
	}
}

func (e *composerEditor) selectAll() {
	e.buffer.anchor, e.buffer.caret = textPlace{}, e.buffer.bottom()
	e.Refresh()
}

func (e *composerEditor) undo() {
	if e.buffer.undo() {
		e.changed(true)
	}
}

func (e *composerEditor) redo() {
	if e.buffer.redo() {
		e.changed(true)
	}
}

func (e *composerEditor) menu(m kit.Mouse) {
	c := fyne.CurrentApp().Driver().CanvasForObject(e)
	if c == nil {
		return
	}
	clip := fyne.CurrentApp().Clipboard()
	nothing, empty := "", ""
	if e.buffer.anchor == e.buffer.caret {
		nothing = "nothing selected"
	}
	if e.buffer.size == 0 {
		empty = "no text"
	}
	items := []kit.MenuItem{
		{Text: "Cut", Keys: "Ctrl X", Disabled: nothing, Run: func() { e.cut(clip) }},
		{Text: "Copy", Icon: "copy", Keys: "Ctrl C", Disabled: nothing, Run: func() { e.copy(clip) }},
		{Text: "Paste", Keys: "Ctrl V", Run: func() { e.paste(clip) }},
		{Text: "Select all", Keys: "Ctrl A", Disabled: empty, Run: e.selectAll},
	}
	if e.Menu != nil {
		items = append(append(items, kit.Separator), e.Menu()...)
	}
	kit.ShowMenu(c, m.Absolute, items)
}
