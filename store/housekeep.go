package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// How long what was deleted can be brought back at least.
const (
	undeleteFor = time.Hour
	trashFor    = 30 * 24 * time.Hour
)

// housekeep clears up after processes that died and sweeps what was deleted long enough ago. It runs once, in the
// background, after opening.
func (s *Store) housekeep(ctx context.Context) {
	steps := []func(context.Context) error{
		s.adoptPending,
		s.purgeDeleted,
		func(ctx context.Context) error {
			return s.writer.do(ctx, func(tx *sql.Tx) error { return sweepBodies(ctx, tx, s.paths) })
		},
		func(context.Context) error {
			sweepSpools(s.paths)
			sweepInstances(s.paths)
			sweepTrash(s.paths)
			return nil
		},
	}
	for _, step := range steps {
		if err := step(ctx); err != nil && ctx.Err() == nil {
			s.writer.tell(fmt.Errorf("clear up the history: %w", err))
		}
		if ctx.Err() != nil {
			return
		}
	}
}

// adoptPending finishes the large bodies of processes that died before they could.
func (s *Store) adoptPending(ctx context.Context) error {
	rows, err := s.read.QueryContext(ctx, "SELECT pending, size FROM bodies WHERE pending IS NOT NULL")
	if err != nil {
		return err
	}
	sizes := map[string]int64{}
	for rows.Next() {
		var name string
		var size int64
		if err := rows.Scan(&name, &size); err != nil {
			return errors.Join(err, rows.Close())
		}
		sizes[name] = size
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for name, size := range sizes {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if instance, ok := pendingInstance(name); ok && alive(s.paths, instance) {
			continue
		}
		if info, err := os.Stat(s.keeper.path(name)); err == nil && info.Size() == size {
			s.keeper.keep(name, nil)
		} else if err := s.writer.do(ctx, func(tx *sql.Tx) error { return markLost(tx, name) }); err != nil {
			return err
		}
	}
	return s.keeper.flush(ctx)
}

// pendingInstance gives the instance that a pending name belongs to.
func pendingInstance(name string) (string, bool) {
	rest, ok := strings.CutPrefix(name, pendingPrefix)
	instance, _, found := strings.Cut(rest, ".")
	return instance, ok && found
}

// purgeDeleted removes soft-deleted messages in small steps, so that recording goes on between them.
func (s *Store) purgeDeleted(ctx context.Context) error {
	limit := time.Now().Add(-undeleteFor).UnixMicro()
	for {
		var n int64
		err := s.writer.do(ctx, func(tx *sql.Tx) error {
			const some = "SELECT id FROM messages WHERE deleted > 0 AND deleted < ? ORDER BY id LIMIT 200"
			for _, table := range []string{"bodies", "records"} {
				if _, err := tx.Exec("DELETE FROM "+table+" WHERE id IN ("+some+")", limit); err != nil {
					return err
				}
			}
			res, err := tx.Exec("DELETE FROM messages WHERE id IN ("+some+")", limit)
			if err == nil {
				n, err = res.RowsAffected()
			}
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}

// sweepBodies removes the files that no row names. It runs in a write transaction: nobody, in any process, can give
// a body its name or its row meanwhile.
func sweepBodies(ctx context.Context, tx *sql.Tx, p Paths) error {
	entries, err := os.ReadDir(p.bodies())
	if err != nil {
		return err
	}
	for _, e := range entries {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if instance, pending := pendingInstance(e.Name()); pending && alive(p, instance) {
			continue
		}
		var used bool
		if err := tx.QueryRow("SELECT EXISTS (SELECT 1 FROM bodies WHERE file = ?1) OR EXISTS (SELECT 1 FROM bodies WHERE pending = ?1)", e.Name()).Scan(&used); err != nil {
			return err
		}
		if !used {
			os.Remove(filepath.Join(p.bodies(), e.Name()))
		}
	}
	return nil
}
