package auth

import (
	"net/url"
	"strings"

	"ladle/session"
)

// side is one of the two that can ask for credentials on the way of a message.
type side struct {
	index   int
	status  int
	asks    string // the field with the challenges
	answers string // the field with the credentials
	informs string // the field that comes with success
	proxy   bool
}

var (
	originSide = &side{0, 401, "WWW-Authenticate", "Authorization", "Authentication-Info", false}
	proxySide  = &side{1, 407, "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Authentication-Info", true}
	sides      = [2]*side{originSide, proxySide}
)

// sideOf is the side that a status comes from, nil if from none.
func sideOf(status int) *side {
	for _, sd := range sides {
		if sd.status == status {
			return sd
		}
	}
	return nil
}

// proxyPlace begins the names of the places that are proxies.
const proxyPlace = "proxy "

// at names the place that a message's credentials of this side belong to, "" when the message does not go there: a CONNECT
// goes to the proxy only, and what travels in a tunnel or without a proxy never does.
func (sd *side) at(t *session.Turn, u *url.URL) string {
	switch {
	case sd.proxy && t.ToProxy():
		return proxyPlace + t.Proxy().Scheme + "://" + t.Proxy().Host
	case sd.proxy || t.Connects():
		return ""
	}
	return t.Origin(u)
}

// request is what credentials of this side are made and written for.
func (sd *side) request(t *session.Turn, u *url.URL, at string) *Request {
	r := &Request{Proxy: sd.proxy, TLS: t.Encrypted(), Method: t.Message().Method(), Target: t.Target(), URI: u, Body: t.Message().Body()}
	r.Host = at[strings.Index(at, "://")+3:]
	if sd.proxy {
		r.TLS = t.Proxy().Scheme == "https"
	}
	return r
}

// place is what is known of an origin, or of a proxy.
type place struct {
	paths  map[string]string // protection space to realm key
	realms map[string]Credentials
}

func newPlace() *place {
	return &place{paths: map[string]string{}, realms: map[string]Credentials{}}
}

// lookup finds the credentials for a path: the longest space that it begins with.
func (p *place) lookup(path string) Credentials {
	best, key := -1, ""
	for space, k := range p.paths {
		if len(space) > best && within(path, space) {
			best, key = len(space), k
		}
	}
	if c := p.realms[key]; c != nil && c.Authenticated() {
		return c
	}
	return nil
}

// within says whether path is space or below it: /a covers /a and /a/b, but not /ab.
func within(path, space string) bool {
	return strings.HasPrefix(path, space) && (len(path) == len(space) || strings.HasSuffix(space, "/") || path[len(space)] == '/')
}

// keep records credentials for the spaces that they protect.
func (p *place) keep(key string, cred Credentials, spaces []string) {
	p.realms[key] = cred
	for _, s := range spaces {
		p.paths[s] = key
	}
}

// forget drops what is known of a realm, for all its paths.
func (p *place) forget(key string) {
	delete(p.realms, key)
	for path, k := range p.paths {
		if k == key {
			delete(p.paths, path)
		}
	}
}

// realmKey names credentials within a place.
func realmKey(c Credentials) string { return c.Scheme() + ":" + c.Realm() }
