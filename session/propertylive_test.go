package session_test

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ladle/session"
	"ladle/session/sessiontest"
)

// live has, for every property, what is seen when it is changed in a session that works: that the change counts when
// PropertyInfo.Effect says, and not before.
var live = map[string]func(*testing.T, *rig){
	"max-conns": func(t *testing.T, r *rig) {
		a, gateA := gated(t)
		b, gateB := gated(t)
		r.SetMaxConns(1)
		ms := append(r.many(1, a.URL("/")), r.many(1, b.URL("/"))...)
		a.AwaitRequests(t, 1)
		r.settled()
		if n := b.Accepted(); n != 0 {
			t.Error("beyond the limit:", n)
		}
		r.SetMaxConns(2)
		b.AwaitRequests(t, 1)
		r.SetMaxConns(1)
		let(gateA, 1)
		let(gateB, 1)
		r.ended(ms...)
		r.rec.AwaitKind(t, 0, session.KindConnectionClosed, 1) // lowering drains
	},
	"max-conns-per-host": func(t *testing.T, r *rig) {
		p, gate := gated(t)
		ms := r.many(5, p.URL("/"))
		p.AwaitRequests(t, 2)
		r.settled()
		if n := p.Accepted(); n != 2 {
			t.Error("at the default:", n)
		}
		r.SetMaxConnsPerHost(5)
		p.AwaitRequests(t, 5)
		let(gate, 5)
		r.ended(ms...)
	},
	"timeout": func(t *testing.T, r *rig) {
		p, gate := gated(t)
		let(gate, 1)
		r.send(message(t, "GET", p.URL("/")))
		r.SetTimeout(50 * time.Millisecond)
		old := message(t, "GET", p.URL("/old")) // on the connection that is there, which knows the old value
		r.queue(old)
		p.AwaitRequests(t, 2)
		r.fails(message(t, "GET", silent(t).URL("/")), session.StatusIOError, session.StageRead, "within the timeout")
		if old.Status() != 0 {
			t.Error("the old connection obeys:", old.Status(), old.Err())
		}
		let(gate, 1)
		r.ended(old)
		if old.Status() != 200 {
			t.Error(old.Status(), old.Err())
		}
	},
	"idle-timeout": func(t *testing.T, r *rig) {
		p := hello(t)
		r.send(message(t, "GET", p.URL("/")))
		r.SetIdleTimeout(20 * time.Millisecond)
		r.send(message(t, "POST", p.URL("/"))) // on a new one
		if e := r.rec.AwaitKind(t, 0, session.KindConnectionClosed, 1); e.Conn != 2 {
			t.Error("closed", e.Conn)
		}
		p.AwaitOpen(t, 1)
	},
	"user-agent":           changesAHeader("User-Agent", func(r *rig) error { return r.SetUserAgent("soup ") }, "soup "+session.Product),
	"accept-language":      changesAHeader("Accept-Language", func(r *rig) error { return r.SetAcceptLanguage("eo") }, "eo"),
	"accept-language-auto": changesAHeader("Accept-Language", func(r *rig) error { return r.SetAcceptLanguageAuto(true) }, "fr-ca, fr;q=0.9, en-gb;q=0.8, en;q=0.7, de;q=0.6"),
	"http-aliases": func(t *testing.T, r *rig) {
		u := "dav" + strings.TrimPrefix(hello(t).URL("/"), "http")
		r.fails(message(t, "GET", u), session.StatusMalformed, session.StageQueue, "")
		r.SetHTTPAliases("dav")
		if st := r.send(message(t, "GET", u)); st != 200 {
			t.Error(st)
		}
		r.SetHTTPAliases("*")
		if st := r.send(message(t, "GET", "soup"+strings.TrimPrefix(u, "dav"))); st != 200 {
			t.Error(st)
		}
	},
	"https-aliases": func(t *testing.T, r *rig) {
		u := "davs" + strings.TrimPrefix(helloTLS(t).URL("/"), "https")
		r.fails(message(t, "GET", u), session.StatusMalformed, session.StageQueue, "")
		r.SetSSLStrict(false)
		r.SetHTTPSAliases("davs")
		m := message(t, "GET", u)
		if st := r.send(m); st != 200 || m.TLS() == nil {
			t.Error(st, m.Err())
		}
	},
	"proxy-resolver": func(t *testing.T, r *rig) {
		p, proxy := hello(t), hello(t)
		by, err := session.FixedProxy(proxy.URL(""))
		if err != nil {
			t.Fatal(err)
		}
		r.send(message(t, "GET", p.URL("/")))
		r.SetProxyResolver(by)
		r.send(message(t, "GET", p.URL("/old")))
		if len(proxy.Targets()) != 0 {
			t.Error("the connection that was there was not used")
		}
		r.send(message(t, "POST", p.URL("/new")))
		if got := proxy.Targets(); len(got) != 1 || got[0] != "POST "+p.URL("/new") {
			t.Error(got)
		}
		r.CloseIdle()
		r.SetProxyResolver(nil)
		if r.send(message(t, "GET", p.URL("/"))); len(proxy.Targets()) != 1 {
			t.Error(proxy.Targets())
		}
	},
	"proxy-uri": func(t *testing.T, r *rig) {
		p, proxy := silent(t), hello(t)
		m := message(t, "GET", p.URL("/"))
		r.queue(m)
		p.AwaitRequests(t, 1)
		if err := r.SetProxyURI(proxy.URL("")); err != nil {
			t.Error(err)
		}
		r.cancelled(m, p)
		if st := r.send(message(t, "GET", p.URL("/"))); st != 200 || len(proxy.Targets()) != 2 {
			t.Error(st, proxy.Targets())
		}
	},
	"ssl-strict": func(t *testing.T, r *rig) {
		p := helloTLS(t)
		r.fails(message(t, "GET", p.URL("/")), session.StatusSSLFailed, session.StageTLS, "not trusted")
		r.SetSSLStrict(false)
		m := message(t, "GET", p.URL("/"))
		if st := r.send(m); st != 200 || m.TLS().Trusted || m.Flags()&session.CertificateTrusted != 0 {
			t.Error(st, m.Err())
		}
		r.SetSSLStrict(true)
		if st := r.send(message(t, "GET", p.URL("/"))); st != 200 {
			t.Error("the connection that was there was not used:", st)
		}
		r.fails(message(t, "POST", p.URL("/")), session.StatusSSLFailed, session.StageTLS, "not trusted")
	},
	"tls-database": trusts(func(t *testing.T, r *rig) error {
		return r.SetTLSDatabase(session.PoolTLSDatabase("mine", sessiontest.CA().Pool()))
	}),
	"ssl-ca-file": trusts(func(t *testing.T, r *rig) error { return r.SetSSLCAFile(sessiontest.CA().File(t)) }),
	"ssl-use-system-ca-file": func(t *testing.T, r *rig) {
		p := helloTLS(t)
		r.SetTLSDatabase(session.PoolTLSDatabase("mine", sessiontest.CA().Pool()))
		if st := r.send(message(t, "GET", p.URL("/"))); st != 200 {
			t.Error(st)
		}
		r.SetSSLUseSystemCAFile(true)
		if st := r.send(message(t, "GET", p.URL("/"))); st != 200 {
			t.Error("the connection that was there was not used:", st)
		}
		r.fails(message(t, "POST", p.URL("/")), session.StatusSSLFailed, session.StageTLS, "not trusted")
	},
	"tls-revocations": func(t *testing.T, r *rig) {
		cert := sessiontest.CA().Leaf(t, -1, 1, "127.0.0.1")
		p := shows(t, cert)
		r.SetTLSDatabase(newCellPKI(t).roots)
		r.send(message(t, "GET", p.URL("/")))
		if err := r.SetProperty("tls-revocations", sessiontest.CA().Revoke(t, 1, parsed(t, cert))); err != nil {
			t.Fatal(err)
		}
		if st := r.send(message(t, "GET", p.URL("/"))); st != 200 {
			t.Error("the connection that was there was not used:", st)
		}
		r.fails(message(t, "POST", p.URL("/")), session.StatusSSLFailed, session.StageTLS, "was revoked on")
		r.SetTLSRevocations(session.TLSRevocations{})
		if st := r.send(message(t, "POST", p.URL("/"))); st != 200 {
			t.Error(st)
		}
	},
	"tls-interaction": func(t *testing.T, r *rig) {
		p := wantsCertificate(t, tls.RequireAnyClientCert)
		r.SetTLSDatabase(newCellPKI(t).roots)
		r.fails(message(t, "GET", p.URL("/")), session.StatusSSLFailed, session.StageTLS, "wants a client certificate, and none was sent")
		if err := r.SetProperty("tls-interaction", p.Addr()+" "+clientFile("open.p12")); err != nil {
			t.Fatal(err)
		}
		m := message(t, "GET", p.URL("/"))
		if st := r.send(m); st != 200 || body(m) != "CN=mira" {
			t.Error(st, body(m), m.Err())
		}
		r.SetTLSInteraction(nil)
		if m := message(t, "GET", p.URL("/")); r.send(m) != 200 || body(m) != "CN=mira" {
			t.Error("the connection that was there was not used:", m.Err())
		}
		r.fails(message(t, "POST", p.URL("/")), session.StatusSSLFailed, session.StageTLS, "none was sent")
	},
	"tls-min-version": func(t *testing.T, r *rig) {
		p := versions(t, tls.VersionTLS10, tls.VersionTLS11)
		r.SetSSLStrict(false)
		r.fails(message(t, "GET", p.URL("/")), session.StatusSSLFailed, session.StageTLS, "speaks no version of TLS from 1.2 to 1.3")
		r.SetProperty("tls-min-version", "1.0")
		m := message(t, "GET", p.URL("/"))
		if st := r.send(m); st != 200 || m.TLS().Version != "TLS 1.1" {
			t.Error(st, m.Err())
		}
		r.SetProperty("tls-min-version", "1.3")
		if st := r.send(message(t, "GET", p.URL("/"))); st != 200 {
			t.Error("the connection that was there was not used:", st)
		}
		r.fails(message(t, "POST", p.URL("/")), session.StatusSSLFailed, session.StageTLS, "from 1.3 to 1.3")
	},
	"tls-max-version": func(t *testing.T, r *rig) {
		p := helloTLS(t)
		r.SetSSLStrict(false)
		for _, c := range []struct{ set, method, want string }{{"1.3", "GET", "TLS 1.3"}, {"1.2", "GET", "TLS 1.3"}, {"1.2", "POST", "TLS 1.2"}} {
			r.SetProperty("tls-max-version", c.set)
			m := message(t, c.method, p.URL("/"))
			if st := r.send(m); st != 200 || m.TLS().Version != c.want {
				t.Error(c, st, m.TLS())
			}
		}
	},
	"tls-server-names": func(t *testing.T, r *rig) {
		p, sent := named(t, "shop.test")
		r.SetTLSDatabase(newCellPKI(t).roots)
		r.fails(message(t, "GET", p.URL("/")), session.StatusSSLFailed, session.StageTLS, "not for 127.0.0.1")
		r.SetTLSServerName("127.0.0.1", "Shop.test")
		if m := message(t, "GET", p.URL("/")); r.send(m) != 200 || m.TLS().ServerName != "shop.test" {
			t.Error(m.Err())
		}
		r.SetProperty("tls-server-names", p.Addr()+"=")
		if m := message(t, "GET", p.URL("/")); r.send(m) != 200 {
			t.Error("the connection that was there was not used:", m.Err())
		}
		r.fails(message(t, "POST", p.URL("/")), session.StatusSSLFailed, session.StageTLS, "not for 127.0.0.1")
		if got := sent(); !slices.Equal(got, []string{"", "shop.test", ""}) {
			t.Errorf("the names sent are %q", got)
		}
	},
	"tls-key-log-file": func(t *testing.T, r *rig) {
		path := filepath.Join(t.TempDir(), "keys")
		if err := os.WriteFile(path, []byte("# mine\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		p := helloTLS(t)
		r.SetSSLStrict(false)
		lines := func() int {
			b, err := os.ReadFile(path)
			if err != nil || !strings.HasPrefix(string(b), "# mine\n") {
				t.Errorf("%q %v", b, err)
			}
			return strings.Count(string(b), "_TRAFFIC_SECRET")
		}
		r.send(message(t, "GET", p.URL("/")))
		if err := r.SetTLSKeyLogFile(path); err != nil {
			t.Fatal(err)
		}
		if r.send(message(t, "GET", p.URL("/"))); lines() != 0 {
			t.Error("the connection that was there is logged")
		}
		r.send(message(t, "POST", p.URL("/")))
		n := lines()
		if n == 0 {
			t.Error("nothing is logged")
		}
		r.SetTLSKeyLogFile("")
		if r.send(message(t, "POST", p.URL("/"))); lines() != n {
			t.Error("it goes on")
		}
	},
	// TestPropertiesGivenAtTheStart sees their effect.
	"local-address":      stays("127.0.0.1"),
	"use-thread-context": stays("false"),
}

func TestPropertiesTakeEffect(t *testing.T) {
	t.Setenv("LANGUAGE", "fr_CA:en_GB:de")
	for _, p := range session.PropertyTable() {
		t.Run(p.Name, func(t *testing.T) {
			f := live[p.Name]
			if f == nil {
				t.Fatal("nobody looks at what a change does")
			}
			f(t, newRig(t, session.Options{}))
		})
	}
}

func helloTLS(t *testing.T) *sessiontest.Peer {
	return sessiontest.NewTLSPeer(t, nil, sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, "hello") }))
}

