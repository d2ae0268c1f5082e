package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"ladle/session"
)

// Spool makes temporary files in a folder of this process, under Paths.Cache: it is the session.Spool of the app. The
// folder goes when the store is closed; those of processes that died are removed when a store is opened.
type Spool struct {
	dir string
}

func newSpool(p Paths, instance string) (*Spool, error) {
	dir := filepath.Join(p.spool(), instance)
	if err := makePrivate(dir); err != nil {
		return nil, err
	}
	return &Spool{dir: dir}, nil
}

// Create makes an empty file. Write appends; ReadAt may go on meanwhile, from any goroutine; Close removes the file,
// of which the history keeps what it wants by a link of its own, made from BodySource.Path. If somebody cleared the cache while the program runs, the folder is made again.
func (s *Spool) Create() (session.SpoolFile, error) {
	f, err := os.CreateTemp(s.dir, "body-*")
	if errors.Is(err, os.ErrNotExist) {
		if err = makePrivate(s.dir); err == nil {
			f, err = os.CreateTemp(s.dir, "body-*")
		}
	}
	if err != nil {
		return nil, fmt.Errorf("make a spool file: %w", err)
	}
	return &spoolFile{File: f}, nil
}

// Dir is the folder of the spool files, for telling how much room is left.
func (s *Spool) Dir() string { return s.dir }

func (s *Spool) close() error { return os.RemoveAll(s.dir) }

// spoolFile removes its file when it is closed.
type spoolFile struct {
	*os.File
	once sync.Once
	err  error
}

func (f *spoolFile) Close() error {
	f.once.Do(func() {
		f.err = f.File.Close()
		if err := os.Remove(f.Name()); !errors.Is(err, os.ErrNotExist) {
			f.err = errors.Join(f.err, err)
		}
	})
	return f.err
}

// sweepSpools removes the folders of instances that are gone.
func sweepSpools(p Paths) {
	entries, err := os.ReadDir(p.spool())
	if err != nil {
		return
	}
	for _, e := range entries {
		if !alive(p, e.Name()) {
			os.RemoveAll(filepath.Join(p.spool(), e.Name()))
		}
	}
}

var _ session.Spool = (*Spool)(nil)
