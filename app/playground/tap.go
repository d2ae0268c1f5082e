package playground

import (
	"bytes"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
)

// maxHead is how much of a request head is remembered: the limit of net/http's server, beyond which it answers 431.
const maxHead = http.DefaultMaxHeaderBytes

// tapListener accepts connections as taps, over TLS when config is set. The handshake runs with the first read, on the
// connection's own goroutine.
type tapListener struct {
	net.Listener
	track  *tracker
	config *tls.Config
}

func (l *tapListener) Accept() (net.Conn, error) {
	raw, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.track.hold(raw)
	t := &tap{Conn: raw, raw: raw, track: l.track}
	if l.config != nil {
		t.Conn = tls.Server(raw, l.config)
	}
	return t, nil
}

// tap is a server connection that remembers the bytes of the request in hand up to the end of its head, so that
// /try/echo can show them as they came: net/http sorts header fields and rewrites their case.
type tap struct {
	net.Conn          // what net/http reads and writes, decrypted
	raw      net.Conn // the TCP connection below
	track    *tracker

	mu   sync.Mutex
	seen []byte
	full bool // the head is complete, or longer than maxHead
}

type tapKey struct{} // of a request's context

func (t *tap) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	t.remember(p[:n])
	t.answerPlain(err)
	return n, err
}

// answerPlain tells a client that speaks HTTP without TLS what it did, as net/http does on its own TLS listeners.
func (t *tap) answerPlain(err error) {
	var bad tls.RecordHeaderError
	if !errors.As(err, &bad) || bad.Conn == nil {
		return
	}
	switch string(bad.RecordHeader[:]) {
	case "GET /", "HEAD ", "POST ", "PUT /", "OPTIO":
		const text = "This endpoint speaks TLS; the URL begins with https.\n"
		_, _ = bad.Conn.Write([]byte("HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n" + text))
	}
}

func (t *tap) remember(p []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.full {
		return
	}
	from := max(len(t.seen)-3, 0) // the end of the head may be split over two reads
	t.seen = append(t.seen, p...)
	if i := headEnd(t.seen[from:]); i >= 0 {
		t.seen, t.full = t.seen[:from+i], true
	} else if len(t.seen) > maxHead {
		t.seen, t.full = t.seen[:maxHead], true
	}
}

// headEnd returns the offset after the empty line that ends a head, or -1. Lines may end in a bare LF (RFC 9112 section 2.2).
func headEnd(b []byte) int {
	for i, c := range b {
		if c != '\n' {
			continue
		}
		rest := b[i+1:]
		if bytes.HasPrefix(rest, []byte("\n")) {
			return i + 2
		}
		if bytes.HasPrefix(rest, []byte("\r\n")) {
			return i + 3
		}
	}
	return -1
}

// forget makes room for the next request's head. The server calls it when the connection becomes idle.
func (t *tap) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seen, t.full = nil, false
}

// head returns the exact head of the request in hand, or nil when it is not known: a pipelined request is read along
// with the one before it.
func (t *tap) head(r *http.Request) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	line, _, _ := strings.Cut(string(t.seen[:min(len(t.seen), maxHead)]), "\n")
	if !t.full || strings.TrimSuffix(line, "\r") != r.Method+" "+r.RequestURI+" "+r.Proto {
		return nil
	}
	return bytes.Clone(t.seen)
}

// CloseWrite ends our direction only, so that the client reads the whole answer before it sees the close.
func (t *tap) CloseWrite() error {
	return t.Conn.(interface{ CloseWrite() error }).CloseWrite()
}

// Close closes the connection and lets the tracker forget it.
func (t *tap) Close() error {
	t.track.release(t.raw)
	return t.Conn.Close()
}

// tapOf returns the connection that a request came on.
func tapOf(r *http.Request) *tap { return r.Context().Value(tapKey{}).(*tap) }

// tlsState returns the TLS state of the connection, nil without TLS.
func (t *tap) tlsState() *tls.ConnectionState {
	c, ok := t.Conn.(*tls.Conn)
	if !ok {
		return nil
	}
	state := c.ConnectionState()
	return &state
}
