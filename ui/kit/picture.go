package kit

import "fyne.io/fyne/v2"

// Picture is a raster that only shows what its painter paints: it takes neither the pointer nor the keyboard.
type Picture struct {
	painted
	least fyne.Size
}

// NewPicture returns a picture that asks for no room; give it some with Grow or SetMinSize.
func NewPicture(painter Painter) *Picture {
	b := &Picture{}
	b.setup(b, func() fyne.Size { return b.least }, painter.Paint)
	return b
}

// SetMinSize sets the least size in units.
func (b *Picture) SetMinSize(w, h float32) {
	b.least, b.stale = fyne.NewSize(w, h), true
}

// Refresh has the picture painted again with the next frame.
func (b *Picture) Refresh() { b.raster.Refresh() }
