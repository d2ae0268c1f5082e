package ui

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// chooserContent is what a file has, and how many files lie beside it.
func chooserContent(t *testing.T, path string) (string, int) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	beside, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	return string(b), len(beside)
}

func TestChooserTarget(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before string
		do     func(t *testing.T, to *chooserTarget)
		want   string
		files  int
	}{
		"new":      {"", func(t *testing.T, to *chooserTarget) { chooserWrite(t, to, "new"); chooserClosed(t, to) }, "new", 1},
		"replaced": {"old", func(t *testing.T, to *chooserTarget) { chooserWrite(t, to, "new"); chooserClosed(t, to) }, "new", 1},
		"closed twice": {"old", func(t *testing.T, to *chooserTarget) {
			chooserWrite(t, to, "new")
			chooserClosed(t, to)
			chooserClosed(t, to)
			to.discard()
		}, "new", 1},
		"discarded":      {"old", func(t *testing.T, to *chooserTarget) { chooserWrite(t, to, "new"); to.discard(); chooserClosed(t, to) }, "old", 1},
		"discarded new":  {"", func(t *testing.T, to *chooserTarget) { chooserWrite(t, to, "new"); to.discard() }, "", 0},
		"not closed yet": {"old", func(t *testing.T, to *chooserTarget) { chooserWrite(t, to, "new"); t.Cleanup(to.discard) }, "old", 2},
		"write failed": {"old", func(t *testing.T, to *chooserTarget) {
			to.file.Close() // as if the disk were gone
			if _, err := to.Write([]byte("x")); err == nil {
				t.Error("a failed write is not told")
			}
			if err := to.Close(); err == nil {
				t.Error("closed well after a failed write")
			}
		}, "old", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "orders.json")
			if c.before != "" {
				if err := os.WriteFile(path, []byte(c.before), 0o640); err != nil {
					t.Fatal(err)
				}
				if _, err := beginChooserTarget(path, false); !errors.Is(err, errChooserExists) {
					t.Errorf("not asked about the file that is there: %v", err)
				}
			}
			to, err := beginChooserTarget(path, c.before != "")
			if err != nil {
				t.Fatal(err)
			}
			c.do(t, to)
			if got, files := chooserContent(t, path); got != c.want || files != c.files {
				t.Errorf("%q and %d files, want %q and %d", got, files, c.want, c.files)
			}
			if info, err := os.Stat(path); c.before != "" && runtime.GOOS != "windows" && (err != nil || info.Mode().Perm() != 0o640) {
				t.Errorf("mode %v, %v: not the one from before", info.Mode(), err)
			}
		})
	}
}

func chooserWrite(t *testing.T, to *chooserTarget, s string) {
	t.Helper()
	if _, err := to.Write([]byte(s)); err != nil {
		t.Error(err)
	}
}

func chooserClosed(t *testing.T, to *chooserTarget) {
	t.Helper()
	if err := to.Close(); err != nil {
		t.Error(err)
	}
}

func TestChooserTargetRefuses(t *testing.T) {
	t.Parallel()
	dir := chooserTree(t, "folder/", "file")
	if _, err := beginChooserTarget(filepath.Join(dir, "folder"), true); !errors.Is(err, errChooserNotFile) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := beginChooserTarget(filepath.Join(dir, "gone", "x"), true); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("in a folder that is not there: %v", err)
	}
}

func TestChooserTargetFollowsLinks(t *testing.T) {
	t.Parallel()
	dir := chooserTree(t, "real/file", "links/")
	link := filepath.Join(dir, "links", "x")
	if err := os.Symlink(filepath.Join(dir, "real", "file"), link); err != nil {
		t.Skip("no links here: ", err)
	}
	to, err := beginChooserTarget(link, true)
	if err != nil {
		t.Fatal(err)
	}
	chooserWrite(t, to, "new")
	chooserClosed(t, to)
	if got, _ := chooserContent(t, filepath.Join(dir, "real", "file")); got != "new" {
		t.Errorf("%q: the link's file was not written", got)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
}
