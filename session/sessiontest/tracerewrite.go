package sessiontest

import (
	"fmt"
	"slices"
	"strings"

	"ladle/session"
)

// The larger rewritings of TraceRules.

// renumber gives the numbers of connections or sockets anew, by their first use.
func (r *rewrite) renumber(key, letter string) {
	names := map[any]string{}
	for i := range r.want {
		old, ok := r.want[i].Detail[key]
		if !ok {
			continue
		}
		if names[old] == "" {
			names[old] = fmt.Sprintf("%s%d", letter, len(names)+1)
		}
		r.want[i].Detail[key] = names[old]
	}
}

// unknownSchemes ends messages whose scheme means nothing before they are sent.
func (r *rewrite) unknownSchemes() {
	for _, id := range r.ids() {
		queued := r.after(0, id, "request-queued")
		if queued < 0 {
			continue
		}
		uri, _ := r.want[queued].Detail["uri"].(string)
		scheme, _, _ := strings.Cut(uri, "://")
		if r.sc.means(scheme) || r.after(queued, id, "finished") < 0 {
			continue
		}
		r.unsent(queued, id, pathPart(uri))
	}
}

// means says whether a scenario's session takes a scheme for HTTP, with TLS or without.
func (s *Scenario) means(scheme string) bool {
	known := []string{"http", "https", "ws", "wss", ""}
	for _, step := range s.steps() {
		known = append(known, textsOf(step.Session["http-aliases"])...)
		known = append(known, textsOf(step.Session["https-aliases"])...)
	}
	return slices.Contains(known, scheme) || slices.Contains(known, "*")
}

// unsent rewrites a message that was sent to one that was refused in the queue.
func (r *rewrite) unsent(queued int, id, target string) {
	created := r.after(queued, id, "request-started") < 0 // if it was not sent there either
	stream := r.sc.modeOf(id) == "send" || r.sc.modeOf(id) == "send_async"
	r.remove(func(i int, e TraceEvent) bool {
		if i > queued && e.Event == "connection-created" && !created {
			created = true
			return true
		}
		return i > queued && e.Message == id && (slices.Contains(voidSteps, e.Event) || e.Event == "body-read")
	})
	failed := map[string]any{"domain": "soup-http-error", "code": float64(session.StatusMalformed)}
	for i := queued; i < len(r.want) && stream; i++ {
		switch e := &r.want[i]; {
		case e.Message == id && e.Event == "stream-closed":
			*e = TraceEvent{"send-error", id, map[string]any{"error": failed}}
		case e.Message == id && e.Event == "result":
			e.Detail["error"] = failed
		}
	}
	r.setStatus(queued+1, id, session.StatusMalformed)
	for i := range r.want {
		e := &r.want[i]
		switch {
		case e.Event == "result" && e.Message == id:
			e.Detail["body"] = map[string]any{"length": float64(0), "sha256": emptySum}
			e.Detail["response_headers"], e.Detail["flags"], e.Detail["keepalive"] = []any{}, []any{}, false
		case e.Event == "wire":
			r.unasked(e, target)
		}
	}
	r.renumber("connection", "c")
	r.renumber("socket", "s")
}

const emptySum = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// unasked takes a request off the wire, and its connection if nothing else came on it.
func (r *rewrite) unasked(wire *TraceEvent, target string) {
	groups, _ := wire.Detail["requests"].([]any)
	kept := []any{}
	for _, g := range groups {
		list, _ := g.([]any)
		rest := slices.DeleteFunc(slices.Clone(list), func(q any) bool { return q.(map[string]any)["target"] == target })
		if len(rest) > 0 {
			kept = append(kept, rest)
			continue
		}
		n, _ := wire.Detail["connections"].(float64)
		wire.Detail["connections"] = n - 1
	}
	wire.Detail["requests"] = kept
}

// locationUserInfo rewrites a message that followed a Location with user info: it goes there without, so that a challenge
// is put to the handlers and stays unanswered.
func (r *rewrite) locationUserInfo() {
	for _, id := range r.ids() {
		for i := r.after(0, id, "restarted"); i >= 0; i = r.after(i+1, id, "restarted") {
			start := r.after(i, id, "starting")
			if start < 0 || !r.gainsUserInfo(start, id) {
				continue
			}
			uri, _ := r.want[start].Detail["uri"].(string)
			user, _, _ := strings.Cut(hostPart(uri), "@")
			r.want[start].Detail["uri"] = strings.Replace(uri, user+"@", "", 1)
			for _, e := range r.want {
				if e.Event == "result" && e.Message == id {
					e.Detail["uri"] = strings.Replace(e.Detail["uri"].(string), user+"@", "", 1)
				}
			}
			r.unanswered(start, id)
		}
	}
}

// gainsUserInfo says whether an attempt has user info in its URI that the attempt before had not.
func (r *rewrite) gainsUserInfo(start int, id string) bool {
	return strings.Contains(hostPart(r.want[start].Detail["uri"]), "@") && !strings.Contains(hostPart(r.target(start, id)), "@")
}

// hostPart is the authority of a URI, with user info.
func hostPart(uri any) string {
	s, _ := uri.(string)
	_, rest, _ := strings.Cut(s, "://")
	host, _, _ := strings.Cut(rest, "/")
	return host
}

