package playground

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"slices"
	"strings"
	"testing"
)

func TestEchoIsExact(t *testing.T) {
	t.Parallel()
	s := start(t)
	requests := []string{
		"POST /try/echo?a=1 HTTP/1.1\r\nhost: localhost\r\nX-z: 1\r\nx-A:  two \r\nX-z: 3\r\nContent-Length: 4\r\n\r\nsoup",
		"MIX /try/echo HTTP/1.1\nHost: localhost\nx-lf: yes\n\n",
		"GET http://localhost/try/echo HTTP/1.1\r\nHost: localhost\r\n\r\n",
	}
	conn := dial(t, s.URL("http"))
	r := bufio.NewReader(conn)
	for _, request := range requests { // one connection: each head is its own
		if _, err := io.WriteString(conn, request); err != nil {
			t.Fatal(err)
		}
		if got, how := readEcho(t, r); got != request || how != "exact" {
			t.Errorf("%s echo\n%q, want\n%q", how, got, request)
		}
	}
}

func TestEchoOfPipelinedRequestsIsRebuilt(t *testing.T) {
	t.Parallel()
	s := start(t)
	conn := dial(t, s.URL("http"))
	request := "GET /try/echo?n=%d HTTP/1.1\r\nHost: localhost\r\nx-low: 1\r\n\r\n"
	if _, err := fmt.Fprintf(conn, request+request, 1, 2); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(conn)
	if got, how := readEcho(t, r); how != "exact" || got != fmt.Sprintf(request, 1) {
		t.Errorf("first: %s %q", how, got)
	}
	want := "GET /try/echo?n=2 HTTP/1.1\r\nHost: localhost\r\nX-Low: 1\r\n\r\n"
	if got, how := readEcho(t, r); how != "rebuilt" || got != want {
		t.Errorf("second: %s %q, want %q", how, got, want)
	}
}

func readEcho(t *testing.T, r *bufio.Reader) (body, how string) {
	t.Helper()
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b), res.Header.Get("Echo-Head")
}

func TestInformational(t *testing.T) {
	t.Parallel()
	s := start(t)
	var codes []int
	var link string
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		Got1xxResponse: func(code int, h textproto.MIMEHeader) error {
			codes = append(codes, code)
			link = h.Get("Link")
			return nil
		},
	})
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL("http")+"/try/1xx", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client(t, s).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if !slices.Equal(codes, []int{102, 103}) || link == "" || res.StatusCode != 200 || res.Header.Get("Link") != "" {
		t.Errorf("%v, Link %q, then %d with Link %q", codes, link, res.StatusCode, res.Header.Get("Link"))
	}
}

