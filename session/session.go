package session

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// Options are what a session is made with. The zero value is a plain session.
type Options struct {
	// MainContext runs handlers, callbacks and questions; nil makes a Goroutine that Close ends.
	MainContext MainContext
	// Properties to start with; nil means DefaultProperties.
	Properties *Properties
	// Spool takes bodies that outgrow SpoolAfter; nil keeps every body in memory.
	Spool Spool
	// SpoolAfter is how many bytes of a body stay in memory, 0 means 1 MiB.
	SpoolAfter int64
	// Questions are what the session may ask; none by default: it then behaves as libsoup does.
	Questions []QuestionKind
	// TrustedExceptions are certificates that are accepted from a host although they break a rule: what a program has kept.
	TrustedExceptions []TLSException
	// Log gets a line for what nobody else hears of; nil means none.
	Log *slog.Logger
	// Hooks replace or extend what the session does by itself.
	Hooks Hooks
	// LocalAddr is the local address of every socket, also to a proxy; the zero value lets the system choose.
	LocalAddr netip.Addr
	// Dial opens the socket of a connection in place of net.Dialer: network is "tcp", address an IP address and a port.
	// It runs on a goroutine of its own; ctx tells the connection, see ConnOf.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Lookup gives the addresses of a host name in place of the system's resolver; what it finds is kept as that one's
	// answers are. It runs on a goroutine of its own and ends when ctx does.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
}

// Session is a queue of messages with the connections that carry them. All methods may be called from any goroutine;
// none blocks, except those that say so.
type Session struct {
	mc       MainContext
	ownMC    *Goroutine
	opts     Options
	log      eventLog
	slog     *slog.Logger
	ids      atomic.Uint64
	props    atomic.Pointer[settings]
	propMu   sync.Mutex
	ended    bool // no file is opened any more; under propMu
	hooks    atomic.Pointer[hooks]
	featMu   sync.Mutex
	features []Feature
	sigMu    sync.Mutex
	sig      atomic.Pointer[signals]
	asks     map[QuestionKind]bool // never written again
	people   personal
	chains   chainInfos

	names      names
	dialTCP    func(ctx context.Context, network, address string) (net.Conn, error)
	breaks     atomic.Uint32  // phases at which some breakpoint stops
	background sync.WaitGroup // look-ups
	life       context.Context
	die        context.CancelFunc

	mail    mailbox
	stopped chan struct{} // closed when the engine has ended

	// The engine's own, touched only by the goroutine that runs it.
	sched       *sched
	items       map[MessageID]*item
	conns       map[ConnID]*conn
	lastConn    ConnID
	ways        []*ownWay // of messages that have a proxy of their own
	lastHost    string    // what keyOf was asked last
	lastScheme  string
	lastKey     hostKey
	lastSeq     uint64
	lastOutcome *Outcome
	questions   map[QuestionID]*item
	lastQ       QuestionID
	idleTimer   *time.Timer
	rested      []*conn // at rest, to watch when restTimer runs out
	restTimer   *time.Timer
	idleAt      time.Duration // when it runs out, 0 when it does not run
	closing     bool
	said        []entry // to be put into the log
	turn        Turn
	floorTaken  atomic.Bool // there is one
	afterFloor  []*item     // queued by the handlers of the one that has it
	floor       *item       // whose handlers run, until it has to wait; nil when nobody's do
	// runsWaiting are runs of handlers of other items, in their order.
	runsWaiting []handlerRun
	taken       map[ConnID]*conn // taken over and not closed by their owners
	closed      []ConnInfo       // the last connections that were closed
	doors       doors
}

