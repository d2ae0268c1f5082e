package sessiontest

import (
	"slices"

	"ladle/session"
)

// The rules about cancelled messages: D1, D2 and D4.

// steps of a message that do not come any more once it is cancelled.
var voidSteps = []string{"request-started", "starting", "wrote-headers", "wrote-body", "got-informational", "got-headers", "got-body", "restarted", "network-event",
	"got-chunk", "authenticate", "send-ready"}

// ends are the events that tell the end of a message.
var ends = []string{"finished", "request-unqueued", "callback", "send-error", "read-error", "stream-closed", "returned"}

// cut is one cancel of a message that had not finished.
type cut struct {
	at     int
	id     string
	status session.Status // that it asks for, -1 where the message keeps what it has
	all    bool           // of an abort
}

// cuts lists the cancels in their order.
func (r *rewrite) cuts() []cut {
	var out []cut
	for i, e := range r.want {
		if e.Event != "action" {
			continue
		}
		c := cut{at: i, id: e.Message, status: session.StatusCancelled}
		switch e.Detail["do"] {
		case "cancel-cancellable":
			c.status = -1
		case "cancel":
			args, _ := e.Detail["args"].(map[string]any)
			if st, ok := args["status"].(float64); ok {
				c.status = session.Status(st)
			}
		case "abort":
			for _, id := range r.ids() {
				if c.id, c.all = id, true; r.active(i, id) {
					out = append(out, c)
				}
			}
			continue
		default:
			continue
		}
		if r.active(i, c.id) && !slices.ContainsFunc(out, func(o cut) bool {
			return o.id == c.id && r.after(o.at, c.id, "finished") == r.after(i, c.id, "finished")
		}) {
			out = append(out, c)
		}
	}
	return out
}

// cancelStatus has a message keep the status that it was cancelled with.
func (r *rewrite) cancelStatus() {
	for _, c := range r.cuts() {
		if end := r.after(c.at, c.id, "finished"); c.status >= 100 && end >= 0 {
			r.setStatus(c.at, c.id, c.status)
		}
	}
}

// cancelAtOnce drops what comes of a message after its cancel, and puts its end where it comes here, if that is earlier.
func (r *rewrite) cancelAtOnce() {
	cuts := r.cuts()
	for n := len(cuts) - 1; n >= 0; n-- {
		c := cuts[n]
		end := r.after(c.at, c.id, "finished")
		if end < 0 {
			r.neverEnded(c.at, c.id)
			continue
		}
		r.cutShort(c, end)
	}
	ids := map[string]bool{}
	for _, c := range cuts {
		ids[c.id] = true
	}
	for id := range ids {
		r.endEarlier(id)
	}
	if len(cuts) > 0 {
		r.stillServed(len(cuts))
	}
}

// cutShort takes away what a message did between its cancel and its end.
func (r *rewrite) cutShort(c cut, end int) {
	changed := c.status >= 0 && session.Status(r.want[end].status()) != c.status
	sockets := map[any]bool{}
	var unsent []string
	for i := c.at + 1; i < end; i++ {
		if e := r.want[i]; e.Message == c.id && slices.Contains(voidSteps, e.Event) {
			changed = true
			switch e.Event {
			case "restarted":
				r.further[c.id] = true
			case "request-started":
				sockets[e.Detail["socket"]] = true
			case "wrote-headers":
				unsent = append(unsent, r.target(i, c.id))
			}
		}
	}
	end = r.cutTunnel(c, end)
	if !changed {
		return
	}
	if c.status >= 0 {
		r.setStatus(c.at, c.id, c.status)
	}
	r.remove(func(i int, e TraceEvent) bool {
		return i > c.at && i < end && (e.Message == c.id && slices.Contains(voidSteps, e.Event) || c.id == connectID && e.Event == "tunneling")
	})
	for socket := range sockets {
		r.unopened(c.at, socket)
	}
	if start := r.before(c.at, c.id, "request-started"); start >= 0 && r.after(start, c.id, "got-body") < 0 {
		r.apart(c.at, r.want[start].Detail["socket"], r.target(c.at, c.id))
	}
	r.cutReading(c)
	r.cutResult(c)
	for _, uri := range unsent {
		r.unsend(pathPart(uri), uri)
	}
}

// connectID is the CONNECT of a scenario's first message through a proxy.
const connectID = "internal-1"

