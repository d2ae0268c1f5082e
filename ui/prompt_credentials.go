package ui

import (
	"fmt"
	"strings"

	"ladle/session"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// credentialsPrompt is the dialog that asks for a user name and a password.
type credentialsPrompt struct {
	p        *prompts
	q        *session.Question
	modal    *kit.Modal
	user     *kit.Field
	password *kit.Field
	remember *kit.Segmented
	sends    *kit.Label
	problem  *kit.Flex // why the keyring did not do what it was asked for
	why      *kit.Label
	answers  *kit.Button
	keeping  bool // the keyring is at work
}

// buildCredentials makes the dialog of a challenge; the first empty field gets the keyboard. What was typed before the
// question was put off is there again.
func (p *prompts) buildCredentials(q *session.Question) (*kit.Modal, fyne.Focusable) {
	d := &credentialsPrompt{p: p, q: q, user: kit.NewField("").Named("User name"), password: kit.NewField("").Named("Password").Password()}
	words, chosen := rememberWords, rememberSession
	if !p.memory.there() {
		words = rememberWords[:rememberKeyring]
	}
	kept := p.kept[q.ID]
	if d.user.SetText(q.User); q.User == "" {
		d.user.SetText(kept.user)
	}
	before := p.typed[q.ID]
	if before != nil {
		d.user.SetText(before.user.Text())
		d.password.SetText(before.password.Text())
		chosen, d.keeping = rememberAs(before.remember.Chosen()), before.keeping
	}
	d.remember = kit.NewSegmented(words, int(chosen), nil)
	d.sends = kit.NewLabel(signInSends(q)).In(kit.Caption).Colour("text.muted").Wrapped(kit.S("prompt.sends"))
	d.why = kit.NewLabel("").In(kit.Caption).Colour("status.failed").Wrapped(kit.S("prompt.sends"))
	d.problem = kit.Row(kit.NewIcon("circle-alert", kit.IconRow, "status.failed"), kit.Grow(d.why)).Gaps(kit.U(2))
	d.problem.Hide()
	if kept.err != nil {
		d.say("Nothing came from the keyring. " + keyringWords(kept.err))
	}
	if before != nil && before.problem.Visible() {
		d.say(before.why.Text())
	}
	d.user.OnSubmit, d.password.OnSubmit = func(string) { d.answer() }, func(string) { d.answer() }
	d.user.OnChanged = func(string) { d.user.SetInvalid("") }
	d.answers = kit.NewButton("Answer", kit.Primary, d.answer).High(kit.ButtonLarge)
	d.wait(d.keeping)
	d.modal = kit.NewDialog(kit.Dialog{
		Icon: "key-round", State: kit.StatePaused, Width: kit.S("prompt.width"),
		Title:  "Sign in to " + q.Host,
		Note:   fmt.Sprintf("Message %d is paused until you answer. Nothing else waits for it.", q.Message),
		Body:   p.fitting(d.body()),
		WayOut: kit.NewButton("Cancel message", kit.Danger, d.cancel).High(kit.ButtonLarge),
		Buttons: []fyne.CanvasObject{
			kit.NewButton(fmt.Sprintf("Go on with the %d", q.Status), kit.Secondary, d.goOn).High(kit.ButtonLarge),
			d.answers,
		},
		Foot: p.foot(q),
	}).At(kit.S("prompt.top"))
	d.modal.OnEscape, d.modal.OnEnter = p.queue.Later, d.answer
	d.user.OnEscape, d.password.OnEscape = p.queue.Later, p.queue.Later
	p.shown, p.typed[q.ID] = d, d
	if d.user.Text() != "" {
		return d.modal, d.password.Focusable()
	}
	return d.modal, d.user.Focusable()
}

// answer gives what was typed. What the keyring is to keep is kept first: where that fails the question stays, and with it
// all that was typed.
func (d *credentialsPrompt) answer() {
	p, q := d.p, d.q
	if d.keeping {
		return
	}
	if name := d.user.Text(); strings.Contains(name, ":") && strings.EqualFold(q.Scheme, "Basic") {
		d.user.SetInvalid("A user name for Basic has no colon")
		d.modal.Reflow()
		return
	}
	a := session.Answer{User: d.user.Text(), Password: session.Secret(d.password.Text()), Once: rememberAs(d.remember.Chosen()) == rememberNot}
	give := func() { p.close(q, func() error { return p.a.Answer(q.ID, a) }) }
	if rememberAs(d.remember.Chosen()) != rememberKeyring {
		give()
		return
	}
	d.say("")
	d.wait(true)
	p.memory.keep(q, a.User, a.Password, func(err error) {
		now := p.typed[q.ID] // the question may have been put off and brought back meanwhile
		if now == nil {
			return
		}
		now.wait(false)
		if err != nil {
			now.say("The password is not kept, and was not sent. " + keyringWords(err))
			return
		}
		give()
	})
}

func (d *credentialsPrompt) goOn() {
	d.p.close(d.q, func() error { return d.p.a.Dismiss(d.q.ID) })
}

func (d *credentialsPrompt) cancel() {
	d.p.close(d.q, func() error {
		d.p.a.Cancel(d.q.Message)
		return nil
	})
}

// wait has the dialog give no answer while the keyring is at work.
func (d *credentialsPrompt) wait(on bool) {
	d.keeping = on
	word := "Answer"
	if on {
		word = "Keeping…"
	}
	d.answers.SetText(word)
	drawerEnable(d.answers, !on)
}

// say shows why the keyring did not do what it was asked for; "" takes that away.
func (d *credentialsPrompt) say(why string) {
	if why != "" {
		why += "."
	}
	d.why.SetText(strings.Replace(why, "..", ".", 1))
	if timelineShow(d.problem, why != "") && d.modal != nil {
		d.modal.Reflow()
	}
}

// body is what asks, why, the fields, and what an answer sends.
func (d *credentialsPrompt) body() fyne.CanvasObject {
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
	under := func(o fyne.CanvasObject) fyne.CanvasObject { return kit.Row(kit.Grow(o)).PadX(label+pad, 0) }
	return kit.Col(facts, kit.Gap(pad), kit.Row(kit.Fixed(kit.NewLabel("Scheme").Colour("text.secondary"), label, 0), d.scheme()).Height(kit.S("height.tableRow")).PadX(pad, 0), kit.Gap(kit.U(1)),
		form("User name", d.user), kit.Gap(kit.U(2)), form("Password", d.password), kit.Gap(kit.U(2)),
		kit.Row(kit.Fixed(kit.NewLabel("Remember").Colour("text.secondary"), label, 0), d.remember).PadX(pad, 0),
		kit.Gap(kit.U(2)), under(kit.Col(d.sends, d.problem)))
}

// scheme names what will be used and what that means for the password.
func (d *credentialsPrompt) scheme() fyne.CanvasObject {
	q := d.q
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
