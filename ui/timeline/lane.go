package timeline

import (
	"time"

	"ladle/session"
)

const boundBlocks = 32 // of a lane

// Block is a stretch of a connection's time that belonged to one message, for drawing connections as lanes.
type Block struct {
	Message    RowID
	Start, End time.Duration // End is Open while it goes on
	Setup      bool          // resolve, connect and TLS, before the message itself
	Failed     bool          // the connection failed the message
}

// lane is a connection with what it carried. Blocks that are over never change, so that snapshots can share them.
type lane struct {
	Conn
	over    []Block
	open    Block
	running bool
}

// begin ends the block that goes on and begins another.
func (c *lane) begin(b Block) {
	if c.State == ConnTakenOver {
		return
	}
	c.end(b.Start, false)
	c.open, c.running = b, true
}

func (c *lane) end(at time.Duration, failed bool) {
	if !c.running {
		return
	}
	c.running = false
	c.open.End, c.open.Failed = max(at, c.open.Start), failed
	if len(c.over) == 2*boundBlocks {
		c.over = append(make([]Block, 0, 2*boundBlocks), c.over[boundBlocks:]...)
	}
	c.over = append(c.over, c.open)
}

// shown is the connection with its blocks, to keep.
func (c *lane) shown() Conn {
	out := c.Conn
	blocks := c.over[max(0, len(c.over)-boundBlocks):]
	if !c.running {
		out.Blocks = blocks[:len(blocks):len(blocks)]
		return out
	}
	open := c.open
	open.End = Open
	out.Blocks = append(append(make([]Block, 0, len(blocks)+1), blocks...), open)
	return out
}

// broke says whether the event that ends an attempt blames the connection.
func broke(e *session.Event) bool {
	switch d := e.Detail.(type) {
	case *session.Restart:
		return d != nil && d.Why == session.RestartStale
	case *session.Outcome:
		return d != nil && d.Status.Transport() && d.Status != session.StatusCancelled
	}
	return false
}
