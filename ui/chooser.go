package ui

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// chooserMode is what a chooser is for.
type chooserMode uint8

const (
	chooserFile   chooserMode = iota // choose a file that is there
	chooserFolder                    // choose a folder
	chooserSave                      // choose where to write
)

// chooserActions is what a chooser asks of the window, and what it is to begin with.
type chooserActions struct {
	Mode  chooserMode
	Title string
	Note  string
	Name  string   // chooserSave: the name to suggest
	Home  string   // what ~ stands for
	Begin []string // folders to begin in: the first that can be read
	Mark  string   // the entry to select there
	// Places lists folders to go to with one press; it is called off the main goroutine.
	Places func() []chooserPlace

	Canvas   fyne.Canvas
	Commands *kit.Registry // keys that work in the dialog's fields too; may be nil
	Post     func(func())
	Taken    func(path string)      // chooserFile, chooserFolder; the dialog is closed
	Started  func(t *chooserTarget) // chooserSave; the dialog is closed

	read  func(ctx context.Context, dir string, most int) (chooserListing, error) // nil: readChooserFolder
	later func(d time.Duration, f func())                                         // nil: time.AfterFunc
}

// chooserPatience is how long reading a folder may take before the dialog says so.
const chooserPatience = 300 * time.Millisecond

// chooser is the dialog in which a file, a folder or the name of a new file is chosen. Folders are read off the main
// goroutine; until one has come, the one before stays in view but cannot be acted on.
type chooser struct {
	a     chooserActions
	modal *kit.Modal

	path   *kit.Field
	tab    *chooserTab
	up     *kit.IconButton
	places *kit.List
	list   *kit.Table
	box    *kit.Flex
	status *kit.Label
	hidden *kit.Switch
	name   *kit.Field
	asked  *kit.Flex // the question whether to save over a file
	askedL *kit.Label
	fresh  *kit.Flex // the name of a new folder
	freshN *kit.Field
	add    *kit.Button // asks for the name of a new folder; nil when choosing a file
	take   *kit.Button
	body   *kit.Flex

	dir     string
	listing chooserListing
	shown   []chooserEntry
	kept    []chooserPlace
	trouble error
	reading bool
	slow    bool   // reading takes long enough to say so
	over    string // the path that was asked about: the next press saves over it
	turn    int    // counts what was begun on the disk; an answer to an earlier turn is not wanted any more
	looks   int    // the same for what a typed path leads to, which may be looked at while a folder is being read
	cancel  context.CancelFunc
	typed   chooserTyped
	now     time.Time // when the listing came: ages are as of then
}

// openChooser opens the dialog on a window.
func openChooser(a chooserActions) *chooser {
	if a.read == nil {
		a.read = readChooserFolder
	}
	if a.later == nil {
		a.later = func(d time.Duration, f func()) { time.AfterFunc(d, f) }
	}
	c := &chooser{a: a, cancel: func() {}}
	c.build()
	c.bindKeys()
	focus := fyne.Focusable(c.list)
	if a.Mode == chooserSave {
		focus = c.name.Focusable()
	}
	c.modal.Open(a.Canvas, focus)
	c.reflow()
	if a.Mode == chooserSave {
		c.name.SetText(a.Name)
		chooserSelectStem(c.name)
	}
	c.goAny(a.Begin, a.Mark)
	c.findPlaces()
	return c
}

// close takes the dialog away; what was begun on the disk is given up.
func (c *chooser) close() {
	if !c.modal.IsOpen() {
		return
	}
	c.begin()
	c.cancel()
	c.freeKeys()
	c.modal.Close()
}

func (c *chooser) findPlaces() {
	if c.a.Places == nil {
		return
	}
	go func() {
		places := c.a.Places()
		c.a.Post(func() {
			c.kept = places
			c.places.Refresh()
		})
	}()
}

// goTo shows a folder, with the entry of a name selected if there is one.
func (c *chooser) goTo(dir, mark string) { c.goAny([]string{dir}, mark) }

