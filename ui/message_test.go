package ui

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ladle/session"
	"ladle/store"
)

func TestWithScheme(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"example.com", "https://example.com"},
		{"example.com/a?u=http://x", "https://example.com/a?u=http://x"},
		{" example.com ", "https://example.com"},
		{"//example.com/a", "https://example.com/a"},
		{"/path", "/path"},
		{"localhost", "http://localhost"},
		{"localhost:8080/a", "http://localhost:8080/a"},
		{"LOCALHOST.:1", "http://LOCALHOST.:1"},
		{"shop.localhost:1/x", "http://shop.localhost:1/x"},
		{"127.0.0.1:80", "http://127.0.0.1:80"},
		{"10.1.2.3", "http://10.1.2.3"},
		{"192.168.0.1/a#b", "http://192.168.0.1/a#b"},
		{"8.8.8.8", "https://8.8.8.8"},
		{"[::1]:8080/a", "http://[::1]:8080/a"},
		{"[2001:db8::1]", "https://[2001:db8::1]"},
		{"[fe80::1]/", "http://[fe80::1]/"},
		{"user:pw@10.0.0.1/x", "http://user:pw@10.0.0.1/x"},
		{"api:8080/x", "https://api:8080/x"},
		{"http://a", "http://a"},
		{"ws://a", "ws://a"},
		{"mailto:you", "mailto:you"},
		{"notlocalhost", "https://notlocalhost"},
	} {
		if got := withScheme(c.text); got != c.want {
			t.Errorf("withScheme(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestNewMessageHead(t *testing.T) {
	t.Parallel()
	m, err := newMessage(store.Request{Method: "post", URL: "localhost:1/a b?x=1", DroppedAuto: []string{"User-Agent"},
		Fields: []store.FieldRow{{Name: "B", Value: "2"}, {Name: "A", Value: "1"}, {Name: "Off", Value: "x", Off: true}, {Name: "b", Value: "3"}},
		Body:   store.RequestBody{Kind: store.TextBody, Text: "{}", ContentType: "application/json"}})
	if err != nil {
		t.Fatal(err)
	}
	want := session.Fields{{Name: "B", Value: "2"}, {Name: "A", Value: "1"}, {Name: "b", Value: "3"}, {Name: "Content-Type", Value: "application/json"}}
	if got := m.RequestFields(); !slices.Equal(got, want) {
		t.Errorf("fields %v, want %v", got, want)
	}
	if m.Method() != "post" || m.URI().String() != "http://localhost:1/a%20b?x=1" {
		t.Errorf("%s %s", m.Method(), m.URI())
	}
}

func TestNewMessageLeavesOutTypeOfBody(t *testing.T) {
	t.Parallel()
	m, err := newMessage(store.Request{URL: "localhost", DroppedAuto: []string{"content-type"}, Body: store.RequestBody{Kind: store.TextBody, Text: "x", ContentType: "text/plain"}})
	if err != nil {
		t.Fatal(err)
	}
	if f := m.RequestFields(); len(f) != 0 {
		t.Errorf("fields %v, want none", f)
	}
}

func TestNewMessageErrors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name string) store.RequestBody { return store.RequestBody{Kind: store.FileBody, File: name} }
	for name, c := range map[string]struct {
		r    store.Request
		want any
		says string
	}{
		"empty URL":  {store.Request{}, new(*session.URLError), "empty"},
		"port":       {store.Request{URL: "http://a:99999"}, new(*session.URLError), "99999"},
		"variable":   {store.Request{URL: "{{ base }}/x"}, new(*session.URLError), "base has no value"},
		"method":     {store.Request{Method: "A B", URL: "a"}, new(*session.FieldError), "method"},
		"field name": {store.Request{URL: "a", Fields: []store.FieldRow{{Name: "A B"}}}, new(*session.FieldError), ""},
		"line break": {store.Request{URL: "a", Fields: []store.FieldRow{{Name: "A", Value: "b\r\nC: d"}}}, new(*session.FieldError), ""},
		"no file":    {store.Request{URL: "a", Body: file("")}, new(*BodyFileError), "No file"},
		"missing":    {store.Request{URL: "a", Body: file("gone.bin")}, new(*BodyFileError), "gone.bin"},
		"folder":     {store.Request{URL: "a", Body: file(dir)}, new(*BodyFileError), "not a file"},
	} {
		_, err := newMessageIn(dir, nil, c.r)
		if !errors.As(err, c.want) || !strings.Contains(err.Error()+what(err), c.says) {
			t.Errorf("%s: error %v (%T), want %T with %q", name, err, err, c.want, c.says)
		}
	}
}