// New makes a session and starts its engine. The error tells a property that cannot be used, or is ErrException.
func New(o Options) (*Session, error) {
	s := &Session{opts: o, mc: o.MainContext, slog: o.Log, sched: newSched(DefaultMaxConns, DefaultMaxConnsPerHost), items: map[MessageID]*item{},
		conns: map[ConnID]*conn{}, questions: map[QuestionID]*item{}, asks: map[QuestionKind]bool{}, stopped: make(chan struct{}), taken: map[ConnID]*conn{}}
	s.dialTCP = dialer(&o)
	if s.names.resolve = o.Lookup; s.names.resolve == nil {
		s.names.resolve = lookupSystem
	}
	s.life, s.die = context.WithCancel(context.Background())
	if s.opts.SpoolAfter <= 0 {
		s.opts.SpoolAfter = 1 << 20
	}
	if s.slog == nil {
		s.slog = slog.New(slog.DiscardHandler)
	}
	for _, k := range o.Questions {
		s.asks[k] = true
	}
	for _, e := range o.TrustedExceptions {
		e, err := e.complete()
		if err != nil {
			return nil, err
		}
		e.Scope = TrustGiven
		s.people.exceptions = append(s.people.exceptions, e)
	}
	s.log.epoch = time.Now()
	s.log.resume = func() { s.post(cmd{op: opKick}) }
	s.mail.wake, s.mail.ended = make(chan struct{}, 1), make(chan struct{})
	s.hooks.Store(compileHooks(nil))
	s.sig.Store(&signals{})
	s.props.Store(newSettings(DefaultProperties()))
	if s.mc == nil {
		s.ownMC = NewGoroutine()
		s.mc = s.ownMC
	}
	go s.run()
	if o.Properties != nil {
		if err := s.SetProperties(*o.Properties); err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, nil
}

// MainContext is where handlers and callbacks run.
func (s *Session) MainContext() MainContext { return s.mc }

// Epoch is the wall-clock time that the events' times count from.
func (s *Session) Epoch() time.Time { return s.log.epoch }

// Observe delivers every event from now on to f, on the given MainContext, in order and in batches: at most one
// delivery is queued at a time, the first after a silence at once, and not more often than gap (0: as fast as they are
// taken). The slices must not be changed; they may be kept. An observer that lags by more than 65,536 events keeps further messages from starting.
func (s *Session) Observe(on MainContext, gap time.Duration, f func([]Event)) (stop func()) {
	return s.log.observe(on, gap, f)
}

// Queue puts m into the queue. callback, if not nil, runs once on the MainContext after the last finished; it may
// requeue the message. The error is ErrQueued or ErrClosed.
func (s *Session) Queue(m *Message, callback func(*Message)) error {
	if hook := s.opts.Hooks.QueueMessage; hook != nil {
		return hook(m, callback, s.queue)
	}
	return s.queue(m, callback)
}

func (s *Session) queue(m *Message, callback func(*Message)) error {
	return s.enqueueNew(m, &item{callback: callback})
}

// QueueAll queues many messages in one step: none starts before all are in the queue. callback, if not nil, runs once for each
// of them on the MainContext, as that of Queue. The error is ErrQueued or ErrClosed; none is queued then.
func (s *Session) QueueAll(ms []*Message, callback func(*Message)) error {
	its := make([]*item, 0, len(ms))
	for _, m := range ms {
		it := &item{callback: callback}
		now, err := s.claim(m, it)
		if err != nil {
			for _, o := range its {
				o.m.release(o)
			}
			return err
		}
		if now {
			its = append(its, it)
		}
	}
	if !s.post(cmd{op: opFunc, fn: func() {
		for _, it := range its {
			s.enqueue(it)
		}
		s.kick()
	}}) {
		for _, it := range its {
			it.m.release(it)
		}
		return ErrClosed
	}
	return nil
}

func (s *Session) enqueueNew(m *Message, it *item) error {
	now, err := s.claim(m, it)
	if err != nil {
		return err
	}
	it.nested = s.floorTaken.Load() && s.mc.IsOwner()
	if now && !s.post(cmd{op: opQueue, it: it}) {
		m.release(it)
		return ErrClosed
	}
	return nil
}

// claim makes it the item of m and gives it its id. Inside the callback of m the item takes its place when the message has
// left the queue: now is false then.
func (s *Session) claim(m *Message, it *item) (now bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	old := m.it
	if old != nil && (!old.calling || old.follows != nil || old.s != s) {
		return false, ErrQueued
	}
	it.s, it.m = s, m
	it.id = MessageID(s.ids.Add(1))
	m.id.Store(uint64(it.id))
	if old != nil {
		old.follows = it
		return false, nil
	}
	m.begin(it)
	return true, nil
}

// begin makes the message ready for a new queueing; mu is held.
func (m *Message) begin(it *item) {
	it.attempt, it.prio = 1, m.priority
	it.hooks = it.s.hooks.Load().without(m.disabled())
	m.it = it
	m.early = m.lastID
	m.status, m.reason, m.err, m.response, m.content, m.attempts = 0, "", nil, nil, nil, nil
	m.wireSent, m.wireResponse, m.trailer, m.tls = nil, nil, nil, nil
	m.opts.And(^uint32(ownFlags))
	m.run++
}

// release undoes claim. The item that was queued inside the callback begins now: it is in the mailbox before anybody can
// ask for something else.
func (m *Message) release(it *item) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.it != it {
		return
	}
	m.it = nil
	if next := it.follows; next != nil {
		m.begin(next)
		it.s.post(cmd{op: opQueue, it: next})
	}
}

