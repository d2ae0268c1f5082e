//go:build unix && !solaris && !aix

package store

import (
	"errors"
	"os"
	"syscall"
)

// tryLock takes an exclusive lock that lasts until f is closed or the process ends. free is false when somebody
// else holds it.
func tryLock(f *os.File) (free bool, err error) {
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}
