package sessiontest

import "strings"

// The rules about credentials: RFC 9110 section 11.7.2, RFC 7616 section 3.4.

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
