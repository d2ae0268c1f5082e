package main

import (
	"errors"
	"fmt"

	"ladle/app/playground"
)

const playgroundHelp = `Opens a practice server on this machine: plain HTTP, TLS with good and bad certificates, a proxy,
and a listener that breaks HTTP on purpose. Each line on stdout is NAME URL, the last one is ready.
It runs until an interrupt. The page at the first URL lists what there is to try. The file for
ladle send --cacert, which makes the endpoint https trusted, is named on stderr.`

// playgroundOptions are the flags of playground.
type playgroundOptions struct{ addr string }

var playgroundFlags = []flag[playgroundOptions]{
	{long: "addr", value: "HOST:PORT", about: "where plain HTTP listens; a free port, as all others, without it",
		set: func(o *playgroundOptions, v string) error { o.addr = v; return nil }},
	{short: 'h', long: "help", about: "print this page", on: func(*playgroundOptions) {}},
}

// runPlayground is `ladle playground`.
func runPlayground(args []string, env Env) int {
	var o playgroundOptions
	rest, err := parse("ladle playground", playgroundFlags, args, &o)
	switch {
	case err == errHelp:
		return runHelp([]string{"playground"}, env)
	case err != nil:
		return complain(env, capital(err.Error()), "See ladle help playground")
	case len(rest) > 0:
		return complain(env, "There is nothing to do with "+rest[0], "Name the address with --addr "+rest[0])
	}
	log, closeLog := openLog(env.Getenv)
	defer closeLog()
	srv, err := playground.Start(playground.Options{Addr: o.addr, Log: log})
	var bad *playground.AddrError
	switch {
	case errors.As(err, &bad):
		return complain(env, "No practice server on "+bad.Addr+": "+bad.Why, capital(bad.Try))
	case err != nil:
		say(env.Stderr, capital(err.Error()))
		return exitConnect
	}
	for _, e := range srv.Endpoints() {
		fmt.Fprintf(env.Stdout, "%s %s\n", e.Name, e.URL)
	}
	fmt.Fprintln(env.Stderr, "ladle: --cacert "+srv.CAFile())
	fmt.Fprintln(env.Stdout, "ready")
	<-env.Context.Done()
	if err := srv.Close(); err != nil {
		say(env.Stderr, capital(err.Error()))
		return 1
	}
	return 0
}
