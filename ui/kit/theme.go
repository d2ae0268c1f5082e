package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// look is the appearance in force; only the main goroutine touches it.
type look struct {
	variant  Variant
	accent   Accent
	colours  palette
	light    bool
	contrast bool
	serial   int
}

var looks int // how many looks there were

// seen remembers the look something was last drawn in. Objects that are not on a canvas when the look changes are not
// refreshed by the toolkit; they notice when their size is asked for, which happens before they are drawn again.
type seen int

// outdated tells once after each change of the look that it changed.
func (s *seen) outdated() bool {
	if int(*s) == current.serial {
		return false
	}
	*s = seen(current.serial)
	return true
}

var current = newLook(Dark, Indigo, false)

func newLook(v Variant, a Accent, systemLight bool) look {
	looks++
	l := look{serial: looks, variant: v, accent: a, contrast: v == ContrastDark || v == ContrastLight}
	l.light = v == Light || v == ContrastLight || v == System && systemLight
	base := "dark"
	if l.light {
		base = "light"
	}
	l.colours = buildPalette(base, a, l.contrast)
	return l
}

// CurrentVariant returns the variant that was chosen; System stays System, IsLight tells what it means now.
func CurrentVariant() Variant { return current.variant }

// CurrentAccent returns the accent in force.
func CurrentAccent() Accent { return current.accent }

// IsLight tells whether the palette in force is a light one.
func IsLight() bool { return current.light }

// HighContrast tells whether tints are to be drawn as outlines.
func HighContrast() bool { return current.contrast }

// SetVariant changes the palette and redraws every window of the app. An unknown variant means Dark.
func SetVariant(a fyne.App, v Variant) { apply(a, v, current.accent) }

// SetAccent changes the accent colour and redraws every window of the app. An unknown accent means Indigo.
func SetAccent(a fyne.App, accent Accent) { apply(a, current.variant, accent) }

func apply(a fyne.App, v Variant, accent Accent) {
	// The palette first: rasters read it while SetTheme refreshes them.
	current = newLook(v, accent, a.Settings().ThemeVariant() == theme.VariantLight)
	a.Settings().SetTheme(Theme{})
	if v == System {
		followDesktop(a)
	}
}

// followed is the app whose desktop setting is listened to.
var followed fyne.App

// followDesktop changes the palette when the desktop turns light or dark, as long as System is chosen.
func followDesktop(a fyne.App) {
	if followed == a {
		return
	}
	followed = a
	a.Settings().AddListener(func(s fyne.Settings) {
		if current.variant == System && (s.ThemeVariant() == theme.VariantLight) != current.light {
			apply(a, System, current.accent)
		}
	})
}

// Theme gives Fyne's own objects the fonts, colours and sizes of the palette in force. Install it with SetVariant.
type Theme struct{}

var _ fyne.Theme = Theme{}

var fyneTokens = map[fyne.ThemeColorName]string{
	theme.ColorNameBackground:          "surface.panel",
	theme.ColorNameForeground:          "text.primary",
	theme.ColorNamePlaceHolder:         "text.muted",
	theme.ColorNameDisabled:            "text.disabled",
	theme.ColorNameInputBackground:     "surface.inset",
	theme.ColorNameInputBorder:         "border.default",
	theme.ColorNamePrimary:             "accent.base",
	theme.ColorNameFocus:               "accent.tint",
	theme.ColorNameSelection:           "accent.tint",
	theme.ColorNameButton:              "surface.raised",
	theme.ColorNameDisabledButton:      "surface.raised",
	theme.ColorNameHover:               "surface.hover",
	theme.ColorNamePressed:             "surface.pressed",
	theme.ColorNameSeparator:           "border.subtle",
	theme.ColorNameScrollBar:           "border.strong",
	theme.ColorNameScrollBarBackground: "none",
	theme.ColorNameShadow:              "surface.scrim",
	theme.ColorNameMenuBackground:      "surface.overlay",
	theme.ColorNameOverlayBackground:   "none", // our overlays draw their own scrim and card
	theme.ColorNameHeaderBackground:    "surface.inset",
	theme.ColorNameHyperlink:           "text.link",
	theme.ColorNameError:               "status.failed",
	theme.ColorNameSuccess:             "status.ok",
	theme.ColorNameWarning:             "status.paused",
	theme.ColorNameForegroundOnPrimary: "text.onAccent",
	theme.ColorNameForegroundOnError:   "text.onAccent",
	theme.ColorNameForegroundOnSuccess: "text.onAccent",
	theme.ColorNameForegroundOnWarning: "text.onAccent",
}

// Color implements fyne.Theme. The variant asked for is the desktop's; the palette in force decides instead.
func (Theme) Color(n fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if token, ok := fyneTokens[n]; ok {
		return C(token)
	}
	if current.light {
		return theme.DefaultTheme().Color(n, theme.VariantLight)
	}
	return theme.DefaultTheme().Color(n, theme.VariantDark)
}

// Font implements fyne.Theme: Inter for text, JetBrains Mono for data, the strong cut of each for bold.
func (Theme) Font(s fyne.TextStyle) fyne.Resource {
	switch {
	case s.Symbol:
		return theme.DefaultTheme().Font(s)
	case s.Monospace && s.Bold:
		return faceResource(DataStrongFace)
	case s.Monospace:
		return faceResource(DataFace)
	case s.Bold:
		return faceResource(StrongFace)
	}
	return faceResource(TextFace)
}

// Icon implements fyne.Theme with the toolkit's icons; ours are painted by Pen.Icon.
func (Theme) Icon(n fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(n) }

var fyneSizes = map[fyne.ThemeSizeName]float32{
	theme.SizeNamePadding:            S("space.1"),
	theme.SizeNameInnerPadding:       S("space.2"),
	theme.SizeNameInlineIcon:         IconNormal,
	theme.SizeNameScrollBar:          S("width.scrollbar"),
	theme.SizeNameScrollBarSmall:     3,
	theme.SizeNameScrollBarRadius:    RadiusSmall,
	theme.SizeNameSeparatorThickness: 1,
	theme.SizeNameInputBorder:        1,
	theme.SizeNameInputRadius:        RadiusControl,
	theme.SizeNameSelectionRadius:    RadiusSmall,
	theme.SizeNameLineSpacing:        S("space.1"),
	theme.SizeNameText:               Body.Size,
	theme.SizeNameCaptionText:        Caption.Size,
	theme.SizeNameSubHeadingText:     Heading.Size,
	theme.SizeNameHeadingText:        Title.Size,
}

// Size implements fyne.Theme.
func (Theme) Size(n fyne.ThemeSizeName) float32 {
	if v, ok := fyneSizes[n]; ok {
		return v
	}
	return theme.DefaultTheme().Size(n)
}
