package timeline

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"ladle/session"
)

// observed runs messages through a real session and gives its whole stream of events.
func observed(t *testing.T, props func(*session.Session), messages ...*session.Message) (Run, *session.Session) {
	t.Helper()
	s, err := session.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	on := session.NewGoroutine()
	r := Run{Epoch: s.Epoch()}
	s.Observe(on, 0, func(events []session.Event) { r.Events = append(r.Events, events...) })
	if props != nil {
		props(s)
	}
	done := make(chan struct{}, len(messages))
	if err := s.QueueAll(messages, func(*session.Message) { done <- struct{}{} }); err != nil {
		t.Fatal(err)
	}
	for range messages {
		<-done
	}
	s.Close()
	on.Close()
	return r, s
}

func request(t *testing.T, method, url string) *session.Message {
	t.Helper()
	m, err := session.NewMessage(method, url)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// refused is an address at which nobody listens.
func refused(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestFoldOfARealSession(t *testing.T) {
	t.Parallel()
	peer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/hop":
			http.Redirect(w, r, "/ok?n=1", http.StatusFound)
		case "/missing":
			http.NotFound(w, r)
		default:
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"ok":true}`)
		}
	}))
	defer peer.Close()
	dead := refused(t)
	run, _ := observed(t, func(s *session.Session) {
		if err := s.SetMaxConnsPerHost(1); err != nil {
			t.Error(err)
		}
	}, request(t, "GET", peer.URL+"/ok"), request(t, "GET", peer.URL+"/hop"), request(t, "GET", peer.URL+"/missing"), request(t, "GET", "http://"+dead+"/"))

	live := New(Options{Epoch: run.Epoch})
	for i := range run.Events {
		live.Apply(run.Events[i : i+1])
		if why := faults(live.Snapshot()); why != "" {
			t.Fatalf("after %v: %s", run.Events[i].Kind, why)
		}
	}
	s := live.Snapshot()
	if s.Len() != 4 || s.Counts.Over != 4 || s.Limits.ConnsPerHost != 1 || len(s.Conns) != 0 || len(s.Queue) != 0 {
		t.Fatalf("%d rows, %+v, %+v, %+v", s.Len(), s.Counts, s.Conns, s.Queue)
	}
	for i, want := range []struct {
		state    State
		tag      string
		attempts int
	}{{StateOK, "", 1}, {StateOK, "1 redirect", 2}, {StateClientError, "", 1}, {StateFailed, "connection refused", 1}} {
		r := s.Row(i)
		if r.State != want.state || r.Tag.Text != want.tag || len(r.Attempts) != want.attempts {
			t.Errorf("message %d: %v, %q, %d attempts; want %+v", i, r.State, r.Tag.Text, len(r.Attempts), want)
		}
		events := s.Events(r.ID)
		if events[0].Kind != session.KindRequestQueued {
			t.Errorf("message %d begins with %v", i, events[0].Kind)
		}
	}
	if ok := s.Row(0); ok.Type != "json" || ok.Received != 11 || ok.Last().In(PhaseWait, 0) <= 0 {
		t.Errorf("the plain message: %s, %d B, %v", ok.Type, ok.Received, ok.Last().Phases)
	}
	if hop := s.Row(1); hop.Sentence(0) != "Redirect 302 to /ok?n=1" || hop.Attempts[1].Address.Path() != "/ok" {
		t.Errorf("the redirect: %q, %v", hop.Sentence(0), hop.Attempts[1].Address)
	}
	if what, _ := s.Row(3).Failure(); what == "" {
		t.Error("the failure has no sentence")
	}
	if s.Traffic.In == 0 || s.Traffic.Out == 0 {
		t.Errorf("traffic %+v", s.Traffic)
	}
	carried := 0
	for _, c := range s.Closed {
		carried += c.Messages
		if c.Why == "" || len(c.Blocks) == 0 || c.Blocks[len(c.Blocks)-1].End == Open {
			t.Errorf("connection %+v", c)
		}
	}
	if carried != 4 {
		t.Errorf("the connections carried %d requests, want 4", carried)
	}
}
