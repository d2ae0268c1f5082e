package ui

import (
	"io"
	"maps"
	"path/filepath"

	"ladle/ui/timeline"
)

// chooseFile lets a person choose a file to read; done gets its path. title says what the file is for.
func (w *Window) chooseFile(title string, done func(path string)) {
	a := w.chooserActions("file", chooserFile)
	a.Title, a.Note = title, "Only its path is kept, not what is in it."
	a.Taken = func(path string) {
		w.keepChosen("file", filepath.Dir(path))
		done(path)
	}
	openChooser(a)
}

// chooseFolder lets a person choose a folder; done gets its path.
func (w *Window) chooseFolder(done func(path string)) {
	a := w.chooserActions("folder", chooserFolder)
	a.Title, a.Note = "Open folder", "Its requests are .http files, in folders as they are on the disk."
	if last := w.chosen("folder"); last != "" { // it is seen among its neighbours
		a.Begin = append([]string{filepath.Dir(last)}, a.Begin...)
		a.Mark = filepath.Base(last)
	}
	a.Taken = func(path string) {
		w.keepChosen("folder", path)
		done(path)
	}
	openChooser(a)
}

// chooseTarget lets a person choose where to write. What is written to to goes to a temporary file beside path, which
// takes its place when to is closed without error. discard, called in place of Close, removes the temporary file; what
// was there before is left as it was.
func (w *Window) chooseTarget(name string, done func(to io.WriteCloser, path string, discard func())) {
	a := w.chooserActions("target", chooserSave)
	a.Title, a.Note, a.Name = "Save as", "A file that is there already stays as it is until the new one is complete.", name
	a.Started = func(t *chooserTarget) {
		w.keepChosen("target", filepath.Dir(t.path))
		done(t, t.path, t.discard)
	}
	openChooser(a)
}

// chooserActions is what all choosers of the window have in common. They begin in the folder of the last time, else in
// the open one, else, or if that is gone, at home.
func (w *Window) chooserActions(purpose string, mode chooserMode) chooserActions {
	home, open, last := homeFolder(), w.libraryDir(), w.chosen(purpose)
	var begin []string
	for _, dir := range []string{last, open, home} {
		if dir != "" {
			begin = append(begin, dir)
		}
	}
	return chooserActions{Mode: mode, Home: home, Begin: begin, Canvas: w.win.Canvas(), Commands: w.shell.Commands, Post: w.d.Post,
		Places: func() []chooserPlace { return chooserPlaces(home, open, last) }}
}

// chosen is the folder that was used last for a purpose, "" if none was.
func (w *Window) chosen(purpose string) string {
	if w.d.Layout == nil {
		return ""
	}
	return w.d.Layout.Value().Extra["chooser."+purpose]
}

// keepChosen remembers the folder that was used for a purpose.
func (w *Window) keepChosen(purpose, dir string) {
	if w.d.Layout == nil {
		return
	}
	l := w.d.Layout.Value()
	l.Extra = maps.Clone(l.Extra)
	if l.Extra == nil {
		l.Extra = map[string]string{}
	}
	l.Extra["chooser."+purpose] = dir
	if err := w.d.Layout.Set(l); err != nil {
		w.logProblem("layout not kept", err)
	}
	w.d.Layout.SaveSoon()
}

func sizeText(n int64) string { return timeline.Size(n) }
