package ui

import (
	"strconv"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// Widths of the inspector under which parts of its summary give way.
var (
	summaryNoteFrom  = kit.S("inspector.noteFrom")
	summaryConnFrom  = kit.S("inspector.connFrom")
	summaryProtoFrom = kit.S("inspector.protoFrom")
	summaryBarFrom   = kit.S("inspector.barFrom")
	summaryTypeFrom  = kit.S("inspector.typeFrom")
)

// inspectorSummary is the line over the inspector.
type inspectorSummary struct {
	i                           *inspector
	box                         *kit.Flex
	pill                        *kit.Pill
	size, time, proto, con, say *kit.Label
	bar                         *kit.Progress
	attempts                    *kit.Combo
	stop                        *kit.Button
	text                        summaryText
	running                     bool
	width                       float32
}

func newInspectorSummary(i *inspector) *inspectorSummary {
	m := &inspectorSummary{i: i, pill: kit.NewPill(kit.StateQueued, "")}
	m.size, m.time = kit.NewLabel("").In(kit.Data), kit.NewLabel("").In(kit.Data)
	m.proto, m.con = kit.NewLabel("").In(kit.Data).Colour("text.secondary"), kit.NewLabel("").In(kit.Data).Colour("text.secondary")
	m.say = kit.NewLabel("").Colour("text.muted").Aligned(kit.AlignRight)
	m.bar = kit.NewProgress(0)
	m.attempts = kit.NewCombo("", m.attemptItems).Plain().High(kit.ButtonSmall)
	m.stop = kit.NewButton("Stop", kit.Secondary, func() {
		if m.i.s.Row != nil && m.i.a.Cancel != nil {
			m.i.a.Cancel(m.i.s.Row.ID)
		}
	}).High(kit.ButtonSmall)
	m.box = kit.Row().
		Gaps(kit.U(3)).PadX(kit.U(3), kit.U(2)).Height(inspectorSummaryHeight).Line(kit.Bottom, "border.subtle")
	m.fill()
	return m
}

// fill puts all that the summary has into its line.
func (m *inspectorSummary) fill() {
	m.box.SetKids(m.pill, m.size, m.time, m.proto, m.con, kit.Grow(m.say), kit.Fixed(m.bar, kit.S("inspector.progress"), 0), m.attempts, m.stop)
}

// Update shows a message as it is now; labels whose text is the same cost nothing.
func (m *inspectorSummary) Update(s *inspected) {
	t := summarise(s)
	again := t.note != m.text.note || t.kind != m.text.kind || t.known != m.text.known || (t.attempts == "") != (m.text.attempts == "") || s.Running != m.running ||
		(t.proto == "") != (m.text.proto == "") || (t.con == "") != (m.text.con == "")
	if t.state != m.text.state || t.pill != m.text.pill {
		m.pill.Set(t.state, t.pill)
	}
	m.size.SetText(t.size)
	m.time.SetText(t.time)
	m.proto.SetText(t.proto)
	m.con.SetText(t.con)
	m.bar.SetValue(t.part)
	m.attempts.SetText(t.attempts)
	m.text, m.running = t, s.Running
	if again {
		m.arrange()
	}
}

// fit leaves out what a width has no room for.
func (m *inspectorSummary) fit(width float32) {
	m.width = width
	m.arrange()
}

func (m *inspectorSummary) arrange() {
	room := func(from float32) bool { return m.width == 0 || m.width >= from }
	setShown(m.text.proto != "" && room(summaryProtoFrom), m.proto)
	setShown(m.text.con != "" && room(summaryConnFrom), m.con)
	setShown(m.text.known && room(summaryBarFrom), m.bar)
	m.say.SetText(m.note())
	setShown(m.text.attempts != "", m.attempts)
	setShown(m.running && m.i.a.Cancel != nil, m.stop)
	m.box.Reflow()
}

// note is what there is room to say; the label takes the room between the facts and the buttons even without words.
func (m *inspectorSummary) note() string {
	t := &m.text
	switch {
	case m.width > 0 && m.width < summaryNoteFrom:
		return ""
	case m.width >= summaryTypeFrom && t.kind != "" && t.note != "":
		return t.kind + ", " + t.note
	case m.width >= summaryTypeFrom && t.kind != "":
		return t.kind
	}
	return t.note
}

func (m *inspectorSummary) attemptItems() []kit.MenuItem {
	s := &m.i.s
	if s.Row == nil {
		return nil
	}
	var items []kit.MenuItem
	for n := range s.Row.Attempts {
		a := &s.Row.Attempts[n]
		value := timeline.Unknown
		if a.Response != nil {
			value = strconv.Itoa(a.Response.Status)
		}
		items = append(items, kit.MenuItem{Text: kit.Fit(kit.Small, attemptLine(s.Row, n), kit.S("inspector.attempt")), Keys: value, Checked: n == s.index(), Run: func() { m.i.selectAttempt(n) }})
	}
	return items
}
