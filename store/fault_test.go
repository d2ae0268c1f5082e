package store

import (
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"ladle/session"
)

// sickDisk makes commits fail while it is sick and collects what is told.
type sickDisk struct {
	sick atomic.Bool
	told chan error
}

var errDisk = errors.New("no space left on device")

func makeSick(s *Store) *sickDisk {
	d := &sickDisk{told: make(chan error, 1000)}
	d.sick.Store(true)
	s.OnProblem(func(err error) { d.told <- err })
	s.writer.mu.Lock()
	s.writer.beforeCommit = func() error {
		if d.sick.Load() {
			return errDisk
		}
		return nil
	}
	s.writer.mu.Unlock()
	return d
}

func TestFullDiskLosesNothing(t *testing.T) {
	t.Parallel()
	s := openStore(t, testPaths(t))
	s.background.Wait()
	d := makeSick(s)
	r := NewRecorder(s, RecorderOptions{Session: "run", Epoch: epoch})
	defer r.Close()
	var st story
	for i := range session.MessageID(300) {
		st.exchange(i+1, "http://a/", 200, 1)
	}
	r.Observe(st.take())
	var we *WriteError
	if err := <-d.told; !errors.As(err, &we) || !errors.Is(err, errDisk) || we.Waiting == 0 || we.Lost != 0 {
		t.Fatalf("told %v", err)
	}
	if got := r.Synced(); got != 0 {
		t.Errorf("Synced = %d while nothing was written", got)
	}
	d.sick.Store(false)
	if err := r.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(page(t, s, Filter{})); n != 300 {
		t.Errorf("%d messages kept", n)
	}
	for err := range d.told {
		if err == nil {
			break
		}
	}
}

func TestDatabaseThatMayNotGrow(t *testing.T) {
	t.Parallel()
	s := openStore(t, testPaths(t))
	s.background.Wait()
	told := make(chan error, 1000)
	s.OnProblem(func(err error) { told <- err })
	limit := func(pages int) {
		err := s.writer.perform(t.Context(), job{alone: func(db *sql.DB) error {
			_, err := db.Exec(fmt.Sprint("PRAGMA max_page_count = ", pages))
			return err
		}})
		if err != nil {
			t.Error(err)
		}
	}
	limit(1)
	r := NewRecorder(s, RecorderOptions{Session: "run", Epoch: epoch})
	defer r.Close()
	var st story
	for i := range session.MessageID(100) {
		st.exchange(i+1, "http://a/", 200, 1)
	}
	r.Observe(st.take())
	if err := <-told; resultCode(err) != codeFull {
		t.Fatalf("told %v", err)
	}
	// The limit is lifted on the same connection, between two tries.
	s.writer.mu.Lock()
	s.writer.beforeCommit = func() error {
		_, err := s.write.Exec("PRAGMA max_page_count = 100000")
		return err
	}
	s.writer.mu.Unlock()
	if err := r.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(page(t, s, Filter{})); n != 100 {
		t.Errorf("%d messages kept", n)
	}
}

func TestMemoryIsBoundedWhileTheDiskFails(t *testing.T) {
	t.Parallel()
	s := openStore(t, testPaths(t))
	s.background.Wait()
	d := makeSick(s)
	put := func(n int) {
		for range n {
			s.writer.put(job{keep: true, count: 1, run: func(*sql.Tx) error { return nil }})
		}
	}
	put(1)
	<-d.told
	put(maxWaiting + 99)
	s.writer.mu.Lock()
	waiting, lost := len(s.writer.queue), s.writer.lost
	s.writer.mu.Unlock()
	if waiting > maxWaiting || lost < 50 {
		t.Errorf("%d wait, %d lost", waiting, lost)
	}
	d.sick.Store(false)
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	reported := 0
	for err := range d.told {
		var we *WriteError
		if errors.As(err, &we) {
			reported += we.Lost
		}
		if err == nil {
			break
		}
	}
	if reported < lost {
		t.Errorf("%d of %d lost messages were told", reported, lost)
	}
}

func TestOneBadRowDoesNotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	s := openStore(t, testPaths(t))
	s.background.Wait()
	var told []error
	s.OnProblem(func(err error) { told = append(told, err) })
	results := make([]error, 5)
	for i := range results {
		s.writer.put(job{keep: true, count: 1, done: func(err error) { results[i] = err }, run: func(tx *sql.Tx) error {
			if i == 2 {
				_, err := tx.Exec("INSERT INTO nowhere VALUES (1)")
				return err
			}
			return nil
		}})
	}
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, err := range results {
		if (err != nil) != (i == 2) {
			t.Errorf("job %d: %v", i, err)
		}
	}
	var we *WriteError
	if len(told) != 1 || !errors.As(told[0], &we) || we.Lost != 1 {
		t.Errorf("told %v", told)
	}
}

func TestCloseTellsWhatIsLost(t *testing.T) {
	t.Parallel()
	s, err := Open(testPaths(t))
	if err != nil {
		t.Fatal(err)
	}
	s.background.Wait()
	makeSick(s)
	r := NewRecorder(s, RecorderOptions{Session: "run", Epoch: epoch})
	var st story
	st.exchange(1, "http://a/", 200, 1)
	r.Observe(st.take())
	r.Close()
	var we *WriteError
	if err := s.Close(); !errors.As(err, &we) || we.Lost != 1 || !errors.Is(err, errDisk) {
		t.Errorf("Close: %v", err)
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	s := openStore(t, testPaths(t))
	var all sync.WaitGroup
	for w := range 4 {
		all.Go(func() {
			r := NewRecorder(s, RecorderOptions{Session: fmt.Sprint(w), Epoch: epoch})
			defer r.Close()
			var st story
			for i := range session.MessageID(100) {
				st.exchange(i+1, "http://a/", 200, 1)
				r.Observe(st.take())
			}
			if err := r.Flush(t.Context()); err != nil {
				t.Error(err)
			}
		})
		all.Go(func() {
			for range 20 {
				p, err := s.Page(t.Context(), 0, 10, Filter{})
				if err != nil {
					t.Error(err)
				}
				for _, m := range p {
					if _, err := s.Entry(t.Context(), m.ID); err != nil && !errors.Is(err, ErrNotFound) {
						t.Error(err)
					}
				}
				if len(p) > 0 {
					if err := s.Delete(t.Context(), p[0].ID); err != nil {
						t.Error(err)
					}
					if err := s.Undelete(t.Context(), p[0].ID); err != nil {
						t.Error(err)
					}
				}
				if _, err := s.Days(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := len(page(t, s, Filter{})); n != 400 {
		t.Errorf("%d messages kept", n)
	}
}
