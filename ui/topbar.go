package ui

import (
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// toggles are the buttons of the top bar that open and close the zones of the window.
type toggles struct {
	sidebar, timeline, drawer *kit.IconButton
	breaks                    *kit.IconButton
	active                    func() bool // a breakpoint may stop something
	name                      *kit.Label  // of the program, absent where the sidebar is a rail
	head                      *kit.Flex
}

// show marks what is open.
func (t *toggles) show(f *frame) {
	now := formFor(f.size.Width)
	t.sidebar.SetOn(f.sidebarOpen && !now.rail || f.overlay == "sidebar")
	t.timeline.SetOn(f.timelineOpen)
	open := f.drawerOpen && now.drawer || f.overlay == "drawer"
	t.drawer.SetOn(open && !f.panel)
	t.breaks.SetOn(open && f.panel || t.active())
	if t.name.Visible() == now.rail {
		show(t.name, !now.rail)
		show(t.sidebar, !now.rail)
		t.head.Reflow()
	}
}

// topLeft is the menu, the mark and the sidebar's toggle.
func (w *Window) topLeft() fyne.CanvasObject {
	menu := kit.NewIconButton("menu", "Menu", nil)
	menu.SetRun(func() { kit.ShowMenuFor(menu, w.mainMenu()) })
	w.toggles.sidebar = kit.NewIconButton("panel-left", "Sidebar  Ctrl+B", w.toggleSidebar)
	w.toggles.name = kit.NewLabel("Ladle").In(kit.SmallStrong)
	mark := kit.NewTile("soup", kit.U(6), "brand.mark", "brand.copper", kit.RadiusControl)
	w.toggles.head = kit.Row(menu, mark, w.toggles.name, kit.Space(), w.toggles.sidebar).Gaps(kit.U(1.5)).PadX(kit.U(2), kit.U(2)).Height(topHeight).
		Fill("surface.base").Line(kit.Bottom, "border.default").Line(kit.Right, "border.default")
	return w.toggles.head
}

// topRight are the toggles of timeline and drawer.
func (w *Window) topRight() fyne.CanvasObject {
	w.toggles.timeline = kit.NewIconButton("panel-bottom", "Timeline  Ctrl+J", w.toggleTimeline)
	w.toggles.drawer = kit.NewIconButton("panel-right", "Session  Ctrl+I", w.toggleDrawer)
	w.toggles.breaks = kit.NewIconButton("octagon-pause", "Breakpoints  Ctrl+Shift+B", w.toggleBreakpoints)
	w.toggles.active = w.stops.rules.active
	return kit.Row(kit.Space(), w.toggles.breaks, w.toggles.timeline, w.toggles.drawer).Gaps(kit.U(1)).PadX(kit.U(2), kit.U(2)).Height(topHeight).
		Fill("surface.base").Line(kit.Bottom, "border.default").Line(kit.Left, "border.default")
}

func (w *Window) toggleSidebar() {
	f := &w.frame
	if formFor(f.size.Width).rail {
		f.overlay = toggled(f.overlay, "sidebar")
	} else {
		f.sidebarOpen = !f.sidebarOpen
	}
	w.reframe()
}

func (w *Window) toggleDrawer() {
	f := &w.frame
	if f.panel {
		f.panel = false
		if w.drawerShown() {
			w.reframe()
			return
		}
	}
	w.turnDrawer()
}

// drawerShown tells whether the drawer's place is open, beside the centre or over it.
func (w *Window) drawerShown() bool {
	f := &w.frame
	return formFor(f.size.Width).drawer && f.drawerOpen || f.overlay == "drawer"
}

// toggleBreakpoints shows the breakpoints in the drawer's place, or the drawer again.
func (w *Window) toggleBreakpoints() {
	f := &w.frame
	if f.panel && w.drawerShown() {
		f.panel = false
		w.reframe()
		return
	}
	w.openBreakpoints()
}

func (w *Window) openBreakpoints() {
	w.frame.panel = true
	if !w.drawerShown() {
		w.turnDrawer()
	}
	w.reframe()
	w.stops.panel.refresh() // it is not kept up to date out of sight
}

func (w *Window) turnDrawer() {
	f := &w.frame
	if !formFor(f.size.Width).drawer {
		f.overlay = toggled(f.overlay, "drawer")
	} else {
		f.drawerOpen = !f.drawerOpen
	}
	w.reframe()
}

// widenDrawer gives the drawer the width that shows all of it, or takes that back.
func (w *Window) widenDrawer() {
	f := &w.frame
	switch {
	case !formFor(f.size.Width).drawer: // it lies over the centre, as wide as there is room
		f.overlay, f.panel = "drawer", false
		f.splits.Drawer = kit.S("width.drawerWide")
	case f.splits.Drawer >= drawerWide && f.drawerOpen && !f.panel:
		f.splits.Drawer = 0
	default:
		f.splits.Drawer, f.drawerOpen, f.panel = kit.S("width.drawerWide"), true, false
	}
	w.reframe()
	w.rememberSoon()
}

func (w *Window) toggleTimeline() {
	w.frame.timelineOpen = !w.frame.timelineOpen
	w.frame.maximised = ""
	w.reframe()
}

func toggled(now, what string) string {
	if now == what {
		return ""
	}
	return what
}

// uncover takes away what lies over the centre of a narrow window.
func (w *Window) uncover() {
	w.frame.overlay = ""
	w.reframe()
}

// inInspector is do for the inspector, which is shown first where the composer or the timeline has its place.
func (w *Window) inInspector(do func()) func() {
	return func() {
		f := &w.frame
		if f.stopping {
			w.stops.leave()
		}
		hidden := f.maximised == "timeline" || formFor(f.size.Width).shared && !f.showInspector
		if hidden && !f.landing {
			f.maximised = ""
			w.turns.show(true)
			w.showResponse(true)
		}
		do()
	}
}

// inTimeline is do for the timeline, which is shown first where it is folded away.
func (w *Window) inTimeline(do func()) func() {
	return func() {
		f := &w.frame
		if !f.timelineOpen || f.maximised == "upper" {
			f.timelineOpen, f.maximised = true, ""
			w.reframe()
		}
		do()
	}
}

// inDrawer is do for the drawer, which is shown first where it is closed.
func (w *Window) inDrawer(do func()) func() {
	return func() {
		w.frame.panel = false
		if !w.drawerShown() {
			w.turnDrawer()
		}
		w.reframe()
		do()
	}
}

// maximise gives the whole centre to the pane that has the keyboard, or takes it back.
func (w *Window) maximise() {
	f := &w.frame
	switch {
	case f.maximised != "":
		f.maximised = ""
	case w.pane.Focused():
		f.maximised = "timeline"
	default:
		f.maximised = "upper"
	}
	w.reframe()
}

func (w *Window) showResponse(on bool) {
	w.frame.showInspector = on
	w.reframe()
}

// reframe places the zones anew and marks the toggles.
func (w *Window) reframe() {
	w.frame.relayout()
	w.toggles.show(&w.frame)
}

// mainMenu is the menu behind the three lines.
func (w *Window) mainMenu() []kit.MenuItem {
	c := w.shell.Commands
	item := func(id, text, icon string) kit.MenuItem {
		return kit.MenuItem{Text: text, Icon: icon, Keys: c.KeyText(id), Run: func() { c.Run(id) }}
	}
	return []kit.MenuItem{
		item("tab.new", "New request", "plus"), item("library.open", "Open folder…", "folder-open"), item("request.save", "Save request", "save"),
		kit.Separator,
		{Text: "Theme", Icon: "contrast", Keys: themeName(kit.CurrentVariant()), Items: w.themeMenu},
		{Text: "Accent", Icon: "sun", Keys: timelineCapital(string(kit.CurrentAccent())), Items: w.accentMenu},
		item("view.sidebar", "Sidebar", "panel-left"), item("view.timeline", "Timeline", "panel-bottom"), item("view.drawer", "Session", "panel-right"), item("breakpoints.panel", "Breakpoints", "octagon-pause"),
		kit.Separator,
		item("queue.hold", w.holdWords(), "hand"), item("queue.release", "Release all held", "play"), item("session.abort", "Cancel all messages", "circle-stop"),
		kit.Separator,
		item("help.keys", "Keys", "info"), item("help.diagnostics", "Copy diagnostics", "copy"),
		kit.Separator,
		item("app.quit", "Quit", "log-out"),
	}
}

// holdWords say what holding the queue comes to now.
func (w *Window) holdWords() string {
	if w.snap.HoldNew {
		return "Stop holding the queue"
	}
	return "Hold the queue"
}

var themes = []kit.Variant{kit.Dark, kit.Light, kit.System, kit.ContrastDark, kit.ContrastLight}

func themeName(v kit.Variant) string {
	switch v {
	case kit.Light:
		return "Light"
	case kit.System:
		return "As the desktop"
	case kit.ContrastDark:
		return "High contrast, dark"
	case kit.ContrastLight:
		return "High contrast, light"
	}
	return "Dark"
}

func (w *Window) themeMenu() []kit.MenuItem {
	var items []kit.MenuItem
	for _, v := range themes {
		items = append(items, kit.MenuItem{Text: themeName(v), Checked: v == kit.CurrentVariant(), Run: func() { w.setTheme(v) }})
	}
	return items
}

func (w *Window) accentMenu() []kit.MenuItem {
	var items []kit.MenuItem
	for _, a := range kit.Accents {
		items = append(items, kit.MenuItem{Text: timelineCapital(string(a)), Checked: a == kit.CurrentAccent(), Run: func() { w.setAccent(a) }})
	}
	return items
}

// setAccent changes the accent colour at once and remembers it.
func (w *Window) setAccent(a kit.Accent) {
	kit.SetAccent(w.app, a)
	w.keepSetting("accent", string(a), "The accent could not be kept")
}

// setTheme changes the palette at once and remembers it.
func (w *Window) setTheme(v kit.Variant) {
	kit.SetVariant(w.app, v)
	w.keepSetting("theme", string(v), "The theme could not be kept")
}

// keepSetting writes a setting for the next start.
func (w *Window) keepSetting(key, value, trouble string) {
	if w.d.Settings == nil {
		return
	}
	if err := w.d.Settings.Set(key, value); err != nil {
		w.report(err, trouble)
	}
}
