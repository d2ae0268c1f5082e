package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"ladle/session"
	"ladle/ui/timeline"
)

// eventName is an event's name: that of the step for a network event.
func eventName(e *session.Event) string {
	if n, ok := e.Detail.(*session.NetworkEvent); ok {
		return string(n.Step)
	}
	return e.Kind.String()
}

// eventDetail is what an event tells, in a few words, without secrets.
func eventDetail(e *session.Event) string {
	switch d := e.Detail.(type) {
	case *session.Asked:
		return strings.TrimSpace(d.Method + " " + d.URL)
	case *session.ConnTarget:
		return fmt.Sprintf("c%d, %s://%s", e.Conn, d.Scheme, d.Host)
	case *session.NetworkEvent:
		return networkDetail(d)
	case *session.Started:
		if d.Reused {
			return fmt.Sprintf("c%d, reused after %s idle", e.Conn, idleText(d.Idle))
		}
		return fmt.Sprintf("c%d, new", e.Conn)
	case *session.Sent:
		return fmt.Sprintf("%s, %s", requestLine(d), timeline.Size(e.N))
	case *session.Response:
		return strings.TrimSpace(fmt.Sprintf("%d %s", d.Status, d.Reason))
	case *session.BodyProgress:
		return timeline.Size(e.N)
	case *session.BodyEnd:
		if d.Coding != "" {
			return fmt.Sprintf("%s, %s decoded (%s)", timeline.Size(e.N), timeline.Size(d.Decoded), d.Coding)
		}
		return timeline.Size(e.N)
	}
	return decisionDetail(e)
}

// decisionDetail is eventDetail for what was decided.
func decisionDetail(e *session.Event) string {
	switch d := e.Detail.(type) {
	case *session.Challenge:
		return challengeDetail(d.Scheme, d.Realm, d.Host)
	case *session.Question:
		switch r := d.Redirect; {
		case r != nil:
			return "follow to " + r.Method + " " + r.To + "?"
		case d.Certificate != nil:
			return "trust the certificate of " + d.Host + "?"
		case d.ClientCertificate != nil:
			return "a client certificate for " + d.Host + "?"
		}
		return challengeDetail(d.Scheme, d.Realm, d.Host)
	case *session.Reordered:
		return orderDetail(d)
	case *session.Stopped:
		return stopDetail(d)
	case *session.HoldNew:
		if d.On {
			return "messages to come are held"
		}
		return "messages to come may start"
	case *session.TrustChange:
		if d.Revoked {
			return d.Host + ": " + d.Subject + " counts no more"
		}
		return d.Host + ": " + d.Subject + " counts"
	case *session.QuestionClosed:
		return d.How
	case *session.Pause:
		return "by " + d.By
	case *session.Redirected:
		return fmt.Sprintf("%d to %s", d.Status, d.To)
	case *session.Authenticated:
		return fmt.Sprintf("%s, credentials from %s", d.Scheme, d.Source)
	case *session.Skipped:
		return d.Scheme + " is not used: " + d.Why
	case *session.Restart:
		return string(d.Why)
	case *session.Outcome:
		return outcomeDetail(d)
	case *session.ConnClosed:
		return fmt.Sprintf("%s; %s out, %s in", d.Why, timeline.Size(d.Sent), timeline.Size(d.Received))
	case *session.PropertyChange:
		return d.Name + " " + d.Value
	}
	return plainDetail(e)
}

// plainDetails are what events tell that carry nothing but their kind.
var plainDetails = map[session.Kind]string{
	session.KindHeld: "by you, until it is released", session.KindReleased: "it may start",
	session.KindContinued: "it goes on", session.KindTunneling: "asks the proxy for a tunnel", session.KindStolen: "its connection is taken over",
	session.KindRequestUnqueued: "nothing more comes", session.KindConnectionIdle: "waits for another message", session.KindConnectionTaken: "it counts no more against the limits",
}

func plainDetail(e *session.Event) string {
	switch e.Kind {
	case session.KindWroteBody, session.KindWroteBodyData, session.KindGotBodyData:
		return timeline.Size(e.N)
	case session.KindConnectionIdle, session.KindConnectionTaken:
		return fmt.Sprintf("c%d, %s", e.Conn, plainDetails[e.Kind])
	}
	return plainDetails[e.Kind]
}

