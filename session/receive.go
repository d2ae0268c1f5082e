package session

import (
	"errors"
	"io"
	"time"

	"ladle/session/http1"
)

// head reads heads up to the final one.
func (c *conn) head() (*http1.ResponseHead, error) {
	c.flush()
	for {
		h, err := c.nextHead()
		if err != nil || h.Status >= 200 {
			return h, err
		}
	}
}

var errUpgrade = errors.New("101 Switching Protocols, and nobody took the connection over")

// nextHead reads one head. A 1xx is told at once; after a 101 that nobody took over there is nothing more to read.
func (c *conn) nextHead() (*http1.ResponseHead, error) {
	h, err := c.x.response()
	if err != nil {
		return nil, c.wireError(StageRead, err)
	}
	r := &Response{Proto: h.Proto, Status: h.Status, Reason: h.Reason, Fields: h.Fields, Length: -1, Findings: h.Findings}
	c.res.resp = r
	if h.Status >= 200 {
		return h, nil
	}
	if err := c.step(KindGotInformational, int64(len(h.Raw)), r, false); err != nil {
		return nil, err
	}
	c.res.resp = nil
	if h.Status == 101 {
		return nil, &Error{Stage: StageRead, Status: StatusMalformed, Address: c.h.key.addr, Raw: []byte(h.Raw), Err: errUpgrade}
	}
	return h, nil
}

// body announces the final head, then reads its body to the end.
func (c *conn) body(it *item, h *http1.ResponseHead, w written) error {
	r := c.res.resp
	a, err := c.x.body(h)
	if err != nil {
		return c.wireError(StageRead, err)
	}
	r.Length = a.length
	r.Findings = append(r.Findings, a.findings...)
	it.m.setWire(c.run, c.res.sent, r)
	stop := it.stream != nil || it.hooks.wantsHeaders(c.res.sent.Method, r) || c.stopsAt(StopAtGotHeaders)
	if err := c.step(KindGotHeaders, int64(len(h.Raw)), r, stop); err != nil {
		return err
	}
	wire := a.body
	decoded, coding, err := c.pump(it, wire)
	if err != nil {
		return err
	}
	c.res.reusable, c.res.why = a.again && wire.Complete(), a.why
	switch {
	case !w.whole():
		c.res.reusable, c.res.why = false, "the request was not sent to its end"
	case a.again && !wire.Complete():
		c.res.why = "the body was read leniently"
	case a.again && len(c.x.rest()) > 0:
		c.res.reusable, c.res.why = false, "bytes came that belong to no answer"
	}
	if c.t.ctl.Load() != 0 {
		if err := c.gate(); err != nil {
			return err
		}
	}
	c.res.trailer = wire.Trailer()
	c.note(KindGotBody, wire.Consumed(), &BodyEnd{Decoded: decoded, Coding: coding, Trailer: wire.Trailer(), Findings: wire.Findings()})
	return nil
}

// chunkSize is how much of a body one got-chunk shows at the most.
const chunkSize = 8 << 10

// pump moves the body through the filters to whoever wants it.
func (c *conn) pump(it *item, wire answerBody) (decoded int64, coding string, err error) {
	var src io.Reader = wire
	for _, b := range it.filters() {
		var what string
		if src, what = b.FilterBody(c.res.sent.Method, c.res.resp, src); what != "" {
			coding = what
		}
	}
	dst, err := c.sink(it, coding)
	if err != nil {
		return 0, "", err
	}
	defer func() {
		if !c.dropped() { // the engine knows better why
			dst.end(err)
		}
	}()
	decoded, err = c.copyBody(it, dst, src, wire)
	if err == nil && c.toStream != nil {
		c.waits()
		err = c.toStream.drain()
	}
	if u, ok := src.(Undecided); ok && !u.Removed() {
		coding = ""
	}
	if coding != "" {
		it.m.opts.Or(uint32(ContentDecoded))
	}
	if err != nil {
		return decoded, coding, err
	}
	for { // what follows the coded data is no content, but it is on the wire
		if _, err := wire.Read(c.buf); err == io.EOF {
			return decoded, coding, nil
		} else if err != nil {
			return decoded, coding, c.bodyError(err)
		}
	}
}

