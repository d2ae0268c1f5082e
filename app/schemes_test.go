package main

import (
	"encoding/base64"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"ladle/session/auth"
	"ladle/session/sessiontest"
)

// ntlmServer signs connections in by NTLM, whatever the password. The fields are those of an origin or of a proxy.
func ntlmServer(t *testing.T, status int, asks, answers string) *sessiontest.Peer {
	challenge := make([]byte, 48)
	copy(challenge, "NTLMSSP\x00\x02\x00\x00\x00")
	copy(challenge[20:], "\x01\x82\x88\x00")
	return sessiontest.NewPeer(t, func(w *sessiontest.Wire) {
		for in := false; ; {
			r, ok := w.Request()
			if !ok {
				return
			}
			b, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(r.Header(answers), "NTLM "))
			switch {
			case err == nil && len(b) > 8 && b[8] == 1:
				w.Say(sessiontest.Answer(status, "", asks+": NTLM "+base64.StdEncoding.EncodeToString(challenge)))
			case in || err == nil && len(b) > 8 && b[8] == 3 && strings.Contains(string(b), "k\x00i\x00t\x00"):
				in = true
				w.Say(sessiontest.Answer(200, "soup"))
			default:
				w.Say(sessiontest.Answer(status, "", asks+": NTLM", asks+": Basic realm=\"r\""))
			}
		}
	})
}

func TestNTLMFlags(t *testing.T) {
	t.Parallel()
	origin := ntlmServer(t, 401, "WWW-Authenticate", "Authorization")
	proxy := ntlmServer(t, 407, "Proxy-Authenticate", "Proxy-Authorization")
	for _, args := range [][]string{
		{"-u", `kit\mira:soup`, origin.URL("/")},
		{"--ntlm", "-u", `kit/mira:soup`, origin.URL("/")},
		{"-x", proxy.Addr(), "-U", `kit\mira:soup`, "http://soup.test/"},
		{"-x", proxy.Addr(), "--proxy-ntlm", "-U", `kit\mira:soup`, "http://soup.test/"},
	} {
		o := ladle(t, "", append([]string{"send"}, args...)...)
		o.want(t, 0, "soup", "authenticated       NTLM for ")
		if strings.Contains(o.stderr, "soup\"") || strings.Contains(o.stderr, ":soup") {
			t.Errorf("the password is told: %s", o.stderr)
		}
	}
	ladle(t, "", "send", "--digest", "-u", `kit\mira:soup`, origin.URL("/")).want(t, 0, "", "wants NTLM or Basic, and only Digest may be answered.")
}

// Without a ticket --negotiate says so, and nothing is sent. Not parallel, it sets the environment.
func TestNegotiateWithoutTicket(t *testing.T) {
	t.Setenv("KRB5CCNAME", filepath.Join(t.TempDir(), "none"))
	p := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string {
		return sessiontest.Answer(401, "", "WWW-Authenticate: Negotiate")
	}))
	ladle(t, "", "send", "--negotiate", "-u", ":", p.URL("/")).want(t, 0, "", "ladle: Negotiate is not used: there is no Kerberos ticket")
	ladle(t, "", "send", "-u", "mira:soup", p.URL("/")).want(t, 0, "", "wants Negotiate, and only Basic, NTLM, Digest may be answered.")
	for _, r := range p.Requests() {
		if v := r.Header("Authorization"); v != "" {
			t.Errorf("sent %s", v)
		}
	}
}

// tickets are those of a machine that has some.
type tickets struct{}

func (tickets) Ready() error                 { return nil }
func (tickets) Token(string) ([]byte, error) { return []byte("ticket"), nil }
func (tickets) Principal() string            { return "mira@KITCHEN" }

// The flag is the trust for the origin of the URL, or for the proxy, and for nobody else.
func TestWhoMayHaveATicket(t *testing.T) {
	t.Parallel()
	const first, other = "soup.test:80", "other.test:80"
	for _, c := range []struct {
		flags string
		r     auth.Request
		has   bool
	}{
		{"--negotiate", auth.Request{Host: first}, true},
		{"--negotiate", auth.Request{Host: other}, false},
		{"--negotiate", auth.Request{Host: "other.test:443", TLS: true}, false},
		{"--negotiate", auth.Request{Host: "proxy:3128", Proxy: true}, false},
		{"--proxy-negotiate", auth.Request{Host: "proxy:3128", Proxy: true}, true},
		{"--proxy-negotiate", auth.Request{Host: first}, false},
		{"--digest --proxy-basic", auth.Request{Host: first}, false},
		{"", auth.Request{Host: first, TLS: true}, false},
	} {
		var o sendOptions
		if _, err := parse("ladle send", sendFlags, strings.Fields(c.flags), &o); err != nil {
			t.Fatal(err)
		}
		c.r.URI = &url.URL{Scheme: "http", Host: c.r.Host, Path: "/"}
		has := false
		for _, x := range o.allowed(&request{url: "http://soup.test/"}, tickets{}) {
			if x.Name() == "Negotiate" {
				cred, _ := x.New(auth.Challenge{Scheme: "Negotiate"}, &c.r)
				has = cred != nil
			}
		}
		if has != c.has {
			t.Errorf("%s: %+v has a ticket: %v", c.flags, c.r, has)
		}
	}
}
