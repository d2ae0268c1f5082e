package store

import (
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVariable); dir != "" {
		recordUntilKilled(dir)
		return
	}
	if dir := os.Getenv(keepVariable); dir != "" {
		keepUntilKilled(dir)
	}
	if os.Getenv(keyringVariable) != "" {
		os.Exit(useSystemKeyring())
	}
	goleak.VerifyTestMain(m)
}

// testPaths gives folders of their own to a test.
func testPaths(t testing.TB) Paths {
	t.Helper()
	dir := t.TempDir()
	return pathsIn(dir)
}

func pathsIn(dir string) Paths {
	return Paths{Config: filepath.Join(dir, "config"), Data: filepath.Join(dir, "data"), Cache: filepath.Join(dir, "cache"), State: filepath.Join(dir, "state")}
}

func openStore(t testing.TB, p Paths) *Store {
	t.Helper()
	s, err := Open(p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
