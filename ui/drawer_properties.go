package ui

import (
	"strconv"

	"fyne.io/fyne/v2"

	"ladle/session"
	"ladle/ui/kit"
)

// drawerProperties is the section with the session's properties.
type drawerProperties struct {
	section *drawerSection
	col     *kit.Flex
	rows    []*drawerProperty
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
		row := newDrawerProperty(info, a, s.count)
		s.rows = append(s.rows, row)
		rows = append(rows, row.row)
	}
	s.col.SetKids(rows...)
	s.count()
	return s
}

func (s *drawerProperties) reload() {
	for _, row := range s.rows {
		row.reload()
	}
	s.count()
}

// count says in the head how many properties are not as they were at the start.
func (s *drawerProperties) count() {
	n := 0
	for _, row := range s.rows {
		if row.differs() {
			n++
		}
	}
	fact := ""
	if n > 0 {
		fact = strconv.Itoa(n) + " changed"
	}
	s.section.head.Say("", fact)
}
