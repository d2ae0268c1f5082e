package kit

import "fyne.io/fyne/v2"

// Strip is a line over a pane for one thing to know before the next press.
type Strip struct {
	Icon, Token string // Lucide name and its colour
	Fill        string // token of the ground
	Text        string
	Actions     []fyne.CanvasObject // small buttons, at most two
	Close       func()              // the cross; nil leaves it out
}

// NewStrip returns a strip 32 units high.
func NewStrip(s Strip) *Flex {
	kids := append([]fyne.CanvasObject{NewIcon(s.Icon, IconSmall, s.Token), Grow(NewLabel(s.Text))}, s.Actions...)
	if s.Close != nil {
		kids = append(kids, NewIconButton("x", "Close", s.Close).Small())
	}
	return Row(kids...).Gaps(8).Height(S("height.strip")).PadX(rowPad, rowPad).Fill(s.Fill).Line(Top, "border.subtle")
}

// NewTile returns an icon on a rounded ground.
func NewTile(icon string, side float32, token, fill string, radius float32) *Flex {
	return Row(Space(), NewIcon(icon, tileIcon(side), token), Space()).Width(side).Height(side).Fill(fill).Radius(radius)
}

// tileIcon is the side of the icon on a tile: about half of it, on the sizes of icons.
func tileIcon(side float32) float32 {
	switch {
	case side >= 48:
		return IconMark
	case side >= 40:
		return IconTile
	}
	return IconNormal
}
