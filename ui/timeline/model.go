package timeline

import (
	"strconv"
	"time"

	"ladle/session"
)

// Limits are how many connections the session may have, as its properties max-conns and max-conns-per-host say.
type Limits struct{ Conns, ConnsPerHost int }

// DefaultLimits are the limits of a session that nobody changed.
var DefaultLimits = Limits{Conns: 10, ConnsPerHost: 2}

// Options are what a model starts from.
type Options struct {
	Epoch  time.Time // of the session: the zero of its events' times
	Limits Limits    // at the start; zero fields take the defaults. Events of property-changed follow them
}

// Model folds events into rows. One goroutine owns it; only the snapshots that it gives may go elsewhere.
type Model struct {
	epoch    time.Time
	run      *run
	limits   Limits
	holdNew  bool
	rows     table
	index    *index
	live     map[session.MessageID]*message
	touched  []*message // that may differ from their rows
	queue    queue
	pool     *pool
	counts   Counts
	traffic  Traffic
	last     time.Duration
	orders   uint64
	poolNew  bool
	queueNew bool
	snapshot *Snapshot // the one before, whose unchanged parts the next one shares
}

// New makes a model of one session.
func New(o Options) *Model {
	m := &Model{epoch: o.Epoch, limits: o.Limits.orDefault(), index: newIndex()}
	m.begin(&run{epoch: o.Epoch})
	return m
}

func (l Limits) orDefault() Limits {
	if l.Conns <= 0 {
		l.Conns = DefaultLimits.Conns
	}
	if l.ConnsPerHost <= 0 {
		l.ConnsPerHost = DefaultLimits.ConnsPerHost
	}
	return l
}

// begin turns to another session.
func (m *Model) begin(r *run) {
	m.run = r
	m.live = map[session.MessageID]*message{}
	m.queue, m.pool, m.holdNew = queue{}, newPool(), false
	m.poolNew, m.queueNew = true, true
}

// Change says what a batch of events touched, so that the window can skip what stayed as it was.
type Change struct {
	Added    int // rows
	Touched  int // events that changed a row
	Conns    bool
	Queue    bool
	Counters bool // bytes
}

// Empty says whether the batch changed nothing that a snapshot shows.
func (c Change) Empty() bool { return c == Change{} }

// Apply folds a batch of events in the order of their sequence numbers. How a stream is cut into batches makes no
// difference. Events of a message that is over are ignored.
func (m *Model) Apply(events []session.Event) Change {
	var c Change
	for i := range events {
		m.fold(&events[i], &c)
	}
	m.poolNew = m.poolNew || c.Conns
	m.queueNew = m.queueNew || c.Queue || c.Conns
	return c
}

// longest bounds times that come from outside, so that sums of two stay below Open.
const longest = Open / 4

func (m *Model) fold(e *session.Event, c *Change) {
	at := m.run.offset + min(max(0, e.At), longest)
	m.last = max(m.last, at)
	switch e.Kind {
	case session.KindPropertyChanged:
		c.Queue = m.property(e) || c.Queue
		return
	case session.KindHoldNew:
		d, ok := e.Detail.(*session.HoldNew)
		m.holdNew, c.Queue = ok && d != nil && d.On, true
		return
	case session.KindConnectionClosed:
		m.connectionClosed(e, at, c)
		return
	}
	var msg *message
	if e.Message != 0 {
		if msg = m.message(e, at, c); msg == nil {
			return
		}
		m.touch(msg)
		c.Touched++
		if e.Kind == session.KindReordered {
			m.reorder(msg, e)
		}
		moved := msg.apply(e, at)
		m.traffic.add(moved, at)
		c.Counters = c.Counters || moved != volume{}
		if l := m.pool.conns[e.Conn]; l != nil && (moved != volume{}) {
			l.Sent, l.Received = l.Sent+moved.out, l.Received+moved.in
			m.poolNew = true
		}
	}
	if e.Conn != 0 {
		c.Conns = m.pool.apply(e, msg, m.run, at) || c.Conns
	}
	if msg != nil {
		m.place(msg, c)
	}
}

