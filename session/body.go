package session

import (
	"bytes"
	"errors"
	"io"
	"os"
	"sync"
)

// Body is a request body. It is opened anew for every attempt that sends it, on the connection's goroutine.
type Body interface {
	// Open gives the bytes from the beginning. An error ends the message with a *BodyError.
	Open() (io.ReadCloser, error)
	// Length is the number of bytes, -1 when it is not known: the body is then sent chunked.
	Length() int64
}

// TrailerBody is a Body that says more after its end: Trailer is asked when the last byte of an attempt was read, and sent
// behind a body of unknown length (RFC 9110 section 6.5).
type TrailerBody interface {
	Body
	// Trailer gives the fields; it runs on the connection's goroutine.
	Trailer() Fields
}

// BodyBytes is a body in memory. The slice must not be changed while the message is queued.
func BodyBytes(b []byte) Body { return memoryBody(b) }

// NoBody is the body of a request that has nothing to send: nil, or an empty one for the methods whose requests usually have
// one, so that Content-Length: 0 says that there is nothing (RFC 9110 section 8.6).
func NoBody(method string) Body {
	switch method {
	case "POST", "PUT", "PATCH":
		return BodyBytes(nil)
	}
	return nil
}

// BodyFile is a body read from a file at the time of each attempt.
func BodyFile(path string) Body { return fileBody(path) }

// BodyReader is a body that can be read only once: a restart of the message that would have to send it again fails.
// length -1 means unknown.
func BodyReader(r io.Reader, length int64) Body { return &onceBody{r: r, n: length} }

// Rereadable says whether a body can be opened more than once; no body can.
func Rereadable(b Body) bool {
	_, once := b.(*onceBody)
	return !once
}

// InMemory says whether a body of at most n bytes lies in memory, so that reading it does not block.
func InMemory(b Body, n int) bool {
	m, ok := b.(memoryBody)
	return ok && len(m) <= n
}

type memoryBody []byte

func (b memoryBody) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
func (b memoryBody) Length() int64                { return int64(len(b)) }

type fileBody string

func (b fileBody) Open() (io.ReadCloser, error) { return os.Open(string(b)) }

func (b fileBody) Length() int64 {
	st, err := os.Stat(string(b))
	if err != nil || !st.Mode().IsRegular() {
		return -1
	}
	return st.Size()
}

type onceBody struct {
	mu sync.Mutex
	r  io.Reader
	n  int64
}

var errBodyUsed = errors.New("the body was read before and cannot be sent again")

func (b *onceBody) Open() (io.ReadCloser, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.r == nil {
		return nil, errBodyUsed
	}
	r := b.r
	b.r = nil
	if rc, ok := r.(io.ReadCloser); ok {
		return rc, nil
	}
	return io.NopCloser(r), nil
}

func (b *onceBody) Length() int64 { return b.n }
