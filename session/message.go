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
	PriorityVeryLow  Priority = -2
	PriorityLow      Priority = -1
	PriorityNormal   Priority = 0
	PriorityHigh     Priority = 1
	PriorityVeryHigh Priority = 2
)

// Flags change how a message is sent. They count from the next queueing.
type Flags uint8

// Flags of a message.
const (
	// NoRedirect: a redirect is the final answer.
	NoRedirect Flags = 1 << iota
	// NewConnection: never take an idle connection; the new one is kept for others afterwards.
	NewConnection
	// Idempotent: the message may take an idle connection although its method is not idempotent.
	Idempotent
	// DiscardBody: the response body is counted and thrown away.
	DiscardBody
)

// Message is one request and its response, as asked: it can be queued, changed in handlers, sent several times by
// redirects and challenges, and queued again when it has ended.
//
// Methods may be called from any goroutine. What a handler changes counts for the next attempt; between queueing and
// the first handler, and while an attempt runs, a change is not seen by the attempt that runs.
type Message struct {
	id    atomic.Uint64
	flags atomic.Uint64 // 1<<Kind: a handler is connected
	opts  atomic.Uint32 // Flags

	mu       sync.Mutex
	method   string
	uri      *url.URL
	fields   Fields
	body     Body
	leaveOut []string
	priority Priority
	handlers []handler
	early    uint64 // handlers with a smaller id were connected before queueing
	lastID   uint64

	it           *item // while queued; set and cleared under mu by the engine, read by the doors
	status       Status
	reason       string
	err          *Error
	response     *Response
	content      *Content
	run          uint64 // token of the attempt that may set content, wireSent and wireResponse
	wireSent     *Sent
	wireResponse *Response // of the attempt that runs, before it has ended
	attempts     []Attempt
}

// Attempt is one try on the wire: what went out and what came back.
type Attempt struct {
	Number   int
	Conn     ConnID
	URL      string    // without user info
	Sent     *Sent     // nil when no head was written
	Response *Response // nil when no head was received
	Status   Status
}

// NewMessage makes a message. The method is a token (RFC 9110 section 9.1), "" means GET. The error is a *URLError
// or a *FieldError.
func NewMessage(method, uri string) (*Message, error) {
	u, err := ParseURL(uri)
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
	u, err := ParseURL(uri)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.uri = u
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
		m.leaveOut = append(m.leaveOut, name)
	}
}

// leavesOut says whether a field was left out; mu is held.
func (m *Message) leavesOut(name string) bool {
	for _, n := range m.leaveOut {
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

// SetBody gives the message a body; contentType "" leaves Content-Type alone. nil takes the body away.
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

// Priority is the message's place among those that wait.
func (m *Message) Priority() Priority {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.priority
}

// SetPriority sets the priority, within the range of the constants. A message that waits moves to its new place.
func (m *Message) SetPriority(p Priority) {
	p = min(max(p, PriorityVeryLow), PriorityVeryHigh)
	m.mu.Lock()
	m.priority = p
	it := m.it
	m.mu.Unlock()
	if it != nil {
		it.s.post(cmd{op: opFunc, fn: func() { it.s.reorder(it, p) }})
	}
}

// Flags are the flags set.
func (m *Message) Flags() Flags { return Flags(m.opts.Load()) }

// SetFlags replaces the flags.
func (m *Message) SetFlags(f Flags) { m.opts.Store(uint32(f)) }

// Status is the status of the current attempt, 0 before a head or an error has come.
func (m *Message) Status() Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.status
}

// Reason is the reason phrase that came with the status.
func (m *Message) Reason() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.reason
}

// Err is why the message has no complete response, nil when it has one or is under way. It is a *Error.
func (m *Message) Err() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err == nil {
		return nil
	}
	return m.err
}

// Response is the head of the current attempt's response, nil before it has come. It is shared and immutable.
func (m *Message) Response() *Response {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.response
}

// Content is the body of the current attempt's response, nil before it begins. It may still grow.
func (m *Message) Content() *Content {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.content
}

// Attempts are the finished attempts of the last queueing, oldest first.
func (m *Message) Attempts() []Attempt {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Attempt(nil), m.attempts...)
}

// FieldError says why a part of a request head cannot be written. What and Try are sentences for people.
type FieldError struct {
	Part  string // "method", "name" or "value"
	Name  string // the field concerned
	Value string // what was refused, empty for the value of a secret field
	What  string
	Try   string
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
