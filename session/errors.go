package session

import (
	"encoding/json"
	"errors"
)

// Stage names the step of an exchange that an error belongs to.
type Stage string

// The stages of an exchange.
const (
	StageQueue    Stage = "queue"    // before a connection was looked for
	StageResolve  Stage = "resolve"  // the name was looked up
	StageConnect  Stage = "connect"  // the socket was opened, or was closed by hand
	StageProxy    Stage = "proxy"    // the proxy was looked for, or asked for a tunnel
	StageTLS      Stage = "tls"      // the handshake
	StageWrite    Stage = "write"    // the request was written
	StageRead     Stage = "read"     // the response was read
	StageDecode   Stage = "decode"   // a content coding was removed
	StageRedirect Stage = "redirect" // a redirect was to be followed
	StageCancel   Stage = "cancel"   // somebody ended it
)

// Errors that callers test for with errors.Is.
var (
	// ErrCancelled: the message was cancelled, by Cancel, Abort, Close or its context.
	ErrCancelled = errors.New("cancelled")
	// ErrOnOwner: a synchronous call was made on the MainContext's own goroutine, which it would block.
	ErrOnOwner = errors.New("synchronous call on the goroutine that runs the handlers")
	// ErrQueued: the message is in the queue already.
	ErrQueued = errors.New("message is queued already")
	// ErrNotQueued: the message is not in the queue of this session.
	ErrNotQueued = errors.New("message is not queued")
	// ErrSynchronous: the message was sent with Send or SendMessage, whose caller waits for it: it cannot be paused.
	ErrSynchronous = errors.New("message was sent synchronously")
	// ErrClosed: the session was closed and takes no more work.
	ErrClosed = errors.New("session is closed")
	// ErrTimeout: nothing was sent or received for as long as the property timeout allows.
	ErrTimeout = errors.New("no progress within the timeout")
	// ErrNoTunnel: the proxy did not open a tunnel to the host (RFC 9110 section 9.3.6).
	ErrNoTunnel = errors.New("the proxy did not open the tunnel")
	// ErrNoQuestion: the question was answered, dismissed or withdrawn before.
	ErrNoQuestion = errors.New("question is not open")
)

// Error says where an exchange failed. It wraps the cause; Status is the transport status that the message got.
type Error struct {
	Stage   Stage    // where
	Status  Status   // a transport status, or the one given to Cancel
	URL     string   // without user info
	Address string   // host:port concerned, "" if none
	Proxy   string   // host:port of the proxy on the way, "" if none
	Finding *Finding // the wire rule that was broken, nil if none
	Raw     []byte   // what was received and refused, bounded
	TLS     *TLSInfo // of a certificate that was refused: the handshake so far; nil else
	Err     error    // the cause, for errors.Is and errors.As
}

func (e *Error) Error() string {
	s := string(e.Stage)
	if e.Address != "" {
		s += " " + e.Address
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

type errorJSON struct {
	Stage   Stage    `json:"stage"`
	Status  Status   `json:"status"`
	Address string   `json:"address,omitempty"`
	Text    string   `json:"text"`
	What    string   `json:"what"`
	Try     string   `json:"try,omitempty"`
	Finding *Finding `json:"finding,omitempty"`
	Raw     []byte   `json:"raw,omitempty"`
	URL     string   `json:"url,omitempty"`
	TLS     *TLSInfo `json:"tls,omitempty"`
}

// MarshalJSON writes the error with its sentence for people.
func (e *Error) MarshalJSON() ([]byte, error) {
	what, try := e.Sentence()
	j := errorJSON{Stage: e.Stage, Status: e.Status, Address: e.Address, What: what, Try: try, Finding: e.Finding, Raw: e.Raw, URL: e.URL, TLS: e.TLS}
	if e.Err != nil {
		j.Text = e.Err.Error()
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON wrote; the cause comes back as its text and its sentence.
func (e *Error) UnmarshalJSON(b []byte) error {
	var j errorJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*e = Error{Stage: j.Stage, Status: j.Status, URL: j.URL, Address: j.Address, Finding: j.Finding, Raw: j.Raw, TLS: j.TLS,
		Err: &recordedError{text: j.Text, what: j.What, try: j.Try}}
	return nil
}

// recordedError is a cause that was read back from a record.
type recordedError struct{ text, what, try string }

func (e *recordedError) Error() string { return e.text }
