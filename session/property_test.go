package session_test

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// TestPropertyTable: the table says of every property what a session reads at first, what it is for, what it takes and
// when a change counts; those that cannot be changed say so.
func TestPropertyTable(t *testing.T) {
	t.Parallel()
	r := newRig(t, session.Options{})
	for _, p := range session.PropertyTable() {
		if got := r.Property(p.Name); got != p.Default {
			t.Errorf("%s reads %q at first, its default is %q", p.Name, got, p.Default)
		}
		if p.About == "" || p.Takes == "" || p.Effect == "" || p.Kind == "" {
			t.Errorf("%+v", p)
		}
		if p.Fixed() != (p.Effect == session.WhenMade) {
			t.Errorf("%s counts %s, and yet Fixed is %v", p.Name, p.Effect, p.Fixed())
		}
		if p.Instead != "" && r.Property(p.Instead) == "" {
			t.Errorf("%s names %s in its place, which is none", p.Name, p.Instead)
		}
		if err := r.SetProperty(p.Name, r.Property(p.Name)); (err != nil) != p.Fixed() {
			t.Errorf("%s does not take what it reads: %v", p.Name, err)
		}
	}
}

func TestPropertyValues(t *testing.T) {
	t.Parallel()
	ca := sessiontest.CA().File(t)
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("soup"), 0o600); err != nil {
		t.Fatal(err)
	}
	keys := filepath.Join(t.TempDir(), "keys")
	lists := sessiontest.CA().Revoke(t, 1)
	const refused = "refused"
	values := map[string]map[string]string{ // what is set, and what it reads then
		"max-conns":              {"0": refused, "-1": refused, "x": refused, "1.5": refused, "1048577": refused, "": refused, " 12 ": "12", "1048576": "1048576"},
		"max-conns-per-host":     {"0": refused, "many": refused, "2000000": refused, "1": "1"},
		"timeout":                {"-1": refused, "NaN": refused, "soon": refused, "1e300": refused, "1.5 s": "1.5", "0": "0", "0.05": "0.05"},
		"idle-timeout":           {"-0.1": refused, "Inf": refused, "0": "0", "30": "30"},
		"user-agent":             {"a\r\nb": refused, "a\x00b": refused, "": "", "soup": "soup", "soup ": "soup " + session.Product, "soup  ": "soup  " + session.Product},
		"accept-language":        {"a\nb": refused, "": "", "eo, en;q=0.5": "eo, en;q=0.5"},
		"accept-language-auto":   {"perhaps": refused, "1": "true", "false": "false"},
		"http-aliases":           {"1x": refused, "a b": refused, "": "", "DAV, web": "dav, web", "*": "*"},
		"https-aliases":          {"*": refused, "davs": "davs"},
		"proxy-resolver":         {"ftp://h": refused, "http://h:x": refused, "none": "none", "system": "system", "http://h:81 except a.test, 10.0.0.0/8": "http://h:81 except a.test, 10.0.0.0/8"},
		"proxy-uri":              {"ftp://h": refused, "http://": refused, "": "", "h": "http://h:80", "http://mira:soup@h:81": "http://" + session.Mask + "@h:81"},
		"ssl-strict":             {"": refused, "false": "false", "true": "true"},
		"tls-database":           {"/does/not/exist": refused, empty: refused, "none": "none", "system": "system", ca: ca},
		"ssl-ca-file":            {"/does/not/exist": refused, empty: refused, ca: ca, "": ""},
		"ssl-use-system-ca-file": {"yes!": refused, "false": "false", "true": "true"},
		"tls-interaction": {"h": refused, "h /does/not/exist": refused, "h " + clientFile("mira.pem"): refused, "h " + clientFile("mira.p12"): refused,
			"http://h " + clientFile("open.p12"): refused, "h:x " + clientFile("open.p12"): refused, "": "", "none": "",
			"H:8443 " + clientFile("open.p12"):                                         "h:8443 " + clientFile("open.p12"),
			"https://h/ " + clientFile("mira.pem") + " key " + clientFile("pkcs8.key"): "h:443 " + clientFile("mira.pem") + " key " + clientFile("pkcs8.key")},
		"tls-revocations":    {"/does/not/exist": refused, ca: refused, empty: refused, "": "", lists: lists},
		"tls-min-version":    {"": refused, "3": refused, "1.4": refused, " 1.0 ": "1.0", "1.1": "1.1", "1.3": "1.3"},
		"tls-max-version":    {"ssl": refused, "1.1": refused, "1.2": "1.2", "1.3": "1.3"},
		"tls-server-names":   {"h": refused, "h h=a": refused, "h=1.2.3.4": refused, "h=a:1": refused, "=a": refused, "": "", "H=A, g:443=, [::1]=b": "[::1]=b, g:443=, h=a"},
		"tls-key-log-file":   {"/does/not/exist": refused, t.TempDir(): refused, "": "", keys: keys},
		"local-address":      {"127.0.0.1": refused},
		"use-thread-context": {"false": refused},
	}
	for _, p := range session.PropertyTable() {
		if values[p.Name] == nil {
			t.Errorf("no values of %s are tried", p.Name)
		}
		for v, want := range values[p.Name] {
			r := newRig(t, session.Options{})
			before := r.Property(p.Name)
			err := r.SetProperty(p.Name, v)
			var pe *session.PropertyError
			if (err != nil) != (want == refused) || err != nil && (!errors.As(err, &pe) || pe.Name != p.Name || pe.What == "") {
				t.Errorf("%s = %q: %v", p.Name, v, err)
			}
			if want == refused {
				want = before
			}
			if got := r.Property(p.Name); got != want {
				t.Errorf("%s = %q reads %q, want %q", p.Name, v, got, want)
			}
		}
	}
}

