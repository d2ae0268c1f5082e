package session_test

import (
	"fmt"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// gated answers a request when the gate lets one through.
func gated(t *testing.T) (p *sessiontest.Peer, gate chan struct{}) {
	gate = make(chan struct{}, 1000)
	p = sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		for {
			if _, ok := w.Request(); !ok {
				return
			}
			if !w.Wait(gate) {
				return
			}
			w.Say(sessiontest.Answer(200, "ok"))
		}
	})
	t.Cleanup(func() { close(gate) })
	return p, gate
}

func (r *rig) many(n int, url string) []*session.Message {
	r.t.Helper()
	var ms []*session.Message
	for i := range n {
		ms = append(ms, message(r.t, "GET", fmt.Sprintf("%s?%d", url, i)))
	}
	if err := r.QueueAll(ms, nil); err != nil {
		r.t.Fatal(err)
	}
	return ms
}

func let(gate chan struct{}, n int) {
	for range n {
		gate <- struct{}{}
	}
}

func TestLimitsLive(t *testing.T) {
	t.Parallel()
	p, gate := gated(t)
	r := newRig(t, session.Options{})
	ms := r.many(30, p.URL("/"))
	p.AwaitRequests(t, 2)
	r.settled()
	if n := len(r.Connections()); n != 2 {
		t.Fatalf("%d connections at the default", n)
	}
	r.SetMaxConnsPerHost(6)
	p.AwaitRequests(t, 6)
	if n := p.Open(); n != 6 {
		t.Fatalf("%d connections after raising", n)
	}
	r.SetMaxConns(3) // drains: what runs goes on, nothing starts
	let(gate, 3)
	p.AwaitOpen(t, 3)
	let(gate, 27)
	r.ended(ms...)
	if n := p.MaxOpen(); n != 6 {
		t.Errorf("%d connections at once", n)
	}
	if n := p.Open(); n > 3 {
		t.Errorf("%d connections are left", n)
	}
}

func TestLoweredLimitClosesIdleConnections(t *testing.T) {
	t.Parallel()
	p, gate := gated(t)
	r := newRig(t, session.Options{})
	r.SetMaxConnsPerHost(5)
	ms := r.many(5, p.URL("/"))
	p.AwaitRequests(t, 5)
	let(gate, 5)
	r.ended(ms...)
	r.rec.AwaitKind(t, 0, session.KindConnectionIdle, 5)
	r.SetMaxConnsPerHost(1)
	p.AwaitOpen(t, 1)
	ms = r.many(4, p.URL("/"))
	p.AwaitRequests(t, 6)
	let(gate, 4)
	r.ended(ms...)
	if n := p.Accepted(); n != 5 {
		t.Errorf("%d connections in all", n)
	}
}

func TestLimitsOverHosts(t *testing.T) {
	t.Parallel()
	a, gateA := gated(t)
	b, gateB := gated(t)
	r := newRig(t, session.Options{})
	r.SetMaxConns(1)
	one := r.many(1, a.URL("/"))
	two := r.many(1, b.URL("/"))
	a.AwaitRequests(t, 1)
	r.settled()
	if b.Accepted() != 0 {
		t.Error("the limit of all connections is not kept")
	}
	let(gateA, 1)
	b.AwaitRequests(t, 1)
	a.AwaitOpen(t, 0) // made room
	let(gateB, 1)
	r.ended(append(one, two...)...)
}

func TestPriorities(t *testing.T) {
	t.Parallel()
	p, gate := gated(t)
	r := newRig(t, session.Options{})
	r.SetMaxConnsPerHost(1)
	first := r.many(1, p.URL("/first"))
	p.AwaitRequests(t, 1)
	var ms []*session.Message
	for _, x := range []struct {
		name string
		p    session.Priority
	}{{"vl", -2}, {"l", -1}, {"n1", 0}, {"n2", 0}, {"h", 1}, {"vh", 2}, {"beyond", 99}} {
		m := message(t, "GET", p.URL("/"+x.name))
		m.SetPriority(x.p)
		ms = append(ms, m)
	}
	r.queue(ms...)
	let(gate, 8)
	r.ended(append(ms, first...)...)
	if got := strings.Join(p.Targets()[1:], " "); got != "GET /vh GET /beyond GET /h GET /n1 GET /n2 GET /l GET /vl" {
		t.Error(got)
	}
}

func TestPriorityWhileItWaits(t *testing.T) {
	t.Parallel()
	p, gate := gated(t)
	r := newRig(t, session.Options{})
	r.SetMaxConnsPerHost(1)
	first := r.many(1, p.URL("/first"))
	p.AwaitRequests(t, 1)
	ms := r.many(4, p.URL("/"))
	r.Pause(ms[1])
	ms[3].SetPriority(session.PriorityHigh)
	ms[0].SetPriority(session.PriorityLow)
	ms[1].SetPriority(session.PriorityVeryHigh) // held: its place counts when it is let go
	r.Unpause(ms[1])
	r.settled()
	let(gate, 5)
	r.ended(append(ms, first...)...)
	if got := strings.Join(p.Targets()[1:], " "); got != "GET /?1 GET /?3 GET /?2 GET /?0" {
		t.Error(got)
	}
	ms[0].SetPriority(session.PriorityNormal) // it has ended: nothing
}

func TestAbortOpensNothing(t *testing.T) {
	t.Parallel()
	p, _ := gated(t)
	r := newRig(t, session.Options{})
	ms := r.many(500, p.URL("/"))
	p.AwaitRequests(t, 2)
	r.Abort()
	r.ended(ms...)
	for _, m := range ms {
		if m.Status() != session.StatusCancelled {
			t.Fatal(m.Status())
		}
	}
	p.AwaitOpen(t, 0)
	if n := p.Accepted(); n != 2 {
		t.Errorf("%d connections", n)
	}
	m := message(t, "GET", hello(t).URL("/"))
	if st := r.send(m); st != 200 {
		t.Error("not usable after an abort:", st)
	}
}
