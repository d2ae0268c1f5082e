package ui

import (
	"errors"
	"regexp/syntax"

	"ladle/ui/body"
	"ladle/ui/kit"
)

// bodySearch joins a search bar and the body view that it searches.
type bodySearch struct {
	view     *bodyView
	bar      *kit.SearchBar
	onClosed func(focused bool)
}

func newBodySearch(v *bodyView, closed func(focused bool)) *bodySearch {
	b := &bodySearch{view: v, bar: kit.NewSearchBar(), onClosed: closed}
	b.bar.OnChanged, b.bar.OnStep, b.bar.OnStop, b.bar.OnClose, b.bar.Backwards = b.search, b.step, b.stop, b.Close, v.shift
	b.bar.Box.Hide()
	return b
}

// Open shows the bar with the keyboard in its field; what is selected in one line is searched for.
func (b *bodySearch) Open() {
	b.bar.Box.Show()
	if text := b.view.selectedWord(); text != "" {
		b.bar.SetText(text)
	}
	focusBeside(b.view, b.bar.Field().Focusable()) // the bar may be new on the window
	b.bar.Field().SelectAll()
	b.search()
}

// IsOpen tells whether the bar shows.
func (b *bodySearch) IsOpen() bool { return b.bar.Box.Visible() }

// Close takes the bar and the marks away; whoever owns the bar hears whether it had the keyboard.
func (b *bodySearch) Close() {
	focused := b.bar.Focused()
	b.bar.Box.Hide()
	b.view.EndFind()
	if b.onClosed != nil {
		b.onClosed(focused)
	}
}

func (b *bodySearch) search() {
	if !b.IsOpen() {
		return
	}
	// The view keeps the error of the query; Update shows it.
	_ = b.view.Find(body.Query{Text: b.bar.Text(), Regexp: b.bar.Expression(), IgnoreCase: !b.bar.MatchCase()})
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

func (b *bodySearch) step(back bool) {
	if b.IsOpen() {
		b.view.find.step(b.view, back)
		b.Update()
	}
}

func (b *bodySearch) stop() {
	b.view.find.halt()
	b.Update()
}

// Update shows count and progress as they are now.
func (b *bodySearch) Update() {
	if !b.IsOpen() {
		return
	}
	b.bar.SetCount(b.view.find.text())
	if part, busy := b.view.find.progress(b.view.state.Size); busy {
		b.bar.SetProgress(part, "Searching, "+bodyPercent(part))
		return
	}
	b.bar.SetProblem(queryProblem(b.view.find.err))
}
