package store

import (
	"sync"
	"time"
)

// saveDelay is how long a change of settings, layout or drafts may wait for others to be written with it.
const saveDelay = 400 * time.Millisecond

// debounce runs save once for many calls of soon. save never runs twice at a time.
type debounce struct {
	save func() error

	mu      sync.Mutex
	timer   *time.Timer
	dirty   bool
	closed  bool
	problem func(error)

	saving sync.Mutex
}

func (d *debounce) onProblem(f func(error)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.problem = f
}

// soon marks the content as changed and lets it be saved within saveDelay, on a goroutine of its own.
func (d *debounce) soon() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dirty = true
	if d.timer == nil && !d.closed {
		d.timer = time.AfterFunc(saveDelay, d.fire)
	}
}

func (d *debounce) fire() {
	d.mu.Lock()
	d.timer = nil
	f := d.problem
	d.mu.Unlock()
	if err := d.flush(); err != nil && f != nil {
		f(err)
	}
}

// flush saves now if something changed. After an error the content still counts as changed.
func (d *debounce) flush() error {
	d.saving.Lock()
	defer d.saving.Unlock()
	d.mu.Lock()
	dirty := d.dirty
	d.dirty = false
	d.mu.Unlock()
	if !dirty {
		return nil
	}
	err := d.save()
	if err != nil {
		d.mu.Lock()
		d.dirty = true
		d.mu.Unlock()
	}
	return err
}

func (d *debounce) close() error {
	d.mu.Lock()
	d.closed = true
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
	d.mu.Unlock()
	return d.flush()
}
