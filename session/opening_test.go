package session_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// echo gives back the first line of every connection.
func echo(w *sessiontest.Wire) {
	if r, ok := w.Head(); ok {
		w.Say(r.Target)
	}
}

func TestConnectOnly(t *testing.T) {
	t.Parallel()
	for _, https := range []bool{false, true} {
		p, want := sessiontest.NewPeer(t, echo), "resolving resolved connecting connected complete"
		if https {
			p, want = sessiontest.NewTLSPeer(t, nil, echo), "resolving resolved connecting connected tls-handshaking tls-handshaked complete"
		}
		r := newRig(t, session.Options{})
		r.SetSSLStrict(false)
		r.OnRequestStarted(func(*session.Message) { t.Error("request-started") })
		var d diary
		nc, err := r.Connect(context.Background(), p.URL("/ignored"), func(e *session.NetworkEvent) { d.note(string(e.Step)) })
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(d.read(), " "); got != want {
			t.Errorf("progress %s, want %s", got, want)
		}
		io.WriteString(nc, "GET /mine HTTP/1.1\r\n\r\n")
		if b, err := io.ReadAll(nc); string(b) != "/mine" || err != nil {
			t.Errorf("%q %v", b, err)
		}
		nc.Close()
		r.rec.AwaitKind(t, 1, session.KindRequestUnqueued, 1)
		evs := sessiontest.Of(r.rec.Events(), 1)
		if n := len(evs); evs[n-2].Detail.(*session.Outcome).Status != 0 || !evs[0].Detail.(*session.Asked).Internal {
			t.Error(sessiontest.Names(evs))
		}
	}
}

func TestConnectFails(t *testing.T) {
	t.Parallel()
	r := newRig(t, session.Options{})
	closed := hello(t)
	closed.Close()
	_, err := r.Connect(context.Background(), closed.URL("/"), nil)
	var e *session.Error
	if !errors.As(err, &e) || e.Stage != session.StageConnect || e.Status != session.StatusCantConnect {
		t.Error("refused:", err)
	}
	if _, err = r.Connect(context.Background(), "http://h:x/", nil); err == nil {
		t.Error("a URL that is none was connected to")
	}
	// A handshake that hangs is left when the context ends.
	hangs := sessiontest.NewPeer(t, func(w *sessiontest.Wire) { w.Gone() })
	ctx, cancel := context.WithCancel(context.Background())
	_, err = r.Connect(ctx, "https://"+hangs.Addr(), func(e *session.NetworkEvent) {
		if e.Step == session.StepTLSHandshaking {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	hangs.AwaitOpen(t, 0)
}

func TestConnectAsync(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, echo)
	r := newRig(t, session.Options{})
	got := make(chan net.Conn, 1)
	if err := r.ConnectAsync(context.Background(), p.URL("/"), nil, func(nc net.Conn, err error) {
		if err != nil || !r.MainContext().IsOwner() {
			t.Error(err, "or the callback runs elsewhere")
		}
		for _, e := range r.rec.Events() {
			if e.Kind == session.KindFinished {
				t.Error("finished came before the result")
			}
		}
		if _, err := r.Connect(context.Background(), p.URL("/"), nil); err != session.ErrOnOwner {
			t.Error("Connect on the owner:", err)
		}
		got <- nc
	}); err != nil {
		t.Fatal(err)
	}
	nc := <-got
	nc.Close()
	r.rec.AwaitKind(t, 0, session.KindRequestUnqueued, 1)
	if cs := r.Connections(); len(cs) != 0 {
		t.Errorf("%+v", cs)
	}
}

func TestPrefetchDNS(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	r.Resolve("fixed.test", 0, netip.MustParseAddr("127.0.0.1"))
	for _, c := range []struct {
		ctx  context.Context
		host string
		want session.Status
	}{
		{context.Background(), "localhost", 200},
		{context.Background(), "127.0.0.1", 200},
		{context.Background(), "fixed.test", 200},
		{context.Background(), "no..name", session.StatusCantResolve},
		{cancelled, "other.localhost", session.StatusCancelled},
	} {
		got := make(chan session.Status, 1)
		r.PrefetchDNS(c.ctx, c.host, func(st session.Status) {
			if !r.MainContext().IsOwner() {
				t.Error("the callback runs elsewhere")
			}
			got <- st
		})
		if st := <-got; st != c.want {
			t.Errorf("%s: %d, want %d", c.host, st, c.want)
		}
	}
	// Dialling uses what was found.
	_, port, _ := net.SplitHostPort(p.Addr())
	m := message(t, "GET", "http://localhost:"+port+"/")
	if st := r.send(m); st != 200 {
		t.Fatal(st, m.Err())
	}
	for _, e := range sessiontest.Of(r.rec.Events(), m.ID()) {
		if d, ok := e.Detail.(*session.NetworkEvent); ok && d.Step == session.StepResolved && !d.Cached {
			t.Error("looked up again")
		}
	}
}

func TestPrepareForURI(t *testing.T) {
	t.Parallel()
	r := newRig(t, session.Options{})
	known := func(host string) bool {
		return slices.ContainsFunc(r.Names(), func(n session.Name) bool { return n.Host == host })
	}
	r.PrepareForURI("no url")
	r.PrepareForURI("http://127.0.0.1/")
	r.PrepareForURI("http://localhost/soup")
	for !known("localhost") {
		runtime.Gosched()
	}
	if n := len(r.Names()); n != 1 {
		t.Error(n, "names")
	}
	r.ForgetNames()
	if known("localhost") {
		t.Error("not forgotten")
	}
}

// TestTunnelSignals: a tunnel is made by a message of its own, whose CONNECT is announced before it starts.
func TestTunnelSignals(t *testing.T) {
	t.Parallel()
	proxy := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(403, "no") }))
	r := newRig(t, session.Options{})
	by, err := session.FixedProxy(proxy.URL(""))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.SetProxyResolver(by); err != nil {
		t.Fatal(err)
	}
	var d diary
	r.OnRequestQueued(func(m *session.Message) { d.note("queued " + m.Method()) })
	r.OnConnectionCreated(func(c session.ConnInfo) { d.note("created " + c.Host) })
	r.OnTunneling(func(c session.ConnInfo) { d.note("tunneling " + c.Proxy) })
	r.OnRequestStarted(func(m *session.Message) { d.note("started " + m.Method()) })
	r.OnRequestUnqueued(func(m *session.Message) { d.note("unqueued " + m.Method()) })
	m := message(t, "GET", "https://soup.test/")
	e := r.fails(m, 403, session.StageProxy, "")
	if !errors.Is(e, session.ErrNoTunnel) || body(m) != "" {
		t.Error(e, body(m))
	}
	if what, _ := e.Sentence(); what != "The proxy "+proxy.Addr()+" did not open a tunnel to soup.test:443: 403 X" {
		t.Error(what)
	}
	r.Close()
	want := []string{"queued GET", "created soup.test:443", "queued CONNECT", "tunneling " + proxy.URL(""), "started CONNECT", "unqueued CONNECT", "unqueued GET"}
	if got := d.read(); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got := proxy.Targets(); !slices.Equal(got, []string{"CONNECT soup.test:443"}) {
		t.Error(got)
	}
}

