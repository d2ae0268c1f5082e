package ui

import (
	"os"
	"strings"
	"testing"

	"ladle/session"
	"ladle/ui/body"
	"ladle/ui/kit"
)

// TestRenderInspector writes pictures of the pane in dark and light, at the sizes it has in the window's two sizes.
func TestRenderInspector(t *testing.T) {
	if os.Getenv("LADLE_RENDER") == "" {
		t.Skip("needs LADLE_RENDER=DIR")
	}
	for _, v := range []kit.Variant{kit.Dark, kit.Light} {
		for _, size := range []struct {
			name string
			w, h float32
		}{{"usual", 652, 348}, {"large", 1072, 700}, {"small", 330, 260}} {
			shots(t, v, string(v)+"-"+size.name, size.w, size.h)
		}
	}
	for _, v := range []kit.Variant{kit.Dark, kit.Light, kit.ContrastDark} {
		oddShots(t, v)
	}
}

// oddShots are bodies in other scripts and languages, with selection, hits and folds.
func oddShots(t *testing.T, v kit.Variant) {
	x := newInspectorWindow(t, v, 652, 348)
	show := func(name, contentType, text string) {
		s := newInspectorStory("GET", "http://localhost:8080/x")
		s.conn = 1
		s.send(1, "GET", "/x", true).head(5, 200, int64(len(text)), session.Field{Name: "Content-Type", Value: contentType})
		s.add(9, session.KindGotBody, int64(len(text)), &session.BodyEnd{Decoded: int64(len(text))})
		x.i.Show(inspected{Attempt: -1})
		x.i.Show(s.end(9, 200, nil).at(9, body.Bytes(text)))
		x.settled(t)
		x.savePicture(t, string(v)+"-odd-"+name)
	}
	show("scripts", "text/plain", "Göteborg, Straße, Ελληνικά, Русский\n日本語テキスト wide\ttab\n\x01\x02 control \u202e bidi\nno \xff utf-8\n"+strings.Repeat("a long line ", 40)+"\n")
	x.i.body.view.selectRange(body.Selection{Anchor: 8, Caret: 80})
	x.savePicture(t, string(v)+"-odd-selection")
	show("html", "text/html", "<!doctype html>\n<html>\n<head><title>Shop</title>\n<style>body { color: #333; }</style>\n<script>const a = 1; // one\nfetch(\"/api\").then(r => r.json())</script>\n</head>\n<body class=\"x\"><p>Text &amp; more</p><!-- note --></body></html>\n")
	show("xml", "application/xml", "<?xml version=\"1.0\"?>\n<orders><order id=\"1\" state=\"open\">text</order></orders>\n")
	show("form", "application/x-www-form-urlencoded", "a=1&b=two%20words&c=")
	show("folded", "application/json", ordersJSON(4))
	x.i.body.view.FoldDepth(2)
	x.i.FocusSearch()
	x.i.body.search.bar.SetText("ord_")
	x.until(t, "search ends", func() bool { return x.i.body.view.find.finder.Found().Done })
	x.i.body.view.sync()
	x.savePicture(t, string(v)+"-odd-folded")
	x.i.body.setMode(bodyHex)
	x.until(t, "search ends", func() bool { return x.i.body.view.find.finder.Found().Done })
	x.i.body.view.sync()
	x.savePicture(t, string(v)+"-odd-hexsearch")
}

func shots(t *testing.T, v kit.Variant, name string, w, h float32) {
	x := newInspectorWindow(t, v, w, h)
	i := x.i
	x.savePicture(t, name+"-nothing")
	i.Show(inspectorOrders())
	x.settled(t)
	i.body.view.GoTo(120)
	x.savePicture(t, name+"-body")
	i.FocusSearch()
	i.body.search.bar.SetText("open")
	x.until(t, "search ends", func() bool { return i.body.view.find.finder.Found().Done })
	i.body.view.sync()
	i.body.view.find.step(i.body.view, false)
	x.savePicture(t, name+"-search")
	i.body.search.Close()
	i.body.setMode(bodyRaw)
	i.body.toggleWrap()
	x.settled(t)
	x.savePicture(t, name+"-raw")
	i.body.toggleWrap()
	i.body.setMode(bodyHex)
	x.savePicture(t, name+"-hex")
	i.body.setMode(bodyPretty)
	for n, tab := range []string{"", "headers", "timing", "events"} {
		if n > 0 {
			i.Tab(n)
			x.savePicture(t, name+"-"+tab)
		}
	}
	i.heads.setRaw(true)
	i.Tab(tabHeaders)
	x.savePicture(t, name+"-headtext")
	i.heads.setRaw(false)
	i.Show(inspectorRedirected())
	i.Tab(tabTiming)
	x.savePicture(t, name+"-timing4")
	i.Tab(tabEvents)
	x.savePicture(t, name+"-events4")
	i.Tab(tabBody)
	x.settled(t)
	x.savePicture(t, name+"-pdf")
	i.Show(inspectorSignIn())
	i.Tab(tabAuth)
	x.savePicture(t, name+"-auth")
	i.Tab(tabBody)
	i.Show(inspectorRefused())
	x.settled(t)
	x.savePicture(t, name+"-refused")
	i.body.showBytes(true)
	x.savePicture(t, name+"-refused-bytes")
	i.Show(inspected{Attempt: -1})
	i.Show(inspectorCut())
	x.settled(t)
	x.savePicture(t, name+"-cut")
	i.Show(inspectorDown())
	x.savePicture(t, name+"-down")
	s := newInspectorStory("GET", "http://localhost:8080/api/export/orders.json")
	s.open(1, 5, "localhost:8080", 1, 1, 0).send(4, "GET", "/api/export/orders.json", false)
	i.Show(s.at(530, nil))
	x.savePicture(t, name+"-waiting")
	s.head(600, 200, 104_900_000, jsonType).add(1030, session.KindGotBodyData, 38_100_000, &session.BodyProgress{Decoded: 38_100_000})
	g := &growingBody{data: []byte(ordersJSON(50)), size: 9000}
	i.Show(s.at(1540, g))
	x.until(t, "rows come", func() bool { return i.body.view.state.Rows > 20 })
	x.savePicture(t, name+"-receiving")
	i.Show(inspected{Attempt: -1})
}
