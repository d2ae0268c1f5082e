package session

// The queue: a heap of items for every host, and a heap of the hosts that could start one now. Every operation is
// O(log n); a host at its limit is simply absent from the second heap, so it blocks nobody.

// before is the order of the queue: priority, then first in, first out.
func before(a, b *item) bool {
	if a.prio != b.prio {
		return a.prio > b.prio
	}
	return a.seq < b.seq
}

// host is the record of one scheme class, host and port.
type host struct {
	key        hostKey
	queue      []*item // 4-ary heap
	readyPos   int     // in sched.ready, -1 when absent
	conns      int     // in every state
	connecting int
	messages   int     // queued and running
	idle       []*conn // by time of becoming idle, the newest last
}

type hostKey struct {
	tls  bool
	addr string // host:port, lower case
}

func (h *host) up(i int) bool {
	it := h.queue[i]
	j := i
	for j > 0 {
		p := (j - 1) / 4
		if !before(it, h.queue[p]) {
			break
		}
		h.queue[j] = h.queue[p]
		h.queue[j].pos = int32(j)
		j = p
	}
	h.queue[j] = it
	it.pos = int32(j)
	return j != i
}

func (h *host) down(i int) {
	it := h.queue[i]
	n := len(h.queue)
	for {
		first := 4*i + 1
		if first >= n {
			break
		}
		best := first
		for k := first + 1; k < min(first+4, n); k++ {
			if before(h.queue[k], h.queue[best]) {
				best = k
			}
		}
		if !before(h.queue[best], it) {
			break
		}
		h.queue[i] = h.queue[best]
		h.queue[i].pos = int32(i)
		i = best
	}
	h.queue[i] = it
	it.pos = int32(i)
}

func (h *host) push(it *item) {
	h.queue = append(h.queue, it)
	h.up(len(h.queue) - 1)
}

func (h *host) del(i int) {
	it := h.queue[i]
	n := len(h.queue) - 1
	last := h.queue[n]
	h.queue[n] = nil
	h.queue = h.queue[:n]
	if last != it {
		h.queue[i] = last
		if !h.up(i) {
			h.down(i)
		}
	}
	it.pos = -1
	if cap(h.queue) > 64 && n < cap(h.queue)/4 { // give memory back as the queue drains
		h.queue = append(make([]*item, 0, cap(h.queue)/2), h.queue...)
	}
}

// sched is the queue of a session with its limits. Only the engine touches it.
type sched struct {
	hosts   map[hostKey]*host
	ready   []*host // binary heap by head item
	conns   int
	idle    int
	max     int
	perHost int
	oldest  *conn // idle connections, longest idle first
	newest  *conn
}

func newSched(limitAll, limitHost int) *sched {
	return &sched{hosts: map[hostKey]*host{}, max: limitAll, perHost: limitHost}
}

func (s *sched) host(k hostKey) *host {
	h := s.hosts[k]
	if h == nil {
		h = &host{key: k, readyPos: -1}
		s.hosts[k] = h
	}
	return h
}

// can says whether the host could start its head item now. A message that needs a new connection may close an idle
// one of its own host, so idle counts for it too; more than messages/2 simultaneous dials are not begun.
func (s *sched) can(h *host) bool {
	if len(h.queue) == 0 {
		return false
	}
	if len(h.idle) > 0 {
		return true
	}
	return h.conns < s.perHost && h.connecting <= h.messages/2
}

func (s *sched) less(i, j int) bool { return before(s.ready[i].queue[0], s.ready[j].queue[0]) }

func (s *sched) swap(i, j int) {
	s.ready[i], s.ready[j] = s.ready[j], s.ready[i]
	s.ready[i].readyPos, s.ready[j].readyPos = i, j
}

func (s *sched) fix(i int) {
	j := i
	for j > 0 && s.less(j, (j-1)/2) {
		s.swap(j, (j-1)/2)
		j = (j - 1) / 2
	}
	if j != i {
		return
	}
	for {
		c := 2*j + 1
		if c >= len(s.ready) {
			return
		}
		if c+1 < len(s.ready) && s.less(c+1, c) {
			c++
		}
		if !s.less(c, j) {
			return
		}
		s.swap(c, j)
		j = c
	}
}

