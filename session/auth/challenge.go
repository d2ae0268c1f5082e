package auth

import "strings"

// Challenge is one challenge of a WWW-Authenticate field (RFC 9110 section 11.6.1).
type Challenge struct {
	Scheme  string            // as received
	Token68 string            // "" where parameters follow
	Params  map[string]string // names in lower case, values unquoted; the first of a repeated name
}

// Realm is the parameter realm, "" when there is none.
func (c *Challenge) Realm() string { return c.Params["realm"] }

// ParseChallenges reads the challenges of all lines of a WWW-Authenticate field, in order. Commas inside quotes, blanks
// around "=" and token68 forms are told apart; what cannot be read ends its line.
func ParseChallenges(lines []string) []Challenge {
	var out []Challenge
	for _, l := range lines {
		p := challengeParser{s: l}
		out = append(out, p.all()...)
	}
	return out
}

// ParseParams reads a list of parameters, as Authentication-Info has it (RFC 9110 section 11.6.3). What cannot be read ends
// it.
func ParseParams(list string) map[string]string {
	c := Challenge{Params: map[string]string{}}
	p := challengeParser{s: list}
	p.params(&c)
	return c.Params
}

type challengeParser struct {
	s string
	i int
}

func (p *challengeParser) all() []Challenge {
	var out []Challenge
	for {
		p.skip(" \t,")
		scheme := p.token()
		if scheme == "" {
			return out
		}
		c := Challenge{Scheme: scheme, Params: map[string]string{}}
		ok := p.params(&c)
		out = append(out, c)
		if !ok {
			return out
		}
	}
}

// params reads what follows a scheme; false when the rest of the line makes no sense.
func (p *challengeParser) params(c *Challenge) bool {
	for first := true; ; first = false {
		p.skip(" \t")
		if !first {
			if p.i < len(p.s) && p.s[p.i] != ',' {
				return false
			}
			p.skip(" \t,")
		}
		start := p.i
		name := p.token()
		if name == "" {
			return p.i == len(p.s) || p.s[p.i] == ','
		}
		p.skip(" \t")
		if p.i < len(p.s) && p.s[p.i] == '=' && !p.paddingOnly() {
			p.i++
			p.skip(" \t")
			v, ok := p.value()
			if !ok {
				return false
			}
			if _, seen := c.Params[strings.ToLower(name)]; !seen {
				c.Params[strings.ToLower(name)] = v
			}
			continue
		}
		if first {
			p.i = start
			if t := p.token68(); t != "" && p.atEnd() {
				c.Token68 = t
				return true // parameters cannot follow
			}
		}
		p.i = start // the next challenge's scheme
		return true
	}
}

// paddingOnly says whether "=" here is the padding of a token68 and not the sign before a value.
func (p *challengeParser) paddingOnly() bool {
	rest := strings.TrimLeft(p.s[p.i:], "=")
	rest = strings.TrimLeft(rest, " \t")
	return rest == "" || rest[0] == ','
}

func (p *challengeParser) atEnd() bool {
	rest := strings.TrimLeft(p.s[p.i:], " \t")
	return rest == "" || rest[0] == ','
}

func (p *challengeParser) skip(set string) {
	for p.i < len(p.s) && strings.IndexByte(set, p.s[p.i]) >= 0 {
		p.i++
	}
}

func (p *challengeParser) token() string {
	start := p.i
	for p.i < len(p.s) && tokenChar(p.s[p.i]) {
		p.i++
	}
	return p.s[start:p.i]
}

func (p *challengeParser) token68() string {
	start := p.i
	for p.i < len(p.s) && (alnum(p.s[p.i]) || strings.IndexByte("-._~+/", p.s[p.i]) >= 0) {
		p.i++
	}
	if p.i == start {
		return ""
	}
	p.skip("=")
	return p.s[start:p.i]
}

// value reads a token or a quoted string.
func (p *challengeParser) value() (string, bool) {
	if p.i >= len(p.s) || p.s[p.i] != '"' {
		v := p.token()
		return v, v != ""
	}
	var b strings.Builder
	for p.i++; p.i < len(p.s); p.i++ {
		switch c := p.s[p.i]; {
		case c == '"':
			p.i++
			return b.String(), true
		case c == '\\' && p.i+1 < len(p.s):
			p.i++
			b.WriteByte(p.s[p.i])
		default:
			b.WriteByte(c)
		}
	}
	return "", false
}

func alnum(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func tokenChar(c byte) bool { return alnum(c) || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0 }
