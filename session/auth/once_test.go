package auth_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/auth"
	"ladle/session/sessiontest"
)

// answering is a session with a manager whose questions are answered by a person who wants that kept, or not.
func answering(t *testing.T, once bool) (*session.Session, *auth.Manager, *[]session.Question) {
	t.Helper()
	s, err := session.New(session.Options{Questions: []session.QuestionKind{session.AskCredentials}})
	if err != nil {
		t.Fatal(err)
	}
	m := auth.NewManager(auth.Basic{}, auth.Digest{})
	if err := s.AddFeature(m); err != nil {
		t.Fatal(err)
	}
	sessiontest.Record(t, s)
	var asked []session.Question
	loop := session.NewGoroutine()
	stop := s.Observe(loop, 0, func(events []session.Event) {
		for _, e := range events {
			if q, ok := e.Detail.(*session.Question); ok {
				asked = append(asked, *q)
				s.Answer(q.ID, session.Answer{User: "mira", Password: "soup", Once: once})
			}
		}
	})
	t.Cleanup(func() { loop.Close(); stop() })
	return s, m, &asked
}

// An answer for now is asked for again by the next message, and is known to nobody.
func TestAnswerOnce(t *testing.T) {
	t.Parallel()
	for _, once := range []bool{true, false} {
		p := kitchen(t)
		s, m, asked := answering(t, once)
		get(t, s, p.URL("/a"))
		known := len(m.Known())
		get(t, s, p.URL("/a"))
		good := basic("mira", "soup")
		want, questions, kept := []string{"-", good, good}, 1, 1
		if once {
			want, questions, kept = []string{"-", good, "-", good}, 2, 0
		}
		if got := sent(p); !slices.Equal(got, want) || len(*asked) != questions || known != kept {
			t.Errorf("once %v: sent %q, asked %d times, known %d", once, got, len(*asked), known)
		}
	}
}

// What was given for now, or was forgotten, is not learnt again when its nonce is renewed.
func TestForgottenIsNotRenewed(t *testing.T) {
	t.Parallel()
	n := 0
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		stale := strings.Contains(r.Header("Authorization"), `nonce="n1"`)
		if strings.Contains(r.Header("Authorization"), `nonce="n2"`) {
			return sessiontest.Answer(200, "in")
		}
		n = map[bool]int{true: 2, false: 1}[stale]
		return sessiontest.Answer(401, "out", fmt.Sprintf(`WWW-Authenticate: Digest realm="kitchen", nonce="n%d", qop="auth", stale=%v`, n, stale))
	}))
	s, m, asked := answering(t, true)
	if got := get(t, s, p.URL("/a")).Status(); got != 200 || len(*asked) != 1 {
		t.Fatalf("status %d, asked %d times", got, len(*asked))
	}
	if k := m.Known(); len(k) != 0 {
		t.Errorf("known: %v", k)
	}
}

// Whether an answer is encrypted is told of the way to whoever asks: a proxy in the clear reads what is meant for it, although
// what follows is https.
func TestQuestionOfProxyIsInTheClear(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string {
		return sessiontest.Answer(407, "out", `Proxy-Authenticate: Basic realm="gate"`)
	}))
	s, _, asked := answering(t, true)
	if err := s.SetProperty("proxy-resolver", p.URL("")); err != nil {
		t.Fatal(err)
	}
	m, err := session.NewMessage("GET", "https://soup.test/")
	if err != nil {
		t.Fatal(err)
	}
	s.OnAuthenticate(func(_ *session.Message, _ session.Auth, retrying bool) {
		if retrying {
			s.Cancel(m, session.StatusCancelled)
		}
	})
	s.SendMessage(t.Context(), m)
	if len(*asked) == 0 || (*asked)[0].TLS || !(*asked)[0].Proxy {
		t.Errorf("asked %+v", *asked)
	}
}
