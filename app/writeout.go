package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"ladle/session"
)

// facts are what -w can tell of one message, gathered from its events.
type facts struct {
	queued, resolved, connected, secured, first, ended time.Duration // since the session's beginning, 0 when it has not been
	redirects, conns                                   int
	remote                                             map[session.ConnID]string
	conn                                               session.ConnID
	sent                                               *session.Sent
	skipped                                            *session.Skipped // a scheme that the last answer offered
	response                                           *session.Response
	headSize, bodySize, uploaded                       int64
	whole                                              bool  // the body came to its end
	received                                           int64 // what was written of a body that did not
}

func (f *facts) observe(e session.Event) {
	switch d := e.Detail.(type) {
	case *session.Asked:
		f.queued, f.remote = e.At, map[session.ConnID]string{}
	case *session.ConnTarget:
		f.conns++
	case *session.NetworkEvent:
		f.network(e, d)
	case *session.Skipped:
		f.skipped = d
	case *session.Started:
		f.skipped = nil
		f.conn, f.response, f.sent, f.whole, f.bodySize = e.Conn, nil, nil, false, 0
	case *session.Sent:
		f.sent = d
	case *session.Response:
		f.first = e.At
		if e.Kind == session.KindGotHeaders {
			f.response, f.headSize = d, e.N
		}
	case *session.BodyEnd:
		f.whole, f.bodySize = true, d.Decoded
		if d.Coding != "" {
			f.bodySize = e.N
		}
	case *session.Redirected:
		f.redirects++
	case *session.Outcome:
		f.ended = e.At
	}
	if e.Kind == session.KindWroteBody {
		f.uploaded = e.N
	}
}

func (f *facts) network(e session.Event, d *session.NetworkEvent) {
	switch d.Step {
	case session.StepResolved:
		f.resolved = e.At
	case session.StepConnected:
		f.connected = e.At
		if len(d.Addrs) > 0 {
			f.remote[e.Conn] = d.Addrs[0]
		}
	case session.StepTLSHandshaked:
		f.secured = e.At
	}
}

// since is a time from queueing in seconds, as curl writes it.
func (f *facts) since(at time.Duration) string {
	if at == 0 {
		at = f.queued
	}
	return strconv.FormatFloat((at - f.queued).Seconds(), 'f', 6, 64)
}

// variable is one %{name} of -w.
type variable struct {
	name string
	get  func(f *facts, m *session.Message, code int) string
}

// variables are the names that -w knows, with curl's meaning.
var variables = []variable{
	{"http_code", func(f *facts, _ *session.Message, _ int) string { return f.status() }},
	{"response_code", func(f *facts, _ *session.Message, _ int) string { return f.status() }},
	{"http_version", func(f *facts, _ *session.Message, _ int) string { return f.protocol() }},
	{"time_total", func(f *facts, _ *session.Message, _ int) string { return f.since(f.ended) }},
	{"time_starttransfer", func(f *facts, _ *session.Message, _ int) string { return f.since(f.first) }},
	{"time_namelookup", func(f *facts, _ *session.Message, _ int) string { return f.since(f.resolved) }},
	{"time_connect", func(f *facts, _ *session.Message, _ int) string { return f.since(f.connected) }},
	{"time_appconnect", func(f *facts, _ *session.Message, _ int) string { return f.since(f.secured) }},
	{"size_download", func(f *facts, _ *session.Message, _ int) string { return strconv.FormatInt(f.size(), 10) }},
	{"size_upload", func(f *facts, _ *session.Message, _ int) string { return strconv.FormatInt(f.uploaded, 10) }},
	{"size_header", func(f *facts, _ *session.Message, _ int) string { return strconv.FormatInt(f.headSize, 10) }},
	{"num_redirects", func(f *facts, _ *session.Message, _ int) string { return strconv.Itoa(f.redirects) }},
	{"num_connects", func(f *facts, _ *session.Message, _ int) string { return strconv.Itoa(f.conns) }},
	{"remote_ip", func(f *facts, _ *session.Message, _ int) string { host, _ := f.peer(); return host }},
	{"remote_port", func(f *facts, _ *session.Message, _ int) string { _, port := f.peer(); return port }},
	{"content_type", func(f *facts, _ *session.Message, _ int) string { return f.contentType() }},
	{"method", func(f *facts, m *session.Message, _ int) string { return m.Method() }},
	{"scheme", func(f *facts, m *session.Message, _ int) string { return m.URI().Scheme }},
	{"url_effective", func(f *facts, m *session.Message, _ int) string { u := m.URI(); u.User = nil; return u.String() }},
	{"exitcode", func(_ *facts, _ *session.Message, code int) string { return strconv.Itoa(code) }},
}

// writeOutNames lists the variables for the help page.
func writeOutNames() string {
	names := make([]string, len(variables))
	for i, v := range variables {
		names[i] = v.name
	}
	return wrap(strings.Join(names, ", "), 76)
}

func (f *facts) status() string {
	if f.response == nil {
		return "000"
	}
	return fmt.Sprintf("%03d", f.response.Status)
}

func (f *facts) protocol() string {
	if f.response == nil {
		return "0"
	}
	return strings.TrimPrefix(f.response.Proto, "HTTP/")
}

func (f *facts) size() int64 {
	if f.whole {
		return f.bodySize
	}
	return f.received
}

func (f *facts) contentType() string {
	if f.response == nil {
		return ""
	}
	return f.response.Fields.Get("Content-Type")
}

func (f *facts) peer() (host, port string) {
	host, port, _ = net.SplitHostPort(f.remote[f.conn])
	return host, port
}

// writeOut prints the format of -w behind the body, on stdout, and gives the exit code.
func (t *transfer) writeOut(code int) int {
	format := t.o.writeOut
	if name, ok := strings.CutPrefix(format, "@"); ok {
		b, err := readFormat(name, t.env.Stdin)
		if err != nil {
			t.complain((&fileError{name, err}).Error(), "")
			return max(code, exitCannotRead)
		}
		format = string(b)
	}
	text := expand(format, func(name string) (string, bool) {
		for _, v := range variables {
			if v.name == name {
				return v.get(&t.facts, t.m, code), true
			}
		}
		return "", false
	})
	if _, err := io.WriteString(t.env.Stdout, text); err != nil && code == 0 {
		return exitWrite
	}
	return code
}

func readFormat(name string, stdin io.Reader) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(name)
}

// expand replaces %{name}, %% and the escapes \n, \r and \t in a format; what it does not know stays as it is.
func expand(format string, get func(name string) (string, bool)) string {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		rest := format[i:]
		switch {
		case strings.HasPrefix(rest, "%%"):
			b.WriteByte('%')
			i++
		case strings.HasPrefix(rest, "%{"):
			name, _, ok := strings.Cut(rest[2:], "}")
			value, known := get(name)
			if !ok || !known {
				b.WriteByte('%')
				continue
			}
			b.WriteString(value)
			i += len(name) + 2
		case len(rest) > 1 && rest[0] == '\\' && escapes[rest[1]] != 0:
			b.WriteByte(escapes[rest[1]])
			i++
		default:
			b.WriteByte(rest[0])
		}
	}
	return b.String()
}

var escapes = [256]byte{'n': '\n', 'r': '\r', 't': '\t'}
