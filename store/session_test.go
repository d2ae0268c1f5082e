package store

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"sync"
	"testing"

	"ladle/session"
)

func TestNothingToKeep(t *testing.T) {
	t.Parallel()
	counted := &session.Content{}
	if _, err := counted.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*session.Content{nil, {}, counted} {
		if b, ok := ContentSource(c); ok {
			t.Errorf("a source of %d bytes", b.Size)
		}
	}
}

// TestRealSession records what a session does, with the store's spool beneath it.
func TestRealSession(t *testing.T) {
	t.Parallel()
	small, large := []byte(`{"a": 1}`), bytes.Repeat([]byte("0123456789"), 300000)
	peer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		if r.URL.Path == "/large" {
			w.Write(large)
			return
		}
		w.Write(small)
	}))
	defer peer.Close()
	st := openStore(t, testPaths(t))
	ses, err := session.New(session.Options{Spool: st.Spool()})
	if err != nil {
		t.Fatal(err)
	}
	defer ses.Close()

	var mu sync.Mutex
	contents := map[session.MessageID]*session.Content{}
	rec := NewRecorder(st, RecorderOptions{Session: "real", Epoch: ses.Epoch(), Body: func(id session.MessageID) (BodySource, bool) {
		mu.Lock()
		defer mu.Unlock()
		return ContentSource(contents[id])
	}})
	defer rec.Close()
	// The events are handed over once the contents are known, as a window would hold its messages.
	var events []session.Event
	ended := make(chan struct{}, 10)
	listener := session.NewGoroutine()
	defer listener.Close()
	stop := ses.Observe(listener, 0, func(batch []session.Event) {
		mu.Lock()
		defer mu.Unlock()
		for _, e := range batch {
			events = append(events, e)
			if e.Kind == session.KindRequestUnqueued {
				ended <- struct{}{}
			}
		}
	})
	defer stop()
	var spooled string
	for _, path := range []string{"/small", "/large"} {
		m, err := session.NewMessage("GET", peer.URL+path)
		if err != nil {
			t.Fatal(err)
		}
		if status, err := ses.SendMessage(t.Context(), m); status != 200 || err != nil {
			t.Fatal(status, err)
		}
		<-ended
		mu.Lock()
		contents[m.ID()] = m.Content()
		mu.Unlock()
		if f := m.Content().Spilled(); f != nil {
			spooled = f.Name()
		}
		defer m.Content().Close()
	}
	mu.Lock()
	all := slices.Clone(events)
	mu.Unlock()
	rec.Observe(all)
	if err := rec.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	p := page(t, st, Filter{})
	if len(p) != 2 || p[0].Type != "text/plain" || p[0].Decoded != int64(len(large)) || p[1].Status != 200 || p[1].Duration <= 0 {
		t.Fatalf("%+v", p)
	}
	wantBody(t, st, p[0].ID, large)
	wantBody(t, st, p[1].ID, small)
	// The body was linked, not copied.
	b, err := st.Body(t.Context(), p[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	kept, err1 := b.(fileBody).Stat()
	spool, err2 := os.Stat(spooled)
	if err1 != nil || err2 != nil || !os.SameFile(kept, spool) {
		t.Errorf("the body was copied: %v, %v", err1, err2)
	}
}
