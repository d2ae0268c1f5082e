package body

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// Source is a body: bytes to be read at any offset, whose Size grows while the body arrives. Done reports that Size is
// final, whether the body is complete or was cut off. Bytes below Size never change. Implementors are safe for
// concurrent use; ReadAt must not block for bytes that have not arrived.
type Source interface {
	io.ReaderAt
	Size() int64
	Done() bool
}

// Waiter is an optional ability of a [Source]: to sleep until it grows. Wait returns nil once Size is greater than size
// or Done is true, and ctx.Err() when ctx ends first. A Source without it is looked at every 50 ms while it is not done.
type Waiter interface {
	Wait(ctx context.Context, size int64) error
}

// pollEvery is how often a growing Source that is not a Waiter is looked at.
const pollEvery = 50 * time.Millisecond

// await returns once src is longer than size or done. An error is that of ctx.
func await(ctx context.Context, src Source, size int64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if src.Size() > size || src.Done() {
		return nil
	}
	if w, ok := src.(Waiter); ok {
		return w.Wait(ctx, size)
	}
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for src.Size() <= size && !src.Done() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

// readAt fills p from off, or as much of it as Size promises, and returns how much that was. Fewer bytes are an error, since
// who reads would wait for them for ever.
func readAt(src Source, p []byte, off int64) (int, error) {
	if rest := src.Size() - off; rest < int64(len(p)) {
		p = p[:max(rest, 0)]
	}
	if len(p) == 0 {
		return 0, nil
	}
	n, err := src.ReadAt(p, off)
	switch {
	case n == len(p):
		err = nil
	case err == nil, errors.Is(err, io.EOF):
		err = fmt.Errorf("body: %d bytes at %d, %d expected: %w", n, off, len(p), io.ErrUnexpectedEOF)
	}
	return n, err
}

// extent returns the size of src and whether that is final. Done is asked first: a size read after it is the last one.
func extent(src Source) (size int64, done bool) {
	done = src.Done()
	return src.Size(), done
}

// Bytes is a complete Source in memory. The slice must not change afterwards.
type Bytes []byte

// ReadAt implements [io.ReaderAt].
func (b Bytes) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("body: negative offset")
	}
	if off >= int64(len(b)) {
		return 0, io.EOF
	}
	n := copy(p, b[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Size returns the number of bytes.
func (b Bytes) Size() int64 { return int64(len(b)) }

// Done reports true: the bytes are all there.
func (b Bytes) Done() bool { return true }

// sourceReader reads a Source from its start to its end, sleeping while the Source is short and not done.
type sourceReader struct {
	ctx context.Context
	src Source
	off int64
}

func (r *sourceReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if err := await(r.ctx, r.src, r.off); err != nil {
		return 0, err
	}
	n, err := readAt(r.src, p, r.off)
	r.off += int64(n)
	if n == 0 && err == nil {
		// await came back because the source is done; a size that grew in between is read by the next call.
		if size, done := extent(r.src); done && size <= r.off {
			err = io.EOF
		}
	}
	return n, err
}
