package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"ladle/session"

	"github.com/zalando/go-keyring"
)

// ring is a keyring in memory.
type ring struct {
	mu     sync.Mutex
	gone   bool
	broken error
	kept   map[string]string
}

func newRing() *ring { return &ring{kept: map[string]string{}} }

func (r *ring) there() bool { return !r.gone }

func (r *ring) get(name string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.kept[name]
	if !ok && r.broken == nil {
		return "", keyring.ErrNotFound
	}
	return v, r.broken
}

func (r *ring) set(name, secret string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.broken == nil {
		r.kept[name] = secret
	}
	return r.broken
}

func (r *ring) remove(name string) error {
	if _, err := r.get(name); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.kept, name)
	return nil
}

// testWork makes guesses cheap.
const testWork = 4

// person answers passphrase questions and notes them.
func person(asked *[]PassphraseQuestion, answers ...string) func(context.Context, PassphraseQuestion) (session.Secret, error) {
	return func(_ context.Context, q PassphraseQuestion) (session.Secret, error) {
		*asked = append(*asked, q)
		if len(answers) == 0 {
			return "", errors.New("gone away")
		}
		a := answers[0]
		answers = answers[1:]
		return session.Secret(a), nil
	}
}

// fileSecrets are secrets in an encrypted file that the passphrase opens.
func fileSecrets(p Paths, passphrase string) *Secrets {
	var asked []PassphraseQuestion
	return OpenSecrets(p, SecretsOptions{NoKeyring: true, Passphrase: person(&asked, passphrase), work: testWork})
}

var (
	atHost  = SecretKey{Kind: PasswordSecret, Host: "https://soup.test:443", Realm: `the "kitchen"`, User: "mira"}
	atProxy = SecretKey{Kind: ProxyPasswordSecret, Host: "http://proxy:3128", Realm: "gate", User: "mira"}
)

// Both keepers do the same.
func TestSecrets(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(Paths) *Secrets{
		"keyring": func(p Paths) *Secrets { return OpenSecrets(p, SecretsOptions{ring: sharedRing(p)}) },
		"file":    func(p Paths) *Secrets { return fileSecrets(p, "pass phrase") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := testPaths(t)
			ctx := t.Context()
			s := open(p)
			if _, err := s.Get(ctx, atHost); err != ErrNoSecret {
				t.Error("before:", err)
			}
			if keys, err := s.List(ctx); err != nil || len(keys) != 0 {
				t.Error(keys, err)
			}
			if err := s.Delete(ctx, atHost); err != ErrNoSecret {
				t.Error("nothing to delete:", err)
			}
			for _, step := range []struct {
				key SecretKey
				v   session.Secret
			}{{atProxy, "one"}, {atHost, "sésame\x00\n"}, {atProxy, ""}, {SecretKey{Kind: PasswordSecret, Host: atHost.Host, Realm: atHost.Realm, User: "other"}, "two"}} {
				if err := s.Set(ctx, step.key, step.v); err != nil {
					t.Fatal(err)
				}
			}
			s = open(p) // another run
			for key, want := range map[SecretKey]session.Secret{atHost: "sésame\x00\n", atProxy: ""} {
				if v, err := s.Get(ctx, key); err != nil || v.Reveal() != want.Reveal() {
					t.Errorf("%v: %q, %v", key, v.Reveal(), err)
				}
			}
			keys, err := s.List(ctx)
			if err != nil || len(keys) != 3 || keys[0] != atProxy || keys[1] != atHost {
				t.Error(keys, err)
			}
			if err := s.Delete(ctx, atHost); err != nil {
				t.Error(err)
			}
			if _, err := s.Get(ctx, atHost); err != ErrNoSecret {
				t.Error("after:", err)
			}
			if keys, err := s.List(ctx); err != nil || len(keys) != 2 {
				t.Error(keys, err)
			}
			var refused *SecretsError
			if err := s.Set(ctx, SecretKey{User: "mira"}, "x"); !errors.As(err, &refused) {
				t.Error("a key without a host:", err)
			}
		})
	}
}

var rings sync.Map

// sharedRing is the one keyring of a test's machine.
func sharedRing(p Paths) *ring {
	r, _ := rings.LoadOrStore(p.Data, newRing())
	return r.(*ring)
}

// Nothing of a secret is in any file, in whatever form, and the files are the user's alone.
func TestNoSecretOnDisk(t *testing.T) {
	t.Parallel()
	const secret, passphrase = "open-sesame", "horse-battery"
	for name, o := range map[string]SecretsOptions{
		"keyring": {ring: newRing()},
		"file":    {ring: &ring{gone: true}, work: testWork, Passphrase: func(context.Context, PassphraseQuestion) (session.Secret, error) { return passphrase, nil }},
	} {
		p := testPaths(t)
		s := OpenSecrets(p, o)
		if err := s.Set(t.Context(), atHost, secret); err != nil {
			t.Fatal(err)
		}
		files := 0
		err := filepath.WalkDir(filepath.Dir(p.Data), func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			files++
			if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %s has mode %v", name, path, info.Mode())
			}
			b, err := os.ReadFile(path)
			for _, text := range []string{secret, passphrase, "c2VzYW1l", "AGE-SECRET-KEY"} {
				if strings.Contains(string(b), text) {
					t.Errorf("%s: %s holds %q", name, path, text)
				}
			}
			if name == "file" && strings.Contains(string(b), "soup.test") {
				t.Errorf("%s names the host", path)
			}
			return err
		})
		if err != nil || files < 2 {
			t.Errorf("%s: %d files, %v", name, files, err)
		}
	}
}

