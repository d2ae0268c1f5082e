package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// stopActions is what a person can do with a stopped message.
type stopActions struct {
	Continue    func(id timeline.RowID)
	NextPhase   func(id timeline.RowID) // continue, and stop at whatever comes next
	Spare       func(id timeline.RowID) // continue, and stop it no more
	Take        func(id timeline.RowID) // make the response that it has the final one
	Drop        func(id timeline.RowID)
	ContinueAll func()
	Copy        func(text string)
	Leave       func() // give composer and inspector back; the message stays stopped
}

// stopped is a message at a breakpoint with what a person has changed so far.
type stopped struct {
	id     timeline.RowID
	at     session.Phase
	source stopSource
	edit   *stopEdit
}

// edits tells whether the request can still be changed here: before it is written, and before it is sent to another place.
func (s *stopped) edits() bool { return s.at&(session.StopAtStarting|session.StopAtRedirect) != 0 }

// stopPane stands in for composer and inspector while a stopped message is looked at: what it will send can be changed
// at the left, and is shown as it will be written at the right.
type stopPane struct {
	a     stopActions
	shown *stopped
	row   *timeline.Row
	busy  bool // widgets are being filled

	pill     *kit.Pill
	about    *kit.Label
	take     *kit.Button
	all      *kit.Button
	goOn     *kit.SplitButton
	problem  *kit.Label
	method   *kit.Combo
	target   *kit.Field
	version  *kit.Combo
	count    *kit.Label
	restore  *kit.Button
	table    *kit.TableEditor
	parts    *fyne.Container // table and body
	bodyHead *kit.Flex
	bodySize *kit.Label
	editor   *composerEditor
	left     *kit.Flex // of a request that can be changed
	received *stopList
	response fyne.CanvasObject
	outName  *kit.Label
	outSize  *kit.Label
	which    *kit.Segmented
	out      *stopList
	facts    [3]*kit.Label
	object   *kit.Flex
}

func newStopPane(a stopActions) *stopPane {
	p := &stopPane{a: a}
	p.object = kit.Col(p.strip(), kit.Grow(container.New(stopColumns{}, container.NewStack(p.request(), p.answer()), p.outgoing()))).Fill("surface.panel")
	return p
}

// Object is the pane to lay out.
func (p *stopPane) Object() fyne.CanvasObject { return p.object }

func (p *stopPane) id() timeline.RowID {
	if p.shown == nil {
		return timeline.RowID{}
	}
	return p.shown.id
}

func (p *stopPane) strip() fyne.CanvasObject {
	p.pill = kit.NewPill(kit.StatePaused, "Stopped")
	p.about = kit.NewLabel("")
	p.take = kit.NewButton("Stop here", kit.Secondary, func() { timelineCall(p.a.Take, p.id()) }).Tip("The redirect is the final answer")
	p.all = kit.NewButton("Continue all", kit.Secondary, func() {
		if p.a.ContinueAll != nil {
			p.a.ContinueAll()
		}
	}).Tip("Shift+F8")
	drop := kit.NewButton("Drop", kit.Danger, func() { timelineCall(p.a.Drop, p.id()) }).Tip("The message ends as cancelled")
	p.goOn = kit.NewSplitButton("Continue", kit.Primary, func() { timelineCall(p.a.Continue, p.id()) }, "More ways to go on", func() []kit.MenuItem {
		return []kit.MenuItem{
			{Text: "Continue", Icon: "play", Keys: "F8", Run: func() { timelineCall(p.a.Continue, p.id()) }},
			{Text: "To the next phase", Icon: "arrow-right", Keys: "F10", Run: func() { timelineCall(p.a.NextPhase, p.id()) }},
			{Text: "Leave this message alone", Icon: "ban", Run: func() { timelineCall(p.a.Spare, p.id()) }},
			kit.Separator,
			{Text: "Show composer and answer", Icon: "undo-2", Keys: "Esc", Run: p.leave},
		}
	})
	line := kit.Row(p.pill, kit.Gap(kit.U(2)), kit.Grow(p.about), drop, kit.Gap(kit.U(2)), p.take, p.all, p.goOn).Gaps(kit.U(2)).PadX(kit.U(3), kit.U(3)).
		Height(kit.S("height.stopStrip"))
	return kit.Row(kit.Grow(line)).Fill("statusTint.paused").Line(kit.Top, "border.subtle").Line(kit.Bottom, "border.default")
}

