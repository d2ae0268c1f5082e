package kit

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

func TestMenu(t *testing.T) {
	f := NewField("")
	_, w := window(t, Dark, Col(f), 400, 300)
	f.Focus()
	ran := ""
	items := []MenuItem{
		{Text: "Pause", Run: func() { ran += "pause " }},
		Separator,
		{Text: "Follow", Disabled: "no Location", Run: func() { ran += "follow " }},
		{Text: "Copy as", Items: func() []MenuItem { return []MenuItem{{Text: "curl", Run: func() { ran += "curl " }}} }},
	}
	for _, keys := range [][]fyne.KeyName{
		{fyne.KeyDown, fyne.KeyReturn},
		{fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn, fyne.KeyEscape}, // disabled: stays open
		{fyne.KeyUp, fyne.KeyRight, fyne.KeyReturn},
		{fyne.KeyEnd, fyne.KeyRight, fyne.KeyLeft, fyne.KeyHome, fyne.KeySpace},
	} {
		m := ShowMenu(w.Canvas(), fyne.NewPos(10, 10), items)
		if w.Canvas().Focused() != m {
			t.Fatal("the menu has no focus")
		}
		for _, k := range keys {
			m.TypedKey(key(k))
		}
		if w.Canvas().Overlays().Top() != nil {
			t.Fatalf("menu still open after %v", keys)
		}
		if w.Canvas().Focused() != f.Focusable() {
			t.Error("the field did not get the focus back")
		}
	}
	if ran != "pause curl pause " {
		t.Errorf("ran %q", ran)
	}
}

func TestMenuPointer(t *testing.T) {
	_, w := window(t, Dark, Col(), 400, 300)
	ran := 0
	m := ShowMenu(w.Canvas(), fyne.NewPos(390, 290), []MenuItem{{Text: "One"}, {Text: "Two", Run: func() { ran++ }},
		{Text: "More", Items: func() []MenuItem { return []MenuItem{{Text: "Inner"}} }}})
	p, s := m.list.Position(), m.list.Size()
	if p.X+s.Width > 400 || p.Y+s.Height > 300 || p.X < 0 || p.Y < 0 {
		t.Errorf("menu at %v, size %v leaves the window", p, s)
	}
	m.list.MouseMoved(at(20, 2*menuItemHeight+10))
	elapse(time.Second)
	if m.child == nil {
		t.Error("the submenu did not open")
	}
	test.TapAt(m.list, fyne.NewPos(20, menuItemHeight+10))
	if ran != 1 || w.Canvas().Overlays().Top() != nil {
		t.Errorf("ran %d", ran)
	}
	m = ShowMenu(w.Canvas(), fyne.NewPos(10, 10), []MenuItem{{Text: "One"}})
	m.TypedRune('o')
	if m.list.chosen != 0 {
		t.Error("a letter did not choose its item")
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(390, 290))
	if w.Canvas().Overlays().Top() != nil {
		t.Error("a press beside the menu did not close it")
	}
}

func TestLongMenuScrolls(t *testing.T) {
	_, w := window(t, Dark, Col(), 300, 200)
	items := make([]MenuItem, 40)
	ran := -1
	for i := range items {
		items[i] = MenuItem{Text: fmt.Sprint("Item ", i), Run: func() { ran = i }}
	}
	m := ShowMenu(w.Canvas(), fyne.NewPos(10, 100), items)
	if s := m.list.Size(); m.list.Position().Y < 0 || m.list.Position().Y+s.Height > 200 {
		t.Fatalf("menu at %v, size %v leaves the window", m.list.Position(), s)
	}
	m.TypedKey(key(fyne.KeyEnd))
	if y := m.list.top(39) - m.list.offset; y < 0 || y+menuItemHeight > m.list.Size().Height {
		t.Errorf("the last item is at %g of %g", y, m.list.Size().Height)
	}
	m.Scrolled(wheel(0, 1e6))
	if m.list.offset != 0 {
		t.Errorf("scrolled to %g", m.list.offset)
	}
	m.Scrolled(wheel(0, -menuItemHeight))
	test.TapAt(m.list, fyne.NewPos(20, 10))
	if ran != 1 {
		t.Errorf("ran item %d, want 1", ran)
	}
}

