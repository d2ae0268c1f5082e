package store

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"ladle/session"
)

// childVariable makes the test binary record messages in the folder it names until it is killed.
const childVariable = "LADLE_TEST_RECORD"

// recordUntilKilled records 50 messages a second, every tenth with a large body. It prints each id with the number of its last
// event as its events are handed over, and up to which event the recorder says that all is on the disk. How long that takes
// is BenchmarkPromise's to say.
func recordUntilKilled(dir string) {
	s, err := Open(pathsIn(dir))
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	large := bytes.Repeat([]byte("large body "), 2<<20/11)
	r := NewRecorder(s, RecorderOptions{Session: strconv.Itoa(os.Getpid()), Epoch: time.Now(), Body: func(id session.MessageID) (BodySource, bool) {
		if id%10 != 0 {
			return BodySource{Reader: strings.NewReader("small"), Size: 5}, true
		}
		body := append(large, fmt.Sprint(id)...)
		return BodySource{Reader: bytes.NewReader(body), Size: int64(len(body))}, true
	}})
	go func() {
		for last := uint64(0); ; time.Sleep(2 * time.Millisecond) {
			if n := r.Synced(); n != last {
				last = n
				fmt.Println("synced", n)
			}
		}
	}()
	var st story
	for id := session.MessageID(1); ; id++ {
		st.exchange(id, "http://127.0.0.1/", 200, 5)
		events := st.take()
		r.Observe(events)
		fmt.Println("told", id, events[len(events)-1].Seq)
		time.Sleep(20 * time.Millisecond)
	}
}

func TestKilledAtAnyMoment(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for some seconds")
	}
	t.Parallel()
	dir := t.TempDir()
	for range 20 {
		session, written := killOne(t, dir)
		s, err := Open(pathsIn(dir))
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Notes()) > 0 {
			t.Errorf("the database was taken for broken: %v", s.Notes())
		}
		s.background.Wait()
		if err := s.Flush(t.Context()); err != nil {
			t.Error(err)
		}
		checkKept(t, s, session, written)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// killOne lets a child record for a random time and gives the ids that the recorder had called written.
func killOne(t *testing.T, dir string) (session string, written []uint64) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	session = strconv.Itoa(cmd.Process.Pid)
	last := map[uint64]uint64{} // of each message, its last event
	synced, killed := uint64(0), false
	enough := 20 + rand.IntN(40)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var id, seq uint64
		if _, err := fmt.Sscanf(lines.Text(), "synced %d", &seq); err == nil {
			synced = seq
		} else if _, err := fmt.Sscanf(lines.Text(), "told %d %d", &id, &seq); err == nil {
			last[id] = seq
		} else {
			t.Fatalf("the child says %q", lines.Text())
		}
		if len(last) >= enough && synced > 0 && !killed {
			// Anywhere between two of the child's commits.
			time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
			killed = true
			cmd.Process.Kill()
		}
	}
	cmd.Wait()
	if !killed {
		t.Fatal("the child ended by itself")
	}
	for id, seq := range last {
		if seq <= synced {
			written = append(written, id)
		}
	}
	if len(written) == 0 {
		t.Fatal("nothing was called written")
	}
	return session, written
}

func checkKept(t *testing.T, s *Store, run string, written []uint64) {
	t.Helper()
	kept := map[uint64]Summary{}
	for _, m := range page(t, s, Filter{Session: run}) {
		kept[uint64(m.Message)] = m
	}
	for _, id := range written {
		m, ok := kept[id]
		if !ok {
			t.Errorf("message %d was called written and is lost", id)
			continue
		}
		if _, err := s.Entry(t.Context(), m.ID); err != nil {
			t.Errorf("message %d: %v", id, err)
		}
		switch {
		case id%10 != 0:
			wantBody(t, s, m.ID, []byte("small"))
		case m.Body == BodyPending:
			t.Errorf("the body of message %d is pending after the sweep", id)
		case m.Body == BodyKept:
			b, err := s.Body(t.Context(), m.ID)
			if err != nil {
				t.Errorf("the body of message %d: %v", id, err)
				continue
			}
			tail := make([]byte, len(fmt.Sprint(id)))
			if _, err := b.ReadAt(tail, b.Size()-int64(len(tail))); err != nil || string(tail) != fmt.Sprint(id) {
				t.Errorf("the body of message %d ends with %q, %v", id, tail, err)
			}
			b.Close()
		}
	}
	if left, _ := filepath.Glob(filepath.Join(s.paths.bodies(), pendingPrefix+"*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	var verdict string
	if err := s.read.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("integrity: %s, %v", verdict, err)
	}
}
