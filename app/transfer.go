package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"ladle/session"
	"ladle/session/socks"
)

// transfer is one message of `ladle send`. Its fields belong to the goroutine that turns the loop; the body is copied on
// another one, which reports to the loop.
type transfer struct {
	env   Env
	o     *sendOptions
	r     *request
	s     *session.Session
	loop  *session.Loop
	m     *session.Message
	facts facts
	limit *deadlines
	given *answers
	lines *timeline
	out   *output

	stop     context.CancelFunc // ends the turning of the loop
	got      *received          // nil while the body is copied
	unqueued bool
	open     context.CancelFunc // withdraws the question that is open, nil without one
}

// received is how the copying of the body ended.
type received struct {
	n      int64
	err    error // of the message
	outErr error // of the output
}

func newTransfer(env Env, o *sendOptions, r *request, s *session.Session, loop *session.Loop, a *answers) *transfer {
	return &transfer{given: a, env: env, o: o, r: r, s: s, loop: loop, limit: newDeadlines(s, loop, o), lines: newTimeline(env, o)}
}

// run sends the message and returns the exit code.
func (t *transfer) run() int {
	defer t.s.Close()
	var code int
	if t.out, code = t.o.openOutput(t.env, t.r.url); t.out == nil {
		return code
	}
	m, err := t.r.message()
	if err != nil { // was made before, on trial
		return complain(t.env, err.Error(), "")
	}
	t.m = m
	if t.o.include || t.o.head {
		write := func(m *session.Message) { t.out.head(m.Response()) }
		m.OnGotInformational(write)
		m.OnGotHeaders(write)
	}
	t.s.Observe(t.loop, 0, t.observe)
	turning, stop := context.WithCancel(context.Background())
	t.stop = stop
	defer context.AfterFunc(t.env.Context, func() { t.loop.Invoke(t.check) })()
	go func() {
		got := t.receive(t.env.Context)
		t.loop.Invoke(func() { t.got = got; t.check() })
	}()
	t.loop.Run(turning)
	return t.end()
}

// receive sends the message and copies its body. It runs on a goroutine of its own.
func (t *transfer) receive(ctx context.Context) *received {
	body, err := t.s.Send(ctx, t.m)
	if err != nil {
		return &received{err: err}
	}
	defer body.Close() // finishes the message
	got := &received{}
	if t.refused() {
		_, _ = io.CopyN(io.Discard, body, unwantedBody)
		return got
	}
	got.n, err = io.Copy(t.out, body)
	if got.outErr = t.out.err; got.outErr == nil {
		got.err = err
	}
	return got
}

// unwantedBody is how much of a body is read that nobody wants, so that its connection ends well, before it is given up.
const unwantedBody = 1 << 20

// refused says whether --fail keeps the body out.
func (t *transfer) refused() bool {
	r := t.m.Response()
	return t.o.fail && r != nil && r.Status >= 400
}

// observe follows the message on the loop.
func (t *transfer) observe(evs []session.Event) {
	t.lines.observe(evs)
	for _, e := range evs {
		t.question(e)
		if e.Message != t.m.ID() { // a CONNECT for it
			continue
		}
		if e.Kind == session.KindRequestQueued {
			t.limit.watch(t.m)
		}
		t.limit.observe(e)
		t.facts.observe(e)
		t.unqueued = t.unqueued || e.Kind == session.KindRequestUnqueued
	}
	t.check()
}

// question asks the person, as long as the question is open. Who rejected the credentials of the command line is not given
// others.
func (t *transfer) question(e session.Event) {
	switch d := e.Detail.(type) {
	case *session.Question:
		if t.given.gave[d.Host] {
			t.s.Dismiss(d.ID)
			return
		}
		ctx, stop := context.WithCancel(t.env.Context)
		t.open = stop
		go ask(ctx, t.env, t.s, d)
	case *session.QuestionClosed:
		if t.open != nil {
			t.open()
			t.open, t.given.dismissed = nil, d.How == "dismissed"
		}
	}
}

