package kit

import "fyne.io/fyne/v2"

// SearchBar is the bar over a text in which a person looks for something: the words, how to match them, how many there
// are, and how far a search that takes a while has come. It decides nothing; what searches tells it what to show.
type SearchBar struct {
	Box       *Flex           // what is laid out
	OnChanged func()          // words or matching changed
	OnStep    func(back bool) // to the next match, or the one before
	OnStop    func()          // end a search that runs
	OnClose   func()          // the cross, or Escape
	Backwards func() bool     // tells whether Shift is held; nil: as the toolkit says

	field       *Field
	count       *Label
	cases, expr *IconButton
	bar         *Progress
	note        *Label
	stop        *IconButton
	shown       searchNote
}

// searchNote is what stands behind the field.
type searchNote struct {
	text string
	busy bool
}

// NewSearchBar returns a bar 32 units high.
func NewSearchBar() *SearchBar {
	b := &SearchBar{count: NewLabel("").In(Caption).Colour("text.muted"), bar: NewProgress(0), note: NewLabel("").In(Caption).AtMost(200)}
	b.cases = NewIconButton("case-sensitive", "Match case", func() { b.turn(b.cases) }).Small()
	b.expr = NewIconButton("regex", "Regular expression", func() { b.turn(b.expr) }).Small()
	b.field = NewField("Search").Small().Leading(NewIcon("search", IconSmall, "text.muted")).Trailing(b.count, b.cases, b.expr)
	b.field.OnChanged = func(string) { b.changed() }
	b.field.OnSubmit = func(string) { b.step(false) }
	b.field.OnEscape = func() { b.close() }
	b.field.OnKey = b.key
	b.stop = NewIconButton("circle-stop", "Stop searching", func() {
		if b.OnStop != nil {
			b.OnStop()
		}
	}).Small()
	b.bar.Hide()
	b.note.Hide()
	b.stop.Hide()
	b.Box = Row(Grow(b.field), NewIconButton("chevron-up", "Previous match (Shift+F3)", func() { b.step(true) }).Small(),
		NewIconButton("chevron-down", "Next match (F3)", func() { b.step(false) }).Small(),
		Fixed(b.bar, 72, 0), b.note, b.stop, NewIconButton("x", "Close the search (Esc)", b.close).Small()).
		Gaps(6).PadX(8, 8).Height(S("height.strip")).Line(Bottom, "border.subtle")
	return b
}

// Text returns the words.
func (b *SearchBar) Text() string { return b.field.Text() }

// SetText replaces the words.
func (b *SearchBar) SetText(s string) { b.field.SetText(s) }

// MatchCase tells whether capitals count.
func (b *SearchBar) MatchCase() bool { return b.cases.On() }

// Expression tells whether the words are a regular expression.
func (b *SearchBar) Expression() bool { return b.expr.On() }

// Focus gives the keyboard to the words, which are selected.
func (b *SearchBar) Focus() {
	b.field.Focus()
	b.field.SelectAll()
}

// Focused tells whether the words have the keyboard.
func (b *SearchBar) Focused() bool { return b.field.Focused() }

// Field returns the field of the words, for focus orders and tests.
func (b *SearchBar) Field() *Field { return b.field }

// Count and Note return what is shown: how many matches there are, and how far the search is or what is wrong with the
// words.
func (b *SearchBar) Count() string { return b.count.Text() }

// Note is described with Count.
func (b *SearchBar) Note() string { return b.shown.text }

// SetCount shows how many matches there are, as it is to be read: "1 of 200".
func (b *SearchBar) SetCount(s string) { b.count.SetText(s) }

// SetProgress shows how far a search is, 0 to 1, with a way to stop it.
func (b *SearchBar) SetProgress(done float64, words string) {
	b.bar.SetValue(done)
	b.say(searchNote{words, true}, "text.muted")
}

// SetProblem shows what is wrong with the words; empty shows that nothing is.
func (b *SearchBar) SetProblem(why string) {
	b.field.SetWrong(why != "")
	b.say(searchNote{why, false}, "status.failed")
}

// say shows a note; the bar is laid out anew only when something comes or goes.
func (b *SearchBar) say(n searchNote, token string) {
	b.note.Colour(token).SetText(n.text)
	if n.busy != b.shown.busy || (n.text == "") != (b.shown.text == "") {
		setVisible(n.busy, b.bar, b.stop)
		setVisible(n.text != "", b.note)
		b.Box.Reflow()
	}
	b.shown = n
}

func setVisible(on bool, objects ...fyne.CanvasObject) {
	for _, o := range objects {
		if on {
			o.Show()
		} else {
			o.Hide()
		}
	}
}

func (b *SearchBar) turn(button *IconButton) {
	button.SetOn(!button.On())
	b.field.Focus()
	b.changed()
}

func (b *SearchBar) changed() {
	if b.OnChanged != nil {
		b.OnChanged()
	}
}

func (b *SearchBar) step(back bool) {
	if b.OnStep != nil {
		b.OnStep(back)
	}
}

func (b *SearchBar) close() {
	if b.OnClose != nil {
		b.OnClose()
	}
}

// key is for F3 and Shift+Enter, which a field has no use for.
func (b *SearchBar) key(e *fyne.KeyEvent) bool {
	back := keyModifiers()&fyne.KeyModifierShift != 0
	if b.Backwards != nil {
		back = b.Backwards()
	}
	if e.Name != fyne.KeyF3 && !(back && (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter)) {
		return false
	}
	b.step(back)
	return true
}
