package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// The writer's measures. A commit costs a few milliseconds whatever it holds, so rows are gathered; 50 ms leaves
// most of the 250 ms that the history promises.
const (
	batchDelay   = 50 * time.Millisecond
	batchRows    = 200
	maxWaiting   = 20000
	maxBytes     = 64 << 20
	firstRetry   = 250 * time.Millisecond
	longestRetry = 15 * time.Second
)

// ErrStoreClosed: the store was closed.
var ErrStoreClosed = errors.New("the store is closed")

// WriteError says that messages could not be written to the history.
type WriteError struct {
	Waiting int   // messages kept in memory until they can be written
	Lost    int   // messages given up since the last error, because too many were waiting or a row was refused
	Err     error // what the disk or the database said
}

func (e *WriteError) Error() string {
	s := fmt.Sprintf("the history cannot be written: %v", e.Err)
	if e.Waiting > 0 {
		s += fmt.Sprintf("; %d wait in memory", e.Waiting)
	}
	if e.Lost > 0 {
		s += fmt.Sprintf("; %d lost", e.Lost)
	}
	return s
}

// Unwrap gives the cause.
func (e *WriteError) Unwrap() error { return e.Err }

// job is a piece of work for the writer.
type job struct {
	run   func(*sql.Tx) error // nil: a barrier, or alone
	alone func(*sql.DB) error // what cannot run in a transaction; not for kept jobs
	done  func(error)         // called once, on the writer's goroutine; may be nil
	size  int64               // bytes held in memory
	keep  bool                // tried again until it succeeds; others tell their error at once
	count int                 // messages that are lost with it
}

// writer owns the write handle: one goroutine, jobs in order, records in batches.
type writer struct {
	db *sql.DB

	mu      sync.Mutex
	room    sync.Cond // signalled when the queue got shorter or the state changed
	queue   []job
	bytes   int64
	urgent  int // jobs in the queue that do not wait for a batch to fill
	failing bool
	lost    int // given up since the last report
	closing bool
	problem func(error)

	wake chan struct{}
	done chan struct{}
	fail error // of the last batches that could not be written when closing

	// beforeCommit lets a test make the disk fail.
	beforeCommit func() error
}

func startWriter(db *sql.DB) *writer {
	w := &writer{db: db, wake: make(chan struct{}, 1), done: make(chan struct{}), problem: func(error) {}}
	w.room.L = &w.mu
	go w.loop()
	return w
}

func (w *writer) setProblem(f func(error)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if f == nil {
		f = func(error) {}
	}
	w.problem = f
}

// put queues a job. While the queue is full it waits if the disk works, which slows the recorder to the disk's pace;
// if the disk does not, the oldest kept job is given up instead.
func (w *writer) put(j job) {
	w.mu.Lock()
	for j.keep && !w.closing && !w.failing && w.full() {
		w.room.Wait()
	}
	if w.closing {
		w.mu.Unlock()
		j.finish(ErrStoreClosed)
		return
	}
	var dropped []job
	for j.keep && w.failing && w.full() {
		d, ok := w.dropOldest()
		if !ok {
			break
		}
		dropped = append(dropped, d)
	}
	w.queue = append(w.queue, j)
	w.bytes += j.size
	if !j.keep {
		w.urgent++
	}
	w.mu.Unlock()
	for _, d := range dropped {
		d.finish(errGivenUp)
	}
	w.poke()
}

var errGivenUp = errors.New("given up: too many messages wait to be written")

func (j job) finish(err error) {
	if j.done != nil {
		j.done(err)
	}
}

func (w *writer) full() bool { return len(w.queue) >= maxWaiting || w.bytes >= maxBytes }

func (w *writer) dropOldest() (job, bool) {
	for i, j := range w.queue {
		if j.keep {
			w.queue = slices.Delete(w.queue, i, i+1)
			w.bytes -= j.size
			w.lost += j.count
			return j, true
		}
	}
	return job{}, false
}

func (w *writer) poke() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// flush returns when every job queued before is done.
func (w *writer) flush(ctx context.Context) error { return w.do(ctx, nil) }

// do runs f in a transaction of its own, after the jobs queued before, and gives its error.
func (w *writer) do(ctx context.Context, f func(*sql.Tx) error) error {
	return w.perform(ctx, job{run: f})
}

// perform queues a job that is not kept and waits for its end.
func (w *writer) perform(ctx context.Context, j job) error {
	result := make(chan error, 1)
	j.done = func(err error) { result <- err }
	w.put(j)
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close writes what is waiting, once, and ends the goroutine.
func (w *writer) close() error {
	w.mu.Lock()
	w.closing = true
	w.room.Broadcast()
	w.mu.Unlock()
	w.poke()
	<-w.done
	return w.fail
}

func (w *writer) loop() {
	defer close(w.done)
	for retry := time.Duration(0); ; {
		if !w.await(retry) {
			w.abandon()
			return
		}
		err := w.commit(w.take())
		switch {
		case err == nil:
			retry = 0
		case w.isClosing():
			w.fail = err
			w.abandon()
			return
		case retry == 0:
			retry = firstRetry
		default:
			retry = min(2*retry, longestRetry)
		}
	}
}

func (w *writer) isClosing() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.closing
}

// await returns true when a batch should be written: it is full, old enough, or something urgent or the end came.
// After a failure it waits for retry. It returns false when the writer is closing and nothing is left.
func (w *writer) await(retry time.Duration) bool {
	delay := batchDelay
	if retry > 0 {
		delay = retry
	}
	var timer *time.Timer
	var due <-chan time.Time
	for {
		w.mu.Lock()
		waiting, now := len(w.queue), w.closing
		if retry == 0 {
			now = now || len(w.queue) >= batchRows || w.urgent > 0
		}
		w.mu.Unlock()
		switch {
		case now:
			return waiting > 0
		case waiting > 0 && timer == nil:
			timer = time.NewTimer(delay)
			defer timer.Stop()
			due = timer.C
		}
		select {
		case <-w.wake:
		case <-due:
			return true
		}
	}
}

// take copies the next batch off the queue's front without removing it: kept jobs up to the first that is not, or
// that one alone.
func (w *writer) take() []job {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for n < len(w.queue) && n < batchRows && w.queue[n].keep {
		n++
	}
	if n == 0 && len(w.queue) > 0 {
		n = 1
	}
	// The copy lets put drop jobs from the queue meanwhile: those of the batch are taken out first.
	batch := append([]job(nil), w.queue[:n]...)
	clear(w.queue[:n])
	w.queue = w.queue[n:]
	return batch
}
