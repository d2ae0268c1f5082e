package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// applicationID marks the database file as ours: "Ladl" in ASCII.
const applicationID = 0x4c61646c

// ErrNewer: the database was written by a newer version of the program. It is left as it is.
var ErrNewer = errors.New("the history was written by a newer version of Ladle")

// errForeign: the file is a database of another program.
var errForeign = errors.New("not a history of Ladle")

// migrations bring the database from version i to i+1. A released one is never changed.
var migrations = []func(*sql.Tx) error{
	func(tx *sql.Tx) error { return execAll(tx, schema1...) },
}

// Lists read messages only; what is large sits in tables of its own. A soft-deleted row has the time in deleted. The
// first index counts days without touching the table; the other two end in the id and so give pages in order.
var schema1 = []string{
	`CREATE TABLE messages (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		session TEXT NOT NULL,
		message INTEGER NOT NULL,
		day TEXT NOT NULL,
		epoch INTEGER NOT NULL,
		started INTEGER NOT NULL,
		duration INTEGER NOT NULL,
		name TEXT NOT NULL,
		method TEXT NOT NULL,
		url TEXT NOT NULL,
		host TEXT NOT NULL,
		status INTEGER NOT NULL,
		reason TEXT NOT NULL,
		type TEXT NOT NULL,
		outcome INTEGER NOT NULL,
		error TEXT NOT NULL,
		attempts INTEGER NOT NULL,
		request_size INTEGER NOT NULL,
		encoded INTEGER NOT NULL,
		decoded INTEGER NOT NULL,
		body INTEGER NOT NULL,
		deleted INTEGER NOT NULL DEFAULT 0
	)`,
	`CREATE INDEX messages_day ON messages (deleted, day, session, started)`,
	`CREATE INDEX messages_by_day ON messages (day)`,
	`CREATE INDEX messages_by_session ON messages (session)`,
	`CREATE TABLE records (id INTEGER PRIMARY KEY, events BLOB NOT NULL, request BLOB)`,
	`CREATE TABLE bodies (id INTEGER PRIMARY KEY, size INTEGER NOT NULL, data BLOB, file TEXT, pending TEXT)`,
	`CREATE INDEX bodies_file ON bodies (file) WHERE file IS NOT NULL`,
	`CREATE INDEX bodies_pending ON bodies (pending) WHERE pending IS NOT NULL`,
}

func execAll(tx *sql.Tx, statements ...string) error {
	for _, s := range statements {
		if _, err := tx.Exec(s); err != nil {
			return err
		}
	}
	return nil
}

// migrate brings the database to the current version in one transaction, so that of two processes that start
// together one does the work and the other finds it done.
func migrate(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	version, err := schemaVersion(tx)
	if err != nil {
		return err
	}
	if version > len(migrations) {
		return fmt.Errorf("%w (version %d, this one knows %d)", ErrNewer, version, len(migrations))
	}
	if version == len(migrations) {
		return nil
	}
	for i := version; i < len(migrations); i++ {
		if err := migrations[i](tx); err != nil {
			return fmt.Errorf("bring the history to version %d: %w", i+1, err)
		}
	}
	err = execAll(tx, fmt.Sprintf("PRAGMA application_id = %d", applicationID), fmt.Sprintf("PRAGMA user_version = %d", len(migrations)))
	if err != nil {
		return err
	}
	return tx.Commit()
}

// schemaVersion gives the version of our schema, 0 for an empty file, errForeign for somebody else's.
func schemaVersion(tx *sql.Tx) (int, error) {
	var version, app, tables int
	for query, into := range map[string]*int{
		"PRAGMA user_version":                &version,
		"PRAGMA application_id":              &app,
		"SELECT count(*) FROM sqlite_schema": &tables,
	} {
		if err := tx.QueryRow(query).Scan(into); err != nil {
			return 0, err
		}
	}
	if app != applicationID && (tables > 0 || version > 0 || app != 0) {
		return 0, errForeign
	}
	return version, nil
}
