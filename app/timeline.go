package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"ladle/session"
)

// timeline writes events to stderr as they come. It belongs to the goroutine of the loop.
type timeline struct {
	w       io.Writer
	form    string // text, json or none
	heads   bool   // -v
	ids     bool   // several messages: say whose event it is
	paint   bool   // colours
	waits   bool   // body and timeline share a terminal: what comes after a final head waits for the body's end
	waiting bool
	message session.MessageID // the one message, 0 before it is queued
	over    bool              // it has ended; that its connection closes is no news
	buf     bytes.Buffer
}

func newTimeline(env Env, o *sendOptions) *timeline {
	return &timeline{w: env.Stderr, form: o.timeline(), heads: o.verbose, ids: o.repeat > 0,
		paint: env.StderrTerminal && env.Getenv("NO_COLOR") == "" && env.Getenv("TERM") != "dumb",
		waits: env.StderrTerminal && env.StdoutTerminal && o.repeat == 0 && !o.writesFile()}
}

// observe writes one batch. The error of a stderr that is gone has nobody to be told to.
func (t *timeline) observe(evs []session.Event) {
	for _, e := range evs {
		t.add(e)
	}
	if !t.waiting {
		t.flush()
	}
}

func (t *timeline) flush() {
	if t.buf.Len() > 0 {
		t.w.Write(t.buf.Bytes())
		t.buf.Reset()
	}
}

// bodyEnded writes what waited for the body.
func (t *timeline) bodyEnded() {
	t.waits, t.waiting = false, false
	t.flush()
}

func (t *timeline) add(e session.Event) {
	if t.message == 0 && e.Kind == session.KindRequestQueued {
		t.message = e.Message // those that come later are for it: a CONNECT
	}
	switch t.form {
	case "json":
		t.addJSON(e)
		return
	case "text":
		if detail, worth := describeEvent(e); worth && !t.over {
			t.line(e, detail)
		}
		t.over = t.over || !t.ids && e.Kind == session.KindRequestUnqueued && e.Message == t.message
	}
	if t.heads {
		t.addHead(e)
	}
	t.waiting = t.waits && (t.waiting || e.Kind == session.KindGotHeaders && e.Message == t.message) && e.Kind != session.KindRestarted && e.Kind != session.KindQuestion
}

// addJSON writes the event as its one line, with the key detail also where an event has none.
func (t *timeline) addJSON(e session.Event) {
	b, err := e.MarshalJSON()
	if err != nil {
		b = fmt.Appendf(nil, `{"seq":%d,"event":%q,"message":%d,"error":%q}`, e.Seq, e.Kind, e.Message, err)
	}
	if e.Detail == nil {
		b = append(b[:len(b)-1], `,"detail":{}}`...)
	}
	t.buf.Write(b)
	t.buf.WriteByte('\n')
}

// line writes time, message, name and detail in columns.
func (t *timeline) line(e session.Event, detail string) {
	fmt.Fprintf(&t.buf, "%10.1f ms  ", float64(e.At.Microseconds())/1000)
	if t.ids {
		fmt.Fprintf(&t.buf, "%-7s ", fmt.Sprintf("#%d", e.Message))
	}
	name := fmt.Sprintf("%-18s", e.Kind)
	if detail == "" {
		name = e.Kind.String()
	}
	t.buf.WriteString(t.colour(name, kindColour(e)))
	if detail != "" {
		t.buf.WriteString("  " + printable(detail))
	}
	t.buf.WriteByte('\n')
}

// addHead writes the head of a request or an answer, masked.
func (t *timeline) addHead(e session.Event) {
	switch d := e.Detail.(type) {
	case *session.Sent:
		t.head("> ", d.Method+" "+d.Target+" "+d.Proto, d.Fields)
	case *session.Response:
		t.head("< ", statusLine(d), d.Fields)
	}
}

func (t *timeline) head(mark, first string, fields session.Fields) {
	t.buf.WriteString(t.colour(mark+printable(first), bold) + "\n")
	for _, f := range session.MaskFields(fields) {
		t.buf.WriteString(mark + printable(f.Name+": "+f.Value) + "\n")
	}
	t.buf.WriteString(strings.TrimSpace(mark) + "\n")
}

func statusLine(r *session.Response) string {
	s := fmt.Sprintf("%s %03d", r.Proto, r.Status)
	if r.Reason != "" {
		s += " " + r.Reason
	}
	return s
}

// SGR parameters of ECMA-48.
const (
	plain  = ""
	bold   = "1"
	faint  = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
)

func kindColour(e session.Event) string {
	switch e.Kind {
	case session.KindRedirected, session.KindAuthenticated, session.KindRestarted, session.KindAuthenticate, session.KindPaused, session.KindQuestion:
		return yellow
	case session.KindFinished:
		d, ok := e.Detail.(*session.Outcome)
		switch {
		case !ok:
			return plain
		case d.Err != nil || d.Status.Transport() || d.Status >= 400:
			return red
		}
		return green
	case session.KindGotHeaders, session.KindRequestStarted:
		return plain
	}
	return faint
}

func (t *timeline) colour(text, sgr string) string {
	if !t.paint || sgr == plain {
		return text
	}
	return "\x1b[" + sgr + "m" + text + "\x1b[0m"
}

// printable replaces what a terminal would obey, so that a server cannot write on it: control characters become \xNN,
// bytes that are no UTF-8 and invisible formatting characters \u{NNNN}.
func printable(s string) string {
	if !strings.ContainsFunc(s, unsafeRune) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1, r < 0x20, r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case unsafeRune(r):
			fmt.Fprintf(&b, `\u{%04x}`, r)
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

func unsafeRune(r rune) bool {
	return r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}
