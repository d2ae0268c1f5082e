package session

import (
	"testing"
	"time"
)

// reader is an observer that keeps what it gets.
type reader struct{ evs []Event }

func (r *reader) take(evs []Event) { r.evs = append(r.evs, evs...) }

func grow(l *eventLog, n int) {
	for i := range n {
		l.add(nil, []Event{{N: int64(i)}})
	}
}

func newLog() *eventLog {
	return &eventLog{epoch: time.Now(), resume: func() {}}
}

func consecutive(t *testing.T, evs []Event, from uint64, n int) {
	t.Helper()
	if len(evs) != n {
		t.Fatalf("%d events, want %d", len(evs), n)
	}
	for i, e := range evs {
		if e.Seq != from+uint64(i) {
			t.Fatalf("event %d has number %d, want %d", i, e.Seq, from+uint64(i))
		}
	}
}

func TestLogObservers(t *testing.T) {
	t.Parallel()
	l := newLog()
	grow(l, 3) // nobody looks
	var a, b, c reader
	var la, lb Loop
	l.observe(&la, 0, a.take)
	grow(l, 700) // more than a chunk
	stopB := l.observe(&lb, 0, b.take)
	grow(l, 1500)
	la.Drain()
	grow(l, 10)
	lb.Drain()
	stopB()
	grow(l, 10)
	l.observe(&lb, 0, c.take)
	grow(l, 5)
	la.Drain()
	lb.Drain()
	consecutive(t, a.evs, 4, 700+1500+10+10+5)
	consecutive(t, b.evs, 704, 1510)
	consecutive(t, c.evs, 4+700+1500+10+10, 5)
}

func TestLogOneInvokeAtATime(t *testing.T) {
	t.Parallel()
	l := newLog()
	n := 0
	var loop Loop
	l.observe(counted{&loop, &n}, 0, func([]Event) {})
	grow(l, 2000)
	if n != 1 {
		t.Errorf("%d deliveries queued", n)
	}
	loop.Drain()
	grow(l, 2)
	if n != 2 {
		t.Errorf("%d deliveries queued", n)
	}
}

type counted struct {
	*Loop
	n *int
}

func (c counted) Invoke(f func()) { *c.n++; c.Loop.Invoke(f) }

func TestLogGap(t *testing.T) {
	t.Parallel()
	l := newLog()
	var r reader
	var loop Loop
	l.observe(&loop, time.Hour, r.take)
	grow(l, 1)
	loop.Drain()
	consecutive(t, r.evs, 1, 1) // the first after a silence at once
	grow(l, 5)
	loop.Drain()
	consecutive(t, r.evs, 1, 1) // then not before the gap has passed
	l.flush()
	loop.Drain()
	consecutive(t, r.evs, 1, 6) // or the session ends
}

func TestLogBehind(t *testing.T) {
	t.Parallel()
	l := newLog()
	resumed := 0
	l.resume = func() { resumed++ }
	var slow, quick Loop
	l.observe(&slow, 0, func([]Event) {})
	l.observe(&quick, 0, func([]Event) {})
	grow(l, behindLimit)
	if l.behind.Load() {
		t.Error("behind too early")
	}
	grow(l, 1)
	quick.Drain()
	if !l.behind.Load() || resumed != 0 {
		t.Error("an observer that lags is not noticed", resumed)
	}
	slow.Drain()
	if l.behind.Load() || resumed != 1 {
		t.Error("not resumed", resumed)
	}
}

func TestClosedRecordIsSilent(t *testing.T) {
	t.Parallel()
	l := newLog()
	var r reader
	var loop Loop
	l.observe(&loop, 0, r.take)
	rec := &record{id: 1, attempt: 1}
	l.add(rec, []Event{{Kind: KindStarting}})
	l.addAll([]entry{{e: [1]Event{{Kind: KindFinished}}, rec: rec, last: true}})
	l.add(rec, []Event{{Kind: KindGotBody}})
	loop.Drain()
	consecutive(t, r.evs, 1, 2)
}

func TestDeliveredSlicesCannotBeGrownInto(t *testing.T) {
	t.Parallel()
	l := newLog()
	var loop Loop
	var got [][]Event
	l.observe(&loop, 0, func(evs []Event) { got = append(got, append(evs, Event{N: -1})) })
	for range 3 {
		grow(l, 2)
		loop.Drain()
	}
	for _, evs := range got {
		for i, e := range evs[:2] {
			if e.N != int64(i) {
				t.Errorf("%+v", evs)
			}
		}
	}
}
