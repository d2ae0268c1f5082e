package main

import (
	"slices"
	"strconv"
	"strings"

	"ladle/session"
	"ladle/session/auth"
)

// challenged says why the final answer of m is a challenge, and what would help; "" when it is none, or when that was said
// already. sent is the request that was answered so; skipped is a scheme that was not used, or nil.
func (o *sendOptions) challenged(m *session.Message, sent *session.Sent, skipped *session.Skipped, a *answers) (what, try string) {
	r := m.Response()
	if r == nil || sent == nil {
		return "", ""
	}
	var who, asks, field, flag string
	var allowed schemes
	switch r.Status {
	case 401:
		who, asks, field, flag, allowed = m.URI().Host, "WWW-Authenticate", "Authorization", "-u", o.schemes
	case 407:
		who, asks, field, flag, allowed = "The proxy", "Proxy-Authenticate", "Proxy-Authorization", "--proxy-user", o.proxySchemes
	}
	cs := auth.ParseChallenges(r.Fields.Values(asks))
	answerable := slices.IndexFunc(cs, func(c auth.Challenge) bool { return allowed.speak(c.Scheme) })
	switch {
	case len(cs) == 0 || a.dismissed:
		return "", ""
	case answerable < 0:
		return who + " wants " + strings.Join(schemesOf(cs), " or ") + ", and only " + allowed.String() + " may be answered", ""
	case sent.Fields.Has(field):
		return who + " does not accept the credentials that were sent", ""
	case r.Status == 401 && originOf(m.URI()) != a.origin && a.r.account != nil:
		return who + " asks for credentials, and those of -u are for " + a.origin + " only: nothing was sent", ""
	case skipped != nil && allowed.speak(skipped.Scheme):
		return skipped.Scheme + " is not used: " + skipped.Why, ""
	}
	return who + " asks for a user and a password for " + strconv.Quote(cs[answerable].Realm()), flag + " USER:PASSWORD gives them"
}

// schemesOf names the schemes of challenges, each once.
func schemesOf(cs []auth.Challenge) []string {
	var names []string
	for _, c := range cs {
		if !slices.Contains(names, c.Scheme) {
			names = append(names, c.Scheme)
		}
	}
	return names
}
