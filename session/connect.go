package session

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// connecting is the purpose of an item that only connects: its message is never sent.
type connecting struct {
	callback func(net.Conn, error) // nil without one
	keep     bool                  // the connection stays, idle
	nc       net.Conn
}

// Connect opens a connection to the host of a URL as a message would: through the proxy and with TLS where they belong,
// within the limits; then it takes the connection out of the session. Nothing is sent on it. progress, if not nil, gets
// every step on the MainContext. An internal message of the method HEAD stands for it in the queue: request-queued,
// connection-created, finished with status 0 and request-unqueued come for it. Cancelling ctx cancels it. The error is that
// of opening, a *Error; ErrOnOwner, ErrClosed, or a *URLError. Blocks.
func (s *Session) Connect(ctx context.Context, uri string, progress func(*NetworkEvent)) (net.Conn, error) {
	if s.mc.IsOwner() {
		return nil, ErrOnOwner
	}
	it, stop, err := s.connect(ctx, uri, progress, &connecting{})
	if err != nil {
		return nil, err
	}
	defer stop()
	select {
	case <-it.waiter:
	case <-s.stopped:
	}
	if nc := it.connects.nc; nc != nil {
		return nc, nil
	}
	return nil, it.m.failure()
}

// ConnectAsync is Connect without waiting: callback runs once on the MainContext, before finished. The error
// of ConnectAsync itself is ErrClosed or a *URLError; callback is not called then.
func (s *Session) ConnectAsync(ctx context.Context, uri string, progress func(*NetworkEvent), callback func(net.Conn, error)) error {
	_, _, err := s.connect(ctx, uri, progress, &connecting{callback: callback})
	return err
}

func (s *Session) connect(ctx context.Context, uri string, progress func(*NetworkEvent), how *connecting) (*item, func() bool, error) {
	m, err := internalMessage("HEAD", uri)
	if err != nil {
		return nil, nil, err
	}
	m.SetFlags(NewConnection)
	if progress != nil {
		m.OnNetworkEvent(func(_ *Message, e *NetworkEvent) { progress(e) })
	}
	it := &item{connects: how, waiter: make(chan struct{}), ctx: ctx}
	if err := s.enqueueNew(m, it); err != nil {
		return nil, nil, err
	}
	return it, context.AfterFunc(ctx, func() { s.cancelItem(it, StatusCancelled, ctx.Err()) }), nil
}

// internalMessage is a message that the session makes for itself.
func internalMessage(method, uri string) (*Message, error) {
	u, err := url.Parse(strings.TrimSpace(uri))
	if err != nil {
		return nil, &URLError{Text: maskUserInfo(uri), What: parseProblem(err)}
	}
	if u.Host != "" { // without one the look-up fails
		if u, err = parseURL(uri); err != nil {
			return nil, err
		}
	}
	return &Message{method: method, uri: u, internal: true}, nil
}

// opens goes on with an item that only connects, when its connection is there.
func (s *Session) opens(it *item) {
	c := it.c
	it.c = nil
	if it.connects.keep {
		s.rest(c)
		s.settle(c)
	} else {
		it.connects.nc = s.take(c)
	}
	s.connectEnds(it)
}

// connectEnds tells the result of Connect, and then the end of its message.
func (s *Session) connectEnds(it *item) {
	f := it.connects.callback
	if f == nil {
		s.finish(it)
		return
	}
	it.connects.callback = nil
	it.state = stFinishing
	it.signal, it.part, it.next = 0, partOver, nextFinish
	nc, err := it.connects.nc, errOf(it.err)
	s.invoke(it, func() { f(nc, err) })
}

// LimitError says that a connection cannot be opened because of a limit.
type LimitError struct {
	Property string // max-conns or max-conns-per-host
	Limit    int    // its value
	Host     string // host:port
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("%s allows %d, and that many are open", e.Property, e.Limit)
}

// OpenConnection opens a connection to the host of a URL and leaves it idle in the session, for messages to come. It is
// closed after three seconds if none does. The message that stands for it in the queue is the one of the id; its finished
// event tells how it went. The error is a *LimitError, a *URLError or ErrClosed. Waits for the engine.
func (s *Session) OpenConnection(uri string) (MessageID, error) {
	m, err := internalMessage("HEAD", uri)
	if err != nil {
		return 0, err
	}
	m.SetFlags(NewConnection)
	it := &item{connects: &connecting{keep: true}}
	err = ErrClosed
	s.ask(func() {
		if s.closing {
			return
		}
		if err = s.room(s.keyOf(m.uri)); err != nil {
			return
		}
		if _, err = s.claim(m, it); err == nil {
			s.enqueue(it)
			s.kick()
		}
	})
	return m.ID(), err
}

// room says which limit, if any, keeps a connection from being opened; an idle one of another host would make room.
func (s *Session) room(k hostKey) error {
	if h := s.sched.hosts[k]; h != nil && h.conns >= s.sched.perHost {
		return &LimitError{Property: "max-conns-per-host", Limit: s.sched.perHost, Host: k.addr}
	}
	if s.sched.conns >= s.sched.max && s.sched.idle == 0 {
		return &LimitError{Property: "max-conns", Limit: s.sched.max, Host: k.addr}
	}
	return nil
}
