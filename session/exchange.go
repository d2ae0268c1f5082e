package session

import (
	"errors"
	"io"
	"time"

	"ladle/session/http1"
)

// progressGap thins body progress at its source: one event a message, direction and gap.
const progressGap = 16 * time.Millisecond

// exchange is the wire's side of one request and its response, by the protocol that the connection speaks. What is above
// it is the same for every protocol: the steps that are told and stopped at, the way of the bodies, what cancel and steal do.
type exchange interface {
	// begin forgets the exchange before.
	begin()
	// request sends a head and says how many bytes that was.
	request(h *http1.RequestHead) (n int, err error)
	// framed says whether the pieces of the request's body have frames of their own: its length need not be known then.
	framed() bool
	// data sends a piece of the request's body, end what comes after the last: the trailer, where there is a place for one.
	data(p []byte) error
	end(trailer Fields) error
	// response reads the next head of the response, a 1xx or the final one.
	response() (*http1.ResponseHead, error)
	// body begins to read the body behind the final head.
	body(h *http1.ResponseHead) (answer, error)
	// answered says whether anything of a response has come.
	answered() bool
	// rest is what was received and not read.
	rest() []byte
}

// answer is the body of a response, about to be read.
type answer struct {
	body     answerBody
	length   int64 // -1 when it is not known
	again    bool  // the connection can serve another message when the body has been read
	why      string
	findings []Finding
}

// answerBody is the reader of a response's body, without the frames of the protocol.
type answerBody interface {
	io.Reader
	ByChunk()
	Consumed() int64 // bytes read so far
	Complete() bool  // it was read to its end by the rules
	Trailer() Fields
	Findings() []Finding
}

// perform is one try on the wire, on the connection's goroutine: it writes the request, reads the response, writes their
// events, stops where something asks for it, and leaves the outcome in res.
func (c *conn) perform(it *item) {
	c.res = result{}
	c.x.begin()
	err := c.try(it)
	if err == nil {
		return
	}
	var e *Error
	if !errors.As(err, &e) { // dropped or taken by the engine, which does not read the result
		e = &Error{Stage: StageRead, Status: StatusIOError, Address: c.h.key.addr, Err: err}
	}
	c.res.err = e
	c.res.stale = (c.serves > 0 || c.waited) && !c.x.answered() && !errors.Is(err, ErrTimeout) && !tlsProblem(err) && !ownFault(err)
}

// ownFault says whether the request itself could not be written, whatever the connection.
func ownFault(err error) bool {
	var body *BodyError
	var head *http1.HeadError
	return errors.As(err, &body) || errors.As(err, &head)
}

func (c *conn) try(it *item) error {
	w, err := c.write(it)
	if err != nil {
		return err
	}
	h := w.final
	if h == nil {
		if h, err = c.head(); err != nil {
			if w.broken != nil && !tlsProblem(err) {
				return w.broken // the write failed and no answer explains why
			}
			return err
		}
	}
	return c.body(it, h, w)
}

// step writes an event, and stops where a handler is connected.
func (c *conn) step(k Kind, n int64, d Detail, stop bool) error {
	if c.t.ctl.Load() != 0 {
		if err := c.gate(); err != nil {
			return err
		}
	}
	c.note(k, n, d)
	if stop || c.cur.m.hears(k) {
		return c.parkAt(k)
	}
	return nil
}

// tell stops for the handlers of a signal that is no event of its own, if there are any; they get data.
func (c *conn) tell(k Kind, data any) error {
	if !c.cur.m.hears(k) {
		return nil
	}
	if c.t.ctl.Load() != 0 {
		if err := c.gate(); err != nil {
			return err
		}
	}
	c.res.data = data
	return c.parkAt(k)
}

// wireError gives an error of the socket or the codec its stage and transport status.
func (c *conn) wireError(st Stage, err error) error {
	if errors.Is(err, errDropped) || errors.Is(err, errStolen) {
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
		e.Stage, e.Status, e.Err = StageTLS, StatusSSLFailed, refusal(c.h.key.addr, c.asked, c.shown, err)
	}
	return e
}
