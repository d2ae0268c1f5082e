package http1

import (
	"bytes"
	"io"
)

const (
	minBuffer   = 8 << 10 // what an idle connection costs; one or two heads, a TLS record is copied in two
	maxNoReads  = 100     // reads of nothing without an error before the source is given up, as in bufio
	directBytes = 2 << 10 // chunks shorter than this come through the buffer: one read brings several
)

// Reader reads responses from one connection and owns its receive buffer. It belongs to the goroutine that reads.
type Reader struct {
	src           io.Reader
	lim           Limits
	buf           []byte
	r, w          int // buf[r:w] is received and not consumed
	received      int64
	informational int
	lenient       bool
	only          Body // the one that is being read
}

// NewReader returns a Reader over src, which is read by Head, Fill and the Body's Read only, on their goroutine.
func NewReader(src io.Reader, lim Limits) *Reader {
	return &Reader{src: src, lim: lim.withDefaults()}
}

// SetLenient chooses, for heads and bodies begun from now on, to read past refusals that have a customary reading. They stay
// findings, with Refused false and what was done instead.
func (r *Reader) SetLenient(on bool) { r.lenient = on }

// Mark begins an attempt: Started and Received count from here, and so do the 1xx responses that Limits allows.
func (r *Reader) Mark() { r.received, r.informational = 0, 0 }

// Received returns the bytes read from the source since Mark.
func (r *Reader) Received() int64 { return r.received }

// Started says whether any byte was read from the source since Mark.
func (r *Reader) Started() bool { return r.received > 0 }

// Buffered returns what was received and not consumed: what a stolen connection is to read first, and on an idle
// connection the bytes nobody asked for. It is valid until the next call that reads.
func (r *Reader) Buffered() []byte { return r.buf[r.r:r.w] }

// Fill makes one successful read from the source into the buffer, to watch an idle connection. The error is the
// source's, or *Error TooLarge when the buffer may not grow further.
func (r *Reader) Fill() error {
	if err := r.makeRoom(); err != nil {
		return err
	}
	n, err := r.read(r.buf[r.w:])
	r.w += n
	return err
}

// makeRoom leaves at least one free byte behind the received ones; bytes slices from before are invalid then.
func (r *Reader) makeRoom() error {
	switch {
	case r.r == r.w:
		r.r, r.w = 0, 0
		if len(r.buf) != minBuffer { // first use, or back from a long head
			r.buf = make([]byte, minBuffer)
		}
	case r.w < len(r.buf):
	case r.r > 0:
		r.w = copy(r.buf, r.buf[r.r:r.w])
		r.r = 0
	case len(r.buf) < r.lim.buffer():
		grown := make([]byte, min(2*len(r.buf), r.lim.buffer()))
		r.w = copy(grown, r.buf)
		r.buf = grown
	default:
		return r.refuse(headTooLarge, 0, r.lim.Head)
	}
	return nil
}

// read reads at least one byte or returns an error; an error that comes with bytes is left to come again.
func (r *Reader) read(p []byte) (int, error) {
	for range maxNoReads {
		n, err := r.src.Read(p)
		r.received += int64(n)
		if n > 0 {
			return n, nil
		}
		if err != nil {
			return 0, err
		}
	}
	return 0, io.ErrNoProgress
}

// take copies received bytes to p, or reads straight into p when there are none.
func (r *Reader) take(p []byte) (int, error) {
	if r.r == r.w {
		return r.read(p)
	}
	n := copy(p, r.buf[r.r:r.w])
	r.r += n
	return n, nil
}

// refuse is an Error without a head; the finding is at a place in what is received and not consumed.
func (r *Reader) refuse(ru *rule, line, off int) *Error {
	n := notes{}
	n.add(ru, line, off, 0, "")
	err := n.failed()
	err.Raw = bytes.Clone(r.Buffered())
	return err
}
