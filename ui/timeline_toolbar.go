package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// timelineChips are the quick filters of the toolbar in their order.
var timelineChips = []struct {
	chip  timeline.Chips
	glyph kit.State
	name  string
}{
	{timeline.ChipLive, kit.StateWaiting, "Live"},
	{timeline.ChipPaused, kit.StatePaused, "Paused"},
	{timeline.ChipRedirect, kit.StateRedirect, "Redirect"},
	{timeline.Chip4xx, kit.StateClientError, "4xx"},
	{timeline.Chip5xx, kit.StateServerError, "5xx"},
	{timeline.ChipFailed, kit.StateFailed, "Failed"},
}

// timelineToolbar is the strip above the table: filter, chips, follow, clear. Chips of which there is no row are hidden,
// unless they are on; where there is no room for all, they fold into a menu.
type timelineToolbar struct {
	pane    *timelinePane
	object  *kit.Flex
	filter  *kit.Field
	trouble *kit.Flex // the line that says why
	why     *kit.Label
	chosen  timeline.Chips
	all     *kit.Chip
	chips   []*kit.Chip
	menu    *kit.Chip
	span    *kit.Chip
	follow  *kit.Switch
	clear   *kit.IconButton
	width   float32
	folded  bool
	parts   []timeline.Problem
}

func newTimelineToolbar(p *timelinePane) *timelineToolbar {
	b := &timelineToolbar{pane: p}
	b.buildFilter()
	b.all = kit.NewChip("", "All", func(bool) { b.choose(0) })
	b.all.Set(true)
	for _, c := range timelineChips {
		b.chips = append(b.chips, kit.NewChip(c.glyph, c.name, func(on bool) { b.toggle(c.chip, on) }))
	}
	b.span = kit.NewChip("", "Span", func(bool) { p.rows.clearSpan() })
	b.span.Set(true)
	b.span.SetTip("Only messages of the chosen stretch of time. Press to show all.")
	b.follow = kit.NewSwitch(true, p.setFollow)
	b.follow.SetTip("Keep the newest message in view")
	b.clear = kit.NewIconButton("trash-2", "Clear messages that are over", b.runClear)
	b.object = kit.Row().Gaps(kit.U(1)).PadX(kit.U(3), kit.U(1.5)).Height(timelineToolbarHeight).Line(kit.Top, "border.default")
	b.foldChips()
	b.arrange()
	return b
}

func (b *timelineToolbar) buildFilter() {
	b.filter = kit.NewField("Filter: status:4xx host:shop").Small().MinWidth(kit.S("timeline.filter")).Leading(kit.NewIcon("list-filter", kit.IconSmall, "text.muted")).Clearable().Spans(b.spans)
	b.filter.OnChanged = b.parse
	b.filter.OnEscape = func() {
		if b.filter.Text() != "" {
			b.filter.SetText("")
			return
		}
		b.pane.rows.focus()
	}
	b.filter.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name != fyne.KeyDown {
			return false
		}
		b.pane.rows.focus()
		return true
	}
	b.filter.OnSubmit = func(string) { b.pane.rows.focus() }
	b.why = kit.NewLabel("").Colour("status.failed")
	b.trouble = kit.Row(b.why).PadX(kit.U(3), kit.U(3)).Height(timelineRowHeight).Line(kit.Top, "border.subtle")
	b.trouble.Hide()
}

// parse reads the filter while it is typed. The list stays as it is while a part means nothing; a key whose value is
// still to come is left out without a word.
func (b *timelineToolbar) parse(text string) {
	filter, problems := timeline.ParseFilter(text)
	if n := len(problems); n > 0 && problems[n-1].End == len(text) && strings.HasSuffix(text, ":") {
		problems = problems[:n-1]
	}
	b.parts = problems
	if len(problems) > 0 {
		b.why.SetText(problems[0].Why + " The list is as before.")
	} else {
		b.pane.relist(func() { b.pane.view.SetFilter(filter) })
	}
	b.showTrouble(len(problems) > 0)
}

func (b *timelineToolbar) showTrouble(on bool) {
	if on == b.trouble.Visible() {
		return
	}
	b.filter.SetWrong(on)
	timelineShow(b.trouble, on)
	b.pane.object.Reflow()
}

// spans colours the parts of the filter that mean nothing.
func (b *timelineToolbar) spans(text string) []kit.Span {
	var out []kit.Span
	at := 0
	for _, part := range b.parts {
		if part.Start < at || part.End > len(text) {
			break
		}
		out = append(out, kit.Span{Text: text[at:part.Start], Token: "text.primary"}, kit.Span{Text: text[part.Start:part.End], Token: "status.failed"})
		at = part.End
	}
	return append(out, kit.Span{Text: text[at:], Token: "text.primary"})
}

func (b *timelineToolbar) toggle(chip timeline.Chips, on bool) {
	if on {
		b.choose(b.chosen | chip)
	} else {
		b.choose(b.chosen &^ chip)
	}
}

