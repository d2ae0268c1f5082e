package http1

import (
	"fmt"
	"strings"
)

// ErrorKind says in what way a response could not be read. The numbers in the comments are the transport status that a
// session reports for it.
type ErrorKind int

// The kinds of an Error.
const (
	Malformed  ErrorKind = iota + 1 // 8: the head, or what it says about the body, breaks a rule
	Truncated                       // 7: the connection ended inside a message
	Closed                          // 8: the connection ended before a byte of a head; blank lines are no head
	TooLarge                        // 8: a limit of ours was reached
	BrokenBody                      // 7: the head was good, the chunked framing of the body is not
)

// String returns the kind in words.
func (k ErrorKind) String() string {
	switch k {
	case Malformed:
		return "malformed response"
	case Truncated:
		return "truncated response"
	case Closed:
		return "no response"
	case TooLarge:
		return "response over a limit"
	case BrokenBody:
		return "broken response body"
	}
	return "unknown kind"
}

// Error is a response that could not be read to its end, with what there is to show of it. It is immutable and owns its bytes.
type Error struct {
	Kind     ErrorKind     // whether it was wrong, or cut
	Finding  Finding       // the rule that stopped the reading
	Findings []Finding     // every finding of the head or the body, in order, Finding among them
	Head     *ResponseHead // the head as far as it could be read; nil if not even the status line could
	Raw      []byte        // what was received and not consumed when reading stopped; bounded by Limits
	Err      error         // the cause: io.EOF, io.ErrUnexpectedEOF, or nil
}

// Error says the kind, the rule and the place in one lower-case clause.
func (e *Error) Error() string {
	f := e.Finding
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s", e.Kind, clause(f.Title))
	}
	return fmt.Sprintf("%s: %s (line %d, byte %d)", e.Kind, clause(f.Title), f.Line, f.Offset)
}

// clause makes a title fit inside a sentence; a first word with a capital further in (HTTP, Content-Length) stays.
func clause(title string) string {
	word, _, _ := strings.Cut(title, " ")
	if word == "" || word[1:] != strings.ToLower(word[1:]) {
		return title
	}
	return strings.ToLower(title[:1]) + title[1:]
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
