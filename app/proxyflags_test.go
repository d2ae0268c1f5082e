package main

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"ladle/session/sessiontest"
	"ladle/session/sessiontest/peer"
)

// startPeer runs the server of recorded traces, whose proxies lead to any place on this machine: alice, secret.
func startPeer(t *testing.T) (p *peer.Peer, at func(name string) string) {
	t.Helper()
	p, err := peer.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p, func(name string) string { return fmt.Sprintf("127.0.0.1:%d", p.Port(name)) }
}

func TestProxyFlags(t *testing.T) {
	t.Parallel()
	p, at := startPeer(t)
	http, https := "http://"+at("http")+"/ok", "https://localhost:"+fmt.Sprint(p.Port("https"))+"/ok"
	nobody := at("refused")
	impatient := sessiontest.NewPeer(t, func(w *sessiontest.Wire) { w.Say("HTTP/1.1 408 Too slow\r\n\r\n") })
	for _, c := range []struct {
		name   string
		args   []string
		code   int
		status string
		stderr string
	}{
		{"plain", []string{"-x", at("proxy"), http}, 0, "200", ""},
		{"tunnel", []string{"-x", "http://" + at("proxy"), https}, 0, "200", ""},
		{"basic", []string{"-x", at("proxy_basic"), "-U", "alice:secret", http}, 0, "200", ""},
		{"basic in the URL", []string{"-x", "alice:secret@" + at("proxy_basic"), http}, 0, "200", ""},
		{"basic at once", []string{"-x", at("proxy_basic"), "--proxy-basic", "-U", "alice:secret", https}, 0, "200", ""},
		{"basic, tunnel", []string{"-x", at("proxy_basic"), "-U", "alice:secret", https}, 0, "200", ""},
		{"basic, closing", []string{"-x", at("proxy_close"), "-U", "alice:secret", https}, 0, "200", ""},
		{"digest", []string{"-x", at("proxy_digest"), "--proxy-user", "alice:secret", http}, 0, "200", ""},
		{"digest, tunnel", []string{"-x", at("proxy_digest"), "--proxy-digest", "-U", "alice:secret", https}, 0, "200", ""},
		{"both sides", []string{"-x", at("proxy_digest"), "-U", "alice:secret", "-u", "alice:secret", strings.Replace(https, "/ok", "/digest/SHA-256/r", 1)}, 0, "200", ""},
		{"wrong password", []string{"-x", at("proxy_basic"), "-U", "alice:no", http}, 0, "407", "The proxy does not accept the credentials that were sent."},
		{"wrong at once", []string{"-x", at("proxy_basic"), "--proxy-basic", "-U", "alice:no", http}, 0, "407", "The proxy does not accept the credentials that were sent."},
		{"wrong password, tunnel", []string{"-x", at("proxy_digest"), "-U", "alice:no", https}, 56, "000", "Check the proxy's user and password."},
		{"no password", []string{"-x", at("proxy_basic"), http}, 0, "407", `The proxy asks for a user and a password for "proxy". --proxy-user USER:PASSWORD gives them.`},
		{"no password, tunnel", []string{"-x", at("proxy_basic"), https}, 56, "000", "wants a user and a password before it opens a tunnel to localhost:"},
		{"-u is not for the proxy", []string{"-x", at("proxy_basic"), "-u", "alice:secret", http}, 0, "407", "--proxy-user USER:PASSWORD"},
		{"scheme not allowed", []string{"-x", at("proxy_basic"), "--proxy-digest", "-U", "alice:secret", http}, 0, "407", "The proxy wants Basic, and only Digest may be answered."},
		{"refused tunnel", []string{"-x", at("proxy"), "https://denied.invalid/"}, 56, "000", "did not open a tunnel to denied.invalid:443: 403"},
		{"no proxy there", []string{"-x", nobody, http}, 7, "000", "Connection refused by the proxy " + nobody},
		{"no such proxy", []string{"-x", "no-such-proxy.invalid", http}, 5, "000", "no-such-proxy.invalid, which is to be the proxy. -x names another proxy"},
		{"no such kind", []string{"-x", "ftp://a:secret@h", http}, 7, "", "-x ftp://" + "••••••@h: Proxies of the scheme ftp are not supported."},
		{"no host", []string{"-x", "http://", http}, 5, "", "-x http://: The URL has no host."},
		{"no HTTP there", []string{"--socks5-hostname", impatient.Addr(), http}, 97, "000", "does not speak SOCKS"},
		{"none", []string{"-x", "", http}, 0, "200", ""},
		{"exception", []string{"-x", nobody, "--noproxy", "soup.test, 127.0.0.0/8", http}, 0, "200", ""},
		{"exception of all", []string{"-x", nobody, "--noproxy", "*", http}, 0, "200", ""},
		{"no exception", []string{"-x", nobody, "--noproxy", "soup.test", http}, 7, "000", ""},
		{"missing credentials", []string{"--proxy-basic", http}, 2, "", "--proxy-basic sends the credentials of --proxy-user, which is missing."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"send", "--events", "none", "--cacert", p.CA(), "-o", "-", "-w", "%{http_code}"}, c.args...)
			o := ladle(t, "", args...)
			o.want(t, c.code, c.status, c.stderr)
			if c.stderr == "" && c.code == 0 && o.stderr != "" {
				t.Errorf("stderr %q", o.stderr)
			}
			if strings.Contains(o.stderr, "secret") {
				t.Errorf("the password is told: %s", o.stderr)
			}
		})
	}
}

