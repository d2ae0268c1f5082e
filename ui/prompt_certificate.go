package ui

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"ladle/session"
	"ladle/ui/kit"
)

// buildCertificate makes the dialog of a certificate that breaks a rule. To refuse it is the default, and has the keyboard.
func (p *prompts) buildCertificate(q *session.Question) (*kit.Modal, fyne.Focusable) {
	refuse := func() { p.close(q, func() error { return p.a.Dismiss(q.ID) }) }
	trust := func(scope session.TrustScope) func() {
		return func() {
			p.close(q, func() error { return p.a.Answer(q.ID, session.Answer{Trust: scope}) })
		}
	}
	button := kit.NewButton("Refuse", kit.Primary, refuse).High(kit.ButtonLarge)
	who := q.Host
	if q.Proxy {
		who = "the proxy " + q.Host
	}
	modal := kit.NewDialog(kit.Dialog{Icon: "shield-alert", State: kit.StateFailed, Width: kit.S("width.dialogWide"),
		Title: "The certificate of " + who + " is not trusted",
		Note:  fmt.Sprintf("Message %d is paused in the TLS handshake. Nothing of the request was sent.", q.Message),
		Body:  p.fitting(certificateBody(q, time.Now())),
		WayOut: kit.Row(kit.NewButton("Use once", kit.Secondary, trust(session.TrustOnce)).High(kit.ButtonLarge),
			kit.NewButton("Trust this one for the session", kit.Secondary, trust(session.TrustSession)).High(kit.ButtonLarge)).Gaps(kit.U(2)),
		Buttons: []fyne.CanvasObject{button}, Foot: p.certificateFoot()}).At(kit.S("ask.top"))
	modal.OnEscape, modal.OnEnter = p.queue.Later, refuse
	p.shown = nil
	return modal, button
}

// certificateBody is every rule that is broken, the chain, and what the server's own certificate says.
func certificateBody(q *session.Question, now time.Time) fyne.CanvasObject {
	room, pad := kit.S("ask.fact"), kit.U(3)
	var broken, chain []fyne.CanvasObject
	for _, why := range certificateFaults(q.Certificate.TLS) {
		broken = append(broken, kit.Row(kit.NewIcon("x", kit.IconRow, "status.failed"), kit.Grow(kit.NewLabel(why).Wrapped(room))).Gaps(kit.U(2)).Pad(pad, kit.U(0.5), pad, kit.U(0.5)))
	}
	certs := q.Certificate.TLS.Certificates
	for i := range certs {
		c := &certs[i]
		icon, token, word := "shield-check", "status.ok", "valid"
		switch n := len(c.Faults); {
		case n == 1:
			icon, token, word = "shield-alert", "status.failed", "1 problem"
		case n > 1:
			icon, token, word = "shield-alert", "status.failed", fmt.Sprintf("%d problems", n)
		case c.Trusted:
			word = "trusted"
		case i > 0:
			icon, token, word = "shield", "text.muted", signedBy(certs, i)
		}
		chain = append(chain, kit.Row(kit.NewIcon(icon, kit.IconSmall, token), kit.NewLabel(c.Name).In(kit.SmallStrong).AtMost(room/2),
			kit.NewLabel(c.Role+", "+c.Key).Colour("text.muted"), kit.Space(), kit.NewLabel(word).Colour(token)).Gaps(kit.U(2)).PadX(pad, pad).Height(kit.S("height.tableRow")))
	}
	fact := func(name, value string) fyne.CanvasObject {
		return kit.Row(kit.Fixed(kit.NewLabel(name).Colour("text.muted"), kit.S("dialog.number"), 0), kit.NewLabel(value).In(kit.Data).AtMost(room-kit.U(8))).PadX(pad, pad).Height(kit.U(6))
	}
	kids := []fyne.CanvasObject{kit.FactBox(broken...), kit.Gap(kit.U(2)), kit.Col(chain...)}
	if len(certs) > 0 {
		leaf := &certs[0]
		valid, _ := validity(leaf, now)
		print := strings.SplitAfterN(leaf.SHA256, ":", fingerprintHalf+1) // whole, for people compare it
		first := strings.Join(print[:len(print)-1], "")
		kids = append(kids, kit.Gap(kit.U(2)), kit.FactBox(fact("Subject", leaf.Subject), fact("Names", dash(strings.Join(leaf.Names, ", "))),
			fact("Valid", leaf.NotBefore.Format("2 Jan 2006")+" to "+leaf.NotAfter.Format("2 Jan 2006")+", "+valid), fact("Serial", leaf.Serial),
			fact("SHA-256", first), fact("", print[len(print)-1])))
	}
	return kit.Col(kids...)
}

// fingerprintHalf is how many digits of a fingerprint stand on its first line, in pairs.
const fingerprintHalf = 16

// certificateFaults are the sentences on what is wrong with a chain.
func certificateFaults(i *session.TLSInfo) []string {
	var out []string
	for _, c := range i.Certificates {
		for _, f := range c.Faults {
			text := timelineCapital(f.Text)
			if c.Role != "server" {
				text = c.Name + ": " + f.Text
			}
			out = append(out, text)
		}
	}
	if len(out) == 0 {
		out = append(out, timelineCapital(i.Problem))
	}
	return out
}

func (p *prompts) certificateFoot() fyne.CanvasObject {
	return kit.Row(kit.NewLabel("Trust is tied to this exact certificate and this host and port.").In(kit.Caption).Colour("text.muted"), kit.Space(),
		kit.NewKeyCap("Enter"), kit.Gap(kit.U(1.5)), kit.NewLabel("refuse").In(kit.Caption).Colour("text.muted"),
		kit.Gap(kit.U(2)), kit.NewKeyCap("Esc"), kit.Gap(kit.U(1.5)), kit.NewLabel("later").In(kit.Caption).Colour("text.muted"))
}
