package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// timelineNothing is what lies over the rows when there are messages and none is shown.
type timelineNothing struct {
	pane   *timelinePane
	object *fyne.Container
	box    *kit.Flex
	rows   int // that the sentence speaks of
}

func newTimelineNothing(p *timelinePane) *timelineNothing {
	n := &timelineNothing{pane: p, box: kit.Col()}
	n.object = container.NewStack(kit.Col(kit.Gap(timelineHeadHeight), kit.Grow(n.box)))
	n.object.Hide()
	return n
}

func (n *timelineNothing) update() {
	rows := n.pane.snap.Len()
	if rows > 0 && n.pane.view.Rows() == 0 {
		if rows != n.rows {
			n.rows = rows
			n.box.SetKids(kit.Grow(kit.NewEmpty("Nothing found", "No message of "+timeline.Count(int64(rows))+" fits filter and chips.",
				kit.NewButton("Show all", kit.Secondary, n.showAll).High(kit.ButtonSmall))))
		}
		timelineShow(n.object, true)
		return
	}
	timelineShow(n.object, false)
}

// showAll takes filter, chips and span away.
func (n *timelineNothing) showAll() {
	n.pane.bar.filter.SetText("")
	n.pane.rows.clearSpan()
	n.pane.bar.choose(0)
}
