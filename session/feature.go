package session

import (
	"io"
	"net/url"
)

// Feature adds behaviour to a session: a content decoder, an authentication manager, a cookie jar. Its abilities are
// the optional interfaces below. Attach and Detach run on the goroutine that calls AddFeature or RemoveFeature; every
// other method runs where its interface says, and none may block. On the engine means by the goroutine that runs the engine
// just then: never two at once, each seeing what the one before has written, and without a call of the session that waits
// for the engine.
//
// A message keeps the features that the session had when it was queued, but for those that it disables. Body filters are
// those that the session has when the body comes.
type Feature interface {
	// Name tells it from the others; there is one of a name in a session.
	Name() string
	// Attach is called once when it was added; a message that is queued meanwhile may call its hooks before.
	Attach(*Session)
	// Detach is called once when it was removed; messages that were queued before may still call it.
	Detach(*Session)
}

// QueuedHook hears of every message that is queued, once, before it waits for a connection. Runs on the engine.
type QueuedHook interface{ RequestQueued(*Turn) }

// StartingHook is asked before every attempt is written. Runs on the engine.
type StartingHook interface{ Starting(*Turn) }

// HeadersHook is asked for the heads that it wants.
type HeadersHook interface {
	// WantsHeaders says whether GotHeaders should be called. It runs on a connection's goroutine and looks at its arguments only.
	WantsHeaders(method string, r *Response) bool
	// GotHeaders runs on the engine before the body is read.
	GotHeaders(*Turn)
}

// Resender is a HeadersHook that says after which statuses it is likely to send a message again: the caller of Send does
// not see the body of such a response before it is known to be the final one. Runs on the engine.
type Resender interface{ Resends(status int) bool }

// BodyHook hears of every complete response, once an attempt; Turn.Resend has another follow. Runs on the engine.
type BodyHook interface{ GotBody(*Turn) }

// RestartedHook hears of every further attempt before it is queued. Runs on the engine.
type RestartedHook interface{ Restarted(*Turn) }

// UnqueuedHook hears of every message that has left the queue, once, whatever its end. Runs on the engine.
type UnqueuedHook interface{ RequestUnqueued(*Turn) }

// BodyFilter changes response bodies on their way to the caller.
type BodyFilter interface {
	// FilterBody gives the reader to use in place of body, and what it removed, such as "gzip"; body itself and ""
	// leave it alone. It and the reader run on the connection's goroutine.
	FilterBody(method string, r *Response, body io.Reader) (io.Reader, string)
}

// Undecided is a reader of FilterBody that learns only from the body whether there is something to remove.
type Undecided interface {
	// Removed says, when the body was read, whether something was removed.
	Removed() bool
}

// hooks is the compiled list of features that a message is queued with; it is immutable.
type hooks struct {
	all      []Feature // newest first
	queued   []QueuedHook
	starting []StartingHook
	headers  []HeadersHook
	body     []BodyHook
	restart  []RestartedHook
	unqueued []UnqueuedHook
	filters  []BodyFilter
}

func compileHooks(fs []Feature) *hooks {
	h := &hooks{all: fs}
	for _, f := range fs {
		h.queued = appendIf(h.queued, f)
		h.starting = appendIf(h.starting, f)
		h.headers = appendIf(h.headers, f)
		h.body = appendIf(h.body, f)
		h.restart = appendIf(h.restart, f)
		h.unqueued = appendIf(h.unqueued, f)
		h.filters = appendIf(h.filters, f)
	}
	return h
}

func appendIf[T any](l []T, f Feature) []T {
	if t, ok := f.(T); ok {
		return append(l, t)
	}
	return l
}

// wantsHeaders says whether a feature wants this head.
func (h *hooks) wantsHeaders(method string, r *Response) bool {
	for _, f := range h.headers {
		if f.WantsHeaders(method, r) {
			return true
		}
	}
	return false
}

// Auth is one challenge and, once Authenticate was called, its answer. Schemes implement it; handlers of authenticate get it.
// Its methods may be called from any goroutine.
type Auth interface {
	// Scheme is the name of the scheme, such as Basic.
	Scheme() string
	// Realm is the protection space, as received.
	Realm() string
	Host() string // of the origin or proxy that asks, host:port
	// Proxy says whether a proxy asks.
	Proxy() bool
	// Authenticate gives the credentials. The message that asked is sent again when its current response has been read.
	Authenticate(user string, password Secret)
	// Authenticated says whether credentials were given.
	Authenticated() bool
}

// Turn is a feature's moment with one message. It is valid during the call of the hook only.
type Turn struct {
	s  *Session
	it *item
	// ask is what Authenticate asked for: it runs when all hooks of the signal have been called.
	ask *authRequest
}

