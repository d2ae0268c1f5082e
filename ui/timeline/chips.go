package timeline

import "ladle/session"

// Chips is a set of the quick filters in the timeline's toolbar. They combine by or; the empty set shows all.
type Chips uint8

// The chips, in the order in which the toolbar has them.
const (
	ChipLive     Chips = 1 << iota // goes on
	ChipPaused                     // paused, held, or waits for you
	ChipRedirect                   // was redirected, or ended with a redirect
	Chip4xx
	Chip5xx
	ChipFailed // no complete response; cancelled is not failed
	numChips   = iota
)

// AllChips lists the chips in the order of the toolbar.
var AllChips = [numChips]Chips{ChipLive, ChipPaused, ChipRedirect, Chip4xx, Chip5xx, ChipFailed}

// chipsOf is every chip that shows the row.
func chipsOf(r *Row) Chips {
	var c Chips
	if r.State.Live() {
		c |= ChipLive
	}
	switch r.State {
	case StatePaused, StateHeld, StateWaitsForYou:
		c |= ChipPaused
	case StateRedirect:
		c |= ChipRedirect
	case StateFailed:
		c |= ChipFailed
	}
	if r.Redirects() > 0 {
		c |= ChipRedirect
	}
	return c | statusChip(r.Status)
}

func statusChip(st session.Status) Chips {
	switch {
	case st >= 500 && st < 600:
		return Chip5xx
	case st >= 400 && st < 500:
		return Chip4xx
	}
	return 0
}

// Counts are the numbers in the status bar and on the chips.
type Counts struct {
	Rows        int
	Running     int // on the wire, open or paused
	Queued      int // waiting in the queue, held ones too
	WaitsForYou int // with an open question
	Stopped     int // at a breakpoint
	Held        int // in the queue, until they are released
	Over        int
	chips       [numChips]int
}

// Of is the number of rows that one chip shows; for the empty set, all.
func (c *Counts) Of(chip Chips) int {
	for i, one := range AllChips {
		if one == chip {
			return c.chips[i]
		}
	}
	return c.Rows
}

// count adds the row, or with by -1 takes it away.
func (c *Counts) count(r *Row, by int) {
	c.Rows += by
	switch {
	case r.Over():
		c.Over += by
	case r.State.Queued():
		c.Queued += by
	default:
		c.Running += by
	}
	switch {
	case r.State == StateWaitsForYou:
		c.WaitsForYou += by
	case r.State == StateHeld:
		c.Held += by
	case r.Stopped != nil:
		c.Stopped += by
	}
	for i, one := range AllChips {
		if r.Chips&one != 0 {
			c.chips[i] += by
		}
	}
}
