package sessiontest

import (
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"ladle/session"
	"ladle/session/sessiontest/peer"
	"ladle/session/standard"
)

// idle is how long the main loop must have had nothing to do before the next step begins.
const idle = 40 * time.Millisecond

// patience of a scenario that says nothing about it.
const giveUp = 20 * time.Second

// Perform does what a scenario says with a plain session on a loop of its own and gives what happened, in the form of a
// recorded trace. It runs on the calling goroutine, which is the main loop; p must have been reset, and all of its
// connections have ended when Perform returns. The environment is the scenario's meanwhile.
func Perform(sc *Scenario, p *peer.Peer) ([]TraceEvent, error) {
	defer environment(sc.Env)()
	r := &run{sc: sc, p: p, loop: &session.Loop{}, collapse: collapser(p), messages: map[string]*actor{}, byMessage: map[*session.Message]*actor{},
		conns: map[session.ConnID]string{}, sockets: map[session.ConnID]string{}, queued: make(chan session.MessageID, 64)}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	defer r.cancel()
	r.order.next = map[session.ConnID]chan struct{}{}
	r.starts.Store(true)
	s, err := standard.New(session.Options{MainContext: r.loop, Dial: r.order.dial, Hooks: session.Hooks{Kick: func(next func()) {
		if r.starts.Load() {
			next()
		}
	}}})
	if err != nil {
		return nil, err
	}
	r.s = s
	watch := session.NewGoroutine()
	defer watch.Close()
	defer s.Close()
	defer s.Observe(watch, 0, r.noteQueued)()
	defer s.Observe(r.loop, 0, r.observe)()
	if err := r.prepare(); err != nil {
		return nil, err
	}
	for i, step := range sc.steps() {
		if i > 0 {
			r.note("step", "", map[string]any{"number": i})
		}
		if err := r.step(step); err != nil {
			return nil, err
		}
		if r.gaveUp {
			break
		}
	}
	for _, m := range r.cast {
		r.result(m)
	}
	for _, nc := range r.stolen {
		nc.Close()
	}
	s.Close()
	p.Settle()
	r.wire()
	return r.inPlace(), nil
}

// environment sets the variables of a scenario, or those that the traces were recorded with, and gives what undoes it.
func environment(env map[string]string) (undo func()) {
	set := map[string]string{"LANG": "C.UTF-8", "LANGUAGE": "", "LC_ALL": "", "LC_MESSAGES": "", "http_proxy": "", "https_proxy": "", "all_proxy": "",
		"no_proxy": "", "HTTP_PROXY": "", "HTTPS_PROXY": "", "ALL_PROXY": "", "NO_PROXY": ""}
	for k, v := range env {
		set[k] = v
	}
	old := map[string]string{}
	unset := []string{}
	for k, v := range set {
		if was, ok := os.LookupEnv(k); ok {
			old[k] = was
		} else {
			unset = append(unset, k)
		}
		os.Setenv(k, v)
	}
	return func() {
		for k, v := range old {
			os.Setenv(k, v)
		}
		for _, k := range unset {
			os.Unsetenv(k)
		}
	}
}

// run is one performance. Everything but queued, order and ctx belongs to the goroutine of Perform.
type run struct {
	sc        *Scenario
	p         *peer.Peer
	s         *session.Session
	loop      *session.Loop
	collapse  func(string) string
	events    []TraceEvent
	messages  map[string]*actor
	byMessage map[*session.Message]*actor
	cast      []*actor // of the scenario
	internal  int      // messages of the session's own
	conns     map[session.ConnID]string
	sockets   map[session.ConnID]string
	stolen    []net.Conn
	timers    int     // timed actions and connects that are still to come
	due       []timed // of them, the actions by their time
	gaveUp    bool
	queued    chan session.MessageID
	starts    atomic.Bool // messages may start: the recorded library does nothing while its main loop does not run
	order     dialOrder
	ctx       context.Context
	cancel    context.CancelFunc
}

// actor is one message with what the run knows of it.
type actor struct {
	TraceMessage
	m      *session.Message
	cancel context.CancelFunc // of the context given to Send
	seen   map[string]int     // how often each event came
	auth   session.Auth
	conn   session.ConnID
	stolen net.Conn
	active bool // started and not ended
	done   bool // the caller has its result
	out    bool // request-unqueued came
	read   []byte
	err    error // of Send
}

