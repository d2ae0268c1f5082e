package ui

import (
	"strings"

	"ladle/store"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

func (t *requestTabs) menu(i int, at fyne.Position) {
	tab := t.list.tabs[i]
	c := fyne.CurrentApp().Driver().CanvasForObject(t.bar)
	if c == nil {
		return
	}
	one, none := "", ""
	if len(t.list.tabs) == 1 {
		one = "the only tab"
	}
	if !t.CanReopen() {
		none = "none closed"
	}
	kit.ShowMenu(c, at, []kit.MenuItem{
		{Text: "Rename…", Icon: "pencil", Run: func() { t.rename(tab) }},
		{Text: "Duplicate", Icon: "copy", Run: func() { t.choose(i); t.Show(duplicate(tab.Request)) }},
		kit.Separator,
		{Text: "Close", Icon: "x", Keys: "Ctrl W", Run: func() { t.Close(i) }},
		{Text: "Close others", Disabled: one, Run: func() { t.closeOthers(tab) }},
		{Text: "Reopen closed tab", Icon: "undo-2", Keys: "Ctrl Shift T", Disabled: none, Run: t.Reopen},
	})
}

// duplicate is a request for a second tab: it is not the saved one, so it has no id of its own.
func duplicate(r store.Request) store.Request {
	r = r.Clone()
	r.ID = ""
	if r.Name != "" {
		r.Name += " copy"
	}
	return r
}

// rename asks for the name of a tab's request.
func (t *requestTabs) rename(tab *requestTab) {
	askText(t.bar, textQuestion{Icon: "pencil", Title: "Name the request", Text: tab.Request.Name, Placeholder: tab.Name(), Answer: "Rename", Run: func(name string) {
		tab.Request.Name = strings.TrimSpace(name)
		t.show()
		if tab == t.Current() {
			t.tellChosen() // the composer's request has the name too
		}
		t.edited()
	}})
}
