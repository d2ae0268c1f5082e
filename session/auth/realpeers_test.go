package auth_test

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"ladle/session"
	"ladle/session/auth"
	"ladle/session/sessiontest"
)

// realPeers are the servers of testdata/peers: Apache, squid, SOCKS servers and a key distribution centre, all on this
// machine. They are started once for the tests of the package that want them.
type realPeers struct {
	base int
	dir  string
}

var startPeers = sync.OnceValues(func() (*realPeers, error) {
	for _, tool := range []string{"apache2", "squid", "microsocks", "danted", "krb5kdc", "kinit", "htpasswd"} {
		if !installed(tool) {
			return nil, fmt.Errorf("%s is not installed; scripts/setup peers installs it", tool)
		}
	}
	if os.Getuid() != 0 {
		return nil, fmt.Errorf("the servers are started as root only")
	}
	base, err := freePorts(10)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "ladle-peers")
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(dir, 0o755); err != nil { // the servers run as nobody
		return nil, err
	}
	p := &realPeers{base: base, dir: dir}
	peersToStop = append(peersToStop, p)
	cmd := exec.Command("bash", filepath.Join("testdata", "peers", "start"), dir, fmt.Sprint(base))
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if lines.Text() == "ready" {
			go cmd.Wait()
			return p, nil
		}
	}
	return nil, fmt.Errorf("the servers did not start: %w", cmd.Wait())
})

var peersToStop []*realPeers

func stopPeers() {
	for _, p := range peersToStop {
		if out, err := exec.Command("bash", filepath.Join("testdata", "peers", "stop"), p.dir).CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "stopping the servers: %v\n%s", err, out)
		}
		os.RemoveAll(p.dir)
	}
}

// installed looks where the daemons of Debian are, too.
func installed(tool string) bool {
	if _, err := exec.LookPath(tool); err == nil {
		return true
	}
	_, err := os.Stat("/usr/sbin/" + tool)
	return err == nil
}

// freePorts finds n free ports in a row. Somebody else may take one before the servers do; that fails the test, loudly.
func freePorts(n int) (int, error) {
	for try := 0; try < 50; try++ {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return 0, err
		}
		base := l.Addr().(*net.TCPAddr).Port
		l.Close()
		if base+n > 65535 {
			continue
		}
		free := true
		for i := 0; i < n && free; i++ {
			l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", base+i))
			if err != nil {
				free = false
				break
			}
			l.Close()
		}
		if free {
			return base, nil
		}
	}
	return 0, fmt.Errorf("no %d free ports in a row", n)
}

func peers(t *testing.T) *realPeers {
	t.Helper()
	if testing.Short() {
		t.Skip("starts real servers")
	}
	p, err := startPeers()
	if err != nil {
		t.Skip(err)
	}
	t.Setenv("KRB5_CONFIG", filepath.Join(p.dir, "krb", "krb5.conf"))
	t.Setenv("KRB5CCNAME", filepath.Join(p.dir, "krb", "cc"))
	return p
}

func (p *realPeers) url(scheme, host string, port int, path string) string {
	return fmt.Sprintf("%s://%s:%d%s", scheme, host, p.base+port, path)
}

// every is a session with the schemes that are asked for a password, which answers challenges with a name and a password.
func every(t *testing.T, proxy, user, password string) *session.Session {
	t.Helper()
	s, err := session.New(session.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := auth.NewManager(auth.Basic{}, auth.Digest{}, auth.NTLM{})
	if err := s.AddFeature(m); err != nil {
		t.Fatal(err)
	}
	if err := s.SetProperty("proxy-resolver", proxy); err != nil {
		t.Fatal(err)
	}
	sessiontest.Record(t, s)
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, retrying bool) {
		if !retrying {
			a.Authenticate(user, session.Secret(password))
		}
	})
	return s
}

// negotiating adds Negotiate with the tickets of the environment, for every host.
func negotiating(t *testing.T, s *session.Session) *session.Session {
	t.Helper()
	if err := s.AddPart(auth.Negotiate{Tickets: auth.NewTicketCache(), Trusted: func(string) bool { return true }}); err != nil {
		t.Fatal(err)
	}
	return s
}

