package auth_test

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"ladle/session"
	"ladle/session/auth"
	"ladle/session/sessiontest"
)

func sum(s string) string {
	h := md5.Sum([]byte(s))
	return hex.EncodeToString(h[:])
}

// vault is a server that lets in whoever knows soup, by Digest. say chooses the challenge of an attempt, counted from 0.
type vault struct {
	challenge func(attempt int) string
	info      string // Authentication-Info of a good answer
	good      func(params map[string]string) bool
	n         int
}

func (v *vault) serve(r sessiontest.Request) string {
	a := strings.TrimPrefix(r.Header("Authorization"), "Digest ")
	p := auth.ParseParams(a)
	want := sum(strings.Join([]string{sum("mira:vault:soup"), p["nonce"], p["nc"], p["cnonce"], p["qop"], sum(r.Method + ":" + r.Target)}, ":"))
	if p["qop"] == "auth-int" {
		want = sum(strings.Join([]string{sum("mira:vault:soup"), p["nonce"], p["nc"], p["cnonce"], p["qop"], sum(r.Method + ":" + r.Target + ":" + sum(string(r.Body)))}, ":"))
	}
	if a != "" && p["response"] == want && p["uri"] == r.Target && (v.good == nil || v.good(p)) {
		if v.info != "" {
			return sessiontest.Answer(200, "in", "Authentication-Info: "+v.info)
		}
		return sessiontest.Answer(200, "in")
	}
	v.n++
	return sessiontest.Answer(401, "out", "WWW-Authenticate: "+v.challenge(v.n-1))
}

// digestSession is a session with both schemes that answers with mira and soup, and notes what it was asked.
func digestSession(t *testing.T) (*session.Session, *[]string) {
	t.Helper()
	s, err := session.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddFeature(auth.NewManager(auth.Basic{}, auth.Digest{})); err != nil {
		t.Fatal(err)
	}
	sessiontest.Record(t, s)
	asked := &[]string{}
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, retrying bool) {
		*asked = append(*asked, fmt.Sprint(a.Scheme(), " ", a.Realm(), " ", retrying))
		a.Authenticate("mira", "soup")
	})
	return s, asked
}

func TestDigestOnceForAll(t *testing.T) {
	t.Parallel()
	v := &vault{challenge: func(int) string { return `Digest realm="vault", nonce="n", qop="auth,auth-int", Basic realm="vault"` }}
	p := sessiontest.NewPeer(t, sessiontest.Serve(v.serve))
	s, asked := digestSession(t)
	for i, path := range []string{"/a", "/b/c?d=e", "/a"} {
		if m := get(t, s, p.URL(path)); m.Status() != 200 {
			t.Fatal(i, m.Status())
		}
	}
	var counts []string
	for _, a := range sent(p)[1:] {
		counts = append(counts, auth.ParseParams(strings.TrimPrefix(a, "Digest "))["nc"])
	}
	if !slices.Equal(counts, []string{"00000001", "00000002", "00000003"}) || !slices.Equal(*asked, []string{"Digest vault false"}) {
		t.Errorf("counts %q, asked %q", counts, *asked)
	}
}

// A nonce that is out of date is replaced without a question; a password that is wrong is asked for again.
func TestDigestStale(t *testing.T) {
	t.Parallel()
	fresh := "n0"
	v := &vault{
		challenge: func(n int) string {
			fresh = fmt.Sprint("n", n)
			return fmt.Sprintf(`Digest realm="vault", qop="auth", nonce="%s", stale=%v`, fresh, n > 0)
		},
		good: func(p map[string]string) bool { return p["nonce"] == fresh && p["nc"] == "00000001" },
	}
	p := sessiontest.NewPeer(t, sessiontest.Serve(v.serve))
	s, asked := digestSession(t)
	for i := range 3 {
		if m := get(t, s, p.URL("/")); m.Status() != 200 {
			t.Fatal(i, m.Status())
		}
	}
	if len(*asked) != 1 || len(p.Requests()) != 6 {
		t.Errorf("asked %q in %d requests", *asked, len(p.Requests()))
	}
	var cnonces []string
	for _, a := range sent(p) {
		cnonces = append(cnonces, auth.ParseParams(strings.TrimPrefix(a, "Digest "))["cnonce"])
	}
	if cnonces[1] == "" || cnonces[1] != cnonces[3] || cnonces[3] != cnonces[5] {
		t.Errorf("cnonces %q", cnonces)
	}
}

