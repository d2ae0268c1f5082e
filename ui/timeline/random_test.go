package timeline

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"ladle/session"
)

// chance makes events that need not obey the grammar of a session: the fold must take whatever a damaged history has.
// draw gives a number below n.
type chance struct {
	draw func(n int) int
	seq  uint64
	at   time.Duration
}

func randomly(r *rand.Rand) *chance { return &chance{draw: r.IntN} }

func (c *chance) events(n int) []session.Event {
	out := make([]session.Event, n)
	for i := range out {
		out[i] = c.event()
	}
	return out
}

func (c *chance) event() session.Event {
	c.seq++
	c.at += time.Duration(max(-1, c.draw(30)-8)) * ms // often the same instant, now and then an earlier one
	k := session.Kind(c.draw(int(session.KindHoldNew)) + 1)
	e := session.Event{Seq: c.seq, At: c.at, Kind: k, Message: session.MessageID(c.draw(12)), N: int64(c.draw(5000) - 10),
		Conn: session.ConnID(c.draw(6)), Attempt: uint16(c.draw(3) + 1), Detail: c.detail(k)}
	if k == session.KindRequestUnqueued && c.draw(3) > 0 {
		e.Kind, e.Detail = session.KindGotBodyData, nil // else most messages would be over at once
	}
	return e
}

func (c *chance) detail(k session.Kind) session.Detail {
	if c.draw(10) == 0 {
		return nil
	}
	urls := []string{"http://a/x/y?z=1", "https://b:8443/", "", "::", "ws://c/ü", "http://[::1]:80/q"}
	url := urls[c.draw(len(urls))]
	switch k {
	case session.KindRequestQueued:
		return &session.Asked{Method: []string{"GET", "POST", ""}[c.draw(3)], URL: url, Priority: session.Priority(c.draw(3)), For: session.MessageID(max(0, c.draw(18)-6))}
	case session.KindConnectionCreated:
		return &session.ConnTarget{Host: "a:80"}
	case session.KindNetworkEvent:
		steps := []session.Step{session.StepResolving, session.StepConnecting, session.StepTLSHandshaking, session.StepTLSHandshaked, "?"}
		return &session.NetworkEvent{Step: steps[c.draw(len(steps))]}
	case session.KindRequestStarted:
		return &session.Started{Reused: c.draw(2) == 0}
	case session.KindGotHeaders, session.KindGotInformational:
		return &session.Response{Status: []int{0, 101, 200, 304, 302, 401, 500, 999, -1}[c.draw(9)], Length: int64(c.draw(3) - 1)}
	case session.KindPaused, session.KindUnpaused:
		return &session.Pause{By: []string{"caller", "question"}[c.draw(2)]}
	case session.KindQuestion:
		return &session.Question{ID: 1}
	case session.KindRedirected:
		return &session.Redirected{Status: 302, To: url}
	case session.KindAuthenticate:
		return &session.Challenge{Scheme: "Basic"}
	case session.KindAuthenticated:
		return (*session.Authenticated)(nil)
	case session.KindRestarted:
		return &session.Restart{Why: []session.RestartReason{session.RestartRedirect, session.RestartAuth, session.RestartStale, ""}[c.draw(4)]}
	case session.KindFinished:
		return &session.Outcome{Status: session.Status(c.draw(12)), Err: &session.Error{Stage: session.StageRead, Err: errors.New("x")}}
	case session.KindReordered:
		return &session.Reordered{Priority: session.Priority(c.draw(3)), Before: session.MessageID(c.draw(12))}
	case session.KindStopped:
		return &session.Stopped{At: session.Phase(c.draw(16)), Breakpoint: session.BreakpointID(c.draw(2))}
	case session.KindHoldNew:
		return &session.HoldNew{On: c.draw(2) == 0}
	case session.KindPropertyChanged:
		return &session.PropertyChange{Name: "max-conns", Value: []string{"1", "x", "-3"}[c.draw(3)]}
	}
	return nil
}

// contents is all that a snapshot shows, to compare two.
type contents struct {
	Rows    []Row
	Counts  Counts
	Traffic Traffic
	Limits  Limits
	Conns   []Conn
	Closed  []Conn
	Queue   []Waiting
	HoldNew bool
}

func contentsOf(s *Snapshot) contents {
	c := contents{Counts: s.Counts, Traffic: s.Traffic, Limits: s.Limits, Conns: s.Conns, Closed: s.Closed, Queue: s.Queue, HoldNew: s.HoldNew}
	for i := range s.Len() {
		c.Rows = append(c.Rows, *s.Row(i))
	}
	return c
}

// difference names the first part in which two contents differ.
func difference(a, b contents) string {
	if len(a.Rows) != len(b.Rows) {
		return fmt.Sprintf("%d rows, %d rows", len(a.Rows), len(b.Rows))
	}
	for i := range a.Rows {
		if !reflect.DeepEqual(a.Rows[i], b.Rows[i]) {
			return fmt.Sprintf("row %d: %+v; %+v", i, a.Rows[i], b.Rows[i])
		}
	}
	a.Rows, b.Rows = nil, nil
	return fmt.Sprintf("%+v; %+v", a, b)
}

