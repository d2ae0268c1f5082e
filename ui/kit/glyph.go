package kit

import (
	"image"
	"math"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/vector"
)

// mask is the alpha picture of a glyph or icon at one device size, blitted in any colour. ox, oy place it against the
// pen's position on the baseline.
type mask struct {
	pix    []uint8
	w, h   int
	ox, oy int
}

// What the caches may hold. A 1600 by 1000 window at scale 2 uses about 1 MB of glyphs.
const (
	glyphBudget = 8 << 20
	runBudget   = 2 << 20
	iconBudget  = 4 << 20
)

type glyphKey struct {
	face Face
	size uint16 // device pixels per em, in sixteenths
	sub  uint8  // start within the pixel, in quarters
	gid  font.GID
}

// entryBytes is what an entry costs besides its pixels, roughly.
const entryBytes = 96

var glyphs = newGenCache[glyphKey, *mask](glyphBudget)

// missingGlyph stands for a rune no font has: a box is drawn for it.
const missingGlyph = font.GID(0)

// glyphMask returns the picture of a glyph at px device pixels per em, beginning sub quarters of a pixel into its
// first one; nil when nothing is to be drawn. The outline is filled as it is, without hinting, as Fyne fills it.
func glyphMask(f Face, px float32, sub uint8, gid font.GID) *mask {
	k := glyphKey{f, uint16(px * 16), sub, gid}
	if m, ok := glyphs.get(k); ok {
		return m
	}
	var m *mask
	t := faceOf(f)
	if gid == missingGlyph {
		m = boxMask(px)
	} else if o, ok := t.font.GlyphData(gid).(font.GlyphOutline); ok && len(o.Segments) > 0 {
		m = outlineMask(o, px/t.upem, float32(sub)/4)
	}
	n := entryBytes
	if m != nil {
		n += len(m.pix)
	}
	glyphs.put(k, m, n)
	return m
}

// boxMask is the picture for a rune no font has.
func boxMask(px float32) *mask {
	w, h := max(3, int(px*0.5)), max(4, int(px*0.7))
	m := &mask{pix: make([]uint8, w*h), w: w, h: h, ox: max(1, int(px*0.05)), oy: -h}
	for y := range h {
		for x := range w {
			if x == 0 || y == 0 || x == w-1 || y == h-1 {
				m.pix[y*w+x] = 160
			}
		}
	}
	return m
}

func segmentPoints(op opentype.SegmentOp) int {
	switch op {
	case opentype.SegmentOpQuadTo:
		return 2
	case opentype.SegmentOpCubeTo:
		return 3
	}
	return 1
}

func outlineMask(o font.GlyphOutline, scale, dx float32) *mask {
	at := func(p opentype.SegmentPoint) (float32, float32) { return p.X*scale + dx, -p.Y * scale }
	minX, minY := float32(math.Inf(1)), float32(math.Inf(1))
	maxX, maxY := -minX, -minY
	for i := range o.Segments {
		s := &o.Segments[i]
		for _, a := range s.Args[:segmentPoints(s.Op)] {
			x, y := at(a)
			minX, maxX, minY, maxY = min(minX, x), max(maxX, x), min(minY, y), max(maxY, y)
		}
	}
	ox, oy := int(math.Floor(float64(minX))), int(math.Floor(float64(minY)))
	w, h := int(math.Ceil(float64(maxX)))-ox, int(math.Ceil(float64(maxY)))-oy
	if w <= 0 || h <= 0 || w > 4096 || h > 4096 {
		return nil
	}
	z := vector.NewRasterizer(w, h)
	drawOutline(z, o, func(p opentype.SegmentPoint) (float32, float32) {
		x, y := at(p)
		return x - float32(ox), y - float32(oy)
	})
	a := image.NewAlpha(image.Rect(0, 0, w, h))
	z.Draw(a, a.Rect, image.Opaque, image.Point{})
	return &mask{a.Pix, w, h, ox, oy}
}

func drawOutline(z *vector.Rasterizer, o font.GlyphOutline, at func(opentype.SegmentPoint) (float32, float32)) {
	open := false
	for i := range o.Segments {
		s := &o.Segments[i]
		x0, y0 := at(s.Args[0])
		x1, y1 := at(s.Args[1])
		x2, y2 := at(s.Args[2])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if open {
				z.ClosePath()
			}
			open = true
			z.MoveTo(x0, y0)
		case opentype.SegmentOpLineTo:
			z.LineTo(x0, y0)
		case opentype.SegmentOpQuadTo:
			z.QuadTo(x0, y0, x1, y1)
		case opentype.SegmentOpCubeTo:
			z.CubeTo(x0, y0, x1, y1, x2, y2)
		}
	}
	if open {
		z.ClosePath()
	}
}