// choose shows the rows of some chips; 0 shows all.
func (b *timelineToolbar) choose(chips timeline.Chips) {
	b.chosen = chips
	b.all.Set(chips == 0)
	for i, c := range timelineChips {
		b.chips[i].Set(chips&c.chip != 0)
	}
	b.foldChips()
	b.arrange()
	b.pane.relist(func() { b.pane.view.SetChips(chips) })
}

func (b *timelineToolbar) runClear() {
	if b.pane.actions.Clear != nil {
		b.pane.actions.Clear()
	}
}

// foldChips makes the chip that has all others in its menu; its name says what is chosen.
func (b *timelineToolbar) foldChips() {
	name, several := "All", false
	for _, c := range timelineChips {
		if b.chosen&c.chip != 0 {
			several = name != "All"
			name = c.name
		}
	}
	if several {
		name = "Several"
	}
	b.menu = kit.NewMenuChip(name, b.items)
}

// items are the chips as a menu.
func (b *timelineToolbar) items() []kit.MenuItem {
	counts := &b.pane.snap.Counts
	items := []kit.MenuItem{{Text: "All", Keys: timeline.Count(int64(counts.Rows)), Checked: b.chosen == 0, Run: func() { b.choose(0) }}}
	for _, c := range timelineChips {
		on := b.chosen&c.chip != 0
		items = append(items, kit.MenuItem{Text: c.name, Keys: timeline.Count(int64(counts.Of(c.chip))), Checked: on, Run: func() { b.toggle(c.chip, !on) }})
	}
	return items
}

// update shows the counts of the snapshot.
func (b *timelineToolbar) update() {
	counts := &b.pane.snap.Counts
	b.all.SetCount(timeline.Count(int64(counts.Rows)))
	b.menu.SetCount(timeline.Count(int64(counts.Rows)))
	changed := false
	for i, c := range timelineChips {
		n := counts.Of(c.chip)
		b.chips[i].SetCount(timeline.Count(int64(n)))
		changed = timelineShow(b.chips[i], n > 0 || b.chosen&c.chip != 0) || changed
	}
	ruler := &b.pane.rows.ruler
	b.span.SetCount(timeline.Duration(ruler.spanTo - ruler.spanFrom))
	changed = timelineShow(b.span, ruler.spanOn) || changed
	b.clear.SetTip(b.clearTip())
	if over := counts.Over; (over == 0) != b.clear.Disabled() {
		if over == 0 {
			b.clear.Disable()
		} else {
			b.clear.Enable()
		}
	}
	b.showFollow()
	if changed || b.folded != b.tight() {
		b.arrange()
	}
}

func (b *timelineToolbar) clearTip() string {
	switch {
	case b.pane.snap.Counts.Rows == 0:
		return "There is nothing to clear"
	case b.pane.snap.Counts.Over == 0:
		return "Only messages that are over can be cleared"
	}
	return "Clear messages that are over"
}

// timelineShow shows or hides an object and tells whether that changed it.
func timelineShow(o fyne.CanvasObject, on bool) bool {
	if o.Visible() == on {
		return false
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
	return true
}

func (b *timelineToolbar) showFollow() { b.follow.Set(b.pane.follow.On()) }

// resize tells the toolbar its width.
func (b *timelineToolbar) resize(width float32) {
	if width == b.width {
		return
	}
	b.width = width
	b.arrange()
}

// tight tells whether the chips do not fit side by side.
func (b *timelineToolbar) tight() bool {
	// Title, paddings, follow, clear and some air take the rest.
	need := kit.S("timeline.toolbarRest") + b.filterWidth() + b.all.MinSize().Width
	for _, c := range append(b.chips, b.span) {
		if c.Visible() {
			need += c.MinSize().Width + kit.U(1)
		}
	}
	return b.width > 0 && need > b.width
}

func (b *timelineToolbar) filterWidth() float32 {
	switch {
	case b.width > 0 && b.width < timelineMedium:
		return kit.S("timeline.filterSlim")
	case b.width > 0 && b.width < timelineFull:
		return kit.S("timeline.filterMedium")
	}
	return kit.S("timeline.filter")
}

// arrange puts into the row what there is room for.
func (b *timelineToolbar) arrange() {
	b.folded = b.tight()
	kids := []fyne.CanvasObject{kit.NewLabel("Timeline").In(kit.BodyStrong), kit.Gap(kit.U(1)), kit.Fixed(b.filter, b.filterWidth(), kit.ButtonSmall), kit.Gap(kit.U(1))}
	if b.folded {
		kids = append(kids, b.menu, b.chips[1])
	} else {
		kids = append(kids, b.all)
		for _, c := range b.chips {
			kids = append(kids, c)
		}
	}
	kids = append(kids, b.span, kit.Space(), kit.NewLabel("Follow").Colour("text.secondary"), kit.Gap(0), b.follow, kit.Gap(kit.U(1)), kit.NewDivider(kit.U(4)), kit.Gap(2), b.clear)
	b.object.SetKids(kids...)
}
