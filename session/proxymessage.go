package session

import (
	"context"
	"net/url"
	"reflect"
)

// SetProxyResolver has a message go through a proxy of its own, whatever the session's is: NoProxy for none. nil takes the
// session's again. It counts for the next attempt that has to choose a connection; those to one host through different proxies
// are kept apart, and each kind has the limit of its host.
func (m *Message) SetProxyResolver(r ProxyResolver) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r == nil && m.without == nil {
		return
	}
	m.exceptions().proxy = r
	m.gen.Add(1)
}

// ProxyResolver is the message's own, nil without one.
func (m *Message) ProxyResolver() ProxyResolver {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.without == nil {
		return nil
	}
	return m.without.proxy
}

// NoProxy resolves to none, for every host.
func NoProxy() ProxyResolver { return noProxy{} }

type noProxy struct{}

func (noProxy) String() string { return "none" }

func (noProxy) Lookup(context.Context, *url.URL) (*url.URL, string, error) {
	return nil, "none, by choice", nil
}

// ownWay is a proxy resolver of messages; those with the same one share connections.
type ownWay struct {
	resolver ProxyResolver
	text     string // what makes it the same, "" where only being it does
}

// maxWays bounds the ways that are remembered.
const maxWays = 256

// way is the message's own way, nil without one. Called by the engine.
func (m *Message) way(s *Session) *ownWay {
	r := m.ProxyResolver()
	if r == nil {
		return nil
	}
	text := ""
	switch r := r.(type) {
	case *fixedProxy:
		text = r.proxy.String() + " " + r.String()
	case noProxy, systemProxy:
		text = r.String()
	}
	for _, w := range s.ways {
		if text != "" && w.text == text || text == "" && sameResolver(w.resolver, r) {
			return w
		}
	}
	w := &ownWay{r, text}
	if len(s.ways) >= maxWays {
		s.ways = s.ways[1:]
	}
	s.ways = append(s.ways, w)
	return w
}

// sameResolver compares two resolvers of a program's own; those that cannot be compared are different.
func sameResolver(a, b ProxyResolver) bool {
	t := reflect.TypeOf(a)
	return t == reflect.TypeOf(b) && t.Comparable() && a == b
}
