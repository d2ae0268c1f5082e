package session

import (
	"time"

	"ladle/session/http1"
)

// Field is one header line as it was composed or received: case kept.
type Field = http1.Field

// Fields is an ordered list of header lines; repeats are kept, lookups ignore case (RFC 9110 section 5.1).
type Fields = http1.Fields

// Finding is a rule of the wire format that the peer broke, kept so that a person can see it.
type Finding = http1.Finding

// MessageID names one queueing of a message; a message that is queued again gets a new one.
// It is given by Queue and its relatives, rises by one and never repeats within a session. 0 is none.
type MessageID uint64

// ConnID names a connection within its session, from 1 in order of creation. 0 is none.
type ConnID uint32

// QuestionID names a question within its session. 0 is none.
type QuestionID uint64

// Kind says what happened. Its String is the stable name used in the text and JSON forms.
type Kind uint8

// The kinds of events, in the order in which an undisturbed message meets them.
const (
	KindRequestQueued     Kind = iota + 1 // Detail *Asked, N length of the request body, -1 unknown
	KindConnectionCreated                 // Detail *ConnTarget; before the first network event
	KindNetworkEvent                      // Detail *NetworkEvent
	KindRequestStarted                    // Detail *Started; at most once an attempt
	KindStarting                          // the last moment for changes has passed when the next event comes
	KindWroteHeaders                      // Detail *Sent, N bytes of the head
	KindWroteBodyData                     // N bytes of the body written so far; thinned to one in 16 ms
	KindWroteBody                         // N bytes of the body, 0 without one
	KindGotInformational                  // Detail *Response, a 1xx
	KindGotHeaders                        // Detail *Response, N bytes of the head; the final response only
	KindGotBodyData                       // Detail *BodyProgress, N bytes received so far; thinned to one in 16 ms
	KindGotBody                           // Detail *BodyEnd, N bytes received; only when the body is complete
	KindAuthenticate                      // Detail *Challenge; a challenge without known credentials
	KindChallengeSkipped                  // Detail *Skipped; a scheme that was offered is not used
	KindQuestion                          // Detail *Question; the message waits for Answer or Dismiss
	KindQuestionClosed                    // Detail *QuestionClosed; answered, dismissed or withdrawn
	KindPaused                            // Detail *Pause
	KindUnpaused                          // Detail *Pause
	KindHeld                              // it waits in the queue until it is released
	KindReleased                          // it may start
	KindReordered                         // Detail *Reordered; a message that waits has another place
	KindStopped                           // Detail *Stopped; a breakpoint holds it
	KindContinued                         // it goes on
	KindTunneling                         // of a CONNECT: it is known and about to start
	KindRedirected                        // Detail *Redirected; directly before restarted
	KindAuthenticated                     // Detail *Authenticated; directly before restarted
	KindRestarted                         // Detail *Restart; ends an attempt, the next begins
	KindFinished                          // Detail *Outcome; ends an attempt
	KindStolen                            // ends an attempt: the connection was handed over
	KindRequestUnqueued                   // always the last of its message
	KindConnectionIdle                    // message 0: the connection waits for another message
	KindConnectionTaken                   // message 0: the connection was taken over and counts no more
	KindConnectionClosed                  // message 0, Detail *ConnClosed
	KindPropertyChanged                   // message 0, Detail *PropertyChange
	KindHoldNew                           // message 0, Detail *HoldNew
	KindTrustChanged                      // message 0, Detail *TrustChange
	numKinds
)

var kindNames = [numKinds]string{
	KindRequestQueued: "request-queued", KindConnectionCreated: "connection-created", KindNetworkEvent: "network-event",
	KindRequestStarted: "request-started", KindStarting: "starting", KindWroteHeaders: "wrote-headers",
	KindWroteBodyData: "wrote-body-data", KindWroteBody: "wrote-body", KindGotInformational: "got-informational",
	KindGotHeaders: "got-headers", KindGotBodyData: "got-body-data", KindGotBody: "got-body",
	KindAuthenticate: "authenticate", KindChallengeSkipped: "challenge-skipped", KindQuestion: "question", KindQuestionClosed: "question-closed",
	KindPaused: "paused", KindUnpaused: "unpaused", KindRedirected: "redirected", KindAuthenticated: "authenticated",
	KindRestarted: "restarted", KindFinished: "finished", KindStolen: "stolen", KindRequestUnqueued: "request-unqueued",
	KindConnectionIdle: "connection-idle", KindConnectionClosed: "connection-closed", KindPropertyChanged: "property-changed",
	KindHeld: "held", KindReleased: "released", KindReordered: "reordered", KindStopped: "stopped", KindContinued: "continued",
	KindTunneling: "tunneling", KindConnectionTaken: "connection-taken", KindHoldNew: "hold-new", KindTrustChanged: "trust-changed",
}

func (k Kind) String() string {
	if k < numKinds && kindNames[k] != "" {
		return kindNames[k]
	}
	return "unknown"
}

