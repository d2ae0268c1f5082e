package session

// asking is an authenticate signal on its way: it interrupts the emission of got-headers.
type asking struct {
	*authRequest
	stage askStage
}

type askStage uint8

const (
	askStop     askStage = iota // a breakpoint may stop it first
	askHandlers                 // the handlers of authenticate
	askOver                     // what they gave
)

// authenticate goes on with the signal that a feature asked for, and says whether it has to wait.
func (s *Session) authenticate(it *item) (waits bool) {
	r := it.asking
	a := r.auth
	if r.stage == askStop {
		r.stage = askHandlers
		if s.stops(it, StopAtAuthenticate) {
			it.held = true
			return true
		}
	}
	if r.stage == askOver {
		it.asking = nil
		s.afterAuthenticate(it, r.authRequest)
		return false
	}
	r.stage = askOver
	s.event(it, KindAuthenticate, it.connID(), 0, &Challenge{Scheme: a.Scheme(), Realm: a.Realm(), Host: a.Host(), Proxy: a.Proxy(), Retrying: r.retrying, Authenticated: a.Authenticated()})
	subs := subscribers(s, pickAuthenticate)
	hook := s.opts.Hooks.Authenticate
	if len(subs) == 0 && hook == nil {
		return s.authenticate(it)
	}
	retrying := r.retrying
	s.invoke(it, func() {
		if hook != nil {
			hook(it.m, a, retrying)
		}
		for _, x := range subs {
			x.f(it.m, a, retrying)
		}
	})
	return true
}

// afterAuthenticate asks a question where no handler gave credentials and none holds the message.
func (s *Session) afterAuthenticate(it *item, r *authRequest) {
	switch {
	case r.auth.Authenticated():
		r.answered(FromHandler, false)
	case it.paused&pausedByCaller == 0 && s.asks[AskCredentials]:
		s.askCredentials(it, r)
	}
}

// askCredentials asks for the credentials of a challenge.
func (s *Session) askCredentials(it *item, r *authRequest) {
	a := r.auth
	q := &question{auth: a}
	q.q = Question{Kind: AskCredentials, Method: it.sent.Method, URL: it.url, Status: it.response.Status, Host: a.Host(),
		Proxy: a.Proxy(), Realm: a.Realm(), Scheme: a.Scheme(), Offered: r.offered, TLS: it.encryptedTo(a.Proxy()), Retry: r.retrying, User: r.user}
	q.answer = func(x Answer) {
		q.once = x.Once
		a.Authenticate(x.User, x.Password)
		r.answered(FromQuestion, x.Once)
	}
	q.shared = func(by *question) { r.answered(FromQuestion, by.once) }
	s.put(it, q)
}

// encryptedTo says whether what a message tells its server, or its proxy, travels over TLS on the whole of that way.
func (it *item) encryptedTo(proxy bool) bool {
	if !proxy {
		return it.h.key.tls
	}
	return it.c != nil && it.c.proxy != nil && it.c.proxy.Scheme == "https"
}

// put pauses an item and puts a question to whoever observes.
func (s *Session) put(it *item, q *question) {
	s.lastQ++
	q.q.ID, q.q.Message, q.q.Conn = s.lastQ, it.id, it.connID()
	it.question = q
	s.questions[q.q.ID] = it
	s.pause(it, pausedByQuestion)
	s.event(it, KindQuestion, q.q.Conn, 0, &q.q)
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
		q.goOn()
	}) {
		return ErrClosed
	}
	return err
}

// goOn has what the question kept waiting go on.
func (q *question) goOn() {
	if q.after != nil {
		q.after()
	}
}

// answerAlike lets the other messages go on that wait for the same answer.
func (s *Session) answerAlike(q *question) {
	for _, it := range s.itemsInOrder() {
		o := it.question
		if o == nil || !o.like(q) {
			continue
		}
		s.closeQuestion(it, "answered")
		o.shared(q)
		s.unpause(it, pausedByQuestion)
		o.goOn()
	}
}

func (q *question) like(o *question) bool {
	return q.auth != nil && q.auth == o.auth || q.alike != "" && q.alike == o.alike
}
