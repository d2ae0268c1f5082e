package sessiontest

import (
	"strings"
	"testing"

	"ladle/session"
)

// stream reads events of one message from their names; "+" before a name begins the next attempt number there.
func stream(text string) []session.Event {
	kinds := map[string]session.Kind{}
	for k := session.Kind(1); k.String() != "unknown"; k++ {
		kinds[k.String()] = k
	}
	var out []session.Event
	attempt := uint16(1)
	for i, name := range strings.Fields(text) {
		if n, ok := strings.CutPrefix(name, "+"); ok {
			attempt++
			name = n
		}
		out = append(out, session.Event{Seq: uint64(i + 1), Message: 1, Attempt: attempt, Kind: kinds[name]})
	}
	return out
}

func TestCheckGrammar(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"request-queued request-started starting got-body finished request-unqueued":                     "",
		"request-queued finished request-unqueued":                                                       "",
		"request-queued stolen request-unqueued":                                                         "",
		"request-queued request-started redirected restarted +request-started finished request-unqueued": "",
		"request-queued finished restarted +request-started finished request-unqueued":                   "",
		"request-started":                                   "before request-queued",
		"request-queued request-queued":                     "twice",
		"request-queued request-started request-started":    "twice in an attempt",
		"request-queued request-unqueued":                   "in the middle of an attempt",
		"request-queued finished finished":                  "ends an attempt that has ended",
		"request-queued finished stolen":                    "ends an attempt that has ended",
		"request-queued finished got-body":                  "after the end of its attempt",
		"request-queued finished request-unqueued got-body": "after request-unqueued",
		"request-queued +request-started":                   "is of attempt 2, expected 1",
		"request-queued restarted request-started":          "is of attempt 1, expected 2",
		"request-queued redirected finished":                "between redirected and restarted",
		"request-queued authenticated got-body":             "between authenticated and restarted",
	} {
		err := CheckGrammar(stream(text))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	evs := stream("request-queued finished request-unqueued")
	evs[2].Seq = 9
	if err := CheckGrammar(evs); err == nil {
		t.Error("a hole in the numbers")
	}
	if CheckEnded(stream("request-queued finished")) == nil || CheckEnded(stream("request-queued finished request-unqueued")) != nil {
		t.Error("CheckEnded")
	}
}
