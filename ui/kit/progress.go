package kit

import "fyne.io/fyne/v2"

// Progress is a bar 4 units high for work of known length.
type Progress struct {
	painted
	value float64
}

// NewProgress returns a bar at value, 0 to 1.
func NewProgress(value float64) *Progress {
	b := &Progress{value: value}
	b.setup(b, func() fyne.Size { return fyne.NewSize(40, 4) }, b.paintBar)
	return b
}

// SetValue moves the bar; values are limited to 0 to 1.
func (b *Progress) SetValue(v float64) {
	if v = min(max(v, 0), 1); v != b.value {
		b.value = v
		b.raster.Refresh()
	}
}

// Value returns where the bar is.
func (b *Progress) Value() float64 { return b.value }

func (b *Progress) paintBar(p *Pen, size fyne.Size) {
	y := (size.Height - 4) / 2
	p.Box(Rect{0, y, size.Width, 4}, 2, C("border.default"))
	p.Box(Rect{0, y, size.Width * float32(b.value), 4}, 2, C("accent.base"))
}
