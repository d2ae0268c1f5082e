package http1

import (
	"bytes"
	"io"
	"math"
)

// Body reads the body of one response: io.EOF comes exactly at the end of the message, and the bytes behind it stay in the
// Reader. It belongs to the goroutine that reads the connection; the Reader is not used otherwise until it has ended.
type Body struct {
	notes
	r         *Reader
	kind      FramingKind
	keepAlive bool
	pieces    bool  // of a chunked body: never data of two chunks at once
	left      int64 // bytes up to the end of the body, or of the chunk
	consumed  int64
	wire      int64 // consumed and framing
	chunked   chunkState
	trailer   Fields
	err       error // how it ended, io.EOF included
}

// Body returns the body that f describes, from the first byte behind the head. keepAlive is what [Reusable] said: without it a Content-Length is
// only an upper bound, and a body that the end of the connection cuts short is a success with a finding. The Body is good until Body is called again.
func (r *Reader) Body(f Framing, keepAlive bool) *Body {
	b := &r.only
	*b = Body{r: r, kind: f.Kind, keepAlive: keepAlive, notes: notes{lenient: r.lenient, inBody: true}}
	switch f.Kind {
	case Length:
		b.left = f.Length
	case UntilClose:
		b.left = math.MaxInt64
	}
	if f.Kind == NoBody || f.Kind == Length && f.Length == 0 {
		b.err = io.EOF
	}
	return b
}

// Read reads body data, without framing. It blocks in the source's Read only when it has nothing to return, and reads straight into p
// when the buffer is empty. The end is io.EOF; a body that is cut or broken gives an *Error, again on every later call. Another error
// is the source's own, and Read may be called again after it.
func (b *Body) Read(p []byte) (int, error) {
	switch {
	case b.err != nil:
		return 0, b.err
	case len(p) == 0:
		return 0, nil
	case b.kind == Chunked:
		return b.readChunked(p)
	}
	n, err := b.data(p)
	if err != nil {
		return 0, b.ended(err)
	}
	if b.kind == Length && b.left == 0 {
		b.err = io.EOF
	}
	return n, nil
}

// ByChunk has Read never give data of two chunks at once, so that the pieces are those that the peer made.
func (b *Body) ByChunk() { b.pieces = true }

// Consumed returns the body bytes that Read has returned, without framing.
func (b *Body) Consumed() int64 { return b.consumed }

// Trailer returns the trailer fields of a chunked body once Read has returned io.EOF, as received and in order; nil before, or if there are none.
func (b *Body) Trailer() Fields { return b.trailer }

// Findings returns the rules that the body has broken so far; an *Error of Read has them too.
func (b *Body) Findings() []Finding { return b.list }

// Complete says whether the body was read to its end by the rules, so that the next byte of the connection begins the
// next message. It is false for a short body and after lenient reading: such a connection is not to be used again.
func (b *Body) Complete() bool {
	return b.err == io.EOF && !b.pastRefusal && (b.kind != Length || b.left == 0)
}

// data reads at most left bytes.
func (b *Body) data(p []byte) (int, error) {
	n, err := b.r.take(p[:min(int64(len(p)), b.left)])
	if b.kind != UntilClose {
		b.left -= int64(n)
	}
	b.consumed += int64(n)
	b.wire += int64(n)
	return n, err
}

// ended turns an error of the source into that of Read.
func (b *Body) ended(err error) error {
	switch {
	case err != io.EOF:
		return err
	case b.kind == UntilClose:
		b.err = io.EOF
	case b.kind == Length && !b.keepAlive:
		b.note(shortBody, 0, 0)
		b.err = io.EOF
	default:
		b.note(cutBody, len(b.r.Buffered()), 0)
		cut := b.fail()
		cut.Err = io.ErrUnexpectedEOF
	}
	return b.err
}

// note adds a finding at off bytes behind what was consumed.
func (b *Body) note(ru *rule, off, length int) (stop bool) {
	b.base = int(b.wire)
	return b.add(ru, 0, off, length, "")
}

// fail makes the refusal in the notes the end of the body.
func (b *Body) fail() *Error {
	err := b.failed()
	err.Raw = append(bytes.Clone(b.chunked.trailer), b.r.Buffered()...)
	b.err = err
	return err
}
