package auth

import (
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"sync"
	"unicode/utf8"

	"ladle/session"
)

// Basic is RFC 7617: name and password in the clear, base64-coded. UTF-8 where Latin-1 is not enough.
type Basic struct{}

// Name is "Basic".
func (Basic) Name() string { return "Basic" }

// Strength is 1: everything else is stronger.
func (Basic) Strength() int { return 1 }

// New makes the credentials for a challenge with a realm.
func (Basic) New(c Challenge, r *Request) (Credentials, error) {
	if _, ok := c.Params["realm"]; !ok {
		return nil, errNoRealm
	}
	return &basic{given: given{scheme: "Basic", realm: c.Realm(), host: r.Host, proxy: r.Proxy}, utf8: strings.EqualFold(c.Params["charset"], "utf-8")}, nil
}

var errNoRealm = errors.New("it has no realm")

type basic struct {
	mu sync.Mutex
	given
	utf8 bool
}

// Authenticate takes the credentials; a user name with a colon cannot be sent with Basic and is refused.
func (b *basic) Authenticate(user string, password session.Secret) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if strings.ContainsRune(user, ':') {
		return
	}
	b.user, b.password, b.ok = user, password, true
}

func (b *basic) Authenticated() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ok
}

func (b *basic) User() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.user
}

func (b *basic) Header(*Request) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	text := b.user + ":" + b.password.Reveal()
	if !b.utf8 {
		text = latin1(text)
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(text)), nil
}

// Spaces is the directory of the path.
func (b *basic) Spaces(r *Request, _ func(*url.URL) string) []string { return directory(r) }

// latin1 is the text in ISO 8859-1 if it fits, else unchanged.
func latin1(s string) string {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xff || r == utf8.RuneError {
			return s
		}
		out = append(out, byte(r))
	}
	return string(out)
}
