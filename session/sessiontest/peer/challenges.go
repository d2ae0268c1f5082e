package peer

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
)

const whoAreYou = "who are you\n"

// challenges are the endpoints that want to know who asks.
var challenges = map[string]endpoint{
	"basic": says(basic),
	"basic-close": says(func(c *conn, r *request, arg path) {
		c.closed = c.closed || !basicAccepts(r.get("Authorization"))
		basic(c, r, arg)
	}),
	"digest":       says(digest("auth", false)),
	"digest-noqop": says(digest("", false)),
	"digest-stale": says(digest("auth", true)),
	"multi-auth": says(func(c *conn, r *request, arg path) {
		credentials, realm := r.get("Authorization"), arg.at(1)
		if basicAccepts(credentials) {
			c.text(r, 200, "welcome by basic\n")
			return
		}
		if ok, _ := c.p.digestAccepts(credentials, r.method, "MD5", realm, false); ok {
			c.text(r, 200, "welcome by digest\n")
			return
		}
		c.text(r, 401, whoAreYou, basicChallenge(realm), field{"WWW-Authenticate", c.p.digestChallenge("MD5", realm, "auth", false)})
	}),
	"bad-auth": says(func(c *conn, r *request, _ path) {
		c.text(r, 401, whoAreYou, field{"WWW-Authenticate", `Bogus realm="x"`})
	}),
	"no-challenge": says(func(c *conn, r *request, _ path) { c.text(r, 401, whoAreYou) }),
}

func basicChallenge(realm string) field {
	return field{"WWW-Authenticate", fmt.Sprintf(`Basic realm="%s"`, realm)}
}

func basic(c *conn, r *request, arg path) {
	if basicAccepts(r.get("Authorization")) {
		c.text(r, 200, "welcome\n")
		return
	}
	c.text(r, 401, whoAreYou, basicChallenge(arg.at(1)))
}

// basicAccepts checks an answer to a Basic challenge (RFC 7617).
func basicAccepts(credentials string) bool {
	rest, ok := strings.CutPrefix(credentials, "Basic ")
	if !ok {
		return false
	}
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(rest))
	return err == nil && string(b) == User+":"+Password
}

func digest(qop string, staleOnce bool) func(*conn, *request, path) {
	return func(c *conn, r *request, arg path) {
		algorithm, realm := arg.at(1), arg.at(2)
		ok, stale := c.p.digestAccepts(r.get("Authorization"), r.method, algorithm, realm, staleOnce)
		if ok {
			c.text(r, 200, "welcome\n")
			return
		}
		c.text(r, 401, whoAreYou, field{"WWW-Authenticate", c.p.digestChallenge(algorithm, realm, qop, stale)})
	}
}

var authParam = regexp.MustCompile(`(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))`)

func authParams(s string) map[string]string {
	m := map[string]string{}
	for _, g := range authParam.FindAllStringSubmatch(s, -1) {
		m[strings.ToLower(g[1])] = g[2] + g[3]
	}
	return m
}

func hash(algorithm, s string) string {
	if strings.HasPrefix(algorithm, "SHA-256") {
		h := sha256.Sum256([]byte(s))
		return hex.EncodeToString(h[:])
	}
	h := md5.Sum([]byte(s))
	return hex.EncodeToString(h[:])
}

// digestAccepts checks an answer to a Digest challenge (RFC 7616). stale: the answer is right but its nonce is good no
// more; with staleOnce the first nonce handed out is good once.
func (p *Peer) digestAccepts(credentials, method, algorithm, realm string, staleOnce bool) (ok, stale bool) {
	rest, is := strings.CutPrefix(credentials, "Digest ")
	if !is {
		return false, false
	}
	a := authParams(rest)
	uses, known := p.state.uses(a["nonce"])
	if !known {
		return false, true
	}
	ha1 := hash(algorithm, User+":"+realm+":"+Password)
	if strings.HasSuffix(algorithm, "-sess") {
		ha1 = hash(algorithm, ha1+":"+a["nonce"]+":"+a["cnonce"])
	}
	ha2 := hash(algorithm, method+":"+a["uri"])
	want := hash(algorithm, ha1+":"+a["nonce"]+":"+ha2)
	if a["qop"] != "" {
		want = hash(algorithm, strings.Join([]string{ha1, a["nonce"], a["nc"], a["cnonce"], a["qop"], ha2}, ":"))
	}
	if a["username"] != User || a["realm"] != realm || a["response"] != want {
		return false, false
	}
	p.state.use(a["nonce"])
	if staleOnce && a["nonce"] == "nonce0001" && uses >= 1 {
		return false, true
	}
	return true, false
}

func (p *Peer) digestChallenge(algorithm, realm, qop string, stale bool) string {
	s := fmt.Sprintf(`Digest realm="%s", nonce="%s"`, realm, p.state.nonce())
	if qop != "" {
		s += fmt.Sprintf(`, qop="%s"`, qop)
	}
	if algorithm != "" {
		s += ", algorithm=" + algorithm
	}
	if stale {
		s += ", stale=true"
	}
	return s
}
