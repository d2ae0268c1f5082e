package ui

import (
	"crypto/rand"
	"reflect"
	"slices"
	"time"

	"ladle/store"
	"ladle/ui/timeline"
)

// requestTab is a request that is open.
type requestTab struct {
	ID      string // of its draft
	Request store.Request
	Library string     // folder of the library that it was loaded from, "" if it was never saved
	Ref     *store.Ref // of the saved request, nil if it was never saved
	Message timeline.RowID
	State   timeline.State // of that message while it goes on, else 0
	Changed time.Time      // by a person

	saved     store.Request    // as it was loaded or saved; the zero value if never
	variables []store.Variable // of its file
}

// Dirty tells whether the tab holds something that is not saved.
func (t *requestTab) Dirty() bool { return !reflect.DeepEqual(plain(t.Request), plain(t.saved)) }

// untouched tells whether nothing would be lost with the tab.
func (t *requestTab) untouched() bool {
	return t.Ref == nil && t.Message == (timeline.RowID{}) && !t.Dirty()
}

// Name is what the tab shows.
func (t *requestTab) Name() string {
	r := t.Request
	switch {
	case r.Name != "":
		return r.Name
	case r.ID != "":
		return r.ID
	case r.URL != "":
		return shortName(r.URL)
	}
	return "Untitled"
}

// shortName names a request that has no name by the end of its path, or by its host.
func shortName(url string) string {
	a := timeline.ParseAddress(withScheme(url))
	if path := a.Path(); path != "" && path != "/" {
		return path
	}
	if h := a.Host(); h != "" {
		return h
	}
	return url
}

// plain is a request in the one form that equal ones share: empty slices are nil, GET is written out.
func plain(r store.Request) store.Request {
	r = r.Clone()
	if r.Method == "" {
		r.Method = "GET"
	}
	if len(r.Fields) == 0 {
		r.Fields = nil
	}
	if len(r.DroppedAuto) == 0 {
		r.DroppedAuto = nil
	}
	if len(r.Directives) == 0 {
		r.Directives = nil
	}
	return r
}

// maxClosedTabs is how many closed tabs can be opened again.
const maxClosedTabs = 20

// tabList is the list of open requests. There is always at least one tab, and one of them is active.
type tabList struct {
	tabs   []*requestTab
	active int
	closed []closedTab // the last one closed at the end
	now    func() time.Time
}

type closedTab struct {
	tab *requestTab
	at  int
}

func newTabList() *tabList {
	l := &tabList{now: time.Now}
	l.tabs = []*requestTab{l.blank()}
	return l
}

func (l *tabList) blank() *requestTab { return l.fresh(store.Request{Method: "GET"}) }

func (l *tabList) fresh(r store.Request) *requestTab {
	return &requestTab{ID: rand.Text()[:12], Request: r.Clone(), saved: store.Request{Method: "GET"}, Changed: l.now()}
}

func (l *tabList) current() *requestTab { return l.tabs[l.active] }

// add opens a request that is not saved in a tab after the active one, or in the active one's place if that is
// untouched.
func (l *tabList) add(r store.Request) *requestTab {
	t := l.fresh(r)
	l.put(t)
	return t
}

// put shows t after the active tab, or in its place if that is untouched.
func (l *tabList) put(t *requestTab) {
	if l.current().untouched() {
		l.tabs[l.active] = t
		return
	}
	l.active++
	l.tabs = slices.Insert(l.tabs, l.active, t)
}

// open opens a saved request, in the tab that has it already if there is one.
func (l *tabList) open(library string, ref store.Ref, r store.Request) *requestTab {
	if i := l.find(library, ref); i >= 0 {
		l.active = i
		if t := l.tabs[i]; !t.Dirty() {
			t.markSaved(library, ref, r)
		}
		return l.current()
	}
	t := l.fresh(r)
	t.markSaved(library, ref, r)
	l.put(t)
	return t
}

func (l *tabList) find(library string, ref store.Ref) int {
	return slices.IndexFunc(l.tabs, func(t *requestTab) bool {
		return t.Ref != nil && (t.Library == library || t.Library == "") && t.Ref.Path == ref.Path && t.Ref.Index == ref.Index
	})
}

func (t *requestTab) markSaved(library string, ref store.Ref, r store.Request) {
	t.Library, t.Ref, t.Request, t.saved = library, &ref, r.Clone(), r.Clone()
}

// close closes a tab; when it was the last one a blank one takes its place.
func (l *tabList) close(i int) *requestTab {
	t := l.tabs[i]
	if !t.untouched() {
		l.closed = append(l.closed, closedTab{t, i})
		l.closed = l.closed[max(0, len(l.closed)-maxClosedTabs):]
	}
	l.tabs = slices.Delete(l.tabs, i, i+1)
	if len(l.tabs) == 0 {
		l.tabs = []*requestTab{l.blank()}
	}
	if l.active > i || l.active == len(l.tabs) {
		l.active = max(0, l.active-1)
	}
	return t
}

// reopen brings the tab back that was closed last, at its place, and tells whether there was one.
func (l *tabList) reopen() bool {
	n := len(l.closed)
	if n == 0 {
		return false
	}
	c := l.closed[n-1]
	l.closed = l.closed[:n-1]
	if len(l.tabs) == 1 && l.tabs[0].untouched() {
		l.tabs, l.active = []*requestTab{c.tab}, 0
		return true
	}
	l.active = min(c.at, len(l.tabs))
	l.tabs = slices.Insert(l.tabs, l.active, c.tab)
	return true
}

// move puts a tab in another place; the active one stays active.
func (l *tabList) move(from, to int) {
	active, t := l.current(), l.tabs[from]
	l.tabs = slices.Insert(slices.Delete(l.tabs, from, from+1), to, t)
	l.active = slices.Index(l.tabs, active)
}

// step chooses the tab by places further, round the ends.
func (l *tabList) step(by int) {
	n := len(l.tabs)
	l.active = ((l.active+by)%n + n) % n
}

// edit replaces the request of the active tab by what a person made of it, and tells whether that shows in the bar. Its
// name and what surrounds it in its file are the tab's.
func (l *tabList) edit(r store.Request) (shows bool) {
	t := l.current()
	r.Name, r.ID, r.Lead, r.After = t.Request.Name, t.Request.ID, t.Request.Lead, t.Request.After
	name, method, dirty := t.Name(), t.Request.Method, t.Dirty()
	t.Request, t.Changed = r.Clone(), l.now()
	return name != t.Name() || method != r.Method || dirty != t.Dirty()
}

// follow takes over how the tabs' messages are doing, and tells whether that changed.
func (l *tabList) follow(find func(timeline.RowID) *timeline.Row) (changed bool) {
	for _, t := range l.tabs {
		state := timeline.State(0)
		if t.Message != (timeline.RowID{}) {
			if row := find(t.Message); row != nil && !row.Over() {
				state = row.State
			}
		}
		changed = changed || state != t.State
		t.State = state
	}
	return changed
}
