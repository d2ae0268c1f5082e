package sessiontest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"ladle/session"
)

// shown is the URI of a message without its password, as the recorded library writes it.
func shown(m *session.Message) string {
	u := m.URI()
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	return u.String()
}

var priorities = map[string]session.Priority{"very-low": session.PriorityVeryLow, "low": session.PriorityLow,
	"normal": session.PriorityNormal, "high": session.PriorityHigh, "very-high": session.PriorityVeryHigh}

var flags = map[string]session.Flags{"no-redirect": session.NoRedirect, "new-connection": session.NewConnection, "idempotent": session.Idempotent,
	"can-rebuild": session.CanRebuild, "overwrite-chunks": session.OverwriteChunks, "ignore-connection-limits": session.IgnoreConnectionLimits,
	"do-not-use-auth-cache": session.DoNotUseAuthCache}

// build makes a message with its handlers; one whose URI is refused is only noted.
func (r *run) build(tm TraceMessage) (*actor, error) {
	m, err := session.NewMessage(tm.Method, tm.URI)
	if err != nil {
		r.note("bad-uri", tm.ID, map[string]any{"uri": tm.URI})
		return nil, nil
	}
	a := &actor{TraceMessage: tm, m: m, seen: map[string]int{}}
	for _, h := range tm.Headers {
		if err := m.AddField(h[0], h[1]); err != nil {
			return nil, err
		}
	}
	if tm.Body != nil {
		if err := m.SetBody(tm.Body.typ, session.BodyBytes([]byte(tm.Body.text))); err != nil {
			return nil, err
		}
	}
	if tm.Chunked {
		if err := m.SetField("Transfer-Encoding", "chunked"); err != nil {
			return nil, err
		}
	}
	if tm.Expect {
		if err := m.SetField("Expect", "100-continue"); err != nil {
			return nil, err
		}
	}
	if tm.Version == "1.0" {
		m.SetHTTPVersion(session.HTTP10)
	}
	for _, name := range tm.Disable {
		m.DisableFeature(featureTypes[name])
	}
	var f session.Flags
	for _, name := range tm.Flags {
		if flags[name] == 0 {
			return nil, fmt.Errorf("no flag %s", name)
		}
		f |= flags[name]
	}
	m.SetFlags(f)
	m.SetPriority(priorities[tm.Priority])
	r.messages[tm.ID], r.byMessage[m] = a, a
	r.cast = append(r.cast, a)
	r.connect(m)
	return a, nil
}

// connect hears every signal of a message.
func (r *run) connect(m *session.Message) {
	bare := func(event string) func(*session.Message) {
		return func(m *session.Message) { r.event(m, event, nil) }
	}
	withStatus := func(event string) func(*session.Message) {
		return func(m *session.Message) { r.event(m, event, status(m)) }
	}
	m.OnStarting(func(m *session.Message) {
		r.event(m, "starting", map[string]any{"method": m.Method(), "uri": shown(m)})
	})
	if r.records("network-event") || r.asks("network-event") {
		m.OnNetworkEvent(func(m *session.Message, e *session.NetworkEvent) {
			if r.records("network-event") {
				r.note("network-event", r.byMessage[m].ID, map[string]any{"kind": string(e.Step)})
			}
			r.rules("network-event", r.byMessage[m])
		})
	}
	if r.records("got-chunk") || r.asks("got-chunk") {
		m.OnGotChunk(func(m *session.Message, piece []byte) {
			if r.records("got-chunk") {
				r.note("got-chunk", r.byMessage[m].ID, map[string]any{"length": len(piece)})
			}
			r.rules("got-chunk", r.byMessage[m])
		})
	}
	m.OnWroteHeaders(bare("wrote-headers"))
	m.OnWroteBody(bare("wrote-body"))
	m.OnGotInformational(withStatus("got-informational"))
	m.OnGotHeaders(withStatus("got-headers"))
	m.OnGotBody(bare("got-body"))
	m.OnRestarted(bare("restarted"))
	m.OnFinished(withStatus("finished"))
}

// status is status and reason of a message, the reason null when there is no status.
func status(m *session.Message) map[string]any {
	d := map[string]any{"status": int(m.Status()), "reason": m.Reason()}
	if m.Status() == session.StatusNone {
		d["reason"] = nil
	}
	return d
}

// startAll builds the messages of a step and starts them before the loop runs.
func (r *run) startAll(tms []TraceMessage) error {
	for _, tm := range tms {
		a, err := r.build(tm)
		if err != nil {
			return err
		}
		if a == nil || tm.Manual {
			continue
		}
		if err := r.start(a); err != nil {
			return err
		}
		if a.sync(r.sc) {
			r.letStart()
			r.turn(giveUp, func() bool { return !a.active })
		}
	}
	r.hearQueued()
	return nil
}

// hearQueued lets request-queued of each message come before anything else.
func (r *run) hearQueued() {
	r.s.Connections() // the engine has seen them all
	r.loop.Iterate(context.Background(), false)
}

// mode says how a message is sent.
func (a *actor) mode(sc *Scenario) string {
	switch {
	case a.Mode != "":
		return a.Mode
	case sc.Mode != "":
		return sc.Mode
	}
	return "queue"
}

func (a *actor) sync(sc *Scenario) bool {
	return a.mode(sc) == "send" || a.mode(sc) == "send_message"
}

