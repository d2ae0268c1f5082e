package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"ladle/store"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// openLibrary opens a folder of .http files off the main goroutine.
func (w *Window) openLibrary(dir string) {
	if dir == "" || w.d.OpenLibrary == nil {
		return
	}
	w.opening = dir
	go func() {
		lib, err := w.d.OpenLibrary(dir)
		w.d.Post(func() { w.libraryOpened(dir, lib, err) })
	}()
}

// libraryOpened takes over a folder, unless another one was asked for meanwhile.
func (w *Window) libraryOpened(dir string, lib *store.Library, err error) {
	if w.closed || w.opening != dir {
		if err == nil {
			go lib.Close()
		}
		return
	}
	w.opening = ""
	if err != nil {
		w.report(err, "The folder could not be opened")
		return
	}
	if old := w.library; old != nil {
		go old.Close()
	}
	w.library = lib
	w.sidebar.SetLibrary(lib)
	w.tabs.ReadVariables(lib, w.d.Post)
	w.remember()
}

// libraryDir is the open folder, "" for none.
func (w *Window) libraryDir() string {
	if w.library == nil {
		return ""
	}
	return w.library.Dir()
}

// save writes the request of the chosen tab: into its place if it has one, else into a new file of the open folder, whose
// name is asked for.
func (w *Window) save() {
	if w.library == nil {
		w.shell.Toast(kit.Toast{Icon: "folder", Token: "status.paused", Title: "No folder is open", Note: "Requests are saved as .http files in a folder", Action: "Open folder", Run: func() { w.chooseFolder(w.openLibrary) }})
		return
	}
	tab, r, lib := w.tabs.Current(), w.composer.Request(), w.library
	if ref, ok := w.tabs.Ref(); ok {
		w.write(tab, r, func() (savedRequest, error) { return saveRequest(lib, ref, r) })
		return
	}
	w.askName(nameOf(r), func(name string) {
		r.Name = name
		w.write(tab, r, func() (savedRequest, error) { return createRequest(lib, "", r) })
	})
}

// write runs a save off the main goroutine and tells how it ended.
func (w *Window) write(tab *requestTab, r store.Request, do func() (savedRequest, error)) {
	lib := w.library
	go func() {
		saved, err := do()
		w.d.Post(func() {
			switch {
			case err != nil:
				w.report(err, "The request was not saved")
			case saved.Changed != nil:
				w.askOverwrite(tab, r, saved, lib)
			default:
				w.tabs.SavedIn(tab, saved.Ref, r)
				w.sidebar.Refresh()
				w.sidebar.Mark(saved.Ref)
				w.tabs.ReadVariables(lib, w.d.Post)
				w.shell.Toast(kit.Toast{Icon: "check", Token: "status.ok", Title: r.Title() + " saved", Note: saved.Ref.Path})
			}
		})
	}()
}

// askOverwrite asks what to do about a request that somebody else changed since it was opened. Nothing was written.
func (w *Window) askOverwrite(tab *requestTab, r store.Request, saved savedRequest, lib *store.Library) {
	what := "changed"
	if saved.Gone {
		what = "is gone"
	}
	var m *kit.Modal
	later := func() { m.Close() }
	over := func() {
		m.Close()
		w.write(tab, r, func() (savedRequest, error) { return overwriteRequest(lib, saved.Ref, r) })
	}
	m = kit.NewDialog(kit.Dialog{Icon: "triangle-alert", State: kit.StatePaused, Title: filepath.Base(saved.Ref.Path) + " " + what + " on disk",
		Note: "It was edited elsewhere after you opened it. Your version is still in the tab.", Body: kit.Col(),
		Buttons: []fyne.CanvasObject{kit.NewButton("Save mine over it", kit.Danger, over).High(kit.ButtonLarge), kit.NewButton("Keep both for now", kit.Primary, later).High(kit.ButtonLarge)}})
	m.OnEscape, m.OnEnter = later, later
	m.Open(w.win.Canvas(), nil)
}

// nameOf is the name of a request, or one to suggest.
func nameOf(r store.Request) string {
	if r.Name != "" {
		return r.Name
	}
	return nameFor(r)
}

// askName asks for the name of a new request.
func (w *Window) askName(suggested string, done func(string)) {
	field := kit.NewField("Name")
	field.SetText(suggested)
	var m *kit.Modal
	ok := func() {
		name := strings.TrimSpace(field.Text())
		if name == "" {
			field.SetInvalid("A saved request needs a name")
			m.Reflow()
			return
		}
		m.Close()
		done(name)
	}
	field.OnSubmit = func(string) { ok() }
	field.OnEscape = func() { m.Close() }
	m = kit.NewDialog(kit.Dialog{Icon: "save", Title: "Save request", Note: "It becomes a .http file in " + filepath.Base(w.library.Dir()) + ".", Body: kit.Col(field),
		Buttons: []fyne.CanvasObject{kit.NewButton("Cancel", kit.Ghost, func() { m.Close() }).High(kit.ButtonLarge), kit.NewButton("Save", kit.Primary, ok).High(kit.ButtonLarge)}})
	m.OnEscape, m.OnEnter = func() { m.Close() }, ok
	m.Open(w.win.Canvas(), field.Focusable())
	field.SelectAll()
}

// saveBody lets a person choose a file and writes a body into it, with progress and a way to stop.
func (w *Window) saveBody(name string, write saver) {
	w.chooseTarget(name, func(to io.WriteCloser, path string, discard func()) {
		ctx, cancel := context.WithCancel(context.Background())
		toast := w.shell.Toast(kit.Toast{Icon: "download", Token: "accent.base", Title: "Saving " + filepath.Base(path), Action: "Cancel", Run: cancel, Steady: true})
		go func() {
			defer cancel()
			n := &countingWriter{w: to}
			err := write(ctx, n)
			if err != nil {
				discard() // Close would give the part that was written its name
			} else {
				err = to.Close()
			}
			w.d.Post(func() {
				toast.Close()
				switch {
				case errors.Is(err, context.Canceled):
					w.shell.Toast(kit.Toast{Icon: "x", Token: "text.secondary", Title: "Not saved", Note: "Nothing was left behind"})
				case err != nil:
					w.report(err, filepath.Base(path)+" could not be written")
				default:
					w.shell.Toast(kit.Toast{Icon: "check", Token: "status.ok", Title: filepath.Base(path) + " saved", Note: fmt.Sprintf("%s in %s", sizeText(n.n), filepath.Dir(path))})
				}
			})
		}()
	})
}

type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
