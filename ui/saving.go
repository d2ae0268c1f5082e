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
)

// openLibrary opens a folder of .http files off the main goroutine.
func (w *Window) openLibrary(dir string) {
	if dir == "" || w.d.OpenLibrary == nil {
		return
	}
	go func() {
		lib, err := w.d.OpenLibrary(dir)
		w.d.Post(func() {
			if err != nil {
				w.report(err, "The folder could not be opened")
				return
			}
			if w.library != nil {
				old := w.library
				go old.Close()
			}
			w.library = lib
			w.sidebar.SetLibrary(lib)
		})
	}()
}

// save writes the request of the chosen tab: into its place if it has one, else into a new file of the open folder, whose
// name is asked for.
func (w *Window) save() {
	if w.library == nil {
		w.shell.Toast(kit.Toast{Icon: "folder", Token: "status.paused", Title: "No folder is open", Note: "Requests are saved as .http files in a folder", Action: "Open folder", Run: func() { w.chooseFolder(w.openLibrary) }})
		return
	}
	r := w.composer.Request()
	if ref, ok := w.tabs.Ref(); ok {
		w.write(func() (store.Ref, error) { return w.library.Save(ref, r) }, r)
		return
	}
	w.askName(suggestedName(r), func(name string) {
		r.Name = name
		w.write(func() (store.Ref, error) { return w.library.Create("", name, r) }, r)
	})
}

// write runs a save off the main goroutine and tells how it ended.
func (w *Window) write(do func() (store.Ref, error), r store.Request) {
	lib := w.library
	go func() {
		ref, err := do()
		w.d.Post(func() {
			var changed *store.ChangedError
			switch {
			case errors.As(err, &changed):
				w.shell.Toast(kit.Toast{Icon: "triangle-alert", Token: "status.paused", Title: filepath.Base(ref.Path) + " changed on disk", Note: "Your version is in the tab, and saved beside it", Error: true})
				w.write(func() (store.Ref, error) { return lib.Append(changed.Path, r) }, r)
				return
			case err != nil:
				w.report(err, "The request was not saved")
				return
			}
			w.tabs.Saved(ref, r)
			w.sidebar.Refresh()
			w.shell.Toast(kit.Toast{Icon: "check", Token: "status.ok", Title: r.Title() + " saved", Note: ref.Path})
		})
	}()
}

// suggestedName is a name for a request that has none: its method and the end of its path.
func suggestedName(r store.Request) string {
	if r.Name != "" {
		return r.Name
	}
	u, _, _ := strings.Cut(r.URL, "?")
	u = strings.TrimRight(u, "/")
	if i := strings.LastIndexByte(u, '/'); i >= 0 {
		u = u[i+1:]
	}
	return strings.TrimSpace(r.Method + " " + u)
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
		Buttons: []fyneObject{kit.NewButton("Cancel", kit.Ghost, func() { m.Close() }).High(kit.ButtonLarge), kit.NewButton("Save", kit.Primary, ok).High(kit.ButtonLarge)}})
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
			if cerr := to.Close(); err == nil {
				err = cerr
			}
			if err != nil {
				discard()
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
