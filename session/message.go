package session

import (
	"net/url"
	"strings"
	"sync"
	"sync/atomic"

	"ladle/session/http1"
)

// Priority orders waiting messages; equal ones are sent first in, first out.
type Priority int8

// Priorities, lowest first.
const (
	PriorityVeryLow  Priority = -2 // after all others
	PriorityLow      Priority = -1 // after normal ones
	PriorityNormal   Priority = 0  // the zero value
	PriorityHigh     Priority = 1  // before normal ones
	PriorityVeryHigh Priority = 2  // before all others
)

// Flags change how a message is sent, and say how it went. They count from the next queueing.
type Flags uint16

// Flags of a message.
const (
	// NoRedirect: a redirect is the final answer.
	NoRedirect Flags = 1 << iota
	// NewConnection: never take an idle connection; the new one is kept for others afterwards.
	NewConnection
	// IgnoreConnectionLimits: the limits of connections do not hold the message; a connection beyond them serves it only.
	IgnoreConnectionLimits
	// Idempotent: the message may take an idle connection although its method is not idempotent.
	Idempotent
	// CanRebuild: the request body is forgotten before another attempt; a handler of restarted gives it anew.
	CanRebuild
	// OverwriteChunks: the response body is not kept; OnGotChunk sees it, and it is counted.
	OverwriteChunks
	// DoNotUseAuthCache: no known credentials are used, and those that are given for the message serve no other.
	DoNotUseAuthCache
	// ContentDecoded is set by the session: a content coding was removed from the response body. Cleared by a restart.
	ContentDecoded
	// CertificateTrusted is set by the session: an attempt went over TLS, and nothing was wrong with the certificate.
	CertificateTrusted

	ownFlags = ContentDecoded | CertificateTrusted
)

// HTTPVersion is a version of the protocol that a request can be sent with.
type HTTPVersion uint8

// The versions.
const (
	HTTP11 HTTPVersion = iota // the zero value
	HTTP10                    // without Host and chunks demanded by it; a connection is kept when both sides say so
)

// String is the number, such as 1.1.
func (v HTTPVersion) String() string {
	if v == HTTP10 {
		return "1.0"
	}
	return "1.1"
}

// Message is one request and its response, as asked: it can be queued, changed in handlers, sent several times by
// redirects and challenges, and queued again when it has ended.
//
// Methods may be called from any goroutine. What a handler changes counts for the next attempt; between queueing and
// the first handler, and while an attempt runs, a change is not seen by the attempt that runs.
type Message struct {
	id     atomic.Uint64
	flags  atomic.Uint64 // 1<<Kind: a handler is connected
	opts   atomic.Uint32 // Flags
	stopAt atomic.Uint32 // Phase: stop once
	gen    atomic.Uint32 // counts the changes of method, URI and flags

	mu        sync.Mutex
	method    string
	uri       *url.URL
	fields    Fields
	body      Body
	framed    string // the field that frames the body, where the session added it
	version   HTTPVersion
	without   *exceptions // what is not to be done for it, nil for nothing
	redirects RedirectPolicy
	internal  bool // the session's own
	priority  Priority
	handlers  []handler
	early     uint64 // handlers with a smaller id were connected before queueing
	lastID    uint64

	it           *item // while queued; set and cleared under mu by the engine, read by the doors
	status       Status
	reason       string
	err          *Error
	response     *Response
	content      *Content
	trailer      Fields
	tls          *TLSInfo
	run          uint64 // token of the attempt that may set content, wireSent and wireResponse
	wireSent     *Sent
	wireResponse *Response // of the attempt that runs, before it has ended
	attempts     []Attempt
}

// Attempt is one try on the wire: what went out and what came back.
type Attempt struct {
	Number   int       // from 1
	Conn     ConnID    // 0 when it had none
	URL      string    // without user info
	Sent     *Sent     // nil when no head was written
	Response *Response // nil when no head was received
	Status   Status    // of its response, or why there is none
}

