package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
)

// openLibrary makes a library of the files, whose names are paths with slashes.
func openLibrary(t testing.TB, files map[string]string) *Library {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	l, err := OpenLibrary(dir, testPaths(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func content(t *testing.T, l *Library, p string) string {
	t.Helper()
	b, err := os.ReadFile(l.shown(p))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func load(t *testing.T, l *Library, p string, index int) (Request, Ref) {
	t.Helper()
	r, ref, err := l.Load(p, index)
	if err != nil {
		t.Fatal(err)
	}
	return r, ref
}

func TestTree(t *testing.T) {
	t.Parallel()
	l := openLibrary(t, map[string]string{"b.http": "", "A.rest": "", "notes.txt": "", ".git/x.http": "", "Shop/Cart/add.http": "", "admin/x.HTTP": "", "node_modules/m/a.http": ""})
	top, err := l.Tree(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	var walk func(n *Node, depth int)
	walk = func(n *Node, depth int) {
		for _, c := range n.Children {
			got = append(got, fmt.Sprintf("%d %s %s %v", depth, c.Name, c.Path, c.Folder))
			walk(c, depth+1)
		}
	}
	walk(top, 0)
	want := []string{"0 admin admin true", "1 x admin/x.HTTP false", "0 Shop Shop true", "1 Cart Shop/Cart true", "2 add Shop/Cart/add.http false", "0 A A.rest false", "0 b b.http false"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Tree(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestRequestsAreListedAgainWhenTheFileChanges(t *testing.T) {
	t.Parallel()
	l := openLibrary(t, map[string]string{"a.http": "### One\nGET http://a/\n\n###\nPOST http://b/\nbroken\n"})
	for range 2 {
		got, problems, err := l.Requests("a.http")
		want := []Listed{{0, "One", "GET"}, {1, "http://b/", "POST"}}
		if err != nil || !reflect.DeepEqual(got, want) || len(problems) != 1 || problems[0].Line != 6 {
			t.Errorf("%+v, %v, %v", got, problems, err)
		}
	}
	if err := os.WriteFile(l.shown("a.http"), []byte("GET http://c/"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, _, err := l.Requests("a.http"); err != nil || len(got) != 1 || got[0].Name != "http://c/" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestSaveKeepsEveryOtherByte(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ before, after string }{
		"first without a mark": {"# mine\n@a = b\nGET http://old/\n\n\n### two\nGET http://two/", "# mine\n@a = b\nGET http://new/\n\n\n### two\nGET http://two/"},
		"no line end":          {"GET http://old/", "GET http://new/"},
		"CRLF":                 {"GET http://old/\r\nA: b\r\n\r\nx\r\ny\r\n\r\n###  two\r\n", "GET http://new/\r\nA: b\r\n\r\nx\r\ny\r\n\r\n###  two\r\n"},
		"byte order mark":      {"\xef\xbb\xbfGET http://old/\n", "\xef\xbb\xbfGET http://new/\n"},
		"script after":         {"POST http://old/\n\nbody\n\n> {% x %}\n\n\n###\n\n garbage", "POST http://new/\n\nbody\n\n> {% x %}\n\n\n###\n\n garbage"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := openLibrary(t, map[string]string{"a.http": c.before})
			r, ref := load(t, l, "a.http", 0)
			r.URL = "http://new/"
			ref, err := l.Save(ref, r)
			if err != nil {
				t.Fatal(err)
			}
			if got := content(t, l, "a.http"); got != c.after {
				t.Errorf("%q\nwant %q", got, c.after)
			}
			// The new Ref can be used for the next Save, back to where it began.
			r.URL = "http://old/"
			if _, err := l.Save(ref, r); err != nil {
				t.Fatal(err)
			}
			if got := content(t, l, "a.http"); got != c.before {
				t.Errorf("back: %q", got)
			}
		})
	}
}

func TestSaveKeepsTheMode(t *testing.T) {
	t.Parallel()
	l := openLibrary(t, map[string]string{"a.http": "GET http://a/"})
	if err := os.Chmod(l.shown("a.http"), 0o640); err != nil {
		t.Fatal(err)
	}
	r, ref := load(t, l, "a.http", 0)
	if _, err := l.Save(ref, r); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(l.shown("a.http")); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestChangedOnDisk(t *testing.T) {
	t.Parallel()
	const file = "### one\nGET http://one/\n\n### two\nGET http://two/\n"
	for name, c := range map[string]struct {
		disk   string
		theirs string // "" means that Save succeeds
		gone   bool
		after  string
	}{
		"another request changed": {disk: "### one\nGET http://other/\n\n### two\nGET http://two/\n", after: "### one\nGET http://other/\n\n### two\n# @name two\nGET http://mine/\n"},
		"a request came before":   {disk: "### zero\nGET http://zero/\n\n" + file, after: "### zero\nGET http://zero/\n\n### one\nGET http://one/\n\n### two\n# @name two\nGET http://mine/\n"},
		"this request changed":    {disk: "### one\nGET http://one/\n\n### two\nGET http://theirs/\n", theirs: "### two\nGET http://theirs/\n"},
		"this request is gone":    {disk: "### one\nGET http://one/\n", gone: true},
		"it is there twice":       {disk: "### two\nGET http://two/\n### x\nGET /\n### two\nGET http://two/\n", theirs: "### x\nGET /\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := openLibrary(t, map[string]string{"a.http": file})
			r, ref := load(t, l, "a.http", 1)
			if err := os.WriteFile(l.shown("a.http"), []byte(c.disk), 0o644); err != nil {
				t.Fatal(err)
			}
			r.URL = "http://mine/"
			_, err := l.Save(ref, r)
			if c.theirs == "" && !c.gone {
				if got := content(t, l, "a.http"); err != nil || got != c.after {
					t.Errorf("%v\n%s", err, got)
				}
				return
			}
			var changed *ChangedError
			if !errors.Is(err, ErrChanged) || !errors.As(err, &changed) {
				t.Fatalf("Save: %v", err)
			}
			if changed.Theirs != c.theirs || !strings.Contains(changed.Mine, "http://mine/") {
				t.Errorf("%+v", changed)
			}
			if content(t, l, "a.http") != c.disk {
				t.Error("the file was written all the same")
			}
		})
	}
}

func TestSaveToAFileThatIsGone(t *testing.T) {
	t.Parallel()
	l := openLibrary(t, map[string]string{"a.http": "GET http://a/"})
	r, ref := load(t, l, "a.http", 0)
	os.Remove(l.shown("a.http"))
	if _, err := l.Save(ref, r); !errors.Is(err, ErrChanged) {
		t.Errorf("Save: %v", err)
	}
	if _, _, err := l.Load("a.http", 0); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), l.shown("a.http")) {
		t.Errorf("Load: %v", err)
	}
}

func TestCreateNeverReplaces(t *testing.T) {
	t.Parallel()
	l := openLibrary(t, map[string]string{"shop/open-orders.http": "mine"})
	var names []string
	for _, title := range []string{"Open orders!", "Open orders", "../../etc/passwd", "日本"} {
		ref, err := l.Create("shop", title, Request{URL: "http://a/"})
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, ref.Path)
		r, _ := load(t, l, ref.Path, ref.Index)
		if r.Name != title {
			t.Errorf("title %q", r.Name)
		}
		r.URL = "http://b/"
		if _, err := l.Save(ref, r); err != nil {
			t.Error(err)
		}
	}
	if want := []string{"shop/open-orders-2.http", "shop/open-orders-3.http", "shop/etc-passwd.http", "shop/request.http"}; !reflect.DeepEqual(names, want) {
		t.Errorf("%q", names)
	}
	if content(t, l, "shop/open-orders.http") != "mine" {
		t.Error("a file was replaced")
	}
	if left, _ := filepath.Glob(filepath.Join(l.dir, "shop", ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAppend(t *testing.T) {
	t.Parallel()
	for before, after := range map[string]string{
		"":                    "### New\n# @name new\nGET http://n/\n",
		"GET http://a/":       "GET http://a/\n\n### New\n# @name new\nGET http://n/\n",
		"GET http://a/\n\n\n": "GET http://a/\n\n\n### New\n# @name new\nGET http://n/\n",
	} {
		l := openLibrary(t, map[string]string{"a.http": before})
		ref, err := l.Append("a.http", Request{Name: "New", URL: "http://n/"})
		if err != nil {
			t.Fatal(err)
		}
		if got := content(t, l, "a.http"); got != after {
			t.Errorf("%q", got)
		}
		r, _ := load(t, l, "a.http", ref.Index)
		if _, err := l.Save(ref, r); err != nil {
			t.Error(err)
		}
	}
}

func TestRename(t *testing.T) {
	t.Parallel()
	l := openLibrary(t, map[string]string{"a.http": "A", "b.http": "B", "x/y/c.http": "C", "z/d.http": "D"})
	if err := l.Rename("a.http", "b.http"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("onto a file: %v", err)
	}
	if err := l.Rename("x", "z"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("onto a folder: %v", err)
	}
	if err := l.Rename("missing", "m"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of nothing: %v", err)
	}
	if err := errors.Join(l.Rename("a.http", "new/deep/a.http"), l.Rename("x", "new/x")); err != nil {
		t.Fatal(err)
	}
	if content(t, l, "new/deep/a.http") != "A" || content(t, l, "new/x/y/c.http") != "C" || content(t, l, "b.http") != "B" {
		t.Error("content moved wrongly")
	}
}

func TestDeleteAndRestore(t *testing.T) {
	t.Parallel()
	const file = "GET http://one/\n\n### two\nGET http://two/\n\n### three\nGET http://three/"
	l := openLibrary(t, map[string]string{"a.http": file, "dir/b.http": "B", "dir/sub/c.txt": "C"})
	gone, err := l.Delete("dir")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(l.shown("dir")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the folder is still there")
	}
	if err := l.Restore(gone); err != nil {
		t.Fatal(err)
	}
	if content(t, l, "dir/b.http") != "B" || content(t, l, "dir/sub/c.txt") != "C" {
		t.Error("the folder came back otherwise")
	}
	if left, _ := os.ReadDir(l.trash); len(left) != 0 {
		t.Errorf("left in the trash: %v", left)
	}
	for index, without := range []string{"### two\nGET http://two/\n\n### three\nGET http://three/", "GET http://one/\n\n### three\nGET http://three/", "GET http://one/\n\n### two\nGET http://two/\n\n"} {
		before, ref := load(t, l, "a.http", index)
		gone, err := l.DeleteRequest(ref)
		if err != nil {
			t.Fatal(err)
		}
		if got := content(t, l, "a.http"); got != without {
			t.Errorf("without %d: %q", index, got)
		}
		if err := l.Restore(gone); err != nil {
			t.Fatal(err)
		}
		if after, _ := load(t, l, "a.http", index); !reflect.DeepEqual(before, after) {
			t.Errorf("request %d came back as %+v", index, after)
		}
		if list, _, err := l.Requests("a.http"); err != nil || len(list) != 3 {
			t.Errorf("%v, %v", list, err)
		}
	}
	_, ref := load(t, l, "dir/b.http", 0)
	whole, err := l.DeleteRequest(ref)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(l.shown("dir/b.http"), []byte("new"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := l.Restore(whole); !errors.Is(err, fs.ErrExist) {
		t.Errorf("onto a new file: %v", err)
	}
	for _, p := range []string{"", ".", "..", "../x", "/etc"} {
		if _, err := l.Delete(p); err == nil {
			t.Errorf("Delete(%q) has no error", p)
		}
	}
}

func TestNothingLeadsOutside(t *testing.T) {
	t.Parallel()
	l := openLibrary(t, map[string]string{"in.http": "GET http://in/", "sub/x.http": "GET http://x/"})
	outside := filepath.Join(t.TempDir(), "out.http")
	if err := os.WriteFile(outside, []byte("GET http://out/"), 0o644); err != nil {
		t.Fatal(err)
	}
	links := map[string]string{"out.http": outside, "outdir": filepath.Dir(outside), "inner.http": "sub/x.http", "up.http": "../" + filepath.Base(filepath.Dir(outside)) + "/out.http"}
	for name, target := range links {
		if err := os.Symlink(target, l.shown(name)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	for _, p := range []string{"out.http", "outdir/out.http", "../" + filepath.Base(l.dir) + "/in.http", "up.http", outside} {
		if _, _, err := l.Load(p, 0); err == nil {
			t.Errorf("Load(%q) has no error", p)
		}
		if _, err := l.Append(p, Request{URL: "http://a/"}); err == nil {
			t.Errorf("Append(%q) has no error", p)
		}
	}
	for _, folder := range []string{"..", "outdir", "../x"} {
		if _, err := l.Create(folder, "a", Request{URL: "http://a/"}); err == nil {
			t.Errorf("Create in %q has no error", folder)
		}
	}
	if err := l.Rename("in.http", "../in.http"); err == nil {
		t.Error("Rename to outside has no error")
	}
	top, err := l.Tree(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, n := range top.Children {
		names = append(names, n.Path)
	}
	if want := []string{"sub", "in.http", "inner.http"}; !reflect.DeepEqual(names, want) {
		t.Errorf("listed %q", names)
	}
	// A link that stays inside is followed, and stays a link when its file is saved.
	r, ref := load(t, l, "inner.http", 0)
	r.URL = "http://new/"
	if _, err := l.Save(ref, r); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(l.shown("inner.http")); err != nil || info.Mode()&fs.ModeSymlink == 0 || content(t, l, "sub/x.http") != "GET http://new/" {
		t.Errorf("the link was replaced (%v)", err)
	}
	if got, err := os.ReadFile(outside); err != nil || string(got) != "GET http://out/" {
		t.Error("the file outside was changed")
	}
}

func TestUnwritableFolder(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("root may write anywhere")
	}
	l := openLibrary(t, map[string]string{"a.http": "GET http://a/"})
	r, ref := load(t, l, "a.http", 0)
	if err := os.Chmod(l.dir, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(l.dir, 0o700) })
	r.URL = "http://b/"
	if _, err := l.Save(ref, r); !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "a.http") {
		t.Errorf("Save: %v", err)
	}
}

func TestFolderIsGone(t *testing.T) {
	t.Parallel()
	if _, err := OpenLibrary(filepath.Join(t.TempDir(), "none"), testPaths(t)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenLibrary: %v", err)
	}
	l := openLibrary(t, nil)
	if err := os.RemoveAll(l.dir); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Create("", "a", Request{URL: "http://a/"}); err == nil {
		t.Error("Create in a folder that is gone has no error")
	}
}

func TestSavesAtOnceAllArrive(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 20 {
		fmt.Fprintf(&b, "### r%d\nGET http://a/%d\n\n", i, i)
	}
	l := openLibrary(t, map[string]string{"a.http": b.String()})
	var all sync.WaitGroup
	for i := range 20 {
		r, ref := load(t, l, "a.http", i)
		all.Go(func() {
			r.URL = fmt.Sprintf("http://b/%d", i)
			if _, err := l.Save(ref, r); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for i := range 20 {
		if r, _ := load(t, l, "a.http", i); r.URL != fmt.Sprintf("http://b/%d", i) {
			t.Errorf("request %d: %s", i, r.URL)
		}
	}
}
