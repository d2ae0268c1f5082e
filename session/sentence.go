package session

import (
	"errors"
	"io/fs"
	"net"
	"strings"
	"syscall"

	"ladle/session/http1"
)

// Sentence says for people what happened and what to try; try may be empty. The chain of causes stays in Error.
func (e *Error) Sentence() (what, try string) {
	var rec *recordedError
	if errors.As(e.Err, &rec) {
		return rec.what, rec.try
	}
	switch {
	case errors.Is(e.Err, ErrCancelled):
		return "Cancelled", ""
	case errors.Is(e.Err, ErrTimeout):
		return e.timeoutSentence()
	}
	if e.Status == StatusCantResolveProxy || e.Status == StatusCantConnectProxy && e.Stage == StageConnect {
		if e.Proxy != "" {
			return e.unreachableProxy()
		}
	}
	switch e.Stage {
	case StageProxy:
		return e.proxySentence()
	case StageResolve:
		return e.resolveSentence()
	case StageConnect:
		return e.connectSentence()
	case StageTLS:
		return e.tlsSentence()
	case StageWrite:
		return e.writeSentence()
	case StageDecode:
		var d *DecodeError
		if errors.As(e.Err, &d) {
			return "The body is not what Content-Encoding says: " + d.Error(), "The bytes up to the fault are kept; ask without Accept-Encoding to see it uncoded"
		}
	case StageRedirect:
		if e.Status == StatusTooManyRedirects {
			return "Redirected more than 20 times", "The last answer is kept; look at the attempts for the loop"
		}
		return "The redirect cannot be followed: " + e.Err.Error(), "Look at Location in the answer's headers"
	case StageRead:
		return e.readSentence()
	}
	return upperFirst(e.Error()), ""
}

func (e *Error) timeoutSentence() (what, try string) {
	if e.Proxy != "" && (e.Stage == StageProxy || e.Stage == StageConnect) {
		return "Nothing came from the proxy " + e.Proxy + " within the timeout", "Check that the proxy is reachable and speaks what its URL says, or raise timeout"
	}
	switch e.Stage {
	case StageResolve:
		return "The name server did not answer in time", "Check the network, or raise timeout"
	case StageConnect:
		return "No connection to " + e.Address + " within the timeout", "Check that the host is reachable, or raise timeout"
	case StageTLS:
		return "The TLS handshake with " + e.Address + " did not end within the timeout", "Check that the port speaks TLS, or raise timeout"
	}
	return "Nothing came from " + e.Address + " within the timeout", "Raise timeout for slow answers, or set it to 0"
}

func (e *Error) resolveSentence() (what, try string) {
	host := hostOnly(e.Address)
	var d *net.DNSError
	if errors.As(e.Err, &d) && !d.IsNotFound {
		return "The name " + host + " could not be looked up: " + d.Err, "Check the network and the name server"
	}
	return "There is no host named " + host, "Check the spelling, and the network if other names fail too"
}

func (e *Error) connectSentence() (what, try string) {
	switch {
	case errors.Is(e.Err, syscall.ECONNREFUSED):
		return "Connection refused by " + e.Address, "Is the server running, and is the port right?"
	case errors.Is(e.Err, syscall.ENETUNREACH), errors.Is(e.Err, syscall.EHOSTUNREACH), errors.Is(e.Err, syscall.EADDRNOTAVAIL):
		return "There is no way to " + e.Address + " from this machine", "Check the network connection"
	}
	return "No connection to " + e.Address + ": " + rootCause(e.Err), "Check that the host is reachable"
}

func (e *Error) writeSentence() (what, try string) {
	var b *BodyError
	var head *http1.HeadError
	switch {
	case errors.As(e.Err, &b):
		var p *fs.PathError
		switch {
		case errors.As(b, &p) && errors.Is(p, fs.ErrNotExist):
			return "There is no body file " + p.Path, "Choose another file"
		case errors.As(b, &p):
			return "The body file " + p.Path + " cannot be read: " + p.Err.Error(), "Check its permissions"
		}
		return "The body cannot be sent: " + b.Err.Error(), ""
	case errors.As(e.Err, &head):
		return "The request cannot be written: " + head.Error(), "Correct it and send again"
	}
	return "The connection to " + e.Address + " broke while the request was sent: " + rootCause(e.Err), "Send again"
}

func (e *Error) readSentence() (what, try string) {
	var he *http1.Error
	if errors.As(e.Err, &he) {
		switch he.Kind {
		case http1.Closed:
			return e.Address + " closed the connection without an answer", "Check that the port speaks HTTP, and not TLS"
		case http1.Truncated:
			return "The answer ends early: the connection was closed in the middle of it", "What came is kept"
		case http1.TooLarge:
			return "The answer is refused: " + lowerFirst(he.Finding.Title), "What came is kept"
		}
		if he.Finding.Title != "" {
			return "The answer breaks a rule of HTTP: " + lowerFirst(he.Finding.Title), he.Finding.Section
		}
		return "The answer is not HTTP", "Check that the port speaks HTTP"
	}
	var keep *KeepError
	switch {
	case errors.As(e.Err, &keep):
		return "The body could not be stored: " + rootCause(keep.Err), "Free some disk space"
	case errors.Is(e.Err, errUpgrade):
		return "The server changed the protocol without being asked (101)", ""
	case errors.Is(e.Err, syscall.ECONNRESET):
		return e.Address + " broke the connection off", "Send again; look at the server's log"
	}
	return "The connection to " + e.Address + " failed: " + rootCause(e.Err), "Send again"
}

// rootCause is the innermost error's text, without the addresses that the sentence names already.
func rootCause(err error) string {
	for {
		u := errors.Unwrap(err)
		if u == nil {
			return err.Error()
		}
		err = u
	}
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// lowerFirst begins a clause with a small letter, unless its first word is a name such as Content-Length or TLS.
func lowerFirst(s string) string {
	word, _, _ := strings.Cut(s, " ")
	if len(word) < 2 || strings.ContainsAny(word[1:], "-ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
