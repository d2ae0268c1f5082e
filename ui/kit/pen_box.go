package kit

import (
	"image"
	"image/color"
	"math"
)

// Box fills a rectangle with rounded corners.
func (p *Pen) Box(r Rect, radius float32, c color.NRGBA) {
	p.BoxCorners(r, [4]float32{radius, radius, radius, radius}, c)
}

// BoxCorners fills a rectangle with a radius a corner: top left, top right, bottom left, bottom right.
func (p *Pen) BoxCorners(r Rect, radii [4]float32, c color.NRGBA) {
	d := p.device(r)
	if d.Empty() || c.A == 0 || d.Intersect(p.clip).Empty() {
		return
	}
	corners := p.corners(d, radii)
	top, bottom := max(corners[0], corners[1]), max(corners[2], corners[3])
	p.fill(image.Rect(d.Min.X, d.Min.Y+top, d.Max.X, d.Max.Y-bottom), c)
	p.fill(image.Rect(d.Min.X+corners[0], d.Min.Y, d.Max.X-corners[1], d.Min.Y+top), c)
	p.fill(image.Rect(d.Min.X+corners[2], d.Max.Y-bottom, d.Max.X-corners[3], d.Max.Y), c)
	for i, rad := range corners {
		height := top
		if i >= 2 {
			height = bottom
		}
		p.corner(d, i, rad, height, func(dist float64) float64 { return 0.5 - dist }, c)
	}
}

// Outline paints the edge of a rounded rectangle, stroke units thick, inside r.
func (p *Pen) Outline(r Rect, radius, stroke float32, c color.NRGBA) {
	p.OutlineCorners(r, [4]float32{radius, radius, radius, radius}, stroke, c)
}

// OutlineCorners is Outline with a radius a corner, in the order of BoxCorners.
func (p *Pen) OutlineCorners(r Rect, radii [4]float32, stroke float32, c color.NRGBA) {
	d := p.device(r)
	if d.Empty() || c.A == 0 {
		return
	}
	t := min(p.pixels(stroke), d.Dx(), d.Dy())
	k := p.corners(d, radii)
	for i := range k {
		k[i] = max(k[i], t) // the corner squares cover the stroke's own corners too
	}
	p.fill(image.Rect(d.Min.X+k[0], d.Min.Y, d.Max.X-k[1], d.Min.Y+t), c)
	p.fill(image.Rect(d.Min.X+k[2], d.Max.Y-t, d.Max.X-k[3], d.Max.Y), c)
	p.fill(image.Rect(d.Min.X, d.Min.Y+k[0], d.Min.X+t, d.Max.Y-k[2]), c)
	p.fill(image.Rect(d.Max.X-t, d.Min.Y+k[1], d.Max.X, d.Max.Y-k[3]), c)
	for i, size := range k {
		rad := p.radius(d, radii[i])
		p.cornerOf(d, i, size, size, rad, func(dist float64) float64 {
			return min(0.5-dist, max(0, min(1, 0.5+dist+float64(t))))
		}, c)
	}
}

func (p *Pen) radius(d image.Rectangle, r float32) float64 {
	return min(float64(r*p.scale), float64(d.Dx())/2, float64(d.Dy())/2)
}

func (p *Pen) corners(d image.Rectangle, radii [4]float32) (k [4]int) {
	for i, r := range radii {
		k[i] = int(math.Ceil(p.radius(d, r)))
	}
	return k
}

func (p *Pen) corner(d image.Rectangle, i, size, height int, cover func(float64) float64, c color.NRGBA) {
	p.cornerOf(d, i, size, height, float64(size), cover, c)
}

