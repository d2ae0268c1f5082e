package store

import (
	"encoding/json"
	"reflect"
	"testing"

	"ladle/session"
)

func TestSentFields(t *testing.T) {
	t.Parallel()
	body := RequestBody{Kind: TextBody, Text: "x", ContentType: "a/b"}
	for name, c := range map[string]struct {
		request Request
		want    session.Fields
	}{
		"off rows stay":         {Request{Fields: []FieldRow{{Name: "A", Value: "1"}, {Name: "B", Off: true}, {Name: "a", Value: "2"}, {}}}, session.Fields{{Name: "A", Value: "1"}, {Name: "a", Value: "2"}}},
		"type of the body":      {Request{Fields: []FieldRow{{Name: "content-type", Value: "x/y", Off: true}}, Body: body}, session.Fields{{Name: "Content-Type", Value: "a/b"}}},
		"a row wins":            {Request{Fields: []FieldRow{{Name: "content-type", Value: "x/y"}}, Body: body}, session.Fields{{Name: "content-type", Value: "x/y"}}},
		"no body, no type":      {Request{Body: RequestBody{ContentType: "a/b"}}, nil},
		"an empty type is none": {Request{Body: RequestBody{Kind: FileBody, File: "f"}}, nil},
	} {
		if got := c.request.SentFields(); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestRequestJSONKeepsEveryByte(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "plain", "é\u2028<>", "\xff\x00\xfe", "\xed\xa0\x80"} {
		want := Request{Method: "GET", URL: "x", Body: RequestBody{Kind: TextBody, Text: text, Template: true}}
		data, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got Request
		if err := json.Unmarshal(data, &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %s gives %+v, %v", text, data, got, err)
		}
	}
}

func TestTitle(t *testing.T) {
	t.Parallel()
	for want, r := range map[string]Request{"a": {Name: "a", ID: "b", URL: "c"}, "b": {ID: "b", URL: "c"}, "c": {URL: "c"}, "Untitled request": {}} {
		if got := r.Title(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestCloneSharesNothing(t *testing.T) {
	t.Parallel()
	r := Request{Fields: []FieldRow{{Name: "A"}}, DroppedAuto: []string{"B"}, Directives: []Directive{{Name: "c"}}}
	c := r.Clone()
	c.Fields[0].Name, c.DroppedAuto[0], c.Directives[0].Name = "x", "x", "x"
	if r.Fields[0].Name != "A" || r.DroppedAuto[0] != "B" || r.Directives[0].Name != "c" {
		t.Error("the copy changed the original")
	}
}
