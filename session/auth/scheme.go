package auth

import (
	"encoding/base64"
	"strings"
	"sync"
	"unicode/utf8"

	"ladle/session"
)

// Scheme makes credentials for one authentication scheme.
type Scheme interface {
	// Name is compared without case, such as "Basic".
	Name() string
	// Strength orders the schemes of a challenge: the strongest usable one is chosen.
	Strength() int
	// New makes an Auth for a challenge of host; nil when the challenge cannot be answered.
	New(c Challenge, host string) Credentials
}

// Credentials is an Auth that can write itself into a request.
type Credentials interface {
	session.Auth
	// User is the name given last, "" before.
	User() string
	// Header is the value of Authorization for a request.
	Header(method, target string) string
	// Space is the path that the credentials protect, with everything below (RFC 7617 section 2.2).
	Space(path string) string
}

// Basic is RFC 7617: name and password in the clear, base64-coded. UTF-8 where Latin-1 is not enough.
type Basic struct{}

// Name is "Basic".
func (Basic) Name() string { return "Basic" }

// Strength is 1: everything else is stronger.
func (Basic) Strength() int { return 1 }

// New makes the credentials for a challenge with a realm.
func (Basic) New(c Challenge, host string) Credentials {
	if _, ok := c.Params["realm"]; !ok {
		return nil
	}
	return &basic{host: host, realm: c.Realm(), utf8: strings.EqualFold(c.Params["charset"], "utf-8")}
}

type basic struct {
	host, realm string
	utf8        bool

	mu       sync.Mutex
	user     string
	password session.Secret
	given    bool
}

func (b *basic) Scheme() string { return "Basic" }
func (b *basic) Realm() string  { return b.realm }
func (b *basic) Host() string   { return b.host }
func (b *basic) Proxy() bool    { return false }

// Authenticate takes the credentials; a user name with a colon cannot be sent with Basic and is refused.
func (b *basic) Authenticate(user string, password session.Secret) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if strings.ContainsRune(user, ':') {
		return
	}
	b.user, b.password, b.given = user, password, true
}

func (b *basic) Authenticated() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.given
}

func (b *basic) User() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.user
}

func (b *basic) Header(string, string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	text := b.user + ":" + b.password.Reveal()
	if !b.utf8 {
		text = latin1(text)
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(text))
}

// Space is the directory of the path.
func (b *basic) Space(path string) string {
	if i := strings.LastIndexByte(path, '/'); i > 0 {
		return path[:i]
	}
	return "/"
}

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
