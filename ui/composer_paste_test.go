package ui

import (
	"testing"

	"ladle/store"
)

func TestPasted(t *testing.T) {
	t.Parallel()
	const curl = "curl https://a.test/x \\\n  -H 'A: b'"
	flat := "curl https://a.test/x \\   -H 'A: b'"
	for name, c := range map[string]struct {
		before, after, clip string
		want                pastedKind
	}{
		"into nothing":           {"", flat, curl, pastedCurl},
		"over all":               {"https://b.test", flat, curl, pastedCurl},
		"over text it ends like": {"-H 'A: b'", flat, curl, pastedCurl},
		"one line":               {"", "curl a.test", "curl a.test", pastedCurl},
		"with a prompt":          {"", "$ curl a.test", "$ curl a.test", pastedCurl},
		"a URL":                  {"", "https://a.test", "https://a.test", pastedPlain},
		"a URL with its line":    {"", "https://a.test ", "https://a.test\n", pastedPlain},
		"prose":                  {"http://", "http://one two", "one\ntwo", pastedLines},
		"other clipboard":        {"", flat, "https://a.test", pastedPlain},
		"something else typed":   {"", "abc", curl, pastedPlain},
	} {
		if got := pasted(c.before, c.after, c.clip); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestIsTyped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		before, after string
		want          bool
	}{{"", "a", true}, {"a", "", true}, {"abc", "x", true}, {"a", "aü", true}, {"", "ab", false}, {"http://a/", "one two", false}, {"https://x", "curl https://x", false}} {
		if got := isTyped(c.before, c.after); got != c.want {
			t.Errorf("isTyped(%q, %q) = %v", c.before, c.after, got)
		}
	}
}

func TestTakeOverKeepsIdentity(t *testing.T) {
	t.Parallel()
	old := store.Request{Name: "N", ID: "i", Lead: "# c", After: "> x", URL: "http://a", Directives: []store.Directive{{Name: "timeout", Value: "1"}, {Name: directiveParam, Value: "0 a=b"}}}
	got := takeOver(old, store.Request{Method: "PUT", URL: "http://b"})
	if got.Name != "N" || got.ID != "i" || got.Lead != "# c" || got.After != "> x" || got.Method != "PUT" || got.URL != "http://b" {
		t.Errorf("took over %+v", got)
	}
	if len(got.Directives) != 1 || got.Directives[0].Name != "timeout" {
		t.Errorf("directives %v", got.Directives)
	}
}

func TestChooseBody(t *testing.T) {
	t.Parallel()
	row := []store.FieldRow{{Name: "content-type", Value: "text/csv"}}
	for name, c := range map[string]struct {
		r          store.Request
		choice     bodyChoice
		kind       store.BodyKind
		typ, field string
	}{
		"json":              {store.Request{}, bodyJSON, store.TextBody, typeJSON, ""},
		"json kept":         {store.Request{Body: store.RequestBody{ContentType: "application/problem+json"}}, bodyJSON, store.TextBody, "application/problem+json", ""},
		"text after json":   {store.Request{Body: store.RequestBody{ContentType: typeJSON}}, bodyText, store.TextBody, typeText, ""},
		"xml kept":          {store.Request{Body: store.RequestBody{ContentType: typeXML}}, bodyText, store.TextBody, typeXML, ""},
		"json over the row": {store.Request{Fields: row, Body: store.RequestBody{ContentType: "text/csv"}}, bodyJSON, store.TextBody, typeJSON, typeJSON},
		"file":              {store.Request{}, bodyFromFile, store.FileBody, typeAny, ""},
		"none":              {store.Request{Body: store.RequestBody{Kind: store.TextBody, Text: "x", ContentType: typeXML}}, bodyNone, store.NoBody, typeXML, ""},
	} {
		got := chooseBody(c.r, c.choice)
		if got.Body.Kind != c.kind || got.Body.ContentType != c.typ || c.field != "" && got.Fields[0].Value != c.field {
			t.Errorf("%s: %+v", name, got)
		}
		if got.Body.Text != c.r.Body.Text {
			t.Errorf("%s: the text was lost", name)
		}
		if choiceOf(got.Body) != c.choice {
			t.Errorf("%s: shown as %d", name, choiceOf(got.Body))
		}
	}
	if row[0].Value != "text/csv" {
		t.Error("the rows of another request were changed")
	}
}
