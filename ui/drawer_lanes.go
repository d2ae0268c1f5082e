package ui

import (
	"strconv"
	"time"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// A wide drawer draws a connection as a lane of time, whose right end is the present, with a block for each message.

var (
	drawerLaneRow  = kit.S("drawer.laneRow")
	drawerLaneFrom = kit.S("drawer.laneFrom")
	drawerLaneEnd  = kit.S("drawer.laneEnd")
	drawerLaneHost = kit.S("drawer.laneHost")
	drawerLaneTag  = kit.S("drawer.laneTag")
)

const (
	laneLeast = time.Second
	laneMost  = time.Minute
)

// laneSpan is how much of the past the lanes show: all that is known of them, within reason.
func laneSpan(conns []timeline.Conn, now time.Duration) time.Duration {
	span := laneLeast
	for _, c := range conns {
		if len(c.Blocks) > 0 {
			span = max(span, now-c.Blocks[0].Start)
		}
	}
	return min(span+span/20, laneMost)
}

// lane is where a row has its lane.
func lane(r kit.Rect) kit.Rect {
	return kit.Rect{X: r.X + drawerLaneFrom, Y: r.Y + kit.U(1), W: r.W - drawerLaneFrom - drawerLaneEnd, H: r.H - kit.U(2)}
}

// blockRect is where a block stands in its lane; ok is false for one that is too long ago.
func (c *drawerConns) blockRect(b timeline.Block, in kit.Rect) (r kit.Rect, ok bool) {
	end := min(b.End, c.now)
	x := func(at time.Duration) float32 {
		return in.X + in.W*(1-float32(float64(c.now-at)/float64(c.span)))
	}
	from, to := max(x(b.Start), in.X), x(end)
	if to <= in.X {
		return kit.Rect{}, false
	}
	return kit.Rect{X: from, Y: in.Y, W: max(to-from, kit.U(0.75)), H: in.H}, true
}

func (c *drawerConns) paintLane(p *kit.Pen, row int, r kit.Rect, state kit.RowState) {
	conn := c.rows[row]
	muted := kit.C(state.Muted())
	p.StateIn(c.glyph(conn), kit.IconRow, r.X+kit.U(4), r)
	x := p.TextAt(kit.DataStrong, r.X+kit.U(9), r, connName(conn), kit.C("text.primary"))
	x = max(x+kit.U(2), r.X+drawerLaneHost)
	right := r.X + drawerLaneTag
	if conn.Protocol != "" {
		right = kit.PaintTag(p, r, right, conn.Protocol, "")
	}
	p.TextAt(kit.Data, x, r, kit.FitMiddle(kit.Data, conn.Host, right-kit.U(2)-x), kit.C("text.primary"))
	in := lane(r)
	p.VLine(in.X-kit.U(1), r.Y, r.H, kit.C("border.subtle"))
	inside := p.Clipped(in)
	for _, b := range conn.Blocks {
		if box, ok := c.blockRect(b, in); ok {
			c.paintBlock(inside, box, b)
		}
	}
	p.VLine(in.X+in.W, r.Y, r.H, kit.C("accent.base"))
	end := connPlug(r).X - kit.U(1)
	word := connCount(conn)
	switch {
	case conn.State == timeline.ConnClosed:
		word = conn.Why
	case conn.State == timeline.ConnTakenOver && conn.Protocol != "":
		word = "taken over, " + conn.Protocol
	}
	p.TextEnd(kit.Caption, end, r, kit.Fit(kit.Caption, word, end-in.X-in.W-kit.U(2)), muted)
	c.paintPlug(p, r, conn)
}

func (c *drawerConns) paintBlock(p *kit.Pen, box kit.Rect, b timeline.Block) {
	live := b.End == timeline.Open
	row := c.snap.Find(b.Message)
	word := strconv.FormatUint(uint64(b.Message.Message), 10)
	fill, edge, text := "surface.pressed", "border.strong", "text.primary"
	switch {
	case b.Failed:
		edge = "status.failed"
	case b.Setup:
		p.DashedOutline(box, kit.C("border.strong"))
		return
	case live && row != nil && (row.State == timeline.StatePaused || row.State == timeline.StateWaitsForYou):
		edge, text = "status.paused", "status.paused"
		word += " paused"
	case live:
		fill, edge = "accent.tint", "phase.receive"
		if row != nil {
			word += " " + row.State.String()
		}
	}
	p.Box(box, kit.RadiusSmall, kit.C(fill))
	if edge == "status.paused" {
		p.Clipped(box).Hatch(box, kit.C("statusTint.paused"))
	}
	p.Outline(box, kit.RadiusSmall, 1, kit.C(edge))
	for _, s := range []string{word, strconv.FormatUint(uint64(b.Message.Message), 10)} {
		if kit.TextWidth(kit.DataCaption, s)+kit.U(2) <= box.W {
			p.TextAt(kit.DataCaption, box.X+kit.U(1), box, s, kit.C(text))
			return
		}
	}
}

// blockTip says what a block under the pointer is, "" with none.
func (c *drawerConns) blockTip(row int, m kit.Mouse) string {
	r := c.list.list.RowRect(row)
	if r.W < drawerWide {
		return ""
	}
	conn := c.rows[row]
	for i := len(conn.Blocks) - 1; i >= 0; i-- {
		b := conn.Blocks[i]
		box, ok := c.blockRect(b, lane(r))
		if !ok || !box.Contains(m.X, m.Y) {
			continue
		}
		text := "Message " + strconv.FormatUint(uint64(b.Message.Message), 10)
		if b.Setup {
			text += ", opening " + connName(conn)
		}
		text += ", " + timeline.Duration(min(b.End, c.now)-b.Start)
		if row := c.snap.Find(b.Message); row != nil {
			text += "\n" + row.Method + " " + row.Address.String()
		}
		return text
	}
	return ""
}
