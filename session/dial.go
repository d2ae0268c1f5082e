package session

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"time"

	"ladle/session/http1"
)

// dialStagger is how long an address may keep the next one waiting (RFC 8305 section 5).
const dialStagger = 250 * time.Millisecond

// open resolves, connects and shakes hands, each step an event of the item that waits for the connection. A connection
// that leads to TLS through a proxy is not whole yet: its tunnel comes first.
func (c *conn) open() *Error {
	c.cur = c.openFor
	raw, err := c.dial()
	if err != nil {
		return err
	}
	if !c.setSocket(raw) {
		return c.openError(StageConnect, StatusCancelled, errDropped)
	}
	c.t.Conn, c.t.raw = raw, raw
	if c.proxy != nil {
		if err := c.enterProxy(); err != nil {
			return err
		}
	}
	if c.tunnelled() {
		c.speak()
		return nil
	}
	if c.h.key.tls {
		if err := c.handshake(); err != nil {
			return err
		}
	}
	c.speak()
	return c.opening(&NetworkEvent{Step: StepComplete})
}

// tunnelled says whether the connection leads through a proxy that has to be asked with CONNECT (RFC 9110 section 9.3.6).
func (c *conn) tunnelled() bool { return c.asksProxy() && c.h.key.tls }

// secure puts TLS into the tunnel that the proxy has opened.
func (c *conn) secure() *Error {
	if len(c.rd.Buffered()) > 0 {
		return c.openError(StageProxy, StatusMalformed, errEarlyBytes)
	}
	if err := c.handshake(); err != nil {
		return err
	}
	c.speak()
	return c.opening(&NetworkEvent{Step: StepComplete})
}

var errEarlyBytes = errors.New("the proxy sent bytes into the tunnel before it was asked for any")

// opening tells one step, and stops for the handlers of network-event.
func (c *conn) opening(e *NetworkEvent) *Error {
	c.note(KindNetworkEvent, 0, e)
	if !c.cur.m.hears(KindNetworkEvent) {
		return nil
	}
	c.res.data = e
	if err := c.parkAt(KindNetworkEvent); err != nil {
		return c.openError(StageConnect, StatusCancelled, err)
	}
	return nil
}

// openError is an error of opening; on the way to a proxy it is the proxy's.
func (c *conn) openError(st Stage, status Status, err error) *Error {
	if c.proxy != nil {
		switch status {
		case StatusCantResolve:
			status = StatusCantResolveProxy
		case StatusCantConnect:
			status = StatusCantConnectProxy
		}
	}
	e := &Error{Stage: st, Status: status, Address: c.h.key.addr, URL: c.url, Err: err}
	if c.proxy != nil {
		e.Proxy = c.proxy.Host
	}
	return e
}

// dial resolves the host, or the proxy in front of it, and tries its addresses, each a little after the one before.
func (c *conn) dial() (net.Conn, *Error) {
	ctx, stop := c.bounded()
	defer stop()
	if err := c.lookupProxy(ctx); err != nil {
		return nil, err
	}
	to := c.h.key.addr
	if c.proxy != nil {
		to = c.proxy.Host
	}
	host, port, _ := net.SplitHostPort(to)
	if err := c.opening(&NetworkEvent{Step: StepResolving, Host: host, Proxy: c.facts.Load().proxy, Why: c.proxyWhy}); err != nil {
		return nil, err
	}
	c.waits()
	addrs, fresh, err := c.s.names.lookup(ctx, host, port)
	if err != nil {
		if timedOut(ctx, err) {
			return nil, c.openError(StageResolve, StatusIOError, ErrTimeout)
		}
		return nil, c.openError(StageResolve, StatusCantResolve, err)
	}
	if err := c.opening(&NetworkEvent{Step: StepResolved, Addrs: texts(addrs), Cached: !fresh}); err != nil {
		return nil, err
	}
	nc, failure, err := c.race(ctx, addrs, port)
	if failure != nil {
		return nil, failure
	}
	if err != nil {
		if timedOut(ctx, err) {
			return nil, c.openError(StageConnect, StatusIOError, ErrTimeout)
		}
		return nil, c.openError(StageConnect, StatusCantConnect, err)
	}
	c.learn(func(f *connFacts) { f.local, f.remote = nc.LocalAddr(), nc.RemoteAddr() })
	if err := c.opening(&NetworkEvent{Step: StepConnected, Addrs: []string{nc.RemoteAddr().String()}}); err != nil {
		nc.Close()
		return nil, err
	}
	return nc, nil
}

