package ui

import (
	"time"

	"ladle/store"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// composed keeps what a person types as the tab's draft, and shows what the session will add to it.
func (w *Window) composed(r store.Request) {
	w.typed = time.Now()
	w.tabs.Changed(r)
	w.showAutomatic(r)
	if w.frame.landing && r.URL != "" { // headers and body are under the first page
		w.frame.landing = false
		w.reframe()
	}
}

// load puts a request into the composer.
func (w *Window) load(r store.Request) {
	w.composer.SetFolder(w.tabs.Folder())
	w.composer.Load(r)
	w.showAutomatic(r)
}

func (w *Window) showAutomatic(r store.Request) {
	w.composer.SetAutomatic(automaticFields(r, w.d.Engine.Property), "")
}

// newRequest opens an empty tab.
func (w *Window) newRequest() {
	w.tabs.New()
	w.composer.FocusURL()
}

// tabChosen loads the request of the tab that was chosen, and shows its last message.
func (w *Window) tabChosen(r store.Request, id timeline.RowID) {
	w.load(r)
	w.stops.turnTo(id)
	if ref, ok := w.tabs.Ref(); ok {
		w.sidebar.Mark(ref)
	}
	if w.frame.landing && r.URL != "" { // its headers and body are under the first page
		w.frame.landing = false
		w.reframe()
	}
	w.composer.SetRunning(w.running(id))
	if id != (timeline.RowID{}) {
		w.pane.Select(id)
		w.selectRow(id, -1)
	}
}

// tabClosed says how to get a closed tab back when it had something unsaved.
func (w *Window) tabClosed(dirty bool) {
	if dirty {
		w.shell.Toast(kit.Toast{Icon: "file", Token: "text.secondary", Title: "Tab closed", Note: "Its changes are kept", Action: "Reopen", Run: w.tabs.Reopen})
	}
}

// openRow opens the request of a row in a tab of its own.
func (w *Window) openRow(id timeline.RowID) {
	if r, ok := w.sent.request(id); ok {
		w.tabs.Show(r)
		w.composer.FocusURL()
	}
}

// openSaved opens a saved request, or goes to the tab that has it.
func (w *Window) openSaved(ref store.Ref, r store.Request) {
	w.tabs.Open(w.library.Dir(), ref, r)
	w.tabs.ReadVariables(w.library, w.d.Post)
	if w.frame.overlay != "" { // the sidebar of a narrow window has served
		w.frame.overlay = ""
		w.reframe()
	}
}

func (w *Window) showThisSession() { w.inTimeline(w.pane.Focus)() }

// deleted says that something was deleted and how to get it back.
func (w *Window) deleted(undo func() error, what string) {
	w.shell.Toast(kit.Toast{Icon: "trash-2", Token: "text.secondary", Title: what, Action: "Undo", Run: func() {
		go func() {
			err := undo()
			w.d.Post(func() {
				if err != nil {
					w.report(err, "It could not be brought back")
				}
				w.sidebar.Refresh()
			})
		}()
	}})
}

// startPlayground starts the practice server and shows what there is to try.
func (w *Window) startPlayground() {
	go func() {
		p, err := w.d.StartPlayground()
		w.d.Post(func() {
			if err != nil {
				w.report(err, "The playground could not be started")
				return
			}
			w.ShowPlayground(p)
		})
	}()
}

// ShowPlayground puts a running practice server on the first page and into the URL field.
func (w *Window) ShowPlayground(p Playground) {
	w.landing.running(p)
	if p.CAFile != "" && w.d.Engine.Property("ssl-ca-file") == "" {
		if err := w.d.Engine.SetProperty("ssl-ca-file", p.CAFile); err != nil {
			w.report(err, "The playground's authority could not be trusted")
		}
		w.drawer.Reload()
	}
	if r := w.composer.Request(); r.URL == "" {
		r.URL = p.URL + "/try/json"
		w.load(r)
		w.tabs.Changed(r)
	}
}

// openTry loads something to try into the composer.
func (w *Window) openTry(t Try) {
	r := store.Request{Name: t.Title, Method: t.Method, URL: t.URL}
	w.tabs.Show(r)
	w.send(r)
}
