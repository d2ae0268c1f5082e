package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"ladle/session"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// Policies of redirects, in the order in which they are offered.
var redirectPolicies = []session.RedirectPolicy{session.RedirectAsk, session.RedirectFollow, session.RedirectStop}

var redirectPolicyWords = []string{"Ask", "Follow", "Stop"}

// buildRedirect makes the dialog of a redirect that is to be followed or not.
func (p *prompts) buildRedirect(q *session.Question) (*kit.Modal, fyne.Focusable) {
	row := p.rowOf(q.Message)
	findings := 0
	if row != nil {
		if r := row.Last().Response; r != nil {
			findings = len(r.Findings)
		}
	}
	doubt := redirectDoubt(q, findings)
	policy := kit.NewSegmented(redirectPolicyWords, 0, nil).Small()
	answer := func(how func() error) func() {
		return func() {
			if i := policy.Chosen(); i > 0 && p.a.Policy != nil {
				p.a.Policy(q.Host, redirectPolicies[i])
			}
			p.close(q, how)
		}
	}
	follow := answer(func() error { return p.a.Answer(q.ID, session.Answer{}) })
	edits := answer(func() error { return p.a.Answer(q.ID, session.Answer{StopNext: true}) })
	stop := answer(func() error { return p.a.Dismiss(q.ID) })
	cancel := answer(func() error { p.a.Cancel(q.Message); return nil })
	kinds, usual, word := [2]kit.ButtonKind{kit.Secondary, kit.Primary}, follow, "follow"
	if doubt != "" {
		kinds, usual, word = [2]kit.ButtonKind{kit.Primary, kit.Secondary}, stop, "stop here"
	}
	stopButton := kit.NewButton("Stop here", kinds[0], stop).High(kit.ButtonLarge)
	followButton := kit.NewButton("Follow", kinds[1], follow).High(kit.ButtonLarge)
	buttons := []fyne.CanvasObject{stopButton, kit.NewButton("Follow with edits", kit.Secondary, edits).High(kit.ButtonLarge), followButton}
	focus := fyne.Focusable(followButton)
	if doubt != "" {
		buttons[0], buttons[2] = buttons[2], buttons[0] // the safe one at the right
		focus = stopButton
	}
	modal := kit.NewDialog(kit.Dialog{Icon: "corner-down-right", State: kit.StateRedirect, Width: kit.S("width.dialogLarge"),
		Title: "Follow the redirect to " + redirectHost(q) + "?",
		Note:  fmt.Sprintf("Message %d is paused after its %d. The response is read, nothing has gone to the new address.", q.Message, q.Status),
		Body:  p.fitting(p.redirectBody(q, row, doubt, policy)), WayOut: kit.NewButton("Cancel message", kit.Danger, cancel).High(kit.ButtonLarge),
		Buttons: buttons, Foot: p.redirectFoot(q, word)}).At(kit.S("ask.top"))
	modal.OnEscape, modal.OnEnter = p.queue.Later, usual
	modal.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyE {
			edits()
			return true
		}
		return false
	}
	p.shown = nil
	return modal, focus
}

// fitting has a body that is too high for the window scroll, so that the buttons stay in sight.
func (p *prompts) fitting(body fyne.CanvasObject) fyne.CanvasObject {
	room := p.a.Canvas().Size().Height - kit.S("ask.around")
	if body.MinSize().Height <= room {
		return body
	}
	return kit.Col(kit.Fixed(kit.NewScroll(body), 0, max(room, kit.S("ask.least"))))
}

func (p *prompts) rowOf(m session.MessageID) *timeline.Row {
	if p.a.Row == nil {
		return nil
	}
	return p.a.Row(m)
}

