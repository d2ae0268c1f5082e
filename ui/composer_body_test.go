package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ladle/store"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func TestComposerBodyKinds(t *testing.T) {
	p := newComposerProbe(t)
	p.Load(get("http://a/"))
	p.choosePage(composerBodyTab)
	p.body.choose(bodyJSON)
	p.FocusBody()
	test.Type(p.body.editor, `{"a": tru`)
	r := p.Request()
	if r.Body.Kind != store.TextBody || r.Body.Text != `{"a": tru` || r.Body.ContentType != typeJSON {
		t.Fatalf("body %+v", r.Body)
	}
	if p.body.editor.wrong == 0 || !strings.Contains(p.body.problem.Text(), "Line 1") {
		t.Errorf("fault %q", p.body.problem.Text())
	}
	test.Type(p.body.editor, "e}")
	if p.body.problem.Text() != "" {
		t.Errorf("fault %q of %q", p.body.problem.Text(), p.Request().Body.Text)
	}
	p.body.formatText()
	if got := p.Request().Body.Text; got != "{\n  \"a\": true\n}" {
		t.Errorf("formatted %q", got)
	}
	p.body.editor.TypedShortcut(&fyne.ShortcutUndo{})
	if got := p.Request().Body.Text; got != `{"a": true}` {
		t.Errorf("undone %q", got)
	}
	p.body.setType("text/csv")
	if p.body.shown != bodyText || p.Request().Body.ContentType != "text/csv" {
		t.Errorf("shown %d", p.body.shown)
	}
	p.body.choose(bodyFromFile)
	p.body.chooseFile()
	if r := p.Request(); r.Body.File != "/nowhere/body.bin" || !strings.Contains(p.body.file.Invalid(), "no file") {
		t.Errorf("file %+v, mark %q", r.Body, p.body.file.Invalid())
	}
	path := filepath.Join(t.TempDir(), "b")
	if err := os.WriteFile(path, make([]byte, 1500), 0o600); err != nil {
		t.Fatal(err)
	}
	p.body.file.SetText(path)
	if !strings.Contains(p.body.about.Text(), "1.50 kB") || p.body.file.Invalid() != "" {
		t.Errorf("about %q, mark %q", p.body.about.Text(), p.body.file.Invalid())
	}
	p.body.choose(bodyNone)
	if got := p.Request().Body; got.Kind != store.NoBody || got.Text == "" {
		t.Errorf("the text is kept for the way back: %+v", got)
	}
}

func TestComposerLoadKeepsWhatIsEdited(t *testing.T) {
	p := newComposerProbe(t)
	p.Load(store.Request{URL: "http://a/", Body: store.RequestBody{Kind: store.TextBody, ContentType: typeJSON, Text: "1"}})
	test.Type(p.body.editor, "2")
	r := p.Request()
	r.Name = "saved"
	p.Load(r)
	if p.Request().Name != "saved" || len(p.body.editor.buffer.done) == 0 {
		t.Error("saving under a name takes the editor's undo away")
	}
	if len(p.changed) != 1 {
		t.Errorf("%d changes, want the one that was typed", len(p.changed))
	}
}

func TestComposerEditorKeysAndMouse(t *testing.T) {
	p := newComposerProbe(t)
	p.Load(store.Request{Body: store.RequestBody{Kind: store.TextBody, Text: "one two\nthree"}})
	p.FocusBody()
	e := p.body.editor
	shift := fyne.KeyModifier(0)
	e.mods = func() fyne.KeyModifier { return shift }
	p.key(fyne.KeyEnd)
	shift = fyne.KeyModifierShift
	p.key(fyne.KeyDown)
	e.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyLeft, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift})
	clip := fyne.CurrentApp().Clipboard()
	e.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clip})
	if clip.Content() != "\n" {
		t.Errorf("copied %q", clip.Content())
	}
	e.TypedShortcut(&fyne.ShortcutCut{Clipboard: clip})
	if p.Request().Body.Text != "one twothree" {
		t.Errorf("text %q", p.Request().Body.Text)
	}
	x := editorGutter + 1*kit.Advance(editorFont)
	e.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 10)}, Button: desktop.MouseButtonPrimary})
	e.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 10)}, Button: desktop.MouseButtonPrimary})
	if e.buffer.selected() != "one" {
		t.Errorf("a double click selects %q", e.buffer.selected())
	}
	shift = 0
	p.key(fyne.KeyTab)
	if !strings.HasPrefix(p.Request().Body.Text, "  one") {
		t.Errorf("Tab made %q", p.Request().Body.Text)
	}
	p.key(fyne.KeyEscape)
	if e.AcceptsTab() {
		t.Error("after Escape Tab stays in the editor")
	}
}
