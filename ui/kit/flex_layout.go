package kit

import "fyne.io/fyne/v2"

func (k *Slot) hidden() bool { return k.CanvasObject != nil && !k.CanvasObject.Visible() }

// want returns the size a child asks for; along the direction nothing if it grows.
func (k *Slot) want(vertical bool) fyne.Size {
	s := fyne.NewSize(k.w, k.h)
	if k.CanvasObject != nil && (k.w == 0 || k.h == 0) {
		m := k.CanvasObject.MinSize()
		if k.w == 0 {
			s.Width = m.Width
		}
		if k.h == 0 {
			s.Height = m.Height
		}
	}
	if k.CanvasObject == nil { // a gap has no thickness
		if vertical {
			s.Width = 0
		} else {
			s.Height = 0
		}
	}
	return s
}

func (f *Flex) computeMin() fyne.Size {
	var along, across float32
	first := true
	for _, k := range f.kids {
		if k.hidden() {
			continue
		}
		if !first {
			along += f.gap
		}
		first = false
		length, thick := f.split(k.want(f.vertical))
		if k.grow == 0 {
			along += length
		}
		across = max(across, thick)
	}
	s := f.join(along, across).AddWidthHeight(f.pad[0]+f.pad[2], f.pad[1]+f.pad[3])
	if f.fixed.Width > 0 {
		s.Width = f.fixed.Width
	}
	if f.fixed.Height > 0 {
		s.Height = f.fixed.Height
	}
	return s
}

// split and join turn width and height into along and across the direction, and back.
func (f *Flex) split(s fyne.Size) (along, across float32) {
	if f.vertical {
		return s.Height, s.Width
	}
	return s.Width, s.Height
}

func (f *Flex) join(along, across float32) fyne.Size {
	if f.vertical {
		return fyne.NewSize(across, along)
	}
	return fyne.NewSize(along, across)
}

func (f *Flex) arrange(s fyne.Size) {
	scale := canvasScale(f)
	f.arrangeEdges(s)
	inner := s.SubtractWidthHeight(f.pad[0]+f.pad[2], f.pad[1]+f.pad[3])
	room, across := f.split(inner)
	used, shares := f.used()
	rest := max(0, room-used)
	pos := f.pad[0]
	if f.vertical {
		pos = f.pad[1]
	}
	first := true
	for _, k := range f.kids {
		if k.hidden() {
			continue
		}
		if !first {
			pos += f.gap
		}
		first = false
		length, thick := f.split(k.want(f.vertical))
		if k.grow > 0 {
			length = rest * k.grow / shares
		}
		if k.CanvasObject != nil {
			f.put(k, pos, length, across, thick, scale)
		}
		pos += length
	}
}

func (f *Flex) used() (length, shares float32) {
	first := true
	for _, k := range f.kids {
		if k.hidden() {
			continue
		}
		if !first {
			length += f.gap
		}
		first = false
		if k.grow > 0 {
			shares += k.grow
			continue
		}
		l, _ := f.split(k.want(f.vertical))
		length += l
	}
	return length, shares
}

// put places a child; both its edges come to lie on device pixels.
func (f *Flex) put(k *Slot, pos, length, across, thick, scale float32) {
	o := k.CanvasObject
	if f.vertical {
		y0, y1 := snap(pos, scale), snap(pos+length, scale)
		o.Move(fyne.NewPos(f.pad[0], y0))
		resize(o, fyne.NewSize(across, y1-y0))
		return
	}
	if thick == 0 || thick > across || k.tall {
		thick = across
	}
	top := f.pad[1] + (across-thick)/2
	x0, x1 := snap(pos, scale), snap(pos+length, scale)
	y0, y1 := snap(top, scale), snap(top+thick, scale)
	o.Move(fyne.NewPos(x0, y0))
	resize(o, fyne.NewSize(x1-x0, y1-y0))
}

// resize gives a child its size. A row or column that keeps its size is arranged all the same: something within it may
// have changed.
func resize(o fyne.CanvasObject, size fyne.Size) {
	if inner, ok := o.(*Flex); ok && inner.Size() == size {
		inner.arrange(size)
		return
	}
	o.Resize(size)
}

func (f *Flex) arrangeEdges(s fyne.Size) {
	if g := f.ground(); g != nil {
		g.Resize(s)
	}
	for _, l := range f.lines {
		switch l.side {
		case Left:
			l.rect.Resize(fyne.NewSize(1, s.Height))
		case Top:
			l.rect.Resize(fyne.NewSize(s.Width, 1))
		case Right:
			l.rect.Move(fyne.NewPos(s.Width-1, 0))
			l.rect.Resize(fyne.NewSize(1, s.Height))
		case Bottom:
			l.rect.Move(fyne.NewPos(0, s.Height-1))
			l.rect.Resize(fyne.NewSize(s.Width, 1))
		}
	}
}
