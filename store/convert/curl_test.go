package convert

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ladle/store"
)

func rows(pairs ...string) []store.FieldRow {
	var out []store.FieldRow
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, store.FieldRow{Name: pairs[i], Value: pairs[i+1]})
	}
	return out
}

func formBody(text string) store.RequestBody {
	return store.RequestBody{Kind: store.TextBody, Text: text, ContentType: "application/x-www-form-urlencoded"}
}

const formType = "application/x-www-form-urlencoded"

func TestParseCurl(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, line string
		want       store.Request
		notes      []string // what each is about
	}{
		{"a URL", `curl http://a/`, store.Request{Method: "GET", URL: "http://a/"}, nil},
		{"no scheme", `curl a:8080/x`, store.Request{Method: "GET", URL: "http://a:8080/x"}, nil},
		{"a prompt and a path", `$ /usr/bin/curl.exe -sSL 'http://a/'`, store.Request{Method: "GET", URL: "http://a/"}, nil},
		{"an argument at its letter", `curl -XPUT -H'A: b' -sd@- http://a/ -HB:c`, store.Request{Method: "PUT", URL: "http://a/", Fields: rows("A", "b", "B", "c")}, []string{"@-"}},
		{"explicit GET with data stays GET", `curl -X GET -d a=1 http://a/`, store.Request{Method: "GET", URL: "http://a/", Fields: rows("Content-Type", formType), Body: formBody("a=1")}, nil},
		{"data joined", `curl -d a=1 --data-raw @b -d c http://a/`, store.Request{Method: "POST", URL: "http://a/", Fields: rows("Content-Type", formType), Body: formBody("a=1&@b&c")}, nil},
		{"data from a file", `curl --data-binary @x.bin -H 'content-type: a/b' http://a/`, store.Request{Method: "POST", URL: "http://a/", Fields: rows("content-type", "a/b"),
			Body: store.RequestBody{Kind: store.FileBody, File: "x.bin", ContentType: "a/b"}}, nil},
		{"data with line breaks removed", `curl -d @x http://a/`, store.Request{Method: "POST", URL: "http://a/", Fields: rows("Content-Type", formType),
			Body: store.RequestBody{Kind: store.FileBody, File: "x", ContentType: formType}}, []string{"-d @x"}},
		{"json", `curl --json '{"a":' --json '1}' http://a/`, store.Request{Method: "POST", URL: "http://a/", Fields: rows("Accept", "application/json", "Content-Type", "application/json"),
			Body: store.RequestBody{Kind: store.TextBody, Text: `{"a":1}`, ContentType: "application/json"}}, nil},
		{"urlencode", `curl --data-urlencode 'a b' --data-urlencode '=c&d' --data-urlencode 'n=é=' http://a/`,
			store.Request{Method: "POST", URL: "http://a/", Fields: rows("Content-Type", formType), Body: formBody("a+b&c%26d&n=%C3%A9%3D")}, nil},
		{"get", `curl -G -d a=1 --data-urlencode 'b= ' 'http://a?x=y#f'`, store.Request{Method: "GET", URL: "http://a?x=y&a=1&b=+#f"}, nil},
		{"url query", `curl --url-query 'a=b c' --url-query +d=%20 http://a`, store.Request{Method: "GET", URL: "http://a/?a=b+c&d=%20"}, nil},
		{"head", `curl -I http://a/`, store.Request{Method: "HEAD", URL: "http://a/"}, nil},
		{"upload", `curl -T dir/f.txt http://a/up/`, store.Request{Method: "PUT", URL: "http://a/up/f.txt", Body: store.RequestBody{Kind: store.FileBody, File: "dir/f.txt"}}, nil},
		{"headers without values", `curl -H 'X;' -H 'Accept:' -H 'User-Agent:' http://a/`, store.Request{Method: "GET", URL: "http://a/", Fields: rows("X", ""), DroppedAuto: []string{"Accept", "User-Agent"}}, nil},
		{"headers of their own flags", `curl -A me -e http://r/ -b a=1 -b 'c=2; d=3' -r 0-9 http://a/`, store.Request{Method: "GET", URL: "http://a/",
			Fields: rows("User-Agent", "me", "Referer", "http://r/", "Cookie", "a=1;c=2; d=3", "Range", "bytes=0-9")}, nil},
		{"-H wins", `curl -A me -H 'user-agent: you' http://a/`, store.Request{Method: "GET", URL: "http://a/", Fields: rows("user-agent", "you")}, nil},
		{"basic", `curl -u mira:s:t http://a/`, store.Request{Method: "GET", URL: "http://a/", Fields: rows("Authorization", "Basic bWlyYTpzOnQ=")}, nil},
		{"digest", `curl --digest -u 'mira:s/t' http://x@a/`, store.Request{Method: "GET", URL: "http://mira:s%2Ft@a/"}, []string{"-u"}},
		{"bearer", `curl --oauth2-bearer tok http://a/`, store.Request{Method: "GET", URL: "http://a/", Fields: rows("Authorization", "Bearer tok")}, nil},
		{"no effect here", `curl -k -x http://p:3128 --resolve a:80:127.0.0.1 -o out --max-time 3 --compressed -v http://a/`, store.Request{Method: "GET", URL: "http://a/"},
			[]string{"-k", "-x", "--resolve", "-o", "--max-time"}},
		{"files that are not read", `curl -b jar.txt -H @heads --data-urlencode n@f http://a/`, store.Request{Method: "POST", URL: "http://a/", Fields: rows("Content-Type", formType), Body: formBody("n=")},
			[]string{"-b jar.txt", "-H @heads", "--data-urlencode n@f"}},
		{"two requests", `curl http://a/ http://b/ --next -d x http://c/`, store.Request{Method: "GET", URL: "http://a/"}, []string{"--next", "http://b/"}},
		{"a pipe", "curl http://a/ -s | jq .x\necho", store.Request{Method: "GET", URL: "http://a/"}, []string{"| jq .x"}},
		{"a redirection", `curl http://a/ 2>/dev/null`, store.Request{Method: "GET", URL: "http://a/"}, []string{"2>/dev/null"}},
		{"an ampersand without quotes", `curl http://a/?x=1&y=2 -I`, store.Request{Method: "HEAD", URL: "http://a/?x=1&y=2"}, nil},
		{"variables", `curl "http://$HOST/${P}x" -H "A: $(date)" -H 'B: $C'`, store.Request{Method: "GET", URL: "http://$HOST/${P}x", Fields: rows("A", "$(date)", "B", "$C")}, []string{"$HOST", "${P}", "$(...)"}},
		{"lines", "curl \\\n  -H 'A: b' \\\r\n  -d 'x\ny' \\\n http://a/ \\\n", store.Request{Method: "POST", URL: "http://a/", Fields: rows("A", "b", "Content-Type", formType), Body: formBody("x\ny")}, nil},
		{"lines without backslashes", "curl http://a/\n  -H 'A: b'\n", store.Request{Method: "GET", URL: "http://a/", Fields: rows("A", "b")}, nil},
		{"dollar quotes", `curl http://a/ --data-raw $'\u00e9\x41\102\'\n\\\q'`, store.Request{Method: "POST", URL: "http://a/", Fields: rows("Content-Type", formType), Body: formBody("éAB'\n\\\\q")}, nil},
		{"quotes side by side", `curl 'http://a/'"b"c\ d`, store.Request{Method: "GET", URL: "http://a/bc d"}, nil},
		{"carets", "curl ^\"http://a/?x=1^&y=^%^41^\" ^\r\n  -H ^\"A: ^\\^\"b^\\^\" c^\" ^\r\n  --data-raw ^\"^{^\\^\"k^\\^\":1^}^\"", store.Request{Method: "POST", URL: "http://a/?x=1&y=%41",
			Fields: rows("A", `"b" c`, "Content-Type", formType), Body: formBody(`{"k":1}`)}, nil},
		{"carets at line ends", "curl \"http://a/\" ^\n  -H \"A: b^c\" --data-raw \"a\\\\\\\"b\"", store.Request{Method: "POST", URL: "http://a/", Fields: rows("A", "b^c", "Content-Type", formType), Body: formBody(`a\"b`)}, nil},
		{"a caret in quotes is no Windows", `curl 'http://a/' -d 'x^"y'`, store.Request{Method: "POST", URL: "http://a/", Fields: rows("Content-Type", formType), Body: formBody(`x^"y`)}, nil},
		{"switches turned off", `curl --no-location --no-keepalive http://a/`, store.Request{Method: "GET", URL: "http://a/"}, nil},
		{"variables of ours", `curl {{base}}/x -d a=1 -G`, store.Request{Method: "GET", URL: "{{base}}/x?a=1"}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, notes, err := ParseCurl(c.line)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s\n%+v, want\n%+v", c.line, got, c.want)
			}
			var about []string
			for _, n := range notes {
				about = append(about, n.About)
				if n.What == "" || strings.HasSuffix(n.What, ".") {
					t.Errorf("note %q", n)
				}
			}
			slices.Sort(about)
			slices.Sort(c.notes)
			if !slices.Equal(about, c.notes) {
				t.Errorf("notes %v, want them about %v", notes, c.notes)
			}
		})
	}
}

