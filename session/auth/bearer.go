package auth

import (
	"net/url"
	"strings"
	"sync"

	"ladle/session"
)

// Bearer is RFC 6750: whoever has the token is let in. What is given as the password is the token; the name is not used.
// It is not part of a plain session.
type Bearer struct{}

// Name is "Bearer".
func (Bearer) Name() string { return "Bearer" }

// Strength is 2: a token tells less than a password in the clear.
func (Bearer) Strength() int { return 2 }

// New makes the credentials. A realm is not required (RFC 6750 section 3).
func (Bearer) New(c Challenge, r *Request) (Credentials, error) {
	return &bearer{given: given{scheme: "Bearer", realm: c.Realm(), host: r.Host, proxy: r.Proxy}}, nil
}

type bearer struct {
	mu sync.Mutex
	given
}

// Authenticate takes the token; one that cannot stand in a field is refused (RFC 6750 section 2.1).
func (b *bearer) Authenticate(user string, token session.Secret) {
	b.mu.Lock()
	defer b.mu.Unlock()
	text := token.Reveal()
	if text == "" || strings.Trim(strings.TrimRight(text, "="), token68Chars) != "" {
		return
	}
	b.user, b.password, b.ok = user, token, true
}

const token68Chars = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/"

func (b *bearer) Authenticated() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ok
}

func (b *bearer) User() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.user
}

func (b *bearer) Header(*Request) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return "Bearer " + b.password.Reveal(), nil
}

// Spaces is the directory of the path.
func (b *bearer) Spaces(r *Request, _ func(*url.URL) string) []string { return directory(r) }
