package main

import (
	"context"
	"fmt"
	"strconv"

	"ladle/session"
)

// ask puts a question to the person at the terminal, until ctx ends. It runs on a goroutine of its own.
func ask(ctx context.Context, env Env, s *session.Session, q *session.Question) {
	user, err := env.Ask(ctx, printable(questionText(q))+"\nUser (none: go without): ", false)
	if err != nil || user == "" {
		s.Dismiss(q.ID)
		return
	}
	password, err := env.Ask(ctx, "Password of "+printable(user)+": ", true)
	if err != nil {
		s.Dismiss(q.ID)
		return
	}
	s.Answer(q.ID, session.Answer{User: user, Password: session.Secret(password)})
}

// questionText says who asks, for what, and what would become of the password.
func questionText(q *session.Question) string {
	who := q.Host
	if q.Proxy {
		who = "The proxy " + q.Host
	}
	text := ""
	if q.Retry {
		text = "The user and password were rejected. "
	}
	text += fmt.Sprintf("%s asks for a user and a password for %s, by %s", who, strconv.Quote(q.Realm), q.Scheme)
	if q.Scheme == "Basic" && !q.TLS {
		text += ", which sends them readable"
	}
	return text
}
