package auth

import (
	"fmt"
	"net/url"
	"strings"

	"ladle/session"
)

// Scheme makes credentials for one authentication scheme (RFC 9110 section 11.1). Its methods run on the engine and must
// not block.
type Scheme interface {
	// Name is compared without case, such as "Basic".
	Name() string
	// Strength orders the schemes of an answer: the strongest usable one is chosen.
	Strength() int
	// New makes an Auth for a challenge to r. The error says, for people, why the challenge cannot be answered.
	New(c Challenge, r *Request) (Credentials, error)
}

// Request is what is known of the request that was challenged, or that credentials are written for.
type Request struct {
	Host   string // who asks, host:port: the origin or the proxy
	Proxy  bool   // it is a proxy
	TLS    bool   // the way to who asks is encrypted
	Method string
	Target string   // as in the request line of a request to the origin; host:port for CONNECT
	URI    *url.URL // must not be changed
	Body   session.Body
}

// Credentials is an Auth that can write itself into a request. Its methods may be called from any goroutine.
type Credentials interface {
	session.Auth
	// User is the name given last, "" before.
	User() string
	// Header is the value of Authorization, or Proxy-Authorization, for a request.
	Header(r *Request) (string, error)
	// Spaces are the paths that the credentials protect, each with everything below (RFC 7617 section 2.2, RFC 7616
	// section 3.3). origin tells which URLs belong together.
	Spaces(r *Request, origin func(*url.URL) string) []string
}

// Renewer is implemented by credentials whose challenge may say that what was sent before is not wrong, but out of date:
// nobody is asked again then.
type Renewer interface {
	// Renew takes user and password over from the credentials that were refused, if the challenge allows it.
	Renew(refused Credentials) bool
}

// Informed is implemented by credentials that learn from the answers to what they were sent with.
type Informed interface {
	// Inform takes the parameters of Authentication-Info or Proxy-Authentication-Info (RFC 9110 section 11.6.3).
	Inform(params map[string]string)
}

// Bound is implemented by credentials that sign a connection in, not a request. How far that has come is kept with the
// connection, as a value of the scheme's own; nil on a new one. Header is not asked.
type Bound interface {
	Credentials
	// HeaderOn is Header on a connection in a state, with the state after it; "" where nothing has to be said any more.
	HeaderOn(state any, r *Request) (value string, next any, err error)
	// Goes takes the challenge that answered what HeaderOn gave, the zero Challenge if there is none of this scheme.
	Goes(state any, c Challenge) (next any, v Verdict)
}

// Verdict is what a challenge means for a connection that is being signed in.
type Verdict uint8

// The verdicts.
const (
	Refused Verdict = iota // name or password is wrong
	GoesOn                 // the next step of the handshake follows
	Denied                 // who it is was accepted before: that one may not do this
)

// Unasked is implemented by credentials that come from the machine, not from a person. Once refused, another scheme is
// tried.
type Unasked interface{ Unasked() }

// Slow is implemented by credentials whose Header may take long: it then runs on a goroutine of its own while the message is
// held.
type Slow interface {
	Slow(r *Request) bool
}

// given is what a person or a program gave for a challenge. It is a base for credentials with a name and a password.
type given struct {
	scheme, realm, host string
	proxy               bool

	user     string
	password session.Secret
	ok       bool
}

func (g *given) Scheme() string { return g.scheme }
func (g *given) Realm() string  { return g.realm }
func (g *given) Host() string   { return g.host }
func (g *given) Proxy() bool    { return g.proxy }

// Format prints who asks, by every verb, and nothing of what was given.
func (g *given) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "%s credentials for %q at %s", g.scheme, g.realm, g.host)
}

// directory is the space of schemes that protect the directory of a path: everything of a proxy.
func directory(r *Request) []string {
	path := r.URI.EscapedPath()
	if i := strings.LastIndexByte(path, '/'); i > 0 && !r.Proxy {
		return []string{path[:i]}
	}
	return []string{"/"}
}
