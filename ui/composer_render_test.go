package ui

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ladle/session"
	"ladle/store"
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// composerScene is the part of a window that this file's panes fill: sidebar, tabs, URL bar, composer.
type composerScene struct {
	composer *composer
	tabs     *requestTabs
	sidebar  *sidebar
	narrow   bool
}

func (s composerScene) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, 300) }

func (s composerScene) Layout(o []fyne.CanvasObject, size fyne.Size) {
	left, wide := float32(240), float32(420)
	if s.narrow {
		left, wide = 40, size.Width-40
	}
	bar := s.composer.URLBar().MinSize().Height
	put(o[0], kit.Rect{X: left, Y: 0, W: size.Width - left, H: 40})
	put(o[1], kit.Rect{X: 0, Y: 40, W: left, H: size.Height - 40})
	put(o[2], kit.Rect{X: left, Y: 40, W: size.Width - left, H: bar})
	put(o[3], kit.Rect{X: left, Y: 40 + bar, W: wide, H: size.Height - 40 - bar})
}

// TestRenderComposer writes pictures of the composer, the tabs and the sidebar into the folder LADLE_RENDER.
func TestRenderComposer(t *testing.T) {
	dir := os.Getenv("LADLE_RENDER")
	if dir == "" {
		t.Skip("LADLE_RENDER names no folder")
	}
	for _, v := range []kit.Variant{kit.Dark, kit.Light, kit.ContrastDark} {
		for name, shape := range renderShapes {
			app := test.NewTempApp(t)
			kit.SetVariant(app, v)
			s := newRenderScene(t, name == "small")
			w := app.NewWindow("")
			side := s.sidebar.Object()
			if s.narrow {
				side = s.sidebar.Rail()
			}
			content := container.New(s, s.tabs.Object(), side, s.composer.URLBar(), s.composer.Object())
			s.composer.a.Resized = func() { s.Layout(content.Objects, content.Size()) }
			shell := kit.NewShell(w, content)
			w.Resize(map[bool]fyne.Size{true: fyne.NewSize(1000, 700), false: fyne.NewSize(1340, 620)}[s.narrow])
			shape(s, w)
			f, err := os.Create(filepath.Join(dir, "composer-"+name+"-"+string(v)+".png"))
			if err != nil {
				t.Fatal(err)
			}
			if err := png.Encode(f, w.Canvas().Capture()); err != nil {
				t.Fatal(err)
			}
			f.Close()
			shell.Release()
			w.Close()
		}
	}
}

var renderShapes = map[string]func(s composerScene, w fyne.Window){
	"headers": func(s composerScene, w fyne.Window) {},
	"small":   func(s composerScene, w fyne.Window) { s.composer.choosePage(composerParams) },
	"params": func(s composerScene, w fyne.Window) {
		s.composer.choosePage(composerParams)
		s.composer.SetRunning(true)
	},
	"json": func(s composerScene, w fyne.Window) {
		s.composer.Load(renderBody)
		s.composer.FocusBody()
		s.composer.body.editor.GoTo(130)
	},
	"file": func(s composerScene, w fyne.Window) {
		r := renderBody
		r.Body = store.RequestBody{Kind: store.FileBody, File: "orders.json", ContentType: "application/json"}
		s.composer.Load(r)
		s.composer.FocusBody()
	},
	"none": func(s composerScene, w fyne.Window) {
		s.composer.Load(store.Request{Method: "GET"})
		s.composer.choosePage(composerBodyTab)
		s.composer.FocusURL()
	},
	"urlerror": func(s composerScene, w fyne.Window) {
		r := s.composer.Request()
		r.URL = "http://localhost:99999/"
		s.composer.Load(r)
		_, err := newMessage(r)
		s.composer.ShowError(err)
	},
	"curl": func(s composerScene, w fyne.Window) {
		clip := "curl -k -o out.json 'https://shop.example/api/orders?state=open' \\\n -H 'Accept: application/json' -d '{\"a\":1}'"
		fyne.CurrentApp().Clipboard().SetContent(clip)
		s.composer.FocusURL()
		paste(s.composer)
	},
	"fielderror": func(s composerScene, w fyne.Window) {
		r := s.composer.Request()
		r.Fields[2] = store.FieldRow{Name: "X Debug", Value: "1"}
		s.composer.Load(r)
		_, err := newMessage(r)
		s.composer.ShowError(err)
	},
	"empty": func(s composerScene, w fyne.Window) {
		s.sidebar.SetLibrary(nil)
		s.sidebar.history.days.set(nil)
		s.sidebar.history.shape()
		s.composer.Load(store.Request{Method: "GET"})
	},
	"times": func(s composerScene, w fyne.Window) { s.composer.bar.askTimes() },
	"loading": func(s composerScene, w fyne.Window) {
		s.sidebar.collections.loading = true
		s.sidebar.collections.trouble.SetText("Read the folder /home/mira/shop/secret: permission denied.")
		s.sidebar.collections.shape()
		s.composer.Load(renderBody)
		s.composer.FocusBody()
		s.composer.body.setType("application/vnd.shop.order.v2+json")
		s.composer.Object().Resize(fyne.NewSize(300, 400))
	},
	"filter": func(s composerScene, w fyne.Window) {
		s.sidebar.FocusFilter()
		s.sidebar.collections.filter.SetText("refund")
	},
	"menu": func(s composerScene, w fyne.Window) {
		kit.ShowMenuFor(s.composer.bar.send.More, s.composer.bar.sendMenu())
	},
}

