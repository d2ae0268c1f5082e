package sessiontest

import "testing"

// traced builds events of message m1 from names, with the status of those that have one.
func traced(uri string, lines ...any) []TraceEvent {
	out := []TraceEvent{{Event: "request-queued", Message: "m1", Detail: map[string]any{"method": "GET", "uri": uri}}}
	for i := 0; i < len(lines); i += 2 {
		d := map[string]any{}
		if st, _ := lines[i+1].(int); st != 0 {
			d["status"] = float64(st)
		}
		if scheme, ok := lines[i+1].(string); ok {
			d["scheme"] = scheme
		}
		out = append(out, TraceEvent{Event: lines[i].(string), Message: "m1", Detail: d})
	}
	return out
}

// An answer with an algorithm that the recorded library does not know is expected where the peer took it, and nowhere else.
func TestDigestAlgorithmsRule(t *testing.T) {
	t.Parallel()
	const strong, weak = "http://h/digest/SHA-256/x", "http://h/digest/MD5/x"
	answered := func(uri string, status int) []TraceEvent {
		return traced(uri, "got-headers", 401, "authenticate", "Digest", "got-body", 0, "restarted", 0, "starting", 0, "got-headers", status, "finished", status)
	}
	ended := func(uri string) []TraceEvent { return traced(uri, "got-headers", 401, "got-body", 0, "finished", 401) }
	for _, c := range []struct {
		name      string
		want, got []TraceEvent
		same      bool
	}{
		{"answered and taken", ended(strong), answered(strong, 200), true},
		{"answered and refused", ended(strong), answered(strong, 401), false},
		{"not answered", ended(strong), ended(strong), true},
		{"an algorithm that is known", ended(weak), answered(weak, 200), false},
		{"nobody asked", ended(strong), traced(strong, "got-headers", 401, "restarted", 0, "got-headers", 200, "finished", 200), false},
	} {
		if d := CompareTraces(&Scenario{}, c.want, c.got, false); (d == "") != c.same {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}
