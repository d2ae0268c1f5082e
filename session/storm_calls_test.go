package session_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"ladle/session"
	"ladle/session/auth"
	"ladle/session/feature"
	"ladle/session/sessiontest"
)

// hand is one of those who call. Everything that it chooses comes from its seed.
type hand struct {
	*storm
	*rand.Rand
}

func (h *hand) any() *session.Message { return h.ms[h.IntN(len(h.ms))] }
func (h *hand) yes() bool             { return h.IntN(2) == 0 }
func (h *hand) url() string           { return h.peers[h.IntN(len(h.peers))].URL("/hand") }

func (h *hand) pick(words ...string) string { return words[h.IntN(len(words))] }

func (h *hand) priority() session.Priority { return session.Priority(h.IntN(5) - 2) }

// blocks runs a call that blocks in a goroutine of its own, with a context that sometimes ends early.
func (h *hand) blocks(f func(context.Context)) {
	ctx, cancel := context.WithCancel(h.ctx)
	if h.IntN(4) == 0 {
		cancel()
	}
	h.later.Go(func() {
		defer cancel()
		f(ctx)
	})
}

// uses has a connection that was taken over said something on, and closed.
func (h *hand) uses(nc net.Conn) {
	if nc == nil {
		return
	}
	h.later.Go(func() {
		io.WriteString(nc, "by hand")
		nc.Close()
	})
}

// reads reads a stream, or a part of it, and closes it.
func (h *hand) reads(b io.ReadCloser) {
	if b == nil {
		return
	}
	h.later.Go(func() {
		io.CopyN(io.Discard, b, 100_000)
		b.Close()
	})
}

// on connects a handler that takes itself off sooner or later.
func (h *hand) on(connect func(act func()) (off func())) {
	n := h.IntN(4)
	m := h.any()
	off := connect(func() {
		switch n {
		case 0:
			h.Pause(m)
		case 1:
			h.Requeue(m)
		case 2:
			h.Unpause(m)
		}
	})
	if h.IntN(3) > 0 {
		off()
	}
}

func (h *hand) onMessage(connect func(*session.Message, func(*session.Message)) func()) {
	m := h.any()
	h.on(func(act func()) func() { return connect(m, func(*session.Message) { act() }) })
}

type stormCall struct {
	name   string
	weight int
	f      func(*hand)
}

// notInStorm names what no hand calls, with the reason.
var notInStorm = map[string]string{
	"Session.Close": "it ends the storm, called from every hand's goroutine at once",
}

// weighed lists every call as often as it weighs.
func weighed() []stormCall {
	var out []stormCall
	for _, c := range stormCalls {
		for range c.weight {
			out = append(out, c)
		}
	}
	return out
}

// A method that comes to the session or the message comes into the storm, or has a reason.
func TestStormCallsEverything(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, c := range stormCalls {
		if known[c.name] || c.weight < 1 {
			t.Errorf("%s stands twice, or weighs nothing", c.name)
		}
		known[c.name] = true
	}
	n := 0
	for _, typ := range []reflect.Type{reflect.TypeFor[*session.Session](), reflect.TypeFor[*session.Message]()} {
		for i := range typ.NumMethod() {
			name := typ.Elem().Name() + "." + typ.Method(i).Name
			n++
			if known[name] == (notInStorm[name] != "") {
				t.Errorf("%s is not in the storm, or in it and out", name)
			}
		}
	}
	if n != len(known)+len(notInStorm) {
		t.Errorf("%d methods, and %d calls with %d reasons: one of them is gone", n, len(known), len(notInStorm))
	}
}

