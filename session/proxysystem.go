package session

import (
	"context"
	"net/url"
	"os"

	"golang.org/x/net/http/httpproxy"

	"github.com/rymdport/portal/proxyresolver"
)

// SystemProxy resolves as the environment says: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, in either case; where it
// names no proxy, as the desktop's settings say, automatic configuration included, if there is a desktop portal to ask.
func SystemProxy() ProxyResolver { return systemProxy{} }

type systemProxy struct{}

func (systemProxy) String() string { return "system" }

func (systemProxy) Lookup(ctx context.Context, target *url.URL) (*url.URL, string, error) {
	env := environment()
	p, err := env.ProxyFunc()(target)
	switch {
	case err != nil:
		return nil, "", err
	case p != nil:
		return p, "named by the environment", nil
	case env.HTTPProxy != "" || env.HTTPSProxy != "":
		return nil, "the environment says that this host goes without a proxy", nil
	case os.Getenv("DBUS_SESSION_BUS_ADDRESS") == "":
		return nil, "the environment names no proxy for it", nil
	}
	return askPortal(ctx, target)
}

// environment is what the environment names; ALL_PROXY stands for both kinds, as with curl.
func environment() *httpproxy.Config {
	env := httpproxy.FromEnvironment()
	all := os.Getenv("ALL_PROXY")
	if all == "" {
		all = os.Getenv("all_proxy")
	}
	if env.HTTPProxy == "" {
		env.HTTPProxy = all
	}
	if env.HTTPSProxy == "" {
		env.HTTPSProxy = all
	}
	return env
}

// askPortal asks the desktop. The first proxy that it names is used; one that cannot be asked means none.
func askPortal(ctx context.Context, target *url.URL) (*url.URL, string, error) {
	type answer struct {
		proxies []string
		err     error
	}
	got := make(chan answer, 1)
	go func() {
		proxies, err := proxyresolver.Lookup(target.String())
		got <- answer{proxies, err}
	}()
	select {
	case <-ctx.Done():
		return nil, "", ctx.Err()
	case a := <-got:
		if a.err != nil || len(a.proxies) == 0 || a.proxies[0] == "direct://" {
			return nil, "neither the environment nor the desktop names a proxy for it", nil
		}
		u, err := url.Parse(a.proxies[0])
		return u, "named by the desktop's settings", err
	}
}
