package sessiontest

import "slices"

// The rule about a message that is paused while it starts.

// pausedStart has a pause in a handler of request-started or starting hold the message at once. The recorded library has
// not begun to read and write then, and does so in spite of the pause, until the response is complete.
func (r *rewrite) pausedStart() {
	for i := 0; i < len(r.want); i++ {
		e := r.want[i]
		if e.Event != "action" || e.Detail["do"] != "pause" || !r.startsAt(i) {
			continue
		}
		on := slices.IndexFunc(r.want[i:], func(n TraceEvent) bool {
			return n.Event == "action" && (n.Message == e.Message && (n.Detail["do"] == "unpause" || n.Detail["do"] == "cancel") || n.Detail["do"] == "abort")
		})
		if on < 0 {
			continue
		}
		on += i
		goesOn := r.want[on].Detail["do"] == "unpause"
		early := func(e2 TraceEvent) bool { return e2.Message == e.Message && slices.Contains(voidSteps, e2.Event) }
		steps, rest, _ := splitEvents(r.want[i+1:on], early)
		if !goesOn {
			r.heldBack(on, steps)
			steps = nil
		}
		tail := append(slices.Clone(rest), r.want[on])
		tail = append(tail, steps...)
		r.want = append(append(slices.Clone(r.want[:i+1]), tail...), r.want[on+1:]...)
	}
}

// startsAt says whether what is at i is done in a handler of the start of its message.
func (r *rewrite) startsAt(i int) bool {
	id := r.want[i].Message
	at := max(r.before(i, id, "request-started"), r.before(i, id, "starting"))
	return at >= 0 && r.inHandlers(at, i)
}

// heldBack takes what a message did while it was paused off the wire and off its result; its end closes the connection.
func (r *rewrite) heldBack(end int, steps []TraceEvent) {
	id := ""
	for _, e := range steps {
		id = e.Message
		if e.Event == "wrote-headers" {
			uri := r.target(end, id)
			r.unsend(pathPart(uri), uri)
		}
	}
	start := r.before(end, id, "request-started")
	if id == "" || start < 0 {
		return
	}
	r.apart(end, r.want[start].Detail["socket"], "")
	for _, e := range r.want {
		if e.Event == "result" && e.Message == id {
			e.Detail["response_headers"], e.Detail["keepalive"] = []any{}, false
			e.Detail["body"] = map[string]any{"length": float64(0), "sha256": emptySum}
		}
	}
}

// apart has the next message that starts on a socket after end use another one: what was asked of a URI last was the last
// on the first.
func (r *rewrite) apart(end int, socket any, uri string) {
	for i := end; i < len(r.want); i++ {
		if r.want[i].Event != "request-started" || r.want[i].Detail["socket"] != socket {
			continue
		}
		for k := i; k < len(r.want); k++ {
			if r.want[k].Detail["socket"] == socket {
				r.want[k].Detail["socket"] = "another"
			}
		}
		r.want = slices.Insert(r.want, i, TraceEvent{"connection-created", "", map[string]any{"connection": "another"}})
		r.splitWire(uri)
		break
	}
	r.renumber("connection", "c")
	r.renumber("socket", "s")
}

// splitWire makes two connections of the one on which a URI was asked for: what came after that comes on another.
func (r *rewrite) splitWire(uri string) {
	if uri == "" {
		return
	}
	for _, target := range []string{uri, pathPart(uri)} {
		wire, groups, n, k := r.sent(target)
		if wire == nil {
			continue
		}
		list, _ := groups[n].([]any)
		if k+1 < len(list) {
			groups = append(slices.Clone(groups), slices.Clone(list[k+1:]))
			groups[n] = slices.Clone(list[:k+1])
			sortGroups(groups)
			wire.Detail["requests"] = groups
			c, _ := wire.Detail["connections"].(float64)
			wire.Detail["connections"] = c + 1
		}
		return
	}
}
