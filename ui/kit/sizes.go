package kit

import (
	"encoding/json"
	"fmt"

	"ladle/assets"
)

// sizeGroups are the groups of tokens.json that hold sizes.
var sizeGroups = []string{"space", "radius", "height", "width", "waterfall", "icon", "grid"}

// sizes maps a token ("height.urlBar") to units.
var sizes = readSizes()

func readSizes() map[string]float32 {
	var groups map[string]json.RawMessage
	if err := json.Unmarshal(assets.Tokens(), &groups); err != nil {
		panic("kit: tokens.json: " + err.Error())
	}
	all := map[string]float32{}
	for _, g := range sizeGroups {
		layGroup(all, g, groups[g])
	}
	var panes map[string]json.RawMessage
	if err := json.Unmarshal(groups["pane"], &panes); err != nil {
		panic("kit: tokens.json: pane: " + err.Error())
	}
	for name, raw := range panes {
		layGroup(all, name, raw)
	}
	var font struct{ Size json.RawMessage }
	if err := json.Unmarshal(groups["font"], &font); err != nil {
		panic("kit: tokens.json: font: " + err.Error())
	}
	layGroup(all, "font", font.Size)
	return all
}

func layGroup(all map[string]float32, group string, raw json.RawMessage) {
	var entries map[string]float32
	if err := json.Unmarshal(raw, &entries); err != nil {
		panic("kit: tokens.json: " + group + ": " + err.Error())
	}
	for name, v := range entries {
		all[group+"."+name] = v
	}
}

// S returns the size that a token ("height.urlBar") has, in units of one pixel at scale 1. The tokens are those of
// assets/tokens.json under space, radius, height, width, waterfall, icon, grid, font.size ("font.caption") and those of
// the single panes ("timeline.url"). An unknown token panics, so that a typo shows in the first test. Panes read what they
// need once, when the program starts.
func S(token string) float32 {
	v, ok := sizes[token]
	if !ok {
		panic(fmt.Sprintf("kit: no size %q", token))
	}
	return v
}

var gridUnit = S("grid.unit")

// U returns n steps of the design's grid, whose step is 4 units: U(3) is 12. Whole and half steps are all that paddings,
// gaps and the places within a row need.
func U(n float32) float32 { return n * gridUnit }

// Sides of icons: in rows, in small buttons and beside words, in buttons of their own, on a tile.
var (
	IconRow    = S("icon.row")
	IconSmall  = S("icon.small")
	IconNormal = S("icon.normal")
	IconTile   = S("icon.tile")
	IconMark   = S("icon.mark")
)

// Radii of corners: of what lies in a row, of controls, of cards and menus, of dialogs.
var (
	RadiusSmall   = S("radius.small")
	RadiusControl = S("radius.control")
	RadiusCard    = S("radius.card")
	RadiusDialog  = S("radius.dialog")
)
