package store

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ladle/session"
)

// BenchmarkInsert records messages with ten events and a body of 2 KB, and waits until the last is on disk.
func BenchmarkInsert(b *testing.B) {
	s := openStore(b, testPaths(b))
	body := bytes.Repeat([]byte(`{"id": 20418}, `), 140)
	r := NewRecorder(s, RecorderOptions{Session: "bench", Epoch: time.Now(), Body: func(session.MessageID) (BodySource, bool) {
		return BodySource{Reader: bytes.NewReader(body), Size: int64(len(body))}, true
	}})
	defer r.Close()
	var st story
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		st.exchange(session.MessageID(i+1), "http://127.0.0.1:8080/api/admin/orders?state=open", 200, 2000)
		r.Observe(st.take())
	}
	if err := r.Flush(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

// manyRows fills the history with copies of one message, by SQL alone.
func manyRows(b *testing.B, n int) *Store {
	b.Helper()
	s := openStore(b, testPaths(b))
	var st story
	st.exchange(1, "http://127.0.0.1:8080/api/admin/orders?state=open", 200, 2000)
	r := NewRecorder(s, RecorderOptions{Session: "bench", Epoch: time.Now()})
	defer r.Close()
	r.Observe(st.take())
	if err := r.Flush(b.Context()); err != nil {
		b.Fatal(err)
	}
	columns := strings.TrimPrefix(summaryColumns, "id, ") + ", day"
	err := s.writer.do(b.Context(), func(tx *sql.Tx) error {
		_, err := tx.Exec(fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i+1 FROM n WHERE i < %d)
			INSERT INTO messages (%s) SELECT %s FROM messages JOIN n WHERE id = 1`, n, columns, columns))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func BenchmarkPage(b *testing.B) {
	s := manyRows(b, 100000)
	for name, c := range map[string]struct {
		before int64
		filter Filter
		want   int
	}{
		"newest": {0, Filter{}, 100}, "middle": {50000, Filter{}, 100}, "middle-of-a-host": {50000, Filter{Host: "127.0.0.1:8080"}, 100},
		"of-the-day": {0, Filter{Day: time.Now().Format(time.DateOnly)}, 100}, "text-found-nowhere": {0, Filter{Text: "nowhere"}, 0},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				p, err := s.Page(b.Context(), c.before, 100, c.filter)
				if err != nil || len(p) != c.want {
					b.Fatal(len(p), err)
				}
			}
		})
	}
	b.Run("days", func(b *testing.B) {
		for b.Loop() {
			if d, err := s.Days(b.Context()); err != nil || len(d) != 1 {
				b.Fatal(d, err)
			}
		}
	})
}

func BenchmarkTree(b *testing.B) {
	dir := b.TempDir()
	var paths []string
	for i := range 5000 {
		folder := filepath.Join(dir, fmt.Sprintf("service-%d", i%50), fmt.Sprintf("group-%d", i%7))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			b.Fatal(err)
		}
		path := filepath.Join(folder, fmt.Sprintf("request-%d.http", i))
		if err := os.WriteFile(path, []byte(sampleFile), 0o644); err != nil {
			b.Fatal(err)
		}
		rel, _ := filepath.Rel(dir, path)
		paths = append(paths, filepath.ToSlash(rel))
	}
	b.Run("list-5000", func(b *testing.B) {
		for b.Loop() {
			l, err := OpenLibrary(dir, testPaths(b))
			if err != nil {
				b.Fatal(err)
			}
			if _, err := l.Tree(b.Context()); err != nil {
				b.Fatal(err)
			}
			l.Close()
		}
	})
	b.Run("titles-of-5000", func(b *testing.B) {
		for b.Loop() {
			l, err := OpenLibrary(dir, testPaths(b))
			if err != nil {
				b.Fatal(err)
			}
			for _, p := range paths {
				if list, _, err := l.Requests(p); err != nil || len(list) != 3 {
					b.Fatal(list, err)
				}
			}
			l.Close()
		}
	})
}
