package session_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// hostile answers as it likes: well, slowly, wrongly, half, not at all.
func hostile(t *testing.T, seed uint64, https bool) *sessiontest.Peer {
	var mu sync.Mutex
	rng := rand.New(rand.NewPCG(seed, 1))
	dice := func(n int) int {
		mu.Lock()
		defer mu.Unlock()
		return rng.IntN(n)
	}
	serve := func(w *sessiontest.Wire) {
		for {
			r, ok := w.Request()
			if !ok {
				return
			}
			switch dice(24) {
			case 0:
				return
			case 1:
				w.Reset()
				return
			case 2:
				w.Say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
				return
			case 3:
				w.Say("nonsense\r\n\r\n")
			case 4:
				w.Say(sessiontest.Answer(302, "", "Location: "+r.Target+"x"))
			case 5:
				w.Say(sessiontest.Answer(401, "no", `WWW-Authenticate: Basic realm="x"`))
			case 6:
				w.Say("HTTP/1.1 103 Early\r\n\r\n" + sessiontest.Answer(200, "ok"))
			case 7:
				w.Say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n")
				w.Gone()
				return
			case 8:
				w.Gone()
				return
			case 9:
				w.Say(sessiontest.Answer(200, "ok") + "more")
			case 10:
				w.Say(sessiontest.Answer(200, strings.Repeat("x", 200_000)))
			default:
				w.Say(sessiontest.Answer(200, "ok"))
			}
		}
	}
	if https {
		return sessiontest.NewTLSPeer(t, nil, serve)
	}
	return sessiontest.NewPeer(t, serve)
}

// TestStorm queues many messages to peers that misbehave while several goroutines call everything that can be called.
// The recorder checks the grammar, TestMain that no goroutine is left.
func TestStorm(t *testing.T) {
	const messages, calls, hands = 2000, 10_000, 4
	a, b := hostile(t, 1, false), hostile(t, 2, true)
	r := newRig(t, session.Options{Questions: []session.QuestionKind{session.AskCredentials}})
	r.SetProperty("ssl-strict", "false")
	r.SetProperty("timeout", "0.3") // ends what the silent peers hold
	r.OnAuthenticate(func(m *session.Message, a session.Auth, retrying bool) {
		if !retrying && m.ID()%2 == 0 {
			a.Authenticate("user", "passwd")
		}
	})
	ms := make([]*session.Message, messages)
	for i := range ms {
		p := a
		if i%3 == 0 {
			p = b
		}
		m := message(t, []string{"GET", "POST", "PUT"}[i%3], p.URL(fmt.Sprint("/", i)))
		if i%3 != 0 {
			m.SetBody("text/plain", session.BodyReader(io.LimitReader(zeros{}, int64(i*50)), -1))
		}
		if i%5 == 0 {
			m.OnStarting(func(m *session.Message) { m.SetField("X-Late", "1") })
		}
		if i%7 == 0 {
			m.OnGotHeaders(func(m *session.Message) {
				if m.ID()%2 == 0 {
					r.Requeue(m)
				}
			})
		}
		m.SetPriority(session.Priority(i%5 - 2))
		ms[i] = m
	}
	var wg sync.WaitGroup
	for i := range hands {
		wg.Add(1)
		go func() {
			defer wg.Done()
			rng := rand.New(rand.NewPCG(uint64(i), 7))
			for _, m := range ms[i*messages/hands : (i+1)*messages/hands] {
				if err := r.Queue(m, nil); err != nil {
					t.Error(err)
				}
			}
			for n := range calls / hands {
				meddle(r, ms[rng.IntN(messages)], rng, n)
				if n%25 == 0 {
					r.Connections() // waits for the engine, so that the calls meet messages in every state
				}
			}
		}()
	}
	wg.Wait()
	byID := make([]*session.Message, messages)
	for _, m := range ms {
		byID[m.ID()-1] = m
	}
	calm(t, r, byID)
	for _, m := range ms {
		if m.Status() == session.StatusNone {
			t.Errorf("message %d has no status", m.ID())
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func meddle(r *rig, m *session.Message, rng *rand.Rand, n int) {
	switch k := rng.IntN(100); {
	case k < 10:
		r.Cancel(m, session.StatusCancelled)
	case k < 40:
		r.Pause(m)
	case k < 80:
		r.Unpause(m)
	case k < 88:
		r.Requeue(m)
	case k < 90:
		m.SetPriority(session.Priority(rng.IntN(5) - 2))
	case k < 94:
		r.SetMaxConnsPerHost(1 + rng.IntN(8))
	case k < 98:
		r.SetMaxConns(1 + rng.IntN(12))
	case k < 99:
		r.Connections()
	case n%500 == 0:
		r.Abort()
	}
}

// calm lets everything go, dismisses the questions, and waits until every message has ended.
func calm(t *testing.T, r *rig, ms []*session.Message) {
	t.Helper()
	r.SetMaxConns(20)
	r.SetMaxConnsPerHost(10)
	seen, ended := 0, 0
	r.rec.Await(t, "the end of everything", func(evs []session.Event) bool {
		for _, e := range evs[seen:] {
			if q, ok := e.Detail.(*session.Question); ok {
				r.Dismiss(q.ID)
			}
			if e.Kind == session.KindPaused {
				r.Unpause(ms[e.Message-1])
			}
			if e.Kind == session.KindRequestUnqueued {
				ended++
			}
		}
		seen = len(evs)
		return ended == len(ms)
	})
}
