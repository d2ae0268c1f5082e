package ui

import (
	"errors"
	"strconv"
	"time"

	"ladle/session"
	"ladle/store"
	"ladle/ui/timeline"
)

// Messages as a person handles them: sent from the composer, stopped, held, sent again.

// send builds a message from the composed request and queues it; what is wrong is shown where it was typed.
func (w *Window) send(r store.Request) { w.sendAs(r, sendWay{}) }

func (w *Window) sendAs(r store.Request, way sendWay) {
	w.complain(nil)
	w.typed = time.Time{} // what was typed is sent: a question about it may come at once
	id, err := w.queue(r, w.origin(), way, false)
	if err != nil {
		w.complain(err)
		return
	}
	w.tabs.SetMessage(id)
	w.follow(id)
	if formFor(w.frame.size.Width).shared {
		w.turns.show(true)
		w.showResponse(true)
	}
}

// complain shows what is wrong with a request where it was typed, or with nil takes that back.
func (w *Window) complain(err error) {
	if err == nil {
		w.composer.ClearErrors()
	} else {
		w.composer.ShowError(err)
		var inURL *session.URLError
		if w.frame.landing && !errors.As(err, &inURL) {
			w.frame.landing = false // what is wrong is under the first page
		}
	}
	w.reframe()
}

// origin is what the request of the chosen tab is sent with.
func (w *Window) origin() origin { return origin{w.tabs.Folder(), w.tabs.Variables()} }

// queue sends r and keeps the message for as long as its answer may be looked at.
func (w *Window) queue(r store.Request, from origin, way sendWay, discard bool) (timeline.RowID, error) {
	m, err := newMessageIn(from.folder, from.variables, r)
	if err != nil {
		return timeline.RowID{}, err
	}
	if discard {
		m.SetFlags(m.Flags() | session.OverwriteChunks)
	}
	if err := way.put(w.d.Engine, m, r); err != nil {
		return timeline.RowID{}, err
	}
	w.sent.add(m, r, from)
	return timeline.RowID{Message: m.ID()}, nil
}

// sendTimes queues the request n times, at most parallel at a time.
func (w *Window) sendTimes(n, parallel int) {
	w.complain(nil)
	w.typed = time.Time{}
	r, from := w.composer.Request(), w.origin()
	if err := w.allow(parallel); err != nil {
		w.report(err, "The limit could not be set")
		return
	}
	w.drawer.Reload()
	for range n {
		id, err := w.queue(r, from, sendWay{}, n > keptContents)
		if err != nil {
			w.complain(err)
			return
		}
		w.tabs.SetMessage(id)
	}
}

// allow has the session run n messages to one host at a time, with room for them among all its connections.
func (w *Window) allow(n int) error {
	if most, err := strconv.Atoi(w.d.Engine.Property("max-conns")); err == nil && most < n {
		if err := w.setProperty("max-conns", strconv.Itoa(n)); err != nil {
			return err
		}
	}
	return w.setProperty("max-conns-per-host", strconv.Itoa(n))
}

// stop cancels the message of the chosen tab.
func (w *Window) stop() { w.cancel(w.tabs.Message()) }

// message gives the live message of a row, nil when it is of another run or gone.
func (w *Window) message(id timeline.RowID) *session.Message { return w.sent.message(id) }

func (w *Window) cancel(id timeline.RowID) {
	if m := w.message(id); m != nil {
		w.d.Engine.Cancel(m, session.StatusCancelled)
	}
}

func (w *Window) pause(id timeline.RowID) {
	if m := w.message(id); m != nil {
		w.ignoreGone(w.d.Engine.Pause(m), "The message could not be paused")
	}
}

// resume lets a message go on, whatever a person holds it by.
func (w *Window) resume(id timeline.RowID) {
	m, row := w.message(id), w.snap.Find(id)
	if m == nil || row == nil {
		return
	}
	if row.Stopped != nil {
		w.stops.goOn(id) // as it was edited
		return
	}
	door := w.d.Engine.Unpause
	if row.State == timeline.StateHeld {
		door = func(m *session.Message) error { return w.d.Engine.Release(m) }
	}
	err := door(m)
	if refused := (*session.RefusedError)(nil); errors.As(err, &refused) { // it is paused in the queue, or somebody was faster
		err = w.d.Engine.Unpause(m)
	}
	w.ignoreGone(err, "The message could not go on")
}

// ignoreGone reports err, unless the message has simply ended meanwhile.
func (w *Window) ignoreGone(err error, what string) {
	if err != nil && !errors.Is(err, session.ErrNotQueued) {
		w.report(err, what)
	}
}

// resend queues the request of a row again.
func (w *Window) resend(id timeline.RowID) {
	r, ok := w.sent.request(id)
	if !ok {
		return
	}
	next, err := w.queue(r, w.sent.origin(id), sendWay{}, false)
	if err != nil {
		w.report(err, "The message could not be sent again")
		return
	}
	w.follow(next)
}

// follow selects a message that was just queued. The last answer stays in the inspector until the head of the new one
// comes.
func (w *Window) follow(id timeline.RowID) {
	r := w.snap.Find(timeline.RowID{Message: w.viewed})
	patient := w.shown.history != nil || r != nil && r.Over()
	w.pane.Select(id)
	w.showRow(shownRow{id: id, attempt: -1, patient: patient})
}
