package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ladle/session"
	"ladle/session/sessiontest"
	"ladle/session/standard"
)

// TestNoSecretInTheHistory records messages with secrets of every kind and looks through all that is on disk then, blobs
// unpacked: only what a message was made from, the user's own, holds them.
func TestNoSecretInTheHistory(t *testing.T) {
	t.Parallel()
	for name, keepsRequests := range map[string]bool{"with requests": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := recordSecrets(t, keepsRequests)
			checkTables(t, p, keepsRequests)
			if !keepsRequests { // whose bytes would be found
				checkPlainFiles(t, filepath.Dir(p.Data))
			}
		})
	}
}

// recordSecrets fills a history and gives its folders.
func recordSecrets(t *testing.T, keepsRequests bool) Paths {
	t.Helper()
	peer := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string {
		switch {
		case r.Target == "/redirect":
			return sessiontest.Answer(302, "", "Location: http://mira:sesame@"+r.Header("Host")+"/", "Set-Cookie: id=sesame")
		case r.Target == "/basic" && !strings.HasPrefix(r.Header("Authorization"), "Basic "):
			return sessiontest.Answer(401, "", `WWW-Authenticate: Basic realm="r"`)
		case r.Target == "/digest" && !strings.HasPrefix(r.Header("Authorization"), "Digest "):
			return sessiontest.Answer(401, "", `WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"`)
		case r.Header("Proxy-Authorization") == "" && strings.HasPrefix(r.Target, "http:"):
			return sessiontest.Answer(407, "", `Proxy-Authenticate: Basic realm="r"`)
		}
		return sessiontest.Answer(200, "soup", "Set-Cookie: id=sesame", "X-Auth-Token: sesame")
	}))
	p := testPaths(t)
	st := openStore(t, p)
	s, err := standard.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	made := map[session.MessageID]Request{}
	rec := NewRecorder(st, RecorderOptions{Session: "run", Epoch: time.Now(), Request: func(id session.MessageID) (Request, bool) {
		r, ok := made[id]
		return r, ok && keepsRequests
	}})
	defer rec.Close()
	heard := sessiontest.Record(t, s)
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, retrying bool) {
		if !retrying {
			a.Authenticate("mira", "sesame")
		}
	})
	user := strings.Replace(peer.URL(""), "://", "://mira:sesame@", 1)
	var ended []session.MessageID
	send := func(url string, fields ...FieldRow) {
		m, err := session.NewMessage("GET", url)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range fields {
			if err := m.AddField(f.Name, f.Value); err != nil {
				t.Fatal(err)
			}
		}
		s.SendMessage(t.Context(), m)
		heard.AwaitKind(t, m.ID(), session.KindRequestUnqueued, 1)
		made[m.ID()] = Request{Method: "GET", URL: url, Fields: fields}
		ended = append(ended, m.ID())
	}
	for _, path := range []string{"/", "/basic", "/digest", "/redirect"} {
		send(peer.URL(path))
		send(user + path)
	}
	send(peer.URL("/"), FieldRow{Name: "Authorization", Value: "Bearer sesame"}, FieldRow{Name: "Cookie", Value: "id=sesame"}, FieldRow{Name: "X-Api-Key", Value: "sesame"}, FieldRow{Name: "Referer", Value: "http://mira:sesame@h/"})
	for _, proxy := range []string{"mira:sesame@" + peer.Addr(), "socks5h://mira:sesame@127.0.0.1:1"} {
		if err := s.SetProperty("proxy-resolver", proxy); err != nil {
			t.Fatal(err)
		}
		send("http://soup.test/")
	}
	s.Close()
	rec.Observe(heard.Events())
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
	if err := st.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows, err := st.Page(t.Context(), 0, 100, Filter{})
	if err != nil || len(rows) < len(ended) {
		t.Fatalf("%d of %d messages are kept, %v", len(rows), len(ended), err)
	}
	return p
}

func secretIn(text string) bool {
	return strings.Contains(text, "sesame") || strings.Contains(text, base64.RawStdEncoding.EncodeToString([]byte("mira:sesame")))
}

// checkTables looks through every column of every table.
func checkTables(t *testing.T, p Paths, keepsRequests bool) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+p.database()+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	requests := 0
	for _, table := range columnOf(t, db, "SELECT name FROM sqlite_master WHERE type = 'table'") {
		for _, column := range columnOf(t, db, fmt.Sprintf("SELECT name FROM pragma_table_info('%s')", table)) {
			for _, v := range columnOf(t, db, fmt.Sprintf("SELECT CAST(%q AS BLOB) FROM %q", column, table)) {
				text := v
				if table == "records" {
					b, err := unpack([]byte(v))
					if text = string(b); err != nil {
						text = v // a number
					}
				}
				switch {
				case table == "records" && column == "request":
					if requests++; secretIn(text) && !keepsRequests { // else it is the user's own
						t.Errorf("a request that was not kept: %q", text)
					}
				case secretIn(text):
					t.Errorf("%s.%s holds %.300q", table, column, text)
				}
			}
		}
	}
	if requests < 5 {
		t.Errorf("only %d requests were looked at, with requests: %v", requests, keepsRequests)
	}
}

func columnOf(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), query)
	if err != nil {
		t.Fatal(query, err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var v []byte
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		out = append(out, string(v))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(query, err)
	}
	return out
}

// checkPlainFiles looks through the bytes of every file as they are.
func checkPlainFiles(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if secretIn(string(b)) {
			t.Errorf("%s holds a secret", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
