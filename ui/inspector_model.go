package ui

import (
	"fmt"
	"strings"
	"time"

	"ladle/session"
	"ladle/ui/body"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// inspected is a message at one moment, or one of its attempts, with what the inspector shows of it. A nil Row is
// nothing chosen.
type inspected struct {
	Row         *timeline.Row
	Attempt     int // its index; -1 the message, whose head and body are those of the last attempt
	Facts       timeline.Facts
	Events      []session.Event
	Body        body.Source // nil: none, or not kept
	BodyNote    string      // why there is none, where the head does not tell
	Running     bool
	Now         time.Duration
	FromHistory bool
	ConnTLS     *session.TLSInfo // of the connection that carries the message, nil without TLS or where it is not known
}

// index is the attempt that is shown.
func (s *inspected) index() int {
	if last := len(s.Row.Attempts) - 1; s.Attempt < 0 || s.Attempt > last {
		return last
	}
	return s.Attempt
}

func (s *inspected) attempt() *timeline.Attempt { return &s.Row.Attempts[s.index()] }

// isLast says whether what became of the message is shown, and not an attempt on the way.
func (s *inspected) isLast() bool { return s.index() == len(s.Row.Attempts)-1 }

func (s *inspected) state() timeline.State {
	if s.isLast() {
		return s.Row.State
	}
	return s.attempt().State
}

// failure is why there is no complete response; nil when there is one, or when that is not what is shown.
func (s *inspected) failure() *session.Error {
	if s.isLast() {
		return s.Row.Err
	}
	return nil
}

// refused says whether the answer broke a rule and its bytes are all there is.
func (s *inspected) refused() bool {
	err := s.failure()
	return err != nil && err.Finding != nil && len(err.Raw) > 0 && s.attempt().Response == nil
}

// summaryText is the line over the inspector.
type summaryText struct {
	state                  kit.State
	pill                   string
	size, time, proto, con string
	kind                   string // media type of the answer
	note                   string
	part                   float64 // of a body of known length
	known                  bool    // there is such a part
	attempts               string  // "Attempt 3 of 3", "" for a single one
}

func summarise(s *inspected) summaryText {
	a := s.attempt()
	t := summaryText{state: timelineGlyph(s.state()), pill: pillText(s), size: timeline.Size(shownSize(s)), time: timeline.Duration(a.Duration(s.Now))}
	if s.Attempt < 0 {
		t.time = timeline.Duration(s.Row.Duration(s.Now))
	}
	if a.Response != nil {
		t.proto = a.Response.Proto
		t.kind, _, _ = strings.Cut(a.Response.Fields.Get("Content-Type"), ";")
	}
	if a.Conn != 0 {
		t.con = fmt.Sprintf("c%d", a.Conn)
	}
	if n := len(s.Row.Attempts); n > 1 {
		t.attempts = fmt.Sprintf("Attempt %d of %d", s.index()+1, n)
	}
	t.note = summaryNote(s)
	if s.Running && s.isLast() {
		t.part, t.known = s.Row.Progress()
	}
	return t
}

// pillText is the status, or what the message does while there is none, or why there will be none.
func pillText(s *inspected) string {
	a, state := s.attempt(), s.state()
	switch state {
	case timeline.StateFailed:
		if s.isLast() && s.Row.Tag.Tone == timeline.ToneFailed {
			return sentenceCase(s.Row.Tag.Text)
		}
		return a.Status.Phrase()
	case timeline.StateCancelled, timeline.StatePaused, timeline.StateWaitsForYou, timeline.StateHeld:
		return sentenceCase(state.String())
	}
	if r := a.Response; r != nil {
		return strings.TrimSpace(fmt.Sprintf("%d %s", r.Status, orToken(r.Reason, session.Status(r.Status).Phrase())))
	}
	if state == timeline.StateRetry {
		return "No answer"
	}
	return state.String()
}

func sentenceCase(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// shownSize is the length of what came, decoded; -1 before the head.
func shownSize(s *inspected) int64 {
	a := s.attempt()
	switch {
	case a.Response != nil && a.Decoded > 0:
		return a.Decoded
	case a.Response != nil:
		return a.Received
	case s.refused():
		return int64(len(s.failure().Raw))
	}
	return -1
}

// summaryNote is what there is to say beside the figures: progress, or how the body travelled, or that it was refused.
func summaryNote(s *inspected) string {
	a := s.attempt()
	switch {
	case s.Running && s.isLast() && s.Row.State == timeline.StateReceiving:
		return receiveText(a, s.Now)
	case s.Running && s.isLast() && s.Row.State == timeline.StateSending && a.BodyLength > 0:
		return ofText(a.BodySent, a.BodyLength) + " sent"
	case s.refused():
		return "Refused, the bytes are kept as received"
	case s.FromHistory:
		return "From the history, " + s.Row.Time().Format("2 Jan 15:04:05")
	case a.Coding != "" && a.Received >= 0:
		return fmt.Sprintf("%s on the wire (%s)", timeline.Size(a.Received), a.Coding)
	}
	return ""
}

// receiveText tells how far a body has come and how fast: "38.1 of 104.9 MB, 41 MB/s".
func receiveText(a *timeline.Attempt, now time.Duration) string {
	text := timeline.Size(a.Received)
	if a.Response != nil && a.Response.Length > 0 {
		text = ofText(a.Received, a.Response.Length)
	}
	if d := now - a.FirstByte; a.FirstByte != timeline.Open && d > 100*time.Millisecond {
		text += ", " + timeline.Rate(float64(a.Received)/d.Seconds())
	}
	return text
}

// ofText writes a part and a whole; the unit stands once when it is the same.
func ofText(part, whole int64) string {
	p, w := timeline.Size(part), timeline.Size(whole)
	if n, unit, ok := strings.Cut(p, " "); ok && strings.HasSuffix(w, " "+unit) {
		p = n
	}
	return p + " of " + w
}

// attemptLine names an attempt in a menu: its number and what it was.
func attemptLine(r *timeline.Row, i int) string {
	text := fmt.Sprintf("Attempt %d", i+1)
	if what := r.Sentence(i); what != "" {
		text += ": " + what
	}
	return text
}

// noBodyReason says why a response has no body by the rules of HTTP (RFC 9110, section 6.4.1), "" if it may have one.
func noBodyReason(method string, r *session.Response) string {
	switch {
	case method == "HEAD":
		return "The answer to HEAD never has one. The head is under Headers."
	case r.Status < 200, r.Status == 204, r.Status == 304:
		return fmt.Sprintf("%d never has one. The head is under Headers.", r.Status)
	case method == "CONNECT" && r.Status < 300:
		return "What follows the head belongs to the tunnel."
	case r.Length == 0:
		return "Its length is 0. The head is under Headers."
	}
	return ""
}

// bodyFileName is a name to save a body under: what Content-Disposition says (RFC 6266), else the end of the path, with
// an ending by its type.
func bodyFileName(a *timeline.Attempt) string {
	contentType := ""
	if a.Response != nil {
		contentType = a.Response.Fields.Get("Content-Type")
		if name := dispositionName(a.Response.Fields.Get("Content-Disposition")); name != "" {
			return name
		}
	}
	path := strings.TrimRight(a.Address.Path(), "/")
	name := safeName(path[strings.LastIndexByte(path, '/')+1:])
	if name == "" {
		name = orToken(safeName(a.Address.Host()), "body")
	}
	if !strings.Contains(name, ".") || path == "" {
		name += endingOf(contentType)
	}
	return name
}
