package ui

import (
	"strings"

	"ladle/session"
	"ladle/store"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// What a scripted tour of the window does in place of a person's hands; each is what the keys and buttons do.

// Compose puts a request into the composer, as if it had been typed.
func (w *Window) Compose(r store.Request) {
	w.load(r)
	w.tabs.Changed(r)
}

// Run runs a command by its id, as its key would, and says whether it could.
func (w *Window) Run(id string) bool { return w.shell.Commands.Run(id) }

// Choose selects the message with this number in the timeline and shows a tab of the inspector.
func (w *Window) Choose(message uint64, tab int) {
	id := timeline.RowID{Message: session.MessageID(message)}
	w.pane.Select(id)
	w.selectRow(id, -1)
	w.inspector.Tab(tab)
}

// Unfold shows the attempts of a message.
func (w *Window) Unfold(message uint64) {
	w.pane.Unfold(timeline.RowID{Message: session.MessageID(message)})
}

// AnswerPrompt fills in the prompt that is on the window and answers it; false if there is none.
func (w *Window) AnswerPrompt(user, password string) bool {
	d := w.prompts.shown
	if d == nil || !w.prompts.showing() {
		return false
	}
	d.user.SetText(user)
	d.password.SetText(password)
	d.modal.OnEnter()
	return true
}

// EnterPrompt presses Enter in the prompt that is on the window: its safe answer; false if there is none.
func (w *Window) EnterPrompt() bool {
	if !w.prompts.showing() {
		return false
	}
	w.prompts.queue.Shown().OnEnter()
	return true
}

// Failure says why the message that is shown has no complete answer, and what to try.
func (w *Window) Failure() (what, try string) {
	if r := w.snap.Find(w.shown.id); r != nil {
		return r.Failure()
	}
	return "", ""
}

// StopAt has messages stop as a rule of the breakpoints' panel does; empty words match everything.
func (w *Window) StopAt(method, host, path string, at session.Phase) {
	w.stops.panel.choose(w.stops.rules.add(breakRule{Method: method, Host: host, Path: path, At: at}))
	w.stops.changed()
}

// EditStopped changes the stopped request that is shown, as typing does: its target, a field by name (a new one if there is
// none), its body. Empty words leave a part as it is. False if none is shown that can be changed.
func (w *Window) EditStopped(target, field, value, body string) bool {
	p := w.stops.pane
	if p.shown == nil || !p.shown.edits() {
		return false
	}
	p.change(func(r *stoppedRequest) {
		if target != "" {
			r.target = target
		}
		if body != "" {
			r.body = body
		}
		if field == "" {
			return
		}
		for i := range r.fields {
			if strings.EqualFold(r.fields[i].Name, field) {
				r.fields[i].Value = value
				return
			}
		}
		r.fields = append(r.fields, kit.TableRow{Name: field, Value: value})
	})
	p.fill()
	return true
}

// StopProblem is what keeps the stopped request that is shown from going out, "" if nothing does.
func (w *Window) StopProblem() string { return w.stops.pane.problem.Text() }

// OpenFolder opens a folder of saved requests.
func (w *Window) OpenFolder(dir string) { w.openLibrary(dir) }

// OpenRecorded shows a message of the history.
func (w *Window) OpenRecorded(id int64) { w.openHistory(id) }

// SetProperty changes a property as the drawer does.
func (w *Window) SetProperty(name, value string) error {
	err := w.setProperty(name, value)
	w.drawer.Reload()
	return err
}