func (p *prompts) redirectBody(q *session.Question, row *timeline.Row, doubt string, policy *kit.Segmented) fyne.CanvasObject {
	r := q.Redirect
	label, pad, room := kit.S("ask.label"), kit.U(3), kit.S("ask.fact")
	fact := func(name string, what ...fyne.CanvasObject) fyne.CanvasObject {
		kids := append([]fyne.CanvasObject{kit.Fixed(kit.NewLabel(name).Colour("text.muted"), label, 0)}, what...)
		return kit.Row(kids...).Height(kit.U(6)).PadX(pad, pad)
	}
	asked := func(method, where string) []fyne.CanvasObject {
		return []fyne.CanvasObject{kit.NewLabel(method).In(kit.DataStrong).Colour(kit.MethodToken(method)), kit.Gap(kit.U(2)), kit.NewLabel(where).In(kit.Data).AtMost(room)}
	}
	about := []fyne.CanvasObject{kit.NewPill(kit.StateRedirect, strings.TrimSpace(fmt.Sprintf("%d %s", q.Status, session.Status(q.Status).Phrase()))), kit.Gap(kit.U(2))}
	if row != nil {
		about = append(about, kit.NewLabel("with "+timeline.Size(max(row.Last().Received, 0))+" of body, on ").Colour("text.muted"))
	} else {
		about = append(about, kit.NewLabel("on ").Colour("text.muted"))
	}
	about = append(about, kit.NewLabel(fmt.Sprintf("c%d", q.Conn)).In(kit.Data))
	facts := kit.FactBox(fact("Was asked", asked(q.Method, q.URL)...), fact("Answer", about...), fact("Location", kit.NewLabel(r.Location).In(kit.Data).AtMost(room)),
		fact("Would send", asked(r.Method, r.To)...), fact("Hop", kit.NewLabel(redirectHop(q))))
	kids := []fyne.CanvasObject{facts, kit.Gap(pad)}
	if changes := redirectChanges(q); len(changes) > 0 {
		kids = append(kids, redirectTable(changes), kit.Gap(kit.U(2)))
	}
	var sent *session.Sent
	if row != nil {
		sent = row.Last().Sent
	}
	if kept := redirectKept(q, sent); len(kept) > 0 {
		kids = append(kids, kit.Row(kit.NewIcon("check", kit.IconSmall, "text.muted"), kit.NewLabel("Kept:").Colour("text.muted"),
			kit.NewLabel(strings.Join(kept, ", ")).In(kit.Data).Colour("text.secondary").AtMost(room)).Gaps(kit.U(2)).PadX(pad, pad).Height(kit.U(6)))
	}
	if doubt != "" {
		kids = append(kids, kit.Row(kit.NewIcon("triangle-alert", kit.IconSmall, "status.clientError"), kit.NewLabel(doubt).Colour("status.clientError")).Gaps(kit.U(2)).PadX(pad, pad).Height(kit.U(6)))
	}
	kids = append(kids, kit.Gap(kit.U(2)), kit.Row(kit.NewLabel("Next redirects from "+q.Host).Colour("text.secondary").AtMost(room), kit.Gap(pad), policy, kit.Space()).PadX(pad, 0))
	return kit.Col(kids...)
}

// redirectTable is what changes, and why.
func redirectTable(changes []redirectChange) fyne.CanvasObject {
	column, room := kit.S("ask.change"), kit.S("ask.why")
	pad := kit.U(3)
	rows := []fyne.CanvasObject{kit.Row(kit.Fixed(kit.Row(kit.NewLabel("What changes").In(kit.SmallStrong), kit.NewLabel(fmt.Sprint(len(changes))).Colour("text.muted")).Gaps(kit.U(2)), column, 0),
		kit.NewLabel("Why").Colour("text.muted")).PadX(pad, pad).Height(kit.S("height.sectionHead")).Fill("surface.inset")}
	for _, c := range changes {
		words := []fyne.CanvasObject{kit.NewIcon(c.icon, kit.IconSmall, c.token), kit.Gap(kit.U(2.5))}
		for _, s := range c.words {
			font := kit.SmallStrong
			if s.Boxed {
				font = kit.Data
			}
			words = append(words, kit.NewLabel(s.Text).In(font).AtMost(column/2))
		}
		why := kit.NewLabel(c.why).Colour("text.secondary").AtMost(room)
		rows = append(rows, kit.Row(kit.Fixed(kit.Row(words...), column, 0), why).PadX(pad, pad).Height(kit.S("height.tableRow")).Line(kit.Top, "border.subtle"))
	}
	return kit.Col(rows...).Edge("border.subtle").Radius(kit.RadiusCard)
}

// redirectFoot says what stopping means, what comes next, and the keys.
func (p *prompts) redirectFoot(q *session.Question, enter string) fyne.CanvasObject {
	text := fmt.Sprintf("Stop here keeps the %d as the answer.", q.Status)
	if n := p.queue.Len(); n > 1 {
		text += fmt.Sprintf(" 1 of %d questions.", n)
	}
	word := func(s string) fyne.CanvasObject { return kit.NewLabel(s).In(kit.Caption).Colour("text.muted") }
	return kit.Row(kit.NewLabel(text).In(kit.Caption).Colour("text.muted").AtMost(kit.S("ask.foot")), kit.Space(), kit.NewKeyCap("Enter"), word(enter), kit.Gap(kit.U(0.5)), kit.NewKeyCap("E"), word("with edits"),
		kit.Gap(kit.U(0.5)), kit.NewKeyCap("Esc"), word("later")).Gaps(kit.U(1.5))
}
