package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the database driver
)

// Store is the history and the spool of one process. Its methods may be called from any goroutine. Several
// processes may open the same folders at once; each sees what the others have written.
type Store struct {
	paths    Paths
	instance *instance
	write    *sql.DB // one connection, used by the writer goroutine only once Open has returned
	read     *sql.DB
	writer   *writer
	keeper   *keeper
	spool    *Spool
	notes    []string

	stop       context.CancelFunc // ends housekeeping
	background sync.WaitGroup
	closeOnce  sync.Once
	closeErr   error
}

// Open opens the store, making what is missing. A database that is torn or belongs to another program is renamed
// aside to ladle.db.broken-DATE, never deleted, and a note says so. ErrNewer is returned, and nothing touched, when
// a newer version wrote it. What dead processes left behind is cleared up in the background.
func Open(p Paths) (*Store, error) {
	if err := makePrivate(p.Data, p.bodies()); err != nil {
		return nil, err
	}
	inst, err := newInstance(p)
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	s := &Store{paths: p, instance: inst}
	if err := s.open(); err != nil {
		inst.release()
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.stop = cancel
	s.writer = startWriter(s.write)
	s.keeper = startKeeper(p, s.writer)
	s.background.Go(func() { s.housekeep(ctx) })
	return s, nil
}

func (s *Store) open() error {
	spool, err := newSpool(s.paths, s.instance.name)
	if err != nil {
		return fmt.Errorf("open the store: %w", err)
	}
	s.spool = spool
	err = errTorn
	if !looksTorn(s.paths.database()) {
		err = s.openDatabase()
	}
	if unusable(err) {
		if err = s.asideDatabase(err); err == nil {
			err = s.openDatabase()
		}
	}
	if err != nil {
		spool.close()
		return fmt.Errorf("open the history: %w", err)
	}
	return nil
}

// openDatabase opens the two handles. page_size comes before everything else; it is fixed by the first page written.
func (s *Store) openDatabase() error {
	path := s.paths.database()
	if f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return err
	} else {
		f.Close()
	}
	write, err := sql.Open("sqlite", dsn(path, "immediate", "busy_timeout(10000)", "page_size(16384)", "journal_mode(WAL)",
		"synchronous(NORMAL)", "wal_autocheckpoint(256)", "journal_size_limit(67108864)"))
	if err != nil {
		return err
	}
	write.SetMaxOpenConns(1)
	if err := migrate(context.Background(), write); err != nil {
		write.Close()
		return err
	}
	read, err := sql.Open("sqlite", dsn(path, "deferred", "busy_timeout(10000)", "query_only(1)"))
	if err == nil {
		read.SetMaxOpenConns(4)
		err = read.Ping()
	}
	if err != nil {
		write.Close()
		return err
	}
	s.write, s.read = write, read
	return nil
}

// dsn names the database for the driver; the path may hold any character.
func dsn(path, lock string, pragmas ...string) string {
	u := url.URL{Scheme: "file", OmitHost: true, Path: path}
	q := url.Values{"_txlock": {lock}, "_pragma": pragmas}
	return u.String() + "?" + q.Encode()
}

func (s *Store) asideDatabase(why error) error {
	path := s.paths.database()
	aside, err := putAside(path)
	if err != nil {
		return errors.Join(why, err)
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Rename(path+suffix, aside+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return errors.Join(why, err)
		}
	}
	s.notes = append(s.notes, fmt.Sprintf("The history could not be read (%v). It was kept as %s, and a new one begins.", why, aside))
	return nil
}

// Notes gives sentences about what Open put aside.
func (s *Store) Notes() []string { return s.notes }

// Spool gives the spool for bodies of this process.
func (s *Store) Spool() *Spool { return s.spool }

// OnProblem sets the function that is told when the history cannot be written or was damaged, and with nil when it
// can be written again. It is called on the writer's goroutine and must not block. The error is a *WriteError where
// messages are concerned. Set it before the first Recorder starts.
func (s *Store) OnProblem(f func(error)) { s.writer.setProblem(f) }

// Flush returns when everything handed to the store before is on disk.
func (s *Store) Flush(ctx context.Context) error {
	if err := s.keeper.flush(ctx); err != nil {
		return err
	}
	return s.writer.flush(ctx)
}

// Close writes what is waiting and closes the files. Recorders must be closed before. The error says how many
// messages could not be written.
func (s *Store) Close() error {
	s.closeOnce.Do(func() {
		s.stop()
		s.background.Wait()
		s.keeper.close()
		err := s.writer.close()
		s.closeErr = errors.Join(err, s.read.Close(), s.write.Close(), s.spool.close())
		s.instance.release()
	})
	return s.closeErr
}

// now is the time in the database's unit, microseconds since 1970.
func now() int64 { return time.Now().UnixMicro() }
