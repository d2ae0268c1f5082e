package session_test

import (
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// A cell's stage: a session whose resolver and dialler can be held, a peer that can be held, and a message that stands in
// the phase of the cell. Nothing here waits for time to pass: each phase says itself that it is reached.

type cellPKI struct {
	server *tls.Config
	roots  session.TLSDatabase
}

func newCellPKI(t *testing.T) cellPKI {
	leaf := sessiontest.CA().Leaf(t, -1, 1, "origin.test")
	return cellPKI{&tls.Config{Certificates: []tls.Certificate{leaf}}, session.PoolTLSDatabase("test", sessiontest.CA().Pool())}
}

type cell struct {
	*rig
	t                   *testing.T
	pki                 cellPKI
	action, phase, over string
	p                   *sessiontest.Peer
	m                   *session.Message

	held    atomic.Bool   // the phase was reached once; it is not held again
	reached chan struct{} // the message is in its phase
	opened  chan struct{} // closed: what is held may go on
	token   chan struct{} // the same for the peer, which looks at its client while it waits
	gaveUp  chan struct{} // closed when a held look-up or dial was told to end
	tail    chan []byte   // what a peer that stands aside got last
	wire    atomic.Pointer[heldConn]

	callbacks, finishes, dials atomic.Int32
}

func newCell(t *testing.T, pki cellPKI, action, phase, over string) *cell {
	c := &cell{t: t, pki: pki, action: action, phase: phase, over: over, reached: make(chan struct{}, 1), opened: make(chan struct{}),
		token: make(chan struct{}, 1), gaveUp: make(chan struct{}), tail: make(chan []byte, 1)}
	c.p = sessiontest.NewPeer(t, c.serve)
	c.rig = newRig(t, session.Options{Lookup: c.lookup, Dial: c.dial})
	t.Cleanup(func() { c.release(); close(c.token) }) // also where the test failed half-way
	if err := c.SetTLSDatabase(pki.roots); err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(c.p.Addr())
	if over == overTunnel {
		if err := c.SetProperty("proxy-uri", "http://proxy.test:"+port); err != nil {
			t.Fatal(err)
		}
	}
	c.m = c.message("/subject")
	return c
}

func (c *cell) message(path string) *session.Message {
	c.t.Helper()
	_, port, _ := net.SplitHostPort(c.p.Addr())
	scheme := map[string]string{overPlain: "http", overTLS: "https", overTunnel: "https"}[c.over]
	return message(c.t, "GET", scheme+"://origin.test:"+port+path)
}

// here notes that the phase is reached; false when it was before.
func (c *cell) here() bool {
	if !c.held.CompareAndSwap(false, true) {
		return false
	}
	c.reached <- struct{}{}
	return true
}

// release lets go on what is held.
func (c *cell) release() {
	select {
	case <-c.opened:
	default:
		close(c.opened)
		c.token <- struct{}{}
	}
}

// hold waits for release; an error when ctx ends first.
func (c *cell) hold(ctx context.Context) error {
	select {
	case <-c.opened:
		return nil
	case <-ctx.Done():
		close(c.gaveUp)
		return ctx.Err()
	}
}

func (c *cell) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if c.phase == inLookup && c.here() {
		if err := c.hold(ctx); err != nil {
			return nil, err
		}
	}
	return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
}

func (c *cell) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if c.phase == inDial && c.here() {
		if err := c.hold(ctx); err != nil {
			return nil, err
		}
	}
	nc, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	c.dials.Add(1)
	h := &heldConn{Conn: nc, cell: c, closed: make(chan struct{})}
	c.wire.Store(h)
	return h, nil
}

// heldConn is a socket that stops in the middle of a write.
type heldConn struct {
	net.Conn
	cell   *cell
	armed  atomic.Bool
	closed chan struct{}
	once   sync.Once
}

func (h *heldConn) Write(p []byte) (int, error) {
	if !h.armed.CompareAndSwap(true, false) || !h.cell.held.CompareAndSwap(false, true) {
		return h.Conn.Write(p)
	}
	n, err := h.Conn.Write(p[:len(p)/2])
	if err != nil {
		return n, err
	}
	h.cell.reached <- struct{}{}
	select {
	case <-h.cell.opened:
	case <-h.closed:
		return n, net.ErrClosed
	}
	more, err := h.Conn.Write(p[n:])
	return n + more, err
}

func (h *heldConn) Close() error {
	h.once.Do(func() { close(h.closed) })
	return h.Conn.Close()
}

// The peer's answer, and how much of it comes before the peer stops in the middle of the head or of the body.
var (
	cellAnswer = sessiontest.Answer(200, "hello")
	halfHead   = len("HTTP/1.1 200 X\r\nConte")
	halfBody   = len(cellAnswer) - len("llo")
)

