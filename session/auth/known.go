package auth

import (
	"maps"
	"slices"
	"strings"

	"ladle/session"
)

// Known is something that the manager would send by itself.
type Known struct {
	Origin string // scheme://host:port, of the proxy if Proxy is set
	Proxy  bool
	Scheme string
	Realm  string
	User   string
	Paths  []string // the protection spaces, sorted
}

// Known lists the credentials that were given or preloaded, by origin. It may be called from any goroutine.
func (m *Manager) Known() []Known {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []Known
	for _, at := range slices.Sorted(maps.Keys(m.places)) {
		p := m.places[at]
		for _, key := range slices.Sorted(maps.Keys(p.realms)) {
			c := p.realms[key]
			if !c.Authenticated() {
				continue
			}
			k := Known{Origin: strings.TrimPrefix(at, proxyPlace), Proxy: strings.HasPrefix(at, proxyPlace), Scheme: c.Scheme(), Realm: c.Realm(), User: c.User()}
			for path, of := range p.paths {
				if of == key {
					k.Paths = append(k.Paths, path)
				}
			}
			slices.Sort(k.Paths)
			out = append(out, k)
		}
	}
	return out
}

// Forget drops credentials as Known lists them, and says whether they were there. Messages that have them already keep
// them. It may be called from any goroutine.
func (m *Manager) Forget(k Known) bool {
	at := k.Origin
	if k.Proxy {
		at = proxyPlace + at
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.places[at]
	key := k.Scheme + ":" + k.Realm
	if p == nil || p.realms[key] == nil {
		return false
	}
	p.forget(key)
	if len(p.realms) == 0 {
		delete(m.places, at)
	}
	return true
}

// Clear drops every credential of origins; those of proxies stay (soup_auth_manager_clear_cached_credentials). It may be
// called from any goroutine.
func (m *Manager) Clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	maps.DeleteFunc(m.places, func(at string, _ *place) bool { return !strings.HasPrefix(at, proxyPlace) })
}

// Use has credentials sent to an origin, to every path below that of uri, before anybody asks for them
// (soup_auth_manager_use_auth). Only schemes whose answer needs no challenge make sense: Basic, Bearer, NTLM. It may be
// called from any goroutine. The error is a *session.URLError.
func (m *Manager) Use(uri string, cred Credentials) error {
	u, err := session.ParseURL(uri)
	if err != nil {
		return err
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.place(session.Origin(u)).keep(realmKey(cred), cred, []string{path})
	return nil
}

// place is what is known of a place, made if need be; mu is held.
func (m *Manager) place(at string) *place {
	p := m.places[at]
	if p == nil {
		p = newPlace()
		m.places[at] = p
	}
	return p
}

// known finds credentials for a path of a place.
func (m *Manager) known(at, path string) Credentials {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p := m.places[at]; p != nil {
		return p.lookup(path)
	}
	return nil
}

// share records credentials for a place, and gives those to use: the ones that are there already, or these.
func (m *Manager) share(at string, cred Credentials, spaces []string) Credentials {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, key := m.place(at), realmKey(cred)
	if known := p.realms[key]; known != nil {
		cred = known
	}
	p.keep(key, cred, spaces)
	return cred
}

// forget drops credentials of a place, unless others have taken their stead, and says whether they were there.
func (m *Manager) forget(at string, refused Credentials) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.places[at]
	if p == nil || p.realms[realmKey(refused)] != refused {
		return false
	}
	p.forget(realmKey(refused))
	return true
}

// lacks says whether a place has no credentials under the name of cred.
func (m *Manager) lacks(at string, cred Credentials) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.places[at]
	return p == nil || p.realms[realmKey(cred)] == nil
}
