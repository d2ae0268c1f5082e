package session_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

func TestRedirectChain(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		switch r.Target {
		case "/1":
			return sessiontest.Answer(301, "gone", "Location: 2?x=y")
		case "/2?x=y":
			return sessiontest.Answer(302, "", "Location: ?z")
		case "/2?z":
			return sessiontest.Answer(303, "", "Location: /wrong", "Location: /end#there")
		}
		return sessiontest.Answer(200, "end")
	}))
	r := newRig(t, session.Options{})
	m := message(t, "POST", p.URL("/1#here"))
	m.SetBody("text/plain", session.BodyBytes([]byte("data")))
	if st := r.send(m); st != 200 || body(m) != "end" {
		t.Fatal(st, m.Err())
	}
	leg := func(status int) string {
		return fmt.Sprintf(" request-started starting wrote-headers wrote-body got-headers[%d] got-body", status)
	}
	again := " redirected restarted[redirect]"
	r.tells(m, "request-queued connect"+leg(301)+again+leg(302)+again+leg(303)+again+leg(200)+" finished[200] request-unqueued")
	if got := strings.Join(p.Targets(), ", "); got != "POST /1, GET /2?x=y, GET /2?z, GET /end" {
		t.Error(got)
	}
	second := p.Requests()[1]
	if second.Header("Content-Type") != "" || second.Header("Content-Length") != "" || len(second.Body) != 0 {
		t.Errorf("the body went along: %q", second.Head)
	}
	if m.URI().Fragment != "there" || m.Method() != "GET" || len(m.Attempts()) != 4 {
		t.Error(m.URI(), m.Method(), len(m.Attempts()))
	}
	d := r.await(m, session.KindRedirected).Detail.(*session.Redirected)
	if d.Status != 301 || d.Method != "GET" || d.From != p.URL("/1#here") || d.To != p.URL("/2?x=y") || fmt.Sprint(d.Dropped) != "[{Content-Type the request has no body any more}]" {
		t.Errorf("%+v", d)
	}
}

func TestRedirectAcrossOrigins(t *testing.T) {
	t.Parallel()
	b := hello(t)
	a := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		return sessiontest.Answer(302, "", "Location: http://user:secret@"+b.Addr()+"/b")
	}))
	r := newRig(t, session.Options{})
	m := message(t, "GET", a.URL("/"))
	for n, v := range map[string]string{"Authorization": "Basic c2VjcmV0", "Cookie": "a=secret", "Referer": "http://before/", "Host": a.Addr(), "X-Api-Key": "secret", "X-Own": "stays"} {
		m.SetField(n, v)
	}
	r.send(m)
	head := b.Requests()[0].Head
	if strings.Contains(head, "secret") || strings.Contains(head, "c2VjcmV0") || strings.Contains(head, a.Addr()) || strings.Contains(head, "before") || !strings.Contains(head, "X-Own: stays") {
		t.Errorf("sent %q", head)
	}
	d := r.await(m, session.KindRedirected).Detail.(*session.Redirected)
	why := map[string]string{}
	for _, x := range d.Dropped {
		why[x.Name] = x.Why
	}
	for _, n := range []string{"Authorization", "Cookie", "Referer", "Host", "X-Api-Key"} {
		if why[n] != "other origin" {
			t.Errorf("%s: %q", n, why[n])
		}
	}
	if why["user info of Location"] == "" || strings.Contains(sessiontest.Text(r.rec.Events()), "secret") {
		t.Error("credentials are in the events, or were dropped silently", why)
	}
}

func TestRedirectLimit(t *testing.T) {
	t.Parallel()
	n := 0
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string {
		n++ // one connection at a time
		return sessiontest.Answer(302, "again", fmt.Sprintf("Location: /%d", n))
	}))
	r := newRig(t, session.Options{})
	m := message(t, "GET", p.URL("/"))
	if st := r.send(m); st != session.StatusTooManyRedirects || m.Err() == nil || m.Response() == nil {
		t.Fatal(st, m.Err())
	}
	if len(p.Requests()) != 21 || len(m.Attempts()) != 21 {
		t.Error(len(p.Requests()), len(m.Attempts()))
	}
	_, err := r.Send(context.Background(), message(t, "GET", p.URL("/")))
	if e, ok := err.(*session.Error); !ok || e.Status != session.StatusTooManyRedirects {
		t.Error(err)
	}
}

func TestRedirectNotFollowed(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		at := strings.TrimPrefix(r.Target, "/?")
		if at == "-" {
			return sessiontest.Answer(302, "here")
		}
		return sessiontest.Answer(302, "here", "Location: "+at)
	}))
	r := newRig(t, session.Options{})
	for to, want := range map[string]session.Status{"-": 302, "ftp://127.0.0.1/x": 302, "http://": 302, "file:///x": 302, "mailto:a@b": 8, "http:/p": 8, "http://h:99999/": 8, "http://good:1\\@evil/": 8} {
		m := message(t, "GET", p.URL("/")+"?"+to)
		if st := r.send(m); st != want {
			t.Errorf("%s: %d, want %d", to, st, want)
		}
		if body(m) != "here" {
			t.Errorf("%s: body %q", to, body(m))
		}
		s, err := r.Send(context.Background(), message(t, "GET", p.URL("/")+"?"+to))
		if err != nil {
			t.Errorf("%s: Send: %v", to, err)
			continue
		}
		if b, err := io.ReadAll(s); string(b) != "here" || err != nil {
			t.Errorf("%s: Send gives %q %v", to, b, err)
		}
		s.Close()
	}
	m := message(t, "GET", p.URL("/")+"?/x")
	m.SetFlags(session.NoRedirect)
	if st := r.send(m); st != 302 {
		t.Error(st)
	}
}
