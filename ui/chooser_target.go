package ui

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

var (
	errChooserExists  = errors.New("there is such a file already")
	errChooserNotFile = errors.New("there is such a name already, and it is not a file")
)

// chooserTarget is a file being saved. What is written goes to a temporary file beside it, which takes its name when it
// is closed; until then, and for good when writing failed or it was discarded, what was there before stays as it was.
type chooserTarget struct {
	path string // as it was chosen

	mu     sync.Mutex
	file   *os.File
	temp   string
	final  string // where links lead
	failed error
	over   bool
}

// beginChooserTarget creates the temporary file for path. Without replace it returns errChooserExists if there is a file
// already; errChooserNotFile if there is something else. It goes to the disk: not on the main goroutine.
func beginChooserTarget(path string, replace bool) (*chooserTarget, error) {
	t := &chooserTarget{path: path, final: path}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errChooserNotFile
	case !replace:
		return nil, errChooserExists
	default:
		if t.final, err = filepath.EvalSymlinks(path); err != nil {
			return nil, err
		}
	}
	t.temp = filepath.Join(filepath.Dir(t.final), ".ladle-"+rand.Text()+".part")
	if t.file, err = os.OpenFile(t.temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666); err != nil {
		return nil, err
	}
	if info != nil {
		if err := t.file.Chmod(info.Mode().Perm()); err != nil {
			t.discard()
			return nil, err
		}
	}
	return t, nil
}

// Write implements io.Writer. After a failure nothing more is written, and Close fails too.
func (t *chooserTarget) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over {
		return 0, fs.ErrClosed
	}
	if t.failed != nil {
		return 0, t.failed
	}
	n, err := t.file.Write(p)
	t.failed = err
	return n, err
}

// Close has everything written to the disk and gives the file its name. If any of that fails, or a Write has failed, the
// temporary file is removed and the error returned. After the first call, or after discard, it does nothing.
func (t *chooserTarget) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over {
		return nil
	}
	t.over = true
	err := t.failed
	if err == nil {
		err = t.file.Sync()
	}
	if cerr := t.file.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(t.temp, t.final)
	}
	if err != nil {
		return errors.Join(err, ignoreMissing(os.Remove(t.temp)))
	}
	syncFolder(filepath.Dir(t.final))
	return nil
}

// discard removes the temporary file. After Close it does nothing.
func (t *chooserTarget) discard() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over {
		return
	}
	t.over = true
	t.file.Close()
	os.Remove(t.temp)
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// syncFolder has a rename written to the disk, where the system knows such a thing: the file itself is safe without.
func syncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		d.Close()
	}
}
