package session_test

import (
	"crypto/tls"
	"encoding/base64"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"ladle/session"
	"ladle/session/auth"
	"ladle/session/sessiontest"
)

// leakWorld is an origin called home, others, and proxies that stand for all of them; it writes down who hears what. Everybody
// but who may have the secret asks for it, in the same realm.
type leakWorld struct {
	t       *testing.T
	secret  planted
	via     string
	session *rig
	rec     *sessiontest.Recorder

	tls, tls2, plain, plain2 *sessiontest.Peer // origins
	first, second, secure    *sessiontest.Peer // proxies
	inside                   *tls.Config

	home    func(r sessiontest.Request) string // what home answers who is let in
	connect string                             // the first proxy's answer to CONNECT, "" opens the tunnel

	mu  sync.Mutex
	all []heardHead
	in  map[*sessiontest.Wire]bool // connections that NTLM has signed in
}

type heardHead struct{ who, head string }

func newLeakWorld(t *testing.T, secret planted, via string) *leakWorld {
	w := &leakWorld{t: t, secret: secret, via: via, inside: &tls.Config{Certificates: []tls.Certificate{sessiontest.CA().Leaf(t, -1, 1, "home.test", "other.test", "127.0.0.1")}},
		in:   map[*sessiontest.Wire]bool{},
		home: func(sessiontest.Request) string { return sessiontest.Answer(200, "") }}
	w.tls = sessiontest.NewTLSPeer(t, w.inside, w.origin)
	w.tls2 = sessiontest.NewTLSPeer(t, w.inside, w.origin)
	w.plain = sessiontest.NewPeer(t, w.origin)
	w.plain2 = sessiontest.NewPeer(t, w.origin)
	w.first = sessiontest.NewPeer(t, w.proxy("first proxy"))
	w.second = sessiontest.NewPeer(t, w.proxy("second proxy"))
	w.secure = sessiontest.NewTLSPeer(t, w.inside, w.proxy("secure proxy"))
	w.session = newRig(t, session.Options{})
	w.rec = w.session.rec
	for _, scheme := range []any{auth.Bearer{}, auth.NTLM{}} {
		if err := w.session.AddPart(scheme); err != nil {
			t.Fatal(err)
		}
	}
	w.session.SetSSLStrict(false)
	for _, name := range []string{"home.test", "other.test"} {
		w.session.Resolve(name, 0, netip.MustParseAddr("127.0.0.1"))
	}
	proxy := "none"
	if via != "" {
		proxy = w.first.Addr()
		if secret.proxy && secret.inURL {
			proxy = "mira:sesame@" + proxy
		}
	}
	w.use(proxy)
	w.session.OnAuthenticate(func(m *session.Message, a session.Auth, retrying bool) {
		may := m.URI().Host == w.homeHost()
		if a.Proxy() {
			may = a.Host() == w.first.Addr()
		}
		if secret.handler && !retrying && may && a.Proxy() == secret.proxy {
			a.Authenticate("mira", "sesame")
		}
	})
	return w
}

func (w *leakWorld) use(proxy string) {
	if err := w.session.SetProperty("proxy-resolver", proxy); err != nil {
		w.t.Error(err)
	}
}

// url is a URL on the port of a peer.
func (w *leakWorld) url(p *sessiontest.Peer, host, path string) string {
	_, port, _ := net.SplitHostPort(p.Addr())
	scheme, _, _ := strings.Cut(p.URL(""), "://")
	return scheme + "://" + host + ":" + port + path
}

// homePeer is where home is: behind TLS, but where a proxy is to read the request.
func (w *leakWorld) homePeer() *sessiontest.Peer {
	if w.via == "proxy" {
		return w.plain
	}
	return w.tls
}

func (w *leakWorld) homeHost() string {
	return strings.SplitN(w.url(w.homePeer(), "home.test", ""), "://", 2)[1]
}

// entitled is who may have the secret.
func (w *leakWorld) entitled() string {
	if w.secret.proxy {
		return "first proxy"
	}
	return w.homeHost()
}

// message asks home, with the secret.
func (w *leakWorld) message(path string) *session.Message {
	url := w.url(w.homePeer(), "home.test", path)
	if w.secret.inURL && !w.secret.proxy {
		url = strings.Replace(url, "://", "://mira:sesame@", 1)
	}
	m := message(w.t, "GET", url)
	for name, v := range w.secret.fields {
		if err := m.SetField(name, v); err != nil {
			w.t.Fatal(err)
		}
	}
	return m
}

func (w *leakWorld) note(who string, r sessiontest.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, heardHead{who, r.Head})
}

func (w *leakWorld) heard() []heardHead {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.all
}

// origin serves a connection to an origin; which one the request is for, Host says.
func (w *leakWorld) origin(c *sessiontest.Wire) {
	sessiontest.Serve(func(r sessiontest.Request) string {
		host := r.Header("Host")
		w.note(host, r)
		return w.answer(c, host, r)
	})(c)
}

