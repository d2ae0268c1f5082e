package auth_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// queue puts a message for url into the queue.
func queue(t *testing.T, s *session.Session, url string) *session.Message {
	t.Helper()
	m, err := session.NewMessage("GET", url)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Queue(m, nil); err != nil {
		t.Fatal(err)
	}
	return m
}

func ended(t *testing.T, rec *sessiontest.Recorder, ms ...*session.Message) {
	t.Helper()
	for _, m := range ms {
		rec.AwaitKind(t, m.ID(), session.KindRequestUnqueued, 1)
	}
}

// answers gives these passwords for user mira one after the other, "" none, and counts the questions.
type answers struct {
	passwords []string
	asked     []bool // retrying
}

func (a *answers) answer(_ *session.Message, auth session.Auth, retrying bool) {
	a.asked = append(a.asked, retrying)
	if len(a.passwords) == 0 {
		return
	}
	p := a.passwords[0]
	if a.passwords = a.passwords[1:]; p != "" {
		auth.Authenticate("mira", session.Secret(p))
	}
}

func (a *answers) check(t *testing.T, want ...bool) {
	t.Helper()
	if !slices.Equal(a.asked, want) {
		t.Errorf("asked, retrying %v, want %v", a.asked, want)
	}
}

// lock is a peer whose password changes.
type lock struct {
	mu       sync.Mutex
	password string
	fields   []string // of the challenges
}

func (l *lock) set(password string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.password = password
}

func (l *lock) open(t *testing.T) *sessiontest.Peer {
	return sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		l.mu.Lock()
		defer l.mu.Unlock()
		if r.Header("Authorization") == basic("mira", l.password) {
			return sessiontest.Answer(200, "in")
		}
		return sessiontest.Answer(401, "out", append([]string{`WWW-Authenticate: Basic realm="kitchen"`}, l.fields...)...)
	}))
}

// A password that was good and is refused is forgotten for the whole realm.
func TestRefusedPasswordIsForgotten(t *testing.T) {
	t.Parallel()
	l := &lock{password: "soup"}
	p := l.open(t)
	s, _ := newSession(t)
	a := &answers{passwords: []string{"soup", ""}}
	s.OnAuthenticate(a.answer)
	if m := get(t, s, p.URL("/")); m.Status() != 200 {
		t.Fatal(m.Status())
	}
	l.set("stew")
	if m := get(t, s, p.URL("/")); m.Status() != 401 {
		t.Error(m.Status())
	}
	before := len(p.Requests())
	if m := get(t, s, p.URL("/")); m.Status() != 401 {
		t.Error(m.Status())
	}
	if got := sent(p)[before:]; !slices.Equal(got, []string{"-"}) {
		t.Errorf("what was refused is sent again: %q", got)
	}
	a.check(t, false, true, false)
}

// A wrong password in the URL is tried; then somebody is asked.
func TestUserInfoThenAsked(t *testing.T) {
	t.Parallel()
	p := (&lock{password: "soup"}).open(t)
	s, _ := newSession(t)
	a := &answers{passwords: []string{"soup"}}
	s.OnAuthenticate(a.answer)
	m := get(t, s, "http://mira:wrong@"+p.Addr()+"/")
	if got := sent(p); m.Status() != 200 || !slices.Equal(got, []string{"-", basic("mira", "wrong"), basic("mira", "soup")}) {
		t.Error(m.Status(), got)
	}
	a.check(t, true)
}

// After a message that failed the next one is asked anew; what opens the root opens all that is below.
func TestWrongThenRightLater(t *testing.T) {
	t.Parallel()
	p := (&lock{password: "soup"}).open(t)
	s, _ := newSession(t)
	a := &answers{passwords: []string{"wrong", "", "soup"}}
	s.OnAuthenticate(a.answer)
	for i, want := range []session.Status{401, 200} {
		if m := get(t, s, p.URL("/")); m.Status() != want {
			t.Errorf("message %d: %d", i+1, m.Status())
		}
	}
	before := len(p.Requests())
	if m := get(t, s, p.URL("/deep/down")); m.Status() != 200 || len(p.Requests()) != before+1 {
		t.Error(m.Status(), p.Targets())
	}
	a.check(t, false, true, false)
}

// Each of several messages in flight is asked, and succeeds.
func TestSeveralInFlight(t *testing.T) {
	t.Parallel()
	const n = 4
	arrived := make(chan struct{}, n)
	all := make(chan struct{})
	go func() {
		for range n {
			<-arrived
		}
		close(all)
	}()
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		if r.Header("Authorization") == basic("mira", "soup") {
			return sessiontest.Answer(200, "in")
		}
		arrived <- struct{}{}
		<-all
		return sessiontest.Answer(401, "out", `WWW-Authenticate: Basic realm="kitchen"`)
	}))
	s, rec := newSession(t)
	s.SetMaxConnsPerHost(n)
	a := &answers{passwords: []string{"soup", "soup", "soup", "soup"}}
	s.OnAuthenticate(a.answer)
	var ms []*session.Message
	for i := range n {
		ms = append(ms, queue(t, s, p.URL(fmt.Sprint("/", i))))
	}
	ended(t, rec, ms...)
	for _, m := range ms {
		if m.Status() != 200 {
			t.Error(m.Status())
		}
	}
	if len(a.asked) == 0 || slices.Contains(a.asked, true) {
		t.Error(a.asked)
	}
}