func what(err error) string {
	var f *BodyFileError
	if errors.As(err, &f) {
		return f.What
	}
	return ""
}

func TestBodyFileIsRelativeToItsFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.json"), []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	path, size, err := bodyFile(dir, "a.json")
	if err != nil || size != 5 || path != filepath.Join(dir, "a.json") {
		t.Errorf("bodyFile = %q, %d, %v", path, size, err)
	}
	if _, size, err := bodyFile("elsewhere", path); err != nil || size != 5 {
		t.Errorf("an absolute path gives %d, %v", size, err)
	}
	if got := relativeTo(dir, filepath.Join(dir, "sub", "b")); got != "sub/b" {
		t.Errorf("relativeTo = %q", got)
	}
	if got := relativeTo(filepath.Join(dir, "sub"), path); got != path {
		t.Errorf("a file outside of the folder is named %q", got)
	}
}

func TestFillVariables(t *testing.T) {
	t.Parallel()
	r := store.Request{URL: "{{base}}/x/{{id}}", Fields: []store.FieldRow{{Name: "A", Value: "{{ token }}"}, {Name: "B", Value: "{{no}}", Off: true}},
		Body: store.RequestBody{Kind: store.TextBody, Text: "{{id}} {{gone}} {{loop}}"}}
	vars := []store.Variable{{Name: "host", Value: "a.test"}, {Name: "base", Value: "http://{{host}}"}, {Name: "id", Value: "7"}, {Name: "token", Value: "t"}, {Name: "loop", Value: "{{loop}}"}}
	got, missing := fillVariables(r, vars)
	if got.URL != "http://a.test/x/7" || got.Fields[0].Value != "t" || got.Fields[1].Value != "{{no}}" || got.Body.Text != "7 {{gone}} {{loop}}" {
		t.Errorf("filled %+v", got)
	}
	if want := []string{"gone", "loop"}; !slices.Equal(missing, want) {
		t.Errorf("missing %v, want %v", missing, want)
	}
	if r.Fields[0].Value != "{{ token }}" {
		t.Error("the request itself was changed")
	}
}

func TestNewMessageFillsTheVariablesOfItsFile(t *testing.T) {
	t.Parallel()
	file := store.ParseHTTP([]byte("@host = localhost:7\n@base = http://{{host}}/v1\n\n### One\n@key = k1\nGET {{base}}/x\nX-Key: {{key}} {{other}}\n"))
	m, err := newMessageIn("", file.Vars, file.Requests[0].Request)
	if err != nil {
		t.Fatal(err)
	}
	if got := m.URI().String(); got != "http://localhost:7/v1/x" {
		t.Errorf("URL %s", got)
	}
	if got := m.RequestFields()[0].Value; got != "k1 {{other}}" {
		t.Errorf("field %q", got)
	}
}

func FuzzWithScheme(f *testing.F) {
	for _, s := range []string{"", "a", "a:1", "//a", "[::1", "@", "a@b:c", "http:", "?://", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if once := withScheme(text); withScheme(once) != once {
			t.Errorf("withScheme(%q) = %q, and again %q", text, once, withScheme(once))
		}
		_, _ = newMessage(store.Request{URL: text})
	})
}
