package sessiontest

import (
	"slices"
	"strings"
)

// The rules about credentials: D19, RFC 9110 section 11.7.2, RFC 7616 section 3.4.

// proxyCredentials takes Proxy-Authorization off what no proxy reads: what went to an origin, through a tunnel or without a
// proxy. A CONNECT has what its message was given by hand.
func (r *rewrite) proxyCredentials() {
	byProxy := map[string]bool{} // what a proxy was asked for in the absolute form
	for _, e := range r.want {
		eachRequest(e, func(q map[string]any) {
			server, _ := q["server"].(string)
			target, _ := q["target"].(string)
			if strings.HasPrefix(server, "proxy") {
				byProxy[target] = true
				return
			}
			lines, _ := q["headers"].([]any)
			q["headers"] = without(lines, "Proxy-Authorization")
		})
	}
	for _, e := range r.want {
		uri, _ := e.Detail["uri"].(string)
		if lines, ok := e.Detail["request_headers"].([]any); ok && e.Event == "result" && !byProxy[uri] && !r.setByHand("Proxy-Authorization") {
			e.Detail["request_headers"] = without(lines, "Proxy-Authorization")
		}
	}
}

// setByHand says whether the scenario sets a field of that name.
func (r *rewrite) setByHand(name string) bool {
	return strings.Contains(strings.ToLower(r.sc.text), `"`+strings.ToLower(name)+`"`)
}

// digestURI is host and port where CONNECT asks for them; the recorded library writes the path of its own URI.
func (r *rewrite) digestURI() {
	for _, e := range r.want {
		eachRequest(e, func(q map[string]any) {
			target, _ := q["target"].(string)
			if q["method"] != "CONNECT" {
				return
			}
			lines, _ := q["headers"].([]any)
			for i, l := range lines {
				if name, value := Pair(l); name == "Proxy-Authorization" && strings.HasPrefix(value, "Digest ") {
					lines[i] = []any{name, strings.Replace(value, `uri="/"`, `uri="`+target+`"`, 1)}
				}
			}
		})
	}
}

// digestAlgorithms lets messages go on that the recorded library ended with their 401, because it knows no algorithm but MD5:
// from that answer on they are what happened here, if somebody was asked for Digest and the peer, who checks it, took the
// answer. What was recorded is expected otherwise.
func (r *rewrite) digestAlgorithms() {
	for _, id := range r.ids() {
		if !strongDigest(r.uriOf(id)) || r.after(0, id, "authenticate") >= 0 {
			continue
		}
		from := r.after(0, id, "got-headers")
		mine := func(e TraceEvent) bool { return e.Message == id }
		here := slices.IndexFunc(r.got, func(e TraceEvent) bool { return mine(e) && e.Event == "got-headers" })
		if from < 0 || here < 0 || !slices.ContainsFunc(r.got, func(e TraceEvent) bool {
			return e.Event == "authenticate" && e.Detail["scheme"] == "Digest" // of this message, or of one before it
		}) || !slices.ContainsFunc(r.got, func(e TraceEvent) bool { return mine(e) && e.Event == "finished" && e.status() == 200 }) {
			continue
		}
		before, rest := slices.Clone(r.want[:from]), r.want[from:]
		for _, e := range r.got[here:] {
			if mine(e) {
				before = append(before, e)
			}
		}
		r.want = append(before, slices.DeleteFunc(slices.Clone(rest), mine)...)
		r.resultsLast()
		r.wireOf(strongDigest)
	}
}

// uriOf is what a message was queued with.
func (r *rewrite) uriOf(id string) string {
	i := r.after(0, id, "request-queued")
	if i < 0 {
		return ""
	}
	uri, _ := r.want[i].Detail["uri"].(string)
	return uri
}

// strongDigest says whether a URI leads to a challenge that names an algorithm beyond MD5.
func strongDigest(uri string) bool {
	parts := strings.Split(strings.TrimPrefix(pathPart(uri), "/"), "/")
	return len(parts) > 1 && strings.HasPrefix(parts[0], "digest") && strings.HasPrefix(strings.ToUpper(parts[1]), "SHA")
}

// resultsLast puts the results of messages, in their order, behind what happened, and the wire behind them.
func (r *rewrite) resultsLast() {
	rank := func(e TraceEvent) int {
		switch e.Event {
		case "result":
			return 1 + slices.IndexFunc(r.got, func(g TraceEvent) bool { return g.Event == "result" && g.Message == e.Message })
		case "wire":
			return len(r.got) + 1
		}
		return 0
	}
	slices.SortStableFunc(r.want, func(a, b TraceEvent) int { return rank(a) - rank(b) })
}

// wireOf takes the requests for some targets as they were here.
func (r *rewrite) wireOf(chosen func(target string) bool) {
	take := func(events []TraceEvent) (out []any) {
		for _, e := range events {
			eachRequest(e, func(q map[string]any) {
				if target, _ := q["target"].(string); chosen("http://h" + target) {
					out = append(out, q)
				}
			})
		}
		return out
	}
	mine := take(r.got)
	for _, e := range r.want {
		groups, _ := e.Detail["requests"].([]any)
		for i, g := range groups {
			list, _ := g.([]any)
			kept := slices.DeleteFunc(slices.Clone(list), func(q any) bool {
				target, _ := q.(map[string]any)["target"].(string)
				return chosen("http://h" + target)
			})
			if len(kept) < len(list) {
				groups[i] = append(kept, mine...)
				mine = nil
			}
		}
	}
}
