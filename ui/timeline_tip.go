package ui

import (
	"strconv"
	"strings"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// showTip arms the tooltip of what the pointer is over.
func (r *timelineRows) showTip(m kit.Mouse) {
	near, text := r.tipAt(m)
	r.SetTip(near, text)
}

// tipAt gives the tooltip at a place and what it is about.
func (r *timelineRows) tipAt(m kit.Mouse) (near kit.Rect, text string) {
	switch {
	case r.hover.fresh:
		_, box, _ := r.newRows()
		return box, "Follow the newest message  End"
	case m.Y < timelineHeadHeight:
		return r.headTip(m)
	case r.hover.line < 0 || r.hover.line >= r.pane.view.Len():
		return kit.Rect{}, ""
	}
	row := r.rowRect(r.hover.line)
	if r.hover.action >= 0 {
		return r.actionsRect(r.hover.line), timelineRowActions[r.hover.action].Tip
	}
	l := r.pane.view.Line(r.hover.line)
	for _, part := range []struct {
		span timelineSpan
		text func(timeline.Line) string
	}{
		{r.columns.glyph, timelineStateTip}, {r.columns.url, timelineAddressTip}, {r.columns.status, timelineStatusTip}, {r.columns.size, timelineSizeTip}, {r.columns.waves, r.waveTip},
	} {
		if part.span.has(m.X) {
			return part.span.in(row), part.text(l)
		}
	}
	return kit.Rect{}, ""
}

func (r *timelineRows) headTip(m kit.Mouse) (kit.Rect, string) {
	if r.columns.waves.has(m.X) {
		return kit.Rect{X: r.columns.waves.x, W: r.columns.waves.w, H: timelineHeadHeight}, "Drag to choose a span\nDouble click or 0 fits all. Ctrl and wheel, + and − zoom."
	}
	h, ok := r.columns.headAt(m.X)
	if !ok {
		return kit.Rect{}, ""
	}
	return kit.Rect{X: h.span.x, W: h.span.w, H: timelineHeadHeight}, "Sort by " + timelineColumnNames[h.column]
}

var timelineColumnNames = map[timeline.Column]string{
	timeline.ColumnNumber: "number", timeline.ColumnState: "state", timeline.ColumnMethod: "method", timeline.ColumnURL: "URL",
	timeline.ColumnStatus: "status", timeline.ColumnType: "type", timeline.ColumnSize: "size", timeline.ColumnTime: "time",
	timeline.ColumnConn: "connection",
}

// timelineStateTip is the state in words, and why there is no answer.
func timelineStateTip(l timeline.Line) string {
	state := l.Row.State
	if l.Attempt >= 0 {
		state = l.Row.Attempts[l.Attempt].State
	}
	return timelineCapital(state.String())
}

// timelineAddressTip is the whole URL, and what went wrong with it.
func timelineAddressTip(l timeline.Line) string {
	if l.Attempt >= 0 {
		a := &l.Row.Attempts[l.Attempt]
		return a.Method + " " + a.Address.String()
	}
	text := l.Row.Address.String()
	if l.Row.Address.Unprotected() {
		text += "\nPlain http: others on the way can read and change it."
	}
	if what, try := l.Row.Failure(); what != "" {
		text += "\n" + timelineJoin(what, try)
	}
	return text
}

func timelineJoin(a, b string) string {
	if b == "" {
		return a
	}
	return strings.TrimSuffix(a, ".") + ". " + b
}

func timelineStatusTip(l timeline.Line) string {
	a := l.Row.Last()
	if l.Attempt >= 0 {
		a = &l.Row.Attempts[l.Attempt]
	}
	if a.Status < 100 {
		return ""
	}
	reason := a.Status.Phrase()
	if a.Response != nil && a.Response.Reason != "" {
		reason = a.Response.Reason
	}
	return strconv.Itoa(int(a.Status)) + " " + reason
}

func timelineSizeTip(l timeline.Line) string {
	a := l.Row.Last()
	if l.Attempt >= 0 {
		a = &l.Row.Attempts[l.Attempt]
	}
	if a.Response == nil {
		return ""
	}
	text := timeline.Count(a.Received) + " bytes of body came"
	if a.Decoded != a.Received && a.Decoded > 0 {
		text += ", " + timeline.Count(a.Decoded) + " decoded"
	}
	return text + "\nHead sent " + timeline.Size(a.HeadSent) + ", body sent " + timeline.Size(a.BodySent) + ", head received " + timeline.Size(a.HeadCame)
}

// waveTip names the phases with their milliseconds and says whether the connection was new.
func (r *timelineRows) waveTip(l timeline.Line) string {
	facts := timeline.FactsOf(l.Row, r.pane.now)
	var lines []string
	for i, a := range facts.Attempts {
		if l.Attempt >= 0 && i != l.Attempt {
			continue
		}
		if len(lines) == 4 {
			lines = append(lines, strconv.Itoa(len(facts.Attempts)-i)+" more attempts")
			break
		}
		lines = append(lines, timelineAttemptTip(l, i, a.Phases, len(facts.Attempts) > 1))
	}
	head := "Message " + strconv.FormatUint(uint64(l.Row.ID.Message), 10)
	if l.Attempt >= 0 {
		head += ", attempt " + strconv.Itoa(int(l.Row.Attempts[l.Attempt].Number))
	}
	return head + ", " + timeline.Duration(r.took(l)) + "\n" + strings.Join(lines, "\n")
}

func timelineAttemptTip(l timeline.Line, i int, phases string, several bool) string {
	a := &l.Row.Attempts[i]
	text := timelineCapital(phases)
	if text == "" {
		text = "Nothing took half a millisecond"
	} else {
		text += " ms"
	}
	if several && l.Attempt < 0 {
		text = strconv.Itoa(int(a.Number)) + ": " + text
	}
	switch {
	case a.Conn == 0:
		return text + ". No connection yet."
	case a.Reused:
		return text + ". Kept connection c" + strconv.FormatUint(uint64(a.Conn), 10) + "."
	}
	return text + ". New connection c" + strconv.FormatUint(uint64(a.Conn), 10) + "."
}

// timelineCapital begins a text with a capital.
func timelineCapital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}
