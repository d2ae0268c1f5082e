package store

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// writeAtomic replaces the file at path as a whole: whoever reads it, at any moment and after any crash, finds the
// old content or the new.
func writeAtomic(path string, data []byte, mode fs.FileMode) error {
	dir, name := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	f, err := os.CreateTemp(dir, "."+name+".*.tmp")
	if err != nil {
		return err
	}
	tmp := f.Name()
	if err := fillAndSync(f, data, mode); err != nil {
		os.Remove(tmp)
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(tmp, path); err != nil {
		os.Remove(tmp)
		return err
	}
	return syncDir(dir)
}

func fillAndSync(f *os.File, data []byte, mode fs.FileMode) error {
	_, err := f.Write(data)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// syncDir makes renames in dir durable. Systems that cannot sync a folder do not need it.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	_ = d.Sync()
	return nil
}

// putAside renames a file that cannot be used to NAME.broken-DATE, so that nothing is ever deleted that a person may
// still want, and gives the new name.
func putAside(path string) (string, error) {
	base := path + ".broken-" + time.Now().Format("20060102-150405")
	for n := 1; ; n++ {
		aside := base
		if n > 1 {
			aside = fmt.Sprintf("%s-%d", base, n)
		}
		if _, err := os.Lstat(aside); err == nil {
			continue
		}
		return aside, os.Rename(path, aside)
	}
}
