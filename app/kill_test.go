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
	"path/filepath"
	"testing"
	"time"

	"ladle/session"
	"ladle/store"
)

func init() { programs["busy"] = busyProgram }

// shownFor is how long a message has been shown as finished when it must survive anything.
const shownFor = 250 * time.Millisecond

// busyProgram is all that is behind the window, with 50 messages a second that finish, and an observer that sees them when
// the window would. It prints each message with the time when it was seen finished, until it is killed.
func busyProgram() {
	must := func(err error) {
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
	}
	paths, err := temporaryPaths(os.Getenv("LADLE_TEST_FOLDER"))
	must(err)
	go probeDisk(os.Getenv("LADLE_TEST_FOLDER"))
	mc := session.NewGoroutine()
	d, err := newDesktop(mc, paths, slog.New(slog.DiscardHandler), Env{Getenv: os.Getenv})
	must(err)
	d.session.Observe(mc, 33*time.Millisecond, func(evs []session.Event) {
		now := time.Now().UnixNano()
		for _, e := range evs {
			if e.Kind == session.KindFinished {
				fmt.Println("shown", d.runID, e.Message, now)
			}
		}
	})
	for {
		m, err := session.NewMessage("GET", os.Getenv("LADLE_TEST_URL"))
		must(err)
		must(d.session.Queue(m, store.Request{Method: "GET", URL: os.Getenv("LADLE_TEST_URL")}))
		time.Sleep(20 * time.Millisecond)
	}
}

// probeDisk writes a page to a file again and again and prints how long that took until it was on the disk: a machine that is
// slower than the history's promise can keep none.
func probeDisk(dir string) {
	name := filepath.Join(dir, fmt.Sprint("probe-", os.Getpid()))
	for {
		start := time.Now()
		f, err := os.Create(name)
		if err == nil {
			_, err = f.Write(make([]byte, 4096))
		}
		if err == nil {
			err = f.Sync()
		}
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		f.Close()
		fmt.Println("probe", time.Since(start).Nanoseconds())
		time.Sleep(50 * time.Millisecond)
	}
}

// slowWrites is how many of the machine's slowest writes the store may need on top of its promise: for the commit that was
// under way and for its own, each of which writes twice.
const slowWrites = 4

// TestHistorySurvivesKill kills the program twenty times while messages finish: nothing that was shown as finished for a
// quarter of a second is missing after it, nor its answer.
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
		run, told := killBusy(t, dir, peer.URL)
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
		for _, id := range told {
			m, ok := kept[id]
			if !ok {
				t.Errorf("message %d was shown as finished and is lost", id)
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

// killBusy lets the program work for a random time, kills it, and gives what it had shown for long enough.
func killBusy(t *testing.T, dir, url string) (run string, told []session.MessageID) {
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
	type shown struct {
		id session.MessageID
		at time.Time
	}
	var all []shown
	var slowest time.Duration // the machine's slowest write
	var killed time.Time
	enough := 20 + rand.IntN(30)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var one shown
		var nanos int64
		if _, err := fmt.Sscanf(lines.Text(), "probe %d", &nanos); err == nil {
			slowest = max(slowest, time.Duration(nanos))
			continue
		}
		if _, err := fmt.Sscanf(lines.Text(), "shown %s %d %d", &run, &one.id, &nanos); err != nil {
			t.Fatalf("the program says %q", lines.Text())
		}
		one.at = time.Unix(0, nanos)
		all = append(all, one)
		if len(all) >= enough && killed.IsZero() && time.Since(all[0].at) > shownFor+slowWrites*slowest {
			time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond) // anywhere between two commits
			killed = time.Now()
			cmd.Process.Kill()
		}
	}
	cmd.Wait()
	for _, one := range all {
		if killed.Sub(one.at) > shownFor+slowWrites*slowest {
			told = append(told, one.id)
		}
	}
	if killed.IsZero() {
		t.Fatal("the program ended by itself")
	}
	return run, told
}
