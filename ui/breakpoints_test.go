package ui

import (
	"net/url"
	"slices"
	"testing"

	"ladle/session"
)

func TestRulesMatch(t *testing.T) {
	for _, c := range []struct {
		rule        breakRule
		method, url string
		want        bool
	}{
		{breakRule{}, "GET", "http://a/", true},
		{breakRule{Method: "POST"}, "GET", "http://a/", false},
		{breakRule{Host: "pay.localhost:8443", Path: "/api/*"}, "POST", "https://pay.localhost:8443/api/payments?x=1", true},
		{breakRule{Host: "pay.localhost:8443", Path: "/api/*"}, "POST", "https://pay.localhost:8443/api/payments/7", false},
		{breakRule{Path: "/api/**"}, "POST", "https://pay.localhost:8443/api/payments/7", true},
		{breakRule{Host: "*.partner.example"}, "GET", "https://rates.partner.example/", true},
		{breakRule{Host: "*.partner.example"}, "GET", "https://a.b.partner.example/", false},
		{breakRule{Host: "**.partner.example"}, "GET", "https://a.b.PARTNER.example/", true},
		{breakRule{Host: "*.partner.example"}, "GET", "https://partner.example/", false},
		{breakRule{Path: "/p/*?page=*"}, "GET", "http://a/p/1?page=2", true},
		{breakRule{Path: "/p/*?page=*"}, "GET", "http://a/p/1", false},
		{breakRule{Path: "orders?state"}, "GET", "http://a/x/orders?state=open", true},
		{breakRule{Path: "orders?state"}, "GET", "http://a/x/orders", false},
		{breakRule{Path: "/*"}, "GET", "http://a", false}, // no path at all
		{breakRule{Path: "/**"}, "GET", "http://a/", true},
	} {
		u, err := url.Parse(c.url)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.rule.matches(c.method, u); got != c.want {
			t.Errorf("%+v on %s %s: %v", c.rule, c.method, c.url, got)
		}
	}
}

// breakSession has breakpoints as a session would.
type breakSession struct {
	shopEngine
	placed []session.BreakpointID
	breaks map[session.BreakpointID]session.Breakpoint
	last   session.BreakpointID
}

func (s *breakSession) AddBreakpoint(b session.Breakpoint) session.BreakpointID {
	if s.breaks == nil {
		s.breaks = map[session.BreakpointID]session.Breakpoint{}
	}
	s.last++
	s.placed, s.breaks[s.last] = append(s.placed, s.last), b
	return s.last
}

func (s *breakSession) RemoveBreakpoint(id session.BreakpointID) {
	s.placed = slices.DeleteFunc(s.placed, func(x session.BreakpointID) bool { return x == id })
}

func TestRulesArePlacedInTheirOrder(t *testing.T) {
	s := &breakSession{}
	b := newBreakpoints(s)
	first := breakRule{Path: "/a", At: session.StopAtStarting}
	b.add(first)
	b.add(breakRule{Path: "/**", At: session.StopAtGotHeaders, Times: 1})
	if i := b.add(first); i != 0 || len(b.rules) != 2 {
		t.Errorf("a rule that is there came in again, at %d of %d", i, len(b.rules))
	}
	first.Path = "/b"
	b.set(0, first)
	m, err := session.NewMessage("GET", "http://x/b")
	if err != nil {
		t.Fatal(err)
	}
	if len(s.placed) != 2 || s.breaks[s.placed[0]].At != session.StopAtStarting || !s.breaks[s.placed[0]].Match(m) || !s.breaks[s.placed[0]].Where(m.URI()) {
		t.Fatalf("placed %v", s.placed)
	}
	b.spared.add(m)
	if s.breaks[s.placed[0]].Match(m) {
		t.Error("a message that was to be left alone is stopped")
	}
	// The second has one stop.
	id := s.placed[1]
	b.hit(id)
	if b.rules[1].hits != 1 || !b.rules[1].Off || b.ruleOf(id) != 1 {
		t.Errorf("after its last stop: %+v, rule %d", b.rules[1], b.ruleOf(id))
	}
	b.turn(false)
	if len(s.placed) > 1 || b.active() { // what the session took off itself is not taken off again
		t.Errorf("off: %v placed, active %v", s.placed, b.active())
	}
	b.turn(true)
	b.remove(0)
	if len(b.rules) != 1 || b.active() {
		t.Errorf("removed: %d rules, active %v", len(b.rules), b.active())
	}
}
