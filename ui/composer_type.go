package ui

import (
	"mime"
	"strings"

	"ladle/store"
)

const contentTypeField = "Content-Type"

// bodyChoice is a segment of the Body tab.
type bodyChoice int

const (
	bodyNone bodyChoice = iota
	bodyJSON
	bodyText
	bodyFromFile
)

var bodyChoices = []string{"None", "JSON", "Text", "File"}

const (
	typeJSON = "application/json"
	typeText = "text/plain; charset=utf-8"
	typeForm = "application/x-www-form-urlencoded"
	typeXML  = "application/xml"
	typeAny  = "application/octet-stream"
)

// choiceOf tells which segment shows a body.
func choiceOf(b store.RequestBody) bodyChoice {
	switch {
	case b.Kind == store.FileBody:
		return bodyFromFile
	case b.Kind == store.TextBody && isJSONType(b.ContentType):
		return bodyJSON
	case b.Kind == store.TextBody:
		return bodyText
	}
	return bodyNone
}

func isJSONType(contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		media, _, _ = strings.Cut(contentType, ";")
		media = strings.ToLower(strings.TrimSpace(media))
	}
	return media == typeJSON || strings.HasSuffix(media, "+json")
}

// chooseBody changes the kind of a request's body. Text and file name are kept for the way back; the content type
// follows only when it does not fit the choice.
func chooseBody(r store.Request, c bodyChoice) store.Request {
	switch c {
	case bodyNone:
		r.Body.Kind = store.NoBody
		return r
	case bodyJSON:
		r.Body.Kind = store.TextBody
		if !isJSONType(r.Body.ContentType) {
			return withContentType(r, typeJSON)
		}
	case bodyText:
		r.Body.Kind = store.TextBody
		if r.Body.ContentType == "" || isJSONType(r.Body.ContentType) {
			return withContentType(r, typeText)
		}
	case bodyFromFile:
		r.Body.Kind = store.FileBody
		if r.Body.ContentType == "" {
			return withContentType(r, typeAny)
		}
	}
	return withContentType(r, r.Body.ContentType)
}

// withContentType sets the type of the body, in the header row that has it if there is one.
func withContentType(r store.Request, value string) store.Request {
	r = r.Clone()
	for i, f := range r.Fields {
		if !f.Off && strings.EqualFold(f.Name, contentTypeField) {
			r.Fields[i].Value = value
			break
		}
	}
	r.Body.ContentType = value
	return r
}

// withFields replaces the header rows; the body's type follows a row that has it.
func withFields(r store.Request, rows []store.FieldRow) store.Request {
	r.Fields = rows
	for _, f := range rows {
		if !f.Off && strings.EqualFold(f.Name, contentTypeField) {
			r.Body.ContentType = f.Value
			break
		}
	}
	return r
}

// hasField tells whether a row that is on has a name.
func hasField(r store.Request, name string) bool {
	for _, f := range r.Fields {
		if !f.Off && strings.EqualFold(f.Name, name) {
			return true
		}
	}
	return false
}
