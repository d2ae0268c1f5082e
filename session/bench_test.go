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
	events atomic.Int64
	left   atomic.Int64
	done   chan struct{}
}

func newEngine(b *testing.B, conns int) *engine {
	p := session.DefaultProperties()
	p.MaxConns, p.MaxConnsPerHost = conns, conns
	s, err := session.New(session.Options{Properties: &p})
	if err != nil {
		b.Fatal(err)
	}
	e := &engine{Session: s, done: make(chan struct{}, 1)}
	mc := session.NewGoroutine()
	s.Observe(mc, 4*time.Millisecond, func(evs []session.Event) {
		e.events.Add(int64(len(evs)))
		for i := range evs {
			switch evs[i].Kind {
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

func clientRound(b *testing.B, c *http.Client, url string, n, conns int) {
	var wg sync.WaitGroup
	var next atomic.Int64
	for range conns {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for next.Add(1) <= int64(n) {
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
			}
		}()
	}
	wg.Wait()
}

// BenchmarkAgainstNetHTTP reports ratios, net/http's client = 1: msg/s (more is better), CPU and allocations a message.
func BenchmarkAgainstNetHTTP(b *testing.B) {
	for _, conns := range []int{1, 10} {
		b.Run(fmt.Sprintf("c=%d", conns), func(b *testing.B) {
			url := benchServer(b)
			s := newEngine(b, conns)
			tr := &http.Transport{MaxConnsPerHost: conns, MaxIdleConnsPerHost: conns, DisableCompression: true}
			defer tr.CloseIdleConnections()
			client := &http.Client{Transport: tr}
			s.round(b, url, 500, 500)
			clientRound(b, client, url, 500, conns)
			var speed, cpu, allocs, per, bareSpeed, bareCPU []float64
			for b.Loop() {
				e := measure(func() { s.round(b, url, benchRound, benchAhead) })
				h := measure(func() { clientRound(b, client, url, benchRound, conns) })
				f := measure(func() { bareRound(b, url, benchRound, conns) })
				bareSpeed = append(bareSpeed, h.wall.Seconds()/f.wall.Seconds())
				bareCPU = append(bareCPU, f.cpu.Seconds()/h.cpu.Seconds())
				speed = append(speed, h.wall.Seconds()/e.wall.Seconds())
				cpu = append(cpu, e.cpu.Seconds()/h.cpu.Seconds())
				allocs = append(allocs, float64(e.allocs)/float64(h.allocs))
				per = append(per, float64(e.allocs)/benchRound)
			}
			b.ReportMetric(median(speed), "speed-ratio")
			b.ReportMetric(median(cpu), "cpu-ratio")
			b.ReportMetric(median(bareSpeed), "bare-speed-ratio")
			b.ReportMetric(median(bareCPU), "bare-cpu-ratio")
			b.ReportMetric(median(allocs), "alloc-ratio")
			b.ReportMetric(median(per), "allocs/msg")
			b.ReportMetric(0, "ns/op")
		})
	}
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
			e := newEngine(b, conns)
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

// BenchmarkQueue is what queueing, starting and ending a message costs when n wait at once: it must not grow with n.
func BenchmarkQueue(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			url := benchServer(b)
			e := newEngine(b, 10)
			rounds := 0
			for b.Loop() {
				e.round(b, url, n, n)
				rounds++
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(rounds*n), "ns/msg")
			b.ReportMetric(0, "ns/op")
		})
	}
}
