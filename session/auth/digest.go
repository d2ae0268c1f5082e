package auth

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"sync"

	"ladle/session"
)

// Digest is RFC 7616: MD5, SHA-256 and SHA-512-256, each also as -sess, with qop auth and auth-int, and without qop as in
// RFC 2069. A challenge without a realm or a nonce cannot be answered.
type Digest struct{}

// Name is "Digest".
func (Digest) Name() string { return "Digest" }

// Strength is 5: above NTLM, below Negotiate.
func (Digest) Strength() int { return 5 }

// New makes the credentials for a challenge whose algorithm and qop are known.
func (Digest) New(c Challenge, r *Request) (Credentials, error) {
	if _, ok := c.Params["realm"]; !ok {
		return nil, errNoRealm
	}
	if c.Params["nonce"] == "" {
		return nil, errors.New("it has no nonce")
	}
	alg, known := digestAlgorithms[strings.ToUpper(c.Params["algorithm"])]
	if !known {
		return nil, fmt.Errorf("its algorithm %q is not known", c.Params["algorithm"])
	}
	d := &digest{given: given{scheme: "Digest", realm: c.Realm(), host: r.Host, proxy: r.Proxy}, alg: alg, named: c.Params["algorithm"] != "",
		nonce: c.Params["nonce"], opaque: c.Params["opaque"], domain: strings.Fields(c.Params["domain"]),
		stale: strings.EqualFold(c.Params["stale"], "true"), hashesUser: strings.EqualFold(c.Params["userhash"], "true"), utf8: strings.EqualFold(c.Params["charset"], "utf-8")}
	_, d.opaqued = c.Params["opaque"]
	if qop, ok := c.Params["qop"]; ok {
		if d.qop = chooseQop(qop, r.Body); d.qop == "" {
			return nil, fmt.Errorf("its qop %q cannot be given", qop)
		}
	}
	d.cnonce = newCnonce()
	return d, nil
}

// chooseQop is auth where it is offered: auth-int needs the whole body before its first byte is sent, so it must be one that
// can be read twice.
func chooseQop(offered string, body session.Body) string {
	best := ""
	for _, q := range strings.Split(offered, ",") {
		switch strings.ToLower(strings.TrimSpace(q)) {
		case "auth":
			return "auth"
		case "auth-int":
			if session.Rereadable(body) {
				best = "auth-int"
			}
		}
	}
	return best
}

func newCnonce() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// digest is one challenge and its answers. A nonce is used by all messages that have the credentials, each with a count of
// its own.
type digest struct {
	mu sync.Mutex
	given
	alg        digestAlgorithm
	named      bool // the challenge names the algorithm
	qop        string
	nonce      string
	cnonce     string
	count      uint32
	opaque     string
	opaqued    bool
	domain     []string
	stale      bool
	hashesUser bool
	utf8       bool
	sessionKey string // of -sess: the first nonce and cnonce count for all (RFC 7616 section 3.4.2)
}

func (d *digest) Authenticate(user string, password session.Secret) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.user, d.password, d.ok, d.sessionKey = user, password, true, ""
}

func (d *digest) Authenticated() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ok
}

func (d *digest) User() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.user
}

// strength orders the algorithms of one answer.
func (d *digest) strength() int { return d.alg.strength }

