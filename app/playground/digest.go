package playground

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// digestHashes are the algorithms of RFC 7616 section 6.1; each has a form with -sess.
var digestHashes = map[string]func() hash.Hash{
	"MD5": md5.New, "SHA-256": sha256.New, "SHA-512-256": sha512.New512_256,
}

// nonceKey signs nonces, so that no list of them is kept. The price: a nonce count may be used again within its life.
type nonceKey [32]byte

func (k *nonceKey) make(now time.Time) string {
	stamp := strconv.FormatInt(now.UnixMilli(), 36)
	return stamp + "." + k.sign(stamp)
}

// age returns how old a nonce is; false when it is not one of ours.
func (k *nonceKey) age(nonce string, now time.Time) (time.Duration, bool) {
	stamp, mac, _ := strings.Cut(nonce, ".")
	if !hmac.Equal([]byte(mac), []byte(k.sign(stamp))) {
		return 0, false
	}
	ms, err := strconv.ParseInt(stamp, 36, 64)
	return now.Sub(time.UnixMilli(ms)), err == nil
}

func (k *nonceKey) sign(stamp string) string {
	mac := hmac.New(sha256.New, k[:])
	_, _ = io.WriteString(mac, stamp)
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// digestRule is what a URL of /try/auth/digest asks for.
type digestRule struct {
	algorithms []string // in order of offer
	qop        []string
	userhash   bool
	basic      bool
	life       time.Duration // of a nonce
}

// digest asks for mira / soup as RFC 7616 says. The query chooses: algorithm (a list, SHA-256,MD5), qop (a list, auth),
// userhash=true, life of a nonce in ms (300000), basic=true to offer Basic before it.
func (s *Server) digest(w http.ResponseWriter, r *http.Request) {
	rule, ok := digestRuleOf(w, r)
	if !ok {
		return
	}
	if user, pass, ok := r.BasicAuth(); rule.basic && ok && signedIn(user, pass) {
		writeJSON(w, map[string]string{"realm": realm, "user": user, "scheme": "Basic"})
		return
	}
	scheme, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Digest") {
		s.challenge(w, rule, false)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxEcho))
	if err != nil {
		http.Error(w, "the request's content: "+err.Error(), http.StatusBadRequest)
		return
	}
	p := authParams(rest)
	if p["uri"] != r.RequestURI { // RFC 7616 section 3.4.6
		http.Error(w, fmt.Sprintf("uri is %q, the request's target %q", p["uri"], r.RequestURI), http.StatusBadRequest)
		return
	}
	age, ours := s.nonces.age(p["nonce"], time.Now())
	proof, good := rule.check(p, r.Method, body)
	if !ours || !good || age > rule.life {
		s.challenge(w, rule, ours && good)
		return
	}
	w.Header().Set("Authentication-Info", fmt.Sprintf(`rspauth="%s", qop=%s, nc=%s, cnonce="%s"`, proof, p["qop"], p["nc"], p["cnonce"]))
	writeJSON(w, map[string]string{"realm": realm, "user": userName, "scheme": "Digest", "algorithm": p["algorithm"], "qop": p["qop"]})
}

func digestRuleOf(w http.ResponseWriter, r *http.Request) (rule digestRule, ok bool) {
	q := r.URL.Query()
	list := func(name, def string) []string {
		if q.Get(name) != "" {
			def = q.Get(name)
		}
		return strings.Split(def, ",")
	}
	rule = digestRule{algorithms: list("algorithm", "SHA-256,MD5"), qop: list("qop", "auth"),
		userhash: q.Get("userhash") == "true", basic: q.Get("basic") == "true"}
	for _, a := range rule.algorithms {
		if digestHashes[strings.TrimSuffix(a, "-sess")] == nil {
			http.Error(w, fmt.Sprintf("algorithm is MD5, SHA-256 or SHA-512-256, also with -sess, not %q", a), http.StatusBadRequest)
			return rule, false
		}
	}
	for _, a := range rule.qop {
		if a != "auth" && a != "auth-int" {
			http.Error(w, fmt.Sprintf("qop is auth or auth-int, not %q", a), http.StatusBadRequest)
			return rule, false
		}
	}
	ms, ok := number(w, r, "life", 300_000, 0, maxWait)
	rule.life = time.Duration(ms) * time.Millisecond
	return rule, ok
}

