package ui

import (
	"strconv"

	"ladle/store"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

func (h *sidebarHistory) paintRow(p *kit.Pen, row int, r kit.Rect, state kit.RowState) {
	item := h.days.rows[row]
	kit.PaintTreeRow(p, r, state)
	right := r.X + r.W - 12
	if item.kind == historyMessage {
		h.paintMessage(p, item.message, r, right, state)
		return
	}
	x, text := float32(30), "text.secondary"
	switch item.kind {
	case historyThis:
		p.State(kit.StateWaiting, 12, 12, r.Y+6)
	case historyDay:
		chevron := "chevron-right"
		if item.open {
			chevron = "chevron-down"
		}
		p.Icon(chevron, 12, 12, r.Y+6, kit.C(state.Muted()))
	case historyProblem:
		text = "status.failed"
	default:
		text = "text.link"
		if item.open {
			text = "text.muted"
		}
	}
	if item.count > 0 {
		n := timeline.Count(int64(item.count))
		w := kit.TextWidth(kit.Caption, n)
		p.Text(kit.Caption, right-w, kit.Baseline(r.Y, r.H, 11), n, kit.C(state.Muted()))
		right -= w + 8
	}
	if state.Selected && text == "text.secondary" {
		text = "text.primary"
	}
	p.TextIn(kit.Small, kit.Rect{X: x, Y: r.Y, W: right - x, H: r.H}, kit.AlignLeft, item.name, kit.C(text))
}

func (h *sidebarHistory) paintMessage(p *kit.Pen, m store.Summary, r kit.Rect, right float32, state kit.RowState) {
	note, glyph := historyMark(m)
	w := kit.TextWidth(kit.DataBadge, note)
	p.Text(kit.DataBadge, right-w, kit.Baseline(r.Y, r.H, 11), note, kit.C(glyph.Token()))
	right -= w + 8
	p.TextIn(kit.DataBadge, kit.Rect{X: 30, Y: r.Y, W: 40, H: r.H}, kit.AlignLeft, shortMethod(m.Method), kit.C(kit.MethodToken(m.Method)))
	name := m.Name
	font := kit.Small
	if name == "" {
		name, font = shortName(m.URL), kit.Data
	}
	text := "text.secondary"
	if state.Selected {
		text = "text.primary"
	}
	p.TextIn(font, kit.Rect{X: 72, Y: r.Y, W: right - 72, H: r.H}, kit.AlignLeft, kit.FitMiddle(font, name, right-72), kit.C(text))
}

// historyMark is how a message ended, in a word and in a state for its colour.
func historyMark(m store.Summary) (string, kit.State) {
	switch {
	case m.Outcome == store.Cancelled:
		return "cancelled", kit.StateCancelled
	case m.Outcome == store.Failed:
		return "failed", kit.StateFailed
	case m.Status >= 500:
		return strconv.Itoa(int(m.Status)), kit.StateServerError
	case m.Status >= 400:
		return strconv.Itoa(int(m.Status)), kit.StateClientError
	case m.Status >= 300:
		return strconv.Itoa(int(m.Status)), kit.StateRedirect
	case m.Status == 0:
		return timeline.Unknown, kit.StateQueued
	}
	return strconv.Itoa(int(m.Status)), kit.StateOK
}
