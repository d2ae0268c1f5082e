package store

import (
	"strings"
	"time"

	"ladle/session"
)

// Outcome says how a message ended.
type Outcome uint8

// How a message can end.
const (
	Finished  Outcome = iota // a response was received, whatever its status
	Failed                   // the exchange broke off; Summary.Error says why
	Cancelled                // a person or the program cancelled it
	Stolen                   // its connection was handed over
)

// Summary is a message of the history as lists show it.
type Summary struct {
	ID          int64             // rises with time, over all sessions
	Session     string            // the run of the program it belongs to
	Message     session.MessageID // its id within that run
	Name        string            // of the request it came from, "" if none
	Started     time.Time         // when it was queued
	Duration    time.Duration     // from then until it ended
	Method, URL string            // as asked; without user info
	Host        string            // host and port of the URL
	Status      session.Status    // of the last attempt; a transport status when there was no response
	Reason      string
	Type        string // the media type of the response, without parameters
	Outcome     Outcome
	Error       string // what went wrong, a sentence; "" unless Failed or Cancelled
	Attempts    int
	RequestSize int64     // bytes of the request body
	Encoded     int64     // bytes of the response body as received
	Decoded     int64     // bytes after the content codings were removed
	Body        BodyState // of the response
}

// summarize folds the events of one complete message. ok is false when they do not begin with its request.
func summarize(epoch time.Time, events []session.Event) (s Summary, ok bool) {
	var first, last time.Duration
	for i := range events {
		e := &events[i]
		s.Attempts = max(s.Attempts, int(e.Attempt))
		switch e.Kind {
		case session.KindRequestQueued:
			asked, _ := e.Detail.(*session.Asked)
			if asked == nil {
				return s, false
			}
			ok, first, last = true, e.At, e.At
			s.Message, s.Method, s.URL, s.RequestSize = e.Message, asked.Method, asked.URL, e.N
			s.Host = hostOf(asked.URL)
		case session.KindFinished, session.KindStolen:
			last = e.At
			s.end(e)
		default:
			s.step(e)
		}
	}
	s.Started, s.Duration = epoch.Add(first).Round(0), last-first
	s.RequestSize = max(s.RequestSize, 0)
	return s, ok
}

func (s *Summary) step(e *session.Event) {
	switch e.Kind {
	case session.KindWroteBody:
		s.RequestSize = e.N
	case session.KindGotHeaders:
		if r, _ := e.Detail.(*session.Response); r != nil {
			s.Status, s.Reason = session.Status(r.Status), r.Reason
			s.Type = mediaType(r.Fields)
		}
	case session.KindGotBodyData:
		s.Encoded, s.Decoded = e.N, e.N
		if p, _ := e.Detail.(*session.BodyProgress); p != nil {
			s.Decoded = p.Decoded
		}
	case session.KindGotBody:
		s.Encoded, s.Decoded = e.N, e.N
		if b, _ := e.Detail.(*session.BodyEnd); b != nil {
			s.Decoded = b.Decoded
		}
	case session.KindRestarted:
		s.Status, s.Reason, s.Type, s.Encoded, s.Decoded = 0, "", "", 0, 0
		s.Outcome, s.Error = Finished, ""
	}
}

func (s *Summary) end(e *session.Event) {
	s.Outcome, s.Error = Finished, ""
	if e.Kind == session.KindStolen {
		s.Outcome = Stolen
		return
	}
	o, _ := e.Detail.(*session.Outcome)
	if o == nil {
		return
	}
	s.Status, s.Reason = o.Status, o.Reason
	switch {
	case o.Status == session.StatusCancelled:
		s.Outcome = Cancelled
	case o.Err != nil:
		s.Outcome = Failed
	}
	if o.Err != nil {
		s.Error, _ = o.Err.Sentence()
	}
}

// hostOf cuts the authority out of a URL, which need not be valid: what was asked is kept however odd it is.
func hostOf(raw string) string {
	_, rest, ok := strings.Cut(raw, "://")
	if !ok {
		return ""
	}
	host := rest[:strings.IndexAny(rest+"/", "/?#")]
	return host[strings.LastIndexByte(host, '@')+1:]
}

func mediaType(fields session.Fields) string {
	for _, f := range fields {
		if strings.EqualFold(f.Name, "Content-Type") {
			t, _, _ := strings.Cut(f.Value, ";")
			return strings.ToLower(strings.TrimSpace(t))
		}
	}
	return ""
}