// answer is what an origin says.
func (w *leakWorld) answer(c *sessiontest.Wire, host string, r sessiontest.Request) string {
	if host != w.homeHost() {
		return sessiontest.Answer(401, "", "WWW-Authenticate: "+asksBasic, "WWW-Authenticate: "+asksDigest, "WWW-Authenticate: "+asksBearer, "WWW-Authenticate: NTLM")
	}
	if !w.secret.proxy && w.secret.asks != "" {
		if challenge := w.asks(c, w.secret.asks, r.Header("Authorization")); challenge != "" {
			return sessiontest.Answer(401, "", "WWW-Authenticate: "+challenge)
		}
	}
	return w.home(r)
}

// asks is the challenge for who has sent these credentials, "" for one who is let in.
func (w *leakWorld) asks(c *sessiontest.Wire, challenge, credentials string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch message, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(credentials, "NTLM ")); {
	case challenge != asksNTLM && credentials == "":
		return challenge
	case challenge != asksNTLM:
		return ""
	case len(message) > 8 && message[8] == 1:
		b := make([]byte, 48) // a challenge message without a target
		copy(b, "NTLMSSP\x00\x02\x00\x00\x00")
		copy(b[20:], "\x01\x82\x88\x00")
		return "NTLM " + base64.StdEncoding.EncodeToString(b)
	case len(message) > 8 && message[8] == 3:
		w.in[c] = true
	}
	if w.in[c] {
		return ""
	}
	return challenge
}

// proxy serves a connection to a proxy, which plays the origins itself. All but the first always ask.
func (w *leakWorld) proxy(name string) func(*sessiontest.Wire) {
	return func(c *sessiontest.Wire) {
		for {
			r, ok := c.Request()
			if !ok {
				return
			}
			w.note(name, r)
			asks := asksBasic
			if name == "first proxy" {
				asks = ""
				if w.secret.proxy {
					asks = w.secret.asks
				}
			}
			challenge := ""
			if asks != "" {
				challenge = w.asks(c, asks, r.Header("Proxy-Authorization"))
			}
			switch {
			case challenge != "":
				c.Say(sessiontest.Answer(407, "", "Proxy-Authenticate: "+challenge))
			case r.Method == "CONNECT" && w.connect != "":
				c.Say(w.connect)
			case r.Method == "CONNECT":
				c.Say("HTTP/1.1 200 OK\r\n\r\n")
				if c.Secure(w.inside) {
					w.origin(c)
				}
				return
			default:
				host := strings.Split(r.Target, "/")[2]
				a := w.answer(c, host, r)
				if c.Say(a); a == "" {
					return
				}
			}
		}
	}
}

// redirects has home lead elsewhere.
func (w *leakWorld) redirects(to *sessiontest.Peer, host string) {
	w.home = func(sessiontest.Request) string {
		return sessiontest.Answer(302, "", "Location: "+w.url(to, host, "/elsewhere"))
	}
	w.session.send(w.message("/"))
}

// turns has home redirect to itself, on a connection that it closes; meanwhile the proxy becomes another one.
func (w *leakWorld) turns(proxy string) {
	w.home = func(r sessiontest.Request) string {
		if strings.HasSuffix(r.Target, "/") {
			return sessiontest.Answer(302, "", "Location: /second", "Connection: close")
		}
		return sessiontest.Answer(200, "")
	}
	m := w.message("/")
	m.OnGotHeaders(func(m *session.Message) {
		if m.Status() == 302 {
			w.use(proxy)
		}
	})
	w.session.send(m)
}

// refused has the first proxy open no tunnel. The message ends without a response.
func (w *leakWorld) refused(answer string) {
	w.connect = answer
	m := w.message("/")
	w.session.SendMessage(w.t.Context(), m)
	w.session.ended(m)
}

// stale has a connection that served once break when it is used again, and the next one lead through another proxy.
func (w *leakWorld) stale() {
	var once sync.Once
	w.home = func(r sessiontest.Request) (answer string) {
		answer = sessiontest.Answer(200, "")
		if strings.HasSuffix(r.Target, "/stale") {
			once.Do(func() { w.use("http://" + w.second.Addr()); answer = "" })
		}
		return answer
	}
	w.session.send(w.message("/"))
	m := w.message("/stale")
	w.session.send(m)
	if restarted := strings.Contains(w.session.story(m), "restarted[stale"); !restarted {
		w.t.Errorf("not stale: %s", w.session.story(m))
	}
}

// requeues changes the URI when home has answered, and sends the message again.
func (w *leakWorld) requeues(on func(*session.Message, func(*session.Message)) func()) {
	m, once := w.message("/"), false
	on(m, func(m *session.Message) {
		if m.Status() != 200 || once {
			return
		}
		once = true
		w.moves(m)
		if err := w.session.Requeue(m); err != nil {
			w.t.Error(err)
		}
	})
	w.session.send(m)
}

// movesInRestart sends the message again, and changes the URI only then.
func (w *leakWorld) movesInRestart() {
	m := w.message("/")
	once := false
	m.OnGotBody(func(m *session.Message) {
		if m.Status() == 200 && !once {
			once = true
			if err := w.session.Requeue(m); err != nil {
				w.t.Error(err)
			}
		}
	})
	m.OnRestarted(func(m *session.Message) {
		if once {
			w.moves(m)
		}
	})
	w.session.send(m)
}

func (w *leakWorld) moves(m *session.Message) {
	if err := m.SetURI(w.url(w.tls2, "other.test", "/moved")); err != nil {
		w.t.Error(err)
	}
}
