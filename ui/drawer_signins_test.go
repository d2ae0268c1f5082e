package ui

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ladle/session"
	"ladle/session/auth"
	"ladle/store"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

func TestSignInWords(t *testing.T) {
	for _, c := range []struct {
		k   auth.Known
		tip string
	}{
		{auth.Known{Origin: "http://a.test:80", Scheme: "Basic", Realm: "kitchen", User: "mira", Paths: []string{"/a", "/b"}}, "http://a.test by Basic, as mira, kitchen. Sent to /a, /b and below"},
		{auth.Known{Origin: "https://a.test:443", Scheme: "Bearer"}, "https://a.test by Bearer, without a user name"},
		{auth.Known{Origin: "http://a.test:443", Scheme: "NTLM", User: `D\m`, Proxy: true, Paths: []string{"/"}}, `http://a.test:443 by NTLM, as D\m, proxy. Goes along with what this proxy reads`},
		{auth.Known{Origin: "https://a.test:80", Scheme: "Digest", User: "m", Paths: []string{"/1", "/2", "/3", "/4", "/5"}}, "https://a.test:80 by Digest, as m. Sent to /1, /2, /3 and below, and 2 more"},
	} {
		if got := signInTip(c.k); got != c.tip {
			t.Errorf("%q, want %q", got, c.tip)
		}
	}
}

// signInKnown is a session that knows two sign-ins and forgets them; the keyring fails with err.
type signInKnown struct {
	known []auth.Known
	err   error
}

func newSignInDrawer(t *testing.T, width float32) (*drawer, *signInKnown, fyne.Window) {
	x := &signInKnown{known: []auth.Known{{Origin: "http://localhost:8080", Scheme: "Digest", Realm: "shop-admin", User: "mira", Paths: []string{"/api"}},
		{Origin: "http://127.0.0.1:3128", Proxy: true, Scheme: "Basic", Realm: "gate", User: "ada"}}}
	a := newDrawerSession().actions()
	a.SignIns = func() []auth.Known { return slices.Clone(x.known) }
	a.ForgetSignIn = func(k auth.Known, failed func(error)) {
		x.known = slices.DeleteFunc(x.known, func(o auth.Known) bool { return sameKnown(o, k) })
		if x.err != nil {
			failed(x.err)
		}
	}
	d := newDrawer(a)
	win := timelineWindow(t, d.Object(), width, 1000)
	d.Update(timeline.New(timeline.Options{}).Snapshot(), 0)
	return d, x, win
}

func TestDrawerListsSignIns(t *testing.T) {
	d, x, _ := newSignInDrawer(t, 288)
	s := d.signIns
	if s.list.rows != 2 || s.all.Disabled() || !strings.Contains(s.list.list.RowText(1), "127.0.0.1:3128 by Basic, as ada, gate, proxy") {
		t.Fatalf("%d rows", s.list.rows)
	}
	s.list.list.Select(0)
	if !s.list.key(0, &fyne.KeyEvent{Name: fyne.KeyDelete}) || len(x.known) != 1 || x.known[0].User != "ada" || s.list.rows != 1 {
		t.Fatalf("after Delete %v is known, %d rows", x.known, s.list.rows)
	}
	x.err = &store.SecretsError{What: "The keyring is locked"}
	items := s.list.items(0)
	items[len(items)-1].Run()
	if len(x.known) != 0 || s.list.rows != 0 || s.note.Text() != "The keyring still has it. The keyring is locked" || !s.all.Disabled() {
		t.Errorf("after the menu %v is known, the note says %q", x.known, s.note.Text())
	}
}

// The cross of a row forgets it, and the row beside it does not.
func TestDrawerCrossForgetsASignIn(t *testing.T) {
	d, x, _ := newSignInDrawer(t, 288)
	l := d.signIns.list.list
	cross := connPlug(l.RowRect(1))
	m := kit.Mouse{X: cross.X + cross.W/2, Y: cross.Y + cross.H/2}
	if d.signIns.press(1, kit.Mouse{X: 1, Y: m.Y}) || len(x.known) != 2 {
		t.Fatal("the row forgets")
	}
	l.OnHover(1, m)
	if !d.signIns.hot || !d.signIns.press(1, m) || len(x.known) != 1 || x.known[0].Proxy {
		t.Errorf("%v is known", x.known)
	}
}

func TestDrawerForgetsAllSignIns(t *testing.T) {
	for _, width := range []float32{288, 760} {
		d, x, win := newSignInDrawer(t, width)
		name := "Forget all, button"
		tapNamed(t, win.Content(), name)
		if len(x.known) != 0 || d.signIns.list.rows != 0 {
			t.Errorf("%v wide: %v is known, %d rows", width, x.known, d.signIns.list.rows)
		}
	}
}

// What was forgotten is forgotten by the keyring too, and is not used again in this run.
func TestForgottenSignInLeavesTheKeyring(t *testing.T) {
	posts := make(chan func(), 1)
	deleted := make(chan store.SecretKey, 2)
	secrets := &testSecrets{kept: map[store.SecretKey]session.Secret{keptFor("mira"): "soup"}}
	m := newSignInMemory(secretsWatch{secrets, deleted}, func(f func()) { posts <- f })
	m.forget(signInPlace(askedCredentials(1)), func(err error) { t.Error(err) })
	if k := <-deleted; k != keptFor("mira") {
		t.Errorf("deleted %v", k)
	}
	if m.may(askedCredentials(1)) {
		t.Error("what was forgotten is used again")
	}
}

// secretsWatch tells what is deleted.
type secretsWatch struct {
	*testSecrets
	deleted chan store.SecretKey
}

func (s secretsWatch) Delete(ctx context.Context, k store.SecretKey) error {
	defer func() { s.deleted <- k }()
	return s.testSecrets.Delete(ctx, k)
}
