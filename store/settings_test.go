package store

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func openSettings(t *testing.T, p Paths) *Settings {
	t.Helper()
	s, err := OpenSettings(p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func writeSettings(t *testing.T, p Paths, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(p.Config, 0o700), os.WriteFile(p.settingsFile(), []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
}

func readSettings(t *testing.T, p Paths) string {
	t.Helper()
	b, err := os.ReadFile(p.settingsFile())
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestSettingsKeepWhatTheyDoNotKnow(t *testing.T) {
	t.Parallel()
	p := testPaths(t)
	writeSettings(t, p, `{"future": {"deep": [1, 2.50, "x"]}, "theme": "dark", "session.max-conns": "ten"}`)
	s := openSettings(t, p)
	if got := s.String("theme", "light"); got != "dark" {
		t.Errorf("theme %q", got)
	}
	if got := s.Int("session.max-conns", 10); got != 10 {
		t.Errorf("a text where a number belongs gives %d", got)
	}
	var changed []string
	stop := s.OnChange(func(key string) { changed = append(changed, key) })
	for _, err := range []error{s.Set("session.timeout", 90*time.Second), s.Set("scale", 1.25), s.Set("scale", 1.25), s.Set("follow", false)} {
		if err != nil {
			t.Error(err)
		}
	}
	s.Reset("theme")
	stop()
	s.Reset("follow")
	if err := s.Flush(); err != nil {
		t.Fatal(err)
	}
	want := `{
  "future": {
    "deep": [
      1,
      2.50,
      "x"
    ]
  },
  "scale": 1.25,
  "session.max-conns": "ten",
  "session.timeout": "1m30s"
}
`
	if got := readSettings(t, p); got != want {
		t.Errorf("file\n%s", got)
	}
	if want := []string{"session.timeout", "scale", "follow", "theme"}; !reflect.DeepEqual(changed, want) {
		t.Errorf("told %v", changed)
	}
	again := openSettings(t, p)
	if again.Duration("session.timeout", 0) != 90*time.Second || again.Float("scale", 1) != 1.25 || again.Bool("follow", true) != true || again.Changed("theme") {
		t.Error("what was set is not read back")
	}
}

func TestSettingsMergeWithAnEditor(t *testing.T) {
	t.Parallel()
	p := testPaths(t)
	writeSettings(t, p, `{"a": 1, "b": 1, "gone": 1}`)
	s := openSettings(t, p)
	var changed []string
	s.OnChange(func(key string) { changed = append(changed, key) })
	s.Set("a", 2)
	writeSettings(t, p, `{"a": 1, "b": 3, "c": 4}`)
	if err := s.Flush(); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(strings.Fields(readSettings(t, p)), ""); got != `{"a":2,"b":3,"c":4}` {
		t.Errorf("file %s", got)
	}
	if s.Int("b", 0) != 3 || s.Int("c", 0) != 4 || s.Changed("gone") {
		t.Error("the editor's changes are not seen")
	}
	if want := []string{"a", "b", "c", "gone"}; !reflect.DeepEqual(changed, want) {
		t.Errorf("told %v", changed)
	}
}

func TestInvalidSettingsArePutAside(t *testing.T) {
	t.Parallel()
	p := testPaths(t)
	writeSettings(t, p, "{\n  \"a\": 1,\n  oops\n}")
	s := openSettings(t, p)
	if !strings.Contains(s.Note(), "line 3") {
		t.Errorf("note %q", s.Note())
	}
	aside, _ := filepath.Glob(p.settingsFile() + ".broken-*")
	if len(aside) != 1 {
		t.Fatalf("put aside: %v", aside)
	}
	s.Set("a", 2)
	writeSettings(t, p, "broken meanwhile")
	if err := s.Flush(); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(strings.Fields(readSettings(t, p)), ""); got != `{"a":2}` {
		t.Errorf("file %s", got)
	}
	if aside, _ := filepath.Glob(p.settingsFile() + ".broken-*"); len(aside) != 2 {
		t.Errorf("put aside: %v", aside)
	}
}

func TestSettingsThatCannotBeWrittenAreTriedAgain(t *testing.T) {
	t.Parallel()
	p := testPaths(t)
	s := openSettings(t, p)
	if err := os.WriteFile(p.Config, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s.Set("a", 1)
	if err := s.Flush(); err == nil {
		t.Error("no error")
	}
	if err := os.Remove(p.Config); err != nil {
		t.Fatal(err)
	}
	if err := s.Flush(); err != nil {
		t.Error(err)
	}
	if got := strings.Join(strings.Fields(readSettings(t, p)), ""); got != `{"a":1}` {
		t.Errorf("file %s", got)
	}
}

func TestDraftsComeBack(t *testing.T) {
	t.Parallel()
	p := testPaths(t)
	s, err := OpenDrafts(p)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	want := Drafts{Tabs: []Draft{{ID: "1", Request: Request{Method: "POST", URL: "http://", Body: RequestBody{Kind: TextBody, Text: "\xff"}},
		Ref: &Ref{Path: "a.http", Index: 1, Text: "GET /"}, Changed: time.Now().UTC().Round(0)}}}
	if err := s.Set(want); err != nil {
		t.Fatal(err)
	}
	s.SaveSoon()
	if err := s.Flush(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(p.draftsFile()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	again, err := OpenDrafts(p)
	if err != nil {
		t.Fatal(err)
	}
	if got := again.Value(); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	// The value is a copy: changing it does not reach what is kept.
	again.Value().Tabs[0].Ref.Index = 9
	if again.Value().Tabs[0].Ref.Index != 1 {
		t.Error("the value is shared")
	}
}

func TestSaveSoonSavesByItself(t *testing.T) {
	t.Parallel()
	p := testPaths(t)
	s, err := OpenLayout(p)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	saved := make(chan struct{}, 2)
	save := s.out.save
	s.out.save = func() error { defer func() { saved <- struct{}{} }(); return save() }
	s.Set(Layout{Window: WindowState{Width: 1600}})
	s.SaveSoon()
	s.SaveSoon()
	<-saved
	again, err := OpenLayout(p)
	if err != nil {
		t.Fatal(err)
	}
	if got := again.Value().Window.Width; got != 1600 {
		t.Errorf("width %v", got)
	}
}

func TestBrokenLayoutIsPutAside(t *testing.T) {
	t.Parallel()
	p := testPaths(t)
	if err := errors.Join(os.MkdirAll(p.State, 0o700), os.WriteFile(p.layoutFile(), []byte(`{"window": 3}`), 0o600)); err != nil {
		t.Fatal(err)
	}
	s, err := OpenLayout(p)
	if err != nil || s.Note() == "" || !reflect.DeepEqual(s.Value(), Layout{}) {
		t.Errorf("%v, note %q, %+v", err, s.Note(), s.Value())
	}
}
