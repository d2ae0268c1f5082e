//go:build !nogui

package main

import (
	"sync"
	"time"

	"ladle/session"

	"fyne.io/fyne/v2"
)

// mainLoopSlice is how long the main goroutine works on queued functions before it lets a frame pass.
const mainLoopSlice = 4 * time.Millisecond

// mainLoop is the session.MainContext of the desktop: functions run on Fyne's main goroutine, in order, in slices of a
// few milliseconds, with at most one fyne.Do on its way. After close it takes no more work, for Fyne would run it inline.
type mainLoop struct {
	loop session.Loop

	mu        sync.Mutex
	running   bool // Fyne's loop runs: fyne.Do queues
	scheduled bool
	closed    bool
}

// start lets queued functions run; call it on the main goroutine when Fyne's loop has started.
func (m *mainLoop) start() {
	m.loop.Adopt()
	m.mu.Lock()
	m.running = true
	m.mu.Unlock()
	m.schedule()
}

// Invoke queues f for the main goroutine.
func (m *mainLoop) Invoke(f func()) {
	m.mu.Lock()
	closed := m.closed
	m.mu.Unlock()
	if closed {
		return
	}
	m.loop.Invoke(f)
	m.schedule()
}

// IsOwner says whether the caller is Fyne's main goroutine.
func (m *mainLoop) IsOwner() bool { return m.loop.IsOwner() }

func (m *mainLoop) schedule() {
	m.mu.Lock()
	due := m.running && !m.closed && !m.scheduled
	m.scheduled = m.scheduled || due
	m.mu.Unlock()
	if due {
		fyne.Do(m.slice)
	}
}

func (m *mainLoop) slice() {
	m.mu.Lock()
	m.scheduled = false
	closed := m.closed
	m.mu.Unlock()
	if closed {
		return
	}
	if m.loop.RunFor(mainLoopSlice) {
		m.schedule()
	}
}

// close drops what is queued and refuses the rest.
func (m *mainLoop) close() {
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
}