func TestParseCurlErrors(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"curl --frobnicate http://a/": "--frobnicate", "curl -s~ http://a/": "-~", "curl http://a/ -H": "-H", "curl http://a/ --data": "--data", "curl --no-data http://a/": "--no-data",
	} {
		_, _, err := ParseCurl(line)
		var fe *FlagError
		if !errors.As(err, &fe) || fe.Flag != want {
			t.Errorf("%s: %v", line, err)
		}
	}
	for line, want := range map[string]error{"curl": ErrNoURL, "curl -s": ErrNoURL, "wget http://a/": ErrNotCurl, "": ErrNotCurl, "curl 'http://a/": errUnclosed, `curl "a`: errUnclosed, "curl $'a": errUnclosed} {
		if _, _, err := ParseCurl(line); !errors.Is(err, want) {
			t.Errorf("%q: %v", line, err)
		}
	}
}

func TestIsCurl(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"curl http://a/": true, "  \n$ curl -I x": true, "/usr/bin/curl x": true, `C:\bin\curl.exe x`: true, "curl": true,
		"curly http://a/": false, "GET http://a/": false, "http://a/curl x": false, "": false} {
		if got := IsCurl(text); got != want {
			t.Errorf("IsCurl(%q) = %v", text, got)
		}
	}
}

