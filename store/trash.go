package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"
)

// Trashed is what Delete moved away, for Restore. It works until the trash is swept, after thirty days.
type Trashed struct {
	Path string // where it was, within the library
	file string // where it is, "" for a single request of a file
	text string // of that request
	at   int    // its index
}

// Delete moves a file or a whole folder to the trash.
func (l *Library) Delete(p string) (Trashed, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.delete(p)
}

func (l *Library) delete(p string) (Trashed, error) {
	name := filepath.FromSlash(p)
	if !filepath.IsLocal(name) || name == "." {
		return Trashed{}, fmt.Errorf("delete %q: not inside the folder", p)
	}
	if _, err := l.root.Lstat(name); err != nil {
		return Trashed{}, fmt.Errorf("delete %s: %w", l.shown(p), cause(err))
	}
	if err := makePrivate(l.trash); err != nil {
		return Trashed{}, err
	}
	dir, err := os.MkdirTemp(l.trash, time.Now().Format("20060102-150405-"))
	if err != nil {
		return Trashed{}, err
	}
	t := Trashed{Path: p, file: filepath.Join(dir, filepath.Base(name))}
	if err := l.moveOut(name, t.file); err != nil {
		os.RemoveAll(dir)
		return Trashed{}, fmt.Errorf("delete %s: %w", l.shown(p), cause(err))
	}
	return t, nil
}

// moveOut copies through the root, which no link leads out of, and removes the original when the copy is complete.
// The trash may be on another disk, where a rename cannot go.
func (l *Library) moveOut(name, to string) error {
	if err := copyTree(l.root, name, to); err != nil {
		return err
	}
	return l.root.RemoveAll(name)
}

func copyTree(root *os.Root, name, to string) error {
	return fs.WalkDir(root.FS(), filepath.ToSlash(name), func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(name, filepath.FromSlash(p))
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case e.IsDir():
			return os.MkdirAll(target, 0o700)
		case e.Type()&fs.ModeSymlink != 0:
			link, err := root.Readlink(filepath.FromSlash(p))
			if err != nil {
				return err
			}
			return os.Symlink(link, target)
		case !e.Type().IsRegular():
			return fmt.Errorf("%s is neither a file nor a folder", p)
		}
		return copyFile(root, filepath.FromSlash(p), target)
	})
}

func copyFile(root *os.Root, name, to string) error {
	in, err := root.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, info.Mode().Perm()|0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}

// DeleteRequest takes one request out of its file. A file whose only request it is goes to the trash as a whole. It
// fails with a *ChangedError when the request changed on disk since it was loaded.
func (l *Library) DeleteRequest(ref Ref) (Trashed, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	data, s, err := l.locate(ref, Request{})
	if err != nil {
		return Trashed{}, err
	}
	if len(ParseHTTP(data).Requests) == 1 {
		return l.delete(ref.Path)
	}
	text := string(data[s.Start:s.End])
	if _, err := l.replace(Ref{Path: ref.Path, Index: s.index}, data, s.Start, s.End, ""); err != nil {
		return Trashed{}, err
	}
	return Trashed{Path: ref.Path, text: text, at: s.index}, nil
}

// Restore brings back what Delete or DeleteRequest took away. It replaces nothing: when the path was taken meanwhile,
// errors.Is(err, fs.ErrExist).
func (l *Library) Restore(t Trashed) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t.file == "" {
		return l.restoreRequest(t)
	}
	if err := l.makeFolder(fsParent(t.Path)); err != nil {
		return err
	}
	if err := l.moveIn(t.file, filepath.FromSlash(t.Path)); err != nil {
		return fmt.Errorf("restore %s: %w", l.shown(t.Path), cause(err))
	}
	return os.RemoveAll(filepath.Dir(t.file))
}

func fsParent(p string) string {
	if dir := path.Dir(p); dir != "." {
		return dir
	}
	return ""
}

func (l *Library) moveIn(from, name string) error {
	if _, err := l.root.Lstat(name); err == nil {
		return fs.ErrExist
	}
	trash, err := os.OpenRoot(filepath.Dir(from))
	if err != nil {
		return err
	}
	defer trash.Close()
	return fs.WalkDir(trash.FS(), filepath.Base(from), func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(filepath.Base(from), filepath.FromSlash(p))
		if err != nil {
			return err
		}
		target := filepath.Join(name, rel)
		switch {
		case e.IsDir():
			return l.root.MkdirAll(target, 0o755)
		case e.Type()&fs.ModeSymlink != 0:
			link, err := trash.Readlink(filepath.FromSlash(p))
			if err != nil {
				return err
			}
			return l.root.Symlink(link, target)
		}
		data, err := trash.ReadFile(filepath.FromSlash(p))
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		return l.root.WriteFile(target, data, info.Mode().Perm())
	})
}

// restoreRequest puts the text back before the request that took its index, or at the end.
func (l *Library) restoreRequest(t Trashed) error {
	data, err := l.read(t.Path)
	if err != nil {
		return err
	}
	at, text := len(data), t.text
	if sections := ParseHTTP(data).Requests; t.at < len(sections) {
		at = sections[t.at].Start
	}
	switch {
	case at == 0 && !isSeparator(string(data)):
		text += "###\n"
	case at > 0 && data[at-1] != '\n':
		text = "\n" + text
	}
	if at > 0 && !isSeparator(t.text) {
		text = "###\n" + text
	}
	_, err = l.replace(Ref{Path: t.Path, Index: t.at}, data, at, at, text)
	return err
}

// sweepTrash removes what was deleted long ago.
func sweepTrash(p Paths) {
	entries, err := os.ReadDir(p.trash())
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > trashFor {
			os.RemoveAll(filepath.Join(p.trash(), e.Name()))
		}
	}
}
