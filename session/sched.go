package session

// The queue: for every host two lanes of items, those that may take an idle connection and those that need a new one, each
// a heap; and heaps of the lanes that could start their best item now. Every operation is O(log n); a lane that can do
// nothing is in no heap, so it blocks nobody.

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
	plain      lane // items that may take an idle connection
	fresh      lane // items that need a new one
	conns      int  // in every state
	dedicated  int  // of them, beyond the limits
	connecting int
	messages   int     // queued and running
	idle       []*conn // by time of becoming idle, the newest last
}

type hostKey struct {
	tls  bool
	addr string  // host:port, lower case
	via  *ownWay // the proxy that a message has chosen for itself, nil: the session's
}

// way is how the best item of a lane could start.
type way uint8

const (
	noWay  way = iota
	reuse      // on an idle connection of its host
	dial       // on a new connection, if the session's limit allows one
	swap       // on a new connection in place of an idle one of its host
	atOnce     // without a look at the limits
	numWays
)

// sched is the queue of a session with its limits. Only the engine touches it.
type sched struct {
	hosts   map[hostKey]*host
	ready   [numWays]lanes
	free    lane // items that no limit holds
	conns   int
	beyond  int // of them, dedicated ones
	idle    int
	max     int
	perHost int
	oldest  *conn // idle connections, longest idle first
	newest  *conn
}

func newSched(limitAll, limitHost int) *sched {
	return &sched{hosts: map[hostKey]*host{}, max: limitAll, perHost: limitHost, free: lane{at: -1}}
}

func (s *sched) host(k hostKey) *host {
	h := s.hosts[k]
	if h == nil {
		h = &host{key: k, plain: lane{at: -1}, fresh: lane{at: -1}}
		s.hosts[k] = h
	}
	return h
}

// ways says how a host's items could start now. More than messages/2 simultaneous dials are not begun.
func (s *sched) ways(h *host) (plain, fresh way) {
	room := h.conns < s.perHost && h.connecting <= h.messages/2
	switch {
	case len(h.plain.queue) == 0:
	case len(h.idle) > 0:
		plain = reuse
	case room:
		plain = dial
	}
	switch {
	case len(h.fresh.queue) == 0:
	case room:
		fresh = dial
	case h.conns >= s.perHost && len(h.idle) > 0:
		fresh = swap
	}
	return plain, fresh
}

// touch puts the lanes of h where they belong after any change of its queue or counts.
func (s *sched) touch(h *host) {
	plain, fresh := s.ways(h)
	s.move(&h.plain, plain)
	s.move(&h.fresh, fresh)
}

// move puts a lane into the heap of its way, or back in order there.
func (s *sched) move(l *lane, to way) {
	switch {
	case l.way != to:
		if l.way != noWay {
			s.ready[l.way].remove(l)
		}
		if l.way = to; to != noWay {
			s.ready[to].add(l)
		}
	case to != noWay:
		s.ready[to].fix(int(l.at))
	}
}

// laneOf is where an item waits.
func (s *sched) laneOf(it *item) *lane {
	switch {
	case it.unlimited:
		return &s.free
	case it.needsNew:
		return &it.h.fresh
	}
	return &it.h.plain
}

func (s *sched) push(it *item) {
	l := s.laneOf(it)
	it.lane = l
	l.push(it)
	s.settle(l, it.h)
}

// settle follows a change of a lane: first it is put in order where it is, then its host is looked at.
func (s *sched) settle(l *lane, h *host) {
	switch {
	case len(l.queue) == 0:
		s.move(l, noWay)
	case l == &s.free:
		s.move(l, atOnce)
	default:
		s.move(l, l.way)
	}
	if l != &s.free {
		s.touch(h)
	}
}

func (s *sched) remove(it *item) {
	if l := it.lane; l != nil {
		it.lane = nil
		l.del(int(it.pos))
		s.settle(l, it.h)
	}
}

// grant is a decision of next: what starts, and on what.
type grant struct {
	it        *item
	c         *conn // an idle connection to take, nil to open one
	close     *conn // an idle connection to close first, to stay within a limit
	dedicated bool  // the connection to open is one too many and serves this item only
}

// next takes the best item that may start now; a grant without an item means that nothing can. Items that need no
// connection closed go first, for an idle connection is worth more than a new one; only a higher priority, or nobody else,
// has an idle connection closed to make room.
// An idle connection that is to be taken or closed has left the idle lists; a connection to open is counted.
func (s *sched) next() grant {
	l := s.best()
	if l == nil {
		return grant{}
	}
	it := l.queue[0]
	h, w := it.h, l.way
	it.lane = nil
	l.del(0)
	s.settle(l, h)
	g := grant{it: it}
	switch {
	case w == reuse, w == atOnce && !it.needsNew && len(h.idle) > 0:
		g.c = h.idle[len(h.idle)-1]
		s.unidle(g.c)
		return g
	case w == swap:
		g.close = h.idle[0]
	case w == dial && s.conns >= s.max:
		g.close = s.oldest
	case w == atOnce:
		g.dedicated = h.conns >= s.perHost || s.conns >= s.max
	}
	if g.close != nil {
		s.unidle(g.close)
	}
	h.conns++
	h.connecting++
	s.conns++
	if g.dedicated {
		h.dedicated++
		s.beyond++
	}
	s.touch(h)
	return g
}

// best is the lane whose first item starts next, nil when none can.
func (s *sched) best() *lane {
	now, closing := s.ready[reuse].first(), s.ready[swap].first()
	if d := s.ready[dial].first(); s.conns < s.max {
		now = earlier(now, d)
	} else if s.idle > 0 {
		closing = earlier(closing, d)
	}
	now = earlier(now, s.ready[atOnce].first())
	if now == nil || closing != nil && closing.queue[0].prio > now.queue[0].prio {
		return closing
	}
	return now
}

func earlier(a, b *lane) *lane {
	if a == nil || b != nil && before(b.queue[0], a.queue[0]) {
		return b
	}
	return a
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
func (s *sched) lose(c *conn) {
	h := c.h
	h.conns--
	s.conns--
	if c.dedicated {
		h.dedicated--
		s.beyond--
	}
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
func (s *sched) over(h *host) bool {
	return h.conns-h.dedicated > s.perHost || s.conns-s.beyond > s.max
}
