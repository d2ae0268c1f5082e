package kit

import "fyne.io/fyne/v2"

// roundGround is the ground of a row or column that is rounded or has an edge one unit wide, inside.
type roundGround struct {
	painted
	fill, edge string
	radius     float32
}

func newRoundGround(fill, edge string, radius float32) *roundGround {
	g := &roundGround{fill: fill, edge: edge, radius: radius}
	g.setup(g, func() fyne.Size { return fyne.Size{} }, g.paintGround)
	return g
}

func (g *roundGround) paintGround(p *Pen, size fyne.Size) {
	p.Box(bounds(size), g.radius, C(g.fill))
	p.Outline(bounds(size), g.radius, 1, C(g.edge))
}
