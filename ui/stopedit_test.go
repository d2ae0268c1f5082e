package ui

import (
	"io"
	"strings"
	"testing"

	"ladle/session"
)

// stoppedMessage is a message as it stands at starting, and what an edit of it starts from.
func stoppedMessage(t *testing.T) (*session.Message, stopSource) {
	t.Helper()
	m, err := session.NewMessage("POST", "https://pay.localhost:8443/api/payments?a=1")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []session.Field{{Name: "Accept", Value: "application/json"}, {Name: "Authorization", Value: "Bearer s3cret"}, {Name: "X-Debug", Value: "trace"}, {Name: "User-Agent", Value: "Ladle"}} {
		if err := m.AddField(f.Name, f.Value); err != nil {
			t.Fatal(err)
		}
	}
	body := `{"capture":true}`
	if err := m.SetBody("", session.BodyBytes([]byte(body))); err != nil {
		t.Fatal(err)
	}
	return m, stopSource{Method: "POST", URL: m.URI(), Fields: m.RequestFields(), Body: body, Text: true, Length: int64(len(body))}
}

func headerText(m *session.Message) string {
	var lines []string
	for _, f := range m.RequestFields() {
		lines = append(lines, f.Name+": "+f.Value)
	}
	return strings.Join(lines, "\n")
}

func TestStopEditWithoutAChangeTouchesNothing(t *testing.T) {
	m, s := stoppedMessage(t)
	before := headerText(m)
	if e := newStopEdit(s); e.changes() != 0 || e.apply(m, s) != nil {
		t.Errorf("%d changes", e.changes())
	}
	if headerText(m) != before || m.URI().String() != s.URL.String() {
		t.Errorf("the message is %s\n%s", m.URI(), headerText(m))
	}
}

func TestStopEditChangesEverything(t *testing.T) {
	m, s := stoppedMessage(t)
	e := newStopEdit(s)
	if len(e.now.fields) != 3 || e.now.target != "/api/payments?a=1" {
		t.Fatalf("starts from %+v", e.now)
	}
	e.now.method, e.now.target, e.now.body = "PUT", "/api/payments?dry_run=1", `{}`
	e.now.fields[0].Value = "text/html"
	e.now.fields[1].Off = true
	e.now.fields = append(e.now.fields, e.now.fields[2])
	e.now.fields[3].Name, e.now.fields[3].Value = "X-New", "1"
	if got := strings.Join(e.words(), "|"); got != "was application/json|left out||new" {
		t.Errorf("the rows say %q", got)
	}
	if e.changes() != 6 {
		t.Errorf("%d changes, want 6", e.changes())
	}
	if p := e.apply(m, s); p != nil {
		t.Fatal(p)
	}
	want := "Accept: text/html\nAuthorization: Bearer s3cret\nUser-Agent: Ladle\nX-New: 1"
	if got := headerText(m); got != want {
		t.Errorf("the header is\n%s\nwant\n%s", got, want)
	}
	if m.Method() != "PUT" || m.URI().String() != "https://pay.localhost:8443/api/payments?dry_run=1" {
		t.Errorf("%s %s", m.Method(), m.URI())
	}
	r, err := m.Body().Open()
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := io.ReadAll(r); string(b) != "{}" {
		t.Errorf("the body is %q", b)
	}
}

func TestStopEditLeavesSecretsOut(t *testing.T) {
	m, s := stoppedMessage(t)
	e := newStopEdit(s)
	auto := e.automatic(s)
	if len(auto) != 3 || auto[1].Name != "Authorization" || strings.Contains(auto[1].Value, "s3cret") {
		t.Fatalf("beside the rows: %+v", auto)
	}
	e.left["authorization"] = true
	if p := e.apply(m, s); p != nil || strings.Contains(headerText(m), "Authorization") {
		t.Errorf("%v\n%s", p, headerText(m))
	}
}

func TestStopEditRefusesAllOrNothing(t *testing.T) {
	for _, c := range []struct {
		part string
		row  int
		do   func(e *stopEdit)
	}{
		{"method", -1, func(e *stopEdit) { e.now.method = "A B" }},
		{"target", -1, func(e *stopEdit) { e.now.target = "api" }},
		{"target", -1, func(e *stopEdit) { e.now.target = "http://[" }},
		{"fields", 1, func(e *stopEdit) { e.now.fields[1].Name = "X Debug" }},
		{"fields", 0, func(e *stopEdit) { e.now.fields[0].Value = "a\r\nb" }},
	} {
		m, s := stoppedMessage(t)
		before := headerText(m)
		e := newStopEdit(s)
		e.now.body = "changed"
		c.do(e)
		p := e.apply(m, s)
		if p == nil || p.Part != c.part || p.Row != c.row || p.What == "" {
			t.Errorf("%s: %+v", c.part, p)
		}
		if headerText(m) != before || m.Method() != "POST" || m.Body().Length() != s.Length {
			t.Errorf("%s: the message changed all the same", c.part)
		}
	}
}