// cornerOf paints the square of one corner by the signed distance from the rounded edge, one pixel soft.
func (p *Pen) cornerOf(d image.Rectangle, i, w, h int, radius float64, cover func(float64) float64, c color.NRGBA) {
	q := image.Rect(0, 0, w, h).Add(d.Min)
	if i%2 == 1 {
		q = q.Add(image.Pt(d.Dx()-w, 0))
	}
	if i >= 2 {
		q = q.Add(image.Pt(0, d.Dy()-h))
	}
	q = q.Intersect(p.clip)
	cx, cy := float64(d.Min.X)+radius, float64(d.Min.Y)+radius
	if i%2 == 1 {
		cx = float64(d.Max.X) - radius
	}
	if i >= 2 {
		cy = float64(d.Max.Y) - radius
	}
	for y := q.Min.Y; y < q.Max.Y; y++ {
		for x := q.Min.X; x < q.Max.X; x++ {
			qx, qy := float64(x)+0.5-cx, float64(y)+0.5-cy
			if i%2 == 0 {
				qx = -qx
			}
			if i < 2 {
				qy = -qy
			}
			dist := math.Hypot(max(qx, 0), max(qy, 0)) + min(max(qx, qy), 0) - radius
			if v := cover(dist); v > 0 {
				p.blend(x, y, c, uint32(min(v, 1)*255+0.5))
			}
		}
	}
}

// Tint paints the background that says "chosen" or "has a meaning". In high contrast it is an outline, stroke units
// thick, in the colour of another token.
func (p *Pen) Tint(r Rect, radius float32, token, outline string, stroke float32) {
	if HighContrast() {
		p.Outline(r, radius, stroke, C(outline))
		return
	}
	p.Box(r, radius, C(token))
}

// CurrentLine paints the ground of the line that the caret is in.
func (p *Pen) CurrentLine(r Rect) { p.Tint(r, 0, "surface.hover", "border.strong", 1) }

// Selection paints the ground of selected text.
func (p *Pen) Selection(r Rect) { p.Tint(r, 0, "surface.selected", "accent.base", 1) }

// Variable paints the ground of a variable in a text.
func (p *Pen) Variable(r Rect) { p.Tint(r, RadiusSmall, "accent.tint", "accent.base", 1) }

// Caret paints the place where typed text goes.
func (p *Pen) Caret(x, y, h float32) { p.VLine(x, y, h, C("text.primary")) }

// Hatch paints diagonal stripes, 2 units on and 4 off, within r.
func (p *Pen) Hatch(r Rect, c color.NRGBA) {
	d := p.device(r)
	v := d.Intersect(p.clip)
	for y := v.Min.Y; y < v.Max.Y; y++ {
		for x := v.Min.X; x < v.Max.X; x++ {
			t := math.Mod(float64(x-d.Min.X+y-d.Min.Y+1)/math.Sqrt2/float64(p.scale), 6)
			// Distance from the middle of the nearest stripe, which repeats every 6.
			near := min(math.Abs(t-1), math.Abs(t-7))
			if cov := (1-near)*float64(p.scale) + 0.5; cov > 0 {
				p.blend(x, y, c, uint32(min(cov, 1)*255))
			}
		}
	}
}

// DashedOutline paints the edge of a square-cornered rectangle one unit thick, 3 units on and 2 off.
func (p *Pen) DashedOutline(r Rect, c color.NRGBA) {
	for x := float32(0); x < r.W; x += 5 {
		w := min(3, r.W-x)
		p.Fill(r.X+x, r.Y, w, 1, c)
		p.Fill(r.X+x, r.Y+r.H-1, w, 1, c)
	}
	for y := float32(0); y < r.H; y += 5 {
		h := min(3, r.H-y)
		p.Fill(r.X, r.Y+y, 1, h, c)
		p.Fill(r.X+r.W-1, r.Y+y, 1, h, c)
	}
}

// Dots underlines w units from x with a dot every 2 units.
func (p *Pen) Dots(x, y, w float32, c color.NRGBA) {
	for i := float32(0); i < w; i += 2 {
		p.Fill(x+i, y, 1, 1, c)
	}
}

// Wave underlines w units from x with a wave 3 units high: an error in a text.
func (p *Pen) Wave(x, y, w float32, c color.NRGBA) {
	x0, x1, y0 := p.x(x), p.x(x+w), p.y(y)
	k := float64(p.scale)
	for px := max(x0, p.clip.Min.X); px < min(x1, p.clip.Max.X); px++ {
		mid := (1 + math.Sin(float64(px-x0)/k*math.Pi/2)) * k
		for py := range int(3*k) + 1 {
			if cov := 1 - math.Abs(float64(py)-mid)/max(1, k*0.7); cov > 0 {
				p.blend(px, y0+py, c, uint32(cov*255))
			}
		}
	}
}
