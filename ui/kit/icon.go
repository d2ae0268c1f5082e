package kit

import (
	"bytes"
	"fmt"
	"image"
	"strings"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"

	"ladle/assets"
)

type iconKey struct {
	name string
	px   int
}

var icons = newGenCache[iconKey, *mask](iconBudget)

// iconMask draws a state glyph or a Lucide icon at px by px device pixels and keeps its alpha.
func iconMask(name string, px int) *mask {
	k := iconKey{name, px}
	if m, ok := icons.get(k); ok {
		return m
	}
	m := drawSVG(iconDocument(name, px), px)
	icons.put(k, m, entryBytes+len(m.pix))
	return m
}

func iconDocument(name string, px int) string {
	if body, ok := stateShapes[State(name)]; ok {
		body = scaleStrokes(body, float64(px)/12)
		return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12"><g>` + strings.ReplaceAll(body, "currentColor", "#fff") + `</g></svg>`
	}
	name, stroke := iconStroke(name)
	doc, ok := assets.Icon(name)
	if !ok {
		panic(fmt.Sprintf("kit: no icon %q in assets/icons", name))
	}
	return strokedDocument(string(doc), stroke*float64(px)/24)
}

// heavy marks an icon to be drawn with a wider stroke, for the tick in a checkbox.
const heavy = "+"

func iconStroke(name string) (string, float64) {
	if n, ok := strings.CutSuffix(name, heavy); ok {
		return n, 3
	}
	return name, 1.75
}

// drawSVG rasterises a document whose strokes are already in device pixels.
func drawSVG(doc string, px int) *mask {
	img := renderSVG(doc, px)
	m := &mask{pix: make([]uint8, px*px), w: px, h: px}
	for i := range m.pix {
		m.pix[i] = img.Pix[i*4+3]
	}
	return m
}

func renderSVG(doc string, px int) *image.RGBA {
	ic, err := oksvg.ReadIconStream(bytes.NewReader([]byte(mendSVG(doc))))
	if err != nil {
		panic("kit: icon: " + err.Error())
	}
	ic.SetTarget(0, 0, float64(px), float64(px))
	img := image.NewRGBA(image.Rect(0, 0, px, px))
	ic.Draw(rasterx.NewDasher(px, px, rasterx.NewScannerGV(px, px, img, img.Bounds())), 1)
	return img
}
