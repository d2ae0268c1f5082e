//go:build !nogui

package main

import (
	"context"
	"fmt"
	"image"
	imagedraw "image/draw"
	"image/png"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"time"

	"ladle/session"
	"ladle/ui"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// shotOptions are the flags of screenshot.
type shotOptions struct {
	width, height float32
	theme         string
	scale         float32
	screen        string
	gallery       bool
}

var shotFlags = []flag[shotOptions]{
	{long: "size", value: "WxH", about: "size of the window in units, 1600x1000 by default", set: func(o *shotOptions, v string) error { return o.setSize(v) }},
	{long: "theme", value: "NAME", about: "dark, light, contrast or contrast-light", set: func(o *shotOptions, v string) error { return o.setTheme(v) }},
	{long: "scale", value: "N", about: "pixels a unit, 1 to 4", set: func(o *shotOptions, v string) error { return o.setScale(v) }},
	{long: "screen", value: "NAME", about: "what to show: " + strings.Join(screenNames(), ", "), set: func(o *shotOptions, v string) error { return o.setScreen(v) }},
	{long: "gallery", about: "every widget in every state instead of the window, in all themes unless one is named", on: func(o *shotOptions) { o.gallery = true }},
}

func (o *shotOptions) setSize(v string) error {
	w, h, ok := strings.Cut(v, "x")
	x, err1 := strconv.Atoi(w)
	y, err2 := strconv.Atoi(h)
	if !ok || err1 != nil || err2 != nil || x < 200 || y < 200 || x > 8000 || y > 8000 {
		return fmt.Errorf("a size is written as 1600x1000, from 200 to 8000")
	}
	o.width, o.height = float32(x), float32(y)
	return nil
}

func (o *shotOptions) setTheme(v string) error {
	switch v {
	case "dark", "light", "contrast", "contrast-light":
		o.theme = v
		return nil
	}
	return fmt.Errorf("there is no theme %s; there are dark, light, contrast and contrast-light", v)
}

func (o *shotOptions) setScale(v string) error {
	f, err := strconv.ParseFloat(v, 32)
	if err != nil || f < 1 || f > 4 {
		return fmt.Errorf("a scale is a number from 1 to 4")
	}
	o.scale = float32(f)
	return nil
}

func (o *shotOptions) setScreen(v string) error {
	if screens()[v] == nil {
		return fmt.Errorf("there is no screen %s; there are %s", v, strings.Join(screenNames(), ", "))
	}
	o.screen = v
	return nil
}

// runScreenshotTour draws the window after a tour against the practice server. It needs no display and leaves nothing but
// the picture behind.
func runScreenshotTour(args []string, env Env) int {
	o := shotOptions{width: 1600, height: 1000, scale: 1, screen: "main"}
	rest, err := parse("screenshot", shotFlags, args, &o)
	switch {
	case err == errHelp:
		return runHelp([]string{"screenshot"}, env)
	case err != nil:
		return complain(env, err.Error(), "See ladle help screenshot")
	case len(rest) != 1:
		return complain(env, "ladle screenshot takes the name of one PNG file", "ladle screenshot OUT.png")
	}
	img, err := draw(o, env)
	if err == nil {
		err = writePNG(rest[0], img)
	}
	if err != nil {
		say(env.Stderr, err.Error(), "")
		return 1
	}
	return 0
}

func writePNG(path string, img image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// draw makes the picture with Fyne's software canvas.
func draw(o shotOptions, env Env) (image.Image, error) {
	app := test.NewApp()
	defer app.Quit()
	if o.gallery {
		return drawGallery(app, o), nil
	}
	kit.SetVariant(app, o.variant())
	s, err := newStage(app, env)
	if err != nil {
		return nil, err
	}
	defer s.close()
	size(s.window.Fyne(), o)
	if err := screens()[o.screen](s); err != nil {
		return nil, fmt.Errorf("screen %s: %w", o.screen, err)
	}
	return s.window.Fyne().Canvas().Capture(), nil
}

// variant is the palette that was asked for, dark if none was.
func (o shotOptions) variant() kit.Variant {
	if o.theme == "" {
		return kit.Dark
	}
	return kit.Variant(o.theme)
}

// drawGallery draws the gallery in the palette that was asked for, or in all of them, two beside one another.
func drawGallery(app fyne.App, o shotOptions) image.Image {
	o.width, o.height = kit.GalleryWidth, kit.GalleryHeight
	palettes := []kit.Variant{kit.Dark, kit.Light, kit.ContrastDark, kit.ContrastLight}
	if o.theme != "" {
		palettes = []kit.Variant{o.variant()}
	}
	var sheet *image.NRGBA
	for i, v := range palettes {
		kit.SetVariant(app, v)
		img := capture(app, kit.Gallery(), o)
		if len(palettes) == 1 {
			return img
		}
		w, h := img.Bounds().Dx(), img.Bounds().Dy()
		if sheet == nil {
			sheet = image.NewNRGBA(image.Rect(0, 0, 2*w, len(palettes)/2*h))
		}
		at := image.Pt(i%2*w, i/2*h)
		imagedraw.Draw(sheet, img.Bounds().Add(at), img, image.Point{}, imagedraw.Src)
	}
	return sheet
}

// capture draws one object as all of a window.
func capture(app fyne.App, content fyne.CanvasObject, o shotOptions) image.Image {
	w := app.NewWindow("Ladle")
	defer w.Close()
	shell := kit.NewShell(w, content)
	defer shell.Release()
	size(w, o)
	return w.Canvas().Capture()
}

func size(w fyne.Window, o shotOptions) {
	if c, ok := w.Canvas().(interface{ SetScale(float32) }); ok {
		c.SetScale(o.scale)
	}
	w.Resize(fyne.NewSize(o.width, o.height))
}

// stage is the real window on a loop that a tour steps by itself, against a practice server, in folders of its own.
type stage struct {
	loop    *session.Loop
	desktop *desktop
	window  *ui.Window
	play    ui.Playground
	dir     string
}

func newStage(app fyne.App, env Env) (*stage, error) {
	dir, err := os.MkdirTemp("", "ladle-tour-")
	if err != nil {
		return nil, err
	}
	s, err := newStageIn(app, env, dir)
	if err != nil {
		os.RemoveAll(dir)
	}
	return s, err
}

// newStageIn is newStage over folders that exist.
func newStageIn(app fyne.App, env Env, dir string) (*stage, error) {
	s := &stage{loop: &session.Loop{}, dir: dir}
	paths, err := temporaryPaths(dir)
	if err != nil {
		return nil, err
	}
	if s.desktop, err = newDesktop(s.loop, paths, slog.New(slog.DiscardHandler), env); err != nil {
		return nil, err
	}
	if s.play, err = s.desktop.startPlayground(); err != nil {
		s.desktop.close()
		return nil, err
	}
	s.loop.Adopt()
	s.window = ui.New(app, s.desktop.deps(s.loop.Invoke))
	s.window.Show()
	return s, nil
}

func (s *stage) close() {
	if s.dir == "" {
		return
	}
	s.window.Close()
	s.desktop.close()
	os.RemoveAll(s.dir)
}

// tourPatience bounds every wait of a tour.
const tourPatience = 20 * time.Second

// until runs the window's loop until ok holds.
func (s *stage) until(what string, ok func(ui.State) bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), tourPatience)
	defer cancel()
	for {
		s.loop.Drain()
		if ok(s.window.State()) {
			return nil
		}
		if s.loop.Iterate(ctx, true) == 0 && ctx.Err() != nil {
			return fmt.Errorf("%s did not happen: %+v", what, s.window.State())
		}
	}
}

// settle runs the window's loop for a moment, or until nothing comes any more: what is read in the background has arrived.
func (s *stage) settle() {
	moment, cancel := context.WithTimeout(context.Background(), 600*time.Millisecond)
	defer cancel()
	for moment.Err() == nil {
		quiet, stop := context.WithTimeout(moment, 200*time.Millisecond)
		n := s.loop.Iterate(quiet, true)
		stop()
		if n == 0 {
			return
		}
	}
}
