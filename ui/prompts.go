package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"ladle/session"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// prompts is the queue of open questions: one dialog at a time, the oldest first. A question that is put off with Escape
// stays open; its message stays paused until the question is brought back.
type prompts struct {
	a     promptActions
	open  []*session.Question // in the order in which they were asked
	shown *promptDialog
	later map[session.QuestionID]bool // put off by hand
}

// promptActions is what a prompt can do.
type promptActions struct {
	Canvas  func() fyne.Canvas
	Answer  func(id session.QuestionID, a session.Answer) error
	Dismiss func(id session.QuestionID) error
	Cancel  func(m session.MessageID)
	Report  func(err error, what string)
	Busy    func() bool // a person is typing: no dialog may take the keys; nil: never
}

// promptDialog is the dialog that is on the window.
type promptDialog struct {
	q        *session.Question
	modal    *kit.Modal
	user     *kit.Field
	password *kit.Field
}

func newPrompts(a promptActions) *prompts {
	return &prompts{a: a, later: map[session.QuestionID]bool{}}
}

// apply takes questions that were put and closed.
func (p *prompts) apply(asked []asking) {
	for _, x := range asked {
		switch {
		case x.question != nil:
			p.open = append(p.open, x.question)
		case x.closed != nil:
			p.drop(x.closed.ID)
		}
	}
	p.next()
}

// drop forgets a question that is no longer open, and takes its dialog away.
func (p *prompts) drop(id session.QuestionID) {
	p.open = slices.DeleteFunc(p.open, func(q *session.Question) bool { return q.ID == id })
	delete(p.later, id)
	if p.shown != nil && p.shown.q.ID == id {
		p.hide()
	}
}

func (p *prompts) hide() {
	if p.shown != nil {
		d := p.shown
		p.shown = nil
		d.modal.Close()
	}
}

// next shows the oldest question that was not put off, unless one is shown or a person is typing elsewhere. The window
// calls it again as long as a question is open.
func (p *prompts) next() {
	if p.shown != nil || p.a.Busy != nil && p.a.Busy() {
		return
	}
	for _, q := range p.open {
		if !p.later[q.ID] {
			p.show(q)
			return
		}
	}
}

// waiting says how many questions are open.
func (p *prompts) waiting() int { return len(p.open) }

// bring shows the question of a message, or with 0 the oldest, also if it was put off.
func (p *prompts) bring(m session.MessageID) {
	for _, q := range p.open {
		if m == 0 || q.Message == m {
			delete(p.later, q.ID)
			if p.shown != nil && p.shown.q.ID != q.ID {
				p.hide()
			}
			if p.shown == nil {
				p.show(q)
			}
			return
		}
	}
}

// show opens the dialog of a question, with the first empty field focused.
func (p *prompts) show(q *session.Question) {
	d := &promptDialog{q: q, user: kit.NewField(""), password: kit.NewField("").Password()}
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
		Icon: "key-round", State: kit.StatePaused, Width: 520,
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
	}).At(136)
	later := func() {
		p.later[q.ID] = true
		p.hide()
		p.next()
	}
	d.modal.OnEscape, d.modal.OnEnter = later, answer
	d.user.OnEscape, d.password.OnEscape = later, later
	p.shown = d
	focus := d.user.Focusable()
	if q.User != "" {
		focus = d.password.Focusable()
	}
	d.modal.Open(p.a.Canvas(), focus)
}

// close answers, dismisses or cancels; a question that is not open any more needs no word. The question is forgotten at
// once, so that it is not shown again before the session says that it is closed.
func (p *prompts) close(q *session.Question, how func() error) {
	p.hide()
	p.drop(q.ID)
	if err := how(); err != nil && !errors.Is(err, session.ErrNoQuestion) {
		p.a.Report(err, "The answer could not be given")
	}
	p.next()
}

// body is what asks, why, and the fields.
func (p *prompts) body(d *promptDialog) fyne.CanvasObject {
	const label = 104
	q := d.q
	fact := func(name string, what ...fyne.CanvasObject) fyne.CanvasObject {
		kids := append([]fyne.CanvasObject{kit.Fixed(kit.NewLabel(name).Colour("text.muted"), label, 0)}, what...)
		return kit.Row(kids...).Height(24).PadX(12, 12)
	}
	who := "the server"
	if q.Proxy {
		who = "the proxy"
	}
	tried := "no"
	if q.Retry {
		tried = "yes, the answer was rejected"
	}
	channel := kit.Row(kit.NewIcon("lock-open", 12, "status.clientError"), kit.NewLabel("not encrypted (http)").Colour("status.clientError")).Gaps(6)
	if q.TLS {
		channel = kit.Row(kit.NewIcon("lock", 12, "status.ok"), kit.NewLabel("encrypted (https)")).Gaps(6)
	}
	facts := kit.Col(kit.Gap(8),
		fact("Request", kit.NewLabel(q.Method+" "+strings.TrimPrefix(strings.TrimPrefix(q.URL, "http://"), "https://")).In(kit.Data).AtMost(340)),
		fact("Asked by", kit.NewLabel(fmt.Sprintf("%s, with %d, on connection ", who, q.Status)), kit.NewLabel(fmt.Sprintf("c%d", q.Conn)).In(kit.Data)),
		fact("Realm", kit.NewLabel(q.Realm).In(kit.Data).AtMost(340)),
		fact("Channel", channel),
		fact("Tried before", kit.NewLabel(tried)),
		kit.Gap(8)).Fill("surface.panel").Radius(8)
	form := func(name string, o fyne.CanvasObject) fyne.CanvasObject {
		return kit.Row(kit.Fixed(kit.NewLabel(name).Colour("text.secondary"), label, 0), kit.Grow(o)).PadX(12, 0)
	}
	return kit.Col(facts, kit.Gap(12), kit.Row(kit.Fixed(kit.NewLabel("Scheme").Colour("text.secondary"), label, 0), p.scheme(q)).Height(28).PadX(12, 0), kit.Gap(4),
		form("User name", d.user), kit.Gap(8), form("Password", d.password))
}

// scheme names what will be used and what that means for the password.
func (p *prompts) scheme(q *session.Question) fyne.CanvasObject {
	name := kit.NewLabel(q.Scheme).In(kit.SmallStrong)
	if strings.EqualFold(q.Scheme, "Basic") && !q.TLS {
		return kit.Row(name, kit.Gap(16), kit.NewIcon("triangle-alert", 12, "status.clientError"), kit.Gap(6), kit.NewLabel("password readable on the way").Colour("status.clientError"))
	}
	note := "the only one offered"
	if n := len(q.Offered); n > 1 {
		note = fmt.Sprintf("strongest usable of the %d offered", n)
	}
	return kit.Row(name, kit.Gap(16), kit.NewLabel(note).Colour("text.muted"))
}

// foot says what comes next, and the keys.
func (p *prompts) foot(q *session.Question) fyne.CanvasObject {
	text := ""
	if n := len(p.open); n > 1 {
		text = fmt.Sprintf("1 of %d questions.", n)
		for _, o := range p.open {
			if o.ID != q.ID {
				text += fmt.Sprintf(" Next: %s (%d).", o.Host, o.Status)
				break
			}
		}
	}
	return kit.Row(kit.NewLabel(text).In(kit.Caption).Colour("text.muted").AtMost(300), kit.Space(), kit.NewKeyCap("Enter"), kit.Gap(6), kit.NewLabel("answer").In(kit.Caption).Colour("text.muted"),
		kit.Gap(8), kit.NewKeyCap("Esc"), kit.Gap(6), kit.NewLabel("later").In(kit.Caption).Colour("text.muted"))
}
