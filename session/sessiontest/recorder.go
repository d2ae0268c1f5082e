package sessiontest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"ladle/session"
)

// Recorder keeps every event of a session and lets a test wait for one.
type Recorder struct {
	mu     sync.Mutex
	events []session.Event
	more   chan struct{}
	mc     *session.Goroutine
}

// Record observes s until the test ends; then it checks the grammar of what was recorded.
func Record(t testing.TB, s *session.Session) *Recorder {
	r := &Recorder{more: make(chan struct{}), mc: session.NewGoroutine()}
	stop := s.Observe(r.mc, 0, r.take)
	t.Cleanup(func() {
		s.Close()
		r.mc.Close()
		stop()
		if err := CheckGrammar(r.Events()); err != nil {
			t.Errorf("grammar: %v\n%s", err, Text(r.Events()))
		}
	})
	return r
}

func (r *Recorder) take(evs []session.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, evs...)
	close(r.more)
	r.more = make(chan struct{})
}

// Events gives what has been delivered so far. It is shared: events are appended only.
func (r *Recorder) Events() []session.Event {
	evs, _ := r.soFar()
	return evs
}

// soFar gives the events so far and a channel that is closed when there are more.
func (r *Recorder) soFar() (evs []session.Event, more <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.events[:len(r.events):len(r.events)], r.more
}

// patience bounds every wait: a test that needs it has failed.
const patience = 20 * time.Second

// Await waits until match holds for the events so far and gives them.
func (r *Recorder) Await(t testing.TB, what string, match func([]session.Event) bool) []session.Event {
	t.Helper()
	end := time.After(patience)
	for {
		evs, more := r.soFar()
		if match(evs) {
			return evs
		}
		select {
		case <-more:
		case <-end:
			t.Fatalf("%s did not happen; events:\n%s", what, Text(evs))
		}
	}
}

// AwaitKind waits for the nth event of a kind; message 0 means any.
func (r *Recorder) AwaitKind(t testing.TB, m session.MessageID, k session.Kind, nth int) session.Event {
	t.Helper()
	var found session.Event
	seen, n := 0, 0
	r.Await(t, fmt.Sprintf("event %d of kind %v of message %d", nth, k, m), func(evs []session.Event) bool {
		for ; seen < len(evs); seen++ {
			if e := &evs[seen]; e.Kind == k && (m == 0 || e.Message == m) {
				if n++; n == nth {
					found = *e
					return true
				}
			}
		}
		return false
	})
	return found
}

// Of gives the events of one message without body progress.
func Of(evs []session.Event, m session.MessageID) []session.Event {
	var out []session.Event
	for _, e := range evs {
		if e.Message == m && e.Kind != session.KindGotBodyData && e.Kind != session.KindWroteBodyData {
			out = append(out, e)
		}
	}
	return out
}

// Names is the story of some events in one line.
func Names(evs []session.Event) string {
	var b strings.Builder
	for i, e := range evs {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(e.Kind.String())
		switch d := e.Detail.(type) {
		case *session.Response:
			fmt.Fprintf(&b, "[%d]", d.Status)
		case *session.Outcome:
			fmt.Fprintf(&b, "[%d]", d.Status)
		case *session.NetworkEvent:
			fmt.Fprintf(&b, "[%s]", d.Step)
		case *session.Restart:
			fmt.Fprintf(&b, "[%s]", d.Why)
		}
	}
	return b.String()
}

// Text prints events one a line, for a failing test.
func Text(evs []session.Event) string {
	var b strings.Builder
	for _, e := range evs {
		j, err := e.MarshalJSON()
		if err != nil {
			fmt.Fprintf(&b, "%v\n", err)
			continue
		}
		b.Write(j)
		b.WriteByte('\n')
	}
	return b.String()
}
