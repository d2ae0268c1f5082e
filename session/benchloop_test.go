package session_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"ladle/session"
)

// BenchmarkHandler is what a connected handler adds to a message: one that is waited for at got-headers, on a goroutine of its
// own. ratio is the time of a message with it against one without, over one connection without a peer.
func BenchmarkHandler(b *testing.B) {
	const n = 10_000
	e := newEngine(b, 1, session.Options{Dial: dialCanned})
	send := func(handled bool) func() {
		return func() {
			ms := make([]*session.Message, n)
			for i := range ms {
				ms[i] = message(b, "GET", "http://127.0.0.1/")
				ms[i].SetFlags(session.OverwriteChunks)
				if handled {
					ms[i].OnGotHeaders(func(*session.Message) {})
				}
			}
			e.left.Store(n)
			if err := e.QueueAll(ms, nil); err != nil {
				b.Fatal(err)
			}
			<-e.done
		}
	}
	send(true)()
	var without, with []float64
	for b.Loop() {
		without = append(without, measure(send(false)).wall.Seconds())
		with = append(with, measure(send(true)).wall.Seconds())
	}
	b.ReportMetric((median(with)-median(without))/n*1e9, "added-ns/msg")
	b.ReportMetric(median(with)/median(without), "ratio")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkBlockedLoop is how fast messages go while the loop of the MainContext, a window's, is blocked for 200 of every 250
// milliseconds, against one that is not: events are observed on a goroutine, and no handler is connected.
func BenchmarkBlockedLoop(b *testing.B) {
	url := benchServer(b)
	var free, blocked []float64
	for b.Loop() {
		for _, busy := range []bool{false, true} {
			loop := &session.Loop{}
			ctx, stop := context.WithCancel(context.Background())
			var wg sync.WaitGroup
			wg.Go(func() { turn(ctx, loop, busy) })
			e := newEngine(b, 10, session.Options{MainContext: loop})
			e.round(b, url, 500, 500)
			c := measure(func() { e.round(b, url, benchRound, benchAhead) })
			e.Close()
			stop()
			wg.Wait()
			if busy {
				blocked = append(blocked, c.wall.Seconds())
			} else {
				free = append(free, c.wall.Seconds())
			}
		}
	}
	b.ReportMetric(median(free)/median(blocked), "speed-ratio")
	b.ReportMetric(0, "ns/op")
}

// turn runs a loop until ctx ends; a busy one does nothing for 200 of every 250 milliseconds.
func turn(ctx context.Context, loop *session.Loop, busy bool) {
	for ctx.Err() == nil {
		if busy {
			select {
			case <-time.After(200 * time.Millisecond):
			case <-ctx.Done():
			}
		}
		short, end := context.WithTimeout(ctx, 50*time.Millisecond)
		for short.Err() == nil {
			loop.Iterate(short, true)
		}
		end()
	}
}