// TestHostsAreOneWhateverTheirCase: names are compared without case, and the scheme by what it means.
func TestHostsAreOneWhateverTheirCase(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	r.SetHTTPAliases("dav")
	_, port, _ := net.SplitHostPort(p.Addr())
	for _, u := range []string{"http://localhost:", "http://LocalHost:", "HTTP://localhost:", "ws://localhost:", "dav://LOCALHOST:"} {
		if st := r.send(message(t, "GET", u+port+"/")); st != 200 {
			t.Error(u, st)
		}
	}
	if n := p.Accepted(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

// TestConnectByAnyScheme: a connection as such needs a host, and a scheme only to know whether TLS belongs on it.
func TestConnectByAnyScheme(t *testing.T) {
	t.Parallel()
	plain, secure := sessiontest.NewPeer(t, echo), sessiontest.NewTLSPeer(t, nil, echo)
	r := newRig(t, session.Options{})
	r.SetSSLStrict(false)
	for u, tls := range map[string]bool{"ws://" + plain.Addr(): false, "wss://" + secure.Addr(): true} {
		var steps []string
		nc, err := r.Connect(context.Background(), u, func(e *session.NetworkEvent) { steps = append(steps, string(e.Step)) })
		if err != nil {
			t.Fatal(u, err)
		}
		if slices.Contains(steps, "tls-handshaked") != tls {
			t.Error(u, steps)
		}
		nc.Close()
	}
	_, err := r.Connect(context.Background(), "file:///x", nil)
	var e *session.Error
	if !errors.As(err, &e) || e.Stage != session.StageResolve || !strings.Contains(err.Error(), "host") {
		t.Error(err)
	}
}
