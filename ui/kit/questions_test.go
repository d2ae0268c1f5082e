package kit

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
)

func TestQuestionsOneAtATime(t *testing.T) {
	outer := NewField("")
	_, w := window(t, Dark, Col(outer), 600, 400)
	outer.Focus()
	busy := true
	var built []int
	q := Questions[int]{Canvas: w.Canvas, Busy: func() bool { return busy }}
	ask := func(id int) {
		q.Ask(id, func() (*Modal, fyne.Focusable) {
			built = append(built, id)
			f := NewField("Answer")
			return NewModal(Col(f)), f.Focusable()
		})
	}
	ask(1)
	ask(2)
	ask(3)
	if q.Shown() != nil || w.Canvas().Focused() != outer.Focusable() {
		t.Fatal("a dialog took the keyboard from somebody who types")
	}
	busy = false
	q.Next()
	q.Next()
	if fmt.Sprint(built) != "[1]" || len(w.Canvas().Overlays().List()) != 1 {
		t.Fatalf("built %v, %d overlays; want the first alone", built, len(w.Canvas().Overlays().List()))
	}
	q.Later() // 1 is put off: 2 is asked
	q.Withdraw(2)
	q.Next() // 2 is gone: 3 is asked
	if fmt.Sprint(built) != "[1 2 3]" || q.Len() != 2 {
		t.Errorf("built %v, %d open", built, q.Len())
	}
	q.Bring(1)
	if fmt.Sprint(built) != "[1 2 3 1]" || len(w.Canvas().Overlays().List()) != 1 {
		t.Errorf("bringing the first back built %v", built)
	}
	q.Withdraw(1)
	q.Next() // 3 was not put off, only in the way
	q.Later()
	q.Next()
	if q.Shown() != nil || fmt.Sprint(q.Open()) != "[3]" || w.Canvas().Focused() != outer.Focusable() {
		t.Errorf("shown %v, open %v; want none shown, 3 open, and the keyboard back", q.Shown(), q.Open())
	}
	q.Withdraw(7) // was never asked
	q.Bring(7)
}
