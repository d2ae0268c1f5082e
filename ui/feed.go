package ui

import (
	"sync"
	"time"

	"ladle/session"
	"ladle/ui/timeline"
)

// frameGap is the least time between two pictures of the running session: at most 30 a second.
const frameGap = 33 * time.Millisecond

// feed folds the session's events on a goroutine of its own and brings snapshots to the main loop, at most one waiting
// there at a time: a busy session never queues work on the window.
type feed struct {
	post func(func())
	show func(*timeline.Snapshot, []asking)
	mc   *session.Goroutine
	stop func()

	model *timeline.Model // touched on mc only

	mu      sync.Mutex
	latest  *timeline.Snapshot
	asked   []asking
	waiting bool // a call of show is on its way
}

// asking is something that wants a person: a question that was put, or closed again, or a stop at a breakpoint.
type asking struct {
	question *session.Question
	closed   *session.QuestionClosed
	stopped  *session.Stopped
}

// newFeed begins to observe; show runs on the main goroutine.
func newFeed(e Engine, post func(func()), show func(*timeline.Snapshot, []asking)) *feed {
	f := &feed{post: post, show: show, mc: session.NewGoroutine(), model: timeline.New(timeline.Options{Epoch: e.Epoch()})}
	f.stop = e.Observe(f.mc, frameGap, f.take)
	return f
}

// take runs on the feed's goroutine.
func (f *feed) take(evs []session.Event) {
	f.model.Apply(evs)
	var asked []asking
	for i := range evs {
		switch d := evs[i].Detail.(type) {
		case *session.Question:
			asked = append(asked, asking{question: d})
		case *session.QuestionClosed:
			asked = append(asked, asking{closed: d})
		case *session.Stopped:
			asked = append(asked, asking{stopped: d})
		}
	}
	f.publish(asked)
}

func (f *feed) publish(asked []asking) {
	snap := f.model.Snapshot()
	f.mu.Lock()
	f.latest = snap
	f.asked = append(f.asked, asked...)
	due := !f.waiting
	f.waiting = true
	f.mu.Unlock()
	if due {
		f.post(f.deliver)
	}
}

// deliver runs on the main goroutine.
func (f *feed) deliver() {
	f.mu.Lock()
	snap, asked := f.latest, f.asked
	f.asked, f.waiting = nil, false
	f.mu.Unlock()
	f.show(snap, asked)
}

// clear forgets the rows that are over.
func (f *feed) clear() {
	f.mc.Invoke(func() {
		f.model.Clear()
		f.publish(nil)
	})
}

// close stops observing. It waits for the feed's goroutine, never for the main one.
func (f *feed) close() {
	f.stop()
	f.mc.Close()
}
