package ui

import (
	"ladle/session"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// eventColumns are the columns of the Events tab; times count from when the message was queued.
func eventColumns() []kit.Column {
	return []kit.Column{
		{Title: "ms", Width: kit.S("events.time"), Right: true},
		{Title: "Event", Width: kit.S("events.name"), Share: eventNameShare, Most: kit.S("events.nameMost")},
		{Title: "Detail"},
	}
}

// eventNameShare is the part of the width for the names of events.
const eventNameShare float32 = 0.34

// eventDetailColumn is the column that may be cut.
const eventDetailColumn = 2

// inspectorEvents is the Events tab: what happened to a message, grouped by attempt.
type inspectorEvents struct {
	i      *inspector
	list   *kit.Table
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
	v.list = kit.NewTable(kit.S("events.row"), eventColumns(), func() int { return len(v.rows) }, v.cell)
	v.list.Name, v.list.Multi, v.list.Section, v.list.PaintEmpty = "Events", true, func(row int) string { return v.rows[row].head }, v.paintEmpty
	v.list.OnHover = v.hover
	v.list.OnMenu = v.menu
	v.list.On.Shortcut = v.shortcut
	v.filter = kit.NewField("Filter").Small().Clearable().Leading(kit.NewIcon("list-filter", kit.IconSmall, "text.muted"))
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
	w := kit.S("events.filter")
	if room == toolsInFull {
		w = kit.S("events.filterWide")
	}
	out := []fyne.CanvasObject{kit.Fixed(v.filter, w, 0)}
	if v.i.a.CopyText != nil {
		out = append(out, kit.NewIconButton("copy", "Copy the events as text", func() { v.i.copy(eventsText(v.rows)) }))
	}
	return out
}

// cell is what the table shows in one place.
func (v *inspectorEvents) cell(row, column int, state kit.RowState) kit.Cell {
	switch r := &v.rows[row]; column {
	case 0:
		return kit.Cell{Text: r.millis, Font: kit.DataCaption, Token: state.Muted()}
	case 1:
		return kit.Cell{Text: r.name, Font: kit.Data, Token: r.tone}
	default:
		return kit.Cell{Text: r.text}
	}
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
	if i < 0 || i >= len(v.rows) || !v.list.Cut(i, eventDetailColumn) {
		v.list.SetTip(kit.Rect{}, "")
		return
	}
	v.list.SetTip(v.list.RowRect(i), v.rows[i].text)
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
