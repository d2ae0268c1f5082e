package store

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ladle/session"
)

// BodyKind says where the body of a request comes from.
type BodyKind string

// The kinds of request bodies. The zero value is a request without a body.
const (
	NoBody   BodyKind = ""
	TextBody BodyKind = "text" // RequestBody.Text holds it
	FileBody BodyKind = "file" // RequestBody.File names it
)

// Request is a request as a person composes, drafts and saves it: what was asked, not what went out. Text may hold
// {{variables}}. It is a value; copies made with Clone share nothing.
type Request struct {
	Name        string      `json:"name,omitempty"`        // title, one line
	ID          string      `json:"id,omitempty"`          // how other requests of the file refer to it, no spaces
	Method      string      `json:"method"`                // "" counts as GET
	URL         string      `json:"url"`                   // may be incomplete while it is a draft
	Version     string      `json:"version,omitempty"`     // as in HTTP/1.1, "" leaves it to the session
	Fields      []FieldRow  `json:"fields,omitempty"`      // in the order shown and sent
	Body        RequestBody `json:"body,omitzero"`         //
	DroppedAuto []string    `json:"droppedAuto,omitempty"` // automatic headers that are left out
	Directives  []Directive `json:"directives,omitempty"`  // comment directives of other tools, in order, kept on rewrite
	Lead        string      `json:"lead,omitempty"`        // comments, variables and scripts before the request line, verbatim
	After       string      `json:"after,omitempty"`       // response scripts after the body, verbatim
}

// FieldRow is one header row of the composer.
type FieldRow struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Off   bool   `json:"off,omitempty"` // kept, not sent
}

// RequestBody is the body of a saved request.
type RequestBody struct {
	Kind        BodyKind `json:"kind,omitempty"`
	ContentType string   `json:"contentType,omitempty"` // sent unless Fields has a Content-Type that is on, which it then repeats
	Text        string   `json:"text,omitempty"`        // any bytes
	File        string   `json:"file,omitempty"`        // as written, relative to the folder of the .http file
	Template    bool     `json:"template,omitempty"`    // variables inside the file are filled in (<@ in an .http file)
}

// requestBodyJSON is RequestBody without its methods, and with a place for bytes that are not UTF-8, which a JSON
// string would change.
type requestBodyJSON struct {
	*plainBody
	Bytes []byte `json:"bytes,omitempty"`
}

type plainBody RequestBody

// MarshalJSON writes text that is valid UTF-8 as it is and any other as base64 in "bytes".
func (b RequestBody) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(b.Text) {
		return json.Marshal(plainBody(b))
	}
	plain, raw := plainBody(b), []byte(b.Text)
	plain.Text = ""
	return json.Marshal(requestBodyJSON{&plain, raw})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (b *RequestBody) UnmarshalJSON(data []byte) error {
	var plain plainBody
	j := requestBodyJSON{plainBody: &plain}
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	if *b = RequestBody(plain); len(j.Bytes) > 0 {
		b.Text = string(j.Bytes)
	}
	return nil
}

// Directive is a comment line of the form "# @name value".
type Directive struct {
	Name  string `json:"name"`
	Value string `json:"value,omitempty"`
}

// Title is what a list shows: the name, else the id, else method and URL.
func (r Request) Title() string {
	switch {
	case r.Name != "":
		return r.Name
	case r.ID != "":
		return r.ID
	case r.URL != "":
		return r.URL
	}
	return "Untitled request"
}

// SentFields gives the header fields that are on, in order, with the body's Content-Type last when no row has one.
func (r Request) SentFields() session.Fields {
	var out session.Fields
	for _, f := range r.Fields {
		if !f.Off && f.Name != "" {
			out = append(out, session.Field{Name: f.Name, Value: f.Value})
		}
	}
	if _, ok := r.enabledField("Content-Type"); !ok && r.Body.Kind != NoBody && r.Body.ContentType != "" {
		out = append(out, session.Field{Name: "Content-Type", Value: r.Body.ContentType})
	}
	return out
}

// Clone gives a copy that shares no slice with r.
func (r Request) Clone() Request {
	r.Fields = slices.Clone(r.Fields)
	r.DroppedAuto = slices.Clone(r.DroppedAuto)
	r.Directives = slices.Clone(r.Directives)
	return r
}

func (r Request) enabledField(name string) (string, bool) {
	for _, f := range r.Fields {
		if !f.Off && strings.EqualFold(f.Name, name) {
			return f.Value, true
		}
	}
	return "", false
}

// canonical gives r as reading it back from an .http file gives it: defaults filled in, empty rows gone, the media
// type in step with the Content-Type row.
func (r Request) canonical() Request {
	r.Name = strings.TrimSpace(r.Name)
	if r.Method == "" {
		r.Method = "GET"
	}
	if r.ID == "" {
		r.ID = identifier(r.Name)
	}
	if r.Name == "" {
		r.Name = r.ID
	}
	if r.Body.Kind == TextBody && r.Body.Text == "" || r.Body.Kind == FileBody && r.Body.File == "" {
		r.Body = RequestBody{ContentType: r.Body.ContentType}
	}
	r.Fields = canonicalRows(r)
	if r.Body.Kind == NoBody {
		r.Body = RequestBody{}
	}
	r.Body.ContentType, _ = r.enabledField("Content-Type")
	if len(r.DroppedAuto) == 0 {
		r.DroppedAuto = nil
	}
	if len(r.Directives) == 0 {
		r.Directives = nil
	}
	return r
}

func canonicalRows(r Request) []FieldRow {
	var rows []FieldRow
	for _, f := range r.Fields {
		f.Value = strings.Trim(f.Value, " \t")
		if f.Name != "" {
			rows = append(rows, f)
		}
	}
	if _, ok := r.enabledField("Content-Type"); !ok && r.Body.Kind != NoBody && r.Body.ContentType != "" {
		rows = append(rows, FieldRow{Name: "Content-Type", Value: strings.Trim(r.Body.ContentType, " \t")})
	}
	return rows
}

// identifier makes the id that goes with a title: words joined by underscores, as every tool that reads @name accepts.
func identifier(title string) string {
	var b strings.Builder
	gap := false
	for _, c := range title {
		if c < unicode.MaxASCII && (unicode.IsLetter(c) || unicode.IsDigit(c)) {
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			b.WriteRune(unicode.ToLower(c))
			gap = false
		} else {
			gap = true
		}
	}
	return b.String()
}
