package kit

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func TestFoldHead(t *testing.T) {
	var got []bool
	h := NewFoldHead("Queue", func(open bool) { got = append(got, open) })
	_, w := window(t, Dark, Row(Grow(h)), 200, 40)
	test.Tap(h)
	for _, k := range []fyne.KeyName{fyne.KeyLeft, fyne.KeyRight, fyne.KeyRight, fyne.KeySpace} {
		h.TypedKey(key(k))
	}
	if fmt.Sprint(got) != "[false true false]" {
		t.Errorf("folded and unfolded as %v", got)
	}
	if !looksDifferent(w, func() { h.Set(true) }) || !looksDifferent(w, func() { h.Say("4", "2 changed") }) {
		t.Error("folds, counts or facts do not show")
	}
}

func TestPropertyRow(t *testing.T) {
	n := NewNumberField(10, 1, 100, "")
	r := NewPropertyRow("max-conns", n)
	ran := 0
	r.Items = func() []MenuItem { return []MenuItem{{Text: "Reset", Run: func() { ran++ }}} }
	after := NewLabel("after")
	col := Col(r, after)
	_, w := window(t, Dark, col, 288, 200)
	for _, c := range []struct {
		name string
		do   func()
	}{{"differs", func() { r.SetDiffers(true) }}, {"hover", func() { r.back.MouseIn(at(5, 5)) }}, {"word", func() { r.Say("Counts at once") }}} {
		if !looksDifferent(w, c.do) {
			t.Errorf("%s does not show", c.name)
		}
	}
	y := after.Position().Y
	r.Refuse("From 1 to 100")
	if after.Position().Y <= y || !n.field.Wrong() || r.Reason() != "From 1 to 100" {
		t.Error("a refusal does not show, or takes no room")
	}
	r.Accept()
	if after.Position().Y != y || n.field.Wrong() || r.Reason() != "" {
		t.Error("accepting leaves the refusal")
	}
	r.back.TappedSecondary(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(10, 10)})
	m, ok := w.Canvas().Overlays().Top().(*Menu)
	if !ok {
		t.Fatal("the secondary button opens no menu")
	}
	m.TypedKey(key(fyne.KeyDown))
	m.TypedKey(key(fyne.KeyReturn))
	if ran != 1 {
		t.Error("the menu's item did not run")
	}
	w.Canvas().FocusNext()
	if w.Canvas().Focused() != n.Field().Focusable() {
		t.Error("the row takes the keyboard instead of its control")
	}
}

func TestPropertyNameGivesWayToItsControl(t *testing.T) {
	r := NewPropertyRow("a-property-with-a-long-name", NewField("").Small().MinWidth(200))
	window(t, Dark, Col(r), 288, 60)
	img := image.NewRGBA(image.Rect(0, 0, 288, 32))
	r.back.paintBack(NewPen(img, 1), fyne.NewSize(288, 32))
	if got, field := float32(ink(img).Max.X), r.control.Position().X; got > field {
		t.Errorf("the name reaches to %g under a control at %g", got, field)
	}
}

func TestStatusItem(t *testing.T) {
	ran := 0
	plain := NewStatusItem(string(StateQueued), StateQueued.Token())
	pressed := NewStatusItem("", "none").Pressable("Copy diagnostics", func() { ran++ })
	_, w := window(t, Dark, Row(plain, pressed, Space()), 200, 24)
	if !plain.Set("2 queued") || plain.Set("2 queued") || !pressed.Set("Ladle 0.9") {
		t.Error("Set does not tell whether the width changed")
	}
	test.Tap(pressed)
	pressed.TypedKey(key(fyne.KeyReturn))
	test.Tap(plain)
	if ran != 2 {
		t.Errorf("ran %d times, want 2", ran)
	}
	w.Canvas().FocusNext()
	if w.Canvas().Focused() != pressed {
		t.Error("the keyboard goes to a fact that does nothing")
	}
}

func shownTable(t *testing.T, width float32) *Table {
	t.Helper()
	tb := NewTable(24, []Column{{Title: "ms", Width: 40, Right: true}, {Title: "Event", Width: 60, Share: 0.34, Most: 120}, {Title: "Detail"}}, func() int { return 3 },
		func(row, column int, _ RowState) Cell {
			return Cell{Text: []string{fmt.Sprint(row), "starting", "a detail that is long enough to be cut in a narrow table"}[column]}
		})
	tb.Section = func(row int) string { return when(row == 0, "Attempt 1") }
	window(t, Dark, tb, width, 120)
	return tb
}

