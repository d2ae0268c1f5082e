package ui

import (
	"slices"
	"time"

	"ladle/store"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// restore brings window, splitters and tabs back as they were.
func (w *Window) restore() {
	w.status.SetSession(w.d.Engine.Property("ssl-strict") == "true", w.d.Version)
	f := &w.frame
	if w.d.Layout != nil {
		l := w.d.Layout.Value()
		f.splits = splits{Sidebar: float32(l.Splits["sidebar"]), Composer: float32(l.Splits["composer"]), Upper: float32(l.Splits["upper"]), Drawer: float32(l.Splits["drawer"])}
		f.sidebarOpen, f.timelineOpen, f.drawerOpen = !l.Folded["sidebar"], !l.Folded["timeline"], !l.Folded["drawer"]
		if l.Window.Width >= leastWidth && l.Window.Height >= leastHeight {
			w.win.Resize(fyne.NewSize(l.Window.Width, l.Window.Height))
		}
		if len(l.Opened) > 0 && w.d.LibraryDir == "" {
			w.d.LibraryDir = l.Opened[0]
		}
	}
	if w.d.Drafts != nil && w.d.Layout != nil {
		w.tabs.Restore(w.d.Layout.Value(), w.d.Drafts.Value())
	}
	r := w.tabs.Request()
	w.load(r)
	f.landing = r.URL == "" // headers and body of a draft are under the first page
	if note := w.notes(); note != "" {
		w.shell.Toast(kit.Toast{Icon: "info", Token: "status.paused", Title: "Something was put aside", Note: note})
	}
	w.restoreRedirects()
	w.stops.restore()
	w.reframe()
}

// notes are what could not be read back at the start.
func (w *Window) notes() string {
	all := slices.Clone(w.d.Notes)
	if w.d.Layout != nil {
		all = append(all, w.d.Layout.Note())
	}
	if w.d.Drafts != nil {
		all = append(all, w.d.Drafts.Note())
	}
	if w.d.Settings != nil {
		all = append(all, w.d.Settings.Note())
	}
	for _, n := range all {
		if n != "" {
			return n
		}
	}
	return ""
}

// remember keeps window, splitters and tabs for the next start. The files are written within a moment, so that a crash
// loses little of what was typed.
func (w *Window) remember() {
	if w.d.Layout == nil {
		return
	}
	f := &w.frame
	l := w.d.Layout.Value()
	if f.size.Width > 0 {
		l.Window = store.WindowState{Width: f.size.Width, Height: f.size.Height}
	}
	l.Splits = map[string]float64{"sidebar": float64(f.splits.Sidebar), "composer": float64(f.splits.Composer), "upper": float64(f.splits.Upper), "drawer": float64(f.splits.Drawer)}
	l.Folded = map[string]bool{"sidebar": !f.sidebarOpen, "timeline": !f.timelineOpen, "drawer": !f.drawerOpen}
	l.Opened = nil
	if dir := w.folder(); dir != "" {
		l.Opened = []string{dir}
	}
	if w.d.Drafts != nil {
		if err := w.d.Drafts.Set(w.tabs.Keep(&l)); err != nil {
			w.logProblem("drafts not kept", err)
		}
		w.d.Drafts.SaveSoon()
	}
	if err := w.d.Layout.Set(l); err != nil {
		w.logProblem("layout not kept", err)
	}
	w.d.Layout.SaveSoon()
}

// rememberDelay is how long changes are gathered: a large draft is not copied with every key.
const rememberDelay = 300 * time.Millisecond

// rememberSoon remembers within a moment; many calls make one.
func (w *Window) rememberSoon() {
	if w.keeping || w.closed {
		return
	}
	w.keeping = true
	time.AfterFunc(rememberDelay, func() {
		w.d.Post(func() {
			w.keeping = false
			if !w.closed {
				w.remember()
			}
		})
	})
}

// folder is the open folder, or the one that is being opened.
func (w *Window) folder() string {
	if w.opening != "" {
		return w.opening
	}
	return w.libraryDir()
}

func (w *Window) logProblem(what string, err error) {
	if w.d.Log != nil {
		w.d.Log.Error(what, "error", err)
	}
}
