package kit

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func key(n fyne.KeyName) *fyne.KeyEvent { return &fyne.KeyEvent{Name: n} }

// pixels tells whether a widget looks different after something happened.
func looksDifferent(w fyne.Window, do func()) bool {
	before := w.Canvas().Capture()
	do()
	return difference(before, w.Canvas().Capture()) > 0
}

func TestButton(t *testing.T) {
	n := 0
	b := NewButton("Send", Primary, func() { n++ })
	_, w := window(t, Dark, Row(b, Space()), 200, 60)
	test.Tap(b)
	b.TypedKey(key(fyne.KeySpace))
	b.TypedKey(key(fyne.KeyReturn))
	if n != 3 {
		t.Errorf("ran %d times, want 3", n)
	}
	if b.focused {
		t.Error("a tap focused the button: rings are for the keyboard")
	}
	b.Disable()
	test.Tap(b)
	b.TypedKey(key(fyne.KeySpace))
	if n != 3 {
		t.Error("a disabled button ran")
	}
	b.Enable()
	for _, state := range []struct {
		name string
		do   func()
	}{
		{"hover", func() { b.MouseIn(at(1, 1)) }},
		{"pressed", func() { b.MouseDown(at(1, 1)) }},
		{"focus", func() { w.Canvas().Focus(b) }},
		{"disabled", b.Disable},
	} {
		if !looksDifferent(w, state.do) {
			t.Errorf("%s looks like what was before", state.name)
		}
	}
}

func TestButtonGrowsWithItsText(t *testing.T) {
	b, after := NewButton("Go", Secondary, nil), NewButton("x", Ghost, nil)
	window(t, Dark, Row(b, after, Space()), 300, 60)
	x := after.Position().X
	b.SetText("Release both together")
	if after.Position().X <= x || after.Position().X != b.Size().Width {
		t.Errorf("the next button is at %g after %g, the first is %g wide", after.Position().X, x, b.Size().Width)
	}
}

func TestSwitchAndCheckbox(t *testing.T) {
	var got []bool
	s := NewSwitch(false, func(on bool) { got = append(got, on) })
	c := NewCheckbox("Verify", true, func(on bool) { got = append(got, on) })
	_, w := window(t, Dark, Row(s, c), 200, 60)
	test.Tap(s)
	s.TypedKey(key(fyne.KeySpace))
	test.Tap(c)
	if fmt.Sprint(got) != "[true false false]" || s.On() || c.On() {
		t.Errorf("changes %v", got)
	}
	if !looksDifferent(w, func() { s.Set(true) }) || !looksDifferent(w, func() { c.Set(true) }) {
		t.Error("on looks like off")
	}
	if len(got) != 3 {
		t.Error("Set called back")
	}
}

func TestRadioAndSegmented(t *testing.T) {
	var got []int
	r := NewRadio([]RadioOption{{Text: "Digest"}, {Text: "Basic", Note: "password readable", Warn: true}}, 0, func(i int) { got = append(got, i) })
	s := NewSegmented([]string{"Once", "Session", "Keyring"}, 0, func(i int) { got = append(got, i) })
	window(t, Dark, Col(r, Row(s, Space())), 300, 100)
	test.TapAt(r, fyne.NewPos(10, 40))
	r.TypedKey(key(fyne.KeyUp))
	r.TypedKey(key(fyne.KeyUp)) // at the end already
	test.TapAt(s, fyne.NewPos(s.Size().Width-10, 10))
	s.TypedKey(key(fyne.KeyLeft))
	s.TypedKey(key(fyne.KeyHome))
	if fmt.Sprint(got) != "[1 0 2 1 0]" {
		t.Errorf("chosen in turn %v, want [1 0 2 1 0]", got)
	}
}

