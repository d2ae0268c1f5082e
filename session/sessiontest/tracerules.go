package sessiontest

import (
	"slices"
	"strings"

	"ladle/session"
)

// TraceRule is one deliberate difference to the recorded library: how what it did has to be rewritten to be what is right
// here. docs/deviations.md explains each by its ID. Rules look at what happened, never at which scenario it was.
type TraceRule struct {
	ID    string // a decision D1 to D24, a row of the reference's 7.2 or 10, or a section of an RFC
	What  string
	apply func(*rewrite)
}

// rewrite is a recorded trace on its way to what is expected here.
type rewrite struct {
	sc   *Scenario
	want []TraceEvent
	got  []TraceEvent // for what the recording cannot know: what a server would have answered

	further map[string]bool // messages that lost attempts
	headed  map[string]bool // messages whose answer was refused, but for its head
}

// TraceRules are all rules, in the order in which they are applied.
var TraceRules = []TraceRule{
	{"D8", "a message of a scheme that means nothing ends with status 8 and is not sent", (*rewrite).unknownSchemes},
	{"7.2 framing", "an answer whose framing breaks a rule fails, and its connection is closed", (*rewrite).strictFraming},
	{"D4", "a message that is cancelled with a status keeps it", (*rewrite).cancelStatus},
	{"D2", "a message that is cancelled before it has a connection does not take one", (*rewrite).cancelWithoutConnection},
	{"2.6", "a pause while a message starts holds it at once", (*rewrite).pausedStart},
	{"D1", "a cancelled message ends at once, without the rest of the step that it was in", (*rewrite).cancelAtOnce},
	{"D9", "a message whose connection is taken over while it starts leaves the queue", (*rewrite).stolenStart},
	{"D3", "the callback of send_async, like the one of queue_message, comes before request-unqueued", (*rewrite).callbackFirst},
	{"D5", "a proxy that cannot be resolved or connected gives 3 or 5", (*rewrite).proxyStatus},
	{"D7", "fields with secrets do not cross an origin", (*rewrite).secretsStay},
	{"D17", "a priority that is changed counts at once", (*rewrite).priorities},
	{"D19", "Digest with an algorithm beyond MD5 is answered", (*rewrite).digestAlgorithms},
	{"D21", "a feature that is there is not added again", (*rewrite).featuresOnce},
	{"D22", "user info in a Location is dropped", (*rewrite).locationUserInfo},
	{"7.2 refused head", "an answer whose head is refused leaves nothing on the message", (*rewrite).refusedHead},
	{"RFC 9112 section 6.3", "a response that has no body by its status or method does not end the connection", (*rewrite).bodyless},
	{"RFC 9112 section 7.1.2", "trailers are read, so that the connection lives on", (*rewrite).trailersRead},
	{"RFC 9110 section 5.1", "a name keeps the case that it was written with", (*rewrite).spelling},
	{"RFC 9110 section 10.1.1", "nobody expects 100 Continue without a body", (*rewrite).expectBody},
	{"RFC 9110 section 11.7.2", "credentials for a proxy are read by the proxy only", (*rewrite).proxyCredentials},
	{"RFC 7616 section 3.4", "the uri of a Digest answer is what the request line asks for", (*rewrite).digestURI},
	{"RFC 9110 section 15", "a status set by hand has the phrase that the registry has for it", (*rewrite).phrases},
}

// CompareTraces says where what happened differs from what is expected after a recording, "" where it does not.
func CompareTraces(sc *Scenario, want, got []TraceEvent, unordered bool) string {
	nameless := *sc
	nameless.Name, nameless.About = "", ""
	r := &rewrite{sc: &nameless, want: Normalize(want), got: Normalize(got), further: map[string]bool{}, headed: map[string]bool{}}
	for _, rule := range TraceRules {
		rule.apply(r)
	}
	for _, e := range r.want { // by what the rules have left of them
		if groups, ok := e.Detail["requests"].([]any); ok {
			sortGroups(groups)
		}
	}
	return DiffTraces(withoutTexts(sc.unqueuedFirst(r.want)), withoutTexts(sc.unqueuedFirst(r.got)), unordered)
}

// after gives the index of the first event of a message from i on, -1 without one.
func (r *rewrite) after(i int, message, event string) int {
	for ; i < len(r.want); i++ {
		if r.want[i].Message == message && r.want[i].Event == event {
			return i
		}
	}
	return -1
}

// before gives the index of the last event of a message before i, -1 without one.
func (r *rewrite) before(i int, message, event string) int {
	for i--; i >= 0; i-- {
		if r.want[i].Message == message && r.want[i].Event == event {
			return i
		}
	}
	return -1
}

