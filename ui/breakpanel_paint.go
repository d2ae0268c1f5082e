package ui

import (
	"strconv"
	"strings"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// Columns of the panel's rows.
var (
	breakCheck   = kit.S("breaks.check")
	breakWords   = kit.S("breaks.words")
	breakMethod  = kit.S("breaks.method")
	breakUpper   = kit.S("breaks.upper")
	breakStopped = kit.S("breaks.stoppedMethod")
)

// pressCheck turns a rule on or off by its box.
func (b *breakPanel) pressCheck(row int, m kit.Mouse) bool {
	if m.X >= breakWords-kit.U(1) {
		return false
	}
	b.flip(row)
	return true
}

func (b *breakPanel) paintRule(p *kit.Pen, row int, r kit.Rect, state kit.RowState) {
	rule := b.rules.rules[row]
	p.HLine(r.X, r.Y+r.H-1, r.W, kit.C("border.subtle"))
	top := kit.Rect{X: r.X, Y: r.Y + kit.U(0.5), W: r.W, H: breakUpper}
	low := kit.Rect{X: r.X, Y: top.Y + top.H, W: r.W, H: r.H - breakUpper - kit.U(1)}
	side := kit.U(4)
	box := kit.Rect{X: r.X + breakCheck, Y: top.Y + (top.H-side)/2, W: side, H: side}
	if rule.Off {
		p.Outline(box, kit.RadiusSmall, 1, kit.C("border.control"))
	} else {
		p.Box(box, kit.RadiusSmall, kit.C("accent.fill"))
		p.IconIn("check", kit.IconRow, box.X+(side-kit.IconRow)/2, box, kit.C("text.onAccent"))
	}
	muted, host, path := kit.C(state.Muted()), kit.C(state.Muted()), kit.C("text.primary")
	if rule.Off {
		path = muted
	}
	x := r.X + breakWords
	if rule.Method == "" {
		p.TextAt(kit.Small, x, top, "any", muted)
	} else {
		p.TextAt(kit.DataBadge, x, top, shortMethod(rule.Method), kit.C(kit.MethodToken(rule.Method)))
	}
	x = max(x+breakMethod, x+kit.TextWidth(kit.DataBadge, shortMethod(rule.Method))+kit.U(2))
	end := r.X + r.W - kit.U(3)
	words := rule.pathWords()
	where := kit.FitMiddle(kit.Data, rule.hostWords(), max(end-x-kit.TextWidth(kit.Data, words), kit.U(12)))
	x = p.TextAt(kit.Data, x, top, where, host)
	p.TextAt(kit.Data, x, top, kit.FitMiddle(kit.Data, words, end-x), path)
	x = r.X + breakWords
	for name := range strings.SplitSeq(rule.At.String(), ", ") {
		if name != "" {
			w := kit.TagWidth(name, "")
			kit.PaintTag(p, low, x+w, name, "")
			x += w + kit.U(1)
		}
	}
	word, stopped := b.ruleWord(row)
	if end-x < kit.TextWidth(kit.Caption, word)+kit.U(2) {
		return // the tags say what matters more
	}
	if stopped {
		p.TextEnd(kit.CaptionStrong, end, low, word, kit.C("status.paused"))
	} else {
		p.TextEnd(kit.Caption, end, low, word, muted)
	}
}

func (b *breakPanel) paintStopped(p *kit.Pen, row int, r kit.Rect, state kit.RowState) {
	x := b.stopped[row]
	muted := kit.C(state.Muted())
	top := kit.Rect{X: r.X, Y: r.Y + kit.U(0.5), W: r.W, H: breakUpper}
	low := kit.Rect{X: r.X, Y: top.Y + top.H - kit.U(0.5), W: r.W, H: r.H - breakUpper - kit.U(1)}
	p.StateIn(kit.StatePaused, kit.IconRow, r.X+kit.U(3), top)
	at := p.TextAt(kit.Data, r.X+breakWords-kit.U(1), top, strconv.FormatUint(uint64(x.ID.Message), 10), muted)
	last := x.Last()
	method := timelineMethod(last.Method, last.Address)
	at = p.TextAt(kit.DataBadge, max(at+kit.U(1.5), r.X+breakWords+breakStopped), top, shortMethod(method), kit.C(kit.MethodToken(method)))
	end := p.TextEnd(kit.Data, r.X+r.W-kit.U(3), top, timeline.Duration(b.now-x.Stopped.Since), muted)
	at = max(at, r.X+breakWords+breakStopped+kit.U(9))
	p.TextAt(kit.Data, at+kit.U(2), top, kit.FitMiddle(kit.Data, last.Address.Path()+last.Address.Query(), end-at-kit.U(3)), kit.C("text.primary"))
	p.TextAt(kit.DataCaption, r.X+breakWords-kit.U(1), low, x.Stopped.At.String(), muted)
}
