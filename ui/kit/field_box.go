package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// fieldFace is a field at rest in one raster: its box with edge or ring, and its text or placeholder. It takes the pointer
// and the keyboard in the entry's place, wakes the field and gives them on.
type fieldFace struct {
	painted
	f        *Field
	from, to float32   // where the text is
	pressed  time.Time // when a press woke the field
	at       fyne.Position
}

func newFieldFace(f *Field) *fieldFace {
	b := &fieldFace{f: f}
	b.setup(b, func() fyne.Size { return fyne.Size{} }, b.paintField)
	return b
}

func (b *fieldFace) paintField(p *Pen, size fyne.Size) {
	b.paintBox(p, bounds(size))
	if !b.f.awake {
		b.paintText(p.Clipped(Rect{b.from, 0, b.to - b.from, size.Height}), size.Height)
	}
}

func (b *fieldFace) paintBox(p *Pen, r Rect) {
	switch f := b.f; {
	case f.focused:
		p.Box(r, RadiusControl, C("surface.inset"))
		token := "accent.focusRing"
		if f.invalid {
			token = "status.failed"
		}
		p.Outline(r.Inset(-1), RadiusControl+1, S("width.focusRing"), C(token)) // the ring replaces the border, half of it outside
	case f.bare && !f.invalid:
	case f.disabled:
		p.Outline(r, RadiusControl, 1, C("border.subtle"))
	default:
		edge := "border.default"
		if f.invalid {
			edge = "status.failed"
		}
		p.Box(r, RadiusControl, C("surface.inset"))
		p.Outline(r, RadiusControl, 1, C(edge))
	}
}

func (b *fieldFace) paintText(p *Pen, height float32) {
	font := b.f.font
	x, base := b.from, Baseline(0, height, font.Size)
	for _, span := range b.f.shown() {
		if b.f.text == "" {
			span.Text = Fit(font, span.Text, b.to-b.from) // a placeholder is a sentence, and not to be scrolled
		}
		w := TextWidth(font, span.Text)
		if span.Boxed {
			p.Variable(Rect{x - 2, base - font.Size - 1, w + 4, font.Size + 6})
		}
		token := span.Token
		if b.f.disabled {
			token = "text.disabled"
		}
		p.Text(font, x, base, span.Text, C(token))
		if span.Missing {
			p.Dots(x, base+3, w, C(span.Token))
		}
		x += w
	}
}

// Describe implements Described.
func (b *fieldFace) Describe() string { return b.f.Describe() }

// FocusGained implements fyne.Focusable: the entry gets the keyboard.
func (b *fieldFace) FocusGained() { b.f.Focus() }

// FocusLost implements fyne.Focusable.
func (b *fieldFace) FocusLost() {}

// TypedRune implements fyne.Focusable.
func (b *fieldFace) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (b *fieldFace) TypedKey(*fyne.KeyEvent) {}

// Disabled implements fyne.Disableable: the keyboard passes the face by while the entry is there.
func (b *fieldFace) Disabled() bool { return b.f.awake || b.f.disabled }

// Enable implements fyne.Disableable; the field decides.
func (b *fieldFace) Enable() {}

// Disable implements fyne.Disableable; the field decides.
func (b *fieldFace) Disable() {}

// Cursor implements desktop.Cursorable.
func (b *fieldFace) Cursor() desktop.Cursor {
	if b.f.disabled {
		return desktop.DefaultCursor
	}
	return desktop.TextCursor
}

// inEntry is a place of the face as the entry counts.
func (b *fieldFace) inEntry(pos fyne.Position) fyne.Position {
	d := fyne.CurrentApp().Driver()
	return pos.Add(d.AbsolutePositionForObject(b)).Subtract(d.AbsolutePositionForObject(b.f.entry))
}

// MouseDown implements desktop.Mouseable: a press edits, with the caret where it was.
func (b *fieldFace) MouseDown(e *desktop.MouseEvent) {
	if b.f.disabled {
		return
	}
	b.pressed, b.at = time.Now(), e.AbsolutePosition
	b.f.Focus()
	if !b.f.focused {
		return // not on a canvas that gives the keyboard
	}
	inner := *e
	inner.Position = b.inEntry(e.Position)
	b.f.entry.MouseDown(&inner)
	if e.Button == desktop.MouseButtonPrimary {
		b.f.entry.Entry.Tapped(&fyne.PointEvent{Position: inner.Position, AbsolutePosition: e.AbsolutePosition})
	}
}

// MouseUp implements desktop.Mouseable.
func (b *fieldFace) MouseUp(e *desktop.MouseEvent) {
	if b.f.focused {
		inner := *e
		inner.Position = b.inEntry(e.Position)
		b.f.entry.MouseUp(&inner)
	}
}

// Tapped implements fyne.Tappable, so that a press counts as one of the field; MouseDown has done what there is to do.
func (b *fieldFace) Tapped(e *fyne.PointEvent) {
	if !b.f.focused {
		b.f.Focus()
	}
}

// TappedSecondary implements fyne.SecondaryTappable: the menu of the entry.
func (b *fieldFace) TappedSecondary(e *fyne.PointEvent) {
	if b.f.disabled {
		return
	}
	b.f.Focus()
	b.f.entry.TappedSecondary(&fyne.PointEvent{Position: b.inEntry(e.Position), AbsolutePosition: e.AbsolutePosition})
}

// Dragged implements fyne.Draggable: a press that woke the field may go on to select.
func (b *fieldFace) Dragged(e *fyne.DragEvent) {
	if b.f.focused {
		inner := *e
		inner.Position = b.inEntry(e.Position)
		b.f.entry.Dragged(&inner)
	}
}

// DragEnd implements fyne.Draggable.
func (b *fieldFace) DragEnd() {
	if b.f.focused {
		b.f.entry.DragEnd()
	}
}

// secondPress tells whether a press on the entry is the second of a double click whose first one woke the field.
func (b *fieldFace) secondPress(e *desktop.MouseEvent) bool {
	d := e.AbsolutePosition.Subtract(b.at)
	return time.Since(b.pressed) < clickTime && d.X*d.X+d.Y*d.Y <= clickRoom*clickRoom
}