func orderDetail(d *session.Reordered) string {
	text := "priority " + priorityName(d.Priority)
	if d.Before != 0 {
		text += fmt.Sprintf(", before message %d", d.Before)
	}
	return text
}

func stopDetail(d *session.Stopped) string {
	text := "at " + d.At.String()
	if d.Breakpoint == 0 {
		return text + ", as it was sent to"
	}
	return text + ", by a breakpoint"
}

func networkDetail(d *session.NetworkEvent) string {
	switch {
	case d.TLS != nil:
		text := d.TLS.Version
		if d.TLS.Problem != "" {
			text += ", " + d.TLS.Problem
		}
		return text
	case d.Host != "":
		return d.Host
	}
	return strings.Join(d.Addrs, ", ")
}

func challengeDetail(scheme, realm, host string) string {
	text := scheme
	if realm != "" {
		text += ", realm “" + realm + "”"
	}
	if host != "" {
		text += ", " + host
	}
	return text
}

func outcomeDetail(d *session.Outcome) string {
	if d.Err != nil {
		what, _ := d.Err.Sentence()
		return what
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", int(d.Status), d.Reason))
}

// eventToken is the colour of an event's name: what decides something has that of its state.
func eventToken(e *session.Event) string {
	switch d := e.Detail.(type) {
	case *session.Response:
		if e.Kind == session.KindGotHeaders {
			return statusToken(d.Status)
		}
	case *session.Outcome:
		if d.Status.Transport() {
			return "status.failed"
		}
		return statusToken(int(d.Status))
	case *session.Question:
		if d.Redirect != nil {
			return "status.redirect"
		}
		return "status.clientError"
	case *session.Challenge, *session.Authenticated, *session.Skipped:
		return "status.clientError"
	case *session.Redirected:
		return "status.redirect"
	case *session.Restart:
		return restartToken(d.Why)
	case *session.ConnClosed:
		return "status.failed"
	case *session.Pause, *session.Stopped:
		return "status.paused"
	}
	switch e.Kind {
	case session.KindHeld:
		return "status.pending"
	case session.KindStolen:
		return "status.live"
	}
	return "text.primary"
}

func restartToken(why session.RestartReason) string {
	switch why {
	case session.RestartRedirect:
		return "status.redirect"
	case session.RestartAuth:
		return "status.clientError"
	}
	return "text.secondary"
}

func idleText(d time.Duration) string {
	if d < time.Second {
		return timeline.Duration(d)
	}
	return timeline.Age(d)
}

// eventMillis is the time of an event since the message was queued, in milliseconds with one decimal.
func eventMillis(e *session.Event, queued time.Duration) string {
	return strconv.FormatFloat(float64(e.At-queued)/float64(time.Millisecond), 'f', 1, 64)
}

// eventRow is a line of the Events tab: an event, or the head of an attempt.
type eventRow struct {
	head                     string
	millis, name, text, tone string
}

// eventRows lists the events of a message by attempt; words that all have to be in a line leave out the others.
func eventRows(events []session.Event, filter string) []eventRow {
	if len(events) == 0 {
		return nil
	}
	words := strings.Fields(strings.ToLower(filter))
	queued := events[0].At
	attempt := uint16(0)
	head := ""
	var rows []eventRow
	for i := range events {
		e := &events[i]
		if e.Attempt != attempt && e.Attempt != 0 {
			attempt = e.Attempt
			head = "Attempt " + strconv.Itoa(int(attempt))
		}
		r := eventRow{millis: eventMillis(e, queued), name: eventName(e), text: eventDetail(e), tone: eventToken(e)}
		if !hasWords(strings.ToLower(r.name+" "+r.text), words) {
			continue
		}
		if head != "" {
			rows = append(rows, eventRow{head: head})
			head = ""
		}
		rows = append(rows, r)
	}
	return rows
}

func hasWords(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// eventsText writes rows as text, columns apart by tabs.
func eventsText(rows []eventRow) string {
	var b strings.Builder
	for _, r := range rows {
		if r.head != "" {
			b.WriteString(r.head + "\n")
			continue
		}
		b.WriteString(strings.TrimRight(r.millis+"\t"+r.name+"\t"+r.text, "\t") + "\n")
	}
	return b.String()
}
