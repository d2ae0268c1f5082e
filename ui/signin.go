package ui

import (
	"context"
	"errors"
	"strings"
	"time"

	"ladle/session"
	"ladle/store"
)

// rememberAs says for how long an answer to a challenge is kept.
type rememberAs int

// The choices of the prompt, in its order.
const (
	rememberNot rememberAs = iota
	rememberSession
	rememberKeyring
)

var rememberWords = []string{"Only now", "This session", "In the keyring"}

// keyringPatience is how long a message waits for a keyring before its question goes to a person.
const keyringPatience = 10 * time.Second

// signInMemory asks the user's secrets before a person is asked, and keeps what a person wants kept. It is used on the main
// goroutine; the keyring, which may want to be unlocked by a person first, works elsewhere.
type signInMemory struct {
	secrets Secrets
	post    func(func())
	refused map[store.SecretKey]bool // places whose kept password did not serve in this run
}

// keptSignIn is what is kept for a question.
type keptSignIn struct {
	found    bool // with user and password
	user     string
	password session.Secret
	err      error // why the keyring gave nothing; nil also where nothing is kept
}

func newSignInMemory(secrets Secrets, post func(func())) *signInMemory {
	return &signInMemory{secrets: secrets, post: post, refused: map[store.SecretKey]bool{}}
}

// there says whether anything can be kept beyond this run.
func (r *signInMemory) there() bool { return r.secrets != nil }

// signInPlace names whoever asks a question, on which side, for which realm and by which scheme: the key of what answers
// it, but for the user. A password that was typed for Digest is no answer to Basic.
func signInPlace(q *session.Question) store.SecretKey {
	k := store.SecretKey{Kind: store.PasswordSecret, Host: "http://" + q.Host, Realm: q.Realm, Scheme: q.Scheme}
	if q.Proxy {
		k.Kind = store.ProxyPasswordSecret
	}
	if q.TLS {
		k.Host = "https://" + q.Host
	}
	return k
}

// may says whether a question may be answered without a person. What was refused once is not tried again.
func (r *signInMemory) may(q *session.Question) bool {
	place := signInPlace(q)
	if q.Retry {
		r.refused[place] = true
	}
	return r.there() && !r.refused[place]
}

// look finds what is kept for a question, and calls then on the main goroutine.
func (r *signInMemory) look(q *session.Question, then func(keptSignIn)) {
	place := signInPlace(q)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), keyringPatience)
		defer cancel()
		got := r.find(ctx, place)
		r.post(func() { then(got) })
	}()
}

func (r *signInMemory) find(ctx context.Context, place store.SecretKey) keptSignIn {
	keys, err := r.secrets.List(ctx)
	if err != nil {
		return keptSignIn{err: err}
	}
	for _, k := range keys {
		if !sameSignIn(k, place) {
			continue
		}
		password, err := r.secrets.Get(ctx, k)
		if errors.Is(err, store.ErrNoSecret) {
			return keptSignIn{user: k.User} // it was taken out of the keyring elsewhere
		}
		return keptSignIn{found: err == nil, user: k.User, password: password, err: err}
	}
	return keptSignIn{}
}

func sameSignIn(k, place store.SecretKey) bool {
	k.User = ""
	return k == place
}

// keep keeps an answer, in place of every other one for the same place, and calls done on the main goroutine. An answer
// that is kept anew may be used again.
func (r *signInMemory) keep(q *session.Question, user string, password session.Secret, done func(error)) {
	key := signInPlace(q)
	place := key
	key.User = user
	go func() {
		ctx := context.Background() // a person may have to unlock the keyring, and may take their time
		err := r.secrets.Set(ctx, key, password)
		if err == nil {
			err = r.dropOthers(ctx, key, place)
		}
		r.post(func() {
			if err == nil {
				delete(r.refused, place)
			}
			done(err)
		})
	}()
}

// forget has a place's password neither used in this run nor kept; failed is called on the main goroutine when it is
// still kept.
func (r *signInMemory) forget(place store.SecretKey, failed func(error)) {
	r.refused[place] = true
	if !r.there() {
		return
	}
	go func() {
		if err := r.dropOthers(context.Background(), store.SecretKey{}, place); err != nil {
			r.post(func() { failed(err) })
		}
	}()
}

// dropOthers forgets what is kept for a place under other keys than one.
func (r *signInMemory) dropOthers(ctx context.Context, key, place store.SecretKey) error {
	keys, err := r.secrets.List(ctx)
	for _, k := range keys {
		if err == nil && k != key && sameSignIn(k, place) {
			if err = r.secrets.Delete(ctx, k); errors.Is(err, store.ErrNoSecret) {
				err = nil
			}
		}
	}
	return err
}

// keyringWords are the sentences for people on why the keyring did not do what it was asked for.
func keyringWords(err error) string {
	var refused *store.SecretsError
	var damaged *store.DamagedSecretsError
	switch {
	case errors.As(err, &refused):
		return timelineJoin(refused.What, refused.Try)
	case errors.As(err, &damaged):
		return "What was kept is damaged and was put aside"
	case errors.Is(err, context.DeadlineExceeded):
		return "The keyring does not answer"
	}
	return timelineCapital(err.Error())
}

// signInSends says what an answer sends, to whom, and who can read it.
func signInSends(q *session.Question) string {
	what := "the user name and a proof of the password"
	readable := ""
	switch strings.ToLower(q.Scheme) {
	case "basic":
		what, readable = "the user name and the password", ": whoever is on the way reads both"
	case "bearer":
		what, readable = "the password, as a token", ": whoever is on the way can use it"
	case "negotiate":
		what = "a ticket for the user"
	}
	whom := " to the server "
	if q.Proxy {
		whom = " to the proxy "
	}
	if q.TLS {
		return "Sends " + what + whom + q.Host + ", over TLS"
	}
	return "Sends " + what + whom + q.Host + ", in the clear" + readable
}
