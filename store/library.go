package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// maxHTTPFile bounds what is read as an .http file; anything larger is some other file with that name.
const maxHTTPFile = 32 << 20

// Library is a folder of .http and .rest files: a collection. Paths within it are relative, with slashes. No path,
// and no symbolic link inside the folder, leads out of it. Its methods may be called from any goroutine and go to the
// disk: not from the one that draws.
type Library struct {
	dir   string
	root  *os.Root
	trash string

	mu     sync.Mutex // held by whatever writes, and over the cache
	titles map[string]titles
}

// titles are the requests of one file as they were when it had this time and size.
type titles struct {
	modified time.Time
	size     int64
	listed   []Listed
	problems []Problem
}

// Node is a folder or a file of a library.
type Node struct {
	Name     string // as shown: of a file without its extension
	Path     string // "" for the library itself
	Folder   bool
	Children []*Node // folders first, then files, each by name
}

// Listed is a request of a file as a list shows it.
type Listed struct {
	Index  int // in the file
	Name   string
	Method string
}

// OpenLibrary opens a folder. What is deleted from it goes to a folder of its own under p.Data. Close it.
func OpenLibrary(dir string, p Paths) (*Library, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the folder %s: %w", dir, cause(err))
	}
	return &Library{dir: dir, root: root, trash: p.trash(), titles: map[string]titles{}}, nil
}

// Dir is the absolute path of the folder.
func (l *Library) Dir() string { return l.dir }

// Close lets go of the folder.
func (l *Library) Close() error { return l.root.Close() }

// cause takes the paths off an error of the os package; the callers name the path that a person knows.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}

func isHTTPFile(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".http" || ext == ".rest"
}

// Tree lists the folders and files. It opens no file, so thousands take a moment; Requests gives what is in one.
// Folders without any .http file below are listed too, hidden ones and node_modules are not. A folder that cannot be
// read is listed empty, and the error names the first of them beside the tree.
func (l *Library) Tree(ctx context.Context) (*Node, error) {
	top := &Node{Name: filepath.Base(l.dir), Folder: true}
	unreadable, err := l.list(ctx, top)
	if err != nil {
		return nil, err
	}
	return top, unreadable
}

func (l *Library) list(ctx context.Context, into *Node) (unreadable, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	entries, rerr := fs.ReadDir(l.root.FS(), fsPath(into.Path))
	if rerr != nil {
		unreadable = fmt.Errorf("read the folder %s: %w", l.shown(into.Path), cause(rerr))
	}
	var files []*Node
	for _, e := range entries {
		n := &Node{Name: e.Name(), Path: path.Join(into.Path, e.Name())}
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case e.IsDir() && e.Name() != "node_modules":
			n.Folder = true
			into.Children = append(into.Children, n)
			u, err := l.list(ctx, n)
			if err != nil {
				return nil, err
			}
			if unreadable == nil {
				unreadable = u
			}
		case isHTTPFile(e.Name()) && l.isFile(e, n.Path):
			n.Name = strings.TrimSuffix(n.Name, path.Ext(n.Name))
			files = append(files, n)
		}
	}
	byName := func(a, b *Node) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	}
	slices.SortStableFunc(into.Children, byName)
	slices.SortStableFunc(files, byName)
	into.Children = append(into.Children, files...)
	return unreadable, nil
}

// isFile says whether an entry is a file, also through a symbolic link that stays inside.
func (l *Library) isFile(e fs.DirEntry, p string) bool {
	if e.Type()&fs.ModeSymlink == 0 {
		return e.Type().IsRegular()
	}
	info, err := l.root.Stat(filepath.FromSlash(p))
	return err == nil && info.Mode().IsRegular()
}

func fsPath(p string) string {
	if p == "" {
		return "."
	}
	return p
}

func (l *Library) shown(p string) string { return filepath.Join(l.dir, filepath.FromSlash(p)) }

// Requests lists the requests of a file, and what in it could not be understood. It reads the file only when its time
// or size changed since the last call.
func (l *Library) Requests(p string) ([]Listed, []Problem, error) {
	info, err := l.root.Stat(filepath.FromSlash(p))
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", l.shown(p), cause(err))
	}
	l.mu.Lock()
	known, ok := l.titles[p]
	l.mu.Unlock()
	if ok && known.modified.Equal(info.ModTime()) && known.size == info.Size() {
		return known.listed, known.problems, nil
	}
	data, err := l.read(p)
	if err != nil {
		return nil, nil, err
	}
	known = titles{modified: info.ModTime(), size: info.Size()}
	file := ParseHTTP(data)
	known.problems = file.Problems
	for i, s := range file.Requests {
		known.listed = append(known.listed, Listed{Index: i, Name: s.Title(), Method: s.Method})
	}
	l.mu.Lock()
	l.titles[p] = known
	l.mu.Unlock()
	return known.listed, known.problems, nil
}

func (l *Library) read(p string) ([]byte, error) {
	info, err := l.root.Stat(filepath.FromSlash(p))
	if err == nil && info.Size() > maxHTTPFile {
		err = fmt.Errorf("larger than %d MB", maxHTTPFile>>20)
	}
	var data []byte
	if err == nil {
		data, err = l.root.ReadFile(filepath.FromSlash(p))
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", l.shown(p), cause(err))
	}
	return data, nil
}

// Load reads one request of a file. The Ref remembers the text it was read from, so that Save can tell whether
// somebody else changed it since. ErrNotFound: the file has no request of that index.
func (l *Library) Load(p string, index int) (Request, Ref, error) {
	data, err := l.read(p)
	if err != nil {
		return Request{}, Ref{}, err
	}
	file := ParseHTTP(data)
	if index < 0 || index >= len(file.Requests) {
		return Request{}, Ref{}, fmt.Errorf("request %d of %s: %w", index+1, l.shown(p), ErrNotFound)
	}
	s := file.Requests[index]
	return s.Request, Ref{Path: p, Index: index, Text: string(data[s.Start:s.End])}, nil
}

// Variables gives the @name = value lines of a file, in order.
func (l *Library) Variables(p string) ([]Variable, error) {
	data, err := l.read(p)
	if err != nil {
		return nil, err
	}
	return ParseHTTP(data).Vars, nil
}
