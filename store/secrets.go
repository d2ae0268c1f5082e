package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"ladle/session"
)

// SecretKind says what a secret is for.
type SecretKind string

// The kinds of secrets.
const (
	PasswordSecret      SecretKind = "password"       // answers an origin's challenge
	ProxyPasswordSecret SecretKind = "proxy-password" // answers a proxy's challenge
	KeyFileSecret       SecretKind = "key-file"       // opens the private key of a client certificate; Realm is the file
)

// SecretKey names a secret. It is no secret itself, and may be shown.
type SecretKey struct {
	Kind  SecretKind `json:"kind"`
	Host  string     `json:"host"`            // who may have it: scheme://host:port of the origin or the proxy
	Realm string     `json:"realm,omitempty"` // as received
	// Scheme is what the password was typed for, such as Digest; it is not told by another one, which may tell it to everybody
	// on the way.
	Scheme string `json:"scheme,omitempty"`
	User   string `json:"user,omitempty"`
}

// String names the secret for people.
func (k SecretKey) String() string {
	s := string(k.Kind) + " of " + k.User + " at " + k.Host
	if k.Realm != "" {
		s += " for " + k.Realm
	}
	return s
}

func (k SecretKey) compare(o SecretKey) int {
	return cmp.Or(cmp.Compare(k.Host, o.Host), cmp.Compare(k.Realm, o.Realm), cmp.Compare(k.User, o.User), cmp.Compare(k.Kind, o.Kind), cmp.Compare(k.Scheme, o.Scheme))
}

// ErrNoSecret: none is kept under that key.
var ErrNoSecret = errors.New("no secret is kept for it")

// SecretsError says why secrets cannot be kept or given. Neither What nor Err holds one.
type SecretsError struct {
	What string // a sentence for people
	Try  string // what to do about it, may be empty
	Err  error  // the cause
}

func (e *SecretsError) Error() string { return "secrets: " + e.What }

// Unwrap gives the cause.
func (e *SecretsError) Unwrap() error { return e.Err }

// DamagedSecretsError says that what was kept cannot be read any more. It was renamed, not deleted, and the next call begins
// with nothing.
type DamagedSecretsError struct {
	Aside []string // the new names of the files
	Err   error    // what is wrong with them
}

func (e *DamagedSecretsError) Error() string {
	return fmt.Sprintf("the kept secrets are damaged and were put aside as %q: %v", e.Aside, e.Err)
}

// Unwrap gives the cause.
func (e *DamagedSecretsError) Unwrap() error { return e.Err }

// PassphraseQuestion is what is asked when an encrypted file holds the secrets.
type PassphraseQuestion struct {
	New   bool // it is chosen now, for a file that does not exist yet
	Retry bool // the one before did not open the file
}

// SecretsOptions say how secrets are kept. The zero value is usable where there is a keyring.
type SecretsOptions struct {
	// Passphrase asks for the passphrase of the encrypted file, at most once a run when the answer is right. It runs on a
	// goroutine of its own and ends with ctx; its error ends the call that needed the passphrase. nil: there is nobody to ask,
	// and nothing is kept without a keyring.
	Passphrase func(ctx context.Context, q PassphraseQuestion) (session.Secret, error)
	// NoKeyring uses the encrypted file also where there is a keyring.
	NoKeyring bool

	ring keyringDoor // tests bring their own; nil is the system's
	work int         // of scrypt, 0 the default
}

// Secrets keeps passwords: in the keyring of the system or, where there is none, in an encrypted file of the user's own
// (docs/decisions/008-secrets.md). Which of them is found out at the first call and stays so.
//
// Its methods may be called on any goroutine. They do their work on another one and wait for it until ctx ends; a keyring
// may want to be unlocked by a person first, so the goroutine of a window must not wait here. Work that is waited for no
// longer goes on to its end. Several processes may use the same secrets. Errors are ErrNoSecret, that of ctx, a
// *SecretsError, or a *DamagedSecretsError.
type Secrets struct {
	paths Paths
	o     SecretsOptions
	busy  chan struct{} // holds a value while a call works
	keeps secretKeeper  // nil before the first call; only with busy
}

// secretKeeper is a place for secrets. One call at a time.
type secretKeeper interface {
	where() string
	get(ctx context.Context, k SecretKey) (session.Secret, error)
	set(ctx context.Context, k SecretKey, v session.Secret) error
	remove(ctx context.Context, k SecretKey) error
	list(ctx context.Context) ([]SecretKey, error)
}

// OpenSecrets gives the secrets of the user. It touches neither keyring nor disk.
func OpenSecrets(p Paths, o SecretsOptions) *Secrets {
	if o.ring == nil {
		o.ring = systemKeyring{}
	}
	return &Secrets{paths: p, o: o, busy: make(chan struct{}, 1)}
}

// do runs f elsewhere, after what was begun before.
func (s *Secrets) do(ctx context.Context, f func(secretKeeper) error) error {
	select {
	case s.busy <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	done := make(chan error, 1)
	go func() {
		defer func() { <-s.busy }()
		if s.keeps == nil {
			s.keeps = s.choose()
		}
		done <- f(s.keeps)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Secrets) choose() secretKeeper {
	if !s.o.NoKeyring && s.o.ring.there() {
		return &keyringKeeper{ring: s.o.ring, paths: s.paths}
	}
	return &fileKeeper{paths: s.paths, ask: s.o.Passphrase, work: cmp.Or(s.o.work, scryptWork)}
}

// Get gives the secret under a key.
func (s *Secrets) Get(ctx context.Context, k SecretKey) (session.Secret, error) {
	got := make(chan session.Secret, 1)
	err := s.do(ctx, func(x secretKeeper) error {
		v, err := x.get(ctx, k)
		got <- v
		return err
	})
	if err != nil {
		return "", err
	}
	return <-got, nil
}

// Set keeps a secret under a key, in place of the one that is there. When it returns nil the secret outlives the process.
func (s *Secrets) Set(ctx context.Context, k SecretKey, v session.Secret) error {
	if k.Kind == "" || k.Host == "" {
		return &SecretsError{What: "A secret is kept for a kind and a host, and one of them is missing"}
	}
	return s.do(ctx, func(x secretKeeper) error { return x.set(ctx, k, v) })
}

// Delete forgets the secret under a key.
func (s *Secrets) Delete(ctx context.Context, k SecretKey) error {
	return s.do(ctx, func(x secretKeeper) error { return x.remove(ctx, k) })
}

// List names the secrets, by host, realm, user, kind and scheme. Another program may have taken one out of the keyring meanwhile.
func (s *Secrets) List(ctx context.Context) ([]SecretKey, error) {
	got := make(chan []SecretKey, 1)
	err := s.do(ctx, func(x secretKeeper) error {
		keys, err := x.list(ctx)
		slices.SortFunc(keys, SecretKey.compare)
		got <- keys
		return err
	})
	if err != nil {
		return nil, err
	}
	return <-got, nil
}

// Where says in a few words where secrets are kept.
func (s *Secrets) Where(ctx context.Context) (string, error) {
	got := make(chan string, 1)
	if err := s.do(ctx, func(x secretKeeper) error { got <- x.where(); return nil }); err != nil {
		return "", err
	}
	return <-got, nil
}
