package ui

import (
	"errors"
	"strings"
	"testing"

	"ladle/session"
	"ladle/store"
	"ladle/store/convert"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// composerProbe is a composer on a window, and what it reported.
type composerProbe struct {
	*composer
	w       fyne.Window
	sent    []store.Request
	stopped int
	changed []store.Request
	notes   []convert.Note
	resized int
}

func newComposerProbe(t *testing.T) *composerProbe {
	t.Helper()
	app := test.NewTempApp(t)
	kit.SetVariant(app, kit.Dark)
	p := &composerProbe{}
	p.composer = newComposer(composerActions{
		Send: func(r store.Request) { p.sent = append(p.sent, r) }, Stop: func() { p.stopped++ },
		Changed:   func(r store.Request) { p.changed = append(p.changed, r) },
		PasteCurl: func(notes []convert.Note) { p.notes = notes }, Resized: func() { p.resized++ },
		ChooseFile: func(_ string, done func(string)) { done("/nowhere/body.bin") },
	})
	p.w = app.NewWindow("")
	shell := kit.NewShell(p.w, container.NewBorder(p.URLBar(), nil, nil, nil, p.Object()))
	p.w.Resize(fyne.NewSize(700, 500))
	t.Cleanup(func() { shell.Release(); p.w.Close() })
	return p
}

func (p *composerProbe) typeInto(f *kit.Field, text string) { test.Type(f.Focusable(), text) }

func (p *composerProbe) key(k fyne.KeyName) {
	p.w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
}

// pasteURL puts text on the clipboard and pastes it into the URL field.
func (p *composerProbe) pasteURL(text string) {
	fyne.CurrentApp().Clipboard().SetContent(text)
	p.FocusURL()
	paste(p.composer)
}

func TestComposerTypesAndSends(t *testing.T) {
	p := newComposerProbe(t)
	p.FocusURL()
	p.typeInto(p.bar.url, "localhost/x?a=1&b=c%20d")
	if n := len(p.params); n != 2 {
		t.Fatalf("%d parameters", n)
	}
	p.choosePage(composerParams)
	rows := p.query.Rows()
	if len(rows) != 2 || rows[1].Name != "b" || rows[1].Value != "c d" {
		t.Fatalf("rows %+v", rows)
	}
	rows[0].Off = true
	p.query.SetRows(append(rows, kit.TableRow{Name: "e", Value: "f g"}))
	p.query.OnChanged()
	if got := p.bar.url.Text(); got != "localhost/x?b=c%20d&e=f%20g" {
		t.Errorf("URL %q", got)
	}
	p.bar.url.Focus()
	p.key(fyne.KeyReturn)
	if len(p.sent) != 1 || p.sent[0].URL != "localhost/x?b=c%20d&e=f%20g" || len(p.sent[0].Directives) != 1 {
		t.Errorf("sent %+v", p.sent)
	}
	if last := p.changed[len(p.changed)-1]; last.URL != p.sent[0].URL {
		t.Errorf("last change %+v", last)
	}
}

func TestComposerStopsWhileRunning(t *testing.T) {
	p := newComposerProbe(t)
	p.SetRunning(true)
	test.Tap(p.bar.send.Main)
	if p.bar.send.Main.Text() != "Stop" || p.stopped != 1 || len(p.sent) != 0 {
		t.Errorf("%q, stopped %d, sent %d", p.bar.send.Main.Text(), p.stopped, len(p.sent))
	}
	p.SetRunning(false)
	test.Tap(p.bar.send.Main)
	if len(p.sent) != 1 {
		t.Error("Send does not send again")
	}
}

func TestComposerTakesCurlOver(t *testing.T) {
	p := newComposerProbe(t)
	before := store.Request{Name: "N", Method: "GET", URL: "http://a/", Fields: []store.FieldRow{{Name: "A", Value: "b"}}}
	p.Load(before)
	p.pasteURL("curl -k https://b.test/x \\\n  -H 'C: d' --data-binary '{}'")
	r := p.Request()
	if r.URL != "https://b.test/x" || r.Method != "POST" || r.Name != "N" || r.Body.Text != "{}" || p.bar.url.Text() != r.URL {
		t.Fatalf("request %+v", r)
	}
	if len(p.notes) != 1 || p.notes[0].About != "-k" {
		t.Errorf("notes %v", p.notes)
	}
	if p.resized != 1 {
		t.Errorf("the bar told %d times that it is higher", p.resized)
	}
	undo := find(p.bar.strip, func(o fyne.CanvasObject) bool { b, ok := o.(*kit.Button); return ok && b.Text() == "Undo" })
	test.Tap(undo.(*kit.Button))
	if r := p.Request(); r.URL != before.URL || r.Method != "GET" || len(r.Fields) != 1 || r.Body.Kind != store.NoBody {
		t.Errorf("after undo %+v", r)
	}
}

// find gives the first object below o that is wanted.
func find(o fyne.CanvasObject, wanted func(fyne.CanvasObject) bool) fyne.CanvasObject {
	if wanted(o) {
		return o
	}
	var kids []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		kids = o.Objects
	case fyne.Widget:
		kids = test.WidgetRenderer(o).Objects()
	}
	for _, k := range kids {
		if f := find(k, wanted); f != nil {
			return f
		}
	}
	return nil
}