func TestUnknownRuneIsAskedForOnce(t *testing.T) {
	old := system
	t.Cleanup(func() { system = old })
	system = &systemFonts{ask: make(chan rune, 8), answers: map[rune]Face{}, asked: map[rune]bool{}}
	runeGlyphs.clear()
	runs.clear()
	for range 3 {
		TextWidth(Small, "\U0010fffd\U0010fffdA")
		runs.clear()
	}
	if n := len(system.ask); n != 1 {
		t.Errorf("asked %d times for a rune no font has", n)
	}
	runeGlyphs.clear()
	runs.clear()
}

func TestModal(t *testing.T) {
	outer := NewField("")
	shell, w := window(t, Dark, Col(outer), 600, 500)
	outer.Focus()
	ran, events := 0, ""
	if err := shell.Commands.Add(Command{ID: "x", Keys: []Key{"F5"}, Run: func() { ran++ }}); err != nil {
		t.Fatal(err)
	}
	user, password := NewField("User name"), NewField("").Password()
	m := NewDialog(Dialog{Icon: "key-round", State: StatePaused, Title: "Sign in", Note: "Message 57 waits.", Body: Col(user, password),
		Buttons: []fyne.CanvasObject{NewButton("Answer", Primary, nil)}})
	m.OnEscape = func() { events += "escape "; m.Close() }
	m.OnEnter = func() { events += "enter " }
	m.Open(w.Canvas(), user.Focusable())
	if w.Canvas().Focused() != user.Focusable() {
		t.Fatal("the first field has no focus")
	}
	for range 20 {
		w.Canvas().FocusNext()
		if w.Canvas().Focused() == outer.Focusable() {
			t.Fatal("Tab left the dialog")
		}
	}
	w.Resize(fyne.NewSize(900, 700))
	if m.Size() != w.Canvas().Size() {
		t.Errorf("scrim %v in a window of %v", m.Size(), w.Canvas().Size())
	}
	if c := m.card.Position().X + m.card.Size().Width/2; c != 450 {
		t.Errorf("card centred at %g in a window of 900", c)
	}
	h := m.card.Size().Height
	user.SetInvalid("A user name is needed")
	if m.card.Size().Height <= h {
		t.Error("the card did not grow with its content")
	}
	user.entry.TypedKey(key(fyne.KeyReturn))
	user.entry.TypedKey(key(fyne.KeyF5))
	user.entry.TypedKey(key(fyne.KeyEscape))
	if events != "enter escape " || ran != 0 {
		t.Errorf("events %q, commands run %d", events, ran)
	}
	if m.IsOpen() || w.Canvas().Focused() != outer.Focusable() {
		t.Error("closing did not give the focus back")
	}
}

func TestTooltip(t *testing.T) {
	b := NewIconButton("search", "Search", nil)
	shell, w := window(t, Dark, Col(Row(Space(), b), Space()), 300, 200)
	b.MouseIn(at(1, 1))
	if len(shell.tips.box.Objects) != 0 {
		t.Error("the tooltip came at once")
	}
	elapse(tipDelay)
	if len(shell.tips.box.Objects) != 1 {
		t.Fatal("no tooltip")
	}
	tip := shell.tips.box.Objects[0]
	if tip.Position().X+tip.Size().Width > 300 || tip.Position().Y < b.Position().Y+b.Size().Height {
		t.Errorf("tooltip at %v covers its button or leaves the window", tip.Position())
	}
	b.MouseOut()
	if len(shell.tips.box.Objects) != 0 {
		t.Error("the tooltip stays")
	}
	b.MouseIn(at(1, 1))
	b.MouseDown(at(1, 1))
	elapse(tipDelay)
	if len(shell.tips.box.Objects) != 0 {
		t.Error("a press did not call the tooltip off")
	}
	inside := NewIconButton("eye", "Show", nil)
	m := NewModal(Col(inside))
	m.Open(w.Canvas(), nil)
	inside.MouseIn(at(1, 1))
	elapse(tipDelay)
	if len(m.tips.box.Objects) != 1 || len(shell.tips.box.Objects) != 0 {
		t.Error("a tooltip in a dialog belongs over the dialog")
	}
}

