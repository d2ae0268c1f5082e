package session_test

import (
	"context"
	"net/url"
	"slices"
	"testing"

	"ladle/session"
	"ladle/session/sessiontest"
)

// echoing answers with its own name, as a proxy or as an origin.
func echoing(t *testing.T, name string) *sessiontest.Peer {
	return sessiontest.NewPeer(t, sessiontest.Serve(func(sessiontest.Request) string { return sessiontest.Answer(200, name) }))
}

// A message goes its own way, and no other goes along; those with the same way share connections.
func TestProxyOfAMessage(t *testing.T) {
	t.Parallel()
	origin, first, second := echoing(t, "origin"), echoing(t, "first"), echoing(t, "second")
	r := newRig(t, session.Options{})
	if err := r.SetProperty("proxy-resolver", first.URL("")); err != nil {
		t.Fatal(err)
	}
	through := func(uri string) session.ProxyResolver {
		p, err := session.FixedProxy(uri)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	var got []string
	for _, own := range []session.ProxyResolver{nil, session.NoProxy(), through(second.URL("")), nil, through(second.URL("")), session.NoProxy()} {
		m := message(t, "GET", origin.URL("/"))
		m.SetProxyResolver(own)
		if r.send(m) != 200 {
			t.Fatal(m.Err())
		}
		got = append(got, body(m))
	}
	if want := []string{"first", "origin", "second", "first", "second", "origin"}; !slices.Equal(got, want) {
		t.Errorf("went to %q, want %q", got, want)
	}
	for name, p := range map[string]*sessiontest.Peer{"origin": origin, "first": first, "second": second} {
		if p.Accepted() != 1 {
			t.Errorf("%s was connected to %d times", name, p.Accepted())
		}
	}
	for _, c := range r.Connections() {
		if c.Proxy == second.URL("") && c.ProxyWhy != "chosen for this message" {
			t.Errorf("through %s because it was %s", c.Proxy, c.ProxyWhy)
		}
	}
}

// The way may be chosen in a handler of the start, and changed for the next attempt.
func TestProxyOfAMessageInAHandler(t *testing.T) {
	t.Parallel()
	origin, proxy := echoing(t, "origin"), echoing(t, "proxy")
	r := newRig(t, session.Options{})
	if err := r.SetProperty("proxy-resolver", "none"); err != nil {
		t.Fatal(err)
	}
	p, err := session.FixedProxy(proxy.URL(""))
	if err != nil {
		t.Fatal(err)
	}
	m := message(t, "GET", origin.URL("/"))
	m.OnStarting(func(m *session.Message) { m.SetProxyResolver(p) })
	if st := r.send(m); st != 200 || body(m) != "proxy" || len(origin.Requests()) != 0 || m.ProxyResolver() != p {
		t.Errorf("%d from %q; the origin got %q", st, body(m), origin.Targets())
	}
	m.SetProxyResolver(nil)
	if m.ProxyResolver() != nil {
		t.Error("the way is still its own")
	}
}

// odd is a resolver that cannot be compared.
type odd struct{ f func() }

func (odd) String() string { return "odd" }
func (odd) Lookup(context.Context, *url.URL) (*url.URL, string, error) {
	return nil, "", nil
}

func TestProxyOfAMessageThatIsOdd(t *testing.T) {
	t.Parallel()
	origin := echoing(t, "origin")
	r := newRig(t, session.Options{})
	for range 3 {
		m := message(t, "GET", origin.URL("/"))
		m.SetProxyResolver(odd{func() {}})
		if st := r.send(m); st != 200 {
			t.Fatal(st, m.Err())
		}
	}
}
