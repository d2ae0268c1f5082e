package session

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"ladle/session/http1"
)

// conn is one connection. Its goroutine does the blocking work for its whole life; messages are handed to it one at a
// time. The engine's part and the goroutine's part never touch each other's fields: they meet in the channels and
// in result, which the goroutine fills before it reports and leaves alone until it is given a word.
type conn struct {
	s  *Session
	id ConnID
	h  *host

	// The engine's.
	it          *item
	older       *conn // in the list of idle connections
	newer       *conn
	gone        bool // dropped or taken over: nothing that the goroutine reports counts any more
	opened      bool
	started     bool   // the goroutine runs
	resting     bool   // the goroutine waits in next, not in the idle watch
	listed      bool   // in Session.rested
	dedicated   bool   // beyond the limits: serves one message only
	parting     string // why it is closed when its message has ended, "" it is not
	messages    int
	carried     []MessageID // the last of them
	created     time.Duration
	idleSince   time.Duration
	idleTimeout time.Duration
	kept        map[any]any // what features keep with it

	// Set before the goroutine is told, read by it.
	openFor  *item    // whom it is opened for: its events go there
	url      string   // what that one asks for
	rec      *record  // of the attempt that runs
	uri      *url.URL // where that attempt goes
	set      *settings
	serves   int         // messages before the one handed over
	run      uint64      // token for the message's content
	toStream *bodyStream // where the body goes, nil: into the message's content

	// Between the two.
	next     chan *item
	word     chan error
	quit     chan struct{}
	watching atomic.Bool
	reading  atomic.Bool // inside the caller's body reader, which may never return
	report   atomic.Bool // the item has the floor: tell the engine before waiting for the peer
	facts    atomic.Pointer[connFacts]
	taken    atomic.Pointer[takenConn] // not nil: let go and hand over
	ctx      context.Context
	cancel   context.CancelFunc
	sockMu   sync.Mutex
	socket   net.Conn
	closed   bool

	// The goroutine's.
	t         *tap
	proxy     *url.URL // nil: none; the engine reads it when the connection is open
	proxyWhy  string
	tls       *TLSInfo
	asked     *ClientCertificateRequest // by the host, nil if it did not
	shown     *ClientCertificate        // to it
	waited    bool                      // for a person, who wants it to go on; the peer may have given up meanwhile
	rd        *http1.Reader
	x         exchange
	cur       *item
	evs       []Event
	hostFor   url.URL // what hostValue was made for
	hostValue string
	buf       []byte
	res       result
}

// result is what the goroutine hands over when it parks or has done.
type result struct {
	err      *Error
	sent     *Sent
	resp     *Response
	trailer  Fields
	data     any  // what the handlers of a signal get
	stale    bool // failed before any byte of a response, on a connection that had served before, or had waited for a person
	reusable bool
	why      string // why it is not
}

// connFacts is what is known of an open connection; immutable.
type connFacts struct {
	local, remote net.Addr
	proxy, why    string // the proxy it leads through, "" none, and why that one or none
	tls           *TLSInfo
	proxyTLS      *TLSInfo // of a proxy that is spoken to over TLS
	proxyAddr     string   // host:port of that
}

func newConn(s *Session, id ConnID, h *host) *conn {
	c := &conn{s: s, id: id, h: h, next: make(chan *item, 2), word: make(chan error, 2), quit: make(chan struct{}), set: s.props.Load(), created: s.log.now()}
	c.facts.Store(&connFacts{})
	c.idleTimeout = c.set.IdleTimeout
	c.ctx, c.cancel = context.WithCancel(context.Background())
	c.t = &tap{timeout: c.set.Timeout, park: c.gate}
	return c
}

// learn adds to the facts; called by the goroutine.
func (c *conn) learn(f func(*connFacts)) {
	facts := *c.facts.Load()
	f(&facts)
	c.facts.Store(&facts)
}

// hand gives the goroutine its next item; called by the engine.
func (c *conn) hand(it *item) {
	it.m.mu.Lock()
	c.run = it.m.run
	it.m.mu.Unlock()
	it.lastConn = c.id
	c.carry(it.id)
	c.rec, c.uri = it.rec, it.uri
	c.serves = c.messages
	c.toStream = nil
	c.resting = false
	c.next <- it // first the item, then the look at watching: no wake is lost
	if c.watching.Load() {
		c.t.ctl.Or(ctlWake)
		c.t.kick()
	}
}

// maxCarried is how many messages a connection remembers.
const maxCarried = 64

func (c *conn) carry(id MessageID) {
	if n := len(c.carried); n > 0 && c.carried[n-1] == id {
		return
	}
	if len(c.carried) == maxCarried {
		c.carried = append(c.carried[:0], c.carried[1:]...)
	}
	c.carried = append(c.carried, id)
}

// live is the goroutine.
func (c *conn) live() {
	defer func() { c.s.post(cmd{op: opExited, c: c}) }()
	if err := c.open(); err != nil {
		c.flush()
		c.res = result{err: err, stale: c.gaveUp(err)}
		c.s.report(cmd{op: opOpened, c: c, res: &c.res})
		return
	}
	c.flush()
	c.res = result{}
	c.cur = nil
	c.s.report(cmd{op: opOpened, c: c, res: &c.res})
	for c.serve(c.await()) {
	}
	if t := c.taken.Load(); t != nil {
		c.handOver(t)
	}
}

