package session

import (
	"context"
	"net"
	"net/url"
	"strings"
)

// ProxyResolver says through which proxy a new connection goes. Lookup runs on the connection's goroutine, once for each
// connection, and may block until ctx ends. target has a scheme, http or https, and a host with its port, nothing else.
// proxy nil means none; why is a clause for people that says how it was chosen.
type ProxyResolver interface {
	// Lookup chooses, see above. An error ends the message with the status 3.
	Lookup(ctx context.Context, target *url.URL) (proxy *url.URL, why string, err error)
	// String describes the resolver in the form that the property proxy-resolver takes.
	String() string
}

// FixedProxy resolves to one proxy, except for the hosts that are to be ignored: names, which stand for their subdomains
// too, addresses, and networks such as 10.0.0.0/8. The error is a *URLError.
func FixedProxy(uri string, ignore ...string) (ProxyResolver, error) {
	u, err := parseProxy(uri)
	if err != nil {
		return nil, err
	}
	return &fixedProxy{u, ignore}, nil
}

type fixedProxy struct {
	proxy  *url.URL
	ignore []string
}

// String is the proxy's URL with its password masked, and the hosts to be ignored.
func (p *fixedProxy) String() string {
	s := displayProxy(p.proxy)
	if len(p.ignore) > 0 {
		s += " except " + strings.Join(p.ignore, ", ")
	}
	return s
}

func (p *fixedProxy) Lookup(_ context.Context, target *url.URL) (*url.URL, string, error) {
	for _, i := range p.ignore {
		if ignores(i, target) {
			return nil, "its host is one that goes without the proxy", nil
		}
	}
	return p.proxy, "set for this session", nil
}

// ignores says whether a host, host:port, domain or network covers a target.
func ignores(pattern string, target *url.URL) bool {
	pattern = strings.ToLower(strings.TrimSpace(pattern))
	host := strings.ToLower(target.Hostname())
	if h, port, err := net.SplitHostPort(pattern); err == nil {
		if port != target.Port() {
			return false
		}
		pattern = h
	}
	if _, network, err := net.ParseCIDR(pattern); err == nil {
		ip := net.ParseIP(host)
		return ip != nil && network.Contains(ip)
	}
	pattern = strings.TrimPrefix(strings.TrimPrefix(pattern, "*"), ".")
	return pattern != "" && (host == pattern || strings.HasSuffix(host, "."+pattern))
}

// proxyPorts are the kinds of proxies by scheme, with the port of one that names none. A socks5 or socks4 proxy is told
// addresses, socks5h and socks4a names, to look up themselves.
var proxyPorts = map[string]string{"http": "80", "https": "443", "socks4": "1080", "socks4a": "1080", "socks5": "1080", "socks5h": "1080"}

const proxyForms = "Use http, https, socks5, socks5h, socks4 or socks4a, as in socks5h://host:1080"

// parseProxy reads the URL of a proxy. One without a scheme is http; socks is socks5h. The error is a *URLError.
func parseProxy(text string) (*url.URL, error) {
	t := strings.TrimSpace(text)
	if !strings.Contains(t, "://") {
		t = "http://" + t
	}
	u, err := parseURL(t)
	if err != nil {
		return nil, err
	}
	if u.Scheme == "socks" {
		u.Scheme = "socks5h"
	}
	port, known := proxyPorts[u.Scheme]
	if !known {
		return nil, &URLError{Text: maskUserInfo(text), What: "Proxies of the scheme " + u.Scheme + " are not supported", Try: proxyForms}
	}
	u.Path, u.RawPath, u.RawQuery, u.Fragment = "", "", "", ""
	if u.Port() == "" {
		u.Host = net.JoinHostPort(u.Hostname(), port)
	}
	return u, nil
}

// displayProxy is a proxy's URL as it may be shown.
func displayProxy(u *url.URL) string { return maskUserInfo(u.String()) }

// lookupProxy asks the resolver for the connection's proxy.
func (c *conn) lookupProxy(ctx context.Context) *Error {
	resolver := c.set.ProxyResolver
	if c.h.key.via != nil {
		resolver = c.h.key.via.resolver
	}
	if resolver == nil {
		return nil
	}
	proxy, why, err := resolver.Lookup(ctx, &url.URL{Scheme: schemeName(c.h.key.tls), Host: c.h.key.addr})
	if err == nil && proxy != nil {
		proxy, err = parseProxy(proxy.String())
	}
	if err != nil {
		return c.openError(StageProxy, StatusCantResolveProxy, err)
	}
	if c.h.key.via != nil {
		why = "chosen for this message"
	}
	c.proxy, c.proxyWhy = proxy, why
	c.learn(func(f *connFacts) {
		f.why = why
		if proxy != nil {
			f.proxy = displayProxy(proxy)
		}
	})
	return nil
}

// asksProxy says whether the connection leads to a proxy that reads HTTP; SOCKS is over before the first request.
func (c *conn) asksProxy() bool {
	return c.proxy != nil && (c.proxy.Scheme == "http" || c.proxy.Scheme == "https")
}

// form is how requests on the connection name their target.
func (c *conn) form() targetForm {
	switch {
	case c.cur.tunnels != nil:
		return authorityForm
	case c.asksProxy() && !c.h.key.tls:
		return absoluteForm
	}
	return originForm
}
