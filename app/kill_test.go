//go:build linux && !nogui

package main

import (
	"bufio"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
	"time"

	"ladle/session"
	"ladle/store"
)

func init() { programs["busy"] = busyProgram }

// busyProgram is all that is behind the window, with 50 messages a second that finish, and an observer that sees them when
// the window would. It prints each message that was seen to its end with the number of its last event, and up to which event
// the history is on the disk, until it is killed.
func busyProgram() {
	must := func(err error) {
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
	}
	paths, err := temporaryPaths(os.Getenv("LADLE_TEST_FOLDER"))
	must(err)
	mc := session.NewGoroutine()
	d, err := newDesktop(mc, paths, slog.New(slog.DiscardHandler), Env{Getenv: os.Getenv})
	must(err)
	d.session.Observe(mc, 33*time.Millisecond, func(evs []session.Event) {
		for _, e := range evs {
			if e.Kind == session.KindRequestUnqueued {
				fmt.Println("shown", d.runID, e.Message, e.Seq)
			}
		}
	})
	go func() {
		for last := uint64(0); ; time.Sleep(2 * time.Millisecond) {
			if n := d.recorder.Synced(); n != last {
				last = n
				fmt.Println("synced", n)
			}
		}
	}()
	for {
		m, err := session.NewMessage("GET", os.Getenv("LADLE_TEST_URL"))
		must(err)
		must(d.session.Queue(m, store.Request{Method: "GET", URL: os.Getenv("LADLE_TEST_URL")}))
		time.Sleep(20 * time.Millisecond)
	}
}

// TestHistorySurvivesKill kills the program twenty times while messages end: nothing that the history has called written is
// missing after it, nor its answer. That it is written within a quarter of a second is measured by store.BenchmarkPromise.
func TestHistorySurvivesKill(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for some seconds")
	}
	t.Parallel()
	const answer = "soup of the day"
	peer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, answer) }))
	defer peer.Close()
	dir := t.TempDir()
	for range 20 {
		run, written := killBusy(t, dir, peer.URL)
		paths, err := temporaryPaths(dir)
		if err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(paths)
		if err != nil {
			t.Fatal(err)
		}
		page, err := s.Page(t.Context(), 0, 1000, store.Filter{Session: run})
		if err != nil {
			t.Fatal(err)
		}
		kept := map[session.MessageID]store.Summary{}
		for _, m := range page {
			kept[m.Message] = m
		}
		for _, id := range written {
			m, ok := kept[id]
			if !ok {
				t.Errorf("message %d was called written and is lost", id)
				continue
			}
			b, err := s.Body(t.Context(), m.ID)
			if err != nil {
				t.Errorf("the answer to message %d: %v", id, err)
				continue
			}
			got := make([]byte, b.Size())
			if _, err := b.ReadAt(got, 0); string(got) != answer {
				t.Errorf("the answer to message %d is %q, %v", id, got, err)
			}
			b.Close()
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// killBusy lets the program work for a random time, kills it, and gives the messages that were shown and called written.
func killBusy(t *testing.T, dir, url string) (run string, written []session.MessageID) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "LADLE_AS_PROGRAM=busy", "LADLE_TEST_FOLDER="+dir, "LADLE_TEST_URL="+url, "HOME="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	last := map[session.MessageID]uint64{} // of each message, its last event
	synced, killed := uint64(0), false
	enough := 20 + rand.IntN(30)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var id session.MessageID
		var seq uint64
		if _, err := fmt.Sscanf(lines.Text(), "synced %d", &seq); err == nil {
			synced = seq
		} else if _, err := fmt.Sscanf(lines.Text(), "shown %s %d %d", &run, &id, &seq); err == nil {
			last[id] = seq
		} else {
			t.Fatalf("the program says %q", lines.Text())
		}
		if len(last) >= enough && synced > 0 && !killed {
			time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond) // anywhere between two commits
			killed = true
			cmd.Process.Kill()
		}
	}
	cmd.Wait()
	if !killed {
		t.Fatal("the program ended by itself")
	}
	for id, seq := range last {
		if seq <= synced {
			written = append(written, id)
		}
	}
	if len(written) == 0 {
		t.Fatal("nothing was called written")
	}
	return run, written
}
