package kit

import (
	"slices"

	"fyne.io/fyne/v2"
)

// Questions is a queue of dialogs that ask a person something: one at a time, the oldest first. A question that is put
// off stays open and is asked again when it is brought back; one that was withdrawn takes its dialog along.
type Questions[ID comparable] struct {
	Canvas func() fyne.Canvas
	Busy   func() bool // a person is typing elsewhere: no dialog may take the keyboard; nil: never

	open  []asked[ID] // in the order in which they were put
	shown *Modal
	at    ID // what is shown
}

type asked[ID comparable] struct {
	id    ID
	build func() (*Modal, fyne.Focusable)
	later bool // put off by a person
}

// Ask puts a question. build makes its dialog when its turn comes, and says what gets the keyboard.
func (q *Questions[ID]) Ask(id ID, build func() (*Modal, fyne.Focusable)) {
	q.open = append(q.open, asked[ID]{id: id, build: build})
	q.Next()
}

// Withdraw forgets a question, answered or not, and takes its dialog away.
func (q *Questions[ID]) Withdraw(id ID) {
	q.open = slices.DeleteFunc(q.open, func(a asked[ID]) bool { return a.id == id })
	if q.shown != nil && q.at == id {
		q.hide()
	}
}

// Later puts the question that is shown off, and asks the next one.
func (q *Questions[ID]) Later() {
	if i := q.index(q.at); q.shown != nil && i >= 0 {
		q.open[i].later = true
	}
	q.hide()
	q.Next()
}

// Bring asks a question now, also if it was put off.
func (q *Questions[ID]) Bring(id ID) {
	i := q.index(id)
	if i < 0 || q.shown != nil && q.at == id {
		return
	}
	q.hide()
	q.open[i].later = false
	q.show(i)
}

// Next asks the oldest question that was not put off, unless one is asked or a person is typing. Call it again as long as
// Len is not 0.
func (q *Questions[ID]) Next() {
	if q.shown != nil || q.Busy != nil && q.Busy() {
		return
	}
	if i := slices.IndexFunc(q.open, func(a asked[ID]) bool { return !a.later }); i >= 0 {
		q.show(i)
	}
}

// Len returns how many questions are open.
func (q *Questions[ID]) Len() int { return len(q.open) }

// Shown returns the dialog that is on the window, or nil.
func (q *Questions[ID]) Shown() *Modal { return q.shown }

// Open lists the open questions, the oldest first.
func (q *Questions[ID]) Open() []ID {
	var ids []ID
	for _, a := range q.open {
		ids = append(ids, a.id)
	}
	return ids
}

func (q *Questions[ID]) index(id ID) int {
	return slices.IndexFunc(q.open, func(a asked[ID]) bool { return a.id == id })
}

func (q *Questions[ID]) show(i int) {
	modal, focus := q.open[i].build()
	q.shown, q.at = modal, q.open[i].id
	modal.Open(q.Canvas(), focus)
}

func (q *Questions[ID]) hide() {
	if m := q.shown; m != nil {
		q.shown = nil
		m.Close()
	}
}
