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

// promise is what the history promises: what was told as finished for so long is on disk, unless the machine takes longer
// for a plain write.
const promise = 250 * time.Millisecond

// slowWrites is how many of the machine's slowest writes the store may need on top: for a body, for the commit that was
// under way and for its own.
const slowWrites = 3

// probe writes as much as a large body takes, in the manner of the store, again and again, and prints how long that took: a
// machine that is slower than the promise can keep none.
func probe(dir string, b []byte) {
	name := filepath.Join(dir, fmt.Sprint("probe-", os.Getpid()))
	for {
		start := time.Now()
		f, err := os.Create(name)
		if err == nil {
			_, err = f.Write(b)
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

// recordUntilKilled records 50 messages a second, every tenth with a large body, and prints each id with the time as
// its events are handed over.
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
	go probe(dir, large)
	var st story
	for id := session.MessageID(1); ; id++ {
		st.exchange(id, "http://127.0.0.1/", 200, 5)
		r.Observe(st.take())
		fmt.Println("told", id, time.Now().UnixNano())
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
		session, told := killOne(t, dir)
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
		checkKept(t, s, session, told)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// killOne lets a child record for a random time and gives the ids that it had told for longer than the promise.
func killOne(t *testing.T, dir string) (session string, told []uint64) {
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
	lines := bufio.NewScanner(out)
	type line struct {
		id uint64
		at time.Time
	}
	var all []line
	var slowest time.Duration // the machine's slowest write
	var killed time.Time
	enough := 20 + rand.IntN(40)
	for lines.Scan() {
		var l line
		var nanos int64
		if _, err := fmt.Sscanf(lines.Text(), "probe %d", &nanos); err == nil {
			slowest = max(slowest, time.Duration(nanos))
			continue
		}
		if _, err := fmt.Sscanf(lines.Text(), "told %d %d", &l.id, &nanos); err != nil {
			t.Fatalf("the child says %q", lines.Text())
		}
		l.at = time.Unix(0, nanos)
		all = append(all, l)
		if len(all) >= enough && killed.IsZero() && time.Since(all[0].at) > promise+slowWrites*slowest {
			// Anywhere between two of the child's commits.
			time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
			killed = time.Now()
			cmd.Process.Kill()
		}
	}
	cmd.Wait()
	for _, l := range all {
		if killed.Sub(l.at) > promise+slowWrites*slowest {
			told = append(told, l.id)
		}
	}
	if killed.IsZero() {
		t.Fatal("the child ended by itself")
	}
	return session, told
}

func checkKept(t *testing.T, s *Store, run string, told []uint64) {
	t.Helper()
	kept := map[uint64]Summary{}
	for _, m := range page(t, s, Filter{Session: run}) {
		kept[uint64(m.Message)] = m
	}
	for _, id := range told {
		m, ok := kept[id]
		if !ok {
			t.Errorf("message %d was told as finished and is lost", id)
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
