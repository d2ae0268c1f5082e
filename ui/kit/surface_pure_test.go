package kit

import (
	"image"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// withoutApp runs a test as a program that has no toolkit running: no app, no driver, no window.
func withoutApp(t *testing.T) {
	t.Helper()
	before := fyne.CurrentApp()
	fyne.SetCurrentApp(nil)
	t.Cleanup(func() { fyne.SetCurrentApp(before) })
}

// A pane's picture, its scroll position, hover and keys are tested without the toolkit: a painter needs a pen and nothing
// else.
func TestSurfaceWithoutTheToolkit(t *testing.T) {
	withoutApp(t)
	var painted []int
	l := NewList(24, func() int { return 1_000_000 }, func(p *Pen, row int, r Rect, s RowState) {
		painted = append(painted, row)
		PaintRowBackground(p, r, s)
		p.TextAt(Data, 12, r, "row", C("text.primary"))
	})
	l.Resize(fyne.NewSize(200, 100))
	l.ScrollTo(0, 24*999_000+12)
	for _, scale := range []float32{1, 1.25, 1.5, 2} {
		painted = nil
		img := image.NewRGBA(image.Rect(0, 0, int(200*scale), int(100*scale)))
		l.Draw(img, scale, fyne.NewSize(200, 100))
		if len(painted) != 5 || painted[0] != 999_000 {
			t.Errorf("scale %g: painted rows %v, want 5 from 999000", scale, painted)
		}
		if r := ink(img); r != img.Rect {
			t.Errorf("scale %g: the picture is painted in %v of %v", scale, r, img.Rect)
		}
	}
	l.move(Mouse{X: 20, Y: 40})
	if l.Hovered() != 999_002 {
		t.Errorf("the pointer at 40 is over row %d, want 999002", l.Hovered())
	}
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
	if l.Current() != 0 || l.OffsetY() != 0 {
		t.Errorf("Home leads to row %d at %g", l.Current(), l.OffsetY())
	}
	l.Scrolled(wheel(0, -30))
	if l.OffsetY() != 30 {
		t.Errorf("the wheel leads to %g", l.OffsetY())
	}
	l.Name, l.RowText = "Rows", func(int) string { return "row" }
	if got := Describe(l); !strings.HasPrefix(got, "Rows, row, 1 of 1000000") {
		t.Errorf("described as %q", got)
	}
}
