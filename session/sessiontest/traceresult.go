package sessiontest

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"syscall"
	"unicode/utf8"

	"ladle/session"
	"ladle/session/http1"
)

// longestText is the longest body that a trace shows as text.
const longestText = 100

// result writes down what a message holds at the end.
func (r *run) result(a *actor) {
	m := a.m
	d := status(m)
	d["method"], d["uri"] = m.Method(), shown(m)
	body := a.read
	if !a.streams(r.sc) && m.Content() != nil {
		body = m.Content().Bytes(m.Content().Size())
	}
	d["body"] = r.summed(body)
	resp := m.Response()
	d["http_version"], d["response_headers"] = m.HTTPVersion().String(), []any{}
	if resp != nil {
		d["response_headers"] = pairs(resp.Fields)
	}
	d["request_headers"] = pairs(a.asked())
	d["keepalive"] = keepsAlive(m.HTTPVersion(), a.asked(), resp)
	d["flags"] = setFlags(m)
	if t := tlsOf(m); t != nil {
		d["tls"] = t
	}
	if a.err != nil {
		d["error"] = described(a.m, a.err)
	}
	r.note("result", a.ID, d)
}

// summed describes a body: its length, the sum of what it is with placeholders, and its text when it is short.
func (r *run) summed(body []byte) map[string]any {
	collapsed := r.collapse(string(body))
	sum := sha256.Sum256([]byte(collapsed))
	d := map[string]any{"length": len(body), "sha256": hex.EncodeToString(sum[:])}
	if len(body) <= longestText && utf8.Valid(body) {
		d["text"] = collapsed
	}
	return d
}

// asked is the request's header: as it was last sent, but without the Host that the session adds while it writes.
func (a *actor) asked() session.Fields {
	fs := a.m.RequestFields()
	if n := len(a.m.Attempts()); n > 0 {
		if last := a.m.Attempts()[n-1]; last.Sent != nil {
			now := fs
			fs = last.Sent.Fields.Clone()
			if !now.Has("Host") {
				fs.Del("Host")
			}
			for _, f := range now { // set since then
				if !fs.Has(f.Name) {
					fs = append(fs, f)
				}
			}
		}
	}
	return fs
}

func pairs(fs session.Fields) []any {
	out := []any{}
	for _, f := range fs {
		out = append(out, []any{f.Name, f.Value})
	}
	return out
}

// keepsAlive is what the recorded library says of a message: the connection could live on after it, by the heads alone.
func keepsAlive(v session.HTTPVersion, asked session.Fields, resp *session.Response) bool {
	if resp == nil || !resp.Fields.Has("Content-Length") && !resp.Fields.HasToken("Transfer-Encoding", "chunked") {
		return false // it would end with the connection
	}
	if v == session.HTTP10 {
		return asked.HasToken("Connection", "keep-alive") && resp.Fields.HasToken("Connection", "keep-alive")
	}
	return !asked.HasToken("Connection", "close") && !resp.Fields.HasToken("Connection", "close")
}

// setFlags are the flags that the session sets, in the order of their values in the recorded library.
func setFlags(m *session.Message) []any {
	out := []any{}
	if m.Flags()&session.ContentDecoded != 0 {
		out = append(out, "content-decoded")
	}
	if m.Flags()&session.CertificateTrusted != 0 {
		out = append(out, "certificate-trusted")
	}
	return out
}

// certificateErrors are the names of the rules that a certificate can break.
var certificateErrors = map[string]string{"unknown authority": "unknown-ca", "wrong host": "bad-identity", "expired": "expired",
	"not yet valid": "not-activated", "revoked": "revoked", "wrong use": "generic-error", "other": "generic-error"}

// tlsOf describes the TLS of a message, nil for plain HTTP.
func tlsOf(m *session.Message) map[string]any {
	if scheme := m.URI().Scheme; scheme != "https" && scheme != "wss" {
		return nil
	}
	broken := []any{}
	var cert *session.CertificateError
	var rules []string
	info := m.TLS()
	switch {
	case errors.As(m.Err(), &cert):
		rules = cert.Rules
	case info == nil:
		return map[string]any{"https": false, "certificate": false, "errors": broken}
	default:
		rules = info.Broken
	}
	for _, rule := range rules {
		broken = append(broken, certificateErrors[rule])
	}
	return map[string]any{"https": true, "certificate": true, "errors": broken}
}

