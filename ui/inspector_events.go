package ui

import (
	"ladle/session"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// Sizes of the Events tab.
const (
	eventHead      = 24
	eventHeight    = 20
	eventTimeEnd   = 72
	eventNameAt    = 86
	eventNameMost  = 176
	eventFieldMin  = 112
	eventFieldWide = 220
)

// inspectorEvents is the Events tab: what happened to a message, grouped by attempt.
type inspectorEvents struct {
	i      *inspector
	list   *kit.List
	filter *kit.Field
	rows   []eventRow
	seen   eventsKey
}

// eventsKey tells when the rows are out of date.
type eventsKey struct {
	n      int
	last   uint64
	filter string
}

func newInspectorEvents(i *inspector) *inspectorEvents {
	v := &inspectorEvents{i: i}
	v.list = kit.NewList(eventHeight, func() int { return len(v.rows) }, v.paint)
	v.list.Multi = true
	v.list.PaintEmpty = v.paintEmpty
	v.list.SetHead(eventHead)
	v.list.PaintHead = v.paintHead
	v.list.OnHover = v.hover
	v.list.OnMenu = v.menu
	v.list.On.Shortcut = v.shortcut
	v.filter = kit.NewField("Filter").Small().Clearable().Leading(kit.NewIcon("list-filter", 14, "text.muted"))
	v.filter.OnChanged = func(string) { v.Update(&i.s) }
	v.filter.OnEscape = func() {
		if v.filter.Text() != "" {
			v.filter.SetText("")
			return
		}
		i.Focus()
	}
	return v
}

func (v *inspectorEvents) reset() {
	v.rows, v.seen = nil, eventsKey{}
	v.list.Select(-1)
	v.list.ScrollTo(0, 0)
	v.list.Refresh()
}

// Update takes over events that are new; a list that shows its end goes on showing it.
func (v *inspectorEvents) Update(s *inspected) {
	key := eventsKey{n: len(s.Events), filter: v.filter.Text()}
	if key.n > 0 {
		key.last = s.Events[key.n-1].Seq
	}
	if key == v.seen {
		return
	}
	atEnd := v.list.AtEnd() && v.list.OffsetY() > 0
	v.seen = key
	v.rows = eventRows(s.Events, key.filter)
	v.list.Refresh()
	if atEnd {
		v.list.ScrollToEnd()
	}
}

func (v *inspectorEvents) tools(room toolRoom) []fyne.CanvasObject {
	w := float32(eventFieldMin)
	if room == toolsInFull {
		w = eventFieldWide
	}
	out := []fyne.CanvasObject{kit.Fixed(v.filter, w, 0)}
	if v.i.a.CopyText != nil {
		out = append(out, kit.NewIconButton("copy", "Copy the events as text", func() { v.i.copy(eventsText(v.rows)) }))
	}
	return out
}

// nameWidth is the room for the names of events.
func (v *inspectorEvents) nameWidth(width float32) float32 {
	return min(eventNameMost, max(96, width*0.34))
}

// paintHead names the columns; times count from when the message was queued.
func (v *inspectorEvents) paintHead(p *kit.Pen, r kit.Rect) {
	p.Fill(r.X, r.Y, r.W, r.H, kit.C("surface.inset"))
	p.HLine(r.X, r.Y+r.H-1, r.W, kit.C("border.subtle"))
	muted := kit.C("text.muted")
	p.TextIn(kit.Caption, kit.Rect{X: 0, Y: r.Y, W: eventTimeEnd, H: r.H}, kit.AlignRight, "ms", muted)
	p.TextIn(kit.Caption, kit.Rect{X: eventNameAt, Y: r.Y, W: 80, H: r.H}, kit.AlignLeft, "Event", muted)
	x := eventNameAt + v.nameWidth(r.W)
	p.TextIn(kit.Caption, kit.Rect{X: x, Y: r.Y, W: r.W - x, H: r.H}, kit.AlignLeft, "Detail", muted)
}

// paint paints a row; it is called by the list.
func (v *inspectorEvents) paint(p *kit.Pen, i int, r kit.Rect, state kit.RowState) {
	row := &v.rows[i]
	if row.head != "" {
		p.TextIn(kit.SmallStrong, kit.Rect{X: 12, Y: r.Y, W: r.W - 24, H: r.H}, kit.AlignLeft, row.head, kit.C("text.secondary"))
		return
	}
	kit.PaintRowBackground(p, r, state)
	p.TextIn(kit.DataCaption, kit.Rect{X: 0, Y: r.Y, W: eventTimeEnd, H: r.H}, kit.AlignRight, row.millis, kit.C(state.Muted()))
	names := v.nameWidth(r.W)
	p.TextIn(kit.Data, kit.Rect{X: eventNameAt, Y: r.Y, W: names - 8, H: r.H}, kit.AlignLeft, row.name, kit.C(row.tone))
	x := eventNameAt + names
	p.TextIn(kit.Small, kit.Rect{X: x, Y: r.Y, W: r.W - x - 16, H: r.H}, kit.AlignLeft, row.text, kit.C("text.secondary"))
}

func (v *inspectorEvents) paintEmpty(p *kit.Pen, size fyne.Size) {
	if v.filter.Text() != "" {
		kit.PaintEmpty(p, size, "No event matches", "Empty the filter to see all.")
		return
	}
	kit.PaintEmpty(p, size, "No events", "They appear as the message goes through the session.")
}

// hover shows the whole of a detail that is cut.
func (v *inspectorEvents) hover(i int, _ kit.Mouse) {
	if i < 0 || i >= len(v.rows) {
		v.list.SetTip(kit.Rect{}, "")
		return
	}
	r := v.list.RowRect(i)
	names := v.nameWidth(r.W)
	if kit.TextWidth(kit.Small, v.rows[i].text) <= r.W-eventNameAt-names-16 {
		v.list.SetTip(kit.Rect{}, "")
		return
	}
	v.list.SetTip(r, v.rows[i].text)
}

// chosen are the rows that are selected, all of them if none is.
func (v *inspectorEvents) chosen() []eventRow {
	var out []eventRow
	for i := range v.rows {
		if v.list.Selected(i) {
			out = append(out, v.rows[i])
		}
	}
	if len(out) == 0 {
		return v.rows
	}
	return out
}

func (v *inspectorEvents) shortcut(sc fyne.Shortcut) bool {
	if _, ok := sc.(*fyne.ShortcutCopy); !ok {
		return false
	}
	v.i.copy(eventsText(v.chosen()))
	return true
}

func (v *inspectorEvents) menu(_ int, m kit.Mouse) {
	if shell := kit.ShellOf(v.list); shell != nil {
		kit.ShowMenu(shell.Canvas(), m.Absolute, []kit.MenuItem{
			{Text: "Copy", Icon: "copy", Keys: "Ctrl C", Run: func() { v.i.copy(eventsText(v.chosen())) }},
			{Text: "Copy all", Run: func() { v.i.copy(eventsText(v.rows)) }},
			{Text: "Copy all as JSON", Icon: "braces", Run: v.copyJSON},
		})
	}
}

// copyJSON copies the events as the command line writes them, one object a line, secrets masked.
func (v *inspectorEvents) copyJSON() {
	v.i.copy(eventsJSON(v.i.s.Events))
}

func eventsJSON(events []session.Event) string {
	var out []byte
	for i := range events {
		b, err := events[i].MarshalJSON()
		if err != nil {
			continue // a detail that cannot be written is no reason to lose the others
		}
		out = append(append(out, b...), '\n')
	}
	return string(out)
}
