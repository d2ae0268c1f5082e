package http1_test

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"ladle/session/http1"
)

// stricter names the rules by which we refuse, or cut short, what net/http reads, each with its reason.
var stricter = map[string]string{
	"unknown-version":         "net/http reads any HTTP/x.y",
	"bad-status-code":         "net/http reads 000 to 099, and spaces before the status",
	"nul-in-head":             "net/http keeps control characters in the reason",
	"bare-cr":                 "net/http keeps CR in the reason",
	"space-before-colon":      "net/http keeps a field with the space in its name",
	"bad-field-name":          "net/http keeps names that are no tokens",
	"length-and-chunked":      "net/http takes chunked",
	"unknown-transfer-coding": "net/http ignores the field in 1.0",
	"bad-chunk-extension":     "net/http does not look into extensions",
	"bare-lf-in-chunked":      "net/http accepts LF alone inside trailers",
	"line-too-long":           "a limit of ours",
	"head-too-large":          "a limit of ours",
	"too-many-fields":         "a limit of ours",
}

// looser names the findings with which we read what net/http refuses, or reads otherwise.
var looser = map[string]string{
	"blank-lines-before-status": "net/http skips none",
	"control-character":         "net/http refuses it in values",
	"icy-status-line":           "net/http knows no ICY",
	"padded-version":            "net/http wants one digit",
	"transfer-coding-in-1.0":    "net/http ignores the coding and reads to the end",
	"repeated-length":           "net/http knows no list in one line",
	"short-body":                "net/http calls it truncated, we only if the connection was to go on",
	"connection-named-field":    "net/http leaves the field, which may be one of framing",
	"padded-chunk-size":         "net/http knows no space before an extension",
	"folded-line":               "net/http keeps a fold of spaces otherwise",
}

// oracle is what net/http makes of the same bytes.
type oracle struct {
	res  *http.Response
	body []byte
	err  error
}

func ask(method string, in []byte) oracle {
	res, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(in)), &http.Request{Method: method})
	if err != nil {
		return oracle{err: err}
	}
	body, err := io.ReadAll(res.Body)
	return oracle{res, body, err}
}

// explanation returns the rule behind a disagreement, "" if no table has one.
func explanation(x *exchange) string {
	if e, isError := x.err.(*http1.Error); isError && stricter[e.Finding.Rule] != "" {
		return e.Finding.Rule
	}
	notes := slices.Clone(x.notes)
	for _, h := range x.heads {
		notes = append(notes, h.Findings...)
	}
	for _, f := range notes {
		if looser[f.Rule] != "" {
			return f.Rule
		}
	}
	return ""
}

// ourselves says whether net/http's extra meaning of a field, not its syntax, makes the difference: it judges the length of
// an answer that has no body, and the names announced by Trailer.
func ourselves(x *exchange) bool {
	if len(x.heads) == 0 {
		return false
	}
	return x.err == nil && x.framing.Kind == http1.NoBody || x.final().Fields.Has("Trailer")
}

func disagreement(x *exchange, o oracle) string {
	switch {
	case (x.err == nil) != (o.err == nil):
		return "one refuses"
	case x.err != nil:
		return ""
	case x.final().Status != o.res.StatusCode:
		return "status"
	case x.body != string(o.body):
		return "body"
	}
	for _, f := range x.final().Fields {
		key := http.CanonicalHeaderKey(f.Name)
		if slices.Contains([]string{"Transfer-Encoding", "Content-Length", "Trailer", "Connection"}, key) {
			continue // net/http takes these out or rewrites them
		}
		if !slices.Equal(x.final().Fields.Values(f.Name), o.res.Header[key]) {
			return "field " + f.Name
		}
	}
	return ""
}

