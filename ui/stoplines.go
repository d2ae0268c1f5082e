package ui

import (
	"strconv"
	"strings"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
)

// stopLine is a line of a head or a body as it goes over the wire.
type stopLine struct {
	name, text string // name is that of a field, with its colon
	end        bool   // CR LF follows
	changed    bool
}

func (l stopLine) plain() string { return l.name + l.text }

// lines is the request as it would go out, secrets masked, and how many bytes it is.
func (e *stopEdit) lines(s stopSource) (lines []stopLine, size int64) {
	now := e.head(s, e.now, e.left, e.fields(s))
	was := newStopEdit(s)
	before := map[string]int{}
	for _, l := range was.head(s, was.was, was.left, s.Fields) {
		before[l.plain()]++
	}
	for i := range now {
		if key := now[i].plain(); before[key] > 0 {
			before[key]--
		} else {
			now[i].changed = true
		}
	}
	for _, f := range e.fields(s) {
		size += int64(len(f.Name) + len(": ") + len(f.Value) + len("\r\n"))
	}
	first := now[0].text
	size += int64(len(first)) + 2*int64(len("\r\n")) + e.bodyLength(s)
	return now, size
}

func (e *stopEdit) bodyLength(s stopSource) int64 {
	if s.Text || e.now.body != "" {
		return int64(len(e.now.body))
	}
	return s.Length
}

func (e *stopEdit) head(s stopSource, r stoppedRequest, left map[string]bool, fields session.Fields) []stopLine {
	out := []stopLine{{text: r.method + " " + r.target + " HTTP/" + r.version.String(), end: true}}
	if !left["host"] && !fields.Has("Host") {
		out = append(out, stopLine{name: "Host: ", text: s.URL.Host, end: true})
	}
	for _, f := range fields {
		if !strings.EqualFold(f.Name, "Content-Length") {
			out = append(out, stopLine{name: f.Name + ": ", text: session.MaskField(f).Value, end: true})
		}
	}
	n := s.Length
	if s.Text || r.body != "" {
		n = int64(len(r.body))
	}
	if n > 0 && !left["content-length"] && !fields.Has("Transfer-Encoding") {
		out = append(out, stopLine{name: "Content-Length: ", text: strconv.FormatInt(n, 10), end: true})
	}
	out = append(out, stopLine{end: true})
	switch {
	case r.body != "":
		for line := range strings.SplitSeq(r.body, "\n") {
			out = append(out, stopLine{text: strings.TrimSuffix(line, "\r")})
		}
	case n > 0:
		out = append(out, stopLine{text: timeline.Size(n) + " that are not shown here"})
	}
	return out
}

// responseLines is a response's head, secrets masked.
func responseLines(r *session.Response) []stopLine {
	if r == nil {
		return nil
	}
	out := []stopLine{{text: r.Proto + " " + strconv.Itoa(r.Status) + " " + r.Reason, end: true}}
	for _, f := range r.Fields {
		out = append(out, stopLine{name: f.Name + ": ", text: session.MaskField(f).Value, end: true})
	}
	return append(out, stopLine{end: true})
}

// sentLines is the head of a request that went out.
func sentLines(s *session.Sent) []stopLine {
	if s == nil {
		return nil
	}
	out := []stopLine{{text: s.Method + " " + s.Target + " " + s.Proto, end: true}}
	for _, f := range s.Fields {
		out = append(out, stopLine{name: f.Name + ": ", text: session.MaskField(f).Value, end: true})
	}
	return append(out, stopLine{end: true})
}

func linesText(lines []stopLine) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.plain() + "\n")
	}
	return b.String()
}

// stopList shows such lines; those that changed stand on a tint.
type stopList struct {
	list  *kit.List
	all   []stopLine
	shown []stopLine
	only  bool // what changed
}

func newStopList(name string) *stopList {
	l := &stopList{}
	l.list = kit.NewList(kit.S("stop.line"), func() int { return len(l.shown) }, l.paint)
	l.list.Name = name
	l.list.RowText = func(row int) string { return l.shown[row].plain() }
	l.list.PaintEmpty = func(p *kit.Pen, size fyne.Size) {
		drawerEmpty("Nothing is changed.")(p, fyne.NewSize(size.Width, kit.U(8)))
	}
	return l
}

func (l *stopList) set(lines []stopLine) {
	l.all = lines
	l.sift()
}

func (l *stopList) onlyChanges(on bool) {
	l.only = on
	l.sift()
}

func (l *stopList) sift() {
	l.shown = l.all
	if l.only {
		l.shown = nil
		for _, x := range l.all {
			if x.changed {
				l.shown = append(l.shown, x)
			}
		}
	}
	l.list.Refresh()
}

func (l *stopList) paint(p *kit.Pen, row int, r kit.Rect, state kit.RowState) {
	line := l.shown[row]
	switch {
	case line.changed:
		p.Tint(r, 0, "accent.tint", "accent.base", 1)
		p.Fill(r.X, r.Y, 2, r.H, kit.C("accent.base"))
	case state.Selected:
		kit.PaintRowBackground(p, r, state)
	}
	x := p.TextAt(kit.Data, r.X+kit.U(3), r, line.name, kit.C("syntax.headerName"))
	x = p.TextAt(kit.Data, x, r, kit.Fit(kit.Data, line.text, r.X+r.W-x-kit.U(12)), kit.C("text.primary"))
	if line.end {
		p.TextAt(kit.DataCaption, x+kit.U(1), r, "CR LF", kit.C("text.disabled"))
	}
}
