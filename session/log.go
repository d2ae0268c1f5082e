package session

import (
	"sync"
	"sync/atomic"
	"time"
)

const (
	// chunkEvents fills a size class of the allocator: 510 events of 56 bytes and the header of the block.
	chunkEvents = 510
	// behindLimit is how many events an observer may lag before no further message is started.
	behindLimit = 1 << 16
)

// eventLog numbers events and hands them to observers in shared, append-only chunks: nothing is copied, and an
// entry that was handed out is never written again. It is a leaf: its lock is held for appends only.
type eventLog struct {
	mu        sync.Mutex
	epoch     time.Time
	seq       uint64
	cur       []Event
	observers []*observer
	behind    atomic.Bool // some observer lags by more than behindLimit
	resume    func()      // called without the lock when behind has ended
}

// observer is a cursor in the log.
type observer struct {
	log     *eventLog
	on      MainContext
	gap     time.Duration
	f       func([]Event)
	full    [][]Event // undelivered parts of chunks that are full
	from    int       // first undelivered event of cur
	pending int
	asked   bool // a delivery is queued or its timer runs
	last    time.Duration
	timer   *time.Timer
	stopped bool
}

func (l *eventLog) now() time.Duration { return time.Since(l.epoch) }

// add appends the events of an attempt. One whose record is closed may not speak any more: what an orphaned
// goroutine says after a cancel is dropped.
func (l *eventLog) add(r *record, evs []Event) {
	l.mu.Lock()
	if r == nil || !r.closed {
		l.put(evs)
	}
	l.mu.Unlock()
}

// entry is an event of the engine, which knows what it says, on its way into the log; last shuts the record that it is of.
type entry struct {
	e    [1]Event
	rec  *record
	last bool
}

// addAll appends entries in their order.
func (l *eventLog) addAll(es []entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range es {
		e := &es[i]
		l.put(e.e[:])
		if e.last {
			e.rec.closed = true
		}
	}
}

// put numbers and appends; mu is held.
func (l *eventLog) put(evs []Event) {
	if len(l.observers) == 0 {
		l.seq += uint64(len(evs))
		return
	}
	for i := range evs {
		if len(l.cur) == cap(l.cur) {
			l.turnChunk()
		}
		l.seq++
		e := evs[i]
		e.Seq = l.seq
		l.cur = append(l.cur, e)
	}
	for _, o := range l.observers {
		o.pending += len(evs)
		if o.pending > behindLimit {
			l.behind.Store(true)
		}
		if !o.asked {
			o.ask()
		}
	}
}

// turnChunk gives every observer its part of the full chunk and begins the next.
func (l *eventLog) turnChunk() {
	for _, o := range l.observers {
		if o.from < len(l.cur) {
			o.full = append(o.full, l.cur[o.from:])
		}
		o.from = 0
	}
	l.cur = make([]Event, 0, chunkEvents)
}

// ask queues one delivery, at once after a silence and otherwise when the gap has passed; mu is held.
func (o *observer) ask() {
	o.asked = true
	d := o.last + o.gap - o.log.now()
	if o.gap == 0 || o.last == 0 || d <= 0 {
		o.on.Invoke(o.deliver)
		return
	}
	if o.timer == nil {
		o.timer = time.AfterFunc(d, func() { o.on.Invoke(o.deliver) })
		return
	}
	o.timer.Reset(d)
}

// deliver runs on the observer's MainContext.
func (o *observer) deliver() {
	l := o.log
	l.mu.Lock()
	if o.stopped {
		l.mu.Unlock()
		return
	}
	full, tail := o.full, l.cur[o.from:len(l.cur):len(l.cur)]
	o.full, o.from, o.pending, o.asked = nil, len(l.cur), 0, false
	o.last = max(l.now(), 1)
	resumed := l.behind.Load() && l.caughtUp()
	if resumed {
		l.behind.Store(false)
	}
	l.mu.Unlock()
	for _, b := range full {
		o.f(b)
	}
	if len(tail) > 0 {
		o.f(tail)
	}
	if resumed {
		l.resume()
	}
}

func (l *eventLog) caughtUp() bool {
	for _, o := range l.observers {
		if o.pending > behindLimit/2 {
			return false
		}
	}
	return true
}

// observe adds a cursor at the end of the log.
func (l *eventLog) observe(on MainContext, gap time.Duration, f func([]Event)) (stop func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	o := &observer{log: l, on: on, gap: gap, f: f, from: len(l.cur)}
	l.observers = append(l.observers, o)
	return func() { l.forget(o) }
}

func (l *eventLog) forget(o *observer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	o.stopped = true
	if o.timer != nil {
		o.timer.Stop()
	}
	for i, x := range l.observers {
		if x == o {
			l.observers = append(l.observers[:i:i], l.observers[i+1:]...)
			break
		}
	}
	if l.behind.Load() && l.caughtUp() {
		l.behind.Store(false)
		go l.resume()
	}
}

// flush queues what waits for a gap at once: the session ends.
func (l *eventLog) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, o := range l.observers {
		if o.timer != nil && o.timer.Stop() {
			o.on.Invoke(o.deliver)
		}
	}
}
