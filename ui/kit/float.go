package kit

// What lies over rows at the place of the pointer: the actions of a row, and a notice at the foot of a list.

const (
	actionWidth = 24
	actionEdge  = 2
)

// Actions are buttons that appear at the right end of the row under the pointer. They are painted within the raster of
// their rows; the pane asks which one a press meant.
type Actions []Action

// Action is one of Actions.
type Action struct {
	Icon string // Lucide name
	Tip  string
}

// Box is where the actions of a row stand, right of them room units from its end.
func (a Actions) Box(row Rect, room float32) Rect {
	w := actionWidth*float32(len(a)) + 2*actionEdge
	return Rect{row.X + row.W - room - w, row.Y + 2, w, row.H - 4}
}

// Cell is the part of a box that an action has.
func (a Actions) Cell(box Rect, i int) Rect {
	return Rect{box.X + actionEdge + actionWidth*float32(i), box.Y, actionWidth, box.H}
}

// At is the action at a point of a box, -1 outside.
func (a Actions) At(box Rect, x, y float32) int {
	if !box.Contains(x, y) {
		return -1
	}
	return min(max(0, int((x-box.X-actionEdge)/actionWidth)), len(a)-1)
}

// Paint paints the actions; hovered is the one under the pointer, -1 none.
func (a Actions) Paint(p *Pen, box Rect, hovered int) {
	p.Box(box, RadiusControl, C("surface.raised"))
	p.Outline(box, RadiusControl, 1, C("border.default"))
	for i, action := range a {
		cell := a.Cell(box, i)
		token := "text.secondary"
		if i == hovered {
			p.Tint(cell.Inset(1), RadiusSmall, "surface.pressed", "border.strong", 1)
			token = "text.primary"
		}
		p.Icon(action.Icon, IconSmall, cell.X+(cell.W-IconSmall)/2, cell.Y+(cell.H-IconSmall)/2, C(token))
	}
}

// Floater is a notice over the foot of a list that can be pressed: "12 new".
type Floater struct {
	Icon string // Lucide name
	Text string
}

// Box is where the floater stands over a view: in its middle, a little above its foot.
func (f Floater) Box(view Rect) Rect {
	w := up(TextWidth(Small, f.Text)) + 38
	return Rect{view.X + whole((view.W-w)/2), view.Y + view.H - 34, w, 26}
}

// Paint paints the floater.
func (f Floater) Paint(p *Pen, box Rect, hovered bool) {
	edge := "border.strong"
	if hovered {
		edge = "accent.base"
	}
	shadow(p, box, RadiusControl)
	p.Box(box, RadiusControl, C("surface.overlay"))
	p.Outline(box, RadiusControl, 1, C(edge))
	p.IconIn(f.Icon, IconRow, box.X+10, box, C("text.secondary"))
	p.TextAt(Small, box.X+28, box, f.Text, C("text.primary"))
}
