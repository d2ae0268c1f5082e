//go:build !nogui

package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"ladle/session"
	"ladle/store"
	"ladle/ui"
)

// screens are the pictures that can be asked for, each a short tour of the real window.
func screens() map[string]func(*stage) error {
	return map[string]func(*stage) error{
		"main":       tourMain,
		"first-run":  func(s *stage) error { s.settle(); return nil },
		"play":       func(s *stage) error { s.window.ShowPlayground(s.play); s.settle(); return nil },
		"prompt":     tourPrompt,
		"breakpoint": tourBreakpoint,
		"session":    tourSession,
		"timing":     func(s *stage) error { return s.mainThen(2) },
		"headers":    func(s *stage) error { return s.mainThen(1) },
		"events":     func(s *stage) error { return s.mainThen(3) },
		"error":      func(s *stage) error { return s.one(s.play.Broken("space-before-colon")) },
		"refused":    func(s *stage) error { return s.one("http://127.0.0.1:1/") },
		"untrusted":  tourUntrusted,
		"tls":        tourTLS,
		"huge":       func(s *stage) error { return s.one(s.play.URL + "/try/huge?mb=20") },
		"redirect":   tourRedirect,
		"bad-url":    tourBadURL,
	}
}

func screenNames() []string { return slices.Sorted(maps.Keys(screens())) }

// send composes a request as a person would and presses Send.
func (s *stage) send(r store.Request) error {
	before := s.window.State().Rows
	s.window.Compose(r)
	if !s.window.Run("message.send") {
		return fmt.Errorf("send did nothing")
	}
	return s.until("a row for "+r.URL, func(st ui.State) bool { return st.Rows > before })
}

func (s *stage) get(url string) error { return s.send(store.Request{Method: "GET", URL: url}) }

// over waits until nothing runs and nothing waits for a person.
func (s *stage) over() error {
	return s.until("the end of all messages", func(st ui.State) bool {
		return st.Running == 0 && st.Queued == 0 && len(st.Messages) > 0 && st.Messages[len(st.Messages)-1].Over
	})
}

// one sends one request and shows its answer.
func (s *stage) one(url string) error {
	if err := s.get(url); err != nil {
		return err
	}
	if err := s.over(); err != nil {
		return err
	}
	s.settle()
	return nil
}

// answered sends a request that is answered with 401 and signs in.
func (s *stage) answered(url, user, password string) error {
	if err := s.get(url); err != nil {
		return err
	}
	if err := s.until("the prompt", func(st ui.State) bool { return st.Prompt }); err != nil {
		return err
	}
	s.window.AnswerPrompt(user, password)
	return s.over()
}

// tourMain is a morning's work: a redirect into a sign-in, some answers of each kind, one failure and two that still run.
func tourMain(s *stage) error {
	base := s.play.URL
	s.window.ShowPlayground(s.play)
	plain := []string{"/try/text", "/try/redirect-host", "/gzip", "/try/image", "/status/404", "/try/status/503", "/try/xml"}
	for _, p := range plain {
		if err := s.one(base + p); err != nil {
			return err
		}
	}
	if err := s.answered(base+"/redirect-to?url=/basic-auth/mira/soup", "mira", "soup"); err != nil {
		return err
	}
	for _, u := range []string{s.play.Broken("space-before-colon"), "http://127.0.0.1:1/api/orders"} {
		if err := s.one(u); err != nil {
			return err
		}
	}
	post := store.Request{Method: "POST", URL: base + "/try/echo", Fields: []store.FieldRow{{Name: "Accept", Value: "application/json"}, {Name: "X-Debug", Value: "trace", Off: true}},
		Body: store.RequestBody{Kind: store.TextBody, ContentType: "application/json", Text: "{\"sku\": \"LDL-COPPER-09\", \"qty\": 1}"}}
	if err := s.send(post); err != nil {
		return err
	}
	if err := s.over(); err != nil {
		return err
	}
	signIn := s.rowOf("redirect-to")
	for _, ms := range []int{1800, 2500} {
		if err := s.get(fmt.Sprintf("%s/try/slow?ms=%d", base, ms)); err != nil {
			return err
		}
	}
	r := store.Request{Method: "GET", URL: base + "/try/json?state=open&limit=200", Fields: []store.FieldRow{{Name: "Accept", Value: "application/json"}, {Name: "X-Debug", Value: "trace", Off: true}}}
	if err := s.setLimit("4"); err != nil {
		return err
	}
	if err := s.send(r); err != nil {
		return err
	}
	if err := s.until("the orders", func(st ui.State) bool { return s.done("/try/json") }); err != nil {
		return err
	}
	s.window.Unfold(signIn)
	s.window.Choose(s.rowOf("/try/json"), 0)
	s.settle()
	return nil
}

func (s *stage) setLimit(n string) error {
	return s.desktop.session.SetProperty("max-conns-per-host", n)
}

// rowOf gives the newest message whose URL has the text in it, 0 if none.
func (s *stage) rowOf(text string) uint64 {
	st := s.window.State()
	for i := len(st.Messages) - 1; i >= 0; i-- {
		if strings.Contains(st.Messages[i].URL, text) {
			return st.Messages[i].ID
		}
	}
	return 0
}

