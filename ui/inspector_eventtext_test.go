package ui

import (
	"testing"

	"ladle/session"
)

// eventDetails has something for every kind of event whose detail says more than its kind.
var eventDetails = map[session.Kind]session.Detail{
	session.KindRequestQueued: &session.Asked{Method: "GET", URL: "http://a/"}, session.KindConnectionCreated: &session.ConnTarget{Scheme: "http", Host: "a:80"},
	session.KindNetworkEvent: &session.NetworkEvent{Step: session.StepResolving, Host: "a"}, session.KindRequestStarted: &session.Started{},
	session.KindWroteHeaders: &session.Sent{Method: "GET", Target: "/", Proto: "HTTP/1.1"}, session.KindGotInformational: &session.Response{Status: 103},
	session.KindGotHeaders: &session.Response{Status: 200}, session.KindGotBodyData: &session.BodyProgress{}, session.KindGotBody: &session.BodyEnd{},
	session.KindAuthenticate: &session.Challenge{Scheme: "Basic"}, session.KindChallengeSkipped: &session.Skipped{Scheme: "NTLM", Why: "it is off"}, session.KindQuestion: askedRedirect(), session.KindQuestionClosed: &session.QuestionClosed{How: "answered"},
	session.KindPaused: &session.Pause{By: "caller"}, session.KindUnpaused: &session.Pause{By: "caller"}, session.KindReordered: &session.Reordered{Priority: 1, Before: 3},
	session.KindStopped: &session.Stopped{At: session.StopAtStarting, Breakpoint: 2}, session.KindRedirected: &session.Redirected{Status: 302, To: "http://a/"},
	session.KindAuthenticated: &session.Authenticated{Scheme: "Basic"}, session.KindRestarted: &session.Restart{Why: session.RestartRequeue}, session.KindFinished: &session.Outcome{Status: 200},
	session.KindConnectionClosed: &session.ConnClosed{Why: "closed by hand"}, session.KindPropertyChanged: &session.PropertyChange{Name: "timeout", Value: "3"}, session.KindHoldNew: &session.HoldNew{On: true},
	session.KindTrustChanged: &session.TrustChange{Host: "a:443", Subject: "CN=a"},
}

func TestEveryEventSaysSomething(t *testing.T) {
	for k := session.Kind(1); k.String() != "unknown"; k++ {
		e := &session.Event{Kind: k, Conn: 3, N: 10, Detail: eventDetails[k]}
		if eventDetail(e) == "" && k != session.KindStarting { // which only says that the head is complete
			t.Errorf("%s says nothing", k)
		}
	}
	for _, c := range []struct {
		e    session.Event
		want string
	}{
		{session.Event{Kind: session.KindReordered, Detail: eventDetails[session.KindReordered]}, "priority high, before message 3"},
		{session.Event{Kind: session.KindStopped, Detail: &session.Stopped{At: session.StopAtRedirect}}, "at redirect, as it was sent to"},
		{session.Event{Kind: session.KindQuestion, Detail: askedRedirect()}, "follow to GET https://checkout.partner.example/s/9c1e?lang=en?"},
		{session.Event{Kind: session.KindConnectionTaken, Conn: 7}, "c7, it counts no more against the limits"},
		{session.Event{Kind: session.KindHoldNew, Detail: &session.HoldNew{}}, "messages to come may start"},
	} {
		if got := eventDetail(&c.e); got != c.want {
			t.Errorf("%s: %q, want %q", c.e.Kind, got, c.want)
		}
	}
}
