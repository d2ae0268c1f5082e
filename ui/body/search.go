package body

import (
	"bytes"
	"context"
	"sort"
	"sync"
)

const (
	firstWindow = 64 << 10 // searched first, for a first hit at once
	wideWindow  = 1 << 20  // for texts
	lineWindow  = 256 << 10
)

// HitLimit is how many hits a Finder keeps. Further ones are counted only.
const HitLimit = 1_000_000

// Hit is a place that matches: Len bytes from Offset on.
type Hit struct {
	Offset int64
	Len    int
}

// Found is how far a search has got.
type Found struct {
	Total    int64 // hits so far; final when Done
	Kept     int   // hits that can be gone to; less than Total beyond HitLimit
	Searched int64 // bytes looked at, from the start of the body
	Done     bool  // the whole body was searched
	Err      error // what stopped the search: of a read, or of its context
}

// Finder searches a Source on a worker, from its start to its end, and goes on while it grows. Hits do not overlap.
// A regular expression is looked for line by line while a Source grows: a match over several lines may be missed at the end of
// what had arrived. A match of more than 16 kB may be cut.
type Finder struct {
	src     Source
	notify  func()
	cancel  context.CancelFunc
	stopped chan struct{}

	mu    sync.RWMutex
	hits  []int64 // offsets
	lens  []int32 // lengths, if they differ
	len   int     // the length of all hits otherwise
	found Found
}

// Search starts a search. notify is called on the worker after Found has changed; it may be nil. The error is that of a
// query that cannot be searched for: [ErrEmptyQuery], or a regular expression's, in words to show.
func Search(ctx context.Context, src Source, q Query, notify func()) (*Finder, error) {
	m, err := newMatcher(q)
	if err != nil {
		return nil, err
	}
	if notify == nil {
		notify = func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	f := &Finder{src: src, notify: notify, cancel: cancel, stopped: make(chan struct{}), len: len(q.Text)}
	if m.lines() {
		f.len = 0
	}
	go func() {
		defer close(f.stopped)
		defer cancel()
		err := f.run(ctx, m)
		f.mu.Lock()
		f.found.Done, f.found.Err = err == nil, err
		f.mu.Unlock()
		notify()
	}()
	return f, nil
}

// Close stops the search and waits for its worker. What was found stays.
func (f *Finder) Close() {
	f.cancel()
	<-f.stopped
}

// searchWindow is the part of the Source looked at.
type searchWindow struct {
	off   int64
	buf   []byte
	final bool // the Source ends here
	last  bool // all that has arrived is in it
}

func (f *Finder) run(ctx context.Context, m matcher) error {
	span := firstWindow
	after := int64(0) // the end of the last hit
	w := searchWindow{}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		size, err := w.read(f.src, span+m.overlap())
		if err != nil {
			return err
		}
		limit := w.decided(m, span)
		if limit > 0 || w.final {
			m.prepare(w.buf)
			after = f.collect(m, &w, limit, after)
			w.off += int64(limit)
			f.notify()
		}
		if w.final {
			return nil
		}
		if limit == 0 {
			if err := await(ctx, f.src, size); err != nil {
				return err
			}
		}
		if span = wideWindow; m.lines() {
			span = lineWindow
		}
	}
}

// read reads up to n bytes from w.off. It returns the size of the Source it was told.
func (w *searchWindow) read(src Source, n int) (size int64, err error) {
	size, done := extent(src)
	want := int(min(int64(n), size-w.off))
	if cap(w.buf) < want {
		w.buf = make([]byte, want)
	}
	got, err := readAt(src, w.buf[:want], w.off)
	w.buf = w.buf[:got]
	w.last = w.off+int64(got) == size
	w.final = done && w.last
	return size, err
}

// decided returns up to where a match may begin to be counted in this window: what begins later is found in the next
// one, which begins there.
func (w *searchWindow) decided(m matcher, span int) int {
	n := len(w.buf)
	if w.final {
		return n
	}
	limit := max(n-m.overlap(), 0)
	if !m.lines() {
		return limit
	}
	if w.last && n < span {
		limit = n // live: lines count as soon as they are complete
	}
	if i := bytes.LastIndexByte(w.buf[:limit], '\n'); i >= 0 {
		return i + 1
	}
	if w.last && n < span {
		return 0
	}
	return limit
}

// collect keeps the hits that begin before limit and at or after the end of the last one, and returns the new end.
func (f *Finder) collect(m matcher, w *searchWindow, limit int, after int64) int64 {
	from := int(max(after-w.off, 0))
	f.mu.Lock()
	defer f.mu.Unlock()
	for from < limit {
		start, end, ok := m.find(from)
		if !ok || start >= limit {
			break
		}
		from, after = end, w.off+int64(end)
		f.found.Total++
		if len(f.hits) == HitLimit {
			continue
		}
		f.hits = append(f.hits, w.off+int64(start))
		if f.len == 0 {
			f.lens = append(f.lens, int32(end-start))
		}
	}
	f.found.Kept = len(f.hits)
	f.found.Searched = w.off + int64(limit)
	return after
}

// Found returns how far the search has got.
func (f *Finder) Found() Found {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.found
}

// hit returns hit i. f.mu is held.
func (f *Finder) hit(i int) Hit {
	if f.len > 0 {
		return Hit{f.hits[i], f.len}
	}
	return Hit{f.hits[i], int(f.lens[i])}
}

// Next returns the first hit at or after an offset and its number from 1; after the last one the first, if wrap is set. ok is false if
// there is none so far.
func (f *Finder) Next(off int64, wrap bool) (h Hit, number int, ok bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	i := sort.Search(len(f.hits), func(i int) bool { return f.hits[i] >= off })
	if i == len(f.hits) && wrap {
		i = 0
	}
	if i == len(f.hits) {
		return Hit{}, 0, false
	}
	return f.hit(i), i + 1, true
}

// Previous returns the last hit that begins before an offset and its number from 1; before the first one the last, if
// wrap is set.
func (f *Finder) Previous(off int64, wrap bool) (h Hit, number int, ok bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	i := sort.Search(len(f.hits), func(i int) bool { return f.hits[i] >= off })
	if i == 0 && wrap {
		i = len(f.hits)
	}
	if i == 0 {
		return Hit{}, 0, false
	}
	return f.hit(i - 1), i, true
}

// In returns the hits that touch [from, to), at most n: those to mark in the rows in view.
func (f *Finder) In(from, to int64, n int) []Hit {
	f.mu.RLock()
	defer f.mu.RUnlock()
	i := sort.Search(len(f.hits), func(i int) bool { h := f.hit(i); return h.Offset+int64(h.Len) > from })
	var out []Hit
	for ; i < len(f.hits) && f.hits[i] < to && len(out) < n; i++ {
		out = append(out, f.hit(i))
	}
	return out
}

// Marks divides [0, size) into n parts, as many as the scrollbar has pixels, and tells which hold a hit.
func (f *Finder) Marks(size int64, n int) []bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	marks := make([]bool, max(n, 0))
	for part := 0; part < len(marks) && size > 0; {
		start := int64(float64(size) / float64(n) * float64(part))
		i := sort.Search(len(f.hits), func(i int) bool { return f.hits[i] >= start })
		if i == len(f.hits) || f.hits[i] >= size {
			break
		}
		part = max(part, min(int(float64(f.hits[i])/float64(size)*float64(n)), n-1))
		marks[part] = true
		part++
	}
	return marks
}
