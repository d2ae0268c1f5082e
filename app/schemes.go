package main

import (
	"errors"
	"net/url"
	"strings"

	"ladle/session"
	"ladle/session/auth"
)

// schemes is a set of authentication schemes, as the flags of one side name them.
type schemes uint8

const (
	schemeBasic schemes = 1 << iota
	schemeDigest
	schemeNTLM
	schemeNegotiate
)

// offers are the schemes that challenges are answered with, weakest first.
var offers = []struct {
	bit    schemes
	name   string
	byFlag bool // only its flag allows it
	make   func(*trust) auth.Scheme
}{
	{schemeBasic, "Basic", false, func(*trust) auth.Scheme { return auth.Basic{} }},
	{schemeNTLM, "NTLM", false, func(*trust) auth.Scheme { return auth.NTLM{} }},
	{schemeDigest, "Digest", false, func(*trust) auth.Scheme { return auth.Digest{} }},
	{schemeNegotiate, "Negotiate", true, func(t *trust) auth.Scheme { return auth.Negotiate{Tickets: t.tickets, Trusted: t.trusted} }},
}

// allow says whether a side whose flags name these schemes may use one: all of them, if none is named, but for those that
// only a flag allows.
func (s schemes) allow(bit schemes, byFlag bool) bool {
	if s == 0 {
		return !byFlag
	}
	return s&bit != 0
}

// speak says whether a side may use the scheme of a name.
func (s schemes) speak(name string) bool {
	for _, x := range offers {
		if strings.EqualFold(x.name, name) {
			return s.allow(x.bit, x.byFlag)
		}
	}
	return false
}

// String lists the schemes that a side may use.
func (s schemes) String() string {
	var names []string
	for _, x := range offers {
		if s.allow(x.bit, x.byFlag) {
			names = append(names, x.name)
		}
	}
	return strings.Join(names, ", ")
}

// trust says who may have a ticket of this machine: the flag is the person's word for the URL's origin, or for the proxy,
// without TLS too.
type trust struct {
	tickets auth.TicketSource
	proxy   bool   // for proxies
	origin  string // host:port of the URL
}

func (t *trust) trusted(host string) bool { return t.proxy || host == t.origin }

// restrict leaves the session those schemes that the flags allow, for origins and for proxies.
func (o *sendOptions) restrict(s *session.Session, r *request, tickets auth.TicketSource) error {
	s.RemoveFeatureType(session.TypeOf[auth.Scheme]())
	for _, x := range o.allowed(r, tickets) {
		if err := s.AddPart(x); err != nil {
			return err
		}
	}
	return nil
}

// allowed are the schemes that the flags allow.
func (o *sendOptions) allowed(r *request, tickets auth.TicketSource) []twoSided {
	origin := ""
	if u, err := session.ParseURL(r.url); err == nil {
		origin = hostPort(u)
	}
	var out []twoSided
	for _, x := range offers {
		both := twoSided{host: origin}
		if o.schemes.allow(x.bit, x.byFlag) {
			both.origin = x.make(&trust{tickets, false, origin})
		}
		if o.proxySchemes.allow(x.bit, x.byFlag) {
			both.proxy = x.make(&trust{tickets, true, ""})
		}
		if both.any() != nil {
			out = append(out, both)
		}
	}
	return out
}

// twoSided is a scheme as origins and as proxies may have it; nil where they may not.
type twoSided struct {
	origin, proxy auth.Scheme
	host          string // of the URL; what comes from the machine goes to no other, as what -u gives
}

func (x twoSided) any() auth.Scheme {
	if x.origin != nil {
		return x.origin
	}
	return x.proxy
}

// Name is that of the scheme.
func (x twoSided) Name() string { return x.any().Name() }

// Strength is that of the scheme.
func (x twoSided) Strength() int { return x.any().Strength() }

var (
	errNotThisSide = errors.New("the flags do not allow it here")
	errElsewhere   = errors.New("the flags are for the origin of the URL, and this is another one")
)

// New makes credentials for the side that asks.
func (x twoSided) New(c auth.Challenge, r *auth.Request) (auth.Credentials, error) {
	side := x.origin
	if r.Proxy {
		side = x.proxy
	}
	if side == nil {
		return nil, errNotThisSide
	}
	cred, err := side.New(c, r)
	if _, unasked := cred.(auth.Unasked); unasked && !r.Proxy && r.Host != x.host {
		return nil, errElsewhere
	}
	return cred, err
}

// hostPort is the host of a URL with its port.
func hostPort(u *url.URL) string {
	_, host, _ := strings.Cut(originOf(u), "://")
	return host
}
