package timeline

import (
	"fmt"
	"strings"
	"time"

	"ladle/session"
)

// Facts are what the Timing tab says about a message.
type Facts struct {
	Sums      [NumPhases]time.Duration // the legend: each phase over all attempts
	Took      time.Duration
	Attempts  []AttemptFacts
	FirstByte time.Duration // from queued to the first byte of the answer shown, Open before
	Without   time.Duration // the same for the last attempt alone; equal to FirstByte if there were no detours
	Detours   string        // "the retry, the challenge and the redirect", "" without any
}

// AttemptFacts are the lines about one attempt.
type AttemptFacts struct {
	Number  uint16
	State   State
	Status  session.Status
	Method  string
	Address Address
	Took    time.Duration
	Phases  string // "DNS 14, connect 18, wait 84", in milliseconds; those under half a millisecond are left out
	Reasons []Reason
}

// ReasonKind says what a line about an attempt is about, for its glyph.
type ReasonKind uint8

// The kinds of reasons, in the order in which an attempt lists them.
const (
	ReasonConn ReasonKind = iota
	ReasonRetry
	ReasonChallenge
	ReasonAnswer
	ReasonRedirect
	ReasonDropped
	ReasonFinding
	ReasonFailure
)

// Reason is a decision and why it was made: a few words that lead, and the rest in a quieter tone.
type Reason struct {
	Kind ReasonKind
	Head string
	Text string
}

// FactsOf gathers the facts about a message up to now.
func FactsOf(r *Row, now time.Duration) Facts {
	f := Facts{Took: r.Duration(now), FirstByte: Open, Without: Open}
	var h hops
	for i := range r.Attempts {
		a := &r.Attempts[i]
		for _, p := range a.Phases {
			f.Sums[p.Kind] += p.Length(now)
		}
		h.count(a.Ended.Why)
		f.Attempts = append(f.Attempts, attemptFacts(r, i, h, now))
	}
	if last := r.Last(); last.FirstByte != Open {
		f.FirstByte, f.Without = last.FirstByte-r.Begin, last.FirstByte-last.Begin
		f.Detours = detours(r)
	}
	return f
}

// Sentence sums the times up; "" before the first byte.
func (f Facts) Sentence() string {
	if f.FirstByte == Open {
		return ""
	}
	s := "Time to the first byte of the answer you got: " + Duration(f.FirstByte) + "."
	if f.Detours != "" {
		s += " Without " + f.Detours + " it would have been " + Duration(f.Without) + "."
	}
	return s
}

// detours names what came before the last attempt.
func detours(r *Row) string {
	var parts []string
	name := func(n int, noun string) {
		if n == 1 {
			parts = append(parts, "the "+noun)
		} else if n > 1 {
			parts = append(parts, "the "+Counted(n, noun))
		}
	}
	name(r.Retries(), "retry")
	name(r.Challenges(), "challenge")
	name(r.Redirects(), "redirect")
	name(r.restarts(session.RestartRequeue), "attempt before")
	text := strings.Join(parts, ", ")
	if i := strings.LastIndex(text, ", "); i >= 0 {
		text = text[:i] + " and " + text[i+2:]
	}
	return text
}

// resendLimit is how often a session sends one message again before it gives up; redirects, challenges and requeues
// count together.
const resendLimit = 20

// hops counts how often a message has been sent again.
type hops struct{ redirects, resends int }

func (h *hops) count(why session.RestartReason) {
	switch why {
	case session.RestartRedirect:
		h.redirects++
		h.resends++
	case session.RestartAuth, session.RestartRequeue:
		h.resends++
	}
}

func (h hops) text() string {
	if h.redirects == h.resends {
		return fmt.Sprintf("hop %d of %d", h.redirects, resendLimit)
	}
	return fmt.Sprintf("hop %d, sent again %d of %d times", h.redirects, h.resends, resendLimit)
}

