package auth_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"ladle/session"
	"ladle/session/auth"
	"ladle/session/sessiontest"
)

// domain is a server that signs connections in by NTLM: it checks the steps, not the password, which is good when right
// says so for the try.
type domain struct {
	right  func(try int) bool
	denied string // a path that is nobody's
	drops  bool   // closes after its challenge

	mu    sync.Mutex
	tries int
	steps []string // all messages of all connections
}

// challenge2 is a challenge message without a target.
var challenge2 = func() string {
	b := make([]byte, 48)
	copy(b, "NTLMSSP\x00\x02\x00\x00\x00")
	copy(b[20:], "\x01\x82\x88\x00") // Unicode, NTLM, always sign, target info
	copy(b[24:], "12345678")
	return base64.StdEncoding.EncodeToString(b)
}()

func (d *domain) serve(w *sessiontest.Wire) {
	in := false
	for {
		r, ok := w.Request()
		if !ok {
			return
		}
		step := ""
		if b, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(r.Header("Authorization"), "NTLM ")); err == nil && len(b) > 8 {
			step = fmt.Sprint(b[8])
		}
		d.mu.Lock()
		d.steps = append(d.steps, step+r.Target)
		switch {
		case step == "3":
			in = d.right(d.tries)
			d.tries++
		case step != "":
			in = false
		}
		d.mu.Unlock()
		switch {
		case step == "1":
			w.Say(sessiontest.Answer(401, "", "WWW-Authenticate: NTLM "+challenge2))
			if d.drops {
				return
			}
		case in && r.Target != d.denied:
			w.Say(sessiontest.Answer(200, "in"))
		default:
			w.Say(sessiontest.Answer(401, "", "WWW-Authenticate: NTLM"))
		}
	}
}

func bound(t *testing.T, d *domain) (s *session.Session, p *sessiontest.Peer, asked *[]bool) {
	t.Helper()
	s, err := session.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddFeature(auth.NewManager(auth.NTLM{})); err != nil {
		t.Fatal(err)
	}
	sessiontest.Record(t, s)
	asked = &[]bool{}
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, retrying bool) {
		*asked = append(*asked, retrying)
		if len(*asked) < 5 {
			a.Authenticate(`KITCHEN/mira`, "soup")
		}
	})
	return s, sessiontest.NewPeer(t, d.serve), asked
}

func always(int) bool { return true }

// A connection is signed in by three messages; what follows on it has no field, and another connection begins again, without
// a question.
func TestNTLM(t *testing.T) {
	t.Parallel()
	d := &domain{right: always}
	s, p, asked := bound(t, d)
	for _, path := range []string{"/a", "/b"} {
		if m := get(t, s, p.URL(path)); m.Status() != 200 {
			t.Fatal(path, m.Status(), d.steps)
		}
	}
	m, err := session.NewMessage("GET", p.URL("/c"))
	if err != nil {
		t.Fatal(err)
	}
	m.SetFlags(session.NewConnection)
	if _, err := s.SendMessage(t.Context(), m); err != nil || m.Status() != 200 {
		t.Fatal(m.Status(), err)
	}
	if want := []string{"/a", "1/a", "3/a", "/b", "1/c", "3/c"}; !slices.Equal(d.steps, want) || len(*asked) != 1 || p.Accepted() != 2 {
		t.Errorf("steps %q, want %q; asked %v, %d connections", d.steps, want, *asked, p.Accepted())
	}
	for _, f := range m.RequestFields() {
		if f.Name == "Authorization" {
			t.Errorf("the message keeps %s", f.Value)
		}
	}
}

// The deprecated switch adds the scheme and takes it out.
func TestUseNTLM(t *testing.T) {
	t.Parallel()
	s, _ := managed(t)
	has := func() bool { return s.HasFeature(session.TypeOf[auth.NTLM]()) }
	for _, on := range []bool{true, true, false, false, true} {
		if err := auth.UseNTLM(s, on); err != nil || has() != on {
			t.Errorf("switched to %v: %v, %v", on, has(), err)
		}
	}
}