func TestTabsFold(t *testing.T) {
	chosen := -1
	tabs := NewTabs([]Tab{{Name: "Body"}, {Name: "Headers", Count: 11}, {Name: "Cookies"}, {Name: "Timing"}}, func(i int) { chosen = i })
	_, w := window(t, Dark, Row(Grow(tabs)), 220, 60)
	w.Canvas().Capture()
	if tabs.shown != 2 {
		t.Fatalf("%d tabs show in 220 units, want 2", tabs.shown)
	}
	test.TapAt(tabs, fyne.NewPos(tabs.parts[1].X+5, 5))
	if chosen != 1 {
		t.Errorf("chose %d, want 1", chosen)
	}
	test.TapAt(tabs, fyne.NewPos(tabs.parts[2].X+5, 5))
	m, ok := w.Canvas().Overlays().Top().(*Menu)
	if !ok {
		t.Fatal("the tab at the end opened no menu")
	}
	m.TypedKey(key(fyne.KeyDown))
	m.TypedKey(key(fyne.KeyDown))
	m.TypedKey(key(fyne.KeyReturn))
	if chosen != 3 || tabs.Chosen() != 3 {
		t.Errorf("chose %d from the menu, want 3", chosen)
	}
	tabs.TypedKey(key(fyne.KeyLeft))
	if chosen != 2 {
		t.Errorf("Left chose %d, want 2", chosen)
	}
	w.Resize(fyne.NewSize(600, 60))
	w.Canvas().Capture()
	if tabs.shown != 4 {
		t.Errorf("%d tabs show in 600 units, want all", tabs.shown)
	}
}

func TestRequestTabs(t *testing.T) {
	var events []string
	b := NewRequestTabs()
	b.OnChoose = func(i int) { events = append(events, fmt.Sprint("choose ", i)) }
	b.OnClose = func(i int) { events = append(events, fmt.Sprint("close ", i)) }
	b.OnNew = func() { events = append(events, "new") }
	_, w := window(t, Dark, Row(Grow(b)), 460, 60)
	tabs := make([]RequestTab, 6)
	for i := range tabs {
		tabs[i] = RequestTab{Method: "GET", Name: fmt.Sprint("Request ", i)}
	}
	b.SetTabs(tabs, 5)
	w.Canvas().Capture()
	if n := len(b.visible); n >= 6 || b.visible[n-1] != 5 {
		t.Fatalf("visible tabs %v: the chosen one must be among them", b.visible)
	}
	test.TapAt(b, fyne.NewPos(10, 10))
	b.MouseMoved(at(b.parts[0].X+b.parts[0].W-18, 20))
	test.TapAt(b, fyne.NewPos(b.parts[0].W-18, 20))
	b.MouseMoved(at(20, 20))
	middle := at(b.parts[1].X+5, 5)
	middle.Button = desktop.MouseButtonTertiary
	b.MouseDown(middle)
	last := b.parts[len(b.parts)-1]
	test.TapAt(b, fyne.NewPos(last.X+5, 5))
	b.TypedKey(key(fyne.KeyLeft))
	if got := fmt.Sprint(events); got != "[choose 0 close 0 close 5 new choose 4]" {
		t.Errorf("events %v", got)
	}
	for _, width := range []float32{0, 40, 130, 300, 5000} {
		b.arrangeTabs(width) // must not panic, nor lose the chosen tab
		if n := len(b.visible); n == 0 || b.visible[n-1] != 5 {
			t.Errorf("width %g shows %v", width, b.visible)
		}
	}
}

func TestField(t *testing.T) {
	var changed, submitted string
	escaped := 0
	f := NewField("Name")
	f.OnChanged = func(s string) { changed = s }
	f.OnSubmit = func(s string) { submitted = s }
	f.OnEscape = func() { escaped++ }
	_, w := window(t, Dark, Col(f), 200, 80)
	f.Focus()
	if !f.Focused() || w.Canvas().Focused() != f.Focusable() {
		t.Fatal("Focus did not focus the field")
	}
	test.Type(f.Focusable(), "mira")
	f.Focusable().TypedKey(key(fyne.KeyReturn))
	f.Focusable().TypedKey(key(fyne.KeyEscape))
	if changed != "mira" || submitted != "mira" || escaped != 1 || f.Text() != "mira" {
		t.Errorf("changed %q, submitted %q, escaped %d", changed, submitted, escaped)
	}
	h := f.MinSize().Height
	f.SetInvalid("Ports end at 65535")
	if f.MinSize().Height <= h || f.Invalid() == "" {
		t.Error("the reason takes no room")
	}
	f.SetInvalid("")
	if f.MinSize().Height != h {
		t.Error("the room of the reason stays")
	}
}

