package ui

import (
	"encoding/json"
	"io"
	"slices"
	"time"

	"ladle/session"
	"ladle/store"
	"ladle/ui/timeline"
)

// stops are the messages that stand at breakpoints, with what a person has changed in them so far: nothing typed is lost
// while another one is looked at.
type stops struct {
	w     *Window
	rules *breakpoints
	pane  *stopPane
	panel *breakPanel
	edits map[timeline.RowID]*stopped
	put   map[timeline.RowID]bool // away by Escape, until they are asked for
}

func newStops(w *Window) *stops {
	s := &stops{w: w, rules: newBreakpoints(w.d.Engine), edits: map[timeline.RowID]*stopped{}, put: map[timeline.RowID]bool{}}
	s.pane = newStopPane(stopActions{Continue: s.goOn, NextPhase: s.nextPhase, Spare: s.spare, Take: s.take, Drop: s.drop,
		ContinueAll: s.continueAll, Copy: w.copyText, Leave: s.leave})
	s.panel = newBreakPanel(s.rules, breakActions{Show: s.show, ContinueAll: s.continueAll, Close: w.toggleBreakpoints, Changed: s.changed})
	return s
}

// happened takes stops that the feed has seen.
func (s *stops) happened(asked []asking) {
	for _, x := range asked {
		if x.stopped != nil {
			s.rules.hit(x.stopped.Breakpoint)
			s.w.toggles.show(&s.w.frame) // it may have been the rule's last stop
		}
	}
}

// changed is for when a person changed the rules.
func (s *stops) changed() {
	s.keep()
	s.w.toggles.show(&s.w.frame)
	s.update()
}

// update brings pane and panel up to the window's snapshot. The message of the chosen tab takes the place of composer and
// inspector when it stops, unless a person is typing or has put it away; others only show in timeline, panel and status bar.
func (s *stops) update() {
	snap, now := s.w.snap, s.w.now()
	rows := stoppedRows(snap)
	for id := range s.edits {
		if r := snap.Find(id); r == nil || r.Stopped == nil {
			delete(s.edits, id)
			delete(s.put, id)
		}
	}
	s.panel.Update(snap, rows, now)
	shown := s.pane.shown
	if shown != nil {
		row := snap.Find(shown.id)
		switch {
		case row == nil || row.Stopped == nil:
			s.close()
		case row.Stopped.At != shown.at: // it stopped again, further on
			delete(s.edits, shown.id)
			s.show(shown.id)
		default:
			s.pane.Update(row, snap, now, s.panel.ruleName(row.Stopped.Breakpoint))
		}
	}
	if s.pane.shown != nil || time.Since(s.w.typed) < typingPause || s.w.prompts.showing() {
		return
	}
	if id := s.w.tabs.Message(); !s.put[id] && slices.ContainsFunc(rows, func(r *timeline.Row) bool { return r.ID == id }) {
		s.show(id)
	}
}

// turnTo is for when another tab was chosen: its composer is to be seen, unless its own message is stopped.
func (s *stops) turnTo(id timeline.RowID) {
	if s.pane.shown != nil && s.pane.shown.id != id {
		s.close()
	}
}

// show puts a stopped message in the place of composer and inspector.
func (s *stops) show(id timeline.RowID) {
	row, m := s.w.snap.Find(id), s.w.message(id)
	if row == nil || m == nil || row.Stopped == nil {
		return
	}
	x := s.edits[id]
	if x == nil || x.at != row.Stopped.At {
		request, _ := s.w.sent.request(id)
		source := stopSourceOf(m, request)
		x = &stopped{id: id, at: row.Stopped.At, source: source, edit: newStopEdit(source)}
		s.edits[id] = x
	}
	delete(s.put, id)
	s.w.pane.Select(id)
	s.w.showRow(shownRow{id: id, attempt: -1})
	s.pane.Show(x, row)
	s.pane.Update(row, s.w.snap, s.w.now(), s.panel.ruleName(row.Stopped.Breakpoint))
	s.w.frame.stopping = true
	s.w.reframe()
}

// stopSourceOf reads what a stopped message would send. A body that is no text that was typed is not read.
func stopSourceOf(m *session.Message, from store.Request) stopSource {
	src := stopSource{Method: m.Method(), URL: m.URI(), Version: m.HTTPVersion(), Fields: m.RequestFields()}
	b := m.Body()
	if b == nil {
		src.Text = from.Body.Kind != store.FileBody
		return src
	}
	src.Length = b.Length()
	if from.Body.Kind != store.TextBody || src.Length < 0 || src.Length > maxEditedText {
		return src
	}
	r, err := b.Open()
	if err != nil {
		return src
	}
	defer r.Close()
	if text, err := io.ReadAll(r); err == nil {
		src.Body, src.Text = string(text), true
	}
	return src
}

