package ui

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ladle/store"
	"ladle/ui/kit"
	"ladle/ui/timeline"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func get(url string) store.Request { return store.Request{Method: "GET", URL: url} }

func names(l *tabList) string {
	var out []string
	for i, t := range l.tabs {
		n := t.Name()
		if t.Dirty() {
			n += "*"
		}
		if i == l.active {
			n = "[" + n + "]"
		}
		out = append(out, n)
	}
	return strings.Join(out, " ")
}

func wantTabs(t *testing.T, l *tabList, want string) {
	t.Helper()
	if got := names(l); got != want {
		t.Errorf("tabs %s, want %s", got, want)
	}
}

func TestTabListOpensAndCloses(t *testing.T) {
	t.Parallel()
	l := newTabList()
	wantTabs(t, l, "[Untitled]")
	l.add(get("http://a/x"))
	wantTabs(t, l, "[/x*]")
	ref := store.Ref{Path: "b.http", Text: "GET http://b/\n"}
	l.open("/lib", ref, store.Request{Name: "B", Method: "GET", URL: "http://b/"})
	l.add(get("http://c"))
	wantTabs(t, l, "/x* B [c*]")
	l.step(1)
	l.open("/lib", ref, store.Request{Name: "B2", Method: "GET", URL: "http://b/"})
	wantTabs(t, l, "/x* [B2] c*")
	r := l.current().Request
	r.URL = "http://b/2"
	if !l.edit(r) || l.edit(r) {
		t.Error("edit tells whether the bar changes")
	}
	l.open("/lib", ref, store.Request{Name: "B3", URL: "http://other/"})
	wantTabs(t, l, "/x* [B2*] c*")
	l.close(1)
	l.close(0)
	wantTabs(t, l, "[c*]")
	l.close(0)
	wantTabs(t, l, "[Untitled]")
	for range 3 {
		l.reopen()
	}
	wantTabs(t, l, "/x* [B2*] c*")
	if l.reopen() {
		t.Error("nothing is left to reopen")
	}
}

func TestTabListMoves(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		active, from, to int
		want             string
	}{
		{0, 0, 2, "b* c* [a*] d*"}, {0, 3, 0, "d* [a*] b* c*"}, {2, 0, 3, "b* [c*] d* a*"}, {1, 2, 2, "a* [b*] c* d*"}, {3, 3, 1, "a* [d*] b* c*"},
	} {
		l := newTabList()
		for _, host := range []string{"a", "b", "c", "d"} {
			l.add(get("http://" + host))
		}
		l.active = c.active
		l.move(c.from, c.to)
		if got := names(l); got != c.want {
			t.Errorf("%d to %d with %d chosen: %s, want %s", c.from, c.to, c.active, got, c.want)
		}
	}
}

func TestTabListClosingKeepsTheActiveOne(t *testing.T) {
	t.Parallel()
	for active := range 4 {
		for gone := range 4 {
			l := newTabList()
			for _, u := range []string{"/0", "/1", "/2", "/3"} {
				l.add(get("http://h" + u))
			}
			l.active = active
			before := l.current()
			l.close(gone)
			if active != gone && l.current() != before {
				t.Errorf("closing %d left %s, %d was active", gone, names(l), active)
			}
			if l.active < 0 || l.active >= len(l.tabs) {
				t.Errorf("closing %d with %d active: active is %d", gone, active, l.active)
			}
		}
	}
}

func TestDraftsBringEverythingBack(t *testing.T) {
	t.Parallel()
	l := newTabList()
	r := store.Request{Name: "B", ID: "b", Method: "GET", URL: "http://b/"}
	text, err := store.FormatHTTP(r)
	if err != nil {
		t.Fatal(err)
	}
	l.open("/lib", store.Ref{Path: "b.http", Text: text}, r)
	l.add(get("http://draft/"))
	l.open("/lib", store.Ref{Path: "c.http", Index: 1, Text: text}, r)
	l.edit(store.Request{Method: "PUT", URL: "http://edited/"})
	l.add(get("http://closed/"))
	l.close(3)
	l.active = 1
	before := names(l)

	var layout store.Layout
	var drafts store.Drafts
	layout.Tabs, layout.Active, drafts = l.drafts()
	for _, v := range []any{&layout, &drafts} { // as after a restart
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, v); err != nil {
			t.Fatal(err)
		}
	}
	again := newTabList()
	again.restore(layout.Tabs, layout.Active, drafts)
	wantTabs(t, again, before)
	if tab := again.tabs[2]; tab.Library != "/lib" || tab.Ref == nil || tab.Ref.Path != "c.http" || tab.Ref.Index != 1 || tab.Request.Method != "PUT" {
		t.Errorf("third tab %+v", tab)
	}
	if !again.reopen() || again.current().Request.URL != "http://closed/" {
		t.Error("the closed draft did not come back")
	}
}

