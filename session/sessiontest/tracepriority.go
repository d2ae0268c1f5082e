package sessiontest

import (
	"slices"
	"strings"

	"ladle/session"
)

// The rules about order and about what a session has: D9, D17, D21.

// priorities orders the messages that wait anew after each change of a priority.
func (r *rewrite) priorities() {
	prio := map[string]session.Priority{}
	for _, step := range r.sc.steps() {
		for _, m := range step.Messages {
			prio[m.ID] = priorities[m.Priority]
		}
	}
	for i := 0; i < len(r.want); i++ {
		e := r.want[i]
		if e.Event != "action" || e.Detail["do"] != "set-priority" {
			continue
		}
		args, _ := e.Detail["args"].(map[string]any)
		name, _ := args["priority"].(string)
		prio[e.Message] = priorities[name]
		r.orderWaiting(i, prio)
	}
}

// block is what one message does without another in between.
type block struct {
	id     string
	events []TraceEvent
}

// orderWaiting sorts the blocks of messages that start after at, as long as each comes after the end of the one before.
func (r *rewrite) orderWaiting(at int, prio map[string]session.Priority) {
	from := at + 1
	for from < len(r.want) && (r.want[from].Event != "request-started" || r.before(from, r.want[from].Message, "request-started") >= 0) {
		from++
	}
	var blocks []block
	to := from
	for to < len(r.want) && r.want[to].Event == "request-started" {
		id := r.want[to].Message
		end := r.after(to, id, "callback")
		if end < 0 || slices.ContainsFunc(r.want[to:end], func(e TraceEvent) bool { return e.Message != id }) {
			return
		}
		blocks = append(blocks, block{id, slices.Clone(r.want[to : end+1])})
		to = end + 1
	}
	sorted := slices.Clone(blocks)
	slices.SortStableFunc(sorted, func(a, b block) int { return int(prio[b.id]) - int(prio[a.id]) })
	r.reorderWire(blocks, sorted)
	var events []TraceEvent
	for _, b := range sorted {
		events = append(events, b.events...)
	}
	copy(r.want[from:to], events)
}

// reorderWire follows the order of the blocks on the connection that they share.
func (r *rewrite) reorderWire(before, after []block) {
	target := func(b block) string {
		for _, e := range b.events {
			if uri, ok := e.Detail["uri"].(string); ok && e.Event == "starting" {
				return pathPart(uri)
			}
		}
		return ""
	}
	requests := map[string]any{}
	var places [][2]int
	var groups []any
	for _, b := range before {
		wire, all, n, k := r.sent(target(b))
		if wire == nil {
			return
		}
		groups, requests[b.id] = all, all[n].([]any)[k]
		places = append(places, [2]int{n, k})
	}
	for i, b := range after {
		groups[places[i][0]].([]any)[places[i][1]] = requests[b.id]
	}
}

// featuresOnce takes the second of two features of a type off the lists.
func (r *rewrite) featuresOnce() {
	for _, e := range r.want {
		list, ok := e.Detail["returned"].([]any)
		if e.Event != "action" || !ok {
			continue
		}
		var once []any
		for i, name := range list {
			if !slices.Contains(list[i+1:], name) {
				once = append(once, name)
			}
		}
		e.Detail["returned"] = once
	}
}

// stolenStart has a message whose connection is taken over in a handler of its start give the connection and leave the
// queue; in the recorded library it stays for ever.
func (r *rewrite) stolenStart() {
	for i := 0; i < len(r.want); i++ {
		e := r.want[i]
		if e.Event != "action" || e.Detail["do"] != "steal" || e.Detail["stream"] != false || !r.startsAt(i) {
			continue
		}
		e.Detail["stream"], e.Detail["closed"] = true, false
		r.remove(func(k int, o TraceEvent) bool {
			return k > i && (o.Event == "gave-up" || o.Message == e.Message && strings.HasPrefix(o.Event, "starting"))
		})
		r.want = slices.Insert(r.want, i+1, TraceEvent{"request-unqueued", e.Message, map[string]any{}})
	}
}
