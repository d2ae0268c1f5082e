package session

import (
	"errors"
	"io"
	"net/url"
	"strconv"
	"time"

	"ladle/session/http1"
)

// progressGap thins body progress at its source: one event a message, direction and gap.
const progressGap = 16 * time.Millisecond

// exchange is one try on the wire, on the connection's goroutine: it writes the request, reads the response, writes
// their events, stops where something asks for it, and leaves the outcome in res.
func (c *conn) exchange(it *item) {
	c.res = result{}
	c.rd.Mark()
	err := c.try(it)
	if err == nil {
		return
	}
	var e *Error
	if !errors.As(err, &e) { // dropped by the engine, which does not read the result
		e = &Error{Stage: StageRead, Status: StatusIOError, Address: c.h.key.addr, Err: err}
	}
	c.res.err = e
	c.res.stale = c.serves > 0 && !c.rd.Started() && !errors.Is(err, ErrTimeout) && !tlsProblem(err) && !ownFault(err)
}

// ownFault says whether the request itself could not be written, whatever the connection.
func ownFault(err error) bool {
	var body *BodyError
	var head *http1.HeadError
	return errors.As(err, &body) || errors.As(err, &head)
}

func (c *conn) try(it *item) error {
	unsent, err := c.write(it)
	if err != nil {
		return err
	}
	h, herr := c.head(it)
	if herr != nil {
		if unsent != nil {
			return unsent // the write failed and no answer explains why
		}
		return herr
	}
	return c.body(it, h, unsent != nil)
}

// write sends head and body. unsent is the error of a body that the peer did not take to its end: it may have answered
// before (RFC 9110 section 10.1.1, RFC 9112 section 9.5).
func (c *conn) write(it *item) (unsent, err error) {
	head, body, length, cerr := it.m.compose(c.uri)
	if cerr != nil {
		return nil, &Error{Stage: StageWrite, Status: StatusMalformed, Address: c.h.key.addr, Err: cerr}
	}
	c.wbuf = head.Append(c.wbuf[:0])
	c.res.sent = &Sent{Method: head.Method, Target: head.Target, Proto: head.Proto, Fields: head.Fields}
	it.m.setWire(c.run, c.res.sent, nil)
	c.flush()
	if _, err := c.t.Write(c.wbuf); err != nil {
		return nil, c.wireError(StageWrite, err)
	}
	if err := c.step(KindWroteHeaders, int64(len(c.wbuf)), c.res.sent, false); err != nil {
		return nil, err
	}
	n := int64(0)
	if body != nil {
		if n, err = c.writeBody(body, length, head.Fields.HasToken("Transfer-Encoding", "chunked")); err != nil {
			if errors.Is(err, errPeer) && !errors.Is(err, ErrTimeout) {
				return err, nil
			}
			return nil, err
		}
	}
	return nil, c.step(KindWroteBody, n, nil, false)
}

// errPeer marks an error of the socket, in contrast to one of the caller's body.
var errPeer = errors.New("the peer stopped reading")

