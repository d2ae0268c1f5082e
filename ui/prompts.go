package ui

import (
	"errors"
	"fmt"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
)

// prompts turns the questions of messages into dialogs of the kit's queue. A question that is put off with Escape stays
// open; its message stays paused until the question is brought back.
type prompts struct {
	a     promptActions
	queue kit.Questions[session.QuestionID]
	asked map[session.QuestionID]*session.Question // that are open
	shown *credentialsPrompt                       // the last one that was made

	memory  *signInMemory
	looking map[session.QuestionID]bool               // the keyring is asked first
	kept    map[session.QuestionID]keptSignIn         // what it had
	typed   map[session.QuestionID]*credentialsPrompt // what a question was last shown as
}

// promptActions is what a prompt can do.
type promptActions struct {
	Canvas  func() fyne.Canvas
	Answer  func(id session.QuestionID, a session.Answer) error
	Dismiss func(id session.QuestionID) error
	Cancel  func(m session.MessageID)
	Row     func(m session.MessageID) *timeline.Row          // nil: what only the timeline knows is left out
	Policy  func(host string, policy session.RedirectPolicy) // of redirects from a host, for this session
	Report  func(err error, what string)
	Busy    func() bool // a person is typing: no dialog may take the keys; nil: never
	Secrets Secrets     // that outlive the run; nil: nothing does
	Post    func(func())
}

func newPrompts(a promptActions) *prompts {
	return &prompts{a: a, asked: map[session.QuestionID]*session.Question{}, queue: kit.Questions[session.QuestionID]{Canvas: a.Canvas, Busy: a.Busy},
		memory: newSignInMemory(a.Secrets, a.Post), looking: map[session.QuestionID]bool{}, kept: map[session.QuestionID]keptSignIn{}, typed: map[session.QuestionID]*credentialsPrompt{}}
}

// apply takes questions that were put and closed.
func (p *prompts) apply(asked []asking) {
	for _, x := range asked {
		switch {
		case x.question != nil:
			q := x.question
			p.asked[q.ID] = q
			if q.Kind == session.AskCredentials && p.memory.may(q) {
				p.looking[q.ID] = true
				p.memory.look(q, func(k keptSignIn) { p.looked(q, k) })
				continue
			}
			p.ask(q)
		case x.closed != nil:
			p.drop(x.closed.ID)
		}
	}
	p.next()
}

// ask puts a question to the person.
func (p *prompts) ask(q *session.Question) {
	delete(p.looking, q.ID)
	p.queue.Ask(q.ID, func() (*kit.Modal, fyne.Focusable) { return p.build(q) })
}

// looked answers a question with what is kept for it, or has the person asked.
func (p *prompts) looked(q *session.Question, k keptSignIn) {
	if !p.looking[q.ID] {
		return // it is over, or was brought to the person meanwhile
	}
	if k.found {
		p.close(q, func() error { return p.a.Answer(q.ID, session.Answer{User: k.user, Password: k.password}) })
		return
	}
	p.kept[q.ID] = k
	p.ask(q)
}

// drop forgets a question that is no longer open, and takes its dialog away.
func (p *prompts) drop(id session.QuestionID) {
	delete(p.asked, id)
	delete(p.looking, id)
	delete(p.kept, id)
	delete(p.typed, id)
	p.queue.Withdraw(id)
}

// next shows the oldest question that was not put off, unless one is shown or a person is typing elsewhere. The window
// calls it again as long as a question is open.
func (p *prompts) next() { p.queue.Next() }

// waiting says how many questions are open.
func (p *prompts) waiting() int { return p.queue.Len() + len(p.looking) }

// showing tells whether a dialog is on the window.
func (p *prompts) showing() bool { return p.queue.Shown() != nil }

// bring shows the question of a message, or with 0 the oldest, also if it was put off.
func (p *prompts) bring(m session.MessageID) {
	for id := range p.looking {
		if q := p.asked[id]; m == 0 || q.Message == m {
			p.ask(q)
		}
	}
	for _, id := range p.queue.Open() {
		if m == 0 || p.asked[id].Message == m {
			p.queue.Bring(id)
			return
		}
	}
}

// build makes the dialog of a question.
func (p *prompts) build(q *session.Question) (*kit.Modal, fyne.Focusable) {
	if q.Kind == session.AskRedirect && q.Redirect != nil {
		return p.buildRedirect(q)
	}
	if q.Kind == session.AskCertificate && q.Certificate != nil {
		return p.buildCertificate(q)
	}
	return p.buildCredentials(q)
}

// close answers, dismisses or cancels; a question that is not open any more needs no word. The question is forgotten at
// once, so that it is not shown again before the session says that it is closed.
func (p *prompts) close(q *session.Question, how func() error) {
	p.drop(q.ID)
	if err := how(); err != nil && !errors.Is(err, session.ErrNoQuestion) {
		p.a.Report(err, "The answer could not be given")
	}
	p.next()
}

// foot says what comes next, and the keys.
func (p *prompts) foot(q *session.Question) fyne.CanvasObject {
	text := ""
	if n := p.queue.Len(); n > 1 {
		text = fmt.Sprintf("1 of %d questions.", n)
		for _, id := range p.queue.Open() {
			if o := p.asked[id]; id != q.ID {
				text += fmt.Sprintf(" Next: %s (%d).", o.Host, o.Status)
				break
			}
		}
	}
	return kit.Row(kit.NewLabel(text).In(kit.Caption).Colour("text.muted").AtMost(kit.S("prompt.foot")), kit.Space(), kit.NewKeyCap("Enter"), kit.Gap(kit.U(1.5)), kit.NewLabel("answer").In(kit.Caption).Colour("text.muted"),
		kit.Gap(kit.U(2)), kit.NewKeyCap("Esc"), kit.Gap(kit.U(1.5)), kit.NewLabel("later").In(kit.Caption).Colour("text.muted"))
}
