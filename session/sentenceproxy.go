package session

import (
	"errors"
	"net"
	"strings"
	"syscall"

	"ladle/session/socks"
)

// proxySentence tells what went wrong with the proxy on the way, or at it.
func (e *Error) proxySentence() (what, try string) {
	proxy := "The proxy " + e.Proxy
	var refused *socks.RefusedError
	var version *socks.VersionError
	switch {
	case e.Proxy == "":
		return "The proxy to use could not be found out: " + rootCause(e.Err), "Set proxy-resolver to a proxy, or to none"
	case errors.Is(e.Err, ErrNoTunnel) && e.Status == 407:
		return proxy + " wants a user and a password before it opens a tunnel to " + e.Address, "Give them when asked, or in the proxy's URL, as in http://user:password@host:port"
	case errors.Is(e.Err, ErrNoTunnel):
		return proxy + " did not open a tunnel to " + e.Address + ": " + noTunnelCause(e.Err), "Look at its answer to CONNECT"
	case errors.Is(e.Err, socks.ErrCredentialsNeeded):
		return proxy + " wants a user and a password", "Put them into its URL, as in socks5h://user:password@host:port"
	case errors.Is(e.Err, socks.ErrCredentialsRefused):
		return proxy + " refuses the user and password", "Correct them in its URL"
	case errors.As(e.Err, &version):
		return proxy + " does not speak SOCKS", "Use http:// for a proxy that speaks HTTP"
	case errors.As(e.Err, &refused):
		return proxy + " did not connect to " + e.Address + ": " + refused.Reason, ""
	}
	if what, try, ok := trustSentence(e.Err); ok {
		return "On the way to the proxy: " + lowerFirst(what), try
	}
	return proxy + " cannot be used: " + rootCause(e.Err), ""
}

// noTunnelCause is what the proxy said in place of a tunnel.
func noTunnelCause(err error) string {
	return strings.TrimPrefix(err.Error(), ErrNoTunnel.Error()+": ")
}

// unreachableProxy tells of a proxy that cannot be connected to, or not even found.
func (e *Error) unreachableProxy() (what, try string) {
	switch {
	case e.Status == StatusCantResolveProxy:
		return "There is no host named " + hostOnly(e.Proxy) + ", which is to be the proxy", "Check the spelling in proxy-resolver"
	case errors.Is(e.Err, syscall.ECONNREFUSED):
		return "Connection refused by the proxy " + e.Proxy, "Is the proxy running, and is the port right?"
	}
	return "No connection to the proxy " + e.Proxy + ": " + rootCause(e.Err), "Check that the proxy is reachable, or set proxy-resolver to none"
}

func hostOnly(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	return host
}
