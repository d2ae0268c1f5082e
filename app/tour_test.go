//go:build !nogui

package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ladle/store"
	"ladle/ui"
	"ladle/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// newTestStage is a stage in the test driver that ends with the test.
func newTestStage(t *testing.T) *stage {
	app := test.NewTempApp(t)
	kit.SetVariant(app, kit.Dark)
	s, err := newStage(app, Env{Context: context.Background(), Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	s.window.Fyne().Resize(fyne.NewSize(1600, 1000))
	return s
}

func (s *stage) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// leave closes window and session and keeps the folders for another stage.
func (s *stage) leave(t *testing.T) (dir string) {
	s.window.Close()
	if err := s.desktop.close(); err != nil {
		t.Fatal(err)
	}
	dir, s.dir = s.dir, ""
	return dir
}

// TestTourInTestDriver is the end-to-end test without a display: the same steps in the toolkit's test driver.
func TestTourInTestDriver(t *testing.T) {
	peer := newE2EPeer(t)
	s := newTestStage(t)
	s.must(t, s.one(peer.URL+"/hello"))
	s.must(t, s.answered(peer.URL+"/basic", "mira", "soup"))
	st := s.window.State()
	if a, b := st.Messages[0], st.Messages[1]; a.Status != 200 || b.Status != 200 || b.Attempts != 2 {
		t.Fatalf("the first two messages ended as %+v", st.Messages)
	}
	s.window.Compose(store.Request{Method: "GET", URL: peer.URL + "/slow"})
	for range 6 {
		s.window.Run("message.send")
	}
	s.must(t, s.until("two running", func(st ui.State) bool { return st.Running == 2 && st.Queued == 4 }))
	peer.await(t, 2)
	s.must(t, s.setLimit("6"))
	s.must(t, s.until("six running", func(st ui.State) bool { return st.Running == 6 && st.Queued == 0 }))
	peer.await(t, 6)
	peer.release()
	s.must(t, s.over())
}

// TestEveryScreen makes every picture that can be asked for, small, and the widgets' gallery.
func TestEveryScreen(t *testing.T) {
	for _, name := range screenNames() {
		t.Run(name, func(t *testing.T) {
			s := newTestStage(t)
			s.must(t, screens()[name](s))
			if img := s.window.Fyne().Canvas().Capture(); img.Bounds().Dx() < 800 {
				t.Errorf("the picture is %v", img.Bounds())
			}
		})
	}
}

// TestBadInput gives the window what cannot work, and looks for the sentence: beside the field where it was typed, or in
// the row of the message.
func TestBadInput(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "no-such-file.json")
	get := func(url string, fields ...store.FieldRow) store.Request {
		return store.Request{Method: "GET", URL: url, Fields: fields}
	}
	s := newTestStage(t)
	for _, c := range []struct {
		what    string
		request store.Request
		says    string
	}{
		{"empty URL", get(""), "URL"},
		{"URL that cannot be parsed", get("http://[::1/"), "URL"},
		{"unknown scheme", get("gopher://127.0.0.1/"), "gopher"},
		{"port that does not exist", get("http://127.0.0.1:99999/"), "99999"},
		{"header with a line break", get("http://127.0.0.1/", store.FieldRow{Name: "X-Break", Value: "a\r\nb"}), "line break"},
		{"header name with a blank", get("http://127.0.0.1/", store.FieldRow{Name: "X Blank", Value: "a"}), "name"},
		{"missing body file", store.Request{Method: "POST", URL: "http://127.0.0.1/", Body: store.RequestBody{Kind: store.FileBody, File: missing}}, missing},
		{"method with a blank", store.Request{Method: "GE T", URL: "http://127.0.0.1/"}, "method"},
	} {
		before := s.window.State().Rows
		s.window.Compose(c.request)
		s.window.Run("message.send")
		s.loop.Drain()
		st := s.window.State()
		if !strings.Contains(st.Problem, c.says) {
			t.Errorf("%s: the composer says %q, expected %q in it", c.what, st.Problem, c.says)
		}
		if st.Rows != before {
			t.Errorf("%s: was sent all the same", c.what)
		}
		if st.URL != c.request.URL {
			t.Errorf("%s: what was typed is lost: %q", c.what, st.URL)
		}
	}
	for _, c := range []struct{ what, url, says string }{
		{"refused connection", "http://127.0.0.1:1/", "Connection refused by 127.0.0.1:1"},
		{"unknown host", "http://nowhere.invalid/", "nowhere.invalid"},
		{"untrusted certificate", s.play.Listener("https-selfsigned") + "/", "nobody who is trusted"},
		{"expired certificate", s.play.Listener("https-expired") + "/", "expired"},
		{"TLS where there is none", strings.Replace(s.play.URL, "http://", "https://", 1) + "/", "does not speak TLS"},
		{"malformed head", s.play.Broken("bad-status-line"), "HTTP"},
		{"malformed field", s.play.Broken("space-before-colon"), "breaks a rule of HTTP"},
		{"short body", s.play.Broken("short-body"), "ends early"},
		{"no answer", s.play.Broken("close-at-once"), "without an answer"},
	} {
		s.must(t, s.get(c.url))
		if strings.HasSuffix(c.what, "certificate") {
			s.must(t, s.until("the prompt", func(st ui.State) bool { return st.Prompt }))
			s.must(t, s.refuse())
		}
		s.must(t, s.over())
		s.settle()
		what, try := s.window.Failure()
		if !strings.Contains(what, c.says) {
			t.Errorf("%s: the row says %q, expected %q in it", c.what, what, c.says)
		}
		if try == "" {
			t.Errorf("%s: nothing to try is named", c.what)
		}
	}
}

// TestRemembers closes the window and opens it again over the same folders: history, saved requests, drafts, properties and
// layout come back.
func TestRemembers(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "hello.http"), []byte("### Hello\nGET http://127.0.0.1/hello\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	peer := newE2EPeer(t)
	first := newTestStage(t)
	first.window.OpenFolder(folder)
	first.must(t, first.until("the folder", func(st ui.State) bool { return st.Library == folder }))
	first.must(t, first.one(peer.URL+"/hello"))
	first.window.Compose(store.Request{Method: "PUT", URL: "http://127.0.0.1/draft", Fields: []store.FieldRow{{Name: "X-Draft", Value: "yes"}}})
	first.must(t, first.window.SetProperty("max-conns", "7"))
	first.window.Run("view.drawer")
	dir := first.leave(t)

	app := test.NewTempApp(t)
	kit.SetVariant(app, kit.Dark)
	again, err := newStageIn(app, Env{Context: context.Background(), Getenv: func(string) string { return "" }}, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(again.close)
	again.must(t, again.until("the folder again", func(st ui.State) bool { return st.Library == folder }))
	st := again.window.State()
	if st.URL != "http://127.0.0.1/draft" {
		t.Errorf("the draft came back as %q", st.URL)
	}
	if st.Drawer {
		t.Error("the drawer was closed and is open")
	}
	if v := again.desktop.session.Property("max-conns"); v != "7" {
		t.Errorf("max-conns came back as %s", v)
	}
	page, err := again.desktop.store.Page(t.Context(), 0, 10, store.Filter{})
	if err != nil || len(page) != 1 || page[0].URL != peer.URL+"/hello" || page[0].Status != 200 {
		t.Fatalf("the history came back as %+v, %v", page, err)
	}
	again.window.OpenRecorded(page[0].ID)
	again.must(t, again.until("the recorded request", func(st ui.State) bool { return st.URL == peer.URL+"/hello" }))
}