// What the environment names counts without -x, but for the hosts of --noproxy. Not parallel, it sets the environment.
func TestProxyOfTheEnvironment(t *testing.T) {
	_, at := startPeer(t)
	t.Setenv("http_proxy", "http://"+at("proxy_basic"))
	t.Setenv("no_proxy", "")
	origin := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, "soup") }))
	_, port, _ := net.SplitHostPort(origin.Addr())
	url := "http://soup.test:" + port // no such host, but a proxy need not know that
	for _, c := range []struct {
		args   []string
		code   int
		status string
	}{
		{[]string{"-U", "alice:secret", url}, 0, "502"},
		{[]string{url}, 0, "407"},
		{[]string{"--noproxy", "soup.test", url}, 6, "000"},
		{[]string{"--noproxy", "other.test", url}, 0, "407"},
		{[]string{"-x", "", url}, 6, "000"},
	} {
		ladle(t, "", append([]string{"send", "-s", "-o", "-", "-w", "%{http_code}"}, c.args...)...).want(t, c.code, c.status, "")
	}
}

// Messages through tunnels are counted once, and their CONNECTs not at all.
func TestRepeatThroughTunnels(t *testing.T) {
	t.Parallel()
	p, at := startPeer(t)
	url := fmt.Sprintf("https://localhost:%d/ok", p.Port("https"))
	o := ladle(t, "", "send", "--repeat", "20", "--parallel", "4", "--cacert", p.CA(), "-x", at("proxy_digest"), "-U", "alice:secret", url)
	o.want(t, 0, "messages  20 in ", "")
	o.want(t, 0, "statuses  200: 20\n", "")
	o.want(t, 0, "errors    0\n", "")
}

// The timeline goes on after the CONNECT, to the end of the message.
func TestTimelineOfATunnel(t *testing.T) {
	t.Parallel()
	p, at := startPeer(t)
	url := fmt.Sprintf("https://localhost:%d/ok", p.Port("https"))
	o := ladle(t, "", "send", "-v", "--cacert", p.CA(), "-x", at("proxy"), "-w", "%{http_code} %{num_connects} %{method} %{size_download}", url)
	o.want(t, 0, "ok\n200 1 GET 3", "> CONNECT localhost:")
	if rest := o.stderr[strings.Index(o.stderr, "proxy-negotiated"):]; !strings.Contains(rest, "> GET /ok HTTP/1.1") || !strings.HasSuffix(rest, "  request-unqueued\n") {
		t.Errorf("not to the end:\n%s", o.stderr)
	}
}

// socks5 is a SOCKS 5 proxy for one connection that wants mira and soup; it says what it was asked for and connects to origin.
func socks5(t *testing.T, origin string) (addr string, asked <-chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	said := make(chan string, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		read := func() string { // one byte of length, and what follows
			b := make([]byte, 256)
			_, _ = io.ReadFull(c, b[:1])
			n, _ := io.ReadFull(c, b[1:1+int(b[0])])
			return string(b[1 : 1+n])
		}
		skip := func(n int64) { _, _ = io.CopyN(io.Discard, c, n) }
		skip(1)
		read() // the methods
		_, _ = c.Write([]byte{5, 2})
		skip(1)
		if read()+":"+read() != "mira:soup" {
			_, _ = c.Write([]byte{1, 1})
			return
		}
		_, _ = c.Write([]byte{1, 0})
		skip(4)
		said <- read()
		skip(2)
		_, _ = c.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
		far, err := net.Dial("tcp", origin)
		if err != nil {
			return
		}
		defer far.Close()
		go func() { _, _ = io.Copy(far, c); far.(*net.TCPConn).CloseWrite() }()
		_, _ = io.Copy(c, far)
	}()
	return l.Addr().String(), said
}

func TestSOCKSFlags(t *testing.T) {
	t.Parallel()
	origin := sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, "soup") }))
	for _, args := range []string{"--socks5-hostname %s -U mira:soup", "-x socks5h://%s --proxy-user mira:soup", "-x socks5h://mira:soup@%s"} {
		addr, asked := socks5(t, origin.Addr())
		o := ladle(t, "", append([]string{"send", "-s", "http://soup.test/"}, strings.Fields(fmt.Sprintf(args, addr))...)...)
		o.want(t, 0, "soup", "")
		if o.code == 0 && <-asked != "soup.test" {
			t.Errorf("%s: the name was not left to the proxy", args)
		}
	}
	addr, _ := socks5(t, origin.Addr())
	ladle(t, "", "send", "-x", "socks5h://mira:broth@"+addr, "http://soup.test/").want(t, exitSOCKS, "", "refuses the user and password. Check the proxy's user and password.")
}
