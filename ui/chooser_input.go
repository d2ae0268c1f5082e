package ui

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ladle/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// chooserKeys are commands rather than keys of the list, so that they work while a field is edited.
func (c *chooser) chooserKeys() []kit.Command {
	return []kit.Command{
		{ID: "chooser.path", Title: "Go to the path", Keys: []kit.Key{"Ctrl+L"}, Run: c.focusPath},
		{ID: "chooser.hidden", Title: "Hidden files", Keys: []kit.Key{"Ctrl+H"}, Run: c.toggleHidden},
		{ID: "chooser.up", Title: "Folder above", Keys: []kit.Key{"Alt+Up"}, Run: c.goUp},
	}
}

// bindKeys gives the commands to the window while the dialog is open. The registry keeps commands for good: afterwards
// they have no keys and do nothing, until the next dialog takes them over.
func (c *chooser) bindKeys() {
	if c.a.Commands == nil {
		return
	}
	for _, k := range c.chooserKeys() {
		k.Group, k.Always = "Choosing a file", true
		if old := c.a.Commands.Find(k.ID); old != nil {
			old.Run = k.Run
			_ = c.a.Commands.SetKeys(k.ID, k.Keys) // was accepted the first time
			continue
		}
		_ = c.a.Commands.Add(k) // fails for a key that cannot be read; these can
	}
}

func (c *chooser) freeKeys() {
	if c.a.Commands == nil {
		return
	}
	for _, k := range c.chooserKeys() {
		_ = c.a.Commands.SetKeys(k.ID, nil) // no keys are always accepted
		c.a.Commands.Find(k.ID).Run = func() {}
	}
}

func (c *chooser) focusPath() {
	c.path.Focus()
	c.path.SelectAll()
}

func (c *chooser) toggleHidden() {
	c.hidden.Set(!c.hidden.On())
	c.hiddenChanged()
}

func (c *chooser) hiddenChanged() {
	mark := ""
	if e, some := c.current(); some {
		mark = e.name
	}
	c.fill(mark)
}

// enter is the Enter key where nothing with the focus uses it.
func (c *chooser) enter() {
	if c.over == "" { // saving over a file takes the button
		c.primary()
	}
}

// selected follows the list: in a file's row its name is the one to save under.
func (c *chooser) selected() {
	if e, some := c.current(); some && c.a.Mode == chooserSave && !e.folder && !e.broken {
		c.name.SetText(e.name)
	}
	c.updateButton()
}

// downToList moves from a field into the list.
func (c *chooser) downToList(e *fyne.KeyEvent) bool {
	if e.Name != fyne.KeyDown {
		return false
	}
	c.a.Canvas.Focus(c.list)
	if c.list.Current() < 0 {
		c.list.TypedKey(e)
	}
	return true
}

// chooserTyped are the letters typed in the list, which go on for as long as the typing does.
type chooserTyped struct {
	text string
	at   time.Time
}

// chooserPause ends what is typed in the list.
const chooserPause = time.Second

// typedRune jumps to the next entry whose name begins with what is typed; a slash or tilde begins a path.
func (c *chooser) typedRune(r rune) {
	if c.typed.text == "" && (r == '/' || r == '~') {
		c.path.SetText(string(r))
		c.path.Focus()
		return
	}
	now := time.Now()
	if now.Sub(c.typed.at) > chooserPause {
		c.typed.text = ""
	}
	c.typed.text += strings.ToLower(string(r))
	c.typed.at = now
	if at := chooserJump(c.shown, c.typed.text, c.list.Current()); at >= 0 {
		c.list.Select(at)
	}
}

// chooserJump finds the entry whose name begins with text, from the present one on and then from the top; a single
// letter again goes to the next one.
func chooserJump(entries []chooserEntry, text string, from int) int {
	if len(entries) == 0 {
		return -1
	}
	if first := string([]rune(text)[:1]); len(text) > len(first) && strings.Trim(text, first) == "" {
		text = first // the same letter again and again
		from++
	} else if text == first {
		from++
	}
	for i := range entries {
		at := (max(from, 0) + i) % len(entries)
		if strings.HasPrefix(entries[at].folded, text) {
			return at
		}
	}
	return -1
}