// Of three messages the first and the third are paused until somebody knows; the second ends by itself, and one answer
// serves the two.
func TestOneAnswerForTwo(t *testing.T) {
	t.Parallel()
	p := (&lock{password: "soup"}).open(t)
	s, rec := newSession(t)
	s.SetMaxConnsPerHost(3)
	var mu sync.Mutex
	given := map[session.MessageID]session.Auth{}
	s.OnAuthenticate(func(m *session.Message, a session.Auth, _ bool) {
		if strings.HasSuffix(m.URI().Path, "2") {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		given[m.ID()] = a
		s.Pause(m)
	})
	ms := []*session.Message{queue(t, s, p.URL("/1")), queue(t, s, p.URL("/2")), queue(t, s, p.URL("/3"))}
	ended(t, rec, ms[1])
	rec.AwaitKind(t, ms[0].ID(), session.KindPaused, 1)
	rec.AwaitKind(t, ms[2].ID(), session.KindPaused, 1)
	mu.Lock()
	given[ms[0].ID()].Authenticate("mira", "soup")
	mu.Unlock()
	s.Unpause(ms[0])
	ended(t, rec, ms[0])
	s.Unpause(ms[2])
	ended(t, rec, ms[2])
	if a, b, c := ms[0].Status(), ms[1].Status(), ms[2].Status(); a != 200 || b != 401 || c != 200 {
		t.Error(a, b, c)
	}
}

// A wrong answer that comes later is asked about once more; then the message ends.
func TestLaterAnswerIsWrong(t *testing.T) {
	t.Parallel()
	p := (&lock{password: "soup"}).open(t)
	s, rec := newSession(t)
	a := &answers{passwords: []string{"", ""}}
	given := make(chan session.Auth, 1)
	s.OnAuthenticate(func(m *session.Message, auth session.Auth, retrying bool) {
		if a.answer(m, auth, retrying); !retrying {
			s.Pause(m)
			given <- auth
		}
	})
	m := queue(t, s, p.URL("/"))
	rec.AwaitKind(t, m.ID(), session.KindPaused, 1)
	(<-given).Authenticate("mira", "wrong")
	s.Unpause(m)
	if ended(t, rec, m); m.Status() != 401 {
		t.Error(m.Status())
	}
	a.check(t, false, true)
}

// A challenge that closes its connection is answered on another one, also when the answer comes late.
func TestChallengeCloses(t *testing.T) {
	t.Parallel()
	l := &lock{password: "soup", fields: []string{"Connection: close"}}
	p := l.open(t)
	s, rec := newSession(t)
	given := make(chan session.Auth, 1)
	s.OnAuthenticate(func(m *session.Message, a session.Auth, _ bool) {
		s.Pause(m)
		given <- a
	})
	m := queue(t, s, p.URL("/"))
	rec.AwaitKind(t, m.ID(), session.KindPaused, 1)
	(<-given).Authenticate("mira", "soup")
	s.Unpause(m)
	if ended(t, rec, m); m.Status() != 200 || p.Accepted() != 2 {
		t.Error(m.Status(), p.Accepted())
	}
}

// A peer whose second challenge is another one, or none, costs no more than one more try.
func TestChallengeChanges(t *testing.T) {
	t.Parallel()
	for name, second := range map[string]string{"other realm": `WWW-Authenticate: Basic realm="cellar"`, "other scheme": "WWW-Authenticate: Soup", "none": "X-None: 1"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
				if r.Header("Authorization") == "" {
					return sessiontest.Answer(401, "out", `WWW-Authenticate: Basic realm="kitchen"`)
				}
				return sessiontest.Answer(401, "out", second)
			}))
			s, _ := newSession(t)
			a := &answers{passwords: []string{"soup"}}
			s.OnAuthenticate(a.answer)
			if m := get(t, s, p.URL("/")); m.Status() != 401 || len(p.Requests()) > 3 {
				t.Error(m.Status(), p.Targets())
			}
		})
	}
}

// Messages that keep their credentials to themselves are each asked, and none gets another one's.
func TestOwnCredentials(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		if a := r.Header("Authorization"); a != "" {
			return sessiontest.Answer(200, r.Target+" "+a)
		}
		return sessiontest.Answer(401, "out", `WWW-Authenticate: Basic realm="kitchen"`)
	}))
	s, rec := newSession(t)
	asked := 0
	s.OnAuthenticate(func(m *session.Message, a session.Auth, _ bool) {
		asked++
		s.Pause(m)
		a.Authenticate(m.URI().Path[1:], "soup")
		s.Unpause(m)
	})
	for range 2 {
		var ms []*session.Message
		for _, user := range []string{"mira", "timo"} {
			m, err := session.NewMessage("GET", p.URL("/"+user))
			if err != nil {
				t.Fatal(err)
			}
			m.SetFlags(session.DoNotUseAuthCache)
			if err := s.Queue(m, nil); err != nil {
				t.Fatal(err)
			}
			ms = append(ms, m)
		}
		ended(t, rec, ms...)
		for i, user := range []string{"mira", "timo"} {
			if got, want := string(ms[i].Content().Bytes(100)), "/"+user+" "+basic(user, "soup"); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	}
	if asked != 4 {
		t.Errorf("asked %d times", asked)
	}
}

// Cancelled when it is asked again, a message ends once.
func TestCancelWhenAskedAgain(t *testing.T) {
	t.Parallel()
	p := (&lock{password: "soup"}).open(t)
	s, rec := newSession(t)
	s.OnAuthenticate(func(m *session.Message, a session.Auth, retrying bool) {
		if retrying {
			s.Cancel(m, session.StatusCancelled)
			return
		}
		a.Authenticate("mira", "wrong")
	})
	m, _ := session.NewMessage("GET", p.URL("/"))
	finished := 0
	m.OnFinished(func(*session.Message) { finished++ })
	if err := s.Queue(m, nil); err != nil {
		t.Fatal(err)
	}
	if ended(t, rec, m); m.Status() != session.StatusCancelled || finished != 1 {
		t.Error(m.Status(), finished)
	}
}