// filters are those of the features that the session has by now, but for those that the message disables by now.
func (it *item) filters() []BodyFilter {
	h := it.s.hooks.Load()
	if len(h.filters) == 0 {
		return nil
	}
	it.m.mu.Lock()
	disabled := it.m.disabled()
	it.m.mu.Unlock()
	return h.without(disabled).filters
}

// sink is where the body goes: to the caller of Send, or into the message's content.
func (c *conn) sink(it *item, coding string) (bodySink, error) {
	if c.toStream != nil {
		return c.toStream, nil
	}
	content := &Content{spool: c.s.opts.Spool, memory: c.s.opts.SpoolAfter, keep: it.m.Flags()&OverwriteChunks == 0}
	if coding == "" {
		content.expect(c.res.resp.Length)
	}
	if !it.m.setContent(c.run, content) {
		return nil, errDropped
	}
	return content, nil
}

// bodySink takes a body, and the word that it is over.
type bodySink interface {
	io.Writer
	end(error)
}

// copyBody is the loop of pump.
func (c *conn) copyBody(it *item, dst io.Writer, src io.Reader, wire answerBody) (decoded int64, err error) {
	c.room()
	p := c.buf
	told := c.toStream == nil && it.m.hears(kindGotChunk)
	if told {
		p = p[:chunkSize]
		wire.ByChunk()
	}
	var last time.Duration
	for {
		n, rerr := src.Read(p)
		if n > 0 {
			if c.toStream != nil {
				c.waits()
			}
			if _, err := dst.Write(p[:n]); err != nil {
				return decoded, c.sinkError(err)
			}
			decoded += int64(n)
			if told {
				if err := c.tell(kindGotChunk, p[:n]); err != nil {
					return decoded, err
				}
			}
			if now := c.s.log.now(); now-last > progressGap && rerr == nil {
				last = now
				c.note(KindGotBodyData, wire.Consumed(), &BodyProgress{Decoded: decoded})
			}
		}
		if rerr == io.EOF {
			return decoded, nil
		}
		if rerr != nil {
			return decoded, c.bodyError(rerr)
		}
	}
}

// room makes the copy buffer, once a connection.
func (c *conn) room() {
	if c.buf == nil {
		c.buf = make([]byte, 16<<10)
	}
}

// setWire notes what went out and came back in the attempt that runs, so that it is known also if the attempt ends
// before its result is handed over. What an orphan says is dropped.
func (m *Message) setWire(run uint64, sent *Sent, r *Response) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.run == run {
		m.wireSent, m.wireResponse = sent, r
	}
}

func (m *Message) setContent(run uint64, content *Content) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.run != run {
		return false
	}
	m.content = content
	return true
}

func (c *conn) sinkError(err error) error {
	if errors.Is(err, errDropped) {
		return err
	}
	return &Error{Stage: StageRead, Status: StatusIOError, Address: c.h.key.addr, Err: &KeepError{err}}
}

// KeepError says that a received body could not be stored.
type KeepError struct {
	Err error // of the Spool, or of its file
}

func (e *KeepError) Error() string { return "keeping the body: " + e.Err.Error() }

// Unwrap gives the cause.
func (e *KeepError) Unwrap() error { return e.Err }

// bodyError tells what went wrong below the filters from what went wrong in them.
func (c *conn) bodyError(err error) error {
	var he *http1.Error
	var de *DecodeError
	switch {
	case errors.As(err, &he):
		return c.wireError(StageRead, he)
	case errors.As(err, &de):
		return &Error{Stage: StageDecode, Status: StatusIOError, Address: c.h.key.addr, Err: de}
	}
	return c.wireError(StageRead, err)
}

// DecodeError says that a content coding could not be removed; filters return it.
type DecodeError struct {
	Coding string // such as gzip
	Err    error  // what is wrong with the bytes
}

func (e *DecodeError) Error() string { return e.Coding + ": " + e.Err.Error() }

// Unwrap gives the cause.
func (e *DecodeError) Unwrap() error { return e.Err }
