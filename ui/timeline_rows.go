package ui

import (
	"fyne.io/fyne/v2"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// timelineRows is the table of the timeline in one raster: heads, rows, waterfall, and what lies over them.
type timelineRows struct {
	kit.Surface
	pane    *timelinePane
	columns timelineColumns
	ruler   timelineRuler
	cells   timelineCells
	hover   timelineHover
	drag    timelineDrag
	pointer kit.Mouse // where it was last
	open    *kit.Menu // of the rows, as far as is known

	steering bool // it is the pane that scrolls, not a person
	bars     []timeline.Bar
	marks    []timeline.Mark
}

func newTimelineRows(p *timelinePane) *timelineRows {
	r := &timelineRows{pane: p, hover: timelineHover{line: -1, action: -1}}
	r.ruler.scale.Lengths = timelineLengths
	r.Init(r, r)
	r.SetHead(timelineHeadHeight)
	r.On = kit.Events{Press: r.press, Release: r.release, Drag: r.dragged, DragEnd: r.dragEnd, Move: r.move, Leave: r.leave,
		Menu: r.menu, Wheel: r.wheel, Key: r.key, Shortcut: r.shortcut, Scroll: r.scrolled, CursorAt: r.cursorAt, Describe: r.describe}
	return r
}

// describe is the chosen line in words.
func (r *timelineRows) describe() string {
	rows := r.pane.view.Rows()
	t, ok := r.pane.choice.Cursor()
	line, shown := r.pane.view.LineOf(t)
	if !ok || !shown {
		return "Timeline, " + timeline.Count(int64(rows)) + " messages"
	}
	l := r.pane.view.Line(line)
	cell := r.cells.of(l, r.columns.url.w)
	words := "Timeline, message " + cell.number + ", " + cell.method + " " + l.Row.Address.String()
	if l.Part() {
		words = "Timeline, tunnel " + cell.number + ", " + cell.sentence
	}
	if l.Attempt >= 0 {
		words = "Timeline, attempt " + cell.number + ", " + cell.sentence
	}
	for _, fact := range []string{cell.tag.Text, cell.status, cell.size, timeline.Duration(r.took(l))} {
		if fact != "" && fact != timeline.Unknown {
			words += ", " + fact
		}
	}
	return words
}

// Resize implements fyne.CanvasObject: what follows the newest row goes on to do so in another height.
func (r *timelineRows) Resize(size fyne.Size) {
	before := r.Size()
	r.steer(func() { r.Surface.Resize(size) })
	if size == before {
		return
	}
	if size.Width != before.Width {
		r.pane.bar.resize(size.Width)
	}
	r.layoutLines()
	if r.pane.follow.Scrolls() {
		r.toNewest()
	}
	r.settle()
}

// layoutLines takes over how many lines there are and how wide their numbers.
func (r *timelineRows) layoutLines() {
	digits := 1
	if n := r.pane.snap.Len(); n > 0 {
		for id := r.pane.snap.Row(n - 1).ID.Message; id >= 10; id /= 10 {
			digits++
		}
	}
	if c := timelineColumnsFor(r.Size().Width, digits); c != r.columns {
		r.columns = c
		r.cells.drop()
	}
	r.ruler.scale.Width = float64(max(0, r.columns.waves.w-timelineWavePad-timelineBarRoom))
	r.steer(func() { r.SetContent(0, float64(r.pane.view.Len())*float64(timelineRowHeight)) })
	r.point()
}

// steer runs f; scrolling that it causes is not taken for a person's.
func (r *timelineRows) steer(f func()) {
	was := r.steering
	r.steering = true
	f()
	r.steering = was
}

// scrolled is for every change of the scroll position.
func (r *timelineRows) scrolled() {
	r.point()
	if r.steering {
		return
	}
	if r.pane.follow.On() && !r.atNewest() {
		r.pane.follow.ScrolledUp()
		r.pane.bar.showFollow()
	}
	r.settle()
}

// newestUp tells whether the newest row is the first one, and newestDown whether it is the last.
func (r *timelineRows) newestUp() bool {
	c, descending := r.pane.view.Sort()
	return c == timeline.ColumnNumber && descending
}

func (r *timelineRows) newestDown() bool {
	c, descending := r.pane.view.Sort()
	return c == timeline.ColumnNumber && !descending
}

func (r *timelineRows) atNewest() bool {
	switch {
	case r.newestUp():
		return r.OffsetY() == 0
	case r.newestDown():
		return r.AtEnd()
	}
	return true // where the newest row is depends on the order, so scrolling does not end following
}

// toNewest scrolls to the newest row, where rows are in the order in which they were queued.
func (r *timelineRows) toNewest() {
	r.steer(func() {
		switch {
		case r.newestUp():
			r.ScrollTo(0, 0)
		case r.newestDown():
			r.ScrollToEnd()
		}
	})
}

// reveal scrolls as little as is needed to show a line.
func (r *timelineRows) reveal(line int) {
	r.steer(func() { r.Reveal(float64(line)*float64(timelineRowHeight), float64(timelineRowHeight)) })
}

// timelineAnchor is a line and where it stood, to find the same place again after lines came or went above it.
type timelineAnchor struct {
	target timeline.Target
	shift  float64 // units from the line's top to the top of the view
	ok     bool
}

// anchor names what stands at the pointer, so that it does not move away from it, or at the top of the view.
func (r *timelineRows) anchor() timelineAnchor {
	line := int(r.OffsetY() / float64(timelineRowHeight))
	if r.hover.line >= 0 {
		line = r.hover.line
	}
	if line < 0 || line >= r.pane.view.Len() {
		return timelineAnchor{}
	}
	return timelineAnchor{r.pane.view.Line(line).Target(), r.OffsetY() - float64(line)*float64(timelineRowHeight), true}
}

// keep scrolls so that the anchor stands where it stood.
func (r *timelineRows) keep(a timelineAnchor) {
	if !a.ok {
		return
	}
	if line, ok := r.pane.view.LineOf(a.target); ok {
		r.steer(func() { r.ScrollTo(0, float64(line)*float64(timelineRowHeight)+a.shift) })
	}
}

// lineAt finds the line at y of the surface, -1 with none.
func (r *timelineRows) lineAt(y float32) int {
	v := r.View()
	if y < v.Y || y >= v.Y+v.H {
		return -1
	}
	line := int((float64(y-v.Y) + r.OffsetY()) / float64(timelineRowHeight))
	if line >= r.pane.view.Len() {
		return -1
	}
	return line
}

// rowRect is where a line is on the surface now.
func (r *timelineRows) rowRect(line int) kit.Rect {
	v := r.View()
	return kit.Rect{X: 0, Y: v.Y + float32(float64(line)*float64(timelineRowHeight)-r.OffsetY()), W: v.W, H: timelineRowHeight}
}

// shownLines gives the first line in view and the one after the last.
func (r *timelineRows) shownLines() (from, to int) {
	from = int(r.OffsetY() / float64(timelineRowHeight))
	to = from + int(r.View().H/timelineRowHeight) + 2
	return from, min(to, r.pane.view.Len())
}

// focus gives the rows the keyboard.
func (r *timelineRows) focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(r); c != nil {
		c.Focus(r)
	}
}