func TestFieldForwardsUnknownKeys(t *testing.T) {
	f := NewField("")
	shell, _ := window(t, Dark, Col(f), 200, 80)
	ran := ""
	for id, k := range map[string]Key{"palette": "Ctrl+K", "keys": "F1", "send": "Ctrl+Enter"} {
		if err := shell.Commands.Add(Command{ID: id, Keys: []Key{k}, Run: func() { ran += id + " " }}); err != nil {
			t.Fatal(err)
		}
	}
	f.Focus()
	f.entry.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: fyne.KeyModifierShortcutDefault})
	f.entry.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault})
	f.entry.TypedKey(key(fyne.KeyF1))
	if ran != "palette send keys " {
		t.Errorf("ran %q", ran)
	}
	f.SetText("abc")
	f.entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	if f.entry.SelectedText() != "abc" {
		t.Error("Select all did not stay with the field")
	}
}

func TestFieldDisabledAndPassword(t *testing.T) {
	f := NewField("").Password()
	f.SetText("open sesame")
	_, w := window(t, Dark, Col(f), 300, 60)
	if !looksDifferent(w, func() { test.Tap(f.reveal) }) {
		t.Error("reveal changes nothing")
	}
	if f.masked {
		t.Error("the password is still hidden")
	}
	test.Tap(f.reveal)
	f.Disable()
	for _, s := range f.shown() {
		if s.Text == "open sesame" {
			t.Error("a disabled password field paints its text")
		}
	}
}

func TestFieldSpans(t *testing.T) {
	f := NewField("").Mono().Spans(func(s string) []Span { return []Span{{Text: s, Token: "syntax.variable", Boxed: true}} })
	f.SetText("{{base}}")
	_, w := window(t, Dark, Col(f), 300, 60)
	if f.awake {
		t.Error("pieces are hidden while the field rests")
	}
	f.Focus()
	if !f.awake {
		t.Error("pieces are shown while the text is edited")
	}
	w.Canvas().Unfocus()
	if f.awake {
		t.Error("pieces do not come back")
	}
}

func TestNumberField(t *testing.T) {
	var got []int
	n := NewNumberField(10, 1, 100, " s")
	n.OnCommit = func(v int) { got = append(got, v) }
	_, w := window(t, Dark, Row(n, Space()), 200, 60)
	if n.field.Text() != "10 s" {
		t.Errorf("shows %q", n.field.Text())
	}
	n.Scrolled(wheel(0, 10))
	n.field.Focus()
	if n.field.Text() != "11" {
		t.Errorf("being edited it shows %q", n.field.Text())
	}
	n.field.entry.TypedKey(key(fyne.KeyUp))
	n.field.SetText("40")
	n.field.entry.TypedKey(key(fyne.KeyReturn))
	n.field.SetText("4x")
	if !n.field.Wrong() {
		t.Error("4x is not marked")
	}
	n.field.entry.TypedKey(key(fyne.KeyEscape))
	if n.field.Text() != "40" || n.field.Wrong() {
		t.Errorf("Escape leaves %q", n.field.Text())
	}
	n.field.SetText("101")
	w.Canvas().Unfocus()
	if n.Value() != 40 || n.field.Text() != "40 s" {
		t.Errorf("out of range counts: %d, %q", n.Value(), n.field.Text())
	}
	n.field.Focus()
	n.field.SetText("50")
	w.Canvas().Unfocus()
	if fmt.Sprint(got) != "[11 12 40 50]" {
		t.Errorf("commits %v", got)
	}
	n.SetValue(100)
	n.Step(1)
	if n.Value() != 100 {
		t.Error("stepped over the limit")
	}
}