func TestFormParts(t *testing.T) {
	t.Parallel()
	r, notes, err := ParseCurl(`curl -F 'a=1;2' -F 'b="x;y";type=text/html;filename="q\"z"' -F 'f=@dir/up.png;type=image/png' --form-string 'c=@d;type=e' http://a/`)
	if err != nil {
		t.Fatal(err)
	}
	_, boundary, _ := strings.Cut(r.Body.ContentType, "boundary=")
	want := strings.ReplaceAll(`--B
Content-Disposition: form-data; name="a"

1;2
--B
Content-Disposition: form-data; name="b"; filename="q%22z"
Content-Type: text/html

x;y
--B
Content-Disposition: form-data; name="f"; filename="up.png"
Content-Type: image/png


--B
Content-Disposition: form-data; name="c"

@d;type=e
--B--
`, "\n", "\r\n")
	if got := strings.ReplaceAll(r.Body.Text, boundary, "B"); got != want {
		t.Errorf("%s", got)
	}
	if len(notes) != 1 || notes[0].About != "-F f=@dir/up.png" || r.Method != "POST" {
		t.Errorf("%v", notes)
	}
}

func TestFormatCurl(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		request store.Request
		want    string
	}{
		{"plain", store.Request{URL: "http://a/"}, "curl http://a/"},
		{"query", store.Request{Method: "GET", URL: "http://a/?x=1&y={z}"}, "curl --globoff 'http://a/?x=1&y={z}'"},
		{"body", store.Request{Method: "POST", URL: "http://a/", Fields: rows("Content-Type", "text/plain"), Body: store.RequestBody{Kind: store.TextBody, Text: "it's"}},
			`curl http://a/ -H 'Content-Type: text/plain' --data-raw 'it'\''s'`},
		{"no type", store.Request{Method: "POST", URL: "http://a/", Body: store.RequestBody{Kind: store.TextBody, Text: "x"}}, "curl http://a/ -H 'Content-Type:' --data-raw x"},
		{"other method", store.Request{Method: "DELETE", URL: "http://a/"}, "curl -X DELETE http://a/"},
		{"head", store.Request{Method: "HEAD", URL: "http://a/"}, "curl -I http://a/"},
		{"file", store.Request{Method: "PUT", URL: "http://a/", Body: store.RequestBody{Kind: store.FileBody, File: "./a b", ContentType: "a/b"}}, "curl -X PUT http://a/ -H 'Content-Type: a/b' --data-binary '@./a b'"},
		{"off, empty, dropped", store.Request{URL: "http://a/", Fields: []store.FieldRow{{Name: "A", Value: "b", Off: true}, {Name: "C"}}, DroppedAuto: []string{"User-Agent"}}, "curl http://a/ -H 'C;' -H User-Agent:"},
		{"secrets", store.Request{URL: "http://mira:pw@a/?x=@", Fields: rows("Authorization", "Bearer abc", "Cookie", "a=b")},
			"curl 'http://mira:••••••@a/?x=@' -H 'Authorization: Bearer ••••••' -H 'Cookie: ••••••'"},
		{"control characters", store.Request{Method: "POST", URL: "http://a/", Fields: rows("Content-Type", "x"), Body: store.RequestBody{Kind: store.TextBody, Text: "a\tb'é\\"}},
			`curl http://a/ -H 'Content-Type: x' --data-raw $'a\011b\'\303\251\\'`},
		{"NUL", store.Request{Method: "POST", URL: "http://a/", Fields: rows("Content-Type", "x"), Body: store.RequestBody{Kind: store.TextBody, Text: "a\x00%'"}},
			`printf 'a\000%%'\''' | curl http://a/ -H 'Content-Type: x' --data-binary @-`},
		{"long", store.Request{URL: "http://a/", Fields: rows("A", strings.Repeat("x", 90), "B", "c")}, "curl http://a/ \\\n  -H 'A: " + strings.Repeat("x", 90) + "' \\\n  -H 'B: c'"},
	}
	for _, c := range cases {
		if got := FormatCurl(c.request, CurlOptions{}); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.name, got, c.want)
		}
	}
	open := FormatCurl(store.Request{URL: "http://m:pw@a/", Fields: rows("Cookie", "a=b")}, CurlOptions{Secrets: true})
	if open != "curl http://m:pw@a/ -H 'Cookie: a=b'" {
		t.Errorf("with secrets: %s", open)
	}
}

