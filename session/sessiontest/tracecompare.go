package sessiontest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// TraceEvent is one line of a trace.
type TraceEvent struct {
	Event   string         `json:"event"`
	Message string         `json:"message,omitempty"` // "" for an event of the session
	Detail  map[string]any `json:"detail"`
}

func (e TraceEvent) String() string {
	return e.Event + " " + e.Message + " " + canonical(e.Detail)
}

// ReadTrace reads the recorded trace of a scenario of dir. unordered is what its first line says.
func ReadTrace(dir, name string) (events []TraceEvent, unordered bool, err error) {
	b, err := os.ReadFile(filepath.Join(dir, "traces", name+".jsonl"))
	if err != nil {
		return nil, false, err
	}
	lines := bufio.NewScanner(bytes.NewReader(b))
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var e TraceEvent
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return nil, false, fmt.Errorf("trace %s: %w", name, err)
		}
		if e.Event == "meta" {
			unordered = e.Detail["unordered"] == true
			continue
		}
		events = append(events, e)
	}
	return events, unordered, lines.Err()
}

// Normalize gives the form in which traces are compared: without the prose of the recorded library, an action and its
// end as one event, the wire by connections, and without the automatic header fields that are an engine's own affair.
func Normalize(events []TraceEvent) []TraceEvent {
	var out []TraceEvent
	var open []int // actions that have not ended, as indices of out
	for _, e := range events {
		e.Detail = plain(e.Detail)
		switch e.Event {
		case "action":
			open = append(open, len(out))
		case "action-end":
			open = endAction(out, open, e)
			continue
		case "wire":
			e.Detail["requests"] = byConnection(e.Detail["requests"])
		}
		ownAffairs(e)
		if groups, ok := e.Detail["requests"].([]any); ok {
			sortGroups(groups)
		}
		out = append(out, e)
	}
	return out
}

// plain copies a detail without what is not compared: the text of an error, and the reason of a transport status.
func plain(detail map[string]any) map[string]any {
	d, _ := clone(detail).(map[string]any)
	if d == nil {
		d = map[string]any{}
	}
	if e, ok := d["error"].(map[string]any); ok {
		delete(e, "text")
	}
	if s, ok := d["status"].(float64); ok && s < 100 {
		delete(d, "reason")
	}
	return d
}

// withoutTexts drops the texts of bodies, which their lengths and sums tell already.
func withoutTexts(events []TraceEvent) []TraceEvent {
	for _, e := range events {
		for _, body := range []any{e.Detail["body"], e.Detail} {
			if b, ok := body.(map[string]any); ok && b["sha256"] != nil {
				delete(b, "text")
			}
		}
	}
	return events
}

// clone copies a value of JSON through its text.
func clone(v any) any {
	var out any
	if err := json.Unmarshal([]byte(canonical(v)), &out); err != nil {
		panic(err) // it was written by Marshal
	}
	return out
}

// canonical is the JSON of a value with its keys in order.
func canonical(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // only values of JSON come here
	}
	return string(b)
}

// endAction merges the end of an action into its beginning.
func endAction(out []TraceEvent, open []int, end TraceEvent) []int {
	for i := len(open) - 1; i >= 0; i-- {
		a := out[open[i]]
		if a.Message == end.Message && a.Detail["do"] == end.Detail["do"] {
			for k, v := range end.Detail {
				a.Detail[k] = v
			}
			return slices.Delete(open, i, i+1)
		}
	}
	return open
}

// byConnection groups requests: the order counts within a connection only, for the peer may see two of them race.
func byConnection(requests any) any {
	list, _ := requests.([]any)
	conns := map[string][]any{}
	for _, r := range list {
		m, _ := r.(map[string]any)
		conn := canonical(m["conn"])
		delete(m, "conn")
		conns[conn] = append(conns[conn], m)
	}
	groups := []any{}
	for _, g := range conns {
		groups = append(groups, g)
	}
	return groups
}

// ownAffairs drops Connection: Keep-Alive and lets an Accept-Encoding that offers gzip and deflate count as just these.
func ownAffairs(e TraceEvent) {
	if h, ok := e.Detail["request_headers"]; ok {
		e.Detail["request_headers"] = withoutOwn(h)
	}
	eachRequest(e, func(r map[string]any) { r["headers"] = withoutOwn(r["headers"]) })
}

// eachRequest runs f on every request of a normalized wire.
func eachRequest(e TraceEvent, f func(map[string]any)) {
	if e.Event != "wire" {
		return
	}
	groups, _ := e.Detail["requests"].([]any)
	for _, g := range groups {
		list, _ := g.([]any)
		for _, r := range list {
			f(r.(map[string]any))
		}
	}
}

func withoutOwn(headers any) any {
	kept := []any{}
	list, _ := headers.([]any)
	for _, h := range list {
		name, value := Pair(h)
		switch {
		case strings.EqualFold(name, "Connection") && strings.EqualFold(value, "keep-alive"):
			continue
		case strings.EqualFold(name, "Accept-Encoding") && strings.Contains(strings.ToLower(value), "gzip") && strings.Contains(strings.ToLower(value), "deflate"):
			value = "gzip, deflate"
		}
		kept = append(kept, []any{name, value})
	}
	return kept
}

// Pair takes a header line of a trace apart.
func Pair(h any) (name, value string) {
	if p, ok := h.([]any); ok && len(p) == 2 {
		name, _ = p[0].(string)
		value, _ = p[1].(string)
	}
	return name, value
}

// unqueuedFirst moves a request-unqueued that follows its message's callback to the place before it, with what its
// handlers do: a callback may requeue its message, so an engine may well wait for it.
func (s *Scenario) unqueuedFirst(events []TraceEvent) []TraceEvent {
	var out []TraceEvent
	called := map[string]int{}
	for i := 0; i < len(events); i++ {
		e := events[i]
		if at, ok := called[e.Message]; ok && e.Event == "request-unqueued" {
			delete(called, e.Message)
			n := 1
			for acts := s.actsIn(e); acts > 0 && i+n < len(events) && strings.HasPrefix(events[i+n].Event, "action"); acts-- {
				n++
			}
			out = slices.Insert(out, at, events[i:i+n]...)
			for m, k := range called {
				if k >= at {
					called[m] = k + n
				}
			}
			i += n - 1
			continue
		}
		switch e.Event {
		case "callback":
			called[e.Message] = len(out)
		case "finished":
			delete(called, e.Message)
		}
		out = append(out, e)
	}
	return out
}

// actsIn says how many actions a scenario does inside the handlers of an event.
func (s *Scenario) actsIn(e TraceEvent) int {
	n := 0
	for _, rule := range s.On {
		if id := rule.text("message"); rule.text("event") == e.Event && rule.number("after_ms") == 0 && (id == "" || id == e.Message) {
			n++
		}
	}
	return n
}