func TestTable(t *testing.T) {
	e := NewTableEditor("Name", "Value")
	changes := 0
	e.OnChanged = func() { changes++ }
	e.Problem = func(r TableRow) string {
		if r.Name == "Bad name" {
			return "A header name has no space"
		}
		return ""
	}
	window(t, Dark, e, 400, 300)
	e.SetRows([]TableRow{{Name: "Accept", Value: "*/*"}})
	h := e.MinSize().Height
	e.rows[1].name.SetText("X-Debug")
	if len(e.rows) != 3 || e.MinSize().Height != h+tableRowHeight {
		t.Errorf("%d rows and %g units after typing in the empty one", len(e.rows), e.MinSize().Height)
	}
	e.rows[1].name.SetText("Bad name")
	if e.Rows()[1].Problem == "" || e.MinSize().Height <= h+tableRowHeight {
		t.Error("the problem is not shown")
	}
	test.Tap(e.rows[0].check)
	test.Tap(e.rows[1].remove)
	if got := fmt.Sprint(e.Rows()); got != "[{true Accept */*  }]" {
		t.Errorf("rows %s", got)
	}
	if changes != 4 {
		t.Errorf("%d changes, want 4", changes)
	}
	left := ""
	e.OnAutomatic = func(name string, on bool) { left = fmt.Sprint(name, on) }
	e.SetAutomatic("Added by the session", []TableRow{{Name: "Host", Value: "localhost"}})
	for _, o := range test.LaidOutObjects(e) {
		if c, ok := o.(*Checkbox); ok && c != e.rows[0].check && c.Visible() && c.On() {
			test.Tap(c)
		}
	}
	if left != "Hostfalse" {
		t.Errorf("left out %q", left)
	}
}

func TestSplitter(t *testing.T) {
	moved, reset, done := float32(0), 0, 0
	s := NewSplitter("sidebar", true, func(d float32) { moved += d })
	s.OnReset, s.OnDone = func() { reset++ }, func() { done++ }
	_, w := window(t, Dark, Row(Fixed(s, SplitterGrip, 50)), 60, 60)
	test.Drag(w.Canvas(), fyne.NewPos(3, 20), 15, 0)
	test.DoubleTap(s)
	if moved != 15 || reset != 1 || done != 2 {
		t.Errorf("moved %g, reset %d, stored %d times", moved, reset, done)
	}
	if !looksDifferent(w, func() { w.Canvas().Focus(s) }) {
		t.Error("a splitter with the keyboard looks like one without")
	}
	for _, k := range []fyne.KeyName{fyne.KeyRight, fyne.KeyRight, fyne.KeyLeft, fyne.KeyUp, fyne.KeyReturn} {
		s.TypedKey(key(k))
	}
	if moved != 15+splitterStep || reset != 2 || done != 6 {
		t.Errorf("with keys: moved %g, reset %d, stored %d times", moved, reset, done)
	}
}

func TestScroll(t *testing.T) {
	tall := Col(Gap(1000))
	s := NewScroll(tall)
	window(t, Dark, s, 100, 100)
	s.Scrolled(wheel(0, -50))
	if s.Offset() != 50 || tall.Position().Y != -50 {
		t.Errorf("offset %g, content at %g", s.Offset(), tall.Position().Y)
	}
	s.ScrollTo(1e6)
	if s.Offset() != 900 {
		t.Errorf("scrolled to %g of 900", s.Offset())
	}
	tall.SetKids(Gap(300))
	if s.Offset() != 200 {
		t.Errorf("at %g after the content shrank to 300", s.Offset())
	}
	tall.SetKids(Gap(30))
	if s.bar.Visible() {
		t.Error("the bar shows though all fits")
	}
}
