package session

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"testing"
)

// naive is the queue as one would write it down: walk all that waits, in order, and take the first that may start; if
// none may, or a more urgent one may so, the first for which an idle connection can be closed.
type naive struct {
	waiting      []*item
	idle         []*conn // longest idle first
	conns        map[*host]int
	connecting   map[*host]int
	messages     map[*host]int
	max, perHost int
}

func (n *naive) total() int {
	sum := 0
	for _, c := range n.conns {
		sum += c
	}
	return sum
}

func (n *naive) idleOf(h *host) []*conn {
	var out []*conn
	for _, c := range n.idle {
		if c.h == h {
			out = append(out, c)
		}
	}
	return out
}

func (n *naive) next() grant {
	slices.SortFunc(n.waiting, func(a, b *item) int {
		if before(a, b) {
			return -1
		}
		return 1
	})
	now, closing := -1, -1
	for i, it := range n.waiting {
		if it.unlimited {
			if now < 0 {
				now = i
			}
			continue
		}
		idle := n.idleOf(it.h)
		room := n.conns[it.h] < n.perHost && n.connecting[it.h] <= n.messages[it.h]/2
		full := n.total() >= n.max
		switch {
		case !it.needsNew && len(idle) > 0, room && (it.needsNew || len(idle) == 0) && !full:
			if now < 0 {
				now = i
			}
		case room && full && len(n.idle) > 0, it.needsNew && n.conns[it.h] >= n.perHost && len(idle) > 0:
			if closing < 0 {
				closing = i
			}
		}
	}
	if now < 0 || closing >= 0 && n.waiting[closing].prio > n.waiting[now].prio {
		now = closing
	}
	if now < 0 {
		return grant{}
	}
	it := n.waiting[now]
	n.waiting = slices.Delete(n.waiting, now, now+1)
	g := grant{it: it}
	switch idle := n.idleOf(it.h); {
	case !it.needsNew && len(idle) > 0:
		g.c = idle[len(idle)-1]
		n.unidle(g.c)
		return g
	case it.unlimited:
		g.dedicated = n.conns[it.h] >= n.perHost || n.total() >= n.max
	case n.conns[it.h] >= n.perHost:
		g.close = idle[0]
	case n.total() >= n.max:
		g.close = n.idle[0]
	}
	if g.close != nil {
		n.unidle(g.close)
	}
	n.conns[it.h]++
	n.connecting[it.h]++
	return g
}

func (n *naive) unidle(c *conn) {
	n.idle = slices.DeleteFunc(n.idle, func(o *conn) bool { return o == c })
}

// pair drives the queue and its naive double through the same operations.
type pair struct {
	t       *testing.T
	s       *sched
	n       *naive
	running []*conn
	dialing []*conn
	seq     uint64
	items   []*item // waiting or held
	held    map[*item]bool
}

func (p *pair) push(h string, prio Priority, needsNew, unlimited bool) {
	p.seq++
	it := &item{seq: p.seq, prio: prio, needsNew: needsNew, unlimited: unlimited}
	it.h = p.s.host(hostKey{addr: h})
	p.s.enter(it)
	p.n.messages[it.h]++
	p.s.push(it)
	p.n.waiting = append(p.n.waiting, it)
	p.items = append(p.items, it)
}

// drain takes what may start from both and compares.
func (p *pair) drain() {
	p.t.Helper()
	for {
		got, want := p.s.next(), p.n.next()
		if got != want {
			p.t.Fatalf("got %s, want %s", describe(got), describe(want))
		}
		if got.it == nil {
			return
		}
		p.items = slices.DeleteFunc(p.items, func(o *item) bool { return o == got.it })
		if got.close != nil {
			p.lose(got.close)
		}
		if got.c != nil {
			got.c.it = got.it
			p.running = append(p.running, got.c)
			continue
		}
		p.dialing = append(p.dialing, &conn{h: got.it.h, it: got.it, dedicated: got.dedicated})
	}
}

func (p *pair) lose(c *conn) {
	p.n.conns[c.h]--
	p.s.lose(c)
}

func describe(g grant) string {
	if g.it == nil {
		return "nothing"
	}
	return fmt.Sprintf("item %d to %s on %p, closing %p", g.it.seq, g.it.h.key.addr, g.c, g.close)
}

