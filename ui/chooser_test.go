package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"ladle/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// chooserProbe is a chooser on a window with a queue that the test drains.
type chooserProbe struct {
	*chooser
	t      *testing.T
	win    fyne.Window
	shell  *kit.Shell
	queue  chan func()
	late   []func() // what is to be done when reading takes long
	chosen []string
	saved  []*chooserTarget
}

// openTestChooser opens a chooser in a window of the given size; prepare may change what it is given.
func openTestChooser(t *testing.T, mode chooserMode, dir string, prepare func(*chooserActions)) *chooserProbe {
	t.Helper()
	app := test.NewTempApp(t)
	kit.SetVariant(app, kit.Dark)
	p := &chooserProbe{t: t, queue: make(chan func(), 1000), win: app.NewWindow("")}
	p.shell = kit.NewShell(p.win, container.NewWithoutLayout())
	p.win.Resize(fyne.NewSize(1000, 700))
	a := chooserActions{Mode: mode, Title: "Open folder", Home: dir, Begin: []string{dir}, Canvas: p.win.Canvas(), Commands: p.shell.Commands,
		Post:    func(f func()) { p.queue <- f },
		Taken:   func(path string) { p.chosen = append(p.chosen, path) },
		Started: func(to *chooserTarget) { p.saved = append(p.saved, to) },
		Places:  func() []chooserPlace { return []chooserPlace{{"user", "Home", dir}} },
		later:   func(_ time.Duration, f func()) { p.late = append(p.late, f) },
	}
	if prepare != nil {
		prepare(&a)
	}
	p.chooser = openChooser(a)
	t.Cleanup(func() {
		for _, to := range p.saved {
			to.discard()
		}
		p.close()
		p.shell.Release()
		p.win.Close()
	})
	p.until(func() bool { return len(p.kept) > 0 })
	p.until(func() bool { return !p.reading })
	return p
}

// until runs what was posted until the condition holds; it gives up a test that would never end.
func (p *chooserProbe) until(holds func() bool) {
	p.t.Helper()
	for !holds() {
		select {
		case f := <-p.queue:
			f()
		case <-time.After(30 * time.Second):
			p.t.Fatalf("waited for nothing at %q, path %q, status %q", p.dir, p.path.Text(), p.status.Text())
		}
	}
}

// at waits until a folder is shown.
func (p *chooserProbe) at(dir string) {
	p.t.Helper()
	p.until(func() bool { return p.dir == dir && !p.reading })
}

// key presses keys in what has the focus, and waits for folders to be read.
func (p *chooserProbe) key(names ...fyne.KeyName) {
	p.t.Helper()
	for _, n := range names {
		p.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: n})
		p.until(func() bool { return !p.reading })
	}
}

// keys presses a combination of the commands.
func (p *chooserProbe) keys(key fyne.KeyName, mod fyne.KeyModifier) {
	p.win.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: mod})
}

func (p *chooserProbe) typed(text string) {
	for _, r := range text {
		p.win.Canvas().Focused().TypedRune(r)
	}
}

func (p *chooserProbe) selectedName() string {
	e, _ := p.current()
	return e.name
}

func TestChooserFolderByKeys(t *testing.T) {
	dir := chooserTree(t, "shop/cart/add.http", "shop/one.http", "other/", "sheep/", "readme.txt", ".git/")
	p := openTestChooser(t, chooserFolder, dir, nil)
	if got := strings.Join(chooserNames(p.shown), " "); got != "other/ sheep/ shop/ readme.txt" {
		t.Fatal(got)
	}
	if got, want := p.take.Text(), "Open "+filepath.Base(dir); got != want {
		t.Errorf("button %q, want %q", got, want)
	}
	p.typed("sho")
	if p.selectedName() != "shop" || p.take.Text() != "Open shop" {
		t.Fatalf("typing sho selects %q, button %q", p.selectedName(), p.take.Text())
	}
	p.key(fyne.KeyReturn)
	p.at(filepath.Join(dir, "shop"))
	if p.path.Text() != p.dir || p.take.Text() != "Open shop" || p.list.Current() != -1 {
		t.Errorf("in the folder: path %q, button %q, row %d", p.path.Text(), p.take.Text(), p.list.Current())
	}
	p.key(fyne.KeyDown, fyne.KeyDown)
	if p.selectedName() != "one.http" || !p.take.Disabled() {
		t.Errorf("a file (%q) can be taken as a folder", p.selectedName())
	}
	p.key(fyne.KeyReturn)
	if len(p.chosen) > 0 || !p.modal.IsOpen() {
		t.Error("Enter on a file chose something")
	}
	p.key(fyne.KeyBackspace)
	p.at(dir)
	if p.selectedName() != "shop" {
		t.Errorf("going up selects %q", p.selectedName())
	}
	p.key(fyne.KeyReturn)
	p.at(filepath.Join(dir, "shop"))
	p.key(fyne.KeyReturn)
	if !slices.Equal(p.chosen, []string{filepath.Join(dir, "shop")}) || p.modal.IsOpen() {
		t.Errorf("Enter in the folder chose %q", p.chosen)
	}
}

