package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/font"
)

// desktopApp is a test app on a desktop whose light or dark can be changed.
type desktopApp struct {
	fyne.App
	settings *desktopSettings
}

func (a desktopApp) Settings() fyne.Settings { return a.settings }

type desktopSettings struct {
	fyne.Settings
	variant   fyne.ThemeVariant
	listeners []func(fyne.Settings)
}

func (s *desktopSettings) ThemeVariant() fyne.ThemeVariant { return s.variant }

func (s *desktopSettings) AddListener(f func(fyne.Settings)) { s.listeners = append(s.listeners, f) }

// turn is the desktop changing.
func (s *desktopSettings) turn(v fyne.ThemeVariant) {
	s.variant = v
	for _, f := range s.listeners {
		f(s)
	}
}

func TestFollowsTheDesktop(t *testing.T) {
	real := test.NewTempApp(t)
	a := desktopApp{real, &desktopSettings{Settings: real.Settings(), variant: theme.VariantDark}}
	label := NewLabel("Ladle")
	w := real.NewWindow("Ladle")
	shell := NewShell(w, Col(label).Fill("surface.panel"))
	t.Cleanup(func() {
		shell.Release()
		w.Close()
		followed = nil
		SetVariant(real, Dark)
	})
	w.Resize(fyne.NewSize(80, 40))
	SetVariant(a, System)
	if IsLight() || CurrentVariant() != System {
		t.Fatalf("on a dark desktop the palette is light %v, the variant %s", IsLight(), CurrentVariant())
	}
	dark := w.Canvas().Capture()
	a.settings.turn(theme.VariantLight)
	if !IsLight() || difference(dark, w.Canvas().Capture()) == 0 {
		t.Error("the desktop turned light, the window did not")
	}
	a.settings.turn(theme.VariantDark)
	if IsLight() || difference(dark, w.Canvas().Capture()) != 0 {
		t.Error("the desktop turned dark again, the window is not as before")
	}
	SetVariant(a, Light)
	a.settings.turn(theme.VariantDark)
	a.settings.turn(theme.VariantLight)
	a.settings.turn(theme.VariantDark)
	if !IsLight() {
		t.Error("a chosen palette follows the desktop")
	}
	SetVariant(a, System)
	if IsLight() {
		t.Error("System does not know that the desktop changed meanwhile")
	}
	if n := len(a.settings.listeners); n != 1 {
		t.Errorf("%d listeners after choosing System twice", n)
	}
}

// Fyne's own objects have the design's colours and sizes too.
func TestThemeForFyne(t *testing.T) {
	test.NewTempApp(t)
	for _, n := range []fyne.ThemeColorName{theme.ColorNameForeground, theme.ColorNameHover, theme.ColorNameSelection} {
		if (Theme{}).Color(n, theme.VariantLight) != (Theme{}).Color(n, theme.VariantDark) {
			t.Errorf("%s follows the variant that the toolkit asks for, not the palette in force", n)
		}
	}
	if s := (Theme{}).Size(theme.SizeNameText); s != Body.Size {
		t.Errorf("text is %g, want %g", s, Body.Size)
	}
	if (Theme{}).Font(fyne.TextStyle{Monospace: true, Bold: true}) != faceResource(DataStrongFace) {
		t.Error("bold monospace is not the strong data face")
	}
}

// Text in a script that no embedded face has is drawn anew, once, when a system font was found for it.
func TestFoundFontsRedrawOnce(t *testing.T) {
	window(t, Dark, Col(), 40, 40) // its timers are the test's
	n := 0
	s := &systemFonts{faces: map[*font.Font]Face{}, answers: map[rune]Face{}, redraw: func() { n++ }}
	before := len(systemFaces)
	t.Cleanup(func() { systemFaces = systemFaces[:before] })
	for r := 'あ'; r < 'お'; r++ {
		s.found(r, faceOf(TextFace).font)
	}
	if n != 0 {
		t.Error("every rune redraws by itself")
	}
	elapse(fontPause)
	if n != 1 || len(s.answers) != int('お'-'あ') {
		t.Errorf("%d redraws for %d runes", n, len(s.answers))
	}
}
