package playground

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start runs a server for the test's life.
func start(t testing.TB) *Server {
	t.Helper()
	s, err := Start(Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

// client trusts the server's CA file, follows no redirect and decodes nothing.
func client(t testing.TB, s *Server) *http.Client {
	t.Helper()
	pem, err := os.ReadFile(s.CAFile())
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		t.Fatalf("%s holds no certificate", s.CAFile())
	}
	tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, DisableCompression: true}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// get returns the answer and its body.
func get(t testing.TB, c *http.Client, url string) (*http.Response, string) {
	t.Helper()
	res, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	return res, string(body)
}

// send writes raw bytes to a URL's host and returns all that comes back until the close.
func send(t testing.TB, url, request string) []byte {
	t.Helper()
	conn := dial(t, url)
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func dial(t testing.TB, url string) net.Conn {
	t.Helper()
	_, host, _ := strings.Cut(url, "://")
	host, _, _ = strings.Cut(host, "/")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	s := start(t)
	want := []string{"http", "https", "broken", "https-expired", "https-wronghost", "https-selfsigned", "proxy", "proxy-auth"}
	var got []string
	for _, e := range s.Endpoints() {
		got = append(got, e.Name)
		scheme := "http://127.0.0.1:"
		if strings.HasPrefix(e.Name, "https") {
			scheme = "https://127.0.0.1:"
		}
		if !strings.HasPrefix(e.URL, scheme) || s.URL(e.Name) != e.URL {
			t.Errorf("%s: %s, URL() %s", e.Name, e.URL, s.URL(e.Name))
		}
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("endpoints %v, want %v", got, want)
	}
	if s.URL("gopher") != "" {
		t.Error("a URL for an endpoint that is not there")
	}
}

func TestAddrError(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, c := range []struct{ addr, why string }{
		{strings.TrimPrefix(s.URL("http"), "http://"), "in use"},
		{"127.0.0.1", "not an address"},
		{"127.0.0.1:99999", "not an address"},
		{"192.0.2.1:0", "does not have the address"}, // RFC 5737: nobody's
	} {
		_, err := Start(Options{Addr: c.addr})
		var e *AddrError
		if !errors.As(err, &e) {
			t.Errorf("%s: %v, want an AddrError", c.addr, err)
			continue
		}
		if e.Addr != c.addr || !strings.Contains(e.Why, c.why) || e.Try == "" || e.Err == nil || !strings.Contains(e.Error(), e.Try) {
			t.Errorf("%s: %+v, want why to say %q", c.addr, e, c.why)
		}
	}
}

func TestDirIsKeptAndTempIsNot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Start(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if s.CAFile() != filepath.Join(dir, "ca.pem") {
		t.Errorf("CAFile %s", s.CAFile())
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	onDisk, err := os.ReadFile(s.CAFile())
	if err != nil || !bytes.Equal(onDisk, s.CACert()) {
		t.Errorf("ca.pem after Close: %v", err)
	}

	temp, err := Start(Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := temp.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Dir(temp.CAFile())); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("temporary folder after Close: %v", err)
	}
	if err := temp.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
}

func TestDirThatIsNotThere(t *testing.T) {
	t.Parallel()
	if _, err := Start(Options{Dir: filepath.Join(t.TempDir(), "none")}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Start: %v, want the reason", err)
	}
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	s := start(t)
	trusting := client(t, s)
	if res, _ := get(t, trusting, s.URL("https")+"/get"); res.TLS == nil || res.ProtoMajor != 1 {
		t.Errorf("https: TLS %v, %s", res.TLS, res.Proto)
	}
	strangers := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: x509.NewCertPool()}}}
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	for _, c := range []struct {
		name   string
		client *http.Client
		as     any
	}{
		{"https", strangers, &unknown},
		{"https-selfsigned", trusting, &unknown},
		{"https-wronghost", trusting, &host},
		{"https-expired", trusting, &invalid},
	} {
		_, err := c.client.Get(s.URL(c.name) + "/get")
		if !errors.As(err, c.as) {
			t.Errorf("%s: %v, want %T", c.name, err, c.as)
		}
	}
	if invalid.Reason != x509.Expired {
		t.Errorf("https-expired: %v", invalid)
	}
}

func TestHTTP2IsNotOffered(t *testing.T) {
	t.Parallel()
	s := start(t)
	conn, err := tls.Dial("tcp", strings.TrimPrefix(s.URL("https"), "https://"),
		&tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2", "http/1.1"}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if got := conn.ConnectionState().NegotiatedProtocol; got != "http/1.1" {
		t.Errorf("negotiated %q", got)
	}
}

func TestPlainHTTPOnTLS(t *testing.T) {
	t.Parallel()
	s := start(t)
	answer := string(send(t, s.URL("https"), "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
	if !strings.HasPrefix(answer, "HTTP/1.0 400 ") || !strings.Contains(answer, "speaks TLS") {
		t.Errorf("answer %q", answer)
	}
}

// Close ends answers that would take an hour, tunnels and WebSockets; TestMain sees what stays.
func TestCloseWhileBusy(t *testing.T) {
	t.Parallel()
	s, err := Start(Options{})
	if err != nil {
		t.Fatal(err)
	}
	var conns []net.Conn
	const host = "Host: 127.0.0.1\r\n"
	for _, c := range []struct{ endpoint, request string }{
		{"http", "GET /try/slow?ms=3600000 HTTP/1.1\r\n" + host + "\r\n"},
		{"http", "GET /try/drip?ms=3600000 HTTP/1.1\r\n" + host + "\r\n"},
		{"http", "GET /delay/3600 HTTP/1.1\r\n" + host + "\r\n"},
		{"http", "GET /try/huge?mb=10000 HTTP/1.1\r\n" + host + "\r\n"},
		{"http", "GET /try/drop?ms=3600000 HTTP/1.1\r\n" + host + "\r\n"},
		{"http", "GET /try/stock?ms=3600000 HTTP/1.1\r\n" + host + upgrade + "\r\n"},
		{"http", "GET /websocket/echo HTTP/1.1\r\n" + host + upgrade + "\r\n"},
		{"broken", "GET /half-head HTTP/1.1\r\n" + host + "\r\n"},
		{"proxy", "CONNECT " + strings.TrimPrefix(s.URL("https"), "https://") + " HTTP/1.1\r\n" + host + "\r\n"},
	} {
		conn := dial(t, s.URL(c.endpoint))
		conns = append(conns, conn)
		if _, err := io.WriteString(conn, c.request); err != nil {
			t.Fatal(err)
		}
	}
	for c := client(t, s); s.Stats().InFlight < len(conns); {
		get(t, c, s.URL("http")+"/try/stats") // the server's turn
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for i, conn := range conns {
		if _, err := io.Copy(io.Discard, conn); err != nil && !strings.Contains(err.Error(), "reset") {
			t.Errorf("connection %d: %v", i, err)
		}
	}
	if got := s.Stats().InFlight; got != 0 {
		t.Errorf("%d answers in flight after Close", got)
	}
}

const upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
