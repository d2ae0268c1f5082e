package ui

import (
	"io"
	"os"

	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
)

// chooseFile lets a person choose a file to read; done gets its path.
func (w *Window) chooseFile(_ string, done func(path string)) {
	d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil {
			w.report(err, "The file could not be opened")
			return
		}
		if r == nil {
			return
		}
		path := r.URI().Path()
		r.Close()
		done(path)
	}, w.win)
	d.Resize(fyne.NewSize(760, 520))
	d.Show()
}

// chooseFolder lets a person choose a folder; done gets its path.
func (w *Window) chooseFolder(done func(path string)) {
	d := dialog.NewFolderOpen(func(l fyne.ListableURI, err error) {
		if err != nil {
			w.report(err, "The folder could not be opened")
			return
		}
		if l != nil {
			done(l.Path())
		}
	}, w.win)
	d.Resize(fyne.NewSize(760, 520))
	d.Show()
}

// chooseTarget lets a person choose where to write; discard removes what was begun.
func (w *Window) chooseTarget(name string, done func(to io.WriteCloser, path string, discard func())) {
	d := dialog.NewFileSave(func(u fyne.URIWriteCloser, err error) {
		if err != nil {
			w.report(err, "The file could not be written")
			return
		}
		if u == nil {
			return
		}
		path := u.URI().Path()
		done(u, path, func() { os.Remove(path) })
	}, w.win)
	d.SetFileName(name)
	d.Resize(fyne.NewSize(760, 520))
	d.Show()
}

func sizeText(n int64) string { return timeline.Size(n) }
