package ui

import (
	"testing"
	"time"

	"ladle/session"
)

// The answer before gives way to a message as soon as a person has something to see of it.
func TestWorthShowing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tell func(s *inspectorStory)
		now  float64
		want bool
	}{
		"just queued":    {func(*inspectorStory) {}, 10, false},
		"sent":           {func(s *inspectorStory) { s.open(1, 1, "h:80", 1, 1, 0).send(4, "GET", "/", false) }, 100, false},
		"waits for long": {func(s *inspectorStory) { s.open(1, 1, "h:80", 1, 1, 0).send(4, "GET", "/", false) }, 1200, true},
		"answered": {func(s *inspectorStory) {
			s.open(1, 1, "h:80", 1, 1, 0).send(4, "GET", "/", false).head(9, 200, 1)
		}, 10, true},
		"held":   {func(s *inspectorStory) { s.add(1, session.KindHeld, 0, nil) }, 2, true},
		"paused": {func(s *inspectorStory) { s.add(1, session.KindPaused, 0, &session.Pause{By: "caller"}) }, 2, true},
	} {
		s := newInspectorStory("GET", "http://h/")
		c.tell(s)
		in := s.at(c.now, nil)
		if got := worthShowing(in.Row, time.Duration(c.now*float64(time.Millisecond))); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