// Send queues m, waits for the final response's head and gives the body as a stream: it is read from the connection as
// the caller reads, and must be closed: closing it finishes the message. A redirect or a challenge that the session follows
// is not seen. Cancelling ctx cancels the message, which keeps the status it had; ctx's error is in the chain then. The
// error is a *Error, or ErrOnOwner, ErrQueued, ErrClosed. Blocks.
func (s *Session) Send(ctx context.Context, m *Message) (io.ReadCloser, error) {
	if s.mc.IsOwner() {
		return nil, ErrOnOwner
	}
	b, err := s.sendStream(ctx, m, nil)
	if err != nil {
		return nil, err
	}
	select {
	case <-b.ready:
	case <-s.stopped: // handlers of the last signals may never run then
	}
	if err := b.failure(); err != nil {
		b.disobey()
		return nil, err
	}
	return b, nil
}

// SendAsync is Send without waiting: callback runs once on the MainContext, with the stream or the error. The error of
// SendAsync itself is ErrQueued or ErrClosed; callback is not called then. On the MainContext's own goroutine a Read of
// the stream that would wait gives ErrOnOwner: read it elsewhere.
func (s *Session) SendAsync(ctx context.Context, m *Message, callback func(io.ReadCloser, error)) error {
	_, err := s.sendStream(ctx, m, callback)
	return err
}

func (s *Session) sendStream(ctx context.Context, m *Message, async func(io.ReadCloser, error)) (*bodyStream, error) {
	b := newBodyStream(s, async)
	it := &item{stream: b, ctx: ctx}
	b.it = it
	if err := s.enqueueNew(m, it); err != nil {
		return nil, err
	}
	b.obey(context.AfterFunc(ctx, func() { s.cancelItem(it, StatusCancelled, ctx.Err()) }))
	return b, nil
}

// SendMessage queues m and waits until it has ended; it gives the final status, which is a transport status when no
// response came. Cancelling ctx cancels the message. The error is ErrOnOwner, ErrQueued or ErrClosed. Blocks.
func (s *Session) SendMessage(ctx context.Context, m *Message) (Status, error) {
	if s.mc.IsOwner() {
		return StatusNone, ErrOnOwner
	}
	if hook := s.opts.Hooks.SendMessage; hook != nil {
		return hook(ctx, m, s.sendMessage)
	}
	return s.sendMessage(ctx, m)
}

func (s *Session) sendMessage(ctx context.Context, m *Message) (Status, error) {
	it := &item{waiter: make(chan struct{}), ctx: ctx}
	if err := s.enqueueNew(m, it); err != nil {
		return StatusNone, err
	}
	defer context.AfterFunc(ctx, func() { s.cancelItem(it, StatusCancelled, ctx.Err()) })()
	select {
	case <-it.waiter:
	case <-s.stopped: // handlers of request-unqueued may never run then
	}
	return m.Status(), nil
}

