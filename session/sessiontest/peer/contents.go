package peer

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// pangram is the plain text behind every coded body.
var pangram = strings.Repeat("The quick brown fox jumps over the lazy dog. ", 8)

// pangramBrotli is pangram in brotli, for which the standard library has no encoder, in hexadecimal.
const pangramBrotli = "1b6701882c0e78d3d0955d9710bb172ba9cad092cc8cad415ce6f236c8199e9e0a7b830d387048206f24bc41a715ce1c1e27aa2938c2a9efd360"

// code writes s through an encoder.
func code(s string, encoder func(io.Writer) io.WriteCloser) string {
	var b bytes.Buffer
	w := encoder(&b)
	io.WriteString(w, s)
	w.Close()
	return b.String()
}

func gzipped(s string) string {
	return code(s, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

func zlibbed(s string) string {
	return code(s, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
}

func deflated(s string) string {
	return code(s, func(w io.Writer) io.WriteCloser {
		f, err := flate.NewWriter(w, 6)
		if err != nil { // the level is a valid one
			panic(err)
		}
		return f
	})
}

// coded makes an endpoint that claims a coding for a body made by body.
func coded(coding string, body func() string) endpoint {
	return says(func(c *conn, r *request, _ path) { c.text(r, 200, body(), field{"Content-Encoding", coding}) })
}

func fixed(s string) func() string { return func() string { return s } }

// contents are bodies whose coding, type or freshness matters.
var contents = map[string]endpoint{
	"gzip":   coded("gzip", func() string { return gzipped(pangram) }),
	"x-gzip": coded("x-gzip", func() string { return gzipped(pangram) }),
	"gzip-chunked": says(func(c *conn, _ *request, _ path) {
		c.write(head("HTTP/1.1", 200, text, field{"Content-Encoding", "gzip"}, chunkedText))
		for b := gzipped(pangram); b != ""; {
			n := min(10, len(b))
			c.chunk(b[:n])
			b = b[n:]
		}
		c.write("0\r\n\r\n")
	}),
	"gzip-cut": coded("gzip", func() string {
		b := gzipped(pangram)
		return b[:len(b)/2]
	}),
	"gzip-fake":   coded("gzip", fixed("this is not gzip at all\n")),
	"gzip-empty":  coded("gzip", fixed("")),
	"gzip-tail":   coded("gzip", func() string { return gzipped(pangram) + "trailing junk" }),
	"deflate":     coded("deflate", func() string { return zlibbed(pangram) }),
	"deflate-raw": coded("deflate", func() string { return deflated(pangram) }),
	"br": coded("br", func() string {
		b, err := hex.DecodeString(pangramBrotli)
		if err != nil { // it is a constant
			panic(err)
		}
		return string(b)
	}),
	"unknown-coding": coded("rot13", fixed("coded?\n")),
	"two-codings":    coded("deflate, gzip", func() string { return gzipped(zlibbed(pangram)) }),
	"sniff":          says(sniff),
	"cache":          says(cache),
	"hsts": says(func(c *conn, r *request, _ path) {
		policy := "max-age=" + strconv.Itoa(r.number("age", 3600))
		if r.query.Get("sub") != "" {
			policy += "; includeSubDomains"
		}
		c.text(r, 200, "hsts\n", field{"Strict-Transport-Security", policy})
	}),
}

const (
	htmlPage = "<!DOCTYPE html><html><body>hi</body></html>\n"
	pngImage = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
)

// samples are bodies with the type that they claim, "" for none.
var samples = map[string]struct{ claims, body string }{
	"html-none":    {"", htmlPage},
	"html-plain":   {"text/plain", htmlPage},
	"html-unknown": {"application/unknown", "  <html><body>hi</body></html>\n"},
	"png-octet":    {"application/octet-stream", pngImage},
	"png-none":     {"", pngImage},
	"png-jpeg":     {"image/jpeg", pngImage},
	"png-plain":    {"text/plain", pngImage},
	"text-none":    {"", "just some plain text\n"},
	"binary-plain": {"text/plain", "abc\x00\x01\x02\x03\xff\xfe binary"},
	"pdf-none":     {"", "%PDF-1.4\n%....\n"},
	"gif-none":     {"", "GIF89a\x01\x00\x01\x00\x80\x00\x00"},
	"xml-none":     {"", "<?xml version=\"1.0\"?>\n<a/>\n"},
	"feed-html":    {"text/html", "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel/></rss>\n"},
	"atom-html":    {"text/html; charset=utf-8", "<feed xmlns=\"http://www.w3.org/2005/Atom\"></feed>\n"},
	"json":         {"application/json", "{\"a\":1}\n"},
	"empty-none":   {"", ""},
	"charset":      {"text/plain; charset=ISO-8859-1", "plain latin text\n"},
	"mp4-none":     {"", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"},
}

func sniff(c *conn, r *request, arg path) {
	s, ok := samples[arg.at(1)]
	if !ok {
		c.text(r, 404, "no such sample\n")
		return
	}
	var fs []field
	if s.claims != "" {
		fs = append(fs, field{"Content-Type", s.claims})
	}
	if r.query.Get("nosniff") != "" {
		fs = append(fs, field{"X-Content-Type-Options", "nosniff"})
	}
	c.respond(r, 200, []byte(s.body), fs...)
}

// cache answers with validators and lifetimes (RFC 9111); the body says how often the target was really answered.
func cache(c *conn, r *request, arg path) {
	date := field{"Date", time.Now().UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT")}
	fresh := func(word string, fs ...field) {
		c.text(r, 200, fmt.Sprintf("%s %d\n", word, c.p.state.count(r.target)), append([]field{date}, fs...)...)
	}
	control := func(v string) field { return field{"Cache-Control", v} }
	switch arg.at(1) {
	case "etag":
		tag := field{"ETag", `"v1"`}
		if r.get("If-None-Match") == tag[1] {
			c.respond(r, 304, nil, date, tag)
			return
		}
		fresh("etag", tag, control(r.query.Get("cc")))
	case "last-modified":
		modified := field{"Last-Modified", "Thu, 01 Jan 2015 00:00:00 GMT"}
		if r.get("If-Modified-Since") == modified[1] {
			c.respond(r, 304, nil, date, modified)
			return
		}
		fresh("modified", modified, control(r.query.Get("cc")))
	case "max-age":
		fresh("fresh", control("max-age="+strconv.Itoa(r.number("s", 60))))
	case "no-store":
		fresh("unstored", control("no-store"))
	case "vary":
		fresh("vary", control("max-age=60"), field{"Vary", "Accept-Language"})
	}
}
