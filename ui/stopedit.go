package ui

import (
	"net/url"
	"slices"
	"strings"

	"ladle/session"
	"ladle/ui/kit"
)

// stopEdit is a stopped request while a person changes it. Nothing of it reaches the message before apply.
type stopEdit struct {
	was  stoppedRequest
	now  stoppedRequest
	left map[string]bool // names of automatic and secret fields that are left out, in lower case
}

// stoppedRequest is a request as it would go out.
type stoppedRequest struct {
	method, target string
	version        session.HTTPVersion
	fields         []kit.TableRow // that are edited
	body           string
}

// stopSource is what an edit starts from.
type stopSource struct {
	Method  string
	URL     *url.URL
	Version session.HTTPVersion
	Fields  session.Fields
	Body    string
	Text    bool // the body is a text that can be edited
	Length  int64
}

func newStopEdit(s stopSource) *stopEdit {
	e := &stopEdit{left: map[string]bool{}}
	e.was = stoppedRequest{method: s.Method, target: targetOf(s.URL), version: s.Version, body: s.Body}
	for _, f := range s.Fields {
		if !stopKeeps(f) {
			e.was.fields = append(e.was.fields, kit.TableRow{Name: f.Name, Value: f.Value})
		}
	}
	e.now = e.was
	e.now.fields = slices.Clone(e.was.fields)
	return e
}

// stopKeeps tells whether a field is shown masked or written by the session itself: it can be left out but not edited.
func stopKeeps(f session.Field) bool {
	return session.MaskField(f).Value != f.Value || strings.EqualFold(f.Name, "Content-Length") || strings.EqualFold(f.Name, "Host")
}

func targetOf(u *url.URL) string {
	t := u.EscapedPath()
	if t == "" {
		t = "/"
	}
	if u.ForceQuery || u.RawQuery != "" {
		t += "?" + u.RawQuery
	}
	return t
}

// automatic are the fields that are not edited, with the note of each.
func (e *stopEdit) automatic(s stopSource) []kit.TableRow {
	host := kit.TableRow{Name: "Host", Value: s.URL.Host, Off: e.left["host"]}
	rows := []kit.TableRow{host}
	for _, f := range s.Fields {
		if stopKeeps(f) && !strings.EqualFold(f.Name, "Content-Length") && !strings.EqualFold(f.Name, "Host") {
			rows = append(rows, kit.TableRow{Name: f.Name, Value: session.MaskField(f).Value, Off: e.left[strings.ToLower(f.Name)]})
		}
	}
	if s.Length > 0 || e.now.body != "" {
		rows = append(rows, kit.TableRow{Name: "Content-Length", Value: "counted when it goes out", Off: e.left["content-length"]})
	}
	return rows
}

// changes counts what is not as it was.
func (e *stopEdit) changes() int {
	n := len(e.left)
	if e.now.method != e.was.method {
		n++
	}
	if e.now.target != e.was.target {
		n++
	}
	if e.now.version != e.was.version {
		n++
	}
	if e.now.body != e.was.body {
		n++
	}
	for i, w := range e.words() {
		if w != "" || i >= len(e.was.fields) {
			n++
		}
	}
	return n + max(0, len(e.was.fields)-len(e.now.fields))
}

// words say of each row what it was, "" where it is as it was.
func (e *stopEdit) words() []string {
	out := make([]string, len(e.now.fields))
	for i, r := range e.now.fields {
		switch was := e.rowBefore(i); {
		case was == nil:
			out[i] = "new"
		case r.Off:
			out[i] = "left out"
		case !strings.EqualFold(was.Name, r.Name):
			out[i] = "was " + was.Name
		case was.Value != r.Value:
			out[i] = "was " + was.Value
		}
	}
	return out
}

