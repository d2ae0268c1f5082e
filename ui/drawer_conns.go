package ui

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

const drawerConnMost = 20 // rows; the rest is counted

// drawerConns lists the connections with what each carries, the open ones and, while there is room to draw them as lanes,
// the last that were closed. They can be closed here, and opened.
type drawerConns struct {
	actions drawerActions
	section *drawerSection
	list    *drawerList
	note    *drawerNote
	snap    *timeline.Snapshot
	rows    []timeline.Conn
	now     time.Duration
	span    time.Duration // that the lanes show
	hot     bool          // the pointer is over the plug of the hovered row

	idle, open *kit.IconButton
	tools      drawerTools
	closes     *kit.Button // idle, in words
}

func newDrawerConns(a drawerActions) *drawerConns {
	c := &drawerConns{actions: a}
	c.list = newDrawerList(kit.S("drawer.connRow"), drawerConnMost, "Connections", "None open. The first message opens one.", c.paint)
	c.list.activate(c.show)
	c.list.tip, c.list.list.RowText = c.tip, c.text
	c.list.remove, c.list.items = c.close, c.items
	l := c.list.list
	choose, hover := l.OnPress, l.OnHover
	l.OnPress = func(row int, m kit.Mouse) bool { return c.press(row, m) || choose(row, m) }
	l.OnHover = func(row int, m kit.Mouse) { hover(row, m); c.hover(row, m) }
	c.note = newDrawerNote(c.list.object)
	c.idle = kit.NewIconButton("unplug", "Close idle", c.closeIdle).Small()
	c.open = kit.NewIconButton("plus", "Open one…", c.openOne).Small()
	c.closes = kit.NewButton("Close idle", kit.Ghost, c.closeIdle)
	c.tools = newDrawerTools([]fyne.CanvasObject{c.idle, c.open}, []fyne.CanvasObject{kit.NewButton("Open one…", kit.Ghost, c.openOne), c.closes})
	c.section = newDrawerSection("Connections", c.note.object, c.tools.object)
	c.idle.Disable()
	c.closes.Disable()
	return c
}

func (c *drawerConns) update(snap *timeline.Snapshot, now time.Duration) {
	c.snap, c.now = snap, now
	count := drawerCount(snap.OpenConns(), snap.Limits.Conns)
	c.rows = connRows(snap, c.list.list.Size().Width >= drawerWide)
	if n := len(c.rows) - len(snap.Conns); n > 0 {
		count += ", " + strconv.Itoa(n) + " closed"
	}
	c.section.head.Say(count, "")
	idle := slices.ContainsFunc(snap.Conns, func(x timeline.Conn) bool { return x.State == timeline.ConnIdle })
	drawerEnable(c.idle, idle)
	drawerEnable(c.closes, idle)
	c.tools.show(c.list.list.Size().Width >= drawerWide)
	c.note.wide(c.list.list.Size().Width >= drawerWide)
	c.span = laneSpan(c.rows, now)
	c.list.height(c.rowHeight())
	c.list.set(len(c.rows), 0)
}

const drawerClosedMost = 6 // closed connections that lanes show

// connRows are the connections to list, by id.
func connRows(snap *timeline.Snapshot, lanes bool) []timeline.Conn {
	if !lanes {
		return snap.Conns
	}
	rows := append(slices.Clone(snap.Closed[:min(len(snap.Closed), drawerClosedMost)]), snap.Conns...)
	slices.SortFunc(rows, func(a, b timeline.Conn) int { return cmp.Compare(a.ID, b.ID) })
	return rows
}

func (c *drawerConns) rowHeight() float32 {
	if c.list.list.Size().Width >= drawerWide {
		return drawerLaneRow
	}
	return drawerConnRow
}

// show chooses the message that a connection carries or carried last.
func (c *drawerConns) show(row int) {
	conn := c.rows[row]
	id := conn.Message
	if id == (timeline.RowID{}) && len(conn.Blocks) > 0 {
		id = conn.Blocks[len(conn.Blocks)-1].Message
	}
	if id != (timeline.RowID{}) {
		timelineCall(c.actions.SelectMessage, id)
	}
}

// close closes a connection by hand.
func (c *drawerConns) close(row int) {
	if c.actions.CloseConn == nil {
		return
	}
	conn := c.rows[row]
	err := c.actions.CloseConn(conn.ID)
	if err == nil {
		c.note.Say("")
		return
	}
	c.note.Say(connName(conn) + ": " + doorReason(err))
}

func (c *drawerConns) closeIdle() {
	if c.actions.CloseIdle != nil {
		c.actions.CloseIdle()
		c.note.Say("")
	}
}

// openOne asks where to; a refusal stands in the question, so that nothing typed is lost.
func (c *drawerConns) openOne() {
	if c.actions.OpenConn == nil {
		return
	}
	askText(c.list.list, textQuestion{Icon: "plug", Title: "Open a connection", Note: "It stays idle for a message to come, and is closed after three seconds if none does.",
		Text: c.guess(), Placeholder: "https://example.org", Mono: true, Answer: "Open", Check: func(text string) string {
			if err := c.actions.OpenConn(text); err != nil {
				return doorReason(err)
			}
			return ""
		}, Run: func(string) { c.note.Say("") }})
}

// guess is where the newest connection leads, which is where another one is mostly wanted.
func (c *drawerConns) guess() string {
	if c.snap == nil || len(c.snap.Conns) == 0 {
		return ""
	}
	last := c.snap.Conns[len(c.snap.Conns)-1]
	return last.Scheme + "://" + last.Host
}

func (c *drawerConns) items(row int) []kit.MenuItem {
	conn := c.rows[row]
	shut := kit.MenuItem{Text: "Close this connection", Icon: "unplug", Keys: "Del", Danger: true, Run: func() { c.closeID(conn.ID) }}
	switch conn.State {
	case timeline.ConnClosed:
		shut.Disabled = "it is closed"
	case timeline.ConnBusy, timeline.ConnOpening:
		shut.Text = "Close it under its message"
	}
	idle := kit.MenuItem{Text: "Close idle", Icon: "unplug", Run: c.closeIdle}
	if c.idle.Disabled() {
		idle.Disabled = "none is idle"
	}
	show := kit.MenuItem{Text: "Show its message", Icon: "arrow-right", Keys: "Enter", Run: func() { c.show(row) }}
	if conn.Message == (timeline.RowID{}) && len(conn.Blocks) == 0 {
		show.Disabled = "it carried none"
	}
	return []kit.MenuItem{show, {Text: "Open one…", Icon: "plus", Run: c.openOne}, kit.Separator, idle, shut}
}

// closeID is close for a connection that may have another row by now.
func (c *drawerConns) closeID(id session.ConnID) {
	for i := range c.rows {
		if c.rows[i].ID == id {
			c.close(i)
		}
	}
}
