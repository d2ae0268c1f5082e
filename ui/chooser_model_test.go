package ui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestChooserResolve(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "/place", "  ": "/place", ".": "/place", "..": "/", "a/b": "/place/a/b", "./a/../b/": "/place/b", "/etc//ssl/": "/etc/ssl",
		"~": "/home/m", "~/": "/home/m", "~/a b": "/home/m/a b", "~other": "/place/~other", " /tmp ": "/tmp", "../..": "/",
	} {
		if got := chooserResolve(in, "/place", "/home/m"); got != filepath.FromSlash(want) && runtime.GOOS != "windows" {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestChooserComplete(t *testing.T) {
	t.Parallel()
	entries := []chooserEntry{}
	for _, n := range []string{"Projects/", "prototypes/", "protocol.txt", "Ärger/", "Ärmel/", ".git/", ".gitignore", "one file.json"} {
		name, folder := strings.CutSuffix(n, "/")
		entries = append(entries, chooserEntry{name: name, folded: strings.ToLower(name), folder: folder})
	}
	for _, c := range []struct {
		text    string
		folders bool
		want    string
		fits    int
	}{
		{"/w/pr", false, "/w/proto", 2},
		{"/w/Pr", false, "/w/Projects/", 1},
		{"/w/PROJ", false, "/w/Projects/", 1}, // no name begins so with this case
		{"/w/PRO", false, "/w/PRO", 3},        // what they share is shorter: nothing is taken away
		{"/w/proto", true, "/w/prototypes/", 1},
		{"pr", true, "prototypes/", 1},
		{"~/o", false, "~/one file.json", 1},
		{"/w/Är", false, "/w/Är", 2},
		{"/w/.g", false, "/w/.git", 2},
		{"/w/x", false, "/w/x", 0},
		{"/w/", false, "/w/", 6}, // hidden ones need their dot
	} {
		_, prefix := chooserHalves(c.text)
		fits := chooserMatches(prefix, entries, c.folders)
		if got := chooserComplete(c.text, fits); got != c.want || len(fits) != c.fits {
			t.Errorf("%q: %q with %d fitting, want %q with %d", c.text, got, len(fits), c.want, c.fits)
		}
	}
}

func FuzzChooserComplete(f *testing.F) {
	f.Add("/a/pr", "project", "Prä")
	f.Add("~", "", "\xff")
	f.Fuzz(func(t *testing.T, text, a, b string) {
		entries := []chooserEntry{{name: a, folded: strings.ToLower(a)}, {name: b, folded: strings.ToLower(b), folder: true}}
		folder, prefix := chooserHalves(text)
		if folder+prefix != text {
			t.Fatalf("%q became %q and %q", text, folder, prefix)
		}
		if got := chooserComplete(text, chooserMatches(prefix, entries, false)); !strings.HasPrefix(got, folder) || len(got) < min(len(text), len(folder)) {
			t.Errorf("%q became %q", text, got)
		}
		if n := chooserStem(a); n < 0 || n > utf8.RuneCountInString(a) {
			t.Errorf("the stem of %q has %d runes", a, n)
		}
		chooserJump(entries, "x"+strings.ToLower(a), 1)
	})
}

func TestChooserStem(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]int{"orders.json": 6, "Müll.txt": 4, "README": 6, ".env": 4, "a.tar.gz": 1, "v1.2.json": 4, "": 0, ".tar.gz": 7} {
		if got := chooserStem(name); got != want {
			t.Errorf("%q: %d, want %d", name, got, want)
		}
	}
}

func TestChooserAge(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for want, ago := range map[string]time.Duration{
		"now": 59 * time.Second, "1 min": time.Minute, "59 min": time.Hour - 1, "23 h": 24*time.Hour - 1, "1 day": 47 * time.Hour,
		"6 days": 7*24*time.Hour - 1, "15 Nov": 7 * 24 * time.Hour, "1 Jan": 325*24*time.Hour + 12*time.Hour, "Dec 2025": 326 * 24 * time.Hour, "23 Nov 2026": -24 * time.Hour,
	} {
		if got := chooserAge(now.Add(-ago), now); got != want {
			t.Errorf("%v ago: %q, want %q", ago, got, want)
		}
	}
	if got := chooserAge(time.Time{}, now); got != "–" {
		t.Errorf("unknown: %q", got)
	}
}

// chooserTree makes files, and folders where a name ends in a slash.
func chooserTree(t *testing.T, names ...string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		at := filepath.Join(dir, n)
		if strings.HasSuffix(n, "/") {
			err = os.MkdirAll(at, 0o777)
		} else if err = os.MkdirAll(filepath.Dir(at), 0o777); err == nil {
			err = os.WriteFile(at, []byte(strings.Repeat("x", len(n))), 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func chooserNames(entries []chooserEntry) (names []string) {
	for _, e := range entries {
		if e.folder {
			e.name += "/"
		}
		names = append(names, e.name)
	}
	return names
}

func TestChooserListing(t *testing.T) {
	t.Parallel()
	dir := chooserTree(t, "zebra/", "Apple/", "beta.txt", "Alpha.txt", "alpha.txt", ".hidden", ".git/")
	for to, name := range map[string]string{"Apple": "link", "nowhere": "broken"} {
		if err := os.Symlink(filepath.Join(dir, to), filepath.Join(dir, name)); err != nil {
			t.Skip("no links here: ", err)
		}
	}
	l, err := readChooserFolder(t.Context(), dir, chooserMost)
	if err != nil {
		t.Fatal(err)
	}
	shown, left := l.shown(false)
	want := []string{"Apple/", "link/", "zebra/", "Alpha.txt", "alpha.txt", "beta.txt", "broken"}
	if got := chooserNames(shown); !slices.Equal(got, want) || left != 2 {
		t.Errorf("%q, %d hidden; want %q, 2", got, left, want)
	}
	if i := slices.IndexFunc(shown, func(e chooserEntry) bool { return e.name == "broken" }); !shown[i].broken {
		t.Error("a link to nothing is not marked")
	}
	if got := chooserCount(shown, left, false); got != "3 folders, 4 files, 2 hidden" {
		t.Error(got)
	}
	if all, left := l.shown(true); len(all) != 9 || left != 0 {
		t.Errorf("with hidden: %d, %d left", len(all), left)
	}
	if few, err := readChooserFolder(t.Context(), dir, 4); err != nil || !few.capped || len(few.entries) != 4 {
		t.Errorf("capped at 4: %d entries, capped %v, %v", len(few.entries), few.capped, err)
	}
	if exact, _ := readChooserFolder(t.Context(), dir, 9); exact.capped {
		t.Error("capped though all were read")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := readChooserFolder(ctx, dir, 9); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestChooserProblem(t *testing.T) {
	t.Parallel()
	dir := chooserTree(t, "file")
	_, gone := readChooserFolder(t.Context(), filepath.Join(dir, "gone"), 1)
	_, file := readChooserFolder(t.Context(), filepath.Join(dir, "file"), 1)
	for _, c := range []struct {
		err  error
		want string
	}{{gone, "The folder is gone: There is no /x any more."}, {file, "Not a folder: /x is a file."},
		{fmt.Errorf("open: %w", fs.ErrPermission), "No permission: You may not list /x."},
		{&fs.PathError{Op: "readdirent", Path: "/x", Err: errors.New("input/output error")}, "The folder could not be read: Input/output error."}} {
		title, text := chooserProblem("/x", c.err)
		if got := title + ": " + text; got != c.want && runtime.GOOS != "windows" {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
	}
}

func TestChooserJump(t *testing.T) {
	t.Parallel()
	var entries []chooserEntry
	for _, n := range []string{"apple", "banana", "beta", "cherry"} {
		entries = append(entries, chooserEntry{name: n, folded: n})
	}
	for _, c := range []struct {
		text       string
		from, want int
	}{{"b", -1, 1}, {"b", 1, 2}, {"b", 2, 1}, {"bb", 1, 2}, {"be", 1, 2}, {"be", 2, 2}, {"ch", 0, 3}, {"x", 0, -1}, {"a", 3, 0}} {
		if got := chooserJump(entries, c.text, c.from); got != c.want {
			t.Errorf("%q from %d: %d, want %d", c.text, c.from, got, c.want)
		}
	}
	if chooserJump(nil, "a", -1) != -1 {
		t.Error("found something in nothing")
	}
}

func TestChooserPlaces(t *testing.T) {
	home := chooserTree(t, "Documents/", "Geladen/", "shop/", "config/")
	config := filepath.Join(home, "config")
	t.Setenv("XDG_CONFIG_HOME", config)
	lines := "# comment\nXDG_DOWNLOAD_DIR=\"$HOME/Geladen\"\nXDG_MUSIC_DIR=\"$HOME/Musik\"\nXDG_DOCUMENTS_DIR=relative\n"
	if err := os.WriteFile(filepath.Join(config, "user-dirs.dirs"), []byte(lines), 0o666); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range chooserPlaces(home, filepath.Join(home, "shop"), filepath.Join(home, "shop")) {
		got = append(got, p.name+" "+strings.TrimPrefix(p.path, home))
	}
	if want := []string{"Home ", "Documents /Documents", "Downloads /Geladen", "shop /shop"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := chooserPlaces(home, filepath.Join(home, "gone"), ""); len(got) != 3 {
		t.Errorf("%d places, want 3: what is gone is left out", len(got))
	}
}