// Event is an immutable value that tells one step of a message or a connection. Observers receive events in
// the order of Seq; what Detail points to is shared and must not be changed.
type Event struct {
	Seq     uint64        // from 1, without holes within a session
	At      time.Duration // monotonic, since the session's Epoch, taken where the step happened
	Message MessageID     // 0 for events of the session or an idle connection
	N       int64         // a count whose meaning the Kind gives
	Conn    ConnID        // the connection concerned, 0 if none
	Attempt uint16        // from 1; the attempt that restarted closes still has the old number
	Kind    Kind          // what happened
	Detail  Detail        // nil or the pointer that the Kind names
}

// Detail is what an event carries beyond its number: one of the pointer types named at the kinds.
type Detail interface{ eventDetail() }

// Asked is the request as it was composed when it was queued.
type Asked struct {
	Method   string    `json:"method"`             // as composed
	URL      string    `json:"url"`                // without user info
	Fields   Fields    `json:"headers,omitempty"`  // as composed, before automatic fields are added; secrets are masked when it is written as text
	Priority Priority  `json:"priority,omitempty"` // 0 is normal
	Internal bool      `json:"internal,omitempty"` // the session made it for itself
	For      MessageID `json:"for,omitempty"`      // of a CONNECT: the message whose connection it makes
}

// ConnTarget says where a new connection leads.
type ConnTarget struct {
	Scheme string `json:"scheme"` // http or https
	Host   string `json:"host"`   // host:port
}

// Step is one stage of opening a connection, in the words of a GSocketClientEvent.
type Step string

// The stages of opening a connection, in their order. A failure just ends the list.
const (
	StepResolving        Step = "resolving"         // the name of the host, or of its proxy, is looked up
	StepResolved         Step = "resolved"          // its addresses are known
	StepConnecting       Step = "connecting"        // once for every address tried
	StepConnected        Step = "connected"         // the first address that answered has won
	StepProxyNegotiating Step = "proxy-negotiating" // CONNECT is about to be written
	StepProxyNegotiated  Step = "proxy-negotiated"  // the proxy has opened the tunnel
	StepTLSHandshaking   Step = "tls-handshaking"   // the first record is about to be written
	StepTLSHandshaked    Step = "tls-handshaked"    // the handshake is over, the certificate accepted
	StepComplete         Step = "complete"          // requests can be sent
)

// NetworkEvent is one stage of opening the connection of a message.
type NetworkEvent struct {
	Step   Step     `json:"step"`                // which stage; it says which of the others are set
	Host   string   `json:"host,omitempty"`      // resolving: the name asked for
	Addrs  []string `json:"addresses,omitempty"` // resolved: what it gave; connecting, connected: the one address
	TLS    *TLSInfo `json:"tls,omitempty"`       // tls-handshaked
	Cached bool     `json:"cached,omitempty"`    // resolved: without asking the system
	Proxy  string   `json:"proxy,omitempty"`     // resolving, proxy-negotiating: the proxy on the way, its password masked
	Why    string   `json:"why,omitempty"`       // resolving: how the proxy, or none, was chosen
}

// Started says on what an attempt runs.
type Started struct {
	Reused  bool          `json:"reused"`            // an idle connection was taken
	Idle    time.Duration `json:"idleNs,omitempty"`  // how long it had been idle, if a millisecond or more
	Dropped []Dropped     `json:"dropped,omitempty"` // what others were told and does not go along: the message leads elsewhere than before
}

// Sent is the request as it went out in one attempt.
type Sent struct {
	Method string `json:"method"`  // as written
	Target string `json:"target"`  // the second word of the request line
	Proto  string `json:"proto"`   // such as HTTP/1.1
	Fields Fields `json:"headers"` // every line as written, in order
}

// Response is the head of a response. It is immutable once an event or a handler has shown it.
type Response struct {
	Proto    string    `json:"proto"`              // such as HTTP/1.1
	Status   int       `json:"status"`             // 100 to 999
	Reason   string    `json:"reason"`             // as received, "" without one
	Fields   Fields    `json:"headers"`            // every line as received, in order
	Length   int64     `json:"length"`             // of the body as announced, -1 unknown
	Findings []Finding `json:"findings,omitempty"` // rules that the head broke without being refused
}

// BodyProgress tells how far a response body has come.
type BodyProgress struct {
	Decoded int64 `json:"decoded"` // bytes after the content codings were removed
}

// BodyEnd tells what a complete response body was.
type BodyEnd struct {
	Decoded  int64     `json:"decoded"`            // bytes after the content codings were removed
	Coding   string    `json:"coding,omitempty"`   // the content codings that were removed, as in Content-Encoding
	Trailer  Fields    `json:"trailer,omitempty"`  // what followed a chunked body, nil without one
	Findings []Finding `json:"findings,omitempty"` // rules that the framing of the body broke
}

// Challenge is what a 401 or 407 asks for.
type Challenge struct {
	Scheme        string `json:"scheme"`        // the one that was chosen
	Realm         string `json:"realm"`         // as received
	Host          string `json:"host"`          // the origin or the proxy, host:port
	Proxy         bool   `json:"is_proxy"`      // a 407
	Retrying      bool   `json:"retrying"`      // credentials sent before were rejected
	Authenticated bool   `json:"authenticated"` // credentials are there already
}