var stormCalls = []stormCall{
	// The life of a message.
	{"Session.Queue", 60, func(h *hand) { h.Queue(h.any(), func(*session.Message) {}) }},
	{"Session.QueueAll", 4, func(h *hand) { h.QueueAll([]*session.Message{h.any(), h.any(), h.any()}, nil) }},
	{"Session.QueueHeld", 6, func(h *hand) { h.QueueHeld(h.any(), nil) }},
	{"Session.Send", 12, func(h *hand) {
		m := h.any()
		h.blocks(func(ctx context.Context) {
			b, _ := h.Send(ctx, m)
			h.reads(b)
		})
	}},
	{"Session.SendAsync", 12, func(h *hand) {
		m := h.any()
		h.SendAsync(h.ctx, m, func(b io.ReadCloser, _ error) { h.reads(b) })
	}},
	{"Session.SendMessage", 12, func(h *hand) {
		m := h.any()
		h.blocks(func(ctx context.Context) { h.SendMessage(ctx, m) })
	}},
	{"Session.Cancel", 12, func(h *hand) { h.Cancel(h.any(), session.StatusCancelled) }},
	{"Session.Pause", 40, func(h *hand) { h.Pause(h.any()) }},
	{"Session.Unpause", 60, func(h *hand) { h.Unpause(h.any()) }},
	{"Session.Requeue", 16, func(h *hand) { h.Requeue(h.any()) }},
	{"Session.Steal", 6, func(h *hand) { nc, _ := h.Steal(h.any()); h.uses(nc) }},
	{"Session.Redirect", 4, func(h *hand) { h.Redirect(h.any()) }},
	{"Session.WouldRedirect", 4, func(h *hand) { h.WouldRedirect(h.any()) }},
	{"Session.Abort", 1, func(h *hand) {
		if h.IntN(4) == 0 {
			h.Abort()
		}
	}},

	// Doors.
	{"Session.AddBreakpoint", 6, func(h *hand) {
		n := session.MessageID(h.IntN(50))
		h.AddBreakpoint(session.Breakpoint{At: session.Phase(h.IntN(16)), Times: 1 + h.IntN(3), Match: func(m *session.Message) bool { return m.ID()%50 == n }})
	}},
	{"Session.RemoveBreakpoint", 4, func(h *hand) { h.RemoveBreakpoint(session.BreakpointID(h.IntN(50))) }},
	{"Session.Continue", 20, func(h *hand) { h.Continue(h.any()) }},
	{"Session.ContinueAll", 4, func(h *hand) { h.ContinueAll() }},
	{"Session.TakeResponse", 4, func(h *hand) { h.TakeResponse(h.any()) }},
	{"Session.HoldNew", 2, func(h *hand) { h.HoldNew(h.IntN(4) == 0) }},
	{"Session.Hold", 6, func(h *hand) { h.Hold(h.any()) }},
	{"Session.Release", 12, func(h *hand) { h.Release(h.any()) }},
	{"Session.ReleaseAll", 4, func(h *hand) { h.ReleaseAll() }},
	{"Session.MoveBefore", 8, func(h *hand) { h.MoveBefore(h.any(), h.any()) }},
	{"Session.SetRedirectPolicy", 2, func(h *hand) {
		h.SetRedirectPolicy(h.pick("", "127.0.0.1"), session.RedirectPolicy(h.IntN(4)))
	}},
	{"Session.Answer", 6, func(h *hand) {
		h.Answer(session.QuestionID(h.IntN(200)), session.Answer{User: "user", Password: "passwd", StopNext: h.yes()})
	}},
	{"Session.Dismiss", 6, func(h *hand) { h.Dismiss(session.QuestionID(h.IntN(200))) }},

	// Connections.
	{"Session.Connect", 3, func(h *hand) {
		u := h.url()
		h.blocks(func(ctx context.Context) { nc, _ := h.storm.Connect(ctx, u, nil); h.uses(nc) })
	}},
	{"Session.ConnectAsync", 3, func(h *hand) {
		h.ConnectAsync(h.ctx, h.url(), func(*session.NetworkEvent) {}, func(nc net.Conn, _ error) { h.uses(nc) })
	}},
	{"Session.OpenConnection", 3, func(h *hand) { h.OpenConnection(h.url()) }},
	{"Session.CloseConnection", 4, func(h *hand) { h.CloseConnection(session.ConnID(h.IntN(300))) }},
	{"Session.CloseIdle", 3, func(h *hand) { h.CloseIdle() }},
	{"Session.Connections", 4, func(h *hand) { h.Connections() }},
	{"Session.ClosedConnections", 2, func(h *hand) { h.ClosedConnections() }},
	{"Session.Tapped", 3, func(h *hand) { h.Tapped(session.ConnID(h.IntN(300))) }},
	{"Session.LocalAddr", 1, func(h *hand) { h.LocalAddr() }},
	{"Session.PrefetchDNS", 2, func(h *hand) { h.PrefetchDNS(h.ctx, h.pick("a.test", "b.test"), func(session.Status) {}) }},
	{"Session.PrepareForURI", 2, func(h *hand) { h.PrepareForURI("http://c.test/") }},
	{"Session.Resolve", 2, func(h *hand) { h.Resolve(h.pick("a.test", "b.test"), 0, netip.MustParseAddr("127.0.0.1")) }},
	{"Session.Names", 2, func(h *hand) { h.Names() }},
	{"Session.ForgetNames", 2, func(h *hand) { h.ForgetNames() }},

	// Properties.
	{"Session.SetMaxConns", 6, func(h *hand) { h.SetMaxConns(1 + h.IntN(12)) }},
	{"Session.SetMaxConnsPerHost", 6, func(h *hand) { h.SetMaxConnsPerHost(1 + h.IntN(8)) }},
	{"Session.SetTimeout", 2, func(h *hand) { h.SetTimeout(time.Duration(50+h.IntN(100)) * time.Millisecond) }},
	{"Session.SetIdleTimeout", 2, func(h *hand) { h.SetIdleTimeout(time.Duration(1+h.IntN(100)) * time.Millisecond) }},
	{"Session.SetUserAgent", 2, func(h *hand) { h.SetUserAgent(h.pick("", "storm", "storm ")) }},
	{"Session.SetAcceptLanguage", 1, func(h *hand) { h.SetAcceptLanguage(h.pick("", "en", "de, en;q=0.5")) }},
	{"Session.SetAcceptLanguageAuto", 1, func(h *hand) { h.SetAcceptLanguageAuto(h.yes()) }},
	{"Session.SetHTTPAliases", 1, func(h *hand) { h.SetHTTPAliases("dav") }},
	{"Session.SetHTTPSAliases", 1, func(h *hand) { h.SetHTTPSAliases("davs") }},
	{"Session.SetSSLStrict", 1, func(h *hand) { h.SetSSLStrict(h.IntN(8) == 0) }},
	{"Session.SetTLSDatabase", 1, func(h *hand) { h.SetTLSDatabase(session.PoolTLSDatabase("storm", sessiontest.CA().Pool())) }},
	{"Session.SetSSLCAFile", 1, func(h *hand) { h.SetSSLCAFile("/does/not/exist") }},
	{"Session.SetSSLUseSystemCAFile", 1, func(h *hand) { h.SetSSLUseSystemCAFile(h.yes()) }},
	{"Session.SetTLSRevocations", 1, func(h *hand) { h.SetTLSRevocations(session.TLSRevocations{}) }},
	{"Session.SetTLSInteraction", 1, func(h *hand) { h.SetTLSInteraction(nil) }},
	{"Session.SetTLSVersions", 1, func(h *hand) { h.SetTLSVersions(session.TLS12, session.TLSVersion(0x303+h.IntN(2))) }},
	{"Session.SetTLSServerName", 1, func(h *hand) { h.SetTLSServerName("b.test", h.pick("a.test", "")) }},
	{"Session.SetTLSKeyLogFile", 1, func(h *hand) { h.SetTLSKeyLogFile("/does/not/exist") }},
	{"Session.TrustCertificate", 1, func(h *hand) {
		h.TrustCertificate(session.TLSException{Host: h.pick("a.test", "b.test"), Fingerprint: strings.Repeat("ab", 32)})
	}},
	{"Session.TLSExceptions", 1, func(h *hand) { h.TLSExceptions() }},
	{"Session.RevokeTLSException", 1, func(h *hand) { h.RevokeTLSException(h.pick("a.test", "b.test"), strings.Repeat("ab", 32)) }},
	{"Session.ChosenCertificates", 1, func(h *hand) { h.ChosenCertificates() }},
	{"Session.ForgetChosenCertificate", 1, func(h *hand) { h.ForgetChosenCertificate(h.pick("a.test", "b.test")) }},
	{"Session.SetProxyResolver", 1, func(h *hand) { h.SetProxyResolver(nil) }},
	{"Session.SetProxyURI", 1, func(h *hand) {
		if h.IntN(4) == 0 { // it aborts
			h.SetProxyURI("http://" + h.peers[0].Addr())
		}
	}},
	{"Session.SetProperty", 2, func(h *hand) { h.SetProperty(h.pick("max-conns", "max-conns-per-host", "no-such"), h.pick("3", "x")) }},
	{"Session.SetProperties", 1, func(h *hand) { h.SetProperties(h.Properties()) }},
	{"Session.Property", 2, func(h *hand) { h.Property("timeout") }},
	{"Session.Properties", 2, func(h *hand) { h.Properties() }},

	// Features.
	{"Session.AddFeature", 2, func(h *hand) { h.AddFeature(feature.NewContentDecoder()) }},
	{"Session.RemoveFeature", 1, func(h *hand) {
		if fs := h.Features(); len(fs) > 0 {
			h.RemoveFeature(fs[h.IntN(len(fs))])
			h.AddFeature(auth.NewManager(auth.Basic{}))
		}
	}},
	{"Session.RemoveFeatureType", 1, func(h *hand) { h.RemoveFeatureType(session.TypeOf[*feature.ContentDecoder]()) }},
	{"Session.AddPart", 1, func(h *hand) { h.AddPart(auth.Basic{}) }},
	{"Session.HasFeature", 1, func(h *hand) { h.HasFeature(session.TypeOf[*auth.Manager]()) }},
	{"Session.Features", 1, func(h *hand) { h.Features() }},

	// Those who listen.
	{"Session.Observe", 2, func(h *hand) { h.Observe(h.MainContext(), 0, func([]session.Event) {})() }},
	{"Session.OnRequestQueued", 1, func(h *hand) { h.OnRequestQueued(func(*session.Message) {})() }},
	{"Session.OnRequestStarted", 1, func(h *hand) { h.OnRequestStarted(func(*session.Message) {})() }},
	{"Session.OnRequestUnqueued", 1, func(h *hand) { h.OnRequestUnqueued(func(*session.Message) {})() }},
	{"Session.OnConnectionCreated", 1, func(h *hand) { h.OnConnectionCreated(func(session.ConnInfo) {})() }},
	{"Session.OnTunneling", 1, func(h *hand) { h.OnTunneling(func(session.ConnInfo) {})() }},
	{"Session.OnAuthenticate", 2, func(h *hand) {
		h.once.Do(func() {
			h.OnAuthenticate(func(m *session.Message, a session.Auth, retrying bool) {
				if !retrying && m.ID()%2 == 0 {
					a.Authenticate("user", "passwd")
				}
			})
		})
	}},
	{"Message.OnStarting", 3, func(h *hand) { h.onMessage((*session.Message).OnStarting) }},
	{"Message.OnWroteHeaders", 2, func(h *hand) { h.onMessage((*session.Message).OnWroteHeaders) }},
	{"Message.OnWroteBody", 2, func(h *hand) { h.onMessage((*session.Message).OnWroteBody) }},
	{"Message.OnWroteChunk", 2, func(h *hand) { h.onMessage((*session.Message).OnWroteChunk) }},
	{"Message.OnGotInformational", 2, func(h *hand) { h.onMessage((*session.Message).OnGotInformational) }},
	{"Message.OnGotHeaders", 3, func(h *hand) { h.onMessage((*session.Message).OnGotHeaders) }},
	{"Message.OnGotBody", 3, func(h *hand) { h.onMessage((*session.Message).OnGotBody) }},
	{"Message.OnRestarted", 2, func(h *hand) { h.onMessage((*session.Message).OnRestarted) }},
	{"Message.OnFinished", 3, func(h *hand) { h.onMessage((*session.Message).OnFinished) }},
	{"Message.OnNetworkEvent", 2, func(h *hand) {
		m := h.any()
		h.on(func(act func()) func() {
			return m.OnNetworkEvent(func(*session.Message, *session.NetworkEvent) { act() })
		})
	}},
	{"Message.OnWroteBodyData", 2, func(h *hand) {
		m := h.any()
		h.on(func(act func()) func() { return m.OnWroteBodyData(func(*session.Message, int) { act() }) })
	}},
	{"Message.OnGotChunk", 2, func(h *hand) {
		m := h.any()
		h.on(func(act func()) func() { return m.OnGotChunk(func(*session.Message, []byte) { act() }) })
	}},

	// The message.
	{"Message.SetMethod", 6, func(h *hand) { h.any().SetMethod(h.pick("GET", "HEAD", "POST", "PUT", "OPTIONS")) }},
	{"Message.SetURI", 3, func(h *hand) { h.any().SetURI(strings.Replace(h.url(), "127.0.0.1", h.pick("127.0.0.1", "a.test"), 1)) }},
	{"Message.SetField", 4, func(h *hand) {
		h.any().SetField(h.pick("X-Late", "Expect", "Connection"), h.pick("1", "100-continue", "close"))
	}},
	{"Message.AddField", 2, func(h *hand) { h.any().AddField("X-More", "1") }},
	{"Message.RemoveField", 6, func(h *hand) { h.any().RemoveField(h.pick("Expect", "Connection", "X-More")) }},
	{"Message.LeaveOut", 1, func(h *hand) { h.any().LeaveOut("User-Agent") }},
	{"Message.SetBody", 8, func(h *hand) {
		h.any().SetBody("text/plain", session.BodyReader(io.LimitReader(zeros{}, int64(h.IntN(80_000))), -1))
	}},
	{"Message.SetPriority", 8, func(h *hand) { h.any().SetPriority(h.priority()) }},
	{"Message.SetFlags", 3, func(h *hand) { h.any().SetFlags(session.Flags(h.IntN(128))) }},
	{"Message.SetHTTPVersion", 2, func(h *hand) { h.any().SetHTTPVersion(session.HTTPVersion(h.IntN(2))) }},
	{"Message.SetProxyResolver", 2, func(h *hand) {
		if h.IntN(2) == 0 {
			h.any().SetProxyResolver(session.NoProxy())
			return
		}
		h.any().SetProxyResolver(nil)
	}},
	{"Message.ProxyResolver", 1, func(h *hand) { h.any().ProxyResolver() }},
	{"Message.SetRedirectPolicy", 2, func(h *hand) { h.any().SetRedirectPolicy(session.RedirectPolicy(h.IntN(4))) }},
	{"Message.SetStatus", 1, func(h *hand) { h.any().SetStatus(418, "") }},
	{"Message.StopAt", 4, func(h *hand) { h.any().StopAt(session.Phase(h.IntN(16))) }},
	{"Message.DisableFeature", 1, func(h *hand) { h.any().DisableFeature(session.TypeOf[*feature.ContentDecoder]()) }},

	// What only looks.
	{"Session.Epoch", 1, func(h *hand) { h.Epoch() }},
	{"Session.MainContext", 1, func(h *hand) { h.MainContext().IsOwner() }},
	{"Session.NewRequest", 1, func(h *hand) { h.NewRequest(h.url()) }},
	{"Session.NewRequestURI", 1, func(h *hand) { h.NewRequestURI(&url.URL{Scheme: "http", Host: "h", Path: "/"}) }},
	{"Session.NewHTTPRequest", 1, func(h *hand) { h.NewHTTPRequest("GET", h.url()) }},
	{"Session.NewHTTPRequestURI", 1, func(h *hand) { h.NewHTTPRequestURI("GET", &url.URL{Scheme: "http", Host: "h", Path: "/"}) }},
	{"Message.ID", 1, func(h *hand) { h.any().ID() }},
	{"Message.Body", 1, func(h *hand) { h.any().Body() }},
	{"Message.Method", 1, func(h *hand) { h.any().Method() }},
	{"Message.URI", 1, func(h *hand) { _ = h.any().URI().String() }},
	{"Message.Format", 1, func(h *hand) { _ = fmt.Sprint(h.any()) }},
	{"Message.RequestFields", 1, func(h *hand) { h.any().RequestFields().Has("Host") }},
	{"Message.Priority", 1, func(h *hand) { h.any().Priority() }},
	{"Message.HTTPVersion", 1, func(h *hand) { h.any().HTTPVersion() }},
	{"Message.RedirectPolicy", 1, func(h *hand) { h.any().RedirectPolicy() }},
	{"Message.Internal", 1, func(h *hand) { h.any().Internal() }},
	{"Message.Flags", 1, func(h *hand) { h.any().Flags() }},
	{"Message.Status", 1, func(h *hand) { h.any().Status() }},
	{"Message.Reason", 1, func(h *hand) { h.any().Reason() }},
	{"Message.Err", 1, func(h *hand) { h.any().Err() }},
	{"Message.Response", 1, func(h *hand) { h.any().Response() }},
	{"Message.Content", 1, func(h *hand) { _ = body(h.any()) }},
	{"Message.Trailer", 1, func(h *hand) { h.any().Trailer() }},
	{"Message.TLS", 1, func(h *hand) { h.any().TLS() }},
	{"Message.KeepAlive", 1, func(h *hand) { h.any().KeepAlive() }},
	{"Message.Attempts", 1, func(h *hand) { h.any().Attempts() }},
}
