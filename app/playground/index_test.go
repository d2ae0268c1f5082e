package playground

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Every row of the table that has a valid answer gives the status that it promises.
func TestEveryRow(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := client(t, s)
	for _, e := range s.Index() {
		if e.Group == "Broken answers" {
			continue // TestEveryBreakage
		}
		t.Run(e.Method+" "+e.URL[strings.LastIndex(e.URL, ":"):], func(t *testing.T) {
			t.Parallel()
			res, err := ask(t, c, e)
			if e.Status == 0 {
				if err == nil {
					t.Fatalf("%s: %s, want no trust", e.Title, res.Status)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if res.StatusCode != e.Status {
				t.Errorf("%s: status %d, the row says %d", e.Title, res.StatusCode, e.Status)
			}
			for name := range res.Header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("%s: cross-origin field %s", e.Title, name)
				}
			}
		})
	}
}

// ask sends an entry and reads its body, of the long ones the beginning.
func ask(t *testing.T, c *http.Client, e Entry) (*http.Response, error) {
	t.Helper()
	method, url := e.Method, short.Replace(e.URL)
	if method == webSocket {
		method, url = http.MethodGet, "http"+strings.TrimPrefix(url, "ws")
	}
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(e.Body))
	if err != nil {
		t.Fatal(err)
	}
	if e.Type != "" {
		req.Header.Set("Content-Type", e.Type)
	}
	if e.Method == webSocket {
		for line := range strings.Lines(upgrade) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			req.Header.Set(name, value)
		}
	}
	res, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if e.Method == webSocket {
		return res, nil // the body is the connection
	}
	if _, err := io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20)); err != nil {
		t.Errorf("%s: body: %v", e.Title, err)
	}
	return res, nil
}

// short makes the rows that take seconds quick; what they do is the same.
var short = strings.NewReplacer("ms=1000", "ms=1", "ms=2000", "ms=50", "/delay/2", "/delay/0.01", "duration=2s", "duration=20ms")

func TestIndexJSONAndFrontPage(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := client(t, s)
	_, body := get(t, c, s.URL("http")+"/try/index.json")
	var entries []Entry
	if err := json.Unmarshal([]byte(body), &entries); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(entries, s.Index()) {
		t.Error("index.json differs from Index")
	}
	res, page := get(t, c, s.URL("http")+"/")
	if got := res.Header.Get("Content-Type"); got != "text/html; charset=utf-8" {
		t.Errorf("front page is %s", got)
	}
	page = strings.NewReplacer("&amp;", "&", "&#43;", "+").Replace(page)
	for _, e := range entries {
		if !strings.Contains(page, e.URL) || !strings.Contains(page, e.Title) {
			t.Errorf("front page lacks %s, %s", e.Title, e.URL)
		}
	}
	for _, e := range s.Endpoints() {
		if !strings.Contains(page, "<code>"+e.URL+"</code>") {
			t.Errorf("front page lacks the endpoint %s", e.Name)
		}
	}
	if i := strings.Index(page, "src="); i >= 0 {
		t.Errorf("front page loads something: %s", page[i:i+40])
	}
}

func TestIndexWords(t *testing.T) {
	t.Parallel()
	s := start(t)
	seen := map[string]bool{}
	for _, e := range s.Index() {
		key := e.Method + " " + e.URL
		if seen[key] {
			t.Errorf("%s is there twice", key)
		}
		seen[key] = true
		if e.Title == "" || !strings.HasSuffix(e.About, ".") || strings.ContainsAny(e.Title+e.About, "!") {
			t.Errorf("%s: %q, %q", key, e.Title, e.About)
		}
	}
	groups := map[string]bool{}
	for _, sec := range sections(s.Index()) {
		if groups[sec.Name] {
			t.Errorf("group %s is in two pieces", sec.Name)
		}
		groups[sec.Name] = true
	}
}

func TestStatsCountThePeak(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := client(t, s)
	const n = 5
	ended := make(chan error, n)
	requests := make([]func(), n)
	for i := range n {
		conn := dial(t, s.URL("http"))
		if _, err := io.WriteString(conn, "GET /try/slow?ms=3600000 HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		requests[i] = func() { ended <- conn.Close() }
	}
	stats := func() (st Stats) {
		_, body := get(t, c, s.URL("http")+"/try/stats")
		if err := json.Unmarshal([]byte(body), &st); err != nil {
			t.Fatal(err)
		}
		return st
	}
	for stats().SlowNow < n {
	}
	if got := stats(); got.SlowPeak != n || got.InFlight != n || got.Requests != n {
		t.Errorf("with %d slow requests: %+v", n, got)
	}
	for _, leave := range requests {
		leave()
	}
	for stats().InFlight > 0 {
	}
	if got := stats(); got.SlowPeak != n || got.SlowNow != 0 {
		t.Errorf("after they left: %+v", got)
	}
	res, err := c.Post(s.URL("http")+"/try/stats/reset", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if got := s.Stats(); got != (Stats{}) {
		t.Errorf("after reset: %+v", got)
	}
}

func TestHugeIsAsLongAsItSays(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := client(t, s)
	res, plain := get(t, c, s.URL("http")+"/try/huge?mb=2")
	if res.ContentLength != 2*megabyte || len(plain) != 2*megabyte {
		t.Errorf("length %d, body %d", res.ContentLength, len(plain))
	}
	res, err := c.Get(s.URL("http") + "/try/huge?mb=2&gzip=1")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	zr, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	zipped, err := io.ReadAll(zr)
	if err != nil || string(zipped) != plain {
		t.Errorf("gzip=1 is another body (%d bytes, %v)", len(zipped), err)
	}
	if res.ContentLength != -1 {
		t.Errorf("gzip=1 announces %d bytes", res.ContentLength)
	}
}
