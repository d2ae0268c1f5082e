package session

// redirect follows a redirect if the rules say so.
func (s *Session) redirect(it *item) {
	r := it.response
	if r.Status < 300 || r.Status > 399 || it.m.Flags()&NoRedirect != 0 || it.requeued {
		return
	}
	m := it.m
	m.mu.Lock()
	location, has := r.Fields.Last("Location")
	d := decideRedirect(it.method(), it.uri, m.fields, r.Status, location, has)
	from := it.url
	m.mu.Unlock()
	if d.invalid && it.stream == nil {
		it.err = &Error{Stage: StageRedirect, Status: StatusMalformed, URL: from, Err: redirectProblem(d.why)}
		it.status, it.reason = StatusMalformed, StatusMalformed.Phrase()
	}
	if !d.follow {
		return
	}
	s.requeue(it, RestartRedirect, &Redirected{Status: r.Status, From: from, To: displayURL(d.to), Method: d.method, Dropped: d.drop})
	if it.requeued {
		m.redirectTo(d)
	}
}

// redirectTo changes the request as decided.
func (m *Message) redirectTo(d redirection) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.uri, m.method = d.to, d.method
	if d.rewrite {
		m.body = nil
	}
	for _, x := range d.drop {
		m.fields.Del(x.Name)
	}
}
