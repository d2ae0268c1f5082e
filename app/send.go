package main

import (
	"errors"
	"fmt"
	"log/slog"

	"ladle/session"
	"ladle/session/standard"
)

// runSend is `ladle send`.
func runSend(args []string, env Env) int {
	var o sendOptions
	urls, err := parse("ladle send", sendFlags, args, &o)
	if err == errHelp {
		return runHelp([]string{"send"}, env)
	}
	o.urls = append(o.urls, urls...)
	switch {
	case err != nil:
		return complain(env, capital(err.Error()), "See ladle help send")
	case len(o.urls) == 0:
		return complain(env, "There is no URL", "Write one, as in: ladle send https://example.com/")
	case len(o.urls) > 1:
		return complain(env, "There is more than one URL, and ladle send takes one", "Put values with blanks in quotes")
	case o.conflict() != "":
		return complain(env, o.conflict(), "See ladle help send")
	}
	r, code := o.prepare(env)
	if r == nil {
		return code
	}
	log, closeLog := openLog(env.Getenv)
	defer closeLog()
	s, loop, code := o.open(env, log)
	if s == nil {
		return code
	}
	if r.note != "" && o.notes() {
		fmt.Fprintln(env.Stderr, "ladle: "+printable(r.note))
	}
	answerChallenges(s, r)
	if o.repeat > 0 {
		return newRun(env, &o, r, s, loop).run()
	}
	return newTransfer(env, &o, r, s, loop).run()
}

// answerChallenges gives the credentials of -u to every challenge once: those that were rejected are not tried again.
func answerChallenges(s *session.Session, r *request) {
	if !r.answers {
		return
	}
	s.OnAuthenticate(func(_ *session.Message, a session.Auth, retrying bool) {
		if !retrying && !a.Proxy() {
			a.Authenticate(r.user, r.password)
		}
	})
}

// prepare reads what the flags name and makes a message on trial; nil and the exit code when something is wrong.
func (o *sendOptions) prepare(env Env) (*request, int) {
	r, err := o.compose(env.Stdin)
	if err == nil && o.user != nil {
		err = o.askPassword(env, r)
	}
	if err == nil {
		_, err = r.message()
	}
	if err == nil {
		return r, 0
	}
	var file *fileError
	var bad *session.URLError
	var field *session.FieldError
	switch {
	case errors.As(err, &file):
		say(env.Stderr, file.Error())
		return nil, exitCannotRead
	case errors.As(err, &bad):
		say(env.Stderr, bad.What, bad.Try)
		return nil, exitURL
	case errors.As(err, &field):
		say(env.Stderr, field.What+fieldPlace(field), field.Try)
		return nil, exitUsage
	case env.Context.Err() != nil:
		return nil, exitInterrupted
	}
	say(env.Stderr, capital(err.Error()))
	return nil, exitUsage
}

func fieldPlace(e *session.FieldError) string {
	switch {
	case e.Part == "method" && e.Value != "":
		return ": " + e.Value
	case e.Name != "":
		return ": " + e.Name
	}
	return ""
}

// askPassword completes -u USER at the terminal.
func (o *sendOptions) askPassword(env Env, r *request) error {
	user, password, given := cutUser(*o.user)
	if !given {
		if env.Ask == nil {
			return errors.New("-u has no password, and there is no terminal to ask for it; write -u user:password")
		}
		text, err := env.Ask(env.Context, "Password of "+printable(user)+": ", true)
		if err != nil {
			return fmt.Errorf("the password cannot be read: %w", err)
		}
		password = session.Secret(text)
	}
	r.credentials(user, password, o.basic)
	return nil
}

// cutUser parts user and password at the first colon, which no user name has (RFC 7617 section 2).
func cutUser(text string) (user string, password session.Secret, given bool) {
	for i := range len(text) {
		if text[i] == ':' {
			return text[:i], session.Secret(text[i+1:]), true
		}
	}
	return text, "", false
}

// open makes the session that the flags describe, on a loop of its own; nil and the exit code when that cannot be.
func (o *sendOptions) open(env Env, log *slog.Logger) (*session.Session, *session.Loop, int) {
	loop := new(session.Loop)
	p := o.properties()
	so := session.Options{MainContext: loop, Properties: &p, Spool: tempSpool{}, Log: log}
	if o.asks(env) {
		so.Questions = []session.QuestionKind{session.AskCredentials}
	}
	s, err := standard.New(so)
	var pe *session.PropertyError
	switch {
	case err == nil:
		return s, loop, 0
	case errors.As(err, &pe) && pe.Name == "ssl-ca-file":
		say(env.Stderr, "--cacert "+pe.Value+": "+pe.What)
		return nil, nil, exitCAFile
	case errors.As(err, &pe):
		return nil, nil, complain(env, pe.Name+" "+pe.Value+": "+pe.What, pe.Try)
	}
	return nil, nil, complain(env, capital(err.Error()), "")
}

// asks says whether somebody is there to answer questions, and -u does not answer already.
func (o *sendOptions) asks(env Env) bool {
	return env.Ask != nil && o.user == nil && o.repeat == 0 && !o.silent && o.events != "json"
}

func (o *sendOptions) properties() session.Properties {
	p := session.DefaultProperties()
	if o.repeat > 0 {
		p.MaxConns = o.atATime()
		p.MaxConnsPerHost = p.MaxConns
	}
	if o.maxConns > 0 {
		p.MaxConns = o.maxConns
	}
	if o.maxConnsPerHost > 0 {
		p.MaxConnsPerHost = o.maxConnsPerHost
	}
	if o.maxTime > 0 {
		p.Timeout = 0
	}
	p.SSLStrict = !o.insecure
	p.SSLCAFile = o.caFile
	return p
}

// atATime is how many messages of a repeated send are in the session at most.
func (o *sendOptions) atATime() int {
	if o.parallel > 0 {
		return min(o.parallel, o.repeat)
	}
	return o.repeat
}
