package ui

import (
	"context"
	"time"

	"ladle/store"
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// sidebarHistory lists the days that have messages; a day unfolds into them.
type sidebarHistory struct {
	s      *sidebar
	days   *days
	loads  int // counts readings of the days, so that a late one is told from the last
	fold   *sidebarFold
	more   *kit.IconButton
	list   *kit.List
	empty  *kit.Flex
	head   *kit.Flex
	object fyne.CanvasObject
}

// historyPatience bounds a question to the history; the disk may be slow.
const historyPatience = 30 * time.Second

func newSidebarHistory(s *sidebar) *sidebarHistory {
	h := &sidebarHistory{s: s, days: newDays(s.a.Session)}
	h.fold = newSidebarFold("History", h.shape)
	h.more = kit.NewIconButton("ellipsis", "History", nil).Small()
	h.more.SetRun(func() { kit.ShowMenuFor(h.more, h.items()) })
	h.list = kit.NewList(treeRowHeight, func() int { return len(h.days.rows) }, h.paintRow)
	h.list.Background, h.list.Name = "surface.base", "History"
	h.list.RowText = func(row int) string { return h.days.rows[row].shown().Text() }
	h.list.OnPress = h.press
	h.list.OnActivate = h.activate
	h.list.OnMenu = h.menu
	h.list.OnRowKey = h.key
	h.list.OnHover = h.hover
	h.empty = kit.Col()
	h.sayEmpty("Nothing recorded", "Every message you send is kept here, with each attempt.")
	h.head = sidebarHead(h.fold, h.more).Line(kit.Top, "border.default")
	h.object = kit.Col(h.head, kit.Grow(container.NewStack(h.empty, h.list)))
	h.shape()
	return h
}

func (h *sidebarHistory) sayEmpty(title, text string) {
	h.empty.SetKids(kit.NewEmptyIn(kit.S("width.sidebarLeast"), title, text))
}

// wants is the height at which all shows.
func (h *sidebarHistory) wants() float32 {
	switch {
	case !h.fold.Open():
		return sidebarHeadHeight
	case h.days.empty():
		return sidebarHeadHeight + h.empty.MinSize().Height
	}
	return sidebarHeadHeight + float32(len(h.days.rows))*treeRowHeight + kit.U(3)
}

func (h *sidebarHistory) shape() {
	show(h.empty, h.fold.Open() && h.days.empty())
	show(h.list, h.fold.Open() && !h.days.empty())
	show(h.more, h.s.a.History != nil && !h.days.empty())
	h.head.Reflow()
	h.list.Refresh()
	h.s.relayout()
}

// load reads the days, and again the messages of those that changed.
func (h *sidebarHistory) load() {
	if h.s.a.History == nil {
		return
	}
	h.loads++
	load := h.loads
	h.ask(func(ctx context.Context) func() {
		list, err := h.s.a.History.Days(ctx)
		return func() {
			if load == h.loads {
				h.loaded(list, err)
			}
		}
	})
}

// ask runs a question to the history off the main goroutine, and what it gives on it.
func (h *sidebarHistory) ask(question func(ctx context.Context) func()) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), historyPatience)
		defer cancel()
		h.s.post(question(ctx))
	}()
}

func (h *sidebarHistory) loaded(list []store.Day, err error) {
	if err != nil {
		h.sayEmpty("The history cannot be read", capital(err.Error())+".")
		h.shape()
		return
	}
	h.days.set(list)
	for _, key := range h.days.outdated() {
		h.read(key)
	}
	h.shape()
}

// read reads the next messages of a day.
func (h *sidebarHistory) read(key dayKey) {
	before, filter := h.days.begin(key)
	h.shape()
	h.ask(func(ctx context.Context) func() {
		items, err := h.s.a.History.Page(ctx, before, dayPageSize, filter)
		return func() {
			h.days.add(key, items, err)
			h.shape()
		}
	})
}

func (h *sidebarHistory) press(row int, m kit.Mouse) bool {
	if m.Clicks == 1 {
		h.list.Select(row)
		h.activate(row)
	}
	return true
}

func (h *sidebarHistory) activate(row int) {
	switch r := h.days.rows[row]; r.kind {
	case historyThis:
		if h.s.a.ShowThisSession != nil {
			h.s.a.ShowThisSession()
		}
	case historyDay:
		if h.days.toggle(r.key) {
			h.read(r.key)
		}
		h.shape()
	case historyMessage:
		if h.s.a.OpenHistory != nil {
			h.s.a.OpenHistory(r.message.ID)
		}
	case historyMore, historyProblem:
		if !r.open {
			h.read(r.key)
		}
	}
}