// serve does what the engine has handed over, and says whether the connection goes on.
func (c *conn) serve(it *item) bool {
	switch it {
	case nil:
		return false
	case secureNow:
		c.cur = c.openFor
		err := c.secure()
		c.res = result{err: err, stale: err != nil && c.gaveUp(err)}
		c.flush()
		c.cur = nil
		c.s.report(cmd{op: opSecured, c: c, res: &c.res})
	default:
		c.cur = it
		c.perform(it)
		c.flush()
		c.cur = nil
		c.s.report(cmd{op: opDone, it: it, c: c, res: &c.res})
	}
	if c.res.err == nil {
		return true
	}
	if c.taken.Load() != nil {
		return false
	}
	select { // it is over; somebody may take it before he can know
	case <-c.word:
	case <-c.quit:
	}
	return false
}

// await waits for the next item; a nil in the channel means: nothing for you, watch the socket. It gives nil when the
// connection is over, or taken over.
func (c *conn) await() *item {
	for {
		it, ok := c.told()
		if !ok || it != nil {
			return it
		}
		it, alive := c.watch()
		if it != nil || !alive {
			return it
		}
	}
}

// told gives what the engine hands over, which mostly is there already; ok is false when the connection is over.
func (c *conn) told() (it *item, ok bool) {
	select {
	case it = <-c.next:
		return it, true
	default:
	}
	select {
	case it = <-c.next:
		return it, true
	case <-c.word:
	case <-c.quit:
	}
	return nil, false
}

// watch reads an idle socket: what comes without being asked for, and the end, make the connection useless. It gives the
// item that it was woken for.
func (c *conn) watch() (it *item, alive bool) {
	c.t.disarm()
	c.t.ctl.And(^ctlWake) // one that came late would end the watch at once
	c.watching.Store(true)
	select {
	case it = <-c.next: // handed over before watching was seen
		c.watching.Store(false)
		c.t.ctl.And(^ctlWake)
		return it, true
	default:
	}
	err := c.rd.Fill()
	c.watching.Store(false)
	if errors.Is(err, errWoken) {
		select {
		case it = <-c.next:
			c.t.ctl.And(^ctlWake)
			return it, true
		case <-c.word:
			return nil, false
		case <-c.quit:
			return nil, false
		}
	}
	c.s.report(cmd{op: opDead, c: c})
	return nil, false
}

// flush lets the events out, before anything that may block.
func (c *conn) flush() {
	if len(c.evs) == 0 {
		return
	}
	c.s.log.add(c.rec, c.evs)
	clear(c.evs)
	c.evs = c.evs[:0]
}

// note appends an event of the current attempt.
func (c *conn) note(k Kind, n int64, d Detail) {
	c.evs = append(c.evs, Event{At: c.s.log.now(), Message: c.rec.id, Attempt: c.rec.attempt, Conn: c.id, Kind: k, N: n, Detail: d})
}

// gate is where the tap stops while a control bit is set.
func (c *conn) gate() error {
	if c.cur == nil {
		return errWoken
	}
	if c.t.ctl.And(^ctlWake)&^ctlWake == 0 {
		return nil // a wake that came late
	}
	return c.parkAt(0)
}

// parkAt reports and waits for the engine's word.
func (c *conn) parkAt(k Kind) error {
	c.flush()
	c.s.report(cmd{op: opParked, it: c.cur, c: c, kind: k, res: &c.res})
	select {
	case err := <-c.word:
		return err
	case <-c.quit:
		return errDropped
	}
}

// setSocket notes the raw socket, so that the engine can close it whatever the goroutine does.
func (c *conn) setSocket(nc net.Conn) bool {
	c.sockMu.Lock()
	defer c.sockMu.Unlock()
	if c.closed {
		nc.Close()
		return false
	}
	c.socket = nc
	return true
}

// shut ends everything that the goroutine may be waiting in, except the caller's own reader.
func (c *conn) shut() {
	close(c.quit)
	c.closeSocket()
}

// closeSocket closes the raw socket, now or when there is one: closing the TLS layer may wait.
func (c *conn) closeSocket() {
	c.cancel()
	c.sockMu.Lock()
	defer c.sockMu.Unlock()
	c.closed = true
	if c.socket != nil {
		c.socket.Close()
	}
}

// dropped says whether the engine has taken the connection away.
func (c *conn) dropped() bool {
	select {
	case <-c.quit:
		return true
	default:
		return false
	}
}

// waits lets the events out, and tells the engine if it wants to know, before anything that may block.
func (c *conn) waits() {
	c.flush()
	if c.report.Load() && c.report.Swap(false) && c.cur != nil {
		c.s.post(cmd{op: opBlocked, it: c.cur, c: c})
	}
}

// fill lets events out before a read of the codec blocks.
type fill struct{ c *conn }

func (f fill) Read(p []byte) (int, error) {
	f.c.waits()
	return f.c.t.Read(p)
}

// tlsProblem says whether err comes from TLS. An alert, sent or received, shows in the operation only: its type is
// crypto/tls's own.
func tlsProblem(err error) bool {
	var rec tls.RecordHeaderError
	var cert *CertificateError
	var op *net.OpError
	return errors.As(err, &rec) || errors.As(err, &cert) || errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error")
}
