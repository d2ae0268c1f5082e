package ui

import (
	"strings"
	"testing"
	"time"

	"ladle/session"
	"ladle/ui/timeline"
)

func TestHeadRows(t *testing.T) {
	s := inspectorOrders()
	var got []string
	for _, r := range headRows(&s) {
		switch r.kind {
		case headSection:
			got = append(got, "# "+r.name+" ("+r.fact+")")
		case headLine:
			got = append(got, r.value)
		case headField:
			got = append(got, r.name)
		}
	}
	want := []string{"# Answer (7 fields, as received on c5)", "HTTP/1.1 200 OK", "Content-Type", "Date", "Content-Encoding", "Set-Cookie", "Content-Security-Policy", "Vary", "ETag",
		"# Request (4 fields, as sent on c5)", "GET /api/admin/orders?state=open&limit=200 HTTP/1.1", "Host", "User-Agent", "Accept-Encoding", "Authorization"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("rows are\n%s", strings.Join(got, "\n"))
	}
	first := inspectorOrders()
	first.Attempt = 0
	if rows := headRows(&first); rows[0].name != "Request" {
		t.Errorf("an attempt without an answer begins with %q", rows[0].name)
	}
}

func TestHeadRowsOfAllKinds(t *testing.T) {
	s := newInspectorStory("PUT", "http://localhost:8080/x")
	queued := s.at(1, nil)
	if text := headText(headRows(&queued)); text != "PUT http://localhost:8080/x\nAccept: */*\n" {
		t.Errorf("before it is sent: %q", text)
	}
	s.conn = 1
	s.send(1, "PUT", "/x", true)
	s.add(2, session.KindGotInformational, 0, &session.Response{Proto: "HTTP/1.1", Status: 103, Reason: "Early Hints", Fields: session.Fields{{Name: "Link", Value: "</a.css>"}}})
	finding := session.Finding{Title: "Content-Length repeated", Line: 3, Section: "RFC 9112, section 6.3", Why: "something copies fields", Did: "Took the value once."}
	s.add(3, session.KindGotHeaders, 0, &session.Response{Proto: "HTTP/1.1", Status: 200, Reason: "OK", Fields: session.Fields{{Name: "Content-Length", Value: "3"}, {Name: "Content-Length", Value: "3"}}, Findings: []session.Finding{finding}})
	s.add(4, session.KindGotBody, 3, &session.BodyEnd{Trailer: session.Fields{{Name: "Digest", Value: "x"}}})
	got := s.end(4, 200, nil).at(4, nil)
	rows := headRows(&got)
	want := `Findings
Content-Length repeated. Line 3. RFC 9112, section 6.3. Something copies fields. Took the value once.

HTTP/1.1 200 OK
Content-Length: 3
Content-Length: 3

HTTP/1.1 103 Early Hints
Link: </a.css>

Digest: x

PUT /x HTTP/1.1
Host: shop.localhost:8443
User-Agent: Ladle/0.9
Accept-Encoding: gzip, deflate
`
	if text := headText(rows); text != want {
		t.Errorf("text is\n%s", text)
	}
	for _, r := range rows {
		if (r.finding != nil) != (r.kind == headFinding || r.kind == headField && r.name == "Content-Length" && r.finding != nil) {
			t.Errorf("%q has a finding", r.name)
		}
	}
	if rows[5].finding == nil || rows[4].finding != nil {
		t.Error("the finding is not at the second Content-Length")
	}
}

func TestHeadTextMasksSecrets(t *testing.T) {
	s := inspectorOrders()
	text := headText(headRows(&s))
	for _, secret := range []string{"b81f09", "4f1e", "mira"} {
		if strings.Contains(text, secret) {
			t.Errorf("the text tells %q", secret)
		}
	}
	if !strings.Contains(text, "Authorization: Digest "+session.Mask) {
		t.Errorf("the scheme is masked too:\n%s", text)
	}
}

func TestWrapData(t *testing.T) {
	for _, c := range []struct {
		s       string
		columns int
		want    string
	}{{"", 10, ""}, {"0123456789", 10, "0123456789"}, {"0123456789ab", 10, "0123456789|ab"}, {"éééééééééé", 8, "éééééééé|éé"}, {"short", 0, "short"}} {
		if got := strings.Join(wrapData(c.s, c.columns), "|"); got != c.want {
			t.Errorf("%q in %d is %q, want %q", c.s, c.columns, got, c.want)
		}
	}
	if lines := wrapData(strings.Repeat("x", 1<<20), 10); len(lines) != headLongestText || !strings.HasSuffix(lines[len(lines)-1], "…") {
		t.Errorf("%d lines of a long value", len(lines))
	}
}