func TestChooserEscape(t *testing.T) {
	dir := chooserTree(t, "a", "b")
	for name, focus := range map[string]func(p *chooserProbe){
		"list":   func(p *chooserProbe) {},
		"path":   func(p *chooserProbe) { p.keys("L", fyne.KeyModifierShortcutDefault) },
		"name":   func(p *chooserProbe) { p.name.Focus() },
		"places": func(p *chooserProbe) { p.win.Canvas().Focus(p.places) },
		"button": func(p *chooserProbe) { p.win.Canvas().Focus(p.take) },
	} {
		p := openTestChooser(t, chooserSave, dir, nil)
		focus(p)
		p.key(fyne.KeyEscape)
		if p.modal.IsOpen() || len(p.chosen)+len(p.saved) > 0 {
			t.Errorf("%s: Escape does not close", name)
		}
		for _, k := range p.shell.Commands.Commands() {
			if len(k.Keys) > 0 {
				t.Errorf("%s keeps its keys in the closed dialog", k.ID)
			}
		}
	}
}

func TestChooserFileByPointer(t *testing.T) {
	dir := chooserTree(t, "certs/ca.pem", "x.txt")
	p := openTestChooser(t, chooserFile, dir, nil)
	if !p.take.Disabled() {
		t.Error("nothing is selected and can be chosen")
	}
	click(&p.list.List, 0)
	if p.take.Text() != "Open folder" || p.take.Disabled() {
		t.Errorf("on a folder: %q", p.take.Text())
	}
	click(&p.list.List, 0) // the second press of a double click
	p.at(filepath.Join(dir, "certs"))
	click(p.places, 0)
	p.at(dir)
	click(&p.list.List, 1)
	if p.take.Text() != "Choose file" {
		t.Errorf("on a file: %q", p.take.Text())
	}
	test.Tap(p.take)
	if !slices.Equal(p.chosen, []string{filepath.Join(dir, "x.txt")}) {
		t.Errorf("chose %q", p.chosen)
	}
}

func TestChooserPath(t *testing.T) {
	dir := chooserTree(t, "projects/one/", "projects/ore/", "prose.txt", "zoo/")
	p := openTestChooser(t, chooserFile, dir, nil)
	p.typed("~")
	if !p.path.Focused() || p.path.Text() != "~" {
		t.Fatalf("a tilde in the list: path %q", p.path.Text())
	}
	tab := func() { p.win.Canvas().FocusNext() }
	tab()
	p.typed("pro")
	tab()
	p.until(func() bool { return strings.HasPrefix(p.status.Text(), "2 names") })
	if p.path.Text() != "~"+string(filepath.Separator)+"pro" || !p.path.Focused() {
		t.Errorf("two fit: %q, %q", p.path.Text(), p.status.Text())
	}
	p.typed("j")
	tab()
	p.until(func() bool { return strings.Contains(p.path.Text(), "projects") })
	p.typed("x")
	tab()
	p.until(func() bool { return p.path.Invalid() != "" })
	p.key(fyne.KeyBackspace)
	if p.path.Invalid() != "" {
		t.Error("the mark stays while the path is edited")
	}
	p.key(fyne.KeyReturn)
	p.at(filepath.Join(dir, "projects"))
	p.keys("L", fyne.KeyModifierShortcutDefault)
	if !p.path.Focused() {
		t.Fatal("Ctrl+L does not focus the path")
	}
	tab()
	if !p.places.Focused() {
		t.Error("Tab does not leave a path that was not edited")
	}
	p.win.Canvas().FocusPrevious()
	if !p.path.Focused() {
		t.Error("Shift+Tab does not come back to the path")
	}
	p.typed(filepath.Join(dir, "nothing"))
	p.path.SetText(filepath.Join(dir, "nothing"))
	p.key(fyne.KeyReturn)
	p.until(func() bool { return p.path.Invalid() != "" })
	if got := p.path.Invalid(); got != "There is no "+filepath.Join(dir, "nothing") {
		t.Error(got)
	}
	p.path.SetText("../prose.txt")
	p.key(fyne.KeyReturn)
	p.until(func() bool { return !p.modal.IsOpen() })
	if !slices.Equal(p.chosen, []string{filepath.Join(dir, "prose.txt")}) {
		t.Errorf("chose %q", p.chosen)
	}
}

