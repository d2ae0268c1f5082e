package session

import (
	"slices"
	"strings"
)

// A redirect drops what belongs to the origin that it leaves. A message can leave an origin, or a proxy, in other ways: its
// URL is changed and it is requeued, or its connection is stale and the next one leads elsewhere. So an item remembers
// whom it has told a secret, and what is the same still is not told to another one.
type told struct {
	origin, proxy confidence
	dropped       []Dropped // since the last start
}

// confidence is what somebody was told.
type confidence struct {
	who    string // an origin or the URL of a proxy, "" nobody
	fields Fields // with secrets, as they were sent
}

// confide notes what the attempt that starts tells the origin, and the proxy if it reads the request.
func (s *Session) confide(it *item) {
	m := it.m
	m.mu.Lock()
	defer m.mu.Unlock()
	var origin, proxy Fields
	for _, f := range m.fields {
		switch {
		case !IsSecretField(f.Name):
		case strings.EqualFold(f.Name, proxyAuthorization):
			proxy = append(proxy, f)
		default:
			origin = append(origin, f)
		}
	}
	if origin != nil && it.state != stTunneling {
		it.trust().origin = confidence{it.h.key.origin(), origin}
	}
	if proxy != nil && it.c.asksProxy() { // in a tunnel it was not told, and is meant for the proxy of the tunnel all the same
		it.trust().proxy = confidence{proxyName(it.c), proxy}
	}
}

func (it *item) trust() *told {
	if it.told == nil {
		it.told = &told{}
	}
	return it.told
}

func proxyName(c *conn) string { return c.proxy.Scheme + "://" + c.proxy.Host }

// leaveBehind drops what others were told and the next attempt must not tell.
func (s *Session) leaveBehind(it *item) {
	t := it.told
	if t == nil {
		return
	}
	if t.origin.who != "" && t.origin.who != it.h.key.origin() {
		t.drop(it.m, &t.origin, "other origin")
	}
	if t.proxy.who != "" && it.c.asksProxy() && t.proxy.who != proxyName(it.c) {
		t.drop(it.m, &t.proxy, "other proxy")
	}
}

// drop takes the fields of c out of m, unless they were changed, and forgets them.
func (t *told) drop(m *Message, c *confidence, why string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fields = slices.DeleteFunc(m.fields.Clone(), func(f Field) bool {
		if !slices.Contains(c.fields, f) {
			return false
		}
		t.dropped = append(t.dropped, Dropped{f.Name, why})
		return true
	})
	*c = confidence{}
}

// takeDropped gives what was dropped since the last start.
func (it *item) takeDropped() []Dropped {
	if it.told == nil {
		return nil
	}
	d := it.told.dropped
	it.told.dropped = nil
	return d
}