func TestEventRows(t *testing.T) {
	s := inspectorOrders()
	rows := eventRows(s.Events, "")
	var heads []string
	for i, r := range rows {
		if r.head != "" {
			heads = append(heads, r.head)
			if i+1 == len(rows) || rows[i+1].head != "" {
				t.Errorf("%s is empty", r.head)
			}
		}
	}
	if got := strings.Join(heads, ", "); got != "Attempt 1, Attempt 2, Attempt 3" {
		t.Errorf("heads are %s", got)
	}
	if len(rows) != len(s.Events)+3 {
		t.Errorf("%d rows for %d events", len(rows), len(s.Events))
	}
	text := eventsText(eventRows(s.Events, "GOT-HEADERS 200"))
	if want := "Attempt 3\n380.0\tgot-headers\t200 OK\n"; text != want {
		t.Errorf("filtered text is %q, want %q", text, want)
	}
	if rows := eventRows(s.Events, "nothing has this"); len(rows) != 0 {
		t.Errorf("%d rows that match nothing", len(rows))
	}
	if eventRows(nil, "") != nil {
		t.Error("rows without events")
	}
}

func TestEventDetail(t *testing.T) {
	for _, c := range []struct {
		e          session.Event
		name, want string
	}{
		{session.Event{Kind: session.KindNetworkEvent, Detail: &session.NetworkEvent{Step: session.StepResolved, Addrs: []string{"::1", "127.0.0.1"}}}, "resolved", "::1, 127.0.0.1"},
		{session.Event{Kind: session.KindNetworkEvent, Detail: &session.NetworkEvent{Step: session.StepTLSHandshaked, TLS: &session.TLSInfo{Version: "TLS 1.3", Problem: "expired"}}}, "tls-handshaked", "TLS 1.3, expired"},
		{session.Event{Kind: session.KindRequestStarted, Conn: 4, Detail: &session.Started{Reused: true, Idle: 38 * time.Second}}, "request-started", "c4, reused after 38 s idle"},
		{session.Event{Kind: session.KindRequestStarted, Conn: 4, Detail: &session.Started{}}, "request-started", "c4, new"},
		{session.Event{Kind: session.KindWroteBody, N: 612}, "wrote-body", "612 B"},
		{session.Event{Kind: session.KindGotBody, N: 9102, Detail: &session.BodyEnd{Decoded: 86412, Coding: "gzip"}}, "got-body", "9.10 kB, 86.4 kB decoded (gzip)"},
		{session.Event{Kind: session.KindGotBodyData, N: 1500, Detail: &session.BodyProgress{}}, "got-body-data", "1.50 kB"},
		{session.Event{Kind: session.KindAuthenticate, Detail: &session.Challenge{Scheme: "Basic", Realm: "r", Host: "h:80"}}, "authenticate", "Basic, realm “r”, h:80"},
		{session.Event{Kind: session.KindRedirected, Detail: &session.Redirected{Status: 302, To: "/b"}}, "redirected", "302 to /b"},
		{session.Event{Kind: session.KindRestarted, Detail: &session.Restart{Why: session.RestartStale}}, "restarted", "stale"},
		{session.Event{Kind: session.KindPaused, Detail: &session.Pause{By: "question"}}, "paused", "by question"},
		{session.Event{Kind: session.KindQuestionClosed, Detail: &session.QuestionClosed{How: "dismissed"}}, "question-closed", "dismissed"},
		{session.Event{Kind: session.KindConnectionClosed, Detail: &session.ConnClosed{Why: "by peer", Sent: 10, Received: 20}}, "connection-closed", "by peer; 10 B out, 20 B in"},
		{session.Event{Kind: session.KindFinished, Detail: &session.Outcome{Status: 200, Reason: "OK"}}, "finished", "200 OK"},
		{session.Event{Kind: session.KindFinished, Detail: &session.Outcome{Status: session.StatusCancelled, Err: &session.Error{Err: session.ErrCancelled}}}, "finished", "Cancelled"},
		{session.Event{Kind: session.KindStarting}, "starting", ""},
	} {
		if name, got := eventName(&c.e), eventDetail(&c.e); name != c.name || got != c.want {
			t.Errorf("%s %q, want %s %q", name, got, c.name, c.want)
		}
		if token := eventToken(&c.e); token == "" {
			t.Errorf("%s has no colour", c.name)
		}
	}
}

func TestEventsJSONMasksSecrets(t *testing.T) {
	s := inspectorOrders()
	text := eventsJSON(s.Events)
	if n := strings.Count(text, "\n"); n != len(s.Events) {
		t.Errorf("%d lines for %d events", n, len(s.Events))
	}
	for _, secret := range []string{"b81f09", "4f1e"} {
		if strings.Contains(text, secret) {
			t.Errorf("the text tells %q", secret)
		}
	}
}

func TestTimingText(t *testing.T) {
	s := inspectorRedirected()
	text := timingText(&s.Facts)
	for _, want := range []string{"Attempt 1, 26 ms (send 4, wait 22)\n", "Attempt 3, 302, 158 ms", "Authorization dropped other origin", "Time to the first byte of the answer you got: 915 ms."} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if s.Facts.Attempts[0].State != timeline.StateRetry {
		t.Errorf("the first attempt is %v", s.Facts.Attempts[0].State)
	}
}
