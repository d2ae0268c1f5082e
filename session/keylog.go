package session

import (
	"errors"
	"os"
	"sync"
)

// keyLog is the open file of property tls-key-log-file. A handshake that outlives a change of the property loses its line,
// not its connection.
type keyLog struct {
	mu   sync.Mutex
	file *os.File
}

var errNoPlainFile = errors.New("this is not a plain file")

// openKeyLog opens a file to be added to; one that there is not is made, for nobody else to read.
func openKeyLog(path string) (*keyLog, error) {
	if i, err := os.Stat(path); err == nil && !i.Mode().IsRegular() {
		return nil, errNoPlainFile // opening a pipe would wait for its reader
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &keyLog{file: f}, nil
}

// Write adds a line in the format of NSS. A full disk must not end a handshake.
func (k *keyLog) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.file != nil {
		k.file.Write(p)
	}
	return len(p), nil
}

func (k *keyLog) close() {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.file != nil {
		k.file.Close()
		k.file = nil
	}
}

func keyLogProblem(path string, err error) *PropertyError {
	e := &PropertyError{Name: "tls-key-log-file", Value: path, What: err.Error(), Try: "Name a file that may be written", Err: err}
	switch {
	case errors.Is(err, os.ErrNotExist):
		e.What = "there is no folder for the file"
	case errors.Is(err, os.ErrPermission):
		e.What = "the file may not be written"
	}
	return e
}