// looksAway is for when another message is looked at.
func (s *stops) looksAway() {
	if x := s.pane.shown; x != nil {
		s.put[x.id] = true
		s.close()
	}
}

// leave gives composer and inspector back; the message stays stopped.
func (s *stops) leave() {
	for _, r := range stoppedRows(s.w.snap) {
		s.put[r.ID] = true
	}
	s.close()
}

func (s *stops) close() {
	s.pane.shown = nil
	s.w.frame.stopping = false
	s.w.reframe()
}

// apply gives a stopped message what was edited, and tells whether it can go on.
func (s *stops) apply(id timeline.RowID) bool {
	m, x := s.w.message(id), s.edits[id]
	if m == nil || x == nil || !x.edits() {
		return m != nil
	}
	if problem := x.edit.apply(m, x.source); problem != nil {
		s.show(id)
		s.pane.refuse(problem)
		return false
	}
	return true
}

func (s *stops) goOn(id timeline.RowID) {
	if s.apply(id) {
		s.w.tell(s.w.d.Engine.Continue(s.w.message(id)), "The message could not go on")
	}
}

// nextPhase lets a message go on as far as the next place where one can be stopped.
func (s *stops) nextPhase(id timeline.RowID) {
	if m := s.w.message(id); m != nil {
		m.StopAt(session.StopAnywhere)
		s.goOn(id)
	}
}

// spare lets a message go on and be stopped no more.
func (s *stops) spare(id timeline.RowID) {
	if m := s.w.message(id); m != nil {
		s.rules.spared.add(m)
		m.StopAt(0)
		s.goOn(id)
	}
}

// take makes the response that a message has the final one.
func (s *stops) take(id timeline.RowID) {
	m := s.w.message(id)
	if m == nil {
		return
	}
	err := s.w.d.Engine.TakeResponse(m)
	if err == nil {
		err = s.w.d.Engine.Continue(m)
	}
	s.w.tell(err, "The redirect could not be the answer")
}

func (s *stops) drop(id timeline.RowID) { s.w.cancel(id) }

// continueAll lets all go on, edited or not; where an edit cannot go out nothing does, so that it can be put right.
func (s *stops) continueAll() {
	for id := range s.edits {
		if !s.apply(id) {
			return
		}
	}
	s.w.d.Engine.ContinueAll()
}

// current is the message that a key is for: the one that is shown, or the only one.
func (s *stops) current() (timeline.RowID, bool) {
	if s.pane.shown != nil {
		return s.pane.shown.id, true
	}
	if rows := stoppedRows(s.w.snap); len(rows) > 0 {
		return rows[0].ID, true
	}
	return timeline.RowID{}, false
}

func (s *stops) onCurrent(do func(timeline.RowID)) func() {
	return func() {
		if id, ok := s.current(); ok {
			do(id)
		}
	}
}

func (s *stops) any() bool { return s.w.snap.Counts.Stopped > 0 }

// like has messages like one of the timeline stop, and shows the rule.
func (s *stops) like(id timeline.RowID) {
	row := s.w.snap.Find(id)
	if row == nil {
		return
	}
	s.panel.choose(s.rules.add(ruleLike(row)))
	s.changed()
	s.w.openBreakpoints()
}

// keep remembers the rules for the next start.
func (s *stops) keep() {
	all := make([]breakRule, len(s.rules.rules))
	for i, r := range s.rules.rules {
		all[i] = r.breakRule
	}
	if s.w.d.Settings == nil || len(all) == 0 && !s.w.d.Settings.Changed("breakpoints") {
		return
	}
	if text, err := json.Marshal(all); err == nil {
		s.w.keepSetting("breakpoints", string(text), "The breakpoints could not be kept")
	}
}

// restore brings the rules back.
func (s *stops) restore() {
	if s.w.d.Settings == nil {
		return
	}
	var all []breakRule
	if err := json.Unmarshal([]byte(s.w.d.Settings.String("breakpoints", "[]")), &all); err != nil {
		s.w.logProblem("breakpoints not restored", err)
		return
	}
	for _, r := range all {
		s.rules.add(r)
	}
	s.panel.refresh()
}

// likeRow has messages like that of a row stop.
func (w *Window) likeRow(id timeline.RowID) { w.stops.like(id) }