// touch puts h where it belongs after any change of its queue or counts.
func (s *sched) touch(h *host) {
	can := s.can(h)
	switch {
	case can && h.readyPos < 0:
		s.ready = append(s.ready, h)
		h.readyPos = len(s.ready) - 1
		s.fix(h.readyPos)
	case can:
		s.fix(h.readyPos)
	case h.readyPos >= 0:
		i, n := h.readyPos, len(s.ready)-1
		if i != n {
			s.ready[i] = s.ready[n]
			s.ready[i].readyPos = i
		}
		s.ready[n] = nil
		s.ready = s.ready[:n]
		h.readyPos = -1
		if i != n {
			s.fix(i)
		}
	}
}

func (s *sched) push(it *item) {
	it.h.push(it)
	s.touch(it.h)
}

func (s *sched) remove(it *item) {
	if it.pos >= 0 {
		it.h.del(int(it.pos))
		s.touch(it.h)
	}
}

// grant is a decision of next: what starts, and on what.
type grant struct {
	it    *item
	c     *conn // an idle connection to take, nil to open one
	close *conn // an idle connection to close first, to stay within a limit
}

// next takes the best item that may start now; a grant without an item means that nothing can.
// An idle connection that is to be taken or closed has left the idle lists; a connection to open is counted.
func (s *sched) next() grant {
	if len(s.ready) == 0 || s.conns >= s.max && s.idle == 0 {
		return grant{}
	}
	h := s.ready[0]
	g := grant{it: h.queue[0]}
	h.del(0)
	s.touch(h) // before another host is touched: the heap compares head items
	if n := len(h.idle); n > 0 && !g.it.needsNew {
		g.c = h.idle[n-1]
		s.unidle(g.c)
		return g
	}
	switch {
	case h.conns >= s.perHost:
		g.close = h.idle[0]
	case s.conns >= s.max:
		g.close = s.oldest
	}
	if g.close != nil {
		s.unidle(g.close)
	}
	h.conns++
	h.connecting++
	s.conns++
	s.touch(h)
	return g
}

// connected notes that a connection to h has left the state of connecting.
func (s *sched) connected(h *host) {
	h.connecting--
	s.touch(h)
}

// setIdle puts a connection into the idle lists.
func (s *sched) setIdle(c *conn) {
	c.h.idle = append(c.h.idle, c)
	c.older = s.newest
	if s.newest != nil {
		s.newest.newer = c
	} else {
		s.oldest = c
	}
	s.newest = c
	s.idle++
	s.touch(c.h)
}

// unidle takes a connection out of the idle lists.
func (s *sched) unidle(c *conn) {
	for i, o := range c.h.idle {
		if o == c {
			c.h.idle = append(c.h.idle[:i], c.h.idle[i+1:]...)
			break
		}
	}
	if c.older != nil {
		c.older.newer = c.newer
	} else {
		s.oldest = c.newer
	}
	if c.newer != nil {
		c.newer.older = c.older
	} else {
		s.newest = c.older
	}
	c.older, c.newer = nil, nil
	s.idle--
	s.touch(c.h)
}

// lose uncounts a connection that is in no idle list.
func (s *sched) lose(h *host) {
	h.conns--
	s.conns--
	s.touch(h)
	s.forget(h)
}

// enter and leave count the messages of a host.
func (s *sched) enter(it *item) { it.h.messages++ }

func (s *sched) leave(it *item) {
	it.h.messages--
	s.touch(it.h)
	s.forget(it.h)
}

// forget drops the record of a host that nothing refers to.
func (s *sched) forget(h *host) {
	if h.messages == 0 && h.conns == 0 {
		delete(s.hosts, h.key)
	}
}

// setLimits changes the limits and looks at every host again.
func (s *sched) setLimits(limitAll, limitHost int) {
	s.max, s.perHost = limitAll, limitHost
	for _, h := range s.hosts {
		s.touch(h)
	}
}

// over says whether a connection of h is one more than the limits allow: it is then closed instead of kept.
func (s *sched) over(h *host) bool { return h.conns > s.perHost || s.conns > s.max }
