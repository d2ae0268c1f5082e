package body

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
)

// Scratch makes room for bodies that are derived from others and too big for memory.
type Scratch interface {
	// Create makes an empty file. Closing it removes it.
	Create() (ScratchFile, error)
}

// ScratchFile is written at its end by one goroutine and read anywhere by others at the same time.
type ScratchFile interface {
	io.ReaderAt
	io.Writer
	io.Closer
}

// memoryBytes is how much of a Derived is kept in memory before it goes to a scratch file.
const memoryBytes = 1 << 20

// Problem is the first thing in a body that is not as its language wants it.
type Problem struct {
	Offset int64  // in the Source that was read
	Line   int64  // from 1
	Reason string // "colon expected after a key"
}

// Derived is a Source made of another one by a worker: prettier, or in another charset. It grows while the worker
// writes, and is done when the worker has read the whole Source. Close it when nothing reads it any more.
type Derived struct {
	cancel  context.CancelFunc
	stopped chan struct{}
	scratch Scratch

	mu      sync.RWMutex
	mem     []byte // all of it, until file is there
	file    ScratchFile
	size    int64
	read    int64
	done    bool
	err     error
	problem *Problem
	grown   chan struct{} // closed and replaced when size, done or read changes
	closed  bool
}

var errClosed = errors.New("body: closed")

// derive runs make on a goroutine. make reads the source and writes to the Derived; a nil scratch keeps all in memory.
func derive(ctx context.Context, src Source, scratch Scratch, make func(r io.Reader, d *Derived) error) *Derived {
	ctx, cancel := context.WithCancel(ctx)
	d := &Derived{cancel: cancel, stopped: newSignal(), scratch: scratch, grown: newSignal()}
	go func() {
		defer close(d.stopped)
		defer cancel()
		r := &progressReader{r: &sourceReader{ctx: ctx, src: src}, d: d}
		d.finish(make(r, d))
	}()
	return d
}

func newSignal() chan struct{} { return make(chan struct{}) }

// progressReader counts what the worker has read.
type progressReader struct {
	r io.Reader
	d *Derived
}

func (p *progressReader) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.d.mu.Lock()
	p.d.read += int64(n)
	p.d.mu.Unlock()
	return n, err
}

// derivedWriter appends to a Derived; its worker has it.
type derivedWriter struct{ *Derived }

func (d derivedWriter) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if err := d.spill(len(p)); err != nil {
		return 0, err
	}
	if d.file != nil { // set by this goroutine only
		if n, err := d.file.Write(p); err != nil {
			return n, fmt.Errorf("write scratch file: %w", err)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.file == nil {
		d.mem = append(d.mem, p...)
	}
	d.size += int64(len(p))
	d.signal()
	return len(p), nil
}

// spill moves the bytes to a scratch file when n more are too many for memory.
func (d *Derived) spill(n int) error {
	if d.file != nil || d.scratch == nil || len(d.mem)+n <= memoryBytes {
		return nil
	}
	file, err := d.scratch.Create()
	if err != nil {
		return fmt.Errorf("create scratch file: %w", err)
	}
	if _, err := file.Write(d.mem); err != nil {
		return errors.Join(fmt.Errorf("write scratch file: %w", err), file.Close())
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.file, d.mem = file, nil
	return nil
}

func (d *Derived) finish(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.err, d.done = err, true
	d.signal()
}

// signal wakes who waits. d.mu is held.
func (d *Derived) signal() {
	close(d.grown)
	d.grown = newSignal()
}

func (d *Derived) setProblem(p Problem) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.problem = &p
}

// ReadAt implements [io.ReaderAt].
func (d *Derived) ReadAt(p []byte, off int64) (int, error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	switch {
	case d.closed:
		return 0, errClosed
	case d.file != nil:
		return d.file.ReadAt(p, off)
	}
	return Bytes(d.mem).ReadAt(p, off)
}

// Size returns the bytes written so far.
func (d *Derived) Size() int64 {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.size
}

// Done reports that nothing more is written: all is there, or Err says why not.
func (d *Derived) Done() bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.done
}

// Err returns what stopped the worker early: an error of the Source or the scratch file, or that of its context.
func (d *Derived) Err() error {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.err
}

// Consumed returns how many bytes of the Source the worker has read, for a progress bar.
func (d *Derived) Consumed() int64 {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.read
}

// Problem returns the first fault found so far.
func (d *Derived) Problem() (p Problem, ok bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.problem == nil {
		return Problem{}, false
	}
	return *d.problem, true
}

// Wait implements [Waiter].
func (d *Derived) Wait(ctx context.Context, size int64) error {
	for {
		d.mu.RLock()
		ready, grown := d.size > size || d.done, d.grown
		d.mu.RUnlock()
		if ready {
			return nil
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Close stops the worker, waits for it and frees what it wrote. Documents that show it are to be closed before.
func (d *Derived) Close() error {
	d.cancel()
	<-d.stopped
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil
	}
	d.closed, d.mem = true, nil
	if d.file != nil {
		return d.file.Close()
	}
	return nil
}