func (p *stopPane) leave() {
	if p.a.Leave != nil {
		p.a.Leave()
	}
}

// request is the left side of a request that can be changed.
func (p *stopPane) request() fyne.CanvasObject {
	p.method = kit.NewCombo("GET", p.methods).Method()
	p.target = kit.NewField("/").Mono().Named("Target")
	p.version = kit.NewSelect([]string{"HTTP/" + session.HTTP11.String(), "HTTP/" + session.HTTP10.String()}, 0, func(i int) {
		p.change(func(r *stoppedRequest) { r.version = []session.HTTPVersion{session.HTTP11, session.HTTP10}[i] })
	})
	p.target.OnChanged = func(s string) { p.change(func(r *stoppedRequest) { r.target = s }) }
	p.target.OnSubmit = func(string) { timelineCall(p.a.Continue, p.id()) }
	p.target.OnEscape = p.leave
	p.count = kit.NewLabel("").In(kit.Caption).Colour("text.muted")
	p.restore = kit.NewButton("Restore all", kit.Ghost, p.restoreAll).High(kit.ButtonSmall)
	p.problem = kit.NewLabel("").Colour("status.failed")
	p.table = kit.NewTableEditor("Name", "Value")
	p.table.OnChanged = func() { p.change(func(r *stoppedRequest) { r.fields = p.table.Rows() }) }
	p.table.OnAutomatic = func(name string, on bool) {
		p.change(func(*stoppedRequest) {
			if key := strings.ToLower(name); on {
				delete(p.shown.edit.left, key)
			} else {
				p.shown.edit.left[key] = true
			}
		})
	}
	p.editor = newComposerEditor()
	p.editor.OnChanged = func() { p.change(func(r *stoppedRequest) { r.body = p.editor.Text() }) }
	p.bodySize = kit.NewLabel("").In(kit.DataCaption).Colour("text.muted")
	p.bodyHead = kit.Row(kit.NewLabel("Body").In(kit.SmallStrong), p.bodySize, kit.Space()).Gaps(kit.U(2)).PadX(kit.U(3), kit.U(3)).Height(kit.S("height.sectionHead")).
		Fill("surface.inset").Line(kit.Top, "border.default").Line(kit.Bottom, "border.subtle")
	bar := kit.Row(kit.Fixed(p.method, kit.S("stop.method"), 0), kit.Grow(p.target), kit.Fixed(p.version, kit.S("stop.version"), 0)).Gaps(kit.U(2)).PadX(kit.U(3), kit.U(3)).Height(kit.S("stop.bar"))
	tools := kit.Row(kit.Grow(p.problem), p.count, p.restore).Gaps(kit.U(2)).PadX(kit.U(3), kit.U(2)).Height(kit.S("height.sectionHead")).Fill("surface.inset").Line(kit.Top, "border.subtle").Line(kit.Bottom, "border.subtle")
	p.parts = container.New(&stopParts{p}, kit.NewScroll(p.table), p.bodyHead, p.editor)
	p.left = kit.Col(bar, tools, kit.Grow(p.parts))
	return p.left
}

// answer is the left side where the answer is looked at.
func (p *stopPane) answer() fyne.CanvasObject {
	p.received = newStopList("Response")
	head := kit.Row(kit.NewLabel("The response so far").In(kit.SmallStrong), kit.Space()).PadX(kit.U(3), kit.U(3)).Height(kit.S("height.strip")).Line(kit.Bottom, "border.subtle")
	p.response = kit.Col(head, kit.Grow(p.received.list))
	p.response.Hide()
	return p.response
}

// outgoing is the right side.
func (p *stopPane) outgoing() fyne.CanvasObject {
	p.outName = kit.NewLabel("").In(kit.SmallStrong)
	p.outSize = kit.NewLabel("").In(kit.DataCaption).Colour("text.muted")
	p.out = newStopList("Request as it is written")
	p.which = kit.NewSegmented([]string{"As sent", "Changes"}, 0, func(i int) { p.out.onlyChanges(i == 1) }).Small()
	copies := kit.NewIconButton("copy", "Copy", func() {
		if p.a.Copy != nil {
			p.a.Copy(linesText(p.out.shown))
		}
	}).Small()
	head := kit.Row(p.outName, p.outSize, kit.Space(), p.which, copies).Gaps(kit.U(2)).PadX(kit.U(3), kit.U(3)).Height(kit.S("height.strip")).Line(kit.Bottom, "border.subtle")
	icons := []string{"cable", "timer", "list-ordered"}
	var facts []fyne.CanvasObject
	for i := range p.facts {
		p.facts[i] = kit.NewLabel("").Colour("text.secondary")
		facts = append(facts, kit.Row(kit.NewIcon(icons[i], kit.IconRow, "text.muted"), kit.Grow(p.facts[i])).Gaps(kit.U(2)).PadX(kit.U(3), kit.U(3)).Height(kit.U(5)))
	}
	foot := kit.Col(append([]fyne.CanvasObject{kit.Gap(kit.U(2))}, append(facts, kit.Gap(kit.U(2)))...)...).Line(kit.Top, "border.subtle")
	return kit.Col(head, kit.Grow(p.out.list), foot).Line(kit.Left, "border.default")
}

