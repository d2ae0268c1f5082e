package session

import "context"

// Hooks are the virtual methods of a session: what libsoup's subclasses override. Each optional function stands in the
// place of a default; those that get next decide whether, when and with what the default runs. They run where it says,
// and must not block there; on the engine means by the goroutine that runs it, so that nothing which waits for the engine may
// be called.
type Hooks struct {
	// AuthRequired has no caller, as in libsoup 2.74: it is here so that the list is whole.
	AuthRequired func(m *Message, a Auth, retrying bool)
	// Authenticate runs before the handlers of OnAuthenticate, on the MainContext.
	Authenticate func(m *Message, a Auth, retrying bool)
	// CancelMessage runs in place of the body of Cancel, for messages that are queued and have not finished, on the
	// engine; next only during the call.
	CancelMessage func(m *Message, status Status, next func(Status))
	// FlushQueue runs in place of the cancelling of every message by Abort, on the engine; next only during the
	// call.
	FlushQueue func(next func())
	// Kick runs in place of every look at what may start, very often, on the engine; next only during the call.
	Kick func(next func())
	// QueueMessage runs in place of Queue, on the goroutine that calls it.
	QueueMessage func(m *Message, callback func(*Message), next func(*Message, func(*Message)) error) error
	// RequestStarted runs before the handlers of OnRequestStarted, on the MainContext.
	RequestStarted func(m *Message, c ConnID)
	// RequeueMessage runs in place of Requeue, on the goroutine that calls it.
	RequeueMessage func(m *Message, next func(*Message) error) error
	// SendMessage runs in place of SendMessage, on the goroutine that calls it.
	SendMessage func(ctx context.Context, m *Message, next func(context.Context, *Message) (Status, error)) (Status, error)
}