func TestComposerRefusesLines(t *testing.T) {
	p := newComposerProbe(t)
	p.Load(get("http://a/"))
	p.pasteURL("one\ntwo")
	if p.bar.url.Text() != "http://a/" || len(p.changed) != 0 || p.resized == 0 {
		t.Errorf("URL %q, changes %d", p.bar.url.Text(), len(p.changed))
	}
	p.pasteURL("curl --no-such-flag x")
	if p.bar.url.Text() != "http://a/" || len(p.changed) != 0 {
		t.Errorf("a command that cannot be read left %q", p.bar.url.Text())
	}
	p.pasteURL("http://b/c")
	if p.Request().URL != "http://b/c" {
		t.Errorf("a URL was pasted as %q", p.Request().URL)
	}
}

func TestComposerShowsErrorsWhereTheyAre(t *testing.T) {
	p := newComposerProbe(t)
	p.Load(store.Request{URL: "http://a:99999", Fields: []store.FieldRow{{Name: "Ok", Value: "1"}, {Name: "Bad name", Value: "2"}}})
	show := func(r store.Request) {
		_, err := newMessage(r)
		p.ShowError(err)
	}
	show(p.Request())
	if p.bar.url.Invalid() == "" || p.Problem() == "" || p.resized == 0 || !p.bar.url.Focused() {
		t.Errorf("URL marked %q", p.bar.url.Invalid())
	}
	p.typeInto(p.bar.url, "x")
	if p.bar.url.Invalid() != "" || p.Problem() != "" {
		t.Error("the mark stays while the URL is typed")
	}
	r := p.Request()
	r.URL = "http://a/"
	p.Load(r)
	p.choosePage(composerParams)
	show(p.Request())
	if rows := p.headers.Rows(); p.tabs.Chosen() != composerHeaders || rows[1].Problem == "" || rows[0].Problem != "" {
		t.Errorf("tab %d, rows %+v", p.tabs.Chosen(), p.headers.Rows())
	}
	p.ShowError(&BodyFileError{Path: "x", What: "There is no file x", Try: "Choose another file"})
	if p.tabs.Chosen() != composerBodyTab || !strings.Contains(p.body.file.Invalid(), "Choose another") || p.headers.Rows()[1].Problem != "" {
		t.Errorf("tab %d, file %q", p.tabs.Chosen(), p.body.file.Invalid())
	}
	p.ShowError(errors.New("something else"))
	if p.Problem() != "something else" || p.body.file.Invalid() != "" {
		t.Errorf("problem %q", p.Problem())
	}
	p.ClearErrors()
	if p.Problem() != "" {
		t.Error("errors stay")
	}
}

func TestComposerLeavesAutomaticFieldsOut(t *testing.T) {
	p := newComposerProbe(t)
	p.Load(store.Request{URL: "http://a/", Fields: []store.FieldRow{{Name: "host", Value: "x"}}, DroppedAuto: []string{"Accept"}, Body: store.RequestBody{Kind: store.TextBody, ContentType: "text/plain"}})
	p.SetAutomatic([]session.Field{{Name: "Host", Value: "a"}, {Name: "User-Agent", Value: "Ladle"}}, "as last sent")
	var got []string
	for _, r := range p.autoShown {
		got = append(got, r.Name+map[bool]string{true: "-"}[r.Off])
	}
	if s := strings.Join(got, " "); s != "Content-Type User-Agent Accept-" {
		t.Errorf("automatic fields %s", s)
	}
	p.headers.OnAutomatic("User-Agent", false)
	p.headers.OnAutomatic("Accept", true)
	if d := p.Request().DroppedAuto; len(d) != 1 || d[0] != "User-Agent" {
		t.Errorf("dropped %v", d)
	}
}

func TestComposerUndoesADeletedRow(t *testing.T) {
	p := newComposerProbe(t)
	p.Load(store.Request{URL: "http://a/", Fields: []store.FieldRow{{Name: "A", Value: "1"}, {Name: "B", Value: "2"}}})
	remove := find(p.headers, func(o fyne.CanvasObject) bool { _, ok := o.(*kit.IconButton); return ok })
	test.Tap(remove.(*kit.IconButton))
	if f := p.Request().Fields; len(f) != 1 || f[0].Name != "B" {
		t.Fatalf("after deleting %v", f)
	}
	undo := find(p.w.Content(), func(o fyne.CanvasObject) bool { b, ok := o.(*kit.Button); return ok && b.Text() == "Undo" })
	test.Tap(undo.(*kit.Button))
	if f := p.Request().Fields; len(f) != 2 || f[0].Name != "A" || len(p.headers.Rows()) != 2 {
		t.Errorf("after undo %v", f)
	}
	if _, ok := removedRow([]kit.TableRow{{Name: "x"}}, nil); ok {
		t.Error("a character deleted by typing counts as a row")
	}
	if _, ok := removedRow(p.headers.Rows(), []kit.TableRow{{Name: "Z", Value: "9"}}); ok {
		t.Error("another change counts as a deleted row")
	}
}