// Every server lets in who knows the password, and nobody else.
func TestRealServers(t *testing.T) {
	p := peers(t)
	for _, c := range []struct {
		name, url, proxy, user string
		wrong                  session.Status // what a wrong password gives
	}{
		{"Apache, Basic", p.url("http", "localhost", 0, "/basic/"), "none", "user", 401},
		{"Apache, Digest", p.url("http", "localhost", 0, "/digest/"), "none", "user", 401},
		{"Apache, NTLM", p.url("http", "localhost", 1, "/ntlm/"), "none", `TESTDOM\user`, 401},
		{"squid, Basic", p.url("http", "127.0.0.1", 0, "/plain/"), p.url("http", "127.0.0.1", 2, ""), "user", 407},
		{"squid, Digest", p.url("http", "127.0.0.1", 0, "/plain/"), p.url("http", "127.0.0.1", 3, ""), "user", 407},
	} {
		for password, want := range map[string]session.Status{"pass": 200, "broth": c.wrong} {
			m := get(t, every(t, c.proxy, c.user, password), c.url)
			if m.Status() != want {
				t.Errorf("%s with %s: %d, want %d (%v)", c.name, password, m.Status(), want, m.Err())
			}
		}
	}
	for name, c := range map[string][2]string{
		"Apache, Negotiate": {p.url("http", "localhost", 0, "/neg/"), "none"},
		"squid, Negotiate":  {p.url("http", "127.0.0.1", 0, "/plain/"), p.url("http", "localhost", 5, "")},
		"squid, NTLM":       {p.url("http", "127.0.0.1", 0, "/plain/"), p.url("http", "127.0.0.1", 4, "")},
		"SOCKS 5, open":     {p.url("http", "localhost", 0, "/plain/"), p.url("socks5h", "127.0.0.1", 6, "")},
		"SOCKS 5, password": {p.url("http", "localhost", 0, "/plain/"), p.url("socks5h", "user:pass@127.0.0.1", 7, "")},
		"SOCKS 5, names":    {p.url("http", "localhost", 0, "/plain/"), p.url("socks5", "127.0.0.1", 8, "")},
		"SOCKS 4":           {p.url("http", "localhost", 0, "/plain/"), p.url("socks4", "127.0.0.1", 8, "")},
	} {
		if m := get(t, negotiating(t, every(t, c[1], "user", "pass")), c[0]); m.Status() != 200 {
			t.Errorf("%s: %d %v", name, m.Status(), m.Err())
		}
	}
	m := get(t, every(t, p.url("socks5h", "user:broth@127.0.0.1", 7, ""), "", ""), p.url("http", "localhost", 0, "/plain/"))
	if m.Status() != session.StatusCantConnectProxy {
		t.Errorf("SOCKS 5 with a wrong password: %d %v", m.Status(), m.Err())
	}
}

// Without a ticket Negotiate is not answered, and somebody says why.
func TestRealTicketMissing(t *testing.T) {
	p := peers(t)
	t.Setenv("KRB5CCNAME", filepath.Join(t.TempDir(), "none"))
	s := negotiating(t, every(t, "none", "user", "pass"))
	rec := sessiontest.Record(t, s)
	m := get(t, s, p.url("http", "localhost", 0, "/neg/"))
	var why []string
	rec.AwaitKind(t, m.ID(), session.KindRequestUnqueued, 1)
	for _, e := range rec.Events() {
		if d, ok := e.Detail.(*session.Skipped); ok {
			why = append(why, d.Scheme+": "+d.Why)
		}
	}
	if m.Status() != 401 {
		t.Errorf("%d", m.Status())
	}
	if len(why) == 0 || !strings.Contains(why[0], "Negotiate: there is no Kerberos ticket") {
		t.Errorf("told %q", why)
	}
}

