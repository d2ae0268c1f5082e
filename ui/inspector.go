package ui

import (
	"slices"

	"ladle/session"
	"ladle/session/auth"
	"ladle/ui/body"
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// inspectorActions are what the inspector needs of the window. Nil ones leave their buttons out.
type inspectorActions struct {
	Save          func(name string, write saver)
	CopyText      func(string)
	Cancel        func(id timeline.RowID)
	SendAgain     func(id timeline.RowID)
	Scratch       Scratch
	Post          func(func())
	SelectAttempt func(id timeline.RowID, attempt int)
	Recompute     func(origin string, proxy bool, method, answer string) (auth.Proof, bool)
}

// The tabs of the inspector, in their order. Those that cannot apply to a message are absent.
const (
	tabBody = iota
	tabHeaders
	tabTiming
	tabEvents
	tabTLS  // only over TLS
	tabAuth // only after a challenge
)

// Heights of the inspector's bars.
var (
	inspectorSummaryHeight = kit.S("inspector.summary")
	inspectorTabsHeight    = kit.S("inspector.tabs")
)

// inspector shows one message, or one of its attempts: a summary, and body, headers, timing, events, TLS and sign-in as tabs. Only the
// tab that shows is kept up to date.
type inspector struct {
	a   inspectorActions
	s   inspected
	tab int

	recorded body.Source // the body that Show was given

	box     *fyne.Container
	size    fyne.Size
	summary *inspectorSummary
	tabs    *kit.Tabs
	counts  [3]int // of headers, events and challenges, as the tabs show them
	overTLS bool
	bar     *kit.Flex
	shared  fyne.CanvasObject // the choice before the tabs, where composer and inspector take turns
	tools   *kit.Flex
	toolbar inspectorToolbar
	back    *kit.Panel
	empty   *inspectorNote

	body   *inspectorBody
	heads  *inspectorHeads
	timing *inspectorTiming
	events *inspectorEvents
	tls    *inspectorTLS
	auth   *inspectorAuth
}

func newInspector(a inspectorActions) *inspector {
	if a.Post == nil {
		a.Post = fyne.Do
	}
	i := &inspector{a: a, s: inspected{Attempt: -1}}
	i.summary = newInspectorSummary(i)
	i.body = newInspectorBody(i)
	i.heads = newInspectorHeads(i)
	i.timing = newInspectorTiming(i)
	i.events = newInspectorEvents(i)
	i.tls = newInspectorTLS(i)
	i.auth = newInspectorAuth(i)
	i.tabs = kit.NewTabs(i.tabList(), func(place int) { i.choose(i.present()[place]) })
	i.tools = kit.Row().Gaps(toolsGap)
	i.bar = kit.Row(kit.Grow(i.tabs), i.tools).PadX(kit.U(1), kit.U(2)).Height(inspectorTabsHeight).Line(kit.Bottom, "border.subtle")
	i.back = kit.NewPanel("surface.panel", 0, 0)
	i.empty = newInspectorNote()
	i.empty.Set("Nothing chosen", "Choose a row in the timeline, or send a request.")
	i.box = container.New(i, i.back, i.empty.surface, i.summary.box, i.bar, i.body.box, i.heads.box, i.timing, i.events.list, i.tls.list, i.auth.list)
	i.display()
	return i
}

// Object is the pane.
func (i *inspector) Object() fyne.CanvasObject { return i.box }

// Show shows another message, or another attempt, from its beginning. A nil Row shows that nothing is chosen.
func (i *inspector) Show(s inspected) {
	same := sameMessage(&i.s, &s)
	if !same || i.s.index() != s.index() {
		i.heads.reset()
	}
	if !same {
		i.body.reset()
		i.timing.ScrollTo(0, 0)
		i.events.reset()
		i.tls.reset()
		i.auth.reset()
	}
	i.s, i.recorded = s, s.Body
	i.display()
}

// sameMessage says whether two are of one message. Numbers of messages repeat from session to session, so recorded ones go by
// what was read.
func sameMessage(a, b *inspected) bool {
	switch {
	case a.Row == nil || b.Row == nil || a.FromHistory != b.FromHistory:
		return false
	case a.FromHistory:
		return a.Row == b.Row
	}
	return a.Row.ID == b.Row.ID
}

// selectAttempt shows an attempt of the message: the window chooses its row, but a recorded message has none.
func (i *inspector) selectAttempt(n int) {
	if !i.s.FromHistory {
		if i.a.SelectAttempt != nil {
			i.a.SelectAttempt(i.s.Row.ID, n)
		}
		return
	}
	i.s.Attempt, i.s.Body, i.s.BodyNote = n, i.recorded, ""
	if !i.s.isLast() {
		i.s.Body, i.s.BodyNote = nil, "The body of an earlier attempt is not kept. Its head is under Headers."
	}
	i.heads.reset()
	i.display()
}

// Update takes newer facts about the message that is shown.
func (i *inspector) Update(s inspected) {
	i.s = s
	i.display()
}

// Tab shows one of the tabs, unless it is absent.
func (i *inspector) Tab(tab int) {
	if place := slices.Index(i.present(), tab); place >= 0 {
		i.tabs.Choose(place)
		i.choose(tab)
	}
}

// present are the tabs that apply to the message, in their order.
func (i *inspector) present() []int {
	tabs := []int{tabBody, tabHeaders, tabTiming, tabEvents}
	if i.overTLS {
		tabs = append(tabs, tabTLS)
	}
	if i.counts[2] > 0 {
		tabs = append(tabs, tabAuth)
	}
	return tabs
}

func (i *inspector) choose(tab int) {
	had := i.Focused()
	i.tab = tab
	i.display()
	if had {
		i.Focus()
	}
}

// display brings what is visible up to date.
func (i *inspector) display() {
	chosen := i.s.Row != nil
	if i.tab == tabAuth && (!chosen || authLegs(i.s.Row) == 0) || i.tab == tabTLS && (!chosen || !tlsThere(&i.s)) {
		i.tab = tabBody
		i.tabs.Choose(tabBody)
		i.tls.reset()
		i.auth.reset()
	}
	setShown(!chosen, i.empty.surface)
	setShown(chosen && i.shared == nil, i.summary.box)
	setShown(chosen || i.shared != nil, i.bar)
	setShown(chosen, i.tabs, i.summary.pill, i.summary.size, i.summary.time, i.tools)
	setShown(chosen && i.tab == tabBody, i.body.box)
	setShown(chosen && i.tab == tabHeaders, i.heads.box)
	setShown(chosen && i.tab == tabTiming, i.timing)
	setShown(chosen && i.tab == tabEvents, i.events.list)
	setShown(chosen && i.tab == tabTLS, i.tls.list)
	setShown(chosen && i.tab == tabAuth, i.auth.list)
	if !chosen {
		i.body.reset()
		return
	}
	i.summary.Update(&i.s)
	i.countTabs()
	i.body.Update(&i.s)
	switch i.tab {
	case tabHeaders:
		i.heads.Update(&i.s)
	case tabTiming:
		i.timing.Update(&i.s)
	case tabEvents:
		i.events.Update(&i.s)
	case tabTLS:
		i.tls.Update(&i.s)
	case tabAuth:
		i.auth.Update(&i.s)
	}
	i.showTools()
}

func (i *inspector) tabList() []kit.Tab {
	all := [...]kit.Tab{tabBody: {Name: "Body"}, tabHeaders: {Name: "Headers", Count: i.counts[0]}, tabTiming: {Name: "Timing"}, tabEvents: {Name: "Events", Count: i.counts[1]},
		tabTLS: {Name: "TLS"}, tabAuth: {Name: "Auth", Count: i.counts[2]}}
	var tabs []kit.Tab
	for _, tab := range i.present() {
		tabs = append(tabs, all[tab])
	}
	return tabs
}

// countTabs puts the numbers of fields, events and challenges after the names, and has tabs come and go.
func (i *inspector) countTabs() {
	counts := [3]int{0, len(i.s.Events), authLegs(i.s.Row)}
	if r := i.s.attempt().Response; r != nil {
		counts[0] = len(r.Fields)
	}
	if over := tlsThere(&i.s); counts != i.counts || over != i.overTLS {
		i.counts, i.overTLS = counts, over
		i.tabs.SetTabs(i.tabList())
	}
}

// Layout implements fyne.Layout.
func (i *inspector) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	changed := size.Width != i.size.Width
	i.size = size
	i.place()
	if !changed {
		return
	}
	i.summary.fit(size.Width)
	if i.s.Row != nil {
		i.showTools()
	}
}

