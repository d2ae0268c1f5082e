package ui

import (
	"strconv"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// Columns of a connection's two lines, in a narrow drawer.
var (
	drawerConnRow   = kit.S("drawer.connRow")
	drawerConnName  = kit.S("drawer.connName")
	drawerConnHost  = kit.S("drawer.connHost")
	drawerConnUpper = kit.S("drawer.connUpper")
	drawerConnLower = kit.S("drawer.connLower")
)

func (c *drawerConns) paint(p *kit.Pen, row int, r kit.Rect, state kit.RowState) {
	if r.W >= drawerWide {
		c.paintLane(p, row, r, state)
		return
	}
	conn := c.rows[row]
	edge := (r.H - drawerConnUpper - drawerConnLower) / 2
	top := kit.Rect{X: r.X, Y: r.Y + edge, W: r.W, H: drawerConnUpper}
	low := kit.Rect{X: r.X, Y: top.Y + top.H, W: r.W, H: drawerConnLower}
	p.StateIn(c.glyph(conn), kit.IconRow, r.X+kit.U(3), top)
	x := p.TextAt(kit.DataStrong, r.X+drawerConnName, top, connName(conn), kit.C("text.primary"))
	right := r.X + r.W - kit.U(3)
	if state.Hovered && c.actions.CloseConn != nil {
		c.paintPlug(p, r, conn)
		right = connPlug(r).X
	} else if conn.Protocol != "" {
		right = kit.PaintTag(p, top, right, conn.Protocol, "")
	}
	right -= kit.U(2)
	x = max(x+kit.U(2), r.X+drawerConnHost)
	p.TextAt(kit.Data, x, top, kit.FitMiddle(kit.Data, conn.Host, right-x), kit.C("text.primary"))
	c.paintLower(p, low, conn, state)
}

// paintLower paints what the connection carries, and how many messages it did.
func (c *drawerConns) paintLower(p *kit.Pen, r kit.Rect, conn timeline.Conn, state kit.RowState) {
	muted := kit.C(state.Muted())
	end := r.X + r.W - kit.U(3)
	if state.Hovered && c.actions.CloseConn != nil {
		end = connPlug(r).X - kit.U(1)
	}
	x := r.X + drawerConnName
	room := p.TextEnd(kit.Caption, end, r, connCount(conn), muted) - kit.U(2) - x
	font, text := kit.DataCaption, c.carried(conn)
	if text == "" {
		font, text = kit.Caption, c.doing(conn)
	}
	p.TextAt(font, x, r, kit.Fit(font, text, room), muted)
}

// connCount is how much a connection has done.
func connCount(conn timeline.Conn) string {
	switch {
	case conn.State == timeline.ConnTakenOver:
		return "open"
	case conn.Messages == 0:
		return "new"
	}
	return strconv.Itoa(conn.Messages) + " msg"
}

// connPlug is where a row can be pressed to close its connection.
func connPlug(r kit.Rect) kit.Rect {
	side := kit.U(6)
	return kit.Rect{X: r.X + r.W - kit.U(2) - side, Y: r.Y + (r.H-side)/2, W: side, H: side}
}

func (c *drawerConns) paintPlug(p *kit.Pen, r kit.Rect, conn timeline.Conn) {
	box := connPlug(r)
	token := "text.secondary"
	switch {
	case conn.State == timeline.ConnClosed:
		token = "text.disabled"
	case c.hot:
		p.Tint(box, kit.RadiusSmall, "surface.pressed", "border.strong", 1)
		token = "text.primary"
	}
	p.IconIn("unplug", kit.IconSmall, box.X+(box.W-kit.IconSmall)/2, box, kit.C(token))
}

// overPlug tells whether a place of a row is its plug.
func (c *drawerConns) overPlug(row int, m kit.Mouse) bool {
	return row >= 0 && row < len(c.rows) && c.actions.CloseConn != nil && connPlug(c.list.list.RowRect(row)).Contains(m.X, m.Y)
}

func (c *drawerConns) press(row int, m kit.Mouse) bool {
	if !c.overPlug(row, m) {
		return false
	}
	c.close(row)
	return true
}

func (c *drawerConns) hover(row int, m kit.Mouse) {
	if over := c.overPlug(row, m); over != c.hot {
		c.hot = over
		c.list.list.Refresh()
	}
	if c.hot {
		c.list.list.SetTip(c.list.list.RowRect(row), "Close this connection  Del")
		return
	}
	if row >= 0 {
		if tip := c.blockTip(row, m); tip != "" {
			c.list.list.SetTip(c.list.list.RowRect(row), tip)
		}
	}
}