// writeBody sends the body as it comes, chunked when its length is not known. want is the length that the head
// announces, -1 without one: not a byte more is sent, for it would be read as the beginning of another request.
func (c *conn) writeBody(body Body, want int64, chunked bool) (sent int64, err error) {
	fail := func(err error) error {
		return &Error{Stage: StageWrite, Status: StatusIOError, Address: c.h.key.addr, Err: &BodyError{err}}
	}
	var r io.ReadCloser
	if err := c.callersOwn(func() { r, err = body.Open() }); err != nil {
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
		if err := c.callersOwn(func() { n, rerr = r.Read(c.buf) }); err != nil {
			return sent, err
		}
		if want >= 0 && sent+int64(n) > want {
			return sent, fail(errBodyLength)
		}
		if n > 0 {
			p := c.buf[:n]
			if chunked {
				c.wbuf = http1.AppendChunk(c.wbuf[:0], p)
				p = c.wbuf
			}
			if _, err := c.t.Write(p); err != nil {
				e := c.wireError(StageWrite, err)
				if we, ok := e.(*Error); ok {
					we.Err = errors.Join(errPeer, we.Err)
				}
				return sent, e
			}
			sent += int64(n)
			if now := c.s.log.now(); now-last > progressGap {
				last = now
				c.note(KindWroteBodyData, sent, nil)
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
	if chunked {
		if _, err := c.t.Write(http1.AppendLastChunk(c.wbuf[:0], nil)); err != nil {
			return sent, c.wireError(StageWrite, err)
		}
	}
	return sent, nil
}

var errBodyLength = errors.New("the body is not as long as it was when it was queued")

// callersOwn runs a part of the caller's body, which may never return: the engine does not wait for a goroutine that it
// sees in there. One that was dropped before does not enter.
func (c *conn) callersOwn(f func()) error {
	c.reading.Store(true)
	defer c.reading.Store(false)
	if c.dropped() {
		return errDropped
	}
	f()
	return nil
}

// BodyError says that the caller's request body could not be read.
type BodyError struct{ Err error }

func (e *BodyError) Error() string { return "request body: " + e.Err.Error() }

// Unwrap gives the cause.
func (e *BodyError) Unwrap() error { return e.Err }

// head reads heads up to the final one.
func (c *conn) head(it *item) (*http1.ResponseHead, error) {
	c.flush()
	for {
		h, err := c.rd.Head()
		if err != nil {
			return nil, c.wireError(StageRead, err)
		}
		r := &Response{Proto: h.Proto, Status: h.Status, Reason: h.Reason, Fields: h.Fields, Length: -1, Findings: h.Findings}
		c.res.resp = r
		if h.Status >= 200 {
			return h, nil
		}
		if h.Status == 101 {
			return nil, &Error{Stage: StageRead, Status: StatusMalformed, Address: c.h.key.addr, Raw: h.Raw, Err: errUpgrade}
		}
		if err := c.step(KindGotInformational, int64(len(h.Raw)), r, false); err != nil {
			return nil, err
		}
		c.res.resp = nil
	}
}

var errUpgrade = errors.New("101 Switching Protocols without a request to upgrade")

// body announces the final head, then reads its body to the end.
func (c *conn) body(it *item, h *http1.ResponseHead, early bool) error {
	r := c.res.resp
	f, err := http1.ResponseFraming(c.res.sent.Method, h)
	if err != nil {
		return c.wireError(StageRead, err)
	}
	switch f.Kind {
	case http1.Length:
		r.Length = f.Length
	case http1.NoBody:
		r.Length = 0
	}
	r.Findings = append(r.Findings, f.Findings...)
	it.m.setWire(c.run, c.res.sent, r)
	stop := it.stream != nil || it.hooks.wantsHeaders(c.res.sent.Method, r)
	if err := c.step(KindGotHeaders, int64(len(h.Raw)), r, stop); err != nil {
		return err
	}
	again, why := http1.Reusable(c.res.sent.Fields, c.res.sent.Method, h, f)
	wire := c.rd.Body(f, again)
	decoded, coding, err := c.pump(it, wire, f)
	if err != nil {
		return err
	}
	c.res.reusable, c.res.why = again && wire.Complete(), why
	switch {
	case early:
		c.res.reusable, c.res.why = false, "the request was not sent to its end"
	case again && !wire.Complete():
		c.res.why = "the body was read leniently"
	case again && len(c.rd.Buffered()) > 0:
		c.res.reusable, c.res.why = false, "bytes came that belong to no answer"
	}
	if c.t.ctl.Load() != 0 {
		if err := c.gate(); err != nil {
			return err
		}
	}
	c.note(KindGotBody, wire.Consumed(), &BodyEnd{Decoded: decoded, Coding: coding, Trailer: wire.Trailer(), Findings: wire.Findings()})
	return nil
}

// pump moves the body through the filters to whoever wants it.
func (c *conn) pump(it *item, wire *http1.Body, f http1.Framing) (decoded int64, coding string, err error) {
	var src io.Reader = wire
	for _, b := range it.hooks.filters {
		var what string
		if src, what = b.FilterBody(c.res.sent.Method, c.res.resp, src); what != "" {
			coding = what
		}
	}
	var dst io.Writer
	if c.toStream != nil {
		dst = c.toStream
		defer func() {
			if !c.dropped() { // the engine knows better why
				c.toStream.end(err)
			}
		}()
	} else {
		content := &Content{spool: c.s.opts.Spool, memory: c.s.opts.SpoolAfter, keep: it.m.Flags()&DiscardBody == 0}
		if coding == "" {
			content.expect(c.res.resp.Length)
		}
		if !it.m.setContent(c.run, content) {
			return 0, "", errDropped
		}
		dst = content
		defer func() {
			if !c.dropped() {
				content.end(err)
			}
		}()
	}
	c.room()
	var last time.Duration
	for {
		n, rerr := src.Read(c.buf)
		if n > 0 {
			if _, err := dst.Write(c.buf[:n]); err != nil {
				return decoded, coding, c.sinkError(err)
			}
			decoded += int64(n)
			if now := c.s.log.now(); now-last > progressGap && rerr == nil {
				last = now
				c.note(KindGotBodyData, wire.Consumed(), &BodyProgress{Decoded: decoded})
			}
		}
		if rerr == io.EOF {
			break
		}
		if rerr != nil {
			return decoded, coding, c.bodyError(rerr)
		}
	}
	for { // what follows the coded data is no content, but it is on the wire
		if _, err := wire.Read(c.buf); err == io.EOF {
			return decoded, coding, nil
		} else if err != nil {
			return decoded, coding, c.bodyError(err)
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
type KeepError struct{ Err error }

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
	Coding string
	Err    error
}

func (e *DecodeError) Error() string { return e.Coding + ": " + e.Err.Error() }

// Unwrap gives the cause.
func (e *DecodeError) Unwrap() error { return e.Err }

// wireError gives an error of the socket or the codec its stage and transport status.
func (c *conn) wireError(st Stage, err error) error {
	if errors.Is(err, errDropped) {
		return err
	}
	e := &Error{Stage: st, Status: StatusIOError, Address: c.h.key.addr, Err: err}
	var he *http1.Error
	switch {
	case errors.As(err, &he):
		if he.Kind != http1.Truncated && he.Kind != http1.BrokenBody {
			e.Status = StatusMalformed
		}
		if he.Finding.Rule != "" {
			f := he.Finding
			e.Finding = &f
		}
		e.Raw = he.Raw
	case tlsProblem(err):
		e.Stage, e.Status = StageTLS, StatusSSLFailed
	}
	return e
}

// compose builds the head to send to u from what is asked for now: Host first, then the fields in their order, then what
// frames the body. Nothing is added that was set by hand or left out. length is the body's, -1 when it is not known.
func (m *Message) compose(u *url.URL) (head *http1.RequestHead, body Body, length int64, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	h := &http1.RequestHead{Method: m.method, Target: requestTarget(u), Proto: "HTTP/1.1", Fields: make(Fields, 0, len(m.fields)+2)}
	if !m.fields.Has("Host") && !m.leavesOut("Host") {
		h.Fields = append(h.Fields, Field{Name: "Host", Value: hostHeader(u)})
	}
	h.Fields = append(h.Fields, m.fields...)
	body, length = m.body, bodyLength(m.body)
	if !m.fields.Has("Content-Length") && !m.fields.Has("Transfer-Encoding") {
		switch {
		case length < 0 && !m.leavesOut("Transfer-Encoding"):
			h.Fields = append(h.Fields, Field{Name: "Transfer-Encoding", Value: "chunked"})
		case length >= 0 && (body != nil || m.method == "POST" || m.method == "PUT" || m.method == "PATCH") && !m.leavesOut("Content-Length"):
			h.Fields = append(h.Fields, Field{Name: "Content-Length", Value: strconv.FormatInt(length, 10)})
		}
	}
	return h, body, length, h.Check()
}

func bodyLength(b Body) int64 {
	if b == nil {
		return 0
	}
	return b.Length()
}