func TestChooserHidden(t *testing.T) {
	dir := chooserTree(t, ".env", "a", "b")
	p := openTestChooser(t, chooserFile, dir, nil)
	p.key(fyne.KeyDown, fyne.KeyDown)
	p.keys("H", fyne.KeyModifierShortcutDefault)
	if len(p.shown) != 3 || !p.hidden.On() || p.selectedName() != "b" {
		t.Errorf("%d shown, switch %v, on %q", len(p.shown), p.hidden.On(), p.selectedName())
	}
	test.Tap(p.hidden)
	if len(p.shown) != 2 || p.status.Text() != "0 folders, 2 files, 1 hidden" {
		t.Errorf("%d shown, %q", len(p.shown), p.status.Text())
	}
}

func TestChooserSave(t *testing.T) {
	dir := chooserTree(t, "out/", "orders.json")
	p := openTestChooser(t, chooserSave, dir, func(a *chooserActions) { a.Name = "orders.json" })
	if !p.name.Focused() {
		t.Fatal("the name does not have the focus")
	}
	p.key(fyne.KeyReturn)
	p.until(func() bool { return p.over != "" })
	if p.take.Text() != "Save over it" || p.askedL.Text() != "orders.json is there already." || !p.asked.Visible() {
		t.Errorf("asked %q with %q", p.askedL.Text(), p.take.Text())
	}
	p.key(fyne.KeyReturn)
	if !p.modal.IsOpen() || len(p.saved) > 0 {
		t.Fatal("Enter saved over a file")
	}
	p.name.SelectAll()
	chooserSelectStem(p.name)
	p.typed("more")
	if p.name.Text() != "more.json" || p.take.Text() != "Save" || p.asked.Visible() {
		t.Errorf("after typing: name %q, button %q", p.name.Text(), p.take.Text())
	}
	p.name.SetText("orders.json")
	test.Tap(p.take)
	p.until(func() bool { return p.over != "" })
	test.Tap(p.take)
	p.until(func() bool { return len(p.saved) == 1 })
	chooserWrite(t, p.saved[0], "new")
	chooserClosed(t, p.saved[0])
	if got, _ := chooserContent(t, filepath.Join(dir, "orders.json")); got != "new" || p.modal.IsOpen() {
		t.Errorf("saved %q", got)
	}
}

func TestChooserSaveNames(t *testing.T) {
	dir := chooserTree(t, "out/", "old.json")
	for name, want := range map[string]string{"": "A file needs a name", "..": "A file needs a name", "out": "out is there already and is not a file",
		"gone/x": "There is no " + filepath.Join(dir, "gone")} {
		p := openTestChooser(t, chooserSave, dir, func(a *chooserActions) { a.Name = name })
		p.key(fyne.KeyReturn)
		p.until(func() bool { return p.name.Invalid() != "" })
		if got := p.name.Invalid(); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
		p.close()
	}
	p := openTestChooser(t, chooserSave, dir, func(a *chooserActions) { a.Name = "new.json" })
	click(&p.list.List, 1)
	if p.name.Text() != "old.json" {
		t.Errorf("a press on a file gives the name %q", p.name.Text())
	}
	p.path.SetText(filepath.Join("out", "x.json"))
	p.path.Focus()
	p.key(fyne.KeyReturn)
	p.at(filepath.Join(dir, "out"))
	if p.name.Text() != "x.json" || !p.name.Focused() {
		t.Errorf("typed as a path: %q", p.name.Text())
	}
	p.key(fyne.KeyReturn)
	p.until(func() bool { return len(p.saved) == 1 })
	if got := p.saved[0].path; got != filepath.Join(dir, "out", "x.json") {
		t.Error(got)
	}
}

