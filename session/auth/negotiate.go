package auth

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"ladle/session"
)

// Negotiate is RFC 4559 with Kerberos tickets of the machine: nobody is asked for a password. A ticket proves who one is to
// whoever asks, so it goes over TLS, or where it is trusted, only.
type Negotiate struct {
	Tickets TicketSource
	// Trusted says of a host, host:port, that it may have a ticket without TLS; nil means no.
	Trusted func(host string) bool
}

// TicketSource gives the tokens of Negotiate.
type TicketSource interface {
	// Ready says, without asking anybody, why there is nothing to give.
	Ready() error
	// Token is an initial SPNEGO token for a service, such as HTTP/host. It may ask the key distribution centre.
	Token(service string) ([]byte, error)
	// Principal is whose tickets they are, "" unknown.
	Principal() string
}

var errNoTicket = errors.New("there is no Kerberos ticket")

// Name is "Negotiate".
func (Negotiate) Name() string { return "Negotiate" }

// Strength is 7: the strongest.
func (Negotiate) Strength() int { return 7 }

// New makes the credentials if there is a ticket that the host may have.
func (n Negotiate) New(_ Challenge, r *Request) (Credentials, error) {
	switch {
	case n.Tickets == nil:
		return nil, errNoTicket
	case !r.TLS && (n.Trusted == nil || !n.Trusted(r.Host)):
		return nil, errors.New("the connection is not encrypted, and the host is not trusted to have a ticket all the same")
	}
	if err := n.Tickets.Ready(); err != nil {
		return nil, err
	}
	return &negotiate{given: given{scheme: "Negotiate", host: r.Host, proxy: r.Proxy, user: n.Tickets.Principal()}, tickets: n.Tickets}, nil
}

type negotiate struct {
	given
	tickets TicketSource
}

// Authenticate does nothing: a ticket is there or is not.
func (n *negotiate) Authenticate(string, session.Secret) {}
func (n *negotiate) Authenticated() bool                 { return true }
func (n *negotiate) User() string                        { return n.user }
func (n *negotiate) Unasked()                            {}
func (n *negotiate) Slow(*Request) bool                  { return true }

// Header is a token for the service HTTP of the host, made for this request alone.
func (n *negotiate) Header(*Request) (string, error) {
	host, _, err := net.SplitHostPort(n.host)
	if err != nil {
		host = n.host
	}
	b, err := n.tickets.Token("HTTP/" + strings.ToLower(host))
	if err != nil {
		return "", fmt.Errorf("no ticket for %s: %w", host, err)
	}
	return "Negotiate " + base64.StdEncoding.EncodeToString(b), nil
}

// Spaces is the whole host: the ticket is for it.
func (n *negotiate) Spaces(*Request, func(*url.URL) string) []string { return []string{"/"} }
