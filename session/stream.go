package session

import (
	"io"
	"sync"
)

// bodyStream is the body that Send gives: the connection's goroutine writes into it as far as the caller has read, so
// that a caller who stops reading stops the wire.
type bodyStream struct {
	s     *Session
	it    *item
	stop  func() bool   // detaches the caller's context
	ready chan struct{} // closed when there is something to read, or an error

	mu      sync.Mutex
	cond    sync.Cond
	opened  bool // ready is closed
	live    bool // bytes come from the connection
	buf     []byte
	taken   int // bytes at the beginning of buf that the caller has read
	ended   bool
	err     error
	content *Content // a body that had been kept back
	at      int64
	closed  bool
	final   bool // finished was emitted
}

func newBodyStream(s *Session) *bodyStream {
	b := &bodyStream{s: s, ready: make(chan struct{})}
	b.cond.L = &b.mu
	return b
}

// streamBuffer is how far the connection may be ahead of the caller.
const streamBuffer = 64 << 10

// open tells the caller that the head is there; called by the engine.
func (b *bodyStream) open() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.live = true
	b.tell()
}

func (b *bodyStream) tell() {
	if !b.opened {
		b.opened = true
		close(b.ready)
	}
}

// Write takes bytes from the connection; it waits while the caller is behind.
func (b *bodyStream) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for n := len(b.buf) - b.taken; n > 0 && n+len(p) > streamBuffer && !b.closed && !b.ended; n = len(b.buf) - b.taken {
		b.cond.Wait()
	}
	if b.closed || b.ended {
		return 0, errDropped
	}
	if b.taken > 0 && len(b.buf)+len(p) > cap(b.buf) {
		b.buf = b.buf[:copy(b.buf, b.buf[b.taken:])]
		b.taken = 0
	}
	b.buf = append(b.buf, p...)
	b.cond.Broadcast()
	return len(p), nil
}

// end notes that no more bytes come; called by the connection's goroutine or the engine.
func (b *bodyStream) end(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.ended {
		b.ended, b.err = true, err
	}
	b.cond.Broadcast()
}

// finished: the message has ended; called by the engine. A body that was kept back is given now.
func (b *bodyStream) finished(err *Error, content *Content) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.final = true
	if !b.live && err == nil {
		b.content = content
	}
	if !b.ended || err != nil && b.err == nil {
		b.ended = true
		b.err = errOf(err)
	}
	b.tell()
	b.cond.Broadcast()
}

// failure is why there is nothing to read at all.
func (b *bodyStream) failure() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.live && b.content == nil {
		return b.err
	}
	return nil
}

// Read gives the next bytes of the body; io.EOF at its end, a *Error when it was cut.
func (b *bodyStream) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.content != nil {
		n, err := b.content.ReadAt(p, b.at)
		b.at += int64(n)
		if n > 0 {
			err = nil
		}
		return n, err
	}
	for b.taken == len(b.buf) && !b.ended && !b.closed {
		b.cond.Wait()
	}
	switch {
	case b.closed:
		return 0, io.ErrClosedPipe
	case b.taken < len(b.buf):
		n := copy(p, b.buf[b.taken:])
		if b.taken += n; b.taken == len(b.buf) {
			b.buf, b.taken = b.buf[:0], 0
		}
		b.cond.Broadcast()
		return n, nil
	case b.err != nil:
		return 0, b.err
	}
	return 0, io.EOF
}

// Close ends the reading. A body that has not come to its end is given up with its connection; the message finishes.
func (b *bodyStream) Close() error {
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return nil
	}
	b.closed = true
	whole := b.ended && b.err == nil
	b.cond.Broadcast()
	b.mu.Unlock()
	if b.stop != nil {
		b.stop()
	}
	if whole { // the message is about to finish by itself
		return nil
	}
	b.s.post(cmd{op: opFunc, fn: func() { b.s.streamClosed(b.it) }})
	return nil
}

// complete says whether the body came to its end without an error.
func (b *bodyStream) complete() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ended && b.err == nil
}

// streamClosed: the caller of Send has seen enough. A message that has ended by itself, or is about to, is left alone.
func (s *Session) streamClosed(it *item) {
	if it.state != stRunning || it.stream.complete() {
		return
	}
	c := it.c
	it.turn++
	it.cont, it.paused, it.c = nil, 0, nil
	s.drop(c, "the body was closed before its end")
	s.settleResponse(it)
	s.finish(it)
	s.kick()
}
