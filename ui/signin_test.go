package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ladle/session"
	"ladle/store"
	"ladle/ui/kit"
)

// testSecrets is a keyring in a map that fails with err.
type testSecrets struct {
	kept map[store.SecretKey]session.Secret
	err  error
	wait chan struct{} // closed when it may answer, nil at once
}

func (s *testSecrets) hold() error {
	if s.wait != nil {
		<-s.wait
	}
	return s.err
}

func (s *testSecrets) Get(_ context.Context, k store.SecretKey) (session.Secret, error) {
	if err := s.hold(); err != nil {
		return "", err
	}
	v, ok := s.kept[k]
	if !ok {
		return "", store.ErrNoSecret
	}
	return v, nil
}

func (s *testSecrets) Set(_ context.Context, k store.SecretKey, v session.Secret) error {
	if err := s.hold(); err != nil {
		return err
	}
	s.kept[k] = v
	return nil
}

func (s *testSecrets) Delete(_ context.Context, k store.SecretKey) error {
	delete(s.kept, k)
	return s.hold()
}

func (s *testSecrets) List(context.Context) ([]store.SecretKey, error) {
	var keys []store.SecretKey
	for k := range s.kept {
		keys = append(keys, k)
	}
	return keys, s.hold()
}

func askedCredentials(id session.QuestionID) *session.Question {
	return &session.Question{ID: id, Kind: session.AskCredentials, Message: session.MessageID(id), Conn: 1, Method: "GET", URL: "http://localhost:8080/a", Status: 401, Host: "localhost:8080", Realm: "kitchen", Scheme: "Digest", Offered: []string{"Digest"}}
}

func keptFor(user string) store.SecretKey {
	return store.SecretKey{Kind: store.PasswordSecret, Host: "http://localhost:8080", Realm: "kitchen", User: user, Scheme: "Digest"}
}

// A kept password answers the same asker by the same scheme on the same side, and nobody else.
func TestSignInIsKeptForOnePlace(t *testing.T) {
	posts := make(chan func(), 1)
	m := newSignInMemory(&testSecrets{kept: map[store.SecretKey]session.Secret{keptFor("mira"): "soup"}}, func(f func()) { posts <- f })
	for name, change := range map[string]func(q *session.Question){"": func(*session.Question) {}, "realm": func(q *session.Question) { q.Realm = "cellar" },
		"host": func(q *session.Question) { q.Host = "localhost:8081" }, "scheme": func(q *session.Question) { q.Scheme = "Basic" },
		"side": func(q *session.Question) { q.Proxy = true }, "channel": func(q *session.Question) { q.TLS = true }} {
		q := askedCredentials(1)
		change(q)
		var got keptSignIn
		m.look(q, func(k keptSignIn) { got = k })
		(<-posts)()
		if got.found != (name == "") || got.err != nil {
			t.Errorf("another %s: %+v", name, got)
		}
	}
}

// What was refused once is not used again, until it is kept anew.
func TestSignInRefused(t *testing.T) {
	posts := make(chan func(), 1)
	secrets := &testSecrets{kept: map[store.SecretKey]session.Secret{keptFor("mira"): "old"}}
	m := newSignInMemory(secrets, func(f func()) { posts <- f })
	q, again := askedCredentials(1), askedCredentials(2)
	again.Retry, again.User = true, "mira"
	if !m.may(q) || m.may(again) || m.may(q) {
		t.Fatal("what was refused is used again")
	}
	var err error
	m.keep(again, "ada", "new", func(e error) { err = e })
	(<-posts)()
	if err != nil || !m.may(q) || len(secrets.kept) != 1 || secrets.kept[keptFor("ada")] != "new" {
		t.Errorf("kept %v, error %v", secrets.kept, err)
	}
	if newSignInMemory(nil, nil).may(q) {
		t.Error("without a keyring one is asked")
	}
}