func TestTableColumns(t *testing.T) {
	for _, tt := range []struct{ width, event, detail float32 }{{400, 120, 200}, {220, 75, 65}, {120, 60, 0}} {
		tb := shownTable(t, tt.width)
		row := Rect{0, 24, tt.width, 24}
		if ms, event, detail := tb.CellRect(0, row), tb.CellRect(1, row), tb.CellRect(2, row); ms.X != 12 || ms.W != 40 || event.W != tt.event || detail.W != tt.detail || event.X != 60 {
			t.Errorf("%g wide: ms %v, event %v, detail %v", tt.width, ms, event, detail)
		}
	}
	if !shownTable(t, 220).Cut(1, 2) || shownTable(t, 900).Cut(1, 2) {
		t.Error("Cut does not tell what is cut")
	}
}

func TestTableKeysAndWords(t *testing.T) {
	tb := shownTable(t, 400)
	tb.Name = "Events"
	if got := Describe(tb); got != "Events, 3 rows" {
		t.Errorf("an unused table is %q", got)
	}
	tb.TypedKey(key(fyne.KeyDown))
	tb.TypedKey(key(fyne.KeyDown))
	if got, want := Describe(tb), "Events, 1, starting, a detail that is long enough to be cut in a narrow table, 2 of 3, selected"; got != want {
		t.Errorf("the second row is %q, want %q", got, want)
	}
	tb.TypedKey(key(fyne.KeyUp))
	if got := tb.Text(0); got != "Attempt 1" {
		t.Errorf("a section is %q", got)
	}
}

func TestSearchBar(t *testing.T) {
	var events []string
	b := NewSearchBar()
	b.OnChanged = func() {
		events = append(events, fmt.Sprintf("changed %q %v %v", b.Text(), b.MatchCase(), b.Expression()))
	}
	b.OnStep = func(back bool) { events = append(events, fmt.Sprint("step ", back)) }
	b.OnStop = func() { events = append(events, "stop") }
	b.OnClose = func() { events = append(events, "close") }
	shift := false
	b.Backwards = func() bool { return shift }
	_, w := window(t, Dark, Col(b.Box), 500, 60)
	b.Focus()
	if !b.Focused() {
		t.Fatal("Focus does not focus the words")
	}
	test.Type(b.Field().Focusable(), "o")
	b.field.entry.TypedKey(key(fyne.KeyReturn))
	shift = true
	b.field.entry.TypedKey(key(fyne.KeyF3))
	b.field.entry.TypedKey(key(fyne.KeyReturn))
	test.Tap(b.cases)
	test.Tap(b.expr)
	if w.Canvas().Focused() != b.Field().Focusable() {
		t.Error("a button of the bar took the keyboard from the words")
	}
	b.SetProgress(0.4, "Searching, 40 %")
	if !b.bar.Visible() || !b.stop.Visible() || b.Note() != "Searching, 40 %" {
		t.Error("a search that runs does not show")
	}
	test.Tap(b.stop)
	b.SetProblem("missing closing )")
	if b.bar.Visible() || !b.field.Wrong() || b.Note() != "missing closing )" {
		t.Error("a problem does not show")
	}
	b.SetProblem("")
	if b.field.Wrong() || b.note.Visible() {
		t.Error("the problem stays")
	}
	b.field.entry.TypedKey(key(fyne.KeyEscape))
	want := `changed "o" false false|step false|step true|step true|changed "o" true false|changed "o" true true|stop|close`
	if got := strings.Join(events, "|"); got != want {
		t.Errorf("events\n%s, want\n%s", got, want)
	}
}

func TestActionsAndFloater(t *testing.T) {
	a := Actions{{"rotate-cw", "Send again"}, {"copy", "Copy"}, {"ellipsis", "More"}}
	row := Rect{0, 48, 400, 24}
	box := a.Box(row, 12)
	if end := box.X + box.W; end != 388 || box.Y < row.Y || box.Y+box.H > row.Y+row.H {
		t.Errorf("the actions of %v stand at %v", row, box)
	}
	for i := range a {
		c := a.Cell(box, i)
		if got := a.At(box, c.X+c.W/2, c.Y+c.H/2); got != i {
			t.Errorf("the middle of action %d belongs to %d", i, got)
		}
	}
	if a.At(box, box.X-1, box.Y) != -1 {
		t.Error("a place beside the actions belongs to one")
	}
	f := Floater{"arrow-down", "12 new"}
	view := Rect{0, 24, 300, 200}
	if b := f.Box(view); b.X+b.W/2 != 150 || b.Y+b.H > view.Y+view.H || b.W < TextWidth(Small, f.Text) {
		t.Errorf("the floater stands at %v over %v", b, view)
	}
}

