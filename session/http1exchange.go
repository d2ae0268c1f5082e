package session

import (
	"io"

	"ladle/session/http1"
)

// http1Exchange is the exchange of HTTP/1.0 and HTTP/1.1: one at a time on a connection.
type http1Exchange struct {
	w       io.Writer
	rd      *http1.Reader
	buf     []byte
	sent    http1.RequestHead
	chunked bool
}

func newHTTP1Exchange(w io.Writer, rd *http1.Reader) *http1Exchange {
	return &http1Exchange{w: w, rd: rd}
}

func (x *http1Exchange) begin() { x.rd.Mark() }

func (x *http1Exchange) request(h *http1.RequestHead) (n int, err error) {
	x.sent, x.chunked = *h, h.Fields.HasToken("Transfer-Encoding", "chunked")
	x.buf = h.Append(x.buf[:0])
	_, err = x.w.Write(x.buf)
	return len(x.buf), err
}

func (x *http1Exchange) framed() bool { return x.chunked }

func (x *http1Exchange) data(p []byte) error {
	if x.chunked {
		x.buf = http1.AppendChunk(x.buf[:0], p)
		p = x.buf
	}
	_, err := x.w.Write(p)
	return err
}

func (x *http1Exchange) end(trailer Fields) error {
	if !x.chunked {
		return nil
	}
	_, err := x.w.Write(http1.AppendLastChunk(x.buf[:0], trailer))
	return err
}

func (x *http1Exchange) response() (*http1.ResponseHead, error) { return x.rd.Head() }

func (x *http1Exchange) body(h *http1.ResponseHead) (answer, error) {
	f, err := http1.ResponseFraming(x.sent.Method, h)
	if err != nil {
		return answer{}, err
	}
	a := answer{length: -1, findings: f.Findings}
	switch f.Kind {
	case http1.Length:
		a.length = f.Length
	case http1.NoBody:
		a.length = 0
	}
	a.again, a.why = http1.Reusable(&x.sent, h, f)
	a.body = x.rd.Body(f, a.again)
	return a, nil
}

func (x *http1Exchange) answered() bool { return x.rd.Started() }

func (x *http1Exchange) rest() []byte { return x.rd.Buffered() }
