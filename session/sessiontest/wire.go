package sessiontest

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"strings"
)

// Request is one request as a peer received it.
type Request struct {
	Conn   int // the connection's number, from 1
	Method string
	Target string
	Head   string // every byte up to and with the empty line
	Body   []byte // without the chunked framing
	header textproto.MIMEHeader
}

// Header gives the first field of a name, "" without one.
func (r *Request) Header(name string) string { return r.header.Get(name) }

// Wire is the peer's end of one connection. Only the function that serves it uses it.
type Wire struct {
	N    int // from 1, in order of acceptance
	peer *Peer
	raw  *net.TCPConn
	conn net.Conn
	r    *bufio.Reader
	next chan error // of the look at what comes next, while Wait has one running
}

func (w *Wire) begin() { w.r = bufio.NewReader(w.conn) }

// Head reads a request's head and not its body; ok is false when the client has gone.
func (w *Wire) Head() (r Request, ok bool) {
	if w.next != nil && <-w.next != nil {
		return Request{}, false
	}
	w.next = nil
	var raw bytes.Buffer
	tp := textproto.NewReader(bufio.NewReader(io.TeeReader(oneByte{w.r}, &raw)))
	line, err := tp.ReadLine()
	if err != nil {
		return Request{}, false
	}
	h, err := tp.ReadMIMEHeader()
	if err != nil {
		return Request{}, false
	}
	f := strings.SplitN(line, " ", 3)
	if len(f) != 3 {
		return Request{}, false
	}
	return Request{Conn: w.N, Method: f[0], Target: f[1], Head: raw.String(), header: h}, true
}

// oneByte keeps the reader above it from taking more than the head.
type oneByte struct{ r io.Reader }

func (o oneByte) Read(p []byte) (int, error) { return o.r.Read(p[:1]) }

// Request reads a whole request and notes it; ok is false when the client has gone.
func (w *Wire) Request() (r Request, ok bool) {
	r, ok = w.Head()
	if !ok {
		return r, false
	}
	if r.Body, ok = w.Body(r); ok {
		w.peer.note(r)
	}
	return r, ok
}

// Note counts a request whose body is not read.
func (w *Wire) Note(r Request) { w.peer.note(r) }

// Body reads the body that the head announces.
func (w *Wire) Body(r Request) ([]byte, bool) {
	if strings.Contains(r.Header("Transfer-Encoding"), "chunked") {
		return w.chunks()
	}
	n, _ := strconv.Atoi(r.Header("Content-Length"))
	if n <= 0 {
		return nil, true
	}
	b := make([]byte, n)
	_, err := io.ReadFull(w.r, b)
	return b, err == nil
}

func (w *Wire) chunks() ([]byte, bool) {
	var out []byte
	for {
		line, err := w.r.ReadString('\n')
		if err != nil {
			return nil, false
		}
		n, err := strconv.ParseInt(strings.TrimSpace(line), 16, 32)
		if err != nil {
			return nil, false
		}
		b := make([]byte, n+2)
		if _, err := io.ReadFull(w.r, b); err != nil {
			return nil, false
		}
		if n == 0 {
			return out, true
		}
		out = append(out, b[:n]...)
	}
}

// Say writes a text; an error is the client's affair.
func (w *Wire) Say(s string) { io.WriteString(w.conn, s) }

// Wait waits for ch and says whether something came from it; false when ch is closed or the client goes before.
func (w *Wire) Wait(ch <-chan struct{}) bool {
	if w.next == nil {
		w.next = make(chan error, 1)
		go func() {
			_, err := w.r.Peek(1)
			w.next <- err
		}()
	}
	select {
	case _, ok := <-ch:
		return ok
	case err := <-w.next:
		w.next <- err
		if err != nil {
			return false
		}
		_, ok := <-ch
		return ok
	}
}

// Heard waits until the client says something more, and leaves it unread; false when the client goes before.
func (w *Wire) Heard() bool {
	if w.next != nil {
		err := <-w.next
		w.next <- err
		return err == nil
	}
	_, err := w.r.Peek(1)
	return err == nil
}

// Gone reads until the client has closed the connection, or the peer is closed.
func (w *Wire) Gone() {
	if w.next != nil && <-w.next != nil {
		return
	}
	w.next = nil
	io.Copy(io.Discard, w.r)
}

// Rest reads until the client has closed the connection and gives what came.
func (w *Wire) Rest() []byte {
	if w.next != nil && <-w.next != nil {
		return nil
	}
	w.next = nil
	b, _ := io.ReadAll(w.r)
	return b
}

// Secure puts TLS on the connection and says whether the client agreed.
func (w *Wire) Secure(cfg *tls.Config) bool {
	if w.next != nil && <-w.next != nil {
		return false
	}
	w.next = nil
	tc := tls.Server(unread{w.conn, w.r}, cfg)
	if tc.Handshake() != nil {
		return false
	}
	w.conn = tc
	w.begin()
	return true
}

// unread is a connection of which something was received already.
type unread struct {
	net.Conn
	r *bufio.Reader
}

func (u unread) Read(p []byte) (int, error) { return u.r.Read(p) }

// TLS is what the handshake with the client agreed on, the zero value without one.
func (w *Wire) TLS() tls.ConnectionState {
	if c, ok := w.conn.(*tls.Conn); ok {
		return c.ConnectionState()
	}
	return tls.ConnectionState{}
}

// HalfClose ends what the peer says and leaves it listening.
func (w *Wire) HalfClose() { w.raw.CloseWrite() }

// Reset breaks the connection off with RST.
func (w *Wire) Reset() {
	w.raw.SetLinger(0)
	w.raw.Close()
}

// Serve answers every request of a connection with what answer gives, until that is "" or the client goes.
func Serve(answer func(Request) string) func(*Wire) {
	return func(w *Wire) {
		for {
			r, ok := w.Request()
			if !ok {
				return
			}
			a := answer(r)
			if a == "" {
				return
			}
			w.Say(a)
		}
	}
}

// Answer is a response with a body and Content-Length; fields are whole lines such as "Location: /x".
func Answer(status int, body string, fields ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d X\r\nContent-Length: %d\r\n", status, len(body))
	for _, f := range fields {
		b.WriteString(f + "\r\n")
	}
	return b.String() + "\r\n" + body
}
