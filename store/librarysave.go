package store

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Ref names a request of a library and remembers its text. The zero value names none. It is a value; one from Load,
// Save, Create or Append can be used until the next Save or DeleteRequest of the same request.
type Ref struct {
	Path  string `json:"path"`
	Index int    `json:"index"`
	Text  string `json:"text,omitempty"` // of its section when it was loaded; a draft that is saved after a restart needs it
}

// ErrChanged: the request was changed on disk since it was loaded. The error is a *ChangedError.
var ErrChanged = errors.New("changed on disk")

// ChangedError holds both versions of a request that was changed here and on disk.
type ChangedError struct {
	Path   string // of the file, absolute
	Mine   string // what was to be written
	Theirs string // what is on disk at that place, "" if the request is gone
}

func (e *ChangedError) Error() string {
	if e.Theirs == "" {
		return e.Path + ": the request is gone from the file"
	}
	return e.Path + ": the request was changed on disk"
}

// Is makes errors.Is(err, ErrChanged) true.
func (e *ChangedError) Is(target error) bool { return target == ErrChanged }

// Save writes r in the place of the request that ref names and keeps every other byte of the file. The file is
// replaced as a whole, so that nobody ever reads half of it. When other requests of the file changed meanwhile it
// saves all the same; when this one did, nothing is written and the error is a *ChangedError: to overwrite, Load
// again and Save with the new Ref. A request that the format cannot hold is a *FormatError.
func (l *Library) Save(ref Ref, r Request) (Ref, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	data, s, err := l.locate(ref, r)
	if err != nil {
		return ref, err
	}
	text, err := formatSection(r, s.marked)
	if err != nil {
		return ref, err
	}
	text = fitSection(text, data, s)
	ref.Index = s.index
	return l.replace(ref, data, s.Start, s.End, text)
}

// place is a section and its index.
type place struct {
	Section
	index int
}

// locate finds the request of ref in the file as it is now: at its index, or, when others came or went, where its
// text is found exactly once.
func (l *Library) locate(ref Ref, mine Request) ([]byte, place, error) {
	data, err := l.read(ref.Path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, place{}, err
	}
	sections := ParseHTTP(data).Requests
	theirs, found := "", []place{}
	for i, s := range sections {
		text := string(data[s.Start:s.End])
		if i == ref.Index {
			theirs = text
		}
		if text == ref.Text {
			if i == ref.Index {
				return data, place{s, i}, nil
			}
			found = append(found, place{s, i})
		}
	}
	if len(found) == 1 {
		return data, found[0], nil
	}
	text, err := formatSection(mine, true)
	if err != nil {
		return nil, place{}, err
	}
	return nil, place{}, &ChangedError{Path: l.shown(ref.Path), Mine: text, Theirs: theirs}
}

// fitSection gives a section the line ends of the file and the blank lines that followed the old one.
func fitSection(text string, data []byte, s place) string {
	old := data[s.Start:s.End]
	crlf := bytes.Contains(old, []byte("\r\n"))
	if crlf {
		text = headToCRLF(text)
	}
	tail := old[len(bytes.TrimRight(old, "\r\n")):]
	if s.End == len(data) || len(tail) > 0 {
		text = strings.TrimRight(text, "\r\n") + string(tail)
	}
	if s.End < len(data) && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	if s.Start == 0 && bytes.HasPrefix(old, []byte("\xef\xbb\xbf")) {
		text = "\xef\xbb\xbf" + text
	}
	return text
}

// headToCRLF changes the line ends of everything but the body, whose bytes are what is sent.
func headToCRLF(text string) string {
	head, rest, found := strings.Cut(text, "\n\n")
	if !found {
		return strings.ReplaceAll(text, "\n", "\r\n")
	}
	return strings.ReplaceAll(head, "\n", "\r\n") + "\r\n\r\n" + rest
}

// replace writes the file with data[start:end] changed to text, if it still has that content.
func (l *Library) replace(ref Ref, data []byte, start, end int, text string) (Ref, error) {
	out := make([]byte, 0, len(data)+len(text))
	out = append(append(append(out, data[:start]...), text...), data[end:]...)
	if now, err := l.read(ref.Path); err != nil || !bytes.Equal(now, data) {
		return ref, &ChangedError{Path: l.shown(ref.Path), Mine: text, Theirs: string(now)}
	}
	if err := l.writeFile(ref.Path, out); err != nil {
		return ref, err
	}
	file := ParseHTTP(out)
	if ref.Index < len(file.Requests) {
		s := file.Requests[ref.Index]
		ref.Text = string(out[s.Start:s.End])
	}
	return ref, nil
}

