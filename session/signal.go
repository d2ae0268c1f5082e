package session

// handler is one connected function of a message. data is what the signal brings beside the message.
type handler struct {
	id   uint64
	kind Kind
	f    func(m *Message, data any)
}

// Signals that are no events of their own: numbers beyond the kinds of events.
const (
	kindWroteChunk = numKinds + iota
	kindGotChunk
)

// on connects f and gives the function that takes it off.
func (m *Message) on(k Kind, f func(*Message)) (off func()) {
	return m.onData(k, func(m *Message, _ any) { f(m) })
}

func (m *Message) onData(k Kind, f func(*Message, any)) (off func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lastID++
	id := m.lastID
	m.handlers = append(m.handlers, handler{id, k, f})
	m.flags.Or(1 << k)
	return func() { m.off(id, k) }
}

func (m *Message) off(id uint64, k Kind) {
	m.mu.Lock()
	defer m.mu.Unlock()
	left := uint64(0)
	kept := m.handlers[:0:0]
	for _, h := range m.handlers {
		if h.id == id {
			continue
		}
		kept = append(kept, h)
		if h.kind == k {
			left = 1 << k
		}
	}
	m.handlers = kept
	if left == 0 {
		m.flags.And(^uint64(1 << k))
	}
}

// hears says whether a handler is connected to a signal.
func (m *Message) hears(k Kind) bool { return m.flags.Load()&(1<<k) != 0 }

