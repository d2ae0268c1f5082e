package session

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"os"
	"time"

	"ladle/session/http1"
)

// dialStagger is how long an address may keep the next one waiting (RFC 8305 section 5).
const dialStagger = 250 * time.Millisecond

// open resolves, connects and shakes hands, each step an event of the item that waits for the connection.
func (c *conn) open() *Error {
	c.cur = c.openFor
	raw, err := c.dial()
	if err != nil {
		return err
	}
	if !c.setSocket(raw) {
		raw.Close()
		return c.openError(StageConnect, StatusCancelled, errDropped)
	}
	var nc net.Conn = raw
	if c.h.key.tls {
		if nc, err = c.handshake(raw); err != nil {
			raw.Close()
			return err
		}
	}
	c.t.Conn, c.t.raw = nc, raw
	c.rd = http1.NewReader(fill{c}, http1.Limits{})
	c.note(KindNetworkEvent, 0, &NetworkEvent{Step: StepComplete})
	return nil
}

func (c *conn) openError(st Stage, status Status, err error) *Error {
	return &Error{Stage: st, Status: status, Address: c.h.key.addr, URL: c.url, Err: err}
}

// dial resolves the host and tries its addresses, each a little after the one before.
func (c *conn) dial() (net.Conn, *Error) {
	host, port, _ := net.SplitHostPort(c.h.key.addr)
	c.note(KindNetworkEvent, 0, &NetworkEvent{Step: StepResolving, Host: host})
	c.flush()
	ctx, stop := c.bounded()
	defer stop()
	addrs, err := lookup(ctx, host)
	if err != nil {
		if timedOut(ctx, err) {
			return nil, c.openError(StageResolve, StatusIOError, ErrTimeout)
		}
		return nil, c.openError(StageResolve, StatusCantResolve, err)
	}
	c.note(KindNetworkEvent, 0, &NetworkEvent{Step: StepResolved, Addrs: texts(addrs)})
	nc, err := c.race(ctx, addrs, port)
	if err != nil {
		if timedOut(ctx, err) {
			return nil, c.openError(StageConnect, StatusIOError, ErrTimeout)
		}
		return nil, c.openError(StageConnect, StatusCantConnect, err)
	}
	c.note(KindNetworkEvent, 0, &NetworkEvent{Step: StepConnected, Addrs: []string{nc.RemoteAddr().String()}})
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

func lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err == nil && len(addrs) == 0 {
		err = &net.DNSError{Err: "no address", Name: host, IsNotFound: true}
	}
	for i := range addrs {
		addrs[i] = addrs[i].Unmap()
	}
	return addrs, err
}

func texts(addrs []netip.Addr) []string {
	out := make([]string, len(addrs))
	for i, a := range addrs {
		out[i] = a.String()
	}
	return out
}

// race begins with the first address and goes on to the next when one fails or dawdles; the first connection wins
// (RFC 8305).
func (c *conn) race(ctx context.Context, addrs []netip.Addr, port string) (net.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type end struct {
		nc  net.Conn
		err error
	}
	ends := make(chan end, len(addrs))
	var d net.Dialer
	begun, running := 0, 0
	begin := func() {
		to := net.JoinHostPort(addrs[begun].String(), port)
		begun++
		running++
		c.note(KindNetworkEvent, 0, &NetworkEvent{Step: StepConnecting, Addrs: []string{to}})
		c.flush()
		go func() {
			nc, err := d.DialContext(ctx, "tcp", to)
			ends <- end{nc, err}
		}()
	}
	var failure error
	stagger := time.NewTimer(dialStagger)
	defer stagger.Stop()
	begin()
	for {
		select {
		case e := <-ends:
			running--
			if e.err == nil {
				cancel()
				go func() { // a loser that connected after all
					for range running {
						if l := <-ends; l.nc != nil {
							l.nc.Close()
						}
					}
				}()
				return e.nc, nil
			}
			if failure == nil {
				failure = e.err
			}
			if begun < len(addrs) {
				begin()
				stagger.Reset(dialStagger)
			} else if running == 0 {
				return nil, failure
			}
		case <-stagger.C:
			if begun < len(addrs) {
				begin()
				stagger.Reset(dialStagger)
			}
		}
	}
}

// handshake puts TLS on the socket (RFC 8446) and tells what was agreed.
func (c *conn) handshake(raw net.Conn) (net.Conn, *Error) {
	host, _, _ := net.SplitHostPort(c.h.key.addr)
	c.note(KindNetworkEvent, 0, &NetworkEvent{Step: StepTLSHandshaking})
	c.flush()
	ctx, stop := c.bounded()
	defer stop()
	var verdict error
	tc := tls.Client(raw, c.set.trust.config(host, &verdict))
	if err := tc.HandshakeContext(ctx); err != nil {
		if timedOut(ctx, err) {
			return nil, c.openError(StageTLS, StatusIOError, ErrTimeout)
		}
		var cert *CertificateError
		if errors.As(verdict, &cert) {
			err = cert
		}
		return nil, c.openError(StageTLS, StatusSSLFailed, err)
	}
	c.tls = tlsInfo(tc.ConnectionState(), verdict)
	c.note(KindNetworkEvent, 0, &NetworkEvent{Step: StepTLSHandshaked, TLS: c.tls})
	return tc, nil
}