// writeFile replaces a file by way of a temporary one beside it. A file reached through a symbolic link is replaced
// where it is, not the link.
func (l *Library) writeFile(p string, data []byte) error {
	name := filepath.FromSlash(p)
	mode := fs.FileMode(0o644)
	if info, err := l.root.Lstat(name); err == nil {
		if info.Mode()&fs.ModeSymlink != 0 {
			return l.writeThrough(name, data)
		}
		mode = info.Mode().Perm()
	}
	tmp, err := l.writeTemp(path.Dir(p), data, mode)
	if err == nil {
		if err = l.root.Rename(tmp, name); err != nil {
			l.root.Remove(tmp)
		}
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", l.shown(p), cause(err))
	}
	return syncDir(filepath.Dir(l.shown(p)))
}

// writeThrough follows a link by one step; the root keeps it from leading outside.
func (l *Library) writeThrough(name string, data []byte) error {
	target, err := l.root.Readlink(name)
	if err != nil {
		return err
	}
	if filepath.IsAbs(target) {
		return fmt.Errorf("write %s: the link leads out of the folder", filepath.Join(l.dir, name))
	}
	return l.writeFile(path.Join(path.Dir(filepath.ToSlash(name)), filepath.ToSlash(target)), data)
}

func (l *Library) writeTemp(folder string, data []byte, mode fs.FileMode) (string, error) {
	tmp := filepath.FromSlash(path.Join(folder, "."+rand.Text()[:12]+".tmp"))
	f, err := l.root.OpenFile(tmp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	if err := fillAndSync(f, data, mode); err != nil {
		l.root.Remove(tmp)
		return "", err
	}
	return tmp, nil
}

// Create writes r into a new file of a folder ("" is the library itself), named after name; when that is taken a
// number is added. The folder is made if it is missing.
func (l *Library) Create(folder, name string, r Request) (Ref, error) {
	if r.Name == "" {
		r.Name = strings.TrimSpace(name)
	}
	text, err := FormatHTTP(r)
	if err != nil {
		return Ref{}, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.makeFolder(folder); err != nil {
		return Ref{}, err
	}
	tmp, err := l.writeTemp(fsPath(folder), []byte(text), 0o644)
	if err != nil {
		return Ref{}, fmt.Errorf("write into %s: %w", l.shown(folder), cause(err))
	}
	for n := 1; ; n++ {
		p := path.Join(folder, fileName(name, n))
		err := l.moveNew(tmp, filepath.FromSlash(p))
		if errors.Is(err, fs.ErrExist) && n < 10000 {
			continue
		}
		if err != nil {
			l.root.Remove(tmp)
			return Ref{}, fmt.Errorf("write %s: %w", l.shown(p), cause(err))
		}
		return Ref{Path: p, Text: text}, syncDir(l.shown(folder))
	}
}

// fileName makes a file name from a title: its words in lower case, joined by hyphens.
func fileName(title string, n int) string {
	name := strings.ReplaceAll(identifier(title), "_", "-")
	if len(name) > 80 {
		name = strings.TrimRight(name[:80], "-")
	}
	if name == "" {
		name = "request"
	}
	if n > 1 {
		name = fmt.Sprintf("%s-%d", name, n)
	}
	return name + ".http"
}

// moveNew renames without ever replacing what is at the new name. Where the file system has no hard links it looks
// first, which leaves a moment for somebody else.
func (l *Library) moveNew(from, to string) error {
	info, err := l.root.Lstat(from)
	if err != nil {
		return err
	}
	if info.Mode().IsRegular() {
		err := l.root.Link(from, to)
		if err == nil {
			return l.root.Remove(from)
		}
		if errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	if _, err := l.root.Lstat(to); err == nil {
		return &fs.PathError{Op: "rename", Path: to, Err: fs.ErrExist}
	}
	return l.root.Rename(from, to)
}

// Append adds r as the last request of a file.
func (l *Library) Append(p string, r Request) (Ref, error) {
	text, err := FormatHTTP(r)
	if err != nil {
		return Ref{}, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	data, err := l.read(p)
	if err != nil {
		return Ref{}, err
	}
	lead := ""
	if len(data) > 0 {
		lead = strings.Repeat("\n", max(0, 2-len(data)+len(bytes.TrimRight(data, "\n"))))
	}
	index := len(ParseHTTP(data).Requests)
	return l.replace(Ref{Path: p, Index: index}, data, len(data), len(data), lead+text)
}

// CreateFolder makes a folder and those above it.
func (l *Library) CreateFolder(p string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.makeFolder(p)
}

func (l *Library) makeFolder(p string) error {
	if p == "" {
		return nil
	}
	if err := l.root.MkdirAll(filepath.FromSlash(p), 0o755); err != nil {
		return fmt.Errorf("make the folder %s: %w", l.shown(p), cause(err))
	}
	return nil
}

// Rename gives a file or a folder another path within the library. It replaces nothing: if the new path is taken,
// errors.Is(err, fs.ErrExist).
func (l *Library) Rename(from, to string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.makeFolder(strings.TrimPrefix(path.Dir(to), ".")); err != nil {
		return err
	}
	if err := l.moveNew(filepath.FromSlash(from), filepath.FromSlash(to)); err != nil {
		return fmt.Errorf("rename %s to %s: %w", l.shown(from), to, cause(err))
	}
	return nil
}