// place puts every part into its room.
func (i *inspector) place() {
	whole := kit.Rect{W: i.size.Width, H: i.size.Height}
	inspectorPut(i.back, whole)
	top := inspectorSummaryHeight
	inspectorPut(i.summary.box, kit.Rect{W: whole.W, H: top})
	if i.shared != nil {
		top = 0
	}
	inspectorPut(i.bar, kit.Rect{Y: top, W: whole.W, H: inspectorTabsHeight})
	top += inspectorTabsHeight
	rest := kit.Rect{Y: top, W: whole.W, H: whole.H - top}
	inspectorPut(i.empty.surface, whole)
	if i.shared != nil {
		inspectorPut(i.empty.surface, rest)
	}
	inspectorPut(i.body.box, rest)
	inspectorPut(i.heads.box, rest)
	inspectorPut(i.timing, rest)
	inspectorPut(i.events.list, rest)
	inspectorPut(i.tls.list, rest)
	inspectorPut(i.auth.list, rest)
}

// MinSize implements fyne.Layout.
func (i *inspector) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, inspectorSummaryHeight+inspectorTabsHeight)
}

// inspectorPut places an object; one that is in its place already is not drawn again.
func inspectorPut(o fyne.CanvasObject, r kit.Rect) {
	if pos := fyne.NewPos(r.X, r.Y); o.Position() != pos {
		o.Move(pos)
	}
	if size := fyne.NewSize(max(r.W, 0), max(r.H, 0)); o.Size() != size {
		o.Resize(size)
	}
}

// setShown shows or hides objects.
func setShown(on bool, objects ...fyne.CanvasObject) {
	for _, o := range objects {
		show(o, on)
	}
}

func (i *inspector) copy(text string) {
	if i.a.CopyText != nil && text != "" {
		i.a.CopyText(text)
	}
}

// canResend tells whether the message can be sent again from here.
func (i *inspector) canResend() bool {
	return i.a.SendAgain != nil && !i.s.FromHistory && i.s.Row.ID.Session == 0
}

// statusToken is the colour of a status code.
func statusToken(status int) string {
	return timelineStatusToken(session.Status(status), timeline.StateOK)
}