var renderBody = store.Request{Name: "Create payment", Method: "POST", URL: "{{pay}}/api/payments", Fields: []store.FieldRow{{Name: "Accept", Value: "application/json"}},
	Body: store.RequestBody{Kind: store.TextBody, ContentType: "application/json", Text: "{\n  \"order\": \"{{order_id}}\",\n  \"amount\": {\n    \"value\": {{amount}},\n    \"currency\": \"EUR\"\n  },\n  \"method\": \"sepa_debit\",\n  \"capture\": fals,\n  \"note\": null\n}\n"}}

func newRenderScene(t *testing.T, narrow bool) composerScene {
	s := composerScene{narrow: narrow, composer: newComposer(composerActions{}), tabs: newRequestTabs(tabActions{}), sidebar: newSidebar(sidebarActions{})}
	r := store.Request{Name: "Open orders", Method: "GET", URL: "{{base}}/api/admin/orders?state=open&limit={{open_limit}}", Fields: []store.FieldRow{
		{Name: "Accept", Value: "application/json"}, {Name: "X-Request-Id", Value: "{{$uuid}}"}, {Name: "X-Debug", Value: "trace", Off: true}}}
	s.tabs.Show(r)
	s.tabs.Show(store.Request{Name: "Add to cart", Method: "POST", URL: "http://localhost/"})
	s.tabs.Show(store.Request{Method: "DELETE", URL: "http://localhost:8080/api/cart/items/3"})
	s.tabs.list.tabs[1].State = timeline.StateReceiving
	s.tabs.choose(0)
	s.composer.Load(r)
	s.composer.SetAutomatic([]session.Field{{Name: "Host", Value: "localhost:8080"}, {Name: "User-Agent", Value: "Ladle/0.1"}, {Name: "Accept-Encoding", Value: "gzip, deflate, br"}}, "")
	fillSidebar(s.sidebar)
	return s
}

// fillSidebar gives a sidebar a library and days without a disk.
func fillSidebar(s *sidebar) {
	c := s.collections
	c.lib = &store.Library{}
	file := func(name, path string) *store.Node { return &store.Node{Name: name, Path: path} }
	folder := func(name string, kids ...*store.Node) *store.Node {
		return &store.Node{Name: name, Path: name, Folder: true, Children: kids}
	}
	root := &store.Node{Name: "Shop", Folder: true, Children: []*store.Node{
		folder("Catalogue", file("list-products", "Catalogue/list.http"), file("product", "Catalogue/product.http")),
		folder("Cart", file("add", "Cart/add.http"), file("broken", "Cart/broken.http")),
		folder("Admin", file("admin", "Admin/admin.http")),
		folder("Payments", file("a", "Payments/a.http"), file("b", "Payments/b.http"))}}
	c.tree.toggled["Payments"] = true
	c.tree.set(root)
	one := func(name, method string) treeFileContent {
		return treeFileContent{listed: []store.Listed{{Name: name, Method: method}}}
	}
	broken := one("Remove line", "DELETE")
	broken.problems = []store.Problem{{Line: 7, What: "a header needs the form Name: value"}}
	c.learnt(map[string]treeFileContent{"Catalogue/list.http": one("List products", "GET"), "Catalogue/product.http": one("Product by slug", "GET"),
		"Cart/add.http": one("Add to cart", "POST"), "Cart/broken.http": broken,
		"Admin/admin.http": {listed: []store.Listed{{Index: 0, Name: "Open orders", Method: "GET"}, {Index: 1, Name: "Refunds", Method: "GET"}, {Index: 2, Name: "Import catalogue", Method: "PUT"}}}},
		treeProgress{41, 60})
	c.list.Select(9)
	d := s.history.days
	d.session = "now"
	d.now = func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.Local) }
	d.set([]store.Day{{Date: "2026-11-22", Count: 478, Sessions: []store.SessionCount{{ID: "now", Count: 60, Started: d.now()}, {ID: "b", Count: 418, Started: d.now().Add(-40 * time.Minute)}}},
		{Date: "2026-11-21", Count: 1206}, {Date: "2026-11-19", Count: 87}})
	key := dayKey{date: "2026-11-21"}
	d.toggle(key)
	d.begin(key)
	d.add(key, []store.Summary{{ID: 3, Method: "GET", URL: "http://localhost:8080/api/orders?x=1", Status: 200, Outcome: store.Finished},
		{ID: 2, Method: "POST", URL: "http://localhost:8080/api/cart/items", Status: 422, Outcome: store.Finished},
		{ID: 1, Method: "GET", URL: "http://old.shop.localhost/", Outcome: store.Failed}}, nil)
	s.history.shape()
	c.shape()
}

// paste pastes the clipboard into the URL field, as Ctrl+V does.
func paste(c *composer) {
	c.bar.url.Focusable().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutPaste{Clipboard: fyne.CurrentApp().Clipboard()})
}