func TestPassphrase(t *testing.T) {
	t.Parallel()
	p := testPaths(t)
	ctx := t.Context()
	var asked []PassphraseQuestion
	open := func(answers ...string) *Secrets {
		asked = nil
		return OpenSecrets(p, SecretsOptions{NoKeyring: true, Passphrase: person(&asked, answers...), work: testWork})
	}
	s := open("first")
	for range 2 {
		if err := s.Set(ctx, atHost, "x"); err != nil {
			t.Fatal(err)
		}
	}
	if want := []PassphraseQuestion{{New: true}}; !slices.Equal(asked, want) {
		t.Errorf("asked %+v", asked)
	}
	s = open("wrong", "", "first")
	if v, err := s.Get(ctx, atHost); err != nil || v.Reveal() != "x" {
		t.Error(v.Reveal(), err)
	}
	if _, err := s.List(ctx); err != nil {
		t.Error(err)
	}
	if want := []PassphraseQuestion{{}, {Retry: true}, {Retry: true}}; !slices.Equal(asked, want) {
		t.Errorf("asked %+v", asked)
	}
	var locked *SecretsError
	s = open("wrong")
	if _, err := s.Get(ctx, atHost); !errors.As(err, &locked) || locked.What != "The secrets stay locked" {
		t.Error(err)
	}
	if _, err := OpenSecrets(p, SecretsOptions{NoKeyring: true}).Get(ctx, atHost); !errors.As(err, &locked) || !strings.Contains(locked.What, "nobody to ask") {
		t.Error(err)
	}
	if _, err := OpenSecrets(testPaths(t), SecretsOptions{NoKeyring: true}).Get(ctx, atHost); err != ErrNoSecret {
		t.Error("nobody is asked for nothing:", err)
	}
}

// A file that cannot be read is put aside, that is said once, and what comes after begins anew.
func TestDamagedSecrets(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(p Paths) error{
		"cut":         func(p Paths) error { return os.Truncate(p.secrets(), 100) },
		"empty":       func(p Paths) error { return os.Truncate(p.secrets(), 0) },
		"bit":         func(p Paths) error { return flip(p.secrets(), -1) },
		"garbage":     func(p Paths) error { return os.WriteFile(p.secrets(), []byte("not ours"), 0o600) },
		"key garbage": func(p Paths) error { return os.WriteFile(p.secretsKey(), []byte("not ours"), 0o600) },
		"key gone":    func(p Paths) error { return os.Remove(p.secretsKey()) },
		"another key": func(p Paths) error {
			o := Paths{Data: filepath.Join(p.Data, "other")}
			if err := fileSecrets(o, "phrase").Set(context.Background(), atHost, "y"); err != nil {
				return err
			}
			return os.Rename(o.secretsKey(), p.secretsKey())
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := testPaths(t)
			if err := fileSecrets(p, "phrase").Set(t.Context(), atHost, "x"); err != nil {
				t.Fatal(err)
			}
			if err := spoil(p); err != nil {
				t.Fatal(err)
			}
			var asked []PassphraseQuestion
			s := OpenSecrets(p, SecretsOptions{NoKeyring: true, Passphrase: person(&asked, "phrase", "phrase"), work: testWork})
			_, err := s.Get(t.Context(), atHost)
			var d *DamagedSecretsError
			if !errors.As(err, &d) || len(d.Aside) == 0 {
				t.Fatalf("not said: %v", err)
			}
			for _, aside := range d.Aside {
				if _, err := os.Stat(aside); err != nil {
					t.Error(err)
				}
			}
			if _, err := s.Get(t.Context(), atHost); err != ErrNoSecret {
				t.Error("not begun anew:", err)
			}
			if err := s.Set(t.Context(), atHost, "new"); err != nil {
				t.Error(err)
			}
			if v, err := s.Get(t.Context(), atHost); err != nil || v.Reveal() != "new" {
				t.Error(v.Reveal(), err)
			}
		})
	}
	p := testPaths(t) // the list of names
	s := OpenSecrets(p, SecretsOptions{ring: newRing()})
	if err := errors.Join(s.Set(t.Context(), atHost, "x"), os.WriteFile(p.secretNames(), []byte("["), 0o600)); err != nil {
		t.Fatal(err)
	}
	var d *DamagedSecretsError
	if _, err := s.List(t.Context()); !errors.As(err, &d) {
		t.Error(err)
	}
	if v, err := s.Get(t.Context(), atHost); err != nil || v.Reveal() != "x" {
		t.Error("the secret is lost with the list:", err)
	}
}

