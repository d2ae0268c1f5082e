package auth_test

import (
	"fmt"
	"slices"
	"testing"

	"ladle/session"
	"ladle/session/auth"
	"ladle/session/sessiontest"
)

// managed is a session whose manager the test has.
func managed(t *testing.T) (*session.Session, *auth.Manager) {
	t.Helper()
	s, err := session.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := auth.NewManager(auth.Basic{}, auth.Digest{})
	if err := s.AddFeature(m); err != nil {
		t.Fatal(err)
	}
	sessiontest.Record(t, s)
	return s, m
}

// What is known can be seen and forgotten, and is asked for again then.
func TestKnown(t *testing.T) {
	t.Parallel()
	p := kitchen(t)
	s, m := managed(t)
	asked := 0
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, _ bool) {
		asked++
		a.Authenticate("mira", "soup")
	})
	get(t, s, p.URL("/a/b"))
	get(t, s, p.URL("/cellar/x"))
	want := []string{"{http://ADDR false Basic cellar mira [/cellar]}", "{http://ADDR false Basic kitchen mira [/a]}"}
	var got []string
	for _, k := range m.Known() {
		k.Origin = "http://ADDR"
		got = append(got, fmt.Sprint(k))
	}
	if !slices.Equal(got, want) {
		t.Errorf("known: %q", got)
	}
	k := m.Known()[1]
	if !m.Forget(k) || m.Forget(k) || len(m.Known()) != 1 {
		t.Errorf("after forgetting: %v", m.Known())
	}
	get(t, s, p.URL("/a/b"))
	if asked != 3 {
		t.Errorf("asked %d times", asked)
	}
	m.Clear()
	if len(m.Known()) != 0 {
		t.Errorf("after clearing: %v", m.Known())
	}
}

// A question that nobody answers is not known.
func TestKnownUnanswered(t *testing.T) {
	t.Parallel()
	p := kitchen(t)
	s, m := managed(t)
	get(t, s, p.URL("/"))
	if k := m.Known(); len(k) != 0 {
		t.Error(k)
	}
}

// Credentials that are preloaded are sent to their origin, below their path, without being asked for.
func TestUse(t *testing.T) {
	t.Parallel()
	p := kitchen(t)
	s, m := managed(t)
	c, err := auth.Basic{}.New(auth.Challenge{Scheme: "Basic", Params: map[string]string{"realm": ""}}, &auth.Request{Host: p.Addr()})
	if err != nil {
		t.Fatal(err)
	}
	c.Authenticate("mira", "soup")
	if err := m.Use(p.URL("/a"), c); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/a", "/a/b", "/ab"} {
		get(t, s, p.URL(path))
	}
	good := basic("mira", "soup")
	if got := sent(p); !slices.Equal(got, []string{good, good, "-"}) {
		t.Errorf("sent %q", got)
	}
	if err := m.Use("http://", c); err == nil {
		t.Error("a URL without a host was taken")
	}
}
