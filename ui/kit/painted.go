package kit

import (
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// painted is the base of everything small that is seen: one raster, painted by a pen, and a minimum size that is
// worked out once and not once a frame. It takes part in no hit test; control adds that.
type painted struct {
	widget.BaseWidget
	self    fyne.Widget
	raster  *canvas.Raster
	draw    func(p *Pen, size fyne.Size)
	measure func() fyne.Size
	min     fyne.Size
	stale   bool
	bleed   float32 // units painted around the widget: room for a focus ring
	owner   *Flex
	look    seen
}

// setup must be called by the constructor of whatever embeds painted.
func (w *painted) setup(self fyne.Widget, measure func() fyne.Size, draw func(*Pen, fyne.Size)) {
	w.self, w.measure, w.draw, w.stale = self, measure, draw, true
	w.raster = canvas.NewRaster(w.paint)
	w.raster.ScaleMode = canvas.ImageScalePixels // a rounding that makes sizes differ must not blur
	w.ExtendBaseWidget(self)
}

func (w *painted) paint(width, height int) image.Image {
	img := sheet(width, height)
	size := w.self.Size()
	p := NewPen(img, deviceScale(w.self, width, size.Width+2*w.bleed))
	w.draw(p.Sub(Rect{w.bleed, w.bleed, size.Width, size.Height}).unclipped(), size)
	return img
}

// unclipped lets a pen paint around its origin again.
func (p *Pen) unclipped() *Pen {
	p.clip = p.img.Rect
	return p
}

// paper is what all rasters are painted on, one after another: the toolkit copies a picture as soon as it has it.
var paper []uint8

// sheet returns a transparent picture that may be used until sheet is called again.
func sheet(w, h int) *image.RGBA {
	n := 4 * w * h
	if n > len(paper) {
		paper = make([]uint8, n)
	}
	clear(paper[:n])
	return &image.RGBA{Pix: paper[:n:n], Stride: 4 * w, Rect: image.Rect(0, 0, w, h)}
}

// resized is called when what the widget shows needs another size: it measures again and has the row or column around
// it do the same.
func (w *painted) resized() {
	w.stale = true
	w.raster.Refresh()
	if w.owner != nil {
		w.owner.Reflow()
	}
}

func (w *painted) setOwner(f *Flex) { w.owner = f }

// setBleed changes the room around the widget.
func (w *painted) setBleed(b float32) {
	if w.bleed != b {
		w.bleed = b
		w.place(w.self.Size())
	}
	w.raster.Refresh()
}

func (w *painted) place(s fyne.Size) {
	w.raster.Move(fyne.NewPos(-w.bleed, -w.bleed))
	w.raster.Resize(s.AddWidthHeight(2*w.bleed, 2*w.bleed))
}

// CreateRenderer implements fyne.Widget.
func (w *painted) CreateRenderer() fyne.WidgetRenderer { return &paintedRenderer{w} }

type paintedRenderer struct{ w *painted }

func (r *paintedRenderer) Destroy()                     {}
func (r *paintedRenderer) Layout(s fyne.Size)           { r.w.place(s) }
func (r *paintedRenderer) Refresh()                     { r.w.raster.Refresh() }
func (r *paintedRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.w.raster} }
func (r *paintedRenderer) MinSize() fyne.Size {
	if r.w.look.outdated() {
		r.w.raster.Refresh()
	}
	if r.w.stale {
		r.w.min, r.w.stale = r.w.measure(), false
	}
	return r.w.min
}

// deviceScale returns the device pixels a unit of a raster that is px pixels and width units wide. The canvas knows
// it exactly; the quotient is off by what the width was rounded.
func deviceScale(o fyne.CanvasObject, px int, width float32) float32 {
	if width <= 0 {
		return 1
	}
	quotient := float32(px) / width
	if s := canvasScale(o); math.Abs(float64((s-quotient)*width)) < 1.5 {
		return s
	}
	return quotient
}

// lastScale answers for objects that are not on a canvas yet.
var lastScale float32 = 1

func canvasScale(o fyne.CanvasObject) float32 {
	if c := canvasOf(o); c != nil && c.Scale() > 0 {
		lastScale = c.Scale()
	}
	return lastScale
}

// canvasOf returns the canvas an object is on, or nil.
func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	a := fyne.CurrentApp()
	if a == nil {
		return nil
	}
	return a.Driver().CanvasForObject(o)
}

// snap moves a position to a whole device pixel: a raster or text that begins between two is resampled and looks
// soft. It matters at scales such as 1.25 and 1.5.
func snap(v, scale float32) float32 {
	return float32(math.Round(float64(v*scale))) / scale
}

// up rounds to the next whole unit: window and test driver round fractions differently.
func up(v float32) float32 { return float32(math.Ceil(float64(v) - 1e-3)) }