// described gives an error of a message the domain and code that the recorded library has for it.
func described(m *session.Message, err error) map[string]any {
	named := func(domain string, code int, name string) map[string]any {
		return map[string]any{"domain": domain, "code": code, "name": name, "text": err.Error()}
	}
	var e *session.Error
	var cert *session.CertificateError
	var he *http1.Error
	var record tls.RecordHeaderError
	switch {
	case errors.Is(err, session.ErrCancelled), errors.Is(err, session.ErrStolen):
		return named("g-io-error", 19, "cancelled")
	case errors.Is(err, session.ErrNoTunnel) && errors.As(err, &e):
		return map[string]any{"domain": "soup-http-error", "code": int(e.Status), "text": err.Error()}
	case errors.Is(err, session.ErrTimeout):
		return named("g-io-error", 24, "timed-out")
	case errors.Is(err, syscall.ECONNREFUSED):
		return named("g-io-error", 39, "connection-refused")
	case errors.As(err, &e) && e.Stage == session.StageTLS && (errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET)):
		return named("g-tls-error", 3, "not-tls")
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return named("g-io-error", 44, "broken-pipe")
	case errors.As(err, &he):
		if he.Kind == http1.Malformed || he.Kind == http1.Closed && len(he.Raw) > 0 || he.Kind == http1.Truncated && (m == nil || m.Response() == nil) {
			return map[string]any{"domain": "soup_request_error_quark", "code": 2, "text": err.Error()}
		}
		return named("g-io-error", 34, "partial-input")
	case errors.As(err, &cert):
		return named("g-tls-error", 2, "bad-certificate")
	case !errors.As(err, &e):
		return named("g-io-error", 0, "failed")
	case e.Stage == session.StageResolve:
		return named("g-resolver-error", 0, "not-found")
	case errors.As(err, &record):
		return named("g-tls-error", 3, "not-tls")
	case e.Stage == session.StageTLS:
		return named("g-tls-error", 1, "misc")
	}
	return map[string]any{"domain": "soup-http-error", "code": int(e.Status), "text": err.Error()}
}

// wire writes down what the peer received, the connections numbered by their first request.
func (r *run) wire() {
	log := r.p.Log()
	numbers := map[int]int{}
	requests := []any{}
	for _, q := range log.Requests {
		if numbers[q.Conn] == 0 {
			numbers[q.Conn] = len(numbers) + 1
		}
		e := map[string]any{"server": q.Server, "conn": numbers[q.Conn], "method": q.Method, "target": q.Target, "version": q.Version,
			"headers": q.Headers, "body_length": q.Length}
		if q.Headers == nil {
			e["headers"] = []any{}
		}
		if q.Body != "" {
			e["body"] = q.Body
		}
		requests = append(requests, e)
	}
	r.note("wire", "", map[string]any{"connections": log.Connections, "max_inflight": log.MaxInflight, "requests": requests})
}

// inPlace gives the events with those of streams where a caller that reads on the main loop meets them. The caller of
// Send has a goroutine of its own, and the connection reads ahead of it: which of the two is seen first is chance.
func (r *run) inPlace() []TraceEvent {
	events := r.events
	for _, a := range r.cast {
		if a.streams(r.sc) {
			events = streamInPlace(events, a.ID, r.sc.actsIn(TraceEvent{Event: "got-headers", Message: a.ID}))
		}
	}
	return events
}

// streamInPlace moves what one caller saw: the stream comes with the head, its end before got-body, and the caller is
// told last that the message is over. acts is how many actions the handlers of got-headers do.
func streamInPlace(events []TraceEvent, id string, acts int) []TraceEvent {
	move := func(event string, to func() int) {
		i := slices.IndexFunc(events, func(e TraceEvent) bool { return e.Message == id && e.Event == event })
		if i < 0 {
			return
		}
		e := events[i]
		events = slices.Delete(slices.Clone(events), i, i+1)
		if at := to(); at >= 0 {
			i = at
		}
		events = slices.Insert(events, i, e)
	}
	last := func(event string) int {
		for i := len(events) - 1; i >= 0; i-- {
			if events[i].Message == id && events[i].Event == event {
				return i
			}
		}
		return -1
	}
	if last("got-headers") < 0 {
		return events
	}
	if body := last("got-body"); body >= 0 && body < last("finished") && last("finished") < last("send-ready") {
		return events // the body had been kept back
	}
	move("send-ready", func() int {
		at := last("got-headers") + 1
		for n := 2 * acts; n > 0 && at < len(events) && strings.HasPrefix(events[at].Event, "action"); n-- { // of its handlers
			at++
		}
		return at
	})
	for _, event := range []string{"body-read", "read-error"} {
		move(event, func() int {
			if at := last("got-body"); at > last("send-ready") {
				return at
			}
			return last("finished")
		})
	}
	for _, event := range []string{"stream-closed"} {
		move(event, func() int {
			if at := last("request-unqueued"); at >= 0 {
				return at + 1
			}
			return -1
		})
	}
	return events
}
