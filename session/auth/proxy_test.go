package auth_test

import (
	"slices"
	"testing"

	"ladle/session"
	"ladle/session/auth"
	"ladle/session/sessiontest"
)

// gate is a proxy that lets those through who say mira:soup, by Basic: it answers for every origin, and refuses tunnels
// after they have been let in, so that what would go through them can be told apart.
func gate(t *testing.T) *sessiontest.Peer {
	return sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		switch {
		case r.Header("Proxy-Authorization") != basic("mira", "soup"):
			return sessiontest.Answer(407, "", `Proxy-Authenticate: Basic realm="gate"`)
		case r.Method == "CONNECT":
			return sessiontest.Answer(502, "")
		}
		return sessiontest.Answer(200, "in")
	}))
}

func through(t *testing.T, proxy string) *session.Session {
	t.Helper()
	s, err := session.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddFeature(auth.NewManager(auth.Basic{})); err != nil {
		t.Fatal(err)
	}
	if err := s.SetProperty("proxy-resolver", proxy); err != nil {
		t.Fatal(err)
	}
	sessiontest.Record(t, s)
	return s
}

// fieldsSent lists a field of every request so far, "-" without one.
func fieldsSent(p *sessiontest.Peer, name string) []string {
	var out []string
	for _, r := range p.Requests() {
		if v := r.Header(name); v != "" {
			out = append(out, v)
			continue
		}
		out = append(out, "-")
	}
	return out
}

// A proxy asks once; every request that it reads has its credentials, and no origin ever does.
func TestProxyCredentials(t *testing.T) {
	t.Parallel()
	proxy := gate(t)
	origin := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, "") }))
	s := through(t, proxy.URL(""))
	var asked []string
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, _ bool) {
		if !a.Proxy() || a.Host() != proxy.Addr() || a.Realm() != "gate" {
			t.Errorf("asked by %s, realm %s, proxy %v", a.Host(), a.Realm(), a.Proxy())
		}
		asked = append(asked, a.Host())
		a.Authenticate("mira", "soup")
	})
	for _, url := range []string{"http://one.test/", "http://two.test/a", "https://three.test/"} {
		get(t, s, url)
	}
	good := basic("mira", "soup")
	if got := fieldsSent(proxy, "Proxy-Authorization"); !slices.Equal(got, []string{"-", good, good, good}) || len(asked) != 1 {
		t.Errorf("the proxy got %q after %d questions", got, len(asked))
	}
	if err := s.SetProperty("proxy-resolver", "none"); err != nil {
		t.Fatal(err)
	}
	get(t, s, origin.URL("/"))
	m, err := session.NewMessage("GET", origin.URL("/"))
	if err != nil {
		t.Fatal(err)
	}
	if err := m.SetField("Proxy-Authorization", good); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SendMessage(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if got := fieldsSent(origin, "Proxy-Authorization"); !slices.Equal(got, []string{"-", "-"}) {
		t.Errorf("the origin got %q", got)
	}
}

// What is known of one proxy is not told to another one.
func TestAnotherProxy(t *testing.T) {
	t.Parallel()
	first, second := gate(t), gate(t)
	s := through(t, first.URL(""))
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, _ bool) {
		if a.Host() == first.Addr() {
			a.Authenticate("mira", "soup")
		}
	})
	get(t, s, "http://one.test/")
	if err := s.SetProperty("proxy-resolver", second.URL("")); err != nil {
		t.Fatal(err)
	}
	if m := get(t, s, "http://two.test/"); m.Status() != 407 {
		t.Error(m.Status())
	}
	if got := fieldsSent(second, "Proxy-Authorization"); !slices.Equal(got, []string{"-"}) {
		t.Errorf("the other proxy got %q", got)
	}
}

// User and password in the URL of the proxy answer its first challenge without a question, once.
func TestProxyUserInfo(t *testing.T) {
	t.Parallel()
	proxy := gate(t)
	for password, want := range map[string][]string{"soup": {"-", basic("mira", "soup")}, "broth": {"-", basic("mira", "broth")}} {
		before := len(proxy.Requests())
		s := through(t, "http://mira:"+password+"@"+proxy.Addr())
		var asked []bool
		s.OnAuthenticate(func(_ *session.Message, _ session.Auth, retrying bool) { asked = append(asked, retrying) })
		get(t, s, "http://one.test/")
		if got := fieldsSent(proxy, "Proxy-Authorization")[before:]; !slices.Equal(got, want) {
			t.Errorf("with %s the proxy got %q", password, got)
		}
		if right := password == "soup"; len(asked) != 0 == right || !right && !asked[0] {
			t.Errorf("with %s: asked %v", password, asked)
		}
	}
}

// A field set by hand goes to the proxy of a tunnel, with the CONNECT.
func TestProxyFieldByHand(t *testing.T) {
	t.Parallel()
	proxy := gate(t)
	s := through(t, proxy.URL(""))
	m, err := session.NewMessage("GET", "https://one.test/")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.SetField("Proxy-Authorization", basic("mira", "soup")); err != nil {
		t.Fatal(err)
	}
	s.SendMessage(t.Context(), m) // the proxy refuses the tunnel, after letting it in
	if got := fieldsSent(proxy, "Proxy-Authorization"); !slices.Equal(got, []string{basic("mira", "soup")}) || m.Status() != 502 {
		t.Errorf("the proxy got %q; status %d", got, m.Status())
	}
}

// An origin that answers 407 is not believed: nothing is sent to it, and nobody is asked.
func TestOriginPosesAsProxy(t *testing.T) {
	t.Parallel()
	p := gate(t)
	s := through(t, "none")
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, _ bool) { a.Authenticate("mira", "soup") })
	if m := get(t, s, p.URL("/")); m.Status() != 407 || len(p.Requests()) != 1 {
		t.Error(m.Status(), fieldsSent(p, "Proxy-Authorization"))
	}
}
