package playground

import (
	"context"
	"crypto/tls"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"
)

// headPatience is how long a request's head may take: long enough to type it by hand on a connection taken over.
const headPatience = 10 * time.Minute

// AddrError says that Options.Addr cannot be listened on.
type AddrError struct {
	Addr string // as asked for
	Why  string // the reason, such as "the port is in use"
	Try  string // what to try instead
	Err  error  // what the system said
}

// Error gives the fact, the reason and the way out in one line.
func (e *AddrError) Error() string {
	return "playground: no listener on " + e.Addr + ": " + e.Why + "; " + e.Try
}

// Unwrap returns the system's error.
func (e *AddrError) Unwrap() error { return e.Err }

func listenPlain(addr string) (net.Listener, error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	ln, err := net.Listen("tcp", addr)
	if err == nil {
		return ln, nil
	}
	e := &AddrError{Addr: addr, Err: err}
	var dns *net.DNSError
	var parse *net.AddrError
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		e.Why, e.Try = "the port is in use", "stop what uses it, or take another port (port 0 takes a free one)"
	case errors.Is(err, fs.ErrPermission):
		e.Why, e.Try = "the system does not allow this port", "take a port of 1024 or more"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		e.Why, e.Try = "this computer does not have the address", "listen on 127.0.0.1"
	case errors.As(err, &dns), errors.As(err, &parse):
		e.Why, e.Try = "not an address with a port", "write host:port, such as 127.0.0.1:8080"
	default:
		e.Why, e.Try = err.Error(), "take another address, such as 127.0.0.1:0"
	}
	return nil, e
}

// serveHTTP announces an endpoint and prepares to serve h on ln until Close; config nil means without TLS.
func (s *Server) serveHTTP(name string, ln net.Listener, config *tls.Config, h http.Handler) {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	srv := &http.Server{
		Handler:           s.counted(name, h),
		Protocols:         &protocols,
		ReadHeaderTimeout: headPatience,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
		BaseContext:       func(net.Listener) context.Context { return s.ctx },
		ConnContext:       func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, tapKey{}, c) },
		ConnState: func(c net.Conn, state http.ConnState) {
			if state == http.StateIdle {
				c.(*tap).forget()
			}
		},
	}
	scheme := "http"
	if config != nil {
		scheme = "https"
	}
	s.announce(name, scheme, ln.Addr())
	s.stop = append(s.stop, srv.Close)
	s.serve = append(s.serve, func() {
		if err := srv.Serve(&tapListener{Listener: ln, track: s.track, config: config}); !errors.Is(err, http.ErrServerClosed) {
			s.log.Warn("playground listener ended", "endpoint", name, "err", err)
		}
	})
}

// tracker knows what is alive, so that Close can end it and wait for it.
type tracker struct {
	mu    sync.Mutex
	shutd bool
	conns map[net.Conn]struct{}
	wg    sync.WaitGroup
}

func newTracker() *tracker { return &tracker{conns: map[net.Conn]struct{}{}} }

// begin counts one goroutine or handler; false after shut, when the work must not start.
func (t *tracker) begin() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.shutd {
		return false
	}
	t.wg.Add(1)
	return true
}

func (t *tracker) done() { t.wg.Done() }

// run runs f on its own goroutine, which wait waits for. After shut it does nothing.
func (t *tracker) run(f func()) {
	if !t.begin() {
		return
	}
	go func() {
		defer t.done()
		f()
	}()
}

// hold remembers a connection until release; after shut it closes it instead.
func (t *tracker) hold(c net.Conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.shutd {
		c.Close()
		return
	}
	t.conns[c] = struct{}{}
}

func (t *tracker) release(c net.Conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.conns, c)
}

// shut closes every connection and lets nothing new begin; false when it was shut before.
func (t *tracker) shut() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.shutd {
		return false
	}
	t.shutd = true
	for c := range t.conns {
		c.Close()
	}
	return true
}

// wait returns true when all that began is done, false after limit.
func (t *tracker) wait(limit time.Duration) bool {
	all := make(chan struct{})
	go func() {
		t.wg.Wait()
		close(all)
	}()
	select {
	case <-all:
		return true
	case <-time.After(limit):
		return false
	}
}