func TestBatchesMakeNoDifference(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		events := randomly(r).events(400)
		whole := New(Options{})
		whole.Apply(events)
		want := contentsOf(whole.Snapshot())

		parts := New(Options{})
		for rest := events; len(rest) > 0; {
			n := 1 + r.IntN(min(len(rest), 20))
			parts.Apply(rest[:n])
			rest = rest[n:]
			if r.IntN(2) == 0 {
				parts.Snapshot()
			}
		}
		if got := contentsOf(parts.Snapshot()); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: batches differ: %s", seed, difference(got, want))
		}
	}
}

func TestSnapshotsStayAsTheyWere(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 2))
		c := randomly(r)
		m := New(Options{})
		var snaps []*Snapshot
		var texts []string
		for range 40 {
			m.Apply(c.events(1 + r.IntN(12)))
			s := m.Snapshot()
			snaps, texts = append(snaps, s), append(texts, fmt.Sprintf("%+v", contentsOf(s)))
			if r.IntN(15) == 0 {
				m.Clear()
			}
		}
		for i, s := range snaps {
			if got := fmt.Sprintf("%+v", contentsOf(s)); got != texts[i] {
				t.Fatalf("seed %d: snapshot %d changed", seed, i)
			}
		}
	}
}

// TestRowsHoldTogether checks what must be true of every row after any events at all.
func TestRowsHoldTogether(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		m := New(Options{})
		m.Apply(randomly(rand.New(rand.NewPCG(seed, 3))).events(500))
		if why := faults(m.Snapshot()); why != "" {
			t.Fatalf("seed %d: %s", seed, why)
		}
		m.EndSession()
		s := m.Snapshot()
		if why := faults(s); why != "" || s.Counts.Over != s.Len() {
			t.Fatalf("seed %d, ended: %s, %+v", seed, why, s.Counts)
		}
	}
}

// faults says what is wrong with a snapshot, "" if nothing is.
func faults(s *Snapshot) string {
	var counts Counts
	now := s.Last + ms
	for i := range s.Len() {
		r := s.Row(i)
		counts.count(r, 1)
		for k := range r.Attempts {
			if why := attemptFaults(&r.Attempts[k], now); why != "" {
				return fmt.Sprintf("row %d, attempt %d: %s: %+v", i, k, why, r.Attempts[k])
			}
			r.Sentence(k)
			r.AttemptTag(k)
		}
		if last := r.Last(); r.Over() != (last.End != Open) && r.Over() {
			return fmt.Sprintf("row %d is over and its last attempt is not", i)
		}
		if got := s.Find(r.ID); got != r {
			return fmt.Sprintf("row %d is not found by its id", i)
		}
		f := FactsOf(r, now)
		if strings.Contains(f.Sentence(), "–") {
			return fmt.Sprintf("row %d: %s", i, f.Sentence())
		}
	}
	if counts != s.Counts {
		return fmt.Sprintf("counts %+v, should be %+v", s.Counts, counts)
	}
	if want := min(s.Counts.Queued, QueueShown); len(s.Queue) > want {
		return fmt.Sprintf("%d in the queue, %d rows queued", len(s.Queue), want)
	}
	return ""
}

func attemptFaults(a *Attempt, now time.Duration) string {
	at, sum := a.Begin, time.Duration(0)
	for i, p := range a.Phases {
		switch {
		case p.Start != at:
			return "a gap between phases"
		case p.End <= p.Start:
			return "an empty phase"
		case p.End == Open && i < len(a.Phases)-1:
			return "an open phase in the middle"
		case i > 0 && a.Phases[i-1].Kind == p.Kind:
			return "the same phase twice"
		}
		at = p.End
		sum += p.Length(now)
	}
	if sum != a.Duration(now) {
		return fmt.Sprintf("phases take %v, the attempt %v", sum, a.Duration(now))
	}
	for _, m := range a.Markers {
		if m.At < a.Begin || m.At > a.End {
			return "a marker outside of its attempt"
		}
	}
	return ""
}

func FuzzFold(f *testing.F) {
	f.Add([]byte("a session without grammar"))
	f.Add([]byte{0, 1, 2, 3, 250, 251, 252, 0, 0, 0, 9, 9, 9, 9, 1, 1, 1, 1, 1, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		c := &chance{draw: func(n int) int {
			if len(data) == 0 {
				return 0
			}
			b := int(data[0])
			data = data[1:]
			return b % n
		}}
		m := New(Options{})
		v := NewView()
		for len(data) > 0 {
			m.Apply([]session.Event{c.event()})
			if c.draw(4) == 0 {
				v.Update(m.Snapshot(), c.at)
			}
		}
		s := m.Snapshot()
		v.Update(s, c.at)
		if why := faults(s); why != "" {
			t.Fatal(why)
		}
		if v.Len() != s.Len() {
			t.Fatalf("%d lines of %d rows", v.Len(), s.Len())
		}
	})
}