// challenge answers 401 with one field a scheme and algorithm.
func (s *Server) challenge(w http.ResponseWriter, rule digestRule, stale bool) {
	if rule.basic {
		w.Header().Add("WWW-Authenticate", `Basic realm="`+realm+`", charset="UTF-8"`)
	}
	for _, a := range rule.algorithms {
		c := fmt.Sprintf(`Digest realm="%s", qop="%s", algorithm=%s, nonce="%s", charset=UTF-8`,
			realm, strings.Join(rule.qop, ", "), a, s.nonces.make(time.Now()))
		if rule.userhash {
			c += ", userhash=true"
		}
		if stale {
			c += ", stale=true"
		}
		w.Header().Add("WWW-Authenticate", c)
	}
	http.Error(w, "the realm "+realm+" asks for a name and a password: "+userName+", "+password, http.StatusUnauthorized)
}

// check tells whether the parameters prove the password (RFC 7616 section 3.4.1), and gives the server's proof in return
// (section 3.5).
func (rule digestRule) check(p map[string]string, method string, body []byte) (proof string, good bool) {
	if p["algorithm"] == "" {
		p["algorithm"] = "MD5" // section 3.3: what no algorithm means
	}
	if !slices.Contains(rule.algorithms, p["algorithm"]) || !slices.Contains(rule.qop, p["qop"]) {
		return "", false
	}
	sum := digestSum(p["algorithm"])
	if !namesUser(p, sum) {
		return "", false
	}
	key := sum(userName, realm, password)
	good = subtle.ConstantTimeCompare([]byte(prove(sum, key, p, method, body)), []byte(strings.ToLower(p["response"]))) == 1
	return prove(sum, key, p, "", nil), good
}

// digestSum returns H of RFC 7616 for a known algorithm; it joins its parts with colons.
func digestSum(algorithm string) func(parts ...string) string {
	newHash := digestHashes[strings.TrimSuffix(algorithm, "-sess")]
	return func(parts ...string) string {
		h := newHash()
		_, _ = io.WriteString(h, strings.Join(parts, ":"))
		return hex.EncodeToString(h.Sum(nil))
	}
}

// prove is the response of RFC 7616 section 3.4.1; key is H(user:realm:password). Without a method it is the server's.
func prove(sum func(...string) string, key string, p map[string]string, method string, body []byte) string {
	if strings.HasSuffix(p["algorithm"], "-sess") {
		key = sum(key, p["nonce"], p["cnonce"])
	}
	a2 := method + ":" + p["uri"]
	if p["qop"] == "auth-int" {
		a2 += ":" + sum(string(body))
	}
	return sum(key, p["nonce"], p["nc"], p["cnonce"], p["qop"], sum(a2))
}

// namesUser knows the three ways to name the user (RFC 7616 section 3.4.4, RFC 8187).
func namesUser(p map[string]string, sum func(...string) string) bool {
	if encoded, ok := strings.CutPrefix(p["username*"], "UTF-8''"); ok {
		name, err := url.PathUnescape(encoded)
		return err == nil && name == userName
	}
	if p["userhash"] == "true" {
		return p["username"] == sum(userName, realm)
	}
	return p["username"] == userName
}

// authParams reads name=value and name="value" in a list (RFC 9110 section 11.2). Names become lower case; of two that
// are the same the first counts. What cannot be read ends the list.
func authParams(s string) map[string]string {
	params := map[string]string{}
	for {
		s = strings.TrimLeft(s, " \t,")
		name, rest, ok := strings.Cut(s, "=")
		if !ok {
			return params
		}
		name = strings.ToLower(strings.TrimSpace(name))
		value, rest := authValue(strings.TrimLeft(rest, " \t"))
		if _, twice := params[name]; !twice {
			params[name] = value
		}
		s = rest
	}
}

// authValue takes a token or a quoted string off the front of s.
func authValue(s string) (value, rest string) {
	if !strings.HasPrefix(s, `"`) {
		value, rest, _ = strings.Cut(s, ",")
		return strings.TrimSpace(value), rest
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return b.String(), s[i+1:]
		case c == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), ""
}
