package session

// authenticate emits the signal authenticate, asks a question where nobody answered, and goes on.
func (s *Session) authenticate(it *item, r *authRequest, then func()) {
	a := r.auth
	s.event(it, KindAuthenticate, it.connID(), 0, &Challenge{Scheme: a.Scheme(), Realm: a.Realm(), Host: a.Host(), Proxy: a.Proxy(), Retrying: r.retrying, Authenticated: a.Authenticated()})
	after := func() {
		switch {
		case a.Authenticated():
			r.answered(FromHandler)
		case it.paused&pausedByCaller == 0 && s.asks[AskCredentials]:
			s.askCredentials(it, r)
		}
		then()
	}
	subs := subscribers(s, pickAuthenticate)
	if len(subs) == 0 {
		after()
		return
	}
	s.invoke(it, func() {
		for _, x := range subs {
			x.f(it.m, a, r.retrying)
		}
	}, after)
}

// askCredentials pauses the item and puts the question to whoever observes.
func (s *Session) askCredentials(it *item, r *authRequest) {
	s.lastQ++
	a := r.auth
	q := Question{ID: s.lastQ, Kind: AskCredentials, Message: it.id, Conn: it.connID(), Method: it.sent.Method, URL: it.url, Status: it.response.Status, Host: a.Host(),
		Proxy: a.Proxy(), Realm: a.Realm(), Scheme: a.Scheme(), Offered: r.offered, TLS: it.h.key.tls, Retry: r.retrying, User: r.user}
	it.question = &question{q: q, auth: a, answer: func(x Answer) {
		a.Authenticate(x.User, x.Password)
		r.answered(FromQuestion)
	}, shared: func() { r.answered(FromQuestion) }}
	s.questions[q.ID] = it
	s.pause(it, pausedByQuestion)
	s.event(it, KindQuestion, q.Conn, 0, &q)
}

// closeQuestion takes the open question of an item off and says how it ended.
func (s *Session) closeQuestion(it *item, how string) {
	q := it.question
	it.question = nil
	delete(s.questions, q.q.ID)
	s.event(it, KindQuestionClosed, q.q.Conn, 0, &QuestionClosed{ID: q.q.ID, How: how})
}

// withdraw takes back the question of an item that is being cancelled.
func (s *Session) withdraw(it *item) {
	if it.question != nil {
		s.closeQuestion(it, "withdrawn")
	}
}

func (s *Session) resolve(id QuestionID, how string, a Answer) error {
	err := ErrNoQuestion
	if !s.ask(func() {
		it := s.questions[id]
		if it == nil {
			return
		}
		err = nil
		q := it.question
		s.closeQuestion(it, how)
		if how == "answered" {
			q.answer(a)
			s.answerAlike(q)
		}
		s.unpause(it, pausedByQuestion)
	}) {
		return ErrClosed
	}
	return err
}

// answerAlike lets the other messages go on that wait for the same credentials.
func (s *Session) answerAlike(q *question) {
	for _, it := range s.itemsInOrder() {
		o := it.question
		if o == nil || o.auth != q.auth {
			continue
		}
		s.closeQuestion(it, "answered")
		o.shared()
		s.unpause(it, pausedByQuestion)
	}
}