func TestToasts(t *testing.T) {
	shell, _ := window(t, Dark, Col(), 600, 400)
	title := func() string {
		if shell.toasts.shown == nil {
			return ""
		}
		return shell.toasts.shown.toast.Title
	}
	shell.Toast(Toast{Title: "one"})
	shell.Toast(Toast{Title: "two"})
	if title() != "two" {
		t.Fatalf("%q is shown, want the second", title())
	}
	shell.toasts.shown.MouseIn(nil)
	elapse(toastTime)
	if title() != "two" {
		t.Error("a toast under the pointer went away")
	}
	shell.toasts.shown.MouseOut()
	elapse(toastTime)
	if title() != "" {
		t.Errorf("%q is still shown", title())
	}
	failed := shell.Toast(Toast{Title: "failed", Error: true})
	shell.Toast(Toast{Title: "next"})
	if title() != "failed" {
		t.Error("an error was replaced")
	}
	failed.Close()
	if title() != "next" {
		t.Error("what waited did not come")
	}
	ran := 0
	steady := shell.Toast(Toast{Title: "Saving", Steady: true, Action: "Cancel", Run: func() { ran++ }})
	h := steady.Size().Height
	steady.SetProgress(0.5, "1 of 2 MB")
	elapse(time.Hour)
	if title() != "Saving" || steady.Size().Height <= h {
		t.Error("progress does not stay or takes no room")
	}
	for _, o := range test.LaidOutObjects(steady) {
		if b, ok := o.(*Button); ok {
			test.Tap(b)
		}
	}
	if ran != 1 || title() != "" {
		t.Errorf("action ran %d times, %q is shown", ran, title())
	}
}

func TestRegistry(t *testing.T) {
	r := NewRegistry()
	enabled := true
	ran := ""
	add := func(c Command) {
		t.Helper()
		if err := r.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	add(Command{ID: "send", Keys: []Key{"Ctrl+Enter"}, Enabled: func() bool { return enabled }, Run: func() { ran += "send " }})
	add(Command{ID: "stop", Keys: []Key{"Ctrl+Enter", "Ctrl++"}, Run: func() { ran += "stop " }})
	add(Command{ID: "quit", Keys: []Key{"Ctrl+Q"}, Always: true, Run: func() { ran += "quit " }})
	ctrl := fyne.KeyModifierShortcutDefault
	r.Press(fyne.KeyReturn, ctrl, false)
	enabled = false
	r.Press(fyne.KeyReturn, ctrl, false)
	r.Press(fyne.KeyReturn, ctrl, true)
	r.Press(fyne.KeyQ, ctrl, true)
	r.Press(fyne.KeyPlus, ctrl, false)
	if ran != "send stop quit stop " {
		t.Errorf("ran %q", ran)
	}
	if r.Add(Command{ID: "send"}) == nil || r.Add(Command{ID: "x", Keys: []Key{"Hyper+Q"}}) == nil || r.SetKeys("none", nil) == nil {
		t.Error("a mistake was accepted")
	}
	if c := r.Clashes("send"); len(c) != 1 || c[0].ID != "stop" {
		t.Errorf("clashes %v", c)
	}
	if err := r.SetKeys("stop", []Key{"Shift+F8"}); err != nil {
		t.Fatal(err)
	}
	if len(r.Clashes("send")) != 0 || r.KeyText("stop") != "Shift F8" || r.Run("send") || !r.Run("stop") {
		t.Error("changing keys did not work")
	}
}

func TestCanvasShortcuts(t *testing.T) {
	shell, w := window(t, Dark, Col(), 100, 100)
	ran := ""
	if err := shell.Commands.Add(Command{ID: "a", Keys: []Key{"Ctrl+Shift+H"}, Run: func() { ran += "a" }}); err != nil {
		t.Fatal(err)
	}
	if err := shell.Commands.Add(Command{ID: "b", Keys: []Key{"F1"}, Run: func() { ran += "b" }}); err != nil {
		t.Fatal(err)
	}
	ch, _ := parseKey("Ctrl+Shift+H")
	w.Canvas().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: ch.key, Modifier: ch.mod})
	w.Canvas().OnTypedKey()(key(fyne.KeyF1))
	if ran != "ab" {
		t.Errorf("ran %q, want ab", ran)
	}
}

func FuzzParseKey(f *testing.F) {
	for _, s := range []string{"Ctrl+K", "F12", "Ctrl++", "Shift+", "+", "Alt+Shift+PageDown", "Ctrl+−"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ch, err := parseKey(Key(s))
		if err == nil && ch.key == "" {
			t.Errorf("%q has no key", s)
		}
		Key(s).Parts()
	})
}

