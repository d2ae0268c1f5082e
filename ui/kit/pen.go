package kit

import (
	"image"
	"image/color"
	"math"
)

// Rect is a rectangle in units.
type Rect struct{ X, Y, W, H float32 }

// Inset returns r made smaller by d on every side.
func (r Rect) Inset(d float32) Rect { return Rect{r.X + d, r.Y + d, r.W - 2*d, r.H - 2*d} }

// Contains tells whether a point lies in r; right and bottom edges do not belong to it.
func (r Rect) Contains(x, y float32) bool {
	return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H
}

// Baseline returns the y of the baseline of text of the given size centred in a box that begins at y and is h high.
func Baseline(y, h, size float32) float32 {
	return float32(math.Round(float64(y + h/2 + 0.36*size)))
}

// Pen paints into a picture of device pixels. All coordinates are units (one pixel at scale 1) and are rounded to
// device pixels, so that edges are sharp at every scale. The picture is premultiplied, as image.RGBA is, and may be
// transparent. A Pen belongs to one call of a paint function; do not keep it.
type Pen struct {
	img    *image.RGBA
	scale  float32
	dx, dy float32         // units added to every coordinate
	clip   image.Rectangle // device pixels that may be changed
}

// NewPen returns a pen for all of img, with scale device pixels a unit.
func NewPen(img *image.RGBA, scale float32) *Pen {
	return &Pen{img: img, scale: scale, clip: img.Rect}
}

// Scale returns the device pixels a unit.
func (p *Pen) Scale() float32 { return p.scale }

// Sub returns a pen whose origin is the corner of r and that paints within r only.
func (p *Pen) Sub(r Rect) *Pen {
	q := *p
	q.clip = p.device(r).Intersect(p.clip)
	q.dx, q.dy = p.dx+r.X, p.dy+r.Y
	return &q
}

// Clipped returns a pen with the same origin that paints within r only.
func (p *Pen) Clipped(r Rect) *Pen {
	q := *p
	q.clip = p.device(r).Intersect(p.clip)
	return &q
}

// Clip tells what this pen can paint, in its own coordinates: what lies outside need not be drawn.
func (p *Pen) Clip() Rect {
	return Rect{float32(p.clip.Min.X)/p.scale - p.dx, float32(p.clip.Min.Y)/p.scale - p.dy,
		float32(p.clip.Dx()) / p.scale, float32(p.clip.Dy()) / p.scale}
}

func (p *Pen) x(v float32) int { return int(math.Round(float64((v + p.dx) * p.scale))) }
func (p *Pen) y(v float32) int { return int(math.Round(float64((v + p.dy) * p.scale))) }

// pixels is a length in device pixels, at least one.
func (p *Pen) pixels(v float32) int { return max(1, int(math.Round(float64(v*p.scale)))) }

func (p *Pen) device(r Rect) image.Rectangle {
	return image.Rect(p.x(r.X), p.y(r.Y), p.x(r.X+r.W), p.y(r.Y+r.H))
}

// Fill paints a rectangle. Edges up to 2 units thick are equally thick wherever they lie.
func (p *Pen) Fill(x, y, w, h float32, c color.NRGBA) {
	if w <= 0 || h <= 0 {
		return
	}
	r := p.device(Rect{x, y, w, h})
	if w <= 2 {
		r.Max.X = r.Min.X + p.pixels(w)
	}
	if h <= 2 {
		r.Max.Y = r.Min.Y + p.pixels(h)
	}
	p.fill(r, c)
}

// HLine paints a horizontal line one unit thick.
func (p *Pen) HLine(x, y, w float32, c color.NRGBA) { p.Fill(x, y, w, 1, c) }

// VLine paints a vertical line one unit thick.
func (p *Pen) VLine(x, y, h float32, c color.NRGBA) { p.Fill(x, y, 1, h, c) }

// Clear makes everything within the clip transparent.
func (p *Pen) Clear() {
	r := p.clip
	for y := r.Min.Y; y < r.Max.Y; y++ {
		clear(p.row(y, r.Min.X, r.Max.X))
	}
}

func (p *Pen) row(y, x0, x1 int) []uint8 {
	o := (y-p.img.Rect.Min.Y)*p.img.Stride - p.img.Rect.Min.X*4
	return p.img.Pix[o+x0*4 : o+x1*4]
}

func (p *Pen) fill(r image.Rectangle, c color.NRGBA) {
	r = r.Intersect(p.clip)
	if r.Empty() || c.A == 0 {
		return
	}
	a := uint32(c.A)
	cr, cg, cb, ia := uint32(c.R)*a, uint32(c.G)*a, uint32(c.B)*a, 255-a
	first := p.row(r.Min.Y, r.Min.X, r.Max.X)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := p.row(y, r.Min.X, r.Max.X)
		if a == 255 && y > r.Min.Y {
			copy(row, first)
			continue
		}
		for i := 0; i+3 < len(row); i += 4 {
			q := row[i : i+4 : i+4]
			q[0] = uint8((cr + uint32(q[0])*ia) / 255)
			q[1] = uint8((cg + uint32(q[1])*ia) / 255)
			q[2] = uint8((cb + uint32(q[2])*ia) / 255)
			q[3] = uint8(a + uint32(q[3])*ia/255)
		}
	}
}

// blend paints one device pixel with coverage cov (0 to 255).
func (p *Pen) blend(x, y int, c color.NRGBA, cov uint32) {
	if !(image.Point{X: x, Y: y}).In(p.clip) {
		return
	}
	blendPixel(p.row(y, x, x+1), c, cov)
}

func blendPixel(q []uint8, c color.NRGBA, cov uint32) {
	a := uint32(c.A) * cov / 255
	ia := 255 - a
	q = q[:4:4]
	q[0] = uint8((uint32(c.R)*a + uint32(q[0])*ia) / 255)
	q[1] = uint8((uint32(c.G)*a + uint32(q[1])*ia) / 255)
	q[2] = uint8((uint32(c.B)*a + uint32(q[2])*ia) / 255)
	q[3] = uint8(a + uint32(q[3])*ia/255)
}

// blit paints a mask with its corner at a device pixel.
func (p *Pen) blit(m *mask, x, y int, c color.NRGBA) {
	r := image.Rect(x, y, x+m.w, y+m.h).Intersect(p.clip)
	for yy := r.Min.Y; yy < r.Max.Y; yy++ {
		row := p.row(yy, r.Min.X, r.Max.X)
		src := m.pix[(yy-y)*m.w+r.Min.X-x : (yy-y)*m.w+r.Max.X-x]
		for i, v := range src {
			if v != 0 {
				blendPixel(row[i*4:], c, uint32(v))
			}
		}
	}
}

// Icon paints a Lucide icon with its corner at x, y, size units wide and high. A name that is not among the assets
// panics.
func (p *Pen) Icon(name string, size, x, y float32, c color.NRGBA) {
	p.blit(iconMask(name, p.pixels(size)), p.x(x), p.y(y), c)
}

// IconIn paints an icon with its left edge at x, in the middle between top and bottom of r.
func (p *Pen) IconIn(name string, size, x float32, r Rect, c color.NRGBA) {
	p.Icon(name, size, x, r.Y+(r.H-size)/2, c)
}

// StateIn paints a state glyph with its left edge at x, in the middle between top and bottom of r.
func (p *Pen) StateIn(s State, size, x float32, r Rect) {
	p.State(s, size, x, r.Y+(r.H-size)/2)
}

// State paints a state glyph in its colour with its corner at x, y. The design's size is 12.
func (p *Pen) State(s State, size, x, y float32) {
	p.Icon(string(s), size, x, y, StateColour(s))
}
