package ui

import (
	"strconv"
	"time"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

const drawerConnMost = 20 // rows; the rest is counted

// drawerConns lists the open connections with what each carries.
type drawerConns struct {
	actions drawerActions
	section *drawerSection
	list    *drawerRows
	snap    *timeline.Snapshot
	now     time.Duration
}

func newDrawerConns(a drawerActions) *drawerConns {
	c := &drawerConns{actions: a}
	c.list = newDrawerRows(44, drawerConnMost, "None open. The first message opens one.")
	c.list.paint, c.list.activate, c.list.tip = c.paint, c.show, c.tip
	c.section = newDrawerSection("Connections", c.list)
	return c
}

func (c *drawerConns) update(snap *timeline.Snapshot, now time.Duration) {
	c.snap, c.now = snap, now
	c.section.head.say(drawerCount(snap.OpenConns(), snap.Limits.Conns), "")
	if c.list.set(len(snap.Conns), 0) {
		c.section.object.Reflow()
	}
}

// show chooses the message that a connection carries or carried last.
func (c *drawerConns) show(row int) {
	if id := c.snap.Conns[row].Message; id != (timeline.RowID{}) {
		timelineCall(c.actions.SelectMessage, id)
	}
}

func (c *drawerConns) paint(p *kit.Pen, row int, r kit.Rect, state kit.RowState) {
	conn := c.snap.Conns[row]
	top := kit.Rect{X: r.X, Y: r.Y + 3, W: r.W, H: 20}
	low := kit.Rect{X: r.X, Y: r.Y + 22, W: r.W, H: 18}
	p.State(c.glyph(conn), 12, r.X+13, top.Y+4)
	name := "c" + strconv.FormatUint(uint64(conn.ID), 10)
	x := p.Text(kit.DataStrong, r.X+33, kit.Baseline(top.Y, top.H, 12), name, kit.C("text.primary"))
	right := r.X + r.W - 12
	if conn.Protocol != "" {
		right = kit.PaintTag(p, top, right, conn.Protocol, "") - 8
	}
	x = max(x+10, r.X+63)
	p.Text(kit.Data, x, kit.Baseline(top.Y, top.H, 12), kit.FitMiddle(kit.Data, conn.Host, right-x), kit.C("text.primary"))
	c.paintLower(p, low, conn, state)
}

// paintLower paints what the connection carries, and how many messages it did.
func (c *drawerConns) paintLower(p *kit.Pen, r kit.Rect, conn timeline.Conn, state kit.RowState) {
	muted := kit.C(state.Muted())
	right := r.X + r.W - 12
	count := "open"
	switch {
	case conn.State == timeline.ConnTakenOver:
	case conn.Messages == 0:
		count = "new"
	default:
		count = strconv.Itoa(conn.Messages) + " msg"
	}
	w := kit.TextWidth(kit.Caption, count)
	p.Text(kit.Caption, right-w, kit.Baseline(r.Y, r.H, 11), count, muted)
	x := r.X + 33
	room := right - w - 10 - x
	if carried := c.carried(conn); carried != "" {
		p.Text(kit.DataCaption, x, kit.Baseline(r.Y, r.H, 11), kit.Fit(kit.DataCaption, carried, room), muted)
		return
	}
	p.Text(kit.Caption, x, kit.Baseline(r.Y, r.H, 11), kit.Fit(kit.Caption, c.doing(conn), room), muted)
}

// carried names the message on a connection, "" with none.
func (c *drawerConns) carried(conn timeline.Conn) string {
	if conn.State != timeline.ConnBusy && conn.State != timeline.ConnTakenOver {
		return ""
	}
	row := c.snap.Find(conn.Message)
	if row == nil {
		return ""
	}
	a := row.Last()
	return "#" + strconv.FormatUint(uint64(row.ID.Message), 10) + " " + timelineMethod(a.Method, a.Address) + " " + a.Address.Path() + a.Address.Query()
}

// drawerSteps says what opening a connection is at.
var drawerSteps = map[session.Step]string{
	session.StepResolving: "Looking the host up", session.StepResolved: "Connecting", session.StepConnecting: "Connecting",
	session.StepConnected: "Connected", session.StepTLSHandshaking: "TLS handshake", session.StepTLSHandshaked: "TLS is up",
}

// doing says what a connection without a message is at. The end of idleness is a time of day, because nothing is painted
// while nothing happens.
func (c *drawerConns) doing(conn timeline.Conn) string {
	switch conn.State {
	case timeline.ConnOpening:
		step := drawerSteps[conn.Step]
		if step == "" {
			step = "Opening"
		}
		return step + ", " + timeline.Duration(c.now-conn.Opened) + " so far"
	case timeline.ConnIdle:
		if c.actions.Get != nil {
			if s, err := strconv.ParseFloat(c.actions.Get("idle-timeout"), 64); err == nil && s > 0 {
				at := c.snap.Epoch.Add(conn.Since + time.Duration(s*float64(time.Second)))
				return "idle, closes at " + at.Local().Format("15:04:05")
			}
		}
		return "idle"
	}
	return conn.State.String()
}

// glyph is the state of what the connection carries, else its own.
func (c *drawerConns) glyph(conn timeline.Conn) kit.State {
	switch conn.State {
	case timeline.ConnOpening:
		return kit.StateConnecting
	case timeline.ConnIdle:
		return kit.StateCached
	case timeline.ConnTakenOver:
		if conn.Protocol == "ws" {
			return kit.StateOpen
		}
		return kit.StateTakenOver
	}
	if row := c.snap.Find(conn.Message); row != nil {
		return timelineGlyph(row.Last().State)
	}
	return kit.StateWaiting
}

func (c *drawerConns) tip(row int) string {
	conn := c.snap.Conns[row]
	text := "Connection " + strconv.FormatUint(uint64(conn.ID), 10) + ", " + conn.State.String() + "\n" + conn.Scheme + "://" + conn.Host
	if conn.TLS != nil {
		text += "\n" + conn.TLS.Version + ", " + conn.TLS.CipherSuite
	}
	return text
}
