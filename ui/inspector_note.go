package ui

import (
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
)

// inspectorNote is a bold line with a sentence in the middle of a pane. It is painted, so that its words can change with
// every frame.
type inspectorNote struct {
	surface     *kit.Picture
	title, text string
}

func newInspectorNote() *inspectorNote {
	n := &inspectorNote{}
	n.surface = kit.NewPicture(n)
	return n
}

// Set changes the words.
func (n *inspectorNote) Set(title, text string) {
	if n.title != title || n.text != text {
		n.title, n.text = title, text
		n.surface.Refresh()
	}
}

// Paint implements kit.Painter.
func (n *inspectorNote) Paint(p *kit.Pen, size fyne.Size) {
	p.Fill(0, 0, size.Width, size.Height, kit.C("surface.panel"))
	kit.PaintEmpty(p, size, n.title, n.text)
}
