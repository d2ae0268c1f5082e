package session_test

import (
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
	"ladle/session/standard"
)

// socksProxy speaks SOCKS 4, 4a and 5 as a server, for one script of a test: it says what it was asked for and connects to
// the origin of the test, whatever that was.
func socksProxy(t *testing.T, origin string, password string, code byte) (addr string, asked chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	asked = make(chan string, 16)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serveSOCKS(c, origin, password, code, asked)
		}
	}()
	return l.Addr().String(), asked
}

func serveSOCKS(c net.Conn, origin, password string, code byte, asked chan string) {
	defer c.Close()
	b := make([]byte, 512)
	read := func(n int) string { _, err := io.ReadFull(c, b[:n]); return string(b[:max(0, n)])[:n*btoi(err == nil)] }
	toZero := func() string {
		var s strings.Builder
		for {
			ch := read(1)
			if ch == "" || ch == "\x00" {
				return s.String()
			}
			s.WriteString(ch)
		}
	}
	switch read(1) {
	case "\x04":
		head := read(7)
		who := toZero()
		to := net.IP(head[3:7]).String()
		if strings.HasPrefix(head[3:], "\x00\x00\x00") {
			to = toZero()
		}
		asked <- "4 " + who + " " + to
		c.Write([]byte{0, code + 0x5a, 0, 0, 0, 0, 0, 0})
	case "\x05":
		methods := read(int(read(1)[0]))
		who := ""
		switch {
		case password != "" && !strings.Contains(methods, "\x02"):
			c.Write([]byte{5, 0xff})
			return
		case password != "":
			c.Write([]byte{5, 2})
			read(1)
			who = read(int(read(1)[0]))
			if read(int(read(1)[0])) != password {
				c.Write([]byte{1, 1})
				return
			}
			c.Write([]byte{1, 0})
		default:
			c.Write([]byte{5, 0})
		}
		kind := read(4)[3]
		to := ""
		switch kind {
		case 1:
			to = net.IP(read(4)).String()
		case 4:
			to = net.IP(read(16)).String()
		case 3:
			to = read(int(read(1)[0]))
		}
		read(2)
		asked <- "5 " + who + " " + to
		c.Write([]byte{5, code, 0, 1, 0, 0, 0, 0, 0, 0})
	}
	if code != 0 {
		return
	}
	o, err := net.Dial("tcp", origin)
	if err != nil {
		return
	}
	defer o.Close()
	go func() { io.Copy(o, c); o.(*net.TCPConn).CloseWrite() }()
	io.Copy(c, o)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestSOCKS(t *testing.T) {
	t.Parallel()
	origin := sessiontest.NewPeer(t, sessiontest.Serve(func(r sessiontest.Request) string { return sessiontest.Answer(200, r.Target) }))
	for scheme, want := range map[string]string{
		"socks5h://me:pw@": "5 me soup.test", "socks5://me:pw@": "5 me 127.0.0.9", "socks4a://": "4  soup.test", "socks4://me@": "4 me 127.0.0.9", "socks://me:pw@": "5 me soup.test",
	} {
		password := ""
		if strings.Contains(scheme, "pw") {
			password = "pw"
		}
		proxy, asked := socksProxy(t, origin.Addr(), password, 0)
		s, rec := socksSession(t, scheme+proxy)
		m, err := session.NewMessage("GET", "http://soup.test/x")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.SendMessage(t.Context(), m); err != nil {
			t.Errorf("%s: %v", scheme, err)
			continue
		}
		if got := <-asked; got != want || m.Status() != 200 || string(m.Content().Bytes(9)) != "/x" { // the origin form, as without a proxy
			t.Errorf("%s: %d %q, the proxy was asked for %q, want %q", scheme, m.Status(), m.Content().Bytes(9), got, want)
		}
		rec.AwaitKind(t, m.ID(), session.KindRequestUnqueued, 1)
		var steps []string
		for _, e := range sessiontest.Of(rec.Events(), m.ID()) {
			if n, ok := e.Detail.(*session.NetworkEvent); ok {
				steps = append(steps, string(n.Step))
				if strings.Contains(n.Proxy, "pw@") {
					t.Errorf("%s tells the password: %s", n.Step, n.Proxy)
				}
			}
		}
		here := ""
		if strings.Contains(want, "127.0.0.9") {
			here = "resolving resolved "
		}
		if got, want := strings.Join(steps, " "), "resolving resolved connecting connected "+here+"proxy-negotiating proxy-negotiated complete"; got != want {
			t.Errorf("%s: steps %q, want %q", scheme, got, want)
		}
	}
}

func socksSession(t *testing.T, proxy string) (*session.Session, *sessiontest.Recorder) {
	t.Helper()
	s, err := standard.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetProperty("proxy-resolver", proxy); err != nil {
		t.Fatal(err)
	}
	s.Resolve("soup.test", 0, netip.MustParseAddr("127.0.0.9"))
	return s, sessiontest.Record(t, s)
}

func TestSOCKSFails(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, scheme, password string
		code                   byte
		status                 session.Status
		what                   string
	}{
		{"wrong password", "socks5h://me:no@", "pw", 0, session.StatusCantConnectProxy, "refuses the user and password"},
		{"no password", "socks5h://", "pw", 0, session.StatusCantConnectProxy, "wants a user and a password"},
		{"rules", "socks5h://", "", 2, session.StatusCantConnectProxy, "did not connect to soup.test:80: not allowed by its rules"},
		{"target", "socks5h://", "", 5, session.StatusCantConnect, "connection refused"},
		{"target, 4a", "socks4a://", "", 1, session.StatusCantConnect, "rejected or failed"},
	} {
		proxy, _ := socksProxy(t, "", c.password, c.code)
		s, _ := socksSession(t, c.scheme+proxy)
		m, err := session.NewMessage("GET", "http://soup.test/")
		if err != nil {
			t.Fatal(err)
		}
		s.SendMessage(t.Context(), m)
		e, _ := m.Err().(*session.Error)
		if e == nil || m.Status() != c.status {
			t.Errorf("%s: status %d, %v", c.name, m.Status(), m.Err())
			continue
		}
		if what, _ := e.Sentence(); !strings.Contains(what, c.what) || e.Proxy != proxy {
			t.Errorf("%s: %q, proxy %q", c.name, what, e.Proxy)
		}
	}
}