// streams says whether a message gives a stream.
func (a *actor) streams(sc *Scenario) bool {
	return a.mode(sc) == "send" || a.mode(sc) == "send_async"
}

// start sends a message as its mode says. One that is refused because it is queued already is not sent.
func (r *run) start(a *actor) error {
	a.active, a.done, a.out = true, false, false
	ctx, cancel := context.WithCancel(r.ctx)
	a.cancel = cancel
	switch a.mode(r.sc) {
	case "queue":
		return r.s.Queue(a.m, func(m *session.Message) {
			r.event(m, "callback", map[string]any{"status": int(m.Status())})
			a.done = true
			a.settle()
		})
	case "send_async":
		return r.s.SendAsync(ctx, a.m, func(body io.ReadCloser, err error) { r.streamed(a, body, err) })
	case "send_message":
		go r.sendMessage(a)
	case "send":
		go r.send(ctx, a)
	default:
		return fmt.Errorf("no mode %s", a.mode(r.sc))
	}
	return r.awaitQueued(a)
}

// streamed takes what SendAsync gives, on the loop. The stream is read on a goroutine, which waits for the loop wherever it
// tells something.
func (r *run) streamed(a *actor, body io.ReadCloser, err error) {
	if refused(err) {
		body, err = io.NopCloser(strings.NewReader("")), nil
	}
	if err != nil {
		a.err = err
		r.event(a.m, "send-error", map[string]any{"error": described(a.m, err)})
		a.done = true
		a.settle()
		return
	}
	r.event(a.m, "send-ready", map[string]any{"status": int(a.m.Status())})
	go r.read(a, body)
}

// refused says whether a proxy has refused a tunnel: the recorded library gives an empty stream then, we an error.
func refused(err error) bool {
	var e *session.Error
	return errors.Is(err, session.ErrNoTunnel) && errors.As(err, &e) && e.Status >= 100
}

// asks says whether some rule waits for an event.
func (r *run) asks(event string) bool {
	return slices.ContainsFunc(r.sc.On, func(rule Action) bool { return rule.text("event") == event })
}

// settle notes that a message has ended, when it has.
func (a *actor) settle() {
	if a.done && a.out {
		a.active = false
	}
}

// noteQueued hears beside the loop of messages that were queued from other goroutines.
func (r *run) noteQueued(evs []session.Event) {
	for _, e := range evs {
		if e.Kind == session.KindRequestQueued {
			select {
			case r.queued <- e.Message:
			case <-r.ctx.Done():
			}
		}
	}
}

// awaitQueued waits until the engine has a message that another goroutine queues, so that messages keep their order.
func (r *run) awaitQueued(a *actor) error {
	end := time.After(giveUp)
	for {
		select {
		case id := <-r.queued:
			if a.m.ID() == id {
				return nil
			}
		case <-end:
			return fmt.Errorf("message %s was not queued", a.ID)
		}
	}
}

// sendMessage is the goroutine of a synchronous call.
func (r *run) sendMessage(a *actor) {
	st, _ := r.s.SendMessage(r.ctx, a.m)
	r.onLoop(func() {
		r.event(a.m, "returned", map[string]any{"status": int(st)})
		a.done = true
		a.settle()
	})
}

// send is the goroutine of a caller that reads a stream; each thing that it meets is told on the loop, and waited for.
func (r *run) send(ctx context.Context, a *actor) {
	body, err := r.s.Send(ctx, a.m)
	if refused(err) {
		body, err = io.NopCloser(strings.NewReader("")), nil
	}
	if err != nil {
		r.onLoop(func() {
			a.err = err
			r.event(a.m, "send-error", map[string]any{"error": described(a.m, err)})
			a.done = true
			a.settle()
		})
		return
	}
	r.onLoop(func() { r.event(a.m, "send-ready", map[string]any{"status": int(a.m.Status())}) })
	r.read(a, body)
}

// read reads a stream, closes it, and tells what it gave.
func (r *run) read(a *actor, body io.ReadCloser) {
	data, err := r.readAll(a, body)
	r.onLoop(func() {
		a.read = data
		if err != nil {
			r.event(a.m, "read-error", map[string]any{"error": described(a.m, err)})
			return
		}
		r.event(a.m, "body-read", r.summed(data))
	})
	body.Close()
	r.onLoop(func() {
		r.event(a.m, "stream-closed", nil)
		a.done = true
		a.settle()
	})
}

// readAll reads a stream to its end or to the limit of the message.
func (r *run) readAll(a *actor, body io.Reader) ([]byte, error) {
	if a.ReadLimit > 0 {
		body = io.LimitReader(body, int64(a.ReadLimit))
	}
	var data []byte
	buf := make([]byte, 8<<10)
	for {
		n, err := body.Read(buf)
		if n > 0 && len(data) == 0 {
			r.onLoop(func() { r.rules("first-read", a) })
		}
		data = append(data, buf[:n]...)
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return data, err
		}
	}
}

// onLoop runs f on the loop and waits for it; a run that is over does not run it any more.
func (r *run) onLoop(f func()) {
	done := make(chan struct{})
	r.loop.Invoke(func() {
		f()
		close(done)
	})
	select {
	case <-done:
	case <-r.ctx.Done():
	}
}
