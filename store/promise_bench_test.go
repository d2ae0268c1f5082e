package store

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"ladle/session"
)

// BenchmarkPromise measures what the history promises: how long after its end a message is on the disk, at 50 messages a
// second, every tenth with a body of 2 MB. The promise is 250 ms.
func BenchmarkPromise(b *testing.B) {
	s := openStore(b, testPaths(b))
	large := bytes.Repeat([]byte("large body "), 2<<20/11)
	r := NewRecorder(s, RecorderOptions{Session: "bench", Epoch: time.Now(), Body: func(id session.MessageID) (BodySource, bool) {
		body := large
		if id%10 != 0 {
			body = large[:5]
		}
		return BodySource{Reader: bytes.NewReader(body), Size: int64(len(body))}, true
	}})
	defer r.Close()
	type told struct {
		seq uint64
		at  time.Time
	}
	const messages = 100
	var st story
	var delays []time.Duration
	id := session.MessageID(0)
	for b.Loop() {
		var waiting []told
		settle := func() {
			now, n := time.Now(), r.Synced()
			for len(waiting) > 0 && waiting[0].seq <= n {
				delays = append(delays, now.Sub(waiting[0].at))
				waiting = waiting[1:]
			}
		}
		for range messages {
			id++
			st.exchange(id, "http://127.0.0.1/", 200, 5)
			events := st.take()
			r.Observe(events)
			waiting = append(waiting, told{events[len(events)-1].Seq, time.Now()})
			for next := time.Now().Add(20 * time.Millisecond); time.Now().Before(next); time.Sleep(time.Millisecond) {
				settle()
			}
		}
		for len(waiting) > 0 {
			settle()
			time.Sleep(time.Millisecond)
		}
	}
	slices.Sort(delays)
	b.ReportMetric(float64(delays[len(delays)/2].Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(delays[len(delays)*99/100].Microseconds())/1000, "ms-p99")
	b.ReportMetric(float64(delays[len(delays)-1].Microseconds())/1000, "ms-worst")
}
