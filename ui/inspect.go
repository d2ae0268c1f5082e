package ui

import (
	"context"
	"time"

	"ladle/store"
	"ladle/ui/body"
	"ladle/ui/timeline"
)

// historyEntry is a recorded message that the inspector shows, replayed by the same fold as the live ones.
type historyEntry struct {
	entry store.Entry
	snap  *timeline.Snapshot
	body  store.Body // nil: none, or not kept
	note  string     // why there is none
}

// selectRow shows a row of the timeline; attempt -1 is the message as a whole.
func (w *Window) selectRow(id timeline.RowID, attempt int) {
	if row := w.snap.Find(id); row != nil && row.Stopped != nil {
		w.stops.show(id)
		return
	}
	w.stops.looksAway()
	w.showRow(shownRow{id: id, attempt: attempt})
}

func (w *Window) showRow(row shownRow) {
	w.shown = row
	w.inspect(true)
}

// leaveHistory gives back what the recorded message held open that the inspector had; it has another one now, or none.
func (w *Window) leaveHistory() {
	if w.held != nil {
		w.held.close()
	}
	w.held = nil
}

// close gives back the body. That may wait for the disk, so it is not waited for.
func (h *historyEntry) close() {
	if h.body != nil {
		go h.body.Close()
	}
}

// inspect brings the inspector up to date; fresh says that it is another message than before.
func (w *Window) inspect(fresh bool) {
	if h := w.shown.history; h != nil {
		if fresh {
			w.present(w.inspectedHistory(), h)
		}
		return
	}
	row := w.snap.Find(w.shown.id)
	if row == nil || w.shown.patient && !worthShowing(row, w.now()) {
		w.shown.pending = w.shown.pending || fresh // what was shown before stays until there is something to show
		if fresh && w.shown.id == (timeline.RowID{}) {
			w.present(inspected{Attempt: -1}, nil)
		}
		return
	}
	fresh = fresh || w.shown.pending
	w.shown.pending, w.shown.patient = false, false
	now := w.now()
	s := inspected{Row: row, Attempt: w.shown.attempt, Events: w.snap.Events(row.ID), Facts: timeline.FactsOf(row, now), Running: !row.Over(), Now: now}
	s.ConnTLS = connTLS(w.snap, row)
	s.Body, s.BodyNote = w.bodyOf(row)
	if fresh {
		w.present(s, nil)
		return
	}
	w.inspector.Update(s)
}

// present gives the inspector another message, recorded or not, and only then lets go of the one before.
func (w *Window) present(s inspected, recorded *historyEntry) {
	w.inspector.Show(s)
	w.viewed = 0
	if recorded == nil && s.Row != nil {
		w.viewed = s.Row.ID.Message
	}
	if w.held != recorded {
		w.leaveHistory()
		w.held = recorded
	}
}

// patience is how long an answer stays for the one of the next message: longer, and it would be taken for that one's.
const patience = time.Second

// worthShowing says whether a row has an answer to show, or something else that a person should see now.
func worthShowing(r *timeline.Row, now time.Duration) bool {
	switch r.State {
	case timeline.StateHeld, timeline.StatePaused, timeline.StateWaitsForYou:
		return true
	}
	return r.Over() || r.Status != 0 || len(r.Attempts) > 1 || r.Question != nil || r.Duration(now) > patience
}

// bodyOf gives the body that a row's answer has, or why there is none to show.
func (w *Window) bodyOf(row *timeline.Row) (body.Source, string) {
	if w.shown.attempt >= 0 && w.shown.attempt < len(row.Attempts)-1 {
		return nil, "The body of an earlier attempt is not kept. Its head is under Headers."
	}
	if m := w.sent.message(row.ID); m != nil && !w.sent.discarded(row.ID) {
		if c := w.sent.content(row.ID); c != nil {
			return c, ""
		}
		if w.sent.released(row.ID) {
			return nil, "The body was given back to save memory. It is in the history."
		}
		return nil, ""
	}
	return nil, "The body was counted and not kept, as for every one of many messages."
}

func (w *Window) inspectedHistory() inspected {
	h := w.shown.history
	row := h.snap.Row(0)
	s := inspected{Row: row, Attempt: -1, Events: h.snap.Events(row.ID), Facts: timeline.FactsOf(row, h.snap.Last), Now: h.snap.Last, FromHistory: true, BodyNote: h.note}
	if h.body != nil {
		s.Body = recordedBody{h.body}
	}
	return s
}

// recordedBody is a body from the history: it does not grow.
type recordedBody struct{ store.Body }

// Done is true: nothing more comes.
func (recordedBody) Done() bool { return true }

// openHistory reads a recorded message off the main goroutine and shows it; its request is loaded into a tab of its own.
func (w *Window) openHistory(id int64) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		h, err := readEntry(ctx, w.d.History, id)
		w.d.Post(func() {
			switch {
			case err != nil:
				w.report(err, "The recorded message could not be read")
			case w.closed:
				h.close()
			default:
				w.showRecorded(h)
			}
		})
	}()
}

func (w *Window) showRecorded(h *historyEntry) {
	if h.entry.HasRequest {
		w.tabs.Show(h.entry.Request)
	}
	w.pane.Select(timeline.RowID{}) // the row that was chosen is not what is shown now
	w.frame.landing, w.frame.overlay = false, ""
	w.reframe()
	w.showRow(shownRow{attempt: -1, history: h})
}

func readEntry(ctx context.Context, from History, id int64) (*historyEntry, error) {
	e, err := from.Entry(ctx, id)
	if err != nil {
		return nil, err
	}
	h := &historyEntry{entry: e, snap: timeline.Replay(timeline.Run{Epoch: e.Epoch, Events: e.Events})}
	if h.snap.Len() == 0 {
		return nil, store.ErrNotFound
	}
	switch b, err := from.Body(ctx, id); err {
	case nil:
		h.body = b
	case store.ErrNoBody:
	case store.ErrBodyPending:
		h.note = "The body is still being written to the history."
	default:
		h.note = "The body could not be read: " + err.Error()
	}
	return h, nil
}