func (h *sidebarHistory) key(row int, e *fyne.KeyEvent) bool {
	r := h.days.rows[row]
	switch {
	case e.Name == fyne.KeyRight && r.kind == historyDay && !r.open, e.Name == fyne.KeyLeft && r.kind == historyDay && r.open, e.Name == fyne.KeySpace:
		h.activate(row)
	case e.Name == fyne.KeyLeft && r.kind != historyDay && r.kind != historyThis:
		h.list.Select(h.dayOf(row))
	case e.Name == fyne.KeyDelete && r.kind == historyMessage:
		h.delete(r.message)
	default:
		return false
	}
	return true
}

// dayOf is the row of the day that a message is listed under.
func (h *sidebarHistory) dayOf(row int) int {
	for row > 0 && h.days.rows[row].kind != historyDay {
		row--
	}
	return row
}

func (h *sidebarHistory) hover(row int, _ kit.Mouse) {
	if row < 0 || row >= len(h.days.rows) {
		h.list.SetTip(kit.Rect{}, "")
		return
	}
	tip := ""
	switch r := h.days.rows[row]; r.kind {
	case historyMessage:
		tip = r.message.Method + " " + r.message.URL + "\n" + r.message.Started.Local().Format("15:04:05") + "  " + timeline.Duration(r.message.Duration)
	case historyProblem:
		tip = r.name
	}
	h.list.SetTip(h.list.RowRect(row), tip)
}

func (h *sidebarHistory) menu(row int, m kit.Mouse) {
	canvas := fyne.CurrentApp().Driver().CanvasForObject(h.list)
	r := h.days.rows[row]
	if canvas == nil || r.kind != historyMessage {
		return
	}
	kit.ShowMenu(canvas, m.Absolute, []kit.MenuItem{
		{Text: "Open", Icon: "external-link", Keys: "Enter", Run: func() { h.activate(row) }},
		{Text: "Copy URL", Icon: "copy", Run: func() { fyne.CurrentApp().Clipboard().SetContent(r.message.URL) }},
		kit.Separator,
		{Text: "Delete", Icon: "trash-2", Keys: "Del", Danger: true, Run: func() { h.delete(r.message) }},
	})
}

// delete takes a message out of the history and offers the way back.
func (h *sidebarHistory) delete(m store.Summary) {
	history := h.s.a.History
	h.s.do("The message could not be deleted", func() error { return history.Delete(context.Background(), m.ID) }, func() {
		h.days.remove(m.ID)
		h.load()
		if h.s.a.Deleted != nil {
			h.s.a.Deleted(func() error { return history.Undelete(context.Background(), m.ID) }, "Message deleted")
		}
	})
}

func (h *sidebarHistory) items() []kit.MenuItem {
	return []kit.MenuItem{
		{Text: "Read again", Icon: "refresh-cw", Run: h.load},
		kit.Separator,
		{Text: "Clear history…", Icon: "trash-2", Danger: true, Run: h.askClear},
	}
}

// askClear asks before everything is gone for good.
func (h *sidebarHistory) askClear() {
	canvas := fyne.CurrentApp().Driver().CanvasForObject(h.list)
	if canvas == nil {
		return
	}
	var m *kit.Modal
	keep := kit.NewButton("Keep it", kit.Secondary, func() { m.Close() }).High(kit.ButtonLarge)
	clear := kit.NewButton("Clear history", kit.DangerPrimary, func() {
		m.Close()
		h.s.do("The history could not be cleared", func() error { return h.s.a.History.Clear(context.Background()) }, func() {
			h.days = newDays(h.s.a.Session)
			h.load()
			h.shape()
		})
	}).High(kit.ButtonLarge)
	m = kit.NewDialog(kit.Dialog{Icon: "trash-2", State: kit.StateFailed, Title: "Clear the history", Note: "Every message and every body is removed for good. Collections stay.",
		Body: kit.Col(), Buttons: []fyne.CanvasObject{clear, keep}, Width: kit.S("width.dialogSmall")})
	m.OnEscape, m.OnEnter = m.Close, m.Close
	m.Open(canvas, keep)
}
