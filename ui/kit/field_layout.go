package kit

import "fyne.io/fyne/v2"

// Room within a field: before its first part, behind its last one, between two.
const (
	fieldLeft  = 8
	fieldRight = 6
	fieldGap   = 6
)

// compose lists the objects of the field, in the order that the keyboard takes, and lays them out.
func (f *Field) compose() *Field {
	f.objects = append(append(f.objects[:0:0], f.face), f.lead...)
	if f.awake {
		f.objects = append(f.objects, f.view) // before the buttons, as in the order of the keyboard
	}
	if f.tail != nil {
		f.objects = append(f.objects, f.tail)
	}
	if f.reason != nil {
		f.objects = append(f.objects, f.reason)
	}
	f.arrange(f.Size())
	f.Refresh()
	return f
}

// fillTail puts what stands behind the text into a row, which tells when a part of it has another width.
func (f *Field) fillTail() *Field {
	kids := f.trail
	for _, b := range []*IconButton{f.clear, f.reveal} {
		if b != nil {
			kids = append(kids[:len(kids):len(kids)], b)
		}
	}
	f.tail = Row(kids...).Gaps(fieldGap)
	f.tail.onReflow = func() { f.arrange(f.Size()) }
	return f.compose()
}

// arrange places the parts from both ends; the text has what is left.
func (f *Field) arrange(size fyne.Size) {
	scale := canvasScale(f)
	f.face.Resize(fyne.NewSize(size.Width, f.height))
	place := func(o fyne.CanvasObject, x float32, s fyne.Size) {
		o.Move(fyne.NewPos(snap(x, scale), snap((f.height-s.Height)/2, scale)))
		o.Resize(s)
	}
	left, right := float32(fieldLeft), size.Width-fieldRight
	for _, o := range f.lead {
		if o.Visible() {
			s := o.MinSize()
			place(o, left, s)
			left += s.Width + fieldGap
		}
	}
	if f.tail != nil {
		if s := f.tail.MinSize(); s.Width > 0 {
			right -= s.Width
			place(f.tail, right, s)
			right -= fieldGap
		}
	}
	f.face.from, f.face.to = left, max(left, right)
	if f.view != nil {
		f.view.Move(fyne.NewPos(snap(left, scale), 0))
		f.view.Resize(fyne.NewSize(f.face.to-left, f.height))
	}
	if f.reason != nil {
		f.reason.Move(fyne.NewPos(0, f.height))
		f.reason.Resize(fyne.NewSize(size.Width, f.reason.MinSize().Height))
	}
}

// CreateRenderer implements fyne.Widget.
func (f *Field) CreateRenderer() fyne.WidgetRenderer { return &fieldRenderer{f} }

type fieldRenderer struct{ f *Field }

func (r *fieldRenderer) Destroy()                     {}
func (r *fieldRenderer) Layout(s fyne.Size)           { r.f.arrange(s) }
func (r *fieldRenderer) Objects() []fyne.CanvasObject { return r.f.objects }

func (r *fieldRenderer) Refresh() {
	r.f.face.raster.Refresh()
	if r.f.awake {
		r.f.entry.Refresh()
	}
}

func (r *fieldRenderer) MinSize() fyne.Size {
	if r.f.look.outdated() && r.f.entry != nil {
		r.f.entry.Refresh()
	}
	s := fyne.NewSize(r.f.minWidth, r.f.height)
	if r.f.reason != nil {
		s.Height += r.f.reason.MinSize().Height
	}
	return s
}
