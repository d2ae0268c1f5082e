package ui

import (
	"strconv"

	"ladle/store"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

func (h *sidebarHistory) paintRow(p *kit.Pen, row int, r kit.Rect, state kit.RowState) {
	kit.PaintTree(p, r, h.days.rows[row].shown(), state)
}

// shown is the row as the kit paints it.
func (item historyRow) shown() kit.TreeRow {
	row := kit.TreeRow{Name: item.name}
	if item.count > 0 {
		row.Note = timeline.Count(int64(item.count))
	}
	switch item.kind {
	case historyMessage:
		m := item.message
		row.Method, row.Name = shortMethod(m.Method), m.Name
		if row.Name == "" {
			row.Name, row.Data = shortName(m.URL), true
		}
		row.Note, row.State = historyMark(m)
	case historyThis:
		row.Glyph = kit.StateWaiting
	case historyDay:
		row.Fold = kit.FoldOf(true, item.open)
	case historyProblem:
		row.Token = "status.failed"
	case historyMore:
		row.Token = map[bool]string{true: "text.muted", false: "text.link"}[item.open]
	}
	return row
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