func attemptFacts(r *Row, i int, h hops, now time.Duration) AttemptFacts {
	a := &r.Attempts[i]
	f := AttemptFacts{Number: a.Number, State: a.State, Status: a.Status, Method: a.Method, Address: a.Address,
		Took: a.Duration(now), Phases: phaseText(a, now)}
	f.Reasons = append(f.Reasons, connReasons(a)...)
	f.Reasons = append(f.Reasons, authReasons(a)...)
	if a.Ended.Why == session.RestartStale {
		f.Reasons = append(f.Reasons, retryReason(a))
	}
	f.Reasons = append(f.Reasons, redirectReasons(a, h)...)
	if a.Response != nil {
		for _, x := range a.Response.Findings {
			f.Reasons = append(f.Reasons, Reason{ReasonFinding, x.Title, x.Section})
		}
	}
	if i == len(r.Attempts)-1 {
		if what, try := r.Failure(); what != "" {
			f.Reasons = append(f.Reasons, Reason{ReasonFailure, what, try})
		}
	}
	return f
}

// phaseText lists the phases in their order on the bar, in whole milliseconds, the queue left out.
func phaseText(a *Attempt, now time.Duration) string {
	var parts []string
	for k := PhaseDNS; k < NumPhases; k++ {
		if d := a.In(k, now); d >= time.Millisecond/2 {
			parts = append(parts, inner(k)+" "+Millis(d))
		}
	}
	return strings.Join(parts, ", ")
}

// inner is a phase's name within a line.
func inner(k PhaseKind) string {
	if k == PhaseDNS || k == PhaseTLS {
		return k.String()
	}
	return strings.ToLower(k.String())
}

func connReasons(a *Attempt) []Reason {
	if a.Conn == 0 {
		return nil
	}
	head := fmt.Sprintf("c%d", a.Conn)
	if a.Reused {
		return []Reason{{ReasonConn, head, "reused after " + idleText(a.Idle) + " idle"}}
	}
	if a.TLS == nil {
		return []Reason{{ReasonConn, head, "new"}}
	}
	resumed := "no"
	if a.TLS.Resumed {
		resumed = "yes"
	}
	out := []Reason{{ReasonConn, head, "new: " + a.TLS.Version + ", resumed: " + resumed}}
	if a.TLS.Problem != "" {
		out = append(out, Reason{ReasonConn, "Certificate accepted with a fault", a.TLS.Problem})
	}
	return out
}

func idleText(d time.Duration) string {
	if d < time.Second {
		return Duration(d)
	}
	return Age(d)
}

func retryReason(a *Attempt) Reason {
	text := fmt.Sprintf("c%d was closed before any byte of a response", a.Conn)
	if repeatable(a.Method) {
		text += "; " + a.Method + " may be repeated"
	}
	return Reason{ReasonRetry, "Sent again", text}
}

// repeatable says whether a method is idempotent (RFC 9110, section 9.2.2).
func repeatable(method string) bool {
	switch method {
	case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE":
		return true
	}
	return false
}

func authReasons(a *Attempt) []Reason {
	var out []Reason
	if c := a.Ended.Challenge; c != nil {
		out = append(out, Reason{ReasonChallenge, c.Scheme + " chosen", realmText(c.Realm, c.Host, c.Proxy)})
		if c.Retrying {
			out = append(out, Reason{ReasonChallenge, "Credentials rejected", "the ones sent before"})
		}
	}
	if d := a.Ended.Authenticated; d != nil {
		if a.Ended.Challenge == nil {
			out = append(out, Reason{ReasonChallenge, d.Scheme + " chosen", realmText(d.Realm, d.Host, d.Proxy)})
		}
		out = append(out, Reason{ReasonAnswer, "Answered", sourceText(d.Source)})
	}
	return out
}

func realmText(realm, host string, proxy bool) string {
	text := "for " + host
	if proxy {
		text = "for the proxy " + host
	}
	if realm != "" {
		text += ", realm “" + realm + "”"
	}
	return text
}

func redirectReasons(a *Attempt, h hops) []Reason {
	d := a.Ended.Redirected
	if d == nil || a.Ended.Why != session.RestartRedirect {
		return nil
	}
	method := "keeps " + a.Method
	if d.Method != "" && d.Method != a.Method {
		method = "becomes " + d.Method
	}
	out := []Reason{{ReasonRedirect, "Followed", fmt.Sprintf("%d on %s %s; %s", d.Status, a.Method, method, h.text())}}
	for _, x := range d.Dropped {
		out = append(out, Reason{ReasonDropped, x.Name + " dropped", x.Why})
	}
	return out
}
