package sessiontest

import (
	"context"
	"net"
	"sync"
	"time"

	"ladle/session"
)

// dialOrder opens sockets so that connections go on in the order in which they were created. The recorded library does all
// its work in one thread, and a second connection cannot overtake the first; here each has a goroutine of its own.
type dialOrder struct {
	mu   sync.Mutex
	next map[session.ConnID]chan struct{} // closed when the connection has come as far as its first read
}

// orderPatience is how long a connection is waited for that never reads.
const orderPatience = 250 * time.Millisecond

// dial is Options.Dial: it gives the connection when those before it have come as far as their first read, or their end.
func (o *dialOrder) dial(ctx context.Context, network, address string) (net.Conn, error) {
	id := session.ConnOf(ctx)
	var d net.Dialer
	settled := o.settled(id)
	nc, err := d.DialContext(ctx, network, address)
	if err != nil {
		close(settled)
		return nil, err
	}
	patience, stop := context.WithTimeout(ctx, orderPatience)
	defer stop()
	for before := range id {
		if before == 0 {
			continue
		}
		select {
		case <-o.settled(before):
		case <-patience.Done():
		}
	}
	if ctx.Err() != nil {
		nc.Close()
		return nil, ctx.Err()
	}
	return &ordered{Conn: nc, first: sync.OnceFunc(func() { close(settled) })}, nil
}

func (o *dialOrder) settled(id session.ConnID) chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.next[id] == nil {
		o.next[id] = make(chan struct{})
	}
	return o.next[id]
}

// ordered is a connection that tells when it first waits for its peer.
type ordered struct {
	net.Conn
	first func()
}

func (c *ordered) Read(p []byte) (int, error) {
	c.first()
	return c.Conn.Read(p)
}

func (c *ordered) Close() error {
	c.first()
	return c.Conn.Close()
}

// CloseWrite ends the sending side.
func (c *ordered) CloseWrite() error { return c.Conn.(*net.TCPConn).CloseWrite() }
