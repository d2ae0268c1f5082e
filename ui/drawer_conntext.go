package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

func connName(c timeline.Conn) string { return "c" + strconv.FormatUint(uint64(c.ID), 10) }

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
		switch {
		case conn.Messages == 0:
			return "idle, closes soon unless used"
		case conn.Proxy != "":
			return "idle, through " + conn.Proxy
		case c.actions.Get != nil:
			if s, err := strconv.ParseFloat(c.actions.Get("idle-timeout"), 64); err == nil && s > 0 {
				at := c.snap.Epoch.Add(conn.Since + time.Duration(s*float64(time.Second)))
				return "idle, closes at " + at.Local().Format("15:04:05")
			}
		}
		return "idle"
	case timeline.ConnClosed:
		return conn.Why
	}
	return conn.State.String()
}

// glyph is the state of what the connection carries, else its own.
func (c *drawerConns) glyph(conn timeline.Conn) kit.State {
	switch conn.State {
	case timeline.ConnOpening:
		return kit.StateConnecting
	case timeline.ConnIdle:
		if conn.Proxy != "" {
			return kit.StateTunnel
		}
		return kit.StateCached
	case timeline.ConnClosed:
		if len(conn.Blocks) > 0 && conn.Blocks[len(conn.Blocks)-1].Failed {
			return kit.StateFailed
		}
		return kit.StateCancelled
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
	conn := c.rows[row]
	text := "Connection " + strconv.FormatUint(uint64(conn.ID), 10) + ", " + conn.State.String()
	if conn.Why != "" {
		text += ": " + conn.Why
	}
	text += "\n" + conn.Scheme + "://" + conn.Host
	if conn.TLS != nil {
		text += "\n" + conn.TLS.Version + ", " + conn.TLS.CipherSuite
	}
	if conn.Proxy != "" {
		text += "\nThrough " + conn.Proxy
	}
	if conn.Sent+conn.Received > 0 {
		text += "\n" + timeline.Size(conn.Sent) + " out, " + timeline.Size(conn.Received) + " in"
	}
	return text
}

func (c *drawerConns) text(row int) string {
	conn := c.rows[row]
	words := []string{"Connection " + strconv.FormatUint(uint64(conn.ID), 10), conn.Host, conn.Protocol, c.carried(conn)}
	if c.carried(conn) == "" {
		words[3] = c.doing(conn)
	}
	return strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), ", ")
}