func (p *pair) step(rng *rand.Rand) {
	switch k := rng.IntN(20); {
	case k < 8:
		p.push(fmt.Sprint("h", rng.IntN(4)), Priority(rng.IntN(5)-2), rng.IntN(4) == 0, rng.IntN(10) == 0)
	case k < 11 && len(p.dialing) > 0: // a connection is ready
		i := rng.IntN(len(p.dialing))
		c := p.dialing[i]
		p.dialing = slices.Delete(p.dialing, i, i+1)
		p.n.connecting[c.h]--
		p.s.connected(c.h)
		p.running = append(p.running, c)
	case k < 15 && len(p.running) > 0: // a message has ended
		i := rng.IntN(len(p.running))
		c := p.running[i]
		p.running = slices.Delete(p.running, i, i+1)
		p.n.messages[c.h]--
		p.s.leave(c.it)
		c.it = nil
		if rng.IntN(4) == 0 || p.s.over(c.h) {
			p.lose(c)
			return
		}
		p.s.setIdle(c)
		p.n.idle = append(p.n.idle, c)
	case k < 16 && len(p.n.idle) > 0: // the peer closes an idle connection
		c := p.n.idle[rng.IntN(len(p.n.idle))]
		p.n.unidle(c)
		p.s.unidle(c)
		p.lose(c)
	case k < 18 && len(p.items) > 0: // pause, unpause
		it := p.items[rng.IntN(len(p.items))]
		if p.held[it] {
			delete(p.held, it)
			p.s.push(it)
			p.n.waiting = append(p.n.waiting, it)
			return
		}
		p.held[it] = true
		p.s.remove(it)
		p.n.waiting = slices.DeleteFunc(p.n.waiting, func(o *item) bool { return o == it })
	case k < 19 && len(p.items) > 0: // cancel
		i := rng.IntN(len(p.items))
		it := p.items[i]
		p.items = slices.Delete(p.items, i, i+1)
		p.s.remove(it)
		p.n.waiting = slices.DeleteFunc(p.n.waiting, func(o *item) bool { return o == it })
		delete(p.held, it)
		p.n.messages[it.h]--
		p.s.leave(it)
	case k == 19:
		p.n.max, p.n.perHost = 1+rng.IntN(10), 1+rng.IntN(4)
		p.s.setLimits(p.n.max, p.n.perHost)
	}
}

func TestSchedAgainstNaive(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		rng := rand.New(rand.NewPCG(seed, 3))
		p := &pair{t: t, s: newSched(6, 2), held: map[*item]bool{}, n: &naive{max: 6, perHost: 2, conns: map[*host]int{}, connecting: map[*host]int{}, messages: map[*host]int{}}}
		for range 2000 {
			p.step(rng)
			if rng.IntN(3) > 0 {
				p.drain()
			}
			check(t, p.s)
		}
	}
}

// check looks at what must hold between operations.
func check(t *testing.T, s *sched) {
	t.Helper()
	conns, idle := 0, 0
	for _, h := range s.hosts {
		conns += h.conns
		idle += len(h.idle)
		plain, fresh := s.ways(h)
		if h.plain.way != plain || h.fresh.way != fresh {
			t.Fatalf("host %s: the lanes may go %d and %d and are in %d and %d", h.key.addr, plain, fresh, h.plain.way, h.fresh.way)
		}
		for _, l := range []*lane{&h.plain, &h.fresh, &s.free} {
			for i, it := range l.queue {
				if int(it.pos) != i || it.lane != l || i > 0 && before(it, l.queue[(i-1)/4]) {
					t.Fatalf("host %s: heap broken at %d", h.key.addr, i)
				}
			}
		}
	}
	for w, q := range s.ready {
		for i, l := range q {
			if l.way != way(w) || int(l.at) != i || i > 0 && q.less(i, (i-1)/2) {
				t.Fatalf("way %d: heap of lanes broken at %d", w, i)
			}
		}
	}
	if conns != s.conns || idle != s.idle {
		t.Fatalf("%d connections counted as %d, %d idle as %d", conns, s.conns, idle, s.idle)
	}
}

func TestSchedForgetsHosts(t *testing.T) {
	t.Parallel()
	s := newSched(10, 2)
	for i := range 100 {
		it := &item{h: s.host(hostKey{addr: fmt.Sprint(i)})}
		s.enter(it)
		s.push(it)
		s.remove(it)
		s.leave(it)
	}
	if len(s.hosts) != 0 || s.best() != nil {
		t.Error(len(s.hosts), s.best())
	}
}

// What a session knows of a host goes with its last message and its last connection, however they end.
func TestSessionForgetsHosts(t *testing.T) {
	t.Parallel()
	s, err := New(Options{Dial: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("not today") }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i := range 50 {
		m, err := NewMessage("GET", fmt.Sprintf("http://127.0.0.1:%d/", 1000+i))
		if err != nil {
			t.Fatal(err)
		}
		if st, err := s.SendMessage(t.Context(), m); st != StatusCantConnect || err != nil {
			t.Fatal(st, err)
		}
	}
	s.ask(func() {
		if len(s.sched.hosts) != 0 || s.sched.conns != 0 || len(s.items) != 0 {
			t.Errorf("%d hosts, %d connections, %d items", len(s.sched.hosts), s.sched.conns, len(s.items))
		}
	})
}
