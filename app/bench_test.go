package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"
)

// BenchmarkRepeat compares `ladle send --repeat N --parallel 10` with net/http's client on the same work: N answers of
// 2 KiB over ten connections to a peer of few instructions. Both run in turn, on a heap whose pages were touched before;
// the metrics are ratios of medians, ours over net/http's. Every event is recorded on our side.
func BenchmarkRepeat(b *testing.B) {
	const messages, parallel, rounds = 20000, 10, 5
	url := cannedPeer(b, 2<<10)
	touchHeap(256 << 20)
	for b.Loop() {
		var ours, theirs []sample
		for range rounds {
			ours = append(ours, measured(func() { repeatOurs(b, url, messages, parallel) }))
			theirs = append(theirs, measured(func() { repeatTheirs(b, url, messages, parallel) }))
		}
		b.ReportMetric(median(theirs, sample.wallTime)/median(ours, sample.wallTime), "msg/s-ratio")
		b.ReportMetric(median(ours, sample.cpuTime)/median(theirs, sample.cpuTime), "CPU-ratio")
		b.ReportMetric(messages/median(ours, sample.wallTime), "msg/s")
	}
}

type sample struct{ wall, cpu time.Duration }

func (s sample) wallTime() float64 { return s.wall.Seconds() }
func (s sample) cpuTime() float64  { return s.cpu.Seconds() }

func measured(f func()) sample {
	runtime.GC()
	cpu, wall := processTime(), time.Now()
	f()
	return sample{time.Since(wall), processTime() - cpu}
}

func processTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func median[S any](ss []S, of func(S) float64) float64 {
	var v []float64
	for _, s := range ss {
		v = append(v, of(s))
	}
	slices.Sort(v)
	return v[len(v)/2]
}

// touchHeap makes the runtime's pages resident, so that the first measurement does not pay for them.
func touchHeap(n int) {
	p := make([]byte, n)
	for i := 0; i < n; i += 4096 {
		p[i] = 1
	}
	runtime.KeepAlive(p)
	p = nil
	runtime.GC()
}

// repeatOurs runs the subcommand itself.
func repeatOurs(b *testing.B, url string, messages, parallel int) {
	var out, errs bytes.Buffer
	env := Env{Context: context.Background(), Stdin: bytes.NewReader(nil), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }}
	if code := run([]string{"send", "--repeat", fmt.Sprint(messages), "--parallel", fmt.Sprint(parallel), url}, env); code != 0 {
		b.Fatalf("send ended with %d: %s%s", code, &out, &errs)
	}
}

// repeatTheirs does the same with net/http's client, bodies read and dropped.
func repeatTheirs(b *testing.B, url string, messages, parallel int) {
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: parallel, MaxIdleConnsPerHost: parallel, DisableCompression: true}}
	defer client.CloseIdleConnections()
	var wg sync.WaitGroup
	for range parallel {
		wg.Go(func() {
			for range messages / parallel {
				r, err := client.Get(url)
				if err != nil {
					b.Error(err)
					return
				}
				io.Copy(io.Discard, r.Body)
				r.Body.Close()
			}
		})
	}
	wg.Wait()
}

// cannedPeer answers every request head with the same bytes.
func cannedPeer(b *testing.B, size int) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	answer := fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n", size)
	answer = append(answer, bytes.Repeat([]byte("x"), size)...)
	var conns sync.WaitGroup
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			conns.Go(func() { answerAll(c, answer) })
		}
	}()
	b.Cleanup(func() {
		l.Close()
		conns.Wait()
	})
	return "http://" + l.Addr().String() + "/"
}

func answerAll(c net.Conn, answer []byte) {
	defer c.Close()
	buf := make([]byte, 4<<10)
	n := 0
	for {
		k, err := c.Read(buf[n:])
		if err != nil {
			return
		}
		n += k
		for {
			i := bytes.Index(buf[:n], []byte("\r\n\r\n"))
			if i < 0 {
				break
			}
			n = copy(buf, buf[i+4:n])
			if _, err := c.Write(answer); err != nil {
				return
			}
		}
	}
}
