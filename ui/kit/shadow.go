package kit

import "image/color"

// shadowRoom is how far the shadow of an overlay reaches beyond it.
const shadowRoom = 8

// shadow paints a dark rim around r that fades outwards, deeper below than above.
func shadow(p *Pen, r Rect, radius float32) {
	alpha := uint8(14)
	if IsLight() {
		alpha = 6
	}
	for d := float32(shadowRoom - 2); d >= 1; d-- {
		p.Box(Rect{r.X - d, r.Y - d + 2, r.W + 2*d, r.H + 2*d}, radius+d, color.NRGBA{0, 0, 0, alpha})
	}
}
