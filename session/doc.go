// Package session is an HTTP client session whose queue, connections, attempts, challenges and redirects are objects
// that can be watched, held, changed and released while they happen: a session in the sense of libsoup's SoupSession.
//
//	s, err := session.New(session.Options{})    // session/standard.New has the usual features
//	defer s.Close()
//	m, err := session.NewMessage("GET", "https://example.com/")
//	st, err := s.SendMessage(ctx, m)            // or Send for a stream, or Queue with a callback
//
// # Life of a message
//
// A [Message] is a request and its response as asked. [Session.Queue], [Session.Send] and [Session.SendMessage] put it
// into the queue; it waits there for a connection, by priority and then first in, first out, within the limits max-conns
// and max-conns-per-host. What happens then is an attempt: the request is written, the response read. A redirect, a
// challenge that can be answered, a kept-alive connection that turned out to be dead, or a [Session.Requeue] make
// another attempt of it; a limit of 20 ends the loops. Then the message finishes, its callback runs, and it leaves the
// queue. [Session.Pause] holds it between any two steps, [Session.Cancel] ends it in any of them, at once.
//
// The end is a [Status]: that of the response, or one below 100 that says why there is none; [Message.Err] has the
// [Error] with its stage, its cause and, from [Error.Sentence], words for people.
//
// # Who runs where
//
// One engine goroutine owns the queue. Each connection has a goroutine of its own that dials, writes and reads. The
// application's code, which is handlers, callbacks and batches of events, runs on the [MainContext] that the session was
// made with, one piece at a time and in order: a [Loop] that somebody steps, a [Goroutine], or the main loop of a
// toolkit. A handler is waited for; where none is connected nothing stops, so a main loop that is busy, or never runs,
// slows nobody down. Methods of Session and Message may be called from any goroutine, handlers included; the calls that
// block give [ErrOnOwner] on the goroutine that runs the handlers.
//
// Features ([Feature]) stand between: at each signal come first the handlers that were connected before the message was
// queued, then the features, newest first, on the engine's goroutine, then the handlers connected later.
//
// # Handlers decide, events tell
//
// Signals are the typed On methods of Session and Message. Their handlers may change the message, pause, cancel or
// requeue it, and give credentials. Events are immutable values of what happened, with the time where it happened;
// [Session.Observe] delivers them in batches to any number of observers, and an observer holds nothing up.
//
// The events of one message keep this grammar (written as in RFC 5234, without body progress):
//
//	message = request-queued 1*( attempt ) request-unqueued
//	attempt = *( opening / request-started / starting / wrote-headers / wrote-body / got-informational /
//	             got-headers / authenticate / question / question-closed / paused / unpaused / got-body ) end
//	opening = connection-created *network-event
//	end     = [ redirected / authenticated ] restarted       ; another attempt follows
//	        / finished [ restarted ]                         ; restarted: a handler or the callback requeued it
//	        / stolen
//
// request-queued and request-unqueued come exactly once. An attempt has at most one request-started; in an attempt that
// nothing disturbs the events come in the order above. redirected and authenticated say why a restart comes, directly
// before it. finished is the last word of an attempt: what a connection left behind says afterwards is dropped. Sequence
// numbers have no holes and belong to the session, so that the events of several messages can be told apart and put in
// order. Events of message 0 are the session's own and those of idle connections. sessiontest.CheckGrammar checks it.
//
// # Questions
//
// A session made with [Options].Questions does not give up on what only a person can decide: the message is paused, an
// event of kind question carries everything a prompt needs, and [Session.Answer] or [Session.Dismiss] lets it go on.
package session
