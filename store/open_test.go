package store

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ladle/session"
)

func TestPathsFollowTheVariables(t *testing.T) {
	t.Setenv("HOME", "/home/mira")
	t.Setenv("XDG_CONFIG_HOME", "/etc/mira")
	t.Setenv("XDG_DATA_HOME", "relative/is/ignored")
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("XDG_STATE_HOME", "/var/mira")
	got, err := DefaultPaths()
	want := Paths{Config: "/etc/mira/ladle", Data: "/home/mira/.local/share/ladle", Cache: "/home/mira/.cache/ladle", State: "/var/mira/ladle"}
	if err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	t.Setenv("HOME", "")
	if _, err := DefaultPaths(); err == nil {
		t.Error("no error without a home folder")
	}
}

func TestFoldersAndFilesArePrivate(t *testing.T) {
	t.Parallel()
	p := testPaths(t)
	s := openStore(t, p)
	for _, path := range []string{p.Data, p.bodies(), p.instances(), s.Spool().Dir(), p.database(), p.database() + "-wal"} {
		info, err := os.Stat(path)
		if err != nil {
			t.Error(err)
		} else if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
	}
}

func TestOddPath(t *testing.T) {
	t.Parallel()
	p := pathsIn(filepath.Join(t.TempDir(), "a b?c=d&e#f%41'ü"))
	s := openStore(t, p)
	var st story
	st.exchange(1, "http://a/", 200, 1)
	observe(t, s, RecorderOptions{}, st.take()...)
	if _, err := os.Stat(p.database()); err != nil {
		t.Error(err)
	}
	if n := len(page(t, s, Filter{})); n != 1 {
		t.Errorf("%d messages", n)
	}
}

// fill makes a store with some messages and closes it.
func fill(t *testing.T, p Paths) {
	t.Helper()
	s, err := Open(p)
	if err != nil {
		t.Fatal(err)
	}
	var st story
	for i := range 50 {
		st.exchange(session.MessageID(i+1), "http://a/"+strings.Repeat("x", 1000), 200, 1)
	}
	observe(t, s, RecorderOptions{}, st.take()...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestUnusableDatabaseIsPutAside(t *testing.T) {
	t.Parallel()
	cases := map[string]func(t *testing.T, path string){
		"torn": func(t *testing.T, path string) {
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Truncate(path, info.Size()/2); err != nil {
				t.Fatal(err)
			}
		},
		"torn in the header": func(t *testing.T, path string) {
			if err := os.Truncate(path, 40); err != nil {
				t.Fatal(err)
			}
		},
		"no database": func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(strings.Repeat("shopping list\n", 50)), 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"of another program": func(t *testing.T, path string) {
			os.Remove(path)
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.Exec("CREATE TABLE messages (id INTEGER PRIMARY KEY, recipe TEXT); PRAGMA user_version = 1"); err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, spoil := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := testPaths(t)
			fill(t, p)
			spoil(t, p.database())
			spoiled, err := os.ReadFile(p.database())
			if err != nil {
				t.Fatal(err)
			}
			s := openStore(t, p)
			if len(s.Notes()) != 1 {
				t.Errorf("notes %v", s.Notes())
			}
			if n := len(page(t, s, Filter{})); n != 0 {
				t.Errorf("%d messages in a new history", n)
			}
			aside, _ := filepath.Glob(p.database() + ".broken-*")
			if len(aside) != 1 {
				t.Fatalf("put aside: %v", aside)
			}
			if kept, err := os.ReadFile(aside[0]); err != nil || string(kept) != string(spoiled) {
				t.Errorf("the file put aside was changed (%v)", err)
			}
		})
	}
}

func TestNewerDatabaseIsLeftAlone(t *testing.T) {
	t.Parallel()
	p := testPaths(t)
	fill(t, p)
	db, err := sql.Open("sqlite", p.database())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := Open(p); !errors.Is(err, ErrNewer) {
		t.Errorf("Open: %v", err)
	}
	if aside, _ := filepath.Glob(p.database() + ".broken-*"); len(aside) != 0 {
		t.Error("a newer database was put aside")
	}
}

func TestFolderThatCannotBeMade(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := pathsIn(dir)
	if err := os.WriteFile(p.Data, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(p); err == nil || !strings.Contains(err.Error(), p.Data) {
		t.Errorf("Open: %v", err)
	}
}

func TestTwoProcessesShare(t *testing.T) {
	t.Parallel()
	p := testPaths(t)
	a, b := openStore(t, p), openStore(t, p)
	var one, two story
	one.exchange(1, "http://one/", 200, 1)
	two.exchange(1, "http://two/", 200, 1)
	observe(t, a, RecorderOptions{Session: "a"}, one.take()...)
	observe(t, b, RecorderOptions{Session: "b"}, two.take()...)
	if x, y := page(t, a, Filter{}), page(t, b, Filter{}); len(x) != 2 || len(y) != 2 {
		t.Errorf("%d and %d messages", len(x), len(y))
	}
}

func TestSweepsSpareTheLiving(t *testing.T) {
	t.Parallel()
	p := testPaths(t)
	a := openStore(t, p)
	f, err := a.Spool().Create()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	pending := a.keeper.path(a.keeper.pendingName(a.instance.name))
	if err := os.WriteFile(pending, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	dead := filepath.Join(p.spool(), "1-dead")
	deadPending := filepath.Join(p.bodies(), pendingPrefix+"1-dead.1")
	if err := errors.Join(os.MkdirAll(dead, 0o700), os.WriteFile(deadPending, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	b := openStore(t, p)
	b.background.Wait()
	for _, path := range []string{f.Name(), pending, a.instance.path} {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("of a living process: %v", err)
		}
	}
	for _, path := range []string{dead, deadPending} {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("of a dead process: %s is still there", path)
		}
	}
}

func TestSpool(t *testing.T) {
	t.Parallel()
	p := testPaths(t)
	s := openStore(t, p)
	if err := os.RemoveAll(p.Cache); err != nil {
		t.Fatal(err)
	}
	f, err := s.Spool().Create()
	if err != nil {
		t.Fatal("after the cache was cleared:", err)
	}
	if _, err := f.Write([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 3)
	if _, err := f.ReadAt(got, 2); err != nil || string(got) != "llo" {
		t.Errorf("%q, %v", got, err)
	}
	if err := errors.Join(f.Close(), f.Close()); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(f.Name()); !errors.Is(err, os.ErrNotExist) {
		t.Error("Close left the file")
	}
}

func TestUseAfterClose(t *testing.T) {
	t.Parallel()
	s, err := Open(testPaths(t))
	if err != nil {
		t.Fatal(err)
	}
	r := NewRecorder(s, RecorderOptions{Session: "x", Epoch: epoch})
	if err := errors.Join(r.Close(), r.Close(), s.Close(), s.Close()); err != nil {
		t.Error(err)
	}
	var st story
	st.exchange(1, "http://a/", 200, 1)
	r.Observe(st.take())
	if err := s.Delete(t.Context(), 1); !errors.Is(err, ErrStoreClosed) {
		t.Errorf("Delete: %v", err)
	}
	if err := s.Flush(t.Context()); !errors.Is(err, ErrStoreClosed) {
		t.Errorf("Flush: %v", err)
	}
}