// A peer that speaks HTTP is told from a SOCKS proxy.
func TestSOCKSToHTTP(t *testing.T) {
	t.Parallel()
	p := sessiontest.NewPeer(t, func(w *sessiontest.Wire) { w.Say("HTTP/1.1 400 Bad Request\r\n\r\n") })
	s, _ := socksSession(t, "socks5h://"+p.Addr())
	m, err := session.NewMessage("GET", "http://soup.test/")
	if err != nil {
		t.Fatal(err)
	}
	s.SendMessage(t.Context(), m)
	e, _ := m.Err().(*session.Error)
	if e == nil {
		t.Fatal(m.Status())
	}
	if what, _ := e.Sentence(); !strings.Contains(what, "does not speak SOCKS") || m.Status() != session.StatusCantConnectProxy {
		t.Errorf("%d %q", m.Status(), what)
	}
}

func TestProxyURLs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"host": "http://host:80", "host:3128": "http://host:3128", "https://host": "https://host:443", "socks://host": "socks5h://host:1080",
		"socks5://u:p@host:9": "", "socks4a://host/x?y": "socks4a://host:1080",
	} {
		r, err := session.FixedProxy(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got := r.String()
		if want == "" { // the password is masked
			if strings.Contains(got, ":p@") || !strings.HasSuffix(got, "@host:9") {
				t.Errorf("%s shows %s", text, got)
			}
			continue
		}
		if got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
	if _, err := session.FixedProxy("ftp://host"); err == nil || !strings.Contains(err.Error(), "not supported") {
		t.Error(err)
	}
}