const aside = "still here"

func (c *cell) serve(w *sessiontest.Wire) {
	if c.over == overTunnel {
		if r, ok := w.Head(); !ok || r.Method != "CONNECT" || c.phase == inTunnel && !c.pass(w) {
			return
		}
		w.Say("HTTP/1.1 200 OK\r\n\r\n")
	}
	if c.over != overPlain && (c.phase == inHandshake && !(w.Heard() && c.pass(w)) || !w.Secure(c.pki.server)) {
		return
	}
	if c.action == doSteal && c.writes() && w.N == 1 { // what comes is cut off, so it is no request
		w.Say(aside)
		c.tail <- w.Rest()
		return
	}
	for {
		r, ok := w.Request()
		if !ok {
			return
		}
		said := 0
		if r.Target == "/subject" || r.Target == "/before" {
			switch c.phase {
			case inHeadRead:
				said = c.sayFirst(w, "HTTP/1.1 103 Early\r\n\r\n", halfHead)
			case inBodyRead:
				said = c.sayFirst(w, "", halfBody)
			}
			if c.peerHolds() && !c.pass(w) {
				return
			}
		}
		w.Say(cellAnswer[said:])
	}
}

// sayFirst says the beginning of the answer, once.
func (c *cell) sayFirst(w *sessiontest.Wire, before string, n int) int {
	if c.held.Load() {
		return 0
	}
	w.Say(before + cellAnswer[:n])
	return n
}

// pass holds the peer once; false when its client has gone.
func (c *cell) pass(w *sessiontest.Wire) bool {
	first := false
	if c.phase == inBodyRead { // its handler says when that is
		first = c.held.CompareAndSwap(false, true)
	} else {
		first = c.here()
	}
	return !first || w.Wait(c.token)
}

// peerHolds says whether it is the peer that keeps the message in its phase once the request has come.
func (c *cell) peerHolds() bool {
	switch c.phase {
	case inQueue, inWaiting, inPause, inHeadRead, inBodyRead:
		return true
	}
	return false
}

func (c *cell) writes() bool { return c.phase == inHeadWrite || c.phase == inBodyWrite }

// opening says whether there is no connection to write on yet.
func (c *cell) opening() bool {
	return c.phase == inLookup || c.phase == inDial || c.phase == inTunnel || c.phase == inHandshake
}

// ending says whether the message has ended, but for what its handlers do.
func (c *cell) ending() bool { return c.phase == inFinished || c.phase == inCallback }

// enter queues the message and gives it to the phase. act is called in the phase where that is a handler.
func (c *cell) enter(act func()) {
	c.t.Helper()
	m := c.m
	once := func(*session.Message) {
		if c.held.CompareAndSwap(false, true) {
			act()
			c.reached <- struct{}{}
		}
	}
	switch c.phase {
	case inQueue:
		c.SetMaxConnsPerHost(1)
		c.queue(c.message("/before"))
		<-c.reached
	case inStarting:
		m.OnStarting(once)
	case inHeadWrite:
		m.SetField("X-Long", strings.Repeat("x", 15<<10)) // the head has two pieces: a pause can come between
		m.SetField("X-Longer", strings.Repeat("x", 10<<10))
		m.OnStarting(func(*session.Message) { c.wire.Load().armed.Store(true) })
	case inBodyWrite:
		m.SetMethod("PUT") // as safe to repeat as GET
		m.SetBody("text/plain", session.BodyBytes(make([]byte, 64<<10)))
		m.OnWroteHeaders(func(*session.Message) { c.wire.Load().armed.Store(true) })
	case inBodyRead:
		m.OnGotChunk(func(*session.Message, []byte) {
			select {
			case c.reached <- struct{}{}:
			default:
			}
		})
	case inGotBody:
		m.OnGotBody(once)
	case inFinished:
		m.OnFinished(once)
	case inHandler:
		m.OnGotHeaders(func(*session.Message) {
			if c.here() {
				<-c.opened
			}
		})
	}
	m.OnFinished(func(*session.Message) { c.finishes.Add(1) })
	err := c.Queue(m, func(m *session.Message) {
		c.callbacks.Add(1)
		if c.phase == inCallback {
			once(m)
		}
	})
	if err != nil {
		c.t.Fatal(err)
	}
	switch c.phase {
	case inQueue:
		c.settled()
	case inHeadRead:
		c.await(m, session.KindGotInformational)
		<-c.reached
	case inPause:
		<-c.reached
		c.Pause(m)
		c.await(m, session.KindPaused)
	default:
		<-c.reached
	}
}
