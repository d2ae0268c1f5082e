package kit

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// tipDelay is how long the pointer rests before a tooltip shows.
const tipDelay = 500 * time.Millisecond

// after runs f on the main goroutine when d has passed, unless it was stopped before. Tests replace it.
var after = func(d time.Duration, f func()) (stop func()) {
	t := time.AfterFunc(d, func() { fyne.Do(f) })
	return func() { t.Stop() }
}

// tipLayer shows at most one tooltip. It is an object over the content and not an overlay of the canvas, which would
// take the input.
type tipLayer struct {
	box    *fyne.Container
	stop   func()
	target fyne.CanvasObject
}

func newTipLayer() *tipLayer { return &tipLayer{box: container.NewWithoutLayout()} }

// layerOf returns the layer over o: that of the dialog or menu o is in, else that of its window.
func layerOf(o fyne.CanvasObject) *tipLayer {
	c := canvasOf(o)
	if c == nil {
		return nil
	}
	if top, ok := c.Overlays().Top().(interface{ tipLayer() *tipLayer }); ok {
		return top.tipLayer()
	}
	if s := shells[c]; s != nil {
		return s.tips
	}
	return nil
}

func armTip(o fyne.CanvasObject, text string) {
	armTipAt(o, Rect{}, text)
}

// armTipAt shows text near a part of o (empty: all of it) after the delay.
func armTipAt(o fyne.CanvasObject, near Rect, text string) {
	l := layerOf(o)
	if l == nil {
		return
	}
	l.drop()
	if text == "" {
		return
	}
	l.target = o
	l.stop = after(tipDelay, func() {
		if l.target == o {
			l.show(o, near, text)
		}
	})
}

func dropTip(o fyne.CanvasObject) {
	if l := layerOf(o); l != nil && l.target == o {
		l.drop()
	}
}

func (l *tipLayer) drop() {
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
	l.target = nil
	if len(l.box.Objects) > 0 {
		l.box.Objects = nil
		l.box.Refresh()
	}
}

// show puts the tooltip under what it speaks of, or above it where there is no room: never over it.
func (l *tipLayer) show(o fyne.CanvasObject, near Rect, text string) {
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	if near == (Rect{}) {
		near = bounds(o.Size())
	}
	window := canvasOf(o).Size()
	card := tipCard(text)
	size := card.MinSize()
	x := min(max(8, pos.X+near.X), max(8, window.Width-size.Width-8))
	y := pos.Y + near.Y + near.H + 6
	if y+size.Height > window.Height-4 {
		y = pos.Y + near.Y - size.Height - 6
	}
	card.Move(fyne.NewPos(whole(x), whole(y)))
	card.Resize(size)
	l.box.Objects = []fyne.CanvasObject{card}
	l.box.Refresh()
}

// tipWidth is where the text of a tooltip is broken.
const tipWidth = 320

// tipCard sets the first of several lines bold.
func tipCard(text string) *Flex {
	title, rest, several := strings.Cut(text, "\n")
	first := NewLabel(title)
	if w := TextWidth(Small, title); w > tipWidth {
		first.Wrapped(tipWidth)
	}
	col := Col(first)
	if several {
		first.In(SmallStrong)
		col = Col(first, NewLabel(rest).Colour("text.secondary").Wrapped(tipWidth))
	}
	return col.Pad(12, 8, 12, 8).Fill("surface.overlay").Edge("border.strong").Radius(RadiusControl)
}

// SetTip arms a tooltip near a part of the surface for when the pointer has rested there: call it from Events.Move. The
// same text again changes nothing; empty text takes the tooltip away.
func (s *Surface) SetTip(near Rect, text string) {
	if text == s.tipText && near == s.tipNear {
		return
	}
	s.tipText, s.tipNear = text, near
	if text == "" {
		dropTip(s.raster)
		return
	}
	armTipAt(s.raster, near, text)
}