// Dropped is a header that a decision left out, and why.
type Dropped struct {
	Name string `json:"name"` // of the field
	Why  string `json:"why"`  // a clause for people
}

// Redirected says that a redirect will be followed and what it changes.
type Redirected struct {
	Status  int       `json:"status"`            // of the response, 301 to 308
	From    string    `json:"from"`              // without user info
	To      string    `json:"to"`                // without user info
	Method  string    `json:"method"`            // of the next request
	Dropped []Dropped `json:"dropped,omitempty"` // what does not go along
}

// Authenticated says that a challenge can be answered and where the credentials came from.
type Authenticated struct {
	Scheme string           `json:"scheme"`             // the one that answers
	Realm  string           `json:"realm"`              // as received
	Host   string           `json:"host"`               // the origin or the proxy, host:port
	Proxy  bool             `json:"is_proxy,omitempty"` // a 407 is answered
	Source CredentialSource `json:"source"`             // where the credentials came from
}

// Skipped says why a scheme that was offered, and is stronger than the one used, is not.
type Skipped struct {
	Scheme string `json:"scheme"`
	Why    string `json:"why"` // a clause for people
	Proxy  bool   `json:"is_proxy,omitempty"`
}

// CredentialSource says where credentials came from.
type CredentialSource string

// Where credentials can come from.
const (
	FromURI      CredentialSource = "uri"      // user info of the URL
	FromCache    CredentialSource = "cache"    // given before, for the same realm of the same origin
	FromQuestion CredentialSource = "question" // a person has answered
	FromHandler  CredentialSource = "handler"  // a handler of authenticate has called Auth.Authenticate
)

// Restart says why a message is sent again.
type Restart struct {
	Why RestartReason `json:"why"` // also told by the event before, where there is one
}

// RestartReason says why a message is sent again.
type RestartReason string

// Why a message can be sent again.
const (
	RestartRedirect RestartReason = "redirect"       // after redirected
	RestartAuth     RestartReason = "authentication" // after authenticated
	RestartStale    RestartReason = "stale"          // the kept-alive connection, or one that had waited for a person, was closed before any byte of a response
	RestartRequeue  RestartReason = "requeue"        // Requeue was called, or a handler changed the origin
)

// Outcome is how an attempt, and unless somebody requeues the message, ended.
type Outcome struct {
	Status Status `json:"status"`          // a transport status when no complete response came
	Reason string `json:"reason"`          // the phrase received, or the standard one
	Err    *Error `json:"error,omitempty"` // nil when a response was received
}

// Reordered says where a waiting message was moved.
type Reordered struct {
	Priority Priority  `json:"priority"`         // the one that it has now
	Before   MessageID `json:"before,omitempty"` // the one it goes before, 0: to its place among its priority
}

// Stopped says what stopped a message, and where.
type Stopped struct {
	At         Phase        `json:"at"`                   // the one phase
	Breakpoint BreakpointID `json:"breakpoint,omitempty"` // 0: the message was to stop there by itself
}

// HoldNew says whether messages that are queued from now on are held.
type HoldNew struct {
	On bool `json:"on"` // from now on
}

// Pause says who holds a message.
type Pause struct {
	By string `json:"by"` // "caller", "question" or "feature"
}

// ConnClosed sums up a connection at its end.
type ConnClosed struct {
	Why      string `json:"why"`      // a clause for people
	Messages int    `json:"messages"` // how many it has carried
	Sent     int64  `json:"sent"`     // bytes, decrypted
	Received int64  `json:"received"` // bytes, decrypted
}

// PropertyChange tells that a property of the session was set.
type PropertyChange struct {
	Name  string `json:"name"`  // as in libsoup
	Value string `json:"value"` // in the form that SetProperty takes, secrets masked
	Old   string `json:"old"`   // the value before
}

func (*Asked) eventDetail()          {}
func (*ConnTarget) eventDetail()     {}
func (*NetworkEvent) eventDetail()   {}
func (*Started) eventDetail()        {}
func (*Sent) eventDetail()           {}
func (*Response) eventDetail()       {}
func (*BodyProgress) eventDetail()   {}
func (*BodyEnd) eventDetail()        {}
func (*Challenge) eventDetail()      {}
func (*Question) eventDetail()       {}
func (*QuestionClosed) eventDetail() {}
func (*Pause) eventDetail()          {}
func (*Redirected) eventDetail()     {}
func (*Authenticated) eventDetail()  {}
func (*Restart) eventDetail()        {}
func (*Reordered) eventDetail()      {}
func (*Skipped) eventDetail()        {}
func (*Stopped) eventDetail()        {}
func (*HoldNew) eventDetail()        {}
func (*Outcome) eventDetail()        {}
func (*ConnClosed) eventDetail()     {}
func (*PropertyChange) eventDetail() {}
