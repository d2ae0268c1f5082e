package session_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

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

var stormSeed = flag.Uint64("storm-seed", 0, "seed of TestStorm, 0 a new one every time; what the goroutines make of it is theirs")

// storm is what the hands of a storm share.
type storm struct {
	*rig
	peers []*sessiontest.Peer
	ms    []*session.Message
	ctx   context.Context
	later sync.WaitGroup // calls that block, and what their results are used for
	once  sync.Once
}

// TestStorm has several goroutines call everything that can be called, at random, about messages to peers that
// misbehave. The recorder checks the grammar; every message and every call comes to its end; no goroutine is left.
func TestStorm(t *testing.T) {
	const messages, calls, hands = 400, 10_000, 4
	seed := *stormSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("-storm-seed=%d", seed)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s := &storm{ctx: ctx, peers: []*sessiontest.Peer{hostile(t, seed, false), hostile(t, seed+1, true)}}
	resolver := rand.New(rand.NewPCG(seed, 2))
	var mu sync.Mutex
	lookup := func(_ context.Context, host string) ([]netip.Addr, error) {
		mu.Lock()
		defer mu.Unlock()
		if resolver.IntN(20) == 0 {
			return nil, errors.New("no such name today")
		}
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}
	s.rig = newRig(t, session.Options{Lookup: lookup, Questions: []session.QuestionKind{session.AskCredentials, session.AskRedirect}})
	s.SetSSLStrict(false)
	s.SetTimeout(100 * time.Millisecond) // ends what the silent peers hold
	for i := range messages {
		s.ms = append(s.ms, message(t, "GET", s.peers[i%2].URL(fmt.Sprint("/", i))))
	}
	s.later.Add(1) // until no callback can come any more
	all := weighed()
	var wg sync.WaitGroup
	for i := range hands {
		wg.Go(func() {
			h := &hand{storm: s, Rand: rand.New(rand.NewPCG(seed, uint64(i+10)))}
			for n := range calls / hands {
				all[h.IntN(len(all))].f(h)
				if n%25 == 0 {
					s.settled() // so that the calls meet messages in every state
				}
			}
		})
	}
	wg.Wait()
	s.calm(t)
	for range hands {
		wg.Go(s.Close)
	}
	wg.Wait()
	if err := sessiontest.CheckEnded(s.rec.Events()); err != nil {
		t.Error(err)
	}
}

// calm lets everything go until every message has ended, and every call has returned.
func (s *storm) calm(t *testing.T) {
	t.Helper()
	s.HoldNew(false)
	for id := range session.BreakpointID(10_000) { // more than there can be
		if id%100 == 0 {
			s.settled()
		}
		s.RemoveBreakpoint(id)
	}
	s.SetProxyResolver(nil)
	s.SetMaxConns(20)
	s.SetMaxConnsPerHost(10)
	seen, open := 0, 0
	s.rec.Await(t, "the end of everything", func(evs []session.Event) bool {
		stuck := seen == 0
		for _, e := range evs[seen:] {
			switch e.Kind {
			case session.KindPaused, session.KindHeld, session.KindStopped, session.KindQuestion:
				stuck = true
			case session.KindRequestQueued:
				open++
			case session.KindRequestUnqueued:
				open--
			}
			if q, ok := e.Detail.(*session.Question); ok {
				s.Dismiss(q.ID)
			}
		}
		seen = len(evs)
		if stuck {
			s.ContinueAll()
			s.ReleaseAll()
			for _, m := range s.ms {
				m.StopAt(0)
				s.Unpause(m)
			}
		}
		return open == 0
	})
	returned := make(chan struct{})
	go func() {
		s.later.Done()
		s.later.Wait()
		close(returned)
	}()
	select {
	case <-returned:
	case <-time.After(20 * time.Second):
		stacks := make([]byte, 1<<20)
		t.Errorf("a call does not return\n%s", stacks[:runtime.Stack(stacks, true)])
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// What is asked of a message while somebody else is just queueing it comes too early, or in time; never in between.
func TestCallsWhileQueueing(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	for range 200 {
		m := message(t, "GET", p.URL("/"))
		var wg sync.WaitGroup
		wg.Go(func() { r.QueueAll([]*session.Message{m}, nil) })
		for _, f := range []func(){
			func() { r.Requeue(m) },
			func() { r.Pause(m); r.Unpause(m) },
			func() { m.SetPriority(session.PriorityHigh) },
			func() { r.Steal(m) },
			func() { r.Hold(m); r.Release(m) },
			func() { r.Cancel(m, session.StatusCancelled) },
		} {
			wg.Go(f)
		}
		wg.Wait()
		r.Cancel(m, session.StatusCancelled)
		r.ended(m)
	}
}
