package session

import (
	"fmt"
	"net/url"
	"strings"
)

// A connection that leads to TLS through a proxy is made by a message of its own: an internal CONNECT, with its own signals,
// events and attempts, on the connection of the item that waits for it (RFC 9110 section 9.3.6). That item stands still
// meanwhile, in the state stTunneling; tunnels and tunnel link the two.

// tunnel begins the CONNECT for an item whose connection to the proxy is there.
func (s *Session) tunnel(it *item) {
	it.state = stTunneling
	s.leaveBehind(it)
	s.confide(it)
	m := &Message{method: "CONNECT", uri: &url.URL{Scheme: "https", Host: it.c.set.schemes.hostHeader(it.uri), Path: "/"}, internal: true}
	if via := it.h.key.via; via != nil {
		m.without = &exceptions{proxy: via.resolver}
	}
	for _, f := range it.m.RequestFields() {
		if strings.EqualFold(f.Name, proxyAuthorization) { // set by hand, for the proxy
			m.fields = append(m.fields, f)
		}
	}
	t := &item{tunnels: it, c: it.c}
	it.tunnel = t
	it.c.it = t
	if _, err := s.claim(m, t); err != nil {
		panic(err) // it is new
	}
	t.hooks = it.hooks
	s.lastSeq += seqGap
	t.seq = s.lastSeq
	s.items[t.id] = t
	t.speak()
	s.place(t)
	s.event(t, KindRequestQueued, t.c.id, 0, &Asked{Method: m.method, URL: t.url, For: it.id})
	s.emit(t, KindRequestQueued, nextTunnel)
}

// tunneling: the features have heard of the CONNECT; now it starts.
func (s *Session) tunneling(t *item) {
	t.state = stReady
	s.event(t, KindTunneling, t.c.id, 0, nil)
	s.emit(t, KindTunneling, nextStart)
}

// negotiate tells a step of the way through the proxy to both messages.
func (s *Session) negotiate(t *item, step Step, n next) {
	it := t.tunnels
	e := &NetworkEvent{Step: step, Proxy: t.c.facts.Load().proxy}
	s.event(it, KindNetworkEvent, t.c.id, 0, e)
	it.data, t.data, t.after = e, e, n
	s.emit(it, KindNetworkEvent, nextOther)
}

// answered: the proxy has answered the CONNECT, and nobody sends it again.
func (s *Session) answered(t *item) {
	s.settleResponse(t)
	s.conclude(t)
	if t.status/100 == 2 {
		s.negotiate(t, StepProxyNegotiated, nextTunnelOver)
		return
	}
	s.tunnelOver(t)
}

// tunnelOver lets the CONNECT leave the queue. What was asked for comes after: TLS, or the end.
func (s *Session) tunnelOver(t *item) {
	s.leave(t)
	s.emit(t, KindRequestUnqueued, nextSecure)
}

// secure has TLS put into the tunnel, or ends both messages.
func (s *Session) secure(t *item) {
	it := t.tunnels
	c := t.c
	if t.status/100 != 2 || c.gone {
		s.emit(t, KindFinished, nextTunnelEnds)
		return
	}
	c.it, c.rec = it, it.rec // the steps of TLS are the item's
	s.speakUp()
	c.next <- secureNow
}

// secureNow is handed to a connection's goroutine to have it go on opening.
var secureNow = &item{}

// secured: the goroutine has put TLS into the tunnel, or could not.
func (s *Session) secured(c *conn, r *result) {
	if c.gone {
		return
	}
	c.opened = true
	s.recheck(c)
	s.sched.connected(c.h)
	it := c.it
	it.outcome = r
	if tls := c.facts.Load().tls; tls != nil {
		it.m.secured(tls)
	}
	s.emit(it.tunnel, KindFinished, nextTunnelEnds)
	s.kick()
}

// tunnelEnds goes on with the item for which the tunnel was made.
func (s *Session) tunnelEnds(t *item) {
	it := t.tunnels
	it.tunnel = nil
	r := it.outcome
	it.outcome = nil
	switch {
	case it.state != stTunneling: // cancelled meanwhile
	case t.status == StatusTryAgain:
		it.c = nil
		s.wait(it)
	default:
		s.tunnelled(it, t, r)
	}
	s.kick()
}

// tunnelled tells an item how the opening of its connection has ended. One that is held hears of it when it goes on. r is
// how TLS went, nil without a tunnel to put it into.
func (s *Session) tunnelled(it, t *item, r *result) {
	why := "could not be opened"
	if r == nil {
		r, why = &result{err: s.noTunnel(it, t)}, "the proxy did not open the tunnel"
	}
	if c := it.c; r.err != nil && c != nil {
		it.c = nil
		s.drop(c, why)
	}
	if it.paused != 0 {
		it.state = stConnecting
		it.outcome, it.held = r, true
		return
	}
	s.connected(it, r)
}

// noTunnel is the error of an item whose proxy has not opened the tunnel: the status is that of the CONNECT, and nothing is
// left of its answer, for a proxy's page must not pass for the origin's.
func (s *Session) noTunnel(it, t *item) *Error {
	e := &Error{Stage: StageProxy, Status: t.status, URL: it.url, Address: it.h.key.addr}
	if t.err != nil {
		e.Stage, e.Address, e.Proxy, e.Finding, e.Raw = t.err.Stage, t.err.Address, t.err.Proxy, t.err.Finding, t.err.Raw
		e.Err = fmt.Errorf("%w: %w", ErrNoTunnel, t.err.Err)
		return e
	}
	if it.c != nil {
		e.Proxy = it.c.proxy.Host
	}
	e.Err = fmt.Errorf("%w: %d %s", ErrNoTunnel, int(t.status), t.reason)
	return e
}

// tryAgain ends a CONNECT that was answered so that the next one will do, on a connection that the proxy closes: the item
// looks for a new one.
func (s *Session) tryAgain(t *item) {
	t.status, t.reason = StatusTryAgain, StatusTryAgain.Phrase()
	s.conclude(t)
	s.tunnelOver(t)
}
