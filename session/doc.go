// Package session is an HTTP client session whose queue, connections, attempts, challenges and redirects are objects
// that can be watched, held, changed and released while they happen: a session in the sense of libsoup's SoupSession.
// It speaks HTTP/1.0 and 1.1 by its own codec, keeps what went over the wire byte for byte, and says of every decision
// why it was made.
//
// # The first request
//
//	s, err := standard.New(session.Options{}) // with the usual features; session.New has none
//	if err != nil {
//		return err
//	}
//	defer s.Close()
//	m, err := session.NewMessage("GET", "https://example.com/")
//	if err != nil {
//		return err
//	}
//	st, err := s.SendMessage(ctx, m)
//	fmt.Println(st, m.Response().Fields, string(m.Content().Bytes(1<<20)))
//
// A [Message] is one request and, later, its response. [Session.SendMessage] waits for the whole of it, [Session.Send] for
// its head and gives the body as a stream; neither may be called where handlers run. A message can be sent again when
// it has ended, and by one session at a time.
//
// # Queue and callback
//
// [Session.Queue] does not wait:
//
//	err := s.Queue(m, func(m *session.Message) { fmt.Println(m.Status()) })
//
// All of these put the message into the same queue. It waits there for a connection, by priority and then first in, first
// out. What happens then is an attempt: the request is written, the response read. A redirect, a challenge that can be
// answered, a kept-alive connection that turned out to be dead, or a [Session.Requeue] make another attempt of it, 20 of them
// at most. Then the message finishes, its callback runs, and it leaves the queue.
//
// # Limits
//
// max-conns (10) and max-conns-per-host (2) bound the connections, idle ones included; GET and other methods that may be
// repeated take idle connections, POST and PATCH open new ones. [Session.SetMaxConns] and [Session.SetMaxConnsPerHost] count
// at once: raising starts what waits, lowering drains. [Message.SetPriority] and [Session.MoveBefore] order what waits,
// [Session.Hold] and [Session.Release] keep it and let it go. [PropertyTable] has all properties with their defaults and
// when a change counts. timeout (60 seconds) is the time without progress of one step; the time for the whole of a message
// is the caller's context.
//
// # Handlers decide, events tell
//
// Signals are the typed On methods of Session and Message. Their handlers may change the message, pause, cancel or requeue
// it, and give credentials; the message waits for them.
//
//	m.OnGotHeaders(func(m *session.Message) {
//		if m.Response().Length > limit {
//			s.Cancel(m, session.StatusCancelled)
//		}
//	})
//
// Events are immutable values of what happened, with the time where it happened; [Session.Observe] delivers them in
// batches to any number of observers, and an observer holds nothing up. Use a handler to have a say, an observer to know.
//
// Features ([Feature]) are handlers that belong to the session: at each signal come first the handlers that were connected
// before the message was queued, then the features, newest first, then the handlers connected later.
//
// # Who runs where
//
// The application's code, which is handlers, callbacks and batches of events, runs on a [MainContext], one piece at a time
// and in order. A session is bound to one when it is made: a [Loop] that somebody steps, a [Goroutine], which is the default,
// or the main loop of a toolkit. A handler is waited for; where none is connected nothing stops, so a main loop that is busy,
// or never runs, slows nobody down.
//
// Methods of Session and Message may be called from any goroutine, handlers included, and do not block unless they say so.
// Those that wait for the network give [ErrOnOwner] on the goroutine that runs the handlers, which they would block for ever.
// Those that wait for the engine only may be called there.
//
// Each connection has a goroutine of its own that dials, writes and reads. The engine, which owns the queue, is run by
// whoever has news for it, one at a time: by a connection's goroutine that has something to report, or by a goroutine of the
// session when the application has asked for something. What is said to run on the engine, such as the hooks of features,
// so runs never twice at once, must not block, and must not call what waits for the engine.
//
// # The grammar of events
//
// The events of one message keep this grammar (written as in RFC 5234, without body progress):
//
//	message = request-queued 1*( attempt ) request-unqueued
//	attempt = *( opening / tunneling / request-started / starting / wrote-headers / wrote-body / got-informational /
//	             got-headers / authenticate / challenge-skipped / got-body / hold ) end
//	opening = connection-created *network-event
//	hold    = paused / unpaused / held / released / reordered / stopped / continued / question / question-closed
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
// # Holding and cancelling
//
// [Session.Pause] holds a message between any two steps and [Session.Unpause] lets it go on. A [Breakpoint] stops messages
// without a connected handler, until [Session.Continue]. [Session.Cancel], or the end of the caller's context, ends a message
// in any phase at once: its connection is closed, finished comes, the callback runs. [Session.Abort] does it to all,
// [Session.Close] too, and waits until no goroutine is left. [Session.Steal] takes the connection itself.
//
// A session made with [Options].Questions does not give up on what only a person can decide: the message is paused, an
// event of kind question carries everything a prompt needs, and [Session.Answer] or [Session.Dismiss] lets it go on. So it is
// with credentials, redirects, certificates of servers that break a rule, and client certificates. What was answered about
// certificates is listed by [Session.TLSExceptions] and [Session.ChosenCertificates], and can be taken back.
//
// # Errors
//
// The end of a message is a [Status]: that of the response, or one below 100 that says why there is none. [Message.Err] is
// nil or a *[Error] with the stage, the cause for errors.Is and errors.As and, from [Error.Sentence], words for people. A
// response that breaks the rules of the wire is refused and kept: Error.Raw has its bytes, Error.Finding the rule. Calls that
// can be refused say with which error; refusals that a person may read are *[RefusedError] and *[PropertyError].
//
// # Where to look next
//
// The examples below send, queue within limits, answer a challenge later, observe, stop, take a connection over and add a
// feature. [Hooks] are the virtual methods that libsoup's subclasses override. Package auth has the authentication schemes,
// feature the features, sessiontest a recorder and peers for tests. docs/session-api.md maps every item of libsoup's session
// to its form here, docs/deviations.md says where the two differ and why.
package session
