package timeline

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"ladle/session"
)

// busy is a session of n messages with 12 events each, four under way at a time.
func busy(n int) []session.Event {
	s := new(story)
	s.events = make([]session.Event, 0, 12*n)
	asked := &session.Asked{Method: "GET", URL: "http://localhost:8080/api/orders?state=open"}
	started, sent := &session.Started{Reused: true}, &session.Sent{Proto: "HTTP/1.1"}
	head := &session.Response{Status: 200, Reason: "OK", Length: 1000, Fields: session.Fields{{Name: "Content-Type", Value: "application/json"}}}
	progress, end, outcome := &session.BodyProgress{Decoded: 500}, &session.BodyEnd{Decoded: 1000}, &session.Outcome{Status: 200, Reason: "OK"}
	for i := range n {
		id, at, c := session.MessageID(i+1), float64(i*10), session.ConnID(i%4+1)
		s.add(at, id, 1, 0, session.KindRequestQueued, 0, asked)
		s.add(at+1, id, 1, c, session.KindRequestStarted, 0, started)
		s.add(at+1, id, 1, c, session.KindStarting, 0, nil)
		s.add(at+2, id, 1, c, session.KindWroteHeaders, 100, sent)
		s.add(at+2, id, 1, c, session.KindWroteBody, 0, nil)
		s.add(at+20, id, 1, c, session.KindGotHeaders, 200, head)
		s.add(at+22, id, 1, c, session.KindGotBodyData, 300, progress)
		s.add(at+24, id, 1, c, session.KindGotBodyData, 600, progress)
		s.add(at+26, id, 1, c, session.KindGotBodyData, 900, progress)
		s.add(at+30, id, 1, c, session.KindGotBody, 1000, end)
		s.add(at+30, id, 1, c, session.KindFinished, 0, outcome)
		s.add(at+30, id, 1, c, session.KindRequestUnqueued, 0, nil)
	}
	return s.events
}

// filled is a model that has n messages behind it.
func filled(n int) *Model {
	m := New(Options{})
	events := busy(n)
	for len(events) > 0 { // as the window does: a snapshot now and then
		k := min(len(events), 1200)
		m.Apply(events[:k])
		m.Snapshot()
		events = events[k:]
	}
	return m
}

func BenchmarkApply(b *testing.B) {
	events := busy(10_000)
	for b.Loop() {
		m := New(Options{})
		for rest := events; len(rest) > 0; rest = rest[min(len(rest), 120):] {
			m.Apply(rest[:min(len(rest), 120)])
			m.Snapshot()
		}
	}
	b.ReportMetric(float64(b.N*len(events))/b.Elapsed().Seconds(), "events/s")
}

// heap is what is alive after a collection.
func heap() uint64 {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}

func BenchmarkMemory(b *testing.B) {
	const n = 20_000
	var perRow float64
	for b.Loop() {
		before := heap()
		m := filled(n)
		perRow = float64(heap()-before) / n
		runtime.KeepAlive(m)
	}
	b.ReportMetric(perRow, "B/row")
}

func TestMemoryOfARow(t *testing.T) {
	const n, limit = 5_000, 2500
	before := heap()
	m := filled(n)
	if perRow := float64(heap()-before) / n; perRow > limit {
		t.Errorf("%.0f bytes a message with 12 events, want at most %d", perRow, limit)
	}
	runtime.KeepAlive(m)
}

// BenchmarkSnapshot touches ten live rows and takes a snapshot.
func BenchmarkSnapshot(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := filled(n)
			touch := new(story)
			for id := range session.MessageID(10) {
				touch.queued(0, session.MessageID(n)+id+1, "GET", "http://a/").head(1, session.MessageID(n)+id+1, 1, 1, 200)
			}
			m.Apply(touch.events)
			m.Snapshot()
			var step []session.Event
			for id := range session.MessageID(10) {
				step = append(step, session.Event{At: time.Hour, Message: session.MessageID(n) + id + 1, Attempt: 1, Kind: session.KindGotBodyData, N: 1})
			}
			b.ReportAllocs()
			for b.Loop() {
				m.Apply(step)
				m.Snapshot()
			}
		})
	}
}

// BenchmarkFrame is what a window does for a frame while rows come: fold ten messages, take a snapshot, bring the
// view up to date, read forty lines.
func BenchmarkFrame(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		for _, filter := range []string{"", "status:200 time:>1ms"} {
			b.Run(fmt.Sprintf("%d/%q", n, filter), func(b *testing.B) {
				m, v := filled(n), NewView()
				f, _ := ParseFilter(filter)
				v.SetFilter(f)
				v.Update(m.Snapshot(), time.Hour)
				next := session.MessageID(n)
				batch := busy(10)
				for b.Loop() {
					for i := range batch {
						batch[i].Message = next + 1 + session.MessageID(i/12)
					}
					next += 10
					m.Apply(batch)
					v.Update(m.Snapshot(), time.Hour)
					for i := v.Len() - 40; i < v.Len(); i++ {
						v.Line(i)
					}
				}
			})
		}
	}
}

func BenchmarkLine(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			v := NewView()
			v.Update(filled(n).Snapshot(), 0)
			i := 0
			for b.Loop() {
				v.Line(i)
				i = (i + 7919) % n
			}
		})
	}
}

// BenchmarkRefilter is a key press in the filter field.
func BenchmarkRefilter(b *testing.B) {
	v := NewView()
	v.Update(filled(100_000).Snapshot(), 0)
	f, _ := ParseFilter("orders status:4xx,200 -host:shop")
	for b.Loop() {
		v.SetFilter(f)
	}
}

// BenchmarkQueue100k starts messages from the front of a queue of 100,000.
func BenchmarkQueue100k(b *testing.B) {
	const n = 100_000
	m := New(Options{})
	s := new(story)
	for id := session.MessageID(1); id <= n; id++ {
		s.queued(0, id, "GET", "http://a/")
	}
	m.Apply(s.events)
	m.Snapshot()
	started := []session.Event{{At: time.Second, Conn: 1, Attempt: 1, Kind: session.KindRequestStarted, Detail: &session.Started{}}}
	for b.Loop() {
		started[0].Message = started[0].Message%n + 1
		m.Apply(started)
		m.Snapshot()
	}
}
