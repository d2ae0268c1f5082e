package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
)

// keeper turns large bodies into files named by their SHA-256, on a goroutine of its own: hashing and syncing a
// gigabyte takes seconds, and the rows of other messages do not wait for that. Until it is done the body is a file
// under a pending name that its row knows, so that the next start can finish the work of a process that died.
type keeper struct {
	paths  Paths
	writer *writer
	work   chan func()
	ended  sync.WaitGroup
	serial atomic.Uint64

	mu     sync.RWMutex // held for reading while something is sent to work
	closed bool
}

func startKeeper(p Paths, w *writer) *keeper {
	k := &keeper{paths: p, writer: w, work: make(chan func(), 64)}
	k.ended.Go(func() {
		for f := range k.work {
			f()
		}
	})
	return k
}

func (k *keeper) close() {
	k.mu.Lock()
	k.closed = true
	close(k.work)
	k.mu.Unlock()
	k.ended.Wait()
}

// do queues f, after what was queued before.
func (k *keeper) do(f func()) error {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.closed {
		return ErrStoreClosed
	}
	k.work <- f
	return nil
}

func (k *keeper) flush(ctx context.Context) error {
	done := make(chan struct{})
	if err := k.do(func() { close(done) }); err != nil {
		return err
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// pendingName gives a new name in the folder of bodies that says which instance is at work on it.
func (k *keeper) pendingName(instance string) string {
	return fmt.Sprintf("%s%s.%d", pendingPrefix, instance, k.serial.Add(1))
}

const pendingPrefix = "pending-"

func (k *keeper) path(name string) string { return filepath.Join(k.paths.bodies(), name) }

// link tries to give the source's file the pending name, which costs nothing and makes the source free at once.
func (k *keeper) link(b BodySource, pending string) bool {
	if b.Path == "" || os.Link(b.Path, k.path(pending)) != nil {
		return false
	}
	if info, err := os.Stat(k.path(pending)); err != nil || info.Size() != b.Size {
		os.Remove(k.path(pending))
		return false
	}
	return true
}

// keep queues the body whose row, with this pending name, was handed to the writer before. With a source the bytes
// are copied first, and the source is closed.
func (k *keeper) keep(pending string, source *BodySource) {
	err := k.do(func() {
		err := k.copyIn(pending, source)
		if err == nil {
			err = k.finish(pending)
		}
		if err != nil {
			k.lose(pending, err)
		}
	})
	if err != nil && source != nil {
		source.close()
	}
}

func (k *keeper) copyIn(pending string, source *BodySource) error {
	if source == nil {
		return nil
	}
	defer source.close()
	f, err := os.OpenFile(k.path(pending), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	n, err := io.Copy(f, io.NewSectionReader(source.Reader, 0, source.Size))
	if err == nil && n != source.Size {
		err = io.ErrUnexpectedEOF
	}
	return errors.Join(err, f.Close())
}

// finish makes the pending file durable and has the writer give it its final name together with the row.
func (k *keeper) finish(pending string) error {
	sum, err := hashAndSync(k.path(pending))
	if err != nil {
		return err
	}
	k.writer.put(job{keep: true, run: func(tx *sql.Tx) error { return k.settle(tx, pending, sum) }})
	return nil
}

// settle runs in a write transaction, which also keeps the sweeps of every process away from the folder.
func (k *keeper) settle(tx *sql.Tx, pending, sum string) error {
	if _, err := os.Stat(k.path(sum)); err == nil {
		os.Remove(k.path(pending))
	} else if err := os.Rename(k.path(pending), k.path(sum)); err != nil {
		return fmt.Errorf("keep a body: %w", err)
	} else if err := syncDir(k.paths.bodies()); err != nil {
		return err
	}
	_, err := tx.Exec("UPDATE messages SET body = ? WHERE id = (SELECT id FROM bodies WHERE pending = ?)", BodyKept, pending)
	if err != nil {
		return err
	}
	if _, err = tx.Exec("UPDATE bodies SET file = ?, pending = NULL WHERE pending = ?", sum, pending); err != nil {
		return err
	}
	return removeUnused(tx, k.paths, sum)
}

// removeUnused removes a body file that no row names: its message was cleared away meanwhile.
func removeUnused(tx *sql.Tx, p Paths, sum string) error {
	var used bool
	if err := tx.QueryRow("SELECT EXISTS (SELECT 1 FROM bodies WHERE file = ?)", sum).Scan(&used); err != nil || used {
		return err
	}
	return os.Remove(filepath.Join(p.bodies(), sum))
}

// lose notes that a body could not be kept and says why.
func (k *keeper) lose(pending string, why error) {
	os.Remove(k.path(pending))
	k.writer.put(job{keep: true, run: func(tx *sql.Tx) error { return markLost(tx, pending) }})
	k.writer.tell(fmt.Errorf("a response body could not be kept: %w", why))
}

func markLost(tx *sql.Tx, pending string) error {
	_, err := tx.Exec("UPDATE messages SET body = ? WHERE id = (SELECT id FROM bodies WHERE pending = ?)", BodyLost, pending)
	if err == nil {
		_, err = tx.Exec("UPDATE bodies SET pending = NULL WHERE pending = ?", pending)
	}
	return err
}

func hashAndSync(path string) (string, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	if err := f.Sync(); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
