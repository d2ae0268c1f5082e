// Package http1 is the wire codec of HTTP/1.0 and HTTP/1.1 for a client: it writes request heads and chunked bodies
// exactly as composed, and reads responses strictly, keeping what it refuses.
//
// It is a leaf: it knows bytes and rules, no sockets, no sessions, no time. A [Reader] owns the receive buffer of one
// connection; the goroutine that reads the connection owns the Reader, and nothing here is safe for use by two at once.
// A whole exchange reads like this:
//
//	out := head.Append(nil)             // after head.Check
//	conn.Write(out)
//	r.Mark()
//	h, err := r.Head()                  // again for every 1xx
//	f, err := http1.ResponseFraming(head.Method, h)
//	again, why := http1.Reusable(head, h, f)
//	body := r.Body(f, again)
//	io.Copy(spool, body)                // io.EOF is the end of the message, never of the connection
//
// # Findings
//
// A peer that breaks a rule of RFC 9110 or 9112 leaves a [Finding]: the rule, where it was broken and what was done. Harmless
// ones (bare LF, a folded line) are kept beside the response. Those that could make two readers see two different
// messages refuse it: the call returns an [*Error] with the bytes, every finding and the head as far as it could be read.
// [Reader.SetLenient] reads past the refusals that have a customary reading; such a connection is never used again.
//
// # Stops and steals
//
// Head consumes nothing until the whole head is there, Body only whole chunk lines and data that it has handed over. An error of the
// source that is not io.EOF comes back as it is and may be followed by the same call again. So a reader stopped
// anywhere continues where it was, and a connection taken from under it loses no byte: [Reader.Buffered] has the rest.
//
// Every length that a peer controls is bounded by [Limits].
package http1
