package session_test

import (
	"net/url"
	"strings"
	"testing"

	"ladle/session"
)

// The environment decides, in either case; ALL_PROXY stands for what has no variable of its own.
func TestSystemProxy(t *testing.T) {
	for _, c := range []struct{ env, target, proxy, why string }{
		{"HTTP_PROXY=http://one.test:3128", "http://a.test:80", "http://one.test:3128", "named by the environment"},
		{"http_proxy=http://one.test:3128", "http://a.test:80", "http://one.test:3128", "named by the environment"},
		{"HTTP_PROXY=http://one.test:3128", "https://a.test:443", "", "the environment says that this host goes without a proxy"},
		{"HTTP_PROXY=http://one.test NO_PROXY=a.test", "http://a.test:80", "", "the environment says that this host goes without a proxy"},
		{"ALL_PROXY=socks5h://one.test:1080", "https://a.test:443", "socks5h://one.test:1080", "named by the environment"},
		{"all_proxy=socks5h://one.test:1080 HTTPS_PROXY=http://two.test", "https://a.test:443", "http://two.test", "named by the environment"},
		{"HTTP_PROXY=http://one.test", "http://127.0.0.1:80", "", "the environment says that this host goes without a proxy"},
		{"", "http://a.test:80", "", "the environment names no proxy for it"},
	} {
		t.Run(c.env+" "+c.target, func(t *testing.T) {
			for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "DBUS_SESSION_BUS_ADDRESS"} {
				t.Setenv(name, "")
				t.Setenv(strings.ToLower(name), "")
			}
			for _, v := range strings.Fields(c.env) {
				name, value, _ := strings.Cut(v, "=")
				t.Setenv(name, value)
			}
			target, err := url.Parse(c.target)
			if err != nil {
				t.Fatal(err)
			}
			got, why, err := session.SystemProxy().Lookup(t.Context(), target)
			if err != nil {
				t.Fatal(err)
			}
			proxy := ""
			if got != nil {
				proxy = got.String()
			}
			if proxy != c.proxy || why != c.why {
				t.Errorf("%q because %q, want %q because %q", proxy, why, c.proxy, c.why)
			}
		})
	}
}