// originPart is scheme, host and port of a URI.
func originPart(uri string) string {
	host := hostPart(uri)
	return schemePart(uri) + "://" + host[strings.LastIndexByte(host, '@')+1:]
}

// pathPart is what of a URI goes into a request line.
func pathPart(uri string) string {
	_, rest, _ := strings.Cut(uri, "://")
	_, path, _ := strings.Cut(rest, "/")
	path, _, _ = strings.Cut(path, "#")
	return "/" + path
}

// unanswered rewrites a challenge that user info answered to one that nobody answers. The challenge and its page are taken
// from what happened, which the recording has not.
func (r *rewrite) unanswered(start int, id string) {
	head := r.after(start, id, "got-headers")
	again := r.after(start, id, "restarted")
	if head < 0 || again < 0 || r.want[head].status() != 401 {
		return
	}
	for _, e := range r.got {
		if e.Event == "authenticate" && e.Message == id {
			r.want = slices.Insert(r.want, head+1, e)
			again++
			break
		}
	}
	last := r.after(again, id, "finished")
	r.remove(func(i int, e TraceEvent) bool { return i >= again && i < last && e.Message == id })
	r.setStatus(again, id, 401)
	for i := range r.want {
		e := &r.want[i]
		switch {
		case e.Event == "result" && e.Message == id:
			if g := r.gotResult(id); g != nil {
				e.Detail["body"], e.Detail["response_headers"] = g["body"], g["response_headers"]
			}
			e.Detail["request_headers"] = without(e.Detail["request_headers"], "Authorization")
		case e.Event == "wire":
			r.unauthorized(e)
		}
	}
}

// unauthorized takes the last request with Authorization off the wire.
func (r *rewrite) unauthorized(wire *TraceEvent) {
	groups, _ := wire.Detail["requests"].([]any)
	for n, g := range groups {
		list, _ := g.([]any)
		if k := len(list) - 1; k > 0 && has(list[k].(map[string]any)["headers"], "Authorization") {
			groups[n] = list[:k]
		}
	}
}

func without(headers any, name string) []any {
	list, _ := headers.([]any)
	return slices.DeleteFunc(slices.Clone(list), func(h any) bool {
		n, _ := Pair(h)
		return strings.EqualFold(n, name)
	})
}

func has(headers any, name string) bool {
	list, _ := headers.([]any)
	return len(without(headers, name)) < len(list)
}

// bodyless keeps a connection for the next message to the same host where the recorded library takes a response without a
// body for one that ends with the connection.
func (r *rewrite) bodyless() {
	for i := 0; i < len(r.want); i++ {
		e := r.want[i]
		if e.Event != "finished" || e.status() != 204 && e.status() != 304 {
			continue
		}
		at := r.before(i, e.Message, "request-started")
		next := r.nextTo(i, hostPart(r.target(i, e.Message)))
		if at < 0 || next < 0 {
			continue
		}
		r.join(i, next, r.want[at].Detail["socket"])
	}
}

// nextTo is the next start of a message to a host.
func (r *rewrite) nextTo(i int, host string) int {
	for i++; i < len(r.want); i++ {
		if e := r.want[i]; e.Event == "request-started" && hostPart(r.target(i, e.Message)) == host {
			return i
		}
	}
	return -1
}

// join has the message that starts at next use the socket of the one that finished at end.
func (r *rewrite) join(end, next int, socket any) {
	other := r.want[next].Detail["socket"]
	created := -1
	for k := next - 1; k > end; k-- {
		if r.want[k].Event == "connection-created" {
			created = k
			break
		}
	}
	if created < 0 || other == socket {
		return
	}
	first := pathPart(r.target(end, r.want[end].Message))
	second := pathPart(r.target(next+2, r.want[next].Message))
	for k := range r.want {
		if r.want[k].Detail["socket"] == other {
			r.want[k].Detail["socket"] = socket
		}
	}
	r.want = slices.Delete(r.want, created, created+1)
	r.renumber("connection", "c")
	r.renumber("socket", "s")
	for k := range r.want {
		if e := &r.want[k]; e.Event == "wire" {
			joinWire(e, first, second)
		}
	}
}

// joinWire makes one connection of the one that ended with a request and the one that began with another.
func joinWire(wire *TraceEvent, first, second string) {
	groups, _ := wire.Detail["requests"].([]any)
	ends := func(g any, at int, target string) bool {
		list, _ := g.([]any)
		if len(list) == 0 {
			return false
		}
		if at < 0 {
			at = len(list) - 1
		}
		return list[at].(map[string]any)["target"] == target
	}
	a := slices.IndexFunc(groups, func(g any) bool { return ends(g, -1, first) })
	b := slices.IndexFunc(groups, func(g any) bool { return ends(g, 0, second) })
	if a < 0 || b < 0 || a == b {
		return
	}
	groups[a] = append(slices.Clone(groups[a].([]any)), groups[b].([]any)...)
	groups = slices.Delete(groups, b, b+1)
	sortGroups(groups)
	wire.Detail["requests"] = groups
	n, _ := wire.Detail["connections"].(float64)
	wire.Detail["connections"] = n - 1
}

// sortGroups brings the connections of a wire into the order in which they are compared.
func sortGroups(groups []any) {
	slices.SortFunc(groups, func(x, y any) int { return strings.Compare(canonical(x), canonical(y)) })
}
