package ui

import (
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Sizes of the window's zones, in units (the design's grid).
var (
	topHeight      = kit.S("height.topBar")
	urlHeight      = kit.S("height.urlBar")
	stripHeight    = kit.S("height.strip") // of bars over a body
	statusHeight   = kit.S("height.statusBar")
	upperHeight    = kit.S("height.upper") // of composer and inspector
	upperLeast     = kit.S("height.upperLeast")
	landingHeight  = kit.S("height.landing")
	stopHeight     = kit.S("stop.upper")
	paneLeast      = kit.S("height.timelineLeast")
	leastHeight    = kit.S("height.windowLeast")
	leastWidth     = kit.S("width.windowLeast")
	sidebarWidth   = kit.S("width.sidebar")
	sidebarLeast   = kit.S("width.sidebarLeast")
	sidebarMost    = kit.S("width.sidebarMost")
	railWidth      = kit.S("width.rail")
	railHead       = kit.S("width.railHead") // of the top bar over the rail
	drawerWidth    = kit.S("width.drawer")
	drawerLeast    = kit.S("width.drawerLeast")
	drawerMost     = kit.S("width.drawerMost")
	composerWidth  = kit.S("width.composer")
	composerLeast  = kit.S("width.composerLeast")
	inspectorLeast = kit.S("width.inspectorLeast")
	centreLeast    = kit.S("width.centreLeast")
)

// Widths of the window below which a zone gives way.
var (
	closesDrawer = kit.S("width.closesDrawer")
	makesRail    = kit.S("width.makesRail")
	sharesStrip  = kit.S("width.sharesStrip")
)

// upperShare is the part of a low window's centre that composer and inspector have.
const upperShare = 0.46

// form is what the width of a window allows.
type form struct {
	drawer bool // the drawer has a place beside the centre
	rail   bool // the sidebar is a rail of icons
	shared bool // composer and inspector take turns
}

// formFor decides by width alone.
func formFor(width float32) form {
	return form{drawer: width >= closesDrawer, rail: width < makesRail, shared: width < sharesStrip}
}

// splits are the positions of the splitters, kept per window; 0 means the design's.
type splits struct{ Sidebar, Composer, Upper, Drawer float32 }

func orDefault(v, d float32) float32 {
	if v <= 0 {
		return d
	}
	return v
}

func clamp(v, lo, hi float32) float32 { return max(lo, min(v, max(lo, hi))) }

// frame places the window's zones. It is the layout of one container and knows no pane, only what is open.
type frame struct {
	splits splits

	sidebarOpen, drawerOpen, timelineOpen bool
	overlay                               string // "sidebar" or "drawer" while it lies over the centre of a narrow window
	showInspector                         bool   // of the two that share one strip
	maximised                             string // "upper" or "timeline" while it takes the whole centre
	stopping                              bool   // composer and inspector give way to a stopped message
	panel                                 bool   // the breakpoints have the drawer's place
	landing                               bool   // composer and inspector give way to the first-run page

	topLeft, topTabs, topRight      fyne.CanvasObject
	sidebar, rail, drawer           fyne.CanvasObject
	breaks, stop                    fyne.CanvasObject // the breakpoints' panel, and the page of a stopped message
	url, composer, inspector        fyne.CanvasObject
	landingPage, timeline, status   fyne.CanvasObject
	sideSplit, midSplit, upperSplit *kit.Splitter
	drawerSplit                     *kit.Splitter
	size                            fyne.Size
	outside                         *outside
	changed                         func(form) // the form is another one than before
	moved                           func()     // a splitter was let go
	placed                          func()     // the zones lie where they do now
	last                            form
	asked                           int // calls of MinSize
	box                             *fyne.Container
}

