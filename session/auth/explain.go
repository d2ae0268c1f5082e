package auth

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// Fact is one thing that a challenge or an answer says, for people.
type Fact struct {
	Name  string // as in the field, or a word for what has none
	Value string
	Note  string // what it means, "" where the name says it
	// Secret says that Value is, or proves, a password: it is for eyes that were asked first.
	Secret bool
}

// ExplainChallenge takes a challenge apart: parameters in the order of its scheme, and what a token says where it can be
// read.
func ExplainChallenge(c Challenge) []Fact {
	switch strings.ToLower(c.Scheme) {
	case "digest":
		return explainParams(c, []string{"realm", "nonce", "qop", "algorithm", "stale", "opaque", "domain", "charset", "userhash"}, digestNotes)
	case "ntlm":
		if c.Token68 == "" {
			return []Fact{{Name: "handshake", Value: "offered", Note: "each connection is signed in by three messages"}}
		}
		return explainNTLM(c.Token68)
	case "negotiate":
		return explainNegotiate(c.Token68)
	case "bearer":
		return explainParams(c, []string{"realm", "scope", "error", "error_description", "error_uri"}, bearerNotes)
	}
	return explainParams(c, []string{"realm", "charset"}, nil)
}

// ExplainAnswer takes the value of Authorization or Proxy-Authorization apart. What proves a password is marked as secret.
func ExplainAnswer(value string) (scheme string, facts []Fact) {
	scheme, rest, _ := strings.Cut(strings.TrimSpace(value), " ")
	rest = strings.TrimSpace(rest)
	switch strings.ToLower(scheme) {
	case "basic":
		return scheme, explainBasic(rest)
	case "digest":
		c := Challenge{Scheme: scheme, Params: ParseParams(rest)}
		facts := explainParams(c, []string{"username", "username*", "realm", "nonce", "uri", "algorithm", "response", "opaque", "cnonce", "nc", "qop", "userhash"}, answerNotes)
		for i := range facts {
			facts[i].Secret = facts[i].Name == "response"
		}
		return scheme, facts
	case "ntlm":
		return scheme, explainNTLM(rest)
	case "negotiate":
		return scheme, explainNegotiate(rest)
	case "bearer":
		return scheme, []Fact{{Name: "token", Value: rest, Note: "whoever has it is let in", Secret: true}}
	}
	if rest == "" {
		return scheme, nil
	}
	return scheme, []Fact{{Name: "credentials", Value: rest, Secret: true}}
}

// explainParams lists the parameters of a challenge: those that are named first, then the rest by name.
func explainParams(c Challenge, order []string, notes map[string]func(string) string) []Fact {
	var facts []Fact
	add := func(name string) {
		v := c.Params[name]
		f := Fact{Name: name, Value: v}
		if note := notes[name]; note != nil {
			f.Note = note(v)
		}
		facts = append(facts, f)
	}
	seen := map[string]bool{}
	for _, name := range order {
		seen[name] = true
		if _, ok := c.Params[name]; ok {
			add(name)
		}
	}
	for _, name := range sortedKeys(c.Params) {
		if !seen[name] {
			add(name)
		}
	}
	return facts
}

func note(s string) func(string) string { return func(string) string { return s } }

var digestNotes = map[string]func(string) string{
	"nonce": func(v string) string { return fmt.Sprintf("%d bytes, the server's", len(v)) },
	"qop": func(v string) string {
		if strings.Contains(v, "auth-int") && !strings.Contains(strings.ReplaceAll(v, "auth-int", ""), "auth") {
			return "the body has to be covered"
		}
		return "the body need not be covered"
	},
	"stale": func(v string) string {
		if strings.EqualFold(v, "true") {
			return "the nonce is out of date, not the password wrong"
		}
		return "a new sign-in, not a renewal"
	},
	"algorithm": func(v string) string {
		if _, known := digestAlgorithms[strings.ToUpper(v)]; !known {
			return "not known here"
		}
		if strings.HasPrefix(strings.ToUpper(v), "MD5") {
			return "weak"
		}
		return ""
	},
	"opaque":   note("comes back as it is"),
	"domain":   note("where the answer counts"),
	"userhash": note("the name is sent hashed"),
}

var answerNotes = map[string]func(string) string{
	"response":  note("proves the password"),
	"cnonce":    note("the client's part, random"),
	"opaque":    note("as received"),
	"username*": note("in the form of RFC 8187"),
	"nc": func(v string) string {
		if strings.TrimLeft(v, "0") == "1" {
			return "first use of this nonce"
		}
		return "how often this nonce was used"
	},
	"qop": func(v string) string {
		if v == "auth-int" {
			return "the body is covered"
		}
		return "the body is not covered"
	},
}

var bearerNotes = map[string]func(string) string{
	"error": func(v string) string {
		switch v {
		case "invalid_token":
			return "the token has ended, was revoked or is damaged"
		case "insufficient_scope":
			return "the token is good, but not for this"
		case "invalid_request":
			return "the request says too little, or twice"
		}
		return ""
	},
}

// explainBasic decodes name and password.
func explainBasic(token string) []Fact {
	b, err := base64.StdEncoding.DecodeString(token)
	if err != nil {
		return []Fact{{Name: "credentials", Value: token, Note: "not base64", Secret: true}}
	}
	user, password, found := strings.Cut(string(b), ":")
	if !found {
		return []Fact{{Name: "credentials", Value: string(b), Note: "without a colon", Secret: true}}
	}
	return []Fact{{Name: "user", Value: user}, {Name: "password", Value: password, Note: "readable by whoever reads this line", Secret: true}}
}
