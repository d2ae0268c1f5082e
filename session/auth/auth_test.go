package auth_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/auth"
	"ladle/session/sessiontest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) { stopPeers(); os.Exit(code) }))
}

func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// kitchen lets in whoever says mira:soup, everywhere but below /open.
func kitchen(t *testing.T) *sessiontest.Peer {
	return sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		if r.Header("Authorization") == basic("mira", "soup") || strings.HasPrefix(r.Target, "/open") {
			return sessiontest.Answer(200, "in")
		}
		realm := "kitchen"
		if strings.HasPrefix(r.Target, "/cellar") {
			realm = "cellar"
		}
		return sessiontest.Answer(401, "out", `WWW-Authenticate: Negotiate, Basic realm="`+realm+`"`)
	}))
}

func newSession(t *testing.T) (*session.Session, *sessiontest.Recorder) {
	t.Helper()
	s, err := session.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddFeature(auth.NewManager(auth.Basic{})); err != nil {
		t.Fatal(err)
	}
	return s, sessiontest.Record(t, s)
}

func get(t *testing.T, s *session.Session, url string) *session.Message {
	t.Helper()
	m, err := session.NewMessage("GET", url)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SendMessage(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	return m
}

// sent lists the Authorization of every request so far, "-" without one.
func sent(p *sessiontest.Peer) []string {
	var out []string
	for _, r := range p.Requests() {
		a := r.Header("Authorization")
		if a == "" {
			a = "-"
		}
		out = append(out, a)
	}
	return out
}

func TestNobodyAnswers(t *testing.T) {
	t.Parallel()
	p := kitchen(t)
	s, rec := newSession(t)
	var asked []string
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, retrying bool) {
		asked = append(asked, fmt.Sprint(a.Scheme(), a.Realm(), a.Host() == p.Addr(), a.Proxy(), retrying, a.Authenticated()))
	})
	m := get(t, s, p.URL("/"))
	if m.Status() != 401 || string(m.Content().Bytes(9)) != "out" || len(p.Requests()) != 1 {
		t.Error(m.Status(), p.Targets())
	}
	if !slices.Equal(asked, []string{"Basickitchentrue false false false"}) {
		t.Errorf("%q", asked)
	}
	rec.AwaitKind(t, m.ID(), session.KindAuthenticate, 1)
}

func TestWrongThenRight(t *testing.T) {
	t.Parallel()
	p := kitchen(t)
	s, rec := newSession(t)
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, retrying bool) {
		if !retrying {
			a.Authenticate("mira", "broth")
			return
		}
		a.Authenticate("mira", "soup")
	})
	m := get(t, s, p.URL("/"))
	if m.Status() != 200 || p.Accepted() != 1 {
		t.Fatal(m.Status(), p.Accepted())
	}
	if got := sent(p); !slices.Equal(got, []string{"-", basic("mira", "broth"), basic("mira", "soup")}) {
		t.Error(got)
	}
	evs := sessiontest.Of(rec.Await(t, "end", func(e []session.Event) bool { return len(e) > 0 && e[len(e)-1].Kind == session.KindConnectionIdle }), m.ID())
	var told []string
	for _, e := range evs {
		switch d := e.Detail.(type) {
		case *session.Challenge:
			told = append(told, fmt.Sprint("challenge ", d.Retrying))
		case *session.Authenticated:
			told = append(told, fmt.Sprint("authenticated ", d.Source))
		}
	}
	if got := strings.Join(told, ", "); got != "challenge false, authenticated handler, challenge true, authenticated handler" {
		t.Error(got)
	}
	if strings.Contains(sessiontest.Text(evs), base64.StdEncoding.EncodeToString([]byte("mira:soup"))) {
		t.Error("the events show the password")
	}
	if m.RequestFields().Has("Authorization") {
		t.Error("the manager's Authorization stays on the message")
	}
}

func TestWrongForEver(t *testing.T) {
	t.Parallel()
	p := kitchen(t)
	s, _ := newSession(t)
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, _ bool) { a.Authenticate("mira", "wrong") })
	if m := get(t, s, p.URL("/")); m.Status() != 401 || len(p.Requests()) != 21 {
		t.Error(m.Status(), len(p.Requests()))
	}
}

