// Package assets holds what the program is made of besides code: the design's colour and size tokens, four font
// files, the interface icons and the application's own icon. Everything is embedded, so the binary needs no
// installed files; the package imports nothing of Ladle and knows no toolkit.
//
// The fonts are Inter and JetBrains Mono (SIL Open Font License 1.1), the interface icons are Lucide's (ISC); their
// licence texts lie beside them. `make refresh-assets` copies newer versions of both into this folder, and
// `go test ./ui/kit -run TestAppIcon -update` draws the application icon's pictures anew.
package assets

import (
	"embed"
	"strconv"
	"strings"
)

//go:embed tokens.json fonts icons icon
var files embed.FS

// The names Font accepts.
const (
	UIRegular   = "Inter-Regular.otf"
	UIStrong    = "Inter-SemiBold.otf"
	DataRegular = "JetBrainsMono-Regular.ttf"
	DataStrong  = "JetBrainsMono-Bold.ttf"
)

// Font returns the bytes of one of the four embedded faces, named by the constants above. Another name is a
// programming mistake and panics. Each call returns a copy.
func Font(name string) []byte { return must("fonts/" + name) }

// Icon returns the SVG document of a Lucide icon ("key-round"), and false when that icon is not embedded.
func Icon(name string) ([]byte, bool) {
	b, err := files.ReadFile("icons/" + name + ".svg")
	return b, err == nil
}

// IconNames lists the embedded Lucide icons in alphabetical order.
func IconNames() []string {
	entries, err := files.ReadDir("icons")
	if err != nil {
		panic(err)
	}
	var names []string
	for _, e := range entries {
		if n, ok := strings.CutSuffix(e.Name(), ".svg"); ok {
			names = append(names, n)
		}
	}
	return names
}

// Tokens returns the design tokens as JSON: colours as #RRGGBB or #RRGGBBAA, sizes in units of one pixel at scale 1.
func Tokens() []byte { return must("tokens.json") }

// AppIcon returns the application icon as a PNG of 256 by 256 pixels.
func AppIcon() []byte { return must("icon/ladle.png") }

// AppIconSVG returns the application icon as an SVG document, for packaging.
func AppIconSVG() []byte { return must("icon/ladle.svg") }

// AppIconSizes are the sides, in pixels, of the small pictures AppIconPNG has.
var AppIconSizes = []int{16, 32, 48, 128}

// AppIconPNG returns the application icon with a side of one of AppIconSizes, and false for another size.
func AppIconPNG(side int) ([]byte, bool) {
	b, err := files.ReadFile("icon/ladle-" + strconv.Itoa(side) + ".png")
	return b, err == nil
}

func must(path string) []byte {
	b, err := files.ReadFile(path)
	if err != nil {
		panic("assets: " + err.Error())
	}
	return b
}
