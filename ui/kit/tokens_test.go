package kit

import (
	"image/color"
	"testing"
)

func TestUnknownTokenPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("C of an unknown token did not panic")
		}
	}()
	C("surface.bse")
}

func TestParseHex(t *testing.T) {
	for in, want := range map[string]color.NRGBA{
		"#131519":   {0x13, 0x15, 0x19, 255},
		"#FFFFFF0A": {255, 255, 255, 0x0a},
	} {
		if got := parseHex(in); got != want {
			t.Errorf("parseHex(%s) = %v, want %v", in, got, want)
		}
	}
}

func TestVariantsHaveTheSameTokens(t *testing.T) {
	want := buildPalette("dark", Indigo, false)
	for _, base := range []string{"dark", "light"} {
		for _, a := range Accents {
			for _, contrast := range []bool{false, true} {
				got := buildPalette(base, a, contrast)
				for token := range want {
					if _, ok := got[token]; !ok {
						t.Errorf("%s %s contrast=%v has no %s", base, a, contrast, token)
					}
				}
				if len(got) != len(want) {
					t.Errorf("%s %s contrast=%v: %d tokens, want %d", base, a, contrast, len(got), len(want))
				}
			}
		}
	}
}

func TestAccentReplacesLinksAndTint(t *testing.T) {
	p := buildPalette("dark", Teal, false)
	for token, hex := range map[string]string{
		"accent.base": "#5ACCD8", "status.live": "#5ACCD8", "syntax.variable": "#5ACCD8", "surface.selected": "#182D33", "accent.tint": "#5ACCD826",
	} {
		if p[token] != parseHex(hex) {
			t.Errorf("teal %s = %v, want %s", token, p[token], hex)
		}
	}
}

// over lays a colour on an opaque one.
func over(c, under color.NRGBA) color.NRGBA {
	mix := func(a, b uint8) uint8 { return uint8((int(a)*int(c.A) + int(b)*(255-int(c.A))) / 255) }
	return color.NRGBA{mix(c.R, under.R), mix(c.G, under.G), mix(c.B, under.B), 255}
}

// luminance and ratio are those of WCAG 2.2, 1.4.3.
func luminance(c color.NRGBA) float64 {
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func ratio(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

type pair struct{ ink, ground string }

// contrastPairs lists what must be readable on what: 4.5 to 1 for text, 3 to 1 for marks (WCAG 2.2, 1.4.3 and 1.4.11).
// Disabled text and plain separators are exempt there, and are not listed.
func contrastPairs() map[pair]float64 {
	out := map[pair]float64{}
	add := func(limit float64, inks, grounds []string) {
		for _, i := range inks {
			for _, g := range grounds {
				out[pair{i, g}] = limit
			}
		}
	}
	tones := []string{"surface.base", "surface.panel", "surface.raised", "surface.overlay", "surface.inset"}
	add(4.5, []string{"text.primary", "text.secondary", "text.muted", "text.link"}, tones)
	add(4.5, []string{"text.primary", "text.secondary"}, []string{"surface.selected", "surface.selectedInactive"})
	add(4.5, []string{"text.onAccent"}, []string{"accent.fill", "accent.fillHover", "accent.fillPressed", "danger.fill"})
	add(4.5, []string{"danger.text"}, []string{"surface.panel", "surface.overlay"})
	add(4.5, []string{"status.ok", "status.redirect", "status.clientError", "status.serverError", "status.failed", "status.paused", "status.live", "status.pending", "status.cancelled"}, []string{"surface.panel", "surface.selected"})
	for _, s := range []string{"ok", "redirect", "clientError", "serverError", "pending", "paused"} {
		add(4.5, []string{"status." + s}, []string{"statusTint." + s})
	}
	for _, m := range []string{"get", "post", "put", "patch", "delete", "head", "options", "connect", "websocket"} {
		add(4.5, []string{"method." + m}, []string{"surface.panel", "surface.base", "surface.selected"})
	}
	for _, s := range []string{"key", "string", "number", "boolean", "null", "punctuation", "headerName", "comment", "tag", "variable", "variableMissing"} {
		add(4.5, []string{"syntax." + s}, []string{"surface.panel", "surface.inset"})
	}
	for f := PhaseQueued; f <= PhasePaused; f++ {
		add(3, []string{f.Token()}, []string{"surface.panel", "surface.selected", "surface.selectedInactive"})
	}
	add(4.5, []string{"text.primary", "text.secondary"}, []string{"surface.hover", "surface.pressed", "accent.tint"})
	add(4.5, []string{"text.primary"}, []string{"statusTint.paused", "statusTint.serverError"})
	add(4.5, []string{"status.live", "text.primary", "syntax.variable"}, []string{"accent.tint"})
	add(4.5, []string{"danger.text", "status.failed", "status.paused"}, []string{"surface.base", "surface.raised"})
	add(4.5, []string{"syntax.searchHitCurrentText"}, []string{"syntax.searchHitCurrent"})
	add(3, []string{"border.control"}, []string{"surface.overlay", "surface.inset", "surface.raised"})
	add(3, []string{"accent.base"}, []string{"surface.base", "surface.panel", "surface.selected", "surface.overlay"})
	add(3, []string{"brand.mark"}, []string{"brand.copper"})
	add(3, []string{"white"}, []string{"accent.fill"})
	add(3, []string{"border.control", "accent.focusRing", "syntax.lineNumber"}, []string{"surface.panel", "surface.base"})
	return out
}

func TestContrast(t *testing.T) {
	for _, base := range []string{"dark", "light"} {
		for _, accent := range Accents {
			for _, contrast := range []bool{false, true} {
				p := buildPalette(base, accent, contrast)
				for pr, limit := range contrastPairs() {
					ground := over(p[pr.ground], p["surface.panel"])
					if got := ratio(over(p[pr.ink], ground), ground); got < limit {
						t.Errorf("%s %s contrast=%v: %s on %s is %.2f, want %.1f", base, accent, contrast, pr.ink, pr.ground, got, limit)
					}
				}
			}
		}
	}
}
