package ui

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"ladle/ui/body"
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
)

// bodyStatusHeight is the height of the line under a body.
var bodyStatusHeight = kit.S("height.statusBar")

// pathDelay is how long the caret rests before its place in the JSON text is looked for, which reads up to it.
const pathDelay = 150 * time.Millisecond

// bodyStatus is the line under a body: where the caret is, how much is selected, what the body is.
type bodyStatus struct {
	view    *bodyView
	surface *kit.Picture
	left    []string
	path    string
	note    string // a problem, in place of the path
	right   string

	pathFor  int64 // the offset that path is of, or is being looked for
	pathDoc  *body.Document
	stopPath context.CancelFunc
}

func newBodyStatus(v *bodyView) *bodyStatus {
	s := &bodyStatus{view: v}
	s.surface = kit.NewPicture(s)
	s.surface.SetMinSize(0, bodyStatusHeight)
	return s
}

// Update takes over what the view shows.
func (s *bodyStatus) Update() {
	s.left, s.note, s.right = nil, "", ""
	if v := s.view; v.open != nil {
		s.left, s.right = caretFacts(v), bodyFacts(v)
		s.note = bodyProblem(v)
		s.findPath()
	} else {
		s.dropPath()
	}
	s.surface.Refresh()
}

// caretFacts are the facts about caret and selection.
func caretFacts(v *bodyView) []string {
	at := v.open.doc.Position(v.caret.Offset)
	var out []string
	if !v.open.came.Done() {
		out = append(out, "Shown as it arrives")
	}
	if at.Line > 0 {
		about := ""
		if !v.state.LinesExact {
			about = "about "
		}
		out = append(out, fmt.Sprintf("Line %s of %s%s", timeline.Count(at.Line), about, timeline.Count(max(v.state.LinesAbout, at.Line))),
			fmt.Sprintf("Column %s", timeline.Count(int64(at.Column))))
	}
	if v.open.asCame() {
		out = append(out, fmt.Sprintf("Byte %s  0x%s", timeline.Count(at.Offset), strconv.FormatInt(at.Offset, 16)))
	}
	if n := v.sel.Len(); n > 0 {
		out = append(out, timeline.Count(n)+" selected")
	}
	if part, busy := v.open.progress(v.state); busy {
		out = append(out, "Indexing, "+bodyPercent(part))
	}
	return out
}

func bodyPercent(part float64) string { return strconv.Itoa(int(part*100)) + " %" }

// bodyFacts say what the body is: "JSON, UTF-8, LF".
func bodyFacts(v *bodyView) string {
	f := v.open.format
	if f.Class != body.Text {
		return "Binary"
	}
	text := f.Language.String() + ", " + f.Charset
	if e := f.Ending.String(); e != "" {
		text += ", " + e
	}
	return text
}

// bodyProblem is what keeps a body from being shown as it is meant.
func bodyProblem(v *bodyView) string {
	o := v.open
	if o.problem != nil {
		return "Shown as UTF-8: " + o.problem.Error()
	}
	for _, d := range []*body.Derived{o.pretty, o.decoded} {
		if d == nil {
			continue
		}
		if err := d.Err(); err != nil {
			return "Cut off: " + err.Error()
		}
	}
	if o.pretty != nil {
		if p, ok := o.pretty.Problem(); ok {
			return fmt.Sprintf("As it came from line %s on: %s", timeline.Count(p.Line), p.Reason)
		}
	}
	if err := v.state.Err; err != nil {
		return "Cannot be read: " + err.Error()
	}
	return ""
}

// findPath looks for the caret's place in the JSON text once the caret has rested.
func (s *bodyStatus) findPath() {
	v := s.view
	if !canPretty(v.open.format) || v.open.mode == bodyHex {
		s.dropPath()
		return
	}
	if s.pathDoc == v.open.doc && s.pathFor == v.caret.Offset {
		return
	}
	s.dropPath()
	s.pathDoc, s.pathFor = v.open.doc, v.caret.Offset
	if v.caret.Offset == 0 {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.stopPath = cancel
	doc, off := s.pathDoc, s.pathFor
	time.AfterFunc(pathDelay, func() {
		path, err := doc.Path(ctx, off)
		if err != nil {
			return // another place is asked for, or the body cannot be read, which the line says anyway
		}
		v.a.Post(func() {
			if s.pathDoc == doc && s.pathFor == off {
				s.path = path
				s.surface.Refresh()
			}
		})
	})
}

func (s *bodyStatus) dropPath() {
	if s.stopPath != nil {
		s.stopPath()
	}
	s.path, s.pathDoc, s.stopPath = "", nil, nil
}

// Paint implements kit.Painter.
func (s *bodyStatus) Paint(p *kit.Pen, size fyne.Size) {
	p.Fill(0, 0, size.Width, size.Height, kit.C("surface.panel"))
	p.HLine(0, 0, size.Width, kit.C("border.subtle"))
	edge, gap := kit.U(3), kit.S("body.fact")
	box := kit.Rect{X: edge, Y: 0, W: size.Width - 2*edge, H: size.Height}
	end := size.Width - edge
	if w := kit.TextWidth(kit.Caption, s.right); w > 0 && w < box.W/2 {
		p.TextIn(kit.Caption, box, kit.AlignRight, s.right, kit.C("text.muted"))
		end -= w + gap
	}
	x := box.X
	for _, fact := range s.left {
		w := kit.TextWidth(kit.Caption, fact)
		if x+w > end {
			break
		}
		p.TextIn(kit.Caption, kit.Rect{X: x, Y: 0, W: w + 1, H: size.Height}, kit.AlignLeft, fact, kit.C("text.secondary"))
		x += w + gap
	}
	rest := kit.Rect{X: x, Y: 0, W: end - x, H: size.Height}
	switch {
	case rest.W < kit.S("body.factLeast"):
	case s.note != "":
		p.TextIn(kit.Caption, rest, kit.AlignRight, s.note, kit.C("status.paused"))
	case s.path != "":
		p.TextIn(kit.DataCaption, rest, kit.AlignRight, kit.FitMiddle(kit.DataCaption, s.path, rest.W), kit.C("text.muted"))
	}
}
