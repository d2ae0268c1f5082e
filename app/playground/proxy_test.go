package playground

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// through is client behind a proxy endpoint.
func through(t *testing.T, s *Server, endpoint string, user *url.Userinfo) *http.Client {
	t.Helper()
	c := client(t, s)
	u, err := url.Parse(s.URL(endpoint))
	if err != nil {
		t.Fatal(err)
	}
	u.User = user
	c.Transport.(*http.Transport).Proxy = func(*http.Request) (*url.URL, error) { return u, nil } // ProxyFromEnvironment leaves loopback out
	return c
}

func TestProxyForwards(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := through(t, s, "proxy", nil)
	res, body := get(t, c, s.URL("http")+"/try/echo")
	if res.Header.Get("Via") != via || !strings.Contains(body, "Via: "+via) || !strings.HasPrefix(body, "GET /try/echo HTTP/1.1\r\n") {
		t.Errorf("Via %q, echo %q", res.Header.Get("Via"), body)
	}
	local := strings.Replace(s.URL("http"), "127.0.0.1", "localhost", 1)
	if res, _ := get(t, c, local+"/gzip"); res.Header.Get("Content-Encoding") != "gzip" {
		t.Error("the proxy decodes bodies")
	}
	if res, _ := get(t, c, s.URL("broken")+"/icy"); res.StatusCode != http.StatusBadGateway {
		t.Errorf("a broken endpoint gives %d", res.StatusCode)
	}
}

func TestProxyTunnels(t *testing.T) {
	t.Parallel()
	s := start(t)
	res, body := get(t, through(t, s, "proxy", nil), s.URL("https")+"/try/echo")
	if res.StatusCode != 200 || strings.Contains(body, "Via") || res.TLS == nil {
		t.Errorf("%d %q", res.StatusCode, body)
	}
}

func TestProxyLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := through(t, s, "proxy", nil)
	for _, target := range []string{"http://shop.example/", "http://127.0.0.1:1/", "http://[::1]:80/"} {
		if res, _ := get(t, c, target); res.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d", target, res.StatusCode)
		}
	}
	if _, err := c.Get("https://shop.example/"); err == nil || !strings.Contains(err.Error(), "Forbidden") {
		t.Errorf("CONNECT to another host: %v", err)
	}
}

func TestProxySignIn(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, c := range []struct {
		user *url.Userinfo
		want int
	}{{nil, 407}, {url.UserPassword("mira", "salad"), 407}, {url.UserPassword("mira", "soup"), 200}} {
		res, body := get(t, through(t, s, "proxy-auth", c.user), s.URL("http")+"/try/echo")
		if res.StatusCode != c.want || strings.Contains(body, "Proxy-Authorization") {
			t.Errorf("%v: %d %q", c.user, res.StatusCode, body)
		}
		if challenge := res.Header.Get("Proxy-Authenticate"); (challenge != "") != (c.want == 407) {
			t.Errorf("%v: challenge %q", c.user, challenge)
		}
	}
}
