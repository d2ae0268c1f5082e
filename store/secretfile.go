package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"ladle/session"

	"filippo.io/age"
)

// scryptWork is the cost of a guess at the passphrase: 2^17 with 128 MiB, about half a second.
const scryptWork = 17

// fileKeeper keeps secrets in a file that is encrypted to a key; the key is in a file of its own, encrypted with the
// passphrase. So the costly step is needed once a run, and a secret is changed without it.
type fileKeeper struct {
	paths Paths
	ask   func(context.Context, PassphraseQuestion) (session.Secret, error)
	work  int
	key   *age.X25519Identity // nil before the passphrase was given
}

func (f *fileKeeper) where() string { return "the encrypted file " + f.paths.secrets() }

// keptSecret is one line of the file.
type keptSecret struct {
	SecretKey
	Secret string `json:"secret"`
}

// secretsFile is what the file holds.
type secretsFile struct {
	Version int          `json:"version"`
	Secrets []keptSecret `json:"secrets"`
}

const secretsVersion = 1

func (f *fileKeeper) get(ctx context.Context, k SecretKey) (session.Secret, error) {
	all, err := f.look(ctx)
	if err != nil {
		return "", err
	}
	if i := indexOfSecret(all, k); i >= 0 {
		return session.Secret(all[i].Secret), nil
	}
	return "", ErrNoSecret
}

func (f *fileKeeper) set(ctx context.Context, k SecretKey, v session.Secret) error {
	return f.change(ctx, func(all []keptSecret) ([]keptSecret, error) {
		if i := indexOfSecret(all, k); i >= 0 {
			all[i].Secret = v.Reveal()
			return all, nil
		}
		return append(all, keptSecret{k, v.Reveal()}), nil
	})
}

func (f *fileKeeper) remove(ctx context.Context, k SecretKey) error {
	return f.change(ctx, func(all []keptSecret) ([]keptSecret, error) {
		i := indexOfSecret(all, k)
		if i < 0 {
			return nil, ErrNoSecret
		}
		return slices.Delete(all, i, i+1), nil
	})
}

func (f *fileKeeper) list(ctx context.Context) ([]SecretKey, error) {
	all, err := f.look(ctx)
	var keys []SecretKey
	for _, s := range all {
		keys = append(keys, s.SecretKey)
	}
	return keys, err
}

func indexOfSecret(all []keptSecret, k SecretKey) int {
	return slices.IndexFunc(all, func(s keptSecret) bool { return s.SecretKey == k })
}

// look reads, while no other process writes. Where nothing is kept it makes no folder for the lock.
func (f *fileKeeper) look(ctx context.Context) (all []keptSecret, err error) {
	if _, err := os.Stat(f.paths.secrets()); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	err = withSecretsLock(ctx, f.paths, func() error {
		all, err = f.read(ctx)
		return err
	})
	return all, err
}

// change reads, applies edit and writes, while no other process does.
func (f *fileKeeper) change(ctx context.Context, edit func([]keptSecret) ([]keptSecret, error)) error {
	return withSecretsLock(ctx, f.paths, func() error {
		all, err := f.read(ctx)
		if err != nil {
			return err
		}
		if all, err = edit(all); err != nil {
			return err
		}
		if err := f.unlock(ctx); err != nil {
			return err
		}
		b, err := json.Marshal(secretsFile{secretsVersion, all})
		if err == nil {
			b, err = encrypt(b, f.key.Recipient())
		}
		if err == nil {
			err = writeAtomic(f.paths.secrets(), b, 0o600)
		}
		return unwritable(err)
	})
}

// read gives what is kept. Nobody is asked for a passphrase as long as nothing is.
func (f *fileKeeper) read(ctx context.Context) ([]keptSecret, error) {
	b, err := os.ReadFile(f.paths.secrets())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, unreadable(err)
	}
	if _, err := os.Stat(f.paths.secretsKey()); errors.Is(err, fs.ErrNotExist) {
		return nil, damaged(errors.New("their key is missing"), f.paths.secrets())
	}
	if err := f.unlock(ctx); err != nil {
		return nil, err
	}
	b, err = decrypt(b, f.key)
	var kept secretsFile
	if err == nil {
		err = json.Unmarshal(b, &kept)
	}
	switch {
	case err != nil:
		return nil, damaged(err, f.paths.secrets())
	case kept.Version > secretsVersion:
		return nil, &SecretsError{What: "The secrets were written by a newer version of the program", Try: "Use that version"}
	}
	return kept.Secrets, nil
}