// prepare changes features, then properties, as the scenario says, and connects to the session's signals.
func (r *run) prepare() error {
	for _, name := range r.sc.Features.Remove {
		if err := r.removeFeature(name); err != nil {
			return err
		}
	}
	for _, name := range r.sc.Features.Add {
		if err := r.addFeature(name); err != nil {
			return err
		}
	}
	s := r.s
	s.OnRequestQueued(func(m *session.Message) {
		if r.byMessage[m] == nil {
			r.meet(m)
		}
		r.event(m, "request-queued", map[string]any{"method": m.Method(), "uri": shown(m)})
	})
	s.OnRequestStarted(func(m *session.Message) {
		a := r.byMessage[m]
		if r.sockets[a.conn] == "" {
			r.sockets[a.conn] = fmt.Sprintf("s%d", len(r.sockets)+1)
		}
		r.event(m, "request-started", map[string]any{"socket": r.sockets[a.conn]})
	})
	s.OnRequestUnqueued(func(m *session.Message) {
		a := r.byMessage[m]
		a.out = true
		r.event(m, "request-unqueued", nil)
		a.settle()
	})
	s.OnConnectionCreated(func(c session.ConnInfo) {
		r.conns[c.ID] = fmt.Sprintf("c%d", len(r.conns)+1)
		r.note("connection-created", "", map[string]any{"connection": r.conns[c.ID]})
		r.rules("connection-created", nil)
	})
	s.OnTunneling(func(c session.ConnInfo) {
		r.note("tunneling", "", map[string]any{"connection": r.conns[c.ID]})
		r.rules("tunneling", nil)
	})
	s.OnAuthenticate(func(m *session.Message, a session.Auth, retrying bool) {
		r.byMessage[m].auth = a
		host, _, err := net.SplitHostPort(a.Host())
		if err != nil {
			host = a.Host()
		}
		r.event(m, "authenticate", map[string]any{"scheme": a.Scheme(), "realm": a.Realm(), "host": host, "is_proxy": a.Proxy(),
			"retrying": retrying, "authenticated": a.Authenticated()})
	})
	return nil
}

// meet makes the acquaintance of a message that the session made for itself.
func (r *run) meet(m *session.Message) {
	r.internal++
	a := &actor{TraceMessage: TraceMessage{ID: fmt.Sprintf("internal-%d", r.internal)}, m: m, seen: map[string]int{}}
	r.byMessage[m] = a
	r.connect(m)
}

// step does one step and waits until everything has ended.
func (r *run) step(st Step) error {
	if err := r.set(st.Session); err != nil {
		return err
	}
	if st.Wait > 0 {
		r.turn(time.Duration(st.Wait)*time.Millisecond, func() bool { return false })
	}
	r.starts.Store(false)
	if err := r.startAll(st.Messages); err != nil {
		return err
	}
	for _, a := range st.Actions {
		id := a.text("target")
		if id == "" {
			id = a.text("message")
		}
		r.schedule(a, r.messages[id])
	}
	if len(st.Actions) > 0 {
		r.hearQueued()
	}
	r.letStart()
	patience := giveUp
	if r.sc.GiveUp > 0 {
		patience = time.Duration(r.sc.GiveUp) * time.Millisecond
	}
	if !r.turn(patience, r.ended) {
		r.gaveUp = true
		r.note("gave-up", "", nil)
		return nil
	}
	r.quiet()
	return nil
}

// letStart lets messages start, now that the main loop runs.
func (r *run) letStart() {
	r.s.Connections() // the engine has heard of every handler's end
	r.starts.Store(true)
	r.s.ReleaseAll() // nothing is held, but the engine looks at what may start
}

// ended says whether nothing more is to come by itself.
func (r *run) ended() bool {
	return r.timers == 0 && !slices.ContainsFunc(r.cast, func(a *actor) bool { return a.active })
}

// turn runs the loop until done holds, and says whether it does before the time is up.
func (r *run) turn(limit time.Duration, done func() bool) bool {
	ctx, cancel := context.WithTimeout(r.ctx, limit)
	defer cancel()
	for !done() {
		if ctx.Err() != nil {
			return false
		}
		r.loop.Iterate(ctx, true)
	}
	return true
}

// quiet runs the loop until it has had nothing to do for a while.
func (r *run) quiet() {
	for {
		ctx, cancel := context.WithTimeout(r.ctx, idle)
		n := r.loop.Iterate(ctx, true)
		cancel()
		if n == 0 {
			return
		}
	}
}

// note writes down an event of the session, or of the message named.
func (r *run) note(event, message string, detail map[string]any) {
	e := TraceEvent{Event: event, Message: message, Detail: map[string]any{}}
	if detail != nil {
		e.Detail, _ = r.collapseAll(clone(detail)).(map[string]any)
	}
	r.events = append(r.events, e)
}

// collapseAll puts placeholders into every text of a value of JSON; sums are left alone.
func (r *run) collapseAll(v any) any {
	switch v := v.(type) {
	case string:
		return r.collapse(v)
	case []any:
		for i := range v {
			v[i] = r.collapseAll(v[i])
		}
	case map[string]any:
		for k := range v {
			if k != "sha256" {
				v[k] = r.collapseAll(v[k])
			}
		}
	}
	return v
}

// event writes down an event of a message and does what the rules say about it, inside its handler.
func (r *run) event(m *session.Message, event string, detail map[string]any) {
	a := r.byMessage[m]
	r.note(event, a.ID, detail)
	r.rules(event, a)
}

// observe takes from the session's events what no signal tells; it runs on the loop, before the signals that follow.
func (r *run) observe(evs []session.Event) {
	for _, e := range evs {
		if e.Conn == 0 {
			continue
		}
		for _, a := range r.byMessage {
			if e.Message != 0 && a.m.ID() == e.Message {
				a.conn = e.Conn
			}
		}
	}
}

func (r *run) records(event string) bool { return slices.Contains(r.sc.Record, event) }