// message finds who the event is about, or makes it; nil if it is over.
func (m *Model) message(e *session.Event, at time.Duration, c *Change) *message {
	if msg := m.live[e.Message]; msg != nil {
		return msg
	}
	id := RowID{Session: m.run.session, Message: e.Message}
	if _, known := m.index.find(id); known {
		return nil
	}
	msg := newMessage(id, m.run, at)
	m.orders += orderGap
	msg.order = m.orders
	m.live[e.Message] = msg
	if m.adopt(msg, e) {
		return msg
	}
	msg.index = m.rows.grow()
	m.index.add(id, msg.index)
	c.Added++
	return msg
}

func (m *Model) touch(msg *message) {
	if msg.parent != nil {
		msg.frozen = nil
		msg = msg.parent
	}
	if !msg.dirty {
		msg.dirty = true
		m.touched = append(m.touched, msg)
	}
}

// place keeps the queue in step with what a message does, and lets go of messages that are over.
func (m *Model) place(msg *message, c *Change) {
	waits := msg.parent == nil && msg.state().Queued()
	if waits || msg.waiting {
		c.Queue = true
	}
	if waits != msg.waiting {
		msg.waiting = waits
		if waits {
			m.queue.add(msg)
		} else {
			m.queue.remove(msg)
		}
	}
	if msg.closed {
		delete(m.live, msg.row.ID.Message)
	}
}

// connectionClosed ends a connection. It belongs to the story of the message that the connection carried, and it is
// the end of one that took it over.
func (m *Model) connectionClosed(e *session.Event, at time.Duration, c *Change) {
	msg := m.pool.busy[e.Conn]
	if msg == nil && e.Message != 0 {
		msg = m.live[e.Message]
	}
	c.Conns = m.pool.apply(e, msg, m.run, at) || c.Conns
	if msg == nil || msg.closed {
		return
	}
	m.touch(msg)
	c.Touched++
	msg.events.add(*e)
	if msg.stolen {
		msg.release(at)
	}
	m.place(msg, c)
}

func (m *Model) property(e *session.Event) bool {
	d, ok := e.Detail.(*session.PropertyChange)
	if !ok || d == nil {
		return false
	}
	n, err := strconv.Atoi(d.Value)
	if err != nil || n <= 0 {
		return false
	}
	switch d.Name {
	case "max-conns":
		m.limits.Conns = n
	case "max-conns-per-host":
		m.limits.ConnsPerHost = n
	default:
		return false
	}
	return true
}

// Clear forgets the rows of messages that are over. Selections and fold states of the others stay good, because
// they go by RowID.
func (m *Model) Clear() {
	m.freeze()
	old := m.rows
	m.rows, m.index, m.counts = table{}, newIndex(), Counts{}
	for id, msg := range m.live {
		if msg.parent != nil && msg.parent.closed { // its line goes with the message's
			delete(m.live, id)
		}
	}
	for i := range old.n {
		r := old.at(i)
		if r.Over() {
			continue
		}
		k := m.rows.grow()
		m.rows.set(k, r)
		m.index.add(r.ID, k)
		for _, t := range r.Tunnels {
			m.index.add(t.ID, k)
		}
		m.live[r.ID.Message].index = k
		m.counts.count(r, 1)
	}
}

// EndSession closes what is still open at the time of the last event: the session is gone, and no more events of it
// will come. The rows say so.
func (m *Model) EndSession() {
	for _, msg := range m.live {
		m.touch(msg)
		msg.lost = true
		msg.end(m.last)
	}
	m.live = map[session.MessageID]*message{}
	m.queue = queue{}
	m.queueNew = true
}

// freeze brings the table up to date with the messages that were touched.
func (m *Model) freeze() {
	for _, msg := range m.touched {
		if old := m.rows.at(msg.index); old != nil {
			m.counts.count(old, -1)
		}
		r := msg.freeze()
		m.counts.count(r, 1)
		m.rows.set(msg.index, r)
	}
	clear(m.touched)
	m.touched = m.touched[:0]
}