// goUp shows the folder around the one that is shown, which is selected there.
func (c *chooser) goUp() {
	if parent := filepath.Dir(c.dir); parent != c.dir {
		c.goTo(parent, filepath.Base(c.dir))
	}
}

// goAny shows the first of some folders that can be read.
func (c *chooser) goAny(dirs []string, mark string) {
	if len(dirs) == 0 {
		dirs = []string{c.a.Home}
	}
	c.show(dirs[0])
	c.reading, c.slow = true, false
	c.forgetOver()
	ctx, turn := c.begin()
	c.update()
	c.a.later(chooserPatience, func() {
		c.a.Post(func() {
			if turn == c.turn && c.reading {
				c.slow = true
				c.listing, c.shown = chooserListing{}, nil
				c.update()
			}
		})
	})
	go func() {
		l, err := c.a.read(ctx, dirs[0], chooserMost)
		for i := 1; err != nil && i < len(dirs) && ctx.Err() == nil; i++ {
			l, err = c.a.read(ctx, dirs[i], chooserMost)
		}
		c.a.Post(func() {
			if turn == c.turn {
				c.arrived(l, mark, err)
			}
		})
	}()
}

// begin starts a turn on the disk in place of the one before.
func (c *chooser) begin() (context.Context, int) {
	c.cancel()
	ctx, cancel := context.WithCancel(context.Background())
	c.cancel = cancel
	c.turn++
	c.looks++
	return ctx, c.turn
}

// show puts a folder into the path field.
func (c *chooser) show(dir string) {
	c.dir = dir
	c.path.SetText(dir)
	c.path.SetInvalid("")
}

// arrived takes what was read of a folder.
func (c *chooser) arrived(l chooserListing, mark string, err error) {
	c.reading, c.slow, c.trouble, c.now = false, false, err, time.Now()
	if err != nil {
		l = chooserListing{dir: l.dir}
	}
	if l.dir != c.dir {
		c.show(l.dir)
	}
	c.listing = l
	c.typed = chooserTyped{}
	c.list.Select(-1)
	c.list.ScrollTo(0, 0)
	c.fill(mark)
	c.reflow()
}

// fill lists the entries that are to be shown, with one selected by name.
func (c *chooser) fill(mark string) {
	c.shown, _ = c.listing.shown(c.hidden.On())
	at := -1
	for i, e := range c.shown {
		if e.name == mark {
			at = i
		}
	}
	c.list.Refresh()
	c.list.Select(at)
	c.update()
}

// current gives the selected entry.
func (c *chooser) current() (chooserEntry, bool) {
	i := c.list.Current()
	if c.reading || i < 0 || i >= len(c.shown) {
		return chooserEntry{}, false
	}
	return c.shown[i], true
}

// activate opens the folder or takes the file of a row.
func (c *chooser) activate(row int) {
	if c.reading || row < 0 || row >= len(c.shown) {
		return
	}
	e := c.shown[row]
	switch at := filepath.Join(c.dir, e.name); {
	case e.folder:
		c.goTo(at, "")
		c.a.Canvas.Focus(c.list)
	case e.broken || c.a.Mode == chooserFolder:
	case c.a.Mode == chooserFile:
		c.taken(at)
	default:
		c.name.SetText(e.name)
		c.save()
	}
}

// primary does what the button says.
func (c *chooser) primary() {
	if c.a.Mode == chooserSave {
		c.save()
		return
	}
	if c.reading {
		return
	}
	e, some := c.current()
	switch {
	case some && (c.a.Mode == chooserFile || !e.folder):
		c.activate(c.list.Current())
	case some:
		c.taken(filepath.Join(c.dir, e.name))
	case c.a.Mode == chooserFolder && c.trouble == nil:
		c.taken(c.dir)
	}
}

func (c *chooser) taken(path string) {
	c.close()
	c.a.Taken(path)
}

// homeFolder is where ~ leads, the root if nobody knows.
func homeFolder() string {
	if home, err := os.UserHomeDir(); err == nil {
		return home
	}
	return string(filepath.Separator)
}