// Nonces that are good for a few requests only, and many messages at a time: each is refused when it is worn out, and nobody
// is asked again.
func TestDigestStaleUnderLoad(t *testing.T) {
	t.Parallel()
	const uses, messages = 5, 60
	var mu sync.Mutex
	worn, n := map[string]int{}, 0
	v := &vault{
		challenge: func(int) string {
			n++
			return fmt.Sprintf(`Digest realm="vault", qop="auth", nonce="n%d", stale=%v`, n, n > 1)
		},
		good: func(p map[string]string) bool {
			worn[p["nonce"]]++
			return worn[p["nonce"]] <= uses
		},
	}
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		mu.Lock()
		defer mu.Unlock()
		return v.serve(r)
	}))
	s, asked := digestSession(t)
	get(t, s, p.URL("/"))
	var all sync.WaitGroup
	ms := make([]*session.Message, messages)
	for i := range ms {
		m, err := session.NewMessage("GET", p.URL("/"))
		if err != nil {
			t.Fatal(err)
		}
		ms[i] = m
		all.Add(1)
		if err := s.Queue(m, func(*session.Message) { all.Done() }); err != nil {
			t.Fatal(err)
		}
	}
	all.Wait()
	for i, m := range ms {
		if m.Status() != 200 {
			t.Errorf("message %d: %d", i, m.Status())
		}
	}
	if len(*asked) != 1 {
		t.Errorf("asked %q", *asked)
	}
}

func TestDigestWrongPassword(t *testing.T) {
	t.Parallel()
	v := &vault{challenge: func(n int) string { return fmt.Sprintf(`Digest realm="vault", qop="auth", nonce="n%d"`, n) }}
	p := sessiontest.NewPeer(t, sessiontest.Serve(v.serve))
	s, err := session.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddFeature(auth.NewManager(auth.Digest{})); err != nil {
		t.Fatal(err)
	}
	sessiontest.Record(t, s)
	var asked []bool
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, retrying bool) {
		asked = append(asked, retrying)
		a.Authenticate("mira", []session.Secret{"broth", "stew", "tea", "soup"}[len(asked)-1])
	})
	if m := get(t, s, p.URL("/")); m.Status() != 200 || !slices.Equal(asked, []bool{false, true, true, true}) {
		t.Errorf("%d after the questions %v", m.Status(), asked)
	}
}

func TestDigestNextNonce(t *testing.T) {
	t.Parallel()
	v := &vault{challenge: func(int) string { return `Digest realm="vault", qop="auth", nonce="n0"` }, info: `nextnonce="n1", qop=auth`}
	p := sessiontest.NewPeer(t, sessiontest.Serve(v.serve))
	s, _ := digestSession(t)
	get(t, s, p.URL("/"))
	get(t, s, p.URL("/"))
	a := auth.ParseParams(strings.TrimPrefix(sent(p)[2], "Digest "))
	if a["nonce"] != "n1" || a["nc"] != "00000001" {
		t.Errorf("the second message has nonce %q and count %q", a["nonce"], a["nc"])
	}
}

// The strongest algorithm is chosen wherever it stands, and auth-int only where auth is not offered.
func TestDigestChoice(t *testing.T) {
	t.Parallel()
	for challenge, want := range map[string]string{
		`Digest realm="v", nonce="a", algorithm=MD5, Digest realm="v", nonce="b", algorithm=SHA-256`:            "SHA-256 b",
		`Digest realm="v", nonce="a", algorithm=SHA-512-256, Digest realm="v", nonce="b", algorithm=SHA-256`:    "SHA-512-256 a",
		`Digest realm="v", nonce="a", algorithm=MD6, Basic realm="v"`:                                           "Basic",
		`Digest realm="v", nonce="a", algorithm=MD6, Digest realm="v", nonce="b", algorithm=MD5, Basic realm=v`: "MD5 b",
	} {
		p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
			if r.Header("Authorization") != "" {
				return sessiontest.Answer(200, "")
			}
			return sessiontest.Answer(401, "", "WWW-Authenticate: "+challenge)
		}))
		s, _ := digestSession(t)
		get(t, s, p.URL("/"))
		scheme, rest, _ := strings.Cut(sent(p)[1], " ")
		got := scheme
		if scheme == "Digest" {
			a := auth.ParseParams(rest)
			got = a["algorithm"] + " " + a["nonce"]
		}
		if got != want {
			t.Errorf("%s: answered with %s, want %s", challenge, got, want)
		}
	}
}

// The hash of a large body is made while the message is held, not on the engine.
func TestDigestIntegrity(t *testing.T) {
	t.Parallel()
	v := &vault{challenge: func(int) string { return `Digest realm="vault", nonce="n", qop="auth-int"` }}
	p := sessiontest.NewPeer(t, sessiontest.Serve(v.serve))
	s, _ := digestSession(t)
	for _, body := range []string{"", "soup", strings.Repeat("soup", 1<<18)} {
		m, err := session.NewMessage("POST", p.URL("/"))
		if err != nil {
			t.Fatal(err)
		}
		if err := m.SetBody("text/plain", session.BodyBytes([]byte(body))); err != nil {
			t.Fatal(err)
		}
		if _, err := s.SendMessage(context.Background(), m); err != nil || m.Status() != 200 {
			t.Errorf("%d bytes: %d, %v", len(body), m.Status(), err)
		}
	}
}
