package ui

import (
	"context"
	"errors"

	"ladle/ui/body"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// bodyFind is a search through what a view shows, and where in it one is.
type bodyFind struct {
	query   body.Query
	finder  *body.Finder
	err     error // of the query
	hit     body.Hit
	number  int // of hit, from 1; 0 none yet
	from    int64
	seeking bool // the first hit at or after from is to be shown when it is found
	halted  bool // stopped by a person
}

// Find searches for q from the caret on; an empty text ends the search. The error is that of the query, in words to show.
func (v *bodyView) Find(q body.Query) error {
	f := &v.find
	from := v.caret.Offset
	if f.number > 0 {
		from = f.hit.Offset // go on from where a longer text was begun
	}
	f.stop()
	*f = bodyFind{query: q, from: from}
	f.start(v)
	v.markBar()
	v.Refresh()
	v.tell()
	return f.err
}

// EndFind ends the search and takes its marks away.
func (v *bodyView) EndFind() { _ = v.Find(body.Query{}) }

func (f *bodyFind) start(v *bodyView) {
	if v.open == nil || f.query.Text == "" {
		return
	}
	f.seeking = true
	f.finder, f.err = body.Search(context.Background(), v.open.shown, f.query, v.notifier())
	if errors.Is(f.err, body.ErrEmptyQuery) {
		f.err = nil
	}
	f.follow(v)
}

// again searches a body that was opened anew.
func (f *bodyFind) again(v *bodyView) {
	if f.query.Text == "" {
		return
	}
	*f = bodyFind{query: f.query}
	f.start(v)
	v.markBar()
	v.tell()
}

// stop ends the worker; it is not waited for.
func (f *bodyFind) stop() {
	if f.finder != nil {
		go f.finder.Close()
		f.finder = nil
	}
}

// halt stops searching and keeps what was found.
func (f *bodyFind) halt() {
	if f.finder != nil {
		f.halted = true
		go f.finder.Close()
	}
}

// follow shows the hit that is looked for as soon as it is there.
func (f *bodyFind) follow(v *bodyView) {
	if f.finder == nil || !f.seeking {
		return
	}
	found := f.finder.Found()
	if h, n, ok := f.finder.Next(f.from, found.Done); ok {
		f.seeking = false
		f.show(v, h, n)
	} else if found.Done {
		f.seeking = false
	}
}

// step goes to the next hit, or back to the one before.
func (f *bodyFind) step(v *bodyView, back bool) {
	if f.finder == nil || v.open == nil {
		return
	}
	at := v.caret.Offset
	if f.number > 0 && v.sel.Len() == 0 && at == f.hit.Offset && !back {
		at = f.hit.Offset + 1
	}
	next := f.finder.Next
	if back {
		next = f.finder.Previous
	}
	if h, n, ok := next(at, true); ok {
		f.show(v, h, n)
	}
}

func (f *bodyFind) show(v *bodyView, h body.Hit, n int) {
	f.hit, f.number = h, n
	if v.open.doc.Reveal(h.Offset) {
		v.state = v.open.doc.State()
		v.rowsWant = 0
		v.layoutRows()
	}
	v.place(v.open.doc.At(h.Offset), false)
	v.centre(h.Offset)
}

// centre brings a row away from the edges of the view, where the lines around it can be read.
func (v *bodyView) centre(off int64) {
	room := bodyRowTop(3)
	y := bodyRowTop(v.open.doc.RowAt(off))
	top, height := v.OffsetY(), float64(v.View().H)
	if height > 3*room && (y < top+room || y > top+height-room) {
		v.ScrollTo(v.OffsetX(), y-height/3)
	}
}

func (f *bodyFind) active() bool { return f.finder != nil }

// in gives the hits that touch a stretch of the body in view.
func (f *bodyFind) in(from, to int64) []body.Hit {
	const most = 2000 // more than fit in a window
	if f.finder == nil {
		return nil
	}
	return f.finder.In(from, to, most)
}

func (f *bodyFind) current() (body.Hit, bool) { return f.hit, f.finder != nil && f.number > 0 }

func (f *bodyFind) isCurrent(h body.Hit) bool {
	return f.number > 0 && f.hit.Offset == h.Offset
}

// text says how many hits there are and at which one is: "1 of 200", "917 of 2 214 so far".
func (f *bodyFind) text() string {
	if f.finder == nil {
		return ""
	}
	found := f.finder.Found()
	far := ""
	if !found.Done {
		far = " so far"
	}
	switch {
	case found.Total == 0 && far == "":
		return "No match"
	case found.Total == 0:
		return "None so far"
	case f.number == 0:
		return timeline.Count(found.Total) + far
	}
	return timeline.Count(int64(f.number)) + " of " + timeline.Count(found.Total) + far
}

// progress tells how far the search has got; busy is false when it is over.
func (f *bodyFind) progress(size int64) (part float64, busy bool) {
	if f.finder == nil || f.halted || size == 0 {
		return 1, false
	}
	found := f.finder.Found()
	if found.Done || found.Err != nil || found.Searched >= size {
		return 1, false
	}
	return float64(found.Searched) / float64(size), true
}

// markBar puts the hits on the scrollbar and hatches what is not indexed.
func (v *bodyView) markBar() {
	if v.open == nil {
		return
	}
	hatched := 0.0
	if part, busy := v.open.progress(v.state); busy {
		hatched = max(part, 1e-6)
	}
	var marks []kit.Mark
	if n := int(v.View().H / 2); v.find.finder != nil && n > 0 {
		for i, on := range v.find.finder.Marks(v.state.Size, n) {
			if on {
				marks = append(marks, kit.Mark{At: float64(i) / float64(n), Token: "syntax.searchHitCurrent"})
			}
		}
	}
	v.SetMarks(marks, hatched)
}
