package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// chooserTab stands behind the path field in the order of the focus and takes up no room. An entry never gets the Tab
// key, the canvas moves the focus instead: what arrives here from an edited path goes back and completes it, anything
// else passes through.
type chooserTab struct {
	widget.BaseWidget
	c        *chooser
	fromPath bool // the path field had the keyboard last, as far as the order of the focus is concerned
}

func newChooserTab(c *chooser) *chooserTab {
	t := &chooserTab{c: c}
	t.ExtendBaseWidget(t)
	return t
}

// MinSize implements fyne.CanvasObject.
func (t *chooserTab) MinSize() fyne.Size { return fyne.Size{} }

// FocusGained implements fyne.Focusable.
func (t *chooserTab) FocusGained() {
	switch {
	case !t.fromPath: // backwards
		t.c.path.Focus()
	case t.c.completes():
		t.c.path.Focus()
		t.c.complete()
	default:
		t.c.a.Canvas.Focus(t.c.places)
	}
}

// FocusLost implements fyne.Focusable.
func (t *chooserTab) FocusLost() {}

// TypedRune implements fyne.Focusable.
func (t *chooserTab) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (t *chooserTab) TypedKey(*fyne.KeyEvent) {}

// CreateRenderer implements fyne.Widget.
func (t *chooserTab) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}
