package ui

import (
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// Sizes of the timeline.
var (
	timelineRowHeight     = kit.S("height.timelineRow")
	timelineHeadHeight    = kit.S("height.timelineHeader")
	timelineToolbarHeight = kit.S("height.toolbar")
	timelineBarRoom       = kit.S("width.scrollbar")
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

var (
	timelineFull   = kit.S("timeline.full")   // from here on all columns are shown
	timelineMedium = kit.S("timeline.medium") // from here on the size is shown
)

// The shares of the waterfall in what URL and waterfall have beyond their least widths, with all columns and without.
const (
	timelineWaveShare       float32 = 0.515
	timelineWaveShareNarrow float32 = 0.4
)

// timelineColumnsFor lays the columns out. digits is how many the largest message number has. The URL and the waterfall
// share what the fixed columns leave; the URL keeps 160 units and the waterfall 120 as long as there is room for both.
func timelineColumnsFor(width float32, digits int) timelineColumns {
	pad, leastURL, leastWaves := kit.U(2), kit.S("timeline.urlLeast"), kit.S("timeline.wavesLeast")
	number := max(kit.S("timeline.number"), float32(digits)*kit.Advance(kit.Data)+kit.S("timeline.digitsPad"))
	fold, glyph, method := kit.S("timeline.fold"), kit.S("timeline.glyph"), kit.S("timeline.method")
	status, took := kit.S("timeline.status"), kit.S("timeline.time")
	share := timelineWaveShareNarrow
	var kind, size, conn float32
	if width >= timelineMedium {
		size = kit.S("timeline.size")
	}
	if width >= timelineFull {
		kind, conn, share = kit.S("timeline.type"), kit.S("timeline.conn"), timelineWaveShare
	}
	free := width - 2*pad - number - fold - glyph - method - status - kind - size - took - conn
	waves := leastWaves + max(0, free-leastURL-leastWaves)*share
	url := max(kit.S("timeline.urlFloor"), float32(int(free-waves)))
	c := timelineColumns{width: width}
	x := pad
	place := func(s *timelineSpan, w float32) { *s = timelineSpan{x, w}; x += w }
	place(&c.number, number)
	place(&c.fold, fold)
	place(&c.glyph, glyph)
	place(&c.method, method)
	place(&c.url, url)
	place(&c.status, status)
	place(&c.kind, kind)
	place(&c.size, size)
	place(&c.time, took)
	place(&c.conn, conn)
	x += pad
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
