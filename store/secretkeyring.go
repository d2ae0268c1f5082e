package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"ladle/session"

	"github.com/godbus/dbus/v5"
	"github.com/zalando/go-keyring"
)

// keyringDoor is the part of a keyring that is used here.
type keyringDoor interface {
	there() bool // it answers
	get(name string) (string, error)
	set(name, secret string) error
	remove(name string) error
}

// keyringService groups our secrets in the keyring.
const keyringService = "Ladle"

// systemKeyring is the Secret Service, the Keychain, or the Credential Manager.
type systemKeyring struct{}

// there asks whether there is a place to keep secrets in, which unlocks nothing and so shows no prompt. Without a session bus
// nothing is asked: the D-Bus library would start one.
func (systemKeyring) there() bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return true
	}
	if !sessionBus() {
		return false
	}
	bus, err := dbus.SessionBus()
	if err != nil {
		return false
	}
	service := bus.Object("org.freedesktop.secrets", "/org/freedesktop/secrets")
	var standard dbus.ObjectPath
	err = service.Call("org.freedesktop.Secret.Service.ReadAlias", 0, "default").Store(&standard)
	return err == nil && standard != "/"
}

func sessionBus() bool {
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return true
	}
	_, err := os.Stat(filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "bus"))
	return err == nil && os.Getenv("XDG_RUNTIME_DIR") != ""
}

func (systemKeyring) get(name string) (string, error) { return keyring.Get(keyringService, name) }
func (systemKeyring) set(name, secret string) error {
	return keyring.Set(keyringService, name, secret)
}
func (systemKeyring) remove(name string) error { return keyring.Delete(keyringService, name) }

// keyringKeeper keeps secrets in a keyring, and beside it a list of their names, which a keyring does not give. A name is
// listed before its secret is kept and until it is gone: none is there that nobody sees.
type keyringKeeper struct {
	ring  keyringDoor
	paths Paths
}

func (*keyringKeeper) where() string { return "the system's keyring" }

// keyringName is the name of a secret in the keyring; keyrings show it.
func keyringName(k SecretKey) string {
	name := fmt.Sprintf("%s %q %q %q", k.Kind, k.Host, k.Realm, k.User)
	if k.Scheme != "" {
		name += fmt.Sprintf(" %q", k.Scheme)
	}
	return name
}

func keyringProblem(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return ErrNoSecret
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return &SecretsError{What: "The secret is too long for the system's keyring", Err: err}
	}
	return &SecretsError{What: "The system's keyring does not answer: " + err.Error(), Try: "Unlock it and try again", Err: err}
}

func (r *keyringKeeper) get(_ context.Context, k SecretKey) (session.Secret, error) {
	v, err := r.ring.get(keyringName(k))
	return session.Secret(v), keyringProblem(err)
}

func (r *keyringKeeper) set(ctx context.Context, k SecretKey, v session.Secret) error {
	return r.locked(ctx, func() error {
		keys, err := r.read()
		if err != nil {
			return err
		}
		if !slices.Contains(keys, k) {
			if err := r.write(append(keys, k)); err != nil {
				return err
			}
		}
		return keyringProblem(r.ring.set(keyringName(k), v.Reveal()))
	})
}

func (r *keyringKeeper) remove(ctx context.Context, k SecretKey) error {
	return r.locked(ctx, func() error {
		gone := keyringProblem(r.ring.remove(keyringName(k)))
		if gone != nil && gone != ErrNoSecret {
			return gone
		}
		keys, err := r.read()
		if err != nil {
			return err
		}
		if i := slices.Index(keys, k); i >= 0 {
			if err := r.write(slices.Delete(keys, i, i+1)); err != nil {
				return err
			}
		}
		return gone
	})
}

func (r *keyringKeeper) list(context.Context) ([]SecretKey, error) { return r.read() }

func (r *keyringKeeper) locked(ctx context.Context, f func() error) error {
	return withSecretsLock(ctx, r.paths, f)
}

// read gives the names; a list that is damaged is put aside, for the secrets are found without it.
func (r *keyringKeeper) read() ([]SecretKey, error) {
	b, err := os.ReadFile(r.paths.secretNames())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, unreadable(err)
	}
	var keys []SecretKey
	if err := json.Unmarshal(b, &keys); err != nil {
		return nil, damaged(err, r.paths.secretNames())
	}
	return keys, nil
}

func (r *keyringKeeper) write(keys []SecretKey) error {
	b, err := json.MarshalIndent(keys, "", "\t")
	if err != nil {
		return err
	}
	return unwritable(writeAtomic(r.paths.secretNames(), b, 0o600))
}