// newFrame makes the container; the panes must be set.
func (f *frame) build() *fyne.Container {
	f.sideSplit = kit.NewSplitter("Sidebar", true, func(d float32) {
		f.splits.Sidebar = clamp(f.left()+d, sidebarLeast, sidebarMost)
		f.relayout()
	})
	f.midSplit = kit.NewSplitter("Composer", true, func(d float32) {
		f.splits.Composer = clamp(f.composer.Size().Width+d, composerLeast, f.centre().W-inspectorLeast)
		f.relayout()
	})
	f.upperSplit = kit.NewSplitter("Timeline", false, func(d float32) {
		top, below := f.url.Position().Y+f.url.Size().Height, f.timeline.Position().Y
		f.splits.Upper = clamp(below-top+d, upperLeast, f.centre().H-f.url.Size().Height-paneLeast)
		f.relayout()
	})
	f.drawerSplit = kit.NewSplitter("Session", true, func(d float32) {
		f.splits.Drawer = clamp(f.right()-d, drawerLeast, drawerMost)
		f.relayout()
	})
	f.sideSplit.OnReset = func() { f.splits.Sidebar = 0; f.relayout() }
	f.midSplit.OnReset = func() { f.splits.Composer = 0; f.relayout() }
	f.upperSplit.OnReset = func() { f.splits.Upper = 0; f.relayout() }
	f.drawerSplit.OnReset = func() { f.splits.Drawer = 0; f.relayout() }
	for _, s := range []*kit.Splitter{f.sideSplit, f.midSplit, f.upperSplit, f.drawerSplit} {
		s.OnDone = f.moved
	}
	f.outside = newOutside(func() {
		f.overlay = ""
		f.relayout()
		f.changed(formFor(f.size.Width))
	})
	f.box = container.New(f, f.topLeft, f.topTabs, f.topRight, f.url, f.composer, f.inspector, f.landingPage, f.stop, f.timeline, f.status, f.midSplit, f.upperSplit,
		f.rail, f.outside, f.sidebar, f.drawer, f.breaks, f.sideSplit, f.drawerSplit)
	return f.box
}

// relayout places everything again after something was opened, closed or dragged.
func (f *frame) relayout() {
	if f.size.Width > 0 {
		f.Layout(nil, f.size)
		f.box.Refresh()
	}
}

// MinSize is the smallest window. The toolkit asks for it with every picture it draws, so the calls count them.
func (f *frame) MinSize([]fyne.CanvasObject) fyne.Size {
	f.asked++
	return fyne.NewSize(leastWidth, leastHeight)
}

// left and right are the widths that sidebar and drawer take from the centre.
func (f *frame) left() float32 {
	if formFor(f.size.Width).rail {
		return railWidth
	}
	if !f.sidebarOpen {
		return 0
	}
	return clamp(orDefault(f.splits.Sidebar, sidebarWidth), sidebarLeast, f.size.Width-centreLeast-f.right())
}

func (f *frame) right() float32 {
	if formFor(f.size.Width).drawer && f.drawerOpen {
		room := f.size.Width - centreLeast
		if f.sidebarOpen {
			room -= sidebarLeast
		}
		return clamp(orDefault(f.splits.Drawer, drawerWidth), drawerLeast, room)
	}
	return 0
}

// centre is the zone of URL bar, composer, inspector and timeline.
func (f *frame) centre() kit.Rect {
	l, r := f.left(), f.right()
	return kit.Rect{X: l, Y: topHeight, W: f.size.Width - l - r, H: f.size.Height - topHeight - statusHeight}
}

// Layout implements fyne.Layout.
func (f *frame) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	f.size = size
	now := formFor(size.Width)
	if now != f.last {
		f.last = now
		f.overlay = ""
		if f.changed != nil {
			f.changed(now)
		}
	}
	l, r := f.left(), f.right()
	body := size.Height - topHeight - statusHeight
	head := max(l, sidebarWidth)
	if now.rail {
		head = railHead
	}
	tools := max(r, drawerWidth)
	if !now.drawer {
		tools = f.topRight.MinSize().Width
	}
	put(f.topLeft, kit.Rect{X: 0, Y: 0, W: head, H: topHeight})
	put(f.topTabs, kit.Rect{X: head, Y: 0, W: size.Width - head - tools, H: topHeight})
	put(f.topRight, kit.Rect{X: size.Width - tools, Y: 0, W: tools, H: topHeight})
	put(f.status, kit.Rect{X: 0, Y: size.Height - statusHeight, W: size.Width, H: statusHeight})

	show(f.rail, now.rail)
	put(f.rail, kit.Rect{X: 0, Y: topHeight, W: railWidth, H: body})
	show(f.outside, f.overlay != "")
	put(f.outside, kit.Rect{Y: topHeight, W: size.Width, H: body})
	over := f.overlay == "sidebar"
	show(f.sidebar, over || !now.rail && f.sidebarOpen)
	side := kit.Rect{X: 0, Y: topHeight, W: l, H: body}
	if over {
		side.X, side.W = railWidth, orDefault(f.splits.Sidebar, sidebarWidth)
	}
	put(f.sidebar, side)
	show(f.sideSplit, !now.rail && f.sidebarOpen)
	put(f.sideSplit, kit.Rect{X: l - 1 - kit.SplitterGrip/2 + 1, Y: topHeight, W: kit.SplitterGrip, H: body})

	over = f.overlay == "drawer"
	dw := r
	if over {
		dw = min(orDefault(f.splits.Drawer, drawerWidth), max(drawerWidth, size.Width/2)) // what it lies over stays to be seen
	}
	for o, on := range map[fyne.CanvasObject]bool{f.drawer: !f.panel, f.breaks: f.panel} {
		show(o, on && (over || r > 0))
		put(o, kit.Rect{X: size.Width - dw, Y: topHeight, W: dw, H: body})
	}
	show(f.drawerSplit, r > 0)
	put(f.drawerSplit, kit.Rect{X: size.Width - r - kit.SplitterGrip/2, Y: topHeight, W: kit.SplitterGrip, H: body})
	f.layoutCentre(now)
	if f.placed != nil {
		f.placed()
	}
}

