package ui

import (
	"errors"
	"fmt"
	"strings"

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
	shown *promptDialog                            // the last one that was made
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
}

// promptDialog is the dialog of a question.
type promptDialog struct {
	q        *session.Question
	modal    *kit.Modal
	user     *kit.Field
	password *kit.Field
}

func newPrompts(a promptActions) *prompts {
	return &prompts{a: a, asked: map[session.QuestionID]*session.Question{}, queue: kit.Questions[session.QuestionID]{Canvas: a.Canvas, Busy: a.Busy}}
}

// apply takes questions that were put and closed.
func (p *prompts) apply(asked []asking) {
	for _, x := range asked {
		switch {
		case x.question != nil:
			q := x.question
			p.asked[q.ID] = q
			p.queue.Ask(q.ID, func() (*kit.Modal, fyne.Focusable) { return p.build(q) })
		case x.closed != nil:
			p.drop(x.closed.ID)
		}
	}
	p.next()
}

// drop forgets a question that is no longer open, and takes its dialog away.
func (p *prompts) drop(id session.QuestionID) {
	delete(p.asked, id)
	p.queue.Withdraw(id)
}

// next shows the oldest question that was not put off, unless one is shown or a person is typing elsewhere. The window
// calls it again as long as a question is open.
func (p *prompts) next() { p.queue.Next() }

// waiting says how many questions are open.
func (p *prompts) waiting() int { return p.queue.Len() }

// showing tells whether a dialog is on the window.
func (p *prompts) showing() bool { return p.queue.Shown() != nil }

// bring shows the question of a message, or with 0 the oldest, also if it was put off.
func (p *prompts) bring(m session.MessageID) {
	for _, id := range p.queue.Open() {
		if m == 0 || p.asked[id].Message == m {
			p.queue.Bring(id)
			return
		}
	}
}

// build makes the dialog of a question; the first empty field gets the keyboard.
func (p *prompts) build(q *session.Question) (*kit.Modal, fyne.Focusable) {
	if q.Kind == session.AskRedirect && q.Redirect != nil {
		return p.buildRedirect(q)
	}
	d := &promptDialog{q: q, user: kit.NewField("").Named("User name"), password: kit.NewField("").Named("Password").Password()}
	d.user.SetText(q.User)
	answer := func() {
		if name := d.user.Text(); strings.Contains(name, ":") && strings.EqualFold(q.Scheme, "Basic") {
			d.user.SetInvalid("A user name for Basic has no colon")
			d.modal.Reflow()
			return
		}
		a := session.Answer{User: d.user.Text(), Password: session.Secret(d.password.Text())}
		p.close(q, func() error { return p.a.Answer(q.ID, a) })
	}
	goOn := func() { p.close(q, func() error { return p.a.Dismiss(q.ID) }) }
	cancel := func() {
		p.close(q, func() error {
			p.a.Cancel(q.Message)
			return nil
		})
	}
	d.user.OnSubmit = func(string) { answer() }
	d.password.OnSubmit = func(string) { answer() }
	d.user.OnChanged = func(string) { d.user.SetInvalid("") }
	d.modal = kit.NewDialog(kit.Dialog{
		Icon: "key-round", State: kit.StatePaused, Width: kit.S("prompt.width"),
		Title: "Sign in to " + q.Host,
		Note:  fmt.Sprintf("Message %d is paused until you answer. Nothing else waits for it.", q.Message),
		Body:  p.body(d),
		WayOut: kit.NewButton("Cancel message", kit.Danger, cancel).
			High(kit.ButtonLarge),
		Buttons: []fyne.CanvasObject{
			kit.NewButton(fmt.Sprintf("Go on with the %d", q.Status), kit.Secondary, goOn).High(kit.ButtonLarge),
			kit.NewButton("Answer", kit.Primary, answer).High(kit.ButtonLarge),
		},
		Foot: p.foot(q),
	}).At(kit.S("prompt.top"))
	d.modal.OnEscape, d.modal.OnEnter = p.queue.Later, answer
	d.user.OnEscape, d.password.OnEscape = p.queue.Later, p.queue.Later
	p.shown = d
	if q.User != "" {
		return d.modal, d.password.Focusable()
	}
	return d.modal, d.user.Focusable()
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

// body is what asks, why, and the fields.
func (p *prompts) body(d *promptDialog) fyne.CanvasObject {
	label, pad := kit.S("prompt.label"), kit.U(3)
	q := d.q
	fact := func(name string, what ...fyne.CanvasObject) fyne.CanvasObject {
		kids := append([]fyne.CanvasObject{kit.Fixed(kit.NewLabel(name).Colour("text.muted"), label, 0)}, what...)
		return kit.Row(kids...).Height(kit.U(6)).PadX(pad, pad)
	}
	who := "the server"
	if q.Proxy {
		who = "the proxy"
	}
	tried := "no"
	if q.Retry {
		tried = "yes, the answer was rejected"
	}
	channel := kit.Row(kit.NewIcon("lock-open", kit.IconRow, "status.clientError"), kit.NewLabel("not encrypted (http)").Colour("status.clientError")).Gaps(kit.U(1.5))
	if q.TLS {
		channel = kit.Row(kit.NewIcon("lock", kit.IconRow, "status.ok"), kit.NewLabel("encrypted (https)")).Gaps(kit.U(1.5))
	}
	facts := kit.FactBox(
		fact("Request", kit.NewLabel(q.Method+" "+strings.TrimPrefix(strings.TrimPrefix(q.URL, "http://"), "https://")).In(kit.Data).AtMost(kit.S("prompt.fact"))),
		fact("Asked by", kit.NewLabel(fmt.Sprintf("%s, with %d, on connection ", who, q.Status)), kit.NewLabel(fmt.Sprintf("c%d", q.Conn)).In(kit.Data)),
		fact("Realm", kit.NewLabel(q.Realm).In(kit.Data).AtMost(kit.S("prompt.fact"))),
		fact("Channel", channel),
		fact("Tried before", kit.NewLabel(tried)))
	form := func(name string, o fyne.CanvasObject) fyne.CanvasObject {
		return kit.Row(kit.Fixed(kit.NewLabel(name).Colour("text.secondary"), label, 0), kit.Grow(o)).PadX(pad, 0)
	}
	return kit.Col(facts, kit.Gap(pad), kit.Row(kit.Fixed(kit.NewLabel("Scheme").Colour("text.secondary"), label, 0), p.scheme(q)).Height(kit.S("height.tableRow")).PadX(pad, 0), kit.Gap(kit.U(1)),
		form("User name", d.user), kit.Gap(kit.U(2)), form("Password", d.password))
}

// scheme names what will be used and what that means for the password.
func (p *prompts) scheme(q *session.Question) fyne.CanvasObject {
	name := kit.NewLabel(q.Scheme).In(kit.SmallStrong)
	if strings.EqualFold(q.Scheme, "Basic") && !q.TLS {
		return kit.Row(name, kit.Gap(kit.U(4)), kit.NewIcon("triangle-alert", kit.IconRow, "status.clientError"), kit.Gap(kit.U(1.5)), kit.NewLabel("password readable on the way").Colour("status.clientError"))
	}
	note := "the only one offered"
	if n := len(q.Offered); n > 1 {
		note = fmt.Sprintf("strongest usable of the %d offered", n)
	}
	return kit.Row(name, kit.Gap(kit.U(4)), kit.NewLabel(note).Colour("text.muted"))
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