func (s *stage) done(text string) bool {
	st := s.window.State()
	for _, m := range st.Messages {
		if strings.Contains(m.URL, text) && !m.Over {
			return false
		}
	}
	return s.rowOf(text) != 0
}

func (s *stage) mainThen(tab int) error {
	if err := s.answered(s.play.URL+"/redirect-to?url=/basic-auth/mira/soup", "mira", "soup"); err != nil {
		return err
	}
	s.window.Choose(s.rowOf("redirect-to"), tab)
	s.window.Unfold(s.rowOf("redirect-to"))
	s.settle()
	return nil
}

func tourPrompt(s *stage) error {
	if err := s.one(s.play.URL + "/try/json"); err != nil {
		return err
	}
	if err := s.get(s.play.URL + "/try/auth/basic"); err != nil {
		return err
	}
	return s.until("the prompt", func(st ui.State) bool { return st.Prompt })
}

// tourUntrusted is asked about a certificate that has expired.
func tourUntrusted(s *stage) error {
	if err := s.get(s.play.Listener("https-expired") + "/try/json"); err != nil {
		return err
	}
	return s.until("the prompt", func(st ui.State) bool { return st.Prompt })
}

// refuse presses Enter in the prompt about a certificate.
func (s *stage) refuse() error {
	s.window.EnterPrompt()
	return s.over()
}

// tourTLS takes the handshake with a server apart whose certificate is in order, and then one that is refused.
func tourTLS(s *stage) error {
	s.window.ShowPlayground(s.play)
	if err := tourUntrusted(s); err != nil {
		return err
	}
	if err := s.refuse(); err != nil {
		return err
	}
	if err := s.one(s.play.Listener("https") + "/try/json"); err != nil {
		return err
	}
	s.window.Choose(1, 4)
	s.settle()
	return nil
}

// tourBadURL types a URL that cannot be sent.
func tourBadURL(s *stage) error {
	s.window.Compose(store.Request{Method: "GET", URL: "http://localhost:99999/orders"})
	s.window.Run("message.send")
	s.settle()
	if s.window.State().Problem == "" {
		return fmt.Errorf("the composer accepts a port that does not exist")
	}
	return nil
}

// tourBreakpoint stops one message before its head is written and another one when its head is there.
func tourBreakpoint(s *stage) error {
	for _, p := range []string{"/try/text", "/gzip", "/status/404"} {
		if err := s.one(s.play.URL + p); err != nil {
			return err
		}
	}
	s.window.StopAt("", "", "/try/json", session.StopAtGotHeaders)
	s.window.StopAt("POST", "", "/try/**", session.StopAtStarting)
	if err := s.get(s.play.URL + "/try/json"); err != nil {
		return err
	}
	if err := s.until("the stop at got-headers", func(st ui.State) bool { return st.Stopped == 1 }); err != nil {
		return err
	}
	s.window.Run("stop.leave")
	post := store.Request{Method: "POST", URL: s.play.URL + "/try/echo", Fields: []store.FieldRow{{Name: "Accept", Value: "application/json"}, {Name: "Idempotency-Key", Value: "5f0c-41aa"}, {Name: "Authorization", Value: "Bearer secret"}},
		Body: store.RequestBody{Kind: store.TextBody, ContentType: "application/json", Text: "{\n  \"order\": \"ord_01JD9W3K5T\",\n  \"capture\": true\n}"}}
	if err := s.send(post); err != nil {
		return err
	}
	if err := s.until("the stop at starting", func(st ui.State) bool { return st.Stopped == 2 }); err != nil {
		return err
	}
	s.window.Run("breakpoints.panel")
	s.settle()
	return nil
}

// tourSession is the drawer made wide, over a queue of which a part is held.
func tourSession(s *stage) error {
	for _, p := range []string{"/try/text", "/gzip", "/try/image", "/status/404"} {
		if err := s.one(s.play.URL + p); err != nil {
			return err
		}
	}
	for _, p := range []string{"/try/slow?ms=9000", "/try/slow?ms=9001", "/api/products?page=2", "/api/products?page=3"} {
		if err := s.get(s.play.URL + p); err != nil {
			return err
		}
	}
	for _, p := range []string{"/api/orders/20418/refund", "/api/orders/20391"} {
		s.window.Compose(store.Request{Method: "DELETE", URL: s.play.URL + p})
		s.window.Run("message.sendHeld")
	}
	if err := s.until("two held messages", func(st ui.State) bool { return st.Queued == 4 }); err != nil {
		return err
	}
	s.window.Run("drawer.wide")
	s.settle()
	return nil
}

// tourRedirect has a redirect asked about.
func tourRedirect(s *stage) error {
	if err := s.one(s.play.URL + "/try/json"); err != nil {
		return err
	}
	s.window.Run("redirects.ask")
	r := store.Request{Method: "POST", URL: s.play.URL + "/redirect-to?url=" + s.play.Listener("https") + "/try/text", Fields: []store.FieldRow{{Name: "Accept", Value: "text/plain"}, {Name: "Authorization", Value: "Bearer secret"}},
		Body: store.RequestBody{Kind: store.TextBody, ContentType: "application/json", Text: "{\"sku\": \"LDL-COPPER-09\"}"}}
	if err := s.send(r); err != nil {
		return err
	}
	return s.until("the question", func(st ui.State) bool { return st.Prompt })
}