func TestLaterAnswer(t *testing.T) {
	t.Parallel()
	p := kitchen(t)
	s, rec := newSession(t)
	var given session.Auth
	s.OnAuthenticate(func(m *session.Message, a session.Auth, _ bool) {
		given = a
		s.Pause(m)
	})
	m, _ := session.NewMessage("GET", p.URL("/"))
	if err := s.Queue(m, nil); err != nil {
		t.Fatal(err)
	}
	rec.AwaitKind(t, m.ID(), session.KindPaused, 1)
	given.Authenticate("mira", "soup")
	s.Unpause(m)
	rec.AwaitKind(t, m.ID(), session.KindRequestUnqueued, 1)
	if m.Status() != 200 {
		t.Error(m.Status())
	}
}

func TestUserInfo(t *testing.T) {
	t.Parallel()
	p := kitchen(t)
	s, _ := newSession(t)
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, retrying bool) {
		if !retrying {
			t.Error("asked although the URL has the answer")
		}
	})
	m := get(t, s, "http://mira:soup@"+p.Addr()+"/")
	if m.Status() != 200 || m.URI().User != nil {
		t.Error(m.Status(), m.URI())
	}
	s, _ = newSession(t)
	if m := get(t, s, "http://mira:wrong@"+p.Addr()+"/cellar/"); m.Status() != 401 {
		t.Error(m.Status())
	}
	if got := sent(p); !slices.Equal(got, []string{"-", basic("mira", "soup"), "-", basic("mira", "wrong")}) {
		t.Error(got)
	}
}

func TestCache(t *testing.T) {
	t.Parallel()
	p := kitchen(t)
	s, _ := newSession(t)
	asked := 0
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, _ bool) {
		asked++
		a.Authenticate("mira", "soup")
	})
	get(t, s, p.URL("/pots/1")) // asked
	get(t, s, p.URL("/pots/2/deep"))
	get(t, s, p.URL("/potsherd")) // not below /pots: another round, not asked
	get(t, s, p.URL("/open/"))
	in := basic("mira", "soup")
	want := []string{"-", in, in, "-", in, in}
	got := sent(p)
	if !slices.Equal(got, want) || asked != 1 {
		t.Errorf("asked %d times, sent %q, want %q", asked, got, want)
	}
}

func TestNoOtherOrigin(t *testing.T) {
	t.Parallel()
	p := kitchen(t)
	other := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, "other") }))
	s, _ := newSession(t)
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, _ bool) { a.Authenticate("mira", "soup") })
	m := get(t, s, p.URL("/"))
	// The same message queued again for another place.
	m.SetURI(other.URL("/"))
	if _, err := s.SendMessage(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	// A message sent again, by hand, to another place.
	for name, hook := range map[string]func(*session.Message){
		"finished": func(m *session.Message) {
			m.OnFinished(func(m *session.Message) {
				if m.URI().Host == p.Addr() {
					m.SetURI(other.URL("/finished"))
					s.Requeue(m)
				}
			})
		},
		"restarted": func(m *session.Message) {
			m.OnRestarted(func(m *session.Message) { m.SetURI(other.URL("/restarted")) })
		},
		"starting": func(m *session.Message) {
			m.OnStarting(func(m *session.Message) { m.SetURI(other.URL("/starting")) })
		},
	} {
		m, _ := session.NewMessage("GET", p.URL("/"))
		if name == "restarted" {
			m.OnGotBody(func(m *session.Message) {
				if m.URI().Host == p.Addr() {
					s.Requeue(m)
				}
			})
		}
		hook(m)
		if st, err := s.SendMessage(context.Background(), m); st != 200 || err != nil {
			t.Errorf("%s: %d %v", name, st, err)
		}
	}
	if got := sent(other); !slices.Equal(got, []string{"-", "-", "-", "-"}) {
		t.Error("credentials crossed an origin:", got)
	}
}

func TestOwnAuthorizationStays(t *testing.T) {
	t.Parallel()
	p := kitchen(t)
	s, _ := newSession(t)
	m, _ := session.NewMessage("GET", p.URL("/open"))
	m.SetField("Authorization", "Bearer own")
	if _, err := s.SendMessage(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	if got := sent(p); !slices.Equal(got, []string{"Bearer own"}) || m.RequestFields().Get("Authorization") != "Bearer own" {
		t.Error(got)
	}
}

func TestManagerContract(t *testing.T) {
	sessiontest.CheckFeature(t, func() *auth.Manager { return auth.NewManager(auth.Basic{}) })
}
