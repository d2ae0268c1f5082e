package ui

import (
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
	w.load(w.tabs.Request())
	if note := w.notes(); note != "" {
		w.shell.Toast(kit.Toast{Icon: "info", Token: "status.paused", Title: "Something was put aside", Note: note})
	}
	w.reframe()
}

// notes are what could not be read back at the start.
func (w *Window) notes() string {
	var all []string
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

// remember keeps window, splitters and tabs for the next start.
func (w *Window) remember() {
	if w.d.Layout == nil {
		return
	}
	f := &w.frame
	l := w.d.Layout.Value()
	l.Window = store.WindowState{Width: f.size.Width, Height: f.size.Height}
	l.Splits = map[string]float64{"sidebar": float64(f.splits.Sidebar), "composer": float64(f.splits.Composer), "upper": float64(f.splits.Upper), "drawer": float64(f.splits.Drawer)}
	l.Folded = map[string]bool{"sidebar": !f.sidebarOpen, "timeline": !f.timelineOpen, "drawer": !f.drawerOpen}
	l.Opened = nil
	if w.library != nil {
		l.Opened = []string{w.library.Dir()}
	}
	w.keepDrafts(&l)
	if err := w.d.Layout.Set(l); err != nil {
		w.logProblem("layout not kept", err)
	}
	w.d.Layout.SaveSoon()
	if w.d.Drafts != nil {
		w.d.Drafts.SaveSoon()
	}
}

// keepDrafts puts the open tabs into the layout and their unsaved content into the drafts.
func (w *Window) keepDrafts(l *store.Layout) {
	if w.d.Drafts == nil {
		return
	}
	if err := w.d.Drafts.Set(w.tabs.Keep(l)); err != nil {
		w.logProblem("drafts not kept", err)
	}
}

// keepSoon has the open tabs written within a moment, so that a crash loses no more than that of what was typed.
func (w *Window) keepSoon() {
	if w.d.Layout == nil || w.d.Drafts == nil {
		return
	}
	l := w.d.Layout.Value()
	w.keepDrafts(&l)
	if err := w.d.Layout.Set(l); err != nil {
		w.logProblem("layout not kept", err)
	}
	w.d.Drafts.SaveSoon()
	w.d.Layout.SaveSoon()
}

func (w *Window) logProblem(what string, err error) {
	if w.d.Log != nil {
		w.d.Log.Error(what, "error", err)
	}
}
