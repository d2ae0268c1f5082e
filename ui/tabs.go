package ui

import (
	"path"
	"path/filepath"

	"ladle/store"
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
)

// tabActions are what the bar of requests has the window do. Nil functions do nothing.
type tabActions struct {
	Chosen  func(r store.Request, last timeline.RowID) // another tab is shown now: load its request and show its last message
	Closed  func(dirty bool)                           // a tab that held something was closed; Reopen brings it back
	New     func()                                     // the button for a new tab; nil opens an empty one
	Edited  func()                                     // the list or a request changed: keep the drafts soon
	Library func() string                              // the folder that new requests are saved in
}

// requestTabs are the open requests: the model and the bar that shows it.
type requestTabs struct {
	a    tabActions
	list *tabList
	bar  *kit.RequestTabs
}

func newRequestTabs(a tabActions) *requestTabs {
	t := &requestTabs{a: a, list: newTabList(), bar: kit.NewRequestTabs()}
	t.bar.OnChoose = t.choose
	t.bar.OnClose = t.Close
	t.bar.OnNew = t.New
	if a.New != nil {
		t.bar.OnNew = a.New
	}
	t.bar.OnMenu = t.menu
	t.bar.OnMove = t.move
	t.show()
	return t
}

// Object is the bar, 40 units high.
func (t *requestTabs) Object() fyne.CanvasObject { return t.bar }

// Current is the active tab.
func (t *requestTabs) Current() *requestTab { return t.list.current() }

// Tabs gives the tabs in their order.
func (t *requestTabs) Tabs() []*requestTab { return t.list.tabs }

// Request is that of the active tab.
func (t *requestTabs) Request() store.Request { return t.Current().Request.Clone() }

// Ref names the saved request of the active tab; ok is false if it was never saved.
func (t *requestTabs) Ref() (ref store.Ref, ok bool) {
	if r := t.Current().Ref; r != nil {
		return *r, true
	}
	return store.Ref{}, false
}

// New opens an empty tab.
func (t *requestTabs) New() { t.Show(store.Request{Method: "GET"}) }

// Show opens a request that is not saved, in a tab of its own.
func (t *requestTabs) Show(r store.Request) {
	t.list.add(r)
	t.chosen()
}

// Open opens a saved request of the library in a folder, or chooses the tab that has it.
func (t *requestTabs) Open(library string, ref store.Ref, r store.Request) {
	t.list.open(library, ref, r)
	t.chosen()
}

// Changed takes over what a person made of the active tab's request.
func (t *requestTabs) Changed(r store.Request) {
	if t.list.edit(r) {
		t.show()
	}
	t.edited()
}

// Saved notes that the active tab's request was written.
func (t *requestTabs) Saved(ref store.Ref, r store.Request) { t.SavedIn(t.Current(), ref, r) }

// SavedIn notes that a tab's request was written as r; what was edited since stays to be saved.
func (t *requestTabs) SavedIn(tab *requestTab, ref store.Ref, r store.Request) {
	library := tab.Library
	if library == "" && t.a.Library != nil {
		library = t.a.Library()
	}
	now := tab.Request
	if now.Name == "" {
		now.Name = r.Name
	}
	named := now.Name != tab.Request.Name
	tab.markSaved(library, ref, r)
	tab.Request = now
	t.show()
	if named && tab == t.Current() {
		t.tellChosen() // the composer's request has the name too
	}
	t.edited()
}

// Reloaded gives a tab its request as it is on disk now, unless the tab holds something that is not saved.
func (t *requestTabs) Reloaded(tab *requestTab, ref store.Ref, r store.Request) {
	if tab.Dirty() {
		return
	}
	tab.markSaved(tab.Library, ref, r)
	t.show()
	if tab == t.Current() {
		t.tellChosen()
	}
}

// Close closes a tab.
func (t *requestTabs) Close(i int) {
	if i < 0 || i >= len(t.list.tabs) {
		return
	}
	before := t.Current()
	closed := t.list.close(i)
	t.show()
	if t.a.Closed != nil && !closed.untouched() {
		t.a.Closed(closed.Dirty())
	}
	if t.Current() != before {
		t.tellChosen()
	}
	t.edited()
}

