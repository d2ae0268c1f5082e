package main

import (
	"sync/atomic"

	"ladle/session"
)

// replacement queues the next message the moment one has left the session. It is a feature, so it does so on the engine's
// own goroutine: the connection that has become free is told of its next message without a detour.
type replacement struct {
	r      *request
	s      *session.Session
	queued func(*session.Message) // told of every message, on the engine
	left   atomic.Int64           // messages that were not begun
}

// Name is "replacement".
func (*replacement) Name() string { return "replacement" }

// Attach does nothing.
func (*replacement) Attach(*session.Session) {}

// Detach does nothing.
func (*replacement) Detach(*session.Session) {}

// RequestUnqueued queues the next message if there is one.
func (x *replacement) RequestUnqueued(*session.Turn) {
	if x.left.Add(-1) < 0 {
		return
	}
	m, err := x.r.message()
	if err != nil || x.s.Queue(m, nil) != nil {
		return // the session ends
	}
	x.queued(m)
}

var _ session.UnqueuedHook = (*replacement)(nil)