// layoutCentre places URL bar, composer, inspector and timeline.
func (f *frame) layoutCentre(now form) {
	c := f.centre()
	urlHeight := max(urlHeight, f.url.MinSize().Height)   // higher with a complaint below the field
	usual := min(upperHeight, upperShare*(c.H-urlHeight)) // a low window leaves the timeline more than half
	upper := clamp(orDefault(f.splits.Upper, usual), upperLeast, c.H-urlHeight-paneLeast)
	if f.splits.Upper == 0 && f.landing {
		upper = clamp(c.H-urlHeight-paneLeast, upperLeast, landingHeight)
	}
	if f.splits.Upper == 0 && f.stopping {
		upper = clamp(c.H-urlHeight-paneLeast, upperLeast, stopHeight)
	}
	timeline := c.H - urlHeight - upper
	switch {
	case f.maximised == "timeline":
		upper, timeline = 0, c.H-urlHeight
	case f.maximised == "upper" || !f.timelineOpen:
		upper, timeline = c.H-urlHeight, 0
	}
	put(f.url, kit.Rect{X: c.X, Y: c.Y, W: c.W, H: urlHeight})
	top := c.Y + urlHeight
	show(f.timeline, timeline > 0)
	put(f.timeline, kit.Rect{X: c.X, Y: top + upper, W: c.W, H: timeline})
	show(f.upperSplit, upper > 0 && timeline > 0)
	put(f.upperSplit, kit.Rect{X: c.X, Y: top + upper - kit.SplitterGrip/2, W: c.W, H: kit.SplitterGrip})

	show(f.landingPage, f.landing && upper > 0)
	put(f.landingPage, kit.Rect{X: c.X, Y: top, W: c.W, H: upper})
	area := kit.Rect{X: c.X, Y: top, W: c.W, H: upper}
	show(f.stop, f.stopping && upper > 0)
	put(f.stop, area)
	both := !f.landing && !f.stopping && upper > 0
	show(f.composer, both && (!now.shared || !f.showInspector))
	show(f.inspector, both && (!now.shared || f.showInspector))
	show(f.midSplit, both && !now.shared)
	if now.shared {
		put(f.composer, area)
		put(f.inspector, area)
		return
	}
	w := clamp(orDefault(f.splits.Composer, composerWidth), composerLeast, c.W-inspectorLeast)
	put(f.composer, kit.Rect{X: area.X, Y: area.Y, W: w, H: area.H})
	put(f.inspector, kit.Rect{X: area.X + w, Y: area.Y, W: area.W - w, H: area.H})
	put(f.midSplit, kit.Rect{X: area.X + w - kit.SplitterGrip/2, Y: area.Y, W: kit.SplitterGrip, H: area.H})
}

// outside covers the window under a zone that lies over it: a press beside the zone takes the zone away, and does
// nothing else. It paints nothing.
type outside struct {
	widget.BaseWidget
	pressed func()
}

func newOutside(pressed func()) *outside {
	o := &outside{pressed: pressed}
	o.ExtendBaseWidget(o)
	return o
}

// Tapped implements fyne.Tappable.
func (o *outside) Tapped(*fyne.PointEvent) { o.pressed() }

// TappedSecondary implements fyne.SecondaryTappable.
func (o *outside) TappedSecondary(*fyne.PointEvent) { o.pressed() }

// CreateRenderer implements fyne.Widget.
func (o *outside) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}

func put(o fyne.CanvasObject, r kit.Rect) {
	o.Move(fyne.NewPos(r.X, r.Y))
	o.Resize(fyne.NewSize(max(r.W, 0), max(r.H, 0)))
}

func show(o fyne.CanvasObject, on bool) {
	if o.Visible() == on {
		return
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}