func TestNTLMWrongPassword(t *testing.T) {
	t.Parallel()
	d := &domain{right: func(try int) bool { return try == 2 }}
	s, p, asked := bound(t, d)
	if m := get(t, s, p.URL("/a")); m.Status() != 200 || !slices.Equal(*asked, []bool{false, true, true}) {
		t.Errorf("%d, asked %v, steps %q", m.Status(), *asked, d.steps)
	}
}

// Who was let in and may not have something is not asked who it is.
func TestNTLMDenied(t *testing.T) {
	t.Parallel()
	d := &domain{right: always, denied: "/no"}
	s, p, asked := bound(t, d)
	get(t, s, p.URL("/a"))
	if m := get(t, s, p.URL("/no")); m.Status() != 401 || len(*asked) != 1 || len(m.Attempts()) != 1 {
		t.Errorf("%d in %d attempts, asked %v, steps %q", m.Status(), len(m.Attempts()), *asked, d.steps)
	}
}

// A server that closes the connection in the middle of the handshake is not asked for ever.
func TestNTLMNeverEnds(t *testing.T) {
	t.Parallel()
	d := &domain{right: always, drops: true}
	s, p, _ := bound(t, d)
	if m := get(t, s, p.URL("/a")); m.Status().Transport() || len(m.Attempts()) > 12 {
		t.Errorf("%d after %d attempts", m.Status(), len(m.Attempts()))
	}
}

// Texts that are no challenge end the handshake.
func FuzzNTLMChallenge(f *testing.F) {
	f.Add(challenge2)
	f.Add("TlRMTVNTUAACAAAACQAJAK6qqqoBgoigeE4X95H162AAAAAAAAAAAAAAAAAAOgBXT1JLR1JPVVA=")
	f.Add("")
	f.Fuzz(func(t *testing.T, token string) {
		cred, err := auth.NTLM{}.New(auth.Challenge{Scheme: "NTLM"}, &auth.Request{Host: "h:80"})
		if err != nil {
			t.Fatal(err)
		}
		cred.Authenticate(`a\b`, "c")
		b := cred.(auth.Bound)
		_, state, err := b.HeaderOn(nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		next, v := b.Goes(state, auth.Challenge{Scheme: "NTLM", Token68: token})
		if v != auth.GoesOn {
			return
		}
		if value, _, err := b.HeaderOn(next, nil); err == nil && !strings.HasPrefix(value, "NTLM TlRMTVNTUAAD") {
			t.Errorf("%q is answered with %q", token, value)
		}
	})
}

// tickets is a source with a fixed token.
type tickets struct {
	ready error
	fails error
	asked []string
}

func (k *tickets) Ready() error      { return k.ready }
func (k *tickets) Principal() string { return "mira@KITCHEN" }
func (k *tickets) Token(service string) ([]byte, error) {
	k.asked = append(k.asked, service)
	return []byte("token"), k.fails
}

// A ticket goes where it may go only; else, or once it is refused, the next scheme is used, and it is told why.
func TestNegotiate(t *testing.T) {
	t.Parallel()
	token := "Negotiate " + base64.StdEncoding.EncodeToString([]byte("token"))
	for name, c := range map[string]struct {
		ready   error
		trusted bool
		good    bool // the server takes the ticket
		sent    []string
		skipped string
	}{
		"trusted":     {nil, true, true, []string{"-", token}, ""},
		"not trusted": {nil, false, true, []string{"-", basic("mira", "soup")}, "Negotiate: the connection is not encrypted, and the host is not trusted to have a ticket all the same"},
		"no ticket":   {errors.New("there is none"), true, true, []string{"-", basic("mira", "soup")}, "Negotiate: there is none"},
		"no service":  {nil, true, true, []string{"-", "-", basic("mira", "soup")}, "Negotiate: no ticket for 127.0.0.1: the host is not known; Negotiate: no ticket for 127.0.0.1: the host is not known"},
		"refused":     {nil, true, false, []string{"-", token, basic("mira", "soup")}, "Negotiate: it was refused"},
	} {
		p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
			if a := r.Header("Authorization"); a == basic("mira", "soup") || a == token && c.good {
				return sessiontest.Answer(200, "in")
			}
			return sessiontest.Answer(401, "", "WWW-Authenticate: Negotiate", `WWW-Authenticate: Basic realm="x"`)
		}))
		s, err := session.New(session.Options{})
		if err != nil {
			t.Fatal(err)
		}
		source := &tickets{ready: c.ready}
		if name == "no service" {
			source.fails = errors.New("the host is not known")
		}
		m := auth.NewManager(auth.Basic{}, auth.Negotiate{Tickets: source, Trusted: func(string) bool { return c.trusted }})
		if err := s.AddFeature(m); err != nil {
			t.Fatal(err)
		}
		rec := sessiontest.Record(t, s)
		s.OnAuthenticate(func(_ *session.Message, a session.Auth, _ bool) { a.Authenticate("mira", "soup") })
		msg := get(t, s, p.URL("/"))
		rec.AwaitKind(t, msg.ID(), session.KindRequestUnqueued, 1)
		var skipped []string
		for _, e := range rec.Events() {
			if d, ok := e.Detail.(*session.Skipped); ok {
				skipped = append(skipped, d.Scheme+": "+d.Why)
			}
		}
		if got := sent(p); msg.Status() != 200 || !slices.Equal(got, c.sent) || strings.Join(skipped, "; ") != c.skipped {
			t.Errorf("%s: %d, sent %q, want %q; skipped %q, want %q", name, msg.Status(), got, c.sent, skipped, c.skipped)
		}
		if len(source.asked) > 0 && source.asked[0] != "HTTP/127.0.0.1" {
			t.Errorf("%s: a ticket for %s", name, source.asked[0])
		}
	}
}

