package store

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

const sampleFile = `# A file of the shop
@base = http://localhost:8080
@token=abc

# @name orders
# @no-redirect
GET {{base}}/orders
    ?state=open
    &limit=10 HTTP/1.1
Accept: application/json
# @off X-Debug: trace
// a note inside the head
X-Twice: 1
x-twice:2

### Create payment
# @name pay
< {%
  client.log("before");

  run();
%}
POST {{base}}/payments
Content-Type: application/json

{"a": 1}

> {% client.test("ok", () => {}); %}

###
// only a comment

### Upload
PUT http://localhost/file
broken line

< ./data/file.bin
`

func TestReadHTTPFile(t *testing.T) {
	t.Parallel()
	f := ParseHTTP([]byte(sampleFile))
	if len(f.Requests) != 3 {
		t.Fatalf("%d requests", len(f.Requests))
	}
	want := []Request{
		{Name: "orders", ID: "orders", Method: "GET", URL: "{{base}}/orders?state=open&limit=10", Version: "HTTP/1.1",
			Fields:     []FieldRow{{Name: "Accept", Value: "application/json"}, {Name: "X-Debug", Value: "trace", Off: true}, {Name: "X-Twice", Value: "1"}, {Name: "x-twice", Value: "2"}},
			Directives: []Directive{{Name: "no-redirect"}},
			Lead:       "# A file of the shop\n@base = http://localhost:8080\n@token=abc\n// a note inside the head"},
		{Name: "Create payment", ID: "pay", Method: "POST", URL: "{{base}}/payments", Fields: []FieldRow{{Name: "Content-Type", Value: "application/json"}},
			Body: RequestBody{Kind: TextBody, Text: `{"a": 1}`, ContentType: "application/json"},
			Lead: "< {%\n  client.log(\"before\");\n\n  run();\n%}", After: `> {% client.test("ok", () => {}); %}`},
		{Name: "Upload", Method: "PUT", URL: "http://localhost/file", Body: RequestBody{Kind: FileBody, File: "./data/file.bin"}, Lead: "# broken line"},
	}
	for i, w := range want {
		if !reflect.DeepEqual(f.Requests[i].Request, w) {
			t.Errorf("request %d\n%+v, want\n%+v", i, f.Requests[i].Request, w)
		}
	}
	if s := f.Requests[1]; !strings.HasPrefix(sampleFile[s.Start:], "### Create") || !strings.HasPrefix(sampleFile[s.End:], "###\n// only") || s.Line != 23 {
		t.Errorf("span %d to %d, line %d", s.Start, s.End, s.Line)
	}
	if wantVars := []Variable{{"base", "http://localhost:8080", 2}, {"token", "abc", 3}}; !reflect.DeepEqual(f.Vars, wantVars) {
		t.Errorf("variables %+v", f.Vars)
	}
	if len(f.Problems) != 1 || f.Problems[0].Line != 35 {
		t.Errorf("problems %v", f.Problems)
	}
}

func TestRequestLines(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]Request{
		"http://a/":                       {Method: "GET", URL: "http://a/"},
		"localhost":                       {Method: "GET", URL: "localhost"},
		"localhost HTTP/1.1":              {Method: "GET", URL: "localhost", Version: "HTTP/1.1"},
		"DELETE":                          {Method: "DELETE"},
		"GET http://a/b c HTTP/2":         {Method: "GET", URL: "http://a/b c", Version: "HTTP/2"},
		"patch   {{u}}/x":                 {Method: "patch", URL: "{{u}}/x"},
		"GET HTTP/1.1":                    {Method: "GET", Version: "HTTP/1.1"},
		"WEBSOCKET ws://a/":               {Method: "WEBSOCKET", URL: "ws://a/"},
		"GET http://a/ HTTP/1.1\r\nA: b":  {Method: "GET", URL: "http://a/", Version: "HTTP/1.1", Fields: []FieldRow{{Name: "A", Value: "b"}}},
		"\xef\xbb\xbfGET http://a/":       {Method: "GET", URL: "http://a/"},
		"GET http://a/\n\nx\r\n\r\ny\n\n": {Method: "GET", URL: "http://a/", Body: RequestBody{Kind: TextBody, Text: "x\r\n\r\ny"}},
		"GET http://a/\n\n<@ f.json":      {Method: "GET", URL: "http://a/", Body: RequestBody{Kind: FileBody, File: "f.json", Template: true}},
	} {
		f := ParseHTTP([]byte(line))
		if len(f.Requests) != 1 || !reflect.DeepEqual(f.Requests[0].Request, want) || len(f.Problems) > 0 {
			t.Errorf("%q gives %+v, want %+v", line, f, want)
		}
	}
}