// checkOracle returns the rule by which the two disagree, "" if they agree.
func checkOracle(t *testing.T, method string, in []byte) string {
	t.Helper()
	x := client{method: method}.read(bytes.NewReader(in))
	if len(x.heads) > 0 && x.heads[0].Status/100 == 1 {
		return "" // net/http stops at the first head
	}
	o := ask(method, in)
	what := disagreement(x, o)
	if what == "" || ourselves(x) {
		return ""
	}
	rule := explanation(x)
	if rule == "" {
		t.Errorf("%s %q: disagree about %s\nwe %s\nnet/http %+v", method, in, what, x.text(), o)
	}
	return rule
}

// Every disagreement has a rule in a table, and every rule in a table has a disagreement.
func TestDifferential(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, in := range differentialInputs() {
		for _, method := range []string{"GET", "HEAD"} {
			used[checkOracle(t, method, []byte(in))] = true
		}
	}
	for _, table := range []map[string]string{stricter, looser} {
		for rule := range table {
			if !used[rule] {
				t.Errorf("%s explains nothing", rule)
			}
		}
	}
}

func differentialInputs() (ins []string) {
	for _, row := range acceptedHeads {
		ins = append(ins, row.in)
	}
	for _, row := range refusedHeads {
		ins = append(ins, row.in)
	}
	for _, row := range framingRows {
		ins = append(ins, row.in)
	}
	for _, row := range chunkedRows {
		ins = append(ins, chunkedHead+row.in)
	}
	return append(ins, oddInputs...)
}

// oddInputs are those that show a rule of the tables above and have no row elsewhere; what fuzzing finds goes here.
var oddInputs = []string{
	statusLine + "A: " + strings.Repeat("x", 20<<10) + "\r\nContent-Length: 0\r\n\r\n",
	statusLine + strings.Repeat("A: "+strings.Repeat("x", 1000)+"\r\n", 70) + "Content-Length: 0\r\n\r\n",
	statusLine + strings.Repeat("A: b\r\n", 600) + "Content-Length: 0\r\n\r\n",
	chunkedHead + "0\r\n" + strings.Repeat("A: b\r\n", 600) + "\r\n",
	chunkedHead + "0\r\n" + strings.Repeat("A: "+strings.Repeat("x", 1000)+"\r\n", 20) + "\r\n",
	chunkedHead + "2;" + strings.Repeat("x", 4095) + "\r\nhi\r\n0\r\n\r\n",
	chunkedHead + "0\r\nA: b\n\r\n\r\n",
	chunkedHead + "0\r\n A: b\r\n\r\n",
	chunkedHead + "2\t\r\nhi\r\n0\r\n\r\n",
	"HTTP/1.0 200 OK\r\nConnection: content-length\r\nContent-Length: 2\r\n\r\nhi!",
	"HTTP/1.0 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi",
	"HTTP/1.0 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhi",
	chunkedHead + "2;a\x01\r\nhi\r\n0\r\n\r\n",
	"HTTP/1.1\t200 OK\r\n\r\n",
	" HTTP/1.1 200 OK\r\n\r\n",
}

// FuzzDifferential holds that every disagreement with net/http has a rule with a name.
func FuzzDifferential(f *testing.F) {
	for _, in := range differentialInputs() {
		f.Add([]byte(in), false)
	}
	f.Fuzz(func(t *testing.T, in []byte, head bool) {
		method := "GET"
		if head {
			method = "HEAD"
		}
		checkOracle(t, method, in)
	})
}

// Where both read a response they read the same one, so the common shapes must not hide behind an explanation.
func TestDifferentialAgrees(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"HTTP/1.1 200 OK\r\nA: 1\r\na: 2\r\nContent-Length: 5\r\n\r\nhello",
		chunkedHead + chunkedHello,
		"HTTP/1.0 200 OK\r\n\r\nhello",
		"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
	} {
		x, o := get(in), ask("GET", []byte(in))
		if x.err != nil || o.err != nil || disagreement(x, o) != "" || !strings.HasPrefix(x.body, "hello") {
			t.Errorf("%q: %s", in, disagreement(x, o))
		}
	}
}
