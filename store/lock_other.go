//go:build !unix || solaris || aix

package store

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// tryLock has no lock to take here and asks instead whether the process that the file is named after exists.
func tryLock(f *os.File) (free bool, err error) {
	pid, _, _ := strings.Cut(filepath.Base(f.Name()), "-")
	n, err := strconv.Atoi(pid)
	if err != nil {
		return true, nil
	}
	p, err := os.FindProcess(n)
	if err != nil {
		return true, nil
	}
	return false, p.Release()
}
