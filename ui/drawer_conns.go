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
	list    *drawerList
	snap    *timeline.Snapshot
	now     time.Duration
}

func newDrawerConns(a drawerActions) *drawerConns {
	c := &drawerConns{actions: a}
	c.list = newDrawerList(kit.S("drawer.connRow"), drawerConnMost, "Connections", "None open. The first message opens one.", c.paint)
	c.list.activate(c.show)
	c.list.tip, c.list.list.RowText = c.tip, c.tip
	c.section = newDrawerSection("Connections", c.list.object)
	return c
}

func (c *drawerConns) update(snap *timeline.Snapshot, now time.Duration) {
	c.snap, c.now = snap, now
	c.section.head.Say(drawerCount(snap.OpenConns(), snap.Limits.Conns), "")
	c.list.set(len(snap.Conns), 0)
}

// show chooses the message that a connection carries or carried last.
func (c *drawerConns) show(row int) {
	if id := c.snap.Conns[row].Message; id != (timeline.RowID{}) {
		timelineCall(c.actions.SelectMessage, id)
	}
}

// Columns of a connection's two lines.
var (
	drawerConnName  = kit.S("drawer.connName")
	drawerConnHost  = kit.S("drawer.connHost")
	drawerConnUpper = kit.S("drawer.connUpper")
	drawerConnLower = kit.S("drawer.connLower")
)

func (c *drawerConns) paint(p *kit.Pen, row int, r kit.Rect, state kit.RowState) {
	conn := c.snap.Conns[row]
	edge := (r.H - drawerConnUpper - drawerConnLower) / 2
	top := kit.Rect{X: r.X, Y: r.Y + edge, W: r.W, H: drawerConnUpper}
	low := kit.Rect{X: r.X, Y: top.Y + top.H, W: r.W, H: drawerConnLower}
	p.StateIn(c.glyph(conn), kit.IconRow, r.X+kit.U(3), top)
	name := "c" + strconv.FormatUint(uint64(conn.ID), 10)
	x := p.TextAt(kit.DataStrong, r.X+drawerConnName, top, name, kit.C("text.primary"))
	right := r.X + r.W - kit.U(3)
	if conn.Protocol != "" {
		right = kit.PaintTag(p, top, right, conn.Protocol, "") - kit.U(2)
	}
	x = max(x+kit.U(2), r.X+drawerConnHost)
	p.TextAt(kit.Data, x, top, kit.FitMiddle(kit.Data, conn.Host, right-x), kit.C("text.primary"))
	c.paintLower(p, low, conn, state)
}

// paintLower paints what the connection carries, and how many messages it did.
func (c *drawerConns) paintLower(p *kit.Pen, r kit.Rect, conn timeline.Conn, state kit.RowState) {
	muted := kit.C(state.Muted())
	count := "open"
	switch {
	case conn.State == timeline.ConnTakenOver:
	case conn.Messages == 0:
		count = "new"
	default:
		count = strconv.Itoa(conn.Messages) + " msg"
	}
	x := r.X + drawerConnName
	room := p.TextEnd(kit.Caption, r.X+r.W-kit.U(3), r, count, muted) - kit.U(2) - x
	font, text := kit.DataCaption, c.carried(conn)
	if text == "" {
		font, text = kit.Caption, c.doing(conn)
	}
	p.TextAt(font, x, r, kit.Fit(font, text, room), muted)
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
