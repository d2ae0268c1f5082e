package standard_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"ladle/session"
	"ladle/session/auth"
	"ladle/session/feature"
	"ladle/session/sessiontest"
	"ladle/session/standard"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve is a small server with a redirect, a protected place and a plain one.
func serve(t *testing.T) *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("/hello", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hello") })
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/secret", http.StatusFound) })
	mux.HandleFunc("/secret", func(w http.ResponseWriter, r *http.Request) {
		if u, p, _ := r.BasicAuth(); u != "user" || p != "passwd" {
			w.Header().Set("WWW-Authenticate", `Basic realm="kitchen"`)
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		io.WriteString(w, "soup")
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func message(t *testing.T, method, url string) *session.Message {
	t.Helper()
	m, err := session.NewMessage(method, url)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestPlainSession: a plain session has an authentication manager with Basic and Digest, and a content decoder, a bare one nothing.
func TestPlainSession(t *testing.T) {
	s, err := standard.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	bare, err := session.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer bare.Close()
	for what, ft := range map[string]session.FeatureType{"manager": session.TypeOf[*auth.Manager](), "basic": session.TypeOf[auth.Basic](), "digest": session.TypeOf[auth.Digest](), "decoder": session.TypeOf[*feature.ContentDecoder]()} {
		if !s.HasFeature(ft) || bare.HasFeature(ft) {
			t.Errorf("%s: %v in a plain session, %v in a bare one", what, s.HasFeature(ft), bare.HasFeature(ft))
		}
	}
	if !s.HasFeature(session.TypeOf[*session.HTTPRequest]()) || s.Features()[0].Name() != "ContentDecoder" {
		t.Error(s.Features()[0].Name())
	}
	if _, err := standard.New(session.Options{Properties: &session.Properties{}}); err == nil {
		t.Error("a session without connections was made")
	}
}

func TestRedirectThenChallenge(t *testing.T) {
	srv := serve(t)
	s, err := standard.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rec := sessiontest.Record(t, s)
	s.OnAuthenticate(func(m *session.Message, a session.Auth, retrying bool) {
		if !s.MainContext().IsOwner() {
			t.Error("authenticate runs elsewhere")
		}
		if !retrying {
			a.Authenticate("user", "passwd")
		}
	})
	m := message(t, "GET", srv.URL+"/moved")
	st, err := s.SendMessage(context.Background(), m)
	if err != nil || st != 200 || string(m.Content().Bytes(100)) != "soup" {
		t.Fatal(st, err, m.Err())
	}
	evs := sessiontest.Of(rec.Await(t, "end", func(e []session.Event) bool { return sessiontest.CheckEnded(e) == nil && len(e) > 0 }), m.ID())
	want := "request-queued connection-created network-event[resolving] network-event[resolved] network-event[connecting] network-event[connected] network-event[complete] " +
		"request-started starting wrote-headers wrote-body got-headers[302] got-body redirected restarted[redirect] " +
		"request-started starting wrote-headers wrote-body got-headers[401] authenticate got-body authenticated restarted[authentication] " +
		"request-started starting wrote-headers wrote-body got-headers[200] got-body finished[200] request-unqueued"
	if got := sessiontest.Names(evs); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestQuestion(t *testing.T) {
	srv := serve(t)
	s, _ := standard.New(session.Options{Questions: []session.QuestionKind{session.AskCredentials}})
	rec := sessiontest.Record(t, s)
	a, b := message(t, "GET", srv.URL+"/secret"), message(t, "GET", srv.URL+"/secret")
	for _, m := range []*session.Message{a, b} {
		if err := s.Queue(m, nil); err != nil {
			t.Fatal(err)
		}
	}
	rec.AwaitKind(t, a.ID(), session.KindQuestion, 1)
	rec.AwaitKind(t, b.ID(), session.KindQuestion, 1)
	q := rec.AwaitKind(t, a.ID(), session.KindQuestion, 1).Detail.(*session.Question)
	if q.Realm != "kitchen" || q.Scheme != "Basic" || q.Retry || q.TLS {
		t.Errorf("question %+v", q)
	}
	if err := s.Answer(q.ID, session.Answer{User: "user", Password: "passwd"}); err != nil {
		t.Fatal(err)
	}
	rec.AwaitKind(t, a.ID(), session.KindRequestUnqueued, 1)
	rec.AwaitKind(t, b.ID(), session.KindRequestUnqueued, 1)
	if a.Status() != 200 || b.Status() != 200 {
		t.Error("one answer did not serve both", a.Status(), b.Status())
	}
	if err := s.Answer(q.ID, session.Answer{}); err != session.ErrNoQuestion {
		t.Error("second answer", err)
	}
}

func TestSendStream(t *testing.T) {
	srv := serve(t)
	s, _ := standard.New(session.Options{})
	sessiontest.Record(t, s)
	r, err := s.Send(context.Background(), message(t, "GET", srv.URL+"/hello"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil || string(b) != "hello" {
		t.Fatal(string(b), err)
	}
	r.Close()
	r, err = s.Send(context.Background(), message(t, "GET", srv.URL+"/secret"))
	if err != nil {
		t.Fatal(err)
	}
	b, _ = io.ReadAll(r)
	if string(b) != "no\n" {
		t.Errorf("the refused challenge's body is %q", b)
	}
	r.Close()
}

func TestMany(t *testing.T) {
	srv := serve(t)
	s, _ := standard.New(session.Options{})
	rec := sessiontest.Record(t, s)
	var ms []*session.Message
	for i := range 1000 {
		ms = append(ms, message(t, "GET", fmt.Sprintf("%s/hello?%d", srv.URL, i)))
	}
	if err := s.QueueAll(ms, nil); err != nil {
		t.Fatal(err)
	}
	rec.AwaitKind(t, 0, session.KindRequestUnqueued, 1000)
	for _, m := range ms {
		if m.Status() != 200 {
			t.Fatal(m.Status(), m.Err())
		}
	}
}
