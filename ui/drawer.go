package ui

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// drawerActions is what the drawer can do to the session. Any of them may be nil.
type drawerActions struct {
	Default       func(name string) string       // what the program itself sets at the start; nil: the session's own defaults
	Get           func(name string) string       // a property's value in the form that Set takes
	Set           func(name, value string) error // the error is a *session.PropertyError
	ChooseFile    func(title string, done func(path string))
	SelectMessage func(id timeline.RowID)
	Cancel        func(id timeline.RowID)
	Post          func(func()) // nil: the words on when a change counts stay until the next change
}

// drawer shows the session itself at the right of the window: its properties to change while it runs, the messages that
// wait, and the connections with what they carry.
type drawer struct {
	actions    drawerActions
	object     *kit.Scroll
	properties *drawerProperties
	queue      *drawerQueue
	conns      *drawerConns
	snap       *timeline.Snapshot
}

func newDrawer(a drawerActions) *drawer {
	d := &drawer{actions: a}
	d.properties = newDrawerProperties(a)
	d.queue = newDrawerQueue(a)
	d.conns = newDrawerConns(a)
	head := kit.Row(kit.NewLabel("Session").In(kit.BodyStrong)).PadX(kit.U(3), kit.U(3)).Height(kit.S("height.sidebarHead")).Line(kit.Bottom, "border.subtle")
	col := kit.Col(head, d.properties.section.object, d.queue.section.object, d.conns.section.object).Pad(1, 0, 0, 0).Fill("surface.base").Line(kit.Left, "border.default")
	d.object = kit.NewScroll(col)
	return d
}

// Object is the drawer to lay out, 288 units wide unless its splitter was moved; it scrolls.
func (d *drawer) Object() fyne.CanvasObject { return d.object }

// Reload reads the properties again after something else changed them. A value that is being typed stays.
func (d *drawer) Reload() { d.properties.reload() }

// Update shows queue and connections of a newer snapshot.
func (d *drawer) Update(snap *timeline.Snapshot, now time.Duration) {
	if snap == nil || (snap == d.snap && !timelineGoesOn(snap)) {
		return
	}
	d.snap = snap
	d.queue.update(snap)
	d.conns.update(snap, now)
}

// drawerSection is a part of the drawer that folds under its head.
type drawerSection struct {
	object *kit.Flex
	head   *kit.FoldHead
}

func newDrawerSection(name string, body fyne.CanvasObject) *drawerSection {
	s := &drawerSection{}
	s.head = kit.NewFoldHead(name, func(open bool) {
		timelineShow(body, open)
		s.object.Reflow()
	})
	s.object = kit.Col(s.head, body, kit.Gap(kit.U(1))).Line(kit.Bottom, "border.subtle")
	return s
}

// drawerCount writes how many of at most how many.
func drawerCount(n, limit int) string { return strconv.Itoa(n) + " of " + strconv.Itoa(limit) }
