package ui

import (
	"errors"

	"ladle/session"
	"ladle/ui/timeline"
)

// errNotOurs refuses what only a message can have done that a person sent.
var errNotOurs = &session.RefusedError{What: "The session made this message for itself"}

// doorReason is the sentence for people on why a door stayed shut.
func doorReason(err error) string {
	var refused *session.RefusedError
	var wrong *session.URLError
	var field *session.FieldError
	switch {
	case errors.As(err, &field):
		return timelineJoin(field.What, field.Try)
	case errors.As(err, &refused):
		return timelineJoin(refused.What, refused.Try)
	case errors.As(err, &wrong):
		return timelineJoin(timelineCapital(wrong.What), wrong.Try)
	case errors.Is(err, session.ErrNotQueued):
		return "The message is over"
	}
	return timelineCapital(err.Error())
}

// messages are the live messages of rows.
func (w *Window) messages(ids []timeline.RowID) ([]*session.Message, error) {
	ms := make([]*session.Message, len(ids))
	for i, id := range ids {
		if ms[i] = w.message(id); ms[i] == nil {
			return nil, errNotOurs
		}
	}
	return ms, nil
}

// hold keeps messages that wait from starting, all or none.
func (w *Window) hold(ids ...timeline.RowID) error {
	ms, err := w.messages(ids)
	if err != nil {
		return err
	}
	return w.d.Engine.Hold(ms...)
}

// release lets held messages go in one moment, all or none.
func (w *Window) release(ids ...timeline.RowID) error {
	ms, err := w.messages(ids)
	if err != nil {
		return err
	}
	return w.d.Engine.Release(ms...)
}

// holdQueue holds every message that waits and every one to come, or ends that; what is held stays held until it is released.
func (w *Window) holdQueue() {
	on := !w.snap.HoldNew
	w.d.Engine.HoldNew(on)
	if !on {
		return
	}
	var ms []*session.Message
	for i := range w.snap.Len() {
		if r := w.snap.Row(i); r.State == timeline.StateQueued {
			if m := w.message(r.ID); m != nil {
				ms = append(ms, m)
			}
		}
	}
	w.holdThose(ms)
}

// holdThose holds as many of the messages as still wait: where one has started, the two halves go their own ways.
func (w *Window) holdThose(ms []*session.Message) {
	if len(ms) == 0 || w.d.Engine.Hold(ms...) == nil || len(ms) == 1 {
		return
	}
	half := len(ms) / 2
	w.holdThose(ms[:half])
	w.holdThose(ms[half:])
}

// prioritise gives a message that waits another priority.
func (w *Window) prioritise(id timeline.RowID, p session.Priority) error {
	m := w.message(id)
	if m == nil {
		return errNotOurs
	}
	m.SetPriority(p)
	return nil
}

// moveBefore gives a message the place before another one in the queue.
func (w *Window) moveBefore(id, other timeline.RowID) error {
	ms, err := w.messages([]timeline.RowID{id, other})
	if err != nil {
		return err
	}
	return w.d.Engine.MoveBefore(ms[0], ms[1])
}

// openConnection opens one that stays idle for a message to come.
func (w *Window) openConnection(url string) error {
	_, err := w.d.Engine.OpenConnection(url)
	return err
}

// tell shows why something that a person asked for in the timeline could not be done.
func (w *Window) tell(err error, what string) {
	if err != nil && !errors.Is(err, session.ErrNotQueued) {
		w.report(errors.New(doorReason(err)), what)
	}
}