// cutTunnel ends the CONNECT that a cancelled message waits for. It gives the place of the message's end anew.
func (r *rewrite) cutTunnel(c cut, end int) int {
	const connect = connectID
	over := r.after(c.at, connect, "finished")
	if c.id == connect || over < 0 || over > end || r.before(c.at, connect, "request-queued") < 0 || r.before(c.at, c.id, "request-started") >= 0 {
		return end
	}
	if r.before(c.at, connect, "request-unqueued") < 0 {
		r.setStatus(c.at, connect, max(c.status, session.StatusCancelled))
	}
	n := len(r.want)
	for i := c.at + 1; i < over; i++ {
		if e := r.want[i]; e.Message == connect && e.Event == "wrote-headers" {
			r.unsend(hostPart(r.target(i, connect)))
		}
	}
	r.remove(func(i int, e TraceEvent) bool {
		return i > c.at && i < over && (e.Message == connect && slices.Contains(voidSteps, e.Event) || e.Event == "tunneling")
	})
	r.endEarlier(connect)
	return end - (n - len(r.want))
}

// cutReading has the reader of a stream hear of the cancel.
func (r *rewrite) cutReading(c cut) {
	if r.before(c.at, c.id, "send-ready") < 0 {
		return
	}
	for i := c.at + 1; i < len(r.want); i++ {
		if e := &r.want[i]; e.Message == c.id && e.Event == "body-read" {
			*e = TraceEvent{"read-error", c.id, map[string]any{"error": map[string]any{"domain": "g-io-error", "code": float64(19), "name": "cancelled"}}}
		}
	}
}

// unopened takes a connection away that nobody uses any more.
func (r *rewrite) unopened(at int, socket any) {
	for _, e := range r.want {
		if e.Event == "request-started" && e.Detail["socket"] == socket {
			return
		}
	}
	for k := at; k < len(r.want); k++ {
		if r.want[k].Event == "connection-created" {
			r.want = slices.Delete(r.want, k, k+1)
			break
		}
	}
	r.renumber("connection", "c")
	r.renumber("socket", "s")
}

// cutResult leaves a cancelled message what it had when it was cancelled: no response that came later, and of a body no
// more than what the one who performs got until then.
func (r *rewrite) cutResult(c cut) {
	head := r.before(c.at, c.id, "got-headers")
	for _, e := range r.want {
		if e.Event != "result" || e.Message != c.id {
			continue
		}
		if head < 0 || r.before(c.at, c.id, "restarted") > head {
			e.Detail["response_headers"], e.Detail["keepalive"] = []any{}, false
			e.Detail["body"] = map[string]any{"length": float64(0), "sha256": emptySum}
		} else {
			r.shorterBody(e)
		}
		if g := r.gotResult(c.id); g != nil && r.restartsAfter(c) {
			e.Detail["uri"], e.Detail["request_headers"] = g["uri"], g["request_headers"] // it went on there
		}
	}
}

// restartsAfter says whether the recording has further attempts of a message that was cancelled before.
func (r *rewrite) restartsAfter(c cut) bool { return r.further[c.id] }

// shorterBody takes a body from what happened, unless that is longer.
func (r *rewrite) shorterBody(result TraceEvent) {
	length := func(d map[string]any) float64 {
		body, _ := d["body"].(map[string]any)
		n, _ := body["length"].(float64)
		return n
	}
	if g := r.gotResult(result.Message); g != nil && length(g) <= length(result.Detail) {
		result.Detail["body"] = g["body"]
	}
}

// unsend takes the last request for each of some targets off the wire.
func (r *rewrite) unsend(targets ...string) {
	for _, target := range targets {
		if wire, groups, n, k := r.sent(target); wire != nil {
			list, _ := groups[n].([]any)
			r.setGroup(wire, groups, n, slices.Delete(slices.Clone(list), k, k+1))
		}
	}
}

// sent finds the last request for a target: the wire, its connections, the one of them that it came on, and its place there.
func (r *rewrite) sent(target string) (wire *TraceEvent, groups []any, n, k int) {
	at := slices.IndexFunc(r.want, func(e TraceEvent) bool { return e.Event == "wire" })
	if at < 0 {
		return nil, nil, 0, 0
	}
	groups, _ = r.want[at].Detail["requests"].([]any)
	for n = range groups {
		list, _ := groups[n].([]any)
		for k = len(list) - 1; k >= 0; k-- {
			if list[k].(map[string]any)["target"] == target {
				return &r.want[at], groups, n, k
			}
		}
	}
	return nil, nil, 0, 0
}

// setGroup changes the requests of one connection; one without any is no connection.
func (r *rewrite) setGroup(wire *TraceEvent, groups []any, n int, list []any) {
	if len(list) > 0 {
		groups[n] = list
	} else {
		groups = slices.Delete(groups, n, n+1)
		c, _ := wire.Detail["connections"].(float64)
		wire.Detail["connections"] = c - 1
	}
	sortGroups(groups)
	wire.Detail["requests"] = groups
}

