package ui

import (
	"fyne.io/fyne/v2"

	"ladle/ui/kit"
)

// drawerNote stands under a list and says why the last thing that a person asked for could not be done. It goes with the
// next thing that can be, or by its cross.
type drawerNote struct {
	object *kit.Flex // the list, and the note when there is one
	strip  *kit.Flex
	text   *kit.Label
	at     float32 // where the text breaks
}

func newDrawerNote(under fyne.CanvasObject) *drawerNote {
	n := &drawerNote{text: kit.NewLabel("").Colour("status.failed").Wrapped(kit.S("sidebar.reason"))}
	n.strip = kit.Row(kit.NewIcon("circle-alert", kit.IconRow, "status.failed"), kit.Grow(n.text),
		kit.NewIconButton("x", "Put this away", func() { n.Say("") }).Small()).Gaps(kit.U(2)).Pad(kit.U(3), kit.U(1), kit.U(2), kit.U(1))
	n.strip.Hide()
	n.object = kit.Col(under, n.strip)
	return n
}

// Say shows a reason; an empty one takes the note away.
func (n *drawerNote) Say(why string) {
	n.text.SetText(why)
	if timelineShow(n.strip, why != "") {
		n.object.Reflow()
	}
}

// wide has the reason break where a wide drawer ends, or a narrow one.
func (n *drawerNote) wide(on bool) {
	at := kit.S("sidebar.reason")
	if on {
		at = drawerWide - kit.S("drawer.noteEnd")
	}
	if n.at != at {
		n.at = at
		n.text.Wrapped(at)
	}
}

// Text is the reason that is shown, "" with none.
func (n *drawerNote) Text() string {
	if !n.strip.Visible() {
		return ""
	}
	return n.text.Text()
}
