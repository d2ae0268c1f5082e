//go:build !nogui

package main

import (
	"testing"

	"ladle/session"
	"ladle/store"
	"ladle/ui"

	"fyne.io/fyne/v2"
)

// last is the newest message of the window.
func last(st ui.State) ui.RowSum { return st.Messages[len(st.Messages)-1] }

// compose puts a request into the window and runs a command on it.
func (s *stage) compose(t *testing.T, r store.Request, command string) {
	t.Helper()
	s.window.Compose(r)
	if !s.window.Run(command) {
		t.Fatalf("%s did nothing", command)
	}
}

func (s *stage) stops(t *testing.T, n int) {
	t.Helper()
	s.must(t, s.until("the stop", func(st ui.State) bool { return st.Stopped == n && st.Stop == (n > 0) }))
}

func TestMessagesAreStoppedByHand(t *testing.T) {
	s := newTestStage(t)
	text := store.Request{Method: "GET", URL: s.play.URL + "/try/text"}
	s.compose(t, text, "message.sendStopping")
	s.stops(t, 1)
	s.window.Run("stop.leave")
	if st := s.window.State(); st.Stop || st.Stopped != 1 {
		t.Fatalf("Escape: %+v", st)
	}
	s.window.Run("stop.show")
	s.stops(t, 1)
	s.window.Run("stop.continue")
	s.must(t, s.over())
	if m := last(s.window.State()); m.Status != 200 || s.window.State().Stop {
		t.Errorf("continued, and it ended as %+v", m)
	}

	s.compose(t, text, "message.sendStopping")
	s.stops(t, 1)
	s.window.Run("stop.drop")
	s.must(t, s.over())
	if m := last(s.window.State()); m.State != "cancelled" {
		t.Errorf("dropped, and it ended as %+v", m)
	}
	if s.window.Run("stop.continue") {
		t.Error("there is something to continue where nothing is stopped")
	}
}

// A message that stops in another tab leaves the composer alone; its own tab shows it.
func TestStopsKeepToTheirTabs(t *testing.T) {
	s := newTestStage(t)
	s.window.StopAt("", "", "/try/slow", session.StopAtGotHeaders)
	s.must(t, s.get(s.play.URL+"/try/slow?ms=200"))
	s.window.Run("tab.new")
	s.must(t, s.until("the stop", func(st ui.State) bool { return st.Stopped == 1 }))
	if s.window.State().Stop {
		t.Error("a message of another tab takes the composer's place")
	}
	s.window.Run("tab.next")
	s.stops(t, 1)
	s.window.Run("tab.next")
	if s.window.State().Stop {
		t.Error("another tab is chosen, and the stopped message is still there")
	}
	s.window.Run("stop.continue")
	s.must(t, s.over())
}

func TestRulesStopAtEveryPhase(t *testing.T) {
	s := newTestStage(t)
	s.window.StopAt("GET", "", "/redirect-to", session.StopAnywhere)
	s.must(t, s.get(s.play.URL+"/redirect-to?url=/try/text"))
	var at []string
	for range 3 { // starting, got-headers, redirect
		s.stops(t, 1)
		at = append(at, last(s.window.State()).Tag)
		s.window.Run("stop.continue")
		s.must(t, s.until("it goes on", func(st ui.State) bool { return st.Stopped == 0 || last(st).Tag != at[len(at)-1] }))
	}
	s.must(t, s.over())
	if at[0] != "at starting" || at[1] != "at got-headers" || at[2] != "at redirect" {
		t.Errorf("stopped %q", at)
	}
	if m := last(s.window.State()); m.Status != 200 || m.Attempts != 2 {
		t.Errorf("it ended as %+v", m)
	}

	s.must(t, s.get(s.play.URL+"/redirect-to?url=/try/text"))
	for range 2 {
		s.stops(t, 1)
		was := last(s.window.State()).Tag
		s.window.Run("stop.continue")
		s.must(t, s.until("it goes on", func(st ui.State) bool { return last(st).Tag != was }))
	}
	s.stops(t, 1)
	s.window.Run("stop.take")
	s.must(t, s.over())
	if m := last(s.window.State()); m.Status != 302 || m.Attempts != 1 {
		t.Errorf("the redirect was to be the answer: %+v", m)
	}

	// A message that is to be left alone stops nowhere.
	s.must(t, s.get(s.play.URL+"/redirect-to?url=/try/text"))
	s.stops(t, 1)
	s.window.Run("stop.spare")
	s.must(t, s.over())
	if m := last(s.window.State()); m.Status != 200 {
		t.Errorf("left alone, and it ended as %+v", m)
	}

	// Off, what is stopped goes on.
	s.must(t, s.get(s.play.URL+"/redirect-to?url=/try/text"))
	s.stops(t, 1)
	s.window.Run("breakpoints.turn")
	s.must(t, s.over())
}

func TestQueueIsHeldByHand(t *testing.T) {
	s := newTestStage(t)
	s.window.Run("queue.hold")
	s.must(t, s.until("holding", func(st ui.State) bool { return st.HoldNew }))
	s.must(t, s.get(s.play.URL+"/try/text"))
	s.compose(t, store.Request{Method: "GET", URL: s.play.URL + "/gzip"}, "message.sendHeld")
	s.must(t, s.until("two held", func(st ui.State) bool { return st.Held == 2 && st.Running == 0 }))
	s.window.Run("queue.release")
	s.must(t, s.over())
	s.window.Run("queue.hold")
	s.must(t, s.until("no more holding", func(st ui.State) bool { return !st.HoldNew }))
	s.must(t, s.one(s.play.URL+"/try/text"))
	for _, m := range s.window.State().Messages {
		if m.Status != 200 {
			t.Errorf("%+v", m)
		}
	}
}

// press sends a key to what has the keyboard.
func (s *stage) press(t *testing.T, key fyne.KeyName) {
	t.Helper()
	f := s.window.Fyne().Canvas().Focused()
	if f == nil {
		t.Fatal("nothing has the keyboard")
	}
	f.TypedKey(&fyne.KeyEvent{Name: key})
}

func TestRedirectsAreAskedAbout(t *testing.T) {
	s := newTestStage(t)
	url := s.play.URL + "/redirect-to?url=/try/text"
	asked := func() {
		t.Helper()
		s.must(t, s.get(url))
		s.must(t, s.until("the question", func(st ui.State) bool { return st.Prompt }))
	}
	s.must(t, s.one(url))
	if m := last(s.window.State()); m.Status != 200 {
		t.Fatalf("not asked for, and it ended as %+v", m)
	}
	s.window.Run("redirects.ask")
	asked()
	if m := last(s.window.State()); m.Tag != "follow?" {
		t.Errorf("the row says %q", m.Tag)
	}
	s.press(t, fyne.KeyReturn)
	s.must(t, s.over())
	if m := last(s.window.State()); m.Status != 200 || m.Attempts != 2 {
		t.Errorf("followed: %+v", m)
	}

	asked()
	s.press(t, fyne.KeyE)
	s.stops(t, 1)
	s.window.Run("stop.continue")
	s.must(t, s.over())
	if m := last(s.window.State()); m.Status != 200 || m.Attempts != 2 {
		t.Errorf("followed with edits: %+v", m)
	}

	s.window.Run("redirects.stop")
	s.must(t, s.one(url))
	if m := last(s.window.State()); m.Status != 302 || m.Attempts != 1 {
		t.Errorf("stopped: %+v", m)
	}
}
