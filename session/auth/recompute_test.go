package auth_test

import (
	"fmt"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// What was sent can be made again from what is known, and what was made from another password is told apart.
func TestRecompute(t *testing.T) {
	t.Parallel()
	for _, params := range []string{"", `, qop="auth"`, `, qop="auth", algorithm=SHA-256`, `, qop="auth", algorithm=MD5-sess`, `, algorithm=SHA-512-256`} {
		p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
			if r.Header("Authorization") == "" {
				return sessiontest.Answer(401, "", `WWW-Authenticate: Digest realm="x", nonce="n"`+params)
			}
			return sessiontest.Answer(200, "")
		}))
		s, m := managed(t)
		given := false
		s.OnAuthenticate(func(_ *session.Message, a session.Auth, _ bool) {
			given = true
			a.Authenticate("mira", "soup")
		})
		get(t, s, p.URL("/a?b"))
		get(t, s, p.URL("/c"))
		for i, target := range []string{"/a?b", "/c"} {
			answer := p.Requests()[i+1].Header("Authorization")
			proof, ok := m.Recompute(p.URL(""), false, "GET", answer)
			if !ok || !proof.Same || !given {
				t.Errorf("%s: %v %+v", params, ok, proof)
				continue
			}
			if proof.A2 != "GET:"+target || strings.Contains(fmt.Sprint(proof), "soup") {
				t.Errorf("%s: %+v", params, proof)
			}
			if proof, ok := m.Recompute(p.URL(""), false, "POST", answer); !ok || proof.Same {
				t.Errorf("%s: another method makes the same", params)
			}
		}
	}
}

func TestRecomputeUnknown(t *testing.T) {
	t.Parallel()
	_, m := managed(t)
	for _, answer := range []string{"", "Basic x", `Digest realm="x", response="y"`, `Digest realm="x", qop=auth-int`, `Digest algorithm=odd`} {
		if _, ok := m.Recompute("http://h:80", false, "GET", answer); ok {
			t.Errorf("%q was made again", answer)
		}
	}
}
