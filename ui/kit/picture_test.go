package kit

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ladle/assets"
)

var (
	update = flag.Bool("update", false, "write the golden pictures and the application icon anew")
	render = flag.String("render", "", "also write the gallery to this folder, in every variant and scale")
)

// fakeTimer is a timer that a test lets go off.
type fakeTimer struct {
	d time.Duration
	f func()
}

var timers []*fakeTimer

// elapse lets all timers go off that run for at most d.
func elapse(d time.Duration) {
	for _, t := range timers {
		if f := t.f; f != nil && t.d <= d {
			t.f = nil
			f()
		}
	}
}

// window shows an object in a shell on a test window.
func window(t testing.TB, v Variant, o fyne.CanvasObject, w, h float32) (*Shell, fyne.Window) {
	t.Helper()
	a := test.NewTempApp(t)
	timers = nil
	after = func(d time.Duration, f func()) func() {
		timer := &fakeTimer{d, f}
		timers = append(timers, timer)
		return func() { timer.f = nil }
	}
	SetVariant(a, v)
	win := a.NewWindow("Ladle")
	shell := NewShell(win, o)
	win.Resize(fyne.NewSize(w, h))
	t.Cleanup(func() {
		shell.Release()
		win.Close()
	})
	return shell, win
}

func setScale(w fyne.Window, s float32) { w.Canvas().(interface{ SetScale(float32) }).SetScale(s) }

func TestGallery(t *testing.T) {
	for _, v := range []Variant{Dark, Light} {
		t.Run(string(v), func(t *testing.T) {
			_, w := window(t, v, Gallery(), GalleryWidth, GalleryHeight)
			assertPicture(t, "gallery-"+string(v), w.Canvas().Capture())
		})
	}
}

func TestRenderGallery(t *testing.T) {
	if *render == "" {
		t.Skip("needs -render DIR")
	}
	for _, v := range []Variant{Dark, Light, ContrastDark, ContrastLight} {
		_, w := window(t, v, Gallery(), GalleryWidth, GalleryHeight)
		for _, s := range []float32{1, 1.5, 2} {
			setScale(w, s)
			name := fmt.Sprintf("gallery-%s-%g.png", v, s)
			writePNG(t, filepath.Join(*render, name), w.Canvas().Capture())
		}
	}
}

// assertPicture compares with testdata; single pixels may differ by rounding on another processor.
func assertPicture(t *testing.T, name string, got image.Image) {
	t.Helper()
	path := filepath.Join("testdata", name+".png")
	if *update {
		writePNG(t, path, got)
		return
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if d := difference(got, want); d > 0.0005 {
		failed := filepath.Join(t.ArtifactDir(), name+".png")
		writePNG(t, failed, got)
		t.Errorf("%s differs from its golden picture by %.4f of full scale; run with -update after looking at it", name, d)
	}
}

// difference is the mean difference of the colour channels, 0 to 1.
func difference(a, b image.Image) float64 {
	if a.Bounds() != b.Bounds() {
		return 1
	}
	var sum uint64
	r := a.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			ar, ag, ab, _ := a.At(x, y).RGBA()
			br, bg, bb, _ := b.At(x, y).RGBA()
			sum += absDiff(ar, br) + absDiff(ag, bg) + absDiff(ab, bb)
		}
	}
	return float64(sum) / float64(r.Dx()*r.Dy()*3) / 65535
}

func absDiff(a, b uint32) uint64 {
	if a < b {
		a, b = b, a
	}
	return uint64(a - b)
}

func writePNG(t *testing.T, path string, img image.Image) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// appIcon draws the mark of ladle.svg: the SVG reader cannot place a group of strokes.
func appIcon(px int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, px, px))
	p := NewPen(img, float32(px)/24)
	p.Box(Rect{0, 0, 24, 24}, 6, C("brand.copper"))
	p.Icon("soup", 15.6, 4.2, 3.9, C("brand.mark"))
	return img
}

func TestAppIcon(t *testing.T) {
	for _, side := range append([]int{256}, assets.AppIconSizes...) {
		img := appIcon(side)
		name := "ladle.png"
		if side != 256 {
			name = fmt.Sprintf("ladle-%d.png", side)
		}
		if *update {
			writePNG(t, filepath.Join("..", "..", "assets", "icon", name), img)
			continue
		}
		b := assets.AppIcon()
		if side != 256 {
			b, _ = assets.AppIconPNG(side)
		}
		want, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if d := difference(img, want); d > 0.01 {
			t.Errorf("%s differs from ladle.svg by %.4f; run with -update", name, d)
		}
	}
}