// Renew takes over what was refused for its old nonce only (RFC 7616 section 3.3, stale).
func (d *digest) Renew(refused Credentials) bool {
	o, ok := refused.(*digest)
	if !ok || !d.stale {
		return false
	}
	o.mu.Lock()
	user, password, given, cnonce := o.user, o.password, o.ok, o.cnonce
	o.mu.Unlock()
	if !given {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.user, d.password, d.ok, d.cnonce = user, password, true, cnonce
	return true
}

// Inform takes the nonce for the next request (RFC 7616 section 3.5). Its requests are counted from 1.
func (d *digest) Inform(params map[string]string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if next := params["nextnonce"]; next != "" && next != d.nonce {
		d.nonce, d.count = next, 0
	}
}

// Spaces are the paths of the domain parameter that lie on the origin that asks; without one, all of it.
func (d *digest) Spaces(r *Request, origin func(*url.URL) string) []string {
	var out []string
	for _, text := range d.domain {
		u, err := r.URI.Parse(text)
		if err != nil || r.Proxy {
			continue
		}
		if strings.HasPrefix(text, "/") || origin(u) == origin(r.URI) {
			out = append(out, u.EscapedPath())
		}
	}
	if out == nil {
		return []string{"/"}
	}
	return out
}

// inlineBody is up to where a body is hashed at once.
const inlineBody = 256 << 10

// Slow: the body has to be read before its request is sent.
func (d *digest) Slow(r *Request) bool {
	return d.qop == "auth-int" && r.Body != nil && !session.InMemory(r.Body, inlineBody)
}

var errNotGiven = errors.New("nobody has given credentials")

// Header is the answer for the next request, in the order that libsoup writes it.
func (d *digest) Header(r *Request) (string, error) {
	body, err := d.bodyHash(r)
	if err != nil {
		return "", err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.ok {
		return "", errNotGiven
	}
	d.count++
	nc := fmt.Sprintf("%08x", d.count)
	var b strings.Builder
	b.WriteString("Digest ")
	d.writeUser(&b)
	fmt.Fprintf(&b, `, realm=%s, nonce=%s, uri=%s`, quote(d.realm), quote(d.nonce), quote(r.Target))
	if d.named {
		fmt.Fprintf(&b, `, algorithm=%s`, d.alg.name)
	}
	fmt.Fprintf(&b, `, response="%s"`, d.response(r, nc, body))
	if d.opaqued {
		fmt.Fprintf(&b, `, opaque=%s`, quote(d.opaque))
	}
	if d.qop != "" {
		fmt.Fprintf(&b, `, cnonce="%s", nc=%s, qop=%s`, d.cnonce, nc, d.qop)
	}
	if d.hashesUser {
		b.WriteString(", userhash=true")
	}
	return b.String(), nil
}

// writeUser writes the name: hashed, in the form of RFC 8187 where it needs UTF-8, or as it is.
func (d *digest) writeUser(b *strings.Builder) {
	switch {
	case d.hashesUser:
		fmt.Fprintf(b, `username="%s"`, d.alg.hash(d.user+":"+d.realm))
	case d.utf8 && !ascii(d.user):
		fmt.Fprintf(b, `username*=UTF-8''%s`, url.PathEscape(d.user))
	default:
		fmt.Fprintf(b, `username=%s`, quote(d.user))
	}
}

// response is the proof of the password (RFC 7616 section 3.4.1).
func (d *digest) response(r *Request, nc, body string) string {
	secret := d.alg.hash(d.user + ":" + d.realm + ":" + d.password.Reveal())
	if d.alg.session {
		if d.sessionKey == "" {
			d.sessionKey = d.alg.hash(secret + ":" + d.nonce + ":" + d.cnonce)
		}
		secret = d.sessionKey
	}
	what := r.Method + ":" + r.Target
	if d.qop == "auth-int" {
		what += ":" + body
	}
	if d.qop == "" {
		return d.alg.hash(secret + ":" + d.nonce + ":" + d.alg.hash(what))
	}
	return d.alg.hash(strings.Join([]string{secret, d.nonce, nc, d.cnonce, d.qop, d.alg.hash(what)}, ":"))
}

// bodyHash reads the body for auth-int.
func (d *digest) bodyHash(r *Request) (string, error) {
	if d.qop != "auth-int" {
		return "", nil
	}
	h := d.alg.new()
	if r.Body != nil {
		in, err := r.Body.Open()
		if err != nil {
			return "", err
		}
		defer in.Close()
		if _, err := io.Copy(h, in); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// quote writes a quoted-string (RFC 9110 section 5.6.4).
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
