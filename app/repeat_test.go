package main

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"ladle/session"
	"ladle/session/sessiontest"
)

func TestRepeat(t *testing.T) {
	t.Parallel()
	o := ladle(t, "", "send", "--repeat", "200", "--parallel", "8", practice.URL("http")+"/base64/c291cA==")
	want := `^messages  200 in \d+\.\d{3} s, \d+ msg/s\n` +
		`latency   p50 \d+\.\d{3} ms  p90 \d+\.\d{3} ms  p99 \d+\.\d{3} ms  max \d+\.\d{3} ms\n` +
		`statuses  200: 200\nbytes     800 in bodies \(800 B\)\nevents    \d+\nerrors    0\n$`
	if !regexp.MustCompile(want).MatchString(o.stdout) || o.code != 0 || o.stderr != "" {
		t.Errorf("exit %d\n%s\n%s", o.code, o.stdout, o.stderr)
	}
}

// At most C messages are between request-queued and request-unqueued, and the grammar holds for all.
func TestRepeatKeepsAtMostSoMany(t *testing.T) {
	t.Parallel()
	o := ladle(t, "", "send", "--events", "json", "--repeat", "60", "--parallel", "4", "-u", "user:passwd", practice.URL("http")+"/redirect-to?url=/basic-auth/user/passwd")
	evs := events(t, o.stderr)
	if err := sessiontest.CheckGrammar(evs); err != nil {
		t.Error(err)
	}
	if err := sessiontest.CheckEnded(evs); err != nil {
		t.Error(err)
	}
	inside, conns, most, open := 0, 0, 0, 0
	for _, e := range evs {
		switch e.Kind {
		case session.KindRequestQueued:
			inside++
		case session.KindRequestUnqueued:
			inside--
		case session.KindConnectionCreated:
			conns++
		case session.KindConnectionClosed:
			conns--
		}
		most, open = max(most, inside), max(open, conns)
	}
	if o.code != 0 || most != 4 || open > 4 || !strings.Contains(o.stdout, "statuses  200: 60\n") {
		t.Errorf("exit %d, %d at a time on %d connections\n%s", o.code, most, open, o.stdout)
	}
	if !strings.Contains(o.stdout, fmt.Sprintf("events    %d\n", len(evs))) {
		t.Errorf("%d events on stderr, and the summary says\n%s", len(evs), o.stdout)
	}
}

// Without limits of its own, --repeat has as many connections as messages; --max-conns-per-host says otherwise.
func TestRepeatConnections(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		want int
	}{
		{[]string{"--repeat", "6"}, 6},
		{[]string{"--repeat", "6", "--max-conns-per-host", "3"}, 3},
		{[]string{"--repeat", "6", "--parallel", "4", "--max-conns", "2"}, 2},
	} {
		o := ladle(t, "", append(append([]string{"send", "--events", "json"}, c.args...), practice.URL("http")+"/delay/0.05")...)
		if n := strings.Count(o.stderr, `"event":"connection-created"`); n != c.want || o.code != 0 {
			t.Errorf("%v: %d connections, exit %d\n%s", c.args, n, o.code, o.stdout)
		}
	}
}

func TestRepeatTellsWhatFailed(t *testing.T) {
	t.Parallel()
	o := ladle(t, "", "send", "--repeat", "5", "--parallel", "2", practice.URL("broken")+"/close-at-once")
	o.want(t, 52, "errors    5\n          5: "+strings.TrimPrefix(practice.URL("broken"), "http://")+" closed the connection without an answer\n", "")
	ladle(t, "", "send", "--repeat", "3", "--fail", practice.URL("http")+"/status/404").want(t, 22, "statuses  404: 3\n", "")
	ladle(t, "", "send", "--repeat", "3", practice.URL("http")+"/status/404").want(t, 0, "statuses  404: 3\n", "")
	ladle(t, "", "send", "--repeat", "3", "--max-time", "0.05", practice.URL("http")+"/delay/9").want(t, 28, "3: The answer was not complete within 50ms\n", "")
}