// A ticket that comes when its message was cancelled stays with nobody.
func TestNegotiateCancelled(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string {
		return sessiontest.Answer(401, "", "WWW-Authenticate: Negotiate")
	}))
	s, err := session.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	source := &slowTickets{asked: make(chan struct{}), give: make(chan struct{})}
	if err := s.AddFeature(auth.NewManager(auth.Negotiate{Tickets: source, Trusted: func(string) bool { return true }})); err != nil {
		t.Fatal(err)
	}
	rec := sessiontest.Record(t, s)
	m, err := session.NewMessage("GET", p.URL("/"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Queue(m, nil); err != nil {
		t.Fatal(err)
	}
	<-source.asked
	s.Cancel(m, session.StatusCancelled)
	rec.AwaitKind(t, m.ID(), session.KindRequestUnqueued, 1)
	close(source.give)
	get(t, s, p.URL("/next")) // whatever the ticket does has happened by then, or never does
	if m.RequestFields().Has("Authorization") {
		t.Errorf("the message keeps %v", m.RequestFields().Values("Authorization"))
	}
}

// slowTickets gives its first token when it is told to.
type slowTickets struct {
	asked, give chan struct{}
	once        sync.Once
}

func (k *slowTickets) Ready() error      { return nil }
func (k *slowTickets) Principal() string { return "" }
func (k *slowTickets) Token(string) ([]byte, error) {
	k.once.Do(func() { close(k.asked) })
	<-k.give
	return []byte("token"), nil
}

func TestBearer(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		if r.Header("Authorization") == "Bearer a.b-c~d=" {
			return sessiontest.Answer(200, "in")
		}
		return sessiontest.Answer(401, "", `WWW-Authenticate: Bearer realm="x", error="invalid_token"`)
	}))
	s, err := session.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddFeature(auth.NewManager(auth.Bearer{})); err != nil {
		t.Fatal(err)
	}
	sessiontest.Record(t, s)
	tries := []session.Secret{"no line\r\nbreak", "old", "a.b-c~d="}
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, _ bool) {
		a.Authenticate("", tries[0])
		tries = tries[1:]
	})
	if m := get(t, s, p.URL("/")); m.Status() != 401 || len(p.Requests()) != 1 {
		t.Errorf("a token with a line break: %d, %q", m.Status(), sent(p))
	}
	if m := get(t, s, p.URL("/")); m.Status() != 200 {
		t.Errorf("%d, %q", m.Status(), sent(p))
	}
}