// CloseCurrent closes the active tab.
func (t *requestTabs) CloseCurrent() { t.Close(t.list.active) }

// closeOthers closes every tab but one.
func (t *requestTabs) closeOthers(keep *requestTab) {
	for i := len(t.list.tabs) - 1; i >= 0; i-- {
		if t.list.tabs[i] != keep {
			t.Close(i)
		}
	}
}

// move puts a tab in another place of the bar.
func (t *requestTabs) move(from, to int) {
	t.list.move(from, to)
	t.show()
	t.edited()
}

// Reopen brings back the tab that was closed last.
func (t *requestTabs) Reopen() {
	if t.list.reopen() {
		t.chosen()
	}
}

// CanReopen tells whether there is a closed tab to bring back.
func (t *requestTabs) CanReopen() bool { return len(t.list.closed) > 0 }

// Next chooses the next tab, round the end.
func (t *requestTabs) Next() { t.list.step(1); t.chosen() }

// Previous chooses the tab before, round the beginning.
func (t *requestTabs) Previous() { t.list.step(-1); t.chosen() }

// Message is what the active tab sent last, zero if nothing.
func (t *requestTabs) Message() timeline.RowID { return t.Current().Message }

// SetMessage notes what the active tab sent.
func (t *requestTabs) SetMessage(id timeline.RowID) { t.Current().Message = id }

// Update shows how the tabs' messages are doing.
func (t *requestTabs) Update(snap *timeline.Snapshot) {
	if snap != nil && t.list.follow(snap.Find) {
		t.show()
	}
}

// Keep writes the open tabs into the layout and gives the drafts of those that are not as saved.
func (t *requestTabs) Keep(l *store.Layout) store.Drafts {
	var d store.Drafts
	l.Tabs, l.Active, d = t.list.drafts()
	return d
}

// Restore opens what Keep gave. It does not call Chosen: load Request into the composer.
func (t *requestTabs) Restore(l store.Layout, d store.Drafts) {
	t.list.restore(l.Tabs, l.Active, d)
	t.show()
}

// Folder is where a relative body file of the active tab's request lies: the folder of its .http file, "" if it has
// none.
func (t *requestTabs) Folder() string { return t.Current().Folder() }

// Folder is where a relative body file of the tab's request lies: the folder of its .http file, "" if it has none.
func (t *requestTab) Folder() string {
	if t.Ref == nil {
		return ""
	}
	return filepath.Join(t.Library, filepath.FromSlash(path.Dir(t.Ref.Path)))
}

func (t *requestTabs) choose(i int) {
	if i == t.list.active || i < 0 || i >= len(t.list.tabs) {
		return
	}
	t.list.active = i
	t.chosen()
}

// chosen shows the bar and has the active tab loaded.
func (t *requestTabs) chosen() {
	t.show()
	t.tellChosen()
	t.edited()
}

func (t *requestTabs) tellChosen() {
	if t.a.Chosen != nil {
		t.a.Chosen(t.Request(), t.Message())
	}
}

func (t *requestTabs) edited() {
	if t.a.Edited != nil {
		t.a.Edited()
	}
}

func (t *requestTabs) show() {
	bar := make([]kit.RequestTab, len(t.list.tabs))
	for i, tab := range t.list.tabs {
		bar[i] = kit.RequestTab{Method: shortMethod(tab.Request.Method), Name: tab.Name(), Dirty: tab.Dirty(), State: tabGlyph(tab.State)}
	}
	t.bar.SetTabs(bar, t.list.active)
}

// shortMethod is a method as it fits in front of a name.
func shortMethod(method string) string {
	switch method {
	case "":
		return "GET"
	case "DELETE":
		return "DEL"
	case "OPTIONS":
		return "OPT"
	}
	if len(method) > 7 {
		return method[:6] + "…"
	}
	return method
}

// tabGlyph is the glyph of a message that goes on; none is shown of one that is over.
func tabGlyph(s timeline.State) kit.State {
	if s.Live() || s.Queued() || s == timeline.StateTakenOver {
		return timelineGlyph(s)
	}
	return ""
}
