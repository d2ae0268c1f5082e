package session

// RedirectPolicy says what to do with a redirect that the rules would follow.
type RedirectPolicy uint8

// Redirect policies.
const (
	// RedirectAsSession leaves it to the session, which follows unless it was told otherwise. For messages only.
	RedirectAsSession RedirectPolicy = iota
	// RedirectFollow follows.
	RedirectFollow
	// RedirectAsk asks a question of the kind AskRedirect; a session that does not ask such questions follows.
	RedirectAsk
	// RedirectStop makes the redirect the final response.
	RedirectStop
)

// SetRedirectPolicy says what to do with redirects that come from a host (host or host:port), or with "" from all others.
// A message's own policy counts more, and its flag NoRedirect most. RedirectAsSession takes the host off the list.
func (s *Session) SetRedirectPolicy(host string, p RedirectPolicy) {
	s.post(cmd{op: opFunc, fn: func() {
		if p == RedirectAsSession {
			delete(s.doors.redirects, host)
			return
		}
		if s.doors.redirects == nil {
			s.doors.redirects = map[string]RedirectPolicy{}
		}
		s.doors.redirects[host] = p
	}})
}

// redirectPolicy is the policy that counts for an item's response.
func (s *Session) redirectPolicy(it *item) RedirectPolicy {
	if it.m.Flags()&NoRedirect != 0 {
		return RedirectStop
	}
	if p := it.m.RedirectPolicy(); p != RedirectAsSession {
		return p
	}
	for _, host := range []string{it.h.key.addr, it.uri.Hostname(), ""} {
		if p := s.doors.redirects[host]; p != RedirectAsSession {
			return p
		}
	}
	return RedirectFollow
}

// redirect follows a redirect if the rules and the policy say so.
func (s *Session) redirect(it *item) {
	r := it.response
	if r.Status < 300 || r.Status > 399 || it.again != nil {
		return
	}
	policy := s.redirectPolicy(it)
	if policy == RedirectStop {
		return
	}
	d := s.decide(it)
	if d.invalid && it.stream == nil {
		it.err = &Error{Stage: StageRedirect, Status: StatusMalformed, URL: it.url, Err: redirectProblem(d.why)}
		it.status, it.reason = StatusMalformed, StatusMalformed.Phrase()
	}
	if !d.follow {
		return
	}
	if policy == RedirectAsk && s.asks[AskRedirect] && it.resends < maxResends {
		s.askRedirect(it, d)
		return
	}
	s.follow(it, d)
}

// decide asks the rules about the response that an item has.
func (s *Session) decide(it *item) redirection {
	r := it.response
	m := it.m
	m.mu.Lock()
	defer m.mu.Unlock()
	fields := m.fields
	if m.framed != "" { // not the caller's, and not worth a word
		fields = fields.Clone()
		fields.Del(m.framed)
	}
	location, has := r.Fields.Last("Location")
	return decideRedirect(s.props.Load().schemes, it.method(), it.uri, fields, r.Status, location, has)
}

// follow has the next attempt go where the redirect says. Past the limit the message shows where it would have gone.
func (s *Session) follow(it *item, d redirection) {
	from := it.url
	s.requeue(it, RestartRedirect, &Redirected{Status: it.response.Status, From: from, To: displayURL(d.to), Method: d.method, Dropped: d.drop})
	undo := it.m.redirectTo(d)
	if it.again != nil {
		it.again.undo = undo
	}
}

// askRedirect pauses the item and asks whether to follow.
func (s *Session) askRedirect(it *item, d redirection) {
	q := Question{Kind: AskRedirect, Method: it.sent.Method, URL: it.url, Status: it.response.Status, Host: it.h.key.addr, TLS: d.tls,
		Redirect: &RedirectQuestion{Location: lastLocation(it.response), To: displayURL(d.to), Method: d.method, Why: d.why, Dropped: d.drop,
			DropsBody: d.rewrite && it.m.hasBody(), OtherOrigin: d.origin, Hop: it.resends + 1, Limit: maxResends}}
	s.put(it, &question{q: q, answer: func(a Answer) {
		s.follow(it, d)
		if a.StopNext {
			it.m.StopAt(StopAtStarting)
		}
	}})
}

func lastLocation(r *Response) string {
	l, _ := r.Fields.Last("Location")
	return maskUserInfo(l)
}

// redirectTo changes the request as decided, and gives what undoes it.
func (m *Message) redirectTo(d redirection) (undo func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	uri, method, body, framed, fields := m.uri, m.method, m.body, m.framed, m.fields.Clone()
	m.uri, m.method = d.to, d.method
	m.gen.Add(1)
	if d.rewrite {
		m.body = nil
	}
	for _, x := range d.drop {
		m.fields.Del(x.Name)
	}
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.uri, m.method, m.body, m.framed, m.fields = uri, method, body, framed, fields
		m.gen.Add(1)
	}
}

// WouldRedirect says whether the rules would follow the response that m has: its status redirects its method, and its
// Location leads to a host by a scheme that means HTTP. Flags, policies and the limit do not count.
func (s *Session) WouldRedirect(m *Message) bool {
	would := false
	s.ask(func() {
		if it := m.item(); it != nil && it.s == s && it.response != nil {
			would = s.decide(it).follow
			return
		}
		if d, ok := s.decideEnded(m); ok {
			would = d.follow
		}
	})
	return would
}

// decideEnded asks the rules about the response of a message that is not queued.
func (s *Session) decideEnded(m *Message) (redirection, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.response == nil {
		return redirection{}, false
	}
	location, has := m.response.Fields.Last("Location")
	return decideRedirect(s.props.Load().schemes, m.method, m.uri, m.fields, m.response.Status, location, has), true
}

// Redirect sends m to the place that its response's last Location names, whatever the status, the policy and the flags say:
// to be called from its handlers of got-headers, got-body and finished, or from the callback. Method and body change where the status
// asks for it; what must not cross an origin is dropped. It is false, and nothing happens, without a Location that can be
// used. The limit of restarts counts. Waits for the engine.
func (s *Session) Redirect(m *Message) bool {
	done := false
	s.ask(func() {
		it := m.item()
		if it == nil || it.s != s || it.response == nil || it.state < stRunning || it.state == stDone {
			return
		}
		d := s.decideByHand(it)
		if d.to == nil {
			return
		}
		done = true
		s.follow(it, d)
	})
	return done
}

// decideByHand is decide for a caller who knows better than the rules whether to follow.
func (s *Session) decideByHand(it *item) redirection {
	d := s.decide(it)
	if d.follow {
		return d
	}
	location, has := it.response.Fields.Last("Location")
	if !has {
		return redirection{}
	}
	names := s.props.Load().schemes
	to, userInfo, _ := resolveLocation(names, it.uri, location)
	if to == nil {
		return redirection{}
	}
	it.m.mu.Lock()
	defer it.m.mu.Unlock()
	return redirection{to: to, method: it.method(), why: "asked for by hand"}.leaving(names, it.m.fields, it.uri, userInfo)
}
