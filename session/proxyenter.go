package session

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"ladle/session/socks"
)

// enterProxy does what a proxy wants before the first request: TLS with one of the scheme https, and all that SOCKS is.
func (c *conn) enterProxy() *Error {
	switch {
	case c.proxy.Scheme == "https":
		return c.secureProxy()
	case strings.HasPrefix(c.proxy.Scheme, "socks"):
		return c.askSOCKS()
	}
	return nil
}

// secureProxy puts TLS on the way to the proxy. What is verified is the proxy's name; the origin's comes later, inside.
func (c *conn) secureProxy() *Error {
	shown := c.facts.Load().proxy
	if err := c.opening(&NetworkEvent{Step: StepTLSHandshaking, Proxy: shown}); err != nil {
		return err
	}
	c.waits()
	tc, info, err := c.shake(c.proxy.Host, true)
	if err != nil {
		e := c.openError(StageProxy, shakeStatus(err), err)
		e.TLS = info
		return e
	}
	c.learn(func(f *connFacts) { f.proxyTLS, f.proxyAddr = info, c.proxy.Host })
	c.t.raw = tc
	c.t.secure(tc)
	return c.opening(&NetworkEvent{Step: StepTLSHandshaked, TLS: info, Proxy: shown})
}

// askSOCKS has a SOCKS proxy connect to the host. A name is looked up here or there, as the scheme says.
func (c *conn) askSOCKS() *Error {
	shown := c.facts.Load().proxy
	ctx, stop := c.bounded()
	defer stop()
	r, failure := c.socksRequest(ctx)
	if failure != nil {
		return failure
	}
	if err := c.opening(&NetworkEvent{Step: StepProxyNegotiating, Proxy: shown}); err != nil {
		return err
	}
	c.waits()
	if d, ok := ctx.Deadline(); ok {
		c.t.raw.SetDeadline(d)
	}
	ended := context.AfterFunc(ctx, func() { c.t.raw.SetDeadline(longAgo) })
	err := socks.Connect(c.t.raw, r)
	if !ended() && err == nil { // the deadline may be in the past already
		err = context.Cause(ctx)
	}
	if err != nil {
		return c.socksError(ctx, err)
	}
	c.t.raw.SetDeadline(time.Time{})
	return c.opening(&NetworkEvent{Step: StepProxyNegotiated, Proxy: shown})
}

func (c *conn) socksRequest(ctx context.Context) (*socks.Request, *Error) {
	host, portText, _ := net.SplitHostPort(c.h.key.addr)
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return nil, c.targetError(StageProxy, StatusMalformed, err)
	}
	r := &socks.Request{Version: 5, Host: host, Port: uint16(port)}
	if u := c.proxy.User; u != nil {
		r.User = u.Username()
		r.Password, _ = u.Password()
		r.HasUser = true
	}
	if strings.HasPrefix(c.proxy.Scheme, "socks4") {
		r.Version = 4
	}
	there := strings.HasSuffix(c.proxy.Scheme, "h") || strings.HasSuffix(c.proxy.Scheme, "a")
	if a, err := netip.ParseAddr(host); err == nil {
		r.Addr = a.Unmap()
		return r, nil
	}
	if there {
		return r, nil
	}
	if err := c.opening(&NetworkEvent{Step: StepResolving, Host: host}); err != nil {
		return nil, err
	}
	c.waits()
	addrs, fresh, err := c.s.names.lookup(ctx, host, portText)
	if err != nil {
		if timedOut(ctx, err) {
			return nil, c.targetError(StageResolve, StatusIOError, ErrTimeout)
		}
		return nil, c.targetError(StageResolve, StatusCantResolve, err)
	}
	if err := c.opening(&NetworkEvent{Step: StepResolved, Addrs: texts(addrs), Cached: !fresh}); err != nil {
		return nil, err
	}
	r.Addr = addrs[0]
	for _, a := range addrs {
		if r.Version == 4 && a.Is4() {
			r.Addr = a
			break
		}
	}
	return r, nil
}

// targetError is an error about the host behind the proxy.
func (c *conn) targetError(st Stage, status Status, err error) *Error {
	return &Error{Stage: st, Status: status, Address: c.h.key.addr, URL: c.url, Proxy: c.proxy.Host, Err: err}
}

// socksError tells a proxy that is at fault from a target that is out of its reach.
func (c *conn) socksError(ctx context.Context, err error) *Error {
	var refused *socks.RefusedError
	switch {
	case timedOut(ctx, err):
		return c.openError(StageProxy, StatusIOError, ErrTimeout)
	case errors.As(err, &refused) && refused.Target:
		return c.targetError(StageConnect, StatusCantConnect, err)
	}
	return c.openError(StageProxy, StatusCantConnectProxy, err)
}
