package main

import (
	"context"
	"errors"
	"net"
	"net/url"
	"strings"

	"ladle/session"
)

// proxyError is a value of -x that is no proxy.
type proxyError struct {
	flag string
	kind bool // it is the kind of proxy that there is not
	err  *session.URLError
}

func (e *proxyError) Error() string { return e.flag + ": " + e.err.Error() }

// Unwrap gives what is wrong with the URL.
func (e *proxyError) Unwrap() error { return e.err }

// code is curl's: the syntax is an unknown host, another kind one that cannot be connected to.
func (e *proxyError) code() int {
	if e.kind {
		return exitConnect
	}
	return exitProxy
}

// proxyURL is what -x names, with curl's default port for a proxy of the kind http; "" for no proxy.
func (o *sendOptions) proxyURL() string {
	if o.proxy == nil || *o.proxy == "" {
		return ""
	}
	text := strings.TrimSpace(*o.proxy)
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Port() != "" || u.Scheme != "http" {
		return text
	}
	u.Host = net.JoinHostPort(u.Hostname(), "1080")
	return u.String()
}

// proxyUserInfo is the account in the URL of -x.
func (o *sendOptions) proxyUserInfo() *account { return userInfo(o.proxyURL()) }

// resolver is the proxy of the flags, or those of the environment. The accounts of --proxy-user that SOCKS takes go along in
// the URL, for there is no challenge to wait for. The error is a *proxyError.
func (o *sendOptions) resolver(a *account) (session.ProxyResolver, error) {
	hosts := splitHosts(o.noProxy)
	every := len(hosts) == 1 && hosts[0] == "*"
	if every || o.proxy != nil && *o.proxy == "" {
		return nil, nil
	}
	if o.proxy == nil {
		if len(hosts) == 0 {
			return session.SystemProxy(), nil
		}
		except, err := session.FixedProxy("http://proxy", hosts...)
		return exceptFor{session.SystemProxy(), except}, err
	}
	text := o.proxyURL()
	if u, err := url.Parse(text); err == nil && strings.HasPrefix(u.Scheme, "socks") && u.User == nil && a != nil {
		u.User = url.UserPassword(a.user, a.password.Reveal())
		text = u.String()
	}
	r, err := session.FixedProxy(text, hosts...)
	var bad *session.URLError
	if errors.As(err, &bad) {
		_, syntax := session.FixedProxy("http" + text[max(0, strings.Index(text, "://")):])
		return nil, &proxyError{flag: o.proxyFlag, kind: syntax == nil, err: bad}
	}
	return r, err
}

func splitHosts(list *string) []string {
	if list == nil {
		return nil
	}
	return strings.FieldsFunc(*list, func(r rune) bool { return r == ',' || r == ' ' })
}

// exceptFor takes hosts out of what a resolver does: those for which except names no proxy.
type exceptFor struct {
	session.ProxyResolver
	except session.ProxyResolver
}

// Lookup asks the resolver for the other hosts.
func (r exceptFor) Lookup(ctx context.Context, target *url.URL) (*url.URL, string, error) {
	if p, why, err := r.except.Lookup(ctx, target); p == nil || err != nil {
		return nil, why, err
	}
	return r.ProxyResolver.Lookup(ctx, target)
}
