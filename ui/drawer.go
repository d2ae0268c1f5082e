package ui

import (
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"ladle/session"
	"ladle/session/auth"
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

	Hold         func(ids ...timeline.RowID) error
	Release      func(ids ...timeline.RowID) error
	ReleaseAll   func() int
	HoldNew      func(on bool)
	HoldQueue    func() // all that wait and all to come, or ends that
	Prioritise   func(id timeline.RowID, p session.Priority) error
	MoveBefore   func(id, other timeline.RowID) error
	CloseConn    func(id session.ConnID) error
	CloseIdle    func() int
	OpenConn     func(url string) error
	SignIns      func() []auth.Known                         // what the session answers challenges with by itself
	ForgetSignIn func(k auth.Known, failed func(err error))  // failed: the keyring still has it
	Redirects    func(host string, p session.RedirectPolicy) // "" all hosts
	Widen        func()                                      // to see more of it, or back
}

// drawer shows the session itself at the right of the window: its properties to change while it runs, the messages that
// wait, and the connections with what they carry.
type drawer struct {
	actions    drawerActions
	object     *kit.Scroll
	properties *drawerProperties
	queue      *drawerQueue
	conns      *drawerConns
	redirects  *drawerRedirects
	signIns    *drawerSignIns
	snap       *timeline.Snapshot
	now        time.Duration
	hold       *kit.Button
	wide       *kit.IconButton
	isWide     bool
}

func newDrawer(a drawerActions) *drawer {
	d := &drawer{actions: a}
	d.properties = newDrawerProperties(a)
	d.queue = newDrawerQueue(a)
	d.conns = newDrawerConns(a)
	d.signIns = newDrawerSignIns(a)
	d.redirects = newDrawerRedirects(a.Redirects)
	d.hold = kit.NewButton("Hold queue", kit.Secondary, func() {
		if a.HoldQueue != nil {
			a.HoldQueue()
		}
	}).WithIcon("hand").High(kit.ButtonSmall).Tip("Messages wait until they are released  Ctrl+Shift+H")
	d.wide = kit.NewIconButton("maximize-2", "Widen", func() {
		if a.Widen != nil {
			a.Widen()
		}
	})
	head := kit.Row(kit.NewLabel("Session").In(kit.BodyStrong), kit.Space(), d.hold, d.wide).Gaps(kit.U(1)).PadX(kit.U(3), kit.U(1.5)).Height(kit.S("height.sidebarHead")).Line(kit.Bottom, "border.subtle")
	col := kit.Col(head, d.properties.section.object, d.queue.section.object, d.conns.section.object, d.signIns.section.object, d.redirects.section.object).Pad(1, 0, 0, 0).Fill("surface.base").Line(kit.Left, "border.default")
	d.object = kit.NewScroll(col)
	return d
}

// Object is the drawer to lay out, 288 units wide unless its splitter was moved; it scrolls.
func (d *drawer) Object() fyne.CanvasObject { return d.object }

// Reload reads the properties again after something else changed them. A value that is being typed stays.
func (d *drawer) Reload() { d.properties.reload() }

// ShowWide says on the button what it does to the drawer's width.
func (d *drawer) ShowWide(on bool) {
	icon := "maximize-2"
	if on {
		icon = "minimize-2"
	}
	d.wide.SetIcon(icon)
	d.wide.SetOn(on)
}

// Update shows queue and connections of a newer snapshot.
func (d *drawer) Update(snap *timeline.Snapshot, now time.Duration) {
	if snap == nil || (snap == d.snap && !timelineGoesOn(snap)) {
		return
	}
	d.snap, d.now = snap, now
	if snap.HoldNew {
		d.hold.SetText("Stop holding")
	} else {
		d.hold.SetText("Hold queue")
	}
	d.queue.update(snap)
	d.conns.update(snap, now)
	d.signIns.update()
}

// redraw shows queue and connections anew where the width allows other columns than before.
func (d *drawer) redraw() {
	wide := d.object.Size().Width >= drawerWide
	if d.snap == nil || wide == d.isWide {
		return
	}
	d.isWide = wide
	d.ShowWide(wide)
	d.queue.update(d.snap)
	d.conns.update(d.snap, d.now)
	d.signIns.update()
}

// drawerSection is a part of the drawer that folds under its head.
type drawerSection struct {
	object *kit.Flex
	head   *kit.FoldHead
}

// newDrawerSection makes a part with tools at the right end of its head.
func newDrawerSection(name string, body fyne.CanvasObject, tools ...fyne.CanvasObject) *drawerSection {
	s := &drawerSection{}
	s.head = kit.NewFoldHead(name, func(open bool) {
		timelineShow(body, open)
		s.object.Reflow()
	})
	var head fyne.CanvasObject = s.head
	if len(tools) > 0 {
		head = kit.Row(append([]fyne.CanvasObject{kit.Grow(s.head)}, tools...)...)
	}
	s.object = kit.Col(head, body, kit.Gap(kit.U(1))).Line(kit.Bottom, "border.subtle")
	return s
}

// drawerTools are the tools of a section's head: icons in a narrow drawer, words in a wide one.
type drawerTools struct {
	object       *kit.Flex
	narrow, wide []fyne.CanvasObject
}

func newDrawerTools(narrow, wide []fyne.CanvasObject) drawerTools {
	t := drawerTools{narrow: narrow, wide: wide}
	for _, o := range wide {
		o.Hide()
	}
	t.object = kit.Row(slices.Concat(narrow, wide)...).Gaps(kit.U(1)).PadX(0, kit.U(3))
	return t
}

func (t drawerTools) show(wide bool) {
	changed := false
	for _, o := range t.narrow {
		changed = timelineShow(o, !wide) || changed
	}
	for _, o := range t.wide {
		changed = timelineShow(o, wide) || changed
	}
	if changed {
		t.object.Reflow()
	}
}

// drawerEnable has a button act, or not.
func drawerEnable(b fyne.Disableable, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

// drawerCount writes how many of at most how many.
func drawerCount(n, limit int) string { return strconv.Itoa(n) + " of " + strconv.Itoa(limit) }
