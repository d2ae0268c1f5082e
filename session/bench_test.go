package session_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"ladle/session"
)

// The benchmarks compare the engine, every event observed and bodies counted and dropped, with net/http's client on the
// same work: GETs of 2 KiB from one server in another process. The heap is touched before, the rounds are interleaved, and
// what counts is the ratio: absolute figures are the machine's.

const (
	benchRound = 20_000 // messages: long enough that the first use of memory does not count
	benchAhead = 1000   // of them queued at a time
)

// touch makes the heap's pages resident: their first use can cost more than what is measured, and the runtime gives
// them back in the background.
func touch() {
	b := make([]byte, 64<<20)
	for i := 0; i < len(b); i += 4096 {
		b[i] = 1
	}
	runtime.KeepAlive(b)
	b = nil
	runtime.GC()
}

// cost is what one round took.
type cost struct {
	wall, cpu time.Duration
	allocs    uint64
}

func measure(f func()) cost {
	touch()
	var m0, m1 runtime.MemStats
	runtime.ReadMemStats(&m0)
	c0, t0 := cpuTime(), time.Now()
	f()
	wall, cpu := time.Since(t0), cpuTime()-c0
	runtime.ReadMemStats(&m1)
	return cost{wall, cpu, m1.Mallocs - m0.Mallocs}
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// engine is a session whose events are all looked at.
type engine struct {
	*session.Session
	events  atomic.Int64
	left    atomic.Int64
	done    chan struct{}
	started map[session.MessageID]time.Duration
	took    []time.Duration // from request-started to got-body, of the round
}

func newEngine(b *testing.B, conns int, o session.Options) *engine {
	p := session.DefaultProperties()
	p.MaxConns, p.MaxConnsPerHost = conns, conns
	o.Properties = &p
	s, err := session.New(o)
	if err != nil {
		b.Fatal(err)
	}
	e := &engine{Session: s, done: make(chan struct{}, 1), started: map[session.MessageID]time.Duration{}}
	mc := session.NewGoroutine()
	s.Observe(mc, 4*time.Millisecond, func(evs []session.Event) {
		e.events.Add(int64(len(evs)))
		for i := range evs {
			switch evs[i].Kind {
			case session.KindRequestStarted:
				e.started[evs[i].Message] = evs[i].At
			case session.KindGotBody:
				e.took = append(e.took, evs[i].At-e.started[evs[i].Message])
				delete(e.started, evs[i].Message)
			case session.KindFinished:
				if o := evs[i].Detail.(*session.Outcome); o.Status != 200 {
					b.Error(o.Status, o.Err)
				}
			case session.KindRequestUnqueued:
				if e.left.Add(-1) == 0 {
					e.done <- struct{}{}
				}
			}
		}
	})
	b.Cleanup(func() { s.Close(); mc.Close() })
	return e
}

// round sends n messages, at most ahead of them queued at a time, and waits until the last has ended.
func (e *engine) round(b *testing.B, url string, n, ahead int) {
	for n > 0 {
		k := min(n, ahead)
		e.left.Store(int64(k))
		ms := make([]*session.Message, k)
		for i := range ms {
			m, err := session.NewMessage("GET", url)
			if err != nil {
				b.Fatal(err)
			}
			m.SetFlags(session.OverwriteChunks)
			ms[i] = m
		}
		if err := e.QueueAll(ms, nil); err != nil {
			b.Fatal(err)
		}
		<-e.done
		n -= k
	}
}

// clientRound is the same by net/http; it gives the time from each Get to the end of its body.
func clientRound(b *testing.B, c *http.Client, url string, n, conns int) []time.Duration {
	var wg sync.WaitGroup
	var next atomic.Int64
	all := make([][]time.Duration, conns)
	for i := range conns {
		wg.Add(1)
		go func() {
			defer wg.Done()
			took := make([]time.Duration, 0, n)
			defer func() { all[i] = took }()
			for next.Add(1) <= int64(n) {
				begin := time.Now()
				req, err := http.NewRequestWithContext(context.Background(), "GET", url, nil)
				if err != nil {
					b.Error(err)
					return
				}
				r, err := c.Do(req)
				if err != nil {
					b.Error(err)
					return
				}
				io.Copy(io.Discard, r.Body)
				r.Body.Close()
				took = append(took, time.Since(begin))
			}
		}()
	}
	wg.Wait()
	return slices.Concat(all...)
}

// BenchmarkAgainstNetHTTP reports ratios, net/http's client = 1: messages a second (more is better), CPU a message, allocations
// a message, and the 99th percentile of the time from request-started to got-body. bare is a connection on which nothing is
// parsed: no client can be better.
func BenchmarkAgainstNetHTTP(b *testing.B) {
	for _, conns := range []int{1, 10} {
		b.Run(fmt.Sprintf("c=%d", conns), func(b *testing.B) {
			url := benchServer(b)
			s := newEngine(b, conns, session.Options{})
			tr := &http.Transport{MaxConnsPerHost: conns, MaxIdleConnsPerHost: conns, DisableCompression: true}
			defer tr.CloseIdleConnections()
			client := &http.Client{Transport: tr}
			s.round(b, url, 500, 500)
			clientRound(b, client, url, 500, conns)
			ratios := map[string][]float64{}
			note := func(name string, v float64) { ratios[name] = append(ratios[name], v) }
			for b.Loop() {
				var took []time.Duration
				e := measure(func() { s.round(b, url, benchRound, benchAhead) })
				h := measure(func() { took = clientRound(b, client, url, benchRound, conns) })
				f := measure(func() { bareRound(b, url, benchRound, conns) })
				note("speed-ratio", h.wall.Seconds()/e.wall.Seconds())
				note("cpu-ratio", e.cpu.Seconds()/h.cpu.Seconds())
				note("alloc-ratio", float64(e.allocs)/float64(h.allocs))
				note("allocs/msg", float64(e.allocs)/benchRound)
				note("p99-ratio", percentile(s.took, 99)/percentile(took, 99))
				note("bare-speed-ratio", h.wall.Seconds()/f.wall.Seconds())
				note("bare-cpu-ratio", f.cpu.Seconds()/h.cpu.Seconds())
				s.took = nil
			}
			for name, v := range ratios {
				b.ReportMetric(median(v), name)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func percentile(d []time.Duration, p int) float64 {
	slices.Sort(d)
	return d[len(d)*p/100].Seconds()
}

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

// BenchmarkMessages is the hot path alone, to profile: many GETs over one and over ten connections.
func BenchmarkMessages(b *testing.B) {
	for _, conns := range []int{1, 10} {
		b.Run(fmt.Sprintf("c=%d", conns), func(b *testing.B) {
			url := benchServer(b)
			e := newEngine(b, conns, session.Options{})
			e.round(b, url, 100, 100)
			b.ReportAllocs()
			b.ResetTimer()
			c0 := cpuTime()
			e.round(b, url, b.N, 1000)
			b.StopTimer()
			b.ReportMetric(float64((cpuTime()-c0).Nanoseconds())/float64(b.N), "cpu-ns/msg")
			b.ReportMetric(float64(e.events.Load())/float64(b.N+100), "events/msg")
		})
	}
}
