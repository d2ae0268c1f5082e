package kit

import (
	"image"
	"image/color"
	"testing"

	"ladle/assets"
)

var red = color.NRGBA{255, 0, 0, 255}

// ink returns the smallest rectangle that holds everything painted.
func ink(img *image.RGBA) image.Rectangle {
	var r image.Rectangle
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
		for x := img.Rect.Min.X; x < img.Rect.Max.X; x++ {
			if img.RGBAAt(x, y).A > 96 {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

func TestFillIsOnDevicePixels(t *testing.T) {
	for _, tt := range []struct {
		scale float32
		r     Rect
		want  image.Rectangle
	}{
		{1, Rect{2, 3, 10, 5}, image.Rect(2, 3, 12, 8)},
		{2, Rect{2, 3, 10, 5}, image.Rect(4, 6, 24, 16)},
		{1.5, Rect{2, 3, 10, 5}, image.Rect(3, 5, 18, 12)},
		{1.5, Rect{3, 0, 1, 4}, image.Rect(5, 0, 7, 6)}, // a line is 2 pixels wherever it lies
		{1.5, Rect{4, 0, 1, 4}, image.Rect(6, 0, 8, 6)},
		{1, Rect{2, 2, 0, 5}, image.Rectangle{}},
	} {
		img := image.NewRGBA(image.Rect(0, 0, 40, 40))
		NewPen(img, tt.scale).Fill(tt.r.X, tt.r.Y, tt.r.W, tt.r.H, red)
		if got := ink(img); got != tt.want {
			t.Errorf("scale %g, %v fills %v, want %v", tt.scale, tt.r, got, tt.want)
		}
	}
}

func TestBlendingKeepsThePictureValid(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 1, 1))
	p := NewPen(img, 1)
	p.Fill(0, 0, 3, 3, color.NRGBA{255, 255, 255, 128})
	if got := img.RGBAAt(0, 0); got.R > got.A || got.A != 128 {
		t.Errorf("half white on nothing is %v, not premultiplied", got)
	}
	p.Fill(0, 0, 3, 3, color.NRGBA{0, 0, 0, 255})
	if got := img.RGBAAt(0, 0); got != (color.RGBA{0, 0, 0, 255}) {
		t.Errorf("black on that is %v", got)
	}
}

func TestSubAndClip(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 40, 40))
	p := NewPen(img, 2).Sub(Rect{5, 5, 5, 5})
	p.Fill(-10, -10, 100, 100, red)
	p.Box(Rect{-3, -3, 50, 50}, 4, red)
	p.Text(Heading, -8, 4, "Wide text that leaves the clip", red)
	if got, want := ink(img), image.Rect(10, 10, 20, 20); got != want {
		t.Errorf("painted %v, clip is %v", got, want)
	}
	if got, want := p.Clip(), (Rect{0, 0, 5, 5}); got != want {
		t.Errorf("Clip() = %v, want %v", got, want)
	}
}

func TestRoundBox(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 30, 20))
	p := NewPen(img, 1)
	p.Box(Rect{0, 0, 30, 20}, 6, red)
	if a := img.RGBAAt(0, 0).A; a != 0 {
		t.Errorf("corner pixel has alpha %d", a)
	}
	for _, at := range []image.Point{{6, 0}, {0, 6}, {15, 10}, {29, 13}, {23, 19}} {
		if a := img.RGBAAt(at.X, at.Y).A; a != 255 {
			t.Errorf("pixel %v inside has alpha %d", at, a)
		}
	}
	img = image.NewRGBA(image.Rect(0, 0, 30, 20))
	NewPen(img, 1).Outline(Rect{0, 0, 30, 20}, 6, 1, red)
	for at, want := range map[image.Point]uint8{{15, 0}: 255, {15, 1}: 0, {0, 10}: 255, {1, 10}: 0, {29, 10}: 255, {15, 19}: 255, {15, 10}: 0} {
		if a := img.RGBAAt(at.X, at.Y).A; a != want {
			t.Errorf("outline pixel %v has alpha %d, want %d", at, a, want)
		}
	}
}