type authRequest struct {
	auth     Auth
	retrying bool
	offered  []string
	user     string
	answered func(from CredentialSource, once bool)
}

// Message is the message concerned.
func (t *Turn) Message() *Message { return t.it.m }

// URI is a copy of where the current attempt goes, whatever the message was changed to meanwhile.
func (t *Turn) URI() *url.URL {
	u := *t.it.uri
	return &u
}

// Response is the head received, nil before got-headers.
func (t *Turn) Response() *Response { return t.it.response }

// Origin is the scheme class, host and port of u in one text, as the session compares them: its aliases count (RFC 6454
// section 4).
func (t *Turn) Origin(u *url.URL) string { return t.s.props.Load().schemes.key(u).origin() }

// Proxy is the proxy that the message's connection leads through, nil without one or before there is a connection.
func (t *Turn) Proxy() *url.URL {
	if t.it.c == nil || !t.it.c.opened && t.it.tunnels == nil {
		return nil
	}
	return t.it.c.proxy
}

// Connects says whether the message is the session's own CONNECT, which goes to the proxy and to nobody else.
func (t *Turn) Connects() bool { return t.it.tunnels != nil }

// ToProxy says whether it is the proxy that reads the message: a CONNECT, or a request in the absolute form. What travels
// in a tunnel is the origin's.
func (t *Turn) ToProxy() bool {
	return t.Proxy() != nil && t.it.c.asksProxy() && (t.it.tunnels != nil || !t.it.h.key.tls)
}

// Target is what the request asks for as its origin reads it: path and query, or host and port for CONNECT (RFC 9112
// section 3.2).
func (t *Turn) Target() string {
	form := originForm
	if t.Connects() {
		form = authorityForm
	}
	return requestTarget(t.s.props.Load().schemes, t.it.m.URI(), form)
}

// Hold keeps the message where it stands until release is called, once, from any goroutine: for what takes longer than a
// hook may. What release is given runs on the engine before the message goes on; it may be nil. A message that is cancelled
// meanwhile ends at once, and nothing runs for it any more.
func (t *Turn) Hold() (release func(then func(*Turn))) {
	s, it := t.s, t.it
	turn := it.turn.Load()
	s.hold(it, pausedByFeature, KindPaused, &Pause{By: pauseName(pausedByFeature)})
	return func(then func(*Turn)) {
		s.post(cmd{op: opFunc, fn: func() {
			if it.turn.Load() == turn {
				if then != nil {
					then(&Turn{s: s, it: it})
				}
				s.unpause(it, pausedByFeature)
			}
			s.speakUp()
		}})
	}
}

// Encrypted says whether the message travels over TLS.
func (t *Turn) Encrypted() bool { return t.it.h.key.tls }

// Automatic adds a field that the message neither has nor leaves out, and says whether it did.
func (t *Turn) Automatic(name, value string) bool { return t.it.m.addAutomatic(name, value) }

// LeavesOut says whether the caller wants no automatic field of that name.
func (t *Turn) LeavesOut(name string) bool {
	t.it.m.mu.Lock()
	defer t.it.m.mu.Unlock()
	return t.it.m.leavesOut(name)
}

// Authenticate emits the signal authenticate for a. If no handler gives credentials and none holds the message, and the
// session asks questions, a question follows. answered is called on the engine once credentials are there; it
// is not called otherwise; once is what Answer.Once says. offered lists the schemes of the challenge, user the name tried before.
func (t *Turn) Authenticate(a Auth, retrying bool, offered []string, user string, answered func(from CredentialSource, once bool)) {
	t.ask = &authRequest{a, retrying, offered, user, answered}
}

// Skipped tells that a scheme which was offered is not used, and why.
func (t *Turn) Skipped(scheme, why string) {
	st := t.it.response
	t.s.event(t.it, KindChallengeSkipped, t.it.connID(), 0, &Skipped{Scheme: scheme, Why: why, Proxy: st != nil && st.Status == 407})
}

// Keep keeps a value with the connection that carries the message, until that is closed, and Kept gives it back: nil for a
// key that nothing was kept for. Keys are compared, so a feature uses a type or a pointer of its own.
func (t *Turn) Keep(key, value any) {
	c := t.it.c
	if c == nil {
		return
	}
	if c.kept == nil {
		c.kept = map[any]any{}
	}
	c.kept[key] = value
}

// Kept gives what Keep has kept, nil without a connection.
func (t *Turn) Kept(key any) any {
	if c := t.it.c; c != nil {
		return c.kept[key]
	}
	return nil
}

// Resend sends the message again because it can now be authenticated. It counts against the limit of restarts.
func (t *Turn) Resend(why *Authenticated) { t.s.requeue(t.it, RestartAuth, why) }
