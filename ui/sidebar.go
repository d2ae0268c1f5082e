package ui

import (
	"ladle/store"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// sidebarActions are what the sidebar has the window do. Nil functions do nothing.
type sidebarActions struct {
	OpenRequest     func(ref store.Ref, r store.Request)
	OpenHistory     func(id int64)
	ShowThisSession func()
	ChooseFolder    func(done func(path string))
	OpenFolder      func(path string) // opens it as the library: SetLibrary follows
	NewRequest      func()
	Deleted         func(undo func() error, what string) // undo goes to the disk
	History         History
	Session         string // of this run in the history, "" if it has none
	Post            func(f func())
	Report          func(err error, what string)
	Expand          func() // a button of the rail: bring the sidebar over the centre
}

// sidebar has the collections and the history. A section is folded by its head.
type sidebar struct {
	a           sidebarActions
	collections *sidebarCollections
	history     *sidebarHistory
	object      *fyne.Container
	rail        fyne.CanvasObject
}

func newSidebar(a sidebarActions) *sidebar {
	s := &sidebar{a: a}
	s.collections = newSidebarCollections(s)
	s.history = newSidebarHistory(s)
	back := kit.NewPanel("surface.base", 0, 0)
	edge := kit.NewPanel("border.default", 0, 0)
	s.object = container.New(&sidebarLayout{s}, back, s.collections.object, s.history.object, edge)
	s.rail = kit.Col(
		railButton("folder", "Collections", func() { s.expand(s.collections.fold, s.collections.list) }),
		railButton("history", "History", func() { s.expand(s.history.fold, s.history.list) }),
		kit.Space()).Gaps(kit.U(1)).Pad(0, kit.U(1.5), 0, kit.U(1.5)).Width(railWidth).Fill("surface.base").Line(kit.Right, "border.default")
	s.history.load()
	return s
}

func railButton(icon, tip string, run func()) fyne.CanvasObject {
	return kit.Row(kit.Space(), kit.NewIconButton(icon, tip, run), kit.Space())
}

// Object is the whole sidebar.
func (s *sidebar) Object() fyne.CanvasObject { return s.object }

// Rail is what stands in its place in a narrow window, 40 wide.
func (s *sidebar) Rail() fyne.CanvasObject { return s.rail }

// SetLibrary shows another folder of requests; nil shows that none is open.
func (s *sidebar) SetLibrary(lib *store.Library) { s.collections.setLibrary(lib) }

// Mark selects the row of a saved request, as when its tab was chosen; the zero reference selects none.
func (s *sidebar) Mark(ref store.Ref) { s.collections.mark(ref) }

// Refresh reads the library and the days of the history again.
func (s *sidebar) Refresh() {
	s.collections.load()
	s.history.load()
}

// RefreshHistory reads the days of the history again: call it when messages were recorded.
func (s *sidebar) RefreshHistory() { s.history.load() }

// Focus gives the collections the keyboard.
func (s *sidebar) Focus() { focusOn(s.collections.list) }

// FocusFilter shows the collections' filter field and gives it the keyboard.
func (s *sidebar) FocusFilter() { s.collections.showFilter(true) }

// Focused tells whether a list of the sidebar has the keyboard.
func (s *sidebar) Focused() bool { return s.collections.list.Focused() || s.history.list.Focused() }

// expand opens the sidebar from the rail at a section.
func (s *sidebar) expand(f *sidebarFold, list *kit.List) {
	if s.a.Expand != nil {
		s.a.Expand()
	}
	f.unfold()
	focusOn(list)
}

func focusOn(list *kit.List) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(list); c != nil {
		c.Focus(list)
	}
}

// post queues f for the main goroutine; without a queue it runs now.
func (s *sidebar) post(f func()) {
	if s.a.Post == nil {
		f()
		return
	}
	s.a.Post(f)
}

func (s *sidebar) report(err error, what string) {
	if err != nil && s.a.Report != nil {
		s.a.Report(err, what)
	}
}

// do runs work that goes to the disk off the main goroutine, then after on it; an error is reported as what.
func (s *sidebar) do(what string, work func() error, after func()) {
	go func() {
		err := work()
		s.post(func() {
			if err != nil {
				s.report(err, what)
				return
			}
			after()
		})
	}()
}

func (s *sidebar) relayout() {
	if s.object != nil {
		s.object.Layout.Layout(s.object.Objects, s.object.Size())
		canvas.Refresh(s.object)
	}
}

// sidebarFold is the head of a section, which folds it.
type sidebarFold struct {
	*kit.FoldHead
	changed func()
}

func newSidebarFold(name string, changed func()) *sidebarFold {
	return &sidebarFold{FoldHead: kit.NewFoldHead(name, func(bool) { changed() }).High(sidebarHeadHeight), changed: changed}
}

func (f *sidebarFold) unfold() {
	if !f.Open() {
		f.Set(true)
		f.changed()
	}
}

// sidebarHead is the head of a section with its tools.
func sidebarHead(f *sidebarFold, tools ...fyne.CanvasObject) *kit.Flex {
	kids := append([]fyne.CanvasObject{kit.Grow(f.FoldHead)}, tools...)
	return kit.Row(kids...).Gaps(kit.U(1)).Height(sidebarHeadHeight).PadX(0, kit.U(2))
}

var sidebarHeadHeight = kit.S("height.sidebarHead")

// sidebarLayout gives the collections the height they need and the history the rest, but at most two thirds to either
// when both need more.
type sidebarLayout struct{ s *sidebar }

// MinSize implements fyne.Layout.
func (l *sidebarLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(sidebarLeast, 2*sidebarHeadHeight)
}

// sidebarShare is the part of the height that the collections may take from the history.
const sidebarShare float32 = 0.67

// Layout implements fyne.Layout.
func (l *sidebarLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	upper, lower := l.s.collections.wants(), l.s.history.wants()
	if upper+lower > size.Height {
		upper = max(size.Height-lower, min(upper, size.Height*sidebarShare), sidebarHeadHeight)
	}
	upper = min(upper, size.Height-sidebarHeadHeight)
	objects[0].Resize(size)
	put(objects[1], kit.Rect{X: 0, Y: 0, W: size.Width - 1, H: upper})
	put(objects[2], kit.Rect{X: 0, Y: upper, W: size.Width - 1, H: size.Height - upper})
	put(objects[3], kit.Rect{X: size.Width - 1, Y: 0, W: 1, H: size.Height})
}
