package sessiontest

import (
	"slices"
	"strings"

	"ladle/session"
)

// The rules about answers whose framing is broken, and about where a body ends: 7.2 of the reference, RFC 9112.

// strictFraming ends messages whose answer breaks a rule that the recorded library overlooks. What the peer sends shows in
// the target of the request.
func (r *rewrite) strictFraming() {
	for i := 0; i < len(r.want); i++ {
		e := r.want[i]
		if e.Event != "starting" {
			continue
		}
		uri, _ := e.Detail["uri"].(string)
		if e.Detail["method"] == "HEAD" && !strings.HasSuffix(uri, "/odd-headers") {
			continue // has no body whatever the head says
		}
		path, query, _ := strings.Cut(pathPart(uri), "?")
		switch {
		case path == "/odd-headers": // a blank before a colon, a line without one
			r.refuse(i, e.Message, "got-headers", session.StatusMalformed, false)
		case path == "/two-lengths", path == "/length-and-chunked":
			r.refuse(i, e.Message, "got-headers", session.StatusMalformed, true)
		case path == "/1xx" && slices.Contains(strings.Split(strings.TrimPrefix(query, "codes="), ","), "101"):
			r.refuse(i, e.Message, "got-headers", session.StatusMalformed, false)
		case path == "/bad-chunk":
			r.refuse(i, e.Message, "got-body", session.StatusIOError, true)
		}
	}
}

// refuse has an attempt fail in place of its event first, if it comes as far, and its connection closed. head says whether
// the fields of the answer can be seen.
func (r *rewrite) refuse(start int, id, first string, st session.Status, head bool) {
	at, end := r.after(start, id, first), r.after(start, id, "finished")
	if at < 0 || end < 0 || at > end || r.want[end].status() < 200 {
		return
	}
	stream := r.sc.modeOf(id) == "send" || r.sc.modeOf(id) == "send_async"
	if at := r.before(end, id, "request-started"); at >= 0 {
		r.apart(end, r.want[at].Detail["socket"], r.target(end, id))
	}
	if first == "got-body" && stream {
		r.failReading(start, id)
		return
	}
	r.headed[id] = head
	r.setStatus(start, id, st)
	r.remove(func(i int, e TraceEvent) bool {
		return i >= at && i < end && e.Message == id && slices.Contains([]string{"got-headers", "got-chunk", "got-body", "send-ready", "body-read"}, e.Event)
	})
	if stream {
		r.failSending(start, id, r.after(start, id, "got-informational") >= 0)
	}
	for _, e := range r.want {
		if e.Event != "result" || e.Message != id || first != "got-headers" {
			continue
		}
		e.Detail["body"] = map[string]any{"length": float64(0), "sha256": emptySum}
		if !head {
			e.Detail["response_headers"], e.Detail["keepalive"] = []any{}, false
		}
	}
}

// failSending puts an error in the place of the stream: about a head that cannot be read, or about one that nobody takes.
func (r *rewrite) failSending(start int, id string, switches bool) {
	malformed := map[string]any{"domain": "soup_request_error_quark", "code": float64(2)}
	if switches {
		malformed = map[string]any{"domain": "soup-http-error", "code": float64(session.StatusMalformed)}
	}
	for i := start; i < len(r.want); i++ {
		if e := &r.want[i]; e.Message == id && e.Event == "stream-closed" {
			*e = TraceEvent{"send-error", id, map[string]any{"error": malformed}}
		}
	}
	for _, e := range r.want {
		if e.Event == "result" && e.Message == id {
			e.Detail["error"] = malformed
		}
	}
}

// failReading puts an error in the place of the end of a stream's body.
func (r *rewrite) failReading(start int, id string) {
	r.remove(func(i int, e TraceEvent) bool { return i > start && e.Message == id && e.Event == "got-body" })
	for i := start; i < len(r.want); i++ {
		if e := &r.want[i]; e.Message == id && e.Event == "body-read" {
			*e = TraceEvent{"read-error", id, map[string]any{"error": map[string]any{"domain": "g-io-error", "code": float64(34), "name": "partial-input"}}}
		}
	}
}

// trailersRead keeps the connection of a chunked answer with trailers: the recorded library does not read them, and so
// finds bytes on the idle connection.
func (r *rewrite) trailersRead() {
	for i := 0; i < len(r.want); i++ {
		e := r.want[i]
		uri := r.target(i, e.Message)
		if e.Event != "finished" || !strings.HasPrefix(pathPart(uri), "/chunked?") || !strings.Contains(uri, "trailer=1") {
			continue
		}
		at, next := r.before(i, e.Message, "request-started"), r.nextTo(i, hostPart(uri))
		if at >= 0 && next >= 0 {
			r.join(i, next, r.want[at].Detail["socket"])
		}
	}
}
