package ui

import (
	"cmp"
	"slices"

	"ladle/store"
)

// drafts gives what outlives the program: the tabs in order with the active one, and the content of those that are
// not as saved. Closed tabs that were not saved are drafts without a tab.
func (l *tabList) drafts() (tabs []store.Tab, active int, drafts store.Drafts) {
	active = -1
	for i, t := range l.tabs {
		tab := store.Tab{Library: t.Library, Ref: t.Ref}
		if t.Ref == nil || t.Dirty() {
			if t.untouched() {
				continue
			}
			tab.Draft = t.ID
			drafts.Tabs = append(drafts.Tabs, t.draft())
		}
		if i <= l.active {
			active = len(tabs)
		}
		tabs = append(tabs, tab)
	}
	for _, c := range l.closed {
		if c.tab.Dirty() {
			drafts.Tabs = append(drafts.Tabs, c.tab.draft())
		}
	}
	return tabs, max(active, 0), drafts
}

func (t *requestTab) draft() store.Draft {
	return store.Draft{ID: t.ID, Request: t.Request.Clone(), Library: t.Library, Ref: t.Ref, Changed: t.Changed}
}

// restore opens what drafts gave, in an empty list. A saved request is shown as its reference remembers it, so nothing
// is read from disk here; Reloaded brings it up to date.
func (l *tabList) restore(tabs []store.Tab, active int, drafts store.Drafts) {
	left := map[string]store.Draft{}
	for _, d := range drafts.Tabs {
		left[d.ID] = d
	}
	var open []*requestTab
	chosen := 0
	for i, tab := range tabs {
		t := l.restored(tab, left)
		if t == nil {
			continue
		}
		if i == active {
			chosen = len(open)
		}
		open = append(open, t)
	}
	l.restoreClosed(left)
	if len(open) > 0 {
		l.tabs, l.active = open, chosen
	}
}

func (l *tabList) restored(tab store.Tab, left map[string]store.Draft) *requestTab {
	d, isDraft := left[tab.Draft]
	delete(left, tab.Draft)
	switch {
	case isDraft && tab.Draft != "":
		return l.fromDraft(d)
	case tab.Ref != nil:
		r, ok := remembered(*tab.Ref)
		if !ok {
			return nil
		}
		t := l.fresh(r)
		t.markSaved(tab.Library, *tab.Ref, r)
		return t
	}
	return nil
}

func (l *tabList) fromDraft(d store.Draft) *requestTab {
	t := l.fresh(d.Request)
	t.ID, t.Library, t.Ref, t.Changed = d.ID, d.Library, d.Ref, d.Changed
	if d.Ref != nil {
		t.saved, _ = remembered(*d.Ref)
	}
	return t
}

// restoreClosed makes the drafts without a tab those that Reopen brings back.
func (l *tabList) restoreClosed(left map[string]store.Draft) {
	var drafts []store.Draft
	for _, d := range left {
		drafts = append(drafts, d)
	}
	slices.SortFunc(drafts, func(a, b store.Draft) int { return cmp.Or(a.Changed.Compare(b.Changed), cmp.Compare(a.ID, b.ID)) })
	for _, d := range drafts[max(0, len(drafts)-maxClosedTabs):] {
		l.closed = append(l.closed, closedTab{l.fromDraft(d), len(l.tabs)})
	}
}

// remembered is the request that a reference was made for.
func remembered(ref store.Ref) (store.Request, bool) {
	file := store.ParseHTTP([]byte(ref.Text))
	if len(file.Requests) == 0 {
		return store.Request{}, false
	}
	return file.Requests[0].Request, true
}
