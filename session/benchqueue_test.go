package session_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"ladle/session"
)

// canned is a connection without a peer: every write is answered with the same bytes, so that what is measured is the
// engine alone.
type canned struct {
	mu       sync.Mutex
	cond     sync.Cond
	left     []byte // of the answer
	deadline time.Time
	closed   bool
}

func dialCanned(context.Context, string, string) (net.Conn, error) {
	c := &canned{}
	c.cond.L = &c.mu
	return c, nil
}

func (c *canned) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left = cannedAnswer
	return len(p), nil
}

func (c *canned) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.left) == 0 {
		switch {
		case c.closed:
			return 0, net.ErrClosed
		case !c.deadline.IsZero() && !c.deadline.After(time.Now()):
			return 0, os.ErrDeadlineExceeded
		}
		c.cond.Wait()
	}
	n := copy(p, c.left)
	c.left = c.left[n:]
	return n, nil
}

func (c *canned) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.cond.Broadcast()
	return nil
}

func (c *canned) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deadline = t
	c.cond.Broadcast()
	return nil
}

func (c *canned) SetDeadline(t time.Time) error    { return c.SetReadDeadline(t) }
func (c *canned) SetWriteDeadline(time.Time) error { return nil }
func (c *canned) LocalAddr() net.Addr              { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }
func (c *canned) RemoteAddr() net.Addr             { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 2} }

// BenchmarkQueue is what queueing, starting and ending a message costs when n wait at once, of the engine alone: it must not
// grow with n. growth is against 1,000 in the same run; bytes/waiting is what a message takes that waits for a connection.
func BenchmarkQueue(b *testing.B) {
	sizes := []int{1000, 10_000, 100_000, 1_000_000}
	took := map[int][]float64{}
	kept := map[int]float64{}
	for b.Loop() {
		for _, n := range sizes {
			e := newEngine(b, 10, session.Options{Dial: dialCanned})
			rounds := max(1, 100_000/n)
			e.round(b, "http://127.0.0.1/", n, n)
			c := measure(func() {
				for range rounds {
					e.round(b, "http://127.0.0.1/", n, n)
				}
			})
			took[n] = append(took[n], float64(c.cpu.Nanoseconds())/float64(n*rounds))
			e.Close()
			if kept[n] == 0 {
				kept[n] = waiting(b, n)
			}
		}
	}
	for _, n := range sizes {
		b.ReportMetric(median(took[n]), fmt.Sprintf("cpu-ns/msg-%d", n))
		b.ReportMetric(median(took[n])/median(took[1000]), fmt.Sprintf("growth-%d", n))
		b.ReportMetric(kept[n], fmt.Sprintf("bytes/waiting-%d", n))
	}
	b.ReportMetric(0, "ns/op")
}

// waiting is how many bytes of the heap each of n messages takes that waits for a connection.
func waiting(b *testing.B, n int) float64 {
	p := session.DefaultProperties()
	p.MaxConns, p.MaxConnsPerHost = 1, 1
	never := make(chan struct{})
	s, err := session.New(session.Options{Properties: &p, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		select {
		case <-never:
		case <-ctx.Done():
		}
		return nil, ctx.Err()
	}})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	ms := make([]*session.Message, n)
	before := heap()
	for i := range ms {
		if ms[i], err = session.NewMessage("GET", "http://127.0.0.1/"); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.QueueAll(ms, nil); err != nil {
		b.Fatal(err)
	}
	s.Connections() // the engine has seen them all
	took := heap() - before
	runtime.KeepAlive(ms)
	return float64(took) / float64(n)
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