// changesAHeader changes a property while a message is under way: the attempt that runs keeps its header, the next one has
// the new one.
func changesAHeader(name string, set func(*rig) error, want string) func(*testing.T, *rig) {
	return func(t *testing.T, r *rig) {
		p := everyStep(t, false)
		m := message(t, "GET", p.URL("/"))
		m.OnStarting(func(*session.Message) {
			if err := set(r); err != nil {
				t.Error(err)
			}
		})
		if st := r.send(m); st != 200 {
			t.Fatal(st, m.Err())
		}
		var got []string
		for _, q := range p.Requests() {
			got = append(got, q.Header(name))
		}
		if len(got) != 2 || got[0] != "" || got[1] != want {
			t.Errorf("%q, want none, then %q", got, want)
		}
	}
}

// trusts gives a strict session the authority of the test's peers.
func trusts(set func(*testing.T, *rig) error) func(*testing.T, *rig) {
	return func(t *testing.T, r *rig) {
		p := helloTLS(t)
		r.fails(message(t, "GET", p.URL("/")), session.StatusSSLFailed, session.StageTLS, "not trusted")
		if err := set(t, r); err != nil {
			t.Fatal(err)
		}
		m := message(t, "GET", p.URL("/"))
		if st := r.send(m); st != 200 || !m.TLS().Trusted || m.Flags()&session.CertificateTrusted == 0 {
			t.Error(st, m.Err())
		}
	}
}

// stays is for what is given when the session is made.
func stays(other string) func(*testing.T, *rig) {
	return func(t *testing.T, r *rig) {
		name := t.Name()[strings.LastIndexByte(t.Name(), '/')+1:]
		before := r.Property(name)
		if err := r.SetProperty(name, other); err == nil || r.Property(name) != before {
			t.Errorf("set to %s: %v, reads %q", other, err, r.Property(name))
		}
	}
}
