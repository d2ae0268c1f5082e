package kit

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// pressField presses a field at rest at a place along its text, as the driver does.
func pressField(f *Field, x float32, b desktop.MouseButton) *desktop.MouseEvent {
	at := fyne.NewPos(x, f.face.Size().Height/2)
	e := &desktop.MouseEvent{Button: b, PointEvent: fyne.PointEvent{Position: at, AbsolutePosition: fyne.CurrentApp().Driver().AbsolutePositionForObject(f.face).Add(at)}}
	f.face.MouseDown(e)
	return e
}

// A field at rest is a picture: the press that wakes it counts as one on its text.
func TestFieldWakesWhereItIsPressed(t *testing.T) {
	f := NewField("").Mono()
	f.SetText("0123456789")
	window(t, Dark, Col(f), 300, 60)
	if f.awake || f.entry != nil {
		t.Fatal("a field nobody edits holds an entry")
	}
	cell := TextWidth(f.font, "0")
	e := pressField(f, f.face.from+3*cell+1, desktop.MouseButtonPrimary)
	f.face.MouseUp(e)
	if !f.Focused() || f.Caret() != 3 {
		t.Errorf("focused %v, caret at %d, want 3", f.Focused(), f.Caret())
	}
	if f.entry.SelectedText() != "" {
		t.Errorf("one press selects %q", f.entry.SelectedText())
	}
}

func TestFieldSelectsByADragFromRest(t *testing.T) {
	f := NewField("").Mono()
	f.SetText("0123456789")
	window(t, Dark, Col(f), 300, 60)
	cell := TextWidth(f.font, "0")
	e := pressField(f, f.face.from+2*cell+1, desktop.MouseButtonPrimary)
	to := e.PointEvent
	to.Position.X += 3 * cell
	to.AbsolutePosition.X += 3 * cell
	f.face.Dragged(&fyne.DragEvent{PointEvent: to, Dragged: fyne.NewDelta(3*cell, 0)})
	f.face.DragEnd()
	if got := f.entry.SelectedText(); got != "234" {
		t.Errorf("selected %q", got)
	}
}

// The toolkit counts presses by object, and the second one of a double click meets the entry.
func TestFieldSelectsTheWordOfADoubleClickFromRest(t *testing.T) {
	f := NewField("").Mono()
	f.SetText("open sesame")
	window(t, Dark, Col(f), 300, 60)
	e := pressField(f, f.face.from+7*TextWidth(f.font, "0")+1, desktop.MouseButtonPrimary)
	f.face.MouseUp(e)
	f.face.pressed = time.Now().Add(time.Minute) // however slow this machine is
	second := *e
	second.Position = f.face.inEntry(e.Position)
	f.entry.MouseDown(&second)
	f.entry.MouseUp(&second)
	f.entry.Tapped(&second.PointEvent)
	if got := f.entry.SelectedText(); got != "sesame" {
		t.Errorf("selected %q", got)
	}
	second.AbsolutePosition.X += 40
	f.entry.MouseDown(&second)
	if f.entry.word {
		t.Error("a press elsewhere counts as the second of a double click")
	}
}

func TestFieldsPassTheKeyboardOn(t *testing.T) {
	a, off, b := NewField("a"), NewField("off"), NewNumberField(3, 1, 9, "")
	off.Disable()
	_, w := window(t, Dark, Col(a, off, b), 300, 120)
	want := func(what string, on *Field) {
		t.Helper()
		for _, f := range []*Field{a, off, b.field} {
			if f.Focused() != (f == on) {
				t.Errorf("%s: field %q has the keyboard: %v", what, f.holder, f.Focused())
			}
			if !f.Focused() && f.awake {
				t.Errorf("%s: field %q rests with an entry", what, f.holder)
			}
		}
	}
	want("at first", nil)
	test.FocusNext(w.Canvas())
	want("Tab", a)
	test.FocusNext(w.Canvas())
	want("Tab over the disabled one", b.field)
	test.FocusPrevious(w.Canvas())
	want("Shift+Tab", a)
	a.Disable()
	want("disabled while it is edited", nil)
	pressField(a, a.face.from+1, desktop.MouseButtonPrimary)
	want("a press on a disabled field", nil)
}

// What was typed stays when the entry gives its place back to the picture.
func TestFieldKeepsItsTextAcrossRest(t *testing.T) {
	f := NewField("")
	_, w := window(t, Dark, Col(f), 300, 60)
	f.Focus()
	test.Type(f.Focusable(), "one")
	w.Canvas().Unfocus()
	if f.awake || f.Text() != "one" || f.shown()[0].Text != "one" {
		t.Errorf("at rest it shows %v", f.shown())
	}
	f.SetText("two")
	f.Focus()
	if f.entry.Text != "two" || f.Caret() != 3 {
		t.Errorf("woken with %q, caret at %d", f.entry.Text, f.Caret())
	}
}
