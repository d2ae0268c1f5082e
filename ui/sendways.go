package ui

import (
	"ladle/session"
	"ladle/store"
)

// sendWay is how a request is sent that is not just sent.
type sendWay struct {
	held  bool // waits until it is released
	stop  session.Phase
	fresh bool // on a connection of its own
}

// sendHeld queues what is composed without letting it start.
func (w *Window) sendHeld() { w.sendAs(w.composer.Request(), sendWay{held: true}) }

// sendStopping sends what is composed and stops it before its head is written.
func (w *Window) sendStopping() {
	w.sendAs(w.composer.Request(), sendWay{stop: session.StopAtStarting})
}

// sendFresh sends what is composed on a new connection.
func (w *Window) sendFresh() { w.sendAs(w.composer.Request(), sendWay{fresh: true}) }

// put hands a message to the session in one of the ways.
func (way sendWay) put(e Engine, m *session.Message, from store.Request) error {
	if way.fresh {
		m.SetFlags(m.Flags() | session.NewConnection)
	}
	if way.stop != 0 {
		m.StopAt(way.stop)
	}
	if way.held {
		return e.QueueHeld(m, from)
	}
	return e.Queue(m, from)
}
