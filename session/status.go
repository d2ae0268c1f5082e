package session

import "net/http"

// Status is the status of a message: an HTTP status (100 to 599), or a transport status below 100 that says why
// there is no response. 0 means that nothing has come yet.
type Status int

// Transport statuses, with the numbers of libsoup's SoupKnownStatusCode.
const (
	StatusNone             Status = 0  // nothing has come yet; also the end of a Send whose context ended
	StatusCancelled        Status = 1  // by Cancel, Abort, Close or a context
	StatusCantResolve      Status = 2  // the name of the host is not known
	StatusCantResolveProxy Status = 3  // the name of the proxy is not known
	StatusCantConnect      Status = 4  // refused, or no way to the host
	StatusCantConnectProxy Status = 5  // refused, or no way to the proxy
	StatusSSLFailed        Status = 6  // the handshake, the certificate, or a record
	StatusIOError          Status = 7  // a timeout, a reset, a body that was cut
	StatusMalformed        Status = 8  // what came is no response, or nothing came at all
	StatusTryAgain         Status = 9  // of a CONNECT that is made anew on another connection; never a message's last
	StatusTooManyRedirects Status = 10 // sent again 20 times and redirected once more
	StatusTLSFailed        Status = 11 // not given by this session, which says 6
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
	case StatusCantResolveProxy:
		return "Cannot resolve the proxy's name"
	case StatusCantConnect:
		return "Cannot connect"
	case StatusCantConnectProxy:
		return "Cannot connect to the proxy"
	case StatusSSLFailed, StatusTLSFailed:
		return "TLS failed"
	case StatusIOError:
		return "Connection terminated unexpectedly"
	case StatusMalformed:
		return "Message corrupt"
	case StatusTryAgain:
		return "Try again"
	case StatusTooManyRedirects:
		return "Too many redirects"
	}
	return http.StatusText(int(s))
}
