package session_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// planted is a secret and how a message comes by it. A new kind of credentials is a new row here, and each of them meets
// every way to lose it.
type planted struct {
	name    string
	proxy   bool              // it is for the first proxy, else for the home origin
	inURL   bool              // user and password stand in the URL of the message, or of the proxy
	fields  map[string]string // set by hand
	asks    string            // the challenge of who may have it, "" if it is not asked for
	handler bool              // a handler gives it, to who may have it
}

const (
	asksBasic  = `Basic realm="r"`
	asksDigest = `Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256`
	asksBearer = `Bearer realm="r"`
	asksNTLM   = "NTLM"
)

var plantedSecrets = []planted{
	{name: "user info in the URI", inURL: true, asks: asksBasic},
	{name: "user info in the URI, Digest", inURL: true, asks: asksDigest},
	{name: "given to a challenge", handler: true, asks: asksBasic},
	{name: "Digest", handler: true, asks: asksDigest},
	{name: "Bearer", handler: true, asks: asksBearer},
	{name: "NTLM", handler: true, asks: asksNTLM},
	{name: "Authorization by hand", fields: map[string]string{"Authorization": "Token sesame"}},
	{name: "Cookie by hand", fields: map[string]string{"Cookie": "id=sesame"}},
	{name: "another secret by hand", fields: map[string]string{"X-Api-Key": "sesame"}},
	{name: "proxy user info", proxy: true, inURL: true, asks: asksBasic},
	{name: "proxy user info, Digest", proxy: true, inURL: true, asks: asksDigest},
	{name: "given to a proxy's challenge", proxy: true, handler: true, asks: asksBasic},
	{name: "NTLM of a proxy", proxy: true, handler: true, asks: asksNTLM},
	{name: "Proxy-Authorization by hand", proxy: true, fields: map[string]string{"Proxy-Authorization": "Token sesame"}, asks: "Token"},
}

// wayToLose leads a message elsewhere.
type wayToLose struct {
	name    string
	proxied bool // it needs a proxy
	tunnel  bool // it needs a tunnel
	refuses bool // the home origin is never reached
	run     func(w *leakWorld)
}

var waysToLose = []wayToLose{
	{name: "redirect to another host", run: func(w *leakWorld) { w.redirects(w.tls, "other.test") }},
	{name: "redirect to another port", run: func(w *leakWorld) { w.redirects(w.tls2, "home.test") }},
	{name: "redirect down to http", run: func(w *leakWorld) { w.redirects(w.plain2, "home.test") }},
	{name: "proxy removed", proxied: true, run: func(w *leakWorld) { w.turns("none") }},
	{name: "proxy changed", run: func(w *leakWorld) { w.turns("http://" + w.second.Addr()) }},
	{name: "proxy changed in kind", proxied: true, run: func(w *leakWorld) { w.turns("https://" + w.secure.Addr()) }},
	{name: "CONNECT refused", proxied: true, tunnel: true, refuses: true, run: func(w *leakWorld) { w.refused(sessiontest.Answer(403, "no")) }},
	{name: "CONNECT challenged for the origin", proxied: true, tunnel: true, refuses: true, run: func(w *leakWorld) {
		w.refused(sessiontest.Answer(401, "no", "WWW-Authenticate: "+asksBasic, "WWW-Authenticate: "+asksDigest))
	}},
	{name: "CONNECT redirected", proxied: true, tunnel: true, refuses: true, run: func(w *leakWorld) {
		w.refused(sessiontest.Answer(302, "", "Location: "+w.url(w.tls, "other.test", "/")))
	}},
	{name: "stale retry by another way", run: func(w *leakWorld) { w.stale() }},
	{name: "requeue with a new URI", run: func(w *leakWorld) { w.requeues((*session.Message).OnGotHeaders) }},
	{name: "requeue after the end", run: func(w *leakWorld) { w.requeues((*session.Message).OnFinished) }},
	{name: "another origin while it restarts", run: func(w *leakWorld) { w.movesInRestart() }},
}

// TestNothingArrivesWhereItShouldNot: each secret, lost in each way, is heard by those who may have it and by nobody else.
func TestNothingArrivesWhereItShouldNot(t *testing.T) {
	t.Parallel()
	for _, secret := range plantedSecrets {
		for _, way := range waysToLose {
			for _, via := range []string{"", "tunnel", "proxy"} {
				if secret.proxy == (via == "") && secret.proxy || !secret.proxy && via == "proxy" || via == "" && way.proxied || via != "tunnel" && way.tunnel {
					continue // a plain proxy may hear what goes to the origin, and without one there is nothing to tell it
				}
				t.Run(secret.name+"/"+way.name+"/"+via, func(t *testing.T) {
					t.Parallel()
					w := newLeakWorld(t, secret, via)
					way.run(w)
					w.judge(way.refuses && !secret.proxy)
				})
			}
		}
	}
}

// judge looks through everything that was heard.
func (w *leakWorld) judge(unheard bool) {
	w.t.Helper()
	right, basic := false, base64.StdEncoding.EncodeToString([]byte("mira:sesame"))
	for _, h := range w.heard() {
		told := strings.Contains(h.head, "sesame") || strings.Contains(h.head, basic) || strings.Contains(h.head, "mira")
		for _, name := range []string{"Authorization", "Proxy-Authorization", "Cookie", "X-Api-Key"} {
			told = told || strings.Contains(h.head, "\n"+name+":")
		}
		switch {
		case told && h.who != w.entitled():
			w.t.Errorf("%s heard\n%s", h.who, h.head)
		case told:
			right = true
		}
	}
	if !right && !unheard {
		w.t.Errorf("who may have it never heard it: %v", w.heard())
	}
	for _, e := range w.rec.Events() {
		if b, err := e.MarshalJSON(); err != nil || strings.Contains(string(b), "sesame") || strings.Contains(string(b), basic) {
			w.t.Errorf("an event tells it: %s, %v", b, err)
		}
	}
}

// What is dropped is said.
func TestWhatARequeueLeavesBehindIsTold(t *testing.T) {
	t.Parallel()
	first, second := hello(t), hello(t)
	r := newRig(t, session.Options{})
	m := message(t, "GET", first.URL("/"))
	for name, v := range map[string]string{"Authorization": "Token a", "X-Api-Key": "b", "Cookie": "c=d", "Accept": "text/plain"} {
		if err := m.SetField(name, v); err != nil {
			t.Fatal(err)
		}
	}
	once := false
	m.OnFinished(func(m *session.Message) {
		if once {
			return
		}
		once = true
		if err := m.SetField("Cookie", "for=it"); err != nil { // changed: it is meant for where the message goes now
			t.Error(err)
		}
		if err := m.SetURI(second.URL("/")); err != nil {
			t.Error(err)
		}
		if err := r.Requeue(m); err != nil {
			t.Error(err)
		}
	})
	r.send(m)
	var dropped []string
	for _, e := range sessiontest.Of(r.rec.Events(), m.ID()) {
		if d, ok := e.Detail.(*session.Started); ok {
			for _, x := range d.Dropped {
				dropped = append(dropped, x.Name+": "+x.Why)
			}
		}
	}
	if len(dropped) != 2 || !strings.Contains(strings.Join(dropped, ", "), "Authorization: other origin") {
		t.Errorf("told %q", dropped)
	}
	got := second.Requests()[0]
	if got.Header("Authorization") != "" || got.Header("X-Api-Key") != "" || got.Header("Cookie") != "for=it" || got.Header("Accept") != "text/plain" {
		t.Errorf("sent %q", got.Head)
	}
}
