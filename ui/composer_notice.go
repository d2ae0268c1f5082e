package ui

import (
	"ladle/session"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// composerNotice is a line below the URL bar.
type composerNotice struct {
	Icon, Token, Fill string
	Text              string
	Tip               string // the whole of it, when the text is a summary
	Action            string
	Run               func()
}

// errorNotice says what is wrong with a request as a whole.
func errorNotice(text string) *composerNotice {
	return &composerNotice{Icon: "circle-alert", Token: "status.failed", Fill: "statusTint.serverError", Text: text}
}

// tell shows a notice in place of the one before; nil shows none.
func (b *composerBar) tell(n *composerNotice) {
	if n == nil {
		b.strip.SetKids()
		b.resized()
		return
	}
	strip := kit.Strip{Icon: n.Icon, Token: n.Token, Fill: n.Fill, Text: n.Text, Close: func() { b.tell(nil) }}
	if n.Tip != "" {
		more := kit.NewIconButton("info", n.Tip, nil).Small()
		more.SetRun(func() { kit.ShowMenuFor(more, noteItems(n.Tip)) })
		strip.Actions = append(strip.Actions, more)
	}
	if n.Action != "" {
		strip.Actions = append(strip.Actions, kit.NewButton(n.Action, kit.Secondary, n.Run).High(kit.ButtonSmall))
	}
	b.strip.SetKids(kit.NewStrip(strip))
	b.resized()
}

// noteItems lists notes in a menu, for those who do not point.
func noteItems(text string) []kit.MenuItem {
	return []kit.MenuItem{{Text: "Copy the notes", Icon: "copy", Run: func() { fyne.CurrentApp().Clipboard().SetContent(text) }}}
}

// resized tells the window when the bar's height changed.
func (b *composerBar) resized() {
	b.object.Reflow()
	if h := b.object.MinSize().Height; h != b.height {
		b.height = h
		if b.c.a.Resized != nil {
			b.c.a.Resized()
		}
	}
}

// methodProblem says why a text is not a method (RFC 9110 section 9.1).
func methodProblem(method string) string {
	if method == "" {
		return "A method is a word"
	}
	if _, err := session.NewMessage(method, "http://localhost/"); err != nil {
		return errorSentence(err)
	}
	return ""
}

// Limits of sending one request several times.
const (
	mostTimes    = 100_000
	mostParallel = 1000
)

// askTimes asks how often the request is to be sent.
func (b *composerBar) askTimes() {
	c := fyne.CurrentApp().Driver().CanvasForObject(b.object)
	if c == nil {
		return
	}
	times := kit.NewNumberField(20, 1, mostTimes, "")
	parallel := kit.NewNumberField(4, 1, mostParallel, "")
	line := func(name, note string, n *kit.NumberField) fyne.CanvasObject {
		return kit.Row(kit.Fixed(kit.NewLabel(name), kit.S("dialog.name"), 0), kit.Fixed(n, kit.S("dialog.number"), 0), kit.NewLabel(note).Colour("text.muted"), kit.Space()).Gaps(kit.U(2)).Height(kit.S("height.field"))
	}
	var m *kit.Modal
	run := func() {
		c.Unfocus() // a number that was typed counts on leaving its field
		m.Close()
		if b.c.a.SendTimes != nil {
			b.c.a.SendTimes(times.Value(), parallel.Value())
		}
	}
	m = kit.NewDialog(kit.Dialog{Icon: "repeat", Title: "Send several times", Note: "Every message is a row of its own and can be paused or cancelled.", Width: kit.S("width.dialogSmall"),
		Body: kit.Col(line("Times", "messages in all", times), line("At once", "sets max-conns-per-host", parallel)).Gaps(kit.U(1)),
		Buttons: []fyne.CanvasObject{
			kit.NewButton("Cancel", kit.Secondary, func() { m.Close() }).High(kit.ButtonLarge),
			kit.NewButton("Send them", kit.Primary, run).High(kit.ButtonLarge),
		}})
	m.OnEscape, m.OnEnter = m.Close, run
	m.Open(c, times.Field().Focusable())
	times.Field().SelectAll()
}
