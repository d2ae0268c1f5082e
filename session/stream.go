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
	async func(io.ReadCloser, error) // of SendAsync, nil for Send
	stop  func() bool                // detaches the caller's context
	ready chan struct{}              // closed when there is something to read, or the message is over
	gone  chan struct{}              // closed when the message is over

	mu      sync.Mutex
	cond    sync.Cond
	told    bool // ready is closed
	claimed bool // the callback of SendAsync was queued
	given   bool // the caller has the stream
	buf     []byte
	taken   int // bytes at the beginning of buf that the caller has read
	ended   bool
	err     error
	content *Content // a body that had been kept back
	at      int64
	closed  bool
}

func newBodyStream(s *Session, async func(io.ReadCloser, error)) *bodyStream {
	b := &bodyStream{s: s, async: async, ready: make(chan struct{}), gone: make(chan struct{})}
	b.cond.L = &b.mu
	return b
}

// streamBuffer is how far the connection may be ahead of the caller.
const streamBuffer = 64 << 10

// deliver gives the caller of Send or SendAsync the stream, at the final head.
func (s *Session) deliver(it *item) {
	b := it.stream
	b.mu.Lock()
	b.given = true
	b.mu.Unlock()
	if b.async == nil {
		b.tell()
		return
	}
	s.speakUp()
	if b.claim() {
		s.mc.Invoke(func() { b.async(b, nil) })
	}
}

// keep has the caller read a body that was kept back, because it seemed that another attempt would follow; none did.
func (b *bodyStream) keep(content *Content) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.given, b.content, b.ended = true, content, true
}

// claim says whether the callback of SendAsync is still to be called; it is called once.
func (b *bodyStream) claim() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	first := !b.claimed
	b.claimed = true
	return first
}

// tell lets the caller of Send go on.
func (b *bodyStream) tell() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.told {
		b.told = true
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

// drain waits until the caller has read everything: one who closes the stream before has not read the body to its end.
func (b *bodyStream) drain() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.buf) > b.taken && !b.closed && !b.ended {
		b.cond.Wait()
	}
	if len(b.buf) > b.taken {
		return errDropped
	}
	return nil
}

// end notes that no more bytes come; called by the connection's goroutine or the engine.
func (b *bodyStream) end(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.ended || err != nil && b.err == nil {
		b.ended, b.err = true, err
	}
	b.cond.Broadcast()
}

// failure is why there is nothing to read at all.
func (b *bodyStream) failure() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.given {
		return b.err
	}
	return nil
}

// outcome is what the callback of SendAsync gets at the end: the body that was kept back, or why there is none.
func (b *bodyStream) outcome() (io.ReadCloser, error) {
	if err := b.failure(); err != nil {
		return nil, err
	}
	return b, nil
}

// Read gives the next bytes of the body; io.EOF at its end, a *Error when it was cut, ErrOnOwner instead of waiting on the
// goroutine of the MainContext.
func (b *bodyStream) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.content != nil && !b.closed {
		n, err := b.content.ReadAt(p, b.at)
		b.at += int64(n)
		if n > 0 {
			err = nil
		}
		return n, err
	}
	for b.taken == len(b.buf) && !b.ended && !b.closed {
		if b.s.mc.IsOwner() {
			return 0, ErrOnOwner
		}
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

// Close ends the reading, and with it the message: finished comes now. A body that has not come to its end is given up
// with its connection. It waits until the message has left the queue, except on the goroutine of the MainContext.
func (b *bodyStream) Close() error {
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return nil
	}
	b.closed = true
	b.cond.Broadcast()
	b.mu.Unlock()
	b.disobey()
	b.s.post(cmd{op: opFunc, fn: func() { b.s.streamClosed(b.it) }})
	if b.s.mc.IsOwner() {
		return nil
	}
	select {
	case <-b.gone:
	case <-b.s.stopped:
	}
	return nil
}

// obey notes how to detach the caller's context, and does it at once if the stream was closed meanwhile.
func (b *bodyStream) obey(stop func() bool) {
	b.mu.Lock()
	b.stop = stop
	closed := b.closed
	b.mu.Unlock()
	if closed {
		stop()
	}
}

// disobey detaches the caller's context.
func (b *bodyStream) disobey() {
	b.mu.Lock()
	stop := b.stop
	b.mu.Unlock()
	if stop != nil {
		stop()
	}
}

// streamClosed: the caller of Send has seen enough. A message that has ended by itself is left alone.
func (s *Session) streamClosed(it *item) {
	switch {
	case it.state == stDelivered:
	case it.state == stRunning && !it.stream.complete():
		c := it.c
		it.turn.Add(1)
		it.held, it.paused, it.c = false, 0, nil
		s.drop(c, "the body was closed before its end")
		s.settleResponse(it)
	default: // it has ended by itself, or is about to
		return
	}
	s.finish(it)
	s.kick()
}

// wasGiven says whether the caller has the stream.
func (b *bodyStream) wasGiven() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.given
}

// wasAnswered says whether the caller has the stream, or was told why there is none.
func (b *bodyStream) wasAnswered() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.given || b.claimed
}

// renew forgets how an attempt has ended that nobody was told of, for another one follows.
func (b *bodyStream) renew() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended, b.err = false, nil
}

// complete says whether the body came to its end without an error.
func (b *bodyStream) complete() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ended && b.err == nil
}

// isClosed says whether the caller has closed the stream.
func (b *bodyStream) isClosed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.closed
}