func TestTreeRowStaysInItsWidth(t *testing.T) {
	for _, row := range []TreeRow{
		{Depth: 3, Fold: FoldOpen, Icon: "folder-open", Name: strings.Repeat("folder ", 20), Note: "1 206"},
		{Method: "OPTIONS", Name: "http://localhost/" + strings.Repeat("orders/", 20), Data: true, Note: "cancelled", State: StateCancelled},
		{Depth: 40, Name: "deeper than there is room", Note: "4"},
	} {
		img := image.NewRGBA(image.Rect(0, 0, 300, 24))
		PaintTree(NewPen(img, 1), Rect{0, 0, 180, 24}, row, RowState{Selected: true, Focused: true})
		if r := ink(img); r.Max.X > 180 {
			t.Errorf("%q reaches to %d of 180", row.Name, r.Max.X)
		}
	}
}

func TestFittedListGivesTheWheelToItsColumn(t *testing.T) {
	n := 3
	l := NewList(24, func() int { return n }, func(*Pen, int, Rect, RowState) {})
	l.Fitted = true
	l.Refresh()
	s := NewScroll(Col(l, Gap(300)))
	window(t, Dark, s, 200, 100)
	if h := l.Size().Height; h != 72 {
		t.Fatalf("three rows of 24 take %g", h)
	}
	l.Scrolled(wheel(0, -40))
	if s.Offset() != 40 || l.OffsetY() != 0 {
		t.Errorf("the column is at %g, the list at %g", s.Offset(), l.OffsetY())
	}
	n = 0
	l.Refresh()
	if h := l.Size().Height; h != 24 {
		t.Errorf("an empty list takes %g", h)
	}
}

func TestScrollbarsShowThePointer(t *testing.T) {
	s, w := shownSurface(t)
	s.SetContent(0, 1000)
	if !looksDifferent(w, func() { s.MouseIn(at(197, 60)) }) {
		t.Error("the pointer over a surface's scrollbar does not show")
	}
	if !looksDifferent(w, func() { s.MouseMoved(at(50, 60)) }) {
		t.Error("the scrollbar stays bright")
	}
	col := NewScroll(Col(Gap(1000)))
	_, w = window(t, Dark, col, 100, 100)
	if !looksDifferent(w, func() { col.bar.MouseIn(&desktop.MouseEvent{}) }) {
		t.Error("the pointer over a column's scrollbar does not show")
	}
}

func TestTooltipForTheKeyboard(t *testing.T) {
	b := NewIconButton("search", "Search", nil)
	shell, w := window(t, Dark, Col(Row(b, Space()), Space()), 200, 100)
	w.Canvas().Focus(b)
	elapse(tipDelay)
	if len(shell.tips.box.Objects) != 1 {
		t.Error("no tooltip for a button that has the keyboard")
	}
	w.Canvas().Unfocus()
	if len(shell.tips.box.Objects) != 0 {
		t.Error("the tooltip stays")
	}
}

func TestDescribe(t *testing.T) {
	password := NewField("").Named("Password").Password()
	password.SetText("open sesame")
	bad := NewField("Port")
	bad.SetText("99999")
	bad.SetInvalid("Ports end at 65535")
	off := NewIconButton("trash-2", "Clear  Ctrl+L", nil)
	off.Disable()
	tabs := NewTabs([]Tab{{Name: "Body"}, {Name: "Headers", Count: 11}}, nil)
	tabs.Choose(1)
	on := NewSwitch(true, nil)
	on.SetTip("Keep the newest message in view")
	for want, o := range map[string]any{
		"Password, hidden, field":                     password,
		"Port, 99999, field, Ports end at 65535":      bad.Focusable(),
		"Clear, button, disabled":                     off,
		"Headers, 11, tab, 2 of 2":                    tabs,
		"Keep the newest message in view, switch, on": on,
		"": NewPanel("none", 1, 1),
	} {
		if got := Describe(o); got != want {
			t.Errorf("described as %q, want %q", got, want)
		}
	}
}