func TestWriteHTTPFile(t *testing.T) {
	t.Parallel()
	r := Request{Name: "Add to cart #2", Method: "POST", URL: "http://a/cart", Version: "HTTP/1.1",
		Fields:      []FieldRow{{Name: "Accept", Value: "*/*"}, {Name: "X-Debug", Value: "1", Off: true}, {Name: "X-Empty"}, {}},
		Body:        RequestBody{Kind: TextBody, Text: "a=1\n\n", ContentType: "text/plain"},
		DroppedAuto: []string{"User-Agent"}, Directives: []Directive{{Name: "no-log"}, {Name: "prompt", Value: "who"}}, Lead: "# why"}
	want := `### Add to cart #2
# @name add_to_cart_2
# @no-log
# @prompt who
# @drop-auto User-Agent
# @body-end "\n\n"
# why
POST http://a/cart HTTP/1.1
Accept: */*
# @off X-Debug: 1
X-Empty:
Content-Type: text/plain

a=1
`
	got, err := FormatHTTP(r)
	if err != nil || got != want {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestWhatAnHTTPFileCannotHold(t *testing.T) {
	t.Parallel()
	text := func(s string) Request {
		return Request{URL: "http://a/", Body: RequestBody{Kind: TextBody, Text: s}}
	}
	for name, c := range map[string]struct {
		request Request
		part    string
	}{
		"a separator in the body":  {text("a\n### b"), "body"},
		"a script in the body":     {text("a\n\n> {% x %}"), "body"},
		"a body like a file":       {text("< ./x"), "body"},
		"a URL of two lines":       {Request{URL: "http://a/\nX: y"}, "URL"},
		"a URL with spaces around": {Request{URL: " http://a/"}, "request"},
		"a header of two lines":    {Request{Fields: []FieldRow{{Name: "A", Value: "b\nc"}}}, "header"},
		"a header like a comment":  {Request{Fields: []FieldRow{{Name: "#A", Value: "b"}}}, "header"},
		"a header with spaces":     {Request{Fields: []FieldRow{{Name: " A", Value: "b"}}}, "request"},
		"a title of two lines":     {Request{Name: "a\nGET /"}, "title"},
		"no method":                {Request{Method: "GE T"}, "request"},
	} {
		_, err := FormatHTTP(c.request)
		var fe *FormatError
		if !errors.As(err, &fe) || fe.Part != c.part {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// randomRequest makes requests out of parts that the format finds hard.
func randomRequest(r *rand.Rand) Request {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	q := Request{Name: pick("", "Open orders", "#1", "a/b", "ünï", "GET x"), Method: pick("", "GET", "POST", "M-SEARCH", "get"),
		URL: pick("", "http://a/", "{{base}}/x?y=1&z", "a b", "HTTP/1.1", "http://a/#f", "*"), Version: pick("", "HTTP/1.1", "HTTP/2"),
		Lead: pick("", "# note", "@a = b", "// x\n@b = {{a}}", "< {% x\n\n %}"), After: pick("", "", "> {% x %}", "> a.js", ">> out.txt")}
	for range r.IntN(4) {
		q.Fields = append(q.Fields, FieldRow{Name: pick("A", "Content-Type", "a", "X-{{y}}", "A B"), Value: pick("", "b", "b: c", "  ", "# x", "text/plain", "ü"), Off: r.IntN(2) == 0})
	}
	switch r.IntN(3) {
	case 0:
		q.Body = RequestBody{Kind: FileBody, File: pick("./a.bin", "a b", "/x"), Template: r.IntN(2) == 0}
	case 1:
		for range r.IntN(6) {
			q.Body.Text += pick("{", "\n", "\r\n", "\r", "a: b", "# c", "### x", "< f", "\x00\xff", " ", "@a = b", "> {%")
		}
		q.Body.Kind, q.Body.ContentType = TextBody, pick("", "application/json")
	}
	if r.IntN(3) == 0 {
		q.DroppedAuto = []string{"Accept", "Host"}
		q.Directives = []Directive{{Name: "no-log"}, {Name: "note", Value: pick("x", "", "a = b")}}
	}
	return q
}

func TestWrittenRequestsAreReadBack(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	written := 0
	for range 20000 {
		q := randomRequest(r)
		text, err := FormatHTTP(q)
		if err != nil {
			continue
		}
		written++
		doubled := ParseHTTP([]byte("### first\nGET http://first/\n\n" + text + "\n### last\nhttp://last/\n"))
		if len(doubled.Requests) != 3 || !reflect.DeepEqual(doubled.Requests[1].Request, q.canonical()) {
			t.Fatalf("%+v is written as\n%s", q, text)
		}
	}
	if written < 5000 {
		t.Errorf("only %d of 20000 could be written", written)
	}
}

func FuzzHTTPFile(f *testing.F) {
	f.Add([]byte(sampleFile))
	f.Add([]byte("GET http://a/\r\nA: b\r\n\r\nbody\r\n\r\n###\r\n# @off A: b\r\nx"))
	f.Add([]byte("\xef\xbb\xbf###\n\n< {%\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file := ParseHTTP(data)
		end := 0
		for _, s := range file.Requests {
			if s.Start < end || s.End <= s.Start || s.End > len(data) || s.Line < 1 {
				t.Fatalf("span %d to %d after %d, line %d", s.Start, s.End, end, s.Line)
			}
			end = s.End
			text, err := FormatHTTP(s.Request)
			if err != nil {
				continue
			}
			again := ParseHTTP([]byte(text))
			if len(again.Requests) != 1 || !reflect.DeepEqual(again.Requests[0].Request, s.canonical()) {
				t.Fatalf("%+v is written as\n%s", s.Request, text)
			}
		}
	})
}
