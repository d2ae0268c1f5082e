package sessiontest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// The rules about header fields of requests: D7, RFC 9110 sections 5.1 and 10.1.1.

// editRequest changes the header lines of the last request of a message for a URI in all that tells of it: the wire, the
// answer of /echo, and the message.
func (r *rewrite) editRequest(id, uri string, f func(lines []any) []any) {
	if wire, groups, n, k := r.sent(pathPart(uri)); wire != nil {
		list, _ := groups[n].([]any)
		q, _ := list[k].(map[string]any)
		lines, _ := q["headers"].([]any)
		q["headers"] = f(lines)
		sortGroups(groups)
	}
	for _, e := range r.want {
		if e.Message != id {
			continue
		}
		switch e.Event {
		case "result":
			lines, _ := e.Detail["request_headers"].([]any)
			e.Detail["request_headers"] = without(f(append([]any{[]any{"Host", ""}}, lines...)), "Host")
			body, _ := e.Detail["body"].(map[string]any)
			if g := r.gotResult(id); !editEcho(body, f) && g != nil && strings.HasPrefix(pathPart(uri), "/echo") {
				e.Detail["body"] = g["body"] // too long to be in the recording; what was asked is compared on the wire
			}
			setLength(e.Detail)
		case "body-read":
			editEcho(e.Detail, f)
		}
	}
}

// setLength has the Content-Length of an answer follow its body.
func setLength(result map[string]any) {
	body, _ := result["body"].(map[string]any)
	n, _ := body["length"].(float64)
	lines, _ := result["response_headers"].([]any)
	for i, l := range lines {
		if name, _ := Pair(l); name == "Content-Length" {
			lines[i] = []any{name, strconv.Itoa(int(n))}
		}
	}
}

// editEcho changes the header lines in an answer of /echo, and says whether the recording has its text.
func editEcho(body map[string]any, f func([]any) []any) bool {
	text, _ := body["text"].(string)
	var echo map[string]any
	if json.Unmarshal([]byte(text), &echo) != nil || echo["headers"] == nil {
		return text != ""
	}
	lines, _ := echo["headers"].([]any)
	echo["headers"] = f(lines)
	b, err := json.Marshal(echo)
	if err != nil {
		return false
	}
	b = append(b, '\n')
	sum := sha256.Sum256(b)
	n, _ := body["length"].(float64)
	body["text"], body["sha256"], body["length"] = string(b), hex.EncodeToString(sum[:]), n+float64(len(b)-len(text))
	return true
}

// attempts calls f for every attempt of every message after the first: the URI before, the URI of this one.
func (r *rewrite) attempts(f func(start int, id, from, to string)) {
	for _, id := range r.ids() {
		for i := r.after(0, id, "restarted"); i >= 0; i = r.after(i+1, id, "restarted") {
			if start := r.after(i, id, "starting"); start >= 0 {
				to, _ := r.want[start].Detail["uri"].(string)
				f(start, id, r.target(start, id), to)
			}
		}
	}
}

// secretsStay takes the fields off that must not cross an origin, and gives Host anew.
func (r *rewrite) secretsStay() {
	r.attempts(func(_ int, id, from, to string) {
		if originPart(from) == originPart(to) {
			return
		}
		byHand := strings.Contains(strings.ToLower(r.sc.text), `"host":`)
		r.editRequest(id, to, func(lines []any) []any {
			for _, name := range []string{"Authorization", "Proxy-Authorization", "Cookie", "Referer"} {
				lines = without(lines, name)
			}
			if byHand {
				lines = append([]any{[]any{"Host", hostPart(to)}}, without(lines, "Host")...)
			}
			return lines
		})
	})
}

func schemePart(uri string) string {
	scheme, _, _ := strings.Cut(uri, "://")
	return scheme
}

// spelling gives repeated names of header fields back the case that each was written with.
func (r *rewrite) spelling() {
	for _, step := range r.sc.steps() {
		for _, m := range step.Messages {
			queued := r.after(0, m.ID, "request-queued")
			if queued < 0 || !mixed(m.Headers) {
				continue
			}
			uri, _ := r.want[queued].Detail["uri"].(string)
			r.editRequest(m.ID, uri, func(lines []any) []any {
				names := map[string][]string{}
				for _, h := range m.Headers {
					k := strings.ToLower(h[0])
					names[k] = append(names[k], h[0])
				}
				out := slices.Clone(lines)
				for i, l := range out {
					name, value := Pair(l)
					if own := names[strings.ToLower(name)]; len(own) > 0 {
						out[i] = []any{own[0], value}
						names[strings.ToLower(name)] = own[1:]
					}
				}
				return out
			})
		}
	}
}

// mixed says whether a name comes in two spellings.
func mixed(headers orderedMap) bool {
	seen := map[string]string{}
	for _, h := range headers {
		k := strings.ToLower(h[0])
		if old, ok := seen[k]; ok && old != h[0] {
			return true
		}
		seen[k] = h[0]
	}
	return false
}

// expectBody has nobody wait for 100 Continue with a request that has no body, and takes Expect off one that a redirect
// has left without.
func (r *rewrite) expectBody() {
	for _, step := range r.sc.steps() {
		for _, m := range step.Messages {
			if !m.Expect {
				continue
			}
			wrote, info := r.after(0, m.ID, "wrote-body"), r.after(0, m.ID, "got-informational")
			if m.Body == nil && info >= 0 && info < wrote {
				r.move(info, wrote+1)
			}
		}
	}
	r.attempts(func(start int, id, _, to string) {
		if !strings.Contains(r.sc.text, "expect_continue") || r.want[start].Detail["method"] != "GET" || r.want[r.after(0, id, "starting")].Detail["method"] == "GET" {
			return
		}
		r.editRequest(id, to, func(lines []any) []any { return without(lines, "Expect") })
		end := r.after(start, id, "got-headers")
		r.remove(func(i int, e TraceEvent) bool {
			return i > start && i < end && e.Message == id && e.Event == "got-informational"
		})
	})
}