// neverEnded writes the end of a cancelled message whose end the recording does not have. What was received until then is
// kept, which only the one who performs can know.
func (r *rewrite) neverEnded(at int, id string) {
	cancelled := map[string]any{"error": map[string]any{"domain": "g-io-error", "code": float64(19), "name": "cancelled"}}
	one := map[string]any{"status": float64(1)}
	events := []TraceEvent{{"finished", id, one}, {"request-unqueued", id, map[string]any{}}, {"callback", id, one}}
	if mode := r.sc.modeOf(id); mode == "send" || mode == "send_async" {
		if r.after(0, id, "send-ready") >= 0 {
			events = []TraceEvent{{"read-error", id, cancelled}, {"finished", id, one}, {"request-unqueued", id, map[string]any{}}, {"stream-closed", id, map[string]any{}}}
		} else {
			events = []TraceEvent{{"finished", id, one}, {"request-unqueued", id, map[string]any{}}, {"send-error", id, cancelled}}
		}
	}
	r.want = slices.Insert(r.want, at+1, events...)
	r.remove(func(_ int, e TraceEvent) bool { return e.Event == "gave-up" })
	for i := range r.want {
		if e := &r.want[i]; e.Event == "result" && e.Message == id {
			if g := r.gotResult(id); g != nil {
				e.Detail["body"] = g["body"]
			}
		}
	}
}

func (r *rewrite) gotResult(id string) map[string]any {
	for _, e := range r.got {
		if e.Event == "result" && e.Message == id {
			return e.Detail
		}
	}
	return nil
}

// endEarlier moves each event of the end of a message to where it comes in what happened, unless that is later than recorded.
func (r *rewrite) endEarlier(id string) {
	isEnd := func(e TraceEvent) bool { return e.Message == id && slices.Contains(ends, e.Event) }
	tail, rest, recorded := splitEvents(r.want, isEnd)
	_, _, happened := splitEvents(r.got, isEnd)
	if len(tail) == 0 || len(happened) != len(tail) {
		return
	}
	for n := len(tail) - 1; n >= 0; n-- {
		rest = slices.Insert(rest, min(recorded[n], happened[n], len(rest)), tail[n])
	}
	r.want = rest
}

// splitEvents takes some events out of a trace; places has how many of the others come before each.
func splitEvents(events []TraceEvent, which func(TraceEvent) bool) (taken, rest []TraceEvent, places []int) {
	for _, e := range events {
		if which(e) {
			taken, places = append(taken, e), append(places, len(rest))
			continue
		}
		rest = append(rest, e)
	}
	return taken, rest, places
}

// stillServed allows for a server that is still busy with a message that was cancelled when the next one comes, and for
// one that has not seen a connection that was closed before anything was said.
func (r *rewrite) stillServed(cancelled int) {
	for i := range r.want {
		e := &r.want[i]
		if e.Event != "wire" {
			continue
		}
		want, _ := e.Detail["max_inflight"].(float64)
		groups, _ := e.Detail["requests"].([]any)
		for _, g := range r.got {
			if n, ok := g.Detail["connections"].(float64); g.Event == "wire" && ok && n >= float64(len(groups)) && n <= float64(len(groups)+cancelled) {
				e.Detail["connections"] = n // the peer may or may not have seen what was given up before anything was said
			}
			if got, ok := g.Detail["max_inflight"].(float64); g.Event == "wire" && ok && got > want && got <= want+float64(cancelled) {
				e.Detail["max_inflight"] = got
			}
		}
	}
}

// cancelWithoutConnection takes away the connections that were begun only to be found cancelled.
func (r *rewrite) cancelWithoutConnection() {
	var drop []int
	for _, c := range r.cuts() {
		if r.before(c.at, c.id, "request-started") > max(r.before(c.at, c.id, "request-queued"), r.before(c.at, c.id, "restarted")) {
			continue // it had one
		}
		end := len(r.want)
		for k := c.at + 1; k < len(r.want); k++ {
			if r.want[k].Event == "step" {
				end = k
				break
			}
		}
		if f := r.after(c.at, c.id, "finished"); f >= 0 && !c.all {
			end = min(end, f)
		}
		for k := c.at + 1; k < end && r.unused() > len(drop); k++ {
			if r.want[k].Event == "connection-created" && !slices.Contains(drop, k) {
				drop = append(drop, k)
				break
			}
		}
	}
	if len(drop) == 0 {
		return
	}
	r.remove(func(i int, _ TraceEvent) bool { return slices.Contains(drop, i) })
	r.renumber("connection", "c")
}

// unused is how many connections were created on which no message started.
func (r *rewrite) unused() int {
	created := 0
	sockets := map[any]bool{}
	for _, e := range r.want {
		switch e.Event {
		case "connection-created":
			created++
		case "request-started":
			sockets[e.Detail["socket"]] = true
		}
	}
	return created - len(sockets)
}