// check ends the loop when the message has left the queue and its body is written. A writer that is stuck is not waited
// for after an interrupt.
func (t *transfer) check() {
	if t.unqueued && (t.got != nil || t.env.Context.Err() != nil) {
		t.stop()
	}
}

// end writes what follows the body and gives the exit code.
func (t *transfer) end() int {
	t.s.Close()
	t.loop.Drain()
	if t.got == nil { // somebody does not read stdout; the output is left to the goroutine that is stuck in it
		t.got = &received{err: &session.Error{Stage: session.StageCancel, Status: session.StatusCancelled, Err: session.ErrCancelled}}
		return t.verdict()
	}
	whole := t.got.err == nil && !t.refused()
	if err := t.out.close(whole); t.got.outErr == nil {
		t.got.outErr = err
	}
	if t.lines.waits && t.lines.form == "text" && t.out.midLine() {
		fmt.Fprintln(t.env.Stdout)
	}
	t.lines.bodyEnded()
	code := t.verdict()
	if t.o.writeOut != "" {
		t.facts.received = t.got.n
		return t.writeOut(code)
	}
	return code
}

// verdict says what went wrong and gives the exit code.
func (t *transfer) verdict() int {
	why := t.limit.reason(t.m.ID())
	switch {
	case errors.Is(t.got.outErr, errBinary):
		t.complain("The body is binary, and stdout is a terminal", "Use -o FILE, or -o - to have it there all the same")
		return exitWrite
	case t.got.outErr != nil:
		t.complain(t.out.label()+" cannot be written: "+cause(t.got.outErr), "")
		return exitWrite
	case t.got.err != nil:
		return t.failure(why)
	case t.refused():
		r := t.m.Response()
		t.remark()
		t.complain("The answer is "+strings.TrimSpace(fmt.Sprintf("%d %s", r.Status, r.Reason)), "")
		return exitHTTP
	}
	t.remark()
	return 0
}

// remark says why the answer is a challenge.
func (t *transfer) remark() {
	if what, try := t.o.challenged(t.m, t.facts.sent, t.facts.skipped, t.given); what != "" && t.o.notes() {
		say(t.env.Stderr, what, try)
	}
}

// failure says why there is no whole answer; why is the deadline that has passed.
func (t *transfer) failure(why string) int {
	kept := ""
	if t.got.n > 0 && t.out.name != "" {
		kept = fmt.Sprintf("%s has the %s that came", t.out.name, byteSize(t.got.n))
	}
	var e *session.Error
	switch {
	case why != "":
		t.complain(why, kept)
		return exitTimeout
	case !errors.As(t.got.err, &e):
		t.complain(t.got.err.Error(), kept)
		return exitReceive
	case errors.Is(e, session.ErrCancelled):
		t.complain("Interrupted", kept)
		return exitInterrupted
	}
	what, try := e.Sentence()
	t.complain(what, t.advice(e, try), kept)
	return exitCode(e)
}

// advice is what to try here, where properties are flags and nothing is kept for a later look.
func (t *transfer) advice(e *session.Error, try string) string {
	switch {
	case errors.Is(e, socks.ErrCredentialsRefused), t.r.proxyAccount != nil && e.Status == 407:
		return "Check the proxy's user and password"
	case e.Status == 407, errors.Is(e, socks.ErrCredentialsNeeded):
		return "--proxy-user USER:PASSWORD gives them"
	case strings.Contains(try, "proxy-resolver"):
		return "-x names another proxy, -x '' goes without"
	case errors.Is(e, session.ErrTimeout):
		return "--max-time SECONDS waits longer"
	case exitCode(e) == exitCertificate:
		return "--cacert FILE trusts another authority, -k accepts any certificate"
	case e.Stage == session.StageRedirect && e.Status == session.StatusTooManyRedirects:
		return "--no-location shows the first"
	case e.Stage == session.StageDecode:
		return "-H Accept-Encoding: asks for it uncoded"
	case e.Stage == session.StageRead && strings.HasSuffix(try, " kept"):
		return ""
	}
	return try
}

func (t *transfer) complain(sentences ...string) {
	if t.o.errors() {
		say(t.env.Stderr, sentences...)
	}
}
