package playground

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"strconv"
)

const (
	shopText = "Copper ladle, 0.25 l\n  for soup, sauce and punch\n  34.50 EUR, 12 in stock\n\n" +
		"Ζωμός, кастрюля, 杓子, مغرفة: this text is UTF-8.\n"

	shopHTML = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Copper ladle</title></head>
<body>
<h1>Copper ladle</h1>
<p>For soup, sauce and punch. <strong>34.50 EUR</strong>, 12 in stock.</p>
<ul><li><a href="/try/json">Orders</a></li><li><a href="/try/image">Picture</a></li></ul>
</body>
</html>
`
	shopXML = `<?xml version="1.0" encoding="UTF-8"?>
<catalogue currency="EUR">
  <product sku="LDL-25" stock="12"><name>Copper ladle</name><price>34.50</price></product>
  <product sku="POT-80" stock="3"><name>Stock pot, 8 l</name><price>89.00</price></product>
  <!-- out of print -->
  <product sku="BOK-01" stock="0"><name>Soups &amp; broths</name><price>19.90</price></product>
</catalogue>
`
)

// sendImage answers with a PNG of 320 x 200 pixels: a copper bowl on a white ground.
func sendImage(w http.ResponseWriter, _ *http.Request) {
	var buf bytes.Buffer
	if err := png.Encode(&buf, bowl(320, 200)); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeBody(w, "image/png", buf.Bytes())
}

// bowl draws the lower half of a disc, lighter towards its rim.
func bowl(width, height int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	cx, top, radius := width/2, height/3, height/2
	for y := range height {
		for x := range width {
			dx, dy := x-cx, y-top
			c := color.RGBA{255, 255, 255, 255}
			if d := dx*dx + dy*dy; dy >= 0 && d <= radius*radius {
				light := uint8(40 * (radius*radius - d) / (radius * radius))
				c = color.RGBA{200 - light, 115 - light, 58 - light/2, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// sendTruncatedGzip is a whole HTTP message whose gzip stream ends early (RFC 1952 section 2.2: no trailer).
func sendTruncatedGzip(w http.ResponseWriter, _ *http.Request) {
	var buf bytes.Buffer
	zw := gzip.NewWriter(&buf)
	_, _ = zw.Write(orderPage(40))
	_ = zw.Close()
	w.Header().Set("Content-Encoding", "gzip")
	writeBody(w, "application/json", buf.Bytes()[:buf.Len()/2])
}

// sendNoLength ends its body with the connection (RFC 9112 section 6.3, item 8).
func sendNoLength(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Transfer-Encoding", "identity") // net/http: no chunked coding; the field is not sent
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(shopText))
}

// sendTrailers sends a digest of the body after the body (RFC 9110 section 6.5).
func sendTrailers(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Trailer", "X-Content-Sha256, X-Lines")
	_, _ = w.Write([]byte(shopText))
	_ = http.NewResponseController(w).Flush()
	sum := sha256.Sum256([]byte(shopText))
	w.Header().Set("X-Content-Sha256", hex.EncodeToString(sum[:]))
	w.Header().Set("X-Lines", strconv.Itoa(bytes.Count([]byte(shopText), []byte("\n"))))
}
