package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"ladle/session"
)

// Entry is everything the history has of a message but its response body.
type Entry struct {
	Summary
	Epoch      time.Time       // of its session: Epoch.Add(event.At) is the wall time of an event
	Events     []session.Event // all of the message, secrets masked
	Request    Request         // what was asked, secrets unmasked
	HasRequest bool
}

// Day counts the messages that started on one day, in the time zone that held when they were recorded.
type Day struct {
	Date     string // as in 2026-11-22
	Count    int
	Sessions []SessionCount // of today only, the newest first
}

// SessionCount counts the messages of one run of the program on one day.
type SessionCount struct {
	ID      string
	Started time.Time // of its first message that day
	Count   int
}

// Filter chooses messages of the history. Its zero value chooses all.
type Filter struct {
	Session      string
	Day          string // as in Day.Date
	Text         string // somewhere in the URL or the request's name; case does not matter for ASCII
	Method, Host string
	StatusFrom   int // 0 or the lowest status
	StatusTo     int // 0 or the highest status
	Outcomes     []Outcome
}

// Days lists the days that have messages, the newest first.
func (s *Store) Days(ctx context.Context) ([]Day, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT day, session, count(*), min(started) FROM messages WHERE deleted = 0
		GROUP BY day, session ORDER BY day DESC, min(started) DESC`)
	if err != nil {
		return nil, fmt.Errorf("list the days of the history: %w", err)
	}
	defer rows.Close()
	var days []Day
	today := time.Now().Format(time.DateOnly)
	for rows.Next() {
		var date string
		var c SessionCount
		var started int64
		if err := rows.Scan(&date, &c.ID, &c.Count, &started); err != nil {
			return nil, err
		}
		if len(days) == 0 || days[len(days)-1].Date != date {
			days = append(days, Day{Date: date})
		}
		d := &days[len(days)-1]
		d.Count += c.Count
		if date == today {
			c.Started = time.UnixMicro(started)
			d.Sessions = append(d.Sessions, c)
		}
	}
	return days, rows.Err()
}

const summaryColumns = `id, session, message, epoch, started, duration, name, method, url, host, status, reason, type, outcome, error, attempts,
	request_size, encoded, decoded, body`

func scanSummary(scan func(...any) error) (s Summary, epoch time.Time, err error) {
	var e, started, duration, message int64
	err = scan(&s.ID, &s.Session, &message, &e, &started, &duration, &s.Name, &s.Method, &s.URL, &s.Host, &s.Status, &s.Reason,
		&s.Type, &s.Outcome, &s.Error, &s.Attempts, &s.RequestSize, &s.Encoded, &s.Decoded, &s.Body)
	s.Message = session.MessageID(message)
	s.Started, s.Duration = time.UnixMicro(started), time.Duration(duration)*time.Microsecond
	return s, time.UnixMicro(e), err
}

// Page gives at most limit messages with an id below before, the newest first; before 0 begins at the newest. The
// last id of a page is the next one's before.
func (s *Store) Page(ctx context.Context, before int64, limit int, f Filter) ([]Summary, error) {
	where, args := f.where()
	if before > 0 {
		where, args = append(where, "id < ?"), append(args, before)
	}
	rows, err := s.read.QueryContext(ctx, "SELECT "+summaryColumns+" FROM messages WHERE "+strings.Join(where, " AND ")+" ORDER BY id DESC LIMIT ?", append(args, max(limit, 0))...)
	if err != nil {
		return nil, fmt.Errorf("list the history: %w", err)
	}
	defer rows.Close()
	var page []Summary
	for rows.Next() {
		m, _, err := scanSummary(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("list the history: %w", err)
		}
		page = append(page, m)
	}
	return page, rows.Err()
}

// where gives the conditions of the filter. The + keeps SQLite from the index that counts days: a page needs only the
// newest, so walking back from there in the order of ids beats collecting and sorting all that match.
func (f Filter) where() (where []string, args []any) {
	where = []string{"+deleted = 0"}
	add := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	for _, c := range []struct{ column, value string }{{"day", f.Day}, {"session", f.Session}, {"method", f.Method}, {"host", f.Host}} {
		if c.value != "" {
			add(c.column+" = ?", c.value)
		}
	}
	if f.Text != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(f.Text) + "%"
		add(`(url LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\')`, like, like)
	}
	if f.StatusFrom > 0 {
		add("status >= ?", f.StatusFrom)
	}
	if f.StatusTo > 0 {
		add("status <= ?", f.StatusTo)
	}
	if len(f.Outcomes) > 0 {
		values := make([]any, len(f.Outcomes))
		for i, o := range f.Outcomes {
			values[i] = o
		}
		add("outcome IN (?"+strings.Repeat(",?", len(values)-1)+")", values...)
	}
	return where, args
}

// Entry gives one message, ErrNotFound if there is none. Soft-deleted ones are still given.
func (s *Store) Entry(ctx context.Context, id int64) (Entry, error) {
	var e Entry
	var events, request []byte
	row := s.read.QueryRowContext(ctx, "SELECT "+summaryColumns+", r.events, r.request FROM messages JOIN records r USING (id) WHERE id = ?", id)
	var err error
	e.Summary, e.Epoch, err = scanSummary(func(into ...any) error { return row.Scan(append(into, &events, &request)...) })
	if errors.Is(err, sql.ErrNoRows) {
		return e, ErrNotFound
	}
	if err == nil {
		e.Events, err = unpackEvents(events)
	}
	if err == nil && len(request) > 0 {
		e.HasRequest = true
		e.Request, err = unpackRequest(request)
	}
	if err != nil {
		return e, fmt.Errorf("read message %d of the history: %w", id, err)
	}
	return e, nil
}

// Delete takes messages out of every list. Undelete brings them back until they are swept, at the first start that is
// an hour later.
func (s *Store) Delete(ctx context.Context, ids ...int64) error { return s.mark(ctx, now(), ids) }

// Undelete takes Delete back. Messages that were swept are not there any more; the others come back.
func (s *Store) Undelete(ctx context.Context, ids ...int64) error { return s.mark(ctx, 0, ids) }

func (s *Store) mark(ctx context.Context, deleted int64, ids []int64) error {
	return s.writer.do(ctx, func(tx *sql.Tx) error {
		for part := range slices.Chunk(ids, 500) {
			args := []any{deleted}
			for _, id := range part {
				args = append(args, id)
			}
			if _, err := tx.Exec("UPDATE messages SET deleted = ? WHERE id IN (?"+strings.Repeat(",?", len(part)-1)+")", args...); err != nil {
				return fmt.Errorf("delete from the history: %w", err)
			}
		}
		return nil
	})
}

// Clear removes every message of the history and every body for good, of all processes that share it. What was
// recorded before and still waits is removed too.
func (s *Store) Clear(ctx context.Context) error {
	err := s.writer.do(ctx, func(tx *sql.Tx) error {
		if err := execAll(tx, "DELETE FROM messages", "DELETE FROM records", "DELETE FROM bodies"); err != nil {
			return err
		}
		return sweepBodies(ctx, tx, s.paths)
	})
	if err != nil {
		return fmt.Errorf("clear the history: %w", err)
	}
	// The pages still hold what was deleted until the file is written anew.
	err = s.writer.perform(ctx, job{alone: func(db *sql.DB) error {
		if _, err := db.Exec("VACUUM"); err != nil {
			return err
		}
		_, err := db.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
		return err
	}})
	if err != nil {
		return fmt.Errorf("give back the room of the cleared history: %w", err)
	}
	return nil
}