// rowBefore is what a row was made from, nil for a new one. A row that was deleted shifts those behind it.
func (e *stopEdit) rowBefore(i int) *kit.TableRow {
	r := e.now.fields[i]
	if len(e.now.fields) == len(e.was.fields) || i < len(e.was.fields) && strings.EqualFold(e.was.fields[i].Name, r.Name) {
		return &e.was.fields[i]
	}
	for k := range e.was.fields {
		if strings.EqualFold(e.was.fields[k].Name, r.Name) && e.was.fields[k].Value == r.Value {
			return &e.was.fields[k]
		}
	}
	return nil
}

// stopProblem is what keeps a request from going out as it was edited. Row is the row of the table, -1 none.
type stopProblem struct {
	Part string // "method", "target" or "fields"
	Row  int
	What string
}

// fields is the header as it would be, in order; secret and automatic fields keep their places.
func (e *stopEdit) fields(s stopSource) session.Fields {
	var out session.Fields
	rows := e.now.fields
	edited := 0
	flush := func(upTo int) {
		for ; edited < min(upTo, len(rows)); edited++ {
			if r := rows[edited]; !r.Off && r.Name != "" {
				out = append(out, session.Field{Name: r.Name, Value: r.Value})
			}
		}
	}
	seen := 0
	for _, f := range s.Fields {
		if !stopKeeps(f) {
			seen++
			continue
		}
		flush(seen)
		if !e.left[strings.ToLower(f.Name)] {
			out = append(out, f)
		}
	}
	flush(len(rows))
	return out
}

// target is where the request would go.
func (e *stopEdit) target(s stopSource) (string, *stopProblem) {
	t := strings.TrimSpace(e.now.target)
	switch {
	case strings.HasPrefix(t, "/"):
		t = s.URL.Scheme + "://" + s.URL.Host + t
	case !strings.Contains(t, "://"):
		return "", &stopProblem{Part: "target", Row: -1, What: "A target begins with / or is a whole URL"}
	}
	return t, nil
}

// check builds the request that would go out on a message of its own, so that a refusal leaves the stopped one as it is.
func (e *stopEdit) check(s stopSource) (*session.Message, *stopProblem) {
	to, problem := e.target(s)
	if problem != nil {
		return nil, problem
	}
	m, err := session.NewMessage("GET", to)
	if err != nil {
		return nil, &stopProblem{Part: "target", Row: -1, What: doorReason(err)}
	}
	if err := m.SetMethod(e.now.method); err != nil {
		return nil, &stopProblem{Part: "method", Row: -1, What: doorReason(err)}
	}
	for i, r := range e.now.fields {
		if r.Off || r.Name == "" && r.Value == "" {
			continue
		}
		if err := m.AddField(r.Name, r.Value); err != nil {
			return nil, &stopProblem{Part: "fields", Row: i, What: doorReason(err)}
		}
	}
	return m, nil
}

// apply gives a stopped message what was edited, all of it or, with a problem, nothing.
func (e *stopEdit) apply(m *session.Message, s stopSource) *stopProblem {
	if e.changes() == 0 {
		return nil
	}
	checked, problem := e.check(s)
	if problem != nil {
		return problem
	}
	if e.now.method != e.was.method {
		_ = m.SetMethod(e.now.method) // check has been through all of it
	}
	if e.now.target != e.was.target {
		_ = m.SetURI(checked.URI().String())
	}
	if e.now.version != e.was.version {
		m.SetHTTPVersion(e.now.version)
	}
	want := e.fields(s)
	if !slices.Equal(want, s.Fields) {
		for _, f := range s.Fields {
			m.RemoveField(f.Name)
			if !want.Has(f.Name) {
				m.LeaveOut(f.Name)
			}
		}
		for _, f := range want {
			_ = m.AddField(f.Name, f.Value)
		}
	}
	for name := range e.left {
		m.LeaveOut(name)
	}
	if e.now.body != e.was.body {
		_ = m.SetBody("", session.BodyBytes([]byte(e.now.body)))
	}
	return nil
}