func TestPropertyChangeIsAnEvent(t *testing.T) {
	t.Parallel()
	r := newRig(t, session.Options{})
	if err := r.SetProperty("no-such", "1"); err == nil {
		t.Error("a property that there is not was set")
	}
	r.SetMaxConns(0) // refused: no event
	r.SetMaxConns(12)
	e := r.rec.AwaitKind(t, 0, session.KindPropertyChanged, 1)
	if d := e.Detail.(*session.PropertyChange); d.Name != "max-conns" || d.Old != "10" || d.Value != "12" {
		t.Errorf("%+v", d)
	}
}

// TestPropertiesThatSayTheSame: where two properties are two views of one thing, the one that is changed takes the other
// along.
func TestPropertiesThatSayTheSame(t *testing.T) {
	t.Setenv("LANGUAGE", "de_DE:eo")
	ca := sessiontest.CA().File(t)
	r := newRig(t, session.Options{})
	is := func(want map[string]string) {
		t.Helper()
		for name, v := range want {
			if got := r.Property(name); got != v {
				t.Errorf("%s reads %q, want %q", name, got, v)
			}
		}
	}
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	ok(r.SetAcceptLanguageAuto(true))
	is(map[string]string{"accept-language": "de-de, de;q=0.9, eo;q=0.8", "accept-language-auto": "true"})
	ok(r.SetAcceptLanguage("fr"))
	is(map[string]string{"accept-language": "fr", "accept-language-auto": "false"})
	ok(r.SetAcceptLanguageAuto(true))
	ok(r.SetAcceptLanguageAuto(false))
	is(map[string]string{"accept-language": ""})

	ok(r.SetSSLCAFile(ca))
	is(map[string]string{"tls-database": ca, "ssl-use-system-ca-file": "false"})
	ok(r.SetTLSDatabase(session.PoolTLSDatabase("mine", sessiontest.CA().Pool())))
	is(map[string]string{"tls-database": "mine", "ssl-ca-file": ""})
	ok(r.SetSSLUseSystemCAFile(false)) // it is not the system's: nothing
	is(map[string]string{"tls-database": "mine"})
	ok(r.SetSSLUseSystemCAFile(true))
	is(map[string]string{"tls-database": "system", "ssl-use-system-ca-file": "true"})
	ok(r.SetSSLUseSystemCAFile(false))
	is(map[string]string{"tls-database": "none"})
	if err := r.SetSSLCAFile(ca + ".missing"); err == nil {
		t.Error("a file that is missing was taken")
	}
	is(map[string]string{"ssl-ca-file": "", "tls-database": "none"})

	ok(r.SetProxyURI("http://h:81"))
	is(map[string]string{"proxy-resolver": "http://h:81"})
	ok(r.SetProxyResolver(session.SystemProxy()))
	is(map[string]string{"proxy-uri": "", "proxy-resolver": "system"})
	ok(r.SetProxyURI("http://h:81"))
	ok(r.SetProxyURI(""))
	is(map[string]string{"proxy-resolver": "none"})

	ok(r.SetUserAgent(""))
	is(map[string]string{"user-agent": session.Product})
	p := r.Properties()
	p.MaxConns, p.HTTPAliases = 3, []string{"DAV"}
	ok(r.SetProperties(p))
	p.HTTPAliases[0] = "changed" // it was copied
	is(map[string]string{"max-conns": "3", "http-aliases": "dav"})
}

func TestPropertiesGivenAtTheStart(t *testing.T) {
	t.Parallel()
	p := hello(t)
	var loop session.Loop
	here := netip.MustParseAddr("127.0.0.3")
	r := newRig(t, session.Options{MainContext: &loop, LocalAddr: here, Properties: &session.Properties{MaxConns: 1, MaxConnsPerHost: 1, UserAgent: "soup "}})
	if r.MainContext() != session.MainContext(&loop) || r.LocalAddr() != here || r.Property("local-address") != here.String() || r.Property("use-thread-context") != "true" {
		t.Error(r.LocalAddr(), r.Property("local-address"), r.Property("use-thread-context"))
	}
	m := message(t, "GET", p.URL("/"))
	r.send(m)
	if a := r.Connections()[0].Local; netip.MustParseAddrPort(a).Addr() != here {
		t.Error("the socket is at", a)
	}
	if ua := p.Requests()[0].Header("User-Agent"); ua != "soup "+session.Product {
		t.Errorf("%q", ua)
	}
	if _, err := session.New(session.Options{Properties: &session.Properties{}}); err == nil {
		t.Error("a session without connections was made")
	}
}

// TestFieldsThatThePropertiesSet: user-agent counts more than the message's own, accept-language less.
func TestFieldsThatThePropertiesSet(t *testing.T) {
	t.Parallel()
	p := hello(t)
	r := newRig(t, session.Options{})
	sent := func() (agent, language string) {
		m := message(t, "GET", p.URL("/"))
		m.SetField("User-Agent", "mine")
		m.SetField("Accept-Language", "eo")
		r.send(m)
		q := p.Requests()[len(p.Requests())-1]
		return q.Header("User-Agent"), q.Header("Accept-Language")
	}
	if a, l := sent(); a != "mine" || l != "eo" {
		t.Error("unset:", a, l)
	}
	r.SetUserAgent("session's")
	r.SetAcceptLanguage("fr")
	if a, l := sent(); a != "session's" || l != "eo" {
		t.Error("set:", a, l)
	}
	m := message(t, "GET", p.URL("/"))
	m.LeaveOut("User-Agent")
	m.LeaveOut("Accept-Language")
	r.send(m)
	q := p.Requests()[2]
	if q.Header("User-Agent")+q.Header("Accept-Language") != "" {
		t.Error("left out, and yet", q.Head)
	}
}
