package timeline

import (
	"slices"
	"strings"
	"time"

	"ladle/session"
)

const boundClosed = 64 // closed connections that a snapshot lists

// ConnState is what a connection is doing.
type ConnState uint8

// The states of a connection.
const (
	ConnOpening   ConnState = iota // resolve, connect, TLS
	ConnBusy                       // carries a message
	ConnIdle                       // waits for another one
	ConnTakenOver                  // handed over; it no longer counts against the limits
	ConnClosed
)

var connStateNames = [...]string{"opening", "busy", "idle", "taken over", "closed"}

// String is the state in words.
func (s ConnState) String() string {
	if int(s) < len(connStateNames) {
		return connStateNames[s]
	}
	return "unknown"
}

// Conn is what is known about a connection.
type Conn struct {
	ID       session.ConnID
	Session  uint32 // as in RowID
	Scheme   string
	Host     string // host:port
	Protocol string // h1, h2, ws or raw; "" not known yet
	State    ConnState
	Step     session.Step  // the last one of opening it
	Since    time.Duration // when the state began
	Opened   time.Duration
	Message  RowID // that it carries or was opened for, zero without one
	Messages int   // that it carried, the present one too
	Why      string
	Proxy    string // that it leads through, "" none
	Sent     int64  // bytes, decrypted: what its messages came to so far, exact when it is closed
	Received int64
	TLS      *session.TLSInfo
	Blocks   []Block // the last ones of its lane, oldest first
}

// pool folds what happens to connections.
type pool struct {
	conns   map[session.ConnID]*lane
	closed  []Conn // the last ones, oldest first
	open    int    // that count against max-conns
	perHost map[string]int
	busy    map[session.ConnID]*message // that it carries, or that took it over
}

func newPool() *pool {
	return &pool{conns: map[session.ConnID]*lane{}, perHost: map[string]int{}, busy: map[session.ConnID]*message{}}
}

// apply folds one event that names a connection; m is its message, nil without one. It tells whether anything that a
// snapshot shows has changed.
func (p *pool) apply(e *session.Event, m *message, r *run, at time.Duration) bool {
	c := p.conns[e.Conn]
	if c == nil {
		if !begins(e.Kind) || p.gone(e.Conn) {
			return false
		}
		c = p.create(e, r, at)
	}
	if m != nil && begins(e.Kind) && c.State != ConnTakenOver {
		c.Message = m.row.ID
		p.busy[e.Conn] = m
	}
	switch e.Kind {
	case session.KindConnectionCreated:
		c.begin(Block{Message: c.Message, Start: at, Setup: true})
	case session.KindNetworkEvent:
		c.network(e)
	case session.KindRequestStarted:
		c.Messages++
		c.enter(ConnBusy, at)
		c.begin(Block{Message: c.Message, Start: at})
	case session.KindWroteHeaders:
		d, ok := e.Detail.(*session.Sent)
		return ok && d != nil && c.speak(protocolName(d.Proto))
	case session.KindFinished, session.KindRestarted:
		c.end(at, broke(e))
	case session.KindStolen, session.KindConnectionTaken:
		p.takeOver(c, m, at)
	case session.KindConnectionIdle:
		c.Message = RowID{}
		delete(p.busy, e.Conn)
		c.end(at, false)
		c.enter(ConnIdle, at)
	case session.KindConnectionClosed:
		p.close(c, e, at)
	default:
		return false
	}
	return true
}

// begins says whether a connection belongs to the message of an event of this kind from now on.
func begins(k session.Kind) bool {
	return k == session.KindConnectionCreated || k == session.KindNetworkEvent || k == session.KindRequestStarted
}

// gone says whether the connection was closed a short while ago, and what comes of it is late.
func (p *pool) gone(id session.ConnID) bool {
	return slices.ContainsFunc(p.closed, func(c Conn) bool { return c.ID == id })
}

func (p *pool) create(e *session.Event, r *run, at time.Duration) *lane {
	c := &lane{Conn: Conn{ID: e.Conn, Session: r.session, Since: at, Opened: at}}
	if d, ok := e.Detail.(*session.ConnTarget); ok && d != nil {
		c.Scheme, c.Host = d.Scheme, strings.ToLower(d.Host)
	}
	p.conns[e.Conn] = c
	p.count(c, 1)
	return c
}

func (p *pool) count(c *lane, by int) {
	p.open += by
	if p.perHost[c.Host] += by; p.perHost[c.Host] <= 0 {
		delete(p.perHost, c.Host)
	}
}

func (c *lane) network(e *session.Event) {
	d, ok := e.Detail.(*session.NetworkEvent)
	if !ok || d == nil {
		return
	}
	c.Step = d.Step
	if d.Proxy != "" {
		c.Proxy = proxyName(d.Proxy)
	}
	if d.TLS != nil {
		c.TLS = d.TLS
		c.speak(protocolName(d.TLS.ALPN))
	}
}

func (p *pool) takeOver(c *lane, m *message, at time.Duration) {
	if c.State == ConnTakenOver {
		return
	}
	p.count(c, -1)
	c.enter(ConnTakenOver, at)
	c.Protocol = "raw"
	if m != nil {
		c.Message = m.row.ID
		p.busy[c.ID] = m
		if m.socket {
			c.Protocol = "ws"
		}
	}
}

func (p *pool) close(c *lane, e *session.Event, at time.Duration) {
	if c.State != ConnTakenOver {
		p.count(c, -1)
	}
	c.end(at, c.State == ConnOpening || c.State == ConnBusy)
	c.enter(ConnClosed, at)
	if d, ok := e.Detail.(*session.ConnClosed); ok && d != nil {
		c.Why, c.Messages, c.Sent, c.Received = d.Why, max(c.Messages, d.Messages), d.Sent, d.Received
	}
	p.closed = append(p.closed, c.shown())
	if len(p.closed) > boundClosed {
		p.closed = slices.Clone(p.closed[len(p.closed)-boundClosed:])
	}
	delete(p.conns, c.ID)
	delete(p.busy, c.ID)
}

func (c *lane) enter(s ConnState, at time.Duration) {
	if c.State != s && c.State != ConnTakenOver || s == ConnClosed {
		c.State, c.Since = s, at
	}
}

// speak notes the protocol and tells whether that is news.
func (c *lane) speak(protocol string) bool {
	if protocol == "" || protocol == c.Protocol || c.State == ConnTakenOver {
		return false
	}
	c.Protocol = protocol
	return true
}

func protocolName(proto string) string {
	switch proto {
	case "HTTP/1.1", "HTTP/1.0", "http/1.1", "http/1.0":
		return "h1"
	case "HTTP/2", "HTTP/2.0", "h2":
		return "h2"
	}
	return ""
}

// list gives the connections that are open, by id, and the last ones that were closed, newest first.
func (p *pool) list() (open, closed []Conn) {
	open = make([]Conn, 0, len(p.conns))
	for _, c := range p.conns {
		open = append(open, c.shown())
	}
	slices.SortFunc(open, func(a, b Conn) int { return int(int64(a.ID) - int64(b.ID)) })
	closed = slices.Clone(p.closed)
	slices.Reverse(closed)
	return open, closed
}
