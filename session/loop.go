package session

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// MainContext runs the application's code: handlers, callbacks and batches of events, one at a time and in order.
// A session is bound to one when it is made.
type MainContext interface {
	// Invoke queues f. It never blocks and never runs f before it returns; any goroutine may call it.
	Invoke(f func())
	// IsOwner says whether the calling goroutine is the one that runs the queue, so that a call that waits
	// for a handler would wait for ever.
	IsOwner() bool
}

// Loop is a MainContext that runs only when it is told to: Run, Iterate and Drain run queued functions on the
// goroutine that calls them, one goroutine at a time. The zero value is ready.
type Loop struct {
	mu    sync.Mutex
	queue []func()
	wake  chan struct{} // made by the first goroutine that waits
	owner atomic.Uint64 // id of the goroutine that runs functions now, 0 when none does
	home  atomic.Uint64 // id of the goroutine that Adopt named, 0 when none was
}

// Adopt names the calling goroutine as the owner also while it does something else than run the loop: a toolkit's main
// goroutine, which must never wait for itself.
func (l *Loop) Adopt() { l.home.Store(goroutineID()) }

// Invoke queues f for the goroutine that runs the loop.
func (l *Loop) Invoke(f func()) {
	l.mu.Lock()
	l.queue = append(l.queue, f)
	w := l.waker()
	l.mu.Unlock()
	select {
	case w <- struct{}{}:
	default:
	}
}

// waker gives the channel that a sleeping Run waits on; mu is held.
func (l *Loop) waker() chan struct{} {
	if l.wake == nil {
		l.wake = make(chan struct{}, 1)
	}
	return l.wake
}

// IsOwner says whether the calling goroutine is inside Run, Iterate, RunFor or Drain of this loop, or was named by Adopt.
func (l *Loop) IsOwner() bool {
	o, h := l.owner.Load(), l.home.Load()
	if o == 0 && h == 0 {
		return false
	}
	id := goroutineID()
	return id == o || id == h
}

// take empties the queue.
func (l *Loop) take() []func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	q := l.queue
	l.queue = nil
	return q
}

// Iterate runs what is queued at the time of the call and says how many functions that were. With mayBlock it first
// waits until there is one, or until ctx ends.
func (l *Loop) Iterate(ctx context.Context, mayBlock bool) int {
	defer l.own()()
	return l.turn(ctx, mayBlock)
}

// turn is Iterate on a goroutine that is known as the owner.
func (l *Loop) turn(ctx context.Context, mayBlock bool) int {
	for {
		q := l.take()
		for i, f := range q {
			q[i] = nil
			f()
		}
		if len(q) > 0 || !mayBlock {
			return len(q)
		}
		l.mu.Lock()
		w := l.waker()
		l.mu.Unlock()
		select {
		case <-w:
		case <-ctx.Done():
			return 0
		}
	}
}

// Run runs functions as they come until ctx ends.
func (l *Loop) Run(ctx context.Context) {
	defer l.own()()
	for ctx.Err() == nil {
		l.turn(ctx, true)
	}
}

// Drain runs functions until none is queued.
func (l *Loop) Drain() {
	defer l.own()()
	for l.turn(context.Background(), false) > 0 {
	}
}

// RunFor runs functions until none is queued or the budget, a duration, is used up, and says whether some are left: a main loop with
// other duties gives a slice of its time. One function runs in any case.
func (l *Loop) RunFor(budget time.Duration) (more bool) {
	defer l.own()()
	end := time.Now().Add(budget)
	for {
		q := l.take()
		for i, f := range q {
			q[i] = nil
			f()
			if i+1 < len(q) && time.Now().After(end) {
				l.mu.Lock()
				l.queue = append(q[i+1:], l.queue...)
				l.mu.Unlock()
				return true
			}
		}
		if len(q) == 0 {
			return false
		}
		if time.Now().After(end) { // what was queued meanwhile waits for its turn
			return l.waiting()
		}
	}
}

// waiting says whether functions are queued.
func (l *Loop) waiting() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.queue) > 0
}

// own notes the calling goroutine as the owner and gives the function that undoes it. Reading a goroutine's number costs
// microseconds, so it is done once a run, and not at all where Adopt has named the owner.
func (l *Loop) own() func() {
	if l.home.Load() != 0 {
		return func() {}
	}
	old := l.owner.Swap(goroutineID())
	return func() { l.owner.Store(old) }
}

// Goroutine is a MainContext with a goroutine of its own: what a library user gets without asking.
type Goroutine struct {
	loop Loop
	stop context.CancelFunc
	done chan struct{}
}

// NewGoroutine starts the goroutine. Close ends it.
func NewGoroutine() *Goroutine {
	ctx, cancel := context.WithCancel(context.Background())
	g := &Goroutine{stop: cancel, done: make(chan struct{})}
	go func() {
		defer close(g.done)
		g.loop.Run(ctx)
	}()
	return g
}

// Invoke queues f for the goroutine.
func (g *Goroutine) Invoke(f func()) { g.loop.Invoke(f) }

// IsOwner says whether the caller runs on the goroutine.
func (g *Goroutine) IsOwner() bool { return g.loop.IsOwner() }

// Close runs what is queued, ends the goroutine and waits for it, unless it is called on that goroutine.
func (g *Goroutine) Close() {
	if g.IsOwner() {
		g.stop()
		return
	}
	g.loop.Invoke(g.stop)
	<-g.done
}

// goroutineID reads the number of the calling goroutine from its stack header, about a microsecond. It serves only
// IsOwner, whose answer decides between an error and a deadlock.
func goroutineID() uint64 {
	var buf [40]byte
	n := runtime.Stack(buf[:], false)
	var id uint64
	for _, c := range buf[len("goroutine "):n] {
		if c < '0' || c > '9' {
			break
		}
		id = id*10 + uint64(c-'0')
	}
	return id
}