// connected gives the functions for k that were connected before queueing, or those connected later.
func (m *Message) connected(k Kind, early bool) []func(*Message, any) {
	if !m.hears(k) {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var fs []func(*Message, any)
	for _, h := range m.handlers {
		if h.kind == k && (h.id <= m.early) == early {
			fs = append(fs, h.f)
		}
	}
	return fs
}

// The signals of a message. Each handler runs on the session's MainContext, in the order of connection, and is waited
// for: it may change the message, pause, cancel or requeue it. Handlers connected before queueing run before the
// features', the others after. The function returned takes the handler off.

// OnStarting: once an attempt, when its connection is ready and nothing has been written. Last chance to change the request. Runs on the MainContext.
func (m *Message) OnStarting(f func(*Message)) (off func()) { return m.on(KindStarting, f) }

// OnNetworkEvent: for every step of opening a connection for the message; none where one is reused. Runs on the MainContext.
func (m *Message) OnNetworkEvent(f func(*Message, *NetworkEvent)) (off func()) {
	return m.onData(KindNetworkEvent, func(m *Message, d any) {
		if e, ok := d.(*NetworkEvent); ok {
			f(m, e)
		}
	})
}

// OnWroteHeaders: once an attempt, when the head was handed to the socket. Runs on the MainContext.
func (m *Message) OnWroteHeaders(f func(*Message)) (off func()) { return m.on(KindWroteHeaders, f) }

// OnWroteBodyData: for every piece of the body that was written; n is its length. Runs on the MainContext.
func (m *Message) OnWroteBodyData(f func(m *Message, n int)) (off func()) {
	return m.onData(KindWroteBodyData, func(m *Message, d any) {
		if n, ok := d.(int); ok {
			f(m, n)
		}
	})
}

// OnWroteChunk: for every chunk of a chunked body that was written, after its wrote-body-data. Runs on the MainContext.
func (m *Message) OnWroteChunk(f func(*Message)) (off func()) { return m.on(kindWroteChunk, f) }

// OnWroteBody: once an attempt, when the whole request was written, also without a body; not when the final response came
// in place of 100 Continue. Runs on the MainContext.
func (m *Message) OnWroteBody(f func(*Message)) (off func()) { return m.on(KindWroteBody, f) }

// OnGotInformational: for every 1xx response; Response gives it during the handler. At 101 Steal takes the connection
// over; otherwise the message fails. Runs on the MainContext.
func (m *Message) OnGotInformational(f func(*Message)) (off func()) {
	return m.on(KindGotInformational, f)
}

// OnGotHeaders: once an attempt, for the head of the final response; the body has not been read. Runs on the MainContext.
func (m *Message) OnGotHeaders(f func(*Message)) (off func()) { return m.on(KindGotHeaders, f) }

// OnGotChunk: for every piece of the response's body, decoded, at most 8 KiB each; not where the caller reads a stream. The
// piece may be used during the call only. Runs on the MainContext.
func (m *Message) OnGotChunk(f func(m *Message, piece []byte)) (off func()) {
	return m.onData(kindGotChunk, func(m *Message, d any) {
		if p, ok := d.([]byte); ok {
			f(m, p)
		}
	})
}

// OnGotBody: once an attempt, only when the whole body was received. Runs on the MainContext.
func (m *Message) OnGotBody(f func(*Message)) (off func()) { return m.on(KindGotBody, f) }

// OnRestarted: before each further attempt. Runs on the MainContext.
func (m *Message) OnRestarted(f func(*Message)) (off func()) { return m.on(KindRestarted, f) }

// OnFinished: once a completion, with a response or without; again when a handler or the callback requeued the message. Runs on the MainContext.
func (m *Message) OnFinished(f func(*Message)) (off func()) { return m.on(KindFinished, f) }

// signals are the handlers of a session. They are kept under a lock, for they may be connected from anywhere.
type signals struct {
	lastID       uint64
	queued       []subscriber[func(*Message)]
	started      []subscriber[func(*Message)]
	unqueued     []subscriber[func(*Message)]
	authenticate []subscriber[func(*Message, Auth, bool)]
	created      []subscriber[func(ConnInfo)]
	tunneling    []subscriber[func(ConnInfo)]
}

type subscriber[F any] struct {
	id uint64
	f  F
}

// subscribe adds f to the list that pick chooses.
func subscribe[F any](s *Session, pick func(*signals) *[]subscriber[F], f F) (off func()) {
	var id uint64
	s.changeSignals(func(g *signals) {
		g.lastID++
		id = g.lastID
		l := pick(g)
		*l = append((*l)[:len(*l):len(*l)], subscriber[F]{id, f})
	})
	return func() {
		s.changeSignals(func(g *signals) {
			l := pick(g)
			var kept []subscriber[F]
			for _, x := range *l {
				if x.id != id {
					kept = append(kept, x)
				}
			}
			*l = kept
		})
	}
}

// changeSignals puts a changed copy of the lists in place of the old, which is never written again.
func (s *Session) changeSignals(f func(*signals)) {
	s.sigMu.Lock()
	defer s.sigMu.Unlock()
	g := *s.sig.Load()
	f(&g)
	s.sig.Store(&g)
}

func subscribers[F any](s *Session, pick func(*signals) *[]subscriber[F]) []subscriber[F] {
	return *pick(s.sig.Load())
}

func pickQueued(g *signals) *[]subscriber[func(*Message)]                   { return &g.queued }
func pickStarted(g *signals) *[]subscriber[func(*Message)]                  { return &g.started }
func pickUnqueued(g *signals) *[]subscriber[func(*Message)]                 { return &g.unqueued }
func pickAuthenticate(g *signals) *[]subscriber[func(*Message, Auth, bool)] { return &g.authenticate }
func pickCreated(g *signals) *[]subscriber[func(ConnInfo)]                  { return &g.created }
func pickTunneling(g *signals) *[]subscriber[func(ConnInfo)]                { return &g.tunneling }

// OnRequestQueued: exactly once a queueing, before anything else happens to the message. Runs on the MainContext.
func (s *Session) OnRequestQueued(f func(*Message)) (off func()) { return subscribe(s, pickQueued, f) }

// OnRequestStarted: once an attempt that reached a connection, just before the message's starting. Runs on the MainContext.
func (s *Session) OnRequestStarted(f func(*Message)) (off func()) {
	return subscribe(s, pickStarted, f)
}

// OnRequestUnqueued: exactly once a queueing, after the last finished and the callback. Runs on the MainContext.
func (s *Session) OnRequestUnqueued(f func(*Message)) (off func()) {
	return subscribe(s, pickUnqueued, f)
}

// OnAuthenticate: when a 401 or 407 has no known credentials. The handler may call a.Authenticate, at once or later
// while it holds the message with Pause; retrying says that credentials sent before were rejected. Runs on the MainContext.
func (s *Session) OnAuthenticate(f func(m *Message, a Auth, retrying bool)) (off func()) {
	return subscribe(s, pickAuthenticate, f)
}

// OnConnectionCreated: once a connection, before it dials. Runs on the MainContext.
func (s *Session) OnConnectionCreated(f func(ConnInfo)) (off func()) {
	return subscribe(s, pickCreated, f)
}

// OnTunneling: once a CONNECT, when it is known and before it starts; the connection leads to a proxy. Runs on the
// MainContext.
func (s *Session) OnTunneling(f func(ConnInfo)) (off func()) {
	return subscribe(s, pickTunneling, f)
}
