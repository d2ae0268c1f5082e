package ui

import (
	"ladle/session"
	"ladle/ui/body"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// inspectorHeads is the Headers tab: the fields as a table, or the heads as text.
type inspectorHeads struct {
	i      *inspector
	box    *fyne.Container
	table  *headTable
	text   *bodyView
	search *bodySearch
	raw    bool
	shown  string // the text that is open
	size   fyne.Size
	of     headKey
}

// headKey is what the rows are made of: heads never change once they are there.
type headKey struct {
	sent   *session.Sent
	answer *session.Response
	err    *session.Error
	events int
	number uint16
}

func newInspectorHeads(i *inspector) *inspectorHeads {
	h := &inspectorHeads{i: i}
	h.table = newHeadTable(h)
	h.text = newBodyView(bodyViewActions{Post: i.a.Post, Copy: i.copy, Changed: func() { h.search.Update() }, Search: func() { h.openSearch() }, Escape: h.escape})
	h.text.wrap = true
	h.search = newBodySearch(h.text, h.searchClosed)
	h.box = container.New(h, h.table, h.search.bar.Box, h.text)
	h.text.Hide()
	return h
}

func (h *inspectorHeads) reset() {
	h.of = headKey{}
	h.table.reset()
}

// Update takes over the heads if there are newer ones.
func (h *inspectorHeads) Update(s *inspected) {
	a := s.attempt()
	key := headKey{sent: a.Sent, answer: a.Response, err: s.failure(), events: len(s.Events), number: a.Number}
	if key == h.of {
		return
	}
	h.of = key
	h.table.setRows(headRows(s))
	h.showText()
}

// showText opens the heads as text, if that is what shows.
func (h *inspectorHeads) showText() {
	setShown(!h.raw, h.table)
	setShown(h.raw, h.text)
	if !h.raw {
		h.text.Close()
		h.shown = ""
		return
	}
	if text := headText(h.table.rows); text != h.shown || h.text.open == nil {
		h.shown = text
		h.text.Open(body.Bytes(text), body.Format{Class: body.Text, Charset: "UTF-8", Ending: body.LF}, bodyRaw)
	}
}

func (h *inspectorHeads) tools() []fyne.CanvasObject {
	at := 0
	if h.raw {
		at = 1
	}
	out := []fyne.CanvasObject{kit.NewSegmented([]string{"Table", "Raw"}, at, func(n int) { h.setRaw(n == 1) }).Small()}
	if h.i.a.CopyText != nil {
		out = append(out, kit.NewIconButton("copy", "Copy the heads, secrets masked", func() { h.i.copy(headText(h.table.rows)) }))
	}
	return out
}

func (h *inspectorHeads) setRaw(on bool) {
	h.raw = on
	if !on && h.search.IsOpen() {
		h.search.Close()
	}
	h.showText()
	h.place()
}

func (h *inspectorHeads) focusable() fyne.Focusable {
	if h.raw {
		return h.text
	}
	return h.table
}

func (h *inspectorHeads) focused() bool {
	return h.table.Focused() || h.text.Focused() || h.search.bar.Focused()
}

// openSearch searches in the text of the heads; false when they show as a table.
func (h *inspectorHeads) openSearch() bool {
	if !h.raw {
		return false
	}
	h.search.bar.Box.Show()
	h.place()
	h.search.Open()
	return true
}

func (h *inspectorHeads) searchClosed(focused bool) {
	h.place()
	if focused {
		h.i.Focus()
	}
}

func (h *inspectorHeads) escape() bool {
	if h.search.IsOpen() {
		h.search.Close()
		return true
	}
	return false
}

// Layout implements fyne.Layout.
func (h *inspectorHeads) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	h.size = size
	h.place()
}

// MinSize implements fyne.Layout.
func (h *inspectorHeads) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (h *inspectorHeads) place() {
	rest := kit.Rect{W: h.size.Width, H: h.size.Height}
	inspectorPut(h.table, rest)
	if h.search.IsOpen() {
		inspectorPut(h.search.bar.Box, kit.Rect{W: rest.W, H: stripHeight})
		rest.Y, rest.H = stripHeight, rest.H-stripHeight
	}
	inspectorPut(h.text, rest)
}
