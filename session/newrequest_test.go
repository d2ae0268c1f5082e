package session_test

import (
	"context"
	"errors"
	"io"
	"net/url"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

func TestRequests(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		return sessiontest.Answer(200, r.Method, "Content-Type: text/plain; charset=utf-8")
	}))
	r := newRig(t, session.Options{})
	u, err := url.Parse(p.URL("/soup"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		make func() (session.Request, error)
		want string
	}{
		"request":          {func() (session.Request, error) { return r.NewRequest(p.URL("/soup")) }, "GET"},
		"request_uri":      {func() (session.Request, error) { return r.NewRequestURI(u) }, "GET"},
		"request_http":     {func() (session.Request, error) { return r.NewHTTPRequest("DELETE", p.URL("/soup")) }, "DELETE"},
		"request_http_uri": {func() (session.Request, error) { return r.NewHTTPRequestURI("PUT", u) }, "PUT"},
	} {
		q, err := c.make()
		if err != nil {
			t.Fatal(name, err)
		}
		if q.URI().String() != p.URL("/soup") || q.ContentLength() != -1 || q.ContentType() != "" {
			t.Errorf("%s: %s, %d bytes of %q before it is sent", name, q.URI(), q.ContentLength(), q.ContentType())
		}
		s, err := q.Send(context.Background())
		if err != nil {
			t.Fatal(name, err)
		}
		b, err := io.ReadAll(s)
		s.Close()
		if string(b) != c.want || err != nil || q.ContentLength() != int64(len(c.want)) || q.ContentType() != "text/plain" {
			t.Errorf("%s: %q %v, %d bytes of %q", name, b, err, q.ContentLength(), q.ContentType())
		}
		h, ok := q.(*session.HTTPRequest)
		if !ok || h.Message().Status() != 200 {
			t.Errorf("%s: %T", name, q)
		}
		r.ended(h.Message())
	}
	q, err := r.NewRequest(p.URL("/soup"))
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan string)
	if err := q.SendAsync(context.Background(), func(s io.ReadCloser, err error) {
		go func() {
			b, _ := io.ReadAll(s)
			s.Close()
			got <- string(b)
		}()
	}); err != nil {
		t.Fatal(err)
	}
	if b := <-got; b != "GET" {
		t.Error(b)
	}
}

func TestRequestsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, session.Options{})
	if err := r.SetHTTPAliases("dav"); err != nil { // an alias makes no kind of request
		t.Fatal(err)
	}
	for text, want := range map[string]error{
		"": session.ErrBadURI, "no url": session.ErrBadURI, "http://": session.ErrBadURI, "http://h:x/": session.ErrBadURI,
		"foo:bar": session.ErrUnsupportedURIScheme, "ftp://h/": session.ErrUnsupportedURIScheme, "dav://h/": session.ErrUnsupportedURIScheme,
	} {
		q, err := r.NewRequest(text)
		var e *session.RequestError
		if q != nil || !errors.Is(err, want) || !errors.As(err, &e) {
			t.Errorf("%q: %v %v", text, q, err)
		}
		if h, err := r.NewHTTPRequest("GET", text); h != nil || !errors.Is(err, want) {
			t.Errorf("%q by http: %v %v", text, h, err)
		}
	}
	var e *session.FieldError
	if h, err := r.NewHTTPRequest("G T", "http://h/"); h != nil || !errors.As(err, &e) {
		t.Error("a method with a blank:", h, err)
	}
}
