package http1_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"ladle/session/http1"
)

// reason is where a rule of a disagreement stands, and what net/http does.
type reason struct{ section, why string }

// stricter names the rules by which we refuse, or cut short, what net/http reads, each with its reason.
var stricter = map[string]reason{
	"unknown-version":         {"RFC 9112, section 2.3", "net/http reads any HTTP/x.y"},
	"bad-status-code":         {"RFC 9112, section 4", "net/http reads 000 to 099, and spaces before the status"},
	"nul-in-head":             {"RFC 9110, section 5.5", "net/http keeps control characters in the reason"},
	"bare-cr":                 {"RFC 9112, section 2.2", "net/http keeps CR in the reason"},
	"space-before-colon":      {"RFC 9112, section 5.1", "net/http keeps a field with the space in its name"},
	"bad-field-name":          {"RFC 9110, section 5.1", "net/http keeps names that are no tokens"},
	"length-and-chunked":      {"RFC 9112, section 6.3", "net/http takes chunked"},
	"unknown-transfer-coding": {"RFC 9112, section 6.1", "net/http ignores the field in 1.0"},
	"bad-chunk-extension":     {"RFC 9112, section 7.1.1", "net/http does not look into extensions"},
	"bare-lf-in-chunked":      {"RFC 9112, section 7.1", "net/http accepts LF alone inside trailers"},
	"line-too-long":           {"RFC 9110, section 5.4", "a limit of ours"},
	"head-too-large":          {"RFC 9110, section 5.4", "a limit of ours"},
	"too-many-fields":         {"RFC 9110, section 5.4", "a limit of ours"},
}

// looser names the findings with which we read what net/http refuses, or reads otherwise.
var looser = map[string]reason{
	"blank-lines-before-status": {"RFC 9112, section 2.2", "net/http skips none"},
	"control-character":         {"RFC 9110, section 5.5", "net/http refuses it in values"},
	"icy-status-line":           {"RFC 9112, section 4", "net/http knows no ICY"},
	"padded-version":            {"RFC 9112, section 2.3", "net/http wants one digit"},
	"transfer-coding-in-1.0":    {"RFC 9112, section 6.1", "net/http ignores the coding and reads to the end"},
	"repeated-length":           {"RFC 9112, section 6.3", "net/http knows no list in one line"},
	"short-body":                {"RFC 9112, section 8", "net/http calls it truncated, we only if the connection was to go on"},
	"connection-named-field":    {"RFC 2616, section 14.10", "net/http leaves the field, which may be one of framing"},
	"padded-chunk-size":         {"RFC 9112, section 7.1.1", "net/http knows no space before an extension"},
	"folded-line":               {"RFC 9112, section 5.2", "net/http keeps a fold of spaces otherwise"},
}

// theirs are rules of net/http's own, about the meaning of a field and not about its syntax; we leave them to the caller.
var theirs = map[string]reason{
	"length-without-a-body":   {"RFC 9112, section 6.3", "net/http judges the length of an answer that has no body"},
	"chunk-line-with-its-end": {"RFC 9112, section 7.1.1", "net/http bounds the line before a chunk with its end, we without"},
	"announced-trailer":       {"RFC 9110, section 6.6.2", "net/http judges the names that Trailer announces"},
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
func explanation(x *exchange, o oracle) string {
	if x.err == nil && errors.Is(o.err, http.ErrLineTooLong) {
		return "chunk-line-with-its-end"
	}
	if len(x.heads) > 0 && x.err == nil && x.framing.Kind == http1.NoBody {
		return "length-without-a-body"
	}
	if len(x.heads) > 0 && x.final().Fields.Has("Trailer") {
		return "announced-trailer"
	}
	if e, isError := x.err.(*http1.Error); isError && explains(stricter, e.Finding) {
		return e.Finding.Rule
	}
	notes := slices.Clone(x.notes)
	for _, h := range x.heads {
		notes = append(notes, h.Findings...)
	}
	for _, f := range notes {
		if explains(looser, f) {
			return f.Rule
		}
	}
	return ""
}

// explains says whether a table has the rule of a finding, at the same place.
func explains(table map[string]reason, f http1.Finding) bool {
	r, has := table[f.Rule]
	return has && r.section == f.Section
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
	if what == "" {
		return ""
	}
	rule := explanation(x, o)
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
	for _, table := range []map[string]reason{stricter, looser, theirs} {
		for rule, r := range table {
			if !used[rule] || !strings.HasPrefix(r.section, "RFC ") || r.why == "" {
				t.Errorf("%s explains nothing: %+v", rule, r)
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
	chunkedHead + "2;" + strings.Repeat("x", 4094) + "\r\nhi\r\n0\r\n\r\n",
	chunkedHead + "0\r\nA: b\n\r\n\r\n",
	chunkedHead + "0\r\n A: b\r\n\r\n",
	chunkedHead + "2\t\r\nhi\r\n0\r\n\r\n",
	"HTTP/1.0 200 OK\r\nConnection: content-length\r\nContent-Length: 2\r\n\r\nhi!",
	"HTTP/1.0 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi",
	"HTTP/1.0 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhi",
	chunkedHead + "2;a\x01\r\nhi\r\n0\r\n\r\n",
	"HTTP/1.1\t200 OK\r\n\r\n",
	"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Content-Length\r\n\r\n0\r\n\r\n",
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