func TestChooserNewFolder(t *testing.T) {
	dir := chooserTree(t, "taken/")
	p := openTestChooser(t, chooserFolder, dir, nil)
	p.askFolder()
	for text, want := range map[string]string{"": "A folder needs a name", "a/b": "A name has no slash", "taken": "taken is there already"} {
		p.freshN.SetText(text)
		p.key(fyne.KeyReturn)
		p.until(func() bool { return p.freshN.Invalid() != "" })
		if got := p.freshN.Invalid(); !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	p.key(fyne.KeyEscape)
	if p.fresh.Visible() || !p.modal.IsOpen() || !p.list.Focused() {
		t.Error("Escape leaves more than the new folder")
	}
	p.askFolder()
	p.typed("new one")
	p.key(fyne.KeyReturn)
	p.at(filepath.Join(dir, "new one"))
	if p.take.Text() != "Open new one" || !p.list.Focused() {
		t.Errorf("button %q", p.take.Text())
	}
}

// TestChooserSlow has a folder that is not read before the test lets it.
func TestChooserSlow(t *testing.T) {
	dir := chooserTree(t, "slow/x", "fast/y")
	release := make(chan struct{})
	p := openTestChooser(t, chooserFile, dir, func(a *chooserActions) {
		a.read = func(ctx context.Context, in string, most int) (chooserListing, error) {
			if filepath.Base(in) == "slow" {
				select {
				case <-release:
				case <-ctx.Done():
					return chooserListing{dir: in}, ctx.Err()
				}
			}
			return readChooserFolder(ctx, in, most)
		}
	})
	slow := filepath.Join(dir, "slow")
	p.goTo(slow, "")
	if len(p.shown) != 2 || p.slow {
		t.Error("what was shown is taken away at once")
	}
	p.list.Select(0)
	p.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if p.dir != slow || len(p.chosen) > 0 {
		t.Error("a row of the folder before can be acted on")
	}
	p.late[len(p.late)-1]()
	p.until(func() bool { return p.slow })
	if len(p.shown) != 0 || p.trouble != nil {
		t.Error("reading is not said")
	}
	p.goUp() // the way back is open meanwhile
	p.at(dir)
	p.late[len(p.late)-2]() // of a folder that is not wanted any more
	p.goTo(slow, "")
	close(release)
	p.at(slow)
	if len(p.shown) != 1 || p.shown[0].name != "x" || p.slow {
		t.Errorf("shown %q, slow %v", chooserNames(p.shown), p.slow)
	}
}

func TestChooserTroubles(t *testing.T) {
	dir := chooserTree(t, "a/b/", "c")
	p := openTestChooser(t, chooserFolder, dir, func(a *chooserActions) { a.Begin = []string{filepath.Join(dir, "gone"), dir} })
	if p.dir != dir || p.trouble != nil || p.path.Text() != dir {
		t.Errorf("a folder to begin in is gone: at %q with %v", p.dir, p.trouble)
	}
	gone := filepath.Join(dir, "a")
	if err := os.RemoveAll(gone); err != nil {
		t.Fatal(err)
	}
	p.key(fyne.KeyDown, fyne.KeyReturn)
	if p.trouble == nil || p.dir != gone || !p.take.Disabled() || p.status.Text() != "" {
		t.Errorf("gone meanwhile: at %q with %v, status %q", p.dir, p.trouble, p.status.Text())
	}
	p.key(fyne.KeyBackspace)
	p.at(dir)
	if p.trouble != nil || p.take.Disabled() {
		t.Errorf("going up: %v", p.trouble)
	}
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		return
	}
	if err := os.Chmod(dir, 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o700)
	p.goTo(dir, "")
	p.until(func() bool { return !p.reading })
	if !errors.Is(p.trouble, os.ErrPermission) {
		t.Errorf("without permission: %v", p.trouble)
	}
}

func TestChooserInLowWindow(t *testing.T) {
	p := openTestChooser(t, chooserSave, chooserTree(t, "a"), nil)
	p.win.Resize(fyne.NewSize(800, 480))
	p.askFolder()
	if got := p.list.Size().Height; got >= chooserHeight || got < chooserLeast {
		t.Errorf("the list is %v high", got)
	}
	if over := p.modal.MinSize().Height; over > 480 {
		t.Errorf("the dialog wants %v", over)
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(p.take)
	if bottom := at.Y + p.take.Size().Height; bottom > 480-8 {
		t.Errorf("the button ends at %v of 480", bottom)
	}
}
