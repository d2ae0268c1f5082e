package auth

import (
	"strings"

	"ladle/session"
)

// Proof is a Digest response made again from the password that the manager has, step by step (RFC 7616 section 3.4.1).
type Proof struct {
	A1, A2, Text string // what was hashed, with the password masked
	HA1, HA2     string // HA1 is as good as the password
	Response     string
	Same         bool // it is what was sent
}

// Recompute makes the response of a Digest answer again, to see whether it was made from the password that is known for its
// origin, or proxy, and realm. ok is false where none is, or where the answer covers a body. It may be called from any
// goroutine.
func (m *Manager) Recompute(origin string, proxy bool, method, answer string) (p Proof, ok bool) {
	scheme, rest, _ := strings.Cut(strings.TrimSpace(answer), " ")
	if !strings.EqualFold(scheme, "Digest") {
		return Proof{}, false
	}
	sent := ParseParams(rest)
	d := m.digestOf(origin, proxy, sent["realm"])
	alg, known := digestAlgorithms[strings.ToUpper(sent["algorithm"])]
	if d == nil || !known || sent["qop"] == "auth-int" {
		return Proof{}, false
	}
	d.mu.Lock()
	user, password, realm, key := d.user, d.password.Reveal(), d.realm, d.sessionKey
	d.mu.Unlock()
	p.A1 = user + ":" + realm + ":" + session.Mask
	p.HA1 = alg.hash(user + ":" + realm + ":" + password)
	if alg.session {
		p.A1 = "H(" + p.A1 + "):" + sent["nonce"] + ":" + sent["cnonce"]
		if p.HA1 = alg.hash(p.HA1 + ":" + sent["nonce"] + ":" + sent["cnonce"]); key != "" {
			p.HA1 = key // of the first nonce
		}
	}
	p.A2 = method + ":" + sent["uri"]
	p.HA2 = alg.hash(p.A2)
	middle := []string{sent["nonce"]}
	if sent["qop"] != "" {
		middle = append(middle, sent["nc"], sent["cnonce"], sent["qop"])
	}
	p.Text = "H(A1):" + strings.Join(middle, ":") + ":H(A2)"
	p.Response = alg.hash(p.HA1 + ":" + strings.Join(middle, ":") + ":" + p.HA2)
	p.Same = p.Response == sent["response"]
	return p, true
}

// digestOf finds the Digest credentials of a realm, nil without any.
func (m *Manager) digestOf(origin string, proxy bool, realm string) *digest {
	at := origin
	if proxy {
		at = proxyPlace + at
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.places[at]
	if p == nil {
		return nil
	}
	d, _ := p.realms["Digest:"+realm].(*digest)
	if d == nil || !d.Authenticated() {
		return nil
	}
	return d
}