// lockedCancel is cancelAt for a stderr that is looked at while it is written.
type lockedCancel struct {
	mu sync.Mutex
	n  int
	at int
	f  context.CancelFunc
}

func (w *lockedCancel) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.n += strings.Count(string(p), "request-unqueued"); w.n >= w.at {
		w.f()
	}
	return len(p), nil
}

func TestRepeatInterrupted(t *testing.T) {
	t.Parallel()
	env, out, _ := sandbox(t, "")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	env.Context, env.Stderr = ctx, &lockedCancel{at: 10, f: cancel}
	code := run([]string{"send", "--repeat", "100000", "--parallel", "2", "--events", "text", practice.URL("http") + "/delay/0.005"}, env)
	if code != exitInterrupted || !strings.Contains(out.String(), ", interrupted\n") || !strings.Contains(out.String(), "Cancelled\n") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// A listener that accepts and says nothing never ends a TLS handshake, which belongs to connecting.
func TestConnectTimeout(t *testing.T) {
	t.Parallel()
	mute := muteListener(t)
	ladle(t, "", "send", "--events", "none", "--connect-timeout", "0.05", "https://"+mute).want(t, 28, "", "No connection within 50ms.")
	ladle(t, "", "send", "--repeat", "2", "--connect-timeout", "0.05", "https://"+mute).want(t, 28, "2: No connection within 50ms\n", "")
	ladle(t, "", "send", "-s", "--connect-timeout", "9", "--max-time", "9", practice.URL("http")+"/base64/c291cA==").want(t, 0, "soup", "")
}

func TestSummary(t *testing.T) {
	t.Parallel()
	s := newSummary(100)
	s.begin(time.Second)
	s.begin(2 * time.Second)
	for i := 100; i > 0; i-- {
		s.add(200, 3*time.Second, time.Duration(i)*time.Millisecond, 10, "")
	}
	for range 3 {
		s.add(7, 2*time.Second, 0, 0, "Bad\x1bnews")
	}
	s.add(4, 2*time.Second, 0, 0, "Another")
	want := "messages  104 in 2.000 s, 52 msg/s\n" +
		"latency   p50 50.000 ms  p90 90.000 ms  p99 99.000 ms  max 100.000 ms\n" +
		"statuses  200: 100\nbytes     1000 in bodies (1.0 kB)\nevents    0\nerrors    4\n" +
		"          3: Bad\\x1bnews\n          1: Another\n"
	if got := s.text(false); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	one := newSummary(1)
	if got := one.text(true); got != "messages  0 in 0.000 s, 0 msg/s, interrupted\nbytes     0 in bodies (0 B)\nevents    0\nerrors    0\n" {
		t.Errorf("nothing sent: %q", got)
	}
	one.add(200, 0, time.Millisecond, 0, "")
	if got := one.text(false); !strings.Contains(got, "p50 1.000 ms  p90 1.000 ms  p99 1.000 ms  max 1.000 ms") {
		t.Errorf("one message: %s", got)
	}
	many := newSummary(1)
	for i := range 100 {
		many.add(7, 0, 0, 0, fmt.Sprint("error ", i))
	}
	if len(many.errors) != knownErrors+1 || many.errors["others"] != 100-knownErrors {
		t.Errorf("%d kinds of errors", len(many.errors))
	}
}

// Nobody reads details of a kind that is not described: every kind has a text, or is left out on purpose.
func TestEveryEventIsDescribed(t *testing.T) {
	t.Parallel()
	quiet := map[string]bool{"starting": true, "wrote-body-data": true, "got-body-data": true, "connection-idle": true, "property-changed": true, "wrote-body": true, "network-event": true}
	for k := session.Kind(1); k.String() != "unknown"; k++ {
		var e session.Event
		line := fmt.Sprintf(`{"seq":1,"ms":1,"event":%q,"message":1,"attempt":1,"conn":1,"detail":{}}`, k)
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		if _, worth := describeEvent(e); worth == quiet[k.String()] && k != session.KindNetworkEvent {
			t.Errorf("%v: worth a line: %v", k, worth)
		}
	}
}
