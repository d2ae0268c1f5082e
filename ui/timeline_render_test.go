package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ladle/ui/timeline"
)

// TestRenderTimeline writes pictures of the pane at the widths of the window's two sizes.
func TestRenderTimeline(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h float32
	}{{"wide", 1072, 539}, {"narrow", 960, 316}, {"slim", 600, 539}} {
		t.Run(size.name, func(t *testing.T) {
			story := timelineShop()
			p := newTimelinePane(timelineActions{})
			win := timelineWindow(t, p.Object(), size.w, size.h)
			p.view.SetUnfolded(timeline.RowID{Message: 46}, true)
			p.Update(story.snapshot(), story.last+40*time.Millisecond)
			p.Select(timeline.RowID{Message: 46})
			p.rows.toNewest()
			timelineHoverOver(p, timeline.RowID{Message: 50})
			timelineSave(t, win, "timeline-"+size.name)
		})
	}
}

// timelineHoverOver moves the pointer over the row of a message, in the URL column.
func timelineHoverOver(p *timelinePane, id timeline.RowID) {
	line, _ := p.view.LineOf(timeline.Target{ID: id, Attempt: -1})
	at := p.rows.rowRect(line)
	p.rows.MouseIn(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(p.rows.columns.url.x+4, at.Y+12)}})
}

// TestRenderTimelineStates writes pictures of what the pane says besides rows.
func TestRenderTimelineStates(t *testing.T) {
	story := timelineShop()
	for name, prepare := range map[string]func(*timelinePane){
		"empty": func(*timelinePane) {},
		"trouble": func(p *timelinePane) {
			p.Update(story.snapshot(), story.last)
			p.bar.filter.SetText("status:4xy host:shop")
		},
		"nothing": func(p *timelinePane) { p.Update(story.snapshot(), story.last); p.bar.filter.SetText("nowhere") },
		"new": func(p *timelinePane) {
			s := timelineMany(40)
			p.Update(s.snapshot(), s.last)
			p.rows.ScrollTo(0, 100)
			s.more(41, 12)
			p.Update(s.snapshot(), s.last)
			p.setSort(timeline.ColumnNumber)
			p.setSort(timeline.ColumnNumber)
			p.setSort(timeline.ColumnTime)
			p.setSort(timeline.ColumnTime)
		},
		"span": func(p *timelinePane) {
			p.Update(story.snapshot(), story.last)
			p.rows.setSpan(900*time.Millisecond, 1900*time.Millisecond)
			p.rows.focus()
			p.Select(timeline.RowID{Message: 51})
		},
		"menu": func(p *timelinePane) {
			p.Update(story.snapshot(), story.last)
			p.Select(timeline.RowID{Message: 46})
			p.setFold(timeline.RowID{Message: 46}, true)
			p.rows.TypedKey(&fyne.KeyEvent{Name: desktop.KeyMenu})
		},
	} {
		t.Run(name, func(t *testing.T) {
			none := func(timeline.RowID) {}
			p := newTimelinePane(timelineActions{Resend: none, Cancel: none, Open: none, CopyCurl: none, CopyURL: none})
			win := timelineWindow(t, p.Object(), 1072, 400)
			prepare(p)
			timelineSave(t, win, "state-"+name)
		})
	}
}
