package session

import (
	"maps"
	"net"
	"net/url"
	"slices"
	"strings"
)

// setServerNames reads host=name pairs with commas between; a host may have a port.
func setServerNames(p *Properties, v string) error {
	names := map[string]string{}
	for _, pair := range list(v) {
		host, name, ok := strings.Cut(pair, "=")
		if !ok {
			return &PropertyError{Name: "tls-server-names", Value: v, What: pair + " has no =", Try: "Write host=name, with commas between"}
		}
		names[strings.TrimSpace(host)] = strings.TrimSpace(name)
	}
	if len(names) == 0 {
		names = nil
	}
	p.TLSServerNames = names
	return nil
}

func (p *Properties) serverNameProblem() error {
	for host, name := range p.TLSServerNames {
		what := ""
		switch {
		case !isHostText(host):
			what = host + " is no host"
		case name != "" && (!isHostText(name) || strings.Contains(name, ":") || net.ParseIP(name) != nil):
			what = name + " is no name of a host: an address is never sent"
		}
		if what != "" {
			return &PropertyError{Name: "tls-server-names", Value: serverNamesText(p.TLSServerNames), What: what, Try: "Write host=name, or host= to send no name"}
		}
	}
	return nil
}

// isHostText says whether a text can be a host, with a port or without.
func isHostText(v string) bool {
	u, err := url.Parse("//" + v)
	if err != nil || u.Host != v || u.Hostname() == "" || u.Path != "" {
		return false
	}
	what, _ := hostProblem(u)
	return what == ""
}

func serverNamesText(names map[string]string) string {
	var out []string
	for _, host := range slices.Sorted(maps.Keys(names)) {
		out = append(out, host+"="+names[host])
	}
	return strings.Join(out, ", ")
}

// serverName gives the name that is sent to a server (RFC 6066 section 3) and the one that its certificate must be for. addr is
// host:port.
func (t *trust) serverName(addr string) (sent, verified string) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	for _, key := range []string{addr, host, "[" + host + "]"} {
		name, ok := t.names[strings.ToLower(key)]
		switch {
		case ok && name == "":
			return "", host
		case ok:
			return name, name
		}
	}
	return host, host
}
