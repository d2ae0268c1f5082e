package sessiontest

import (
	"slices"
	"strings"
)

// lacking says of everything that scenarios use and the session cannot do yet which part of the work brings it. A line goes
// when the thing is built; what is in no line is expected to work.
var lacking = map[string]string{
	"mode websocket":    "WebSockets",
	"event ws-open":     "WebSockets",
	"event ws-message":  "WebSockets",
	"event ws-closing":  "WebSockets",
	"event ws-closed":   "WebSockets",
	"event ws-error":    "WebSockets",
	"event ws-refused":  "WebSockets",
	"do ws-send":        "WebSockets",
	"do ws-send-binary": "WebSockets",
	"do ws-close":       "WebSockets",

	"feature SoupContentSniffer": "Session features",
	"feature SoupCookieJar":      "Session features",
	"feature SoupHSTSEnforcer":   "Session features",
	"feature SoupLogger":         "Session features",
	"event content-sniffed":      "Session features",
	"event cookie-changed":       "Session features",
	"event hsts-changed":         "Session features",
	"event hsts-enforced":        "Session features",
	"do cookies":                 "Session features",
	"feature SoupCache":          "the cache",
}

// lackingText is the same for what shows in a scenario's text only: places that lead to what cannot be done yet.
var lackingText = map[string]string{
	"}/br":          "Session features",
	"/auth-then-ws": "WebSockets", "SoupRequestFile": "Session features", "SoupRequestData": "Session features", "{ws": "WebSockets",
}

// Lacks names the parts of the work without which a scenario cannot be performed, none when it can.
func (s *Scenario) Lacks() []string {
	var why []string
	add := func(part string) {
		if part != "" && !slices.Contains(why, part) {
			why = append(why, part)
		}
	}
	for _, use := range s.uses() {
		add(lacking[use])
	}
	for text, part := range lackingText {
		if strings.Contains(s.text, text) {
			add(part)
		}
	}
	slices.Sort(why)
	return why
}

// uses lists what a scenario uses, in the words of lacking.
func (s *Scenario) uses() []string {
	var u []string
	add := func(kind string, names ...string) {
		for _, n := range names {
			if n != "" {
				u = append(u, kind+" "+n)
			}
		}
	}
	act := func(a Action) {
		add("do", a.text("do"))
		if a.text("do") == "feature-add" {
			add("feature", a.text("type"))
		}
	}
	add("mode", s.Mode)
	add("feature", s.Features.Add...)
	add("feature", s.Features.Remove...)
	for _, rule := range s.On {
		add("event", rule.text("event"))
		act(rule)
	}
	for _, step := range s.steps() {
		for _, a := range step.Actions {
			act(a)
		}
		for _, m := range step.Messages {
			add("mode", m.Mode)
		}
	}
	return u
}

// steps are all steps, the first included.
func (s *Scenario) steps() []Step {
	return append([]Step{{Messages: s.Messages, Actions: s.Actions, Session: s.Session}}, s.Then...)
}
