package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"ladle/session"
)

// RecorderOptions tell a Recorder about the session it records.
type RecorderOptions struct {
	Session string    // id of this run, unique over all runs
	Epoch   time.Time // of the session: what Event.At counts from

	// Body gives the response body of a message that has ended, false if there is none. It is called once a message,
	// on the recorder's goroutine; the source stays readable until its Close is called. nil keeps no bodies.
	Body func(session.MessageID) (BodySource, bool)
	// Request gives the request that a message was made from, with its secrets, false if there is none. It is called
	// once a message, on the recorder's goroutine, before Body. nil keeps none.
	Request func(session.MessageID) (Request, bool)
}

// Recorder turns the events of one session into the history. When a message's request-unqueued comes, it becomes a
// row with everything known about it, whether it finished, failed, was cancelled or stolen. A message that is still
// running when the process ends is not kept.
type Recorder struct {
	store   *Store
	options RecorderOptions

	mu     sync.Mutex
	open   map[session.MessageID]*flight
	closed bool

	work   chan func() // run in order on the recorder's goroutine
	ended  sync.WaitGroup
	synced atomic.Uint64
}

// flight is a message that has not ended.
type flight struct {
	events   []session.Event
	progress int
}

// maxProgress bounds the body progress events kept of one message. When more come every second one is left out, so
// a long transfer keeps an even, coarser trace.
const maxProgress = 256

// NewRecorder starts a recorder. Close it before the store.
func NewRecorder(s *Store, o RecorderOptions) *Recorder {
	r := &Recorder{store: s, options: o, open: map[session.MessageID]*flight{}, work: make(chan func(), 1024)}
	r.ended.Go(func() {
		for f := range r.work {
			f()
		}
	})
	return r
}

// Observe takes a batch of events, in their order. It copies what it keeps and returns at once; only when messages
// end faster than the disk takes them does it wait for the disk. Call it from one goroutine at a time, not from the
// one that draws. After Close it does nothing.
func (r *Recorder) Observe(events []session.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	for i := range events {
		if e := &events[i]; e.Message != 0 {
			r.fold(e)
		}
	}
}

func (r *Recorder) fold(e *session.Event) {
	f := r.open[e.Message]
	if f == nil {
		f = &flight{events: make([]session.Event, 0, 16)}
		r.open[e.Message] = f
	}
	f.add(e)
	if e.Kind != session.KindRequestUnqueued {
		return
	}
	delete(r.open, e.Message)
	id, seq, list := e.Message, e.Seq, f.events
	r.work <- func() { r.write(id, seq, list) }
}

func (f *flight) add(e *session.Event) {
	f.events = append(f.events, *e)
	if !isProgress(e.Kind) {
		return
	}
	if f.progress++; f.progress > maxProgress {
		f.thin()
	}
}

// thin leaves out every second progress event, never the newest.
func (f *flight) thin() {
	kept, nth, left := f.events[:0], 0, 0
	for _, e := range f.events {
		if isProgress(e.Kind) {
			if nth++; (f.progress-nth)%2 == 1 {
				continue
			}
			left++
		}
		kept = append(kept, e)
	}
	clear(f.events[len(kept):])
	f.events, f.progress = kept, left
}

func isProgress(k session.Kind) bool {
	return k == session.KindGotBodyData || k == session.KindWroteBodyData
}

// write makes the record of a message and hands it to the writer.
func (r *Recorder) write(id session.MessageID, seq uint64, events []session.Event) {
	summary, ok := summarize(r.options.Epoch, events)
	if !ok {
		return
	}
	rec := &record{Summary: summary, epoch: r.options.Epoch.UnixMicro(), day: summary.Started.Local().Format(time.DateOnly)}
	rec.Session = r.options.Session
	var err error
	if rec.events, err = packEvents(events); err != nil {
		r.store.writer.tell(fmt.Errorf("message %d is not kept: %w", id, err))
		return
	}
	r.addRequest(rec)
	source := r.addBody(rec)
	r.store.writer.put(job{run: rec.insert, size: rec.bytes(), keep: true, count: 1, done: func(err error) {
		if err == nil {
			r.synced.Store(seq)
		}
	}})
	if rec.pending != "" {
		r.store.keeper.keep(rec.pending, source)
	}
}

func (r *Recorder) addRequest(rec *record) {
	if r.options.Request == nil {
		return
	}
	req, ok := r.options.Request(rec.Message)
	if !ok {
		return
	}
	packed, err := packRequest(req)
	if err != nil {
		r.store.writer.tell(fmt.Errorf("the request of message %d is not kept: %w", rec.Message, err))
		return
	}
	rec.Name, rec.request = req.Name, packed
}

// addBody takes a small body into the record and gives a large one a pending name. What is returned still has to be
// copied by the keeper, nil if nothing.
func (r *Recorder) addBody(rec *record) *BodySource {
	if r.options.Body == nil {
		return nil
	}
	b, ok := r.options.Body(rec.Message)
	if !ok {
		return nil
	}
	rec.size = b.Size
	if b.Size > maxInline {
		rec.Body, rec.pending = BodyPending, r.store.keeper.pendingName(r.store.instance.name)
		if !r.store.keeper.link(b, rec.pending) {
			return &b
		}
		b.close()
		return nil
	}
	defer b.close()
	if b.Size <= 0 {
		return nil
	}
	rec.Body, rec.body = BodyKept, make([]byte, b.Size)
	if n, err := b.Reader.ReadAt(rec.body, 0); n < len(rec.body) {
		if err == nil || errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		rec.Body, rec.body = BodyLost, nil
		r.store.writer.tell(fmt.Errorf("the body of message %d is not kept: %w", rec.Message, err))
	}
	return nil
}

// Synced gives the Seq of the last request-unqueued whose message is on disk, 0 before the first. Messages are
// written in the order in which they ended, so every earlier one is there too, except those a WriteError called lost.
func (r *Recorder) Synced() uint64 { return r.synced.Load() }

// Flush returns when every message whose last event was observed before is on disk, bodies included.
func (r *Recorder) Flush(ctx context.Context) error {
	done := make(chan struct{})
	r.mu.Lock()
	closed := r.closed
	if !closed {
		r.work <- func() { close(done) }
	}
	r.mu.Unlock()
	if !closed {
		select {
		case <-done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return r.store.Flush(ctx)
}

// Close hands every message that has ended to the store and ends the recorder. Messages still running are dropped.
func (r *Recorder) Close() error {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil
	}
	r.closed, r.open = true, nil
	close(r.work)
	r.mu.Unlock()
	r.ended.Wait()
	return nil
}
