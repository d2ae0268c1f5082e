package ui

import (
	"strconv"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// timelineCell is what a line shows, as texts. Rows never change, so the texts of a row hold as long as the row.
type timelineCell struct {
	number, method   string
	short            timeline.Short // of the message's URL
	sentence         string         // of an attempt
	status, kind     string
	size, time, conn string // time is empty while it runs
	statusToken      string
	methodToken      string
	glyph            kit.State
	tag              timeline.Tag
	tagWidth         float32
	open, question   bool
}

type timelineCellKey struct {
	row     *timeline.Row
	attempt int
}

// timelineCells keeps the texts of the lines that were painted last, for columns of one width.
type timelineCells struct {
	kept map[timelineCellKey]*timelineCell
}

const timelineCellsKept = 256 // several times what is in view

func (c *timelineCells) drop() { clear(c.kept) }

// of gives the texts of a line; urlWidth is what the URL column has.
func (c *timelineCells) of(l timeline.Line, urlWidth float32) *timelineCell {
	key := timelineCellKey{l.Row, l.Attempt}
	if cell := c.kept[key]; cell != nil {
		return cell
	}
	if c.kept == nil || len(c.kept) >= timelineCellsKept {
		c.kept = make(map[timelineCellKey]*timelineCell, timelineCellsKept)
	}
	cell := newTimelineCell(l, urlWidth)
	c.kept[key] = cell
	return cell
}

func newTimelineCell(l timeline.Line, urlWidth float32) *timelineCell {
	a := l.Row.Last()
	cell := &timelineCell{}
	if l.Attempt >= 0 {
		a = &l.Row.Attempts[l.Attempt]
		cell.ofAttempt(l, a)
	} else if l.Part() {
		cell.ofTunnel(l.Row)
	} else {
		cell.ofMessage(l.Row, urlWidth)
	}
	cell.status, cell.statusToken = timeline.Unknown, "text.muted"
	if a.Status >= 100 {
		cell.status = strconv.Itoa(int(a.Status))
		cell.statusToken = timelineStatusToken(a.Status, a.State)
	}
	cell.conn = timeline.Unknown
	if a.Conn != 0 {
		cell.conn = "c" + strconv.FormatUint(uint64(a.Conn), 10)
	}
	return cell
}

func (c *timelineCell) ofMessage(row *timeline.Row, urlWidth float32) {
	c.number = strconv.FormatUint(uint64(row.ID.Message), 10)
	c.method = timelineMethod(row.Method, row.Address)
	c.methodToken = kit.MethodToken(c.method)
	c.glyph = timelineGlyph(row.State)
	c.kind = timelineOrUnknown(row.Type)
	c.size = timeline.Size(row.Received)
	c.tag = row.Tag
	c.open = row.Address.Unprotected()
	c.question = row.State == timeline.StateWaitsForYou
	if row.Over() {
		c.time = timeline.Duration(row.Duration(row.End))
	}
	if c.tag.Text != "" {
		c.tagWidth = timelineTagWidth(c.tag)
	}
	width := c.addressEnd(urlWidth)
	if c.open {
		width -= timelineLockRoom
	}
	c.short = timeline.Shorten(row.Address, float64(int(width/kit.Advance(kit.Data))), nil, "")
}

// addressEnd is where the address ends in a column of a width: before the tag, if there is one.
func (c *timelineCell) addressEnd(width float32) float32 {
	if c.tag.Text == "" {
		return width - kit.U(2)
	}
	return width - timelineTagInset - c.tagWidth - kit.U(2)
}

func (c *timelineCell) ofAttempt(l timeline.Line, a *timeline.Attempt) {
	c.number = strconv.Itoa(int(a.Number))
	c.glyph = timelineGlyph(a.State)
	c.sentence = l.Row.Sentence(l.Attempt)
	c.tag = l.Row.AttemptTag(l.Attempt)
	if c.tag.Text != "" {
		c.tagWidth = timelineTagWidth(c.tag)
	}
	c.kind, c.size = timeline.Unknown, timeline.Unknown
	if a.Response != nil {
		c.size = timeline.Size(a.Received)
		c.kind = timelineOrUnknown(timeline.TypeName(a.Response.Fields.Get("Content-Type")))
	}
	if a.End != timeline.Open {
		c.time = timeline.Duration(a.Duration(a.End))
	}
}

// ofTunnel is the line of a CONNECT under the message whose connection it makes.
func (c *timelineCell) ofTunnel(row *timeline.Row) {
	c.number = strconv.FormatUint(uint64(row.ID.Message), 10)
	c.glyph = timelineGlyph(row.State)
	if row.State == timeline.StateOK {
		c.glyph = kit.StateTunnel
	}
	c.sentence = row.TunnelSentence()
	c.kind, c.size = timeline.Unknown, timeline.Unknown
	if row.Over() {
		c.time = timeline.Duration(row.Duration(row.End))
	}
}

func timelineOrUnknown(s string) string {
	if s == "" {
		return timeline.Unknown
	}
	return s
}

// timelineTagWidth is the width that kit.PaintTag gives a tag.
func timelineTagWidth(t timeline.Tag) float32 {
	return kit.TagWidth(t.Text, timelineTagState(t.Tone))
}