// follow asks with a client that follows redirects and returns the URLs it went through and the last body.
func follow(t *testing.T, s *Server, req *http.Request) (via []string, body string, err error) {
	t.Helper()
	c := client(t, s)
	c.CheckRedirect = func(next *http.Request, before []*http.Request) error {
		via = append(via, next.URL.String())
		if len(before) > 10 {
			return errors.New("too many redirects")
		}
		return nil
	}
	res, err := c.Do(req)
	if err != nil {
		return via, "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return via, string(b), err
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	s := start(t)
	plain, secure := s.URL("http"), s.URL("https")
	local := strings.Replace(plain, "127.0.0.1", "localhost", 1)
	for _, c := range []struct {
		url string
		via []string
	}{
		{plain + "/try/redirect/3", []string{plain + "/try/redirect/2", plain + "/try/redirect/1", plain + "/try/echo"}},
		{plain + "/try/redirect-host", []string{local + "/try/redirect-host?hops=1", plain + "/try/echo"}},
		{plain + "/try/redirect-tls", []string{secure + "/try/echo"}},
		{secure + "/try/redirect-plain", []string{plain + "/try/echo"}},
		{plain + "/redirect-to?url=/basic-auth/mira/soup", []string{plain + "/basic-auth/mira/soup"}},
		{plain + "/redirect-to?url=" + local + "/get", []string{local + "/get"}},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		via, _, err := follow(t, s, req)
		if err != nil || !slices.Equal(via, c.via) {
			t.Errorf("%s\nwent %v (%v), want %v", c.url, via, err, c.via)
		}
	}
	loop, err := http.NewRequestWithContext(t.Context(), http.MethodGet, plain+"/try/redirect-loop", nil)
	if err != nil {
		t.Fatal(err)
	}
	if via, _, err := follow(t, s, loop); err == nil {
		t.Errorf("the loop ends: %v", via)
	}
	if res, _ := get(t, client(t, s), plain+"/try/redirect-nowhere"); res.Header["Location"] != nil {
		t.Errorf("/try/redirect-nowhere goes to %v", res.Header["Location"])
	}
}

func TestRedirectKeepsTheBody(t *testing.T) {
	t.Parallel()
	s := start(t)
	for code, want := range map[int]string{
		301: "GET", 302: "GET", 303: "GET", 307: "POST", 308: "POST",
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, fmt.Sprintf("%s/try/redirect-keep/%d", s.URL("http"), code), strings.NewReader("soup"))
		if err != nil {
			t.Fatal(err)
		}
		_, body, err := follow(t, s, req)
		if err != nil || !strings.HasPrefix(body, want+" ") || strings.HasSuffix(body, "\r\n\r\nsoup") != (want == "POST") {
			t.Errorf("%d: %q (%v), want %s", code, body, err, want)
		}
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := client(t, s)
	base := s.URL("http")

	if _, body := get(t, c, base+"/try/json"); !json.Valid([]byte(body)) || len(body) < 2000 || !strings.Contains(body, "\n      \"id\"") {
		t.Errorf("/try/json: %d bytes\n%.300s", len(body), body)
	}
	_, body := get(t, c, base+"/try/image")
	if img, err := png.Decode(strings.NewReader(body)); err != nil || img.Bounds().Dx() != 320 {
		t.Errorf("/try/image: %v", err)
	}
	res, body := get(t, c, base+"/try/truncated-gzip")
	zr, err := gzip.NewReader(strings.NewReader(body))
	if err != nil || res.ContentLength != int64(len(body)) {
		t.Fatalf("/try/truncated-gzip: %v, %d of %d bytes", err, len(body), res.ContentLength)
	}
	if _, err := io.ReadAll(zr); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("/try/truncated-gzip decodes: %v", err)
	}
	res, body = get(t, c, base+"/try/no-length")
	if res.ContentLength != -1 || res.TransferEncoding != nil || body != shopText {
		t.Errorf("/try/no-length: length %d, coding %v", res.ContentLength, res.TransferEncoding)
	}
	res, _ = get(t, c, base+"/try/trailers")
	if len(res.Trailer.Get("X-Content-Sha256")) != 64 || res.Trailer.Get("X-Lines") != "5" {
		t.Errorf("/try/trailers: %v", res.Trailer)
	}
	if _, body := get(t, c, base+"/try/drip?bytes=7&ms=3"); body != "......." {
		t.Errorf("/try/drip: %q", body)
	}
}

func TestConnectionEndings(t *testing.T) {
	t.Parallel()
	s := start(t)
	dropped := string(send(t, s.URL("http"), "GET /try/drop?ms=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"))
	if strings.Contains(dropped, "Connection: close") || !strings.HasPrefix(dropped, "HTTP/1.1 200 OK\r\n") {
		t.Errorf("/try/drop: %q", dropped)
	}
	if res, _ := get(t, client(t, s), s.URL("http")+"/try/connection-close"); !res.Close {
		t.Error("/try/connection-close stays open")
	}
}

func TestBasic(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, c := range []struct {
		user, pass string
		want       int
	}{{"", "", 401}, {"mira", "salad", 401}, {"mira", "soup", 200}} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL("http")+"/try/auth/basic", nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.user != "" {
			req.SetBasicAuth(c.user, c.pass)
		}
		res, err := client(t, s).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		challenge := res.Header.Get("WWW-Authenticate")
		if res.StatusCode != c.want || strings.Contains(challenge, `realm="shop-admin"`) != (c.want == 401) {
			t.Errorf("%s %s: %d, %q", c.user, c.pass, res.StatusCode, challenge)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := client(t, s)
	for path, want := range map[string]int{
		"/try/slow?ms=x":          400,
		"/try/slow?ms=-1":         400,
		"/try/drip?bytes=0":       400,
		"/try/drip?ms=9999999999": 400,
		"/try/huge?mb=0":          400,
		"/try/json?count=-1":      400,
		"/try/redirect/0":         400,
		"/try/redirect-host?hops": 302,
		"/try/redirect-keep/200":  400,
		"/try/status/101":         400,
		"/try/status/soup":        400,
		"/try/stock":              426,
		"/try/nothing":            404,
		"/nothing":                404,
	} {
		if res, body := get(t, c, s.URL("http")+path); res.StatusCode != want {
			t.Errorf("%s: %d, want %d: %s", path, res.StatusCode, want, body)
		}
	}
}

func TestCrossOriginFieldsAreGone(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, path := range []string{"/get", "/status/204", "/json", "/anything"} {
		answer := string(send(t, s.URL("http"), "GET "+path+" HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\nConnection: close\r\n\r\n"))
		head, _, _ := strings.Cut(answer, "\r\n\r\n")
		if strings.Contains(strings.ToLower(head), "access-control") {
			t.Errorf("%s: %s", path, head)
		}
	}
}