// remove takes the events out that f chooses.
func (r *rewrite) remove(f func(i int, e TraceEvent) bool) {
	kept := r.want[:0:0]
	for i, e := range r.want {
		if !f(i, e) {
			kept = append(kept, e)
		}
	}
	r.want = kept
}

// move puts the event at from to where the event at to is.
func (r *rewrite) move(from, to int) {
	e := r.want[from]
	r.want = slices.Delete(r.want, from, from+1)
	if from < to {
		to--
	}
	r.want = slices.Insert(r.want, to, e)
}

// active says whether a message is queued and has not finished at i.
func (r *rewrite) active(i int, message string) bool {
	queued := max(r.before(i, message, "request-queued"), r.before(i, message, "restarted"))
	return queued >= 0 && r.before(i, message, "request-unqueued") < queued && r.before(i, message, "finished") < queued
}

// ids are the messages of the trace.
func (r *rewrite) ids() []string {
	var out []string
	for _, e := range r.want {
		if e.Message != "" && !slices.Contains(out, e.Message) {
			out = append(out, e.Message)
		}
	}
	return out
}

// setStatus changes the status that a message ends with, in all that tells it from i on.
func (r *rewrite) setStatus(i int, message string, st session.Status) {
	for k := i; k < len(r.want); k++ {
		e := &r.want[k]
		if e.Message != message {
			continue
		}
		switch e.Event {
		case "finished", "result":
			e.Detail["status"], e.Detail["reason"] = float64(st), st.Phrase()
			if st < 100 {
				delete(e.Detail, "reason")
			}
		case "callback", "returned":
			e.Detail["status"] = float64(st)
		case "request-queued":
			return // another queueing
		}
	}
}

// status is the status of an event, 0 without one.
func (e TraceEvent) status() int {
	f, _ := e.Detail["status"].(float64)
	return int(f)
}

// phrases gives the statuses their names; the recorded library knows fewer.
func (r *rewrite) phrases() {
	for _, e := range r.want {
		if e.Detail["reason"] == "Unknown Error" {
			e.Detail["reason"] = session.Status(e.status()).Phrase()
		}
	}
}

// refusedHead takes off what the recorded library leaves on a message whose answer it could not read: half of the head,
// and a Connection: close among the fields of the request.
func (r *rewrite) refusedHead() {
	for _, e := range r.want {
		if e.Event != "result" || e.status() != int(session.StatusMalformed) && e.status() != int(session.StatusIOError) {
			continue
		}
		asked, _ := e.Detail["request_headers"].([]any)
		n := len(asked)
		if n == 0 || r.headed[e.Message] || r.lastHead(e.Message) {
			continue
		}
		if name, value := Pair(asked[n-1]); name == "Connection" && value == "close" {
			e.Detail["request_headers"] = asked[:n-1]
		}
		e.Detail["response_headers"] = []any{}
	}
}

// lastHead says whether the last attempt of a message had a head.
func (r *rewrite) lastHead(id string) bool {
	n := len(r.want)
	return r.before(n, id, "got-headers") > max(r.before(n, id, "restarted"), r.before(n, id, "request-queued"))
}

// proxyStatus changes 2 and 4 where the connection led to a proxy.
func (r *rewrite) proxyStatus() {
	instead := map[int]session.Status{2: session.StatusCantResolveProxy, 4: session.StatusCantConnectProxy}
	step := 0
	for i, e := range r.want {
		switch e.Event {
		case "step":
			step++
		case "finished":
			if st := instead[e.status()]; st != 0 && r.sc.throughProxy(step, r.target(i, e.Message)) {
				r.setStatus(i, e.Message, st)
			}
		}
	}
}

// target is the URI that a message last had before i.
func (r *rewrite) target(i int, id string) string {
	at := max(r.before(i, id, "starting"), r.before(i, id, "request-queued"))
	if at < 0 {
		return ""
	}
	uri, _ := r.want[at].Detail["uri"].(string)
	return uri
}

// modeOf is how a message is sent.
func (s *Scenario) modeOf(id string) string {
	for _, step := range s.steps() {
		for _, m := range step.Messages {
			if m.ID == id {
				a := actor{TraceMessage: m}
				return a.mode(s)
			}
		}
	}
	return s.Mode
}

// throughProxy says whether a URI goes through a proxy in a step.
func (s *Scenario) throughProxy(step int, uri string) bool {
	through := false
	for i, st := range s.steps() {
		if i > step {
			break
		}
		if v, ok := st.Session["proxy-uri"]; ok {
			through = v != nil
		}
		if v, ok := st.Session["proxy-resolver"]; ok {
			p, _ := v.(map[string]any)
			through = p["default"] != nil && !slices.ContainsFunc(textsOf(p["ignore"]), func(host string) bool { return strings.Contains(uri, "//"+host) })
		}
	}
	return through
}
