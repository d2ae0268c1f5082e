package ui

import (
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// State is the window in numbers, for tests that drive it from outside.
type State struct {
	Rows     int               `json:"rows"`
	Running  int               `json:"running"`
	Queued   int               `json:"queued"`
	Waiting  int               `json:"waiting"` // open questions
	Held     int               `json:"held"`
	HoldNew  bool              `json:"holdNew"` // messages to come are held
	Stopped  int               `json:"stopped"` // at breakpoints
	Stop     bool              `json:"stop"`    // one of them has the place of composer and inspector
	Prompt   bool              `json:"prompt"`  // a prompt is on the window
	Conns    int               `json:"conns"`
	Messages []RowSum          `json:"messages"` // the last 20, oldest first
	Selected uint64            `json:"selected"`
	URL      string            `json:"url"`
	Library  string            `json:"library"` // the open folder
	Drawer   bool              `json:"drawer"`
	Problem  string            `json:"problem"` // what the composer complains about
	Width    float32           `json:"width"`
	Height   float32           `json:"height"`
	Theme    string            `json:"theme"`
	Places   map[string][2]int `json:"places"` // middle of the field of each property, in units of the window
	Focus    string            `json:"focus"`  // what has the keyboard, in words
	Frames   int               `json:"frames"` // rises with every picture that the toolkit draws
}

// RowSum is a message in State.
type RowSum struct {
	ID       uint64 `json:"id"`
	Method   string `json:"method"`
	URL      string `json:"url"`
	State    string `json:"state"`
	Tag      string `json:"tag"`
	Status   int    `json:"status"`
	Over     bool   `json:"over"`
	Attempts int    `json:"attempts"`
}

// State reads the window; main goroutine only.
func (w *Window) State() State {
	s := State{Rows: w.snap.Len(), Running: w.snap.Counts.Running, Queued: w.snap.Counts.Queued, Held: w.snap.Counts.Held, HoldNew: w.snap.HoldNew, Stopped: w.snap.Counts.Stopped, Stop: w.frame.stopping, Waiting: w.prompts.waiting(), Prompt: w.prompts.showing(),
		Conns: w.snap.OpenConns(), Selected: uint64(w.shown.id.Message), URL: w.composer.Request().URL, Problem: w.composer.Problem(),
		Width: w.frame.size.Width, Height: w.frame.size.Height, Theme: string(kit.CurrentVariant()), Frames: w.frame.asked, Places: w.drawer.Places(),
		Focus: kit.Describe(w.win.Canvas().Focused())}
	if w.library != nil {
		s.Library = w.library.Dir()
	}
	s.Drawer = w.frame.drawer.Visible()
	for i := max(0, w.snap.Len()-20); i < w.snap.Len(); i++ {
		s.Messages = append(s.Messages, rowSum(w.snap.Row(i)))
	}
	return s
}

func rowSum(r *timeline.Row) RowSum {
	return RowSum{ID: uint64(r.ID.Message), Method: r.Method, URL: r.Address.String(), State: r.State.String(), Tag: r.Tag.Text, Status: int(r.Status), Over: r.Over(), Attempts: len(r.Attempts)}
}