func (p *stopPane) methods() []kit.MenuItem {
	if p.shown == nil {
		return nil
	}
	all := composerMethods
	if !slices.Contains(all, p.shown.edit.now.method) {
		all = append(slices.Clone(all), p.shown.edit.now.method)
	}
	set := func(m string) {
		p.method.SetText(m)
		p.change(func(r *stoppedRequest) { r.method = m })
	}
	var items []kit.MenuItem
	for _, m := range all {
		items = append(items, kit.MenuItem{Text: m, Checked: m == p.shown.edit.now.method, MethodToken: kit.MethodToken(m), Run: func() { set(m) }})
	}
	return append(items, kit.Separator, kit.MenuItem{Text: "Other…", Run: func() {
		askText(p.method, textQuestion{Icon: "pencil", Title: "Another method", Placeholder: "PROPFIND", Mono: true, Answer: "Use it", Check: methodProblem, Run: set})
	}})
}

// change takes an edit over and shows what it comes to.
func (p *stopPane) change(do func(r *stoppedRequest)) {
	if p.busy || p.shown == nil {
		return
	}
	do(&p.shown.edit.now)
	p.accept()
	p.showOutgoing()
}

func (p *stopPane) restoreAll() {
	if p.shown != nil {
		p.shown.edit = newStopEdit(p.shown.source)
		p.fill()
	}
}

// refuse says beside the part that is wrong why the request cannot go out so.
func (p *stopPane) refuse(problem *stopProblem) {
	p.accept()
	switch problem.Part {
	case "target":
		p.target.SetWrong(true)
		p.target.Focus()
	case "fields":
		p.table.SetProblem(problem.Row, problem.What)
		p.table.Focus(problem.Row)
		return
	}
	p.problem.SetText(problem.What)
}

func (p *stopPane) accept() {
	p.problem.SetText("")
	p.target.SetWrong(false)
	if p.shown != nil {
		for i := range p.shown.edit.now.fields {
			p.table.SetProblem(i, "")
		}
	}
}

// Show puts a stopped message into the pane.
func (p *stopPane) Show(s *stopped, row *timeline.Row) {
	p.shown, p.row = s, row
	timelineShow(p.left, s.edits())
	timelineShow(p.response, !s.edits())
	p.fill()
}

// fill puts what is shown into the widgets.
func (p *stopPane) fill() {
	p.busy = true
	e := p.shown.edit
	p.method.SetText(e.now.method)
	p.target.SetText(e.now.target)
	p.version.SetText("HTTP/" + e.now.version.String())
	p.table.SetRows(e.now.fields)
	p.table.SetAutomatic("Host, secrets and length", e.automatic(p.shown.source))
	p.editor.SetText(e.now.body)
	p.editor.SetJSON(strings.HasPrefix(strings.TrimSpace(e.now.body), "{") || strings.HasPrefix(strings.TrimSpace(e.now.body), "["))
	timelineShow(p.editor, p.shown.source.Text)
	timelineShow(p.bodyHead, p.shown.source.Text || p.shown.source.Length > 0)
	p.parts.Layout.Layout(p.parts.Objects, p.parts.Size())
	p.busy = false
	p.accept()
	p.showOutgoing()
}