// unlock makes the key known: by the passphrase, or by making one.
func (f *fileKeeper) unlock(ctx context.Context) error {
	if f.key != nil {
		return nil
	}
	b, err := os.ReadFile(f.paths.secretsKey())
	if errors.Is(err, fs.ErrNotExist) {
		return f.makeKey(ctx)
	}
	if err != nil {
		return unreadable(err)
	}
	for retry := false; ; retry = true {
		phrase, err := f.passphrase(ctx, PassphraseQuestion{Retry: retry})
		if err != nil {
			return err
		}
		id, err := age.NewScryptIdentity(phrase.Reveal())
		if err != nil {
			continue // it is empty
		}
		text, err := decrypt(b, id)
		if errors.Is(err, age.ErrIncorrectIdentity) {
			continue
		}
		if err == nil {
			f.key, err = age.ParseX25519Identity(string(text))
		}
		if err != nil {
			return damaged(err, f.paths.secretsKey(), f.paths.secrets())
		}
		return nil
	}
}

func (f *fileKeeper) makeKey(ctx context.Context) error {
	phrase, err := f.passphrase(ctx, PassphraseQuestion{New: true})
	if err != nil {
		return err
	}
	to, err := age.NewScryptRecipient(phrase.Reveal())
	if err != nil {
		return &SecretsError{What: "The passphrase is empty", Try: "Choose one", Err: err}
	}
	to.SetWorkFactor(f.work)
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	b, err := encrypt([]byte(key.String()), to)
	if err == nil {
		err = writeAtomic(f.paths.secretsKey(), b, 0o600)
	}
	if err != nil {
		return unwritable(err)
	}
	f.key = key
	return nil
}

func (f *fileKeeper) passphrase(ctx context.Context, q PassphraseQuestion) (session.Secret, error) {
	if f.ask == nil {
		return "", &SecretsError{What: "There is no keyring, and nobody to ask for the passphrase of the encrypted file", Try: "Start the system's keyring"}
	}
	phrase, err := f.ask(ctx, q)
	if err != nil {
		return "", &SecretsError{What: "The secrets stay locked", Try: "Give the passphrase when it is asked for", Err: err}
	}
	return phrase, nil
}

func encrypt(b []byte, to age.Recipient) ([]byte, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func decrypt(b []byte, id age.Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(b), id)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// damaged puts files aside that cannot be read any more.
func damaged(err error, files ...string) error {
	e := &DamagedSecretsError{Err: err}
	for _, name := range files {
		aside, rerr := putAside(name)
		switch {
		case rerr == nil:
			e.Aside = append(e.Aside, aside)
		case !errors.Is(rerr, fs.ErrNotExist):
			return unwritable(rerr)
		}
	}
	return e
}

func unreadable(err error) error {
	return &SecretsError{What: "The secrets cannot be read: " + err.Error(), Try: "Check the permissions of the file", Err: err}
}

func unwritable(err error) error {
	if err == nil {
		return nil
	}
	return &SecretsError{What: "The secret cannot be kept: " + err.Error(), Try: "Check the permissions of the folder, and the free space", Err: err}
}

// lockPause is how long a process waits between two looks at the lock of another one.
const lockPause = 5 * time.Millisecond

// withSecretsLock runs f while no other process changes the secrets.
func withSecretsLock(ctx context.Context, p Paths, f func() error) error {
	if err := makePrivate(p.Data); err != nil {
		return unwritable(err)
	}
	lock, err := os.OpenFile(p.secretsLock(), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return unwritable(err)
	}
	defer lock.Close() // gives it back
	for {
		free, err := tryLock(lock)
		if err != nil {
			return unwritable(fmt.Errorf("lock %s: %w", strings.TrimPrefix(p.secretsLock(), p.Data), err))
		}
		if free {
			return f()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lockPause):
		}
	}
}
