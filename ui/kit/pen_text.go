package kit

import (
	"image/color"
	"math"
	"strings"
	"unicode/utf8"
)

// Align says where a text stands in its box.
type Align uint8

// The alignments.
const (
	AlignLeft Align = iota
	AlignRight
	AlignCentre
)

const ellipsis = "…"

// Text paints s on one line with its left edge at x and its baseline at y, and returns the x where it ends. Control
// characters are gaps; runes no font has are boxes.
func (p *Pen) Text(f Font, x, y float32, s string, c color.NRGBA) float32 {
	px := f.Size * p.scale
	pos, base := (x+p.dx)*p.scale, p.y(y)
	right := float32(p.clip.Max.X)
	left := float32(p.clip.Min.X) - 2*px
	for _, g := range line(f.Face, s) {
		if !g.blank && pos > left && pos < right {
			p.glyph(g, px, pos, base, c)
		}
		pos += g.advance * px
	}
	return pos/p.scale - p.dx
}

// glyph paints one glyph at a position that is rounded to a quarter of a pixel.
func (p *Pen) glyph(g placed, px, pos float32, base int, c color.NRGBA) {
	q := math.Floor(float64(pos+g.dx*px)*4+0.5) / 4
	whole := math.Floor(q)
	if m := glyphMask(g.face, px, uint8((q-whole)*4), g.gid); m != nil {
		p.blit(m, int(whole)+m.ox, base+m.oy+int(math.Round(float64(g.dy*px))), c)
	}
}

// TextIn paints s within r: centred vertically by the baseline rule, aligned as asked, cut with an ellipsis when it is
// too long. It returns the x where the text ends.
func (p *Pen) TextIn(f Font, r Rect, align Align, s string, c color.NRGBA) float32 {
	s = Fit(f, s, r.W)
	x := r.X
	switch align {
	case AlignRight:
		x += r.W - TextWidth(f, s)
	case AlignCentre:
		x += (r.W - TextWidth(f, s)) / 2
	}
	return p.Text(f, x, Baseline(r.Y, r.H, f.Size), s, c)
}

// TextAt paints s with its left edge at x, in the middle between top and bottom of r, and returns the x where it ends.
func (p *Pen) TextAt(f Font, x float32, r Rect, s string, c color.NRGBA) float32 {
	return p.Text(f, x, Baseline(r.Y, r.H, f.Size), s, c)
}

// TextEnd paints s so that it ends at right, in the middle between top and bottom of r, and returns the x where it
// begins.
func (p *Pen) TextEnd(f Font, right float32, r Rect, s string, c color.NRGBA) float32 {
	x := right - TextWidth(f, s)
	p.TextAt(f, x, r, s, c)
	return x
}

// TextWidth returns the width of s in units. It is the same at every scale.
func TextWidth(f Font, s string) float32 {
	w := float32(0)
	for _, g := range line(f.Face, s) {
		w += g.advance
	}
	return w * f.Size
}

// Advance returns the width of one column of a data font.
func Advance(f Font) float32 { return glyphFor(f.Face, '0').advance * f.Size }

// Fit returns s, or as much of its beginning as fits in width units together with an ellipsis.
func Fit(f Font, s string, width float32) string {
	s = strings.ToValidUTF8(s, "\ufffd") // glyphs are counted in the bytes of whole runes
	glyphs := line(f.Face, s)
	total := float32(0)
	for _, g := range glyphs {
		total += g.advance
	}
	width += 0.01 // slack for rounding: a box made as wide as the text must hold it
	if total*f.Size <= width {
		return s
	}
	room := width - TextWidth(f, ellipsis)
	if room < 0 {
		return ""
	}
	used, end := float32(0), 0
	for _, g := range glyphs {
		if used += g.advance * f.Size; used > room {
			break
		}
		end += int(g.bytes)
	}
	return s[:min(end, len(s))] + ellipsis
}

// FitMiddle cuts s in its middle, keeping beginning and end, so that it fits in width units.
func FitMiddle(f Font, s string, width float32) string {
	if TextWidth(f, s) <= width+0.01 {
		return s
	}
	r := []rune(s)
	lo, hi := 0, len(r) // the most runes that can be kept
	for lo < hi {
		keep := (lo + hi + 1) / 2
		if TextWidth(f, cutMiddle(r, keep)) <= width {
			lo = keep
		} else {
			hi = keep - 1
		}
	}
	return cutMiddle(r, lo)
}

func cutMiddle(r []rune, keep int) string {
	if keep >= len(r) {
		return string(r)
	}
	head := (keep + 1) / 2
	return string(r[:head]) + ellipsis + string(r[len(r)-(keep-head):])
}

// ColumnAt returns the rune index in s that is nearest to x units from its beginning: where a caret goes on a click.
func ColumnAt(f Font, s string, x float32) int {
	pos, col := float32(0), 0
	for _, r := range s {
		w := glyphFor(f.Face, r).advance * f.Size
		if x < pos+w/2 {
			return col
		}
		pos += w
		col++
	}
	return col
}

// Wrap breaks s into lines no wider than width, at spaces and newlines; a longer word is broken where it must be.
func Wrap(f Font, s string, width float32) []string {
	var out []string
	start, space := 0, -1
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\n':
			out = append(out, s[start:i])
			start, space = i+n, -1
		case r == ' ':
			space = i
		}
		if r != '\n' && r != ' ' && TextWidth(f, s[start:i+n]) > width {
			switch {
			case space > start:
				out = append(out, s[start:space])
				start, space = space+1, -1
			case i > start:
				out = append(out, s[start:i])
				start = i
			}
		}
		i += n
	}
	return append(out, s[start:])
}
