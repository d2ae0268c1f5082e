package kit

import (
	"encoding/json"
	"fmt"
	"image/color"
	"maps"
	"slices"
	"strconv"
	"strings"

	"ladle/assets"
)

// Variant names a palette. System follows the desktop's light or dark setting.
type Variant string

// The variants a person can choose. The contrast ones lay the tokens' highContrast values over dark or light.
const (
	System        Variant = "system"
	Dark          Variant = "dark"
	Light         Variant = "light"
	ContrastDark  Variant = "contrast"
	ContrastLight Variant = "contrast-light"
)

// Accent names a choice of the one accent colour.
type Accent string

// The accents of the design; green, orange and red are missing because they mean states.
const (
	Indigo   Accent = "indigo"
	Teal     Accent = "teal"
	Violet   Accent = "violet"
	Rose     Accent = "rose"
	Graphite Accent = "graphite"
)

// Accents lists the accents in the order settings offer them.
var Accents = []Accent{Indigo, Teal, Violet, Rose, Graphite}

// palette maps a token ("surface.base") to its colour.
type palette map[string]color.NRGBA

type colourGroups map[string]map[string]string

type tokenFile struct {
	Color         map[string]colourGroups    `json:"color"`
	AccentChoices map[string]json.RawMessage `json:"accentChoices"`
	HighContrast  map[string]json.RawMessage `json:"highContrast"`
	Brand         map[string]string          `json:"brand"`
}

var tokens = readTokens()

func readTokens() tokenFile {
	var t tokenFile
	if err := json.Unmarshal(assets.Tokens(), &t); err != nil {
		panic("kit: tokens.json: " + err.Error())
	}
	return t
}

// buildPalette makes the palette of base ("dark" or "light") with an accent, and with high contrast if asked.
func buildPalette(base string, accent Accent, contrast bool) palette {
	p := palette{"none": {}, "white": {255, 255, 255, 255}}
	p.lay(tokens.Color[base])
	for k, v := range tokens.Brand {
		p["brand."+k] = parseHex(v)
	}
	p.accent(base, accent)
	if contrast {
		var g colourGroups
		if err := json.Unmarshal(tokens.HighContrast[base], &g); err != nil {
			panic("kit: tokens.json: highContrast: " + err.Error())
		}
		p.lay(g)
	}
	return p
}

func (p palette) lay(groups colourGroups) {
	for group, entries := range groups {
		for name, hex := range entries {
			p[group+"."+name] = parseHex(hex)
		}
	}
}

// accent replaces what the tokens' accentChoices note lists; indigo is what color.* already holds.
func (p palette) accent(base string, a Accent) {
	raw, ok := tokens.AccentChoices[string(a)]
	if !ok {
		return
	}
	var choice map[string]map[string]string
	if err := json.Unmarshal(raw, &choice); err != nil {
		panic("kit: tokens.json: accent " + string(a) + ": " + err.Error())
	}
	targets := map[string][]string{
		"base":        {"accent.base", "accent.focusRing", "status.live"},
		"fill":        {"accent.fill"},
		"fillHover":   {"accent.fillHover"},
		"fillPressed": {"accent.fillPressed"},
		"selected":    {"surface.selected"},
		"link":        {"text.link", "syntax.variable"},
	}
	for from, to := range targets {
		for _, t := range to {
			p[t] = parseHex(choice[base][from])
		}
	}
	tint := p["accent.base"]
	tint.A = p["accent.tint"].A
	p["accent.tint"] = tint
}

func parseHex(s string) color.NRGBA {
	hex := strings.TrimPrefix(s, "#")
	if len(hex) == 6 {
		hex += "FF"
	}
	v, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 8 {
		panic("kit: tokens.json: not a colour: " + s)
	}
	return color.NRGBA{uint8(v >> 24), uint8(v >> 16), uint8(v >> 8), uint8(v)}
}

// C returns the colour that a token ("text.muted") has in the palette in force. The tokens are those of
// assets/tokens.json under color and brand, besides "none" (transparent) and "white". An unknown token panics, so that
// a typo shows in the first test.
func C(token string) color.NRGBA {
	c, ok := current.colours[token]
	if !ok {
		panic(fmt.Sprintf("kit: no token %q", token))
	}
	return c
}

// Tokens lists all colour tokens in alphabetical order.
func Tokens() []string { return slices.Sorted(maps.Keys(current.colours)) }