// bounded is the connection's context with the I/O timeout as its end.
func (c *conn) bounded() (context.Context, context.CancelFunc) {
	if t := c.set.Timeout; t > 0 {
		return context.WithTimeout(c.ctx, t)
	}
	return context.WithCancel(c.ctx)
}

func timedOut(ctx context.Context, err error) bool {
	return errors.Is(ctx.Err(), context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded)
}

func texts(addrs []netip.Addr) []string {
	out := make([]string, len(addrs))
	for i, a := range addrs {
		out[i] = a.String()
	}
	return out
}

// dialer opens the sockets of connections.
func dialer(o *Options) func(ctx context.Context, network, address string) (net.Conn, error) {
	if o.Dial != nil {
		return o.Dial
	}
	d := &net.Dialer{}
	if a := o.LocalAddr; a.IsValid() {
		d.LocalAddr = &net.TCPAddr{IP: a.AsSlice(), Zone: a.Zone()}
	}
	return d.DialContext
}

// race begins with the first address and goes on to the next when one fails or dawdles; the first connection wins
// (RFC 8305).
func (c *conn) race(ctx context.Context, addrs []netip.Addr, port string) (nc net.Conn, failure *Error, err error) {
	ctx, cancel := context.WithCancel(withConn(ctx, c.id))
	defer cancel()
	type end struct {
		nc  net.Conn
		err error
	}
	ends := make(chan end, len(addrs))
	begun, running := 0, 0
	begin := func() *Error {
		to := net.JoinHostPort(addrs[begun].String(), port)
		begun++
		if err := c.opening(&NetworkEvent{Step: StepConnecting, Addrs: []string{to}}); err != nil {
			return err
		}
		running++
		c.waits()
		go func() {
			nc, err := c.s.dialTCP(ctx, "tcp", to)
			ends <- end{nc, err}
		}()
		return nil
	}
	leave := func() { // losers that connect after all
		cancel()
		n := running
		go func() {
			for range n {
				if l := <-ends; l.nc != nil {
					l.nc.Close()
				}
			}
		}()
	}
	var first error
	stagger := time.NewTimer(dialStagger)
	defer stagger.Stop()
	if failure := begin(); failure != nil {
		return nil, failure, nil
	}
	for {
		next := false
		select {
		case e := <-ends:
			running--
			if e.err == nil {
				leave()
				return e.nc, nil, nil
			}
			if first == nil {
				first = e.err
			}
			if next = begun < len(addrs); !next && running == 0 {
				return nil, nil, first
			}
		case <-stagger.C:
			next = begun < len(addrs)
		}
		if next {
			if failure := begin(); failure != nil {
				leave()
				return nil, failure, nil
			}
			stagger.Reset(dialStagger)
		}
	}
}

type connKey struct{}

func withConn(ctx context.Context, id ConnID) context.Context {
	return context.WithValue(ctx, connKey{}, id)
}

// ConnOf is the connection that Options.Dial is called for, by the context it gets; 0 for any other context.
func ConnOf(ctx context.Context) ConnID {
	id, _ := ctx.Value(connKey{}).(ConnID)
	return id
}

// handshake puts TLS on the way to the host and tells what was agreed.
func (c *conn) handshake() *Error {
	if err := c.opening(&NetworkEvent{Step: StepTLSHandshaking}); err != nil {
		return err
	}
	c.waits()
	tc, info, err := c.shake(c.h.key.addr, false)
	if err != nil {
		e := c.openError(StageTLS, shakeStatus(err), err)
		e.TLS = info
		return e
	}
	c.tls = info
	c.t.secure(tc)
	c.learn(func(f *connFacts) { f.tls = c.tls })
	return c.opening(&NetworkEvent{Step: StepTLSHandshaked, TLS: c.tls})
}

// shakeStatus is the transport status of a handshake that failed.
func shakeStatus(err error) Status {
	if errors.Is(err, ErrTimeout) {
		return StatusIOError
	}
	return StatusSSLFailed
}

// speak has the connection speak HTTP/1 from the next byte on.
func (c *conn) speak() {
	c.rd = http1.NewReader(fill{c}, http1.Limits{})
	c.x = newHTTP1Exchange(c.t, c.rd)
}