func TestRestoreWithoutAnything(t *testing.T) {
	t.Parallel()
	l := newTabList()
	l.restore([]store.Tab{{Page: "settings"}, {Draft: "gone"}, {Ref: &store.Ref{Path: "x"}}}, 7, store.Drafts{})
	wantTabs(t, l, "[Untitled]")
}

func openTestLibrary(t *testing.T, files map[string]string) *store.Library {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lib, err := store.OpenLibrary(dir, store.Paths{Data: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lib.Close() })
	return lib
}

func TestSaveRequest(t *testing.T) {
	t.Parallel()
	lib := openTestLibrary(t, nil)
	saved, err := saveRequest(lib, store.Ref{}, get("http://a.test/orders"))
	if err != nil || saved.Ref.Path != "get-orders.http" {
		t.Fatalf("created %+v, %v", saved, err)
	}
	r, ref, err := lib.Load(saved.Ref.Path, 0)
	if err != nil || r.Name != "GET /orders" {
		t.Fatalf("loaded %+v, %v", r, err)
	}
	r.URL = "http://a.test/mine"
	if saved, err = saveRequest(lib, ref, r); err != nil || saved.Changed != nil {
		t.Fatalf("saved %+v, %v", saved, err)
	}
	r.URL = "http://a.test/late"
	late, err := saveRequest(lib, ref, r) // ref is of before the first save
	if err != nil || late.Changed == nil || late.Gone || !strings.Contains(late.Changed.Theirs, "/mine") {
		t.Fatalf("a change on disk gave %+v, %v", late, err)
	}
	if over, err := overwriteRequest(lib, ref, r); err != nil || over.Changed != nil {
		t.Fatalf("overwritten %+v, %v", over, err)
	}
	if now, _, _ := lib.Load(ref.Path, 0); now.URL != "http://a.test/late" {
		t.Errorf("on disk is %q", now.URL)
	}
	if err := os.Remove(filepath.Join(lib.Dir(), ref.Path)); err != nil {
		t.Fatal(err)
	}
	if gone, err := saveRequest(lib, ref, r); err != nil || !gone.Gone {
		t.Errorf("a request that is gone gave %+v, %v", gone, err)
	}
	if over, err := overwriteRequest(lib, ref, r); err != nil || over.Ref.Path == "" {
		t.Errorf("written again %+v, %v", over, err)
	}
}

func TestRequestTabsBar(t *testing.T) {
	app := test.NewTempApp(t)
	kit.SetVariant(app, kit.Dark)
	var chosen []string
	closed := 0
	tabs := newRequestTabs(tabActions{Chosen: func(r store.Request, _ timeline.RowID) { chosen = append(chosen, r.URL) }, Closed: func(bool) { closed++ }})
	w := test.NewTempWindow(t, tabs.Object())
	w.Resize(fyne.NewSize(800, 60))
	tabs.Show(get("http://a/1"))
	tabs.Show(get("http://a/2"))
	if want := []string{"http://a/1", "http://a/2"}; !slices.Equal(chosen, want) {
		t.Fatalf("chosen %v, want %v", chosen, want)
	}
	w.Canvas().Capture() // the bar places its tabs when it is drawn
	test.TapCanvas(w.Canvas(), fyne.NewPos(30, 20))
	if tabs.Request().URL != "http://a/1" {
		t.Errorf("a tap chose %q", tabs.Request().URL)
	}
	tabs.SetMessage(timeline.RowID{Message: 3})
	tabs.Changed(get("http://a/11"))
	tabs.CloseCurrent()
	if closed != 1 || tabs.Request().URL != "http://a/2" {
		t.Errorf("closed %d, now %q", closed, tabs.Request().URL)
	}
	tabs.Reopen()
	if tabs.Request().URL != "http://a/11" || tabs.Message().Message != 3 {
		t.Errorf("reopened %q", tabs.Request().URL)
	}
	tabs.Saved(store.Ref{Path: "x.http"}, store.Request{Name: "X", Method: "GET", URL: "http://a/11"})
	if tab := tabs.Current(); tab.Dirty() || tab.Name() != "X" {
		t.Errorf("after saving %q, dirty %v", tab.Name(), tab.Dirty())
	}
}

func TestTabsReadTheVariablesOfTheirFiles(t *testing.T) {
	app := test.NewTempApp(t)
	kit.SetVariant(app, kit.Dark)
	lib := openTestLibrary(t, map[string]string{"a.http": "@base = http://a\n\n### One\nGET {{base}}\n"})
	r, ref, err := lib.Load("a.http", 0)
	if err != nil {
		t.Fatal(err)
	}
	tabs := newRequestTabs(tabActions{})
	tabs.Open(lib.Dir(), ref, r)
	queue := make(chan func(), 1)
	tabs.ReadVariables(lib, func(f func()) { queue <- f })
	(<-queue)()
	if v := tabs.Variables(); len(v) != 1 || v[0].Name != "base" || v[0].Value != "http://a" {
		t.Errorf("variables %+v", v)
	}
	if tabs.Folder() != lib.Dir() {
		t.Errorf("folder %q", tabs.Folder())
	}
}