// The sentence says what goes out, to whom, and who reads it.
func TestSignInSends(t *testing.T) {
	for want, q := range map[string]session.Question{
		"Sends the user name and a proof of the password to the server a:1, in the clear":                       {Scheme: "Digest", Host: "a:1"},
		"Sends the user name and the password to the proxy a:1, in the clear: whoever is on the way reads both": {Scheme: "Basic", Host: "a:1", Proxy: true},
		"Sends the user name and the password to the server a:1, over TLS":                                      {Scheme: "Basic", Host: "a:1", TLS: true},
		"Sends the password, as a token to the server a:1, in the clear: whoever is on the way can use it":      {Scheme: "Bearer", Host: "a:1"},
		"Sends a ticket for the user to the proxy a:1, over TLS":                                                {Scheme: "Negotiate", Host: "a:1", TLS: true, Proxy: true},
		"Sends the user name and a proof of the password to the proxy a:1, in the clear":                        {Scheme: "NTLM", Host: "a:1", Proxy: true},
	} {
		if got := signInSends(&q); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// signInPrompts are prompts over a keyring; run does what was posted.
type signInPrompts struct {
	*prompts
	win     fyne.Window
	answers []session.Answer
	posts   chan func()
}

func newSignInPrompts(t *testing.T, secrets Secrets, height float32) *signInPrompts {
	x := &signInPrompts{win: timelineWindow(t, kit.NewLabel(""), 900, height), posts: make(chan func(), 4)}
	x.prompts = newPrompts(promptActions{Canvas: func() fyne.Canvas { return x.win.Canvas() }, Secrets: secrets, Post: func(f func()) { x.posts <- f },
		Answer: func(_ session.QuestionID, a session.Answer) error { x.answers = append(x.answers, a); return nil }})
	return x
}

func (x *signInPrompts) put(q *session.Question) { x.apply([]asking{{question: q}}) }

func (x *signInPrompts) run() { (<-x.posts)() }

func (x *signInPrompts) fill(user, password string, how rememberAs) {
	x.shown.user.SetText(user)
	x.shown.password.SetText(password)
	x.shown.remember.Choose(int(how))
}

// What is kept answers before a person is asked. A refused answer comes to the person, with the user name.
func TestPromptIsAnsweredByTheKeyring(t *testing.T) {
	x := newSignInPrompts(t, &testSecrets{kept: map[store.SecretKey]session.Secret{keptFor("mira"): "soup"}}, 800)
	x.put(askedCredentials(1))
	if x.showing() || x.waiting() != 1 {
		t.Fatalf("showing %v, %d wait", x.showing(), x.waiting())
	}
	x.run()
	if want := []session.Answer{{User: "mira", Password: "soup"}}; !slices.Equal(x.answers, want) || x.showing() || x.waiting() != 0 {
		t.Fatalf("answered %d times, showing %v", len(x.answers), x.showing())
	}
	q := askedCredentials(2)
	q.Retry, q.User = true, "mira"
	x.put(q)
	if !x.showing() || x.shown.user.Text() != "mira" || x.shown.password.Text() != "" || len(x.posts) != 0 {
		t.Error("what was refused is not asked about")
	}
}

// A question that is withdrawn, or brought to the person, while the keyring thinks is not answered by it.
func TestPromptWhileTheKeyringThinks(t *testing.T) {
	secrets := &testSecrets{kept: map[store.SecretKey]session.Secret{keptFor("mira"): "soup"}, wait: make(chan struct{})}
	x := newSignInPrompts(t, secrets, 800)
	x.put(askedCredentials(1))
	x.put(askedCredentials(2))
	x.apply([]asking{{closed: &session.QuestionClosed{ID: 1}}})
	x.bring(0)
	if !x.showing() || x.shown.q.ID != 2 {
		t.Fatal("the question does not come")
	}
	close(secrets.wait)
	x.run()
	x.run()
	if len(x.answers) != 0 || !x.showing() {
		t.Errorf("answered %d times, showing %v", len(x.answers), x.showing())
	}
}

// Each choice is what its word says.
func TestPromptRemembers(t *testing.T) {
	for _, c := range []struct {
		word string
		once bool
		kept int
	}{{"Only now", true, 0}, {"This session", false, 0}, {"In the keyring", false, 1}} {
		secrets := &testSecrets{kept: map[store.SecretKey]session.Secret{}}
		x := newSignInPrompts(t, secrets, 800)
		x.put(askedCredentials(1))
		x.run()
		x.fill("mira", "soup", rememberAs(slices.Index(rememberWords, c.word)))
		tapNamed(t, x.win.Canvas().Overlays().Top(), "Answer, button")
		if c.kept > 0 {
			x.run()
		}
		if len(x.answers) != 1 || x.answers[0] != (session.Answer{User: "mira", Password: "soup", Once: c.once}) || len(secrets.kept) != c.kept || x.showing() {
			t.Errorf("%s: answered %d times, kept %d, showing %v", c.word, len(x.answers), len(secrets.kept), x.showing())
		}
	}
}

// A keyring that fails is told in the prompt; nothing was sent, nothing that was typed is lost, and the session still takes it.
func TestPromptTellsOfTheKeyring(t *testing.T) {
	secrets := &testSecrets{kept: map[store.SecretKey]session.Secret{}, err: &store.SecretsError{What: "The keyring is locked", Try: "Unlock it"}}
	x := newSignInPrompts(t, secrets, 800)
	x.put(askedCredentials(1))
	x.run()
	if got := x.shown.why.Text(); !x.shown.problem.Visible() || got != "Nothing came from the keyring. The keyring is locked. Unlock it." {
		t.Errorf("said %q", got)
	}
	x.fill("mira", "soup", rememberKeyring)
	x.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	x.shown.answer() // a second time while the keyring works
	x.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	x.bring(0) // and put off and brought back
	x.run()
	if got := x.shown.why.Text(); !strings.HasPrefix(got, "The password is not kept, and was not sent. The keyring is locked") || len(x.answers) != 0 || len(x.posts) != 0 {
		t.Fatalf("said %q, answered %d times", got, len(x.answers))
	}
	if x.shown.user.Text() != "mira" || x.shown.password.Text() != "soup" || x.shown.remember.Chosen() != int(rememberKeyring) {
		t.Error("what was typed is lost")
	}
	x.shown.remember.Choose(int(rememberSession))
	tapNamed(t, x.win.Canvas().Overlays().Top(), "Answer, button")
	if len(x.answers) != 1 || x.answers[0].Once {
		t.Errorf("answered %d times", len(x.answers))
	}
	for err, want := range map[error]string{context.DeadlineExceeded: "The keyring does not answer", errors.New("odd"): "Odd", &store.DamagedSecretsError{Err: errors.New("x")}: "What was kept is damaged and was put aside"} {
		if got := keyringWords(err); got != want {
			t.Errorf("%v: %q", err, got)
		}
	}
}

// Without a keyring the choice is not there; in a low window the buttons stay in sight.
func TestPromptInALowWindow(t *testing.T) {
	x := newSignInPrompts(t, nil, 480)
	x.put(askedCredentials(1))
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(x.shown.answers)
	if h := x.shown.answers.Size().Height; h == 0 || at.Y+h > 480 {
		t.Errorf("the button is at %v", at)
	}
	if n := x.shown.remember.MinSize().Width; n >= kit.NewSegmented(rememberWords, 0, nil).MinSize().Width {
		t.Error("what cannot be kept is offered")
	}
}