// flip changes one bit of a file's byte; at counts from the end when it is negative.
func flip(name string, at int) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	b[(at+len(b))%len(b)] ^= 1
	return os.WriteFile(name, b, 0o600)
}

func TestKeyringTrouble(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		what string
	}{{errors.New("the prompt was dismissed"), "The system's keyring does not answer: the prompt was dismissed"}, {keyring.ErrSetDataTooBig, "The secret is too long for the system's keyring"}} {
		r := newRing()
		r.broken = c.err
		s := OpenSecrets(testPaths(t), SecretsOptions{ring: r})
		var e *SecretsError
		if err := s.Set(t.Context(), atHost, "sesame"); !errors.As(err, &e) || e.What != c.what || strings.Contains(err.Error(), "sesame") {
			t.Error(err)
		}
	}
	where, err := OpenSecrets(testPaths(t), SecretsOptions{ring: newRing()}).Where(t.Context())
	if err != nil || where != "the system's keyring" {
		t.Error(where, err)
	}
}

// Who asks is not held up by a passphrase that nobody gives: the context ends the call, and later ones find their turn.
func TestSecretsGiveWay(t *testing.T) {
	t.Parallel()
	p := testPaths(t)
	if err := fileSecrets(p, "phrase").Set(t.Context(), atHost, "x"); err != nil {
		t.Fatal(err)
	}
	answer := make(chan session.Secret)
	waits := make(chan bool, 9)
	s := OpenSecrets(p, SecretsOptions{NoKeyring: true, work: testWork, Passphrase: func(context.Context, PassphraseQuestion) (session.Secret, error) {
		waits <- true
		return <-answer, nil
	}})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 2)
	for range 2 { // one is being asked, one waits for its turn
		go func() { _, err := s.Get(ctx, atHost); ended <- err }()
	}
	<-waits
	cancel()
	for range 2 {
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	answer <- "phrase"
	if v, err := s.Get(t.Context(), atHost); err != nil || v.Reveal() != "x" {
		t.Error(v.Reveal(), err)
	}
}

// Many at once, of two runs that share the file: nothing is lost.
func TestSecretsAtOnce(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(Paths) *Secrets{
		"keyring": func(p Paths) *Secrets { return OpenSecrets(p, SecretsOptions{ring: sharedRing(p)}) },
		"file":    func(p Paths) *Secrets { return fileSecrets(p, "phrase") },
	} {
		p := testPaths(t)
		var wg sync.WaitGroup
		for run := range 2 {
			s := open(p)
			for i := range 20 {
				wg.Go(func() {
					k := SecretKey{Kind: PasswordSecret, Host: fmt.Sprintf("h%d-%d", run, i)}
					if err := s.Set(t.Context(), k, session.Secret(k.Host)); err != nil {
						t.Error(name, err)
					}
					if v, err := s.Get(t.Context(), k); err != nil || v.Reveal() != k.Host {
						t.Error(name, v.Reveal(), err)
					}
				})
			}
		}
		wg.Wait()
		if keys, err := open(p).List(t.Context()); err != nil || len(keys) != 40 {
			t.Errorf("%s: %d of 40 are left, %v", name, len(keys), err)
		}
	}
}

// keepVariable makes the test binary keep secrets in the folder it names until it is killed.
const keepVariable = "LADLE_TEST_KEEP"

func keepUntilKilled(dir string) {
	s := fileSecrets(pathsIn(dir), "phrase")
	for i := 0; ; i++ {
		if err := s.Set(context.Background(), SecretKey{Kind: PasswordSecret, Host: fmt.Sprint("h", i%50)}, session.Secret(fmt.Sprint(i))); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		fmt.Println(i)
	}
}

// What was kept before a process is killed is there afterwards, and the file is whole.
func TestSecretsSurviveKill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for round := range 5 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), keepVariable+"="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		told := map[string]string{}
		for n := 0; lines.Scan(); n++ {
			var i int
			if _, err := fmt.Sscan(lines.Text(), &i); err != nil {
				t.Fatal(lines.Text())
			}
			told[fmt.Sprint("h", i%50)] = fmt.Sprint(i)
			if n == 10+7*round {
				cmd.Process.Kill() // it goes on until then; what it tells meanwhile counts too
			}
		}
		cmd.Wait()
		s := fileSecrets(pathsIn(dir), "phrase")
		for _, host := range slices.Sorted(maps.Keys(told)) {
			var got, want int
			v, err := s.Get(t.Context(), SecretKey{Kind: PasswordSecret, Host: host})
			fmt.Sscan(v.Reveal(), &got)
			fmt.Sscan(told[host], &want)
			if err != nil || got != want && got != want+50 { // the one that was kept and not told any more
				t.Errorf("round %d: %s is %d, told %d, %v", round, host, got, want, err)
			}
		}
	}
}
