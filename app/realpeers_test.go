package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// peersFolder has the scripts that start and stop real servers: Apache, squid, SOCKS servers, a key distribution centre.
var peersFolder = filepath.Join("..", "session", "auth", "testdata", "peers")

// realPeers starts them on ports in a row, the first of which it gives, and sets the environment of Kerberos.
func realPeers(t *testing.T) (base int) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts real servers")
	}
	for _, tool := range []string{"apache2", "squid", "microsocks", "danted", "krb5kdc", "kinit", "htpasswd"} {
		_, err := exec.LookPath(tool)
		if _, daemon := os.Stat("/usr/sbin/" + tool); err != nil && daemon != nil {
			t.Skipf("%s is not installed; scripts/setup peers installs it", tool)
		}
	}
	if os.Getuid() != 0 {
		t.Skip("the servers are started as root only")
	}
	dir, err := os.MkdirTemp("", "ladle-peers")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil { // the servers run as nobody
		t.Fatal(err)
	}
	base = portsInARow(t, 10)
	t.Cleanup(func() {
		if out, err := exec.Command("bash", filepath.Join(peersFolder, "stop"), dir).CombinedOutput(); err != nil {
			t.Errorf("stopping the servers: %v\n%s", err, out)
		}
		os.RemoveAll(dir)
	})
	cmd := exec.Command("bash", filepath.Join(peersFolder, "start"), dir, fmt.Sprint(base))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ready := false
	for lines := bufio.NewScanner(out); !ready && lines.Scan(); {
		ready = lines.Text() == "ready"
	}
	if err := cmd.Wait(); err != nil || !ready {
		t.Fatalf("the servers did not start: %v", err)
	}
	t.Setenv("KRB5_CONFIG", filepath.Join(dir, "krb", "krb5.conf"))
	t.Setenv("KRB5CCNAME", filepath.Join(dir, "krb", "cc"))
	return base
}

// portsInARow finds free ports. Somebody else may take one before the servers do; that fails the test, loudly.
func portsInARow(t *testing.T, n int) int {
	t.Helper()
	for range 50 {
		var held []net.Listener
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		base := l.Addr().(*net.TCPAddr).Port
		for held = append(held, l); len(held) < n && err == nil; {
			if l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", base+len(held))); err == nil {
				held = append(held, l)
			}
		}
		for _, l := range held {
			l.Close()
		}
		if err == nil {
			return base
		}
	}
	t.Fatalf("no %d free ports in a row", n)
	return 0
}

// TestSendAgainstRealServers: what other people's servers ask for is answered as they want it, and refused by them where the
// password is wrong, as with curl. Not parallel, it sets the environment.
func TestSendAgainstRealServers(t *testing.T) {
	base := realPeers(t)
	for _, c := range []struct {
		args  string // {N} is a port, {USER} the user with a password
		right string
		wrong string // "" where there is none
		code  int    // with the wrong one
	}{
		{"-u {USER} http://localhost:{0}/basic/", "200", "401", 0},
		{"--basic -u {USER} http://localhost:{0}/basic/", "200", "401", 0},
		{"-u {USER} http://localhost:{0}/digest/", "200", "401", 0},
		{"--digest -u {USER} http://localhost:{0}/digest/", "200", "401", 0},
		{`-u TESTDOM\{USER} http://localhost:{1}/ntlm/`, "200", "401", 0},
		{`--ntlm -u TESTDOM\{USER} http://localhost:{1}/ntlm/`, "200", "401", 0},
		{"-x 127.0.0.1:{2} -U {USER} http://localhost:{0}/plain/", "200", "407", 0},
		{"-x 127.0.0.1:{2} --proxy-basic -U {USER} http://localhost:{0}/plain/", "200", "407", 0},
		{"-x http://{USER}@127.0.0.1:{3} http://localhost:{0}/plain/", "200", "407", 0},
		{"-x 127.0.0.1:{3} --proxy-digest -U {USER} -u {USER} http://localhost:{0}/digest/", "200", "407", 0},
		{`-x 127.0.0.1:{4} --proxy-ntlm -U TESTDOM\{USER} http://localhost:{0}/plain/`, "200", "", 0}, // it verifies the handshake only
		{"-x http://localhost:{5} --proxy-negotiate http://localhost:{0}/plain/", "200", "", 0},
		{"--negotiate http://localhost:{0}/neg/", "200", "", 0},
		{"--negotiate -u : http://localhost:{0}/neg/", "200", "", 0},
		{"--socks5-hostname 127.0.0.1:{6} http://localhost:{0}/plain/", "200", "", 0},
		{"--socks5-hostname 127.0.0.1:{7} -U {USER} http://localhost:{0}/plain/", "200", "000", exitSOCKS},
		{"-x socks5://{USER}@127.0.0.1:{7} http://localhost:{0}/plain/", "200", "000", exitSOCKS},
		{"-x socks4://127.0.0.1:{8} http://localhost:{0}/plain/", "200", "", 0},
	} {
		run := func(password, want string, code int) {
			line := strings.ReplaceAll(c.args, "{USER}", "user:"+password)
			for i := range 10 {
				line = strings.ReplaceAll(line, fmt.Sprintf("{%d}", i), fmt.Sprint(base+i))
			}
			o := ladle(t, "", append([]string{"send", "-s", "-o", os.DevNull, "-w", "%{http_code}"}, strings.Fields(line)...)...)
			if o.code != code || o.stdout != want {
				t.Errorf("%s: exit %d, %s; want %d, %s", line, o.code, o.stdout, code, want)
			}
		}
		run("pass", c.right, 0)
		if c.wrong != "" {
			run("wrong", c.wrong, c.code)
		}
	}
	url := fmt.Sprintf("http://localhost:%d/plain/", base)
	o := ladle(t, "", "send", "--repeat", "50", "-x", fmt.Sprint("127.0.0.1:", base+4), "-U", `TESTDOM\user:pass`, url)
	o.want(t, 0, "statuses  200: 50\n", "")
	t.Setenv("KRB5CCNAME", filepath.Join(t.TempDir(), "none"))
	ladle(t, "", "send", "--negotiate", fmt.Sprintf("http://localhost:%d/neg/", base)).want(t, 0, "", "ladle: Negotiate is not used: there is no Kerberos ticket")
}