func TestVariantSwitchesLive(t *testing.T) {
	hidden := NewLabel("hidden tab")
	col := Col(NewLabel("shown")).Line(Bottom, "border.default").Fill("surface.panel")
	_, w := window(t, Dark, col, 100, 60)
	dark := w.Canvas().Capture()
	for _, v := range []Variant{Light, ContrastDark, Dark} {
		SetVariant(fyne.CurrentApp(), v)
		if CurrentVariant() != v {
			t.Errorf("variant is %s", CurrentVariant())
		}
	}
	if d := difference(dark, w.Canvas().Capture()); d != 0 {
		t.Errorf("dark again differs by %f", d)
	}
	SetVariant(fyne.CurrentApp(), Light)
	if IsLight() == false || difference(dark, w.Canvas().Capture()) == 0 {
		t.Error("light looks dark")
	}
	if hidden.look.outdated(); fmt.Sprint(hidden.look) != fmt.Sprint(current.serial) {
		t.Error("an object off the canvas does not notice")
	}
	SetVariant(fyne.CurrentApp(), System)
	if want := fyne.CurrentApp().Settings().ThemeVariant() == theme.VariantLight; IsLight() != want || CurrentVariant() != System {
		t.Errorf("system: light is %v, the desktop says %v", IsLight(), want)
	}
	SetVariant(fyne.CurrentApp(), Light)
	SetAccent(fyne.CurrentApp(), Rose)
	if C("accent.base") != parseHex("#B4347A") {
		t.Errorf("accent %v", C("accent.base"))
	}
	SetAccent(fyne.CurrentApp(), Indigo)
}

func TestFlex(t *testing.T) {
	a, b, c := NewPanel("none", 30, 10), NewPanel("none", 40, 50), NewPanel("none", 1, 1)
	row := Row(a, Grow(c), b).Gaps(8).Pad(4, 2, 6, 3)
	if got, want := row.MinSize(), fyne.NewSize(4+30+8+8+40+6, 2+50+3); got != want {
		t.Errorf("row wants %v, want %v", got, want)
	}
	window(t, Dark, row, 200, 100)
	if c.Size().Width != 200-10-16-70 || b.Position().X != 200-6-40 || a.Position().Y != 2+(95-10)/2.0 && a.Position().Y != 45 {
		t.Errorf("grown %g wide, last at %g, first at %v", c.Size().Width, b.Position().X, a.Position())
	}
	a.Hide()
	row.Reflow()
	if row.MinSize().Width != 4+8+40+6 {
		t.Errorf("with one child hidden it wants %g", row.MinSize().Width)
	}
}

func TestFlexLandsOnDevicePixels(t *testing.T) {
	kids := make([]fyne.CanvasObject, 7)
	for i := range kids {
		kids[i] = NewPanel("none", 11, 7)
	}
	row := Row(kids...).Gaps(3)
	_, w := window(t, Dark, row, 300, 40)
	setScale(w, 1.5)
	row.Resize(fyne.NewSize(301, 41))
	for i, k := range kids {
		for _, v := range []float32{k.Position().X, k.Position().X + k.Size().Width, k.Position().Y, k.Position().Y + k.Size().Height} {
			if d := v*1.5 - whole(v*1.5); d > 0.01 || d < -0.01 {
				t.Errorf("child %d has an edge at %g device pixels", i, v*1.5)
			}
		}
	}
}

// What a modal covers must not look as if it had the keyboard, and gets it back.
func TestModalTakesTheKeyboard(t *testing.T) {
	below, inside := NewField("below"), NewField("inside")
	_, w := window(t, Dark, Col(below), 400, 300)
	below.Focus()
	m := NewModal(Col(inside).Fill("surface.raised").Pad(12, 12, 12, 12))
	m.Open(w.Canvas(), inside.Focusable())
	if below.Focused() || !inside.Focused() {
		t.Errorf("below has the keyboard: %v, inside: %v", below.Focused(), inside.Focused())
	}
	m.Close()
	if !below.Focused() || w.Canvas().Focused() != below.Focusable() {
		t.Error("the keyboard does not come back")
	}
}
