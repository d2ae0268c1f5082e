package ui

import (
	"fmt"
	"strconv"

	"ladle/store"
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// sidebarCollections shows the requests of a library as a tree.
type sidebarCollections struct {
	s       *sidebar
	lib     *store.Library
	tree    *tree
	cancel  func() // the reading that goes on
	loading bool

	fold     *sidebarFold
	filter   *kit.Field
	looking  *kit.Flex // with the filter
	search   *kit.IconButton
	progress *kit.Flex
	bar      *kit.Progress
	counted  *kit.Label
	trouble  *kit.Label
	wrong    *kit.Flex // with the trouble
	list     *kit.List
	empty    *kit.Flex
	top      *kit.Flex
	object   fyne.CanvasObject
}

var treeRowHeight = kit.S("height.treeRow")

func newSidebarCollections(s *sidebar) *sidebarCollections {
	c := &sidebarCollections{s: s, tree: newTree(), cancel: func() {}}
	c.fold = newSidebarFold("Collections", c.shape)
	c.search = kit.NewIconButton("search", "Filter", func() { c.showFilter(!c.looking.Visible()) }).Small()
	add := kit.NewIconButton("plus", "New", nil).Small()
	add.SetRun(func() { kit.ShowMenuFor(add, c.newItems("")) })
	c.filter = kit.NewField("Filter requests").Small().Clearable()
	c.filter.OnChanged = c.filterChanged
	c.filter.OnEscape = func() { c.showFilter(false) }
	c.filter.OnSubmit = func(string) { c.list.Select(c.firstRequest()); focusOn(c.list) }
	c.bar, c.counted = kit.NewProgress(0), kit.NewLabel("").In(kit.Caption).Colour("text.muted")
	c.progress = kit.Row(kit.Grow(c.bar), c.counted, kit.NewIconButton("x", "Stop reading", c.stop).Small()).Gaps(kit.U(2)).Height(treeRowHeight).PadX(kit.U(3), kit.U(2))
	c.trouble = kit.NewLabel("").Colour("status.failed").Wrapped(kit.S("sidebar.reason"))
	c.list = kit.NewList(treeRowHeight, func() int { return len(c.tree.rows) }, c.paintRow)
	c.list.Background, c.list.Name = "surface.base", "Collections"
	c.list.RowText = func(row int) string { return c.tree.rows[row].shown().Text() }
	c.list.OnPress = c.press
	c.list.OnActivate = c.activate
	c.list.OnMenu = c.menu
	c.list.OnRowKey = c.key
	c.list.OnHover = c.hover
	c.list.PaintEmpty = func(p *kit.Pen, size fyne.Size) {
		kit.PaintEmpty(p, size, "No request fits", "The filter looks at names, methods and paths.")
	}
	c.empty = c.emptyState()
	c.looking = kit.Row(kit.Grow(c.filter)).Pad(kit.U(2), 0, kit.U(2), kit.U(1.5))
	c.wrong = kit.Row(kit.Grow(c.trouble)).PadX(kit.U(3), kit.U(2))
	c.top = kit.Col(sidebarHead(c.fold, c.search, add), c.looking, c.progress, c.wrong)
	c.object = kit.Col(c.top, kit.Grow(container.NewStack(c.empty, c.list)))
	c.looking.Hide()
	c.progress.Hide()
	c.wrong.Hide()
	c.shape()
	return c
}

func (c *sidebarCollections) emptyState() *kit.Flex {
	return kit.NewEmptyIn(kit.S("width.sidebarLeast"), "No collection open", "A collection is a folder of .http files. Other tools run them too.",
		kit.NewButton("Open folder", kit.Secondary, c.chooseFolder))
}

// wants is the height at which all shows.
func (c *sidebarCollections) wants() float32 {
	h := c.top.MinSize().Height
	switch {
	case !c.fold.Open():
		return sidebarHeadHeight
	case c.lib == nil:
		return h + c.empty.MinSize().Height
	case len(c.tree.rows) == 0:
		return h + kit.S("sidebar.empty")
	}
	return h + float32(len(c.tree.rows))*treeRowHeight + kit.U(3)
}

// shape shows what belongs to the present state.
func (c *sidebarCollections) shape() {
	open := c.fold.Open()
	show(c.empty, open && c.lib == nil)
	show(c.list, open && c.lib != nil)
	show(c.search, open && c.lib != nil)
	show(c.progress, open && c.loading)
	show(c.wrong, open && c.trouble.Text() != "")
	if !open || c.lib == nil {
		c.looking.Hide()
	}
	c.top.Reflow()
	c.list.Refresh()
	c.s.relayout()
}

func (c *sidebarCollections) setLibrary(lib *store.Library) {
	c.cancel()
	c.lib, c.tree, c.loading = lib, newTree(), false
	c.filter.SetText("")
	c.list.Select(-1)
	c.load()
	c.shape()
}

// load reads the library again; what is shown stays until something newer is known.
func (c *sidebarCollections) load() {
	c.cancel()
	if c.lib == nil {
		return
	}
	c.loading = true
	c.counted.SetText("Listing")
	c.bar.SetValue(0)
	c.cancel = treeLoad{lib: c.lib, post: c.s.post, listed: c.listed, learnt: c.learnt, done: c.loaded}.start()
}

func (c *sidebarCollections) listed(root *store.Node, err error) {
	c.trouble.SetText("")
	if err != nil {
		c.trouble.SetText(capital(err.Error()) + ".")
	}
	if root != nil {
		c.keepSelection(func() { c.tree.set(root) })
	}
	c.shape()
}

func (c *sidebarCollections) learnt(files map[string]treeFileContent, p treeProgress) {
	c.bar.SetValue(float64(p.read) / float64(p.files))
	c.counted.SetText(fmt.Sprintf("Reading, %s of %s", timeline.Count(int64(p.read)), timeline.Count(int64(p.files))))
	c.keepSelection(func() { c.tree.learn(files) })
	c.shape()
}

func (c *sidebarCollections) loaded() {
	c.loading = false
	c.shape()
}

// stop ends the reading; files that were not read are shown by their names.
func (c *sidebarCollections) stop() {
	c.cancel()
	c.loaded()
}

// keepSelection has the selection stay on the row it is on while rows come and go.
func (c *sidebarCollections) keepSelection(change func()) {
	row := c.list.Current()
	var id treeID
	if row >= 0 && row < len(c.tree.rows) {
		id = c.tree.rows[row].id()
	}
	change()
	if row >= 0 {
		c.list.Select(c.tree.find(id))
	}
}

// mark selects the row of a request, if it is shown.
func (c *sidebarCollections) mark(ref store.Ref) {
	c.list.Select(c.tree.find(treeID{path: ref.Path, index: ref.Index}))
}

func (c *sidebarCollections) showFilter(on bool) {
	if c.lib == nil {
		return
	}
	c.fold.unfold()
	show(c.looking, on)
	c.search.SetOn(on)
	if !on {
		c.filter.SetText("")
	}
	c.shape()
	if on {
		c.filter.Focus()
	} else {
		focusOn(c.list)
	}
}

func (c *sidebarCollections) filterChanged(text string) {
	c.keepSelection(func() { c.tree.setFilter(text) })
	c.shape()
}

func (c *sidebarCollections) firstRequest() int {
	for i, r := range c.tree.rows {
		if r.isRequest() {
			return i
		}
	}
	return -1
}

func (c *sidebarCollections) paintRow(p *kit.Pen, row int, r kit.Rect, state kit.RowState) {
	kit.PaintTree(p, r, c.tree.rows[row].shown(), state)
}

// shown is the row as the kit paints it.
func (r treeRow) shown() kit.TreeRow {
	row := kit.TreeRow{Depth: r.depth, Name: r.name}
	switch r.kind {
	case treeProblem:
		row.Token = "status.failed"
		return row
	case treeFolder, treeFile:
		row.Fold = kit.FoldOf(r.kind == treeFolder || r.open || r.count > 0, r.open)
		row.Icon = "file-text"
		if r.kind == treeFolder {
			row.Icon = map[bool]string{true: "folder-open", false: "folder"}[r.open]
		}
	default:
		row.Method = shortMethod(r.method)
	}
	switch {
	case r.broken && r.line > 0:
		row.Note, row.State = "line "+strconv.Itoa(r.line), kit.StateFailed
	case r.broken:
		row.Note, row.State = "unreadable", kit.StateFailed
	case r.count > 0:
		row.Note = strconv.Itoa(r.count)
	}
	return row
}
