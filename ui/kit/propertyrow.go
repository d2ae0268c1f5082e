package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// PropertyRow is a name with the control that changes it, 32 units high. A dot after the name says that the value is not
// the default. What was refused stays in the control, with the reason under the row; for a moment after a change the name
// gives way to a word on when it counts.
type PropertyRow struct {
	widget.BaseWidget
	Tip   func() string     // of the whole row
	Items func() []MenuItem // the menu of the secondary button

	back    *propertyBack
	control fyne.CanvasObject
	marked  marker // the control, where it can show that its value is wrong
	reason  *Label
	col     *Flex
}

// marker is a control that can show that its value is wrong.
type marker interface{ SetWrong(bool) }

// propertyReason is where the reason of a refusal breaks: it fits the narrowest drawer.
const propertyReason = 216

// NewPropertyRow returns a row around a control. beside stands after it; the two make one control.
func NewPropertyRow(name string, control fyne.CanvasObject, beside ...fyne.CanvasObject) *PropertyRow {
	r := &PropertyRow{control: control, reason: NewLabel("").Colour("status.failed").Wrapped(propertyReason)}
	r.marked, _ = control.(marker)
	r.back = newPropertyBack(r, name)
	r.reason.Hide()
	line := Row(append([]fyne.CanvasObject{Space(), control}, beside...)...).Gaps(4).PadX(rowPad, rowPad)
	r.col = Col(Fixed(container.NewStack(r.back, line), 0, S("height.propertyRow")), Row(r.reason).PadX(rowPad, rowPad))
	r.ExtendBaseWidget(r)
	return r
}

func (r *PropertyRow) setOwner(f *Flex) { r.col.setOwner(f) }

// SetDiffers shows whether the value is not the default.
func (r *PropertyRow) SetDiffers(on bool) {
	if r.back.differs != on {
		r.back.differs = on
		r.back.raster.Refresh()
	}
}

// Say shows a word in place of the name; an empty one brings the name back.
func (r *PropertyRow) Say(word string) {
	if r.back.word != word {
		r.back.word = word
		r.back.raster.Refresh()
	}
}

// Refuse marks the control and says below why its value was not taken.
func (r *PropertyRow) Refuse(reason string) {
	if r.marked != nil {
		r.marked.SetWrong(true)
	}
	r.reason.SetText(reason)
	r.reason.Show()
	r.col.Reflow()
}

// Accept takes back what Refuse showed.
func (r *PropertyRow) Accept() {
	if !r.Refused() {
		return
	}
	if r.marked != nil {
		r.marked.SetWrong(false)
	}
	r.reason.Hide()
	r.col.Reflow()
}

// Refused tells whether a reason is shown.
func (r *PropertyRow) Refused() bool { return r.reason.Visible() }

// Reason returns the reason that is shown, or "".
func (r *PropertyRow) Reason() string { return when(r.Refused(), r.reason.Text()) }

// Word returns what stands in place of the name, or "".
func (r *PropertyRow) Word() string { return r.back.word }

// CreateRenderer implements fyne.Widget.
func (r *PropertyRow) CreateRenderer() fyne.WidgetRenderer { return columnRenderer{r.col} }

// columnRenderer is the renderer of a widget that is one column: its size is the column's, however often that changes.
type columnRenderer struct{ col *Flex }

func (r columnRenderer) Destroy()                     {}
func (r columnRenderer) Layout(s fyne.Size)           { r.col.Resize(s) }
func (r columnRenderer) MinSize() fyne.Size           { return r.col.MinSize() }
func (r columnRenderer) Refresh()                     { r.col.Refresh() }
func (r columnRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.col} }

// propertyBack lies behind the control: name, dot, hover, tooltip and menu. It never takes the keyboard; the control does.
type propertyBack struct {
	painted
	row     *PropertyRow
	name    string
	word    string
	differs bool
	hovered bool
}

func newPropertyBack(r *PropertyRow, name string) *propertyBack {
	b := &propertyBack{row: r, name: name}
	b.setup(b, func() fyne.Size { return fyne.NewSize(0, S("height.propertyRow")) }, b.paintBack)
	return b
}

func (b *propertyBack) paintBack(p *Pen, size fyne.Size) {
	r := bounds(size)
	if b.hovered {
		p.Tint(r, 0, "surface.hover", "border.strong", 1)
	}
	if b.word != "" {
		p.TextAt(Small, rowPad, r, b.word, C("accent.base"))
		return
	}
	room := b.row.control.Position().X - rowPad - 8 // the name gives way to the control
	if b.differs {
		room -= dotSide + 8
	}
	x := p.TextIn(Small, Rect{rowPad, 0, room, r.H}, AlignLeft, b.name, C("text.primary"))
	if b.differs {
		PaintDot(p, x+8, r)
	}
}

// PaintDot paints the small accent disc that means "has something set", in the middle of r.
func PaintDot(p *Pen, x float32, r Rect) {
	p.Box(Rect{whole(x), r.Y + (r.H-dotSide)/2, dotSide, dotSide}, dotSide/2, C("accent.base"))
}

const dotSide = 6

// MouseIn implements desktop.Hoverable.
func (b *propertyBack) MouseIn(*desktop.MouseEvent) {
	b.hovered = true
	b.raster.Refresh()
	if b.row.Tip != nil {
		armTip(b, b.row.Tip())
	}
}

// MouseMoved implements desktop.Hoverable.
func (b *propertyBack) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *propertyBack) MouseOut() {
	b.hovered = false
	b.raster.Refresh()
	dropTip(b)
}

// TappedSecondary implements fyne.SecondaryTappable.
func (b *propertyBack) TappedSecondary(e *fyne.PointEvent) {
	if c := canvasOf(b); c != nil && b.row.Items != nil {
		ShowMenu(c, e.AbsolutePosition, b.row.Items())
	}
}