// The capitals of both families stand on the same line, centred in their box, at every scale.
func TestBaselineRule(t *testing.T) {
	for _, scale := range []float32{1, 1.5, 2} {
		var foot int
		for i, f := range []Font{Small, SmallStrong, Data, DataStrong} {
			img := image.NewRGBA(image.Rect(0, 0, 40, 48))
			NewPen(img, scale).TextIn(f, Rect{0, 0, 20, 24}, AlignLeft, "H", red)
			r := ink(img)
			if i == 0 {
				foot = r.Max.Y
			}
			if r.Max.Y != foot {
				t.Errorf("scale %g: H of face %d ends at %d, of face 0 at %d", scale, f.Face, r.Max.Y, foot)
			}
			above, below := float32(r.Min.Y), 24*scale-float32(r.Max.Y)
			if d := above - below; d < -2.1 || d > 2.1 {
				t.Errorf("scale %g: H of face %d has %g above and %g below", scale, f.Face, above, below)
			}
		}
	}
}

func TestPhases(t *testing.T) {
	for f := PhaseQueued; f <= PhasePaused; f++ {
		img := image.NewRGBA(image.Rect(0, 0, 60, 24))
		end := NewPen(img, 1).Phase(f, 10, 12, 0.1)
		r := ink(img)
		if end != 12 || r.Dx() != int(MinPhaseWidth) {
			t.Errorf("phase %d of no length is %d wide and ends at %g, want 2 and 12", f, r.Dx(), end)
		}
		img = image.NewRGBA(image.Rect(0, 0, 60, 24))
		NewPen(img, 1).Phase(f, 10, 12, 30)
		if r := ink(img); r.Dy() != int(f.Height()) || r.Min.Y+r.Max.Y != 24 {
			t.Errorf("phase %d covers rows %d to %d, want %g centred on 12", f, r.Min.Y, r.Max.Y, f.Height())
		}
	}
}

func TestStateGlyphsDiffer(t *testing.T) {
	for i, a := range States {
		if C(a.Token()) == C("none") || C(a.Tint()) == C("none") {
			t.Errorf("%s has no colour", a)
		}
		for _, b := range States[:i] {
			am, bm := iconMask(string(a), 24), iconMask(string(b), 24)
			diff := 0
			for k := range am.pix {
				d := int(am.pix[k]) - int(bm.pix[k])
				diff += max(d, -d)
			}
			if diff < 10*255 {
				t.Errorf("%s and %s differ by %d pixels only", a, b, diff/255)
			}
		}
	}
}

func TestAllIconsDraw(t *testing.T) {
	for _, name := range assets.IconNames() {
		m := iconMask(name, 32)
		sum, edge := 0, 0
		for i, v := range m.pix {
			sum += int(v)
			if x, y := i%32, i/32; x == 0 || y == 0 || x == 31 || y == 31 {
				edge += int(v)
			}
		}
		if sum/255 < 20 || sum/255 > 600 {
			t.Errorf("%s covers %d of 1024 pixels", name, sum/255)
		}
		if edge > 0 {
			t.Errorf("%s touches the edge of its box: a path was read wrongly", name)
		}
	}
}

func FuzzMendSVG(f *testing.F) {
	for _, n := range []string{"eye", "soup", "settings", "lock"} {
		b, _ := assets.Icon(n)
		f.Add(string(b))
	}
	f.Add(`<path d="a 1 2 3 01.5.9"/><rect rx="2">`)
	f.Fuzz(func(t *testing.T, doc string) {
		if len(doc) > 4000 {
			return
		}
		if once := mendSVG(doc); mendSVG(once) != once {
			t.Errorf("mending %q twice gives something else", doc)
		}
	})
}

func TestSplitArcs(t *testing.T) {
	for in, want := range map[string]string{
		`<p d="M1 1a1 2 0 013 4"/>`:              `<p d="M1 1a1 2 0 0 1 3 4 "/>`,
		`<p d="a1 1 0 0 0 2 2 3 3 0 1 1-4-.5"/>`: `<p d="a1 1 0 0 0 2 2 a3 3 0 1 1 -4 -.5 "/>`,
		`<p d="M1 1h2"/>`:                        `<p d="M1 1h2"/>`,
	} {
		if got := splitArcs(in); got != want {
			t.Errorf("splitArcs(%s) = %s, want %s", in, got, want)
		}
	}
}