// Cancel ends m with the given status, at once and in whatever phase it is; the connection in use is closed. It does
// nothing when m is not queued or has finished. Handlers and the callback run later, never inside the call.
func (s *Session) Cancel(m *Message, status Status) {
	if it := m.item(); it != nil {
		s.cancelItem(it, status, nil)
	}
}

func (s *Session) cancelItem(it *item, status Status, why error) {
	s.post(cmd{op: opFunc, fn: func() { s.cancel(it, status, why) }})
}

func (m *Message) item() *item {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.it
}

// Pause holds m where it is: in the queue it takes no connection; on a connection nothing more is read or written, and
// the timeout does not run. Once the caller of SendAsync has the stream, its reading alone counts. The error is ErrNotQueued, or ErrSynchronous for a message whose sender waits for it.
func (s *Session) Pause(m *Message) error {
	it := m.item()
	switch {
	case it == nil:
		return ErrNotQueued
	case it.synchronous():
		return ErrSynchronous
	}
	s.post(cmd{op: opFunc, fn: func() { s.pause(it, pausedByCaller) }})
	return nil
}

// synchronous says whether a goroutine of the application waits for the item.
func (it *item) synchronous() bool {
	return it.waiter != nil || it.stream != nil && it.stream.async == nil
}

// Unpause lets m go on. The error is ErrNotQueued.
func (s *Session) Unpause(m *Message) error {
	it := m.item()
	if it == nil {
		return ErrNotQueued
	}
	s.post(cmd{op: opFunc, fn: func() { s.unpause(it, pausedByCaller) }})
	return nil
}

// Requeue sends m again: when its current response has been read, or at once from a finished handler or the callback.
// While it waits or is connecting there is nothing to send again, and nothing happens. It counts against the limit of 20
// restarts; past it nothing happens either, but that a redirect ends with StatusTooManyRedirects. Where SetURI has named
// another origin since, fields with secrets that the old one was sent do not go along, as with a redirect, unless their values were changed. The error is ErrNotQueued.
func (s *Session) Requeue(m *Message) error {
	if hook := s.opts.Hooks.RequeueMessage; hook != nil {
		return hook(m, s.requeueMessage)
	}
	return s.requeueMessage(m)
}

func (s *Session) requeueMessage(m *Message) error {
	it := m.item()
	if it == nil {
		return ErrNotQueued
	}
	turn := it.turn.Load()
	s.post(cmd{op: opFunc, fn: func() {
		if it.entered() && it.turn.Load() == turn { // else it was cancelled first
			s.requeue(it, RestartRequeue, nil)
		}
	}})
	return nil
}

// Answer gives the answer to a question; the message goes on. The error is ErrNoQuestion. Waits for the engine, never
// for the MainContext.
func (s *Session) Answer(id QuestionID, a Answer) error { return s.resolve(id, "answered", a) }

// Dismiss goes on without an answer: the 401 or 407 is the final response. The error is ErrNoQuestion. Waits as Answer.
func (s *Session) Dismiss(id QuestionID) error { return s.resolve(id, "dismissed", Answer{}) }

// Abort cancels every queued message and closes every idle connection. The session stays usable.
func (s *Session) Abort() { s.post(cmd{op: opFunc, fn: s.abort}) }

// Close aborts, refuses further work and waits until the engine and its connections have ended. Handlers and callbacks of
// the messages that it cancels are queued on the MainContext but not waited for. It may be called more than once.
func (s *Session) Close() {
	s.die()
	s.post(cmd{op: opFunc, fn: s.close})
	<-s.stopped
	s.endKeys()
	s.background.Wait()
	s.log.flush()
	if s.ownMC != nil {
		s.ownMC.Close()
	}
}
