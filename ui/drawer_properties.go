package ui

import (
	"strconv"

	"fyne.io/fyne/v2"

	"ladle/session"
	"ladle/ui/kit"
)

// drawerUsual are the properties that show while the others are folded away: those that people change while they debug.
// One that is not at its default shows as well, so that nothing that counts is out of sight.
var drawerUsual = map[string]bool{
	"max-conns": true, "max-conns-per-host": true, "timeout": true, "idle-timeout": true,
	"proxy-resolver": true, "ssl-strict": true,
}

// drawerProperties is the section with the session's properties.
type drawerProperties struct {
	section *drawerSection
	col     *kit.Flex
	rows    []*drawerProperty
	more    *kit.Link // unfolds what the short list leaves out, and folds it again
	all     bool
}

func newDrawerProperties(a drawerActions) *drawerProperties {
	s := &drawerProperties{}
	s.col = kit.Col()
	s.section = newDrawerSection("Properties", s.col)
	var rows []fyne.CanvasObject
	for _, info := range session.PropertyTable() {
		if a.Default != nil {
			info.Default = a.Default(info.Name)
		}
		row := newDrawerProperty(info, a, s.changed)
		s.rows = append(s.rows, row)
		rows = append(rows, row.row)
	}
	s.more = kit.NewLink("", func() { s.unfold(!s.all) })
	s.col.SetKids(append(rows, kit.Row(s.more).PadX(kit.U(3), kit.U(3)).Height(kit.S("height.tableRow")))...)
	s.unfold(false)
	s.count()
	return s
}

func (s *drawerProperties) reload() {
	for _, row := range s.rows {
		row.reload()
	}
	s.changed()
}

// changed follows a change of a value. A row that shows stays, so that nothing moves under the pointer.
func (s *drawerProperties) changed() {
	moved := false
	for _, row := range s.rows {
		if (row.counts() || row.busy()) && !row.row.Visible() {
			row.row.Show()
			moved = true
		}
	}
	if moved {
		s.word()
		s.col.Reflow()
	}
	s.count()
}

// unfold shows every property, or the usual ones and those that are not at their defaults. A row whose text was refused
// stays: it holds what a person typed.
func (s *drawerProperties) unfold(all bool) {
	s.all = all
	for _, row := range s.rows {
		timelineShow(row.row, all || drawerUsual[row.info.Name] || row.counts() || row.busy())
	}
	s.word()
	s.col.Reflow()
}

// word says on the link what it does.
func (s *drawerProperties) word() {
	hidden := 0
	for _, row := range s.rows {
		if !row.row.Visible() {
			hidden++
		}
	}
	switch {
	case s.all:
		s.more.SetText("Fewer properties")
	case hidden == 1:
		s.more.SetText("1 more property")
	default:
		s.more.SetText(strconv.Itoa(hidden) + " more properties")
	}
}

// count says in the head how many properties are not as they were at the start.
func (s *drawerProperties) count() {
	n := 0
	for _, row := range s.rows {
		if row.counts() {
			n++
		}
	}
	fact := ""
	if n > 0 {
		fact = strconv.Itoa(n) + " changed"
	}
	s.section.head.Say("", fact)
}
