package ui

import (
	"errors"
	"regexp/syntax"

	"ladle/ui/body"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// bodySearchBar is the bar over a body view: what to search for, how, how many there are and how far the search is.
type bodySearchBar struct {
	view     *bodyView
	box      *kit.Flex
	field    *kit.Field
	count    *kit.Label
	cases    *kit.IconButton
	expr     *kit.IconButton
	bar      *kit.Progress
	part     *kit.Label
	halt     *kit.IconButton
	shown    searchNote
	onClosed func(focused bool)
}

// searchNote is what stands at the right of the bar: how far a search is, or why there is none.
type searchNote struct {
	text string
	busy bool
}

func newBodySearchBar(v *bodyView, closed func(focused bool)) *bodySearchBar {
	b := &bodySearchBar{view: v, onClosed: closed}
	b.count = kit.NewLabel("").In(kit.Caption).Colour("text.muted")
	b.cases = kit.NewIconButton("case-sensitive", "Match case", func() { b.toggle(b.cases) }).Small()
	b.expr = kit.NewIconButton("regex", "Regular expression", func() { b.toggle(b.expr) }).Small()
	b.field = kit.NewField("Search").Small().Leading(kit.NewIcon("search", 14, "text.muted")).Trailing(b.count, b.cases, b.expr)
	b.field.OnChanged = func(string) { b.search() }
	b.field.OnSubmit = func(string) { b.step(false) }
	b.field.OnEscape = b.Close
	b.field.OnKey = b.key
	b.bar = kit.NewProgress(0)
	b.part = kit.NewLabel("").In(kit.Caption).AtMost(200)
	b.halt = kit.NewIconButton("circle-stop", "Stop searching", b.stop).Small()
	b.bar.Hide()
	b.part.Hide()
	b.halt.Hide()
	b.box = kit.Row(kit.Grow(b.field), kit.NewIconButton("chevron-up", "Previous match (Shift+F3)", func() { b.step(true) }).Small(),
		kit.NewIconButton("chevron-down", "Next match (F3)", func() { b.step(false) }).Small(),
		kit.Fixed(b.bar, 72, 0), b.part, b.halt, kit.NewIconButton("x", "Close the search (Esc)", b.Close).Small()).
		Gaps(6).PadX(8, 8).Height(32).Line(kit.Bottom, "border.subtle")
	b.box.Hide()
	return b
}

// Open shows the bar with the keyboard in its field; what is selected in one line is searched for.
func (b *bodySearchBar) Open() {
	b.box.Show()
	if text := b.view.selectedWord(); text != "" {
		b.field.SetText(text)
	}
	focusBeside(b.view, b.field.Focusable())
	b.field.SelectAll()
	b.search()
}

// IsOpen tells whether the bar shows.
func (b *bodySearchBar) IsOpen() bool { return b.box.Visible() }

// Close takes the bar and the marks away; whoever owns the bar hears whether it had the keyboard.
func (b *bodySearchBar) Close() {
	focused := b.field.Focused()
	b.box.Hide()
	b.view.EndFind()
	if b.onClosed != nil {
		b.onClosed(focused)
	}
}

func (b *bodySearchBar) query() body.Query {
	return body.Query{Text: b.field.Text(), Regexp: b.expr.On(), IgnoreCase: !b.cases.On()}
}

func (b *bodySearchBar) search() {
	if !b.IsOpen() {
		return
	}
	_ = b.view.Find(b.query()) // the view keeps the error of the query; Update shows it
	b.Update()
}

// queryProblem says in a few words what is wrong with a regular expression.
func queryProblem(err error) string {
	var e *syntax.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Code.String() + ": " + e.Expr
	}
	return err.Error()
}

func (b *bodySearchBar) toggle(button *kit.IconButton) {
	button.SetOn(!button.On())
	b.search()
	focusBeside(b.view, b.field.Focusable())
}

func (b *bodySearchBar) step(back bool) {
	if b.IsOpen() {
		b.view.find.step(b.view, back)
		b.Update()
	}
}

func (b *bodySearchBar) stop() {
	b.view.find.halt()
	b.Update()
}

func (b *bodySearchBar) key(e *fyne.KeyEvent) bool {
	if e.Name != fyne.KeyF3 && !(b.view.shift() && (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter)) {
		return false
	}
	b.step(b.view.shift())
	return true
}

// Update shows count and progress as they are now.
func (b *bodySearchBar) Update() {
	if !b.IsOpen() {
		return
	}
	b.count.SetText(b.view.find.text())
	part, busy := b.view.find.progress(b.view.state.Size)
	note := searchNote{text: queryProblem(b.view.find.err), busy: busy}
	token := "status.failed"
	if busy {
		b.bar.SetValue(part)
		note.text, token = "Searching, "+bodyPercent(part), "text.muted"
	}
	b.part.Colour(token).SetText(note.text)
	if note.busy != b.shown.busy || (note.text == "") != (b.shown.text == "") {
		setShown(busy, b.bar, b.halt)
		setShown(note.text != "", b.part)
		b.box.Reflow()
	}
	b.shown = note
}
