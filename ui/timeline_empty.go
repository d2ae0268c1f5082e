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
	text   *kit.Label
	all    *kit.Button
}

func newTimelineNothing(p *timelinePane) *timelineNothing {
	n := &timelineNothing{pane: p, text: kit.NewLabel("").Colour("text.secondary").Aligned(kit.AlignCentre)}
	n.all = kit.NewButton("Show all", kit.Secondary, n.showAll).High(kit.ButtonSmall)
	title := kit.NewLabel("Nothing found").In(kit.BodyStrong).Aligned(kit.AlignCentre)
	col := kit.Col(kit.Space(), title, n.text, kit.Gap(4), kit.Row(kit.Space(), n.all, kit.Space()), kit.Space()).Gaps(2).Pad(12, timelineHeadHeight, 12, 0)
	n.object = container.NewStack(col)
	n.object.Hide()
	return n
}

func (n *timelineNothing) update() {
	rows := n.pane.snap.Len()
	if rows > 0 && n.pane.view.Rows() == 0 {
		n.text.SetText("No message of " + timeline.Count(int64(rows)) + " fits filter and chips.")
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