// goTyped goes to the folder that was typed, or takes the file.
func (c *chooser) goTyped(text string) {
	to := chooserResolve(text, c.dir, c.a.Home)
	if to == c.dir && c.a.Mode == chooserFolder && !c.reading && c.trouble == nil {
		c.taken(to)
		return
	}
	c.looks++
	look := c.looks
	go func() {
		info, err := os.Stat(to)
		c.a.Post(func() {
			if look == c.looks {
				c.found(to, info, err)
			}
		})
	}()
}

// found does what is to be done with a typed path.
func (c *chooser) found(to string, info fs.FileInfo, err error) {
	switch {
	case err == nil && info.IsDir():
		c.goTo(to, "")
		c.a.Canvas.Focus(c.list)
	case c.a.Mode == chooserSave && (err == nil || errors.Is(err, fs.ErrNotExist)):
		c.goTo(filepath.Dir(to), "")
		c.name.SetText(filepath.Base(to))
		c.name.Focus()
		chooserSelectStem(c.name)
	case err == nil && c.a.Mode == chooserFile:
		c.taken(to)
	case err == nil:
		c.setInvalid(c.path, filepath.Base(to)+" is a file")
	case errors.Is(err, fs.ErrNotExist):
		c.setInvalid(c.path, "There is no "+to)
	default:
		c.setInvalid(c.path, chooserReason(err))
	}
}

// completes tells whether Tab in the path field is about the path: it was edited.
func (c *chooser) completes() bool { return c.path.Text() != c.dir }

// complete adds to the typed path what all entries that fit have in common.
func (c *chooser) complete() {
	text := c.path.Text()
	if text == "~" {
		c.path.SetText("~" + string(filepath.Separator))
		return
	}
	folder, prefix := chooserHalves(text)
	in := chooserResolve(folder, c.dir, c.a.Home)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	go func() {
		defer cancel()
		l, err := c.a.read(ctx, in, chooserMost)
		c.a.Post(func() {
			if c.modal.IsOpen() && c.path.Text() == text { // nothing was typed meanwhile
				c.completed(text, prefix, l, err)
			}
		})
	}()
}

func (c *chooser) completed(text, prefix string, l chooserListing, err error) {
	if err != nil {
		title, _ := chooserProblem(l.dir, err)
		c.setInvalid(c.path, title)
		return
	}
	matches := chooserMatches(prefix, l.entries, c.a.Mode == chooserFolder)
	if len(matches) == 0 {
		c.setInvalid(c.path, "Nothing in "+l.dir+" begins so")
		return
	}
	full := chooserComplete(text, matches)
	if full != text {
		c.path.SetText(full)
	}
	if len(matches) > 1 {
		c.status.SetText(chooserFits(matches))
	}
}

// chooserFits names what a typed path could become.
func chooserFits(matches []chooserEntry) string {
	var names []string
	for _, e := range matches[:min(len(matches), 6)] {
		names = append(names, e.name)
	}
	text := chooserNumber(len(matches), "name") + ": " + strings.Join(names, ", ")
	if len(matches) > len(names) {
		text += ", …"
	}
	return text
}

// chooserSelectStem selects a file's name without the extension, with the keys a person would use: a field can select
// only all of its text by itself.
func chooserSelectStem(f *kit.Field) {
	e, ok := f.Focusable().(interface {
		fyne.Focusable
		desktop.Keyable
	})
	if !ok {
		return
	}
	shift := &fyne.KeyEvent{Name: desktop.KeyShiftLeft}
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
	e.KeyDown(shift)
	for range chooserStem(f.Text()) {
		e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	e.KeyUp(shift)
}
