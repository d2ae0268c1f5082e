package ui

import (
	"strings"

	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// textQuestion asks for one line of text in a dialog.
type textQuestion struct {
	Icon, Title, Note string
	Text, Placeholder string
	Mono              bool
	Answer            string                   // label of the button
	Check             func(text string) string // why a text cannot be used, "" if it can; may be nil
	Run               func(text string)
}

// askText opens the question on the window that near is in.
func askText(near fyne.CanvasObject, q textQuestion) {
	c := fyne.CurrentApp().Driver().CanvasForObject(near)
	if c == nil {
		return
	}
	field := kit.NewField(q.Placeholder)
	if q.Mono {
		field.Mono()
	}
	field.SetText(q.Text)
	var m *kit.Modal
	accept := func() {
		text := strings.TrimSpace(field.Text())
		if q.Check != nil {
			if why := q.Check(text); why != "" {
				field.SetInvalid(why)
				return
			}
		}
		m.Close()
		q.Run(text)
	}
	m = kit.NewDialog(kit.Dialog{Icon: q.Icon, Title: q.Title, Note: q.Note, Body: kit.Col(field).Pad(1, 1, 1, 1), Width: kit.S("width.dialogSmall"),
		Buttons: []fyne.CanvasObject{
			kit.NewButton("Cancel", kit.Secondary, func() { m.Close() }).High(kit.ButtonLarge),
			kit.NewButton(q.Answer, kit.Primary, accept).High(kit.ButtonLarge),
		}})
	field.OnChanged = func(string) { field.SetInvalid("") }
	field.OnSubmit = func(string) { accept() }
	m.OnEscape, m.OnEnter = m.Close, accept
	m.Open(c, field.Focusable())
	field.SelectAll()
}
