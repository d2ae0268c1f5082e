package ui

import (
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// Sizes of the timeline, in units.
const (
	timelineRowHeight     = 24
	timelineHeadHeight    = 24
	timelineToolbarHeight = 36
	timelineLeast         = 108 // what the pane needs to be of use
)

// timelineSpan is where a column lies.
type timelineSpan struct{ x, w float32 }

func (s timelineSpan) end() float32           { return s.x + s.w }
func (s timelineSpan) shown() bool            { return s.w > 0 }
func (s timelineSpan) has(x float32) bool     { return x >= s.x && x < s.x+s.w }
func (s timelineSpan) in(r kit.Rect) kit.Rect { return kit.Rect{X: s.x, Y: r.Y, W: s.w, H: r.H} }

// timelineColumns is where the columns of a pane of one width lie. Columns without a width are left out.
type timelineColumns struct {
	width                                                                   float32
	number, fold, glyph, method, url, status, kind, size, time, conn, waves timelineSpan
}

const (
	timelineFull   = 1000 // from here on all columns are shown
	timelineMedium = 720  // from here on the size is shown
)

// timelineColumnsFor lays the columns out. digits is how many the largest message number has. The URL and the waterfall
// share what the fixed columns leave; the URL keeps 160 units and the waterfall 120 as long as there is room for both.
func timelineColumnsFor(width float32, digits int) timelineColumns {
	const pad, gap, leastURL, leastWaves = 8, 8, 160, 120
	number := max(32, float32(digits)*7.2+6)
	fixed := float32(pad+36+60+48+68+gap) + number
	share := float32(0.4)
	var kind, size, conn float32
	if width >= timelineMedium {
		size = 68
	}
	if width >= timelineFull {
		kind, conn, share = 48, 36, 0.515
	}
	free := width - fixed - kind - size - conn
	waves := leastWaves + max(0, free-leastURL-leastWaves)*share
	url := max(60, free-waves)
	c := timelineColumns{width: width}
	x := float32(pad)
	place := func(s *timelineSpan, w float32) { *s = timelineSpan{x, w}; x += w }
	place(&c.number, number)
	place(&c.fold, 18)
	place(&c.glyph, 18)
	place(&c.method, 60)
	place(&c.url, url)
	place(&c.status, 48)
	place(&c.kind, kind)
	place(&c.size, size)
	place(&c.time, 68)
	place(&c.conn, conn)
	x += gap
	place(&c.waves, max(0, width-x))
	return c
}

// timelineHead is one heading of the table.
type timelineHead struct {
	column timeline.Column
	title  string
	right  bool // the heading stands at the right end of its column
	span   timelineSpan
}

// heads lists the headings that are shown, with the widths in which they can be pressed.
func (c timelineColumns) heads() []timelineHead {
	all := []timelineHead{
		{timeline.ColumnNumber, "#", false, c.number},
		{timeline.ColumnState, "", false, timelineSpan{c.fold.x, c.fold.w + c.glyph.w}},
		{timeline.ColumnMethod, "Method", false, c.method},
		{timeline.ColumnURL, "URL", false, c.url},
		{timeline.ColumnStatus, "Status", false, c.status},
		{timeline.ColumnType, "Type", false, c.kind},
		{timeline.ColumnSize, "Size", true, c.size},
		{timeline.ColumnTime, "Time", true, c.time},
		{timeline.ColumnConn, "Conn", true, c.conn},
	}
	heads := all[:0]
	for _, h := range all {
		if h.span.shown() {
			heads = append(heads, h)
		}
	}
	return heads
}

// headAt finds the heading under x.
func (c timelineColumns) headAt(x float32) (timelineHead, bool) {
	for _, h := range c.heads() {
		if h.span.has(x) {
			return h, true
		}
	}
	return timelineHead{}, false
}