// NewMessage makes a message. The method is a token (RFC 9110 section 9.1), "" means GET. The URL may have any scheme; one
// that is neither http nor https nor an alias of the session fails when it is queued, with the status 8. The error is a
// *URLError or a *FieldError.
func NewMessage(method, uri string) (*Message, error) {
	u, err := parseURL(uri)
	if err != nil {
		return nil, err
	}
	m := &Message{uri: u}
	return m, m.SetMethod(method)
}

// ID is the id of the last queueing, 0 before.
func (m *Message) ID() MessageID { return MessageID(m.id.Load()) }

// Method is the request method.
func (m *Message) Method() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.method
}

// SetMethod changes the method; "" means GET. A method that is not a token is refused with a *FieldError.
func (m *Message) SetMethod(method string) error {
	if method == "" {
		method = "GET"
	}
	if !http1.ValidMethod(method) {
		return &FieldError{Part: "method", Value: method, What: "The method has a character that no method has", Try: "Methods are words such as GET or POST"}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.method = method
	m.gen.Add(1)
	return nil
}

// URI is a copy of the URL that the message asks for; a redirect changes it.
func (m *Message) URI() *url.URL {
	m.mu.Lock()
	defer m.mu.Unlock()
	u := *m.uri
	return &u
}

// SetURI changes where the next attempt goes. The error is a *URLError.
func (m *Message) SetURI(uri string) error {
	u, err := parseURL(uri)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.uri = u
	m.gen.Add(1)
	return nil
}

// RequestFields is a copy of the request's header, automatic fields included once they were added.
func (m *Message) RequestFields() Fields {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.fields.Clone()
}

// SetField replaces every field of that name by one, at the place of the first. The error is a *FieldError.
func (m *Message) SetField(name, value string) error {
	if err := checkField(name, value); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fields.Set(name, value)
	return nil
}

// AddField appends a field, also when there are others of that name. The error is a *FieldError.
func (m *Message) AddField(name, value string) error {
	if err := checkField(name, value); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fields.Add(name, value)
	return nil
}

// RemoveField removes every field of that name.
func (m *Message) RemoveField(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fields.Del(name)
}

// LeaveOut keeps the session and its features from adding a field of that name by themselves. Host and the fields that
// frame the body can be left out too: the request then goes out as it was composed.
func (m *Message) LeaveOut(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.leavesOut(name) {
		w := m.exceptions()
		w.fields = append(w.fields, name)
	}
}

// exceptions are what the session leaves alone in a message; few have any.
type exceptions struct {
	fields   []string
	features []FeatureType
	proxy    ProxyResolver // its own, nil: the session's
}

// exceptions gives those of the message, to be changed; mu is held.
func (m *Message) exceptions() *exceptions {
	if m.without == nil {
		m.without = &exceptions{}
	}
	return m.without
}

// disabled are the features that leave the message alone; mu is held.
func (m *Message) disabled() []FeatureType {
	if m.without == nil {
		return nil
	}
	return m.without.features
}

// leavesOut says whether a field was left out; mu is held.
func (m *Message) leavesOut(name string) bool {
	if m.without == nil {
		return false
	}
	for _, n := range m.without.fields {
		if strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}

// addAutomatic adds a field that the caller neither set nor left out, and says whether it did.
func (m *Message) addAutomatic(name, value string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.leavesOut(name) || m.fields.Has(name) {
		return false
	}
	m.fields.Add(name, value)
	return true
}

// SetBody gives the message a body; contentType "" leaves Content-Type alone. nil
// takes the body away. It counts from the next attempt. The error is a *FieldError, about contentType.
func (m *Message) SetBody(contentType string, b Body) error {
	if contentType != "" {
		if err := m.SetField("Content-Type", contentType); err != nil {
			return err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.body = b
	return nil
}

// Body is what the request sends, nil for nothing.
func (m *Message) Body() Body {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.body
}

// Priority is the message's place among those that wait.
func (m *Message) Priority() Priority {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.priority
}

// SetPriority sets the priority, within the range of the constants. A message that waits moves to its new place.
func (m *Message) SetPriority(p Priority) {
	p = min(max(p, PriorityVeryLow), PriorityVeryHigh)
	if it := m.setPriority(p); it != nil {
		it.s.post(cmd{op: opFunc, fn: func() {
			if it.prio == p || it.state == stDone {
				return
			}
			it.s.reorder(it, p, it.seq)
			if it.entered() && it.state < stFinishing { // after that it counts only if somebody requeues
				it.s.event(it, KindReordered, 0, 0, &Reordered{Priority: p})
			}
		}})
	}
}

func (m *Message) setPriority(p Priority) *item {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.priority = p
	return m.it
}

// HTTPVersion is the version of the current attempt: that of the request, or a lower one that the response has.
func (m *Message) HTTPVersion() HTTPVersion {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.response != nil && m.response.Proto == "HTTP/1.0" {
		return HTTP10
	}
	return m.version
}

// SetHTTPVersion chooses the version that the request is sent with.
func (m *Message) SetHTTPVersion(v HTTPVersion) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.version = v
}

// RedirectPolicy is what SetRedirectPolicy set.
func (m *Message) RedirectPolicy() RedirectPolicy {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.redirects
}

// SetRedirectPolicy says what to do with redirects of this message, in place of the session's policy.
func (m *Message) SetRedirectPolicy(p RedirectPolicy) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.redirects = p
}

// SetStatus has the message end with another status than the response's, or, when it is not queued, sets the status as it
// is. To be called from a handler between got-headers and finished; a head that comes later has its own status. In
// request-queued it has the message end so, without being sent. reason "" means the standard phrase.
func (m *Message) SetStatus(st Status, reason string) {
	if reason == "" {
		reason = st.Phrase()
	}
	m.mu.Lock()
	m.status, m.reason = st, reason
	it := m.it
	m.mu.Unlock()
	if it != nil {
		it.s.post(cmd{op: opFunc, fn: func() {
			if it.response != nil || it.state < stReady {
				it.override = &override{st, reason}
			}
		}})
	}
}

// Internal says whether the session made the message for itself: a CONNECT to a proxy, or what stands for Connect in the
// queue.
func (m *Message) Internal() bool { return m.internal }

// Flags are the flags set.
func (m *Message) Flags() Flags { return Flags(m.opts.Load()) }

// SetFlags replaces the flags, but for those that the session sets.
func (m *Message) SetFlags(f Flags) {
	for {
		old := m.opts.Load()
		if m.opts.CompareAndSwap(old, uint32(f&^ownFlags)|old&uint32(ownFlags)) {
			m.gen.Add(1)
			return
		}
	}
}

// FieldError says why a part of a request head cannot be written. What and Try are sentences for people.
type FieldError struct {
	Part  string // "method", "name" or "value"
	Name  string // the field concerned
	Value string // what was refused, empty for the value of a secret field
	What  string // a sentence for people
	Try   string // what to do about it, may be empty
}

func (e *FieldError) Error() string {
	return "request " + e.Part + ": " + strings.ToLower(e.What[:1]) + e.What[1:]
}

// checkField refuses names that are no tokens and values with CR, LF or NUL (RFC 9110 section 5).
func checkField(name, value string) error {
	switch {
	case name == "":
		return &FieldError{Part: "name", What: "A header needs a name", Try: "Type one, or remove the row"}
	case !http1.ValidName(name):
		return &FieldError{Part: "name", Name: name, Value: name, What: "The name has a character that no header name has", Try: "Names have letters, digits and - without blanks"}
	case !http1.ValidValue(value):
		v := value
		if IsSecretField(name) {
			v = ""
		}
		return &FieldError{Part: "value", Name: name, Value: v, What: "The value has a line break", Try: "A header is one line; remove the break"}
	}
	return nil
}
