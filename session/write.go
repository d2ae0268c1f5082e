package session

import (
	"errors"
	"io"
	"net/url"
	"time"

	"ladle/session/http1"
)

// written is how the writing of a request ended, when that is no failure of the attempt yet.
type written struct {
	broken error               // the peer did not take the body to its end; it may have answered before (RFC 9112 section 9.5)
	final  *http1.ResponseHead // the answer that came in place of 100 Continue: the body was not sent (RFC 9110 section 10.1.1)
}

// whole says whether everything was sent.
func (w written) whole() bool { return w.broken == nil && w.final == nil }

// write sends head and body.
func (c *conn) write(it *item) (w written, err error) {
	head, body, length, cerr := it.m.compose(c.set.schemes, c.uri, c.form(), c.hostOf(c.uri))
	if cerr != nil {
		return w, &Error{Stage: StageWrite, Status: StatusMalformed, Address: c.h.key.addr, Err: cerr}
	}
	c.res.sent = &Sent{Method: head.Method, Target: head.Target, Proto: head.Proto, Fields: head.Fields}
	it.m.setWire(c.run, c.res.sent, nil)
	c.flush()
	size, err := c.x.request(&head)
	if err != nil {
		return w, c.wireError(StageWrite, err)
	}
	if err := c.step(KindWroteHeaders, int64(size), c.res.sent, false); err != nil {
		return w, err
	}
	if body != nil && head.Fields.HasToken("Expect", "100-continue") {
		if w.final, err = c.awaitContinue(); w.final != nil || err != nil {
			return w, err
		}
	}
	n := int64(0)
	if body == nil && c.x.framed() { // as the caller has it: no chunk but the last
		body = BodyBytes(nil)
	}
	if body != nil {
		if n, err = c.writeBody(body, length); err != nil {
			if errors.Is(err, errPeer) && !errors.Is(err, ErrTimeout) {
				return written{broken: err}, nil
			}
			return w, err
		}
	}
	return w, c.step(KindWroteBody, n, nil, false)
}

// hostOf is the value of Host, which is the same again and again.
func (c *conn) hostOf(u *url.URL) string {
	if c.hostFor.Host != u.Host || c.hostFor.Scheme != u.Scheme {
		c.hostFor, c.hostValue = *u, c.set.schemes.hostHeader(u)
	}
	return c.hostValue
}

// awaitContinue waits for 100 Continue; other 1xx may come before it. A final head that comes instead is given.
func (c *conn) awaitContinue() (final *http1.ResponseHead, err error) {
	for {
		h, err := c.nextHead()
		if err != nil || h.Status >= 200 {
			return h, err
		}
		if h.Status == 100 {
			return nil, nil
		}
	}
}

// errPeer marks an error of the socket, in contrast to one of the caller's body.
var errPeer = errors.New("the peer stopped reading")

// writeBody sends the body as it comes. want is the length that the head
// announces, -1 without one: not a byte more is sent, for it would be read as the beginning of another request.
func (c *conn) writeBody(body Body, want int64) (sent int64, err error) {
	fail := func(err error) error {
		return &Error{Stage: StageWrite, Status: StatusIOError, Address: c.h.key.addr, Err: &BodyError{err}}
	}
	peer := func(err error) error {
		e := c.wireError(StageWrite, err)
		if we, ok := e.(*Error); ok {
			we.Err = errors.Join(errPeer, we.Err)
		}
		return e
	}
	var r io.ReadCloser
	if err := c.callersOwn(body, func() { r, err = body.Open() }); err != nil {
		return 0, err
	}
	if err != nil {
		return 0, fail(err)
	}
	defer r.Close()
	c.room()
	var last time.Duration
	for {
		c.flush()
		var n int
		var rerr error
		if err := c.callersOwn(body, func() { n, rerr = r.Read(c.buf) }); err != nil {
			return sent, err
		}
		if want >= 0 && sent+int64(n) > want {
			return sent, fail(errBodyLength)
		}
		if n > 0 {
			if sent > 0 { // a first piece finds room in the socket's buffer
				c.waits()
			}
			if err := c.x.data(c.buf[:n]); err != nil {
				return sent, peer(err)
			}
			sent += int64(n)
			if now := c.s.log.now(); now-last > progressGap {
				last = now
				c.note(KindWroteBodyData, sent, nil)
			}
			if err := c.tellWritten(n); err != nil {
				return sent, err
			}
		}
		if rerr == io.EOF {
			break
		}
		if rerr != nil {
			return sent, fail(rerr)
		}
	}
	if want >= 0 && sent != want {
		return sent, fail(errBodyLength)
	}
	if c.x.framed() {
		trailer, err := trailerOf(body)
		if err != nil {
			return sent, fail(err)
		}
		if err := c.x.end(trailer); err != nil {
			return sent, peer(err)
		}
	}
	return sent, nil
}

// tellWritten emits wrote-body-data and wrote-chunk for those who listen.
func (c *conn) tellWritten(n int) error {
	if err := c.tell(KindWroteBodyData, n); err != nil || !c.x.framed() {
		return err
	}
	return c.tell(kindWroteChunk, nil)
}

var (
	errBodyLength = errors.New("the body is not as long as it was when it was queued")
	errTrailer    = errors.New("the trailer has a field that cannot be written")
)

// trailerOf is what a body says after its end.
func trailerOf(b Body) (Fields, error) {
	t, ok := b.(TrailerBody)
	if !ok {
		return nil, nil
	}
	fs := t.Trailer()
	for _, f := range fs {
		if checkField(f.Name, f.Value) != nil {
			return nil, errTrailer
		}
	}
	return fs, nil
}

// callersOwn runs a part of the caller's body, which may never return: the engine does not wait for a goroutine that it
// sees in there. One that was dropped before does not enter.
func (c *conn) callersOwn(body Body, f func()) error {
	if _, ours := body.(memoryBody); ours {
		f()
		return nil
	}
	c.waits()
	c.reading.Store(true)
	defer c.reading.Store(false)
	if c.dropped() {
		return errDropped
	}
	f()
	return nil
}

// BodyError says that the caller's request body could not be read.
type BodyError struct {
	Err error // of Body.Open, or of what it gave
}

func (e *BodyError) Error() string { return "request body: " + e.Err.Error() }

// Unwrap gives the cause.
func (e *BodyError) Unwrap() error { return e.Err }
