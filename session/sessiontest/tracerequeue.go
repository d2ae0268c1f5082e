package sessiontest

import (
	"maps"
	"slices"
)

// The rules about what a callback may do: D3.

// callbackFirst moves the callback of send_async before request-unqueued, and has a callback requeue its message.
func (r *rewrite) callbackFirst() {
	for _, id := range r.ids() {
		if r.sc.modeOf(id) != "send_async" {
			continue
		}
		for i := r.after(0, id, "send-error"); i >= 0; i = r.after(i+1, id, "send-error") {
			if u := r.before(i, id, "request-unqueued"); u > r.before(i, id, "request-queued") {
				r.move(i, u)
			}
		}
		for i := r.after(0, id, "send-ready"); i >= 0; i = r.after(i+1, id, "send-ready") {
			if u := r.before(i, id, "request-unqueued"); u > r.before(i, id, "request-queued") {
				r.move(i, u)
			}
		}
	}
	r.requeuedInCallback()
}

// requeuedInCallback has a message that its callback requeues be sent again, as it was the last time. The recorded library
// refuses the call.
func (r *rewrite) requeuedInCallback() {
	for i := 0; i < len(r.want); i++ {
		e := r.want[i]
		called := r.before(i, e.Message, "callback")
		if e.Event != "action" || e.Detail["do"] != "requeue" || called < 0 || !r.inHandlers(called, i) || r.sc.actsIn(r.want[called]) == 0 {
			continue
		}
		again := []TraceEvent{{"restarted", e.Message, map[string]any{}}}
		for k := r.before(called, e.Message, "request-started"); k <= called; k++ {
			if s := r.want[k]; s.Message == e.Message && s.Event != "request-unqueued" {
				again = append(again, TraceEvent{s.Event, s.Message, maps.Clone(s.Detail)})
			}
		}
		unqueued := r.before(i, e.Message, "request-unqueued")
		again = slices.Insert(again, len(again)-1, r.want[unqueued])
		r.resend(pathPart(r.target(called, e.Message)))
		r.want = slices.Insert(r.want, i+1, again...)
		r.want = slices.Delete(r.want, unqueued, unqueued+1)
		i += len(again) - 1
	}
}

// resend puts a request on the wire once more, on its connection.
func (r *rewrite) resend(target string) {
	if wire, groups, n, k := r.sent(target); wire != nil {
		list, _ := groups[n].([]any)
		r.setGroup(wire, groups, n, slices.Insert(slices.Clone(list), k, list[k]))
	}
}

// inHandlers says whether what is at i was done in the handlers of the event at event.
func (r *rewrite) inHandlers(event, i int) bool {
	for k := event + 1; k < i; k++ {
		if r.want[k].Event != "action" {
			return false
		}
	}
	return true
}
