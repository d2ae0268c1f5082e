package session

import "net/http"

// Status is the status of a message: an HTTP status (100 to 599), or a transport status below 100 that says why
// there is no response. 0 means that nothing has come yet.
type Status int

// Transport statuses, with the numbers of libsoup's SoupKnownStatusCode.
const (
	StatusNone             Status = 0
	StatusCancelled        Status = 1
	StatusCantResolve      Status = 2
	StatusCantConnect      Status = 4
	StatusSSLFailed        Status = 6
	StatusIOError          Status = 7
	StatusMalformed        Status = 8
	StatusTooManyRedirects Status = 10
)

// Transport says whether s is a transport status: no complete response was received.
func (s Status) Transport() bool { return s > 0 && s < 100 }

// Phrase is the standard reason phrase of an HTTP status, or a few words for a transport status.
func (s Status) Phrase() string {
	switch s {
	case StatusNone:
		return ""
	case StatusCancelled:
		return "Cancelled"
	case StatusCantResolve:
		return "Cannot resolve the host name"
	case StatusCantConnect:
		return "Cannot connect"
	case StatusSSLFailed:
		return "TLS failed"
	case StatusIOError:
		return "Connection terminated unexpectedly"
	case StatusMalformed:
		return "Message corrupt"
	case StatusTooManyRedirects:
		return "Too many redirects"
	}
	return http.StatusText(int(s))
}
