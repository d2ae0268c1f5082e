package store

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// instance is one opening of the store. Its name marks the temporary files that belong to it; its lock file tells
// other processes whether it still lives. A process id alone would not do: ids are used again, and differ between
// sandboxes that share a home folder.
type instance struct {
	name string
	path string
	lock *os.File
}

const lockSuffix = ".lock"

func newInstance(p Paths) (*instance, error) {
	if err := makePrivate(p.instances()); err != nil {
		return nil, err
	}
	name := fmt.Sprintf("%d-%s", os.Getpid(), strings.ToLower(rand.Text()[:8]))
	path := filepath.Join(p.instances(), name+lockSuffix)
	// Others remove lock files that nobody holds: take the lock under a name they do not look at.
	tmp := path + ".new"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if _, err := tryLock(f); err != nil {
		f.Close()
		os.Remove(tmp)
		return nil, fmt.Errorf("lock %s: %w", tmp, err)
	}
	if err := os.Rename(tmp, path); err != nil {
		f.Close()
		os.Remove(tmp)
		return nil, err
	}
	return &instance{name: name, path: path, lock: f}, nil
}

func (i *instance) release() {
	os.Remove(i.path)
	i.lock.Close()
}

// alive says whether the instance of that name, of any process, still holds its lock.
func alive(p Paths, name string) bool {
	f, err := os.OpenFile(filepath.Join(p.instances(), name+lockSuffix), os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	free, err := tryLock(f)
	return err == nil && !free
}

// sweepInstances removes the lock files of instances that are gone.
func sweepInstances(p Paths) {
	entries, err := os.ReadDir(p.instances())
	if err != nil {
		return
	}
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), lockSuffix); ok && !alive(p, name) {
			os.Remove(filepath.Join(p.instances(), e.Name()))
		}
	}
}
