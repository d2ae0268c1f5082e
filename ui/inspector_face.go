package ui

import (
	"bytes"
	"fmt"

	"ladle/session"
	"ladle/ui/body"
	"ladle/ui/kit"
	"ladle/ui/timeline"
)

// faceKind says what the Body tab consists of.
type faceKind uint8

const (
	faceNote    faceKind = iota // a bold line and a sentence
	faceText                    // the body
	faceFinding                 // a card with what went wrong, and what came if anything did
)

// bodyFace is what the Body tab shows.
type bodyFace struct {
	kind        faceKind
	title, text string
	facts       []kit.Fact
	icon        string
	src         body.Source
	contentType string
	flag        body.Selection // bytes of src that the finding is about
	again       bool           // sending again may help
}

// faceOf decides by the state of a message what there is to see of its body.
func faceOf(s *inspected) bodyFace {
	a := s.attempt()
	if err := s.failure(); err != nil && s.state() != timeline.StateCancelled {
		return failureFace(s, err)
	}
	if a.Response == nil {
		return headlessFace(s)
	}
	f := bodyFace{kind: faceText, src: s.Body, contentType: a.Response.Fields.Get("Content-Type")}
	switch {
	case s.Body != nil && s.Body.Size() > 0:
		return f
	case noBodyReason(a.Method, a.Response) != "":
		return bodyFace{title: "No body", text: noBodyReason(a.Method, a.Response)}
	case s.Running && s.isLast():
		return liveFace(s)
	case s.Body == nil && s.BodyNote != "":
		return bodyFace{title: "The body is not here", text: s.BodyNote}
	case s.state() == timeline.StateCancelled:
		return bodyFace{title: "Cancelled", text: "The head had come, the body had not. The head is under Headers."}
	case a.Received > 0:
		return bodyFace{title: "The body is not here", text: timeline.Size(a.Received) + " came and were not kept."}
	}
	return bodyFace{title: "No body", text: "The answer ended with its head, which is under Headers."}
}

// headlessFace is for an attempt without a response that did not fail, or not yet.
func headlessFace(s *inspected) bodyFace {
	switch s.state() {
	case timeline.StateCancelled:
		return bodyFace{title: "Cancelled", text: "The head of an answer had not come."}
	case timeline.StateRetry:
		return bodyFace{title: "No answer", text: "The connection was closed before any byte of one. The message was sent again."}
	case timeline.StateFailed:
		what, try := s.Row.Failure()
		return bodyFace{kind: faceFinding, title: orToken(what, s.attempt().Status.Phrase()), text: try, icon: "x", again: true}
	}
	if !s.Running {
		return bodyFace{title: "No answer", text: "The session ended before one came."}
	}
	return liveFace(s)
}

// liveFace says what a message that has no body yet is doing.
func liveFace(s *inspected) bodyFace {
	a := s.attempt()
	far := timeline.Duration(a.Duration(s.Now)) + " so far."
	switch s.state() {
	case timeline.StateQueued:
		return bodyFace{title: "Waits in the queue", text: "It starts when a connection is free. " + far}
	case timeline.StateHeld:
		return bodyFace{title: "Held", text: "It takes no connection until it is resumed."}
	case timeline.StateConnecting:
		return bodyFace{title: "Connecting", text: "To " + a.Address.Host() + ", " + far}
	case timeline.StateSending:
		return bodyFace{title: "Sending", text: "The request is being written, " + far}
	case timeline.StateWaiting:
		return bodyFace{title: "Connected", text: "Waits for the head, " + timeline.Duration(a.In(timeline.PhaseWait, s.Now)) + " so far."}
	case timeline.StatePaused:
		return bodyFace{title: "Paused", text: "Nothing more is read or written until it is resumed."}
	case timeline.StateWaitsForYou:
		return bodyFace{title: "Waits for you", text: "A question is open. A click on the count in the status bar brings it back."}
	case timeline.StateTakenOver, timeline.StateWebSocket:
		return bodyFace{title: "Taken over", text: "The connection was handed over; what follows is no body."}
	}
	return bodyFace{title: "Waits for the body", text: "The head is under Headers. " + far}
}

// failureFace is the card of an answer that is missing, cut or refused.
func failureFace(s *inspected, err *session.Error) bodyFace {
	what, try := err.Sentence()
	a := s.attempt()
	f := bodyFace{kind: faceFinding, title: what, text: try, icon: "x", again: true}
	if s.Body != nil && s.Body.Size() > 0 {
		f.src, f.icon = s.Body, "circle-alert"
		if a.Response != nil {
			f.contentType = a.Response.Fields.Get("Content-Type")
		}
	}
	switch {
	case f.src != nil && err.Stage == session.StageRead && (err.Finding == nil || err.Finding.Rule == "body-cut" || err.Finding.Rule == ""):
		f.title, f.text = "The body ends early", cutText(a, s.Body.Size())
	case err.Finding != nil && err.Finding.Title != "":
		findingFace(&f, s, err)
	}
	return f
}

// cutText says how much of a body is missing.
func cutText(a *timeline.Attempt, came int64) string {
	if a.Response != nil && a.Response.Length >= 0 {
		return fmt.Sprintf("Content-Length said %s, %s came, then the connection ended. What came is shown.", timeline.Count(a.Response.Length), timeline.Count(a.Received))
	}
	return timeline.Size(came) + " came, then the connection ended before the body did. What came is shown."
}

// findingFace tells which rule an answer broke, and shows the bytes.
func findingFace(f *bodyFace, s *inspected, err *session.Error) {
	x := err.Finding
	f.title, f.text, f.icon = x.Title, "", "circle-alert"
	f.facts = findingFacts(x, err.Raw)
	if f.src == nil && len(err.Raw) > 0 {
		f.src = body.Bytes(err.Raw)
		f.contentType = "text/plain"
		from := int64(min(max(x.Offset, 0), len(err.Raw)))
		f.flag = body.Selection{Anchor: from, Caret: min(from+int64(max(x.Length, 1)), int64(len(err.Raw)))}
	}
}

// findingFacts are the lines of a finding's card.
func findingFacts(x *session.Finding, raw []byte) []kit.Fact {
	where := fmt.Sprintf("byte %s", timeline.Count(int64(x.Offset)))
	if x.Line > 0 {
		where = fmt.Sprintf("line %d, byte %s", x.Line, timeline.Count(int64(x.Offset)))
	}
	if text := lineAround(raw, x.Offset); x.Line > 0 && text != "" {
		where += ": " + text
	}
	facts := []kit.Fact{{Name: "Where", Text: where}}
	add := func(name, text string) {
		if text != "" {
			facts = append(facts, kit.Fact{Name: name, Text: text})
		}
	}
	add("What", x.Detail)
	add("Rule", x.Section)
	add("Why", x.Why)
	add("What we did", x.Did)
	return facts
}

// lineAround quotes the line of a head that an offset lies in, cut to what fits in a card.
func lineAround(raw []byte, off int) string {
	if off < 0 || off > len(raw) {
		return ""
	}
	from := bytes.LastIndexByte(raw[:off], '\n') + 1
	to := len(raw)
	if i := bytes.IndexByte(raw[off:], '\n'); i >= 0 {
		to = off + i
	}
	const longest = 48
	line := bytes.TrimRight(raw[from:to], "\r")
	cut := ""
	if len(line) > longest {
		line, cut = line[:longest], "…"
	}
	return printable(line) + cut
}

// printable writes bytes as text; control characters and what is no UTF-8 as escapes.
func printable(b []byte) string {
	q := fmt.Sprintf("%q", b)
	return q[1 : len(q)-1]
}
