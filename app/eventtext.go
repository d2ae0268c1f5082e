package main

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"ladle/session"
)

// describeEvent is what a line of the timeline says behind the event's name, and whether the event is worth a line: steps
// that always come and tell nothing are left out, JSON has them all.
func describeEvent(e session.Event) (detail string, worth bool) {
	switch d := e.Detail.(type) {
	case *session.Asked:
		return d.Method + " " + d.URL, true
	case *session.ConnTarget:
		return fmt.Sprintf("%d, %s to %s", e.Conn, d.Scheme, d.Host), true
	case *session.NetworkEvent:
		return describeNetwork(d)
	case *session.Started:
		return describeStart(e, d), true
	case *session.Sent:
		return fmt.Sprintf("%s %s, %s", d.Method, d.Target, byteSize(e.N)), true
	case *session.Response:
		return describeResponse(e, d), true
	case *session.BodyEnd:
		return describeBody(e, d), true
	case *session.Challenge:
		return describeChallenge(d), true
	case *session.Question:
		return describeQuestion(d), true
	case *session.QuestionClosed:
		return d.How, true
	case *session.Pause:
		return "by " + d.By, true
	case *session.Redirected:
		return describeRedirect(d), true
	case *session.Authenticated:
		return fmt.Sprintf("%s for %s at %s, from %s", d.Scheme, strconv.Quote(d.Realm), d.Host, d.Source), true
	case *session.Skipped:
		return fmt.Sprintf("%s is not used: %s", d.Scheme, d.Why), true
	case *session.Restart:
		return string(d.Why), true
	case *session.Outcome:
		return describeOutcome(d), true
	case *session.Reordered:
		return describeOrder(d), true
	case *session.Stopped:
		if d.Breakpoint == 0 {
			return "at " + d.At.String(), true
		}
		return fmt.Sprintf("at %s, by breakpoint %d", d.At, d.Breakpoint), true
	case *session.HoldNew:
		return map[bool]string{true: "messages to come are held", false: "messages to come may start"}[d.On], true
	case *session.TrustChange:
		return describeTrust(d), true
	case *session.ConnClosed:
		return fmt.Sprintf("%d after %s: %s", e.Conn, plural(d.Messages, "message"), d.Why), true
	}
	switch e.Kind {
	case session.KindWroteBody:
		return byteSize(e.N), e.N > 0
	case session.KindConnectionTaken:
		return strconv.Itoa(int(e.Conn)), true
	case session.KindRequestUnqueued, session.KindStolen:
		return "", true
	}
	if text, ok := doorTexts[e.Kind]; ok {
		return text, true
	}
	return "", false
}

// doorTexts are for events of a person's hands that carry nothing but their kind.
var doorTexts = map[session.Kind]string{
	session.KindHeld: "until it is released", session.KindReleased: "it may start", session.KindContinued: "it goes on", session.KindTunneling: "asks the proxy for a tunnel",
}

// describeNetwork leaves out the lookup of an address, and the end of what the steps before have told.
func describeNetwork(d *session.NetworkEvent) (string, bool) {
	switch d.Step {
	case session.StepResolving:
		_, err := netip.ParseAddr(d.Host)
		if d.Proxy != "" {
			return "resolving " + d.Host + ", the proxy: " + d.Why, true
		}
		return "resolving " + d.Host, err != nil
	case session.StepResolved:
		return "resolved to " + strings.Join(d.Addrs, ", "), len(d.Addrs) > 1
	case session.StepTLSHandshaked:
		return "tls-handshaked " + describeTLS(d.TLS), true
	case session.StepComplete, session.StepTLSHandshaking:
		return "", false
	}
	return strings.TrimSpace(string(d.Step) + " " + strings.Join(d.Addrs, ", ")), true
}

func describeTLS(t *session.TLSInfo) string {
	if t == nil {
		return ""
	}
	s := t.Version + ", " + t.CipherSuite
	if t.Resumed {
		s += ", resumed"
	}
	if !t.Trusted {
		s += ", not trusted"
		if t.Problem != "" {
			s += ": " + t.Problem
		}
	}
	return s
}

func describeTrust(d *session.TrustChange) string {
	s := d.Host
	if d.Client {
		s += " gets the client certificate "
		if d.Revoked {
			s = d.Host + " gets no more the client certificate "
		}
		return s + d.Subject
	}
	if d.Revoked {
		return s + " is not trusted any more with the certificate " + d.Fingerprint
	}
	return s + " is trusted with the certificate " + d.Fingerprint
}

func describeStart(e session.Event, d *session.Started) string {
	s := fmt.Sprintf("attempt %d on connection %d, ", e.Attempt, e.Conn)
	how := "kept alive"
	if !d.Reused {
		how = "new"
	}
	return s + how + withoutText(d.Dropped)
}

func describeResponse(e session.Event, d *session.Response) string {
	s := fmt.Sprintf("%d %s, %s", d.Status, d.Reason, byteSize(e.N))
	for _, f := range d.Findings {
		s += "; " + f.Title
	}
	return s
}

func describeBody(e session.Event, d *session.BodyEnd) string {
	s := byteSize(d.Decoded)
	if d.Coding != "" {
		s += fmt.Sprintf(" out of %s of %s", byteSize(e.N), d.Coding)
	}
	for _, f := range d.Findings {
		s += "; " + f.Title
	}
	return s
}

func describeChallenge(d *session.Challenge) string {
	s := fmt.Sprintf("%s for %s at %s", d.Scheme, strconv.Quote(d.Realm), d.Host)
	if d.Proxy {
		s += ", a proxy"
	}
	if d.Retrying {
		s += "; the credentials before were rejected"
	}
	return s
}

func describeQuestion(d *session.Question) string {
	if r := d.Redirect; r != nil {
		return fmt.Sprintf("follow to %s %s?", r.Method, r.To)
	}
	switch d.Kind {
	case session.AskCertificate:
		return "trust the certificate of " + d.Host + "?"
	case session.AskClientCertificate:
		return "a client certificate for " + d.Host + "?"
	}
	return fmt.Sprintf("credentials for %s at %s", strconv.Quote(d.Realm), d.Host)
}

func describeOrder(d *session.Reordered) string {
	s := fmt.Sprintf("priority %d", d.Priority)
	if d.Before != 0 {
		s += fmt.Sprintf(", before message %d", d.Before)
	}
	return s
}

func describeRedirect(d *session.Redirected) string {
	s := fmt.Sprintf("%s %s", d.Method, d.To)
	return s + withoutText(d.Dropped)
}

// withoutText tells what does not go along.
func withoutText(dropped []session.Dropped) string {
	s := ""
	for _, x := range dropped {
		s += "; without " + x.Name + ": " + x.Why
	}
	return s
}

func describeOutcome(d *session.Outcome) string {
	if d.Err != nil {
		what, _ := d.Err.Sentence()
		return what
	}
	return strings.TrimSpace(strconv.Itoa(int(d.Status)) + " " + d.Reason)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// byteSize writes a number of bytes, in units of 1000 with one decimal from there.
func byteSize(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(n, 10) + " B"
	}
	f := float64(n)
	for _, unit := range []string{"kB", "MB", "GB"} {
		if f /= 1000; f < 999.95 {
			return strconv.FormatFloat(f, 'f', 1, 64) + " " + unit
		}
	}
	return strconv.FormatFloat(f/1000, 'f', 1, 64) + " TB"
}
