package ui

import (
	"fmt"
	"strings"

	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// addCommands fills the window's registry: keys, menu and the sheet of keys are made from it.
func (w *Window) addCommands() {
	put := func(c kit.Command) {
		if err := w.shell.Commands.Add(c); err != nil {
			panic(err) // two commands with one id: a mistake in this list
		}
	}
	add := func(id, group, title string, run func(), keys ...kit.Key) {
		put(kit.Command{ID: id, Group: group, Title: title, Keys: keys, Run: run})
	}
	add("url.focus", "Request", "Go to the URL", w.composer.FocusURL, "Ctrl+L")
	add("message.send", "Request", "Send", func() { w.send(w.composer.Request()) }, "Ctrl+Enter")
	add("request.save", "Request", "Save", w.save, "Ctrl+S")
	add("tab.new", "Request", "New request", w.newRequest, "Ctrl+T")
	add("tab.close", "Request", "Close tab", w.tabs.CloseCurrent, "Ctrl+W")
	add("tab.reopen", "Request", "Reopen closed tab", w.tabs.Reopen, "Ctrl+Shift+T")
	add("tab.next", "Request", "Next tab", w.tabs.Next, "Ctrl+Tab")
	add("message.stop", "Request", "Stop", w.stop, "Ctrl+.")
	add("library.open", "Collections", "Open folder…", func() { w.chooseFolder(w.openLibrary) }, "Ctrl+O")
	add("pane.search", "View", "Search in the body", w.inInspector(w.inspector.FocusSearch), "Ctrl+F")
	add("search.next", "View", "Next hit", w.inInspector(func() { w.inspector.NextHit(false) }), "F3")
	add("search.previous", "View", "Previous hit", w.inInspector(func() { w.inspector.NextHit(true) }), "Shift+F3")
	add("pane.goto", "View", "Go to line or byte", w.inInspector(w.inspector.GoTo), "Ctrl+G")
	for i, name := range []string{"Body", "Headers", "Timing", "Events"} {
		add(fmt.Sprintf("inspector.%d", i+1), "View", "Show "+name, w.inInspector(func() { w.inspector.Tab(i) }), kit.Key(fmt.Sprintf("Ctrl+%d", i+1)))
	}
	add("view.sidebar", "View", "Sidebar", w.toggleSidebar, "Ctrl+B")
	add("view.timeline", "View", "Timeline", w.toggleTimeline, "Ctrl+J")
	add("view.drawer", "View", "Session", w.toggleDrawer, "Ctrl+I")
	add("view.maximise", "View", "Maximise pane", w.maximise, "Ctrl+Shift+M")
	add("timeline.filter", "View", "Filter the timeline", w.inTimeline(w.pane.FocusFilter), "Ctrl+Shift+F")
	add("timeline.follow", "View", "Follow new messages", w.pane.ToggleFollow, "Ctrl+Shift+L")
	add("pane.next", "View", "Next pane", func() { w.nextPane(1) }, "F6")
	add("pane.previous", "View", "Previous pane", func() { w.nextPane(-1) }, "Shift+F6")
	add("prompt.bring", "Session", "Answer what waits", func() { w.prompts.bring(0) }, "Ctrl+Shift+A")
	add("breakpoints.panel", "Breakpoints", "Breakpoints", w.toggleBreakpoints, "Ctrl+Shift+B")
	add("breakpoints.turn", "Breakpoints", "Breakpoints on or off", func() { w.stops.panel.turn(!w.stops.rules.on) }, "Ctrl+F8")
	add("breakpoints.add", "Breakpoints", "Add a breakpoint", func() { w.openBreakpoints(); w.stops.panel.add() })
	stopped := func(id, title string, run func(), keys ...kit.Key) {
		put(kit.Command{ID: id, Group: "Breakpoints", Title: title, Keys: keys, Run: run, Enabled: w.stops.any})
	}
	stopped("stop.continue", "Continue", w.stops.onCurrent(w.stops.goOn), "F8")
	stopped("stop.continueAll", "Continue all", w.stops.continueAll, "Shift+F8")
	stopped("stop.next", "Continue to the next phase", w.stops.onCurrent(w.stops.nextPhase), "F10")
	stopped("stop.spare", "Leave the stopped message alone", w.stops.onCurrent(w.stops.spare))
	stopped("stop.take", "Make the redirect the answer", w.stops.onCurrent(w.stops.take))
	stopped("stop.drop", "Drop the stopped message", w.stops.onCurrent(w.stops.drop))
	stopped("stop.show", "Show the stopped message", w.stops.onCurrent(w.stops.show))
	add("message.sendStopping", "Request", "Send and stop at starting", w.sendStopping)
	add("message.sendFresh", "Request", "Send on a new connection", w.sendFresh)
	put(kit.Command{ID: "stop.leave", Group: "Breakpoints", Title: "Show composer and answer", Keys: []kit.Key{"Esc"}, Run: w.stops.leave,
		Enabled: func() bool { return w.frame.stopping && w.frame.overlay == "" }})
	for i, word := range drawerPolicyWords {
		add("redirects."+strings.ToLower(word), "Session", "Redirects: "+strings.ToLower(word), func() { w.setRedirects("", drawerPolicies[i]) })
	}
	add("queue.hold", "Session", "Hold the queue, or stop holding", w.holdQueue, "Ctrl+Shift+H")
	add("queue.holdNew", "Session", "Hold new messages, or stop", func() { w.d.Engine.HoldNew(!w.snap.HoldNew) })
	add("queue.release", "Session", "Release all held", func() { w.d.Engine.ReleaseAll() }, "Ctrl+Shift+R")
	add("message.sendHeld", "Request", "Send held", w.sendHeld, "Ctrl+Shift+Enter")
	add("conns.open", "Session", "Open a connection…", func() { w.inDrawer(w.drawer.conns.openOne)() })
	add("conns.closeIdle", "Session", "Close idle connections", func() { w.d.Engine.CloseIdle() })
	add("signins.forget", "Session", "Forget all sign-ins", func() { w.drawer.signIns.update(); w.drawer.signIns.forget(w.drawer.signIns.known...) })
	add("drawer.wide", "View", "Widen the session drawer", w.widenDrawer)
	add("session.abort", "Session", "Cancel all messages", w.d.Engine.Abort)
	add("help.diagnostics", "Help", "Copy diagnostics", w.copyDiagnostics)
	add("help.keys", "Help", "Keys", w.showKeys, "F1")
	put(kit.Command{ID: "app.quit", Group: "Help", Title: "Quit", Keys: []kit.Key{"Ctrl+Q"}, Run: w.Close, Always: true})
	put(kit.Command{ID: "view.uncover", Group: "View", Title: "Close what lies over the window", Keys: []kit.Key{"Esc"}, Run: w.uncover,
		Enabled: func() bool { return w.frame.overlay != "" }})
}

// nextPane moves the keyboard to the next of URL, inspector, timeline and drawer; the stopped message has the inspector's
// place while it is shown, and a drawer that is closed is passed over. Another one that is not there is shown.
func (w *Window) nextPane(by int) {
	stops := []func(){w.composer.FocusURL, w.inInspector(w.inspector.Focus), w.inTimeline(w.pane.Focus)}
	if w.frame.stopping {
		stops[1] = w.stops.pane.Focus
	}
	side := w.drawer.Focused
	if w.drawerShown() {
		stops = append(stops, w.drawer.Focus)
		if w.frame.panel {
			stops[3], side = w.stops.panel.Focus, w.stops.panel.Focused
		}
	}
	at := 0
	switch {
	case len(stops) > 3 && side():
		at = 3
	case w.pane.Focused():
		at = 2
	case w.inspector.Focused() || w.frame.stopping && w.stops.pane.Focused():
		at = 1
	}
	stops[(at+by+len(stops))%len(stops)]()
}

// showKeys opens the sheet of keys.
func (w *Window) showKeys() {
	groups := map[string][]fyne.CanvasObject{}
	var order []string
	for _, c := range w.shell.Commands.Commands() {
		if len(c.Keys) == 0 {
			continue
		}
		if _, ok := groups[c.Group]; !ok {
			order = append(order, c.Group)
			groups[c.Group] = []fyne.CanvasObject{kit.NewLabel(c.Group).In(kit.SmallStrong).Colour("text.secondary")}
		}
		row := []fyne.CanvasObject{kit.NewLabel(c.Title), kit.Space()}
		for _, part := range c.Keys[0].Parts() {
			row = append(row, kit.NewKeyCap(part))
		}
		groups[c.Group] = append(groups[c.Group], kit.Row(row...).Gaps(kit.U(1)).Height(kit.U(6)))
	}
	var left, right []fyne.CanvasObject
	for _, g := range order {
		col := append(groups[g], kit.Gap(kit.U(2)))
		if len(left) <= len(right) {
			left = append(left, col...)
		} else {
			right = append(right, col...)
		}
	}
	var m *kit.Modal
	closeIt := func() { m.Close() }
	m = kit.NewDialog(kit.Dialog{Title: "Keys", Note: "They work everywhere in the window.", Width: kit.S("width.dialogWide"),
		Body:    kit.Row(kit.Grow(kit.Col(left...)), kit.Gap(kit.U(8)), kit.Grow(kit.Col(right...))),
		Buttons: []fyne.CanvasObject{kit.NewButton("Close", kit.Secondary, closeIt).High(kit.ButtonLarge)}})
	m.OnEscape, m.OnEnter = closeIt, closeIt
	m.Open(w.win.Canvas(), nil)
}