func TestImport(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"curl http://a/": 1, "GET http://a/\n\n###\nPOST {{b}}/c\n": 2, "### x\nlocalhost:80": 1} {
		got, _, err := Import([]byte(text))
		if err != nil || len(got) != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "Dear all,\n\nthis is a letter", "# only a comment", "hello"} {
		if got, _, err := Import([]byte(text)); !errors.Is(err, ErrUnknownFormat) {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	if _, notes, err := Import([]byte("GET http://a/\nbroken")); err != nil || len(notes) != 1 || notes[0].Line != 2 {
		t.Errorf("%v, %v", notes, err)
	}
}

func FuzzCurl(f *testing.F) {
	for _, s := range []string{`curl -X POST 'http://a/' -H "A: $b" --data-raw $'\x41\'' -F 'a=@b;type=c'`, "curl ^\"http://a/^\" ^\n -d ^\"^{^\\^\"a^\\^\"^}^\"", "curl http://a/ | jq", `curl -GsSd@x --url-query +a "b\`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		r, _, err := ParseCurl(line)
		if err != nil {
			return
		}
		if !IsCurl(line) {
			t.Fatal("parsed what is no curl command")
		}
		if r.URL == "" || r.Method == "" {
			return
		}
		checkFormatted(t, r)
	})
}

// checkFormatted writes r and reads it back: the same request must come.
func checkFormatted(t *testing.T, r store.Request) {
	t.Helper()
	line := FormatCurl(r, CurlOptions{Secrets: true})
	if strings.HasPrefix(line, "printf ") {
		return // the body comes through a pipe
	}
	back, _, err := ParseCurl(line)
	if err != nil {
		t.Fatalf("%+v is written as\n%s\nwhich is read as %v", r, line, err)
	}
	if back.URL != r.URL || back.Method != r.Method || back.Body.Text != r.Body.Text || back.Body.File != r.Body.File {
		t.Fatalf("%+v is written as\n%s\nwhich is read as\n%+v", r, line, back)
	}
}