// Fifty messages at a time through a proxy that signs connections in: each connection has its own handshake.
func TestRealParallelNTLM(t *testing.T) {
	p := peers(t)
	s := every(t, p.url("http", "127.0.0.1", 4, ""), `TESTDOM\user`, "pass")
	var wg sync.WaitGroup
	var ms []*session.Message
	for i := range 50 {
		m, err := session.NewMessage("GET", p.url("http", "127.0.0.1", 0, "/plain/?"+fmt.Sprint(i)))
		if err != nil {
			t.Fatal(err)
		}
		ms = append(ms, m)
		wg.Add(1)
		if err := s.Queue(m, func(*session.Message) { wg.Done() }); err != nil {
			t.Fatal(err)
		}
	}
	wg.Wait()
	for i, m := range ms {
		if m.Status() != 200 {
			t.Errorf("message %d: %d %v", i, m.Status(), m.Err())
		}
	}
}

// The nonces of the server live for two seconds: one that was kept for longer is stale, and nobody is asked again.
func TestRealStaleNonce(t *testing.T) {
	p := peers(t)
	s := every(t, "none", "user", "pass")
	asked := 0
	s.OnAuthenticate(func(*session.Message, session.Auth, bool) { asked++ })
	first := get(t, s, p.url("http", "localhost", 0, "/digest/"))
	<-time.After(2500 * time.Millisecond) // the server's clock is nobody else's
	second := get(t, s, p.url("http", "localhost", 0, "/digest/"))
	if first.Status() != 200 || second.Status() != 200 || asked != 1 || len(second.Attempts()) != 2 {
		t.Errorf("%d, then %d in %d attempts; asked %d times", first.Status(), second.Status(), len(second.Attempts()), asked)
	}
}

// Wrong three times, then right.
func TestRealRetries(t *testing.T) {
	p := peers(t)
	for _, path := range []string{"/basic/", "/digest/"} {
		s, err := session.New(session.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.AddFeature(auth.NewManager(auth.Basic{}, auth.Digest{})); err != nil {
			t.Fatal(err)
		}
		sessiontest.Record(t, s)
		tries := []session.Secret{"a", "b", "c", "pass"}
		s.OnAuthenticate(func(_ *session.Message, a session.Auth, _ bool) {
			a.Authenticate("user", tries[0])
			tries = tries[1:]
		})
		if m := get(t, s, p.url("http", "localhost", 0, path)); m.Status() != 200 || len(tries) != 0 {
			t.Errorf("%s: %d with %d tries left", path, m.Status(), len(tries))
		}
	}
}

// The open part of a ticket can be read.
func TestRealTicketExplained(t *testing.T) {
	p := peers(t)
	m := get(t, negotiating(t, every(t, "none", "user", "pass")), p.url("http", "localhost", 0, "/neg/"))
	if m.Status() != 200 {
		t.Fatal(m.Status())
	}
	_, facts := auth.ExplainAnswer(m.Attempts()[1].Sent.Fields.Get("Authorization"))
	got := told(facts)
	for _, want := range []string{"mechanism=Kerberos 5", "service=HTTP/localhost", "realm=TEST.LOCAL"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in\n%s", want, got)
		}
	}
}

// A tunnel is asked for with every scheme; what travels inside has nothing of it.
func TestRealTunnels(t *testing.T) {
	p := peers(t)
	origin := sessiontest.NewTLSPeer(t, nil, sessiontest.Serve(func(r sessiontest.Request) string { return sessiontest.Answer(200, "in") }))
	for name, proxy := range map[string]string{
		"Basic": p.url("http", "127.0.0.1", 2, ""), "Digest": p.url("http", "127.0.0.1", 3, ""), "NTLM": p.url("http", "127.0.0.1", 4, ""), "Negotiate": p.url("http", "localhost", 5, ""),
	} {
		s := negotiating(t, every(t, proxy, "user", "pass"))
		if err := s.SetTLSDatabase(session.PoolTLSDatabase("test", sessiontest.CA().Pool())); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if m := get(t, s, origin.URL("/")); m.Status() != 200 {
				t.Errorf("%s: %d %v", name, m.Status(), m.Err())
			}
		}
	}
	for _, r := range origin.Requests() {
		if r.Header("Proxy-Authorization") != "" || r.Header("Authorization") != "" {
			t.Errorf("the origin got %s", r.Head)
		}
	}
	if n := len(origin.Requests()); n != 8 {
		t.Errorf("the origin got %d requests", n)
	}
}