func (p *stopPane) showOutgoing() {
	e, s := p.shown.edit, p.shown.source
	last := p.row.Last()
	conn := fmt.Sprintf("c%d", last.Conn)
	timelineShow(p.which, p.shown.edits())
	if !p.shown.edits() {
		p.outName.SetText("Went out on " + conn)
		p.outSize.SetText(timeline.Size(last.HeadSent + last.BodySent))
		p.out.set(sentLines(last.Sent))
		p.received.set(responseLines(last.Response))
		return
	}
	lines, size := e.lines(s)
	name := "Goes out on " + conn
	if p.shown.at == session.StopAtRedirect {
		name = "Goes to " + s.URL.Host
	}
	p.outName.SetText(name)
	p.outSize.SetText(timeline.Size(size))
	p.out.set(lines)
	n := e.changes()
	words := "nothing changed"
	if n > 0 {
		words = timeline.Counted(n, "change")
	}
	p.count.SetText(words)
	if n > 0 {
		p.restore.Enable()
	} else {
		p.restore.Disable()
	}
	for i, was := range e.words() {
		p.table.SetWas(i, was)
	}
	size = e.bodyLength(s)
	what := timeline.Size(size)
	if !s.Text {
		what += ", not edited here"
	}
	p.bodySize.SetText(what)
}

// Update brings strip and facts up to a snapshot.
func (p *stopPane) Update(row *timeline.Row, snap *timeline.Snapshot, now time.Duration, rule string) {
	if p.shown == nil || row.Stopped == nil {
		return
	}
	p.row = row
	p.about.SetText(stopWords(row, rule) + " " + timeline.Duration(now-row.Stopped.Since))
	p.all.SetText(fmt.Sprintf("Continue all %d", snap.Counts.Stopped))
	changed := timelineShow(p.all, snap.Counts.Stopped > 1)
	if timelineShow(p.take, row.Stopped.At == session.StopAtRedirect) || changed {
		p.object.Reflow()
	}
	for i, text := range stopFacts(row, snap) {
		p.facts[i].SetText(text)
	}
}

// stopWords say where a message stands, and what has happened so far.
func stopWords(row *timeline.Row, rule string) string {
	so := map[session.Phase]string{session.StopAtStarting: "Nothing was sent.", session.StopAtGotHeaders: "The head is read, the body is not.",
		session.StopAtRedirect: "The response is read, nothing has gone to the new address.", session.StopAtAuthenticate: "A challenge came; the question about it comes next."}[row.Stopped.At]
	return fmt.Sprintf("at %s, attempt %d, %s. %s", row.Stopped.At, row.Last().Number, rule, so)
}

func stopFacts(row *timeline.Row, snap *timeline.Snapshot) [3]string {
	last := row.Last()
	facts := [3]string{"No connection is taken by it", "Its timeout stands still; the server's may not", "Nothing else waits for it"}
	i := slices.IndexFunc(snap.Conns, func(c timeline.Conn) bool { return c.ID == last.Conn })
	if i < 0 {
		return facts
	}
	conn := snap.Conns[i]
	facts[0] = connName(conn)
	if !last.Reused {
		facts[0] += " new"
	}
	if conn.TLS != nil {
		facts[0] += ", " + conn.TLS.Version
	}
	facts[0] += ", kept open while it is stopped"
	facts[2] = fmt.Sprintf("It holds 1 of the %d connections that its host may have", snap.Limits.ConnsPerHost)
	return facts
}

// stopColumns places the two sides: 624 and the rest, or halves where that is too much.
type stopColumns struct{}

// MinSize implements fyne.Layout.
func (stopColumns) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

// Layout implements fyne.Layout.
func (stopColumns) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := min(kit.S("stop.left"), max(size.Width-kit.S("stop.leftShare"), size.Width/2))
	put(o[0], kit.Rect{W: w, H: size.Height})
	put(o[1], kit.Rect{X: w, W: size.Width - w, H: size.Height})
}

// stopParts places the table of headers over the body, which has a part of the height and no more than it needs.
type stopParts struct{ p *stopPane }

// bodyShare is the part of the height that a body has at the most.
const bodyShare = 0.45

// MinSize implements fyne.Layout.
func (*stopParts) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

// Layout implements fyne.Layout.
func (l *stopParts) Layout(o []fyne.CanvasObject, size fyne.Size) {
	head, body := float32(0), float32(0)
	if l.p.bodyHead.Visible() {
		head = kit.S("height.sectionHead")
	}
	if l.p.editor.Visible() {
		body = min(kit.S("stop.body"), (size.Height-head)*bodyShare)
	}
	put(o[0], kit.Rect{W: size.Width, H: size.Height - head - body})
	put(o[1], kit.Rect{Y: size.Height - head - body, W: size.Width, H: head})
	put(o[2], kit.Rect{Y: size.Height - body, W: size.Width, H: body})
}
