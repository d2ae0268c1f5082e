package main

import (
	"errors"
	"fmt"
	"log/slog"

	"ladle/session"
	"ladle/session/auth"
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
	s, loop, code := o.open(env, r, log)
	if s == nil {
		return code
	}
	if r.note != "" && o.notes() {
		fmt.Fprintln(env.Stderr, "ladle: "+printable(r.note))
	}
	a := answerChallenges(s, r)
	if o.repeat > 0 {
		return newRun(env, &o, r, s, loop).run()
	}
	return newTransfer(env, &o, r, s, loop, a).run()
}

// prepare reads what the flags name and makes a message on trial; nil and the exit code when something is wrong.
func (o *sendOptions) prepare(env Env) (*request, int) {
	r, err := o.compose(env.Stdin)
	if err == nil {
		err = o.credentials(env, r)
	}
	if err == nil {
		_, err = r.message()
	}
	if err == nil {
		r.proxy, err = o.resolver(r.proxyAccount)
	}
	if err == nil {
		return r, 0
	}
	var file *fileError
	var bad *session.URLError
	var field *session.FieldError
	var proxy *proxyError
	switch {
	case errors.As(err, &proxy):
		say(env.Stderr, proxy.flag+" "+proxy.err.Text+": "+proxy.err.What, proxy.err.Try)
		return nil, proxy.code()
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

// open makes the session that the flags describe, on a loop of its own; nil and the exit code when that cannot be.
func (o *sendOptions) open(env Env, r *request, log *slog.Logger) (*session.Session, *session.Loop, int) {
	loop := new(session.Loop)
	p := o.properties()
	p.ProxyResolver = r.proxy
	so := session.Options{MainContext: loop, Properties: &p, Spool: tempSpool{}, Log: log}
	if o.asks(env) {
		so.Questions = []session.QuestionKind{session.AskCredentials}
	}
	s, err := standard.New(so)
	if err == nil {
		if err = o.restrict(s, r, auth.NewTicketCache()); err == nil {
			return s, loop, 0
		}
		s.Close()
	}
	var pe *session.PropertyError
	switch {
	case errors.As(err, &pe) && pe.Name == "ssl-ca-file":
		say(env.Stderr, "--cacert "+pe.Value+": "+pe.What)
		return nil, nil, exitCAFile
	case errors.As(err, &pe):
		return nil, nil, complain(env, pe.Name+" "+pe.Value+": "+pe.What, pe.Try)
	}
	return nil, nil, complain(env, capital(err.Error()), "")
}

// asks says whether somebody is there to answer questions.
func (o *sendOptions) asks(env Env) bool {
	return env.Ask != nil && o.repeat == 0 && !o.silent && o.events != "json"
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
