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
	head := kit.Row(kit.NewLabel("Session").In(kit.BodyStrong)).PadX(12, 12).Height(36).Line(kit.Bottom, "border.subtle")
	col := kit.Col(head, d.properties.section.object, d.queue.section.object, d.conns.section.object).Pad(1, 0, 0, 0).Fill("surface.base").Line(kit.Left, "border.default")
	d.object = kit.NewScroll(col)
	d.forwardWheel()
	return d
}

// forwardWheel has the parts that could scroll by themselves give the wheel to the drawer.
func (d *drawer) forwardWheel() {
	d.queue.list.wheel, d.conns.list.wheel = d.object.Scrolled, d.object.Scrolled
	for _, s := range []*drawerSection{d.properties.section, d.queue.section, d.conns.section} {
		s.head.wheel = d.object.Scrolled
	}
	for _, r := range d.properties.rows {
		r.hint.wheel = d.object.Scrolled
	}
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
	head   *drawerHead
	body   fyne.CanvasObject
}

func newDrawerSection(name string, body fyne.CanvasObject) *drawerSection {
	s := &drawerSection{body: body}
	s.head = newDrawerHead(name, s.fold)
	s.object = kit.Col(s.head, body, kit.Gap(4)).Line(kit.Bottom, "border.subtle")
	return s
}

func (s *drawerSection) fold() {
	timelineShow(s.body, s.head.open)
	s.object.Reflow()
}

// drawerHead is the head of a section: it folds it, by a press, Enter or Space.
type drawerHead struct {
	kit.Surface
	name  string
	count string // muted, after the name
	fact  string // a badge at the right end
	open  bool
	run   func()
	wheel func(*fyne.ScrollEvent)
}

const drawerHeadHeight = 32

func newDrawerHead(name string, run func()) *drawerHead {
	h := &drawerHead{name: name, open: true, run: run}
	h.Init(h, h)
	h.SetMinSize(0, drawerHeadHeight)
	h.On = kit.Events{Press: func(kit.Mouse) { h.toggle() }, Key: h.key, Move: func(kit.Mouse) { h.Refresh() }, Leave: h.Refresh}
	return h
}

// Scrolled implements fyne.Scrollable: the wheel is the drawer's.
func (h *drawerHead) Scrolled(e *fyne.ScrollEvent) {
	if h.wheel != nil {
		h.wheel(e)
	}
}

func (h *drawerHead) toggle() {
	h.open = !h.open
	h.run()
	h.Refresh()
}

func (h *drawerHead) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		h.toggle()
	case fyne.KeyLeft:
		if h.open {
			h.toggle()
		}
	case fyne.KeyRight:
		if !h.open {
			h.toggle()
		}
	default:
		return false
	}
	return true
}

// say changes count and fact.
func (h *drawerHead) say(count, fact string) {
	if h.count != count || h.fact != fact {
		h.count, h.fact = count, fact
		h.Refresh()
	}
}

// Paint implements kit.Painter.
func (h *drawerHead) Paint(p *kit.Pen, size fyne.Size) {
	p.Fill(0, 0, size.Width, size.Height, kit.C("surface.base"))
	token := "text.secondary"
	if h.Hovered() {
		token = "text.primary"
	}
	icon := "chevron-right"
	if h.open {
		icon = "chevron-down"
	}
	p.Icon(icon, 12, 11, (size.Height-12)/2, kit.C("text.muted"))
	base := kit.Baseline(0, size.Height, 12)
	x := p.Text(kit.SmallStrong, 29, base, h.name, kit.C(token))
	p.Text(kit.Small, x+6, base, h.count, kit.C("text.muted"))
	if h.fact != "" {
		kit.PaintTag(p, kit.Rect{W: size.Width, H: size.Height}, size.Width-12, h.fact, "")
	}
}

// drawerCount writes how many of at most how many.
func drawerCount(n, limit int) string { return strconv.Itoa(n) + " of " + strconv.Itoa(limit) }
